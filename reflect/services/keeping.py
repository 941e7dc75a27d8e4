"""What a desk needs of whatever keeps its session: told as protocols, so that tests can keep it in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from reflect.domain.merging import MergeReport
from reflect.domain.session import SessionRecord


class SessionKeeper(Protocol):
    """Where a session is kept: the store's session file."""

    def save(self, record: SessionRecord) -> object:
        """Make `record` durable, or raise StoreError and change nothing."""

    def take_merge(self) -> CameIn | None:
        """What came in with the last saves, once; None when nothing did."""

    def take_notices(self) -> list[str]:
        """What a person should be told about the file and has not been told yet."""

    def changed_on_disk(self) -> bool:
        """Whether somebody else has saved since it was last read or saved here. Cheap."""

    def catch_up(self, record: SessionRecord) -> bool:
        """Bring in what they saved; whether there was anything. `record` was last read or saved here."""

    def read(self) -> SessionRecord:
        """What is kept now."""


class CameIn(Protocol):
    """What came of merging what was saved with what somebody else had saved."""

    @property
    def record(self) -> SessionRecord:
        """What is kept since."""

    @property
    def report(self) -> MergeReport:
        """What was taken, merged and what clashed."""


class TypingJournal(Protocol):
    """Where what is typed is safe on this computer until it is saved. Safe to use from several threads."""

    def write(self, latest: Callable[[], SessionRecord]) -> bool:
        """Put down what is new; whether there was anything. Raises StoreError."""

    def mark(self, latest: Callable[[], SessionRecord]) -> tuple[SessionRecord, int]:
        """What is to be saved now, and how far the journal is."""

    def checkpointed(self, record: SessionRecord, mark: int) -> None:
        """Let go of what `record` holds, once the disk has been seen to hold it; raises StoreError if not."""

    def taken_up(self, record: SessionRecord) -> None:
        """The file holds `record`, with what came in from elsewhere: what is typed builds on that now."""

    def keep_whole(self) -> None:
        """Put everything down: the study cannot be reached."""

    def save_elsewhere(self, record: SessionRecord, folder: Path) -> Path:
        """Write the session into another folder; raises StoreError."""

    def close(self, *, saved: bool) -> None:
        """Let go of it; what is in it stays unless everything is saved."""


class Holder(Protocol):
    """Who has the session open already."""

    @property
    def who(self) -> str:
        """The researcher."""

    @property
    def host(self) -> str:
        """The computer."""


class Lock(Protocol):
    """The courtesy that keeps others from writing in the session meanwhile."""

    def beat(self) -> None:
        """Show that we are still there."""

    def release(self) -> None:
        """Let others have it."""
