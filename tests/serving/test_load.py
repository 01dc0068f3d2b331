"""The load benchmark finds what it looks for: answers that belong to another link, errors on the page, kept messages."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import load
from benchmarks.visitor import Turn, Visitor
from explorer.images import samples
from explorer.scene import ImageChoice, link
from explorer.views.image.pictures import fitted


class Socket:
    """A server that sends the same messages after each request, and notes what it was sent."""

    def __init__(self, *messages: ForwardMsg) -> None:
        self.messages, self.sent = messages, list[bytes]()
        self._left: list[bytes] = []

    async def send(self, data: bytes) -> None:
        self.sent.append(data)
        self._left = [message.SerializeToString() for message in self.messages]

    async def recv(self) -> bytes:
        return self._left.pop(0)


def element(kind: str, **fields: Any) -> ForwardMsg:
    message = ForwardMsg(hash=f"hash of {kind}")
    part = getattr(message.delta.new_element, kind)
    part.SetInParent()
    for name, value in fields.items():
        setattr(part, name, value)
    return message


def linker(**data: Any) -> ForwardMsg:
    return element("bidi_component", component_name="cnn_linker", json=json.dumps(data))


FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
SCENE, POINTER = linker(role="scene", tables="digest"), linker(role="pointer", said="words")


def opened(*messages: ForwardMsg) -> Turn:
    return asyncio.run(Visitor(Socket(*messages)).open("1.x"))  # type: ignore[arg-type]


def test_a_turn_notes_what_came_back() -> None:
    turn = opened(SCENE, POINTER, FINISHED)
    assert (turn.digest, turn.said, turn.problem) == ("digest", "words", "")
    assert turn.sent <= turn.pictures <= turn.done
    assert turn.bytes == sum(message.ByteSize() for message in (SCENE, POINTER, FINISHED))


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (element("exception", type="KeyError", message="x"), "the page shows KeyError: x"),
        (element("alert", body="Too large."), "the page says: Too large."),
    ],
)
def test_an_error_on_the_page_is_an_error(message: ForwardMsg, problem: str) -> None:
    assert opened(SCENE, message, FINISHED).problem == problem


def test_a_server_that_ends_is_an_error_not_a_turn_for_ever() -> None:
    assert opened(SCENE).problem.startswith("IndexError")


def test_what_the_page_has_need_not_be_sent_again() -> None:
    kept = linker(role="scene", tables="digest")
    kept.metadata.cacheable = True
    again = ForwardMsg(ref_hash=kept.hash)

    async def twice() -> tuple[Turn, bytes]:
        socket = Socket(kept, FINISHED)
        visitor = Visitor(socket)  # type: ignore[arg-type]
        await visitor.open("1.x")
        socket.messages = (again, FINISHED)
        return await visitor.open("1.y"), socket.sent[1]

    turn, request = asyncio.run(twice())
    assert turn.digest == "digest"
    assert kept.hash.encode() in request


def test_an_answer_that_belongs_to_another_link_is_found() -> None:
    rng = random.Random(0)
    scenes = [load.another(rng) for _ in range(3)]
    first, second = right_turn(scenes[0]), right_turn(scenes[2])
    assert scenes[0].network != scenes[2].network
    assert load.is_right(first)
    assert load.is_right(second)
    assert first.said != second.said
    assert not load.is_right(Turn(first.link, 0, digest=first.digest, said=second.said))
    assert not load.is_right(Turn(first.link, 0, digest=second.digest, said=first.said))


def test_the_answer_of_a_test_pattern_is_known_too() -> None:
    """A pattern is made at the size of the input: one that is shrunk to it has other numbers."""
    scene = load.another(random.Random(0))
    patterns = [sample.name for sample in samples.SAMPLES if samples.pattern_at(sample.name, 64, 64) is not None]
    assert len(patterns) == 6
    for name in patterns:
        assert load.is_right(right_turn(load.replace(scene, image=ImageChoice(name))))


def right_turn(scene: load.Scene) -> Turn:
    """The turn of a server that answers right: the runner's numbers, in the words of the page."""
    from explorer.reads import region

    network, cell = scene.network, scene.settled_cell()
    pixels = fitted(scene.image, scene.input_shape).pixels
    acts = load.explorer.Runner().run(network, scene.weights, pixels)
    value = load.Source(network, acts).value(load.shown_cell(network, cell, scene.face))
    said = load.selection_words(network, cell, value, region(network, cell))
    return Turn(link.encode(scene), 0, digest=network.named_digest, said=said)


def test_links_differ_in_all_that_numbers_depend_on() -> None:
    rng = random.Random(0)
    scenes = [load.another(rng) for _ in range(20)]
    assert len({scene.weights.base for scene in scenes}) == 20
    assert len({scene.network.digest for scene in scenes}) > 10
    assert len({scene.image for scene in scenes}) > 5
    assert all(np.prod(scene.network.input_shape) == 64 * 64 * 3 for scene in scenes)


def test_the_report_counts_errors_and_mixed_answers() -> None:
    scene = load.another(random.Random(0))
    right = right_turn(scene)
    right.sent, right.pictures, right.done, right.bytes = 1.0, 1.1, 1.25, 1000
    wrong = Turn(right.link, 0, done=1, digest="another", said=right.said)
    failed = Turn(right.link, 0, done=1, problem="gone")
    outcome = load.Outcome([right, wrong, failed], cpu=0.2, seconds=10, memory=[(0, 100), (1, 120), (3, 110)])
    lines = load.report(load.Plan(3, 2, 10), outcome)
    assert "1 errors: gone" in lines
    assert "1 of 2 answers belong to another link" in lines
    assert lines[2] == "until the page is whole:    p50 250 ms, p95 1,000 ms, longest 1,000 ms"
    assert "100 ms of CPU and 0 kB a link; 10.00 links a CPU-second; the app used 2% of a core" in lines
    assert lines[-1] == "memory in MB: 100 after 0 links, 120 after 1 links, 110 after 3 links; at most 120"
