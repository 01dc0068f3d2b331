"""Choosing what stands beside: another network, an epoch, an image, weights, the state before an edit, a file, a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import limits, presets
from explorer.errors import ExplorerError
from explorer.scene import ImageChoice, Scene
from explorer.views.compare.acts import PROBLEM, fail, put_beside, to_filter
from explorer.views.compare.files import TYPES, on_image_of, scene_of_file, scene_of_link
from explorer.views.compare.images import image_row
from explorer.views.compare.moments import earlier
from explorer.views.share.notes import tell
from explorer.views.shared.own_weights import my_weights
from explorer.views.shared.trainings import epoch_of, training_of
from explorer.views.shell.state import Session
from explorer.weights import Own, Seeded, TrainedHere, Weights

WAY = "compare_way"
"""Under this key the session keeps which of the ways is open."""


def chooser(current: Session) -> None:
    """The switch between the ways that there are, and the open one."""
    if problem := st.session_state.pop(PROBLEM, ""):
        tell(problem)
    ways = {name: way for name, (offered, way) in WAYS.items() if offered(current)}
    if st.session_state.get(WAY) not in ways:
        st.session_state[WAY] = next(iter(ways))
    with st.container(key="compare_chooser", gap="small"):
        way = st.segmented_control("Compare with", list(ways), required=True, key=WAY)
        ways[way or next(iter(ways))](current)


def try_beside(current: Session, make: Callable[[], Scene]) -> None:
    """Put the scene beside that `make` makes; where it raises an ExplorerError, that is said."""
    try:
        put_beside(current, make())
    except ExplorerError as error:
        fail(str(error))


def _alone(current: Session) -> Scene:
    """The present scene without what stands beside it."""
    return replace(current.scene, compared=None)


def _network(current: Session) -> None:
    titles = {presets.load(name).title: name for name in presets.NAMES if presets.load(name).network.layers}

    def chosen() -> None:
        name = titles.get(st.session_state["compare_network"] or "")
        if name is not None:
            put_beside(current, on_image_of(current.scene, presets.load(name).scene()))

    st.session_state["compare_network"] = None
    st.selectbox(
        "Network",
        list(titles),
        index=None,
        placeholder="Choose a network",
        key="compare_network",
        on_change=chosen,
        help="Shows it on the image that you have now.",
    )


def _has_epochs(current: Session) -> bool:
    training = training_of(current.scene.weights)
    return training is not None and training.playable


def _epoch(current: Session) -> None:
    training, present = training_of(current.scene.weights), epoch_of(current.scene.weights)
    assert training is not None

    def chosen() -> None:
        weights = replace(current.scene.weights, base=training.at(st.session_state["compare_epoch"]))
        put_beside(current, replace(_alone(current), weights=weights))

    others = [epoch for epoch in training.card.epochs if epoch != present]
    st.session_state["compare_epoch"] = None
    st.selectbox(
        "Epoch",
        others,
        index=None,
        format_func=lambda epoch: f"Epoch {epoch:g}" if epoch else "Before training",
        placeholder="Choose an epoch",
        key="compare_epoch",
        on_change=chosen,
        help=f"Shows the same network as it was earlier or later in its training. On the left it is epoch {present:g}.",
    )


def _image(current: Session) -> None:
    def chosen(image: ImageChoice) -> None:
        put_beside(current, replace(_alone(current), image=image))

    image_row(current, "compare_images", current.scene.image, chosen)


def _weights(current: Session) -> None:
    base = current.scene.weights.base
    seed = base.seed + 1 if isinstance(base, Seeded) else Seeded().seed
    scheme = base.scheme if isinstance(base, Seeded) else Seeded().scheme
    random = Weights(Seeded(scheme, seed))
    with st.container(horizontal=True, gap="small"):
        for key, label, weights in [
            ("random", "New random weights" if isinstance(base, Seeded) else "Random weights", random),
            *(
                (each.digest[:8], _title(each), Weights(each))
                for each in my_weights().values()
                if each.digest != (base.digest if isinstance(base, Own) else "")
            ),
        ]:
            other = replace(_alone(current), weights=weights)
            st.button(label, key=f"compare_weights_{key}", on_click=put_beside, args=(current, other))
    st.caption("The same network with different weights. A file of weights is loaded in the sidebar, under Weights.")


def _earlier(current: Session) -> None:
    scenes = earlier(current)

    def chosen() -> None:
        scene = scenes.get(st.session_state["compare_moment"] or "")
        if scene is not None:
            put_beside(current, scene)

    if scenes:
        st.session_state["compare_moment"] = None
        st.selectbox(
            "State",
            list(scenes),
            index=None,
            placeholder="Choose an edit",
            key="compare_moment",
            on_change=chosen,
            help="Shows the network as it was before this step; the newest comes first.",
        )
    else:
        st.caption("You have not changed anything yet. After an edit, what was before it can stand here.")
    st.button("One filter, before and after its edit", key="compare_filter", on_click=to_filter, args=(current,))


def _file(current: Session) -> None:
    def chosen() -> None:
        file: Any = st.session_state["compare_file"]
        if file is not None:
            try_beside(current, lambda: scene_of_file(current, file.name, file.getvalue()))

    st.file_uploader(
        "A network as ONNX, .cnn.json, text or code, or a demo (.cnn.zip)",
        type=TYPES,
        max_upload_size=limits.MODEL_BYTES // 1_000_000,
        key="compare_file",
        on_change=chosen,
    )


def _link(current: Session) -> None:
    def chosen() -> None:
        text = str(st.session_state["compare_link"] or "")
        if text.strip():
            try_beside(current, lambda: scene_of_link(text))

    st.text_input(
        "A link to CNN Explorer",
        key="compare_link",
        on_change=chosen,
        placeholder="Paste an address",
        help="Puts beside this what an address of the Explore page shows, or a link from a Share dialog.",
    )


def _always(current: Session) -> bool:
    return True


WAYS: dict[str, tuple[Callable[[Session], bool], Callable[[Session], None]]] = {
    "Network": (_always, _network),
    "Epoch": (_has_epochs, _epoch),
    "Image": (_always, _image),
    "Weights": (_always, _weights),
    "Before an edit": (_always, _earlier),
    "File": (_always, _file),
    "Link": (_always, _link),
}
"""Of each way: whether it is offered, and what draws it."""


def _title(own: Own) -> str:
    """What weights of one's own are called: by their names, and snapshots of a training by their epochs too."""
    name = own.name or ("Trained here" if isinstance(own, TrainedHere) else "Your weights")
    return f"{name}, epoch {own.epoch:g}" if isinstance(own, TrainedHere) else name
