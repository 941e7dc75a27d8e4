"""How a study was done, in figures: who took part, when, with which guides, how it was tagged and approved.

It is for readers, so it counts only who takes part and has not withdrawn, and tells of a role only with
enough people in it: what is said of one person alone would be about that person. Nothing in it is anybody's
words or name, nor a code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median

import msgspec

from reflect.domain.codebook import Codebook
from reflect.domain.codebook_log import LogEntry
from reflect.domain.gate import Quotable, Rules, people_by_role
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.passages import Passage, PassageKind, passages
from reflect.domain.people import Participant
from reflect.domain.session import Approval, NoteKind, SessionKind, SessionRecord, Tag
from reflect.domain.tagging import tags_by_quote
from reflect.writeups.method_tagging import Tagging, history, own_tags, settled, taggings
from reflect.writeups.quotables import quotables_in_order

Sessions = Sequence[tuple[SessionRecord, Guide]]
_IN_A_ROOM = (SessionKind.WORKSHOP, SessionKind.ASSESSMENT)
_MINUTE = 60
"""Seconds."""


class Said(msgspec.Struct, frozen=True):
    """One quote with where it stands."""

    found: Quotable
    passage: Passage | None
    record: SessionRecord
    tags: Sequence[Tag]
    guide: str
    """The title of the guide that the session was run with."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """People in one role, or in several that are too small to be told apart."""

    roles: tuple[str, ...]
    people: int
    sessions: int
    """Those in which somebody of them speaks."""
    when: str
    """`March 2026`, `March to May 2026`; empty when there were no sessions."""


class GuideUsed(msgspec.Struct, frozen=True):
    """A guide that sessions were run with. How often is not told: it would tell how many had a role."""

    title: str
    version: str


class PointUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A learning point, and how much was tagged with it."""

    number: int
    name: str
    description: str
    quotes: int
    contradicting: int
    voices: int
    """People whose quotes have it."""


class Lengths(msgspec.Struct, frozen=True, kw_only=True):
    """How long sessions were, in whole minutes."""

    shortest: int
    middle: int
    longest: int


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of quotes that people were asked about."""

    people: int
    quotes: int
    approved: int
    amended: int
    declined: int
    waiting: int
    when: str
    """In which months they were asked; empty with too few people to tell, or when no day was put down."""
    answered: str
    """In which months they answered, likewise."""


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    people: int
    roles: tuple[str, ...]
    """The roles that they have, in the order of the study's."""
    groups: tuple[Group, ...]
    """Empty when no role has enough people to be told apart from the others."""
    interviews: int
    transcripts: int
    workshops: int
    assessments: int
    sessions: int
    when: str
    hours: str
    """How long they were together: `5 hours 20 minutes`; empty when nobody measured."""
    lengths: Lengths | None
    """Of the sessions with one person; None when nobody measured, or when there are fewer than two."""
    words: int
    """Of what people said."""
    again: int
    """People with more than one session."""
    recorded: int
    """People who agreed to be recorded."""
    with_notes: int
    """Sessions in which field notes were taken."""
    guides: tuple[GuideUsed, ...]
    quotes: int
    voices: int
    """People with at least one quote."""
    tags: int
    coders: int
    """Researchers who tagged."""
    both: int
    """Quotes that more than one of them tagged."""
    taggings: tuple[Tagging, ...]
    """Of each of these researchers, who are not named; whoever tagged most first."""
    settled: int
    """Places where they had tagged differently, and agreed afterwards."""
    memos: int
    points: tuple[PointUsed, ...]
    history: tuple[str, ...]
    """What was done to the codebook, in words: `2 learning points added (3 and 9 April 2026)`."""
    changed: str
    """The day of the last of it, ISO 8601; empty when nothing was done."""
    first: bool
    """Whether people were promised to see their quotes first."""
    asked: Asked


def said_in(sessions: Sessions, people: Mapping[ParticipantCode, Participant]) -> list[Said]:
    """Every quote of the sessions in its order, found once for all who need them."""
    said: list[Said] = []
    for record, guide in sessions:
        tags = tags_by_quote(record)
        said += [
            Said(found, passage, record, tags.get(found.quote.id, ()), guide.title)
            for found, passage in quotables_in_order(record, guide, people)
        ]
    return said


def method_of(
    sessions: Sessions,
    said: Iterable[Said],
    people: Mapping[ParticipantCode, Participant],
    codebook: Codebook,
    log: Iterable[LogEntry],
    rules: Rules,
) -> Method:
    """The figures of a study."""
    here = {code: person for code, person in people.items() if _takes_part(person)}
    kept: list[tuple[SessionRecord, frozenset[ParticipantCode], int]] = []
    guides: dict[GuideUsed, None] = {}
    for record, guide in sessions:
        parts = passages(record, guide)
        who = frozenset(code for code in _speakers(record, parts) if code in here)
        group = _of_a_group(record, parts)
        if not who and not group:
            continue
        kept.append((record, who, _words(parts, who, group=group)))
        if record.session.guide:
            guides.setdefault(GuideUsed(" ".join(guide.title.split()), record.session.guide_version))
    counted = [
        each
        for each in said
        if (each.found.speaker.code in here if each.found.speaker is not None else each.found.group_agreed)
    ]
    seconds = [_seconds(record) for record, _, _ in kept]
    alone = [
        _seconds(r) for r, who, _ in kept if len(who) == 1 and r.session.kind is not SessionKind.WORKSHOP
    ]
    kinds = Counter(record.session.kind for record, _, _ in kept)
    sittings = Counter(code for _, who, _ in kept for code in who)
    names = {role.id: role.name for role in rules.roles.values()}
    present = Counter(person.role for person in here.values())
    entries = sorted(log, key=lambda entry: entry.at)
    given = [tag for each in counted for tag in own_tags(each.tags)]
    taggers = [{tag.by for tag in own_tags(each.tags) if tag.by} for each in counted]
    return Method(
        people=len(here),
        roles=tuple(names.get(role, role) for role in _in_order(present, rules)),
        groups=_groups(kept, here, rules),
        interviews=kinds[SessionKind.INTERVIEW],
        transcripts=kinds[SessionKind.TRANSCRIPT],
        workshops=kinds[SessionKind.WORKSHOP],
        assessments=kinds[SessionKind.ASSESSMENT],
        sessions=len(kept),
        when=months(record.session.started for record, _, _ in kept),
        hours=_hours(sum(seconds)),
        lengths=_lengths([each for each in alone if each]),
        words=sum(words for _, _, words in kept),
        again=sum(1 for count in sittings.values() if count > 1),
        recorded=sum(1 for p in here.values() if p.consent is not None and p.consent.recorded is True),
        with_notes=sum(
            any(note.kind is NoteKind.FIELD and note.text.strip() for note in record.notes.values())
            for record, _, _ in kept
        ),
        guides=tuple(guides),
        quotes=len(counted),
        voices=len({each.found.speaker.code for each in counted if each.found.speaker is not None}),
        tags=len(given),
        coders=len(set().union(*taggers)) if taggers else 0,
        both=sum(1 for by in taggers if len(by) > 1),
        memos=sum(len(record.memos) for record, _, _ in kept),
        points=_points(counted, codebook),
        taggings=taggings((each.record.session.id, each.tags) for each in counted),
        settled=settled((r for r, _, _ in kept), {each.found.quote.id for each in counted}),
        history=history(entries),
        changed=entries[-1].at[:10] if entries else "",
        first=any(p.consent is not None and p.consent.sees_quotes_first is True for p in here.values()),
        asked=_asked(counted, rules),
    )


def months(days: Iterable[str]) -> str:
    """When something was, told by month: `March 2026`, `March to May 2026`, `May 2025 to March 2026`."""
    known = sorted(day[:7] for day in days if day[:7])
    if not known:
        return ""
    first, last = (date.fromisoformat(f"{month}-01") for month in (known[0], known[-1]))
    if first == last:
        return f"{first:%B %Y}"
    return f"{first:%B}{f' {first:%Y}' if first.year != last.year else ''} to {last:%B %Y}"


def _takes_part(person: Participant) -> bool:
    return bool(people_by_role([person]))


def _of_a_group(record: SessionRecord, parts: Iterable[Passage]) -> bool:
    """Whether people without a code spoke in it, as in a workshop whose group answered."""
    in_a_room = record.session.participant is None and record.session.kind in _IN_A_ROOM
    return in_a_room and any(_nobody_known(part) for part in parts)


def _nobody_known(part: Passage) -> bool:
    return part.speaker is None and not part.asks and part.kind is not PassageKind.NOTE


def _speakers(record: SessionRecord, parts: Iterable[Passage]) -> set[ParticipantCode]:
    found = {part.speaker for part in parts if part.speaker is not None}
    return found | ({record.session.participant} if record.session.participant is not None else set())


def _words(parts: Iterable[Passage], who: frozenset[ParticipantCode], *, group: bool) -> int:
    return sum(
        len(part.text.split()) for part in parts if part.speaker in who or (group and _nobody_known(part))
    )


def _seconds(record: SessionRecord) -> float:
    """How long it was; of a transcript, as far as its times go."""
    turns = record.turns.values()
    return record.session.seconds or max((turn.end or turn.start or 0.0 for turn in turns), default=0.0)


def _hours(seconds: float) -> str:
    minutes = round(seconds / _MINUTE)
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    return " ".join(f"{count} {what}{'s' if count != 1 else ''}" for count, what in parts if count)


def _lengths(seconds: Sequence[float]) -> Lengths | None:
    if len(seconds) < 2:
        return None
    minutes = [max(1, round(each / _MINUTE)) for each in seconds]
    return Lengths(shortest=min(minutes), middle=round(median(minutes)), longest=max(minutes))


def _in_order(present: Mapping[RoleId, int], rules: Rules) -> list[RoleId]:
    known = [role for role in rules.roles if present.get(role)]
    return [*known, *sorted(role for role in present if role not in rules.roles)]


def _groups(
    kept: Iterable[tuple[SessionRecord, frozenset[ParticipantCode], int]],
    here: Mapping[ParticipantCode, Participant],
    rules: Rules,
) -> tuple[Group, ...]:
    """The roles with enough people; the others as one group, which must have enough as well.

    Otherwise who knows how many people there were could take the told ones away, and be left with one.
    """
    counts = Counter(person.role for person in here.values())
    order = _in_order(counts, rules)
    large = [role for role in order if counts[role] >= rules.smallest_group]
    small = [role for role in order if counts[role] < rules.smallest_group]
    while small and large and sum(counts[role] for role in small) < rules.smallest_group:
        least = min(large, key=lambda role: (counts[role], order.index(role)))
        large.remove(least)
        small.append(least)
    if not large:
        return ()
    small.sort(key=order.index)
    return tuple(
        _group(roles, list(kept), here, rules) for roles in ([[role] for role in large] + [small]) if roles
    )


def _group(
    roles: Sequence[RoleId],
    kept: Iterable[tuple[SessionRecord, frozenset[ParticipantCode], int]],
    here: Mapping[ParticipantCode, Participant],
    rules: Rules,
) -> Group:
    theirs = {code for code, person in here.items() if person.role in roles}
    sessions = [record for record, who, _ in kept if not theirs.isdisjoint(who)]
    return Group(
        roles=tuple(rules.roles[role].name if role in rules.roles else role for role in roles),
        people=len(theirs),
        sessions=len(sessions),
        when=months(record.session.started for record in sessions),
    )


def _points(counted: Sequence[Said], codebook: Codebook) -> tuple[PointUsed, ...]:
    quotes: Counter[PointId] = Counter()
    against: Counter[PointId] = Counter()
    voices: dict[PointId, set[ParticipantCode]] = {}
    for each in counted:
        for point in each.found.points:
            quotes[point] += 1
            against[point] += any(tag.contradicts for tag in each.tags if tag.point == point)
            if each.found.speaker is not None:
                voices.setdefault(point, set()).add(each.found.speaker.code)
    return tuple(
        PointUsed(
            number=point.number,
            name=" ".join(point.name.split()),
            description=" ".join(point.description.split()),
            quotes=quotes[point.id],
            contradicting=against[point.id],
            voices=len(voices.get(point.id, ())),
        )
        for point in codebook.points
        if point.offered or quotes[point.id]
    )


def _asked(counted: Sequence[Said], rules: Rules) -> Asked:
    asked = [each for each in counted if each.found.quote.approval is not Approval.NOT_ASKED]
    by = Counter(each.found.quote.approval for each in asked)
    people = {each.found.speaker.code for each in asked if each.found.speaker is not None}
    told = [each.found.quote for each in asked] if len(people) >= rules.smallest_group else []
    return Asked(
        people=len(people),
        quotes=len(asked),
        approved=by[Approval.APPROVED],
        amended=by[Approval.AMENDED],
        declined=by[Approval.DECLINED],
        waiting=by[Approval.ASKED],
        when=months(quote.asked_on or "" for quote in told),
        answered=months(quote.answered_on or "" for quote in told),
    )
