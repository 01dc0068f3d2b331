"""The engine against onnxruntime, and PyTorch where it is installed: time and memory of a run that keeps every activation.

python -m benchmarks.engine [--rounds N] [--threads N] [network ...]

Each network runs in a process of its own. The rivals take turns, round by round, with two threads each (or N) and every
activation as an output, so that a busy machine is busy for all of them; what counts is the ratio of the medians. CPU time
is that of all threads. Memory is what numpy asks for at its peak beyond weights and image.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

MEGA = 1_000_000
# network: at most so many times onnxruntime's time
TARGETS = {"lenet5": 4.0, "tinyvgg": 4.0, "alexnet": 2.0, "vgg16": 2.0, "resnet18": 4.0, "mobilenet_v1": 4.0}
MEMORY_FACTOR, MEMORY_EXTRA = 1.25, 64 * MEGA
SECONDS = 0.1
"""A round repeats a small network so long, so that the clock can tell."""


def clock(work: Callable[[], Any], repeats: int) -> tuple[float, float]:
    """Wall and CPU time of one call, in s."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - wall) / repeats, (time.process_time() - cpu) / repeats


def measure(name: str, rounds: int, threads: int) -> dict[str, Any]:
    """Medians per rival, in s, and memory in bytes. Runs in its own process."""
    import numpy as np

    import explorer
    from explorer import presets
    from tests.onnx_graph import as_onnx, model, session

    network = presets.load(name).network
    drawn = presets.load(name).weights.params(network)
    params = {path: {what: drawn[path][what] for what in drawn[path]} for path in drawn}  # large ones are drawn here
    x = np.random.default_rng(0).random((1, *network.input_shape), np.float32)
    onnx = session(model(network, params), threads)
    fed = {"x": as_onnx(x)}
    rivals: dict[str, Callable[[], Any]] = {
        "explorer": lambda: explorer.run(network, params, x),
        "onnxruntime": lambda: onnx.run(None, fed),
    }
    try:
        from oracles.torch_network import eager

        rivals["torch"] = eager(network, params, x, threads)
    except ImportError:
        pass
    repeats = {}
    for rival, work in rivals.items():
        work()
        repeats[rival] = max(1, round(SECONDS / max(clock(work, 1)[0], 1e-6)))
    times: dict[str, list[tuple[float, float]]] = {rival: [] for rival in rivals}
    for _ in range(rounds):
        for rival, work in rivals.items():
            times[rival].append(clock(work, repeats[rival]))
    tracemalloc.start()
    acts = explorer.run(network, params, x)
    peak = tracemalloc.get_traced_memory()[1]
    return {
        "wall": {rival: statistics.median(wall for wall, _ in found) for rival, found in times.items()},
        "cpu": {rival: statistics.median(cpu for _, cpu in found) for rival, found in times.items()},
        "fastest": {rival: min(wall for wall, _ in found) for rival, found in times.items()},
        "peak": peak,
        "activations": sum(array.nbytes for array in acts.values()),
    }


def main() -> int:
    from explorer import presets

    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("networks", nargs="*", default=list(TARGETS))
    ask.add_argument("--rounds", type=int, default=15)
    ask.add_argument("--threads", type=int, default=2, help="as many processors may be used, too")
    ask.add_argument("--one", help=argparse.SUPPRESS)
    options = ask.parse_args()
    if options.one:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
        print(json.dumps(measure(options.one, options.rounds, options.threads)))
        return 0
    good = True
    if os.environ.pop("OPENBLAS_CORETYPE", ""):
        print("OPENBLAS_CORETYPE is left out: it would hold numpy, and only numpy, to the kernels of another processor")
    heads = f"{'network':14}{'explorer':>11}{'onnxruntime':>13}{'torch':>9}"
    print(f"{heads}  {'ratio':>6}{'CPU':>6}{'best':>6}  {'target':>6}  memory")
    for name in options.networks:
        if name not in presets.NAMES:
            print(f"{name:14}skipped: there is no such preset yet")
            continue
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(options.threads)}
        command = [sys.executable, "-m", "benchmarks.engine", "--one", name]
        command += ["--rounds", str(options.rounds), "--threads", str(options.threads)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(f"{name:14}failed: {done.stderr.strip().splitlines()[-1]}")
            good = False
            continue
        good &= _report(name, json.loads(done.stdout.splitlines()[-1]))
    return 0 if good else 1


def _report(name: str, found: dict[str, Any]) -> bool:
    """One line; whether time and memory keep to their bounds."""
    ratio, cpu, best = (found[what]["explorer"] / found[what]["onnxruntime"] for what in ("wall", "cpu", "fastest"))
    limit = MEMORY_FACTOR * found["activations"] + MEMORY_EXTRA
    times = "".join(
        f"{1e3 * found['wall'][rival]:>{width - 3}.2f} ms" if rival in found["wall"] else f"{'-':>{width}}"
        for rival, width in (("explorer", 11), ("onnxruntime", 13), ("torch", 9))
    )
    good = ratio <= TARGETS.get(name, 4.0) and found["peak"] <= limit
    print(
        f"{name:14}{times}  {ratio:>5.2f}x{cpu:>5.2f}x{best:>5.2f}x  {TARGETS.get(name, 4.0):>5.1f}x  "
        f"{found['peak'] / MEGA:.0f} of {limit / MEGA:.0f} MB{'' if good else '   OVER'}",
        flush=True,
    )
    return good


if __name__ == "__main__":
    sys.exit(main())
