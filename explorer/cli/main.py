"""The parser of the command line: names, arguments and help of all commands. Errors are one sentence and exit code 2."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from explorer.cli import commands, converting, demos, exporting, recipes, training
from explorer.errors import ExplorerError
from explorer.formats.weights.writing import WRITERS
from explorer.learning.data.splitting import VALIDATION
from explorer.serving.server import DEFAULT_PORT, LOCAL
from explorer.version import __version__

NETWORK = (
    "the name of a preset, a file (.txt, .cnn.json, .onnx), or a link of the app (its address, or what stands after m=)"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 2 after an error (printed in one sentence), 130 after Ctrl+C."""
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
    """Entry point of the installed command `cnn-explorer`."""
    sys.exit(main())


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print one sentence, without the whole usage, and exit with code 2."""
        self.exit(2, f"{self.prog}: {message}. Try: {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; each has examples in its --help."""
    top = _Parser(
        prog="cnn-explorer",
        description="See inside a convolutional network.",
        epilog="Each command tells more: cnn-explorer summary --help",
    )
    top.add_argument("--version", action="version", version=f"cnn-explorer {__version__}")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(subparsers)
    _add_summary(subparsers)
    _add_text(subparsers)
    _add_reads(subparsers)
    _add_figure(subparsers)
    _add_export(subparsers)
    _add_convert(subparsers)
    _add_train(subparsers)
    _add_demos(subparsers)
    return top


Subparsers: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _add_command(
    subparsers: Subparsers, name: str, summary: str, run: Callable[[argparse.Namespace], None], *examples: str
) -> argparse.ArgumentParser:
    lines = "\n".join(f"  cnn-explorer {name} {example}".rstrip() for example in examples)
    command: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"examples:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(command=run)
    return command


def _add_run(subparsers: Subparsers) -> None:
    examples = ("", "--port 8080 --no-browser", "--host 0.0.0.0")
    command = _add_command(subparsers, "run", "start the app and show it in the browser", commands.run_app, *examples)
    command.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    command.add_argument("--host", default=LOCAL, help="0.0.0.0 lets other machines in; default: this machine only")
    command.add_argument("--no-browser", action="store_true", help="only print the address")


def _add_summary(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "summary",
        "print a network as a table: shapes, parameters, MACs, windows",
        commands.summary,
        "vgg16",
        "'http://localhost:8501/?m=1.q1b...'",
    )
    command.add_argument("network", metavar="NETWORK", help=NETWORK)


def _add_text(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "text",
        "print a network as text, one layer a line",
        commands.text,
        "vgg16",
        "net.txt",
    )
    command.add_argument("network", metavar="NETWORK", help=NETWORK)


def _add_reads(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "reads",
        "print what one cell reads of every layer below it and of the image, exactly",
        commands.reads,
        "tinyvgg conv1_2 3 4 5",
        "tinyvgg 2:3,4,5",
        "lenet5 dense3 7",
    )
    command.add_argument("network", metavar="NETWORK", help=NETWORK)
    command.add_argument(
        "cell",
        metavar="CELL",
        nargs="+",
        help="a layer's name or path, row, column and channel (from 0); of a vector only the unit",
    )


def _add_figure(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "figure",
        "draw a network into a file: .html to look at, .json for Plotly",
        commands.figure,
        "fashion_tinyvgg -o overview.html",
        "tinyvgg --kind cone --cell 'pool1 12 12 0' -o cone.html",
        "edges --kind maps --layer conv1 --theme dark -o maps.json",
        "tinyvgg --kind page -o page.html",
    )
    command.add_argument("network", metavar="NETWORK", help=NETWORK)
    command.add_argument("-o", "--output", required=True, metavar="FILE", help="a path that ends in .html or .json")
    command.add_argument(
        "--kind",
        choices=(*commands.FIGURE_KINDS, commands.PAGE),
        default="overview",
        help="default: overview; page: a web page of its own",
    )
    command.add_argument(
        "--cell", help="of the kinds ledger, cone, cone-maps and page; default: the one that is selected"
    )
    command.add_argument("--layer", help="of the kind maps, a name or a path; default: the selected cell's")
    command.add_argument("--theme", choices=("light", "dark"), help="default: light; of a page that of the reader")


def _add_export(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "export",
        "write a network into a file, whose ending says in which form",
        exporting.export,
        "vgg16 -o vgg16.safetensors",
        "fashion_lenet5 --what activations --layer conv1 -o maps.npz",
        "'http://localhost:8501/?m=1.q1b...' -o mine.cnn.json",
    )
    command.add_argument("network", metavar="NETWORK", help=NETWORK)
    command.add_argument("-o", "--output", required=True, metavar="FILE", help=f"ends in {', '.join(exporting.FORMS)}")
    for name, (shown, choices, words) in exporting.OPTIONS.items():
        command.add_argument(f"--{name}", metavar=shown, choices=choices, help=words)


def _add_convert(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "convert",
        "write the weights of a file into another that the app opens; of PyTorch's files nothing is run",
        converting.convert,
        "model.pth model.npz",
        "model.pt model.safetensors",
    )
    command.add_argument("source", metavar="FILE", help=f"ends in {', '.join(converting.SOURCES)}")
    command.add_argument("target", metavar="NEW", help=f"ends in {' or '.join(WRITERS)}")


def _add_train(subparsers: Subparsers) -> None:
    command = _add_command(
        subparsers,
        "train",
        "let a network learn from pictures, and write its weights; Ctrl+C keeps what was learned",
        training.train,
        "lenet5 --data fashion --random --epochs 10 --out mine.npz",
        "net.cnn.json --data my_pictures --fit-classes --optimizer sgd --momentum 0.9 --schedule cosine",
        "net.cnn.json --data my_pictures.zip --resume trained.checkpoint.npz --epochs 20",
    )
    command.add_argument("network", metavar="NETWORK", help=NETWORK)
    command.add_argument("--data", required=True, metavar="DATA", help=training.DATA)
    command.add_argument("--classes", metavar="NAMES", help="some of the classes, with commas; default: all")
    command.add_argument(
        "--validation", type=float, default=VALIDATION, metavar="SHARE", help="of your pictures, to measure with"
    )
    command.add_argument(
        "--split-seed", type=int, default=0, metavar="N", help="draws which they are, and generated data; default: 0"
    )
    command.add_argument("--fit-classes", action="store_true", help="give the last dense layer a unit for each class")
    command.add_argument("--out", default="trained.npz", metavar="FILE", help=f"ends in {' or '.join(WRITERS)}")
    start = command.add_mutually_exclusive_group()
    start.add_argument(
        "--resume", metavar="FILE", help="go on from a checkpoint, by its recipe where no option changes it"
    )
    start.add_argument("--weights", metavar="FILE", help="begin with the weights of a file; default: the network's own")
    start.add_argument("--random", action="store_true", help="begin with random weights, drawn from --seed")
    command.add_argument("--numbers", choices=("float32", "float64"), default="float32", help="default: float32")
    recipes.add_options(command)


def _add_demos(subparsers: Subparsers) -> None:
    top = subparsers.add_parser(
        "demos",
        help="list, check, back up, bring back or take down the demos of an instance",
        description="What whoever runs an instance does with its demos. Their store is the one of this environment: "
        "DATABASE_URL, or CNN_EXPLORER_DATA, or the folder in this user's home.",
    )
    commands_of_demos = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (summary, run, argument) in DEMO_COMMANDS.items():
        command = commands_of_demos.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        command.set_defaults(command=run)
        if argument:
            command.add_argument(argument.lower(), metavar=argument)


DEMO_COMMANDS = {
    "list": ("print all demos, newest first, public or not", demos.print_list, ""),
    "check": ("read every demo and every photo, and name what is damaged", demos.check, ""),
    "backup": ("copy all demos to a new file, while the app runs", demos.backup, "FILE"),
    "restore": ("copy the demos of a backup into the store, but those that it has", demos.restore, "FILE"),
    "remove": ("take down a demo that must not stay, without its author's secret", demos.remove, "ID"),
}
