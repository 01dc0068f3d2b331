"""Seeded weights against Philox4x64-10 written out in Python integers, and against numbers that must never change."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Dense, Flatten, Network, Weights, run
from explorer.errors import WeightsError
from explorer.weights import random_kernels, seeded
from explorer.weights.random_kernels import BLOCK, SCHEMES, SHARE, draw_filter, draw_kernel, limit, times
from explorer.weights.seeded import MAX_SEED, DrawnKernels

MASK = 2**64 - 1


def philox(key: tuple[int, int], counter: int) -> list[int]:
    """One block of Philox4x64-10: four 64-bit words. Salmon et al. 2011, doi:10.1145/2063384.2063405, section 3.3."""
    c0, c1, c2, c3 = (counter >> 64 * word & MASK for word in range(4))
    k0, k1 = key
    for _ in range(10):
        one, two = 0xD2E7470EE14C6C93 * c0, 0xCA5A826395121157 * c2
        c0, c1, c2, c3 = two >> 64 ^ c1 ^ k0, two & MASK, one >> 64 ^ c3 ^ k1, one & MASK
        k0, k1 = k0 + 0x9E3779B97F4A7C15 & MASK, k1 + 0xBB67AE8584CAA73B & MASK
    return [c0, c1, c2, c3]


def single(number: float) -> float:
    """The nearest float32."""
    return float(struct.unpack("<f", struct.pack("<f", number))[0])


def numbers(scheme: str, seed: int, stream: int, shape: tuple[int, ...]) -> Iterator[float]:
    """The values in the order in which they are drawn: filter after filter, each row-major."""
    fan_in, fan_out = math.prod(shape[:-1]), math.prod(shape[:-2]) * shape[-1]
    variance = {"he_uniform": 2 / fan_in, "glorot_uniform": 2 / (fan_in + fan_out), "lecun_uniform": 1 / fan_in}
    largest = single(math.sqrt(3 * variance[scheme]))
    words = (word for counter in range(1, 10**6) for word in philox((seed, stream), counter))
    halves = (half for word in words for half in (word & 0xFFFFFFFF, word >> 32))
    for _ in range(math.prod(shape)):
        yield single(((next(halves) >> 8) / 2**23 - 1) * largest)


def test_philox_gives_the_published_answers() -> None:
    # Known answers of the authors' own test suite, Random123 kat_vectors: philox4x64 10.
    zeros = "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"
    ones = "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"
    assert " ".join(f"{word:016x}" for word in philox((0, 0), 0)) == zeros
    assert " ".join(f"{word:016x}" for word in philox((MASK, MASK), 2**256 - 1)) == ones


@settings(max_examples=60)
@given(
    scheme=st.sampled_from(sorted(SCHEMES)),
    seed=st.integers(0, MAX_SEED),
    stream=st.integers(0, 600),
    shape=st.one_of(
        st.tuples(*[st.integers(1, 4)] * 4),
        st.tuples(st.integers(1, 20), st.integers(1, 9)),
    ),
)
def test_values_are_those_of_the_definition(scheme: str, seed: int, stream: int, shape: tuple[int, ...]) -> None:
    kernel = draw_kernel(scheme, seed, stream, shape)
    assert kernel.shape == shape
    assert kernel.dtype == np.float32
    assert kernel.flags.c_contiguous if len(shape) == 4 else kernel.flags.f_contiguous
    drawn = np.moveaxis(kernel, -1, 0).ravel().tolist()
    for mine, wanted in zip(drawn, numbers(scheme, seed, stream, shape), strict=True):
        assert abs(mine - wanted) <= abs(wanted) * 2**-23, "at most the last bit, from the rounding of the limit"


# First eight values in row-major order, and the SHA-256 of all as little-endian float32. They must never change: links
# made with them would show other maps.
PINNED: list[tuple[str, int, int, tuple[int, ...], list[float], str]] = [
    (
        "he_uniform",
        0,
        0,
        (3, 3, 3, 8),
        [
            -0.43864956498146057,
            -0.2309870421886444,
            -0.28074461221694946,
            0.32602041959762573,
            0.1729576289653778,
            0.33953720331192017,
            0.11440059542655945,
            0.4116209149360657,
        ],
        "ec083ec6c271e52af71bb6e0c8deb2413061e22d18fc7e417de64d0952724b25",
    ),
    (
        "he_uniform",
        4294967295,
        12,
        (5, 5, 1, 6),
        [
            -0.14778019487857819,
            -0.01723383739590645,
            0.17098359763622284,
            0.25607284903526306,
            0.21345509588718414,
            0.06441667675971985,
            0.2806239426136017,
            0.179639533162117,
        ],
        "16c1aace547348bb9a304926755473548685bb44470e525a05a3f01f830a2768",
    ),
    (
        "glorot_uniform",
        7,
        1,
        (3, 3, 2, 4),
        [
            0.16535882651805878,
            0.05486249923706055,
            0.17086970806121826,
            -0.17375683784484863,
            0.25497788190841675,
            -0.0959981307387352,
            0.24921421706676483,
            -0.19479064643383026,
        ],
        "21dd4d4c566df8b1f2a31fb7e253d3227dd7207acae0c71692ae47987d2b5703",
    ),
    (
        "lecun_uniform",
        1,
        2,
        (1, 1, 10, 16),
        [
            0.2281857281923294,
            0.10448650270700455,
            0.06168503686785698,
            -0.38275179266929626,
            0.22925660014152527,
            -0.540538489818573,
            -0.12647105753421783,
            0.41378656029701233,
        ],
        "c1112ed0b3048434bc7523b59e5c4af37affe7cbb5d6cbb8a752a4f4ba4a7584",
    ),
    (
        "he_uniform",
        0,
        4,
        (20, 10),
        [
            0.44346341490745544,
            -0.4557337164878845,
            0.43043243885040283,
            -0.2694624066352844,
            0.1971597671508789,
            -0.24278584122657776,
            0.49648189544677734,
            -0.4538019597530365,
        ],
        "b57a8688f600c5e64c8b2f08a5955b91f58ca30ae16a383a709854e98055585c",
    ),
    (
        "glorot_uniform",
        3,
        5,
        (64, 3),
        [
            0.0778079405426979,
            0.12321846932172775,
            -0.01693049445748329,
            -0.24592560529708862,
            -0.2766054570674896,
            0.17835426330566406,
            -0.03967694938182831,
            -0.1179080456495285,
        ],
        "9c7e4747c71a430cde82e047b4a9c226186893ad90947538a593c83ebcf023d2",
    ),
    (
        "lecun_uniform",
        2018,
        0,
        (7, 11),
        [
            0.44272226095199585,
            0.5534332990646362,
            0.3062188923358917,
            -0.017648380249738693,
            0.22126439213752747,
            -0.005489389877766371,
            -0.12606273591518402,
            -0.19557078182697296,
        ],
        "0e65a1c50f4cb436d4cc98a22330ee70b9508dd61533aefe68ac00cee547d46c",
    ),
]


@pytest.mark.parametrize(("scheme", "seed", "stream", "shape", "first", "digest"), PINNED)
def test_pinned_values(
    scheme: str, seed: int, stream: int, shape: tuple[int, ...], first: list[float], digest: str
) -> None:
    kernel = draw_kernel(scheme, seed, stream, shape)
    assert kernel.ravel()[:8].tolist() == first
    assert hashlib.sha256(kernel.astype("<f4").tobytes()).hexdigest() == digest


@pytest.mark.parametrize("scheme", ["he_uniform", "lecun_uniform"])
@pytest.mark.parametrize("shape", [(3, 3, 2, 4), (7, 4)])
def test_more_filters_keep_the_first_ones(scheme: str, shape: tuple[int, ...]) -> None:
    few, many = (draw_kernel(scheme, 5, 1, (*shape[:-1], n)) for n in (shape[-1], 3 * shape[-1]))
    np.testing.assert_array_equal(many[..., : shape[-1]], few)


def test_more_filters_shrink_the_first_ones_of_glorot_evenly() -> None:
    # Its limit depends on the number of filters: the pattern of each stays, its scale does not.
    few, many = (draw_kernel("glorot_uniform", 5, 1, (3, 3, 2, n)) for n in (4, 9))
    np.testing.assert_allclose(many[..., :4] / few, math.sqrt((2 + 4) / (2 + 9)), rtol=1e-6)


def test_streams_seeds_and_filters_differ() -> None:
    kernels = [draw_kernel("he_uniform", seed, stream, (3, 3, 3, 8)) for seed in range(4) for stream in range(4)]
    filters = np.concatenate([kernel.reshape(-1, 8).T for kernel in kernels])
    assert len(np.unique(filters, axis=0)) == len(filters) == 128
    assert np.abs(np.corrcoef(filters) - np.eye(128)).max() < 0.85


@pytest.mark.parametrize(
    ("scheme", "shape", "wanted"),
    [
        ("he_uniform", (3, 3, 6, 10), 1 / 3),  # sqrt(6 / 54)
        ("lecun_uniform", (3, 3, 3, 10), 1 / 3),  # sqrt(3 / 27)
        ("glorot_uniform", (1, 1, 10, 14), 1 / 2),  # sqrt(6 / 24)
        ("he_uniform", (600, 10), 1 / 10),
        ("lecun_uniform", (300, 10), 1 / 10),
        ("glorot_uniform", (200, 400), 1 / 10),
    ],
)
def test_limits_follow_the_published_formulas(scheme: str, shape: tuple[int, ...], wanted: float) -> None:
    assert limit(scheme, shape) == pytest.approx(wanted, rel=1e-15)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_values_are_spread_evenly_up_to_the_limit(scheme: str) -> None:
    shape = (3, 3, 40, 300)
    unit = draw_kernel(scheme, 9, 3, shape).astype(np.float64) / limit(scheme, shape)
    assert -1 - 1e-6 <= unit.min() < -0.999
    assert 0.999 < unit.max() <= 1 + 1e-6
    errors = math.sqrt(unit.size)
    assert abs(unit.mean()) < 4 / errors
    assert unit.var() == pytest.approx(1 / 3, abs=4 / errors)
    counts = np.histogram(unit, bins=20, range=(-1, 1))[0]
    assert ((counts - unit.size / 20) ** 2 / (unit.size / 20)).sum() < 44, "chi-square, 19 degrees, p = 0.001"


def test_draws_of_more_than_one_block_go_on_where_the_last_ended() -> None:
    large = draw_kernel("he_uniform", 2, 0, (1, (1 << 20) + 7))
    bits = np.random.Philox(key=np.array([2, 0], np.uint64)).random_raw(((1 << 20) + 8) // 2)
    halves = bits.view("<u4")[: large.size]
    wanted = ((halves >> 8) / 2**23 - 1) * limit("he_uniform", large.shape)
    np.testing.assert_allclose(large[0], wanted, rtol=1e-6, atol=1e-9)


def test_unknown_schemes_are_refused() -> None:
    with pytest.raises(WeightsError, match="There is no scheme 'orthogonal'"):
        limit("orthogonal", (3, 3))


@settings(max_examples=80)
@given(
    scheme=st.sampled_from(sorted(SCHEMES)),
    seed=st.integers(0, MAX_SEED),
    shape=st.one_of(
        st.tuples(st.integers(1, 300), st.integers(1, 40)),
        st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 7), st.integers(1, 9)),
    ),
    data=st.data(),
)
def test_one_filter_is_drawn_as_it_is_in_the_whole(scheme, seed, shape, data) -> None:  # type: ignore[no-untyped-def]
    channel = data.draw(st.integers(0, shape[-1] - 1))
    one = draw_filter(scheme, seed, 5, shape, channel)
    np.testing.assert_array_equal(one, draw_kernel(scheme, seed, 5, shape)[..., channel])


@pytest.mark.parametrize("shape", [(BLOCK + 5, 3), (701, 999), (3, 100_000), (1, 1)])
def test_a_product_is_that_with_the_whole_kernel(shape: tuple[int, int]) -> None:
    x = np.random.default_rng(2).normal(size=(2, shape[0]))
    whole = draw_kernel("glorot_uniform", 3, 4, shape).astype(np.float64)
    np.testing.assert_allclose(times("glorot_uniform", 3, 4, shape, x), x @ whole, rtol=1e-12, atol=1e-12)


def test_blocks_do_not_show() -> None:
    whole = draw_kernel("he_uniform", 1, 2, (SHARE + 5, 3))
    np.testing.assert_array_equal(draw_filter("he_uniform", 1, 2, (SHARE + 5, 3), 2), whole[:, 2])


LARGE_DENSE = Network((Flatten(), Dense(units=1300)), (1, 1, 4000))
"""A kernel of 21 MB, more than LazyParams keeps."""


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_kept_kernel_gives_the_same_numbers_as_one_drawn_in_blocks(
    monkeypatch: pytest.MonkeyPatch, dtype: Any
) -> None:
    x = np.random.default_rng(0).normal(size=(1, *LARGE_DENSE.input_shape)).astype(dtype)
    params = Weights().params(LARGE_DENSE)
    monkeypatch.setattr(seeded, "KERNELS", DrawnKernels(0))
    in_blocks = run(LARGE_DENSE, params, x)["1"]
    monkeypatch.setattr(seeded, "KERNELS", DrawnKernels(21 << 20))
    first = run(LARGE_DENSE, params, x)["1"]
    monkeypatch.setattr(random_kernels, "_fill", lambda *_: pytest.fail("drawn again"))
    again = run(LARGE_DENSE, Weights().params(LARGE_DENSE), x)["1"]
    assert Weights().params(LARGE_DENSE)["1"]["kernel"] is Weights().params(LARGE_DENSE)["1"]["kernel"]
    for each in (first, again):
        np.testing.assert_array_equal(each, in_blocks)


def test_a_kept_kernel_is_read_only() -> None:
    kernels = DrawnKernels(100)
    kernel = kernels.get("a", (5,), lambda: np.zeros(5, np.float32))
    assert kernel is not None
    assert not kernel.flags.writeable


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 30)), max_size=40), st.integers(0, 200))
def test_never_more_than_the_limit_is_kept(asked: list[tuple[int, int]], limit: int) -> None:
    kernels = DrawnKernels(limit)
    for key, size in asked:
        kernel = kernels.get((key, size), (size,), lambda size=size: np.full(size, size, np.float32))
        assert (kernel is None) == (4 * size > limit)
        if kernel is not None:
            np.testing.assert_array_equal(kernel, np.full(size, size, np.float32))
            assert kernels.get((key, size), (size,), lambda: pytest.fail("drawn again")) is kernel
        assert kernels.used <= limit
    kernels.clear()
    assert kernels.used == 0
