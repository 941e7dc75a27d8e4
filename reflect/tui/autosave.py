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
from typing import Any

from textual.screen import Screen
from textual.worker import Worker, WorkerState

from reflect.errors import KeptHere, ReflectError, StoreError, TwoVersions
from reflect.tui.apart import PATIENCE, apart_within, no_answer, within
from reflect.tui.autosave_stage import Outcome, Stage

DELAY = 0.4
"""Seconds from the first change that is nowhere yet to putting it down; not put off by further typing. The
rest of half a second is for the disk."""
SAVE_DELAY = 0.5
"""The same where there is no journal."""
CHECKPOINT = 15.0
"""Seconds from the first change that is not in the study to saving it there; not put off either."""
RETRY = 2.0
"""Seconds until the next try after a save that failed."""


class SaveState(StrEnum):
    """What the mark at the top of the screen says."""

    SAVED = "● saved"
    """Safe: in the study, or on this computer and soon in the study."""
    WAITING = "○ saving"
    FAILED = "▲ not saved"
    KEPT = "▲ not saved in the study · kept on this computer"
    UNDECIDED = "▲ in two versions · yours kept on this computer"
    READ_ONLY = "▣ read only"

    @property
    def alarm(self) -> bool:
        """Whether a person should see that something is wrong."""
        return self in (SaveState.FAILED, SaveState.KEPT, SaveState.UNDECIDED)


class Autosave:
    """Saves one thing for one screen: `touch` after a change, `flush` when the screen or the program ends.

    `save` puts it into the study, `journal` down on this computer; each may be called in a thread while the
    other one runs. A failure is told once, in words; the text stays on the screen, and saving is tried again
    by itself until the cause is gone. `saved` is called whenever the study has been saved to.
    """

    def __init__(
        self,
        screen: Screen[Any],
        save: Callable[[], object],
        *,
        shown: Callable[[SaveState], None],
        failed: Callable[[ReflectError], None],
        journal: Callable[[], object] | None = None,
        saved: Callable[[], None] | None = None,
    ) -> None:
        self._screen = screen
        self._save = save
        self._journal = journal
        self._shown = shown
        self._failed = failed
        self._saved = saved
        self._touched = float("-inf")
        self._line = Stage(screen, "journal", self._put_down)
        # A checkpoint puts the words down first, so the line that is due need not.
        self._checkpoint = Stage(
            screen, "autosave", self._put_away, instead_of=self._line, late=self._show_late
        )
        self._turns = threading.Lock()
        self._told: set[str] = set()
        self._here_fails = False
        self._study_fails = False
        self._undecided = False
        """Whether the study cannot be saved to because a person has to choose first."""
        self.state = SaveState.SAVED

    # -- what screens call -----------------------------------------------------------------------------

    def touch(self) -> None:
        """Something changed: see that it is safe soon."""
        if self.state is SaveState.READ_ONLY:
            return
        self._touched = time.monotonic()
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

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Save now, and wait for it on this thread, for each stage at most `patience` seconds.

        Raises what the save raises, or StoreError when it does not end.
        """
        if self._stopped():
            here = _tried(lambda: within(patience, self._down))
            hangs = self._is_late and here is None
            self._flushed(here, no_answer() if hangs else _tried(lambda: within(patience, self._save)))

    async def flush_apart(self, *, patience: float = PATIENCE) -> None:
        """The same while the screen goes on."""
        if self._stopped():
            here = await _tried_apart(patience, self._down)
            hangs = self._is_late and here is None
            self._flushed(here, no_answer() if hangs else await _tried_apart(patience, self._save))

    def _stopped(self) -> bool:
        """Let nothing begin by itself any more; whether there may be something to save."""
        self._line.stop()
        self._checkpoint.stop()
        return self.state is not SaveState.READ_ONLY

    @property
    def _is_late(self) -> bool:
        return self._checkpoint.hangs and self._journal is not None

    def _flushed(self, here: ReflectError | None, study: ReflectError | None) -> None:
        self._here_fails = here is not None
        self._study_fails = study is not None
        self._undecided = isinstance(study, TwoVersions)
        if study is not None:
            self._show_what_is()
            self._checkpoint.within(RETRY)
            calm = self._calm(study)
            self._told.add(str(calm))  # by whoever catches it
            raise calm from study
        self._here_fails = False
        self._told.clear()
        self._show(SaveState.SAVED)
        self._tell_saved()

    def read_only(self) -> None:
        """Say that nothing can be saved here, and try no more."""
        self._stopped()
        self._show(SaveState.READ_ONLY)

    def tell_once(self, error: ReflectError) -> None:
        """Tell it, unless it has been told since everything was last well."""
        if str(error) not in self._told:
            self._told.add(str(error))
            self._failed(error)

    def finished(self, event: Worker.StateChanged) -> None:
        """For the screen's `on_worker_state_changed`: show what came of an attempt."""
        if event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        if self._line.is_of(event.worker):
            self._line_done(_outcome(event.worker, here=True))
        elif self._checkpoint.is_of(event.worker):
            self._checkpoint_done(_outcome(event.worker, here=False))

    @property
    def quiet_for(self) -> float:
        """Seconds since something last changed."""
        return time.monotonic() - self._touched

    @property
    def in_study(self) -> bool:
        """Whether everything is in the study, as far as this has been told: nothing is left to flush."""
        waits = self._checkpoint.due or self._checkpoint.again or self._checkpoint.runs
        return not (waits or self._study_fails)

    # -- in threads ------------------------------------------------------------------------------------

    def _put_down(self) -> Outcome:
        return Outcome(here=_tried(self._down))

    def _put_away(self) -> Outcome:
        # The journal first: the study's drive may take its time, or never answer.
        here = _tried(self._down)
        return Outcome(here, _tried(self._save))

    def _down(self) -> None:
        """Put it down, one at a time, so that nothing older is put down after something newer."""
        if self._journal is not None:
            with self._turns:
                self._journal()

    # -- back on the screen's thread -------------------------------------------------------------------

    def _line_done(self, outcome: Outcome) -> None:
        self._take_here(outcome.here)
        if outcome.here is not None:
            # What this computer does not take goes into the study at once.
            self._checkpoint.within(RETRY) if self._study_fails else self._checkpoint.begin()
        elif self._checkpoint.hangs:
            self._show_late()
        self._show_what_is()
        self._line.go_on()

    def _show_late(self) -> None:
        """The study does not answer: say so, and that the words are safe, without waiting for a key."""
        self._study_fails = True
        self.tell_once(self._calm(no_answer()))
        self._show_what_is()

    def _checkpoint_done(self, outcome: Outcome) -> None:
        self._study_fails = outcome.study is not None
        self._undecided = isinstance(outcome.study, TwoVersions)
        if outcome.study is None:
            # In the study is as good as can be, whatever this computer says.
            self._told = {told for told in self._told if outcome.here and told == str(outcome.here)}
            self._take_here(outcome.here)
        else:
            self._here_fails = outcome.here is not None
            self.tell_once(self._calm(outcome.study))
        self._show_what_is()
        self._checkpoint.go_on()
        if outcome.study is not None:
            self._checkpoint.within(CHECKPOINT if self._undecided else RETRY)
        else:
            self._tell_saved()

    def _take_here(self, error: ReflectError | None) -> None:
        self._here_fails = error is not None
        if error is not None and not self._study_fails:
            self.tell_once(error)

    def _show_what_is(self) -> None:
        if self._study_fails:
            kept = self._journal is not None and not self._here_fails
            fails = SaveState.UNDECIDED if self._undecided else SaveState.KEPT
            self._show(fails if kept else SaveState.FAILED)
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
        return KeptHere(  # without its place: it is what one is looking at
            error.message,
            remedy="What you type is kept on this computer, and goes into the study when it is back. "
            "“Save elsewhere” (Ctrl+P) writes a copy where you choose.",
        )

    def _tell_saved(self) -> None:
        if self._saved is not None:
            self._saved()

    def _show(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self._shown(state)


def _tried(act: Callable[[], object]) -> ReflectError | None:
    try:
        act()
    except ReflectError as error:
        return error
    return None


async def _tried_apart(patience: float, act: Callable[[], object]) -> ReflectError | None:
    try:
        await apart_within(patience, act)
    except ReflectError as error:
        return error
    return None


def _outcome(worker: Worker[Any], *, here: bool) -> Outcome:
    if worker.state is WorkerState.SUCCESS:
        found = worker.result
        return found if isinstance(found, Outcome) else Outcome()
    error = ReflectError(
        f"This could not be saved ({type(worker.error).__name__})", remedy="It is tried again."
    )
    return Outcome(here=error) if here else Outcome(here=error, study=error)
