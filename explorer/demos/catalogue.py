"""The catalogue of shipped demos, by name, in the order in which one understands them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from explorer.demos import filters, sizes, trained
from explorer.errors import StoreError, quoted
from explorer.scene.walkthrough import Walkthrough
from explorer.store import Bundle

AUTHOR = "CNN Explorer"
_BUILDERS: dict[str, tuple[str, Callable[[], Walkthrough]]] = {
    "filters": ("A window of weights slides over a photo, and makes a map of what it looks for.", filters.filters),
    "relu": ("Negative sums become 0, all others stay as they are.", filters.relu),
    "padding": (
        "A ring of zeros keeps the size of the map, and its price is an edge that is not there.",
        sizes.padding,
    ),
    "stride": ("A window that skips cells makes a smaller map, with less work.", sizes.stride),
    "pooling": ("Of four cells the largest one stays.", sizes.pooling),
    "one-by-one": ("Filters that look at one pixel mix channels, and make a network cheaper.", filters.one_by_one),
    "dilation": ("Filters with gaps see further, with the same nine weights.", sizes.dilation),
    "receptive-field": ("From layer to layer a cell sees more of the photo.", trained.receptive_field),
    "depth": ("Maps become smaller and more numerous, until they speak of petals.", trained.depth),
    "softmax": ("Five sums become five probabilities, even for a photo of none of the five.", trained.softmax),
    "learning": ("The same photo before, during and after training.", trained.learning),
}
"""By name: what the demo shows in a sentence, and the function that makes its steps."""
NAMES: tuple[str, ...] = tuple(_BUILDERS)


@cache
def load(name: str) -> Bundle:
    """The demo `name`, one of NAMES. Raises StoreError for any other.

    >>> explorer.demos.load("stride").title
    'Stride: a window in larger steps'
    """
    if name not in NAMES:
        raise StoreError(f"There is no demo {quoted(name)}.", f"Use one of {', '.join(NAMES)}.")
    _, build = _BUILDERS[name]
    return Bundle(build(), author=AUTHOR)


def matching(search: str) -> tuple[str, ...]:
    """The names of the demos that have all words of `search` in their title, sentence or notes.

    >>> explorer.demos.matching("sunflowers")
    ('softmax',)
    """
    words = search.lower().split()
    return tuple(name for name in NAMES if all(word in _texts(name) for word in words))


@cache
def _texts(name: str) -> str:
    """What a search looks through."""
    demo = load(name)
    notes = (f"{stop.title} {stop.note}" for stop in demo.walk.stops)
    return " ".join((demo.title, words_of(name), *notes)).lower()


def words_of(name: str) -> str:
    """What the demo `name` shows, in a sentence."""
    return _BUILDERS[name][0]
