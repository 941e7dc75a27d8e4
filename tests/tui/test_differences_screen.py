"""Where tags differ, by key presses: side by side, settled with a note, taken back, hidden from the blind."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from reflect.domain.ids import PointId
from reflect.services.comparing import Comparing
from reflect.services.finishing import settling_form
from reflect.services.study import Study
from reflect.services.writeup_journals import TEXT
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.differences import DifferencesScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, over, tab
from tests.tui.waiting import said, shown, until


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, "We met in [b]spring[/b]. Nobody trusted anybody.")
    for by, point in (("ana", "LP1"), ("ben", "LP2")):
        desk.by = by
        desk.toggle(f"answer:{ANSWER}", 0, 24, PointId(point))
    desk.save()
    desk.close()
    return study


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_difference_is_settled_with_a_note_and_taken_back(
    study: Study, size: tuple[int, int]
) -> None:
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await over(pilot, "D", DifferencesScreen)
        assert "ana: 1 · ben: 2" in said(app)
        assert "“We met in [b]spring[/b].”" in said(app)
        await pilot.press("enter")
        await shown(pilot, PickMany)
        assert "given by ben" in said(app)
        await pilot.press("down", "space", "enter")
        await shown(pilot, AskLine)
        await pilot.press(*"yes", "enter")
        await until(pilot, lambda: "Settled, and saved." in said(app))
        await settled(pilot)
        assert Comparing(study).disagreements()[0].agreed == ("LP2",)
        assert "Agreed: 2" in said(app)
        assert "yes (ana)" in said(app)
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Settling where tags differ." in said(app))
        assert Comparing(study).disagreements()[0].agreed is None


async def test_who_tags_blind_is_shown_none_of_it_anywhere(study: Study) -> None:
    study.blind.remember(study.sessions()[0].id, blind=True)
    app = app_of(study)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await over(pilot, "D", DifferencesScreen)
        assert "Nowhere, as far as you are shown" in said(app)
        assert "ben" not in said(app)
        await pilot.press("escape")
        await opened(pilot)
        quotes = await tab(pilot, "4")
        assert "We met in" in quotes
        assert "ben" not in quotes


async def test_the_reason_is_offered_again_after_a_kill(study: Study) -> None:
    (difference,) = Comparing(study).disagreements()
    form = study.forms.open(settling_form(difference))
    form.put({TEXT: "We asked her"})
    form.close()
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "D", DifferencesScreen)
        await pilot.press("enter")
        await shown(pilot, PickMany)
        await pilot.press("space", "enter")
        asked = await shown(pilot, AskLine)
        assert asked.query_one(Input).value == "We asked her"
        await pilot.press("enter")
        await until(pilot, lambda: Comparing(study).disagreements()[0].note == "We asked her (ana)")
        await until(pilot, lambda: not study.forms.left(difference.session))
