"""A screen that goes away while something is still being looked up for it."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from reflect.tui.command import Commands


class SlowToGo(Widget):
    """A part that takes its time to go, while its neighbours are gone already."""

    def __init__(self, going: asyncio.Event, done: asyncio.Event) -> None:
        super().__init__()
        self._going, self._done = going, done

    async def on_unmount(self) -> None:
        """Let what was looked up arrive just now."""
        await asyncio.sleep(0.01)
        self._going.set()
        await asyncio.wait_for(self._done.wait(), 5)


class Looking(Commands[None]):
    """A screen that shows what it found in one of its parts."""

    def __init__(self) -> None:
        super().__init__()
        self.going, self.done = asyncio.Event(), asyncio.Event()
        self.looking: Worker[None] | None = None
        self.shown = False

    def compose(self) -> ComposeResult:
        """One part that goes at once, one that does not."""
        yield Static(id="found")
        yield SlowToGo(self.going, self.done)

    def on_mount(self) -> None:
        """Begin to look."""
        self.looking = self.run_worker(self._look())

    async def _look(self) -> None:
        try:
            await self.going.wait()
            self.query_one("#found", Static).update("found")
            self.shown = True
        finally:
            self.done.set()


async def test_what_is_found_for_a_screen_that_is_being_taken_down_is_let_go() -> None:
    app = App[None]()
    screen = Looking()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await pilot.pause()
    assert screen.looking is not None
    assert screen.looking.is_cancelled
    assert not screen.shown


async def test_a_screen_that_is_being_taken_down_begins_to_look_for_nothing_more() -> None:
    class Late(Looking):
        """One whose timer rings while its parts go."""

        def on_mount(self) -> None:
            """Look only then."""
            self.run_worker(self._ring())

        async def _ring(self) -> None:
            self.app.call_later(self._wait)

        async def _wait(self) -> None:
            asyncio.get_running_loop().create_task(self._late())

        async def _late(self) -> None:
            await self.going.wait()
            self.looking = self.run_worker(self._look)
            self.done.set()

    app = App[None]()
    screen = Late()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await pilot.pause()
    assert screen.looking is not None
    assert screen.looking.is_cancelled
    assert not screen.shown


async def test_leaving_a_screen_lets_go_of_what_it_looked_for() -> None:
    app = App[None]()
    screen = Looking()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        await app.pop_screen()
        assert screen.looking is not None
        assert screen.looking.is_cancelled
