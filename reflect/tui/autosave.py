"""Saving without being asked, off the screen's thread, in two stages.

At the latest half a second after a key, what is typed is safe on this computer (the *journal*); on leaving an
answer, every 15 seconds and at the end it is in the study (the *checkpoint*). Without a journal there is one
stage, and half a second is for the save itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from reflect.errors import ReflectError, StoreError

DELAY = 0.4
"""Seconds from the first change that is nowhere yet to putting it down; not put off by further typing. The
rest of half a second is for the disk."""
SAVE_DELAY = 0.5
"""The same where there is no journal."""
CHECKPOINT = 15.0
"""Seconds from the first change that is not in the study to saving it there; not put off either."""
RETRY = 2.0
"""Seconds until the next try after a save that failed."""
NO_ANSWER = 5.0
"""Seconds after which a save that does not end is told as one that failed: a network drive that hangs."""


class SaveState(StrEnum):
    """What the mark at the top of the screen says."""

    SAVED = "● saved"
    """Safe: in the study, or on this computer and soon in the study."""
    WAITING = "○ saving"
    FAILED = "▲ not saved"
    KEPT = "▲ not saved in the study · kept on this computer"
    READ_ONLY = "▣ read only"

    @property
    def alarm(self) -> bool:
        """Whether a person should see that something is wrong."""
        return self in (SaveState.FAILED, SaveState.KEPT)


class _Outcome(NamedTuple):
    """What came of an attempt: what went wrong on this computer, and in the study."""

    here: ReflectError | None = None
    study: ReflectError | None = None


class Autosave:
    """Saves one thing for one screen: `touch` after a change, `flush` when the screen or the program ends.

    `save` puts it into the study, `journal` down on this computer; each may be called in a thread while the
    other one runs. A failure is told once, in words; the text stays on the screen, and saving is tried again
    by itself until the cause is gone.
    """

    def __init__(
        self,
        screen: Screen[Any],
        save: Callable[[], object],
        *,
        shown: Callable[[SaveState], None],
        failed: Callable[[ReflectError], None],
        journal: Callable[[], object] | None = None,
    ) -> None:
        self._screen = screen
        self._save = save
        self._journal = journal
        self._shown = shown
        self._failed = failed
        self._line = _Stage(self, "journal", self._put_down)
        # A checkpoint puts the words down first, so the line that is due need not.
        self._checkpoint = _Stage(self, "autosave", self._put_away, instead_of=self._line)
        self._turns = threading.Lock()
        self._told: set[str] = set()
        self._here_fails = False
        self._study_fails = False
        self.state = SaveState.SAVED

    # -- what screens call -----------------------------------------------------------------------------

    def touch(self) -> None:
        """Something changed: see that it is safe soon."""
        if self.state is SaveState.READ_ONLY:
            return
        if not self._study_fails:
            self._show(SaveState.WAITING)
        if self._journal is None:
            self._checkpoint.within(SAVE_DELAY)
        else:
            self._line.within(DELAY)
            self._checkpoint.within(CHECKPOINT)

    def checkpoint_soon(self) -> None:
        """An answer was left: put what changed into the study now, without waiting for it."""
        if self.state is not SaveState.READ_ONLY and self._checkpoint.due and not self._study_fails:
            self._checkpoint.begin()

    def flush(self) -> None:
        """Save now, on this thread; raises what the save raises."""
        if self.state is SaveState.READ_ONLY:
            return
        self._line.stop()
        self._checkpoint.stop()
        here = self._tried_here()
        self._here_fails = here is not None
        try:
            if self._checkpoint.hangs and here is None and self._journal is not None:
                raise _no_answer()
            self._save()
        except ReflectError as error:
            self._study_fails = True
            self._show_what_is()
            self._checkpoint.within(RETRY)
            calm = self._calm(error)
            self._told.add(str(calm))  # by whoever catches it
            raise calm from error
        self._study_fails = self._here_fails = False
        self._told.clear()
        self._show(SaveState.SAVED)

    def read_only(self) -> None:
        """Say that nothing can be saved here, and try no more."""
        self._line.stop()
        self._checkpoint.stop()
        self._show(SaveState.READ_ONLY)

    def finished(self, event: Worker.StateChanged) -> None:
        """For the screen's `on_worker_state_changed`: show what came of an attempt."""
        if event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        if self._line.is_of(event.worker):
            self._line_done(_outcome(event.worker, here=True))
        elif self._checkpoint.is_of(event.worker):
            self._checkpoint_done(_outcome(event.worker, here=False))

    @property
    def in_study(self) -> bool:
        """Whether everything is in the study, as far as this has been told: nothing is left to flush."""
        waits = self._checkpoint.due or self._checkpoint.again or self._checkpoint.runs
        return not (waits or self._study_fails)

    # -- in threads ------------------------------------------------------------------------------------

    def _put_down(self) -> _Outcome:
        return _Outcome(here=self._tried_here())

    def _put_away(self) -> _Outcome:
        # The journal first: the study's drive may take its time, or never answer.
        here = self._tried_here()
        return _Outcome(here, _tried(self._save))

    def _tried_here(self) -> ReflectError | None:
        """Put it down, one at a time, so that nothing older is put down after something newer."""
        if self._journal is None:
            return None
        with self._turns:
            return _tried(self._journal)

    # -- back on the screen's thread -------------------------------------------------------------------

    def _line_done(self, outcome: _Outcome) -> None:
        self._take_here(outcome.here)
        if outcome.here is not None:
            # What this computer does not take goes into the study at once.
            self._checkpoint.within(RETRY) if self._study_fails else self._checkpoint.begin()
        elif self._checkpoint.hangs:
            self._study_fails = True
            self._tell(self._calm(_no_answer()))
        self._show_what_is()
        self._line.go_on()

    def _checkpoint_done(self, outcome: _Outcome) -> None:
        self._study_fails = outcome.study is not None
        if outcome.study is None:
            # In the study is as good as can be, whatever this computer says.
            self._told = {told for told in self._told if outcome.here and told == str(outcome.here)}
            self._take_here(outcome.here)
        else:
            self._here_fails = outcome.here is not None
            self._tell(self._calm(outcome.study))
        self._show_what_is()
        self._checkpoint.go_on()
        if outcome.study is not None:
            self._checkpoint.within(RETRY)

    def _take_here(self, error: ReflectError | None) -> None:
        self._here_fails = error is not None
        if error is not None and not self._study_fails:
            self._tell(error)

    def _show_what_is(self) -> None:
        if self._study_fails:
            kept = self._journal is not None and not self._here_fails
            self._show(SaveState.KEPT if kept else SaveState.FAILED)
        elif self._nowhere:
            self._show(SaveState.WAITING)
        else:
            self._show(SaveState.SAVED)

    @property
    def _nowhere(self) -> bool:
        """Whether there may be something that is neither in the study nor on this computer."""
        if self._journal is None or self._here_fails:
            return self._checkpoint.due or self._checkpoint.again or self._checkpoint.runs
        return self._line.due or self._line.again

    def _calm(self, error: ReflectError) -> ReflectError:
        """The error, with what becomes of the words where they are safe."""
        if self._journal is None or self._here_fails or type(error) is not StoreError:
            return error  # a file changed by somebody else has another way out
        return StoreError(
            error.message,
            place=error.place,
            remedy="What you type is kept on this computer, and goes into the study when it is back. "
            "“Save elsewhere” (Ctrl+P) writes a copy where you choose.",
        )

    def _tell(self, error: ReflectError) -> None:
        if str(error) not in self._told:
            self._told.add(str(error))
            self._failed(error)

    def _show(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self._shown(state)


class _Stage:
    """One of the two stages: a timer, and the worker it starts; never two workers at once."""

    def __init__(
        self,
        autosave: Autosave,
        name: str,
        attempt: Callable[[], _Outcome],
        *,
        instead_of: _Stage | None = None,
    ) -> None:
        self._screen = autosave._screen  # noqa: SLF001 - the other half of one thing
        self._instead_of = instead_of
        self._name = name
        self._attempt = attempt
        self._timer: Timer | None = None
        self._worker: Worker[_Outcome] | None = None
        self._began = 0.0
        self.again = False
        """Whether another attempt was asked for while one runs."""

    @property
    def due(self) -> bool:
        """Whether an attempt will begin by itself."""
        return self._timer is not None

    @property
    def runs(self) -> bool:
        """Whether an attempt is under way."""
        return self._worker is not None and not self._worker.is_finished

    @property
    def hangs(self) -> bool:
        """Whether an attempt has been under way for far too long."""
        return self.runs and time.monotonic() - self._began > NO_ANSWER

    def within(self, seconds: float) -> None:
        """Begin by then; an attempt that is due already is not put off."""
        if self._timer is None:
            self._timer = self._screen.set_timer(seconds, self.begin)

    def begin(self) -> None:
        """Begin now, or as soon as the attempt that runs is done."""
        self.stop()
        if self.runs:
            self.again = True
            return
        if self._instead_of is not None:
            self._instead_of.stop()
        self._began = time.monotonic()
        self._worker = self._screen.run_worker(
            self._attempt, thread=True, group=self._name, exit_on_error=False, name=self._name
        )

    def stop(self) -> None:
        """No attempt is due any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def is_of(self, worker: Worker[Any]) -> bool:
        """Whether that is this stage's worker."""
        return worker is self._worker

    def go_on(self) -> None:
        """Begin the attempt that was asked for meanwhile."""
        if self.again:
            self.again = False
            self.begin()


def _tried(act: Callable[[], object]) -> ReflectError | None:
    try:
        act()
    except ReflectError as error:
        return error
    return None


def _outcome(worker: Worker[Any], *, here: bool) -> _Outcome:
    if worker.state is WorkerState.SUCCESS:
        found = worker.result
        return found if isinstance(found, _Outcome) else _Outcome()
    error = ReflectError(
        f"This could not be saved ({type(worker.error).__name__})", remedy="It is tried again."
    )
    return _Outcome(here=error) if here else _Outcome(here=error, study=error)


def _no_answer() -> StoreError:
    return StoreError("The study's drive does not answer")
