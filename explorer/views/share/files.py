"""The way "File" of the Share dialog: what is on the screen, or a walkthrough, as a web page or as a demo file."""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from explorer.errors import ExplorerError
from explorer.figures.static.moment import Moment, moment_of
from explorer.figures.static.page import page_html
from explorer.images import Picture
from explorer.running import Runner, runner
from explorer.scene import Scene
from explorer.scene.viewing import EVERYTHING
from explorer.scene.walkthrough import MAX_TITLE, Walkthrough
from explorer.store import Bundle, zipped
from explorer.views.demo.following import followed_demo
from explorer.views.demo.publishing import with_files
from explorer.views.explore.runs import BUDGET, shared_runner
from explorer.views.image.pictures import fitted
from explorer.views.share.making import chosen_stops
from explorer.views.share.notes import tell
from explorer.views.shared.busy import slots
from explorer.words.description import title

PAGE_WORDS = (
    "One file that opens in any browser, without this site and without a network: the maps, what each cell reads, and the "
    "arithmetic of every number; of a large network, of those that the selected cell needs. For a blog, a slide, or a lesson "
    "on a train."
)
ZIP_WORDS = (
    "Everything, with photos and weights. To go on with it, choose “Open a demo file” among the demos of the Gallery."
)


@dataclass(frozen=True, eq=False)
class Contents:
    """What goes into a file: a bundle, and the picture that each of its steps shows, as that step's network takes it."""

    bundle: Bundle
    pictures: tuple[Picture, ...]

    @property
    def name(self) -> str:
        """The title as the name of a file, without an ending."""
        return file_stem(self.bundle.title)


def file_stem(text: str) -> str:
    """A text as the name of a file: letters, digits and hyphens, at most 60; "cnn-explorer" if nothing is left.

    >>> file_stem("Edges & corners: step 1")
    'Edges-corners-step-1'
    """
    return "-".join(re.findall(r"[^\W_]+", text))[:60].strip("-") or "cnn-explorer"


def contents(walk: Walkthrough) -> Contents:
    """What a walkthrough needs, gathered while the session can be asked. Raises ExplorerError with what stands in the way."""
    demo = followed_demo()
    viewing = demo.bundle.viewing if demo else EVERYTHING
    pictures = []
    for stop in walk.stops:
        BUDGET.check(stop.scene.network)
        pictures.append(fitted(stop.scene.image, stop.scene.network.input_shape))
    clean, files = with_files(walk)
    return Contents(Bundle(clean, files, viewing=viewing), tuple(pictures))


def page_of(made: Contents, engine: Runner) -> str:
    """The web page of these contents; the networks are run where `engine` does not remember it."""
    bundle, moments = made.bundle, []
    runs: dict[tuple[str, str], Moment] = {}
    for stop, picture in zip(bundle.walk.stops, made.pictures, strict=True):
        network, weights = stop.scene.network, stop.scene.weights
        key = (network.named_digest, runner.run_key(network, weights, picture.pixels))
        if key not in runs:
            runs[key] = moment_of(stop.scene, engine.run(network, weights, picture.pixels, BUDGET))
        words = {"title": stop.title, "note": stop.note, "question": stop.question, "predict": stop.predict}
        moments.append(runs[key].at(stop.scene, **words))
    viewing = bundle.viewing
    return page_html(moments, bundle.title, bundle.author, bundle.note, viewing.look, fixed=not viewing.allows("cells"))


def _in_turn(made: Contents, engine: Runner) -> str:
    """The same in a slot: running the networks and packing their numbers is as much work as a large computation.

    It is made when the button is pressed, in a thread of its own, where no page can say the visitor's number.
    """
    with slots().taken():
        return page_of(made, engine)


def file_form(scene: Scene) -> None:
    """What is put into a file, and the two buttons that make one."""
    steps = chosen_stops(scene, "file_what")
    name = st.text_input("Title", title(scene), max_chars=MAX_TITLE, key="file_title")
    try:
        made = contents(Walkthrough(tuple(steps), name.strip()))
    except ExplorerError as error:
        tell(str(error))
        return
    engine = shared_runner()
    st.markdown(PAGE_WORDS)
    st.download_button(
        "Download as a web page (.html)",
        lambda: _in_turn(made, engine),
        f"{made.name}.html",
        "text/html",
        icon=":material/html:",
        key="file_page",
        on_click="ignore",
    )
    st.markdown(ZIP_WORDS)
    st.download_button(
        "Download as a demo file (.cnn.zip)",
        lambda: zipped.pack(made.bundle),
        f"{made.name}{zipped.SUFFIX}",
        "application/zip",
        icon=":material/folder_zip:",
        key="file_zip",
        on_click="ignore",
    )
