"""What a researcher asks of a sync, and what came of it."""

from __future__ import annotations

import msgspec

from reflect.services.merged_items import MergedItem


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a researcher asked for beside the sync itself."""

    remote: str = ""
    """Where the team's repository lies: a folder, or what ssh reaches. Empty: where it lay."""
    create: bool = False
    """Make it there first."""
    share_names: bool | None = None
    """Turn the sharing of names on or off; None leaves it."""
    names_seen: bool = False
    """Names in texts were looked at, and may go along."""


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a sync."""

    remote: str
    """Where the team's repository lies; empty while that was never said."""
    committed: tuple[str, ...]
    """What the commits made here are called, each its first line."""
    items: tuple[MergedItem, ...]
    """What came in, what was merged, and where both versions are kept."""
    sent: bool
    unreachable: str = ""
    """Why the team's repository could not be asked; all is committed here. Empty when it was."""
    notices: tuple[str, ...] = ()

    def in_words(self) -> list[str]:
        """What a researcher is told, a sentence or two each."""
        said = [f"Committed: {words}." for words in self.committed]
        said += self.notices
        if self.unreachable:
            kept = "Everything of yours is committed on this computer, and goes along the next time."
            return [*said, f"{self.unreachable} {kept}"]
        if not self.remote:
            return [*said, "Nothing was sent: nobody has said where the team's repository lies (--remote)."]
        return [*said, f"Sent to {self.remote}." if self.sent else f"Nothing new to send to {self.remote}."]

    @property
    def clashes(self) -> int:
        """In how many places both versions are kept for somebody to choose from."""
        return sum(item.what == "clash" for item in self.items)

    @property
    def not_merged(self) -> int:
        """How many files of the others could not be taken."""
        return sum(item.what == "not merged" for item in self.items)
