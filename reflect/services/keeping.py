"""What a desk needs of whatever keeps its session: told as protocols, so that tests can keep it in memory."""

from __future__ import annotations

from typing import Protocol

from reflect.domain.session import SessionRecord


class SessionKeeper(Protocol):
    """Where a session is kept: the store's session file."""

    def save(self, record: SessionRecord) -> object:
        """Make `record` durable, or raise StoreError and change nothing."""

    def changed_on_disk(self) -> bool:
        """Whether somebody else has saved since it was last read or saved here."""

    def read(self) -> SessionRecord:
        """What is kept now."""


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
