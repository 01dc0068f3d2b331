"""What is known of the course of a training: for the strip's small curves, and large with all numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explorer.figures.course import course_figure, course_table, course_words
from explorer.figures.theme import Theme
from explorer.views.explore.training.frames import Played
from explorer.views.explore.training.words import epoch_words
from explorer.views.shell.charts import CHART
from explorer.weights.course import Course
from explorer.words.glossary import tip, tips

COURSE = "**Loss and accuracy, epoch by epoch**"


def course_data(played: Played, epoch: float) -> dict[str, Any]:
    """What the control of the training needs to play it, see `mount_training`; `epoch` is the one on the screen."""
    card = played.training.card
    course = card.course
    return {
        "key": played.key,
        "epochs": card.epochs,
        "at": card.epochs.index(epoch),
        "said": [epoch_words(card, each) for each in card.epochs],
        "curves": _curves(course) if course else [],
        "alt": course_words(course, card.epochs) if course else "The course of this training was not measured.",
        "note": _note(course) if course else "",
    }


def _curves(course: Course) -> list[dict[str, Any]]:
    """Three lines: the accuracies on one scale, and the loss on photographs that were not learned from, above 0."""
    unseen, learned = course.unseen, course.learned
    shares = (*unseen.accuracy, *learned.accuracy)
    accuracies = [
        {
            "line": line,
            "name": f"{part.part} answered correctly",
            "values": part.accuracy,
            "said": [f"{share:.1f}%" for share in part.accuracy],
            "low": min(shares),
            "high": max(shares),
        }
        for line, part in (("unseen", unseen), ("learned", learned))
    ]
    loss = {
        "line": "loss",
        "name": f"loss on {unseen.part}",
        "values": unseen.loss,
        "said": [f"{value:.2f}" for value in unseen.loss],
        "low": 0,
        "high": max(unseen.loss),
    }
    return [*accuracies, loss]


def _note(course: Course) -> str:
    unseen = course.unseen
    return (
        f"Loss: {tip('loss')} Share: how many of the "
        f"{unseen.images:,} {unseen.part}, which it never learned from, it answers correctly."
    )


def course_panel(course: Course, epochs: Sequence[float], epoch: float, theme: Theme) -> None:
    """The course over its `epochs` as a figure with axes, marked at `epoch`, and all its numbers as a table that unfolds.

    The button that unfolds it is what the keyboard reaches in the panel, which can then be scrolled with the arrows.
    """
    chart = course_figure(course, epochs, epoch, theme)
    st.markdown(COURSE, help=tips("epoch", "loss", "accuracy"))
    st.plotly_chart(chart, theme=None, config=CHART, key="course_chart", alt=course_words(course, epochs))
    with st.expander("All numbers as a table"):
        st.markdown(course_table(course, epochs))
    st.caption(
        f"Measured afterwards with the weights of each epoch, on all {course.learned.images:,} {course.learned.part} and all "
        f"{course.unseen.images:,} {course.unseen.part}. Loss is the mean cross-entropy with the classes, in nats."
    )
