"""The lessons on learning: the loss, the gradient, and the training of a whole network."""

from __future__ import annotations

from explorer.lessons import sources as src
from explorer.lessons.lesson import Lesson, Pick, Slider
from explorer.lessons.studies.learning import chain, descent, loss
from explorer.weights import cards

CLASSES = cards.load(loss.PRESET).classes
LEARNING = "Learning"

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "loss",
        "What a loss is",
        LEARNING,
        loss.loss,
        ("cross_entropy", "shares"),
        (
            Pick("class", "Right class", CLASSES, "Sneaker"),
            Slider("percent", "Weights of the last layer, %", 0, 200, 100, 20),
        ),
        (src.BRIDLE, src.GLOROT),
    ),
    Lesson(
        "descent",
        "Gradient descent on one weight",
        LEARNING,
        descent.descent,
        ("step",),
        (
            Pick("loss", "Loss", descent.LOSSES, descent.PARABOLA),
            Pick("rate", "Learning rate", descent.RATES, "0.1"),
            Slider("start", "Weight at the start", -4, 8, -1),
            Slider("steps", "Steps", 1, 12, 4),
        ),
        (src.CAUCHY, src.RUDER),
    ),
    Lesson(
        "chain",
        "Back through every layer",
        LEARNING,
        chain.chain,
        ("kernel_gradient", "slopes", "pooled"),
        (
            Pick("picture", "Picture", tuple(chain.PICTURES), "Corner"),
            Slider("row", "Row of the weight", 0, 1, 0),
            Slider("column", "Column of the weight", 0, 1, 0),
        ),
        (src.RUMELHART, src.LECUN),
    ),
)
