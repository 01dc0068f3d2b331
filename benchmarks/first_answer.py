"""Benchmark of a new photo: from the bytes of its file to EfficientNet-Lite0's five answers, on the way that the app takes.

python -m benchmarks.first_answer [--rounds N] [--threads N]

Every round is a process of its own. "First" is its first photo, which also reads the weights and plans the network; "next" is
another photo after it. Each is decoded, fitted to 224 x 224 and run with all maps kept; drawing is not measured here. CPU time
is that of all threads, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

TARGET = 0.5
"""The largest accepted median of the time of a photo, in s."""
SIZES = {"0.2 megapixels": 480, "12 megapixels": 3464}
"""Sides of the square JPEGs, in px: a sample, and what a telephone takes."""
PHOTOGRAPHS = ("astronaut", "cat")


def _jpeg(name: str, side: int) -> bytes:
    """A sample photograph enlarged to `side` px, with the noise of a sensor, as a JPEG file."""
    import numpy as np
    from PIL import Image

    from explorer.images import fit, samples

    pixels = 255 * fit(samples.load(name), side, side).pixels + np.random.default_rng(0).normal(0, 4, (side, side, 3))
    buffer = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def _answer(runner: Any, data: bytes) -> dict[str, float]:
    """Seconds of each part of the way from bytes to answers."""
    import numpy as np

    from explorer import images, presets

    started, spent = time.perf_counter(), time.process_time()
    picture = images.decode(data)
    decoded = time.perf_counter()
    preset = presets.load("efficientnet_lite0")
    image = images.fit(picture, *preset.network.input_shape[:2]).pixels
    fitted = time.perf_counter()
    acts = runner.run(preset.network, preset.weights, image)
    shares = acts[preset.network.steps[-1].path][0]
    best = [preset.weights.card.classes[unit] for unit in np.argsort(-shares)[:5]]
    assert len(best) == 5
    done = time.perf_counter()
    return {"decode": decoded - started, "fit": fitted - decoded, "run": done - fitted, "all": done - started} | {
        "CPU": time.process_time() - spent
    }


def measure(side: int) -> dict[str, dict[str, float]]:
    """The first photo of this process, and the next."""
    from explorer import Runner

    files = [_jpeg(name, side) for name in PHOTOGRAPHS]
    runner = Runner()
    return {when: _answer(runner, data) for when, data in zip(("first", "next"), files, strict=True)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2, help="as many processors may be used, too")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
        print(json.dumps(measure(options.one)))
        return 0
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(options.threads)}
    print(f"{'photo':16}{'':8}{'decode':>10}{'fit':>10}{'run':>10}{'all':>10}{'CPU':>10}  target")
    all_good = True
    for title, side in SIZES.items():
        command = [sys.executable, "-m", "benchmarks.first_answer", "--one", str(side)]
        command += ["--threads", str(options.threads)]
        rounds = [
            json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
            for _ in range(options.rounds)
        ]
        for when in ("first", "next"):
            median = {part: statistics.median(each[when][part] for each in rounds) for part in rounds[0][when]}
            good = median["all"] <= TARGET
            all_good &= good
            times = "".join(f"{1e3 * seconds:>7.0f} ms" for seconds in median.values())
            print(f"{title:16}{when:8}{times}  {1e3 * TARGET:.0f} ms{'' if good else '   OVER'}", flush=True)
    return 0 if all_good else 1


if __name__ == "__main__":
    sys.exit(main())
