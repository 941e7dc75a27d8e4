"""Drafted notes of a workshop: what came of each exercise, and nobody's name or words."""

from __future__ import annotations

import msgspec
import pytest

from reflect.domain.consent import Consent
from reflect.domain.group import GroupConsent
from reflect.domain.ids import OptionId, ParticipantCode, RoleId
from reflect.domain.passages import contribution_passage
from reflect.domain.people import Participant
from reflect.services.desk import SessionDesk
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.references import references_in
from reflect.writeups.workshop import WorkshopData, draft_workshop, workshop_data
from tests.builders import a_desk, a_record

PEOPLE = {
    ParticipantCode("P01"): Participant(
        code=ParticipantCode("P01"),
        role=RoleId("provider"),
        consents=(Consent(take_part=True, quoted=True, date="2026-11-23"),),
    )
}


@pytest.fixture
def desk() -> SessionDesk:
    """A workshop of four: three words from three of them, two choices, a quote."""
    desk = a_desk(a_record(participant=None))
    seats = [
        desk.sit(participant=ParticipantCode("P01")),
        *(desk.sit(role=RoleId("provider")) for _ in range(3)),
    ]
    question = desk.guide.question("missing")
    assert question is not None
    for seat, option in zip(seats, ("lived", "lived", "health", "nobody"), strict=True):
        desk.answer_from(question, seat.id, choices=[OptionId(option)])
    entries = [
        desk.contribute("words", word, seat=seat.id)
        for word, seat in zip(("Tea", "Tea!", "Time"), seats, strict=False)
    ]
    desk.gather(entries[:2], "Hospitality")
    desk.quote(contribution_passage(entries[0].id), 0, 3)
    desk.choose("missing", [OptionId("lived")])
    desk.agree(GroupConsent(quoted=True, on="2026-11-23"))
    return desk


def data_of(desk: SessionDesk, *, people: dict[ParticipantCode, Participant] = PEOPLE) -> WorkshopData:
    return workshop_data(desk.record, desk.guide, people, created="2026-12-01", smallest=3)


def test_each_exercise_says_what_came_of_it_with_quotes_by_reference(desk: SessionDesk) -> None:
    draft = draft_workshop(data_of(desk))
    lines = [line.text for line in read_manuscript(draft).lines if line.text]
    (quote,) = desk.record.quotes
    assert lines == [
        "# Every kind",
        "## Kinds",
        "### Three words",
        "- Hospitality (2)",
        f"[[quote {quote} unattributed]]",
        "### Who was missing?",
        "The group settled on: People with lived experience.",
        "| | Chosen by |",
        "|---|---|",
        "| People with lived experience | 2 |",
        "| Health services | 1 |",
        "| Nobody | 1 |",
    ]
    assert not references_in(draft).problems


def test_no_word_of_anybody_stands_in_the_draft(desk: SessionDesk) -> None:
    draft = draft_workshop(data_of(desk))
    for word in ("Tea", "Time", "P01"):
        assert word not in draft


def test_who_withdrew_is_in_no_number(desk: SessionDesk) -> None:
    person = PEOPLE[ParticipantCode("P01")]
    consent = msgspec.structs.replace(person.consents[0], withdrawn="2026-11-30")
    gone = {person.code: msgspec.structs.replace(person, consents=(consent,))}
    found = {each.name: each for each in data_of(desk, people=gone).exercises}
    assert {one.name: one.count for one in found["Who was missing?"].chosen} == {
        "Health services": 1,
        "Nobody": 1,
        "People with lived experience": 1,
    }
    assert [one.count for one in found["Three words"].groups] == [1]


def test_fewer_choices_than_the_smallest_group_are_not_counted(desk: SessionDesk) -> None:
    data = workshop_data(desk.record, desk.guide, PEOPLE, created="2026-12-01", smallest=5)
    assert all(each.chosen == () for each in data.exercises)
