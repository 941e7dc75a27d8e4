"""The editor tells the desk which edits were made, so that quotes stand on the very letters they stood on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.edits import leads
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Quote
from reflect.services.desk import SessionDesk
from reflect.tui.screens.dialogs.correct import Correct
from reflect.tui.widgets.telling_document import TellingDocument
from tests.builders import a_desk
from tests.tui.session_driver import Sat, sitting
from tests.tui.waiting import shown, until

PASSAGE = answer_passage("went-well")


def quoted(desk: SessionDesk, start: int, end: int, passage: str = PASSAGE) -> str:
    return desk.toggle(passage, start, end, PointId("LP4")).id


def quote_of(sat: Sat, key: str) -> Quote:
    return next(quote for quote in sat.desk.record.quotes.values() if quote.id == key)


def where(sat: Sat, key: str) -> tuple[int, int, bool]:
    quote = quote_of(sat, key)
    return quote.start, quote.end, quote.source_changed


def answered(text: str) -> SessionDesk:
    desk = a_desk()
    desk.write("went-well", text)
    desk.keep_place("went-well", len(text), 1.0)
    return desk


@pytest.mark.parametrize(("left", "place"), [(3, (5, 8)), (0, (4, 7))], ids=["before", "after"])
async def test_a_letter_like_its_neighbours_is_known_by_where_it_was_typed(
    tmp_path: Path, left: int, place: tuple[int, int]
) -> None:
    desk = answered("say aaa")
    key = quoted(desk, 4, 7)
    async with sitting(tmp_path, desk) as sat:
        await sat.press("end", *["left"] * left, "a")
        assert desk.response("went-well").text == "say aaaa"
        assert where(sat, key) == (*place, False)


async def test_deleting_and_taking_it_back_puts_the_quote_on_its_own_words(tmp_path: Path) -> None:
    text = "yes. She said yes. yes."
    desk = answered(text)
    key = quoted(desk, 14, 17)
    async with sitting(tmp_path, desk) as sat:
        await sat.press("home", *["right"] * 5, *["shift+right"] * 14, "delete")
        assert desk.response("went-well").text == "yes. yes."
        assert quote_of(sat, key).source_changed
        await sat.press("ctrl+z")
        assert desk.response("went-well").text == text
        assert where(sat, key) == (14, 17, False)


async def test_letters_typed_in_a_rush_and_over_a_selection_are_told_too(tmp_path: Path) -> None:
    desk = answered("tttt end")
    key = quoted(desk, 2, 4)
    async with sitting(tmp_path, desk) as sat:
        await sat.press("home")
        await sat.rush("t", "t", "right", "t", "delete")
        assert desk.response("went-well").text == "tttttt end"
        assert where(sat, key) == (4, 6, False)


async def test_the_comment_below_entries_tells_its_own_places(tmp_path: Path) -> None:
    desk = a_desk()
    desk.enter("words", ["trust", "aaa"])
    desk.write("words", "aaa")
    key = quoted(desk, 10, 13, answer_passage("words"))
    async with sitting(tmp_path, desk) as sat:
        await sat.go("3")
        await sat.press("tab", "home", "a")
        await until(sat.pilot, lambda: desk.response("words").text == "aaaa")
        assert where(sat, key) == (11, 14, False)


async def test_a_correction_made_while_tagging_is_in_the_editor_and_is_taken_back_from_there(
    tmp_path: Path,
) -> None:
    desk = answered("We recieved it.")
    async with sitting(tmp_path, desk) as sat:
        await sat.press("escape", "t", "e")
        await shown(sat.pilot, Correct)
        await sat.press("home", *["right"] * 6, "delete", "right", "i", "f2", "q")
        await until(sat.pilot, lambda: sat.screen.is_top)
        assert sat.screen.answers.editor.words == "We received it."
        await sat.press("i", "end")
        await sat.type(" Yes")
        await sat.press("escape", "u")
        assert desk.response("went-well").text == "We recieved it. Yes"
        assert sat.screen.answers.editor.words == "We recieved it. Yes"


async def test_an_entry_corrected_while_tagging_stays_corrected(tmp_path: Path) -> None:
    desk = a_desk()
    desk.enter("words", ["trsut", "time"])
    async with sitting(tmp_path, desk) as sat:
        await sat.go("3")
        await sat.press("escape", "t", "e")
        await shown(sat.pilot, Correct)
        await sat.press("ctrl+k", *"trust", "f2", "q")
        await until(sat.pilot, lambda: sat.screen.is_top)
        await sat.press("f8", "f7")
        assert desk.response("words").entries == ("trust", "time")


async def test_an_entry_taken_out_is_brought_back_by_undo(tmp_path: Path) -> None:
    desk = a_desk()
    desk.enter("words", ["trust", "time", "tea"])
    async with sitting(tmp_path, desk) as sat:
        await sat.go("3")
        await sat.press("up", "up", "delete")
        assert desk.response("words").entries == ("trust", "tea")
        await sat.press("escape", "escape", "u")
        assert desk.response("words").entries == ("trust", "time", "tea")
        assert sat.screen.answers.entries.entries == ("trust", "time", "tea")


async def test_ending_by_mistake_is_taken_back(tmp_path: Path) -> None:
    desk = answered("We met.")
    async with sitting(tmp_path, desk) as sat:
        await sat.press("escape", "e", "y")
        await until(sat.pilot, lambda: desk.record.session.ended)
        await sat.press("u")
        assert desk.record.session.ended is None
        assert "Taken back: Ending the session" in sat.said


LINES = st.lists(st.text("ab é👩", max_size=4), min_size=1, max_size=4)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.data())
def test_what_a_document_tells_leads_from_what_it_was_to_what_it_is(
    lines: list[str], newline: str, data: st.DataObject
) -> None:
    document = TellingDocument(newline.join(lines))
    before = document.text
    for _ in range(data.draw(st.integers(1, 5))):
        places = []
        for _ in range(2):
            row = data.draw(st.integers(0, document.line_count - 1))
            places.append((row, data.draw(st.integers(0, len(document.lines[row])))))
        document.replace_range(places[0], places[1], data.draw(st.sampled_from(["", "a", "\n", "b\nc", "é"])))
    told = document.take_told()
    assert leads(before, document.text, told) is not None or (before == document.text and not told)
    assert document.take_told() == []
