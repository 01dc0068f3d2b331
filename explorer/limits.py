"""How large things may be: the limits that more than one place needs, each with its reason.

Forms, links, planning, images and runs read them from here, and messages quote them, so that what one place offers no other
place refuses with other numbers. Sides are in px or cells, sizes in bytes, work in multiply-accumulates.

Some have two values: one for a machine of one's own, and one for a host whose 690 MB of memory all visitors share, where
the environment says CNN_EXPLORER_PROFILE=hosted. docs/hosting.md adds up what the second takes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, TypeVar

from explorer.errors import SettingError

PROFILE_VARIABLE: Final = "CNN_EXPLORER_PROFILE"
PROFILES: Final = ("desktop", "hosted")

Value = TypeVar("Value")


def profile_of(environment: Mapping[str, str]) -> str:
    """The profile that an environment asks for. Raises SettingError for one that does not exist: a misspelt word must not
    lift the limits of a small host."""
    name = environment.get(PROFILE_VARIABLE, "").strip() or PROFILES[0]
    if name not in PROFILES:
        raise SettingError(
            f"{PROFILE_VARIABLE} is {name[:40]!r}, which is not a profile.", f"Use {' or '.join(PROFILES)}."
        )
    return name


def whole_of(environment: Mapping[str, str], variable: str, default: int) -> int:
    """A limit that the environment may set, a whole number from 1. Raises SettingError for anything else."""
    text = environment.get(variable, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and int(text)):
        raise SettingError(f"{variable} is {text[:40]!r}, which is not a whole number from 1.", f"Use {default}, say.")
    return int(text)


PROFILE: Final = profile_of(os.environ)


def _either(desktop: Value, hosted: Value) -> Value:
    return hosted if PROFILE == "hosted" else desktop


# -- images -----------------------------------------------------------------------------------------------------------

IMAGE_SIDE: Final = _either(4096, 1024)
"""Rows or columns of the image that enters a network: in float32, three channels of them square take 201 MB (hosted:
12.6), within ACTIVATION_BYTES, and no screen shows more."""
FILE_SIDE: Final = 8192
"""Rows or columns of an image file, which is brought to the network's size: what cameras take."""
FILE_PIXELS: Final = _either(16_000_000, 12_600_000)
"""Pixels of an image file: decoding takes about 16 bytes for each. Hosted: 4096 × 3072, what telephones take."""
FILE_BYTES: Final = 10_000_000
"""Bytes of an image file."""
UPLOADS_BYTES: Final = _either(128_000_000, 40_000_000)
"""Image files of all visitors in memory; the oldest go first."""
VISITOR_UPLOADS_BYTES: Final = _either(40_000_000, 12_000_000)
"""Image files of one visitor in memory: of more the first of the visitor go, not those of others; the last one always stays."""

# -- weights ----------------------------------------------------------------------------------------------------------

WEIGHTS_BYTES: Final = 1_000_000 * whole_of(os.environ, "CNN_EXPLORER_WEIGHTS_MB", _either(1_000_000, 64))
"""Uploaded weights of all visitors in memory, as float32; no more are taken then. Hosted: one ResNet-18 (47 MB)."""

# -- networks ---------------------------------------------------------------------------------------------------------

MAP_SIDE: Final = 2 * IMAGE_SIDE
"""Rows or columns of a map inside a network: padding, up-sampling and transposed convolutions may double the image, but
what is read along an axis is a matrix of this size squared."""
CHANNELS: Final = 4096
"""Channels of the image, filters of a convolution and maps of a depthwise one: published networks have up to about 2,000."""
JOINED_CHANNELS: Final = 65_536
"""Maps of a concatenation: BRANCHES branches with CHANNELS maps each."""
LAYERS: Final = _either(512, 256)
"""Layers of a network, those in composites counted: each has a row in the list and a column in the overview."""
COMPOSITE_DEPTH: Final = 6
"""How deep composites may hold each other: planning and the list of layers follow them by recursion."""
BRANCHES: Final = 16
"""Stacks in a composite: their names are the letters a to p."""

LISTED_NUMBERS: Final = 64
"""Numbers in one setting, one per channel: those of an image, of which satellites have a dozen or two."""

# -- networks as text -------------------------------------------------------------------------------------------------

TEXT_BYTES: Final = 1_000_000
"""Bytes of a text that is read as a network: LAYERS layers take about 20,000, with comments a few times as many."""
PASTE_CHARS: Final = 200_000
"""Characters of pasted Python: Python's own parser takes about 200 bytes of memory for each."""
TEXT_DEPTH: Final = 2 * COMPOSITE_DEPTH
"""Blocks around each other in a text: composites, and `repeat` around each of them."""
JSON_BYTES: Final = 4_000_000
"""Bytes of a network as JSON: LAYERS layers take about 60,000, the names of a thousand classes as many, kernels that were
edited as a whole up to some hundred thousand each."""

# -- pictures to learn from --------------------------------------------------------------------------------------------------

OWN_PICTURES: Final = _either(20_000, 2_000)
"""Pictures of a visitor's own: the part of Fashion-MNIST that comes along has 7,000. Hosted: an epoch of more takes minutes."""
OWN_CLASSES: Final = _either(1_000, 50)
"""Classes of them: as many as ImageNet has. Hosted: more than fit on a screen, with forty pictures each."""
OWN_BYTES: Final = _either(1_000_000_000, 16_000_000)
"""Bytes of them at the network's size, one a number. Hosted: 2,000 of 28 x 28 px take 1.6 MB, 1,300 of 64 x 64 in colour 16."""
OWN_TOTAL_BYTES: Final = _either(4_000_000_000, 32_000_000)
"""The same of all visitors together."""
OWN_FILE_BYTES: Final = _either(1_000_000_000, 32_000_000)
"""Bytes of a zip of pictures. Hosted: half of what the server takes, because it is in memory beside the pictures."""
OWN_UNPACKED_BYTES: Final = _either(2_000_000_000, 64_000_000)
"""Bytes of what such a zip unpacks to, one picture at a time: pictures are packed already, so that it is about the same."""
OWN_PIXELS: Final = _either(8_000_000_000, 600_000_000)
"""Pixels of all files together, as they are before they are fitted: a few bytes can ask for millions. Hosted: some fifty photos
of a telephone or 2,000 pictures of 500 x 600 px, half a minute of reading."""
OWN_FILES: Final = 2 * OWN_PICTURES
"""Files in a folder or a zip, with those that are no pictures: macOS writes a hidden one for each."""

# -- files of networks ------------------------------------------------------------------------------------------------

MODEL_BYTES: Final = _either(1_000_000_000, 64_000_000)
"""Bytes of a file with a network: VGG-16's 138 million numbers take 553 MB. Hosted: what one visitor may take of the memory."""
GRAPH_NODES: Final = 10_000
"""Operators of such a file: LAYERS with what exporters write around them, such as the arithmetic of shapes."""
FOLDED_NUMBERS: Final = 4_000_000
"""Numbers that the constants of such a file may unfold to beside its own: a few bytes can ask for an array of any size."""

# -- links ------------------------------------------------------------------------------------------------------------

LINK_CHARS: Final = 16_000
"""Characters of a link or a walkthrough: many proxies stop at 8,000 already, hardly any server takes more than this."""
LINK_BYTES: Final = 1_000_000
"""Bytes of what a link unpacks to: a short text can be made that unpacks to gigabytes."""

# -- files of weights -------------------------------------------------------------------------------------------------------

WEIGHTS_FILE_BYTES: Final = _either(2_000_000_000, 64_000_000)
"""Bytes of a file of weights, of what it unpacks to, and of its numbers as float32. Hosted: ResNet-50 takes 102, which stays at
home, EfficientNet-B0 21, MobileNetV2 14."""
UPLOAD_MEGABYTES: Final = max(WEIGHTS_FILE_BYTES, MODEL_BYTES) // 1_000_000
"""Megabytes of any file that the server takes; of pictures and demos the app takes less. config.toml has the hosted number."""
WEIGHTS_FILE_ARRAYS: Final = 10_000
"""Arrays in a file of weights: LAYERS layers with normalisations have some 3,000."""
WEIGHTS_HEADER_BYTES: Final = 4_000_000
"""Bytes of what such a file says of its arrays, about 400 for each: as objects they take twenty times as much."""
CLASS_NAMES: Final = 10_000
"""Names of classes: ten times those of ImageNet."""
CLASS_NAME_CHARS: Final = 200
"""Characters of one name: ImageNet's lists give all synonyms of a class, of which screens show the first."""

# -- downloads --------------------------------------------------------------------------------------------------------

DOWNLOAD_BYTES: Final = _either(4_000_000_000, 64_000_000)
"""Bytes of a file that is made for a download. It is never held as a whole, so this is what the network is to carry: VGG-16's
weights have 553 MB. Hosted: what a file of weights may have that is uploaded."""
DOWNLOADS: Final = _either(2, 1)
"""Downloads that are made at the same time: each may hold the weights of one layer as long as its browser takes."""
DOWNLOAD_QUEUE: Final = 8
"""Downloads that wait for their turn; more are refused at once."""
DOWNLOAD_SECONDS: Final = _either(3_600.0, 600.0)
"""Seconds of one download, after which it ends: a browser that takes a little now and then must not keep others waiting."""

# -- demos ------------------------------------------------------------------------------------------------------------

NOTE_CHARS: Final = 2_000
"""Characters of a note or a question of a demo: about a page."""
DEMO_BYTES: Final = 2 * FILE_BYTES
"""Bytes of one demo with its photos."""
DEMO_MANIFEST_BYTES: Final = 4_000_000
"""Bytes of a demo without its photos: forty steps, each with its network."""
STORE_BYTES: Final = 1_000_000 * whole_of(os.environ, "CNN_EXPLORER_STORE_MB", _either(5_000, 500))
"""Bytes of all demos of one instance. Hosted: what free databases hold."""
DEMO_DAYS: Final = whole_of(os.environ, "CNN_EXPLORER_DEMO_DAYS", 365)
"""Days after which a demo goes that nobody opened."""
KEPT_SECONDS: Final = 3_600
"""How long the photo of a visitor who publishes nothing is kept: after that a reload asks for it again."""
KEPT_BYTES: Final = _either(1_000_000_000, 160_000_000)
"""Bytes of all that is kept for visitors who publish nothing, on disk; the oldest goes first."""
KEPT_WEIGHTS_BYTES: Final = _either(500_000_000, 64_000_000)
"""The uploaded weights of one visitor that are kept: less than half of KEPT_BYTES, so that photos have room beside them."""

# -- training ---------------------------------------------------------------------------------------------------------

TRAINING_JOBS: Final = _either(2, 1)
"""Trainings that go on at the same time; others wait for their turn. Hosted: the processor is for the pages of all."""
TRAINING_QUEUE: Final = 16
"""Trainings that wait; more are refused at once."""
TRAINING_SECONDS: Final = _either(604_800.0, 900.0)
"""Seconds that one visitor may train: LeNet-5 learns Fashion-MNIST in one minute on a small machine."""
TRAINING_BYTES: Final = _either(8_000_000_000, 64_000_000)
"""Bytes of one training: parameters, the optimiser's state, the maps of a batch, the data. Hosted: those of a run."""
TRAINING_TOTAL_BYTES: Final = _either(16_000_000_000, 96_000_000)
"""Bytes of all trainings of this process together, with their snapshots, those that pause too."""
TRAINING_SNAPSHOT_BYTES: Final = _either(500_000_000, 16_000_000)
"""Bytes of the snapshots of one training: of LeNet-5, whose parameters take 250,000, sixty epochs."""
TRAINING_MEASURED: Final = _either(10_000, 1_000)
"""Examples that are measured at the end of each epoch, of the training and of the validation."""

# -- pages that need no server ----------------------------------------------------------------------------------------

PAGE_RUN_BYTES: Final = 850_000
"""Compressed numbers of one network with one image: all of TinyVGG or of flowers_vgg. In base64 they take a third more."""
PAGE_BYTES: Final = 3 * PAGE_RUN_BYTES
"""The same for all steps of a page together: what mail and blogs still take."""
PAGE_DRAWN_BYTES: Final = 2_000_000
"""The same for the drawn maps of selected layers that are too large as a whole, such as those of 224 x 224 cells."""

# -- runs and screens of the app; the library has no budget -------------------------------------------------------------

FREE_BYTES: Final = _either(256 << 20, 0)
"""Memory of earlier runs that is kept for the next one. Hosted: what the C library keeps by itself."""
HEAPS: Final = _either(64, 2)
"""Heaps over which the C library spreads the threads of a server. Hosted: each keeps freed memory that the others cannot use,
40 MB after 15 visitors; a page takes the same time."""
DRAWN_BYTES: Final = _either(512 << 20, 0)
"""Large random kernels that are kept when they were drawn: both of VGG-16 have 478 MB. Hosted: they are drawn again for
each run, a few units at a time."""
TRANSFORMED_BYTES: Final = _either(256 << 20, 0)
"""Kernels that are kept as Winograd's way multiplies them: those of VGG-16 take 104 MB. Hosted: they are transformed anew."""
ACTIVATION_BYTES: Final = _either(512_000_000, 72_000_000)
"""All maps of one run: several visitors share the memory of a server."""
MEMO_BYTES: Final = _either(512 << 20, 64_000_000)
"""Maps of all visitors that are kept, so that an edit computes only what follows it."""
LAYER_BYTES: Final = _either(1_000_000_000, 152_000_000)
"""The weights of one layer, which are drawn when it is computed. Hosted: the largest of AlexNet has 151 MB."""
REMEMBERED_BYTES: Final = _either(256_000_000, 24_000_000)
"""What screens keep for their next run beside the activations: fitted images, gradients, explanations."""
KEPT_RUN_BYTES: Final = _either(128_000_000, 24_000_000)
"""The maps of the runs on the visitors' screens, which are computed again when they are needed and gone from here."""
RUN_MACS: Final = _either(20_000_000_000, 4_000_000_000)
"""Multiply-accumulates of one run: VGG-16 on 224 x 224 px takes 15.5 billion, ResNet-18 1.8."""
RUN_SECONDS: Final = _either(120, 20)
"""Seconds of one run or of the gradients in one slot, looked at between two layers: others wait for the processor."""
SLOT_MACS: Final = _either(100_000_000, 20_000_000)
"""Work beyond this, some ten milliseconds, takes one of COMPUTE_SLOTS; lighter work would wait longer than it takes. Hosted:
fewer, because a layer has no more weights than multiply-accumulates, and they must fit beside those of the slot."""
COMPUTE_SLOTS: Final = _either(2, 1)
"""Large computations at the same time: each can keep a core busy, and more would only make all of them slower. Hosted: the
memory has room for one."""
COMPUTE_QUEUE: Final = 32
"""Large computations that wait for a slot; more are refused at once, because whoever came then would wait for minutes."""
NICENESS: Final = _either(0, 10)
"""By how much the priority of their threads is lowered (0 to 19). Hosted: those who look at a small network do not wait for
the processors that a large one keeps busy, which gets a tenth of them while others want them."""
PAGE_TURNS: Final = 2
"""Pages that are drawn at the same time. With 30 visitors at once each took 1.5 times the processor time of one alone, with
two at a time 1.2: the fewer there are, the less they wait for Python's lock. One at a time would leave a core unused."""
TURN_SHARE: Final = 1.0
"""Seconds of processor time of late (`busy.Lately`) after which a visitor's pages are drawn as if they had been asked for
TURN_DELAY later; after two seconds twice as much, after three three times. Who opens links as fast as they are answered
waits, not everybody else; and everybody has a turn."""
TURN_DELAY: Final = 2.0
TURN_SECONDS: Final = 15.0
"""Seconds after which a page is drawn though it is not its turn."""
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
TABLE_NUMBERS: Final = _either(1_000_000, 250_000)
"""Numbers of a table to read or to take away: about 15 bytes of text each, and a second or two to write them."""


def wrong_side(what: str, shown: object) -> tuple[str, str]:
    """Problem and remedy for an image of `shown` rows or columns (`what`): planning and fitting say the same."""
    return f"The input has {shown} {what}.", f"Use a whole number, 1 to {IMAGE_SIDE:,}."
