"""The study screen by key presses: five tabs over a real study, and what each key does."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.passages import answer_passage
from reflect.domain.people import Participant
from reflect.services import preferences
from reflect.services.demo import build_demo
from reflect.services.study import Study
from reflect.tui.screens.analyses import ANALYSES
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.participant import ParticipantScreen
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.writeup import WriteupScreen
from reflect.tui.widgets.tab_strip import TabStrip
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, over, tab
from tests.tui.waiting import said, shown, until

WORDS = "We had been cross for months. [b]Then[/b] Sam said they had one person. One."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01, interviewed, with one tagged quote; P02, who was never asked."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(
        Participant(code=ParticipantCode("P02"), role=RoleId("public-agency"), name="Ines")
    )
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, len(WORDS), PointId("LP4"))
    desk.close()
    return study


@pytest.fixture
def demo(tmp_path: Path) -> Study:
    return build_demo(tmp_path / "demo", groups=False)


async def test_each_tab_has_its_digit_and_its_list(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "P06 Lived experi… Lived exper… 19 Mar 2026" in said(app)
        assert "P03 Public agency role and organisation" in await tab(pilot, "2")
        assert "4 Recognise difference 16 6" in await tab(pilot, "3")
        assert "72 of 72" in await tab(pilot, "4")
        assert "Reflection" in await tab(pilot, "5")
        assert "no round of self-assessment yet" in await tab(pilot, "6")
        assert "7 Analysis" in await tab(pilot, "7")
        await over(pilot, "enter", type(ANALYSES[0].opens(demo)))
        await tab(pilot, "escape")
        await tab(pilot, "ctrl+right")
        assert screen.tab == "sessions"
        await tab(pilot, *["ctrl+left"] * 4)
        await until(pilot, lambda: screen.tab == "quotes")
        await pilot.click(TabStrip, offset=(14, 0))
        await settled(pilot)
        assert screen.tab == "people"


async def test_on_the_narrowest_screen_every_tab_still_has_its_name(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(60, 16)) as pilot:
        screen = await opened(pilot)
        assert "1 Sessions 2 People 3 Points 4 Quotes 5 Write-ups" in said(app)
        await pilot.click(TabStrip, offset=(34, 0))
        await settled(pilot)
        assert screen.tab == "quotes"


async def test_a_study_that_was_open_stands_first_on_the_home_screen(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("escape")
        await shown(pilot, HomeScreen)
        await settled(pilot)
        assert "Wenmarsh" in said(app)
    assert preferences.remembered().recent[0].folder == str(study.folder.resolve())


async def test_empty_lists_say_what_to_do_next_and_by_which_key(tmp_path: Path) -> None:
    app = app_of(a_study(tmp_path / "new"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "press a to start the first interview" in said(app)
        assert "press a to add the first participant" in await tab(pilot, "2")
        assert "Start upstream" in await tab(pilot, "3")
        assert "press a digit" in await tab(pilot, "4")
        assert "press a to draft one" in await tab(pilot, "5")
        await pilot.press("enter", "delete", "x")
        assert isinstance(app.screen, StudyScreen)


# -- sessions ----------------------------------------------------------------------------------------------


async def test_enter_opens_a_session_and_coming_back_lets_others_have_it(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        session = await shown(pilot, SessionScreen)
        await settled(pilot)
        assert study.open_session(study.sessions()[0].id).read_only
        session.dismiss()
        await opened(pilot)
        await settled(pilot)
        again = study.open_session(study.sessions()[0].id)
        assert not again.read_only
        again.close()


async def test_t_and_a_double_click_open_what_they_say(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("t")
        await shown(pilot, TagScreen)
        await pilot.press("q")
        await opened(pilot)
        await pilot.click("#sessions Rows", offset=(5, 1), times=2)
        await shown(pilot, SessionScreen)


async def test_the_guide_for_who_has_no_session_yet_is_proposed_and_consent_is_asked_about(
    study: Study,
) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await shown(pilot, Pick)
        assert "for Public agency · 19 questions · 65 minutes · comes with reflect" in said(app)
        await pilot.press("enter")
        await until(pilot, lambda: "with whom?" in said(app))
        await pilot.press("enter")
        await until(pilot, lambda: "P02 has not been asked to take part yet" in said(app))
        assert "the guide asks for consent" in said(app)
        await pilot.press("enter")
        screen = await shown(pilot, SessionScreen)
        await settled(pilot)
        screen.dismiss()
        await opened(pilot)
    newest = study.sessions()[0]
    assert (newest.participant, newest.guide) == ("P02", "public-agency")


async def test_not_now_starts_nothing(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("down", "s")
        await shown(pilot, Pick)
        await pilot.press("enter")
        await until(pilot, lambda: "P02 has not been asked" in said(app))
        await pilot.press(*"not now", "enter")
        await opened(pilot)
    assert len(study.sessions()) == 1


async def test_someone_new_can_be_written_down_on_the_way_into_a_session(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await shown(pilot, Pick)
        await pilot.press(*"provider", "enter")
        await until(pilot, lambda: "with whom?" in said(app))
        await pilot.press(*"someone new", "enter")
        form = await shown(pilot, ParticipantScreen)
        assert form.entries().role == "provider"
        form.query_one("#item-take-part").focus()
        await pilot.press("y", "f2")
        await shown(pilot, SessionScreen)
        await settled(pilot)
    assert study.sessions()[0].participant == "P03"


async def test_removing_a_session_asks_with_counts_and_moves_it_to_the_bin(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("x")
        await shown(pilot, Confirm)
        assert "1 answer and 1 quote go with it" in said(app)
        await pilot.press("enter")
        await opened(pilot)
        assert len(study.sessions()) == 1
        await pilot.press("delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "press a to start the first interview" in said(app))
    assert study.sessions() == ()
    assert list((study.folder / ".reflect" / "bin").rglob("*.json"))


# -- people ------------------------------------------------------------------------------------------------


async def test_names_are_hidden_until_h_and_the_top_line_says_when_they_are_not(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        text = await tab(pilot, "2")
        assert "Rosalind" not in text
        assert "Marsh" not in text
        assert "P02 Public agency no consent yet" in text
        text = await tab(pilot, "h")
        assert "Rosalind Quil" in text
        assert "Marsh Lanterns" in text
        assert "names shown" in text
        text = await tab(pilot, "h")
        assert "Rosalind" not in text
        assert "names shown" not in text


async def test_a_person_is_added_changed_and_removed(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await tab(pilot, "2")
        await pilot.press("a")
        await shown(pilot, ParticipantScreen)
        await pilot.press("right", "f2")
        await opened(pilot)
        await until(pilot, lambda: "▸P03 Provider no consent yet" in said(app))
        await pilot.press("e")
        form = await shown(pilot, ParticipantScreen)
        assert form._before.code == "P03"
        await pilot.press("escape")
        await opened(pilot)
        await pilot.press("delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: len(study.people()) == 2)
        await opened(pilot)
        await pilot.press("home", "delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "P01 has 1 session in this study" in said(app))
    assert [person.code for person in study.people()] == ["P01", "P02"]


# -- write-ups ---------------------------------------------------------------------------------------------


async def test_a_reflection_is_drafted_opened_exported_and_removed(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await opened(pilot)
        await tab(pilot, "5")
        await pilot.press("a")
        await until(pilot, lambda: "The briefing" in said(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Draft a reflection on whose words?" in said(app))
        await pilot.press("enter")
        screen = await shown(pilot, WriteupScreen)
        await settled(pilot)
        screen.do_leave()
        await opened(pilot)
        assert [row.name for row in study.writeups()] == ["reflection-P01"]
        await pilot.press("x")
        await until(pilot, lambda: "Export as what?" in said(app))
        await pilot.press(*"Markdown", "enter")
        await until(pilot, lambda: "Who is to read it?" in said(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Written to" in said(app))
        assert "held back" in said(app)
        assert (study.folder / "exports" / "reflection-P01.md").is_file()
        await pilot.press("enter")
        screen = await shown(pilot, WriteupScreen)
        await settled(pilot)
        screen.do_leave()
        await opened(pilot)
        await pilot.press("delete")
        await shown(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: study.writeups() == ())


# -- what holds for all ------------------------------------------------------------------------------------


async def test_what_a_study_has_to_tell_about_its_files_is_told_in_words(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [["One session [file] could not be read."]]
    monkeypatch.setattr(study, "take_notices", lambda: told.pop() if told else [])
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "One session [file] could not be read." in said(app))


async def test_a_withdrawn_participant_is_named_so_and_not_now_stands_first(study: Study) -> None:
    withdrawn = msgspec.structs.replace(agreed(), withdrawn="2026-03-02")
    study.edits.save_participant(a_person("P01", agreed(), withdrawn))
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "P01 Provider withdrawn 2026-03-02" in await tab(pilot, "2")
        await pilot.press("s")
        await shown(pilot, Pick)
        await pilot.press("enter")
        await until(pilot, lambda: "P01 withdrew on 2 Mar 2026" in said(app))
        await pilot.press("enter")
        await opened(pilot)
    assert len(study.sessions()) == 1


async def test_a_learning_point_is_drafted_from_the_list_of_write_ups(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("5", "a")
        await until(pilot, lambda: "A learning point" in said(app))
        await pilot.press(*"learn", "enter")
        await until(pilot, lambda: "Draft which learning point?" in said(app))
        await pilot.press(*"room", "enter")
        await until(pilot, lambda: app.screen.query("#editor"))
    (row,) = study.writeups()
    assert (row.name, row.kind) == ("theme-LP2", "theme")
    assert study.drafts.keep_theme("LP2") == "theme-LP2-2"


async def test_the_briefing_is_drafted_from_the_list_of_write_ups(study: Study) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("5", "a")
        await until(pilot, lambda: "The briefing" in said(app))
        await pilot.press(*"brief", "enter")
        await until(pilot, lambda: app.screen.query("#editor"))
    (row,) = study.writeups()
    assert (row.name, row.kind) == ("briefing", "briefing")
    assert study.drafts.keep_briefing() == "briefing-2"
