"""The sidebar: the network as rows, one form open at a time, with undo, weights and remedies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from explorer import presets
from explorer.analysis import advice
from explorer.errors import ExplorerError, Fix, SettingError, ShapeError
from explorer.figures.theme import compact
from explorer.images import FITS
from explorer.layers import EVERYDAY, KIND_BY_NAME, KINDS, Composite, Conv2D, Flatten, Layer, MaxPool2D, Shape
from explorer.layers.stack import split
from explorer.network import Network, Step, plan_partly
from explorer.network.naming import names_by_path
from explorer.scene import Scene
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.forms import layer_form
from explorer.views.sidebar.lanes import lanes
from explorer.views.sidebar.repairs import repairs
from explorer.views.sidebar.weights import weights_panel
from explorer.words.glossary import tip

_INPUT = "input"
FAMILIES = ("Convolution", "Pooling", "Activation", "Normalisation", "Size", "Dense", "Block")
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
            _rows(current, current.scene.layers, "", steps, error)
        if not current.now.ids:
            first_layer(current, "first")
        _add(current)
        _totals(steps, error)
        weights_panel(current)


def plan(scene: Scene) -> tuple[dict[str, Step], ExplorerError | None]:
    """The steps of as much of the stack as fits together, by path, and what stops it."""
    try:
        return {step.path: step for step in scene.network.steps}, None
    except ShapeError:
        steps, error = plan_partly(scene.layers, scene.input_shape)
        return {step.path: step for step in steps}, error
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
    """Open a form, or close it: a composite around it stays open."""
    if current.open_id != layer_id:
        current.open_id = layer_id
        return
    path = next((path for path, known in current.now.paths if known == layer_id), "")
    outer = path.rpartition(".b")[0]
    current.open_id = dict(current.now.paths).get(outer, "")


def _input_row(current: Session) -> None:
    shape = "×".join(map(str, current.scene.input_shape))
    _line(current, _INPUT, f"**input** :gray[{shape}]", "")
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
            help="Brings your image to this size, in px.",
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
        help=tip("fit"),
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


def _rows(
    current: Session, layers: Sequence[Layer], prefix: str, steps: dict[str, Step], error: ExplorerError | None
) -> None:
    for index, layer in enumerate(layers):
        _row(current, layer, f"{prefix}{index}", steps, error)


def _row(current: Session, layer: Layer, path: str, steps: dict[str, Step], error: ExplorerError | None) -> None:
    layer_id, name = dict(current.now.paths)[path], names_by_path(current.scene.layers)[path]
    step, broken = steps.get(path), isinstance(error, ShapeError) and error.path == path
    name = name.rpartition(".")[2]
    if step is not None:
        params = step.param_count + sum(s.param_count for p, s in steps.items() if p.startswith(f"{path}."))
        count = f" :gray[· {compact(params)}]" if params else ""
        label = f"**{name}** :gray[{_shape(step)}]{count}"
    else:
        label = f"**{name}** :red[does not fit]" if broken else f"**{name}** :gray[—]"
    _line(current, layer_id, label, path)
    _problem(current, layer_id)
    if broken and isinstance(error, ShapeError):
        repairs(current, error, "remedies")
    if current.open_id == layer_id:
        with st.container(key=f"form_{layer_id}", gap="small"):
            layer_form(path, layer, layer_id)
            if step is not None and error is None:
                _remarks(current, path)
    if isinstance(layer, Composite) and _unfolded(current, path, layer_id, error):

        def rows(stack: Sequence[Layer], prefix: str) -> None:
            _rows(current, stack, prefix, steps, error)

        def insert(place: str, title: str) -> None:
            _insert(current, place, title)

        lanes(current, layer, path, layer_id, rows, [kind.title for kind in KINDS], insert)


def _unfolded(current: Session, path: str, layer_id: str, error: ExplorerError | None) -> bool:
    """A composite shows its layers while it or one of them is open, or one of them does not fit."""
    inside = f"{path}."
    if current.open_id == layer_id or (isinstance(error, ShapeError) and error.path.startswith(inside)):
        return True
    return any(known == current.open_id and each.startswith(inside) for each, known in current.now.paths)


def _insert(current: Session, place: str, title: str) -> None:
    """Put in a layer of the kind with this title, so that its path is `place`."""
    kind = next(kind for kind in KINDS if kind.title == title)
    edits.insert(current, place, kind.starter(shape_at(current.scene, place)))


def shape_at(scene: Scene, place: str) -> Shape:
    """The shape that enters a layer put in at `place`, as far as the stack can be planned."""
    steps, _ = plan(scene)
    prefix, index = split(place)
    outer = prefix.rpartition(".b")[0]
    for before in reversed(range(index)):
        if f"{prefix}{before}" in steps:
            return steps[f"{prefix}{before}"].output_shape
    return shape_at(scene, outer) if prefix else scene.input_shape


def _line(current: Session, layer_id: str, label: str, path: str) -> None:
    """One 32 px row: a button that opens the form, and a menu. `path` is that of its layer, "" of the input."""
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
            args=(current, layer_id, path),
        )


def _actions(layer_id: str) -> list[str]:
    own = [] if layer_id == _INPUT else ["Move up", "Move down", "Duplicate", "Remove"]
    return [*own, *(f"Insert {kind.title} below" for kind in EVERYDAY)]


def _act(current: Session, layer_id: str, path: str) -> None:
    chosen = st.session_state[f"menu_{layer_id}"]
    own = {
        "Move up": lambda: edits.move(current, path, -1),
        "Move down": lambda: edits.move(current, path, 1),
        "Duplicate": lambda: edits.duplicate(current, path),
        "Remove": lambda: edits.remove(current, path),
    }
    prefix, index = split(path) if path else ("", -1)
    try:
        if chosen in own:
            own[chosen]()
        for kind in EVERYDAY:
            if chosen == f"Insert {kind.title} below":
                _insert(current, f"{prefix}{index + 1}", kind.title)
    except SettingError as error:  # too many layers, or composites too deep
        current.problem = (layer_id, str(error))


def _problem(current: Session, layer_id: str) -> None:
    if current.problem and current.problem[0] == layer_id:
        st.error(current.problem[1])


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
    everyday = [kind.title for kind in EVERYDAY]
    others = sorted((kind for kind in KINDS if kind not in EVERYDAY), key=lambda kind: FAMILIES.index(kind.family))

    def add() -> None:
        _insert(current, str(len(current.scene.layers)), st.session_state["add"])

    def add_other() -> None:
        kind = st.session_state["add_other"]
        if kind is not None:
            _insert(current, _below_open(current), KIND_BY_NAME[kind].title)
        st.session_state["add_other"] = None

    st.menu_button("Add a layer", everyday, icon=":material/add:", key="add", on_click=add, width="stretch")
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


def _below_open(current: Session) -> str:
    """The place below the layer whose form is open, or the end."""
    path = next((path for path, known in current.now.paths if known == current.open_id), "")
    if not path:
        return str(len(current.scene.layers))
    prefix, index = split(path)
    return f"{prefix}{index + 1}"


def first_layer(current: Session, key: str) -> None:
    """What an empty stack offers."""
    st.caption("Your image leaves as it came in. Add a convolution.")
    for kind in (Conv2D, MaxPool2D, Flatten):
        st.button(
            f"Add {kind.title.lower()}",
            key=f"{key}_{kind.kind}",
            on_click=_start,
            args=(current, kind),
            width="stretch",
        )


def _start(current: Session, kind: type[Layer]) -> None:
    _insert(current, "0", kind.title)


def _totals(steps: dict[str, Step], error: ExplorerError | None) -> None:
    if error is None:
        count = sum(step.param_count for step in steps.values())
        layers = len(steps) - 1
        st.caption(f"{layers} layer{'s' if layers != 1 else ''}, {count:,} parameters")
