"""The consent gate: whether a quote may leave the study, and whose words it is said to be.

Every write-up and every export asks `rule`, and nothing else decides. Where it is in doubt it says less:
a quote that nobody agreed to stays inside, and a name that could be guessed is not given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from reflect.domain.consent import Attribution, Consent
from reflect.domain.ids import RoleId
from reflect.domain.passages import PassageKind
from reflect.domain.people import Participant, Role
from reflect.domain.session import Approval, Quote, SessionKind

UNATTRIBUTED = "an alliance member"
"""What someone is called who is not to be recognised."""

SMALLEST_GROUP = 3
"""With fewer people than this in a role, the role by itself would name the person."""


class HeldBack(StrEnum):
    """Why a quote stays inside."""

    FIELD_NOTE = "the researcher's own words"
    UNKNOWN_SPEAKER = "nobody knows whose words these are"
    NO_CONSENT = "no consent taken"
    WITHDRAWN = "withdrawn"
    NOT_TAKING_PART = "no consent to take part"
    NOT_TO_BE_QUOTED = "no consent to be quoted"
    DECLINED = "declined by the participant"
    NOT_APPROVED = "not yet approved"

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
}


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate says of one quote, or of one person's portrait line."""

    appears: bool
    attribution: str = ""
    """Plain text, not Markdown. Always empty when held back, always filled when it appears."""
    reason: HeldBack | None = None
    """Why it is held back; None when it appears."""
    warning: str = ""
    """What the researcher should know all the same. Names nobody, but is not for publication."""


def rule(
    quote: Quote,
    passage_kind: PassageKind,
    speaker: Participant | None,
    *,
    roles: Mapping[RoleId, Role],
    people_in_role: int,
    smallest_group: int = SMALLEST_GROUP,
    session_kind: SessionKind = SessionKind.INTERVIEW,
) -> Ruling:
    """Whether `quote` may appear in anything that leaves the study, and how its speaker is named there.

    `speaker` is whoever said the words, None when nobody knows; `people_in_role` is how many people of
    the study stand in the speaker's role (see `people_by_role`). Words from a workshop are never
    attributed, whatever the speaker agreed to for an interview.
    """
    if passage_kind is PassageKind.NOTE:
        return _held_back(HeldBack.FIELD_NOTE)
    consent, reason = _agreed(speaker)
    if speaker is None or consent is None or reason is not None:
        return _held_back(reason)
    if quote.approval is Approval.DECLINED:
        return _held_back(HeldBack.DECLINED)
    if consent.sees_quotes_first and quote.approval is not Approval.APPROVED:
        return _held_back(HeldBack.NOT_APPROVED)
    if session_kind is SessionKind.WORKSHOP:
        attribution, warnings = UNATTRIBUTED, list[str]()
    else:
        attribution, warnings = _attribute(speaker, consent, roles, people_in_role, smallest_group)
    if quote.source_changed:
        warnings.append("the passage was edited after this was marked; these are the words as marked")
    return Ruling(appears=True, attribution=attribution, warning="; ".join(warnings))


def portrait(
    person: Participant | None,
    *,
    roles: Mapping[RoleId, Role],
    people_in_role: int,
    smallest_group: int = SMALLEST_GROUP,
) -> Ruling:
    """How a write-up about one person may introduce them, by the rules that attribute their quotes.

    Held back when nothing of theirs may be quoted. That they see their quotes first does not hold it
    back: it is about their words, and how they are called they have already chosen.
    """
    consent, reason = _agreed(person)
    if person is None or consent is None or reason is not None:
        return _held_back(reason)
    attribution, warnings = _attribute(person, consent, roles, people_in_role, smallest_group)
    return Ruling(appears=True, attribution=attribution, warning="; ".join(warnings))


def people_by_role(people: Iterable[Participant]) -> dict[RoleId, int]:
    """How many people stand in each role: only those who take part and have not withdrawn."""
    counts: Counter[RoleId] = Counter()
    for person in people:
        consent = person.consent
        if consent is not None and consent.take_part is True and consent.withdrawn is None:
            counts[person.role] += 1
    return dict(counts)


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


def _attribute(
    speaker: Participant,
    consent: Consent,
    roles: Mapping[RoleId, Role],
    people_in_role: int,
    smallest_group: int,
) -> tuple[str, list[str]]:
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
    role = roles.get(speaker.role)
    described = _flat(role.described) if role else ""
    if not described:
        warnings.append(f"the study does not say how to describe the role {speaker.role!r}")
        described = UNATTRIBUTED
    if level is Attribution.ROLE_AND_ORGANISATION:
        if organisation:
            return f"{described}, {organisation}", warnings
        warnings.append(f"no organisation is written down for {speaker.code}")
    if people_in_role < smallest_group and described != UNATTRIBUTED:
        warnings.append(
            f"fewer than {smallest_group} people of the study have this role, so that “{described}” could "
            f"point to one of them; attributed to “{UNATTRIBUTED}”",
        )
        described = UNATTRIBUTED
    return described, warnings


def _flat(text: str) -> str:
    return " ".join(text.split())
