"""Benchmark of batches against PyTorch eager: images per second, forward with all activations kept and steps of training.

/venv/with/torch/bin/python -m benchmarks.throughput [--rounds N] [--threads N] [--learning] [network ...]

Each network runs in a process of its own. The engines take turns, round by round, with two threads each (or N), so that a
busy machine slows both; what counts is the ratio of the medians. On one that has other work compare the best rounds or,
with one thread, CPU time: PyTorch's threads wait for each other busily. A step of training is forward, backward and an
update by SGD with momentum, in float32. Memory is what numpy asks for at its peak during a step, as a multiple of
activations, their gradients and those of the parameters. Without PyTorch only our own times are printed.

`--learning` trains the form of LeNet-5 at 28 x 28 on the 6,000 pictures of Fashion-MNIST instead, and tells the seconds of an
epoch and until 85% of the 1,000 others are right, measuring after each epoch included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import repeat
from typing import Any

from benchmarks.apart import measured_apart, pin
from benchmarks.engine import clock

BATCH = 64
FORWARD, TRAINING, MEMORY = 0.7, 0.5, 1.5
"""What is expected: at least these multiples of PyTorch's images per second, at most this one of the memory that is needed."""
EPOCH_SECONDS, RIGHT, RIGHT_SECONDS = 3.0, 0.85, 30.0
"""What is expected of the form of LeNet-5: seconds of an epoch, and until this part of the pictures is right."""
ROUND_SECONDS = 0.4
"""A round repeats a step for so long, because a single one is too short to time."""
NETWORKS = ("lenet5_28", "fashion_lenet5", "fashion_tinyvgg", "tinyvgg_28", "flowers_vgg")


def network_of(name: str) -> Any:
    """The preset of that name, or one of two more: the forms of LeNet-5 and TinyVGG at 28 x 28 x 1."""
    from explorer import Network, presets

    if not name.endswith("_28"):
        return presets.load(name).network
    return Network(presets.load(name.removesuffix("_28")).network.layers, (28, 28, 1))


def measure(name: str, rounds: int, threads: int) -> dict[str, Any]:
    """Median times per work and engine, in s, and memory in bytes; the process must do nothing else."""
    import numpy as np

    from explorer import SGD, Recipe, fit, run

    network, rng = network_of(name), np.random.default_rng(0)
    x = rng.random((BATCH, *network.input_shape), np.float32)
    labels = rng.integers(network.output_shape[-1], size=BATCH)
    recipe = Recipe(SGD(momentum=0.9), learning_rate=0.01, batch_size=BATCH)
    fitting = fit(network, repeat((x, labels)), recipe)
    params = fitting.params
    works: dict[str, dict[str, Callable[[], Any]]] = {
        "forward": {"explorer": lambda: run(network, params, x)},
        "training": {"explorer": lambda: next(fitting)},
    }
    try:
        from oracles import torch_steps
    except ImportError:
        pass
    else:
        works["forward"]["torch"] = torch_steps.forward(network, params, x, threads)
        works["training"]["torch"] = torch_steps.training(network, params, x, labels, threads)
    found: dict[str, Any] = {what: timed(engines, rounds) for what, engines in works.items()}
    acts = sum(array.nbytes for array in run(network, params, x).values())
    tracemalloc.start()
    next(fitting)
    found["peak"] = tracemalloc.get_traced_memory()[1]
    found["needed"] = 2 * acts + sum(array.nbytes for own in params.values() for array in own.values())
    return found


def timed(engines: dict[str, Callable[[], Any]], rounds: int) -> dict[str, dict[str, float]]:
    """Times of one call of each, in s: median and best by the wall clock, median of the processors. They take turns."""
    repeats, times = {}, dict[str, list[tuple[float, float]]]()
    for engine, work in engines.items():
        work()
        repeats[engine] = max(1, round(ROUND_SECONDS / max(clock(work, 1)[0], 1e-6)))
    for _ in range(rounds):
        for engine, work in engines.items():
            times.setdefault(engine, []).append(clock(work, repeats[engine]))
    return {
        engine: {
            "wall": statistics.median(wall for wall, _ in each),
            "best": min(wall for wall, _ in each),
            "CPU": statistics.median(cpu for _, cpu in each),
        }
        for engine, each in times.items()
    }


def learning(threads: int) -> bool:
    """Prints the seconds of each epoch and until enough pictures are right; False if either takes too long."""
    from explorer import Adam, Recipe, fit
    from explorer.learning import Cosine, data

    pin(threads)
    pictures = data.fashion()
    recipe = Recipe(Adam(), learning_rate=0.003, schedule=Cosine(), batch_size=BATCH, epochs=12)
    fitting = fit(network_of("lenet5_28"), pictures, recipe)
    began, epochs = time.perf_counter(), list[float]()
    for _ in range(recipe.epochs):
        first = time.perf_counter()
        for _ in range(fitting.steps_per_epoch):
            next(fitting)
        epochs.append(time.perf_counter() - first)
        right = fitting.measure(pictures.validation).accuracy
        passed = time.perf_counter() - began
        print(f"epoch {len(epochs)}: {epochs[-1]:.2f} s, {right:.1%} right after {passed:.1f} s", flush=True)
        if right >= RIGHT:
            break
    epoch = statistics.median(epochs)
    print(
        f"an epoch {epoch:.2f} of {EPOCH_SECONDS:g} s; {right:.1%} of {RIGHT:.0%} in {passed:.1f} of {RIGHT_SECONDS:g} s"
    )
    return epoch <= EPOCH_SECONDS and right >= RIGHT and passed <= RIGHT_SECONDS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", default=list(NETWORKS))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2, help="as many processors may be used, too")
    parser.add_argument("--learning", action="store_true", help="seconds of an epoch, and until 85%% are right")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        pin(options.threads)
        print(json.dumps(measure(options.one, options.rounds, options.threads)))
        return 0
    if options.learning:
        return 0 if learning(options.threads) else 1
    all_good = True
    print(
        f"{'images per second':28}{'explorer':>10}{'torch':>10}  {'ratio':>6}{'best':>6}{'CPU':>6}  {'expected':>8}  memory"
    )
    for name in options.networks:
        found = measured_apart("benchmarks.throughput", name, options.rounds, options.threads)
        all_good &= found is not None and _report(name, found)
    return 0 if all_good else 1


def _report(name: str, result: dict[str, Any]) -> bool:
    """Prints the two lines of a network; False if anything is not as expected."""
    good = True
    for what, least in (("forward", FORWARD), ("training", TRAINING)):
        times = result[what]
        ours, theirs = times["explorer"], times.get("torch")
        rates = "".join(f"{BATCH / each['wall']:>10,.0f}" if each else f"{'-':>10}" for each in (ours, theirs))
        ratios = {of: (theirs or ours)[of] / ours[of] for of in ours}
        shown_ratios = "".join(f"{ratio:>5.2f}x" for ratio in ratios.values())
        memory = result["peak"] / result["needed"]
        fits = what == "forward" or memory <= MEMORY
        shown = "" if what == "forward" else f"  {memory:.2f} of {MEMORY}"
        enough = ratios["wall"] >= least and fits
        over = "" if enough else "   SHORT"
        print(f"{name:20}{what:8}{rates}  {shown_ratios}  {least:>7.1f}x{shown}{over}", flush=True)
        good &= enough
    return good


if __name__ == "__main__":
    sys.exit(main())
