"""Names of classes that fit beside a bar."""

from explorer.words.class_names import short_class


def test_of_several_names_the_first_is_kept() -> None:
    assert short_class("tabby, tabby cat") == "tabby"
    assert short_class("T-shirt/top") == "T-shirt/top"


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    long = "American Staffordshire terrier and more of its kind"
    assert short_class(long) == "American Staffordshire terrier…"
    assert len(short_class(long, 10)) <= 10
    assert short_class("black and gold garden", 11) == "black and…"
