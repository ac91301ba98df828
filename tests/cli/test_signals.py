"""An interrupt ends the command wherever it arrives, also where Python or a library cannot raise it."""

from __future__ import annotations

import signal
import time

import pytest

from codegen.commands.signals import interruptible

DEADLINE_SECONDS = 5


class InterruptedWhileItGoes:
    """What Python calls by itself cannot raise: what is raised there is printed, and lost."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def be_interrupted_and_go_on(until: float) -> None:
    InterruptedWhileItGoes()
    while time.monotonic() < until:
        time.sleep(0.001)


def be_interrupted_in_a_library() -> None:
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise ValueError("cannot make the class") from None


def test_an_interrupt_where_nothing_can_be_raised_comes_again(capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), interruptible(last=False):
        be_interrupted_and_go_on(started + DEADLINE_SECONDS)
    assert time.monotonic() - started < DEADLINE_SECONDS
    assert capsys.readouterr().err == ""


def test_an_interrupt_that_a_library_turns_into_its_own_error_stays_one() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible(last=False):
        be_interrupted_in_a_library()


def test_a_command_that_was_interrupted_does_not_end_as_if_it_had_done_all() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible(last=False):
        InterruptedWhileItGoes()


def test_an_error_that_nobody_interrupted_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="a fault"), interruptible(last=False):
        raise ValueError("a fault")
