"""Tagging by key presses: what a researcher sees, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Approval
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.tag import TagScreen
from tests.tui.looking import screen_text, settled
from tests.tui.tag_screens import PASSAGE, app_of, pressed
from tests.tui.waiting import said, until


async def test_a_sentence_is_tagged_by_two_keys_and_kept_on_disk(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "4")
        assert [q.words for q in desk.record.quotes.values()] == ["We had been cross for months."]
        await pressed(pilot, "q")
    record = study.session_record(desk.record.session.id)
    assert [tag.point for tag in record.tags.values()] == ["LP4"]


async def test_words_are_marked_grown_shrunk_and_tagged_twice_over_each_other(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "v", "ctrl+right", "ctrl+right", "v", "1")
        first = next(iter(desk.record.quotes.values()))
        assert first.words.strip() == "We had"
        await pressed(pilot, "escape", "ctrl+home", "s", "s", "2", "3")
        words = {q.words for q in desk.record.quotes.values()}
        assert "We had been cross for months. Then Sam said they had one person." in words
        assert len(desk.record.tags) == 3
        shown = screen_text(app)
        assert "1 Start upstream" in shown.replace("  ", " ")


async def test_undo_and_redo_walk_through_everything_that_was_done(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "5")
        after = desk.record
        await pressed(pilot, "u", "u")
        assert not desk.record.tags
        assert not desk.record.quotes
        await pressed(pilot, "r", "r")
        assert desk.record.tags == after.tags


async def test_a_quote_can_contradict_its_point(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "x")
        assert [tag.contradicts for tag in desk.record.tags.values()] == [True]
        await pressed(pilot, "escape", "home")
        await until(pilot, lambda: "contradicts" in said(app))


async def test_removing_asks_first_and_can_be_undone(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "delete")
        await until(pilot, lambda: "Remove this quote?" in said(app))
        await pressed(pilot, "n")
        assert desk.record.quotes
        await pressed(pilot, "delete", "y")
        assert not desk.record.quotes
        await pressed(pilot, "u")
        assert len(desk.record.tags) == 1


async def test_a_memo_on_selected_words_makes_them_a_quote(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "s", "m")
        await pressed(pilot, *"compare", "f2")
        assert [memo.text for memo in desk.record.memos.values()] == ["compare"]
        assert [quote.words for quote in desk.record.quotes.values()] == ["We had been cross for months."]
        await pressed(pilot, "m")
        await until(pilot, lambda: "compare" in said(app))
        await pressed(pilot, "escape")


async def test_next_quote_and_next_untagged_passage_go_there(study: Study, desk: SessionDesk) -> None:
    desk.toggle(PASSAGE, 65, 92, PointId("LP2"))
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        screen = app.screen
        assert isinstance(screen, TagScreen)
        await pressed(pilot, "tab")
        assert screen.view.cursor == (PASSAGE, 65)
        await until(pilot, lambda: "2 Get the right people" in said(app))
        await pressed(pilot, "n")
        assert screen.view.cursor == (answer_passage("differences"), 0)


async def test_a_number_without_a_selection_says_how_to_select(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pressed(pilot, "4")
        assert not desk.record.quotes
        await until(pilot, lambda: "Select words first" in said(app))


async def test_edges_are_moved_and_the_quote_stays_the_same_one(study: Study, desk: SessionDesk) -> None:
    quote = desk.toggle(PASSAGE, 0, 29, PointId("LP2"))
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pressed(pilot, "A", "}", "enter")
        moved = desk.record.quotes[quote.id]
        assert moved.words == "We had been cross for months. Then"
        assert [tag.quote for tag in desk.record.tags.values()] == [quote.id]


async def test_tagging_by_name_repeating_and_approval(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pressed(pilot, "s", "slash")
        await pressed(pilot, *"messi", "enter")
        assert [tag.point for tag in desk.record.tags.values()] == ["LP6"]
        await pressed(pilot, "a")
        await pressed(pilot, "enter")
        assert [quote.approval for quote in desk.record.quotes.values()] == [Approval.APPROVED]
        await pressed(pilot, "escape", "ctrl+end", "s", ".")
        assert sorted(tag.point for tag in desk.record.tags.values()) == ["LP6", "LP6"]


async def test_someone_who_reads_along_sees_who_has_it_and_changes_nothing(
    study: Study, desk: SessionDesk, tmp_path: Path
) -> None:
    other = Study.open(tmp_path / "study", researcher="ben")
    second = other.open_session(desk.record.session.id)
    app = app_of(other, second)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await until(pilot, lambda: "ana has it open" in said(app))
        await until(pilot, lambda: "read only" in said(app))
        await pressed(pilot, "s", "4")
        assert not second.record.quotes
        await until(pilot, lambda: "open elsewhere" in said(app))


async def test_the_mouse_tags_what_it_selected(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await pressed(pilot, "s")
        await pilot.click("CodebookPanel", offset=(5, 3))
        await settled(pilot)
        assert [tag.point for tag in desk.record.tags.values()] == ["LP3"]


async def test_the_answer_is_shown_as_typed_and_the_name_is_not(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        shown = screen_text(app)
        assert "*Really* different." in shown
        assert "Quillfeather" not in shown
        assert "P01" in shown
    assert desk.record.responses[QuestionId("differences")].text.startswith("Different")


async def test_words_that_their_speaker_changed_are_put_down_beside_those_that_were_said(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "s", "4", "a")
        await pressed(pilot, *"changed", "enter")
        assert "How do they want it to read?" in said(app)
        await pressed(pilot, *" And tired.", "f2")
        (quote,) = desk.record.quotes.values()
        assert quote.approval is Approval.AMENDED
        assert quote.approved_words == f"{quote.words} And tired."
        assert "participant: approved as changed" in screen_text(app)
        await pressed(pilot, "u")
        (quote,) = desk.record.quotes.values()
        assert quote.approval is Approval.NOT_ASKED


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (86, 24)])
async def test_a_quote_one_comes_for_is_in_sight_however_far_below_it_is(
    study: Study, desk: SessionDesk, size: tuple[int, int]
) -> None:
    desk.write("first-met", "\n\n".join(f"This is what came up number {n}." for n in range(300)))
    passage = answer_passage(QuestionId("first-met"))
    whole = desk.response("first-met").text
    quote = desk.quote(passage, whole.index("number 250"), whole.index("number 250") + 10)
    app = ReflectApp(lambda: [TagScreen(study, desk, at=quote.id)])
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert "This is what came up number 250." in screen_text(app)
        await pilot.press("pageup", "pageup", "pageup", "pageup")
        await settled(pilot)
        assert "number 250." not in screen_text(app)
        await pilot.resize_terminal(size[0] - 2, size[1])
        await settled(pilot)
        assert "number 250." not in screen_text(app)
