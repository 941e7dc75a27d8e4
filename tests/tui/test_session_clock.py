"""The clock of a sitting."""

from __future__ import annotations

from reflect.tui.session_clock import SessionClock, clock_words
from tests.builders import HandClock


def test_the_clock_leaves_pauses_out() -> None:
    hand = HandClock()
    clock = SessionClock(hand, seconds=60)
    hand.now += 10
    clock.pause()
    hand.now += 1000
    assert (clock.seconds, clock.running) == (70, False)
    clock.resume()
    clock.resume()
    hand.now += 5
    assert clock.seconds == 75
    clock.toggle()
    assert not clock.running


def test_the_clock_never_goes_back_when_the_machine_s_does() -> None:
    hand = HandClock()
    clock = SessionClock(hand, seconds=60)
    hand.now -= 500
    assert clock.seconds == 60


def test_somebody_else_s_clock_can_be_followed() -> None:
    hand = HandClock()
    clock = SessionClock(hand, running=False)
    clock.set(95)
    assert clock.seconds == 95


def test_times_read_as_on_a_recorder() -> None:
    assert [clock_words(s) for s in (0, 59.9, 61, 3599, 3600, 36061)] == [
        "00:00",
        "00:59",
        "01:01",
        "59:59",
        "01:00:00",
        "10:01:01",
    ]


def test_a_clock_that_waits_stands_still_until_something_is_done() -> None:
    hand = HandClock()
    clock = SessionClock(hand, seconds=60.0, waits=True)
    hand.now += 500
    assert (clock.seconds, clock.running) == (60.0, False)
    assert clock.work()
    hand.now += 5
    assert (clock.seconds, clock.running) == (65.0, True)
    assert not clock.work()


def test_a_clock_that_was_stopped_by_hand_waits_for_nothing() -> None:
    clock = SessionClock(HandClock(), waits=True)
    clock.pause()
    assert not clock.work()
    assert not clock.running
