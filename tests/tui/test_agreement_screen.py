"""How far researchers agree, by key presses: what is compared is chosen and said; counting can be stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.services.study import Study
from reflect.tui.screens.agreement import AgreementScreen
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.differences import DifferencesScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import analysis, app_of, opened, over
from tests.tui.waiting import said, shown, until

WORDS = "We met in [b]spring[/b]. Nobody trusted anybody. Then it rained."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two researchers agree on one sentence of two sessions, and differ on another."""
    study = a_study(tmp_path / "study")
    for code in ("P01", "P02"):
        study.edits.add_participant(a_person(code))
        desk = interviewed(study, WORDS, code=code)
        for by, second in (("ana", "LP1"), ("ben", "LP2")):
            desk.by = by
            desk.toggle(f"answer:{ANSWER}", 0, 24, PointId("LP1"))
            desk.toggle(f"answer:{ANSWER}", 25, 48, PointId(second))
        desk.save()
        desk.close()
    return study


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_compared_is_chosen_and_said_beside_the_figures(
    study: Study, size: tuple[int, int]
) -> None:
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await analysis(pilot, "agreement", AgreementScreen)
        await until(pilot, lambda: "200 samples of whole passages" in said(app))
        assert "ana and ben, in 2 sessions. Compared: 4 sentences." in said(app)
        assert "text nobody tagged: left out" in said(app)
        assert "Left out, since nobody tagged them: 2 sentences" in said(app)

        await pilot.press("t")
        await until(pilot, lambda: "which makes per cent look high" in said(app))
        assert "text nobody tagged: counted" in said(app)
        assert "u-α" in said(app)

        await pilot.press("u")
        await shown(pilot, Pick)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Compared: 2 passages" in said(app))

        await pilot.press("s")
        await shown(pilot, PickMany)
        await pilot.press("space", "enter")
        await until(pilot, lambda: "in 1 session." in said(app))
        assert "1 session of your choice" in said(app)

        await pilot.press("r")
        await shown(pilot, PickMany)
        await pilot.press("space", "enter")
        await until(pilot, lambda: "One researcher alone cannot be compared" in said(app))

        await over(pilot, "D", DifferencesScreen)
        assert "ana: 1 · ben: 2" in said(app)


async def test_escape_stops_the_counting_and_then_goes_back(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await analysis(pilot, "agreement", AgreementScreen)
        await pilot.press("i")
        await shown(pilot, AskLine)
        await pilot.press(*"999999", "enter")
        await until(pilot, lambda: "of 999999 · Esc stops it" in said(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped. c counts again" in said(app))
        await pilot.press("escape")
        await opened(pilot)


async def test_without_two_who_tagged_a_session_it_is_said_what_to_do_next(study: Study) -> None:
    for row in study.sessions():
        study.blind.remember(row.id, blind=True)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await analysis(pilot, "agreement", AgreementScreen)
        await settled(pilot)
        assert "Two researchers need to have tagged the same session" in said(app)
        assert "Left out: 2 sessions that you tag without seeing what others did." in said(app)
        assert "ben" not in said(app)
