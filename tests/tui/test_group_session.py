"""A group in the room: entries are called out and kept, and what is shown can be read from across it."""

from __future__ import annotations

from pathlib import Path

from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.room import RoomScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.widgets.quick_entry import QuickLine
from tests.builders import a_desk, a_record
from tests.services.studies import a_person, a_study
from tests.tui.hands import typed
from tests.tui.looking import screen_text, settled
from tests.tui.room_driver import WORKSHOP, a_room, in_room
from tests.tui.study_screens import app_of, opened
from tests.tui.waiting import said, shown, until

WITH_CONSENT = """\
---
id: with-consent
title: With consent
version: 1.0
kind: workshop
mode: group
---

## Before we start {#agreement kind=consent required items=take-part,quoted}

May words from this room be used?
"""


async def test_entries_are_typed_one_after_another_and_stand_on_the_board(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await room.type("trust\n2 shared risk\n")
        assert [(e.text, e.seat) for e in room.desk.said("aspirations")] == [
            ("trust", None),
            ("shared risk", room.desk.seats()[1].id),
        ]
        assert "1 trust" in room.board
        assert "2 shared risk (2)" in room.board
        assert room.said == "2: shared risk · Seat 2 (Commissioner). u takes it back."
        await room.press("escape", "u")
        assert [e.text for e in room.desk.said("aspirations")] == ["trust"]


async def test_an_entry_that_is_half_typed_is_in_the_session_and_stays_on_leaving(
    tmp_path: Path,
) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await room.type("half")
        assert [e.text for e in room.desk.said("aspirations")] == ["half"]
        assert "half" not in room.board
        await room.rush(*" a word", "f8", "z")
        assert [e.text for e in room.desk.said("aspirations")] == ["half a word"]
        assert not room.desk.said("three")
        await room.press("f7")
        assert "1 half a word" in room.board


async def test_letters_typed_fast_around_enter_are_all_kept(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await room.rush(*"tea", "enter", *"time", "enter", *"trust")
        assert [e.text for e in room.desk.said("aspirations")] == ["tea", "time", "trust"]


async def test_what_says_the_same_is_noticed_and_can_be_counted_there(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await room.type("fun\nFun!")
        assert "like “fun”, 1: Enter adds it anyway, Ctrl+L counts it there" in room.seen
        await room.press("ctrl+l")
        (cluster,) = room.desk.clusters("aspirations")
        assert cluster.name == "fun"
        assert room.board.splitlines()[0] == "fun  2"
        await room.type("more fun\n")
        assert len(room.desk.said("aspirations")) == 3
        assert [e.cluster for e in room.desk.said("aspirations")] == [cluster.id, cluster.id, None]


async def test_one_key_shows_it_to_the_room_and_goes_back(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room(), size=(80, 24)) as room:
        await room.type("trust\n")
        await room.press("f11")
        assert room.screen.presenting
        assert "█" in room.seen
        assert "What should working differently feel like" in room.seen
        assert "1 trust" in room.seen
        assert "F1 is the help" in room.seen
        assert "next" not in room.seen
        await room.type("tea\n")
        assert "2 tea" in room.seen
        await room.press("escape", "f")
        assert not room.screen.has_class("-presenting")
        assert "next" in screen_text(room.pilot.app)


async def test_who_is_in_the_room_is_asked_at_the_beginning_and_can_change(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room(seats=0), arriving=True) as room:
        await room.onto(RoomScreen)
        await room.press("plus")
        await room.until_seen("How many seats?")
        await room.press("backspace", "2", "enter")
        await room.until_seen("Seats 1 to 2.")
        await room.press("a")
        await room.until_seen("Who is here?")
        await room.press("enter")
        await room.until_seen("Seat 3.")
        await room.press("o")
        await room.until_seen("Which role?")
        await room.press(*"commis", "enter")
        await room.until_seen("How many of them?")
        await room.press("enter")
        await room.until_seen("Seat 4.")
        await room.press("l")
        await room.until_seen("Seat 4 left")
        assert room.desk.seats()[3].left
        await room.press("space")
        await room.until_seen("Seat 4 is back.")
        await room.press("x")
        assert len(room.desk.seats()) == 3
        await room.press("u", "escape")
        assert [(s.participant, s.role) for s in room.desk.seats()] == [
            (None, None),
            (None, None),
            ("P01", None),
            (None, "commissioner"),
        ]


async def test_the_group_s_agreement_is_asked_for_in_plain_words(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await room.press("escape", "r")
        await room.onto(RoomScreen)
        assert "held back until it is" in room.seen
        await room.press("g")
        await room.until_seen("nobody is ever named")
        await room.press("down", "up", *"yes", "enter")
        await room.until_seen("How was it asked?")
        await room.press("enter")
        await room.until_seen("Who asked?")
        await room.press("enter")
        await room.until_seen("words said here may be quoted, never with whose they are")
        agreed = room.desk.record.session.agreed
        assert agreed is not None
        assert (agreed.quoted, agreed.how, agreed.taken_by) == (True, "asked aloud", "ana")


async def test_a_workshop_is_started_from_the_study_and_its_row_says_how_many_were_there(
    tmp_path: Path,
) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    (study.folder / "guides").mkdir(exist_ok=True)
    (study.folder / "guides" / "a-workshop.md").write_text(WORKSHOP, encoding="utf-8")
    app = app_of(study)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await shown(pilot, Pick)
        await until(pilot, lambda: "with a group" in said(app))
        await pilot.press(*"A workshop", "enter")
        await shown(pilot, RoomScreen)
        await until(pilot, lambda: "Nobody yet" in said(app))
        await pilot.press("n")
        await shown(pilot, AskLine)
        await pilot.press("4", "enter")
        await until(pilot, lambda: "Seats 1 to 4." in said(app))
        await pilot.press("escape")
        await shown(pilot, GroupSessionScreen)
        await until(pilot, lambda: isinstance(app.focused, QuickLine))
        await typed(pilot, "2 trust\n")
        await pilot.press("escape", "q")
        await opened(pilot)
        await until(pilot, lambda: "4 in the room" in said(app))
        assert "1/6" in said(app)
        await pilot.press("enter")
        screen = await shown(pilot, GroupSessionScreen)
        await settled(pilot)
        assert "1 trust (2)" in screen.board.plain


async def test_a_guide_s_own_question_of_consent_asks_the_whole_group(tmp_path: Path) -> None:
    desk = a_desk(a_record(WITH_CONSENT, participant=None))
    async with in_room(tmp_path, desk, size=(80, 24)) as room:
        assert "Not asked yet what may be quoted (A)" in room.board
        assert "!" in room.outline[0]
        await room.press("enter")
        await room.until_seen("one who would rather not is enough for a no")
        await room.press(*"nothing", "enter")
        await room.until_seen("How was it asked?")
        await room.press("enter")
        await room.until_seen("Who asked?")
        await room.press("enter")
        await room.until_seen("nothing said here is quoted")
        agreed = desk.record.session.agreed
        assert agreed is not None
        assert not agreed.quoted
        assert "✓" in room.outline[0]


async def test_an_entry_is_tagged_by_a_digit_and_stands_on_the_tag_screen(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await room.type("2 trust takes time\nlisten first\n")
        await room.press("escape", "4")
        (quote,) = room.desk.record.quotes.values()
        assert (quote.words, quote.passage[:5]) == ("listen first", "said:")
        assert "“listen first”" in room.said
        await room.press("t")
        await room.onto(TagScreen)
        assert "trust takes time" in room.seen
        assert "1 passage untagged" in " ".join(room.seen.split()) or "1 untagged" in room.seen
