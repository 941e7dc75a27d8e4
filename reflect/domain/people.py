"""Participants and the roles in which people stand in an alliance."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from reflect.domain.consent import Consent
from reflect.domain.ids import ParticipantCode, RoleId
from reflect.errors import NotFound, nearest


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A way to stand in the alliance; a study can add its own."""

    id: RoleId
    name: str
    """As in a list: `Public agency`."""
    described: str
    """As in running text, with its article: `a public agency officer`."""


DEFAULT_ROLES: tuple[Role, ...] = (
    Role(id=RoleId("provider"), name="Provider", described="a provider"),
    Role(id=RoleId("public-agency"), name="Public agency", described="a public agency officer"),
    Role(id=RoleId("commissioner"), name="Commissioner", described="a commissioner"),
    Role(
        id=RoleId("lived-experience"),
        name="Lived experience",
        described="someone with lived experience",
    ),
    Role(id=RoleId("other"), name="Other", described="an alliance member"),
)


def roles_in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Roles as lists show them: the usual ones in their order, the study's own after them."""
    usual = [role.id for role in DEFAULT_ROLES]
    return tuple(
        sorted(roles, key=lambda r: (usual.index(r.id) if r.id in usual else len(usual), r.name, r.id))
    )


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the study. Everywhere but in `people.json` they are known by their code."""

    code: ParticipantCode
    role: RoleId
    name: str = ""
    organisation: str = ""
    post: str = ""
    consents: tuple[Consent, ...] = ()
    """Every consent ever given, oldest first; the last one holds."""
    notes: str = ""
    added: str = ""
    """When the record was made: ISO 8601 with time zone."""

    @property
    def consent(self) -> Consent | None:
        """The consent that holds now, or None when none was ever taken."""
        return self.consents[-1] if self.consents else None


class SharedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What a team shares of a participant when names stay on each laptop."""

    code: ParticipantCode
    role: RoleId
    consents: tuple[Consent, ...] = ()
    added: str = ""


def participant_called(code: str, people: Iterable[Participant]) -> Participant:
    """The person of that code, in whatever case; raises NotFound with the nearest right code."""
    everyone = {person.code: person for person in people}
    found = everyone.get(ParticipantCode(code)) or everyone.get(ParticipantCode(code.upper()))
    if found is None:
        hint = nearest(code, everyone) or "There is nobody in this study yet."
        raise NotFound(f"There is no participant “{code}” in this study", remedy=hint)
    return found


def role_called(wanted: str, roles: Iterable[Role]) -> RoleId:
    """The role of that id or name, in whatever case; raises NotFound with the nearest right id."""
    known = list(roles)
    name = wanted.casefold()
    found = next((role.id for role in known if name in (role.id.casefold(), role.name.casefold())), None)
    if found is None:
        raise NotFound(f"There is no role “{wanted}”", remedy=nearest(wanted, [role.id for role in known]))
    return found


class LetPass(msgspec.Struct, frozen=True, kw_only=True):
    """Words that look like a name and may stand in one write-up all the same."""

    id: str
    """The write-up's name, a slash, and the words in small letters."""
    writeup: str
    words: str
    by: str
    """The researcher who decided it."""
    at: str
    """ISO 8601 with time zone."""


def let_pass_id(writeup: str, words: str) -> str:
    """What a decision is known by: the same words of the same write-up are decided on once."""
    return f"{writeup}/{' '.join(words.split()).casefold()}"


_CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,11}")


def valid_code(code: str) -> bool:
    """Whether `code` can stand in file names: a letter, then letters, digits and hyphens, 12 at most."""
    return _CODE.fullmatch(code) is not None


def next_code(codes: Iterable[str]) -> ParticipantCode:
    """The next free code of the form `P01`."""
    numbers = [int(code[1:]) for code in codes if re.fullmatch(r"P\d+", code)]
    return ParticipantCode(f"P{max(numbers, default=0) + 1:02d}")
