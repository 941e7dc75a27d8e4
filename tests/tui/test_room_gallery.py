"""The image exercise: a picture is chosen and named alone, then the gallery hangs with everybody's words."""

from __future__ import annotations

from pathlib import Path

from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.pass_round import PassScreen
from tests.services.studies import a_study
from tests.tui.room_driver import in_room
from tests.tui.waiting import until


async def test_pictures_are_chosen_named_and_hung_with_their_words(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    desk = study.start_session("workshop-image", None)
    desk.sit()
    desk.sit()
    async with in_room(tmp_path, desk, size=(100, 36), study=study) as room:
        await until(room.pilot, lambda: room.screen.answers.pictures)
        await room.at("picture")
        await room.press("a")
        await room.onto(PassScreen)
        await room.press("enter")
        assert "A bridge half built" in room.seen
        await room.press("enter", "enter")
        await room.type("Nearly there\nFrom both banks.")
        await room.press("f2", "enter", "end")
        assert "None of these:" in room.seen
        await room.press("enter")
        await room.until_seen("Give your picture a name")
        await room.type("Fog horn\nOne hears it and sees nothing.")
        await room.press("f2")
        assert "Nearly there" not in room.seen
        await room.press("enter")
        await room.onto(GroupSessionScreen)
        await room.until_seen("“Nearly there”")
        assert "A bridge half built" in room.seen
        assert "From both banks." in room.seen
        assert "Fog horn  a picture of their own · Seat 2" in room.board
        assert "Nearly there" not in room.board
        assert "A tangled string" not in room.seen
        await room.press("f")
        await room.until_seen("“Nearly there”")
    desk.close()
