"""Keeping what stands in a form safe while it is filled in: half a second after a key, in a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.worker import Worker

from reflect.errors import ReflectError
from reflect.services.forms import LeftForm, OpenForm
from reflect.tui.apart import PATIENCE, begun
from reflect.tui.autosave import Autosave


class FormKeeping:
    """One form on one screen; without a journal (`form` is None) it does nothing."""

    def __init__(
        self, screen: Screen[Any], form: OpenForm | None, failed: Callable[[ReflectError], None]
    ) -> None:
        self._form = form
        self._fields: Mapping[str, str] = {}
        self._autosave = Autosave(screen, self._put, shown=lambda _: None, failed=failed)
        self._touched = False

    def touch(self, fields: Mapping[str, str]) -> None:
        """Something was typed: this is what stands in the form."""
        if self._form is not None:
            self._touched = True
            self._fields = dict(fields)
            self._autosave.touch()

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Put it down now, on this thread; raises what cannot be."""
        if self._touched:
            self._autosave.flush(patience=patience)

    def finished(self, event: Worker.StateChanged) -> None:
        """For the screen's `on_worker_state_changed`."""
        self._autosave.finished(event)

    def let_go(self, left: LeftForm | None = None) -> None:
        """What was typed, and what was `left` from before, is not wanted, or is kept in the study."""
        self._touched = False
        if self._form is not None:
            begun(partial(self._form.over, left))

    def _put(self) -> None:
        if self._form is not None:
            self._form.put(self._fields)
