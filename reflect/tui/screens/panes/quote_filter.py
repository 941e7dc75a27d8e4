"""Which quotes the tab of quotes shows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from reflect.domain.codebook import Codebook
from reflect.services.rows import QuoteRow

UNTAGGED = "–"
"""Stands for *no learning point* among the ids of learning points."""
_STARS = ("*", "★")


class QuoteFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a quote must be to be shown; an empty field asks for nothing."""

    words: str = ""
    """All of these must stand in the quote, in any order and case.

    `#4` asks for learning point 4, `*` for a star.
    """
    point: str = ""
    role: str = ""
    participant: str = ""

    def apply(self, rows: Sequence[QuoteRow], codebook: Codebook) -> list[QuoteRow]:
        """The rows that are asked for."""
        words = self.words.casefold().split()
        starred = any(word in _STARS for word in words)
        words = [word for word in words if word not in _STARS]
        numbers = {w[1:] for w in words if w.startswith("#") and w[1:].isdigit()}
        words = [w for w in words if not (w.startswith("#") and w[1:].isdigit())]
        wanted = {point.id for point in codebook.points if str(point.number) in numbers}
        if len(wanted) < len(numbers):
            return []
        found = []
        for row in rows:
            if self.role and row.role != self.role:
                continue
            if self.participant and row.participant != self.participant:
                continue
            if self.point and (row.points if self.point == UNTAGGED else self.point not in row.points):
                continue
            if wanted and not wanted.issubset(row.points):
                continue
            if starred and not row.starred:
                continue
            if words:
                text = row.text.casefold()
                if not all(word in text for word in words):
                    continue
            found.append(row)
        return found
