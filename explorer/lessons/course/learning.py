"""The lessons on learning: the loss, the gradient, and the training of a whole network."""

from __future__ import annotations

from explorer.lessons import sources as src
from explorer.lessons.lesson import Lesson, Pick, Slider
from explorer.lessons.studies.learning import batches, batchnorm, chain, descent, loss, overfitting
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
            Slider("row", "Row of the weight", 0, 1, 1),
            Slider("column", "Column of the weight", 0, 1, 0),
        ),
        (src.RUMELHART, src.LECUN),
    ),
    Lesson(
        "batches",
        "Batches, epochs, learning rate",
        LEARNING,
        batches.batches,
        ("training_steps", "step"),
        (
            Pick("optimizer", "Optimiser", tuple(batches.OPTIMIZERS), "SGD"),
            Pick("batch", "Batch size", batches.SIZES, "4"),
            Slider("epochs", "Epochs", 2, batches.EPOCHS, batches.EPOCHS),
        ),
        (src.BOTTOU, src.SMITH, src.KINGMA),
    ),
    Lesson(
        "overfitting",
        "Over-fitting, and what helps",
        LEARNING,
        overfitting.overfitting,
        ("stopping",),
        (
            Pick("remedy", "Against it", overfitting.REMEDIES, overfitting.NOTHING),
            Pick("pictures", "Training pictures", overfitting.COUNTS, "32"),
        ),
        (src.SRIVASTAVA, src.ADAMW, src.SHORTEN),
    ),
    Lesson(
        "batchnorm",
        "Batch normalisation",
        LEARNING,
        batchnorm.batchnorm,
        ("normalised",),
        (
            Slider("first", "Number of picture 1", -10, 10, 2),
            Slider("second", "Number of picture 2", -10, 10, 4),
        ),
        (src.IOFFE, src.SANTURKAR),
    ),
)
