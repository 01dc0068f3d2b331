from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.learning.live.job import Job
from explorer.learning.live.places import Allowance, Courtesy
from explorer.learning.live.progress import Keeping
from explorer.running.slots import Slots
from tests.learning.simple import EPOCHS, NETWORK, PER_EPOCH, Gate, Simple, data, recipe

STEPS = PER_EPOCH * EPOCHS


def job(begin: Any = Simple, **more: Any) -> Job:
    more.setdefault("courtesy", Courtesy(Slots(2, 10)))
    return Job(NETWORK, more.pop("data", data()), more.pop("recipe", recipe()), begin=begin, **more)


def settled(one: Job) -> Any:
    assert one.settle(20)
    return one.view()


def kernel(view: Any) -> Any:
    return view.params["0"]["kernel"]


def straight() -> Any:
    training = Simple()
    for _ in range(STEPS):
        next(training)
    return training.kernel


def test_a_job_trains_to_its_end_and_tells_of_it() -> None:
    one = job()
    first = one.view()
    assert (first.state, first.step, first.steps, first.epochs) == ("ready", 0, STEPS, EPOCHS)
    one.start()
    last = settled(one)
    assert (last.state, last.step, last.epoch, last.params_step) == ("done", STEPS, EPOCHS, STEPS)
    np.testing.assert_array_equal(kernel(last), straight())
    assert list(last.snapshots) == [0, 1, 2, 3, 4]
    assert [point.step for point in last.points] == list(range(STEPS + 1))
    assert [point.step for point in last.points if point.validation_loss is not None] == [0, 5, 10, 15, 20]
    assert last.seconds_left == 0
    assert threading.active_count() < 20


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["one_step", "one_epoch", "pause", "start", "keep"]), max_size=6))
def test_orders_never_change_the_numbers(orders: list[str]) -> None:
    one = job()
    for order in orders:
        getattr(one, order)()
    one.start()
    last = settled(one)
    assert last.state == "done"
    np.testing.assert_array_equal(kernel(last), straight())
    assert [point.loss for point in last.points] == [point.loss for point in _finished().points]


def _finished() -> Any:
    one = job()
    one.start()
    return settled(one)


def test_steps_and_epochs_are_taken_one_by_one() -> None:
    one = job()
    for _ in range(3):
        one.one_step()
    assert (settled(one).state, one.view().step) == ("paused", 3)
    one.one_epoch()
    assert settled(one).step == PER_EPOCH
    one.one_epoch()
    assert settled(one).step == 2 * PER_EPOCH
    assert one.lens("0", "kernel", 2) == ("0", "kernel", 2, kernel(one.view())[1, 0])


def test_a_view_waits_for_no_step_and_a_pause_comes_after_it() -> None:
    gate = Gate()
    one = job(lambda: Simple(gate=gate))
    one.start()
    assert gate.arrived.acquire(timeout=20)
    assert one.view().state == "running"  # though its step does not end
    one.pause()
    gate.permits.release()
    view = settled(one)
    assert (view.state, view.step, view.params_step) == ("paused", 1, 1)


def test_a_view_does_not_change_and_its_parameters_are_told_apart_by_the_version() -> None:
    one = job()
    one.one_step()
    before = settled(one)
    old = kernel(before).copy()
    one.one_step()
    after = settled(one)
    assert before.version < after.version
    assert before.step == 1
    np.testing.assert_array_equal(kernel(before), old)
    assert (kernel(after) != old).any()


def test_what_was_trained_can_be_kept_stopped_and_reset() -> None:
    one = job()
    for _ in range(7):
        one.one_step()
    settled(one)
    one.stop()
    stopped = settled(one)
    assert (stopped.state, list(stopped.snapshots)) == ("done", [0, 1, 1.4])
    one.reset()
    fresh = one.view()
    assert (fresh.state, fresh.step, fresh.points, fresh.params) == ("ready", 0, (), {})
    one.start()
    np.testing.assert_array_equal(kernel(settled(one)), straight())


def test_a_reset_during_a_step_forgets_it() -> None:
    gate = Gate()
    begun = iter([Simple(gate=gate), Simple()])
    one = job(lambda: next(begun))
    one.start()
    assert gate.arrived.acquire(timeout=20)
    one.reset()
    gate.permits.release()
    view = settled(one)
    assert (view.state, view.step, view.points) == ("ready", 0, ())


def test_a_loss_that_is_not_finite_ends_the_training_with_the_remedy() -> None:
    one = job(lambda: Simple(rate=1e200))
    one.start()
    view = settled(one)
    assert view.state == "failed"
    assert "a learning rate of 1e+200" in view.trouble
    assert view.trouble.endswith("Reset, and use a learning rate of 1e+199.")
    assert np.isfinite(kernel(view)).all()
    one.start()
    assert one.view().state == "failed"
    one.reset()
    assert (one.view().state, one.view().trouble) == ("ready", "")


def test_what_goes_wrong_is_said_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    one = job(lambda: Simple(gate=lambda: 1 / 0))
    one.start()
    view = settled(one)
    assert (view.state, view.trouble) == (
        "failed",
        "The training went wrong (ZeroDivisionError). Reset, and begin again.",
    )
    assert "A training went wrong" in caplog.text


def test_too_much_memory_is_refused_with_the_batch_that_would_do() -> None:
    one = job(recipe=recipe(batch_size=64), most_bytes=2_000)
    one.start()
    view = settled(one)
    assert (view.state, view.step) == ("ready", 0)
    assert view.trouble.endswith("Use a batch size of 32.")
    one = job(most_bytes=100)
    one.start()
    assert "cnn-explorer train network.cnn.json --data folder --resume training.npz" in settled(one).trouble


def test_the_time_of_a_visitor_ends_and_the_training_pauses() -> None:
    now = iter(range(10**6))
    one = job(allowance=Allowance(60), courtesy=Courtesy(Slots(1, 1), clock=lambda: next(now)))
    one.start()
    view = settled(one)
    assert view.state == "paused"
    assert 0 < view.step < STEPS
    assert view.trouble.startswith("This server trains for 1 minutes at most")


def test_two_at_once_take_turns_and_end_alike() -> None:
    courtesy = Courtesy(Slots(1, 10), stretch=0.0)
    both = [job(courtesy=courtesy) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        np.testing.assert_array_equal(kernel(settled(one)), straight())


def test_who_waits_knows_the_number_and_can_leave() -> None:
    slots, gate = Slots(1, 1), Gate()
    first = job(lambda: Simple(gate=gate), courtesy=Courtesy(slots))
    second, third = (job(courtesy=Courtesy(slots)) for _ in range(2))
    first.start()
    assert gate.arrived.acquire(timeout=20)
    second.start()
    _until(lambda: second.view().place == 1)
    third.start()
    assert "The server is busy" in settled(third).trouble
    second.pause()
    assert (settled(second).state, second.view().place) == ("ready", 0)
    first.pause()
    gate.permits.release()
    settled(first)


def _until(true: Any) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_steps_give_way_to_others_but_not_for_ever() -> None:
    naps: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        now[0] += seconds

    one = job(courtesy=Courtesy(Slots(1, 1), others=lambda: True, clock=lambda: now[0], sleep=sleep))
    one.one_step()
    assert settled(one).step == 1
    assert 0.4 < sum(naps) < 0.6


def test_no_parameters_are_copied_while_nobody_looks() -> None:
    asked: list[int] = []

    class Counting(Simple):
        @property
        def params(self) -> Any:
            asked.append(self.step)
            return super().params

    one = job(Counting, keeping=Keeping(every=10))
    one.start()
    settled(one)
    assert asked.count(7) == 0
    assert len(asked) < 8


def test_a_resumed_job_goes_on_with_its_checkpoint() -> None:
    one = job()
    for _ in range(7):
        one.one_step()
    settled(one)
    saved = one.checkpoint()
    other = job(lambda: Simple(**saved))
    other.start()
    np.testing.assert_array_equal(kernel(settled(other)), straight())


def test_data_without_examples_is_refused() -> None:
    with pytest.raises(SettingError, match="nothing to learn from"):
        job(data=data(training=0))
