"""The framework matrix, by key presses: walked, charted, read, and nothing that was typed is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.domain.framework import CaseKind
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.framework import FrameworkScreen
from reflect.tui.screens.framework_cell import CellScreen
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until

HERS = "We shared the rota. Nobody rang. It took a year."
LP1, LP4 = PointId("LP1"), PointId("LP4")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    study = a_study(tmp_path / "study")
    for code in ("P01", "P02"):
        study.edits.add_participant(a_person(code))
    desk = interviewed(study, HERS)
    desk.toggle(answer_passage(ANSWER), 0, 19, LP1)
    desk.toggle(answer_passage(ANSWER), 20, 32, LP4)
    desk.save()
    desk.close()
    return study


async def matrix(pilot: Pilot[Any]) -> FrameworkScreen:
    """The matrix in front, with its cell read."""
    screen: FrameworkScreen = await shown(pilot, FrameworkScreen)
    await until(pilot, lambda: not screen._busy)
    await settled(pilot)
    return screen


def summaries(study: Study) -> dict[str, str]:
    return {each.id: each.text for each in study.summaries()}


@pytest.mark.parametrize("size", [(80, 24), (150, 40)])
async def test_a_cell_is_charted_marked_taken_back_and_read_where_it_was_said(
    study: Study, size: tuple[int, int]
) -> None:
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        if size[0] > 80:
            await pilot.press("M")
        else:
            await tab(pilot, "7")
            rows = screen._front.rows
            await until(pilot, lambda: rows.items)
            rows.go_to("framework")
            await pilot.press("enter")
        await matrix(pilot)
        assert "Not charted yet" in said(app)
        assert "“We shared the rota.”" in said(app)
        await pilot.press("enter")
        await shown(pilot, CellScreen)
        assert "“We shared the rota.”" in said(app)
        await typed(pilot, "She [b]trusts rotas.")
        await pilot.press("escape")
        await matrix(pilot)
        assert summaries(study) == {"participant:P01/LP1": "She [b]trusts rotas."}
        assert "She [b]trusts rotas." in said(app)
        assert "1 charted (c)" in said(app)
        await pilot.press("n")
        await settled(pilot)
        assert "P01 · 4 Recognise difference" in said(app)
        await pilot.press("e", "x")
        await matrix(pilot)
        assert summaries(study)["participant:P01/LP5"] == ""
        assert "1 nothing said (n)" in said(app)
        await pilot.press("u")
        await matrix(pilot)
        assert list(summaries(study)) == ["participant:P01/LP1"]
        await pilot.press("ctrl+home", "o")
        await shown(pilot, TagScreen)
        await pilot.press("q")
        await matrix(pilot)
        await pilot.press("r")
        await matrix(pilot)
        assert "by roles" in said(app)
        await pilot.press("delete", "q")


async def test_a_stale_cell_is_gone_to_and_says_what_is_new(study: Study) -> None:
    cells = study.framework
    cells.write(cells.cell(CaseKind.PARTICIPANT, "P01", LP4, fresh=True), "Nobody rings.")
    desk = study.open_session(study.sessions()[0].id)
    desk.toggle(answer_passage(ANSWER), 33, 48, LP4)
    desk.save()
    desk.close()
    app = ReflectApp(lambda: [FrameworkScreen(study)])
    async with app.run_test(size=(80, 24)) as pilot:
        await matrix(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert "stale: since it was written, of its quotes 1 was added" in said(app)
        assert "[new] “It took a year.”" in said(app)
        await pilot.press("f")
        await matrix(pilot)
        assert "stale" not in said(app)


async def test_words_that_were_being_written_at_a_kill_are_gone_on_with(study: Study) -> None:
    app = ReflectApp(lambda: [FrameworkScreen(study)])
    async with app.run_test(size=(80, 24)) as pilot:
        await matrix(pilot)
        await pilot.press("enter")
        cell = await shown(pilot, CellScreen)
        await typed(pilot, "She trusts ro")
        journals = study._journals
        await until(
            pilot,
            lambda: any(b"She trusts ro" in path.read_bytes() for path in journals.glob("form-*.jsonl")),
        )
        cell._form.close()  # nothing more is written, and the system lets go of the journal
    assert summaries(study) == {}
    again = Study.open(study.folder)
    app = ReflectApp(lambda: [FrameworkScreen(again)])
    async with app.run_test(size=(80, 24)) as pilot:
        await matrix(pilot)
        assert "Not kept when reflect stopped" in said(app)
        await pilot.press("enter")
        await shown(pilot, CellScreen)
        await typed(pilot, "tas.")
        await pilot.press("f2")
        await matrix(pilot)
        assert summaries(again) == {"participant:P01/LP1": "She trusts rotas."}
        await until(pilot, lambda: not again.framework.left())


async def test_ending_the_program_in_mid_sentence_keeps_the_summary(study: Study) -> None:
    app = ReflectApp(lambda: [FrameworkScreen(study)])
    async with app.run_test(size=(80, 24)) as pilot:
        await matrix(pilot)
        await pilot.press("enter")
        await shown(pilot, CellScreen)
        await typed(pilot, "She trusts ro")
        await pilot.press("ctrl+q")
    assert summaries(study) == {"participant:P01/LP1": "She trusts ro"}
    assert not Study.open(study.folder).framework.left()
