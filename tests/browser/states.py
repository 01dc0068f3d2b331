"""The states of the screen that accessibility checks and screenshots visit.

To add one: a line in STATES, and a function if something has to be done on the page first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from explorer import Conv2D, Flatten, MaxPool2D, ReLU, Residual, Trained, Weights, presets
from explorer.images import samples
from explorer.lessons import LESSONS
from explorer.network import Cell
from explorer.scene import Comparison, Scene, link
from explorer.views.explore.selection import TABS
from tests.browser.app import App
from tests.browser.focus.opening import open_focus
from tests.browser.opening.ways_in import as_text, opened_network, own_network, weight_file, wrong_text

PHOTO = Path(samples.__file__).parent / "photographs" / "cat.jpg"
DESK, PHONE, FRAME = (1440, 900), (390, 844), (800, 600)
BOTH = (DESK, PHONE)
SIX = ((1024, 768), (1280, 720), (1366, 640), DESK, (1920, 1080), (2560, 1440))
PHONES = (PHONE, (390, 664))
EVERY = (*SIX, *PHONES)


@dataclass(frozen=True)
class State:
    """A state of the screen: the query it starts from, what is done there, and the window sizes that are looked at.

    `whole` shows the page down to its end; `hints` keeps the hints for first-time visitors.
    """

    name: str
    query: str = ""
    act: Callable[[App], None] | None = None
    sizes: tuple[tuple[int, int], ...] = BOTH
    whole: bool = False
    hints: bool = False


def of(preset: str) -> str:
    """The query that opens a preset."""
    return scene(presets.load(preset).scene())


def scene(what: Scene) -> str:
    """The query that opens a scene."""
    return f"?m={link.encode(what)}"


def is_phone(app: App) -> bool:
    """Whether the window is narrow, as on a phone."""
    return int(app.page.evaluate("window.innerWidth")) < 640


def drawer(app: App) -> None:
    """Open the sidebar."""
    app.edit_network()


def press(name: str) -> Callable[[App], None]:
    """An action that presses the first button of this name."""

    def act(app: App) -> None:
        app.page.get_by_role("button", name=re.compile(name)).first.click()
        app.settled()
        app.page.wait_for_timeout(500)

    return act


def loupe(app: App) -> None:
    """Point at a cell, and wait for the loupe with its value."""
    app.hover(Cell("1", 20, 24, 5))
    app.page.locator(".cnn-loupe").wait_for()


def focus(app: App, slide: bool = False) -> None:
    """Open the focus on the selected cell."""
    open_focus(app, slide)
    app.page.wait_for_timeout(1200)  # what moves while it opens has come to rest, or a part of the map is filled


def paused(app: App) -> None:
    """Play the training, and pause in the middle of it."""
    version = app.version()
    app.page.get_by_role("button", name="Play the training").click()
    slider = app.page.get_by_role("slider", name="Epoch of the training")
    slider.evaluate(  # in the page, because a click from here may come after the last epoch
        """(slider) => new Promise((done) => {
            const timer = setInterval(() => {
                if (slider.value < 4 || slider.value > slider.max - 4) return;
                clearInterval(timer);
                document.querySelector(".cnn-training .play").click();
                done();
            }, 40);
        })"""
    )
    app.changed(version)
    app.settled()


def tab(name: str, app: App) -> None:
    """Open a tab and scroll to it."""
    place = app.page.locator(".st-key-tab")
    place.get_by_text(name, exact=True).click()
    app.settled()
    place.evaluate("(e) => e.scrollIntoView({ block: 'start' })")
    app.page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, -72)")
    app.page.wait_for_timeout(600)


def numbers(app: App) -> None:
    """Open the table of the selected map's numbers, on the Layer tab."""
    if not is_phone(app):
        tab("Layer", app)
    press("Numbers as a table")(app)


def part(name: str, key: str, label: str, app: App) -> None:
    """Open a tab, and in it the part with this label."""
    tab(name, app)
    app.page.locator(f".st-key-{key}").get_by_text(label, exact=True).click()
    app.settled()
    app.page.wait_for_timeout(600)


def form(app: App) -> None:
    """Open the form of the first convolution."""
    drawer(app)
    app.toggle("conv1_1")


def edit(app: App) -> None:
    """Change a trained layer, so that the bar tells it."""
    form(app)
    version = app.version()
    app.type_number("Filters", "16")
    app.changed(version)


def more_settings(app: App) -> None:
    """Open the form with all settings."""
    form(app)
    app.page.get_by_text("More settings").click()
    app.settled()


def wrong_number(app: App) -> None:
    """Type a value that is out of range."""
    form(app)
    app.type_number("Kernel size", "99")


def too_large(app: App) -> None:
    """Make an edit after which a layer does not fit."""
    drawer(app)
    app.toggle("pool2")
    app.type_number("Pool size", "40")


def block(app: App) -> None:
    """Open the form of a composite, with its layers."""
    drawer(app)
    row = app.page.locator(".st-key-rows").get_by_text(re.compile("^res")).first
    row.scroll_into_view_if_needed()
    row.click()
    app.settled()


def selected(app: App) -> None:
    """Scroll to the selected cell."""
    app.page.locator(".st-key-cell").evaluate("(e) => e.scrollIntoView({ block: 'start' })")
    app.page.wait_for_timeout(600)


def row_menu(app: App) -> None:
    """Open the menu of actions of a row."""
    drawer(app)
    app.row("conv1_1").get_by_role("button", name="Actions").click()
    app.page.wait_for_timeout(500)


def add_menu(app: App) -> None:
    """Open the menu that adds a layer."""
    drawer(app)
    app.page.get_by_role("button", name="Add a layer", exact=True).click()
    app.page.wait_for_timeout(500)


def weights(app: App) -> None:
    """Open the section Weights of the sidebar."""
    drawer(app)
    app.page.get_by_text("Weights", exact=True).last.click()
    app.settled()
    app.page.get_by_text("Weights", exact=True).last.evaluate("(e) => e.scrollIntoView({ block: 'start' })")
    app.page.wait_for_timeout(400)


def bad_file(app: App) -> None:
    """Upload a file that is no image."""
    app.upload("words.png", b"these are words, not a picture", "image/png")


def own(way: str, app: App) -> None:
    """Open the panel "Your image" at one of its sources."""
    app.your_image(way)


def own_photo(app: App) -> None:
    """Upload a photo that the opening network does not know."""
    app.upload("cat.jpg", PHOTO.read_bytes())


def recognized(app: App) -> None:
    """Ask the network that knows 1,000 kinds of things about it."""
    own_photo(app)
    version = app.version()
    app.page.get_by_role("button", name="Ask a network that knows").click()
    app.changed(version)
    app.settled()


def about(app: App) -> None:
    """Open the card of the network."""
    app.page.get_by_role("button", name="More", exact=True).click()
    app.page.get_by_role("button", name="About this network").click()
    app.settled()


def before_the_guess(app: App) -> None:
    """Turn Present mode on: the numbers wait for a guess."""
    app.page.evaluate("document.dispatchEvent(new CustomEvent('cnn-explorer:present', { detail: { on: true } }))")
    app.settled()
    app.page.wait_for_timeout(600)


def presenting(app: App) -> None:
    """Turn Present mode on, and guess."""
    before_the_guess(app)
    app.page.get_by_role("group", name="Present").get_by_role("button", name="Positive").click()
    app.page.wait_for_timeout(600)


def first_minute(app: App) -> None:
    """Do what the hints for first-time visitors ask for."""
    app.hover(Cell("1", 5, 5, 2))
    app.click(Cell("1", 5, 5, 2))
    app.page.evaluate("document.dispatchEvent(new CustomEvent('cnn-explorer', { detail: 'slide' }))")


MISFIT = Scene((Conv2D(), MaxPool2D(pool_size=(9, 9)), Conv2D(kernel_size=(15, 15)), Flatten()), (28, 28, 1))
UNLEVEL = Scene((Conv2D(), Residual(layers=(Conv2D(filters=16), ReLU(), Conv2D(filters=16))), ReLU()), (28, 28, 3))
WASTEFUL = Scene((Conv2D(kernel_size=(2, 2), strides=(3, 3)), MaxPool2D(), Conv2D(padding=4)), (64, 64, 3))
LONG = presets.load("edges").scene()
for _path in ("0", "3"):
    _shape = next(step.param_shapes["kernel"] for step in LONG.network.steps if step.path == _path)
    for _channel in range(8):
        _values = tuple(float((i * 7919 + _channel * 31) % 997) / 997 for i in range(_shape[0] * _shape[1] * _shape[2]))
        LONG = replace(LONG, weights=LONG.weights.with_filter(_path, _channel, _values), preset="")

FOCUSED = {
    "conv1_1": Cell("1", 36, 42, 5),
    "pool": Cell("5", 18, 21, 5),
    "dense": Cell("22", 0, 0, 2),
    "softmax": Cell("23", 0, 0, 2),
}
"""Cells of the opening network, by the kind that the focus then shows."""
SELECTED = {"a cell of the last block": Cell("18", 3, 4, 7), "a unit with a class": Cell("23", 0, 0, 2)}


def opening(cell: Cell) -> str:
    """The query that opens the opening network with this cell selected."""
    return scene(replace(presets.load(presets.OPENING).scene(), cell=cell))


SMALL = presets.load("fashion_tinyvgg").scene()
CONV = replace(SMALL, cell=Cell("3", 12, 11, 2))
EDITED = replace(CONV, weights=CONV.weights.with_filter("3", 2, (0.0,) * 90))
MIXING = replace(presets.load("bottleneck").scene(), cell=Cell("7", 8, 8, 1), tool="what-if/kernel")
STAMPS = replace(presets.load("unet").scene(), cell=Cell("4.b1.10", 20, 20, 3), tool="explain/sliding")
PARTS = (
    *(("Arithmetic", "explain_view", name) for name in ("Arithmetic", "Sliding", "Two readings", "Size")),
    *(("Receptive field", "sees_part", name) for name in ("Coverage", "Influence", "Gradients")),
    *(("What if", "whatif_part", name) for name in ("Before and after", "Parameters", "Flip")),
)

FLOWERS = presets.load("flowers_vgg").scene()
UNTRAINED = replace(FLOWERS, weights=Weights(Trained("flowers_vgg", 0)))
BESIDE = replace(FLOWERS, compared=Comparison(UNTRAINED))
TWO_NETWORKS = replace(FLOWERS, compared=Comparison(replace(presets.load("tinyvgg").scene(), image=FLOWERS.image)))
TWO_BLOCKS = replace(presets.load("residual").scene(), compared=Comparison(presets.load("inception").scene()))

STATES: tuple[State, ...] = (
    State("opening", sizes=EVERY, hints=True),
    State("loupe", act=loupe, sizes=EVERY),
    *(State(f"focus of {name}", opening(cell), focus, EVERY) for name, cell in FOCUSED.items()),
    State("focus sliding", act=partial(focus, slide=True), sizes=EVERY),
    *(State(name, opening(cell), sizes=EVERY) for name, cell in SELECTED.items()),
    State("play", act=paused, sizes=EVERY),
    State("present, before the guess", act=before_the_guess, sizes=EVERY),
    State("present", act=presenting, sizes=EVERY),
    State("sidebar open", act=drawer, sizes=EVERY),
    *(State(f"strip, {name}", act=press(f"^{name}$")) for name in ("Show", "About")),
    State("first minute done", act=first_minute, sizes=(DESK,), hints=True),
    *(State(f"tab {name}", act=partial(tab, name), whole=True) for name in TABS),
    *(
        State(
            f"{name}, {label}",
            scene(EDITED if label == "Before and after" else CONV),
            partial(part, name, key, label),
            whole=True,
        )
        for name, key, label in PARTS
    ),
    State("a transposed convolution stamps", scene(STAMPS), whole=True),
    State("a 1x1 filter", scene(MIXING), whole=True),
    State("layer of a convolution", scene(CONV), partial(tab, "Layer"), whole=True),
    State("the cell on a phone", scene(CONV), selected, sizes=(PHONE,)),
    State("side by side, nothing chosen", scene(replace(FLOWERS, compared=Comparison()))),
    State("side by side", scene(BESIDE), sizes=EVERY),
    State("side by side, numbers", scene(replace(BESIDE, compared=Comparison(UNTRAINED, "numbers"))), whole=True),
    State("side by side, other networks", scene(TWO_NETWORKS), whole=True),
    State("side by side, blocks", scene(TWO_BLOCKS), sizes=((1280, 720), PHONE)),
    State("form", act=form),
    State("form, more settings", act=more_settings),
    State("form, a number that cannot be", act=wrong_number),
    State("an edit", scene(SMALL), edit, sizes=((1024, 768), (1280, 720), PHONE)),
    State("menu of a row", act=row_menu),
    State("menu of kinds", act=add_menu),
    State("weights", act=weights),
    State("weights from a file", scene(SMALL), weight_file),
    State("the network as text", act=as_text),
    State("a text with a mistake", act=wrong_text),
    State("a network from a file, asked", act=own_network),
    State("a network from a file", act=opened_network),
    State("layers that do not fit", scene(MISFIT)),
    State("branches that do not fit", scene(UNLEVEL), sizes=((1280, 720), PHONE)),
    State("branches that do not fit, at their row", scene(UNLEVEL), drawer, sizes=((1280, 720), PHONE)),
    State("an edit that does not fit", act=too_large),
    State("a damaged link", "?m=1.abc"),
    State("a file that is no image", act=bad_file),
    State("more", act=press("^More$")),
    *(State(f"your image, {way}", act=partial(own, way)) for way in ("File", "Draw")),
    State("an own photo", act=own_photo),
    State("an own photo, asked about", act=recognized),
    State("where it looks", of("efficientnet_lite0"), press("^Where it looks$"), whole=True),
    State("share", act=press("Share")),
    State("share, a long link", scene(LONG), press("Share")),
    State("numbers", act=numbers),
    State("about the network", act=about, whole=True),
    State("fashion_lenet5", of("fashion_lenet5")),
    State("fashion_dense", of("fashion_dense")),
    State("edges", of("edges")),
    State("tinyvgg", of("tinyvgg")),
    State("vgg16", of("vgg16")),
    State("vgg16, an early stage", scene(replace(presets.load("vgg16").scene(), cell=Cell("6", 40, 60, 3)))),
    State("residual", of("residual")),
    State("residual, its form", of("residual"), block),
    *(State(name, of(name)) for name in ("resnet18", "inception", "unet")),
    State("empty", of("empty")),
    State("frame", f"{of('fashion_tinyvgg')}&embed=true", sizes=(FRAME, PHONE)),
    State("frame of vgg16", f"{of('vgg16')}&embed=true", sizes=(FRAME,)),
    State("architecture", f"architecture{of('fashion_tinyvgg')}", whole=True),
    State("architecture of vgg16", f"architecture{of('vgg16')}", whole=True),
    State("architecture of resnet18", f"architecture{of('resnet18')}", whole=True),
    State("advice of both grades", f"architecture{scene(WASTEFUL)}", whole=True),
    State("gallery", "gallery", whole=True),
    State("gallery, demos", "gallery?show=demos", whole=True),
    State("a shipped demo", "?d=stride"),
    State("learn", "learn", whole=True),
    State("a lesson", f"learn?lesson={LESSONS[0].slug}", whole=True),
    State("a lesson with maps", "learn?lesson=position", whole=True),
    State("glossary", "learn?lesson=glossary", whole=True),
)
