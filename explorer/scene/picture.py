"""The picture that a scene's image choice means, where that is known without a server."""

from __future__ import annotations

from explorer.errors import ImageError
from explorer.images import Picture, drawing, fit, samples
from explorer.layers.base import Shape
from explorer.scene.scene import ImageChoice


def picture_of(choice: ImageChoice, input_shape: Shape) -> Picture:
    """A sample or a drawing at `input_shape` (rows, columns, channels), as the app shows it.

    Raises ImageError for an uploaded photo: a link holds its digest only.
    """
    rows, cols, channels = input_shape
    if choice.drawing:
        whole = drawing.picture(choice.drawing)
    elif choice.sample:
        pattern = samples.pattern_at(choice.sample, rows, cols) if choice.part is None else None
        whole = pattern or samples.load(choice.sample)
    else:
        raise ImageError(
            "The photo of this link was uploaded and is not part of the link.", "Choose one from the gallery."
        )
    return fit(whole, rows, cols, choice.fit, channels, choice.part)
