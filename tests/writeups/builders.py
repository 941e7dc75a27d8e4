"""People, quotes and sessions to write tests with."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from reflect.domain.consent import Attribution, Consent
from reflect.domain.gate import Audience, Quotable, Rules
from reflect.domain.ids import ParticipantCode, PassageId, QuoteId, RoleId
from reflect.domain.passages import PassageKind
from reflect.domain.people import DEFAULT_ROLES, Participant
from reflect.domain.session import Quote
from reflect.writeups.render import Rendered, render

ROLES = {role.id: role for role in DEFAULT_ROLES}
PLENTY = dict.fromkeys(ROLES, 9)
"""People in each role, so that no role names anybody."""

AGREED = Consent(take_part=True, quoted=True, attribution=Attribution.ROLE_ONLY, date="2026-11-23")


def person(code: str = "P03", **consent: object) -> Participant:
    """Helen Strand, a public agency officer, who agreed to everything but her name."""
    return Participant(
        code=ParticipantCode(code),
        role=RoleId("public-agency"),
        name="Helen Strand",
        post="housing options manager",
        organisation="Calder Quay City Council",
        consents=(msgspec.structs.replace(AGREED, **consent),),
    )


def quotable(
    quote_id: str,
    words: str = "One person for the whole district. One.",
    *,
    speaker: Participant | None = None,
    kind: PassageKind = PassageKind.ANSWER,
    **quote: object,
) -> Quotable:
    """A quote that may appear, said by `speaker` (Helen unless given)."""
    made = Quote(
        id=QuoteId(quote_id), passage=PassageId("answer:a"), start=0, end=9, words=words, at="2026-11-23"
    )
    return Quotable(
        quote=msgspec.structs.replace(made, **quote), passage_kind=kind, speaker=speaker or person()
    )


def rendered(
    source: str,
    *quotes: Quotable,
    subject: Participant | None = None,
    people: Iterable[Participant] = (),
    people_in_role: dict[RoleId, int] = PLENTY,
    audience: Audience = Audience.PUBLIC,
    marks: bool = False,
) -> Rendered:
    """The source rendered with these quotes."""
    rules = Rules(roles=ROLES, people_in_role=people_in_role)
    return render(
        source,
        by_id(quotes),
        rules=rules,
        subject=subject,
        people={person.code: person for person in people},
        audience=audience,
        marks=marks,
    )


def by_id(quotes: Iterable[Quotable]) -> dict[QuoteId, Quotable]:
    """The quotes by their ids."""
    return {quotable.quote.id: quotable for quotable in quotes}
