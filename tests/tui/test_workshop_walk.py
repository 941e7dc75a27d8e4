"""A workshop from aspirations to what would make the three real, walked by key presses."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.ids import QuestionId
from reflect.services.desk import SessionDesk
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.paper import PaperScreen
from tests.builders import a_desk, a_record
from tests.tui.room_driver import in_room

GUIDE = """\
---
id: three-that-matter
title: Three that matter
version: 1.0
kind: workshop
mode: group
---

## What should working differently feel like? {#aspirations kind=list}

1. Fun
2. Supportive

## Which matter most? {#three kind=choose from=aspirations min=1 max=2}

## What would make it real? {#real kind=list for-each=three}

What would make it real, here, next month?
"""


def a_room() -> SessionDesk:
    desk = a_desk(a_record(GUIDE, participant=None))
    desk.sit()
    desk.sit()
    return desk


async def test_aspirations_are_collected_voted_on_and_made_real(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room(), size=(80, 24)) as room:
        await room.type("su")
        assert "Tab Supportive" in room.seen
        await room.press("tab", "enter")
        await room.type("honest\nfun\n")
        assert [e.text for e in room.desk.said("aspirations")] == ["Supportive", "honest", "fun"]
        await room.press("escape", "n", "y")
        await room.onto(PaperScreen)
        await room.type("13\n12\n")
        await room.press("escape")
        await room.onto(GroupSessionScreen)
        await room.press("w")
        assert "2 voters · 4 votes" in room.board
        assert "= A tie: honest, fun." in room.board
        await room.press("n")
        assert "Nothing is settled on yet in “2 · Which matter most?”" in room.board
        await room.press("p", "x")
        await room.onto(PickMany)
        await room.press("end", "space", "enter")
        await room.onto(GroupSessionScreen)
        assert "Settled: Supportive · fun" in room.board
        await room.type("It carries the rest.")
        await room.press("escape", "n")
        assert "3 · What would make it real? · Supportive" in room.seen
        await room.press("enter")
        await room.type("lunch\ntea\n")
        await room.press("f8")
        assert "3 · What would make it real? · fun" in room.seen
        assert "lunch" not in room.board
        await room.type("music\n")
        ids = room.desk.response("three").choices
        assert [(e.about, e.text) for e in room.desk.said("real")] == [
            (ids[0], "lunch"),
            (ids[0], "tea"),
            (ids[1], "music"),
        ]
        assert "✓  3" in room.seen
        await room.press("f7")
        assert "1 lunch" in room.board
        await room.press("f11")
        assert "What would make it real?" in room.seen


async def test_a_session_left_on_a_page_of_a_thing_opens_there_again(tmp_path: Path) -> None:
    desk = a_room()
    entry = desk.contribute("aspirations", "honest")
    desk.choose("three", [entry.id])  # type: ignore[list-item]  # an entry's id is the option's
    desk.keep_place("real", 0, 1.0)
    async with in_room(tmp_path, desk) as room:
        assert room.here == f"real/{entry.id}"
        await room.press("escape", "g")
        await room.until_seen("3 · What would make it real? · honest")


async def test_a_question_is_covered_in_the_pages_of_another_and_gone_to_by_its_id(tmp_path: Path) -> None:
    desk = a_room()
    entry = desk.contribute("aspirations", "honest")
    desk.choose("three", [entry.id])  # type: ignore[list-item]  # an entry's id is the option's
    async with in_room(tmp_path, desk) as room:
        await room.at("aspirations")
        await room.press("c")
        await room.until_seen("Already covered in")
        await room.press(*"honest", "enter")
        await room.until_seen("1: already covered in 3")
        assert desk.response("aspirations").covered_by == "real"
        room.screen.go(QuestionId("real"))
        assert room.here == f"real/{entry.id}"
