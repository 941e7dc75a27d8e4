"""What the participant form holds, checked and turned into records: no Textual here."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date

import msgspec

from reflect.domain.consent import Attribution, Consent, ConsentItem, Extent, Given, KeptOut
from reflect.domain.ids import ParticipantCode, PointId, QuestionId, RoleId
from reflect.domain.people import Participant, valid_code

YES, NO, NOT_ASKED = "yes", "no", "not asked"
NOT_NOTED = "not noted"
_BRACKETS = re.compile(r"^(.*?)\s*\[([^\[\]]*)\]\s*$")

_FIELDS: dict[ConsentItem, str] = {
    item: item.value.replace("-", "_") for item in ConsentItem if item is not ConsentItem.ATTRIBUTION
}


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it stands: every line as typed, every choice as its id."""

    code: str
    role: str
    name: str = ""
    organisation: str = ""
    post: str = ""
    notes: str = ""
    answers: dict[ConsentItem, str]
    """Each item's `yes`, `no` or `not asked`; for the attribution, its value or `not asked`."""
    date: str = ""
    wording: str = ""
    taken_by: str = ""
    given: str = NOT_NOTED
    explained: str = ""
    kept_out: str = ""
    """A line for each: what, and in brackets the questions and learning points it is about."""
    withdrawn: str = ""

    @property
    def asked(self) -> bool:
        """Whether there is anything in the consent part beside its date, how it was taken and by whom."""
        return bool(self.withdrawn or self.kept_out.strip()) or any(
            answer != NOT_ASKED for answer in self.answers.values()
        )


_ANSWER = "answer "


def typed_fields(entries: Entries, first: Entries) -> dict[str, str]:
    """What was filled in since the form was as in `first`, by field: to be put down meanwhile.

    Only that: what somebody else changes in the other fields must not be undone by going on with the form.
    """
    before, now = _fields(first), _fields(entries)
    return {name: words for name, words in now.items() if words != before[name]}


def _fields(entries: Entries) -> dict[str, str]:
    found = {name: getattr(entries, name) for name in Entries.__struct_fields__ if name != "answers"}
    return found | {f"{_ANSWER}{item.value}": answer for item, answer in entries.answers.items()}


def gone_on_with(fields: Mapping[str, str], otherwise: Entries) -> Entries:
    """The form as it was put down; what was not filled in stands as it does `otherwise`."""
    words = {name: fields[name] for name in Entries.__struct_fields__ if name in fields}
    answers = {item: fields.get(f"{_ANSWER}{item.value}", otherwise.answers[item]) for item in ConsentItem}
    return msgspec.structs.replace(otherwise, **words, answers=answers)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What can be kept out: the study's learning points and the questions of its guides."""

    points: dict[str, PointId] = {}
    """By what one writes: the number, and the id in small letters."""
    questions: frozenset[str] = frozenset()

    def number_of(self, point: PointId) -> str:
        """What a learning point is written as: its number where it has one."""
        return next((written for written, known in self.points.items() if known == point), point)


NOTHING_KNOWN = Known()


def kept_out_lines(kept: Iterable[KeptOut], known: Known) -> str:
    """What is kept out as it is written in the form: `my brother [family, 4]`."""
    lines = []
    for one in kept:
        marks = [*one.questions, *(known.number_of(point) for point in one.points)]
        lines.append(f"{one.about} [{', '.join(marks)}]" if marks else one.about)
    return "\n".join(lines)


def kept_out_of(lines: str, known: Known) -> tuple[tuple[KeptOut, ...], str]:
    """What the lines keep out, and what is wrong with them, in words."""
    found: list[KeptOut] = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        match = _BRACKETS.match(line)
        about, marks = (match[1], match[2].split(",")) if match else (line, [])
        questions: list[QuestionId] = []
        points: list[PointId] = []
        for mark in (mark.strip() for mark in marks):
            if not mark:
                continue
            point = known.points.get(mark.casefold())
            if point is not None:
                points.append(point)
            elif mark in known.questions:
                questions.append(QuestionId(mark))
            else:
                return (), f"“{mark}” is no learning point's number and no question of a guide here."
        if not about.strip():
            return (), "Write in words what is kept out, before the brackets."
        found.append(KeptOut(about=about.strip(), questions=tuple(questions), points=tuple(points)))
    return tuple(found), ""


def entries_of(
    participant: Participant, *, today: str, researcher: str, known: Known = NOTHING_KNOWN
) -> Entries:
    """The form of a participant; a consent that was never taken is dated today, by this researcher."""
    consent = participant.consent
    answers = dict.fromkeys(ConsentItem, NOT_ASKED)
    if consent is not None:
        for item, field in _FIELDS.items():
            answers[item] = {True: YES, False: NO, None: NOT_ASKED}[getattr(consent, field)]
        if consent.attribution is not None:
            answers[ConsentItem.ATTRIBUTION] = consent.attribution.value
    return Entries(
        code=participant.code,
        role=participant.role,
        name=participant.name,
        organisation=participant.organisation,
        post=participant.post,
        notes=participant.notes,
        answers=answers,
        date=consent.date if consent else today,
        wording=consent.wording if consent else "",
        taken_by=consent.taken_by if consent else researcher,
        given=consent.given.value if consent and consent.given else NOT_NOTED,
        explained=consent.explained if consent else "",
        kept_out=kept_out_lines(consent.kept_out, known) if consent else "",
        withdrawn=(consent.withdrawn or "") if consent else "",
    )


def problems(
    entries: Entries,
    before: Participant,
    *,
    taken: Container[str],
    roles: Container[str],
    today: str,
    known: Known = NOTHING_KNOWN,
) -> dict[str, str]:
    """Everything that is wrong, by field, in words; empty when it can be kept.

    `taken` are the codes of other participants, upper case.
    """
    found: dict[str, str] = {}
    if not valid_code(entries.code):
        found["code"] = "A code starts with a letter, then letters, digits or hyphens; 12 at most. Like P03."
    elif entries.code.upper() in taken:
        found["code"] = f"There is a participant {entries.code} already."
    elif entries.name and entries.code.casefold() in re.split(r"\W+", entries.name.casefold()):
        found["code"] = "A code goes into file names, so it must not be the name."
    if entries.role not in roles:
        found["role"] = "Choose how they stand in the alliance."
    if entries.asked or before.consents:
        if wrong := _date_problem(entries.date, today):
            found["date"] = wrong
        if wrong := kept_out_of(entries.kept_out, known)[1]:
            found["kept_out"] = wrong
        if entries.withdrawn and (wrong := _date_problem(entries.withdrawn, today)):
            found["withdrawn"] = wrong
        elif entries.withdrawn and "date" not in found and entries.withdrawn < entries.date:
            found["withdrawn"] = "This is before the consent was given."
    return found


def record(entries: Entries, before: Participant, known: Known = NOTHING_KNOWN) -> Participant:
    """`before` with what the form says; a new consent only where something in the consent changed."""
    now = _consent(entries, before.consent, known) if entries.asked or before.consents else None
    consents = before.consents
    if now is not None and now != before.consent:
        consents = (*consents, now)
    return msgspec.structs.replace(
        before,
        code=ParticipantCode(entries.code),
        role=RoleId(entries.role),
        name=entries.name,
        organisation=entries.organisation,
        post=entries.post,
        notes=entries.notes,
        consents=consents,
    )


def _consent(entries: Entries, before: Consent | None, known: Known) -> Consent:
    extent = before.extent if before is not None and before.withdrawn else None

    def said(item: ConsentItem) -> bool | None:
        return {YES: True, NO: False}.get(entries.answers[item])

    attribution = entries.answers[ConsentItem.ATTRIBUTION]
    return Consent(
        take_part=said(ConsentItem.TAKE_PART),
        recorded=said(ConsentItem.RECORDED),
        attribution=None if attribution == NOT_ASKED else Attribution(attribution),
        quoted=said(ConsentItem.QUOTED),
        sees_quotes_first=said(ConsentItem.SEES_QUOTES_FIRST),
        shared=said(ConsentItem.SHARED),
        contacted=said(ConsentItem.CONTACTED),
        date=entries.date,
        wording=entries.wording,
        taken_by=entries.taken_by,
        given=None if entries.given == NOT_NOTED else Given(entries.given),
        explained=entries.explained,
        kept_out=kept_out_of(entries.kept_out, known)[0],
        withdrawn=entries.withdrawn or None,
        extent=(extent or Extent.NOT_QUOTED) if entries.withdrawn else None,
    )


def _date_problem(text: str, today: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
        return f"Write the day as year-month-day, like {today}."
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"There is no such day; write it as year-month-day, like {today}."
    return "This day is still to come." if text > today else ""


def summary(consent: Consent | None) -> str:
    """What a participant agreed to in a few words: `role only · may be quoted · sees quotes first`."""
    if consent is None:
        return "no consent yet"
    if consent.withdrawn:
        return f"withdrawn {consent.withdrawn}"
    if consent.take_part is False:
        return "does not take part"
    parts = [] if consent.take_part else ["taking part not asked"]
    if consent.attribution is not None:
        parts.append(consent.attribution.value)
    parts.append({True: "may be quoted", False: "not quoted", None: "quoting not asked"}[consent.quoted])
    if consent.sees_quotes_first:
        parts.append("sees quotes first")
    if consent.kept_out:
        parts.append("some things kept out")
    if consent.recorded is False:
        parts.append("not recorded")
    return " · ".join(parts)
