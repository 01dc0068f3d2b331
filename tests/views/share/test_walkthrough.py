"""Following and composing walkthroughs, without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import presets
from explorer.network import Cell
from explorer.scene.walkthrough import MAX_STOPS, Stop, Walkthrough, decode, encode
from explorer.views.learn.teacher import course_walk
from explorer.views.share.making import LIMITS, NEW, Draft, current_draft
from explorer.views.share.notes import counted, plain, rich, too_long
from explorer.views.share.walkthrough import Walk
from explorer.views.shared.asked import OPENING_SECONDS, opening


def stops(count: int, predict: bool = False) -> list[Stop]:
    scene = presets.load("edges").scene()
    return [Stop(replace(scene, cell=Cell("0", n, n, 0)), f"Note {n}", predict) for n in range(count)]


def test_a_draft_is_reordered_and_shortened() -> None:
    draft = Draft("", stops(3))
    draft.move(2, -1)
    assert [stop.note for stop in draft.stops] == ["Note 0", "Note 2", "Note 1"]
    draft.move(0, -1)
    draft.move(2, 1)
    draft.remove(7)
    assert [stop.note for stop in draft.stops] == ["Note 0", "Note 2", "Note 1"]
    draft.remove(1)
    assert [stop.note for stop in draft.stops] == ["Note 0", "Note 1"]


def test_a_draft_follows_to_another_walkthrough_unless_somebody_worked_on_it() -> None:
    one, other = Walkthrough(tuple(stops(2)), "One"), Walkthrough(tuple(stops(3)), "Other")
    assert current_draft(None, None) == Draft()
    draft = current_draft(None, one)
    assert (draft.title, draft.stops) == ("One", list(one.stops))
    assert current_draft(draft, one) is draft
    assert current_draft(draft, None) is draft, "what was followed can still be changed"
    assert current_draft(draft, other).stops == list(other.stops)
    draft.move(0, 1)
    assert current_draft(draft, other) is draft
    assert current_draft(Draft(), other).title == "Other"


def test_the_dialog_opens_again_in_a_run_that_cuts_off_the_first() -> None:
    assert not opening(None, 100.0)
    assert opening(100.0, 100.0)
    assert opening(100.0, 100.0 + OPENING_SECONDS - 0.1)
    assert not opening(100.0, 100.0 + OPENING_SECONDS), "a run long after it does not open what was closed"


def test_a_question_is_asked_before_its_state_is_shown_but_never_at_the_start() -> None:
    now = Walk("", Walkthrough(tuple(stops(3, predict=True))))
    assert not now.waiting
    now.at = 1
    assert now.waiting
    now.shown.add(1)
    assert not now.waiting


def test_back_of_the_browser_leaves_questions_as_they_were() -> None:
    walk = Walkthrough(tuple(stops(4, predict=True)))
    scenes = [stop.scene for stop in walk.stops]
    now = Walk("", walk, at=2, shown={1})
    now.follow(scenes[1])  # the question about step 2 waits, step 1 is on the screen
    assert (now.at, now.waiting) == (2, True)
    now.follow(scenes[0])
    assert (now.at, now.waiting) == (0, False)
    now.follow(scenes[1])
    assert (now.at, now.waiting) == (1, False)  # revealed before, and still
    now.follow(scenes[3])  # Forward, or a reload: what is on the screen is not asked about
    assert (now.at, now.waiting) == (3, False)
    now.follow(presets.load("edges").scene())  # a state of the visitor's own
    assert now.at == 3


def test_the_browser_says_where_a_walkthrough_was_left() -> None:
    walk = Walkthrough(tuple(stops(4, predict=True)))
    now = Walk("abcdefgh", walk, parameter="d")
    now.remember({"name": "abcdefgh", "step": 2})
    assert now.kept == 2
    now.at = now.kept
    assert now.waiting
    assert now.seen == walk.stops[1].scene, "its question comes before its state"


@pytest.mark.parametrize(
    "message",
    [
        None,
        "2",
        [],
        {},
        {"name": "other", "step": 2},
        *({"name": "abcdefgh", "step": s} for s in (0, -1, 4, 1e9, "2", True, None)),
    ],
)
def test_what_cannot_be_such_a_step_is_ignored(message: object) -> None:
    now = Walk("abcdefgh", Walkthrough(tuple(stops(4))), parameter="d")
    now.remember(message)
    assert now.kept == 0


def test_the_browser_keeps_short_names_for_long_links() -> None:
    walk = Walkthrough(tuple(stops(2)))
    assert Walk("stride", walk, parameter="d").name == "stride"
    assert len(Walk("1." + "x" * 5000, walk).name) == 16
    assert Walk("1.abc", walk).name != Walk("1.abd", walk).name


def test_of_two_steps_with_one_state_the_nearest_is_meant() -> None:
    one, two, three = stops(3)
    now = Walk("", Walkthrough((one, two, one, three)), at=3)
    now.follow(one.scene)
    assert now.at == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* [c](d)", r"a \*b\* \[c\]\(d\)"),
        ("$x$ :red[y]", r"\$x\$ \:red\[y\]"),
        ("a\nb", "a  \nb"),
        (":streamlit:", "\\:\u2060streamlit\\:"),
        ("; -- <-> x->y", "\\; \\-\u2060\\- \\<\u2060\\-\\> x\\-\\>y"),
        (">= -->", "\\>\u2060\\= \\-\\-\\>"),
    ],
)
def test_notes_are_shown_letter_by_letter(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and *slanted*, `code`", r"**bold** and *slanted*\, `code`"),
        ("a **b [c](d)** e", r"a **b \[c\]\(d\)** e"),
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("**open", r"\*\*open"),
        ("** no **", r"\*\* no \*\*"),
        ("<b>x</b> **<img src=x>**", r"\<b\>x\<\/b\> **\<img src\=x\>**"),
        ("![a](b) :red[c] $d$", r"\!\[a\]\(b\) \:red\[c\] \$d\$"),
        ("`` ` ``", r"\`\` \` \`\`"),
    ],
)
def test_notes_show_bold_italic_and_code_and_nothing_else(text: str, shown: str) -> None:
    assert rich(text) == shown


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    assert counted("a" * 612, 600) == "612 of 600 characters: 12 too many"
    assert counted("", 600) == "0 of 600 characters"
    assert too_long({"note": "a" * LIMITS["note"], "question": "", "title": ""}, LIMITS) == []
    (sentence,) = too_long({"note": "a" * 2012, "question": "?", "title": "One"}, LIMITS)
    assert sentence == "The note has 2,012 of 2,000 characters: 12 too many. Shorten it."


def test_a_step_is_edited_in_its_place_and_a_new_one_is_added_at_the_end() -> None:
    draft = Draft("", stops(2))
    draft.put(0, replace(draft.stops[0], title="First", note="Changed"))
    draft.put(NEW, replace(draft.stops[1], note="Last"))
    draft.put(9, draft.stops[0])
    assert [(stop.title, stop.note) for stop in draft.stops] == [("First", "Changed"), ("", "Note 1"), ("", "Last")]
    for _ in range(MAX_STOPS):
        draft.put(NEW, draft.stops[0])
    assert len(draft.stops) == MAX_STOPS
    assert decode(encode(Walkthrough(tuple(draft.stops)))).stops[0].title == "First"


def test_lessons_make_a_walkthrough() -> None:
    walk = course_walk(("sliding", "stride"))
    assert [stop.note.split(".")[0] for stop in walk.stops] == ["The sliding window", "Stride"]
    assert decode(encode(walk)) == walk
