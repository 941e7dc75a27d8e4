"""The participant form by key presses: what is kept, what is said, and that nothing is lost to a slip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from reflect.domain.consent import Attribution, Consent, ConsentItem, Extent, Given, KeptOut
from reflect.domain.ids import ParticipantCode, PointId, QuestionId, RoleId
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.errors import InvalidInput
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.participant import ParticipantScreen, Surroundings
from reflect.tui.screens.participant_entries import (
    NO,
    NOT_ASKED,
    YES,
    Entries,
    Known,
    entries_of,
    kept_out_of,
    problems,
    record,
    summary,
)
from reflect.tui.widgets.one_of import OneOf
from tests.services.studies import a_person, a_study, agreed
from tests.tui.looking import settled
from tests.tui.waiting import said, until

TODAY = "2026-11-23"
ROLES = {role.id for role in DEFAULT_ROLES}


class Form:
    """The form over a real study, and what came of it."""

    def __init__(self, study: Study, participant: Participant, *, new: bool) -> None:
        taken = frozenset(person.code for person in study.people() if new or person.code != participant.code)
        around = Surroundings(study.roles(), taken, "ana", TODAY)
        keep = study.edits.add_participant if new else study.edits.save_participant
        self.screen = ParticipantScreen(participant, around, keep, new=new)
        self.result: list[str | None] = []
        self.app = ReflectApp(list)

    async def open(self, pilot: Pilot[Any]) -> None:
        self.app.push_screen(self.screen, self.result.append)
        await settled(pilot)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


def someone(code: str = "P02") -> Participant:
    return Participant(code=ParticipantCode(code), role=RoleId(""))


async def focus(pilot: Pilot[Any], field: str) -> None:
    """Go to a field as a person does, by Tab."""
    for _ in range(40):
        if pilot.app.focused is not None and pilot.app.focused.id == field:
            return
        await pilot.press("tab")
    pytest.fail(f"Tab never came to {field}")


async def test_someone_new_is_written_down_by_the_keyboard_alone(study: Study) -> None:
    form = Form(study, someone(), new=True)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await pilot.press("right", "right")
        await focus(pilot, "name")
        await pilot.press(*"Sam")
        await focus(pilot, "item-take-part")
        await pilot.press("y", "tab", "n", "tab", "right", "right", "right", "tab", "y")
        await focus(pilot, "wording")
        await pilot.press(*"1.2")
        await pilot.press("f2")
        await until(pilot, lambda: form.result)
    assert form.result == ["P02"]
    kept = study.participant("P02")
    assert (kept.role, kept.name) == ("public-agency", "Sam")
    assert kept.consents == (
        Consent(
            take_part=True,
            recorded=False,
            attribution=Attribution.ROLE_ONLY,
            quoted=True,
            date=TODAY,
            wording="1.2",
            taken_by="ana",
        ),
    )


async def test_the_arrows_go_from_item_to_item_although_the_form_scrolls(study: Study) -> None:
    form = Form(study, someone(), new=True)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await focus(pilot, "item-take-part")
        await pilot.press("y", "down", "n", "down", "down", "y", "up", "up", "y")
        await focus(pilot, "role")
        await pilot.press("right", "f2")
        await until(pilot, lambda: form.result)
    consent = study.participant("P02").consent
    assert consent is not None
    assert (consent.take_part, consent.recorded, consent.quoted) == (True, True, True)


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_kept(study: Study) -> None:
    form = Form(study, someone("P01"), new=True)
    async with form.app.run_test(size=(120, 40)) as pilot:
        await form.open(pilot)
        await focus(pilot, "item-take-part")
        await pilot.press("y")
        await focus(pilot, "date")
        await pilot.press("backspace", "f2")
        await until(pilot, lambda: "Not kept yet" in said(form.app))
        text = said(form.app)
        assert "There is a participant P01 already." in text
        assert "Choose how they stand in the alliance." in text
        assert "Write the day as year-month-day" in text
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "code"
    assert form.result == []
    assert len(study.people()) == 1


async def test_a_corrected_name_adds_no_consent_and_a_changed_answer_adds_one(study: Study) -> None:
    before = study.participant("P01")
    form = Form(study, before, new=False)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await focus(pilot, "name")
        await pilot.press("x", "ctrl+s")
        await until(pilot, lambda: form.result)
    assert study.participant("P01").name == before.name + "x"
    assert study.participant("P01").consents == before.consents

    form = Form(study, study.participant("P01"), new=False)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await focus(pilot, "item-quoted")
        await pilot.press("n")
        assert "dated today" in said(form.app)
        await pilot.press("f2")
        await until(pilot, lambda: form.result)
    consents = study.participant("P01").consents
    assert consents[:-1] == before.consents
    assert (consents[-1].quoted, consents[-1].date, consents[-1].taken_by) == (False, TODAY, "ana")


async def test_an_answer_put_back_as_it_was_is_no_new_consent(study: Study) -> None:
    before = study.participant("P01")
    form = Form(study, before, new=False)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await focus(pilot, "item-quoted")
        await pilot.press("n", "y")
        assert not form.screen.changed
        await pilot.press("escape")
        await until(pilot, lambda: form.result)
    assert form.result == [None]


async def test_earlier_consents_are_listed_with_what_was_agreed(study: Study) -> None:
    person = a_person(
        "P01", agreed(Attribution.ROLE_ONLY, first=True), msgspec.structs.replace(agreed(), quoted=False)
    )
    form = Form(study, person, new=False)
    async with form.app.run_test(size=(120, 50)) as pilot:
        await form.open(pilot)
        text = said(form.app)
    assert "1 Mar 2026: named · not quoted" in text
    assert "1 Mar 2026: role only · may be quoted · sees quotes first" in text


async def test_one_esc_does_not_let_changes_go_and_a_second_does(study: Study) -> None:
    form = Form(study, study.participant("P01"), new=False)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await focus(pilot, "notes")
        await pilot.press(*"kind", "escape")
        assert "Esc once more lets it go" in said(form.app)
        assert form.result == []
        await pilot.press("escape")
        await until(pilot, lambda: form.result)
    assert form.result == [None]
    assert study.participant("P01").notes == ""


async def test_esc_leaves_an_untouched_form_at_once(study: Study) -> None:
    form = Form(study, someone(), new=True)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: form.result)
    assert form.result == [None]


async def test_ctrl_q_does_not_end_over_an_unfinished_form(study: Study) -> None:
    form = Form(study, study.participant("P01"), new=False)
    async with form.app.run_test(size=(80, 24), notifications=True) as pilot:
        await form.open(pilot)
        await pilot.press("x", "ctrl+q")
        await until(pilot, lambda: "P01 is not kept yet" in said(form.app))
        assert form.app.is_running


async def test_what_the_disk_refuses_is_said_and_the_form_stays(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Participant) -> None:
        raise InvalidInput("the disk is full")

    monkeypatch.setattr(study.edits, "save_participant", refuse)
    form = Form(study, study.participant("P01"), new=False)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await pilot.press("x", "f2")
        await until(pilot, lambda: "the disk is full" in said(form.app))
        assert form.screen.query_one("#name", Input).value.endswith("x")
    assert form.result == []


async def test_the_whole_form_can_be_reached_at_80_by_24(study: Study) -> None:
    form = Form(study, someone(), new=True)
    async with form.app.run_test(size=(80, 24)) as pilot:
        await form.open(pilot)
        await focus(pilot, "withdrawn")
        await settled(pilot)
        assert "Withdrawn on" in said(form.app)
        await focus(pilot, "code")
        await settled(pilot)
        assert "Who they are" in said(form.app)


async def test_an_answer_is_chosen_by_the_mouse(study: Study) -> None:
    form = Form(study, someone(), new=True)
    async with form.app.run_test(size=(120, 40)) as pilot:
        await form.open(pilot)
        await pilot.click("#item-quoted", offset=(43, 0))
        assert form.screen.query_one("#item-quoted", OneOf).value == YES
        await pilot.click("#item-quoted", offset=(51, 0))
        assert form.screen.query_one("#item-quoted", OneOf).value == NO


# -- the rules, without a screen ---------------------------------------------------------------------------


def filled(**changes: Any) -> Entries:
    first = entries_of(a_person(), today=TODAY, researcher="ana")
    return msgspec.structs.replace(first, **changes)


def wrong(entries: Entries, before: Participant | None = None) -> dict[str, str]:
    return problems(entries, before or a_person(), taken=frozenset(), roles=ROLES, today=TODAY)


def test_a_good_form_has_no_problems_and_changes_nothing() -> None:
    assert wrong(filled()) == {}
    assert record(filled(), a_person()) == a_person()


@pytest.mark.parametrize("date", ["", "23.11.2026", "2026-02-30", "2026-11-24", "20261123", "2026-1-1"])
def test_a_day_must_be_a_day_that_has_come(date: str) -> None:
    assert set(wrong(filled(date=date))) == {"date"}


def test_a_withdrawal_cannot_lie_before_the_consent() -> None:
    assert set(wrong(filled(withdrawn="2026-02-28"))) == {"withdrawn"}
    assert wrong(filled(withdrawn="2026-03-01")) == {}


def test_a_withdrawal_is_a_new_consent_that_keeps_the_answers() -> None:
    kept = record(filled(withdrawn=TODAY), a_person())
    assert len(kept.consents) == 2
    withdrawn = msgspec.structs.replace(agreed(), withdrawn=TODAY, extent=Extent.NOT_QUOTED)
    assert kept.consents[-1] == withdrawn


def test_the_name_must_not_be_the_code() -> None:
    assert set(wrong(filled(code="ROSALIND"))) == {"code"}


def test_somebody_nobody_asked_has_no_consent() -> None:
    before = someone()
    entries = msgspec.structs.replace(
        entries_of(before, today=TODAY, researcher="ana"), role="provider", date="nonsense"
    )
    assert wrong(entries, before) == {}
    assert record(entries, before).consents == ()
    assert set(entries.answers) == set(ConsentItem)
    assert set(entries.answers.values()) == {NOT_ASKED}


def test_a_consent_is_told_in_a_few_words() -> None:
    assert summary(None) == "no consent yet"
    assert (
        summary(agreed(Attribution.ROLE_ONLY, first=True)) == "role only · may be quoted · sees quotes first"
    )
    assert summary(Consent(date=TODAY, take_part=False)) == "does not take part"
    assert summary(msgspec.structs.replace(agreed(), withdrawn=TODAY)) == f"withdrawn {TODAY}"
    assert summary(Consent(date=TODAY)) == "taking part not asked · quoting not asked"


KNOWN = Known(
    points={"4": PointId("LP4"), "lp4": PointId("LP4")}, questions=frozenset({"went-well", "family"})
)


def test_what_is_kept_out_is_read_by_line_with_its_questions_and_points() -> None:
    kept, wrong = kept_out_of("my brother [family, 4]\n\n  the budget \nthe dog []", KNOWN)
    assert not wrong
    assert kept == (
        KeptOut(about="my brother", questions=(QuestionId("family"),), points=(PointId("LP4"),)),
        KeptOut(about="the budget"),
        KeptOut(about="the dog"),
    )


@pytest.mark.parametrize(
    ("lines", "words"), [("money [9]", "“9” is no learning point's number"), ("[4]", "Write in words")]
)
def test_what_cannot_be_kept_out_is_said(lines: str, words: str) -> None:
    kept, wrong = kept_out_of(lines, KNOWN)
    assert kept == ()
    assert words in wrong
    entries = msgspec.structs.replace(entries_of(a_person(), today=TODAY, researcher="ana"), kept_out=lines)
    found = problems(entries, a_person(), taken=(), roles=ROLES, today=TODAY, known=KNOWN)
    assert words in found["kept_out"]


def test_changing_one_thing_about_a_consent_keeps_all_the_rest_of_it() -> None:
    kept = KeptOut(about="my brother", questions=(QuestionId("family"),), points=(PointId("LP4"),))
    whole = Consent(
        take_part=True,
        quoted=True,
        date="2026-03-01",
        given=Given.FORM,
        explained="the sheet, version 2",
        kept_out=(kept,),
    )
    person = a_person("P01", whole)
    first = entries_of(person, today=TODAY, researcher="ana", known=KNOWN)
    assert first.kept_out == "my brother [family, 4]"
    assert record(first, person, KNOWN).consents == (whole,)
    answers = first.answers | {ConsentItem.SHARED: YES}
    changed = record(msgspec.structs.replace(first, answers=answers), person, KNOWN).consents[-1]
    assert changed == msgspec.structs.replace(whole, shared=True)


async def test_what_somebody_does_not_want_to_be_quoted_on_is_kept_with_their_consent(study: Study) -> None:
    form = Form(study, study.participant("P01"), new=False)
    async with form.app.run_test(size=(120, 60)) as pilot:
        await form.open(pilot)
        form.screen.query_one("#kept_out").focus()
        await pilot.press(*"my brother")
        await pilot.press("tab", "right", "f2")
        await until(pilot, lambda: form.result)
    (_, consent) = study.participant("P01").consents
    assert consent.kept_out == (KeptOut(about="my brother"),)
    assert consent.given is Given.FORM
