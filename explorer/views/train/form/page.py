"""The form of a training: what it learns from, how, and what keeps it from learning by heart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from explorer.learning import LOSSES, SCHEDULES, Constant
from explorer.settings import settings_of
from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk
from explorer.views.train.form.fields import choose, number, part_field, recipe_field
from explorer.views.train.form.overfitting import overfitting
from explorer.views.train.form.pictures import class_row, into_network
from explorer.views.train.live.look import Look
from explorer.views.train.obstacles import Obstacle
from explorer.views.train.own.page import own_classes
from explorer.views.train.setup import OPTIMIZERS, OWN, TWO, Setup, data_of, data_titles
from explorer.views.train.way import page_changed
from explorer.words.glossary import tip

STARTS = {"random": "Random weights", "screen": "Those on the screen"}
RATE = "How far each step goes along the gradient. Too small takes long, too large never arrives."
BATCH = "How many pictures one step learns from: the gradient is the mean of theirs."
FINE = {
    "momentum": "Momentum",
    "nesterov": "Nesterov's momentum",
    "beta_1": "Share of the mean that stays (beta 1)",
    "beta_2": "Share of the mean square that stays (beta 2)",
    "epsilon": "Added below the fraction (epsilon)",
}
"""What the form calls an optimiser's own settings."""
SETTLED = "Press Reset to change the settings: this training goes on as it began."


def form(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """The whole form; while a training has begun it only says how it was set up."""
    if found.started:
        st.caption(SETTLED)
    if stopper is not None:
        _obstacle(current, stopper)
    _data(current, found)
    _where_it_starts(found)
    _steps(found)
    with st.expander("Against learning by heart", key="train_overfitting_open"):
        overfitting(current, found)
    with st.expander("More settings", key="train_more_open"):
        _more(found)
        _fine_settings(found)


def _obstacle(current: Session, stopper: Obstacle) -> None:
    """What is in the way, and the buttons that mend it, each one step of undo."""
    with st.container(key="train_obstacle", gap="small"):
        st.warning(stopper.problem)
        for index, (label, mend) in enumerate(stopper.remedies):
            st.button(label, key=f"train_mend_{index}", on_click=_mend, args=(current, mend), width="stretch")


def _mend(current: Session, mend: Callable[[Session], None]) -> None:
    mend(current)
    page_changed()


def _data(current: Session, found: Desk) -> None:
    titles = data_titles()
    st.session_state["train_data"] = found.setup.data
    st.selectbox(
        "Data",
        list(titles),
        format_func=lambda key: titles[key],
        key="train_data",
        disabled=found.started,
        on_change=choose(found, "data", lambda value: lambda setup: setup.choosing(value)),
    )
    if found.setup.data == TWO:
        _pair(found)
    if found.setup.data == OWN:
        own_classes(found)
        if found.own.missing is None:
            into_network(current, found, found.own.names)
        return
    data = found.learned_from(current.shown.network)
    if data is not None:
        class_row(data)
        into_network(current, found, data.classes)


def _pair(found: Desk) -> None:
    """The two classes that are to be told apart."""
    names = data_of(Setup(), None)
    for column, at in zip(st.columns(2), (0, 1), strict=True):
        other = found.setup.pair[1 - at]
        key = f"pair_{at}"
        st.session_state[f"train_{key}"] = found.setup.pair[at]
        column.selectbox(
            ("One class", "The other one")[at],
            [name for name in names.classes if name != other],
            key=f"train_{key}",
            disabled=found.started,
            on_change=choose(found, key, partial(_with_class, at)),
        )


def _with_class(at: int, name: str) -> Callable[[Setup], Setup]:
    return lambda setup: setup.with_class(at, name)


def _where_it_starts(found: Desk) -> None:
    st.session_state["train_start"] = found.setup.start
    st.segmented_control(
        "It starts from",
        list(STARTS),
        format_func=STARTS.__getitem__,
        key="train_start",
        required=True,
        disabled=found.started,
        on_change=choose(found, "start", lambda value: lambda setup: setup.starting(value)),
    )


def _steps(found: Desk) -> None:
    """The optimiser and its steps."""
    recipe = found.setup.recipe
    st.session_state["train_optimizer"] = found.setup.optimizer_title
    st.segmented_control(
        "Optimiser",
        list(OPTIMIZERS),
        key="train_optimizer",
        required=True,
        disabled=found.started,
        help=f"{recipe.optimizer.about} Another one gets a learning rate that suits it.",
        on_change=choose(found, "optimizer", lambda value: lambda setup: setup.with_optimizer(value)),
    )
    left, right = st.columns(2)
    with left:
        number(
            found,
            "learning_rate",
            "Learning rate",
            recipe.learning_rate,
            help=RATE,
        )
    with right:
        _schedule(found)
    left, right = st.columns(2)
    with left:
        number(
            found,
            "batch_size",
            "Batch size",
            recipe.batch_size,
            help=BATCH,
        )
    with right:
        number(found, "epochs", "Epochs", recipe.epochs, help=tip("epoch"))


def _schedule(found: Desk) -> None:
    schedule = found.setup.recipe.schedule
    st.session_state["train_schedule"] = schedule.kind
    st.selectbox(
        "Over time",
        list(SCHEDULES),
        format_func=lambda kind: SCHEDULES[kind].title,
        key="train_schedule",
        disabled=found.started,
        help=f"Sets how the learning rate changes. {schedule.about}",
        on_change=choose(
            found, "schedule", lambda kind: lambda setup: setup.with_recipe(schedule=SCHEDULES.get(kind, Constant)())
        ),
    )


def _more(found: Desk) -> None:
    recipe = found.setup.recipe
    st.session_state["train_loss"] = recipe.loss
    st.selectbox(
        "Loss",
        list(LOSSES),
        format_func=lambda kind: LOSSES[kind].title,
        key="train_loss",
        disabled=found.started,
        help=LOSSES[recipe.loss].about,
        on_change=recipe_field(found, "loss"),
    )
    words = "Where the random weights, the order of the pictures, dropout and augmentation are drawn from."
    number(found, "seed", "Seed", recipe.seed, help=f"{words} The same seed makes the same training.")


def _fine_settings(found: Desk) -> None:
    """The optimiser's own numbers, such as the momentum and Adam's decay rates: few people change them."""
    optimizer = found.setup.recipe.optimizer
    for each in settings_of(optimizer):
        title = FINE.get(each.name, each.name)
        value = getattr(optimizer, each.name)
        change = part_field(found, "optimizer", each.name)
        st.session_state[f"train_{each.name}"] = value
        if isinstance(value, bool):
            st.toggle(title, key=f"train_{each.name}", disabled=found.started, help=each.help, on_change=change)
        else:
            number(found, each.name, title, value, help=each.help, changed=change)
