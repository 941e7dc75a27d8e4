"""What is done to write-ups from the study screen: drafting and removing one."""

from __future__ import annotations

from typing import Any

from reflect.domain.ids import Clock
from reflect.domain.session import SessionKind
from reflect.errors import InvalidInput
from reflect.services.rows import WriteupRow
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.dates import day
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.study_people import TO_THE_BIN, pick_person

KINDS = (
    Choice("reflection", "A reflection", "one person's account, in their own words"),
    Choice("theme", "A learning point", "what people in different roles say on it, for and against"),
    Choice("briefing", "The briefing", "the whole document: context, reflections, key learning, annexes"),
    Choice("progress", "Progress", "the rounds of self-assessment, as the public may see them"),
    Choice("rules", "Rules of engagement", "one page: what a group adopted"),
    Choice("workshop", "Notes of a workshop", "each exercise with examples, nobody named"),
)


async def draft(screen: Commands[Any], study: Study, clock: Clock) -> str | None:
    """Choose what it is, and draft it; gives the write-up's name."""
    match await screen.app.push_screen_wait(Pick("Draft what?", KINDS)):
        case "reflection":
            return await draft_reflection(screen, study, clock)
        case "theme":
            return await draft_theme(screen, study)
        case "briefing":
            return await screen.apart(study.drafts.keep_briefing)
        case "progress":
            return await screen.apart(study.drafts.keep_progress)
        case "rules":
            return await screen.apart(study.drafts.keep_rules)
        case "workshop":
            return await draft_workshop(screen, study)
        case _:
            return None


async def draft_reflection(screen: Commands[Any], study: Study, clock: Clock) -> str | None:
    """Choose whose reflection it is, and draft it; gives the write-up's name."""
    code = await pick_person(screen, study, clock, title="Draft a reflection on whose words?")
    return None if code is None else await screen.apart(study.drafts.keep_reflection, code)


async def draft_theme(screen: Commands[Any], study: Study) -> str | None:
    """Choose which learning point, and draft what is said on it; gives the write-up's name."""
    points = (await screen.apart(study.codebook)).points
    choices = [
        Choice(point.id, f"{point.number} {point.name}", " ".join(point.description.split())[:100])
        for point in sorted(points, key=lambda point: point.number)
    ]
    picked = await screen.app.push_screen_wait(Pick("Draft which learning point?", choices))
    return None if picked is None else await screen.apart(study.drafts.keep_theme, picked)


async def draft_workshop(screen: Commands[Any], study: Study) -> str | None:
    """Choose which workshop, and draft its notes; gives the write-up's name."""
    rows = [row for row in await screen.apart(study.sessions) if row.kind is SessionKind.WORKSHOP]
    if not rows:
        raise InvalidInput(
            "There is no workshop in this study yet", remedy="Hold one: a on the tab Sessions begins it."
        )
    choices = [Choice(row.id, row.guide_title, day(row.started)) for row in rows]
    picked = await screen.app.push_screen_wait(Pick("Draft the notes of which workshop?", choices))
    return None if picked is None else await screen.apart(study.drafts.keep_workshop, picked)


async def remove_writeup(screen: Commands[Any], study: Study, row: WriteupRow) -> None:
    """Ask, then move a write-up to the bin."""
    asked = Confirm(
        f"Remove “{row.title or row.name}”?",
        yes="Remove",
        detail=f"The quotes in it stay in their sessions. {TO_THE_BIN}",
    )
    if await screen.app.push_screen_wait(asked):
        await screen.apart(study.remove_writeup, row.name)
        screen.notify("The write-up lies in the bin: u brings it back.", timeout=4)
