"""Choosing quotes of the study that bear a rating out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reflect.domain.gate import taken_back
from reflect.domain.ids import PointId, QuoteId
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.pick import Choice
from reflect.tui.screens.dialogs.pick_many import PickMany

MOST = 5_000
"""Quotes that are offered; a study with more is narrowed by its learning point first."""


async def choose_evidence(
    screen: Commands[Any], study: Study, points: Sequence[PointId], chosen: Sequence[QuoteId]
) -> tuple[QuoteId, ...] | None:
    """Ask which quotes bear a rating of these learning points out; None when it was left.

    Quotes with one of the points stand first. Words of who withdrew are not offered; what was chosen before
    and is not offered now stays.
    """

    def fetch() -> list[Choice]:
        gone = {person.code for person in study.people() if taken_back(person) is not None}
        fitting = [row for point in points for row in study.finder.quotes(point=point, limit=MOST)]
        rows = {row.id: row for row in (*fitting, *study.finder.quotes(limit=MOST, fresh=False))}
        return [
            Choice(row.id, row.participant or "–", " ".join(row.text.split()))
            for row in rows.values()
            if row.participant not in gone
        ]

    choices = await screen.apart(fetch)
    if not choices:
        screen.notify("There are no quotes in this study yet: mark some on a tag screen first.")
        return None
    said = "Which quotes bear it out? Those with this learning point stand first."
    picked = await screen.app.push_screen_wait(
        PickMany("Evidence", choices, said=said, marked=chosen, may_be_none=True)
    )
    if picked is None:
        return None
    offered = {choice.id for choice in choices}
    return (*(QuoteId(quote) for quote in picked), *(quote for quote in chosen if quote not in offered))
