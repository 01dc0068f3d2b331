"""What holds for every kind in KINDS, and for the input: a new kind is tested the moment it is listed."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import (
    KINDS,
    AveragePool2D,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    LocalResponseNormalization,
    MaxPool2D,
    UpSampling2D,
)
from explorer.errors import SettingError
from explorer.layers import Input
from explorer.layers.base import Layer, Reach, Shape, as_map, kind_of
from explorer.layers.stack import Branches, Stack
from explorer.settings import (
    Bool,
    Choice,
    Float,
    Int,
    Numbers,
    Order,
    Padding,
    Pair,
    Setting,
    Sides,
    Triple,
    setting_label,
    settings_of,
)
from tests.strategies import SIMPLE, fitting, layer_params, layers, nan_reads

every_kind = pytest.mark.parametrize("kind", [Input, *KINDS], ids=lambda kind: kind.kind)
# What a composite reads is a union, and its parameters are those of the layers inside: tests/layers/test_composites.py.
every_simple_kind = pytest.mark.parametrize("kind", [Input, *SIMPLE], ids=lambda kind: kind.kind)

# What random settings reach too seldom: groups, depthwise, dilation with clipping, cells that read padding alone.
NOTABLE: list[tuple[Layer, Shape]] = [
    (Conv2D(filters=6, groups=3), (5, 6, 6)),
    (Conv2D(filters=8, groups=4, padding="same", strides=(2, 1)), (5, 6, 4)),
    (Conv2D(filters=2, kernel_size=(3, 2), dilation_rate=(4, 3), padding="same"), (6, 5, 2)),
    (Conv2D(filters=2, kernel_size=(2, 4), padding=((3, 0), (1, 5))), (4, 3, 1)),
    (Conv2D(filters=1, kernel_size=(1, 1), strides=(3, 2)), (7, 4, 2)),
    (Conv2D(filters=1, kernel_size=(1, 1), strides=(9, 9), padding=4), (3, 3, 1)),
    (MaxPool2D(pool_size=(3, 2), strides=(1, 3), padding=((2, 1), (0, 1))), (4, 7, 2)),
    (AveragePool2D(pool_size=(2, 4), strides=(3, 1), padding="same", count_padding=True), (5, 3, 3)),
    (DepthwiseConv2D(depth_multiplier=3, strides=2, padding="same"), (5, 4, 4)),
    (Conv2DTranspose(filters=2, kernel_size=(2, 3), strides=(3, 2)), (3, 4, 2)),
    (Conv2DTranspose(filters=3, kernel_size=3, strides=2, padding="same"), (4, 3, 2)),
    (
        Conv2DTranspose(filters=1, kernel_size=(4, 3), strides=2, padding=((1, 2), (0, 1)), dilation_rate=(1, 3)),
        (3, 4, 2),
    ),
    (Conv2DTranspose(filters=6, kernel_size=(3, 2), strides=2, groups=3), (3, 4, 6)),
    (Conv2DTranspose(filters=4, strides=3, padding=1, output_padding=(2, 1), groups=2), (3, 2, 4)),
    (Conv2DTranspose(filters=2, kernel_size=1, dilation_rate=4, output_padding=(3, 0)), (3, 2, 2)),
    (Conv2DTranspose(filters=2, strides=2, padding="same", output_padding=1), (3, 2, 2)),
    (LocalResponseNormalization(depth_radius=1), (2, 2, 6)),
    (UpSampling2D(size=(3, 2), interpolation="bilinear"), (4, 3, 2)),
    (UpSampling2D(size=(4, 5), interpolation="bilinear"), (1, 3, 1)),
]


EPS = 1e-6


def check_backward(layer: Layer, shape: Shape) -> None:
    params, rng = layer_params(layer, shape), np.random.default_rng(3)
    x = rng.normal(size=(2, *shape))
    dy = rng.normal(size=(2, *layer.output_shape(shape)))
    dx, gradients = layer.backward(dy, x, params)
    # Every number of a small image, and a sample of those of a large one and of the parameters.
    count = int(np.prod(shape))
    some = rng.permutation(count)[:256]
    moved = np.zeros((len(some), count))
    moved[np.arange(len(some)), some] = EPS
    moved = moved.reshape(-1, *shape)
    up, down = (layer.forward(x[:1] + sign * moved, params) for sign in (1, -1))
    slopes = ((up - down) * dy[:1]).reshape(len(some), -1).sum(axis=1) / (2 * EPS)
    np.testing.assert_allclose(dx[0].ravel()[some], slopes, rtol=1e-3, atol=1e-5)
    for name, value in params.items():
        for at in rng.permutation(value.size)[:20]:
            sides = []
            for sign in (1, -1):
                changed = value.copy()
                changed.ravel()[at] += sign * EPS
                sides.append(layer.forward(x, {**params, name: changed}))
            slope = ((sides[0] - sides[1]) * dy).sum() / (2 * EPS)
            np.testing.assert_allclose(gradients[name].ravel()[at], slope, rtol=1e-3, atol=1e-5, err_msg=name)


def check_reads(layer: Layer, shape: Shape) -> None:
    params = layer_params(layer, shape)
    really = nan_reads(lambda x: layer.forward(x, params), shape)
    rows, cols = (layer.axis_reads(axis, shape) for axis in (0, 1))
    assert rows.dtype == cols.dtype == np.bool_
    if rows.any() and cols.any():  # otherwise no cell reads anything, and no axis can be seen on its own
        np.testing.assert_array_equal(rows, really.any(axis=(1, 2, 4, 5)))
        np.testing.assert_array_equal(cols, really.any(axis=(0, 2, 3, 5)))
        channels = really.any(axis=(0, 1, 3, 4))
        for channel, seen in enumerate(channels):
            assert list(layer.channels_read(channel, shape)) == np.flatnonzero(seen).tolist()
    for cell in np.ndindex(really.shape[:3]):
        one = Reach(*(np.arange(n) == at for n, at in zip(really.shape[:3], cell, strict=True)))
        reach = layer.reach(one, shape)
        promised = reach.rows[:, None, None] & reach.cols[:, None] & reach.channels
        assert np.array_equal(promised, really[cell]), f"cell {cell}"


@every_simple_kind
@settings(max_examples=25)
@given(data=st.data())
def test_reads_are_what_a_nan_reaches(kind: type[Layer], data: st.DataObject) -> None:
    check_reads(*data.draw(fitting(kind)))


@pytest.mark.parametrize(("layer", "shape"), NOTABLE, ids=lambda case: str(case))
def test_reads_of_notable_layers(layer: Layer, shape: Shape) -> None:
    check_reads(layer, shape)


@every_simple_kind
@settings(max_examples=60)
@given(data=st.data())
def test_the_window_spans_what_is_read(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    for axis in (0, 1):
        window = layer.window(axis, shape)
        if window is None:
            continue
        for cell, reads in enumerate(layer.axis_reads(axis, shape)):
            read = np.flatnonzero(reads)
            first, last = window.interval(cell, cell)
            assert last - first + 1 == window.size
            assert all(first <= at <= last for at in read)
            for end in (first, last):
                assert (end in read) == (0 <= end < len(reads)), "both ends are taps, unless they lie in the padding"


@every_kind
@settings(max_examples=60)
@given(data=st.data())
def test_promised_shapes_and_dtypes(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    batch = data.draw(st.integers(1, 3))
    params = layer_params(layer, shape, dtype=np.float32)
    x = np.random.default_rng(0).normal(size=(batch, *shape)).astype(dtype)
    before = x.copy()
    x.flags.writeable = False
    out = layer.forward(x, params)
    promised = layer.output_shape(shape)
    assert out.shape == (batch, *promised)
    assert kind.has_kernel == ("kernel" in layer.param_shapes(shape))
    assert all(type(n) is int and n >= 1 for n in promised)
    assert out.dtype == dtype
    assert np.isfinite(out).all()
    assert out is not x, "the runner freezes what forward returns, which must not be the caller's array"
    np.testing.assert_array_equal(x, before)
    rows, cols, _ = as_map(promised)
    assert layer.axis_reads(0, shape).shape == (rows, as_map(shape)[0])
    assert layer.axis_reads(1, shape).shape == (cols, as_map(shape)[1])


@every_kind
@settings(max_examples=20)
@given(data=st.data())
def test_images_of_a_batch_do_not_mix(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    params = layer_params(layer, shape)
    x = np.random.default_rng(0).normal(size=(3, *shape))
    alone = np.concatenate([layer.forward(x[i : i + 1], params) for i in range(3)])
    np.testing.assert_allclose(layer.forward(x, params), alone, rtol=1e-12, atol=1e-12)


@every_kind
@settings(max_examples=30)
@given(data=st.data())
def test_backward_is_the_slope_of_forward(kind: type[Layer], data: st.DataObject) -> None:
    check_backward(*data.draw(fitting(kind)))


@pytest.mark.parametrize(("layer", "shape"), NOTABLE, ids=lambda case: str(case))
def test_backward_of_notable_layers(layer: Layer, shape: Shape) -> None:
    check_backward(layer, shape)


@every_kind
@settings(max_examples=20)
@given(data=st.data())
def test_backward_keeps_shapes_dtypes_and_what_it_is_given(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    params = layer_params(layer, shape, dtype=dtype)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, *shape)).astype(dtype)
    dy = rng.normal(size=(2, *layer.output_shape(shape))).astype(dtype)
    x.flags.writeable = dy.flags.writeable = False
    dx, gradients = layer.backward(dy, x, params)
    assert (dx.shape, dx.dtype) == (x.shape, dtype)
    assert {name: a.shape for name, a in gradients.items()} == layer.param_shapes(shape)
    assert {a.dtype for a in gradients.values()} <= {np.dtype(dtype)}


@every_simple_kind
@settings(max_examples=40)
@given(data=st.data())
def test_every_weight_of_a_kernel_is_used_once_per_cell(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    macs, params = layer.macs(shape), layer.param_shapes(shape)
    # A transposed convolution uses its kernel once per cell that goes in, whatever is cut off what comes out.
    rows, cols, _ = as_map(shape if isinstance(layer, Conv2DTranspose) else layer.output_shape(shape))
    weights = int(np.prod(params["kernel"])) if "kernel" in params else 0
    assert macs == rows * cols * weights
    assert set(params) <= {"kernel", "bias", "alpha", "gamma", "beta", "moving_mean", "moving_variance"}
    assert layer.param_count(shape) == sum(int(np.prod(s)) for n, s in params.items() if not n.startswith("moving"))


@every_kind
@settings(max_examples=40)
@given(data=st.data())
def test_a_specification_brings_back_the_layer(kind: type[Layer], data: st.DataObject) -> None:
    layer = data.draw(layers(kind))
    spec = layer.spec()
    assert all(getattr(kind(), name) != value for name, value in spec.items())
    assert kind(**spec) == layer
    assert kind().with_settings(**json.loads(json.dumps(spec))) == layer
    assert layer.with_settings(**layer.settings()) == layer


@every_kind
def test_kinds_say_what_they_are(kind: type[Layer]) -> None:
    assert all((kind.kind, kind.title, kind.short, kind.__doc__))
    assert kind.kind == kind.kind.lower()
    assert kind.about.index(".") == len(kind.about) - 1, "one sentence for the menu"
    assert kind_of(kind.kind) is kind
    for declared in settings_of(kind):
        assert declared.help.endswith((".", ").")), declared.name
        assert declared.level in ("basic", "more")
        assert declared.type.check(declared.name, declared.default) == declared.default


BAD: dict[str, Any] = {
    "nan": float("nan"),
    "inf": float("inf"),
    "1e9": 1e9,
    "minus one": -1,
    "x": "x",
    "long": "x" * 10_000,
    "none": None,
    "true": True,
    "half": 2.5,
    "huge": 10**400,
    "empty": [],
    "three": [1, 2, 3],
    "nested": [[[1]], 1],
    "object": {},
}
# What of these a type takes all the same.
TAKES = {
    Int: (),
    Float: ("minus one", "half", "1e9"),
    Numbers: ("minus one", "half", "three"),
    Bool: ("true",),
    Choice: (),
    Pair: (),
    Padding: (),
    Order: ("three",),
    Triple: ("three",),
    Sides: (),
    Stack: (),
    Branches: (),
}


def takes(declared: Setting, label: str) -> bool:
    if label not in TAKES[type(declared.type)]:
        return False
    if not isinstance(declared.type, Float | Numbers):
        return True
    return all(declared.type.low <= value <= declared.type.high for value in np.ravel(BAD[label]))


@pytest.mark.parametrize("label", BAD)
@every_kind
def test_bad_settings_are_refused_in_words(kind: type[Layer], label: str) -> None:
    for declared in settings_of(kind):
        if takes(declared, label):
            taken = getattr(kind(**{declared.name: BAD[label]}), declared.name)
            assert declared.type.plain(taken) == BAD[label]
            continue
        if label == "empty" and isinstance(declared.type, Stack):
            continue  # a stack of no layers passes its input on
        with pytest.raises(SettingError) as caught:
            kind().with_settings(**{declared.name: BAD[label]})
        assert caught.value.problem.startswith((f"{setting_label(declared.name)}", "Parallel branches: "))
        assert caught.value.problem.endswith(".")
        assert len(caught.value.problem) < 120, "a value of any length is quoted in part"
        assert re.fullmatch("Use .+[.]", caught.value.remedy)


@every_kind
def test_unknown_settings_are_refused(kind: type[Layer]) -> None:
    with pytest.raises(SettingError, match=f"{kind.kind} has no setting 'filter_count'"):
        kind().with_settings(filter_count=3)


def test_one_number_stands_for_two() -> None:
    layer = Conv2D(kernel_size=5, strides=2.0, padding=1)
    assert (layer.kernel_size, layer.strides, layer.padding) == ((5, 5), (2, 2), ((1, 1), (1, 1)))
    assert Conv2D(padding=(1, 2)).padding == ((1, 1), (2, 2))
    assert Conv2D(kernel_size=[5, 3]).kernel_size == (5, 3)


def test_padding_of_a_pool_stays_below_its_size() -> None:
    with pytest.raises(SettingError) as caught:
        MaxPool2D(padding=((0, 0), (0, 2)))
    assert caught.value.problem == "Padding: with 2 columns of it, a 2-cell window would see nothing else."
    assert caught.value.remedy == "Use at most 1, or a larger window."
    assert MaxPool2D(padding=1).padding == ((1, 1), (1, 1))


def test_filters_of_1e9_are_refused_with_the_range() -> None:
    with pytest.raises(SettingError) as caught:
        Conv2D(filters=10**9)
    assert str(caught.value) == "Filters: 1,000,000,000 is more than 4,096. Use a whole number, 1 to 4,096."
