"""Saving without being asked: on this computer at once, in the study soon, and in words when it fails."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from reflect.errors import ChangedUnderneath, ReflectError, StoreError
from reflect.services.study import Study
from reflect.tui import autosave, autosave_stage
from reflect.tui.app import ReflectApp
from reflect.tui.autosave import Autosave, SaveState
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.tag import TagScreen
from reflect.tui.widgets.top_line import TopLine
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.waiting import said, shown, until


class Keeper:
    """A study and this computer, each of which can refuse; `log` says what was asked of them, and when."""

    def __init__(self) -> None:
        self.typed = 0
        self.here = 0
        self.study = 0
        """How much of what was typed each of them has."""
        self.here_broken = ""
        self.study_broken = ""
        self.log: list[tuple[str, float]] = []
        self.open = threading.Event()
        """While it is not set, the study does not answer."""
        self.open.set()

    def journal(self) -> None:
        self.log.append(("line", time.monotonic()))
        if self.here_broken:
            raise StoreError(self.here_broken)
        self.here = self.typed

    def save(self) -> None:
        typed = self.typed
        self.log.append(("save", time.monotonic()))
        assert self.open.wait(10)
        if self.study_broken:
            raise StoreError(self.study_broken)
        self.study = typed

    def asked(self, what: str) -> int:
        return sum(each == what for each, _ in self.log)


class Desk(Screen[None]):
    def __init__(self, keeper: Keeper, *, journal: bool) -> None:
        super().__init__()
        self.keeper = keeper
        self.marks: list[SaveState] = []
        self.told: list[ReflectError] = []
        self.autosave = Autosave(
            self,
            keeper.save,
            shown=self.marks.append,
            failed=self.told.append,
            journal=keeper.journal if journal else None,
        )

    def type(self) -> None:
        self.keeper.typed += 1
        self.autosave.touch()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        self.autosave.finished(event)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again sooner than a person would want."""
    monkeypatch.setattr(autosave, "RETRY", 0.05)


@asynccontextmanager
async def at_work(*, journal: bool = True) -> AsyncIterator[tuple[Desk, Keeper, Callable[..., Any]]]:
    keeper = Keeper()
    desk = Desk(keeper, journal=journal)
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(desk)
        yield desk, keeper, _waiting(pilot)


def _waiting(pilot: Pilot[Any]) -> Callable[..., Any]:
    async def wait(come: Callable[[], object]) -> None:
        await until(pilot, come)

    return wait


async def desk_is(state: SaveState, desk: Desk, wait: Callable[..., Any]) -> None:
    await wait(lambda: desk.autosave.state is state)


async def test_a_key_is_safe_on_this_computer_within_half_a_second() -> None:
    async with at_work() as (desk, keeper, wait):
        began = time.monotonic()
        desk.type()
        assert desk.autosave.state is SaveState.WAITING
        await desk_is(SaveState.SAVED, desk, wait)
        assert keeper.log[0][0] == "line"
        assert keeper.log[0][1] - began <= 0.5
        assert (keeper.here, keeper.study) == (1, 0)
        assert not desk.autosave.in_study
        assert desk.marks == [SaveState.WAITING, SaveState.SAVED]


async def test_typing_on_does_not_put_the_line_off() -> None:
    async with at_work() as (desk, keeper, wait):
        began = time.monotonic()

        def typing() -> bool:
            desk.type()
            return bool(keeper.here)

        await wait(typing)
        assert keeper.log[0][1] - began <= 0.5
        await wait(lambda: keeper.here == keeper.typed)


async def test_the_study_has_it_by_the_next_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    assert autosave.CHECKPOINT == 15.0
    monkeypatch.setattr(autosave, "CHECKPOINT", 0.6)
    async with at_work() as (desk, keeper, wait):
        desk.type()
        await wait(lambda: keeper.study == 1)
        assert keeper.log[0][0] == "line"
        await wait(lambda: desk.autosave.in_study)
        assert desk.autosave.state is SaveState.SAVED


async def test_leaving_an_answer_saves_it_in_the_study_without_waiting() -> None:
    async with at_work() as (desk, keeper, wait):
        desk.autosave.checkpoint_soon()
        assert keeper.log == []
        desk.type()
        desk.autosave.checkpoint_soon()
        await wait(lambda: desk.autosave.in_study)
        assert (keeper.here, keeper.study) == (1, 1)
        assert [what for what, _ in keeper.log][:2] == ["line", "save"]


async def test_without_a_journal_it_is_saved_in_the_study_within_half_a_second() -> None:
    async with at_work(journal=False) as (desk, keeper, wait):
        desk.type()
        desk.autosave.checkpoint_soon()
        await desk_is(SaveState.SAVED, desk, wait)
        desk.type()
        await wait(lambda: keeper.study == 2)
        await desk_is(SaveState.SAVED, desk, wait)
        assert keeper.asked("line") == 0


async def test_flushing_puts_it_on_this_computer_first_and_then_in_the_study() -> None:
    async with at_work() as (desk, keeper, _):
        desk.type()
        desk.autosave.flush()
        assert [what for what, _ in keeper.log] == ["line", "save"]
        assert desk.autosave.state is SaveState.SAVED
        assert desk.autosave.in_study


async def test_a_study_that_is_away_is_said_once_and_caught_up_with_when_it_is_back() -> None:
    async with at_work() as (desk, keeper, wait):
        keeper.study_broken = "The study folder is not there"
        desk.type()
        desk.autosave.checkpoint_soon()
        await desk_is(SaveState.KEPT, desk, wait)
        assert SaveState.KEPT.alarm
        await wait(lambda: keeper.asked("save") >= 3)
        desk.type()
        desk.autosave.checkpoint_soon()
        await wait(lambda: keeper.here == 2)
        (told,) = desk.told
        assert "The study folder is not there" in str(told)
        assert "kept on this computer" in str(told)
        assert "Save elsewhere" in str(told)
        keeper.study_broken = ""
        await desk_is(SaveState.SAVED, desk, wait)
        assert keeper.study == 2
        assert desk.autosave.in_study
        assert desk.marks == [SaveState.WAITING, SaveState.KEPT, SaveState.SAVED]
        keeper.study_broken = "The study folder is not there"
        desk.type()
        desk.autosave.checkpoint_soon()
        await wait(lambda: len(desk.told) == 2)


async def test_a_computer_without_room_saves_in_the_study_at_once_and_says_so_once() -> None:
    async with at_work() as (desk, keeper, wait):
        keeper.here_broken = "What you type cannot be kept on this computer"
        for number in (1, 2, 3):
            desk.type()
            await wait(lambda wanted=number: keeper.study == wanted)
            await desk_is(SaveState.SAVED, desk, wait)
        assert [str(error) for error in desk.told] == ["What you type cannot be kept on this computer."]


async def test_when_neither_takes_it_the_mark_says_that_nothing_is_saved() -> None:
    async with at_work() as (desk, keeper, wait):
        keeper.here_broken, keeper.study_broken = "No room here", "No room there"
        desk.type()
        await desk_is(SaveState.FAILED, desk, wait)
        assert "kept on this computer" not in " ".join(map(str, desk.told))
        keeper.here_broken = ""
        await desk_is(SaveState.KEPT, desk, wait)
        keeper.study_broken = ""
        await desk_is(SaveState.SAVED, desk, wait)
        assert keeper.study == 1


async def test_a_flush_that_fails_says_where_the_words_are_and_goes_on_trying() -> None:
    async with at_work() as (desk, keeper, wait):
        keeper.study_broken = "The disk is full"
        desk.type()
        with pytest.raises(StoreError, match="The disk is full") as raised:
            desk.autosave.flush()
        assert "kept on this computer" in str(raised.value)
        assert desk.autosave.state is SaveState.KEPT
        keeper.study_broken = ""
        await desk_is(SaveState.SAVED, desk, wait)


async def test_a_drive_that_never_answers_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave_stage, "PATIENCE", 0.1)
    async with at_work() as (desk, keeper, wait):
        keeper.open.clear()
        desk.type()
        desk.autosave.checkpoint_soon()
        await wait(lambda: keeper.asked("save"))
        desk.type()
        await desk_is(SaveState.KEPT, desk, wait)
        await wait(lambda: keeper.here == 2)
        assert "does not answer" in str(desk.told[0])
        with pytest.raises(StoreError, match="does not answer"):
            desk.autosave.flush(patience=0.1)
        keeper.open.set()
        await wait(lambda: keeper.study == 2)
        await desk_is(SaveState.SAVED, desk, wait)


async def test_a_drive_that_stops_answering_is_told_though_nobody_types(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(autosave_stage, "PATIENCE", 0.1)
    async with at_work() as (desk, keeper, wait):
        keeper.open.clear()
        desk.type()
        desk.autosave.checkpoint_soon()
        await desk_is(SaveState.KEPT, desk, wait)
        assert "does not answer" in str(desk.told[0])
        keeper.open.set()
        await desk_is(SaveState.SAVED, desk, wait)
        assert len(desk.told) == 1


async def test_a_flush_waits_for_a_drive_that_never_answers_no_longer_than_it_is_told() -> None:
    async with at_work() as (desk, keeper, _):
        keeper.open.clear()
        desk.type()
        began = time.monotonic()
        with pytest.raises(StoreError, match="does not answer"):
            desk.autosave.flush(patience=0.1)
        assert time.monotonic() - began < 2
        assert keeper.here == 1
        assert desk.autosave.state is SaveState.KEPT
        keeper.open.set()


async def test_a_clash_keeps_its_own_way_out() -> None:
    async with at_work() as (desk, _, wait):

        def clash() -> None:
            raise ChangedUnderneath("Somebody else saved this", remedy="Open it again.")

        desk.autosave._save = clash
        desk.type()
        desk.autosave.checkpoint_soon()
        await wait(lambda: desk.told)
        assert str(desk.told[0]) == "Somebody else saved this. Open it again."


async def test_an_error_nobody_foresaw_is_told_too() -> None:
    async with at_work() as (desk, _, wait):

        def broken() -> None:
            raise RuntimeError

        desk.autosave._save = broken
        desk.type()
        desk.autosave.checkpoint_soon()
        await wait(lambda: desk.told)
        assert "RuntimeError" in str(desk.told[0])


async def test_what_is_read_only_is_never_saved() -> None:
    async with at_work() as (desk, keeper, _):
        desk.autosave.read_only()
        desk.type()
        desk.autosave.checkpoint_soon()
        desk.autosave.flush()
        assert desk.marks == [SaveState.READ_ONLY]
        assert keeper.log == []


async def test_a_drive_that_is_pulled_out_is_survived_with_a_copy_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "CHECKPOINT", 0.1)
    study = a_study(tmp_path / "drive" / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, "We'd been cross with them for months.")
    app = ReflectApp(lambda: [TagScreen(study, desk)])
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        screen = await shown(pilot, TagScreen)
        away = study.folder.rename(tmp_path / "pulled out")
        await pilot.press("s", "4")
        mark = screen.query_one(TopLine)
        await until(pilot, lambda: "not saved in the study · kept on this computer" in mark.plain)
        assert "We'd been cross" in said(app)
        screen.action_run("save_elsewhere")
        ask = await shown(pilot, AskLine)
        ask.query_one(Input).value = str(tmp_path / "stick")
        await pilot.press("enter")
        await until(pilot, lambda: "A copy is saved as" in said(app))
        assert len(list((tmp_path / "stick").glob("*.json"))) == 1
        away.rename(study.folder)
        await until(pilot, lambda: "● saved" in mark.plain)
    assert len(Study.open(study.folder).session_record(desk.record.session.id).tags) == 1
