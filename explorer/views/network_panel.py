"""The sidebar: the network as rows, one form open at a time, with undo, weights and remedies."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import advice, presets
from explorer.errors import ExplorerError, Fix, SettingError, ShapeError
from explorer.figures.theme import compact
from explorer.images import FITS
from explorer.layers import EVERYDAY, KIND_BY_NAME, KINDS, Conv2D, Flatten, Layer, MaxPool2D
from explorer.naming import names_of
from explorer.network import Network, Step
from explorer.scene import Scene
from explorer.views import edits
from explorer.views.forms import layer_form
from explorer.views.state import Session
from explorer.weights import Seeded, Trained, Weights
from explorer.weights.seeded import SCHEMES

_INPUT = "input"
FAMILIES = ("Convolution", "Pooling", "Activation", "Normalisation", "Size", "Dense")
"""The order of the searchable kinds."""


def network_panel(current: Session) -> None:
    """Everything in the sidebar."""
    with st.container(key="network", gap="small"):
        st.title("CNN Explorer", anchor=False)
        _preset(current)
        _history(current)
        steps, error = plan(current.scene)
        with st.container(key="rows", gap=None):
            _input_row(current)
            for index, layer_id in enumerate(current.now.ids):
                _row(current, index, layer_id, steps, error)
        if not current.now.ids:
            _first_layer(current)
        _add(current)
        _totals(steps, error)
        _weights(current)


def plan(scene: Scene) -> tuple[dict[str, Step], ExplorerError | None]:
    """The steps of as much of the stack as fits together, by path, and what stops it."""
    try:
        return {step.path: step for step in scene.network.steps}, None
    except ShapeError as error:
        good = Network(scene.layers[: int(error.path)], scene.input_shape)
        return {step.path: step for step in good.steps}, error
    except ExplorerError as error:
        return {}, error


def _preset(current: Session) -> None:
    titles = {name: presets.load(name).title for name in presets.NAMES}
    st.session_state["preset"] = current.scene.preset if current.scene.preset in titles else None

    def pick() -> None:
        name = st.session_state["preset"]
        if name:
            scene = presets.load(name).scene()
            if current.scene.image.own:
                scene = replace(scene, image=current.scene.image)
            edits.start_from(current, scene)

    st.selectbox(
        "Network",
        list(titles),
        format_func=titles.__getitem__,
        key="preset",
        on_change=pick,
        placeholder="Your own network",
        help="Start from a known network. What you have now can be brought back with Undo.",
    )


def _history(current: Session) -> None:
    with st.container(horizontal=True, gap="small", key="history"):
        st.button(
            "Undo",
            icon=":material/undo:",
            key="undo",
            disabled=not current.past,
            on_click=current.undo,
            shortcut="Mod+Z",
            width="stretch",
        )
        st.button(
            "Redo",
            icon=":material/redo:",
            key="redo",
            disabled=not current.future,
            on_click=current.redo,
            shortcut="Mod+Shift+Z",
            width="stretch",
        )


def _shape(step: Step) -> str:
    return "×".join(f"{n:,}" for n in step.output_shape)


def _toggle(current: Session, layer_id: str) -> None:
    current.open_id = "" if current.open_id == layer_id else layer_id


def _input_row(current: Session) -> None:
    shape = "×".join(map(str, current.scene.input_shape))
    _line(current, _INPUT, f"**input** :gray[{shape}]", 0)
    if current.open_id == _INPUT:
        with st.container(key="form_input"):
            _input_form(current)
    _problem(current, _INPUT)


def _input_form(current: Session) -> None:
    rows, cols, channels = current.scene.input_shape
    left, right = st.columns(2)
    for column, key, label, value in ((left, "input_rows", "Rows", rows), (right, "input_cols", "Columns", cols)):
        st.session_state[key] = value
        column.number_input(
            label,
            key=key,
            step=1,
            on_change=_resize,
            args=(current,),
            help="Your image is brought to this size, in px.",
        )
    st.session_state["input_channels"] = channels
    st.segmented_control(
        "Channels",
        [3, 1],
        format_func={3: "colour (3)", 1: "grey (1)"}.__getitem__,
        key="input_channels",
        on_change=_resize,
        args=(current,),
        width="stretch",
    )
    st.session_state["input_fit"] = current.scene.image.fit
    st.segmented_control(
        "Fit",
        FITS,
        key="input_fit",
        on_change=_refit,
        args=(current,),
        width="stretch",
        help="crop: the middle of the image. pad: all of it, with black at the sides. stretch: all of it, squeezed.",
    )


def _resize(current: Session) -> None:
    values: Any = [st.session_state[f"input_{name}"] for name in ("rows", "cols", "channels")]
    shape = (values[0], values[1], values[2] or current.scene.input_shape[2])
    try:
        Network((), shape)
    except SettingError as error:
        current.problem = (_INPUT, str(error))
        return
    current.commit(replace(current.scene, input_shape=shape, preset=""))


def _refit(current: Session) -> None:
    how = st.session_state["input_fit"]
    if how:
        current.commit(replace(current.scene, image=replace(current.scene.image, fit=how)))


def _row(current: Session, index: int, layer_id: str, steps: dict[str, Step], error: ExplorerError | None) -> None:
    layer, step, name = current.scene.layers[index], steps.get(str(index)), names_of(current.scene.layers)[index]
    broken = isinstance(error, ShapeError) and error.path == str(index)
    if step is not None:
        count = f" :gray[· {compact(step.param_count)}]" if step.param_count else ""
        label = f"**{name}** :gray[{_shape(step)}]{count}"
    else:
        label = f"**{name}** :red[does not fit]" if broken else f"**{name}** :gray[—]"
    _line(current, layer_id, label, index + 1)
    _problem(current, layer_id)
    if broken and isinstance(error, ShapeError):
        _remedies(current, error)
    if current.open_id == layer_id:
        with st.container(key=f"form_{layer_id}", gap="small"):
            layer_form(index, layer, layer_id)
            if step is not None and error is None:
                _remarks(current, str(index))


def _line(current: Session, layer_id: str, label: str, below: int) -> None:
    """One 32 px row: a button that opens the form, and a menu. `below` is the index after this row."""
    with st.container(horizontal=True, gap=None, key=f"row_{layer_id}", vertical_alignment="center"):
        st.button(
            label,
            key=f"open_{layer_id}",
            type="tertiary",
            on_click=_toggle,
            args=(current, layer_id),
            width="stretch",
        )
        st.menu_button(
            f"Actions for {label.split('**')[1]}",
            _actions(layer_id),
            icon=":material/more_horiz:",
            key=f"menu_{layer_id}",
            type="tertiary",
            on_click=_act,
            args=(current, layer_id, below),
        )


def _actions(layer_id: str) -> list[str]:
    own = [] if layer_id == _INPUT else ["Move up", "Move down", "Duplicate", "Remove"]
    return [*own, *(f"Insert {kind.title} below" for kind in EVERYDAY)]


def _act(current: Session, layer_id: str, below: int) -> None:
    chosen = st.session_state[f"menu_{layer_id}"]
    own = {
        "Move up": lambda: edits.move(current, below - 1, -1),
        "Move down": lambda: edits.move(current, below - 1, 1),
        "Duplicate": lambda: edits.duplicate(current, below - 1),
        "Remove": lambda: edits.remove(current, below - 1),
    }
    if chosen in own:
        own[chosen]()
    for kind in EVERYDAY:
        if chosen == f"Insert {kind.title} below":
            edits.insert(current, below, kind())


def _problem(current: Session, layer_id: str) -> None:
    if current.problem and current.problem[0] == layer_id:
        st.error(current.problem[1])


def _remedies(current: Session, error: ShapeError) -> None:
    with st.container(key="remedies"):
        st.error(error.problem)
        for index, fix in enumerate(error.fixes):
            st.button(fix.label, key=f"fix_{index}", on_click=_apply, args=(current, fix), width="stretch")


def _remarks(current: Session, path: str) -> None:
    """Shape advice for the layer whose form is open: what it leaves unread or pads for nothing, and what helps."""
    own = [remark for remark in advice.advise(current.scene.network) if remark.path == path]
    for place, remark in enumerate(own):
        st.info(remark.sentence)
        for index, fix in enumerate(remark.fixes):
            key = f"remark_{path}_{place}_{index}"
            st.button(fix.label, key=key, on_click=_apply, args=(current, fix), width="stretch")


def _apply(current: Session, fix: Fix) -> None:
    edits.apply(current, fix)


def _add(current: Session) -> None:
    everyday = {kind.title: kind for kind in EVERYDAY}
    others = sorted((kind for kind in KINDS if kind not in EVERYDAY), key=lambda kind: FAMILIES.index(kind.family))

    def add() -> None:
        edits.insert(current, len(current.scene.layers), everyday[st.session_state["add"]]())

    def add_other() -> None:
        kind = st.session_state["add_other"]
        if kind is not None:
            ids = current.now.ids
            below = ids.index(current.open_id) + 1 if current.open_id in ids else len(ids)
            edits.insert(current, below, KIND_BY_NAME[kind]())
        st.session_state["add_other"] = None

    st.menu_button("Add a layer", list(everyday), icon=":material/add:", key="add", on_click=add, width="stretch")
    st.selectbox(
        "Other kinds of layers",
        [kind.kind for kind in others],
        index=None,
        format_func=lambda name: f"{KIND_BY_NAME[name].family}: {KIND_BY_NAME[name].title}",
        key="add_other",
        on_change=add_other,
        placeholder=f"{len(others)} more kinds",
        label_visibility="collapsed",
        help="Goes below the layer whose form is open, or to the end.",
    )


def _first_layer(current: Session) -> None:
    """What an empty stack offers."""
    st.caption("Your image leaves as it came in. Add a convolution.")
    for kind in (Conv2D, MaxPool2D, Flatten):
        st.button(
            f"Add {kind.title.lower()}",
            key=f"first_{kind.kind}",
            on_click=_start,
            args=(current, kind),
            width="stretch",
        )


def _start(current: Session, kind: type[Layer]) -> None:
    edits.insert(current, 0, kind())


def _totals(steps: dict[str, Step], error: ExplorerError | None) -> None:
    if error is None:
        count = sum(step.param_count for step in steps.values())
        st.caption(f"{len(steps) - 1} layers, {count:,} parameters")


def _weights(current: Session) -> None:
    base = current.scene.weights.base
    with st.expander("Weights"):
        if current.scene.weights.overrides:
            st.caption("Some filters are hand-made; the rest is random.")
        if isinstance(base, Trained):
            st.caption("These weights were trained. Random ones take their place if you roll.")
        else:
            _seeded(current, base)
        st.button(
            "Roll again" if isinstance(base, Seeded) else "Roll random weights",
            icon=":material/casino:",
            key="roll",
            on_click=_roll,
            args=(current,),
            width="stretch",
        )
        _problem(current, "weights")


def _seeded(current: Session, base: Seeded) -> None:
    st.session_state["scheme"], st.session_state["seed"] = base.scheme, base.seed
    st.selectbox(
        "Scheme", list(SCHEMES), key="scheme", on_change=_reseed, args=(current,), help=" ".join(SCHEMES.values())
    )
    st.number_input(
        "Seed",
        key="seed",
        step=1,
        on_change=_reseed,
        args=(current,),
        help="The same seed always draws the same weights.",
    )


def _reseed(current: Session) -> None:
    try:
        base = Seeded(st.session_state["scheme"], st.session_state["seed"])
    except SettingError as error:
        current.problem = ("weights", str(error))
        return
    current.commit(replace(current.scene, weights=Weights(base, current.scene.weights.overrides)))


def _roll(current: Session) -> None:
    base = current.scene.weights.base
    scheme = base.scheme if isinstance(base, Seeded) else Seeded().scheme
    base = Seeded(scheme, secrets.randbelow(9_999) + 1)
    current.commit(replace(current.scene, weights=Weights(base), preset=""))
