"""Words that were taken back: no list prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeVar

import click
import msgspec

from reflect.domain import gate
from reflect.domain.ids import ParticipantCode
from reflect.domain.people import Participant

if TYPE_CHECKING:
    from reflect.services.rows import QuoteRow, SessionRow


class Spoken(Protocol):
    """A row of somebody's words."""

    @property
    def participant(self) -> ParticipantCode | None:
        """Whose they are; None when nobody knows."""


Row = TypeVar("Row", bound=Spoken)


def left_out(rows: Iterable[Row], people: Iterable[Participant]) -> list[Row]:
    """The rows that may be printed; standard error says how many may not, and why."""
    from reflect.writeups.render import held_back_report

    why = {person.code: gate.taken_back(person) for person in people}
    kept: list[Row] = []
    held: Counter[gate.HeldBack] = Counter()
    for row in rows:
        reason = why.get(row.participant) if row.participant is not None else None
        if reason is None:
            kept.append(row)
        else:
            held[reason] += 1
    if held:
        click.echo(f"{held_back_report(held, 'place')}.", err=True)
    return kept


def quotes_unnamed(
    rows: Iterable[QuoteRow], people: Iterable[Participant], sessions: Iterable[SessionRow]
) -> list[QuoteRow]:
    """The quotes without notes of the sessions of who took their words back, and without their names."""
    everybody = list(people)
    gone = {person.code for person in everybody if gate.taken_back(person) is not None}
    if not gone:
        return list(rows)
    from reflect.services.gone_names import GoneNames

    names = GoneNames(everybody)
    theirs = {row.id for row in sessions if row.participant in gone}
    found: list[QuoteRow] = []
    for row in rows:
        if row.session not in theirs:
            text, *memos = names.out_of(row.text, *row.memos)
            found.append(msgspec.structs.replace(row, text=text, memos=tuple(memos)))
    return found
