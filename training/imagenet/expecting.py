"""What every layer of the network can be expected to read, from the statistics of the batch normalisations alone."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from explorer.layers import ReLU6, Residual
from explorer.presets.imagenet import lite0
from training.imagenet.folding import weighted
from training.imagenet.published import Published

CEILING = 6.0


def clipped_mean(mean: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    """The mean of min(max(x, 0), 6) for normal x: integrals of x and of 6 over the parts of the bell curve."""
    deviation = np.maximum(deviation, 1e-12)
    low, high = -mean / deviation, (CEILING - mean) / deviation
    below, above = ndtr(low), 1 - ndtr(high)
    bell = (np.exp(-(low**2) / 2) - np.exp(-(high**2) / 2)) / np.sqrt(2 * np.pi)
    return mean * (1 - below - above) + deviation * bell + CEILING * above


def expected_inputs(published: Published) -> dict[str, np.ndarray]:
    """The mean (channels,) of what each layer with a kernel reads, by path; 0 for the picture, which is about mid-grey.

    A batch normalisation gives a channel the mean beta and the deviation |gamma|, taken as normal: Nagel et al. 2019,
    arXiv:1906.04721, section 4.2.1 and appendix C.
    """
    layers = iter(weighted(published))
    outputs: dict[str, tuple[np.ndarray, np.ndarray]] = {"": (np.zeros(3), np.zeros(3))}
    inputs: dict[str, np.ndarray] = {}
    for step in lite0().steps[1:]:
        means, deviations = zip(*(outputs[source] for source in step.sources), strict=True)
        mean, deviation = means[0], deviations[0]
        if step.param_shapes:
            inputs[step.path] = mean
            norm = next(layers).norm
            if norm is not None:
                mean, deviation = (
                    published[f"{norm}.bias"].astype(float),
                    np.abs(published[f"{norm}.weight"].astype(float)),
                )
        elif isinstance(step.layer, ReLU6):
            mean, deviation = clipped_mean(mean, deviation), np.zeros_like(mean)
        elif isinstance(step.layer, Residual):
            mean = sum(means)
        outputs[step.path] = mean, deviation
    return inputs
