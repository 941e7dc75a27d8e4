"""The cases of a REFI-QDA project as participants, and their variables as roles and the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from reflect.domain.ids import ParticipantCode, RoleId, slug, unused
from reflect.domain.people import Participant, Role, next_code
from reflect.errors import InvalidInput
from reflect.exchange.refi_records import ORIGIN, Case, Project, Value
from reflect.services.import_speakers import INTERVIEWER, NOBODY
from reflect.services.refi_parts import VARIABLES_OF_TEXTS

OTHER = RoleId("other")
NEW = "new"
"""Who a case is decided to be that is nobody of the study yet."""
_ROLES = {"role", "rolle", "rôle", "rol", "ruolo", "stakeholder group"}
_FIELDS = {"organisation": "organisation", "organization": "organisation", "name": "name", "post": "post"}
_NOT_TAKEN = {"may be quoted", "attribution", "consent on"}
"""Variables of our own files: consent is never taken from a file."""
_CODE = re.compile(r"([A-Za-z]\d{1,5})(?:\s+(.*))?")
"""A code, or a code and a name, as our own files have it and programs keep it."""


class PeoplePlanned(msgspec.Struct, frozen=True, kw_only=True):
    """Who the cases are."""

    who: Mapping[str, str]
    """Each case's participant, `interviewer` or nobody, by its GUID."""
    labels: Mapping[str, str]
    """The same by the case's name, for labels in texts and for next time."""
    new: tuple[Participant, ...] = ()
    roles: tuple[Role, ...] = ()
    """Roles that the study does not have yet."""
    without_role: tuple[str, ...] = ()
    """New participants of whom nothing says in which role they are, by code."""


def people_planned(
    project: Project,
    *,
    people: Sequence[Participant],
    roles: Sequence[Role],
    taken: Sequence[str],
    told: Mapping[str, str],
    remembered: Mapping[str, str],
    newcomer: RoleId | None,
    role_variable: str,
    added: str,
    decided: Mapping[str, str] = {},
    in_role: Mapping[str, RoleId] = {},
) -> PeoplePlanned:
    """What the cases become.

    Who a case is, is what was `told`, what is `remembered`, the participant with its name or code, or
    somebody new. Their role is the value of the variable that is called so; `newcomer` where none is. `taken`
    are codes that nobody may get. Of some it is `decided`, by the case's GUID, who they are, or that they are
    somebody new (`NEW`); of some `in_role`, in which role.

    Raises:
        InvalidInput: no variable is called as `role_variable` says.

    """
    variables = {variable.guid: variable.name for variable in project.variables}
    wanted = {role_variable.casefold()} if role_variable else _ROLES
    if role_variable and not wanted & {name.casefold() for name in variables.values()}:
        there = ", ".join(sorted(variables.values())) or "none"
        raise InvalidInput(f"No variable is called “{role_variable}”", remedy=f"There are: {there}.")
    known = _Known(people, taken)
    every_role = list(roles)
    who: dict[str, str] = {}
    new: dict[ParticipantCode, Participant] = {}
    bare: list[str] = []
    said = {name.casefold(): is_who for name, is_who in {**remembered, **told}.items()}
    for case in project.cases:
        told_who = said.get(case.name.casefold()) if case.name else None
        found = told_who if told_who is not None else known.called(case.name)
        chosen = decided.get(case.guid)
        if chosen is not None:
            found = chosen if chosen != NEW else None
        if found is not None:
            who[case.guid] = found
            continue
        values = {variables.get(value.variable, ""): value.text for value in _values(project, case)}
        role = in_role.get(case.guid) or _role(values, wanted, every_role)
        person = _person(case, values, wanted, known.free(case.name), role or newcomer or OTHER, added)
        if role is None and newcomer is None:
            bare.append(person.code)
        known.add(person)
        new[person.code] = person
        who[case.guid] = person.code
    return PeoplePlanned(
        who=who,
        labels={case.name: who[case.guid] for case in project.cases if case.name},
        new=tuple(new.values()),
        roles=tuple(role for role in every_role if role not in roles),
        without_role=tuple(bare),
    )


def _values(project: Project, case: Case) -> Iterator[Value]:
    """What is known of a case: its own variables, and those of the texts that are its alone."""
    shared = {guid for other in project.cases if other is not case for guid in other.sources}
    for source in project.sources:
        if source.guid in case.sources and source.guid not in shared:
            yield from (value for value in source.values if value.variable not in _of_texts(project))
    yield from case.values


def _of_texts(project: Project) -> set[str]:
    """The variables that we ourselves write of texts."""
    ours = project.origin.startswith(ORIGIN)
    return {v.guid for v in project.variables if ours and f"{v.name}: " in VARIABLES_OF_TEXTS}


class _Known:
    """The people of the study, and those who come."""

    def __init__(self, people: Sequence[Participant], taken: Sequence[str]) -> None:
        self._codes = {person.code.casefold(): str(person.code) for person in people}
        self._names = {_flat(person.name): str(person.code) for person in people if person.name.strip()}
        self._taken = [*(person.code for person in people), *taken]

    def called(self, name: str) -> str | None:
        """Who has this name, or code."""
        code = self._code_in(name)
        return self._codes.get(code.casefold()) if code else self._names.get(_flat(name))

    def free(self, name: str) -> ParticipantCode:
        """The code of somebody new: the one in the case's name, if nobody has it."""
        code = self._code_in(name).upper()
        return ParticipantCode(code) if code and code not in self._taken else next_code(self._taken)

    def add(self, person: Participant) -> None:
        """Somebody who comes."""
        self._codes[person.code.casefold()] = person.code
        self._taken.append(person.code)
        if person.name:
            self._names[_flat(person.name)] = person.code

    def _code_in(self, name: str) -> str:
        found = _CODE.fullmatch(name.strip())
        return found[1] if found is not None else ""


def _person(
    case: Case,
    values: Mapping[str, str],
    roles: set[str],
    code: ParticipantCode,
    role: RoleId,
    added: str,
) -> Participant:
    fields = {_FIELDS[name.casefold()]: text for name, text in values.items() if name.casefold() in _FIELDS}
    rest = [
        f"{name}: {text}"
        for name, text in values.items()
        if name.casefold() not in roles | _NOT_TAKEN and name.casefold() not in _FIELDS
    ]
    coded = _CODE.fullmatch(case.name.strip())
    name = (coded[2] or "") if coded is not None and coded[1].upper() == code else case.name
    return Participant(
        code=code,
        role=role,
        name=fields.get("name", name),
        organisation=fields.get("organisation", ""),
        post=fields.get("post", ""),
        notes="\n".join([*([case.description] if case.description else []), *rest]),
        added=added,
    )


def _role(values: Mapping[str, str], wanted: set[str], roles: list[Role]) -> RoleId | None:
    """The role that a case's variable says; one that nobody has yet is added to `roles`."""
    said = next((text for name, text in values.items() if name.casefold() in wanted), "")
    flat = " ".join(said.split())
    if not flat:
        return None
    for role in roles:
        if flat.casefold() in (role.id.casefold(), role.name.casefold()):
            return role.id
    made = RoleId(unused(slug(flat) or "role", {role.id for role in roles}))
    roles.append(Role(id=made, name=flat, described=f"{_article(flat)} {flat[:1].lower()}{flat[1:]}"))
    return made


def _article(words: str) -> str:
    return "an" if words[:1].casefold() in "aeiou" else "a"


def _flat(name: str) -> str:
    return " ".join(name.split()).casefold()


def of_source(
    project: Project, who: Mapping[str, str], is_person: Callable[[str], bool]
) -> Iterator[tuple[str, list[str]]]:
    """Whose each source is, by its GUID: the participants whose case refers to all of it."""
    for source in project.sources:
        whose = [who[case.guid] for case in project.cases if source.guid in case.sources and case.guid in who]
        yield source.guid, [each for each in dict.fromkeys(whose) if is_person(each)]


def nobody_in_particular(who: str) -> bool:
    """Whether this is no participant."""
    return who in (NOBODY, INTERVIEWER)
