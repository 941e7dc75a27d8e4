"""The bin by key presses: what was removed is listed, comes back, and is only deleted once that is agreed."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import PointId, RoleId
from reflect.domain.passages import answer_passage
from reflect.domain.people import Role
from reflect.domain.session import MemoTarget
from reflect.services.study import Study
from reflect.tui.screens.bin import BinScreen
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.study import StudyScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, over
from tests.tui.waiting import said, shown, until

WORDS = "We had been cross for months. [b]Then[/b] Sam said they had one person. One."
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01, interviewed, with a tagged quote."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, len(WORDS), PointId("LP4"))
    desk.close()
    return study


def with_everything_removed(study: Study) -> None:
    """One of each thing that can lie in the bin."""
    session = study.sessions()[0].id
    desk = study.open_session(session)
    memo = desk.memo(MemoTarget.SESSION, session, "Compare with the other one.")
    desk.remove(next(iter(desk.record.quotes.values())))
    desk.rewrite_memo(memo, "")
    desk.close()
    study.remove_writeup(study.drafts.keep_reflection("P01"))
    study.edits.save_point(LearningPoint(id=PointId("LP9"), number=9, name="Humour"))
    study.edits.remove_point("LP9")
    study.edits.save_role(Role(id=RoleId("elder"), name="Elder", described="an elder"))
    study.edits.remove_role("elder")
    study.edits.add_participant(replace(a_person("P02"), name="Ines Quillfeather"))
    study.edits.remove_participant("P02")
    other = interviewed(study, "Yes.")
    other.close()
    study.remove_session(other.record.session.id)


@pytest.mark.parametrize("size", SIZES)
async def test_everything_that_was_removed_is_listed_and_nobody_is_named(
    study: Study, size: tuple[int, int]
) -> None:
    with_everything_removed(study)
    app = app_of(Study.open(study.folder, researcher="ben"))
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await over(pilot, "b", BinScreen)
        text = said(app)
        for kind, what in (
            ("session", "P01, 2026"),
            ("participant", "P02"),
            ("role", "Elder"),
            ("learning point", "9 Humour"),
            ("write-up", "reflection-P01"),
            ("quote", "“We had been cross"),
        ):
            assert f"{kind} {what}" in text
        assert "Ines" not in text
        assert "Quillfeather" not in text
        assert "by ana, from sessions" in text
        await pilot.press("end")
        await settled(pilot)
        assert "[b]Then[/b]" in said(app)
        assert "(LP4)" in said(app)


@pytest.mark.parametrize("key", ["enter", "r"])
async def test_what_lies_there_comes_back_also_after_a_restart(study: Study, key: str) -> None:
    session = study.sessions()[0].id
    study.remove_session(session)
    again = Study.open(study.folder, researcher="ben")
    app = app_of(again)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "b", BinScreen)
        await pilot.press(key)
        await until(pilot, lambda: "Back again: the session P01" in said(app))
        await until(pilot, lambda: "Nothing was removed from this study" in said(app))
        await pilot.press("escape")
        await opened(pilot)
        await until(pilot, lambda: "▸P01" in said(app))
        await pilot.press("u")
        await until(pilot, lambda: "press a to start the first interview" in said(app))
    assert [item.id for item in again.bin.items()] == [session]


async def test_emptying_says_how_much_and_what_it_does_not_reach_and_asks(study: Study) -> None:
    with_everything_removed(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "b", BinScreen)
        await pilot.press("e")
        await shown(pilot, Confirm)
        text = said(app)
        assert "Delete 6 things for good?" in text
        assert "1 session, 1 participant, 1 role, 1 learning point, 1 write-up, 1 quote" in text
        for unreached in (".reflect/previous", "backups", "git's history"):
            assert unreached in text
        await pilot.press("enter")
        await shown(pilot, BinScreen)
        assert len(study.bin.items()) == 6
        await pilot.press("e")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "6 things deleted for good" in said(app))
        await pilot.press("q")
        await opened(pilot)
        await pilot.press("u")
        await settled(pilot)
    assert study.bin.items() == ()
    assert [person.code for person in study.people()] == ["P01"]


async def test_what_has_lost_its_place_is_said_and_stays_in_the_bin(study: Study) -> None:
    study.edits.remove_role("other")
    study.edits.save_role(Role(id=RoleId("other"), name="Else", described="someone else"))
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "b", BinScreen)
        await pilot.press("r")
        await until(pilot, lambda: "There is another role Other by now" in said(app))
    assert len(study.bin.items()) == 1


async def test_an_empty_bin_says_so_and_esc_goes_back(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "b", BinScreen)
        assert "Nothing was removed from this study" in said(app)
        await pilot.press("enter", "e")
        assert isinstance(app.screen, BinScreen)
        await pilot.press("escape")
        await shown(pilot, StudyScreen)
