"""Where demos are kept: a bundle is a demo with all that it needs, a store keeps bundles under short addresses."""

from explorer.store.bundle import Bundle
from explorer.store.store import Entry, Published, Store

__all__ = ["Bundle", "Entry", "Published", "Store"]
