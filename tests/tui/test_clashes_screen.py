"""Two versions to choose from, by key presses: found, listed, shown, chosen, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.services.study import Study
from reflect.tui.screens.clashes import ClashesScreen
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.clash import ClashChoice
from reflect.tui.screens.dialogs.confirm import Confirm
from tests.services.clashing import KEY, two_answers, two_notes, two_write_ups
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.looking import screen_text, settled
from tests.tui.study_screens import app_of, opened, over
from tests.tui.waiting import said, shown, until

WORDS = "We met in spring. Nobody trusted anybody."
TEXT = "# A title\n\nWe met in spring. Nobody came.\n"
LONG = "# A title\n\n" + " ".join(f"Sentence {n} is the same." for n in range(80)) + "\n\nIt was spring.\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, WORDS).close()
    study.writeup_desk.save(study.drafts.keep_reflection("P01"), TEXT)
    return study


def answer(study: Study) -> str:
    return study.session_record(study.sessions()[0].id).responses[KEY].text


async def test_nothing_stands_above_the_footer_when_nothing_waits(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert not screen.query_one("#waiting").display
        await pilot.press("v", "m")
        assert app.screen is screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_each_is_listed_with_where_it_is_and_what_differs(study: Study, size: tuple[int, int]) -> None:
    two_answers(study, WORDS.replace("spring", "autumn"), WORDS.replace("spring", "winter"))
    two_notes(study, "Call Rosalind Quillfeather.", "Mornings only.")
    two_write_ups(study, "reflection-P01", TEXT.replace("came", "spoke"), TEXT.replace("came", "sang"))
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        assert "3 places have two versions: v chooses" in said(app)
        await over(pilot, "v", ClashesScreen)
        text = said(app)
        assert "people P01 notes" in text
        assert "P01 4 Mar 2026 A time it went well answer" in text
        assert "write-ups reflection-P01 write-up" in text
        assert "Rosalind" not in text  # what is known of a person is shown only to choose
        await pilot.press("down")
        await until(pilot, lambda: "1 We met in winter. 2 We met in autumn." in said(app))
        assert "Nobody trusted" not in said(app)
        await pilot.press("down")
        await until(pilot, lambda: "1 Nobody spoke. 2 Nobody sang." in said(app))


async def test_one_after_the_other_is_chosen_saved_and_taken_back(study: Study) -> None:
    two_answers(study, WORDS.replace("spring", "autumn"), WORDS.replace("spring", "winter"))
    two_notes(study, "Mornings.", "Only mornings.")
    before = answer(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await over(pilot, "v", ClashesScreen)
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        assert "P01 (notes)" in said(app)
        await pilot.press("2")
        await until(pilot, lambda: "Chosen, and saved. u takes it back." in said(app))
        await settled(pilot)
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        await pilot.press("escape")
        await shown(pilot, ClashesScreen)
        assert len(study.clashes.rows()) == 1
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        await pilot.press("2")
        await until(pilot, lambda: "Nothing is left to choose from" in said(app))
        assert (study.participant("P01").notes, answer(study)) == (
            "Mornings.",
            before.replace("winter", "autumn"),
        )
        await pilot.press("u")
        await until(pilot, lambda: "Both versions wait again" in said(app))
        assert answer(study) == before
        await pilot.press("escape")
        await opened(pilot)
        assert "1 place has two versions: v chooses" in said(app)
        await pilot.press("u")
        await until(pilot, lambda: "2 places have two versions" in said(app))
    assert study.participant("P01").notes == "Only mornings."


async def test_both_answers_are_woven_and_edited_into_one(study: Study) -> None:
    two_answers(study, WORDS.replace("spring", "autumn"), WORDS.replace("spring", "winter"))
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "v", ClashesScreen)
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        await pilot.press("e")
        await shown(pilot, AskText)
        await pilot.press(*" I think.", "f2")
        await until(pilot, lambda: study.clashes.rows() == ())
    assert answer(study) == "We met in winter. We met in autumn. Nobody trusted anybody. I think."


async def test_of_a_long_write_up_only_what_differs_is_shown_and_the_buttons_stay_in_sight(
    study: Study,
) -> None:
    study.writeup_desk.save("reflection-P01", LONG)
    kept = two_write_ups(
        study, "reflection-P01", LONG.replace("spring", "autumn"), LONG.replace("spring", "winter")
    )
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "v", ClashesScreen)
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        text = screen_text(app)
        assert "sentences are the same" in text
        assert "It was autumn." in text
        assert "It was winter." in text
        assert "The first (1)" in text
        assert "Edit (e)" in text
        await pilot.press("2")
        await until(pilot, lambda: study.clashes.rows() == ())
    assert study.writeup_shelf.text("reflection-P01") == LONG.replace("spring", "winter")
    assert not kept.exists()


async def test_while_somebody_has_the_session_open_the_choice_waits_and_it_is_said(study: Study) -> None:
    two_answers(study, WORDS.replace("spring", "autumn"), WORDS.replace("spring", "winter"))
    other = Study.open(study.folder, researcher="ben")
    desk = other.open_session(other.sessions()[0].id)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "v", ClashesScreen)
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        await pilot.press("2")
        await until(pilot, lambda: "ben has it" in said(app))
        desk.close()
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        await pilot.press("2")
        await until(pilot, lambda: study.clashes.rows() == ())


async def test_two_versions_of_what_is_gone_can_be_let_go(study: Study) -> None:
    study.edits.add_participant(a_person("P02"))
    two_notes(study, "Mornings.", "Only mornings.")
    study.remove_session(study.sessions()[0].id)
    study.edits.remove_participant("P01")
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "v", ClashesScreen)
        await pilot.press("enter")
        await shown(pilot, Confirm)
        assert "not there any more" in said(app)
        await pilot.press("y")
        await until(pilot, lambda: study.clashes.rows() == ())


async def test_the_palette_offers_it_only_while_something_waits(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        offered = {command.title for command in app.get_system_commands(screen)}
        assert {"The bin", "The study's files"} <= offered
        assert not {"Two versions to choose from", "Merge copies"} & offered
        two_notes(study, "Mornings.", "Only mornings.")
        await pilot.press("b", "escape")
        await until(pilot, lambda: "1 place has two versions" in said(app))
        offered = {command.title for command in app.get_system_commands(screen)}
        assert "Two versions to choose from" in offered
