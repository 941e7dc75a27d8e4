"""What a writer is told of their own text: signs and stories in its margin, comments to oneself, sections."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import msgspec

from reflect.domain.gate import HeldBack, Ruling
from reflect.domain.session import Approval


class Sign(Enum):
    """What stands in the margin. Where a line has several, the first of these is shown."""

    MEND = "!"
    HELD_BACK = "✗"
    WAITS = "○"
    CHANGED = "~"
    APPEARS = "✓"
    COMMENT = "#"


NAMES = {
    Sign.MEND: "to mend",
    Sign.HELD_BACK: "held back",
    Sign.WAITS: "waits for approval",
    Sign.CHANGED: "changed since",
    Sign.APPEARS: "may appear",
    Sign.COMMENT: "to yourself",
}
"""What each sign means, for the help and the outline."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the writer may know of a quote."""

    who: str
    """A code and a role, never a name."""
    words: str
    """Empty where even the researchers may not read them any more."""
    approval: Approval
    changed: bool
    """Whether the passage it was marked in has been edited since."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What the margin says of one line."""

    sign: Sign
    stories: tuple[str, ...]
    """The whole story of each of its references and comments, the weightiest first."""
    signs: tuple[Sign, ...]
    """The sign of each story."""

    @property
    def story(self) -> str:
        """All of it in one line."""
        return "  ·  ".join(
            f"{sign.value} {story}" for sign, story in zip(self.signs, self.stories, strict=True)
        )


def sign_of(ruling: Ruling | None, *, changed: bool = False) -> Sign:
    """What stands beside a reference to a quote the gate ruled so on."""
    if ruling is None:
        return Sign.MEND
    if not ruling.appears:
        return Sign.WAITS if ruling.reason is HeldBack.NOT_APPROVED else Sign.HELD_BACK
    return Sign.CHANGED if changed else Sign.APPEARS


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One comment, from a column of one line up to a column of the same or a later one."""

    line: int
    """The line of the file it begins on; the first is 1."""
    start: int
    """Its first column there, counted from 0."""
    last: int
    """The line it ends on."""
    end: int
    """The column after it."""
    words: str
    """What it says, in one line."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading and what stands under it, up to the next heading of any level."""

    level: int
    """1 to 6; 0 for what stands before the first heading."""
    title: str
    line: int
    """Where it begins; the first line is 1."""
    past: int
    """The line after it."""
    words: int
    """How many words stand in it, its heading among them."""


def section_at(found: Sequence[Section], line: int) -> int | None:
    """The index of the section that a line stands in; None before the first."""
    return next((at for at in reversed(range(len(found))) if found[at].line <= line), None)
