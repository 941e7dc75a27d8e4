"""The tab of progress: rounds opened by keys, answered, looked at by role and as the public sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from reflect.analysis.ratings import ratings
from reflect.domain.ids import PointId, RoleId
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.behind import BehindScreen
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.rounds import RoundsScreen
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.study import StudyScreen
from tests.services.assessing import answer, answers, assessing
from tests.services.studies import interviewed, ticking
from tests.tui.looking import screen_text, settled
from tests.tui.study_screens import opened, over, tab
from tests.tui.waiting import said, shown, until

SMALL, LARGE = (80, 24), (160, 45)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    study = assessing(tmp_path / "study")
    yield study
    study.close()


def app_of(study: Study) -> ReflectApp:
    """The app with the study open, in March 2026."""
    return ReflectApp(lambda: [HomeScreen(), StudyScreen(study, clock=ticking())])


def notices(app: App[Any]) -> str:
    """What was told in passing."""
    return " ".join(notice.message for notice in app._notifications)


def two_rounds(study: Study) -> None:
    """The rounds that `tests/analysis/test_progress.py` works out by hand."""
    first = study.rounds.open("Spring 2026", "self-check", on="2026-03-04", expected=["P1", "A1"])
    answers(study, first, "P1 3, P2 3, P3 4, A1 1, A2 2, A3 ?, C1 3")
    study.rounds.close(first.id, on="2026-04-01")
    second = study.rounds.open("Spring 2027", "self-check", on="2027-03-04", expected=["P1", "A2"])
    answers(study, second, "P1 4, P2 4, P3 4, P4 5, A1 1, A3 5, C1 3")


async def test_a_group_answers_by_themselves_first_and_then_together_in_the_same_round(study: Study) -> None:
    where = study.rounds.open("Spring 2026", "self-assessment", on="2026-03-04", expected=["P1"])
    app = app_of(study)
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        await pilot.press("a")
        await shown(pilot, Pick)
        await pilot.press(*"together", "enter")
        await until(pilot, lambda: "Who is here" in said(app))
        desk = next(screen for screen in app.screen_stack if isinstance(screen, GroupSessionScreen)).desk
        assert desk.record.session.round == where.id
    seats = [desk.sit(role=RoleId("provider")), desk.sit(role=RoleId("commissioner"))]
    question = desk.guide.question("lp4")
    assert question is not None
    for seat, rating in zip(seats, (2, 5), strict=True):
        desk.answer_from(question, seat.id, rating=rating)
    desk.rate("lp4", 3)
    desk.save()
    found = ratings([(desk.record, desk.guide)], [where], {})
    assert sorted((each.voice.value, each.value) for each in found.ratings) == [
        ("group", 3),
        ("person", 2),
        ("person", 5),
    ]


async def test_without_a_round_the_tab_says_how_to_open_one(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert "no round of self-assessment yet. Press o to open one" in await tab(pilot, "6")


async def answered_by_a1(pilot: Pilot[Any], first: str, second: str) -> None:
    """Begin an assessment with A1 from the tab, give two ratings, and come back."""
    await pilot.press("a")
    await shown(pilot, Pick)
    await pilot.press("enter")  # a participant
    await until(pilot, lambda: "who answers?" in said(pilot.app) and "A1" in said(pilot.app))
    await pilot.press(*"a1", "enter")
    await shown(pilot, SessionScreen)
    await settled(pilot)
    await pilot.press(first, "escape", "n", second, "escape", "q")
    await opened(pilot)


async def test_two_rounds_are_opened_answered_and_closed_by_keys(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        await over(pilot, "o", RoundsScreen)
        await pilot.press("a")
        await shown(pilot, Pick)
        await pilot.press(*"self-check", "enter")  # and not ours
        await shown(pilot, AskLine)
        await pilot.press("enter")  # the name that is proposed
        await shown(pilot, PickMany)
        await pilot.press("space", "enter")  # A1
        await shown(pilot, RoundsScreen)
        await until(pilot, lambda: "To remind: A1." in said(app))
        (where,) = study.rounds.all()
        assert (where.name, where.expected, where.points) == ("Spring 2026", ("A1",), ("LP1", "LP4"))
        await pilot.press("escape")
        await opened(pilot)
        assert "0 of 1 asked have answered" in said(app)
        await answered_by_a1(pilot, "4", "2")
        await until(pilot, lambda: "1 of 1 asked have answered" in said(app))
        row = study.rounds.progress().of("LP1")
        assert row is not None
        assert row.rounds[0].every.values == (4,)
        await over(pilot, "o", RoundsScreen)
        await pilot.press("c")
        await until(pilot, lambda: "The round Spring 2026 is closed" in said(app))
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Closing the round Spring 2026" in said(app))
        assert study.rounds.open_one == where
        await pilot.press("c")
        await until(pilot, lambda: study.rounds.open_one is None)
        await settled(pilot)
        await pilot.press("a")
        await shown(pilot, Pick)
        await pilot.press(*"self-check", "enter")
        await shown(pilot, AskLine)
        await pilot.press("end", *"b", "enter")
        await shown(pilot, PickMany)
        await pilot.press("space", "enter")
        await shown(pilot, RoundsScreen)
        await until(pilot, lambda: study.rounds.open_one is not None)
        await settled(pilot)
        await pilot.press("escape")
        await opened(pilot)
        await answered_by_a1(pilot, "5", "2")
        await until(pilot, lambda: "▲ +1" in said(app))
        row = study.rounds.progress().of("LP1")
        assert row is not None
        assert [each.every.values for each in row.rounds] == [(4,), (5,)]


async def test_ratings_stand_on_a_line_by_role_with_change_and_spread(study: Study) -> None:
    two_rounds(study)
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        screen = screen_text(app)
        providers = next(line for line in screen.splitlines() if "P Provider" in line)
        assert "PPP" in providers
        assert "▲ +1 (3)" in providers
        assert "close" in providers
        agencies = next(line for line in screen.splitlines() if "A Public agency" in line)
        assert agencies.count("A") >= 3
        assert "wide: discuss" in agencies
        await pilot.press("end", "home", "down")
        assert "of 5 people who answered both times 2 up, 3 the same, 0 down" in said(app)
        assert "2 joined and 1 left" in said(app)


async def test_another_round_and_one_role_are_a_key_away(study: Study) -> None:
    two_rounds(study)
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert "Spring 2027" in await tab(pilot, "6")
        assert "Spring 2026, closed" in await tab(pilot, "left_square_bracket")
        await tab(pilot, "left_square_bracket")
        assert "This is the first round." in notices(app)
        await pilot.press("r")
        await shown(pilot, Pick)
        await pilot.press(*"commis", "enter")
        await opened(pilot)
        found = await tab(pilot)
        assert "only Commissioner" in found
        assert "P Provider" not in found


async def test_a_line_over_the_rounds_has_each_rounds_number_at_its_median(study: Study) -> None:
    two_rounds(study)
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        found = await tab(pilot, "l")
        line = next(line for line in screen_text(app).splitlines() if "4 Recognise difference" in line)
        assert "3 → 4" in line
        assert "1━" in line or "1───2" in line
        assert "1 Spring 2026 2 Spring 2027" in found


async def test_as_the_public_sees_it_small_roles_are_hidden_and_that_is_said(study: Study) -> None:
    two_rounds(study)
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        found = await tab(pilot, "p")
        assert "as the public sees it" in found
        for role in ("A Public agency", "C Commissioner"):
            line = next(line for line in screen_text(app).splitlines() if role in line)
            assert "hidden" in line
            assert "wide" not in line
        assert "for researchers" in await tab(pilot, "p")


async def test_enter_shows_the_reason_and_the_quotes_behind_a_rating(study: Study) -> None:
    words = "It took two years of lunches."
    interview = interviewed(study, words, code="P2")
    quote = interview.quote("answer:went-well", 0, len(words))
    interview.save()
    interview.close()
    where = study.rounds.open("Spring 2026", "self-check")
    answer(study, where, "P1", {"lp4": 4}, comment="We disagree well.")
    session = next(row.id for row in study.sessions() if row.kind == "assessment")
    desk = study.open_session(session)
    desk.back_up_answer("lp4", [quote.id])
    desk.save()
    desk.close()
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        await pilot.press("end")
        await over(pilot, "enter", BehindScreen)
        assert "We disagree well." in said(app)
        assert words in said(app)
        assert "P1" in said(app)
        await pilot.press("escape")
        await opened(pilot)
        await tab(pilot, "p")
        await pilot.press("end")
        await over(pilot, "enter", BehindScreen)
        assert "We disagree well." not in said(app)
        assert "Nobody gave a reason or a quote" in said(app) or words in said(app)


async def test_an_assessment_for_a_role_is_begun_by_keys(study: Study) -> None:
    study.rounds.open("Spring 2026", "self-check")
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6", "a")
        await shown(pilot, Pick)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "For which role?" in said(app))
        await pilot.press("enter")
        screen = await shown(pilot, SessionScreen)
        assert (screen.desk.record.session.role, screen.desk.record.session.round) == (
            "provider",
            "spring-2026",
        )
        await until(pilot, lambda: "for the role Provider" in said(app))


async def test_without_an_open_round_a_new_assessment_says_what_to_do(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6", "a")
        await until(pilot, lambda: "No round is open. Press o, then a, to open one." in notices(app))


async def test_on_a_wide_screen_what_is_to_be_known_stands_beside_the_plots(study: Study) -> None:
    two_rounds(study)
    app = app_of(study)
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        await until(pilot, lambda: "P Provider" in said(app))
        await pilot.press("down")

        def lines() -> list[str]:
            return [" ".join(line.split()) for line in screen_text(app).splitlines()]

        await until(pilot, lambda: any("Median 4, middle half 3.5–4.5" in line for line in lines()))
        assert any("P Provider" in line and "▲ +1 (3)" in line for line in lines())


async def test_quotes_are_chosen_by_keys_to_bear_a_rating_out_and_that_is_a_step_of_undo(
    study: Study,
) -> None:
    words = "It took two years of lunches."
    interview = interviewed(study, words, code="P2")
    fitting, other = (
        interview.quote("answer:went-well", 0, len(words)),
        interview.quote("answer:went-well", 0, 2),
    )
    interview.toggle("answer:went-well", 0, len(words), PointId("LP1"))
    interview.save()
    interview.close()
    study.rounds.open("Spring 2026", "self-check")
    desk = study.start_session("self-check", "P1")
    app = ReflectApp(lambda: [HomeScreen(), SessionScreen(study, desk)])
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, SessionScreen)
        await settled(pilot)
        await pilot.press("4", "h")
        await shown(pilot, PickMany)
        await until(pilot, lambda: words in said(app))
        await pilot.press("space", "enter")  # the one with this learning point stands first
        await shown(pilot, SessionScreen)
        await until(pilot, lambda: "1 quote bears it out." in said(app))
        assert "borne out by 1 quote" in said(app)
        assert desk.response("lp1").evidence == (fitting.id,)
        assert other.id not in desk.response("lp1").evidence
        await pilot.press("h")
        await shown(pilot, PickMany)
        await pilot.press("space", "enter")
        await shown(pilot, SessionScreen)
        await until(pilot, lambda: desk.response("lp1").evidence == ())
        await pilot.press("escape", "u")
        await until(pilot, lambda: desk.response("lp1").evidence == (fitting.id,))
        await pilot.press("n", "escape", "n", "escape")  # an open question has no evidence
        assert "evidence" not in said(app)


async def test_a_second_round_is_refused_before_anything_is_asked(study: Study) -> None:
    study.rounds.open("Spring 2026", "self-check")
    app = app_of(study)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        await over(pilot, "o", RoundsScreen)
        await pilot.press("a")
        await until(
            pilot, lambda: "The round Spring 2026 is still open. Close it first, with c." in said(app)
        )


@pytest.mark.parametrize("width", [80, 100, 120, 140, 160])
async def test_at_every_width_no_column_is_cut_off(study: Study, width: int) -> None:
    two_rounds(study)
    app = app_of(study)
    async with app.run_test(size=(width, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "6")
        found = screen_text(app)
        assert "Since last" in found
        assert "Spread" in found
        assert "close, not all" in found
        assert "wide: discuss" in found
