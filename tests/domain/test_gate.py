"""The consent gate, case by case."""

import msgspec
import pytest

from reflect.domain.consent import Attribution, Consent
from reflect.domain.gate import HeldBack, Ruling, people_by_role, portrait, rule
from reflect.domain.ids import ParticipantCode, PassageId, QuoteId, RoleId
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

# Who is seen in the text: a name and post (N), role and organisation (O), role (R), an alliance member (A);
# or why nothing is: no consent (-c), withdrawn (-w), not taking part (-p), not to be quoted (-q), declined
# (-d), not yet approved (-a).
TABLE = """
                    |             | named | role+org | role only | anonymous | not asked
never taken         | not asked   | -c    | -c       | -c        | -c        | -c
never taken         | approved    | -c    | -c       | -c        | -c        | -c
never taken         | declined    | -c    | -c       | -c        | -c        | -c
withdrawn           | not asked   | -w    | -w       | -w        | -w        | -w
withdrawn           | approved    | -w    | -w       | -w        | -w        | -w
withdrawn           | declined    | -w    | -w       | -w        | -w        | -w
withdrawn, first    | not asked   | -w    | -w       | -w        | -w        | -w
withdrawn, first    | approved    | -w    | -w       | -w        | -w        | -w
withdrawn, first    | declined    | -w    | -w       | -w        | -w        | -w
part: no            | not asked   | -p    | -p       | -p        | -p        | -p
part: no            | approved    | -p    | -p       | -p        | -p        | -p
part: no            | declined    | -p    | -p       | -p        | -p        | -p
part: not asked     | not asked   | -p    | -p       | -p        | -p        | -p
part: not asked     | approved    | -p    | -p       | -p        | -p        | -p
part: not asked     | declined    | -p    | -p       | -p        | -p        | -p
quoted: no          | not asked   | -q    | -q       | -q        | -q        | -q
quoted: no          | approved    | -q    | -q       | -q        | -q        | -q
quoted: no          | declined    | -q    | -q       | -q        | -q        | -q
quoted: not asked   | not asked   | -q    | -q       | -q        | -q        | -q
quoted: not asked   | approved    | -q    | -q       | -q        | -q        | -q
quoted: not asked   | declined    | -q    | -q       | -q        | -q        | -q
quoted: no, first   | not asked   | -q    | -q       | -q        | -q        | -q
quoted: no, first   | approved    | -q    | -q       | -q        | -q        | -q
quoted: no, first   | declined    | -q    | -q       | -q        | -q        | -q
yes                 | not asked   | N     | O        | R         | A         | A
yes                 | approved    | N     | O        | R         | A         | A
yes                 | declined    | -d    | -d       | -d        | -d        | -d
yes, not first      | not asked   | N     | O        | R         | A         | A
yes, not first      | approved    | N     | O        | R         | A         | A
yes, not first      | declined    | -d    | -d       | -d        | -d        | -d
yes, first          | not asked   | -a    | -a       | -a        | -a        | -a
yes, first          | approved    | N     | O        | R         | A         | A
yes, first          | declined    | -d    | -d       | -d        | -d        | -d
"""
MEANING = {
    "N": Ruling(appears=True, attribution="Helen Strand, housing options manager, Calder Quay City Council"),
    "O": Ruling(appears=True, attribution="a public agency officer, Calder Quay City Council"),
    "R": Ruling(appears=True, attribution="a public agency officer"),
    "A": Ruling(appears=True, attribution="an alliance member"),
    "-c": Ruling(appears=False, reason=HeldBack.NO_CONSENT),
    "-w": Ruling(appears=False, reason=HeldBack.WITHDRAWN),
    "-p": Ruling(appears=False, reason=HeldBack.NOT_TAKING_PART),
    "-q": Ruling(appears=False, reason=HeldBack.NOT_TO_BE_QUOTED),
    "-d": Ruling(appears=False, reason=HeldBack.DECLINED),
    "-a": Ruling(appears=False, reason=HeldBack.NOT_APPROVED),
}
CASES = [
    (row[0], Approval(row[1]), attribution, row[2 + at])
    for row in ([cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:])
    for at, attribution in enumerate(ATTRIBUTIONS)
]


def consenting(**changes: object) -> Participant:
    return msgspec.structs.replace(HELEN, consents=(msgspec.structs.replace(FULL, **changes),))


def ruled(
    speaker: Participant | None,
    quote: Quote = QUOTE,
    *,
    kind: PassageKind = PassageKind.ANSWER,
    people: int = 3,
    session: SessionKind = SessionKind.INTERVIEW,
) -> Ruling:
    return rule(quote, kind, speaker, roles=ROLES, people_in_role=people, session_kind=session)


def test_the_table_has_every_consent_with_every_approval_and_every_attribution() -> None:
    assert (
        len({case[:3] for case in CASES}) == len(CONSENTS) * len(Approval) * len(ATTRIBUTIONS) == len(CASES)
    )


@pytest.mark.parametrize(("consent", "approval", "attribution", "expected"), CASES)
def test_every_consent_approval_and_attribution_is_ruled_as_written(
    consent: str, approval: Approval, attribution: Attribution | None, expected: str
) -> None:
    given = CONSENTS[consent]
    nobody_asked = msgspec.structs.replace(HELEN, consents=())
    speaker = nobody_asked if given is None else consenting(**given, attribution=attribution)
    quote = msgspec.structs.replace(QUOTE, approval=approval)
    assert ruled(speaker, quote) == MEANING[expected]


def test_the_last_consent_is_the_one_that_holds() -> None:
    withdrawn = msgspec.structs.replace(FULL, withdrawn="2026-12-01")
    assert ruled(msgspec.structs.replace(HELEN, consents=(withdrawn, FULL))).appears
    assert not ruled(msgspec.structs.replace(HELEN, consents=(FULL, withdrawn))).appears


def test_words_of_nobody_known_are_held_back() -> None:
    assert ruled(None) == Ruling(appears=False, reason=HeldBack.UNKNOWN_SPEAKER)


def test_words_of_nobody_known_are_held_back_in_a_workshop_too() -> None:
    assert ruled(None, session=SessionKind.WORKSHOP).reason is HeldBack.UNKNOWN_SPEAKER


@pytest.mark.parametrize("speaker", [None, HELEN])
def test_a_field_note_is_never_shown_as_the_participants_words(speaker: Participant | None) -> None:
    assert ruled(speaker, kind=PassageKind.NOTE) == Ruling(appears=False, reason=HeldBack.FIELD_NOTE)


@pytest.mark.parametrize("kind", [PassageKind.ANSWER, PassageKind.COMMENT, PassageKind.TURN])
def test_answers_comments_and_turns_are_the_participants_words(kind: PassageKind) -> None:
    assert ruled(HELEN, kind=kind).appears


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_words_from_a_workshop_are_unattributed(attribution: Attribution | None) -> None:
    ruling = ruled(consenting(attribution=attribution), session=SessionKind.WORKSHOP)
    assert ruling == Ruling(appears=True, attribution="an alliance member")


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
    assert ruled(msgspec.structs.replace(named, **blank)) == Ruling(appears=True, attribution=expected)


def test_a_blank_name_falls_to_role_and_organisation_and_says_so() -> None:
    ruling = ruled(msgspec.structs.replace(consenting(attribution=Attribution.NAMED), name=" "))
    assert ruling.attribution == "a public agency officer, Calder Quay City Council"
    assert "P03 agreed to be named" in ruling.warning


def test_a_blank_organisation_falls_to_the_role_and_its_protection() -> None:
    speaker = consenting(attribution=Attribution.ROLE_AND_ORGANISATION)
    speaker = msgspec.structs.replace(speaker, organisation="")
    assert ruled(speaker, people=3).attribution == "a public agency officer"
    assert ruled(speaker, people=2).attribution == "an alliance member"


def test_a_role_with_too_few_people_is_not_given() -> None:
    ruling = ruled(HELEN, people=2)
    assert ruling.attribution == "an alliance member"
    assert "fewer than 3 people" in ruling.warning


def test_how_few_is_too_few_can_be_chosen() -> None:
    ruling = rule(QUOTE, PassageKind.ANSWER, HELEN, roles=ROLES, people_in_role=4, smallest_group=5)
    assert ruling.attribution == "an alliance member"


@pytest.mark.parametrize("attribution", [Attribution.NAMED, Attribution.ROLE_AND_ORGANISATION])
def test_who_chose_to_be_recognisable_stays_so_in_a_small_group(attribution: Attribution) -> None:
    ruling = ruled(consenting(attribution=attribution), people=1)
    assert "Calder Quay City Council" in ruling.attribution
    assert not ruling.warning


def test_nothing_is_warned_of_where_the_role_says_nothing_anyway() -> None:
    other = msgspec.structs.replace(HELEN, role=RoleId("other"))
    assert ruled(other, people=1) == Ruling(appears=True, attribution="an alliance member")


def test_a_role_the_study_does_not_describe_is_not_given() -> None:
    ruling = ruled(msgspec.structs.replace(HELEN, role=RoleId("trustee")))
    assert ruling.attribution == "an alliance member"
    assert "trustee" in ruling.warning


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_portrait_is_attributed_as_a_quote_is(attribution: Attribution | None) -> None:
    speaker = consenting(attribution=attribution, sees_quotes_first=None)
    assert portrait(speaker, roles=ROLES, people_in_role=3) == ruled(speaker)


def test_a_portrait_is_held_back_with_the_words() -> None:
    withdrawn = consenting(attribution=Attribution.NAMED, withdrawn="2026-12-01")
    assert portrait(withdrawn, roles=ROLES, people_in_role=9) == Ruling(
        appears=False, reason=HeldBack.WITHDRAWN
    )
    assert portrait(None, roles=ROLES, people_in_role=9).reason is HeldBack.UNKNOWN_SPEAKER


def test_no_warning_names_anybody() -> None:
    for attribution in ATTRIBUTIONS:
        for blank in ({}, {"name": ""}, {"organisation": ""}, {"role": RoleId("trustee")}):
            speaker = msgspec.structs.replace(consenting(attribution=attribution), **blank)
            warning = ruled(speaker, people=1).warning
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
