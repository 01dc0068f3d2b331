"""Load: many visitors at the same time, each opening another small network again and again: `python -m benchmarks.load`.

Every visitor is a session over the app's real websocket. They open links at random moments (a Poisson process), and each
link is another network: other weights, kernel, photo and selected cell. Afterwards every answer is compared with what the
library computes for that link, so that an answer that belongs to somebody else would be found.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import explorer
from benchmarks.rows import percentile
from benchmarks.visitor import Turn, Visitor, visiting
from explorer import images, presets
from explorer.errors import BudgetError
from explorer.figures.alternatives import selection_words
from explorer.figures.rail.column import shown_cell
from explorer.figures.rail.source import Source
from explorer.images import samples
from explorer.network import Cell, Network
from explorer.reads import region
from explorer.scene import ImageChoice, Scene, link
from explorer.views.explore.runs import BUDGET
from explorer.weights import Seeded, Weights

ROOT = Path(__file__).resolve().parents[1]
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
CHECKED = 1_000
"""Answers that are compared with the library's, afterwards."""
STEP = 5.0
"""Seconds between two looks at the server."""


def another(rng: random.Random) -> Scene:
    """A network like TinyVGG with other filters, kernel, random weights, photo and cell."""
    scene = presets.load("tinyvgg").scene()
    first = replace(scene.layers[0], filters=rng.randint(6, 12), kernel_size=rng.choice((1, 3, 5)), padding="same")
    scene = replace(
        scene,
        layers=(first, *scene.layers[1:]),
        weights=Weights(Seeded(seed=rng.randrange(1_000_000_000))),
        image=ImageChoice(rng.choice(samples.SAMPLES).name),
    )
    step = rng.choice([step for step in scene.network.steps[1:] if len(step.output_shape) == 3])
    return replace(scene, cell=Cell(step.path, *(rng.randrange(size) for size in step.output_shape)))


def heaviest(rng: random.Random) -> Scene:
    """VGG-16 with weights that nobody has used yet, of the largest image that the app computes it of."""
    weights = Weights(Seeded(seed=rng.randrange(1_000_000_000)))
    return replace(presets.load("vgg16").scene(), input_shape=_largest_image(), weights=weights)


@cache
def _largest_image() -> tuple[int, int, int]:
    network = presets.load("vgg16").network
    shapes = ((side, side, 3) for side in range(network.input_shape[0], 0, -32))
    return next(shape for shape in shapes if _is_accepted(replace(network, input_shape=shape)))


def _is_accepted(network: Network) -> bool:
    try:
        BUDGET.check(network)
    except BudgetError:
        return False
    return True


def is_right(turn: Turn) -> bool:
    """Whether the pictures and the number that came back are those of the link that was opened."""
    scene = link.decode(turn.link)
    network, cell = scene.network, scene.settled_cell()
    pixels = images.picture_for(scene.image.sample, scene.input_shape).pixels
    acts = explorer.run(network, scene.weights.params(network), pixels[None])
    value = Source(network, acts).value(shown_cell(network, cell, scene.face))
    return (turn.digest, turn.said) == (
        network.named_digest,
        selection_words(network, cell, value, region(network, cell)),
    )


# -- the server ---------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """A server process: its address, and how much it has used so far."""

    address: str
    pid: int

    @property
    def cpu(self) -> float:
        """Seconds of CPU since it was started."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1e6


@contextmanager
def serving(python: str = sys.executable, root: Path = ROOT) -> Iterator[Server]:
    """A fresh server of the app in `root` that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    with tempfile.TemporaryFile("w+") as log:
        command = [python, "-m", "streamlit", "run", "app.py", *options]
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_it_listens(port, process)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(20)
            log.seek(0)
            if "Traceback" in (output := log.read()):
                print(f"The server printed:\n{output}", file=sys.stderr)


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with exit code {process.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("The server does not listen after a minute.")


# -- the visitors -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """How many visitors there are, how often each opens a link on average, and for how long, in seconds."""

    visitors: int
    every: float
    seconds: float
    attackers: int = 0
    seed: int = 1
    reading: bool = False
    """Whether the time until the next link begins with the answer, as for people who look at it, or with the link before."""


@dataclass
class Outcome:
    """What came of a load: the visitors' turns, the attackers', and the server's CPU seconds and memory in MB."""

    turns: list[Turn] = field(default_factory=list)
    attacks: list[Turn] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0
    memory: list[tuple[int, float]] = field(default_factory=list)
    """How many links had been opened, and the memory then."""


async def loaded(plan: Plan, servers: list[Server]) -> Outcome:
    """Carry out a plan. Each visitor stays at one of the servers, as behind a proxy that remembers who came where."""
    outcome = Outcome(memory=[(0, _memory(servers))])
    seeds = itertools.count(plan.seed * 1000)
    began, cpu = time.monotonic(), _cpu(servers)
    until = began + plan.seconds
    at = itertools.cycle(servers)
    tasks = [_visit(plan, next(at), next(seeds), until, outcome.turns) for _ in range(plan.visitors)]
    tasks += [_attack(next(at), next(seeds), until, outcome.attacks) for _ in range(plan.attackers)]
    await asyncio.gather(_watch(servers, until, outcome), *tasks)
    outcome.seconds, outcome.cpu = time.monotonic() - began, _cpu(servers) - cpu
    outcome.memory.append((len(outcome.turns), _memory(servers)))
    return outcome


def _cpu(servers: list[Server]) -> float:
    return sum(server.cpu for server in servers)


def _memory(servers: list[Server]) -> float:
    return sum(server.memory for server in servers)


async def warm(servers: list[Server]) -> None:
    """Open a few links: a fresh server imports what it needs when the first visitor comes."""
    rng = random.Random(0)
    for server in servers:
        async with visiting(server.address) as visitor:
            for _ in range(5):
                await _open(visitor, another(rng))


async def _visit(plan: Plan, server: Server, seed: int, until: float, turns: list[Turn]) -> None:
    """Open links at random moments; who has no answer yet when the next moment comes opens the next link after it."""
    rng = random.Random(seed)
    due = time.monotonic() + rng.random() * plan.every
    async with visiting(server.address) as visitor:
        while due < until:
            await asyncio.sleep(max(due - time.monotonic(), 0))
            if time.monotonic() > until:
                break
            turns.append(await _open(visitor, another(rng)))
            due = (time.monotonic() if plan.reading else due) + rng.expovariate(1 / plan.every)


async def _attack(server: Server, seed: int, until: float, turns: list[Turn]) -> None:
    """Open the heaviest link that the app accepts, and the next one as soon as that is there."""
    rng = random.Random(seed)
    async with visiting(server.address) as visitor:
        while time.monotonic() < until:
            turns.append(await _open(visitor, heaviest(rng)))


async def _open(visitor: Visitor, scene: Scene) -> Turn:
    return await visitor.open(link.encode(scene))


async def _watch(servers: list[Server], until: float, outcome: Outcome) -> None:
    while time.monotonic() < until:
        await asyncio.sleep(STEP)
        outcome.memory.append((len(outcome.turns), _memory(servers)))


# -- the report ---------------------------------------------------------------------------------------------------------


def report(plan: Plan, outcome: Outcome) -> list[str]:
    """What was measured, line by line."""
    whole = [turn for turn in outcome.turns if not turn.problem]
    problems = [turn.problem for turn in outcome.turns if turn.problem]
    seconds, pictures = [turn.seconds for turn in whole], [turn.pictures - turn.sent for turn in whole]
    checked = whole[:CHECKED]
    mixed = sum(not is_right(turn) for turn in checked)
    lines = [
        f"{plan.visitors} visitors, each opening another network {plan.every:g} s after the last "
        f"{'answer' if plan.reading else 'link'} on average, {outcome.seconds:.0f} s",
        f"{len(outcome.turns)} links opened, {len(outcome.turns) / outcome.seconds:.1f} a second",
        f"until the page is whole:    {_spread(seconds)}",
        f"until the pictures are sent: {_spread(pictures)}",
        f"{len(problems)} errors{': ' if problems else ''}{'; '.join(sorted(set(problems))[:3])}",
        f"{mixed} of {len(checked)} answers belong to another link",
        f"{1000 * outcome.cpu / max(len(whole), 1):.0f} ms of CPU and "
        f"{sum(turn.bytes for turn in whole) / max(len(whole), 1) / 1e3:.0f} kB a link; "
        f"{len(whole) / max(outcome.cpu, 0.01):.2f} links a CPU-second; "
        f"the app used {100 * outcome.cpu / outcome.seconds:.0f}% of a core",
        f"memory in MB: {_course(outcome.memory)}; at most {max(size for _, size in outcome.memory):.0f}",
    ]
    if plan.attackers:
        lines.append(f"{plan.attackers} attackers opened {len(outcome.attacks)} of the heaviest links")
    return lines


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "never"
    shown = (f"{name} {1000 * percentile(seconds, percent):,.0f} ms" for name, percent in (("p50", 50), ("p95", 95)))
    return f"{', '.join(shown)}, longest {1000 * max(seconds):,.0f} ms"


def _course(memory: list[tuple[int, float]], points: int = 6) -> str:
    """The memory at a few moments, evenly apart."""
    last = len(memory) - 1
    some = sorted({round(last * point / (points - 1)) for point in range(points)})
    return ", ".join(f"{memory[at][1]:.0f} after {memory[at][0]:,} links" for at in some)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="between two links of a visitor")
    parser.add_argument("--reading", action="store_true", help="the time between two links begins with the answer")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--attacker", type=int, nargs="?", const=4, default=0, metavar="TABS", help="beside the visitors"
    )
    parser.add_argument("--replicas", type=int, default=1, help="processes that the visitors are spread over")
    parser.add_argument("--seed", type=int, default=1, help="of the links and of their moments")
    parser.add_argument(
        "--leave", type=float, default=0.0, metavar="SECONDS", help="memory so long after all have left"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder with the app.py to measure")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server ends with us
    plan = Plan(options.visitors, options.every, 60 * options.minutes, options.attacker, options.seed, options.reading)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(root=options.root)) for _ in range(options.replicas)]
        asyncio.run(warm(servers))
        outcome = asyncio.run(loaded(plan, servers))
        left = time.monotonic()
        print("\n".join(report(plan, outcome)), flush=True)
        if options.leave:
            time.sleep(max(left + options.leave - time.monotonic(), 0))
            print(f"memory {options.leave:.0f} s after all have left: {_memory(servers):.0f} MB")


if __name__ == "__main__":
    main()
