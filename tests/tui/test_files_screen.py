"""When something is wrong with a study's files: what a newcomer reads, and how it is mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reflect.services.study import Study
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.files import FilesScreen
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.study_screens import app_of, opened, over, tab
from tests.tui.waiting import said, shown, until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02"))
    interviewed(study, "Yes.").close()
    study.close()
    return study.folder


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def of_a_later_version(path: Path) -> None:
    path.write_text(re.sub(r'"format":\d+', '"format":99', path.read_text("utf-8"), count=1), "utf-8")


async def test_when_all_is_well_it_says_so(folder: Path) -> None:
    app = app_of(Study.open(folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "i", FilesScreen)
        assert "Every file, seal and record was looked at: all is well" in said(app)
        await pilot.press("r")
        assert isinstance(app.screen, FilesScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_damaged_file_gives_way_to_the_one_before_and_it_stays_said_until_looked_at(
    folder: Path, size: tuple[int, int]
) -> None:
    cut(folder / "people.json")
    app = app_of(Study.open(folder))
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        text = said(app)
        assert "people.json was damaged" in text
        assert "the last one kept, is used instead" in text
        assert "(i shows the study's files)" in text
        assert "P01 Provider" in await tab(pilot, "2")
        assert "people.json was damaged" in said(app)
        await over(pilot, "i", FilesScreen)
        assert "was told people.json was damaged" in said(app)
        assert "kept beside" in said(app)
        await pilot.press("escape")
        await opened(pilot)
        assert "was damaged" not in said(app)


async def test_a_session_that_cannot_be_read_is_told_once_and_the_others_are_listed(folder: Path) -> None:
    study = Study.open(folder)
    interviewed(study, "No.", code="P02").close()
    paths = sorted((folder / "sessions").iterdir())
    cut(paths[0])
    (folder / ".reflect/previous/sessions" / paths[0].name).unlink()
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        assert said(app).count("no earlier generation of it is kept here") == 1
        assert "P02" in said(app)
        await tab(pilot, "4", "1")
        assert len(screen._told) == 1


async def test_a_missing_file_of_people_is_said_where_one_looks_and_brought_back(folder: Path) -> None:
    (folder / "people.json").unlink()
    study = Study.open(folder)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "people.json is missing" in said(app)
        text = await tab(pilot, "2")
        assert "The file with everybody in it (people.json) is missing. Press i" in text
        assert "press a to add" not in text
        await over(pilot, "i", FilesScreen)
        assert "to mend It was gone people.json" in said(app)
        assert "r mends it: generation" in said(app)
        await pilot.press("r")
        await shown(pilot, Confirm)
        assert "Mend 1 thing?" in said(app)
        await pilot.press("n")
        await shown(pilot, FilesScreen)
        assert not (folder / "people.json").exists()
        await pilot.press("r")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "1 thing mended" in said(app))
        await pilot.press("escape")
        await opened(pilot)
        await until(pilot, lambda: "P01 Provider" in said(app))


async def test_a_study_of_a_later_version_says_that_it_is_read_only_and_why(folder: Path) -> None:
    of_a_later_version(folder / "people.json")
    app = app_of(Study.open(folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "read-only (i: why)" in said(app)
        assert "people.json was written by a later version of reflect: it can be read, not changed" in said(
            app
        )
        await over(pilot, "i", FilesScreen)
        assert "people.json cannot be changed, since it was written by a later version of reflect" in said(
            app
        )


async def test_a_list_that_cannot_be_fetched_says_why_instead_of_reading_for_ever(folder: Path) -> None:
    (folder / "sessions").rename(folder / "elsewhere")
    app = app_of(Study.open(folder))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        assert "This cannot be read just now. sessions: The file or its folder is not there." in said(app)
        (folder / "elsewhere").rename(folder / "sessions")
        assert "P01 Provider" in await tab(pilot, "2", "1")


async def test_a_list_that_was_there_stays_in_sight_when_the_drive_goes(folder: Path) -> None:
    app = app_of(Study.open(folder))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        (folder / "sessions").rename(folder / "elsewhere")
        text = await tab(pilot, "5", "1")
        assert "The file or its folder is not there" in text
        assert "▸P01" in text


async def test_a_write_up_that_cannot_be_read_is_not_left_out_in_silence(folder: Path) -> None:
    (folder / "writeups/old.md").write_bytes(b"caf\xe9")
    app = app_of(Study.open(folder))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        text = await tab(pilot, "5")
        assert "The write-up old is not listed, since it cannot be read." in text
        assert "Save it as UTF-8 in your editor" in text
