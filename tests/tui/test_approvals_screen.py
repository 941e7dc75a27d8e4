"""Asking participants about their quotes, by key presses: sheets out, sheets in, who owes an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Approval, Quote
from reflect.services.study import Study
from reflect.tui.screens.approvals import ApprovalsScreen
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Pick
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed
from tests.tui.study_screens import app_of, opened, over
from tests.tui.waiting import said, shown, until


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person("P01", agreed(first=True)))
    study.edits.add_participant(a_person("P02"))
    for code in ("P01", "P02"):
        desk = interviewed(study, "We began in spring. Nobody trusted the budget.", code=code)
        desk.toggle(answer_passage(ANSWER), 0, 19, PointId("LP1"))
        desk.close()
    return study


def quotes(study: Study) -> list[Quote]:
    return [quote for record, _ in study.records() for quote in record.quotes.values()]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_sheet_goes_out_and_its_answer_comes_in(
    study: Study, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(study)
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await over(pilot, "p", ApprovalsScreen)
        assert "P01 has not been asked about 1 quote" in said(app)
        await pilot.press("enter")
        await shown(pilot, Pick)
        await pilot.press("enter")
        await until(pilot, lambda: "Written to" in said(app))
        sheet = study.folder / "exports" / "quotes-P01.md"
        assert "We began in spring." in sheet.read_text("utf-8")
        await pilot.press("s")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "1 quote put down as asked today" in said(app))
        assert "an answer" in said(app)
        filled = tmp_path / "filled.md"
        text = sheet.read_text("utf-8").replace(
            "- [ ] Change it to:", "- [x] Change it to: It began in March."
        )
        filled.write_text(text, "utf-8")
        await pilot.press("r")
        await shown(pilot, AskLine)
        await pilot.press(*str(filled), "enter")
        await shown(pilot, Confirm)
        assert "0 fine, 1 changed, 0 left out" in said(app)
        await pilot.press("y")
        await until(pilot, lambda: "u takes it back" in said(app) and "1 changed" in said(app))
        (amended,) = [quote for quote in quotes(study) if quote.approval is Approval.AMENDED]
        assert amended.approved_words == "It began in March."
        await pilot.press("u")
        await until(pilot, lambda: "Undone: What P01 said of their quotes" in said(app))
    assert {quote.approval for quote in quotes(study)} == {Approval.ASKED, Approval.NOT_ASKED}


async def test_what_is_wrong_with_a_sheet_is_said_and_nothing_is_put_down(
    study: Study, tmp_path: Path
) -> None:
    filled = tmp_path / "filled.md"
    text = study.approvals.sheet_markdown("P01").replace("- [ ]", "- [x]")
    filled.write_text(text, "utf-8")
    app = app_of(study)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await over(pilot, "p", ApprovalsScreen)
        await pilot.press("r")
        await shown(pilot, AskLine)
        await pilot.press(*str(filled), "enter")
        await until(pilot, lambda: "more than one box is ticked" in said(app))
        await pilot.press("r")
        await shown(pilot, AskLine)
        await pilot.press(*"nowhere.md", "enter")
        await until(pilot, lambda: "There is no such file" in said(app))
    assert {quote.approval for quote in quotes(study)} == {Approval.NOT_ASKED}


async def test_the_day_to_answer_by_and_what_silence_means_are_set(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await over(pilot, "p", ApprovalsScreen)
        assert "There is no day by which they must answer" in said(app)
        await pilot.press("d")
        await shown(pilot, AskLine)
        await pilot.press("backspace", "1", "4", "enter")
        await shown(pilot, Pick)
        await pilot.press("enter")
        await until(pilot, lambda: "After 14 days without an answer, silence means no" in said(app))
        await pilot.press("d")
        await shown(pilot, AskLine)
        await pilot.press("x", "enter")
        await until(pilot, lambda: "is no number of days" in said(app))
    settings = study.settings()
    assert (settings.answer_within, settings.silence) == (14, "no")
