"""The interview by key presses: writing, steering, and what is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import NoteKind, ResponseState
from reflect.errors import StoreError
from reflect.tui.widgets.editor import Editor
from reflect.tui.widgets.outline import Outline
from reflect.tui.widgets.side_panel import SidePanel
from tests.builders import MemoryKeeper, Somebody, a_desk, a_record
from tests.tui.session_driver import sitting


async def test_what_is_typed_is_on_the_desk_at_once_and_saved_within_a_second(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    desk = a_desk(keeper=keeper)
    async with sitting(tmp_path, desk) as sat:
        await sat.type("We met. nobody said so")
        keeper.saved.clear()
        await sat.pilot.press("x")
        await sat.pilot.pause()
        assert desk.response("went-well").text == "We met. nobody said sox"
        assert await asyncio.to_thread(keeper.saved.wait, 1.0)
        assert keeper.kept[-1].responses[QuestionId("went-well")].text == "We met. nobody said sox"
        await sat.press()
        assert sat.top.endswith("● saved")


async def test_a_key_that_deletes_takes_effect_before_the_command_behind_it(tmp_path: Path) -> None:
    desk = a_desk()
    async with sitting(tmp_path, desk) as sat:
        await sat.rush("a", "b", "c", "backspace", "f8", "x")
        assert desk.response("went-well").text == "ab"
        assert desk.response("in-the-way").text == "x"


async def test_the_cursor_comes_back_exactly_where_it_was(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    async with sitting(tmp_path, a_desk(keeper=keeper)) as sat:
        await sat.press("f8")
        await sat.type("One line\nanother")
        await sat.press("left", "left")
        sat.hand.now += 83
        await sat.press("escape", "q")
    async with sitting(tmp_path / "again", a_desk(keeper.kept[-1])) as sat:
        assert sat.here == "in-the-way"
        assert sat.screen.answers.editor.cursor_location == (1, 5)
        assert "01:23" in sat.top
        await sat.type("!")
        assert sat.desk.response("in-the-way").text == "One line\nanoth!er"


async def test_a_session_opened_only_to_look_runs_no_clock_and_saves_nothing(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    desk = a_desk(keeper=keeper)
    desk.reach("went-well", 3.0)
    desk.keep_place("went-well", 0, 80.0)
    desk.save()
    async with sitting(tmp_path, desk) as sat:
        assert sat.said == "The clock waits for the first thing you write or mark."
        sat.hand.now += 600
        sat.screen.show_clock()
        assert "paused 01:20" in sat.top
        assert not desk.dirty
        await sat.type("w")
        assert "paused" not in sat.top
        sat.hand.now += 5
        await sat.press("escape", "m")
        (note,) = desk.record.notes.values()
        assert note.at == 85.0


async def test_the_clock_of_a_session_of_another_day_runs_on_when_it_is_told_to(tmp_path: Path) -> None:
    desk = a_desk()
    session = msgspec.structs.replace(desk.record.session, started="2026-11-20T10:00:00+00:00", seconds=80.0)
    desk = a_desk(msgspec.structs.replace(desk.record, session=session))
    async with sitting(tmp_path, desk) as sat:
        await sat.type("Tidied up.")
        sat.hand.now += 600
        await sat.press("escape")
        sat.screen.show_clock()
        assert "paused 01:20" in sat.top
        await sat.press("space")
        sat.hand.now += 60
        sat.screen.show_clock()
        assert "02:20" in sat.top


async def test_moving_within_the_session_keeps_each_cursor_and_what_can_be_undone(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.type("first")
        await sat.press("home", "f8")
        await sat.type("second")
        await sat.press("f7")
        await sat.type("the ")
        assert sat.desk.response("went-well").text == "the first"
        await sat.press("f8", "ctrl+z")
        assert sat.desk.response("in-the-way").text == ""
        assert sat.desk.response("in-the-way").state is ResponseState.ASKED


async def test_letters_steer_only_while_steering(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        assert "writing" in sat.seen.splitlines()[-1]
        await sat.type("npbmq1 d")
        assert sat.here == "went-well"
        assert sat.desk.response("went-well").text == "npbmq1 d"
        await sat.press("escape")
        assert "steering" in sat.seen
        await sat.press("n")
        assert sat.here == "in-the-way"
        assert sat.desk.response("in-the-way").text == ""
        await sat.press("i")
        await sat.type("n")
        assert sat.desk.response("in-the-way").text == "n"


async def test_words_typed_right_after_a_jump_reach_the_new_answer(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.rush("a", "b", "f8", "s", "d", "f7", "c")
        assert sat.desk.response("went-well").text == "abc"
        assert sat.desk.response("in-the-way").text == "sd"


async def test_one_jumps_by_number_or_part_of_a_heading(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("6")
        assert sat.here == "safe"
        await sat.press("g")
        await sat.type("stood")
        await sat.press("enter")
        assert sat.here == "in-the-way"


async def test_a_click_in_the_outline_goes_there(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        place = [line.split()[-1] for line in sat.outline].index("words")
        await sat.pilot.click(Outline, offset=(8, place))
        await sat.press()
        assert sat.here == "words"


async def test_skipping_asks_why_and_says_so(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.press("escape", "s")
        await sat.type("no time")
        await sat.press("enter")
        response = sat.desk.response("went-well")
        assert (response.state, response.reason) == (ResponseState.SKIPPED, "no time")
        assert "▸– 1 A time it went well" in sat.outline
        assert "skipped: no time" in sat.seen


async def test_later_declined_and_covered_are_marked_and_taken_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.press("escape", "n", "l")
        assert "▸↻ 2 What stood in the way" in sat.outline
        await sat.press("d")
        assert "▸✕ 2 What stood in the way" in sat.outline
        await sat.press("d")
        assert sat.desk.response("in-the-way").state is ResponseState.ASKED
        await sat.press("c")
        await sat.type("went well")
        await sat.press("enter")
        assert sat.desk.response("in-the-way").covered_by == "went-well"
        assert "already covered in 1 · A time it went well" in sat.seen
        await sat.press("u")
        assert sat.desk.response("in-the-way").state is ResponseState.ASKED
        await sat.press("U")
        assert sat.desk.response("in-the-way").state is ResponseState.ALREADY_COVERED


async def test_probes_are_marked_by_key_by_choice_and_by_mouse(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.press("f2")
        assert "☑ 1 Who else was there?" in sat.side
        await sat.press("escape", "b", "b", "b")
        assert sat.desk.response("went-well").probes == (0, 1, 2)
        assert sat.said == "All probes are marked as asked."
        await sat.press("B")
        await sat.type("each")
        await sat.press("enter")
        assert sat.desk.response("went-well").probes == (0, 2)
        await sat.pilot.click(SidePanel, offset=(6, 1))
        await sat.press()
        assert sat.desk.response("went-well").probes == (2,)


async def test_a_field_note_carries_the_time_at_which_it_was_begun(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        sat.hand.now += 65
        await sat.press("f3")
        sat.hand.now += 30
        await sat.type("long silence")
        await sat.press("f2")
        note = next(iter(sat.desk.record.notes.values()))
        assert (note.kind, note.text, note.at, note.question) == (
            NoteKind.FIELD,
            "long silence",
            65.0,
            "went-well",
        )
        assert "01:05 long silence" in sat.side
        await sat.type("goes on")
        assert sat.desk.response("went-well").text == "goes on"


async def test_a_moment_is_marked_and_pauses_are_left_out(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        sat.hand.now += 20
        await sat.press("escape", "space")
        assert "paused" in sat.top
        sat.hand.now += 500
        await sat.press("space")
        sat.hand.now += 5
        await sat.press("m")
        note = next(iter(sat.desk.record.notes.values()))
        assert (note.kind, note.at) == (NoteKind.BOOKMARK, 25.0)
        assert "00:25 marked" in sat.side


async def test_a_digit_tags_the_last_sentence_and_takes_it_away_again(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.type("We were cross. Then Sam said they had one person. ")
        await sat.press("escape", "4")
        quote = next(iter(sat.desk.record.quotes.values()))
        assert quote.words == "Then Sam said they had one person."
        assert [tag.point for tag in sat.desk.record.tags.values()] == ["LP4"]
        assert "Then Sam said they had one person." in sat.said
        assert "4 “Then Sam said they had one person.”" in sat.side
        await sat.press("4")
        assert not sat.desk.record.quotes
        await sat.press("9")
        assert "no learning point 9" in sat.said


async def test_while_writing_a_sentence_is_tagged_by_f5_and_stays_tagged(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.type("One. Two. ")
        await sat.press("f5")
        await sat.type("2")
        await sat.press("enter")
        await sat.type("Three.")
        await sat.press("home")
        await sat.type("Zero. ")
        quote = next(iter(sat.desk.record.quotes.values()))
        text = sat.desk.response("went-well").text
        assert text == "Zero. One. Two. Three."
        assert text[quote.start : quote.end] == quote.words == "Two."
        assert PointId("LP2") in {tag.point for tag in sat.desk.record.tags.values()}


async def test_undo_takes_steps_back_and_leaves_typing_alone(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.type("A word. ")
        await sat.press("escape", "b", "1", "m", "u", "u", "u")
        assert sat.desk.response("went-well").text == "A word. "
        assert not sat.desk.record.quotes
        assert not sat.desk.record.notes
        assert not sat.desk.response("went-well").probes
        await sat.press("u")
        assert sat.said == "There is nothing to take back."
        await sat.press("U", "ctrl+y")
        assert sat.desk.response("went-well").probes == (0,)
        assert sat.desk.record.quotes


async def test_typing_makes_the_question_answered_in_the_outline_only(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        assert "▸· 1 A time it went well" in sat.outline
        await sat.type("x")
        assert "▸✓ 1 A time it went well" in sat.outline
        assert "1 of 7 · 60 min left" in sat.seen
        assert "! 8 Before we go" in sat.outline


async def test_the_memo_is_the_last_page_and_can_be_changed_later(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    async with sitting(tmp_path, a_desk(keeper=keeper)) as sat:
        await sat.go("8")
        await sat.press("f8")
        assert "What struck you?" in sat.seen
        await sat.press("escape", "enter")
        await sat.type("ask about 1 thing")
        await sat.press("f8")
        assert "last page" in sat.said
        await sat.press("escape", "u")
        assert [memo.text for memo in sat.desk.record.memos.values()] == ["ask about 1 thing"]
        assert sat.desk.record.session.ended is None
        await sat.press("q")
    async with sitting(tmp_path / "again", a_desk(keeper.kept[-1])) as sat:
        assert sat.here == ""
        await sat.press("end")
        await sat.type("s")
        assert [memo.text for memo in sat.desk.record.memos.values()] == ["ask about 1 things"]


async def test_ending_asks_first_stops_the_clock_and_offers_the_memo(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.press("escape", "e")
        assert "1 required question is still open" in sat.seen
        await sat.press("n")
        assert "ended" not in sat.top
        await sat.press("e", "y")
        assert sat.desk.record.session.ended is not None
        assert "ended" in sat.top
        assert "What struck you?" in sat.seen


async def test_a_failed_save_is_told_in_words_once_and_tried_again(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    async with sitting(tmp_path, a_desk(keeper=keeper)) as sat:
        keeper.broken = "The disk is full"
        await sat.type("words")
        with pytest.raises(StoreError):
            sat.screen.flush()
        await sat.press()
        assert "▲ not saved" in sat.top
        assert sat.screen.answers.editor.text == "words"
        await sat.press("escape", "q")
        assert "Not everything is saved" in sat.seen
        await sat.press("n")
        keeper.broken = ""
        sat.screen.flush()
        await sat.press()
        assert "● saved" in sat.top
        assert keeper.kept[-1].responses[QuestionId("went-well")].text == "words"


async def test_a_session_somebody_else_has_is_read_along(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    record = a_record()
    async with sitting(tmp_path, a_desk(record, keeper=keeper, holder=Somebody())) as sat:
        assert "▣ read only: bea has it on laptop-3" in sat.top
        await sat.press("x", "1", "b", "s", "enter")
        assert sat.desk.record is record
        other = a_desk(record)
        other.write("went-well", "bea writes")
        keeper.elsewhere = other.record
        await sat.screen.follow_along()
        await sat.press()
        assert "bea writes" in sat.seen
        await sat.press("n")
        assert sat.here == "in-the-way"
        await sat.press("q")
    assert not keeper.kept


async def test_people_s_words_are_never_markup_and_no_name_is_shown(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        assert "[b]working[/b]" in sat.seen
        await sat.press("escape", "s")
        await sat.type("no [red]time[/]")
        await sat.press("enter")
        assert "no [red]time[/]" in sat.seen
        assert "Quillfeather" not in sat.seen
        assert sat.screen.title == "P01"


async def test_a_question_mark_shows_what_can_be_done(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.press("escape", "?")
        assert "Tag the last sentence" in sat.seen
        await sat.press("escape", "n")
        assert sat.here == "in-the-way"


async def test_everything_is_there_at_80_columns(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk(), size=(80, 24)) as sat:
        seen = sat.seen
        rows = seen.splitlines()
        assert rows[0].startswith(" P01 · Provider · Every kind")
        assert "00:00" in rows[0]
        assert "1 · A time it went well" in seen
        assert "note to you: Silence is an answer too." in seen
        assert "Words that are read out when the section begins." in seen
        assert "▸·  1" in seen
        assert "0/7" in seen
        assert "Probes" not in seen
        await sat.press("f9")
        assert "Probes" in sat.seen
        assert "☐ 1 Who else was" in sat.seen
        await sat.press("escape", "v")
        assert "Probes" not in sat.seen


async def test_everything_is_there_at_120_columns(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        seen = sat.seen
        for words in ("Opening", "Kinds", "Probes", "☐ 3 And now?", "Likely", "4 Recognise difference"):
            assert words in seen
        assert "0 of 7 · 60 min left" in seen
        assert "8  Memo" not in seen
        assert "What health would have changed" not in seen


async def test_what_another_screen_changed_is_shown_on_coming_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.type("One. Two.")
        await sat.press("escape", "t")
        assert type(sat.pilot.app.screen).__name__ == "TagScreen"
        sat.desk.toggle(answer_passage("went-well"), 0, 4, PointId("LP3"))
        await sat.press("q")
        assert "3 “One.”" in sat.side


async def test_a_line_of_ten_thousand_letters_is_drawn_row_by_row(tmp_path: Path) -> None:
    record = a_record()
    desk = a_desk(record)
    desk.write("went-well", "We were cross for months. " * 400)
    desk.keep_place("went-well", 10_000, 1.0)
    async with sitting(tmp_path, desk) as sat:
        editor = sat.screen.query_one(Editor)
        assert editor.offset_of_cursor == 10_000
        drawn = {}
        for y in range(editor.size.height):
            drawn[y] = editor.render_line(y)
        await sat.type("x")
        same = sum(editor.render_line(y) is drawn[y] for y in range(editor.size.height))
        assert same >= editor.size.height - 4


async def test_words_with_odd_line_ends_are_left_as_they_are(tmp_path: Path) -> None:
    record = a_record()
    desk = a_desk(record)
    odd = "One\u2028two\x0cthree"
    desk.write("went-well", odd)
    async with sitting(tmp_path, desk) as sat:
        await sat.press("f8", "f7", "escape", "b")
        assert desk.response("went-well").text == odd


async def test_the_session_is_let_go_when_the_app_ends(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    async with sitting(tmp_path, a_desk(keeper=keeper)) as sat:
        await sat.pilot.press("z")
        await sat.pilot.press("ctrl+q")
    assert keeper.kept[-1].responses[QuestionId("went-well")].text == "z"
    assert msgspec.to_builtins(keeper.kept[-1].session)["at_offset"] == 1
