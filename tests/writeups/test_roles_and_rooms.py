"""What a draft puts over somebody's words says no more of them than they agreed to."""

from __future__ import annotations

from typing import Any

import pytest

from reflect.domain.consent import Attribution
from reflect.domain.gate import Rules, people_by_role
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.domain.session import SessionKind, SessionRecord
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.method import method_of, said_in
from reflect.writeups.reflection import reflection_data
from reflect.writeups.theme import draft_theme, theme_data
from tests.writeups.builders import ROLES
from tests.writeups.told import GUIDE, POINTS, member, sitting, told

MANY = [member(f"P{n}") for n in range(3)]


def headings(people: list[Participant], *sessions: SessionRecord) -> list[str]:
    """The headings that readers see in a draft of the first learning point."""
    data = theme_data(
        [(record, GUIDE) for record in sessions],
        POINTS.points[0],
        {person.code: person for person in people},
        DEFAULT_ROLES,
        POINTS,
        rules=Rules(roles=ROLES, people_in_role=people_by_role(people)),
        created="2026-11-26",
    )
    draft = draft_theme(data)
    assert "Provider" in draft
    return [line.text for line in read_manuscript(draft).lines if line.text.startswith("###")]


def said(code: str, number: int = 1, **more: Any) -> SessionRecord:
    return sitting(number, (code, "Said of it.", ("LP1",)), **more)


def test_a_role_stands_over_the_words_of_people_who_may_be_known_by_it() -> None:
    assert headings(MANY, said("P0"), said("P1", 2)) == ["### Provider"]


@pytest.mark.parametrize(
    "people",
    [
        [member("P0"), member("P1")],
        [*MANY, member("P9", attribution=Attribution.ANONYMOUS)],
        [*MANY, member("P9", attribution=None)],
        [*MANY, member("P9", "commissioner")],
    ],
    ids=["too few", "anonymous", "not asked how", "one of another role"],
)
def test_one_who_may_not_be_known_by_their_role_takes_all_roles_out_of_sight(
    people: list[Participant],
) -> None:
    sessions = [said(person.code, number) for number, person in enumerate(people)]
    assert headings(people, *sessions) == []


def test_words_from_a_workshop_stand_under_no_role_and_in_no_reflection() -> None:
    workshop = said("P0", kind=SessionKind.WORKSHOP)
    assert headings(MANY, workshop) == []
    alone = said("P0", 2)
    data = reflection_data([(workshop, GUIDE), (alone, GUIDE)], MANY[0].code, POINTS, created="2026-11-26")
    assert [quote.id for quote in data.quotes] == list(alone.quotes)


def test_words_that_a_room_agreed_to_are_counted_and_are_nobodys() -> None:
    import msgspec

    from reflect.domain.group import Contribution, GroupConsent
    from reflect.domain.ids import PassageId, QuestionId, QuoteId
    from reflect.domain.session import Quote

    room = sitting(1, kind=SessionKind.WORKSHOP)
    words = "We will say no when it is no."
    contribution = Contribution(id="c1", question=QuestionId("rules"), text=words, at="2026-03-03")
    quote = Quote(
        id=QuoteId("room1111"),
        passage=PassageId("said:c1"),
        start=0,
        end=len(words),
        words=words,
        at="2026-03-04",
    )
    agreed = GroupConsent(quoted=True, on="2026-03-03")
    room = msgspec.structs.replace(
        room,
        session=msgspec.structs.replace(room.session, agreed=agreed),
        contributions={"c1": contribution},
        quotes={quote.id: quote},
    )
    method = told(MANY, room).method
    assert (method.workshops, method.sessions, method.quotes, method.voices) == (1, 1, 1, 0)
    assert method.words == len(words.split())
    gone = msgspec.structs.replace(room, session=msgspec.structs.replace(room.session, agreed=None))
    assert told(MANY, gone).method.quotes == 0
    assert method_of([], said_in([], {}), {}, POINTS, (), told([]).rules).sessions == 0
