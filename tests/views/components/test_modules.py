"""The components' JavaScript, read as text: every module is used, documented, and the only one with its names."""

from __future__ import annotations

import re
from os.path import normpath
from pathlib import Path

import pytest

from explorer.views.components import modules

FOLDERS = sorted(path.parent.name for path in modules.FOLDER.glob("*/*.py") if path.stem == path.parent.name)
MODULES = sorted(modules.sources())
MOST_LINES = 250

COMMENT = r"/\*\*(?P<doc>(?:(?!\*/).)*)\*/\n"
EXPORT = re.compile(
    r"^export (?P<default>default )?(?:async )?(?P<what>function|const|class)(?: (?P<name>[\w$]+))?", re.MULTILINE
)
DEFINED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) ([\w$]+)", re.MULTILINE)
IMPORTED = re.compile(r'^import \{ (?P<names>[^}]*) \} from "(?P<path>[^"]+)";$', re.MULTILINE)
PARAMETERS = re.compile(
    r"^export (?:default )?(?:async )?(?:function [\w$]*\s*|const [\w$]+ = )\((?P<all>.*?)\) (?:=>|\{)", re.DOTALL
)


def text_of(path: str) -> str:
    return modules.sources()[path].decode()


def exported(text: str) -> set[str]:
    return {match["name"] for match in EXPORT.finditer(text) if match["name"]}


def lacking(text: str) -> list[str]:
    """The exports of a module whose JSDoc lacks something: a comment of its own, a parameter, what it returns."""
    faults = []
    for match in EXPORT.finditer(text):
        name = match["name"] or "default"
        doc = re.search(COMMENT + r"\Z", text[: match.start()], re.DOTALL)
        if doc and match["what"] == "class":  # its constructor documents its parameters
            continue
        if not doc or not ("@returns {" in doc["doc"] or "@type {" in doc["doc"]):
            faults.append(name)
            continue
        signature = PARAMETERS.match(text[match.start() :])
        wanted = parameters(signature["all"]) if signature else 0
        if doc["doc"].count("@param {") != wanted:
            faults.append(name)
    return faults


def parameters(listed: str) -> int:
    """How many parameters there are in a list; destructured ones count as one."""
    while (flat := re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "_", listed)) != listed:
        listed = flat
    return len([part for part in listed.split(",") if part.strip()])


def test_every_component_has_its_three_files_in_one_folder() -> None:
    assert {
        "linker",
        "picture",
        "painter",
        "pad",
        "crop_frame",
        "paste_and_drop",
        "gallery",
        "guide",
        "slide",
        "readings",
    } <= set(FOLDERS)
    assert {"copy", "course", "print"} <= set(FOLDERS)
    with_modules = {path.split("/")[0] for path in MODULES} - {"shared"}
    assert with_modules == set(FOLDERS)
    assert all(modules.entry(name) in modules.sources() for name in FOLDERS)


def test_every_module_is_reached_from_a_component() -> None:
    assert sorted(modules.reachable(*FOLDERS)) == MODULES


@pytest.mark.parametrize("path", MODULES)
def test_a_module_is_short_and_documents_what_it_exports(path: str) -> None:
    text = text_of(path)
    assert text.startswith("// ")
    assert text.count("\n") <= MOST_LINES
    assert EXPORT.search(text), "A module that exports nothing is of no use to another."
    assert lacking(text) == [], (
        "Each export needs JSDoc right above it, with @param for each parameter and @returns or @type."
    )


@pytest.mark.parametrize("path", MODULES)
def test_a_module_imports_what_is_there_and_uses_it(path: str) -> None:
    text = text_of(path)
    assert text.count("import {") == len(IMPORTED.findall(text)), (
        "Imports are one line each: names in braces, from a file."
    )
    body = IMPORTED.sub("", text)
    for match in IMPORTED.finditer(text):
        source = normpath((Path(path).parent / match["path"]).as_posix())
        for name in match["names"].split(", "):
            assert name in exported(text_of(source)), f"{source} does not export {name}"
            assert re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", body), f"{name} is imported for nothing"


@pytest.mark.parametrize("path", MODULES)
def test_a_name_that_is_exported_is_defined_nowhere_else(path: str) -> None:
    others = {name: other for other in MODULES if other != path for name in DEFINED.findall(text_of(other))}
    assert {name: others[name] for name in exported(text_of(path)) & set(others)} == {}


def test_modules_do_not_import_one_another_in_a_circle() -> None:
    done: set[str] = set()

    def visit(path: str, above: tuple[str, ...]) -> None:
        assert path not in above, " -> ".join((*above, path))
        if path not in done:
            for below in modules.imports(path):
                visit(below, (*above, path))
            done.add(path)

    for path in MODULES:
        visit(path, ())


def test_a_component_hands_streamlit_a_few_lines_that_import_its_module() -> None:
    js = modules.loader("linker")
    assert f'new URL("modules/{modules.digest()}/linker/linker.js", document.baseURI)' in js
    assert "\n" in js.strip()  # Streamlit takes one line for the name of a file
    with pytest.raises(KeyError):
        modules.loader("nothing")


def test_the_digest_is_another_one_when_a_module_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before, sources = modules.digest(), dict(modules.sources())
    path = "shared/numbers.js"
    for changed in ({**sources, path: sources[path] + b" "}, {k: v for k, v in sources.items() if k != path}):
        monkeypatch.setattr(modules, "sources", lambda changed=changed: changed)
        assert modules.digest.__wrapped__() != before
    monkeypatch.setattr(modules, "sources", lambda: sources)
    assert modules.digest.__wrapped__() == before


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("export const a = 1;\n", ["a"]),
        ("/**\n * A.\n * @type {number}\n */\nexport const a = 1;\n", []),
        ("/**\n * A.\n * @param {number} b\n */\nexport function a(b) {\n", ["a"]),
        ("/**\n * A.\n * @param {number} b\n * @returns {void}\n */\nexport function a(b, { c, d }) {\n", ["a"]),
        ("/**\n * A.\n * @param {number} b\n * @returns {void}\n */\nexport const a = ({ b, c }) => 1;\n", []),
        ("/**\n * A.\n * @returns {void}\n */\nconst b = 1;\n\nexport default function () {\n", ["default"]),
    ],
)
def test_the_reader_of_documentation_finds_what_is_lacking(text: str, names: list[str]) -> None:
    assert lacking(text) == names
