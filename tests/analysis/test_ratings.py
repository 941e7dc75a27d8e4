"""Which answers are ratings, whose they are, and which are left out."""

from __future__ import annotations

from reflect.analysis.ratings import ANSWERED_AGAIN, NO_CONSENT, OTHER_SCALE, WITHDREW, Found, Voice, ratings
from reflect.guides.parse import parse_guide
from tests.analysis.assessments import a_round, alone, people, together
from tests.builders import EVERY_KIND, a_record

R1 = a_round("r1", "LP1", "LP4")


def told(found: Found) -> list[tuple[str, str, str | None, int | None]]:
    return sorted((str(r.point), r.who, r.role, r.value) for r in found.ratings)


def left(found: Found) -> dict[str, int]:
    return {each.reason: each.count for each in found.left_out}


def test_an_answer_on_a_scale_rates_the_learning_point_that_its_question_names() -> None:
    found = ratings([alone("r1", "P1", {"LP1": 4, "LP4": None})], [R1], people("P1"))
    assert told(found) == [("LP1", "P1", "provider", 4), ("LP4", "P1", "provider", None)]


def test_a_scale_that_names_no_learning_point_rates_none() -> None:
    guide = parse_guide(EVERY_KIND, "guide.md")
    assert ratings([(a_record(), guide)], [R1], people("P1")) == Found()


def test_a_session_of_no_round_is_none_of_ours() -> None:
    assert ratings([alone("another", "P1", {"LP1": 4})], [R1], people("P1")) == Found()


def test_a_person_a_role_and_a_group_are_kept_apart() -> None:
    sessions = [
        alone("r1", "P1", {"LP1": 4}),
        alone("r1", None, {"LP1": 2}, role="commissioner"),
        together("r1", {"A1": {"LP1": 3}, "?provider": {"LP1": 5}}, {"LP1": 3}),
    ]
    found = ratings(sessions, [R1], people("P1 A1"))
    assert sorted((r.voice, r.who, r.role, r.value) for r in found.ratings) == [
        (Voice.GROUP, "group", None, 3),
        (Voice.PERSON, "A1", "public-agency", 3),
        (Voice.PERSON, "P1", "provider", 4),
        (Voice.PERSON, "seat 2", "provider", 5),
        (Voice.ROLE, "commissioner", "commissioner", 2),
    ]


def test_whoever_answers_twice_in_a_round_counts_once_with_the_last_answer() -> None:
    sessions = [
        alone("r1", "P1", {"LP1": 4}, at="2026-05-01T10:00:00+00:00"),
        alone("r1", "P1", {"LP1": 2, "LP4": 1}, at="2026-04-01T10:00:00+00:00"),
    ]
    found = ratings(sessions, [R1], people("P1"))
    assert told(found) == [("LP1", "P1", "provider", 4), ("LP4", "P1", "provider", 1)]
    assert left(found) == {ANSWERED_AGAIN: 1}


def test_who_withdrew_is_left_out_and_counted_as_such() -> None:
    sessions = [alone("r1", "P1", {"LP1": 4}), alone("r1", "P2", {"LP1": 1})]
    found = ratings(sessions, [R1], people("P1 P2", withdrawn="P2"))
    assert told(found) == [("LP1", "P1", "provider", 4)]
    assert left(found) == {WITHDREW: 1}


def test_the_public_sees_no_ratings_of_people_who_have_not_agreed_to_take_part_and_no_words() -> None:
    sessions = [alone("r1", "P1", {"LP1": 4}, comment="we listen"), alone("r1", "P2", {"LP1": 1})]
    who = people("P1 P2", unasked="P2")
    assert len(ratings(sessions, [R1], who).ratings) == 2
    found = ratings(sessions, [R1], who, public=True)
    assert [(r.value, r.comment, r.who) for r in found.ratings] == [(4, "", "")]
    assert left(found) == {NO_CONSENT: 1}


def test_another_scale_is_not_compared_with() -> None:
    sessions = [alone("r1", "P1", {"LP1": 4}), alone("r1", "P2", {"LP1": 4}, most=7)]
    found = ratings(sessions, [R1], people("P1 P2"))
    assert told(found) == [("LP1", "P1", "provider", 4)]
    assert left(found) == {OTHER_SCALE: 1}
