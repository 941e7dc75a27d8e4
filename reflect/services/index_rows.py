"""Rows of lists as the index keeps them; roles and the order of learning points are put in when read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from reflect.domain.codebook import Codebook
from reflect.domain.ids import ParticipantCode, RoleId
from reflect.services.rows import QuoteRow, SessionRow

_QUOTE_FIELDS = QuoteRow.__struct_fields__

ROWS = sha256(repr([kind.__struct_fields__ for kind in (SessionRow, QuoteRow)]).encode()).hexdigest()
"""Stands for what rows look like: an index with other ones is made anew."""


def quote_data(row: QuoteRow, participant: ParticipantCode | None) -> bytes:
    """A row without its words, which stand beside it, and with the code that its role is looked up by."""
    fields = dict(zip(_QUOTE_FIELDS, msgspec.structs.astuple(row), strict=True))
    return msgspec.json.encode(list((fields | {"text": "", "role": participant}).values()))


def session_rows_of(data: Sequence[bytes], roles: Mapping[ParticipantCode, RoleId]) -> list[SessionRow]:
    """Rows as `entry` put them down, with the roles that people have now."""
    rows: list[SessionRow] = msgspec.json.decode(b"[" + b",".join(data) + b"]", type=list[SessionRow])
    for row in rows:
        role = roles.get(row.participant) if row.participant else None
        if role is not None:
            # Nobody has seen these rows yet, and to copy ten thousand takes longer than to read them.
            msgspec.structs.force_setattr(row, "role", role)
    return rows


def quote_start(data: bytes) -> int:
    """Where in its passage a quote begins."""
    start: int = msgspec.json.decode(data)[_QUOTE_FIELDS.index("start")]
    return start


class QuoteRows:
    """Rows of quotes as `entry` put them down, with what the study says of them now."""

    def __init__(self, codebook: Codebook, roles: Mapping[ParticipantCode, RoleId]) -> None:
        self._numbers = {point.id: point.number for point in codebook.points}
        self._roles = roles

    def row(self, data: bytes, words: str) -> QuoteRow:
        """One row."""
        fields = dict(zip(_QUOTE_FIELDS, msgspec.json.decode(data), strict=True))
        points = sorted(fields["points"], key=lambda p: (self._numbers.get(p, len(self._numbers) + 1), p))
        against = set(fields["contradicts"])
        fields |= {
            "text": words,
            "role": self._roles.get(fields["role"]),
            "points": points,
            "contradicts": [point for point in points if point in against],
        }
        return msgspec.convert(fields, QuoteRow)
