"""Tables on the screen, by key presses: what is counted by what, a cell in words, the quotes behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.domain.ids import PointId
from reflect.services.study import Study
from reflect.tui.screens.cell_quotes import CellQuotesScreen
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.tables import TablesScreen
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, over, tab
from tests.tui.waiting import said, shown, until

WORDS = "We met in [b]spring[/b]. Nobody trusted anybody."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two sessions that ana tagged; in the second ben has tagged the same words with another point."""
    study = a_study(tmp_path / "study")
    for code, role in (("P01", "provider"), ("P02", "commissioner")):
        study.edits.add_participant(a_person(code, role=role))
    for code, given in (("P01", [("ana", "LP1")]), ("P02", [("ana", "LP1"), ("ben", "LP2")])):
        desk = interviewed(study, WORDS, code=code)
        for by, point in given:
            desk.by = by
            desk.toggle(f"answer:{ANSWER}", 0, 24, PointId(point))
        desk.end()
        desk.save()
        desk.close()
    return study


async def picked(pilot: Pilot[Any], key: str, words: str, come: Callable[[], object]) -> None:
    await pilot.press(key)
    await shown(pilot, Pick)
    await pilot.press(*words, "enter")
    await shown(pilot, TablesScreen)
    await until(pilot, come)


async def test_a_table_is_chosen_walked_and_opened_down_to_where_it_was_said(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "what was said by whom" in await tab(pilot, "7")
        await over(pilot, "enter", TablesScreen)
        await until(pilot, lambda: "1 Start upstream by" in said(app))
        await pilot.press("end", "home", "down", "up")
        assert "1 Start upstream, in all: 2 quotes of 2 people" in said(app)
        await picked(pilot, "c", "part", lambda: "by participants" in said(app))
        await pilot.press("right", "right")
        assert "1 Start upstream by P02: 1 quote of 1 person, 50 % of the row" in said(app)
        assert "1 █]" in said(app)
        await picked(pilot, "p", "shares of the row", lambda: "50% ▒" in said(app))
        await picked(pilot, "n", "words", lambda: "4 words in 1 quote of 1 person" in said(app))
        await picked(pilot, "r", "part", lambda: "Participants by learning points" in said(app))
        await pilot.press("w")
        await until(pilot, lambda: "Learning points by participants" in said(app))

        await pilot.press("enter")
        await shown(pilot, CellQuotesScreen)
        await until(pilot, lambda: "“We met in [b]spring[/b].”" in said(app))
        assert "1 Start upstream by P02: 4 words" in said(app)
        await pilot.press("enter")
        await shown(pilot, TagScreen)
        await pilot.press("q")
        await shown(pilot, CellQuotesScreen)
        await settled(pilot)
        await pilot.press("q")
        await shown(pilot, TablesScreen)
        await settled(pilot)

        await picked(pilot, "c", "learning", lambda: "on the same quote" in said(app))
        await picked(pilot, "t", "in the same", lambda: "in the same passage" in said(app))
        await pilot.press("ctrl+home", "right")
        assert "1 Start upstream with 2 Get the right people in the room: 1 passage with both" in said(app)
        path = study.folder / "exports" / "table-points-by-points.csv"
        await picked(pilot, "x", "csv", path.exists)
    assert path.read_text("utf-8").startswith("no,learning point,passages,1 Start upstream,")


async def test_who_tags_blind_is_shown_neither_tags_nor_quotes_of_others(study: Study) -> None:
    for row in study.sessions():
        study.blind.remember(row.id, blind=True)
    app = app_of(study)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await over(pilot, "T", TablesScreen)
        await until(pilot, lambda: "without others' work in 2 sessions you tag blind" in said(app))
        await picked(pilot, "c", "research", lambda: "by researchers" in said(app))
        assert "ben" not in said(app)
        await pilot.press("ctrl+home", "enter")
        await shown(pilot, CellQuotesScreen)
        await until(pilot, lambda: "P02" in said(app))
        assert "ben" not in said(app)
        assert "2 Get the right" not in said(app)
