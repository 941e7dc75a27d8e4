"""The consent gate: whether a quote may go somewhere, in which words, and whose they are said to be.

Every way out asks `rule`, and nothing else decides. Where it is in doubt it says less: a quote that nobody
agreed to stays inside, and a name that could be guessed is not given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from reflect.domain.consent import Attribution, Consent
from reflect.domain.ids import ParticipantCode, PointId, QuestionId, RoleId
from reflect.domain.passages import PassageKind
from reflect.domain.people import Participant, Role
from reflect.domain.session import Approval, Quote, SessionKind

UNATTRIBUTED = "an alliance member"
"""What someone is called who is not to be recognised."""
FIELD_NOTE = "field note"
UNKNOWN = "unknown speaker"

EDITED = "the passage was edited after this was marked, and these are the words as marked"
"""What is to be known of a quote whose words are no longer where they stood."""
SMALLEST_GROUP = 3
"""With fewer people than this in a role, the role by itself would name the person."""


class Audience(StrEnum):
    """Who is to read it."""

    INTERNAL = "internal"
    """The researchers: people are their codes, and words that may not be quoted are there to think
    with. Words of who withdrew, or does not take part, are not."""
    PARTICIPANT = "participant"
    """One participant, who is shown their own words before they say what may become of them; other people's
    as the public would see them."""
    PUBLIC = "public"
    """Anybody."""


class Silence(StrEnum):
    """What it means when somebody who was asked about a quote has not answered in time."""

    NO = "no"
    YES = "yes"


class Quotable(msgspec.Struct, frozen=True, kw_only=True):
    """A quote with all that decides whether and how it may be quoted."""

    quote: Quote
    passage_kind: PassageKind
    speaker: Participant | None
    """Whose words they are; None when nobody knows."""
    sitting: Participant | None = None
    """Whose session they are from; None when it is a group's, or nobody's."""
    session_kind: SessionKind = SessionKind.INTERVIEW
    question: QuestionId | None = None
    """The question that it answers, where it does."""
    points: frozenset[PointId] = frozenset()
    """The learning points that anybody gave it."""
    group_agreed: bool = False
    """Whether the group it was said in agreed that words of those without a code may be quoted."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate goes by in one study on one day."""

    roles: Mapping[RoleId, Role]
    people_in_role: Mapping[RoleId, int]
    """How many people stand in each role; see `people_by_role`."""
    smallest_group: int = SMALLEST_GROUP
    silence: Silence = Silence.NO
    answer_within: int = 0
    """Days after which silence counts; 0: it never does."""
    today: str = ""
    """ISO 8601: `2026-11-23`."""

    def silent_too_long(self, quote: Quote) -> bool:
        """Whether somebody was asked about it, has not answered, and the time to do so is over."""
        if quote.approval is not Approval.ASKED or not (quote.asked_on and self.answer_within and self.today):
            return False
        last = date.fromisoformat(quote.asked_on) + timedelta(days=self.answer_within)
        return date.fromisoformat(self.today) > last


class HeldBack(StrEnum):
    """Why a quote stays inside."""

    FIELD_NOTE = "the researcher's own words"
    UNKNOWN_SPEAKER = "nobody knows whose words these are"
    NO_CONSENT = "no consent taken"
    WITHDRAWN = "withdrawn"
    NOT_TAKING_PART = "no consent to take part"
    NOT_TO_BE_QUOTED = "no consent to be quoted"
    DECLINED = "declined by the participant"
    KEPT_OUT = "on something the participant does not want to be quoted on"
    NOT_APPROVED = "not yet approved"
    NOT_ANSWERED = "no answer by the day that was set"

    @property
    def counted(self) -> str:
        """The reason as it stands after a number: `1 with no consent taken`."""
        return _COUNTED.get(self, self.value)


_COUNTED = {
    HeldBack.FIELD_NOTE: "in the researcher's own words",
    HeldBack.UNKNOWN_SPEAKER: "whose speaker nobody knows",
    HeldBack.NO_CONSENT: "with no consent taken",
    HeldBack.NOT_TAKING_PART: "without consent to take part",
    HeldBack.NOT_TO_BE_QUOTED: "without consent to be quoted",
    HeldBack.NOT_ANSWERED: "without an answer by the day that was set",
}


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate says of one quote, or of one person's portrait line."""

    appears: bool
    words: str = ""
    """What a quote may read, and nothing else; always empty when it is held back."""
    attribution: str = ""
    """Plain text, not Markdown. Always empty when held back, always filled when it appears."""
    reason: HeldBack | None = None
    """Why it is held back; None when it appears."""
    warning: str = ""
    """What the researcher should know all the same. Names nobody, but is not for publication."""


def rule(
    found: Quotable,
    rules: Rules,
    audience: Audience,
    *,
    reader: ParticipantCode | None = None,
    unattributed: bool = False,
) -> Ruling:
    """Whether a quote may appear before `audience`, in which words, and how its speaker is named there.

    `reader` is which participant it is, for that audience. Words from a workshop, and what one of a group
    said, are never attributed, whatever the speaker agreed to for an interview, and neither is what is asked
    for `unattributed`.
    """
    if audience is Audience.INTERNAL:
        return _inside(found)
    if found.passage_kind is PassageKind.NOTE:
        return _held_back(HeldBack.FIELD_NOTE)
    speaker = found.speaker
    if speaker is None and found.group_agreed:
        return _of_a_group(found)
    consent, reason = _agreed(speaker)
    if speaker is None or consent is None or reason is not None:
        return _held_back(reason)
    their_own = audience is Audience.PARTICIPANT and speaker.code == reader
    reason = _kept_in(found, consent, rules, asking=their_own)
    if reason is not None:
        return _held_back(reason)
    if unattributed or never_attributed(found):
        attribution, warnings = UNATTRIBUTED, list[str]()
    else:
        attribution, warnings = _attribute(speaker, consent, rules)
    return Ruling(
        appears=True,
        words=_words(found.quote),
        attribution=attribution,
        warning="; ".join([*warnings, *_edited(found.quote)]),
    )


def never_attributed(found: Quotable) -> bool:
    """Whether nobody is ever told whose words these are."""
    return in_a_group(found.session_kind, found.passage_kind)


def in_a_group(session: SessionKind, passage: PassageKind) -> bool:
    """Whether words are from a workshop, or what one of a group said: these are never attributed."""
    return session is SessionKind.WORKSHOP or passage is PassageKind.CONTRIBUTION


def _of_a_group(found: Quotable) -> Ruling:
    """Words said in a room that agreed to them being quoted, by nobody who has a code."""
    if found.quote.approval is Approval.DECLINED:
        return _held_back(HeldBack.DECLINED)
    return Ruling(
        appears=True,
        words=_words(found.quote),
        attribution=UNATTRIBUTED,
        warning="; ".join(_edited(found.quote)),
    )


def portrait(person: Participant | None, rules: Rules) -> Ruling:
    """How a write-up about one person may introduce them, by the rules that attribute their quotes.

    Held back when nothing of theirs may be quoted. That they see their quotes first does not hold it
    back: it is about their words, and how they are called they have already chosen.
    """
    consent, reason = _agreed(person)
    if person is None or consent is None or reason is not None:
        return _held_back(reason)
    attribution, warnings = _attribute(person, consent, rules)
    return Ruling(appears=True, attribution=attribution, warning="; ".join(warnings))


def taken_back(person: Participant | None) -> HeldBack | None:
    """Why nothing that somebody said may be read even by the researchers, in a list or a file; None: it may.

    What nobody was asked about yet, and words of nobody known, are theirs to think with.
    """
    consent = person.consent if person is not None else None
    if consent is None:
        return None
    if consent.withdrawn is not None:
        return HeldBack.WITHDRAWN
    return HeldBack.NOT_TAKING_PART if consent.take_part is False else None


def role_may_stand(found: Quotable, rules: Rules) -> bool:
    """Whether the speaker's role may stand over a quote, as a heading: only where it may stand under it."""
    consent = found.speaker.consent if found.speaker is not None else None
    if found.speaker is None or consent is None or never_attributed(found):
        return False
    return _attribute(found.speaker, consent, rules)[0] != UNATTRIBUTED


def organisation_may_stand(person: Participant) -> bool:
    """Whether their organisation may stand beside them: only where it may stand beside their words."""
    consent = person.consent
    if consent is None or consent.quoted is not True or consent.take_part is not True:
        return False
    return consent.attribution in (Attribution.NAMED, Attribution.ROLE_AND_ORGANISATION)


def people_by_role(people: Iterable[Participant]) -> dict[RoleId, int]:
    """How many people stand in each role: only those who take part and have not withdrawn."""
    counts: Counter[RoleId] = Counter()
    for person in people:
        consent = person.consent
        if consent is not None and consent.take_part is True and consent.withdrawn is None:
            counts[person.role] += 1
    return dict(counts)


def _inside(found: Quotable) -> Ruling:
    """What the researchers may see among themselves: under codes, all that was said and not taken back."""
    theirs = taken_back(found.sitting)
    if theirs is not None:  # what others said in it, and notes of it, answer what is not to be read any more
        return _held_back(theirs)
    if found.passage_kind is PassageKind.NOTE:
        return Ruling(appears=True, words=found.quote.words, attribution=FIELD_NOTE)
    speaker, warnings = found.speaker, list[str]()
    taken = taken_back(speaker)
    if taken is not None:
        return _held_back(taken)
    if speaker is not None:
        consent, reason = _agreed(speaker)
        if reason is None and consent is not None and _off_limits(found, consent):
            reason = HeldBack.KEPT_OUT
        if reason is None and found.quote.approval is Approval.DECLINED:
            reason = HeldBack.DECLINED
        warnings += [f"not to be quoted: {reason}"] if reason else []
    return Ruling(
        appears=True,
        words=found.quote.words,
        attribution=speaker.code if speaker is not None else UNKNOWN,
        warning="; ".join([*warnings, *_edited(found.quote)]),
    )


def _kept_in(found: Quotable, consent: Consent, rules: Rules, *, asking: bool) -> HeldBack | None:
    """Why one quote of somebody who may be quoted stays inside; `asking`: it is shown to them to be asked."""
    approval = found.quote.approval
    if approval is Approval.DECLINED:
        return HeldBack.DECLINED
    if _off_limits(found, consent):
        return HeldBack.KEPT_OUT
    if asking or approval in (Approval.APPROVED, Approval.AMENDED):
        return None
    if rules.silent_too_long(found.quote):
        return None if rules.silence is Silence.YES else HeldBack.NOT_ANSWERED
    # Who was asked is waited for, though they never said that they wanted to be.
    waits = consent.sees_quotes_first or approval is Approval.ASKED
    return HeldBack.NOT_APPROVED if waits else None


def _off_limits(found: Quotable, consent: Consent) -> bool:
    return any(
        found.question in kept.questions or not found.points.isdisjoint(kept.points)
        for kept in consent.kept_out
    )


def _words(quote: Quote) -> str:
    amended = quote.approval is Approval.AMENDED and quote.approved_words.strip()
    return quote.approved_words if amended else quote.words


def _edited(quote: Quote) -> list[str]:
    if not quote.source_changed:
        return []
    return [EDITED]


def _held_back(reason: HeldBack | None) -> Ruling:
    return Ruling(appears=False, reason=reason)


def _agreed(speaker: Participant | None) -> tuple[Consent | None, HeldBack | None]:
    """The consent that lets this person's words out, or why none does."""
    if speaker is None:
        return None, HeldBack.UNKNOWN_SPEAKER
    consent = speaker.consent
    if consent is None:
        return None, HeldBack.NO_CONSENT
    if consent.withdrawn is not None:
        return consent, HeldBack.WITHDRAWN
    if consent.take_part is not True:
        return consent, HeldBack.NOT_TAKING_PART
    if consent.quoted is not True:
        return consent, HeldBack.NOT_TO_BE_QUOTED
    return consent, None


def _attribute(speaker: Participant, consent: Consent, rules: Rules) -> tuple[str, list[str]]:
    """What the speaker is called, and what the researcher should know about it.

    What is not written down falls to the next level, and that level's protection comes with it.
    """
    warnings: list[str] = []
    level = consent.attribution
    name, post, organisation = (_flat(part) for part in (speaker.name, speaker.post, speaker.organisation))
    if level is Attribution.NAMED:
        if name:
            return ", ".join(part for part in (name, post, organisation) if part), warnings
        warnings.append(f"{speaker.code} agreed to be named, but no name is written down")
        level = Attribution.ROLE_AND_ORGANISATION
    if level is None or level is Attribution.ANONYMOUS:
        return UNATTRIBUTED, warnings
    role = rules.roles.get(speaker.role)
    described = _flat(role.described) if role else ""
    if not described:
        warnings.append(f"the study does not say how to describe the role {speaker.role!r}")
        described = UNATTRIBUTED
    if level is Attribution.ROLE_AND_ORGANISATION:
        if organisation:
            return f"{described}, {organisation}", warnings
        warnings.append(f"no organisation is written down for {speaker.code}")
    few = rules.people_in_role.get(speaker.role, 0) < rules.smallest_group
    if few and described != UNATTRIBUTED:
        warnings.append(
            f"fewer than {rules.smallest_group} people of the study have this role, so that “{described}” "
            f"could point to one of them; attributed to “{UNATTRIBUTED}”",
        )
        described = UNATTRIBUTED
    return described, warnings


def _flat(text: str) -> str:
    return " ".join(text.split())
