"""Correcting what was written down, by key presses: quotes go along, or are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.changes import applied, put
from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage, note_passage, turn_passage
from reflect.domain.session import Approval, Turn
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.correct import Correct
from reflect.tui.screens.dialogs.find_replace import FindReplace
from reflect.tui.screens.dialogs.source_changed import SourceChanged
from reflect.tui.screens.dialogs.take_in import TakeIn
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER, interviewed
from tests.tui.hands import rush
from tests.tui.looking import settled
from tests.tui.tag_screens import app_of, pressed
from tests.tui.waiting import said, shown, until

WORDS = "We recieved one person. One person for the whole district."
PASSAGE = answer_passage(ANSWER)
LP4 = PointId("LP4")


@pytest.fixture
def desk(study: Study) -> SessionDesk:
    desk = interviewed(study, WORDS)
    desk.enter("three-words", ["trust", "Sam"])
    desk.note("Sam looked tired", seconds=4, question=None)
    turn = Turn(id="t1", order=0, speaker="P01", text="Sam, as I said, recieved nothing.")
    desk.recover(applied(desk.record, [put(desk.record, "turns", turn)]))
    desk.save()
    return desk


def tag_screen(app: ReflectApp) -> TagScreen:
    screen = next(screen for screen in app.screen_stack if isinstance(screen, TagScreen))
    assert isinstance(screen, TagScreen)
    return screen


def quoted(desk: SessionDesk, words: str, passage: str = PASSAGE) -> str:
    found = desk.passage(passage)
    assert found is not None
    at = found.text.index(words)
    return desk.toggle(passage, at, at + len(words), LP4).id


# -- one correction --------------------------------------------------------------------------------------


async def test_words_are_put_right_and_quotes_go_along_without_a_question(
    study: Study, desk: SessionDesk
) -> None:
    quote = quoted(desk, "One person for")
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        tag_screen(app).view.move_to(PASSAGE, WORDS.index("one"))
        await pressed(pilot, "e")
        await shown(pilot, Correct)
        await pressed(pilot, *"just", "space", "f2")
        await until(pilot, lambda: app.screen is tag_screen(app))
        now = desk.record.quotes[desk.record.quotes[quote].id]  # type: ignore[index]  # a plain text will do
        assert desk.response(ANSWER).text == WORDS.replace("one", "just one", 1)
        assert (now.words, now.start, now.source_changed) == ("One person for", 29, False)
        await pressed(pilot, "u")
        assert desk.response(ANSWER).text == WORDS


async def test_keys_pressed_in_a_rush_are_all_in_the_correction(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        tag_screen(app).view.move_to(PASSAGE, 0)
        await pressed(pilot, "e")
        await shown(pilot, Correct)
        rush(pilot, "end", "x", "backspace", "backspace", "!", "f2", "s", "4")
        await until(pilot, lambda: app.screen is tag_screen(app))
        await settled(pilot)
        assert desk.response(ANSWER).text == WORDS[:-1] + "!"


@pytest.mark.parametrize("key", ["y", "n"])
async def test_quotes_in_corrected_words_are_asked_about_once(
    study: Study, desk: SessionDesk, key: str
) -> None:
    first, second = quoted(desk, "We recieved one"), quoted(desk, "recieved")
    desk.approve(desk.record.quotes[first], Approval.APPROVED)  # type: ignore[index]  # a plain text will do
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        before = desk.record
        tag_screen(app).view.move_to(PASSAGE, WORDS.index("ieved"))
        await pressed(pilot, "e", "delete", "right", "i", "f2")
        await shown(pilot, TakeIn)
        assert "2 quotes hold words that are corrected" in said(app)
        assert "“We recieved one” → “We received one”" in said(app)
        assert "1 was approved and needs the participant's approval again" in said(app)
        await pressed(pilot, key)
        await until(pilot, lambda: app.screen is tag_screen(app))
        quotes = [desk.record.quotes[key] for key in (first, second)]  # type: ignore[index]  # the same
        assert desk.response(ANSWER).text.startswith("We received one")
        if key == "y":
            assert [quote.words for quote in quotes] == ["We received one", "received"]
            assert [quote.approval for quote in quotes] == [Approval.NOT_ASKED] * 2
        else:
            assert [quote.words for quote in quotes] == ["We recieved one", "recieved"]
            assert all(quote.source_changed for quote in quotes)
            await until(pilot, lambda: "2 source changed" in said(app))
        await pressed(pilot, "u")
        assert desk.record == before


async def test_going_back_from_the_question_keeps_what_was_typed(study: Study, desk: SessionDesk) -> None:
    quoted(desk, "recieved")
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        tag_screen(app).view.move_to(PASSAGE, WORDS.index("ieved"))
        await pressed(pilot, "e", "x", "f2")
        await shown(pilot, TakeIn)
        await pressed(pilot, "escape")
        dialog = await shown(pilot, Correct)
        assert dialog.words == WORDS.replace("ieved", "xieved", 1)
        await pressed(pilot, "escape")
        assert isinstance(app.screen, Correct)
        await pressed(pilot, "escape")
        await until(pilot, lambda: app.screen is tag_screen(app))
        assert desk.response(ANSWER).text == WORDS


@pytest.mark.parametrize(
    ("passage", "at", "now"),
    [
        (answer_passage("three-words"), 7, "trust\nTSam"),
        (turn_passage("t1"), 0, "TSam, as I said, recieved nothing."),
    ],
    ids=["an entry", "a turn"],
)
async def test_each_kind_of_passage_is_corrected_where_it_is_written(
    study: Study, desk: SessionDesk, passage: str, at: int, now: str
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = tag_screen(app)
        screen.view.move_to(type(PASSAGE)(passage), at)
        await pressed(pilot, "e")
        await shown(pilot, Correct)
        await pressed(pilot, "home", "T", "f2")
        await until(pilot, lambda: app.screen is screen)
        found = desk.passage(passage)
        assert found is not None
        assert found.text == now


async def test_a_field_note_is_corrected_too(study: Study, desk: SessionDesk) -> None:
    (note,) = desk.record.notes
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        tag_screen(app).view.move_to(note_passage(note), 0)
        await pressed(pilot, "e")
        await shown(pilot, Correct)
        await pressed(pilot, "end", "full_stop", "f2")
        await until(pilot, lambda: desk.record.notes[note].text == "Sam looked tired.")


async def test_only_the_editor_knows_which_of_equal_letters_was_typed(
    study: Study, desk: SessionDesk
) -> None:
    desk.write(ANSWER, "say aaa")
    quote = desk.toggle(PASSAGE, 4, 7, LP4)
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        tag_screen(app).view.move_to(PASSAGE, 4)
        await pressed(pilot, "e", "a", "f2")
        await until(pilot, lambda: desk.response(ANSWER).text == "say aaaa")
        now = desk.record.quotes[quote.id]
        assert (now.start, now.end, now.source_changed) == (5, 8, False)


# -- find and replace ------------------------------------------------------------------------------------


async def test_words_are_found_and_replaced_where_one_wants_to_in_one_step(
    study: Study, desk: SessionDesk
) -> None:
    quoted(desk, "Sam, as I", turn_passage("t1"))
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        before = desk.record
        await pressed(pilot, "f", *"sam", "tab", *"[Lee]")
        await until(pilot, lambda: "3 places in 3 passages · 3 to be replaced · 1 quote touched" in said(app))
        await pressed(pilot, "down", "space")
        await until(pilot, lambda: "2 to be replaced" in said(app))
        await pressed(pilot, "f2")
        await shown(pilot, TakeIn)
        await pressed(pilot, "y")
        await until(pilot, lambda: app.screen is tag_screen(app))
        texts = [passage.text for passage in desk.passages()]
        assert texts[1:] == ["trust\nSam", "[Lee], as I said, recieved nothing.", "[Lee] looked tired"]
        assert [quote.words for quote in desk.record.quotes.values()] == ["[Lee], as I"]
        await until(pilot, lambda: "Replaced in 2 places" in said(app))
        await pressed(pilot, "u")
        assert desk.record == before


async def test_whole_words_and_case_narrow_what_is_found_and_enter_goes_there(
    study: Study, desk: SessionDesk
) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(pilot, "ctrl+f", *"one")
        await until(pilot, lambda: "2 places in 1 passage" in said(app))
        await pressed(pilot, "f4")
        await until(pilot, lambda: "1 place in 1 passage" in said(app))
        await pressed(pilot, "f4", "backspace", "f3")
        await until(pilot, lambda: "Nothing like that" in said(app))
        await pressed(pilot, "e", "enter", "down", "enter")
        await until(pilot, lambda: app.screen is tag_screen(app))
        selection = tag_screen(app).view.selection
        assert selection is not None
        assert (selection.start, selection.end) == (WORDS.index("One"), WORDS.index("One") + 3)


async def test_taking_words_out_is_asked_first(study: Study, desk: SessionDesk) -> None:
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "f", *"one ", "f2")
        await until(pilot, lambda: "Take 2 places out" in said(app))
        await pressed(pilot, "n")
        assert isinstance(app.screen, FindReplace)
        await pressed(pilot, "f2", "y")
        await until(
            pilot, lambda: desk.response(ANSWER).text == "We recieved person. person for the whole district."
        )


async def test_who_reads_along_can_find_and_not_replace(
    study: Study, desk: SessionDesk, tmp_path: Path
) -> None:
    other = Study.open(tmp_path / "study", researcher="ben")
    second = other.open_session(desk.record.session.id)
    app = app_of(other, second)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "e")
        assert app.screen is tag_screen(app)
        await pressed(pilot, "f", *"sam", "f2")
        await until(pilot, lambda: "3 places in 3 passages" in said(app))
        assert "Replace" not in said(app)
        assert isinstance(app.screen, FindReplace)


# -- source changed --------------------------------------------------------------------------------------


def two_lost(desk: SessionDesk) -> tuple[str, str]:
    """Two quotes whose words were written over."""
    first, second = quoted(desk, "We recieved one person."), quoted(desk, "whole district")
    desk.approve(desk.record.quotes[first], Approval.APPROVED)  # type: ignore[index]  # a plain text will do
    text = "We had received just one person. One person for everything, all of it."
    desk.write(ANSWER, text)
    return first, second


async def test_a_quote_with_a_changed_source_is_anchored_at_the_nearest_words(
    study: Study, desk: SessionDesk
) -> None:
    first, _ = two_lost(desk)
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "2 source changed" in said(app))
        await pressed(pilot, "l")
        await shown(pilot, SourceChanged)
        await until(pilot, lambda: "most like them" in said(app))
        assert "1 of 2" in said(app)
        assert "“We recieved one person.”" in said(app)
        assert "‹received just one person.›" in said(app)
        await pressed(pilot, "y")
        await until(pilot, lambda: "2 source changed" not in said(app) and "whole district" in said(app))
        now = desk.record.quotes[QuestionId(first)]  # type: ignore[index]  # a plain text will do
        assert now.words == "received just one person."
        assert (now.source_changed, now.approval) == (False, Approval.NOT_ASKED)
        await pressed(pilot, "escape", "u")
        assert desk.record.quotes[QuestionId(first)].source_changed  # type: ignore[index]  # the same


async def test_other_words_are_selected_for_it_by_hand(study: Study, desk: SessionDesk) -> None:
    _, second = two_lost(desk)
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pressed(pilot, "l")
        await shown(pilot, SourceChanged)
        await pressed(pilot, "n")
        await until(pilot, lambda: "2 of 2" in said(app))
        await pressed(pilot, "s")
        await until(pilot, lambda: "h anchors the quote there" in said(app))
        view = tag_screen(app).view
        view.move_to(PASSAGE, desk.response(ANSWER).text.index("everything"))
        await pressed(pilot, "w", "h")
        now = desk.record.quotes[second]  # type: ignore[index]  # a plain text will do
        assert (now.words, now.source_changed) == ("everything", False)
        await until(pilot, lambda: "1 source changed" in said(app))


async def test_selected_words_are_given_to_a_quote_one_picks(study: Study, desk: SessionDesk) -> None:
    _, second = two_lost(desk)
    app = app_of(study, desk)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        tag_screen(app).view.move_to(PASSAGE, desk.response(ANSWER).text.index("everything"))
        await pressed(pilot, "w", "h", *"district", "enter")
        await until(pilot, lambda: not desk.record.quotes[second].source_changed)  # type: ignore[index]  # the same
        assert desk.record.quotes[second].words == "everything"  # type: ignore[index]  # the same


async def test_it_can_be_removed_to_the_bin_and_brought_back(study: Study, desk: SessionDesk) -> None:
    first, second = two_lost(desk)
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pressed(pilot, "l")
        await shown(pilot, SourceChanged)
        await pressed(pilot, "delete")
        await until(pilot, lambda: "Remove this quote?" in said(app))
        await pressed(pilot, "y")
        await until(pilot, lambda: "1 of 1" in said(app))
        assert list(desk.record.quotes) == [second]
        assert len(desk.record.bin) == 1
        await pressed(pilot, "escape", "u")
        assert set(desk.record.quotes) == {first, second}


async def test_what_a_quote_was_marked_for_is_gone_when_the_words_are_back(
    study: Study, desk: SessionDesk
) -> None:
    two_lost(desk)
    app = app_of(study, desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        tag_screen(app).view.move_to(PASSAGE, 0)
        await pressed(pilot, "e", "ctrl+k")
        await pilot.press(*[{" ": "space", ".": "full_stop"}.get(letter, letter) for letter in WORDS], "f2")
        await settled(pilot)
        await until(pilot, lambda: "source changed" not in said(app))
        assert not any(quote.source_changed for quote in desk.record.quotes.values())
