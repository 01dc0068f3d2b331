"""There is enough of what is hostile, and the core refuses all of it in a sentence."""

from __future__ import annotations

import pytest

from explorer.errors import ImageError, LinkError
from explorer.images import decode
from explorer.scene import link
from tests.hostile.given import IMAGES, LINKS, STRINGS


def test_there_is_enough_of_it() -> None:
    assert len(set(STRINGS)) >= 40
    assert max(map(len, STRINGS)) <= 80
    assert len(set(IMAGES.values())) >= 35
    assert len(set(LINKS)) >= 60


@pytest.mark.parametrize("name", IMAGES)
def test_a_bad_image_is_refused_in_words(name: str) -> None:
    with pytest.raises(ImageError) as told:
        decode(IMAGES[name])
    assert told.value.problem.startswith("The ")
    assert told.value.remedy.endswith(".")


@pytest.mark.parametrize("text", LINKS, ids=range(len(LINKS)))
def test_a_bad_link_is_refused_in_words(text: str) -> None:
    with pytest.raises(LinkError) as told:
        link.decode(text)
    assert len(str(told.value)) < 400
