"""What the quotes can be narrowed by, asked one thing at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

import msgspec
from textual.app import App

from reflect.domain.amounts import many
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.panes.quote_filter import UNTAGGED, QuoteFilter
from reflect.tui.screens.panes.quotes import Quotes

Ask: TypeAlias = Callable[[App[Any], Quotes, QuoteFilter], Awaitable[QuoteFilter | None]]
"""Asks for one thing; gives what the quotes are then narrowed by, or None when it was left."""

_ALL = "*"


async def ask_point(app: App[Any], found: Quotes, asked: QuoteFilter) -> QuoteFilter | None:
    """Ask for one learning point, or for the quotes without one."""
    counts = Counter(point for row in found.shown() for point in row.points)
    untagged = sum(1 for row in found.shown() if not row.points)
    named: list[tuple[str, str, str]] = [
        (p.id, f"{p.number} {p.name}", many(counts[p.id], "quote"))
        for p in found.codebook.points
        if p.id in counts
    ]
    if untagged:
        named.append((UNTAGGED, "without a learning point", many(untagged, "quote")))
    picked = await _ask(app, "Which learning point?", "all learning points", named, asked.point)
    return None if picked is None else msgspec.structs.replace(asked, point=picked)


async def ask_role(app: App[Any], found: Quotes, asked: QuoteFilter) -> QuoteFilter | None:
    """Ask for one role."""
    counts = Counter(row.role for row in found.shown() if row.role)
    named = [(role, found.roles.get(role, role), many(count, "quote")) for role, count in counts.items()]
    picked = await _ask(app, "Which role?", "all roles", sorted(named), asked.role)
    return None if picked is None else msgspec.structs.replace(asked, role=picked)


async def ask_person(app: App[Any], found: Quotes, asked: QuoteFilter) -> QuoteFilter | None:
    """Ask for one participant."""
    counts = Counter(row.participant for row in found.shown() if row.participant)
    named = [(code, str(code), many(count, "quote")) for code, count in counts.items()]
    picked = await _ask(app, "Whose quotes?", "everyone's", sorted(named), asked.participant)
    return None if picked is None else msgspec.structs.replace(asked, participant=picked)


async def _ask(
    app: App[Any], title: str, everything: str, named: Iterable[tuple[str, str, str]], now: str
) -> str | None:
    choices = [Choice(_ALL, everything), *(Choice(*one) for one in named)]
    picked = await app.push_screen_wait(Pick(title, choices, start=now or _ALL))
    return "" if picked == _ALL else picked
