"""A group on the desk: each one's words are theirs, quotable, undoable, and follow them out when they go."""

from __future__ import annotations

import pytest

from reflect.domain.consent import Attribution, Consent
from reflect.domain.gate import UNATTRIBUTED, Audience, HeldBack, Quotable, Rules, Ruling, rule
from reflect.domain.group import GroupConsent, RuleReview, RuleState, Seat
from reflect.domain.guide import Question
from reflect.domain.ids import OptionId, ParticipantCode, PointId, QuoteId, RoleId
from reflect.domain.merging import as_tables, merge
from reflect.domain.passages import PassageKind, contribution_passage, passages
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.domain.withdrawing import record_without
from reflect.errors import InvalidInput, NotFound
from reflect.services.desk import SessionDesk
from reflect.writeups.quotables import quotable_quotes
from reflect.writeups.transcript import session_markdown
from tests.builders import a_desk, a_record

HERS = "It was tea that did it."
AT = "2026-11-24T10:00:00+00:00"
YES = Consent(take_part=True, quoted=True, attribution=Attribution.NAMED, date="2026-11-23")


def in_a_room() -> tuple[SessionDesk, Seat, Seat]:
    """A group: P01 and somebody of whom only the role is known."""
    desk = a_desk(a_record(participant=None))
    return desk, desk.sit(participant=ParticipantCode("P01")), desk.sit(role=RoleId("provider"))


def question(desk: SessionDesk, key: str) -> Question:
    found = desk.guide.question(key)
    assert found is not None
    return found


def test_what_each_says_stands_after_what_the_group_says_together() -> None:
    desk, hers, other = in_a_room()
    desk.write("went-well", "We agreed on tea.")
    desk.write_from("went-well", hers.id, HERS)
    desk.write_from("went-well", other.id, "Time.")
    desk.contribute("went-well", "Called from the back.")
    desk.contribute("went-well", "A role's.", role=RoleId("public-agency"))
    found = [(p.label, p.text, p.speaker) for p in desk.passages()]
    assert found == [
        ("1", "We agreed on tea.", None),
        ("P01", HERS, "P01"),
        ("seat 2", "Time.", None),
        ("group", "Called from the back.", None),
        ("public-agency", "A role's.", None),
    ]
    assert all(p.kind is PassageKind.CONTRIBUTION for p in desk.passages()[1:])


def test_an_answer_without_words_or_choice_is_none() -> None:
    desk, hers, _ = in_a_room()
    assert desk.write_from("went-well", hers.id, "  ") is None
    assert not desk.record.contributions
    with pytest.raises(InvalidInput):
        desk.contribute("words", " ")


def test_a_quote_stays_on_its_words_while_a_contribution_is_typed_and_given_a_title() -> None:
    desk, hers, _ = in_a_room()
    said = desk.write_from("went-well", hers.id, HERS)
    assert said is not None
    quote = desk.toggle(contribution_passage(said.id), 7, 10, PointId("LP4"))
    assert quote.words == "tea"
    said = desk.write_entry(said, f"Well: {HERS}")
    assert said is not None
    desk.call(said, "A pot")
    now = desk.record.quotes[quote.id]
    passage = desk.passage(contribution_passage(said.id))
    assert passage is not None
    assert passage.text == f"A pot\nWell: {HERS}"
    assert passage.text[now.start : now.end] == "tea"
    assert not now.source_changed


def test_more_votes_than_are_allowed_and_a_number_off_the_scale_are_refused() -> None:
    desk, hers, _ = in_a_room()
    missing = question(desk, "missing")
    with pytest.raises(InvalidInput, match="3 were chosen, and 2 is the most"):
        desk.answer_from(missing, hers.id, choices=[OptionId(o) for o in ("lived", "health", "nobody")])
    with pytest.raises(InvalidInput, match="not on the scale"):
        desk.answer_from(question(desk, "safe"), hers.id, rating=6)
    assert not desk.record.contributions
    desk.answer_from(missing, hers.id, choices=[OptionId("lived")])
    desk.answer_from(missing, hers.id, choices=[OptionId("health")])
    assert [said.choices for said in desk.said("missing")] == [("health",)]


def test_a_participant_sits_once_and_a_seat_that_spoke_can_only_be_left() -> None:
    desk, hers, other = in_a_room()
    with pytest.raises(InvalidInput, match="has a seat"):
        desk.sit(participant=ParticipantCode("P01"))
    desk.write_from("went-well", hers.id, HERS)
    with pytest.raises(InvalidInput, match="left early"):
        desk.clear_seat(hers.id)
    desk.leave_seat(hers.id)
    assert desk.seats()[0].left
    assert [p.text for p in desk.passages()] == [HERS]
    desk.clear_seat(other.id)
    assert [seat.order for seat in desk.seats()] == [1]
    with pytest.raises(NotFound):
        desk.contribute("words", "fun", seat=other.id)


def test_entries_are_put_together_and_parted_and_an_empty_group_goes() -> None:
    desk, _, _ = in_a_room()
    fun, more, tea = (desk.contribute("words", words) for words in ("fun", "more fun", "tea"))
    joy = desk.gather([fun, more], "Joy")
    desk.gather([tea], "", into=joy.id)
    assert {said.cluster for said in desk.said("words")} == {joy.id}
    desk.part(desk.said("words")[1:])
    assert [c.name for c in desk.clusters("words")] == ["Joy"]
    desk.part(desk.said("words")[:1])
    assert not desk.clusters("words")
    desk.undo()
    assert [c.name for c in desk.clusters("words")] == ["Joy"]


def test_a_rule_worded_anew_has_to_be_adopted_again() -> None:
    desk, _, _ = in_a_room()
    rule_ = desk.word_rule("  We ask   first. ", heading="Empathy")
    desk.adopt([rule_], on="2026-11-24", by="everyone in the room")
    desk.review(rule_, RuleReview(on="2027-02-01", state=RuleState.KEPT))
    desk.word_rule("We ask first.", rule=rule_)
    assert desk.rules()[0].adopted == "2026-11-24"
    desk.word_rule("We ask before we judge.", rule=rule_)
    now = desk.rules()[0]
    assert (now.adopted, now.heading, len(now.reviews)) == (None, "Empathy", 1)
    with pytest.raises(InvalidInput):
        desk.word_rule(" ")


def test_an_entry_lies_in_the_bin_and_undo_brings_it_back_with_its_quotes() -> None:
    desk, hers, _ = in_a_room()
    said = desk.contribute("words", HERS, seat=hers.id)
    quote = desk.toggle(contribution_passage(said.id), 7, 10, PointId("LP4"))
    before = desk.record
    desk.take_out(said)
    assert not desk.record.contributions
    assert desk.record.quotes[quote.id].source_changed
    (binned,) = desk.record.bin.values()
    assert binned.contributions == (said,)
    desk.undo()
    assert desk.record == before


# -- the gate ------------------------------------------------------------------------------------------


def ruled(desk: SessionDesk, quote: QuoteId, *people: Participant) -> Ruling:
    known = {person.code: person for person in people}
    found: Quotable = quotable_quotes(desk.record, desk.guide, known)[quote]
    rules = Rules(roles={role.id: role for role in DEFAULT_ROLES}, people_in_role={})
    return rule(found, rules, Audience.PUBLIC)


def a_quote(desk: SessionDesk, seat: Seat) -> QuoteId:
    said = desk.contribute("words", HERS, seat=seat.id)
    return desk.toggle(contribution_passage(said.id), 0, len(HERS), PointId("LP4")).id


def test_words_of_those_without_a_code_go_by_what_the_group_agreed_to() -> None:
    desk, _, other = in_a_room()
    quote = a_quote(desk, other)
    assert ruled(desk, quote).reason is HeldBack.UNKNOWN_SPEAKER
    desk.agree(GroupConsent(quoted=False, on="2026-11-24"))
    assert ruled(desk, quote).reason is HeldBack.UNKNOWN_SPEAKER
    desk.agree(GroupConsent(quoted=True, on="2026-11-24"))
    assert ruled(desk, quote).attribution == UNATTRIBUTED


def test_a_participant_in_a_group_goes_by_their_own_consent_and_is_never_named() -> None:
    desk, hers, _ = in_a_room()
    desk.agree(GroupConsent(quoted=True, on="2026-11-24"))
    quote = a_quote(desk, hers)
    helen = Participant(code=ParticipantCode("P01"), role=RoleId("provider"), name="Helen Strand")
    # Somebody who has a code and is not in the study any more is no one the group can speak for.
    assert ruled(desk, quote).reason is HeldBack.UNKNOWN_SPEAKER
    assert ruled(desk, quote, helen).reason is HeldBack.NO_CONSENT
    agreed = Participant(code=helen.code, role=helen.role, name=helen.name, consents=(YES,))
    assert ruled(desk, quote, agreed).attribution == UNATTRIBUTED


def test_a_field_note_is_not_what_the_group_agreed_to() -> None:
    desk, _, _ = in_a_room()
    desk.agree(GroupConsent(quoted=True, on="2026-11-24"))
    note = desk.note("They looked at each other.", seconds=3, question=None)
    quote = desk.quote(f"note:{note.id}", 0, 4)
    assert ruled(desk, quote.id).reason is HeldBack.FIELD_NOTE


# -- files ---------------------------------------------------------------------------------------------


def test_whoever_withdraws_takes_seat_words_votes_and_evidence_along() -> None:
    desk, hers, other = in_a_room()
    quote = a_quote(desk, hers)
    desk.take_out(desk.contribute("words", "Also hers.", seat=hers.id))
    desk.answer_from(question(desk, "safe"), hers.id, rating=4)
    rated = desk.answer_from(question(desk, "safe"), other.id, rating=2)
    desk.back_up(rated, [quote])
    left = record_without(desk.record, "P01")
    assert left is not None
    assert [seat.order for seat in left.seats.values()] == [2]
    assert [(said.rating, said.evidence) for said in left.contributions.values()] == [(2, ())]
    assert (left.quotes, left.tags, left.bin) == ({}, {}, {})


def test_a_seat_or_a_group_of_entries_comes_back_when_another_put_words_to_it() -> None:
    desk, _, other = in_a_room()
    fun = desk.contribute("words", "fun")
    joy = desk.gather([fun], "Joy")
    desk.part([fun])
    base = desk.record
    base_tables = as_tables(base)
    base_tables["clusters"] = {
        joy.id: {"id": joy.id, "question": "words", "about": "", "name": "Joy", "order": 1}
    }
    desk.clear_seat(other.id)
    mine = as_tables(desk.record)
    mine["clusters"] = {}
    theirs_desk = a_desk(base, prefix="t")
    theirs_desk.contribute("words", "tea", seat=other.id)
    theirs = as_tables(theirs_desk.record)
    theirs["clusters"] = base_tables["clusters"]
    for row in theirs["contributions"].values():
        row["cluster"] = joy.id
    found = merge(mine, theirs, base_tables, at=AT)
    assert found.tables == merge(theirs, mine, base_tables, at=AT).tables
    assert other.id in found.tables["seats"]
    assert joy.id in found.tables["clusters"]


def test_two_who_write_in_one_contribution_lose_no_sentence() -> None:
    desk, hers, _ = in_a_room()
    said = desk.contribute("words", "One thing. Another.", seat=hers.id)
    base = as_tables(desk.record)
    one, two = a_desk(desk.record), a_desk(desk.record)
    one.write_entry(said, "One good thing. Another.")
    two.write_entry(said, "One thing. Another. A third.")
    found = merge(as_tables(one.record), as_tables(two.record), base, at=AT).tables
    assert found["contributions"][said.id]["text"] == "One good thing. Another. A third."


def test_the_record_of_a_session_shows_what_each_said_in_their_groups() -> None:
    desk, hers, other = in_a_room()
    desk.gather([desk.contribute("words", "fun", seat=hers.id)], "Joy")
    desk.contribute("words", "tea")
    desk.answer_from(question(desk, "safe"), other.id, rating=2)
    text = session_markdown(desk.record, desk.guide)
    for line in ("**Joy**", "- P01: fun", "- group: tea", "- seat 2: **2**"):
        assert line in text
    assert [p.text for p in passages(desk.record, desk.guide)] == ["fun", "tea"]
