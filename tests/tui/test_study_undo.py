"""Undo and redo on the study screen by key presses, step by step in the order things were done."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.services.study import Study
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.participant import ParticipantScreen
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01, interviewed, with a write-up; P02. Opened anew, so that there is nothing to undo yet."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02"))
    interviewed(study, "Yes.").close()
    study.drafts.keep_reflection("P01")
    study.close()
    return Study.open(study.folder, researcher="ana")


async def test_removals_and_edits_go_back_and_forth_in_their_order(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await opened(pilot)
        assert " undo" not in said(app)
        await pilot.press("x")
        await shown(pilot, Confirm)
        assert "u brings it back" in said(app)
        await pilot.press("y")
        await until(pilot, lambda: study.sessions() == ())
        await tab(pilot, "5")
        await pilot.press("delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: study.writeups() == ())
        await tab(pilot, "2")
        await pilot.press("down", "delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: len(study.people()) == 1)
        await tab(pilot)
        assert "u undo" in said(app)
        assert "redo" not in said(app)
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Removing P02" in said(app))
        await until(pilot, lambda: "P02 Provider" in said(app))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Undone: Removing the write-up reflection-P01" in said(app))
        assert len(study.writeups()) == 1
        assert study.sessions() == ()
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Removing the session P01" in said(app))
        assert len(study.sessions()) == 1
        await tab(pilot)
        assert "U redo" in said(app)
        assert "u undo" not in said(app)
        await pilot.press("U")
        await until(pilot, lambda: "Done again: Removing the session P01" in said(app))
        await pilot.press("U")
        await until(pilot, lambda: "Done again: Removing the write-up" in said(app))
        await pilot.press("ctrl+y")
        await until(pilot, lambda: "Done again: Removing P02" in said(app))
    assert (study.sessions(), study.writeups(), len(study.people())) == ((), (), 1)


async def test_a_change_made_in_the_form_is_undone(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await opened(pilot)
        await tab(pilot, "2")
        await pilot.press("enter")
        form = await shown(pilot, ParticipantScreen)
        form.query_one("#post").focus()
        await pilot.press("end", *" emeritus", "f2")
        await opened(pilot)
        await until(pilot, lambda: study.participant("P01").post == "director emeritus")
        await tab(pilot)
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Changes to P01" in said(app))
    assert study.participant("P01").post == "director"


async def test_keys_pressed_faster_than_the_disk_are_so_many_steps_and_each_is_told(study: Study) -> None:
    for notes in ("one", "two", "three"):
        study.edits.save_participant(replace(study.participant("P01"), notes=notes))
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: said(app).count("Undone: Changes to P01") == 3)
    assert (study.participant("P01").notes, study.steps.can_undo) == ("", "")


async def test_what_cannot_be_undone_is_told_in_words_and_nothing_changes(study: Study) -> None:
    study.edits.add_participant(a_person("P03"))
    interviewed(study, "No.", code="P03").close()
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("u")
        await until(pilot, lambda: "P03 has 1 session in this study" in said(app))
    assert study.steps.can_undo == "Adding P03"


async def test_r_on_the_quotes_stays_the_filter_and_undo_works_on_every_tab(study: Study) -> None:
    study.edits.save_settings(replace(study.settings(), title="Another title"))
    app = app_of(study)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(pilot)
        assert "Another title" in said(app)
        for digit in "12345":
            await tab(pilot, digit)
            assert "u undo" in said(app)
        await pilot.press("u")
        await until(pilot, lambda: "Undone: Changes to the study's settings" in said(app))
        await settled(pilot)
        await until(pilot, lambda: said(app).startswith("Wenmarsh"))
