"""The list of all lessons in order, each with its group, study, exercises, controls and sources; a file for a part of it."""

from __future__ import annotations

from explorer.lessons.course import code, convolution, layers, learning, networks
from explorer.lessons.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (
    *convolution.LESSONS,
    *layers.LESSONS,
    *networks.LESSONS,
    *learning.LESSONS,
    *code.LESSONS,
)
