"""Quotes for the clipboard: a way out like any other, so the consent gate says which, and whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from reflect.domain import gate
from reflect.domain.gate import Audience, HeldBack, Ruling
from reflect.domain.ids import QuoteId
from reflect.services.guide_shelf import parsed
from reflect.services.rows import QuoteRow
from reflect.services.study import Study
from reflect.writeups.quotables import quotable_quotes


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What may be copied, as text, and what may not."""

    text: str
    quotes: int
    held_back: dict[HeldBack, int]

    @property
    def report(self) -> str:
        """How many were held back and why, in words; empty when none was."""
        if not self.held_back:
            return ""
        total = sum(self.held_back.values())
        why = ", ".join(f"{count} {reason.counted}" for reason, count in sorted(self.held_back.items()))
        return f"{total} held back: {why}"


def copied(study: Study, rows: Iterable[QuoteRow], *, attributed: bool) -> Copied:
    """The quotes of these rows that may leave the study, in their order; reads only their sessions.

    A quote that is gone meanwhile is left out.
    """
    wanted = list(rows)
    ruled = _ruled(study, wanted)
    parts: list[str] = []
    held_back: Counter[HeldBack] = Counter()
    for row in wanted:
        ruling = ruled.get(row.id)
        if ruling is None:
            continue
        if not ruling.appears:
            held_back.update([ruling.reason or HeldBack.UNKNOWN_SPEAKER])
        else:
            parts.append(f"“{ruling.words}”\n— {ruling.attribution}" if attributed else ruling.words)
    return Copied(text="\n\n".join(parts), quotes=len(parts), held_back=dict(held_back))


def _ruled(study: Study, rows: list[QuoteRow]) -> dict[QuoteId, Ruling]:
    people = {person.code: person for person in study.people()}
    rules = study.rendering.rules()
    found: dict[QuoteId, Ruling] = {}
    for session in dict.fromkeys(row.session for row in rows):
        record = study.session_record(session)
        for key, quotable in quotable_quotes(record, parsed(record.session.guide_text), people).items():
            found[key] = gate.rule(quotable, rules, Audience.PUBLIC)
    return found
