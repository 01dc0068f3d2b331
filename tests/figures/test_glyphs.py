"""The pictures of the glossary come from families that share none of them, and stay inside their frame."""

from __future__ import annotations

import re

import pytest

from explorer.figures.glyphs import HIGH, PICTURES, WIDE, kinds, learning, networks, picture, windows
from explorer.figures.theme import LIGHT


def test_no_family_draws_the_term_of_another() -> None:
    assert len(PICTURES) == sum(len(family.PICTURES) for family in (kinds, learning, networks, windows))


@pytest.mark.parametrize("term", learning.PICTURES)
def test_pictures_of_learning_stay_inside(term: str) -> None:
    svg = picture(term, LIGHT)
    points = [
        tuple(map(float, pair.split(","))) for line in re.findall(r'points="([^"]+)"', svg) for pair in line.split()
    ]
    for box in re.findall(r'<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"', svg):
        x, y, wide, high = map(float, box)
        points += [(x, y), (x + wide, y + high)]
    assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in points)
