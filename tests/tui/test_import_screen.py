"""Importing on the screen, by key presses: looked at first, corrected, kept or left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.services.study import Study
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.choose_files import ChooseFiles
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.importing import ImportScreen
from reflect.tui.screens.study import StudyScreen
from tests.services.studies import a_person, a_study
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened
from tests.tui.waiting import said, shown, until

TALK = """Ana: Tell me about a time when working together went well. What happened?

Kez: In January we opened the hall in Stoke Averil.

Ana: What made that possible?

Kez: Trust.
"""


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = a_study(tmp_path / "study")
    made.edits.add_participant(a_person())
    yield made
    made.close()


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    return put(tmp_path / "talk.txt", TALK)


def put(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


async def looking_at(pilot: Pilot[Any], path: Path) -> ImportScreen:
    """Press `g`, name the files, and wait for the first."""
    await opened(pilot)
    await pilot.press("g")
    await shown(pilot, ChooseFiles)
    await typed(pilot, str(path))
    await pilot.press("enter")
    screen: ImportScreen = await shown(pilot, ImportScreen)
    await until(pilot, lambda: screen._plan is not None)
    await settled(pilot)
    return screen


async def picked(pilot: Pilot[Any], words: str, *, then: type = ImportScreen) -> None:
    """Pick by typing part of a name, and wait for what comes."""
    dialog = await shown(pilot, Pick)
    await typed(pilot, words)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not dialog)
    screen = await shown(pilot, then)
    if isinstance(screen, ImportScreen):
        await until(pilot, lambda: not screen._busy)
    await settled(pilot)


def files_of(study: Study) -> list[str]:
    return sorted(str(p.relative_to(study.folder)) for p in study.folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("size", [(80, 24), (170, 45)])
async def test_a_transcript_is_looked_at_corrected_and_kept(
    study: Study, talk: Path, size: tuple[int, int]
) -> None:
    app = app_of(study)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await looking_at(pilot, talk)
        assert "Import talk.txt · 4 turns, 26 words · nothing is kept yet" in said(app)
        assert "Kez → nobody's words yet (2 turns, 10 words)" in said(app)
        await pilot.press("enter")
        await picked(pilot, "provider")
        assert "▸ 4 Interviewer Tell me about a time" in said(app)  # who asks the guide's questions
        await pilot.press("down", "w")
        await picked(pilot, "a participant", then=Pick)
        await picked(pilot, "P01")
        assert "Kez → P01 (2 turns, 10 words)" in said(app)
        await pilot.press("r")
        await shown(pilot, AskLine)
        await typed(pilot, "Stoke Averil")
        await pilot.press("enter")
        await until(pilot, lambda: "Instead of “Stoke Averil”" in said(app))
        await pilot.press(*["backspace"] * 6)
        await typed(pilot, "[town]")
        await pilot.press("enter")
        await shown(pilot, ImportScreen)
        await until(pilot, lambda: "opened the hall in [town]." in said(app))
        await pilot.press("down", "n")
        await until(pilot, lambda: screen._plan is not None and 2 in screen._plan.pins)
        await settled(pilot)
        assert "5 Interviewer What made that" in said(app)
        assert study.sessions() == ()
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "1 file came in." in said(app))
    (row,) = study.sessions()
    record = study.session_record(row.id)
    numbers = [question.id for question in study.guide_shelf.guide("provider").questions()]
    turns = list(record.turns.values())
    assert [turn.participant for turn in turns] == [None, "P01", None, "P01"]
    assert turns[1].text == "In January we opened the hall in [town]."
    assert [turn.question for turn in turns] == [numbers[3], numbers[3], numbers[4], numbers[4]]
    assert (study.folder / "originals" / f"{row.id}.txt").read_bytes() == TALK.encode()


async def test_esc_leaves_with_nothing_on_disk(study: Study, talk: Path) -> None:
    before = files_of(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await looking_at(pilot, talk)
        await pilot.press("escape")
        await opened(pilot)
    assert files_of(study) == before


async def test_a_name_is_left_and_the_original_switched_off(study: Study, tmp_path: Path) -> None:
    talk = put(tmp_path / "talk.txt", TALK.replace("Stoke Averil", "Quillfeather House"))
    app = app_of(study)
    async with app.run_test(size=(170, 45)) as pilot:
        screen = await looking_at(pilot, talk)
        assert "[x] Quillfeather → P01 (once)" in said(app)
        assert "the hall in P01 House." in said(app)
        await pilot.press("tab")
        screen._details.go_to("name Quillfeather")
        await pilot.press("enter")
        await until(pilot, lambda: "[ ] Quillfeather" in said(app))
        assert "the hall in Quillfeather House." in said(app)
        screen._details.go_to("original ")
        await pilot.press("enter")
        await until(pilot, lambda: "not kept" in said(app))
        await pilot.press("f2")
        await shown(pilot, StudyScreen)
    assert not (study.folder / "originals").exists()
    assert not study.settings().keep_originals


async def test_of_a_folder_the_rest_is_kept_the_same_way_and_bad_files_are_named(
    study: Study, talk: Path
) -> None:
    folder = talk.parent / "many"
    folder.mkdir()
    for n in range(4):
        (folder / f"{n}.txt").write_text(TALK.replace("January", f"January {n}"), "utf-8")
    (folder / "2-bad.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 99)
    app = app_of(study)
    async with app.run_test(size=(170, 45), notifications=True) as pilot:
        screen = await looking_at(pilot, folder)
        assert "Import 1 of 5 · 0.txt" in said(app)
        await pilot.press("down", "w")
        await picked(pilot, "a participant", then=Pick)
        await picked(pilot, "P01")
        await pilot.press("f2")
        await until(pilot, lambda: "Import 2 of 5 · 1.txt" in said(app) and screen._plan is not None)
        await settled(pilot)
        assert "Kez → P01" in said(app)  # remembered
        await pilot.press("a")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "4 files came in." in said(app))
        assert "2-bad.pdf" in said(app)
    assert {row.participant for row in study.sessions()} == {"P01"}
    assert len(study.sessions()) == 4


async def test_a_file_that_cannot_be_read_says_why_and_nothing_came_in(study: Study, tmp_path: Path) -> None:
    bad = tmp_path / "bad.vtt"
    bad.write_bytes(b"")
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("g")
        await shown(pilot, ChooseFiles)
        await typed(pilot, str(tmp_path / "nowhere"))
        await pilot.press("enter")
        await until(pilot, lambda: "There is no such file or folder." in said(app))
        await pilot.press(*["backspace"] * len("nowhere"))
        await typed(pilot, "bad.vtt")
        await pilot.press("enter")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "Nothing came in." in said(app) and "bad.vtt" in said(app))
    assert study.sessions() == ()


async def test_a_transcript_is_opened_to_be_tagged(study: Study, talk: Path) -> None:
    from reflect.services.importing import Asked
    from reflect.tui.screens.tag import TagScreen

    importer = study.importer()
    importer.keep([importer.plan(talk, importer.ready(Asked(guide="provider")), Asked())])
    app = app_of(study)
    async with app.run_test(size=(170, 45)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await shown(pilot, TagScreen)
        await settled(pilot)
        assert "In January we opened the hall" in said(app)
        await pilot.press("q")
        await shown(pilot, StudyScreen)
