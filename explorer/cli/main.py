"""What each command is called, what it takes, and how errors are told: one sentence, and exit code 2."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from explorer.cli import commands
from explorer.errors import ExplorerError
from explorer.serving.server import DEFAULT_PORT, LOCAL
from explorer.version import __version__

NETWORK = "the name of a preset, or a link of the app (its address, or what stands after m=)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 after an error that was told in one sentence."""
    try:
        chosen = parser().parse_args(arguments)
        chosen.command(chosen)
    except ExplorerError as error:
        print(f"cnn-explorer: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # as after `cnn-explorer summary vgg16 | head`
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


def console() -> None:
    """The installed command."""
    sys.exit(main())


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, without the whole usage."""
        self.exit(2, f"{self.prog}: {message}. Try: {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; each has examples in its --help."""
    top = _Parser(
        prog="cnn-explorer",
        description="See inside a convolutional network.",
        epilog="Each command tells more: cnn-explorer summary --help",
    )
    top.add_argument("--version", action="version", version=f"cnn-explorer {__version__}")
    parts = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _run(parts)
    _summary(parts)
    _reads(parts)
    _figure(parts)
    return top


Parts: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _command(
    parts: Parts, name: str, words: str, run: Callable[[argparse.Namespace], None], *examples: str
) -> argparse.ArgumentParser:
    lines = "\n".join(f"  cnn-explorer {name} {example}".rstrip() for example in examples)
    added: argparse.ArgumentParser = parts.add_parser(
        name,
        help=words,
        description=f"{words[0].upper()}{words[1:]}.",
        epilog=f"examples:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    added.set_defaults(command=run)
    return added


def _run(parts: Parts) -> None:
    examples = ("", "--port 8080 --no-browser", "--host 0.0.0.0")
    added = _command(parts, "run", "start the app and show it in the browser", commands.run_app, *examples)
    added.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    added.add_argument("--host", default=LOCAL, help="0.0.0.0 lets other machines in; default: this machine only")
    added.add_argument("--no-browser", action="store_true", help="only print the address")


def _summary(parts: Parts) -> None:
    added = _command(
        parts,
        "summary",
        "print a network as a table: shapes, parameters, MACs, windows",
        commands.summary,
        "vgg16",
        "'http://localhost:8501/?m=1.q1b...'",
    )
    added.add_argument("network", metavar="NETWORK", help=NETWORK)


def _reads(parts: Parts) -> None:
    added = _command(
        parts,
        "reads",
        "print what one cell reads of every layer below it and of the image, exactly",
        commands.reads,
        "tinyvgg conv1_2 3 4 5",
        "tinyvgg 2:3,4,5",
        "lenet5 dense3 7",
    )
    added.add_argument("network", metavar="NETWORK", help=NETWORK)
    added.add_argument(
        "cell",
        metavar="CELL",
        nargs="+",
        help="a layer's name or path, row, column and channel (from 0); of a vector only the unit",
    )


def _figure(parts: Parts) -> None:
    added = _command(
        parts,
        "figure",
        "draw a network into a file: .html to look at, .json for Plotly",
        commands.figure,
        "fashion_tinyvgg -o overview.html",
        "tinyvgg --kind cone --cell 'pool1 12 12 0' -o cone.html",
        "edges --kind maps --layer conv1 --theme dark -o maps.json",
    )
    added.add_argument("network", metavar="NETWORK", help=NETWORK)
    added.add_argument("-o", "--output", required=True, metavar="FILE", help="a path that ends in .html or .json")
    added.add_argument("--kind", choices=commands.FIGURE_KINDS, default="overview", help="default: overview")
    added.add_argument("--cell", help="of the kinds ledger, cone and cone-maps; default: the one that is selected")
    added.add_argument("--layer", help="of the kind maps, a name or a path; default: the selected cell's")
    added.add_argument("--theme", choices=("light", "dark"), default="light", help="default: light")
