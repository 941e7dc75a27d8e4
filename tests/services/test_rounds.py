"""Rounds: opened, answered, closed and undone; who has answered; what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.domain.gate import Audience
from reflect.domain.ids import ParticipantCode, QuoteId, RoleId
from reflect.domain.rounds import Round
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, NotFound
from reflect.services.own_answers import Wanted, own_desk
from reflect.services.rounds import Answering
from reflect.services.study import Study
from tests.services.assessing import GUIDE, TOGETHER, answer, answers, assessing, put_guide, withdraw
from tests.services.studies import interviewed


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    study = assessing(tmp_path / "study")
    yield study
    study.close()


def opened(study: Study, name: str = "Spring 2026", *, on: str = "2026-03-04") -> Round:
    return study.rounds.open(name, "self-check", on=on, expected=["P1", "P2", "A1"])


def closed(study: Study, where: Round, on: str) -> None:
    study.rounds.close(where.id, on=on)


def test_a_round_knows_its_points_scale_and_people_from_when_it_was_opened(study: Study) -> None:
    found = opened(study)
    assert found == Round(
        id=found.id,
        name="Spring 2026",
        opened="2026-03-04",
        guide=found.guide,
        low=1,
        high=5,
        points=found.points,
        expected=(ParticipantCode("P1"), ParticipantCode("P2"), ParticipantCode("A1")),
    )
    assert (found.id, found.guide, found.points) == ("spring-2026", "self-check", ("LP1", "LP4"))
    assert study.rounds.get("SPRING 2026") == found == study.rounds.open_one


def test_what_is_done_to_rounds_can_be_undone_in_order(study: Study) -> None:
    first = opened(study)
    closed(study, first, "2026-04-01")
    assert study.steps.can_undo == "Closing the round Spring 2026"
    study.steps.undo()
    assert study.rounds.get(first.id).closed is None
    assert study.steps.undo() == "Opening the round Spring 2026"
    assert study.rounds.all() == ()
    study.steps.redo()
    assert study.rounds.get(first.id) == first


def test_opening_cannot_be_undone_once_somebody_has_answered(study: Study) -> None:
    where = opened(study)
    answer(study, where, "P1", {"lp4": 3})
    with pytest.raises(InvalidInput, match="1 session belongs to the round Spring 2026"):
        study.steps.undo()
    assert study.rounds.get(where.id) == where
    with pytest.raises(InvalidInput):
        study.rounds.remove(where.id)


def test_two_rounds_are_never_open_at_once(study: Study) -> None:
    first = opened(study)
    with pytest.raises(InvalidInput, match="Spring 2026 is still open"):
        opened(study, "Autumn 2026")
    closed(study, first, "2026-04-01")
    second = opened(study, "Autumn 2026")
    with pytest.raises(InvalidInput, match="Autumn 2026 is still open"):
        study.rounds.reopen(first.id)
    closed(study, second, "2026-10-01")
    assert study.rounds.reopen(first.id).closed is None


def test_another_scale_is_refused_with_the_way_out_and_changes_nothing(study: Study) -> None:
    closed(study, opened(study), "2026-04-01")
    put_guide(study, GUIDE.replace("max=5", "max=7").replace("5. Always", "7. Always"))
    with pytest.raises(InvalidInput, match="rates from 1 to 5, and this guide from 1 to 7") as refused:
        opened(study, "Autumn 2026")
    assert "min=1 max=5" in refused.value.remedy
    assert len(study.rounds.all()) == 1


def test_a_guide_whose_scale_changes_while_a_round_is_open_starts_no_session(study: Study) -> None:
    where = opened(study)
    put_guide(study, GUIDE.replace("max=5", "max=7").replace("5. Always", "7. Always"))
    with pytest.raises(InvalidInput, match="rates from 1 to 5, and this guide from 1 to 7"):
        study.rounds.start(where.id, code="P1")
    assert study.sessions() == ()


@pytest.mark.parametrize(
    ("name", "guide", "said"),
    [
        (" ", "self-check", "needs a name"),
        ("Autumn", "provider", "is a guide for an interview"),
        ("Autumn", "nothing-rated", "no question that rates a learning point"),
        ("Autumn", "two-scales", "on several scales: 1–5 and 1–7"),
    ],
)
def test_a_round_that_cannot_be_says_why(study: Study, name: str, guide: str, said: str) -> None:
    put_guide(
        study,
        "---\nid: nothing-rated\ntitle: N\nversion: 1\nkind: assessment\n---\n\n# One\n\n## And? {#and}\n",
        "nothing-rated",
    )
    two = GUIDE.replace("max=5 points=LP4", "max=7 points=LP4").replace("id: self-check", "id: two-scales")
    put_guide(study, two, "two-scales")
    with pytest.raises(InvalidInput, match=said):
        study.rounds.open(name, guide)
    assert study.rounds.all() == ()


def test_a_round_that_is_not_there_is_named_with_the_nearest(study: Study) -> None:
    opened(study)
    with pytest.raises(NotFound, match="spring-2026"):
        study.rounds.get("sprng-2026")
    with pytest.raises(NotFound):
        study.rounds.open("Autumn", "self-check", expected=["P99"])


# -- answering ---------------------------------------------------------------------------------------------


def test_who_has_answered_who_has_begun_and_who_is_to_be_reminded(study: Study) -> None:
    where = opened(study)
    answer(study, where, "P1", {"lp1": 3, "lp4": None})
    answer(study, where, "P2", {"lp1": 4})
    answer(study, where, "C1", {"lp1": 4, "lp4": 4})
    answer(study, where, None, {"lp1": 4, "lp4": 4}, role="commissioner")
    found = study.rounds.standing(where.id)
    assert {each.code: (each.state, each.expected) for each in found.people} == {
        "A1": (Answering.NOT_YET, True),
        "C1": (Answering.ANSWERED, False),
        "P1": (Answering.ANSWERED, True),
        "P2": (Answering.BEGUN, True),
    }
    assert [each.code for each in found.reminders] == ["A1", "P2"]
    assert (found.answered, found.for_roles, found.reminders[0].may_be_contacted) == (
        1,
        (RoleId("commissioner"),),
        True,
    )


def test_who_withdrew_is_neither_reminded_nor_counted_nor_asked(study: Study) -> None:
    where = opened(study)
    answer(study, where, "P1", {"lp4": 1})
    answer(study, where, "P2", {"lp4": 4})
    for code in ("P1", "A1"):
        withdraw(study, code)
    found = study.rounds.standing(where.id)
    assert [each.code for each in found.people] == ["P2"]
    assert found.gone == 2
    told = study.rounds.progress().of("LP4")
    assert told is not None
    assert told.rounds[0].every.values == (4,)
    with pytest.raises(InvalidInput, match="withdrawn"):
        study.rounds.start(where.id, code="A1")


def test_an_assessment_begun_anywhere_belongs_to_the_round_that_is_open(study: Study) -> None:
    before = study.start_session("self-check", "P1")
    where = opened(study)
    in_it = study.start_session("self-check", "P1")
    other = study.start_session("provider", "P1")
    found = [desk.record.session.round for desk in (before, in_it, other)]
    assert found == [None, where.id, None]
    assert study.finder.files_by_round() == {
        "": [before.place.removeprefix("sessions/")],
        where.id: [in_it.place.removeprefix("sessions/")],
    }
    for desk in (before, in_it, other):
        desk.close()


def test_what_somebody_began_in_an_earlier_round_is_not_gone_on_with_in_the_next(study: Study) -> None:
    first = opened(study)
    begun = answer(study, first, "P1", {"lp4": 3})
    wanted = Wanted(guide="self-check", participant="P1")
    desk = own_desk(study, wanted)
    assert desk.record.session.id == begun
    desk.close()
    closed(study, first, "2026-04-01")
    second = opened(study, "Autumn 2026")
    desk = own_desk(study, wanted)
    assert (desk.record.session.round, desk.record.session.id != begun) == (second.id, True)
    desk.close()


def test_a_closed_round_takes_no_more_answers(study: Study) -> None:
    where = opened(study)
    closed(study, where, "2026-04-01")
    with pytest.raises(InvalidInput, match="was closed on 2026-04-01"):
        study.rounds.start(where.id, code="P1")


def test_a_group_answers_each_alone_and_then_together(study: Study) -> None:
    put_guide(study, TOGETHER, "together")
    where = study.rounds.open("Together", "together", on="2026-03-04", expected=["P1", "A1"])
    desk = study.rounds.start(where.id)
    question = desk.guide.question("lp4")
    assert question is not None
    first, second = desk.sit(participant=ParticipantCode("P1")), desk.sit(role=RoleId("provider"))
    desk.answer_from(question, first.id, rating=2)
    desk.answer_from(question, second.id, rating=5)
    desk.rate("lp4", 4)
    desk.save()
    desk.close()
    row = study.rounds.progress().of("LP4")
    assert row is not None
    assert row.rounds[0].every.values == (2, 5)
    assert [each.value for each in row.rounds[0].agreed] == [4]
    standing = study.rounds.standing(where.id)
    assert {each.code: each.state for each in standing.people} == {
        "A1": Answering.NOT_YET,
        "P1": Answering.BEGUN,
    }
    assert (standing.unnamed, standing.groups) == (1, 1)


# -- what came of it ---------------------------------------------------------------------------------------


def test_two_rounds_say_what_changed(study: Study) -> None:
    first = opened(study)
    answers(study, first, "P1 3, P2 3, A1 2")
    closed(study, first, "2026-04-01")
    second = study.rounds.open("Spring 2027", "self-check", on="2027-03-04")
    answers(study, second, "P1 4, P2 4, A2 5")
    row = study.rounds.progress().of("LP4")
    assert row is not None
    change = row.rounds[1].since_last
    assert change is not None
    assert (change.since, change.matched, change.up, change.joined, change.left) == (first.id, 2, 2, 1, 1)


def test_the_public_sees_no_role_of_fewer_than_three(study: Study) -> None:
    where = opened(study)
    answers(study, where, "P1 3, P2 4, P3 4, P4 5, A1 1, A2 2, A3 3, C1 3")
    row = study.rounds.progress(audience=Audience.PUBLIC).of("LP4")
    assert row is not None
    assert [(each.role, each.hidden) for each in row.rounds[0].roles] == [
        ("provider", False),
        ("public-agency", True),
        ("commissioner", True),
    ]


def test_reasons_and_quotes_behind_a_rating_go_by_the_gate(study: Study) -> None:
    said = "It took two years of lunches."
    interview = interviewed(study, said, code="P2")
    quote = interview.quote("answer:went-well", 0, len(said))
    interview.save()
    interview.close()
    where = opened(study)
    desk = study.rounds.start(where.id, code="P1")
    desk.rate("lp4", 4)
    desk.write("lp4", "We listen more.")
    desk.back_up_answer("lp4", [quote.id, QuoteId("gone")])
    desk.save()
    desk.close()
    row = study.rounds.progress().of("LP4")
    assert row is not None
    inside = study.rounds.backing(row.rounds[0], audience=Audience.INTERNAL)
    assert [(r.who, r.comment) for r in inside.ratings] == [("P1", "We listen more.")]
    assert {key: (q.words, q.attribution) for key, q in inside.quotes.items()} == {quote.id: (said, "P2")}
    assert inside.held_back == 1
    outside = study.rounds.backing(row.rounds[0], audience=Audience.PUBLIC)
    assert outside.ratings == ()
    assert [q.words for q in outside.quotes.values()] == [said]
    withdraw(study, "P2")
    assert study.rounds.backing(row.rounds[0], audience=Audience.INTERNAL).quotes == {}


def test_only_sessions_of_rounds_are_read(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    interviewed(study, "An interview.", code="P2").close()
    where = opened(study)
    answers(study, where, "P1 3")
    study.sessions()
    read: list[str] = []
    original = study._sessions.read

    def watched(path: Path) -> SessionRecord:
        read.append(path.name)
        return original(path)

    monkeypatch.setattr(study._sessions, "read", watched)
    study.rounds.progress()
    assert len(read) == 1
    assert "P1" in read[0]


def test_our_own_guide_asks_about_every_learning_point_as_the_codebook_has_them(study: Study) -> None:
    study.codebook_edits.retire("LP5")
    where = study.rounds.open("Autumn 2026", "self-assessment")
    offered = tuple(point.id for point in study.codebook().offered)
    assert (where.points, "LP5" in offered, where.low, where.high) == (offered, False, 1, 5)
    answer(study, where, "P1", {"lp1": 2, "lp8": None})
    found = study.rounds.progress()
    row = found.of("LP1")
    assert row is not None
    assert row.rounds[0].every.values == (2,)
    desk = own_desk(study, Wanted(guide="self-assessment", participant="P2"))
    assert desk.record.session.round == where.id
    desk.close()
