"""Withdrawing by key presses: what holds their words is shown, and only what was meant is done."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from reflect.domain.consent import Extent
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.study import Study
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.withdraw import WithdrawScreen
from reflect.tui.screens.writeup import WriteupScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, over, tab
from tests.tui.waiting import said, shown, until

WORDS = "We had been cross for months. [b]Then[/b] Sam said they had one person. One."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01, interviewed, with a tagged quote and a reflection; P02, who has no session."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(msgspec.structs.replace(a_person("P02"), name="Tobias Fennimore"))
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, len(WORDS), PointId("LP4"))
    desk.close()
    study.drafts.keep_reflection("P01")
    (study.folder / "exports" / "sent.md").write_text(f"Dear all,\n\nAs was said: {WORDS}\n", "utf-8")
    return study


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_holds_their_words_is_shown_and_nothing_is_done_by_looking(
    study: Study, size: tuple[int, int]
) -> None:
    before = (study.folder / "people.json").read_bytes()
    async with app_of(study).run_test(size=size) as pilot:
        await opened(pilot)
        await tab(pilot, "2")
        await over(pilot, "W", WithdrawScreen)
        seen = said(pilot.app)
        assert "P01 withdraws" in seen
        assert "exports/sent.md" in seen
        assert "Quillfeather" not in seen
        await pilot.press("n")
        await shown(pilot, Confirm)
        await pilot.press("n")
        await shown(pilot, WithdrawScreen)
        await pilot.press("R")
        await shown(pilot, AskLine)
        await pilot.press(*"P02", "enter")
        await settled(pilot)
        assert "Nothing was removed" in said(pilot.app)
    assert (study.folder / "people.json").read_bytes() == before


async def test_enter_opens_a_write_up_at_the_line(study: Study) -> None:
    async with app_of(study).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "2")
        await over(pilot, "W", WithdrawScreen)
        screen = pilot.app.screen
        assert isinstance(screen, WithdrawScreen)
        await pilot.press("down")
        line = screen.current.line
        assert line > 1
        await pilot.press("enter")
        there: WriteupScreen = await shown(pilot, WriteupScreen)
        await until(pilot, lambda: there.editor.cursor_location[0] == line - 1)


async def test_a_withdrawal_is_noted_once_it_is_agreed_and_marks_the_write_ups(study: Study) -> None:
    async with app_of(study).run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await tab(pilot, "2")
        await over(pilot, "W", WithdrawScreen)
        await pilot.press("n")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await settled(pilot)
        assert "nothing of theirs is quoted any more" in said(pilot.app)
        await pilot.press("q")
        assert "! withdrawn words" in await tab(pilot, "5")
    consent = study.participant("P01").consent
    assert consent is not None
    assert consent.extent is Extent.NOT_QUOTED


async def test_data_are_removed_once_the_code_is_typed(study: Study) -> None:
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await tab(pilot, "2")
        await over(pilot, "W", WithdrawScreen)
        await pilot.press("R")
        await shown(pilot, AskLine)
        assert "cannot be undone" in said(pilot.app)
        await pilot.press(*"P01", "enter")
        await until(pilot, lambda: "Removed: 1 session" in said(pilot.app))
        await pilot.press("q")
        people = await tab(pilot, "2")
        assert "P02" in people
        assert "P01" not in people
    assert not study.sessions()
