"""The codebook on its tab by key presses: written, moved, merged, split, retired, removed, and taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.codebook_edits import CodebookEdits
from reflect.services.study import Study
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.dialogs.working import Working
from reflect.tui.screens.point_form import PointScreen
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, a_person, a_study, given_to, interviewed
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until

WORDS = "One person. Two bins. Three years."
LP4, LP5 = PointId("LP4"), PointId("LP5")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """One session: a quote with LP4, one with LP4 and LP5."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, 11, LP4)
    desk.toggle(answer_passage(ANSWER), 12, 21, LP4)
    desk.toggle(answer_passage(ANSWER), 12, 21, LP5)
    desk.close()
    return study


async def points(pilot: Pilot[Any], *keys: str) -> StudyScreen:
    """The tab of learning points, and then some keys."""
    screen = await opened(pilot)
    await tab(pilot, "3")
    await tab(pilot, *keys)
    return screen


def names(study: Study) -> list[str]:
    return [f"{point.number} {point.name}" for point in study.codebook().points]


async def pick(pilot: Pilot[Any], words: str) -> None:
    await shown(pilot, Pick)
    await typed(pilot, words)
    await pilot.press("enter")


async def test_a_new_learning_point_is_written_down_and_the_cursor_stands_on_it(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await points(pilot, "a")
        await shown(pilot, PointScreen)
        await pilot.press("f2")
        await until(pilot, lambda: "Not kept yet: A learning point needs a name." in said(app))
        await typed(pilot, "Humour")
        await pilot.press("tab", "tab", "right", "tab")
        await typed(pilot, "4")
        await until(pilot, lambda: "Recognise difference" in said(app))
        await pilot.press("tab")
        await typed(pilot, "Who laughs.")
        await pilot.press("tab")
        await typed(pilot, "- there is laughter\nsomebody jokes")
        await pilot.press("tab", "tab", "tab")
        await typed(pilot, "Nobody laughs")
        await pilot.press("f2")
        await until(pilot, lambda: "Not kept yet: Begin each line with its number" in said(app))
        await pilot.press("home")
        await typed(pilot, "1. ")
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await settled(pilot)
        point = study.codebook().get("humour")
        assert point is not None
        assert (point.number, point.colour, point.parent) == (9, "orange", "LP4")
        assert point.use_when == ("there is laughter", "somebody jokes")
        assert point.anchors == (Anchor(value=1, text="Nobody laughs"),)
        assert screen._current == point
        assert "Stands under 4 Recognise difference." in await tab(pilot, "enter")


async def test_a_form_with_changes_is_not_left_by_one_slip(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await points(pilot, "e")
        form = await shown(pilot, PointScreen)
        await typed(pilot, "!")
        await pilot.press("escape")
        assert "F2 keeps it, Esc once more lets it go" in said(app)
        await typed(pilot, "?")
        await pilot.press("escape")
        assert app.screen is form
        await pilot.press("escape")
        await shown(pilot, StudyScreen)
    assert names(study)[0] == "1 Start upstream"
    assert study.steps.can_undo == "Adding P01"


async def test_a_number_that_is_taken_is_exchanged_and_u_takes_it_back(study: Study) -> None:
    before = names(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await points(pilot, "e")
        form = await shown(pilot, PointScreen)
        form.query_one("#number", Input).focus()
        await typed(pilot, "8")
        await until(pilot, lambda: "8 is “Rethink impact”: that gets 1" in said(app))
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await settled(pilot)
        assert (names(study)[0], names(study)[7]) == ("1 Rethink impact", "8 Start upstream")
        await tab(pilot, "minus", "minus", "plus")
        await until(pilot, lambda: "7 Start upstream" in names(study))
        await tab(pilot, "u", "u", "u", "u")
        await until(pilot, lambda: names(study) == before)


async def test_merging_says_first_what_moves_and_then_what_moved(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await points(pilot, "down", "down", "down", "g")
        await pick(pilot, "focus on")
        await shown(pilot, Confirm)
        asked = said(app)
        assert "Merge 4 Recognise difference into 5 Focus on assets?" in asked
        assert "2 quotes in 1 session get 5 Focus on assets instead." in asked
        assert "1 quote has both already, and will have it once." in asked
        assert given_to(study) == [("LP4", "LP4,LP5")]
        await pilot.press("y")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: given_to(study) == [("LP5", "LP5")])
        await until(pilot, lambda: screen._current is not None and screen._current.id == "LP5")
        assert "4 Recognise difference" not in names(study)
        await until(pilot, lambda: "5 Focus on assets has 2 quotes" in said(app))
        assert "Merged into it: Recognise difference." in await tab(pilot, "enter")
        await tab(pilot, "u")
        await until(pilot, lambda: given_to(study) == [("LP4", "LP4,LP5")])


async def test_a_session_open_elsewhere_is_named_before_and_after_a_merge(study: Study) -> None:
    other = Study.open(study.folder, researcher="bea")
    desk = other.open_session(study.sessions()[0].id)
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await points(pilot, "down", "down", "down", "g")
        await pick(pilot, "focus on")
        await shown(pilot, Confirm)
        assert "1 session open elsewhere follows when opened next." in said(app)
        await pilot.press("y")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "Not yet:" in said(app))
        assert "bea has it" in said(app)
        desk.close()
        assert study.finder.quotes_with("LP5") == 2


async def test_chosen_quotes_are_split_off_to_a_new_point(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await points(pilot, "down", "down", "down", "d")
        await shown(pilot, PickMany)
        await pilot.press("enter")
        await until(pilot, lambda: "the space bar marks one" in said(app))
        await pilot.press("slash")
        await typed(pilot, "bins")
        await pilot.press("enter", "space")
        await until(pilot, lambda: "1 of 2 marked" in said(app))
        await pilot.press("enter")
        await pick(pilot, "new learning")
        await pick(pilot, "instead")
        await shown(pilot, PointScreen)
        assert "New, for 1 quote of “Recognise difference”" in said(app)
        await typed(pilot, "Bins")
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: given_to(study) == [("LP4", "LP5,bins")])
        await until(pilot, lambda: screen._current is not None and screen._current.id == "bins")
        await tab(pilot, "u")
        await until(pilot, lambda: given_to(study) == [("LP4", "LP4,LP5")])
        assert study.codebook().get("bins") is None


async def test_all_that_is_shown_can_be_marked_and_given_another_point_beside(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30)) as pilot:
        await points(pilot, "down", "down", "down", "d")
        await shown(pilot, PickMany)
        await pilot.press("asterisk", "asterisk", "asterisk", "enter")
        await pick(pilot, "rethink")
        await pick(pilot, "beside")
        await until(pilot, lambda: given_to(study) == [("LP4,LP8", "LP4,LP5,LP8")])


async def test_a_point_without_quotes_has_nothing_to_split_and_is_removed_after_asking(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await points(pilot, "d")
        await until(pilot, lambda: "there is nothing to split" in said(app))
        await pilot.press("x")
        await shown(pilot, Confirm)
        await pilot.press("n")
        await shown(pilot, StudyScreen)
        await pilot.press("x")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: study.codebook().get("LP1") is None)
        await shown(pilot, StudyScreen)
        await settled(pilot)
        await tab(pilot, "u")
        await until(pilot, lambda: study.codebook().get("LP1") is not None)


async def test_what_quotes_have_is_merged_or_retired_instead_of_removed(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30)) as pilot:
        await points(pilot, "down", "down", "down", "delete")
        await shown(pilot, Pick)
        assert "2 quotes in 1 session have it, so it cannot simply be removed." in said(app)
        await pick(pilot, "retire")
        await until(pilot, lambda: study.codebook().numbered(4) is None)
        await shown(pilot, StudyScreen)
        await settled(pilot)
        listed = await tab(pilot, "end")
        assert "8 Rethink impact 0 0" in listed
        assert "4 Recognise difference retired 2 1" in listed
        await tab(pilot, "t")
        await until(pilot, lambda: study.codebook().numbered(4) is not None)


async def test_the_tag_screen_shows_retired_points_where_quotes_have_them_and_offers_them_not(
    study: Study,
) -> None:
    edits = study.codebook_edits
    edits.retire("LP4")
    for number in range(9, 13):
        edits.save(replace(edits.blank(), name=f"Theme {number}"))
    app = app_of(study)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("t")
        screen = await shown(pilot, TagScreen)
        await pilot.press("tab")
        await until(pilot, lambda: "4 Recognise di… (retired)" in said(app))
        assert "4 Recognise difference (retired)" in said(app)
        await pilot.press("4")
        await until(pilot, lambda: "There is no learning point 4 to tag with." in said(app))
        await pilot.press("slash")
        await pick(pilot, "12")
        await until(pilot, lambda: len(screen.desk.record.tags) == 4)
        assert {tag.point for tag in screen.desk.record.tags.values()} == {LP4, LP5, "theme-12"}
        await pilot.press("slash")
        await shown(pilot, Pick)
        await typed(pilot, "recognise")
        await until(pilot, lambda: "retired: taken off by this" in said(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.desk.record.tags) == 3)
        await pilot.press("slash")
        await shown(pilot, Pick)
        await typed(pilot, "recognise")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 0)


async def test_a_codebook_longer_than_the_panel_counts_what_has_no_room(study: Study) -> None:
    edits = study.codebook_edits
    for number in range(9, 31):
        edits.save(replace(edits.blank(), name=f"Theme {number}"))
    app = app_of(study)
    async with app.run_test(size=(120, 24)) as pilot:
        await opened(pilot)
        await pilot.press("t")
        await shown(pilot, TagScreen)
        await until(pilot, lambda: "more: / finds them" in said(app))
        assert "Theme 30" not in said(app)


async def test_a_merge_that_takes_a_while_says_how_far_it_is(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge = CodebookEdits.merge
    seen: list[str] = []
    app = app_of(study)

    def slow(edits: CodebookEdits, one: str, into: str, *, progress: Callable[[int, int], None]) -> object:
        progress(3, 40)
        end = time.monotonic() + 10
        while not seen and time.monotonic() < end:
            time.sleep(0.01)
        return merge(edits, one, into, progress=progress)

    monkeypatch.setattr(CodebookEdits, "merge", slow)
    async with app.run_test(size=(80, 24)) as pilot:
        await points(pilot, "down", "down", "down", "g")
        await pick(pilot, "focus on")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await shown(pilot, Working)
        await pilot.press("escape")
        await until(pilot, lambda: "3 of 40 sessions" in said(app))
        seen.append(said(app))
        await until(pilot, lambda: given_to(study) == [("LP5", "LP5")])
        await shown(pilot, StudyScreen)
