"""A scene beside another: in links, walkthroughs and demos, exchanged, kept, and nowhere else."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import ImageChoice, Seeded, Trained, Uploaded, Weights, presets
from explorer.errors import LinkError
from explorer.network import canonical
from explorer.scene import Comparison, Scene, link, walkthrough
from explorer.scene.differences import as_json, changed, difference
from explorer.scene.scene import PARTS, beside, on_each_side, swapped, with_arrays, with_image
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, zipped
from explorer.store.bundle import FORMAT
from explorer.store.weight_files import files_of, with_weights
from tests.scene.test_link import scenes

VGG = presets.load("flowers_vgg").scene()
EARLIER = replace(VGG, weights=Weights(Trained("flowers_vgg", 0)))


def compared(scene: Scene, other: Scene | None = None, part: Any = "maps") -> Scene:
    return replace(scene, compared=Comparison(other, part))


def payload(plain: Any, version: str = "4") -> str:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=link.DICTIONARY)
    packed = compressor.compress(canonical(plain).encode()) + compressor.flush()
    return f"{version}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


@settings(max_examples=60)
@given(scene=scenes(), other=st.none() | scenes(), part=st.sampled_from(PARTS))
def test_links_bring_back_both_sides(scene: Scene, other: Scene | None, part: Any) -> None:
    whole = compared(scene, other, part)
    text = link.encode(whole)
    assert text.startswith("4.")
    assert link.decode(text) == whole
    assert link.encode(link.decode(text)) == text
    assert link.encode(replace(whole, compared=None)) == link.encode(scene)


def test_a_link_without_a_second_side_is_what_it_was() -> None:
    """Byte for byte as before there were comparisons: they are everywhere."""
    assert link.encode(presets.load("lenet5").scene()) == LENET5
    assert "beside" not in link.to_plain(VGG)


LENET5 = "1.q4akEiMlHTMghKURYyMdIDKEpxBswYAtFMgLUUNyzUJLgBgpycgAwxB0NRYmOJVgJHloZOSk5qWWmCpBg7sgI78kP70osSAjtYiEcAcA"
"""The link of a preset, as version 1.0 wrote it."""
TWO_EPOCHS = (
    "4.q1ZKSi0GBpKSVbVSMYgAqy4pSszMAytPy8kvB7o1HugCsPpaHUiyMlTSMTbTMTECex2UrIDBYkYwUeka6pnBU5WxnjmugCEYLuRrIyqOjQzI"
    "sp8YbUTZb0ye_42p5X8TC7LsJ0Ybpv3pOflJiTnxGMUH1mLAFKMggmYRlIQKyQkpiXkpqTnAAgJLfsCRwg3NgGkcAA"
)
"""The link of two epochs of one network, as the first version with comparisons wrote it: it must open for ever."""


def test_the_first_link_with_two_sides_still_opens() -> None:
    assert link.decode(TWO_EPOCHS) == compared(VGG, EARLIER)


def test_the_other_side_is_written_as_what_is_different() -> None:
    plain = link.to_plain(compared(VGG, EARLIER))
    assert plain["beside"] == {"s": {"w": ["trained", "flowers_vgg", 0]}}
    assert len(link.encode(compared(VGG, EARLIER))) < len(link.encode(VGG)) + 40
    assert link.to_plain(compared(VGG))["beside"] == {}
    assert link.to_plain(compared(VGG, VGG, "numbers"))["beside"] == {"s": {}, "part": "numbers"}


def test_what_stands_beside_has_nothing_beside_it() -> None:
    assert Comparison(compared(VGG, EARLIER)).other == VGG
    plain = as_json(link.to_plain(compared(VGG, EARLIER)))
    plain["beside"]["s"]["beside"] = {"s": {}}
    assert link.decode(payload(plain)) == compared(VGG, EARLIER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"s": 3},
        {"s": {}, "g": 3},
        {"s": {"l": [["relu"] * 3]}},
        {"s": {}, "g": ["l"]},
        {"part": "pictures"},
        {"s": {"w": ["trained", 7, "x"]}},
        [1],
        "s",
        None,
        7,
    ],
)
def test_a_damaged_second_side_is_a_damaged_link(wrong: Any) -> None:
    plain = as_json(link.to_plain(VGG)) | {"beside": wrong}
    with pytest.raises(LinkError):
        link.decode(payload(plain))


def test_names_of_classes_go_from_both_sides_where_a_link_is_too_long() -> None:
    import secrets

    names = tuple(secrets.token_hex(20) for _ in range(900))
    long = compared(replace(VGG, classes=names), replace(EARLIER, classes=names))
    assert link.fitting(long) == compared(VGG, EARLIER)


def test_swapping_exchanges_the_sides_and_keeps_how_they_are_shown() -> None:
    scene = replace(compared(VGG, EARLIER, "numbers"), scope="network", face="before", tool="layer")
    other = swapped(scene)
    assert other.weights == EARLIER.weights
    assert (other.scope, other.face, other.tool) == ("network", "before", "layer")
    assert other.compared is not None
    assert other.compared.part == "numbers"
    assert replace(swapped(other), compared=None) == replace(scene, compared=None)
    assert swapped(swapped(compared(VGG, EARLIER))) == compared(VGG, EARLIER)
    assert swapped(VGG) == VGG
    assert swapped(compared(VGG)) == compared(VGG)


def test_going_on_with_the_other_side_leaves_it_alone() -> None:
    assert beside(compared(VGG, EARLIER)) == EARLIER
    assert beside(compared(VGG)) == VGG
    assert compared(VGG, EARLIER).sides[1] == EARLIER
    assert VGG.sides == (VGG,)


def test_another_image_is_shown_on_both_sides_where_both_showed_the_same() -> None:
    dog = ImageChoice("dog")
    both = with_image(compared(VGG, EARLIER), dog)
    assert [side.image for side in both.sides] == [dog, dog]
    apart = compared(VGG, replace(EARLIER, image=ImageChoice("coffee")))
    assert [side.image for side in with_image(apart, dog).sides] == [dog, ImageChoice("coffee")]


def test_something_is_done_to_each_side() -> None:
    done = on_each_side(compared(VGG, EARLIER), lambda side: replace(side, classes=("a",)))
    assert [side.classes for side in done.sides] == [("a",), ("a",)]


def test_walkthroughs_hold_comparisons() -> None:
    walk = Walkthrough((Stop(VGG), Stop(compared(VGG, EARLIER)), Stop(EARLIER)))
    text = walkthrough.encode(walk)
    assert text.startswith("4.")
    assert walkthrough.decode(text) == walk


def test_a_demo_has_the_weights_of_both_sides(tmp_path: object) -> None:
    network = VGG.network
    uploads = [Uploaded.of(network, Weights(Seeded("he_uniform", seed)).params(network), "mine.npz") for seed in (1, 2)]
    left, right = (replace(VGG, weights=Weights(each)) for each in uploads)
    scene = compared(left, right)
    files = files_of([scene])
    assert len(files) == 2
    made = Bundle(Walkthrough((Stop(scene),)), files)
    assert json.loads(made.manifest)["format"] == FORMAT
    opened = zipped.unpack(zipped.pack(made)).walk.stops[0].scene
    assert [side.weights.asked_for is not None for side in opened.sides] == [True, True]
    whole = with_weights(opened, {each.digest: each for each in uploads})
    assert [side.weights.asked_for for side in whole.sides] == [None, None]
    assert whole == scene
    assert with_arrays(opened, uploads[0]).weights.asked_for is None


PLAIN = st.dictionaries(st.sampled_from("abcd"), st.integers() | st.lists(st.integers(), max_size=2), max_size=4)


@given(before=PLAIN, after=PLAIN)
def test_a_difference_leads_from_one_to_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert changed(before, difference(before, after)) == after
    assert difference(before, before) == {"s": {}}
