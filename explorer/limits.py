"""How large things may be: the limits that more than one place needs, each with its reason.

Forms, links, planning, images and runs read them from here, and messages quote them, so that what one place offers no other
place refuses with other numbers. Sides are in px or cells, sizes in bytes, work in multiply-accumulates.
"""

from __future__ import annotations

from typing import Final

# -- images -----------------------------------------------------------------------------------------------------------

IMAGE_SIDE: Final = 4096
"""Rows or columns of the image that enters a network: in float32, three channels of them square take 201 MB, within
ACTIVATION_BYTES, and no screen shows more."""
FILE_SIDE: Final = 8192
"""Rows or columns of an image file, which is brought to the network's size: what cameras take."""
FILE_PIXELS: Final = 16_000_000
"""Pixels of an image file: decoding takes about 30 bytes for each, so half a gigabyte."""
FILE_BYTES: Final = 10_000_000
"""Bytes of an image file: uploads are kept in memory as long as a session lives."""

# -- networks ---------------------------------------------------------------------------------------------------------

MAP_SIDE: Final = 2 * IMAGE_SIDE
"""Rows or columns of a map inside a network: padding, up-sampling and transposed convolutions may double the image, but
what is read along an axis is a matrix of this size squared."""
CHANNELS: Final = 4096
"""Channels of the image, filters of a convolution and maps of a depthwise one: published networks have up to about 2,000."""
JOINED_CHANNELS: Final = 65_536
"""Maps of a concatenation: BRANCHES branches with CHANNELS maps each."""
LAYERS: Final = 512
"""Layers of a network, those in composites counted: each has a row in the list and a column in the overview."""
COMPOSITE_DEPTH: Final = 6
"""How deep composites may hold each other: planning and the list of layers follow them by recursion."""
BRANCHES: Final = 16
"""Stacks in a composite: their names are the letters a to p."""

# -- links ------------------------------------------------------------------------------------------------------------

LINK_CHARS: Final = 16_000
"""Characters of a link or a walkthrough: many proxies stop at 8,000 already, hardly any server takes more than this."""
LINK_BYTES: Final = 1_000_000
"""Bytes of what a link unpacks to: a short text can be made that unpacks to gigabytes."""

# -- demos ------------------------------------------------------------------------------------------------------------

NOTE_CHARS: Final = 2_000
"""Characters of a note or a question of a demo: about a page."""
DEMO_BYTES: Final = 2 * FILE_BYTES
"""Bytes of one demo with its photos."""
DEMO_MANIFEST_BYTES: Final = 4_000_000
"""Bytes of a demo without its photos: forty steps, each with its network."""
STORE_BYTES: Final = 5_000_000_000
"""Bytes of all demos of one instance."""
DEMO_DAYS: Final = 365
"""Days after which a demo goes that nobody opened."""
KEPT_SECONDS: Final = 3_600
"""How long the photo of a visitor who publishes nothing is kept: after that a reload asks for it again."""
KEPT_BYTES: Final = 256_000_000
"""Bytes of all that is kept for visitors who publish nothing; the oldest goes first."""

# -- runs and screens of the app; the library has no budget -------------------------------------------------------------

ACTIVATION_BYTES: Final = 512_000_000
"""All maps of one run: several visitors share the memory of a server."""
LAYER_BYTES: Final = 1_000_000_000
"""The weights of one layer, which are drawn when it is computed."""
REMEMBERED_BYTES: Final = 256_000_000
"""What screens keep for their next run beside the activations: fitted images, gradients, explanations."""
RUN_MACS: Final = 20_000_000_000
"""Multiply-accumulates of one run: VGG-16 on 224 x 224 px takes 15.5 billion."""
SLOW_MACS: Final = 1_000_000_000
"""A run of more than this can take long on a small or a busy machine: it shows its progress."""
ASKED_MACS: Final = 3_000_000_000
"""Tools that take more than this, a second or so, compute when they are asked to."""
LIVE_MACS: Final = 300_000_000
"""A network of more answers too slowly to follow the pen: it gets a stroke when it is done."""
PICTURE_SIDE: Final = 1024
"""Cells or px a side of one picture: of larger maps blocks are drawn, of which a screen shows no less. At 4 bytes a cell
the browser gets 4 MB, where a map of MAP_SIDE would be 268."""
WINDOW_CELLS: Final = 4_194_304
"""Places of a textbook window over which influence is averaged, about 50 bytes each: strides make windows of billions of
px, far beyond the image."""
TABLE_NUMBERS: Final = 1_000_000
"""Numbers of a table to read or to take away: about 15 bytes of text each, and a second or two to write them."""


def wrong_side(what: str, shown: object) -> tuple[str, str]:
    """Problem and remedy for an image of `shown` rows or columns (`what`): planning and fitting say the same."""
    return f"The input has {shown} {what}.", f"Use a whole number, 1 to {IMAGE_SIDE:,}."
