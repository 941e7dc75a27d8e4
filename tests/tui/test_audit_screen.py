"""Who did what, by key presses: the last first, narrowed, without what one is blind to, and the way there."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.services.study import Study
from reflect.tui.screens.audit import AuditScreen
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import analysis, app_of, opened
from tests.tui.waiting import said, shown, until


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, "We met in spring. Nobody trusted anybody.")
    for by in ("ana", "ben"):
        desk.by = by
        desk.toggle(f"answer:{ANSWER}", 0, 17, PointId("LP1"))
    desk.save()
    desk.close()
    return study


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_trail_is_narrowed_and_enter_goes_there(study: Study, size: tuple[int, int]) -> None:
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await analysis(pilot, "audit", AuditScreen)
        await until(pilot, lambda: "lines" in said(app))
        assert "ben tagged 1 session" in said(app)
        await pilot.press("r")
        await shown(pilot, Pick)
        await pilot.press(*"ana", "enter")
        await until(pilot, lambda: "ben" not in said(app))
        await pilot.press("w")
        await shown(pilot, Pick)
        await pilot.press(*"tagged", "enter")
        await until(pilot, lambda: "1 line · ana · tagged" in said(app))
        await pilot.press("s")
        await shown(pilot, AskLine)
        await pilot.press(*"soon", "enter")
        await until(pilot, lambda: "“soon” is no day" in said(app))
        await pilot.press("s")
        await shown(pilot, AskLine)
        await pilot.press(*"2026-03-05", "enter")
        await until(pilot, lambda: "Nothing is recorded that fits" in said(app))
        await pilot.press("c")
        await until(pilot, lambda: "ben tagged 1" in said(app))
        await pilot.press("enter")
        await shown(pilot, TagScreen)


async def test_who_tags_blind_is_told_nothing_of_what_others_did(study: Study) -> None:
    study.blind.remember(study.sessions()[0].id, blind=True)
    app = app_of(study)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await analysis(pilot, "audit", AuditScreen)
        await until(pilot, lambda: "without what others did in 1 session" in said(app))
        await settled(pilot)
        assert "ana" in said(app)
        assert "ben" not in said(app)
