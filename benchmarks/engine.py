"""Benchmark of the engine against onnxruntime and, if installed, PyTorch: time and memory of a run, all activations kept.

python -m benchmarks.engine [--rounds N] [--threads N] [network ...]

Each network runs in a process of its own. The engines take turns, round by round, with two threads each (or N) and every
activation as an output, so that a busy machine slows all of them; what counts is the ratio of the medians. Between turns
all rest: onnxruntime's threads look for work for some 60 ms after a run, on a processor that the next engine needs. CPU time
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

from benchmarks.apart import measured_apart, pin

MEGA = 1_000_000
TARGETS = {"lenet5": 2.2, "tinyvgg": 2.0, "alexnet": 1.4, "vgg16": 1.2, "resnet18": 0.8, "mobilenet_v1": 1.5}
TARGETS |= {"efficientnet_lite0": 1.5}
"""Per network, the largest accepted ratio of the engine's time to onnxruntime's."""
MEMORY_FACTOR, MEMORY_EXTRA = 1.25, 64 * MEGA
"""Accepted memory: this factor times the bytes of all activations, and so many bytes more."""
REST_SECONDS = 0.15
"""Before each turn, so that no thread of the engine before it is awake."""
ROUND_SECONDS = 0.1
"""A round repeats a small network for so long, because a single run is too short to time."""


def clock(work: Callable[[], Any], repeats: int) -> tuple[float, float]:
    """Wall and CPU time of one call, in s."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - wall) / repeats, (time.process_time() - cpu) / repeats


def measure(name: str, rounds: int, threads: int) -> dict[str, Any]:
    """Median and best times per engine, in s, and memory in bytes; the process must do nothing else."""
    import numpy as np

    import explorer
    from explorer import presets
    from tests.onnx_graph import as_onnx, model, session

    network = presets.load(name).network
    lazy = presets.load(name).weights.params(network)
    # Large arrays are drawn here, not while the clock runs.
    params = {path: {what: lazy[path][what] for what in lazy[path]} for path in lazy}
    x = np.random.default_rng(0).random((1, *network.input_shape), np.float32)
    onnx = session(model(network, params), threads)
    feed = {"x": as_onnx(x)}
    engines: dict[str, Callable[[], Any]] = {
        "explorer": lambda: explorer.run(network, params, x),
        "onnxruntime": lambda: onnx.run(None, feed),
    }
    try:
        from oracles.torch_network import eager

        engines["torch"] = eager(network, params, x, threads)
    except ImportError:
        pass
    repeats = {}
    for engine, work in engines.items():
        work()
        repeats[engine] = max(1, round(ROUND_SECONDS / max(clock(work, 1)[0], 1e-6)))
    times: dict[str, list[tuple[float, float]]] = {engine: [] for engine in engines}
    for _ in range(rounds):
        for engine, work in engines.items():
            time.sleep(REST_SECONDS)
            work()
            times[engine].append(clock(work, repeats[engine]))
    tracemalloc.start()
    acts = explorer.run(network, params, x)
    peak = tracemalloc.get_traced_memory()[1]
    return {
        "wall": {engine: statistics.median(wall for wall, _ in runs) for engine, runs in times.items()},
        "cpu": {engine: statistics.median(cpu for _, cpu in runs) for engine, runs in times.items()},
        "fastest": {engine: min(wall for wall, _ in runs) for engine, runs in times.items()},
        "peak": peak,
        "activations": sum(array.nbytes for array in acts.values()),
    }


def main() -> int:
    from explorer import presets

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", default=list(TARGETS))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2, help="as many processors may be used, too")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        pin(options.threads)
        print(json.dumps(measure(options.one, options.rounds, options.threads)))
        return 0
    all_good = True
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        if os.environ.pop(name, ""):
            print(f"{name} is left out: it would hold numpy, and only numpy, to what suits another processor")
    heads = f"{'network':20}{'explorer':>11}{'onnxruntime':>13}{'torch':>9}"
    print(f"numpy's matrix products run the kernels for {_blas_kernels()}")
    print(f"{heads}  {'ratio':>6}{'CPU':>6}{'best':>6}  {'target':>6}  memory")
    for name in options.networks:
        if name not in presets.NAMES:
            print(f"{name:20}skipped: there is no such preset yet")
            continue
        found = measured_apart("benchmarks.engine", name, options.rounds, options.threads)
        all_good &= found is not None and _report(name, found)
    return 0 if all_good else 1


def _blas_kernels() -> str:
    """The processor whose kernels numpy's OpenBLAS has chosen, in a process of its own: the variables above are read once."""
    code = (
        "import ctypes, pathlib, numpy; libraries = pathlib.Path(numpy.__file__).parent.with_name('numpy.libs');"
        "name = ctypes.CDLL(str(next(libraries.glob('*openblas*')))).scipy_openblas_get_corename64_;"
        "name.restype = ctypes.c_char_p; print(name().decode())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() or "a processor that it does not name"


def _report(name: str, result: dict[str, Any]) -> bool:
    """Prints one line; False if time or memory is over its target."""
    ratio, cpu, best = (result[what]["explorer"] / result[what]["onnxruntime"] for what in ("wall", "cpu", "fastest"))
    limit = MEMORY_FACTOR * result["activations"] + MEMORY_EXTRA
    times = "".join(
        f"{1e3 * result['wall'][engine]:>{width - 3}.2f} ms" if engine in result["wall"] else f"{'-':>{width}}"
        for engine, width in (("explorer", 11), ("onnxruntime", 13), ("torch", 9))
    )
    good = ratio <= TARGETS.get(name, 4.0) and result["peak"] <= limit
    print(
        f"{name:20}{times}  {ratio:>5.2f}x{cpu:>5.2f}x{best:>5.2f}x  {TARGETS.get(name, 4.0):>5.1f}x  "
        f"{result['peak'] / MEGA:.0f} of {limit / MEGA:.0f} MB{'' if good else '   OVER'}",
        flush=True,
    )
    return good


if __name__ == "__main__":
    sys.exit(main())
