"""Votes from paper, the tally, a tie that the group decides, and entries put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import OptionId, RoleId
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.gathering import GatheringScreen
from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.paper import PaperScreen, numbers_in
from tests.tui.room_driver import a_room, in_room


def voted(*votes: str) -> SessionDesk:
    desk = a_room(seats=len(votes))
    three = desk.guide.question("three")
    assert three is not None
    for seat, names in zip(desk.seats(), votes, strict=True):
        desk.answer_from(three, seat.id, choices=[OptionId(name) for name in names.split()])
    return desk


async def test_slips_of_paper_are_typed_seat_by_seat(tmp_path: Path) -> None:
    async with in_room(tmp_path, a_room(), size=(80, 24)) as room:
        await room.at("three")
        await room.press("y")
        await room.onto(PaperScreen)
        await room.type("1 3 4\n")
        assert "Seat 1 (Provider): 1, 3, 4" in room.seen
        await room.type("123412\n")
        assert "1 is there twice: each counts once." in room.seen
        await room.press(*["backspace"] * 6)
        await room.type("12\n")
        await room.press("escape")
        await room.onto(GroupSessionScreen)
        assert [c.choices for c in room.desk.said("three")] == [
            ("fun", "liberating", "resourced"),
            ("fun", "focused"),
        ]
        assert "2 of 3 have answered; waiting for seat 3." in room.board


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 2 3 4", "4 votes, and 3 are allowed"),
        ("1", "1 of 2 votes"),
        ("1 7", "There is no 7 here: 1 to 4"),
        ("fun", "“f” is not a number"),
        ("", "There are no numbers yet"),
    ],
)
def test_a_slip_that_cannot_be_is_refused_in_words(line: str, said: str) -> None:
    question = a_room().guide.question("three")
    assert question is not None
    with pytest.raises(InvalidInput, match=said):
        numbers_in(line, question)


def test_a_slip_of_a_scale_has_one_number_or_can_t_say() -> None:
    question = a_room().guide.question("safe")
    assert question is not None
    assert numbers_in(" 4", question) == [4]
    assert numbers_in("?", question) == []


async def test_a_tie_is_shown_and_settled_by_the_group_with_its_words(tmp_path: Path) -> None:
    desk = voted("fun focused", "fun liberating", "fun focused liberating", "fun resourced focused")
    desk.reveal("three")
    async with in_room(tmp_path, desk) as room:
        await room.at("three")
        assert "▸  1 Fun" in room.board
        assert "4 voters · 10 votes" in room.board
        assert "A tie" not in room.board
        await room.press("x")
        await room.onto(PickMany)
        await room.press("enter")
        await room.onto(GroupSessionScreen)
        assert room.desk.response("three").choices == ("fun", "focused", "liberating")
        await room.type("They carry the rest.")
        assert room.desk.response("three").text == "They carry the rest."
        await room.press("escape", "u")
        assert room.desk.response("three").choices == ()


async def test_what_is_tied_is_not_marked_beforehand(tmp_path: Path) -> None:
    desk = voted("fun focused", "fun liberating", "fun resourced")
    desk.reveal("three")
    async with in_room(tmp_path, desk) as room:
        await room.at("three")
        assert "= A tie: Focused, Liberating, Resourced. x settles it" in room.board
        await room.press("x")
        await room.onto(PickMany)
        assert "A tie is yours to decide" in room.seen
        assert "1 of 4 marked" in room.seen
        await room.press("down", "space", "space", "space")
        assert "3 are marked, and that is the most" in room.seen
        await room.press("enter")
        await room.onto(GroupSessionScreen)
        assert room.desk.response("three").choices == ("fun", "focused", "liberating")
        assert "Settled: Fun · Focused · Liberating" in room.board


async def test_entries_are_put_together_named_and_parted(tmp_path: Path) -> None:
    desk = a_room()
    for words in ("fun", "more laughter", "fewer silos", "one contact"):
        desk.contribute("aspirations", words)
    async with in_room(tmp_path, desk, size=(80, 24)) as room:
        await room.press("escape", "j")
        await room.onto(GatheringScreen)
        await room.press("space", "space", "enter")
        await room.onto(AskLine)
        await room.type("joy")
        await room.press("enter")
        await room.onto(GatheringScreen)
        (cluster,) = desk.clusters("aspirations")
        assert (cluster.name, [e.cluster for e in desk.said("aspirations")]) == (
            "joy",
            [cluster.id, cluster.id, None, None],
        )
        await room.press("n")
        await room.onto(AskLine)
        await room.type("joy and play")
        await room.press("enter")
        await room.until_seen("Now “joy and play”.")
        await room.press("end", "plus")
        await room.until_seen("Moved to “joy and play”.")
        assert desk.said("aspirations")[3].cluster == cluster.id
        await room.press("home", "p")
        await room.until_seen("0 groups")
        assert not desk.clusters("aspirations")
        await room.press("u", "u")
        await room.until_seen("4 entries in 1 group")
        await room.press("escape")
        await room.onto(GroupSessionScreen)
        assert room.board.splitlines()[0] == "joy and play  2"


async def test_an_entry_is_marked_with_the_mouse_changed_and_taken_out(tmp_path: Path) -> None:
    desk = a_room()
    for words in ("fnu", "tea"):
        desk.contribute("aspirations", words)
    async with in_room(tmp_path, desk) as room:
        await room.press("escape", "j")
        await room.onto(GatheringScreen)
        await room.pilot.click("#lines", offset=(6, 1))
        await room.until_seen("1 marked")
        await room.press("home", "e")
        await room.onto(AskLine)
        await room.press("ctrl+u")
        await room.type("fun")
        await room.press("enter")
        await room.until_seen("Changed.")
        await room.press("end", "delete")
        await room.until_seen("Taken out; u brings it back.")
        assert [e.text for e in desk.said("aspirations")] == ["fun"]
        await room.press("u")
        assert [e.text for e in desk.said("aspirations")] == ["fun", "tea"]


async def test_votes_given_alone_are_told_by_role_only_where_that_tells_nobody_s(tmp_path: Path) -> None:
    desk = voted("fun focused", "fun liberating", "fun resourced")
    three = desk.guide.question("three")
    assert three is not None
    for _ in range(3):
        seat = desk.sit(role=RoleId("provider"))
        desk.answer_from(three, seat.id, choices=[OptionId("focused"), OptionId("fun")])
    desk.write_from("three", desk.seats()[0].id, "Because.")
    desk.reveal("three")
    async with in_room(tmp_path, desk) as room:
        await room.at("three")
        assert "6 voters · 12 votes" in room.board
        assert "Provider" not in room.board
        assert "By role only where 3 or more answered" in room.board
        desk.write_from("three", desk.seats()[1].id, "And so.")
        seat = desk.sit()
        desk.answer_from(three, seat.id, choices=[OptionId("focused"), OptionId("fun")])
        await room.press("w", "w")
        assert "7 voters · 14 votes · Provider 4 · others 3" in room.board
        assert "Commissioner" not in room.board
