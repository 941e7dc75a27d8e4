"""What *undo* and *redo* go through on the study screen: steps of any kind, in the order they were done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from reflect.errors import NotFound, ReflectError


class Step(NamedTuple):
    """Something that was done and saved."""

    label: str
    """In words: `Removing P03`."""
    take_back: Callable[[], Step]
    """Takes it back and saves; gives the step that does it again.

    Raises NotFound when what it needs is gone for good, any other ReflectError when it cannot be done now.
    """


def together(label: str, steps: Sequence[Step]) -> Step:
    """Several steps as one: all of them are taken back, the last first, or none."""

    def take_back() -> Step:
        done: list[Step] = []
        try:
            for step in reversed(steps):
                done.append(step.take_back())  # noqa: PERF401 - those before one that fails are needed
        except ReflectError:
            for step in reversed(done):
                step.take_back()
            raise
        return together(label, done)

    return Step(label, take_back)


class Steps:
    """The steps that were done since the study was opened. Safe to use from several threads."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        """Held while a step is done or taken back; whoever does one holds it until `did` has been called."""
        self._undo: list[Step] = []
        self._redo: list[Step] = []

    @property
    def can_undo(self) -> str:
        """What *undo* would take back, in words; empty when there is nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def can_redo(self) -> str:
        """What *redo* would do again, in words; empty when there is nothing."""
        return self._redo[-1].label if self._redo else ""

    def did(self, step: Step) -> None:
        """Remember a step that was done; what was undone before it cannot be done again."""
        with self.lock:
            self._undo.append(step)
            self._redo.clear()

    def undo(self) -> str:
        """Take the last step back; returns its words, empty when there was none.

        Raises:
            NotFound: what it needs is gone for good; the step before it is the last one now.
            ReflectError: it cannot be done now; the step stays.

        """
        return self._travel(self._undo, self._redo)

    def redo(self) -> str:
        """Do the last undone step again; returns its words, empty when there was none. Raises as `undo`."""
        return self._travel(self._redo, self._undo)

    def forget(self) -> None:
        """Let go of all steps: what they would bring back shall not come back."""
        with self.lock:
            self._undo.clear()
            self._redo.clear()

    def _travel(self, source: list[Step], target: list[Step]) -> str:
        with self.lock:
            if not source:
                return ""
            step = source[-1]
            try:
                back = step.take_back()
            except NotFound:
                source.pop()
                raise
            source.pop()
            target.append(back)
            return step.label
