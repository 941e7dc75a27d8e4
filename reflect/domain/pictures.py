"""The pictures that a group or a participant chooses from, and what may stand in a drawn one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from reflect.domain.ids import OptionId

WIDTH = 24
HEIGHT = 8
"""The most columns and rows of a drawing."""

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_BOXES = "".join(map(chr, range(0x2500, 0x25A0)))
ALLOWED = frozenset(_ASCII + _BOXES)
"""What a drawing is made of: printable ASCII, box-drawing characters and block elements.

Each takes one column in every terminal. Emoji, combining marks and letters of wide scripts do not.
"""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture, drawn in characters or kept as an image file."""

    id: OptionId
    """What is kept as the choice."""
    name: str
    """A few words that say what is on it, and nothing of what it may mean."""
    description: str = ""
    """What is to be seen, for those who cannot see it and where it cannot be shown."""
    rows: tuple[str, ...] = ()
    """The drawing, without spaces at the ends of its rows; empty for an image file."""
    colours: dict[str, str] = {}
    """The palette's colour of a character; the others stand in the ordinary one."""
    file: str = ""
    """The image file; empty for a drawing."""

    @property
    def drawing(self) -> tuple[str, ...]:
        """The drawing as a whole rectangle of `WIDTH` by `HEIGHT`."""
        rows = [row.ljust(WIDTH) for row in self.rows]
        return (*rows, *(" " * WIDTH for _ in range(HEIGHT - len(rows))))


def faults(rows: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """What is wrong with a drawing: the row (0 first), the fault, and what would be right."""
    if not any(row.strip() for row in rows):
        yield 0, "there is no drawing", f"draw it in at most {WIDTH} columns and {HEIGHT} rows"
    for number, row in enumerate(rows):
        strange = sorted({character for character in row if character not in ALLOWED})
        if strange:
            named = " ".join(repr(character) for character in strange[:5])
            right = "use ASCII, box-drawing characters and blocks: each takes one column everywhere"
            yield number, f"this row has {named}", right
        elif len(row) > WIDTH:
            yield number, f"this row has {len(row)} columns", f"use at most {WIDTH}"
    if len(rows) > HEIGHT:
        yield HEIGHT, f"the drawing has {len(rows)} rows", f"use at most {HEIGHT}"
