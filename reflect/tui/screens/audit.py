"""Who did what and when, the last first, narrowed by researcher, kind and day; it fills while it is read."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reflect.domain.amounts import many
from reflect.domain.ids import SessionId
from reflect.errors import ReflectError
from reflect.services.auditing import (
    Event,
    SoFar,
    cells_of,
    day_of,
    narrowed,
    session_of,
    writeup_of,
)
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.going_there import go_to_session
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

_ALL = "*"


class GoThere(Command):
    """Go to the session or the write-up that it was done in."""

    name, label, footer, key = "go_there", "Go there", "go there", "enter"


class ByWhom(Command):
    """Show only what one researcher did."""

    name, label, footer, key = "by", "Only one researcher", "who", "r"


class OfKind(Command):
    """Show only one kind of thing that was done."""

    name, label, footer, key = "kind", "Only one kind", "what", "w"


class Since(Command):
    """Show only what was done from a day on."""

    name, label, footer, key = "since", "Only from a day on", "since", "s"


class ShowAll(Command):
    """Show all of it again."""

    name, label, footer, key = "all", "Show all of it", "all", "c"


class AuditScreen(ListScreen[Event]):
    """The trail, from the records: codes and ids, never words or participants' names."""

    SCOPE = "audit"
    TITLE = "Who did what, and when"
    VERBS = (GoThere, ByWhom, OfKind, Since, ShowAll, Leave)
    EMPTY = "Nothing is recorded that fits. c shows all of it; Esc goes back."
    COLUMNS = (
        Column("When", 16),
        Column("Who", 10),
        Column("What", 16, grow=1),
        Column("Times", 5, right=True, drop=1),
        Column("Where", 18),
    )
    DEFAULT_CSS = """
    AuditScreen #narrowed { height: 1; padding: 0 2; color: $text-muted; }
    """

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._events: list[Event] = []
        """All that is known, the last first."""
        self._by = self._what = self._since = ""
        self._reading = ""
        self._hidden = 0

    def above(self) -> ComposeResult:
        """What it is narrowed by, and how far reading has got."""
        yield Static(id="narrowed", markup=False)

    # -- what is shown ---------------------------------------------------------------------------------

    async def _fetch(self) -> None:
        """Show what is known while the rest is read."""
        steps = self._study.trail.gradually()
        try:
            self._hidden = len(await self.apart(self._study.blind.sessions_in, self._study))
            while (so_far := await self.apart(next, steps, None)) is not None:
                self._take(so_far)
                await asyncio.sleep(0)
        except ReflectError as error:
            self._reading = ""
            for rows in self.query(Rows):
                rows.show((), empty=f"This cannot be read just now. {error}")

    def _take(self, so_far: SoFar) -> None:
        self._events = so_far.events[::-1]
        ended = so_far.done == so_far.of
        self._reading = "" if ended else f"read {so_far.done} of {many(so_far.of, 'session')} …"
        self._show()

    def _show(self) -> None:
        found = narrowed(self._events, by=self._by, what=self._what)
        found = [event for event in found if event.at[:10] >= self._since]
        parts = [many(len(found), "line"), *filter(None, [self._by, self._what])]
        parts += [f"since {self._since}"] if self._since else []
        if self._hidden:
            parts.append(f"without what others did in {many(self._hidden, 'session')} that you tag blind")
        parts += [self._reading] if self._reading else []
        for said in self.query("#narrowed").results(Static):  # the program may be ending meanwhile
            said.update(clean(" · ".join(parts)))
            self.rows.show(found, empty=self._reading or self.EMPTY)
            self._show_whole()

    def key(self, row: Event) -> str:
        """What makes it another line."""
        return f"{row.at[:10]} {row.by} {row.what} {row.where} {row.detail}"

    def cells(self, row: Event) -> Sequence[Cell]:
        """As on the command line, but for the details, which stand below."""
        when, by, where, what, times, _ = map(clean, cells_of(row))
        return when, by, what, times, where

    def whole(self, row: Event) -> Content:
        """All of it, with which."""
        when, by, where, what, times, which = map(clean, cells_of(row))
        often = "" if row.count == 1 else f", {times} times that day"
        lines = [f"{when} · {by} · {where}", f"{what}{often}"]
        return Content("\n".join([*lines, *([which] if row.detail else [])]))

    # -- narrowing -------------------------------------------------------------------------------------

    def _ask(self, steps: Coroutine[Any, Any, None]) -> None:
        self._asking(steps)

    @work(group="default", exclusive=True)
    async def _asking(self, steps: Coroutine[Any, Any, None]) -> None:
        try:
            await steps
        except ReflectError as error:
            self.say(str(error))
        else:
            self.say("")
            self._show()

    async def _pick(self, title: str, counts: Counter[str], now: str) -> str:
        choices = [Choice(_ALL, "all of it")]
        choices += [Choice(name, name, many(count, "time")) for name, count in sorted(counts.items()) if name]
        picked = await self.app.push_screen_wait(Pick(title, choices, start=now or _ALL))
        return now if picked is None else "" if picked == _ALL else picked

    def do_by(self) -> None:
        """Ask whose."""
        self._ask(self._pick_by())

    async def _pick_by(self) -> None:
        counts: Counter[str] = Counter()
        for event in self._events:
            counts[event.by] += event.count
        self._by = await self._pick("What did whom do?", counts, self._by)

    def do_kind(self) -> None:
        """Ask what."""
        self._ask(self._pick_kind())

    async def _pick_kind(self) -> None:
        counts: Counter[str] = Counter()
        for event in self._events:
            counts[event.what] += event.count
        self._what = await self._pick("What was done?", counts, self._what)

    def do_since(self) -> None:
        """Ask for the day."""
        self._ask(self._ask_since())

    async def _ask_since(self) -> None:
        line = await self.app.push_screen_wait(
            AskLine(
                "Since which day?",
                said="Like 2026-03-01: year, month, day. Empty for all of it.",
                initial=self._since,
                needed=False,
            )
        )
        if line is not None:
            self._since = day_of(line)

    def do_all(self) -> None:
        """Narrow by nothing."""
        self._by = self._what = self._since = ""
        self._show()

    # -- going there -----------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """What was done to the codebook or to people has no place of its own to go to."""
        if verb is GoThere:
            row = self.rows.current
            return row is not None and bool(session_of(row) or writeup_of(row))
        if verb is ShowAll:
            return bool(self._by or self._what or self._since)
        return super().can(verb)

    def open_row(self) -> None:
        """Go there by double click."""
        self.action_run(GoThere.name)

    def do_go_there(self) -> None:
        """Open the session or the write-up."""
        row = self.current
        if writeup_of(row):
            from reflect.tui.screens.writeup import WriteupScreen  # when one first needs it

            self.app.push_screen(WriteupScreen(self._study, writeup_of(row)))
        else:
            self._ask(self._go_to(SessionId(session_of(row))))

    async def _go_to(self, session: SessionId) -> None:
        await go_to_session(self, self._study, session, self.load)
