"""The consent gate, case by case."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest

from reflect.domain.consent import Attribution, Consent, KeptOut
from reflect.domain.gate import (
    Audience,
    HeldBack,
    Quotable,
    Rules,
    Ruling,
    Silence,
    people_by_role,
    portrait,
    rule,
)
from reflect.domain.ids import ParticipantCode, PassageId, PointId, QuestionId, QuoteId, RoleId
from reflect.domain.passages import PassageKind
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.domain.session import Approval, Quote, SessionKind

ROLES = {role.id: role for role in DEFAULT_ROLES}
AGENCY = RoleId("public-agency")
FULL = Consent(take_part=True, quoted=True, attribution=Attribution.ROLE_ONLY, date="2026-11-23")
HELEN = Participant(
    code=ParticipantCode("P03"),
    role=AGENCY,
    name="Helen Strand",
    post="housing options manager",
    organisation="Calder Quay City Council",
    consents=(FULL,),
)
QUOTE = Quote(
    id=QuoteId("k3v9aaaa"), passage=PassageId("answer:a"), start=0, end=4, words="One.", at="2026-11-23"
)

BROTHER = (KeptOut(about="my brother", questions=(QuestionId("brother"),)),)
CONSENTS: dict[str, dict[str, object] | None] = {
    "never taken": None,
    "withdrawn": {"take_part": True, "quoted": True, "withdrawn": "2026-12-01"},
    "withdrawn, first": {
        "take_part": True,
        "quoted": True,
        "sees_quotes_first": True,
        "withdrawn": "2026-12-01",
    },
    "part: no": {"take_part": False, "quoted": True},
    "part: not asked": {"take_part": None, "quoted": True},
    "quoted: no": {"take_part": True, "quoted": False},
    "quoted: not asked": {"take_part": True, "quoted": None},
    "quoted: no, first": {"take_part": True, "quoted": False, "sees_quotes_first": True},
    "kept out": {"take_part": True, "quoted": True, "kept_out": BROTHER},
    "kept out, first": {"take_part": True, "quoted": True, "sees_quotes_first": True, "kept_out": BROTHER},
    "yes": {"take_part": True, "quoted": True},
    "yes, not first": {"take_part": True, "quoted": True, "sees_quotes_first": False},
    "yes, first": {"take_part": True, "quoted": True, "sees_quotes_first": True},
}
ATTRIBUTIONS = (
    Attribution.NAMED,
    Attribution.ROLE_AND_ORGANISATION,
    Attribution.ROLE_ONLY,
    Attribution.ANONYMOUS,
    None,
)

# Before the public, by how they are attributed; then (own) before the participant who said it and
# chose *role only*; then (in) before the researchers.
# Who is seen: a name and post (N), role and organisation (O), role (R), an alliance member (A), a code (C);
# with the words they changed (*), or with a warning of why it may not be quoted (the letter after C).
# Or why nothing is: no consent (-c), withdrawn (-w), not taking part (-p), not to be quoted (-q), declined
# (-d), on something that was kept out (-k), not yet approved (-a).
TABLE = """
                  |                     | named     | role+org  | role only | anonymous | not asked | own | in
never taken       | not asked           | -c        | -c        | -c        | -c        | -c        | -c  | Cc
never taken       | asked               | -c        | -c        | -c        | -c        | -c        | -c  | Cc
never taken       | approved            | -c        | -c        | -c        | -c        | -c        | -c  | Cc
never taken       | approved as changed | -c        | -c        | -c        | -c        | -c        | -c  | Cc
never taken       | declined            | -c        | -c        | -c        | -c        | -c        | -c  | Cc
withdrawn         | not asked           | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn         | asked               | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn         | approved            | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn         | approved as changed | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn         | declined            | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn, first  | not asked           | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn, first  | asked               | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn, first  | approved            | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn, first  | approved as changed | -w        | -w        | -w        | -w        | -w        | -w  | -w
withdrawn, first  | declined            | -w        | -w        | -w        | -w        | -w        | -w  | -w
part: no          | not asked           | -p        | -p        | -p        | -p        | -p        | -p  | -p
part: no          | asked               | -p        | -p        | -p        | -p        | -p        | -p  | -p
part: no          | approved            | -p        | -p        | -p        | -p        | -p        | -p  | -p
part: no          | approved as changed | -p        | -p        | -p        | -p        | -p        | -p  | -p
part: no          | declined            | -p        | -p        | -p        | -p        | -p        | -p  | -p
part: not asked   | not asked           | -p        | -p        | -p        | -p        | -p        | -p  | Cp
part: not asked   | asked               | -p        | -p        | -p        | -p        | -p        | -p  | Cp
part: not asked   | approved            | -p        | -p        | -p        | -p        | -p        | -p  | Cp
part: not asked   | approved as changed | -p        | -p        | -p        | -p        | -p        | -p  | Cp
part: not asked   | declined            | -p        | -p        | -p        | -p        | -p        | -p  | Cp
quoted: no        | not asked           | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no        | asked               | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no        | approved            | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no        | approved as changed | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no        | declined            | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: not asked | not asked           | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: not asked | asked               | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: not asked | approved            | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: not asked | approved as changed | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: not asked | declined            | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no, first | not asked           | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no, first | asked               | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no, first | approved            | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no, first | approved as changed | -q        | -q        | -q        | -q        | -q        | -q  | Cq
quoted: no, first | declined            | -q        | -q        | -q        | -q        | -q        | -q  | Cq
kept out          | not asked           | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out          | asked               | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out          | approved            | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out          | approved as changed | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out          | declined            | -d        | -d        | -d        | -d        | -d        | -d  | Ck
kept out, first   | not asked           | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out, first   | asked               | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out, first   | approved            | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out, first   | approved as changed | -k        | -k        | -k        | -k        | -k        | -k  | Ck
kept out, first   | declined            | -d        | -d        | -d        | -d        | -d        | -d  | Ck
yes               | not asked           | N         | O         | R         | A         | A         | R   | C
yes               | asked               | -a        | -a        | -a        | -a        | -a        | R   | C
yes               | approved            | N         | O         | R         | A         | A         | R   | C
yes               | approved as changed | N*        | O*        | R*        | A*        | A*        | R*  | C
yes               | declined            | -d        | -d        | -d        | -d        | -d        | -d  | Cd
yes, not first    | not asked           | N         | O         | R         | A         | A         | R   | C
yes, not first    | asked               | -a        | -a        | -a        | -a        | -a        | R   | C
yes, not first    | approved            | N         | O         | R         | A         | A         | R   | C
yes, not first    | approved as changed | N*        | O*        | R*        | A*        | A*        | R*  | C
yes, not first    | declined            | -d        | -d        | -d        | -d        | -d        | -d  | Cd
yes, first        | not asked           | -a        | -a        | -a        | -a        | -a        | R   | C
yes, first        | asked               | -a        | -a        | -a        | -a        | -a        | R   | C
yes, first        | approved            | N         | O         | R         | A         | A         | R   | C
yes, first        | approved as changed | N*        | O*        | R*        | A*        | A*        | R*  | C
yes, first        | declined            | -d        | -d        | -d        | -d        | -d        | -d  | Cd
"""
NAMED = "Helen Strand, housing options manager, Calder Quay City Council"
ATTRIBUTED = {
    "N": NAMED,
    "O": "a public agency officer, Calder Quay City Council",
    "R": "a public agency officer",
    "A": "an alliance member",
    "C": "P03",
}
REASONS = {
    "c": HeldBack.NO_CONSENT,
    "w": HeldBack.WITHDRAWN,
    "p": HeldBack.NOT_TAKING_PART,
    "q": HeldBack.NOT_TO_BE_QUOTED,
    "d": HeldBack.DECLINED,
    "k": HeldBack.KEPT_OUT,
    "a": HeldBack.NOT_APPROVED,
}


class Case(NamedTuple):
    consent: str
    approval: Approval
    attribution: Attribution | None
    audience: Audience
    expected: str


def meant(expected: str) -> Ruling:
    """What a cell of the table says."""
    if expected[0] == "-":
        return Ruling(appears=False, reason=REASONS[expected[1]])
    words = "Changed." if "*" in expected else "One."
    reason = REASONS.get(expected[1:2])
    warning = f"not to be quoted: {reason}" if reason else ""
    return Ruling(appears=True, words=words, attribution=ATTRIBUTED[expected[0]], warning=warning)


COLUMNS = (
    *((Audience.PUBLIC, attribution) for attribution in ATTRIBUTIONS),
    (Audience.PARTICIPANT, Attribution.ROLE_ONLY),
    *((Audience.INTERNAL, attribution) for attribution in ATTRIBUTIONS),
)
CASES = [
    Case(row[0], Approval(row[1]), attribution, audience, row[2 + min(at, 6)])
    for row in ([cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:])
    for at, (audience, attribution) in enumerate(COLUMNS)
]


def consenting(**changes: object) -> Participant:
    return msgspec.structs.replace(HELEN, consents=(msgspec.structs.replace(FULL, **changes),))


RULES = Rules(roles=ROLES, people_in_role={AGENCY: 3, RoleId("other"): 1, RoleId("trustee"): 3})


def of(count: int) -> Rules:
    """The rules where so many people stand in the role."""
    return msgspec.structs.replace(RULES, people_in_role={AGENCY: count})


def ruled(
    speaker: Participant | None,
    quote: Quote = QUOTE,
    *,
    rules: Rules = RULES,
    audience: Audience = Audience.PUBLIC,
    **more: object,
) -> Ruling:
    found = Quotable(quote=quote, passage_kind=PassageKind.ANSWER, speaker=speaker)
    return rule(msgspec.structs.replace(found, **more), rules, audience, reader=HELEN.code)


def test_the_table_has_every_consent_with_every_approval_attribution_and_audience() -> None:
    assert {case.audience for case in CASES} == set(Audience)
    public = {case[:3] for case in CASES if case.audience is Audience.PUBLIC}
    assert len(public) == len(CONSENTS) * len(Approval) * len(ATTRIBUTIONS)
    assert len(CASES) == len(CONSENTS) * len(Approval) * len(COLUMNS)


def test_every_consent_approval_and_audience_is_ruled_as_written() -> None:
    assert len(CASES) > 600
    assert {case: found for case in CASES if (found := ruling_of(case)) != meant(case.expected)} == {}


def ruling_of(case: Case) -> Ruling:
    given = CONSENTS[case.consent]
    nobody_asked = msgspec.structs.replace(HELEN, consents=())
    speaker = nobody_asked if given is None else consenting(**given, attribution=case.attribution)
    quote = msgspec.structs.replace(QUOTE, approval=case.approval, approved_words="Changed.")
    return ruled(speaker, quote, audience=case.audience, question=QuestionId("brother"))


def test_a_participant_is_shown_other_peoples_words_as_the_public_would_see_them() -> None:
    for case in CASES:
        given = CONSENTS[case.consent]
        if case.audience is not Audience.PUBLIC or given is None:
            continue
        other = consenting(**given, attribution=case.attribution)
        other = msgspec.structs.replace(other, code=ParticipantCode("P04"))
        quote = msgspec.structs.replace(QUOTE, approval=case.approval, approved_words="Changed.")
        ruling = ruled(other, quote, audience=Audience.PARTICIPANT, question=QuestionId("brother"))
        assert ruling == meant(case.expected)


def test_what_is_kept_out_goes_by_the_question_and_by_the_learning_point() -> None:
    kept = KeptOut(about="the budget", questions=(QuestionId("money"),), points=(PointId("LP3"),))
    speaker = consenting(kept_out=(kept,))
    assert ruled(speaker, question=QuestionId("money")).reason is HeldBack.KEPT_OUT
    assert ruled(speaker, points=frozenset({PointId("LP1"), PointId("LP3")})).reason is HeldBack.KEPT_OUT
    assert ruled(speaker, question=QuestionId("people"), points=frozenset({PointId("LP1")})).appears
    assert ruled(speaker).appears


ASKED = msgspec.structs.replace(QUOTE, approval=Approval.ASKED, asked_on="2026-11-01")


@pytest.mark.parametrize(
    ("silence", "within", "today", "expected"),
    [
        (Silence.NO, 14, "2026-11-15", HeldBack.NOT_APPROVED),
        (Silence.NO, 14, "2026-11-16", HeldBack.NOT_ANSWERED),
        (Silence.YES, 14, "2026-11-15", HeldBack.NOT_APPROVED),
        (Silence.YES, 14, "2026-11-16", None),
        (Silence.YES, 0, "2030-01-01", HeldBack.NOT_APPROVED),
        (Silence.YES, 14, "", HeldBack.NOT_APPROVED),
    ],
)
@pytest.mark.parametrize("first", [True, False, None])
def test_silence_counts_only_after_the_day_that_was_set(
    silence: Silence, within: int, today: str, expected: HeldBack | None, *, first: bool | None
) -> None:
    rules = msgspec.structs.replace(RULES, silence=silence, answer_within=within, today=today)
    ruling = ruled(consenting(sees_quotes_first=first), ASKED, rules=rules)
    assert ruling.reason is expected
    assert ruling.appears is (expected is None)


def test_who_was_never_asked_has_not_been_silent() -> None:
    rules = msgspec.structs.replace(RULES, silence=Silence.YES, answer_within=1, today="2030-01-01")
    for quote in (QUOTE, msgspec.structs.replace(ASKED, asked_on=None)):
        assert ruled(consenting(sees_quotes_first=True), quote, rules=rules).reason is HeldBack.NOT_APPROVED


def test_words_changed_to_nothing_are_those_that_were_said() -> None:
    blank = msgspec.structs.replace(QUOTE, approval=Approval.AMENDED, approved_words=" ")
    assert ruled(HELEN, blank).words == "One."


def test_the_last_consent_is_the_one_that_holds() -> None:
    withdrawn = msgspec.structs.replace(FULL, withdrawn="2026-12-01")
    assert ruled(msgspec.structs.replace(HELEN, consents=(withdrawn, FULL))).appears
    assert not ruled(msgspec.structs.replace(HELEN, consents=(FULL, withdrawn))).appears


def test_words_of_nobody_known_are_held_back() -> None:
    assert ruled(None) == Ruling(appears=False, reason=HeldBack.UNKNOWN_SPEAKER)


def test_words_of_nobody_known_are_held_back_in_a_workshop_too() -> None:
    assert ruled(None, session_kind=SessionKind.WORKSHOP).reason is HeldBack.UNKNOWN_SPEAKER


@pytest.mark.parametrize("speaker", [None, HELEN])
def test_a_field_note_is_never_shown_as_the_participants_words(speaker: Participant | None) -> None:
    assert ruled(speaker, passage_kind=PassageKind.NOTE) == Ruling(appears=False, reason=HeldBack.FIELD_NOTE)


@pytest.mark.parametrize("kind", [PassageKind.ANSWER, PassageKind.COMMENT, PassageKind.TURN])
def test_answers_comments_and_turns_are_the_participants_words(kind: PassageKind) -> None:
    assert ruled(HELEN, passage_kind=kind).appears


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_words_from_a_workshop_are_unattributed(attribution: Attribution | None) -> None:
    ruling = ruled(consenting(attribution=attribution), session_kind=SessionKind.WORKSHOP)
    assert ruling == Ruling(appears=True, words="One.", attribution="an alliance member")


def test_a_quote_whose_passage_was_edited_appears_with_a_warning() -> None:
    ruling = ruled(HELEN, msgspec.structs.replace(QUOTE, source_changed=True))
    assert ruling.appears
    assert "edited" in ruling.warning


@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        ({"post": ""}, "Helen Strand, Calder Quay City Council"),
        ({"organisation": "  "}, "Helen Strand, housing options manager"),
        ({"post": "", "organisation": ""}, "Helen Strand"),
        ({"name": " Helen \n Strand "}, "Helen Strand, housing options manager, Calder Quay City Council"),
    ],
)
def test_a_name_skips_what_is_blank(blank: dict[str, str], expected: str) -> None:
    named = consenting(attribution=Attribution.NAMED)
    assert ruled(msgspec.structs.replace(named, **blank)) == Ruling(
        appears=True, words="One.", attribution=expected
    )


def test_a_blank_name_falls_to_role_and_organisation_and_says_so() -> None:
    ruling = ruled(msgspec.structs.replace(consenting(attribution=Attribution.NAMED), name=" "))
    assert ruling.attribution == "a public agency officer, Calder Quay City Council"
    assert "P03 agreed to be named" in ruling.warning


def test_a_blank_organisation_falls_to_the_role_and_its_protection() -> None:
    speaker = consenting(attribution=Attribution.ROLE_AND_ORGANISATION)
    speaker = msgspec.structs.replace(speaker, organisation="")
    assert ruled(speaker, rules=of(3)).attribution == "a public agency officer"
    assert ruled(speaker, rules=of(2)).attribution == "an alliance member"


def test_a_role_with_too_few_people_is_not_given() -> None:
    ruling = ruled(HELEN, rules=of(2))
    assert ruling.attribution == "an alliance member"
    assert "fewer than 3 people" in ruling.warning


def test_how_few_is_too_few_can_be_chosen() -> None:
    ruling = ruled(HELEN, rules=msgspec.structs.replace(of(4), smallest_group=5))
    assert ruling.attribution == "an alliance member"


@pytest.mark.parametrize("attribution", [Attribution.NAMED, Attribution.ROLE_AND_ORGANISATION])
def test_who_chose_to_be_recognisable_stays_so_in_a_small_group(attribution: Attribution) -> None:
    ruling = ruled(consenting(attribution=attribution), rules=of(1))
    assert "Calder Quay City Council" in ruling.attribution
    assert not ruling.warning


def test_nothing_is_warned_of_where_the_role_says_nothing_anyway() -> None:
    other = msgspec.structs.replace(HELEN, role=RoleId("other"))
    assert ruled(other) == Ruling(appears=True, words="One.", attribution="an alliance member")


def test_a_role_the_study_does_not_describe_is_not_given() -> None:
    ruling = ruled(msgspec.structs.replace(HELEN, role=RoleId("trustee")))
    assert ruling.attribution == "an alliance member"
    assert "trustee" in ruling.warning


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_portrait_is_attributed_as_a_quote_is(attribution: Attribution | None) -> None:
    speaker = consenting(attribution=attribution, sees_quotes_first=None)
    assert portrait(speaker, RULES) == msgspec.structs.replace(ruled(speaker), words="")


def test_a_portrait_is_held_back_with_the_words() -> None:
    withdrawn = consenting(attribution=Attribution.NAMED, withdrawn="2026-12-01")
    assert portrait(withdrawn, of(9)) == Ruling(appears=False, reason=HeldBack.WITHDRAWN)
    assert portrait(None, of(9)).reason is HeldBack.UNKNOWN_SPEAKER


def test_no_warning_names_anybody() -> None:
    for attribution in ATTRIBUTIONS:
        for blank in ({}, {"name": ""}, {"organisation": ""}, {"role": RoleId("trustee")}):
            speaker = msgspec.structs.replace(consenting(attribution=attribution), **blank)
            warning = ruled(speaker, rules=of(1)).warning
            assert "Helen" not in warning
            assert "Calder" not in warning


def test_only_people_who_take_part_count_in_a_role() -> None:
    people = [
        HELEN,
        consenting(withdrawn="2026-12-01"),
        consenting(take_part=None),
        msgspec.structs.replace(HELEN, consents=()),
        msgspec.structs.replace(HELEN, role=RoleId("provider")),
    ]
    assert people_by_role(people) == {AGENCY: 1, RoleId("provider"): 1}
