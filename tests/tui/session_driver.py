"""Driving the session screen as an interviewer does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.session import SessionScreen
from reflect.tui.widgets.outline import Outline
from reflect.tui.widgets.side_panel import SidePanel
from reflect.tui.widgets.top_line import TopLine
from tests.builders import HandClock
from tests.services.studies import a_person, a_study
from tests.tui.hands import rush, typed
from tests.tui.looking import screen_text, settled


class Sat:
    """A session on the screen, with what a test needs to press keys and look."""

    def __init__(self, study: Study, desk: SessionDesk, hand: HandClock, pilot: Pilot[None]) -> None:
        self.study = study
        self.desk = desk
        self.hand = hand
        self.pilot = pilot

    @property
    def screen(self) -> SessionScreen:
        found = next(s for s in self.pilot.app.screen_stack if isinstance(s, SessionScreen))
        assert isinstance(found, SessionScreen)
        return found

    @property
    def here(self) -> str:
        return self.screen.sitting.page

    @property
    def seen(self) -> str:
        return screen_text(self.pilot.app)

    @property
    def said(self) -> str:
        return str(self.screen.query_one("#said").render())

    @property
    def top(self) -> str:
        return self.screen.query_one(TopLine).plain

    @property
    def outline(self) -> list[str]:
        return [" ".join(line.split()) for line in self.screen.query_one(Outline).plain]

    @property
    def side(self) -> list[str]:
        return self.screen.query_one(SidePanel).plain

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each once the last one has been answered."""
        await self.pilot.press(*keys)
        await settled(self.pilot)

    async def rush(self, *keys: str) -> None:
        """Press keys as fast as a terminal can send them, without waiting for anything."""
        rush(self.pilot, *keys)
        await settled(self.pilot)

    async def type(self, words: str) -> None:
        """Type words fast."""
        await typed(self.pilot, words)
        await settled(self.pilot)

    async def go(self, number: str) -> None:
        """Go to a question by its number, steering or writing."""
        await self.press("f10", *number, "enter")


@asynccontextmanager
async def sitting(
    folder: Path, desk: SessionDesk, *, size: tuple[int, int] = (120, 40), study: Study | None = None
) -> AsyncIterator[Sat]:
    """A session on the screen; P01 is somebody of the study."""
    if study is None:
        study = a_study(folder / "study")
        study.edits.add_participant(a_person())
    hand = HandClock()
    app = ReflectApp(lambda: [SessionScreen(study, desk, now=hand)])
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield Sat(study, desk, hand, pilot)
