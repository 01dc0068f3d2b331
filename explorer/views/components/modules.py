"""The JavaScript of the components: ES modules, and the addresses at which the server serves them.

Streamlit loads a component's inline JavaScript from a Blob URL, whose modules cannot import one another by relative
address. So each component gives Streamlit a few lines (`loader`) that import its real module from a route of ours. The
path of the route holds a digest of all modules: a browser may cache them for ever, and after an update it asks for new ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent
PREFIX = "modules"
"""First part of the route's path. It must be none of Streamlit's own (component, media, static, _stcore)."""
_IMPORT = re.compile(r"""^import [^"]*"([^"]+)";$""", re.MULTILINE)
_LOADER = """\
const entry = new URL("{address}", document.baseURI);
let loaded = await import(entry).catch(() => null);
export default (component) => loaded
  ? loaded.default(component)
  : import(entry).then((module) => (loaded = module).default(component));
"""


@cache
def sources() -> Mapping[str, bytes]:
    """Every module: its path below this folder ("linker/hub.js") and its text. Read once a process."""
    paths = sorted(FOLDER.rglob("*.js"))
    return MappingProxyType({path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in paths})


@cache
def digest() -> str:
    """16 hexadecimal digits that change when any module does."""
    total = hashlib.sha256()
    for path, text in sources().items():
        total.update(f"{path}\0{len(text)}\0".encode())
        total.update(text)
    return total.hexdigest()[:16]


def address(path: str) -> str:
    """The address of a module, relative to the app's own (`document.baseURI`), so that `server.baseUrlPath` counts.

    Raises KeyError if there is no such module.
    """
    if path not in sources():
        raise KeyError(path)
    return f"{PREFIX}/{digest()}/{path}"


def entry(name: str) -> str:
    """The path of the module that a component starts with."""
    return f"{name}/{name}.js"


def loader(name: str) -> str:
    """The inline JavaScript of a component: it imports the entry module and hands everything on to it.

    What the module's default export returns (its clean-up, if any) is what Streamlit gets. It is called at once, not
    after a promise: a click's answer reaches a dozen components. An import that failed while the server was away is tried
    again at the next call.
    """
    return _LOADER.format(address=address(entry(name)))


@cache
def reachable(*names: str) -> tuple[str, ...]:
    """The modules that these components load, entries first, each once."""
    reached: dict[str, None] = {}
    waiting = [entry(name) for name in names]
    while waiting:
        path = waiting.pop(0)
        if path not in reached:
            reached[path] = None
            waiting.extend(imports(path))
    return tuple(reached)


def imports(path: str) -> Iterator[str]:
    """The modules that a module imports."""
    for relative in _IMPORT.findall(sources()[path].decode()):
        yield (FOLDER / path).parent.joinpath(relative).resolve().relative_to(FOLDER.resolve()).as_posix()
