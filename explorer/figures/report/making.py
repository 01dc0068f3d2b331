"""Making a report: the run, the drawings in both themes, and the sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from explorer import presets, reads
from explorer.analysis import architecture
from explorer.analysis.answer import likeliest, unit_names
from explorer.errors import WeightsError
from explorer.figures import cell as cell_figures
from explorer.figures.alternatives import photo_words
from explorer.figures.diagram.diagram import FONT, diagram_drawing
from explorer.figures.influence.photo import outline
from explorer.figures.ledger.figure import figure as ledger_figure
from explorer.figures.ledger.words import ROUNDED, balance_line, sum_line
from explorer.figures.library.cells import term_names
from explorer.figures.library.run import ComputedRun, WeightsLike, computed_run
from explorer.figures.overview.drawing.pictures import percent
from explorer.figures.overview.figure import figure as overview_figure
from explorer.figures.overview.figure import pictures
from explorer.figures.overview.scales import BLOCK
from explorer.figures.report.record import Answer, CellPart, Report, Themed
from explorer.figures.report.terms import terms_of
from explorer.figures.static.moment import Moment
from explorer.figures.static.record import layout_showing
from explorer.figures.theme import LIGHT, THEMES
from explorer.figures.vector.reading.figure import drawing_of
from explorer.figures.vector.svg import svg_of
from explorer.figures.words import cell_name, reads_sentence, remarks
from explorer.images.choosing import ImageLike, picture_for
from explorer.ledger import ConvLedger, Ledger, explain
from explorer.network import Cell, Network
from explorer.scene import ImageChoice, Scene
from explorer.scene.picture import picture_of
from explorer.version import __version__
from explorer.weights import Weights
from explorer.words.description import image_words, title, weights_words

PHOTO_SIDE = 320
"""Longest side of the photo, in px."""
COLUMNS = 2
"""Columns of a paper that the diagram takes: it is as wide as the text of an A4 page."""
LIKELIEST = 5


@dataclass(frozen=True, eq=False)
class _Case:
    """What a report is about: the scene with its network, as run, the image, and the words for both."""

    scene: Scene
    network: Network
    run: ComputedRun
    pixels: Any
    cell: Cell
    weights: str
    image: str


def report_of(
    shown: Network | Scene,
    weights: WeightsLike | None,
    image: ImageLike | None,
    cell: Cell | None,
    texts: tuple[str, str, str],
    scope: str = BLOCK,
    run: ComputedRun | None = None,
) -> Report:
    """The record of a report; `texts` are the title, the author and a note.

    `run` is that of just this network, weights and image, where it is known already. Raises ImageError, WeightsError or
    SettingError.
    """
    case = _case(shown, weights, image, cell, scope, run)
    network = case.network
    own = case.scene.weights if isinstance(weights, Weights) or isinstance(shown, Scene) else Weights()
    return Report(
        title=texts[0] or title(case.scene),
        author=texts[1],
        note=texts[2],
        facts=_facts(case),
        diagram=_diagram(network),
        photo=_photo(case),
        photo_words=photo_words(network, case.cell, reads.region(network, case.cell)),
        maps=_maps(case),
        answers=_answers(case),
        rows=architecture.rows(network),
        totals=architecture.totals(network),
        cell=_cell_part(case),
        remarks=remarks(network, own) if case.weights != _GIVEN else "",
    )


_GIVEN = "the arrays that were given"


def _case(
    shown: Network | Scene,
    weights: WeightsLike | None,
    image: ImageLike | None,
    cell: Cell | None,
    scope: str,
    known: ComputedRun | None,
) -> _Case:
    scene = shown if isinstance(shown, Scene) else _scene(shown, weights, image)
    network = shown if isinstance(shown, Network) else shown.network
    used: WeightsLike = weights if weights is not None else scene.weights
    if isinstance(shown, Network) and weights is None:
        raise WeightsError("The report has no weights.", "Give Weights(), or arrays by path and name.")
    words = weights_words(scene) if isinstance(used, Weights) else _GIVEN
    picture: ImageLike = picture_of(scene.image, network.input_shape) if image is None else image
    pixels = picture_for(picture, network.input_shape).pixels
    run = known or computed_run(network, used, pixels, scene.scope if isinstance(shown, Scene) else scope)
    chosen = network.check_cell(cell) if cell is not None else scene.settled_cell()
    named = image is None or isinstance(image, str)
    return _Case(
        scene, network, run, pixels, chosen, words, image_words(scene.image) if named else "the image that was given"
    )


def _scene(network: Network, weights: WeightsLike | None, image: ImageLike | None) -> Scene:
    """The scene of a network, for the words that describe it."""
    known = next((name for name in presets.NAMES if _is_preset(name, network)), "")
    choice = ImageChoice(image) if isinstance(image, str) else ImageChoice()
    own = weights if isinstance(weights, Weights) else Weights()
    return Scene(network.layers, network.input_shape, own, choice, preset=known)


def _is_preset(name: str, network: Network) -> bool:
    preset = presets.load(name)
    return (preset.network.layers, preset.network.input_shape) == (network.layers, network.input_shape)


# -- words ----------------------------------------------------------------------------------------------------------------


def _facts(case: _Case) -> tuple[tuple[str, str], ...]:
    totals = architecture.totals(case.network)
    facts = [
        ("Network", title(case.scene)),
        ("Input", f"{architecture.shape_text(case.network.input_shape)} numbers"),
        ("Output", architecture.shape_text(case.network.output_shape)),
        ("Layers", f"{totals.layers:,}"),
        ("Parameters", f"{totals.parameters:,}"),
        ("Multiply-accumulates", f"{totals.macs:,} for one image"),
        ("Memory of all maps", f"{totals.memory:,} bytes (float32)"),
        ("Weights", case.weights),
        *_provenance(case),
        ("Image", case.image),
        ("Selected cell", cell_name(case.network, case.cell)),
    ]
    if case.scene.preset and title(case.scene) == presets.load(case.scene.preset).title:
        facts.append(("Source", presets.load(case.scene.preset).source))
    return (*facts, ("Made with", f"CNN Explorer {__version__}"))


def _provenance(case: _Case) -> list[tuple[str, str]]:
    """Where trained weights come from, and under which licences."""
    card = case.scene.weights.card if case.weights != _GIVEN else None
    if card is None:
        return []
    return [
        ("Training data", f"{card.data.name}, {card.data.images}. {card.data.source}. Licence: {card.data.licence}"),
        ("Recipe", card.recipe),
        ("Licence of the weights", card.weights_licence),
    ]


def _answers(case: _Case) -> tuple[Answer, ...]:
    names = case.run.classes or unit_names(case.network, case.scene.weights, case.scene.classes)
    found = likeliest(case.network, Weights(), case.run.acts, LIKELIEST, names)
    return tuple(Answer(each.name, each.probability, percent(each.probability)) for each in found)


# -- drawings -------------------------------------------------------------------------------------------------------------


def _themed(draw: Any) -> Themed:
    """The SVG of what `draw` draws in a theme, in both."""
    return Themed(*(svg_of(drawing_of(draw(THEMES[name]))) for name in ("light", "dark")))


def _diagram(network: Network) -> Themed:
    words = f"The architecture, {len(network.steps) - 1:,} layers"
    light, dark = (diagram_drawing(network, COLUMNS, name) for name in ("light", "dark"))
    return Themed(*(svg_of(each, unit="pt", title=words, font=FONT) for each in (light, dark)))


def _maps(case: _Case) -> Themed:
    run = case.run
    moment = Moment(run.network, run.params, run.acts, case.cell, run.classes, run.scales.scope, case.scene.face)
    layout = layout_showing(moment)
    return _themed(lambda theme: overview_figure(run.network, layout, theme, pictures(run.scales, layout, theme)))


def _photo(case: _Case) -> str:
    drawn = cell_figures.photo(case.pixels, LIGHT, PHOTO_SIDE)
    hull = reads.region(case.network, case.cell).hull
    if case.cell.path and hull is not None:
        edges = hull.left - 0.5, hull.top - 0.5, hull.right + 0.5, hull.bottom + 0.5
        drawn["layout"]["shapes"] = outline(*edges)
    return svg_of(drawing_of(drawn), title="The image")


# -- the cell -------------------------------------------------------------------------------------------------------------


def _cell_part(case: _Case) -> CellPart:
    network, run = case.network, case.run
    ledger = explain(network, run.params, run.acts, case.cell)
    region = reads.region(network, case.cell)
    sentences = (sum_line(network, ledger), reads_sentence(network, case.cell, region), balance_line(ledger), ROUNDED)
    return CellPart(
        cell_name(network, case.cell),
        tuple(sentence for sentence in sentences if sentence),
        _ledger_drawing(case, ledger),
        terms_of(ledger),
    )


def _ledger_drawing(case: _Case, ledger: Ledger) -> Themed | None:
    options: dict[str, Any] = {}
    if isinstance(ledger, ConvLedger):
        options["limit"] = partial(case.run.scales.limit, ledger.below)
    names = term_names(case.run, ledger)
    if ledger_figure(ledger, LIGHT, names=names, **options) is None:
        return None
    return _themed(lambda theme: ledger_figure(ledger, theme, names=names, **options))
