"""The laptop goes from hand to hand: each answers alone, and nothing is seen before it is shown to all."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.ids import OptionId
from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.pass_round import PassScreen
from tests.tui.room_driver import InRoom, a_room, in_room


async def begun(room: InRoom, page: str) -> None:
    await room.at(page)
    await room.press("a")
    await room.onto(PassScreen)


async def test_each_seat_answers_in_turn_and_the_whole_is_shown_at_the_end(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await begun(room, "three")
        assert "Seat 1 (Provider): press Enter when you have the laptop." in room.seen
        assert "Liberating" not in room.seen
        await room.press("enter", "1", "3", "tab")
        await room.type("It has to be fun.")
        await room.press("f2")
        assert "It has to be fun." not in room.seen
        assert "Liberating" not in room.seen
        assert "Thank you, seat 1. Please pass the laptop on." in room.seen
        assert "Seat 2 (Commissioner): press Enter when you have the laptop." in room.seen
        await room.press("enter")
        assert "[x]" not in room.seen
        assert "It has to be fun." not in room.seen
        await room.press("1", "4", "f2", "enter", "2", "3", "1")
        await room.press("4")
        assert "3 are chosen, and that is the most" in room.seen
        await room.press("f2")
        assert "All 3 have answered." in room.seen
        await room.press("enter")
        await room.onto(GroupSessionScreen)
        assert room.desk.response("three").shown
        assert "3 voters · 7 votes" in room.board
        assert "1 Fun" in room.board.splitlines()[0]
        assert "It has to be fun." in room.board
        assert "Provider" not in room.board


async def test_half_an_answer_is_asked_about_once_and_kept(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await begun(room, "three")
        await room.press("enter", "2", "f2")
        assert "2 are asked for, and 1 is chosen. F2 again leaves it as it is" in room.seen
        await room.press("f2")
        assert "Seat 2" in room.seen
        assert room.desk.said("three")[0].choices == ("focused",)
        assert "1 ◐" in room.seen


async def test_somebody_is_skipped_and_come_back_to(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await begun(room, "safe")
        await room.press("s")
        assert "Seat 2 (Commissioner): press Enter" in room.seen
        await room.press("enter", "4", "f2", "enter", "5", "f2")
        assert "Seat 1 (Provider): press Enter" in room.seen
        await room.press("p")
        assert "Seat 3: press Enter" in room.seen
        await room.press("enter")
        assert "(•) 5" in room.seen
        await room.press("3", "u", "u")
        assert room.desk.said_from("safe", room.desk.seats()[2].id).rating == 5  # type: ignore[union-attr]
        assert "nothing of yours to take back" in room.seen
        assert room.desk.said_from("safe", room.desk.seats()[1].id).rating == 4  # type: ignore[union-attr]


async def test_esc_covers_a_page_at_once_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room()) as room:
        await begun(room, "learnt")
        await room.press("enter")
        await room.type("Slowly is fast")
        await room.press("escape")
        assert "Slowly" not in room.seen
        await room.press("escape")
        await room.onto(GroupSessionScreen)
        assert "Slowly" not in room.seen
        assert "1 of 3 have answered" in room.board
        await room.press("a")
        await room.onto(PassScreen)
        assert "Seat 2" in room.seen
        await room.press("p", "enter")
        assert "Slowly is fast" in room.seen


async def test_nobody_who_left_early_is_waited_for(tmp_path: Path) -> None:
    desk = a_room()
    desk.leave_seat(desk.seats()[1].id)
    async with in_room(tmp_path, desk) as room:
        await begun(room, "safe")
        await room.press("enter", "2", "f2")
        assert "Seat 3: press Enter" in room.seen
        await room.press("enter", "0", "f2")
        assert "All 2 have answered." in room.seen
        await room.press("enter")
        await room.onto(GroupSessionScreen)
        assert "2 voters · middle 2 · 1 can’t say" in room.board


async def test_a_picture_gets_a_name_of_one_s_own_or_is_described(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room(seats=2), size=(80, 24)) as room:
        await begun(room, "image")
        await room.press("enter", "1", "tab")
        await room.type("First shoots\nIt is early.")
        await room.press("f2", "enter", "3")
        assert "Give your picture a name" in room.seen
        await room.type("Fog\nNobody sees the road.")
        await room.press("f2", "enter")
        await room.onto(GroupSessionScreen)
        said = room.desk.said("image")
        assert [(c.title, c.choices, c.text) for c in said] == [
            ("First shoots", ("seeds",), "It is early."),
            ("Fog", (), "Nobody sees the road."),
        ]
        assert "First shoots  Seeds · Seat 1 (Provider)" in room.board
        assert "Fog  a picture of their own · Seat 2 (Commissioner)" in room.board
        assert room.desk.passages()[-1].text == "Fog\nNobody sees the road."


async def test_what_was_answered_alone_is_not_on_any_page_before_it_is_shown(tmp_path: Path) -> None:
    desk = a_room()
    three = desk.guide.question("three")
    assert three is not None
    desk.answer_from(three, desk.seats()[0].id, choices=[OptionId("fun"), OptionId("focused")])
    desk.write_from("three", desk.seats()[0].id, "Secretly.")
    async with in_room(tmp_path, desk) as room:
        await room.at("three")
        for key in ("f11", "f", "w"):
            assert "Secretly" not in room.seen
            assert "voters" not in room.seen
            await room.press(key)
        await room.until_seen("Not all have answered yet: Seat 2 (Commissioner), Seat 3.")
        await room.press("n", "t")
        await room.until_seen("what people answered alone and has not been shown to all yet")
        assert "Secretly" not in room.seen
        await room.press("n", "w", "y")
        await room.until_seen("Secretly.")
        await room.press("w")
        assert "Secretly" not in room.seen
