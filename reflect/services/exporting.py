"""Quotes on their way out of a study: each goes through the consent gate for who is to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import msgspec

from reflect.domain import gate, tagging
from reflect.domain.codebook import Codebook
from reflect.domain.consent import ITEM_WORDS, ConsentItem
from reflect.domain.gate import Audience, HeldBack, Quotable, Rules, Ruling
from reflect.domain.going_out import OutRow
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, PointId, QuoteId, RoleId
from reflect.domain.passages import Passage
from reflect.domain.people import Participant
from reflect.domain.session import Memo, SessionRecord, Tag
from reflect.services.gone_names import GoneNames
from reflect.services.leaks import Known, Leak, Text, leaks
from reflect.writeups.quotables import quotables_in_order


class Source(Protocol):
    """What is needed of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self) -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, from the oldest."""


class KnownNames(Protocol):
    """The names of a study."""

    def known(self) -> dict[str, Known]:
        """Every one, of people who were removed too."""


class TagOut(NamedTuple):
    """A learning point of a quote that goes out."""

    point: PointId
    contradicts: bool
    by: str = ""
    """Who gave it; empty outside, where nobody's tagging is told from another's."""
    at: str = ""
    """ISO 8601 with time zone; empty outside."""


class Facts(NamedTuple):
    """A quote that goes out in ids: what its reader may know, as in its row."""

    tags: tuple[TagOut, ...]
    role: str
    """Of whoever said it; outside only where the role may stand beside their words."""
    participant: str
    """Empty outside."""


class QuotesOut(msgspec.Struct, frozen=True, kw_only=True):
    """What may go out, and what may not."""

    rows: tuple[OutRow, ...]
    facts: tuple[Facts, ...]
    """Of each row."""
    held_back: dict[HeldBack, int]
    names: tuple[Leak, ...]
    """Names that stand in the words; always empty among researchers."""


def quotes_out(
    source: Source,
    rules: Rules,
    names: KnownNames,
    *,
    audience: Audience,
    reader: ParticipantCode | None = None,
    point: str = "",
    role: str = "",
    participant: str = "",
    let_pass: Iterable[str] = (),
) -> QuotesOut:
    """Every quote that `audience` may read, session by session from the oldest, in reading order.

    `point`, `role` and `participant` narrow it down. In `names` the line of a leak is the number of its row.

    For researchers, who took their words back is not named in what others said either, nor in a memo.
    """
    people = {person.code: person for person in source.people()}
    inside = audience is Audience.INTERNAL
    gone = GoneNames(people.values() if inside else ())
    named = {p.id: f"{p.number} {p.name}" for p in gone.out_of_points(source.codebook().points)}
    rows: list[OutRow] = []
    facts: list[Facts] = []
    ids: list[QuoteId] = []
    held: Counter[HeldBack] = Counter()
    for found in _every(source, people):
        speaker = found.quotable.speaker
        if (point and point not in found.quotable.points) or (
            (role or participant)
            and (speaker is None or not _is(speaker, role=role, participant=participant))
        ):
            continue
        ruling = gate.rule(found.quotable, rules, audience, reader=reader)
        if ruling.reason is not None:
            held[ruling.reason] += 1
            continue
        rows.append(_row(found, ruling, named, inside=inside))
        facts.append(_facts(found, rules, named, inside=inside))
        ids.append(found.quotable.quote.id)
    if gone:
        rows = _unnamed(rows, gone)
    left: tuple[Leak, ...] = ()
    if not inside:
        texts = [
            Text(line=number, words=row.words, quote=quote)
            for number, (row, quote) in enumerate(zip(rows, ids, strict=True), 1)
        ]
        left = leaks(texts, names.known(), list(let_pass))
    return QuotesOut(rows=tuple(rows), facts=tuple(facts), held_back=dict(held), names=left)


def _unnamed(rows: Sequence[OutRow], gone: GoneNames) -> list[OutRow]:
    """The rows without the names and codes of who took their words back."""
    said = iter(gone.out_of(*(words for row in rows for words in (row.words, *row.memos))))
    return [
        msgspec.structs.replace(row, words=next(said), memos=tuple(next(said) for _ in row.memos))
        for row in rows
    ]


def _is(speaker: Participant, *, role: str, participant: str) -> bool:
    return (not role or speaker.role == RoleId(role)) and (not participant or speaker.code == participant)


class _Found(NamedTuple):
    """A quote, with what stands around it in its session."""

    record: SessionRecord
    quotable: Quotable
    passage: Passage | None
    tags: Sequence[Tag]
    memos: Sequence[Memo]


def _every(source: Source, people: dict[ParticipantCode, Participant]) -> Iterator[_Found]:
    for record, guide in source.records():
        tags, memos = tagging.tags_by_quote(record), tagging.memos_by_quote(record)
        for found, passage in quotables_in_order(record, guide, people):
            key = found.quote.id
            yield _Found(record, found, passage, tags.get(key, ()), memos.get(key, ()))


def _row(found: _Found, ruling: Ruling, named: dict[PointId, str], *, inside: bool) -> OutRow:
    passage = found.passage
    against = {tag.point for tag in found.tags if tag.contradicts}
    points = [point for point in named if point in found.quotable.points]
    out = OutRow(
        words=ruling.words,
        by=ruling.attribution,
        points=tuple(named[point] for point in points),
        contradicts=tuple(named[point] for point in points if point in against),
        question=passage.heading if passage is not None and passage.question else "",
    )
    return msgspec.structs.replace(out, **_inside(found, ruling)) if inside else out


def _facts(found: _Found, rules: Rules, named: dict[PointId, str], *, inside: bool) -> Facts:
    speaker = found.quotable.speaker
    if inside:
        given = sorted(found.tags, key=lambda tag: (tag.point, tag.by))
        return Facts(
            tags=tuple(TagOut(tag.point, tag.contradicts, tag.by, tag.at) for tag in given),
            role=speaker.role if speaker is not None else "",
            participant=speaker.code if speaker is not None else "",
        )
    against = {tag.point for tag in found.tags if tag.contradicts}
    told = speaker is not None and gate.role_may_stand(found.quotable, rules)
    return Facts(
        tags=tuple(TagOut(point, point in against) for point in named if point in found.quotable.points),
        role=speaker.role if speaker is not None and told else "",
        participant="",
    )


def _inside(found: _Found, ruling: Ruling) -> dict[str, object]:
    """What only researchers may know: taken together it would tell who somebody is."""
    quote, speaker, session = found.quotable.quote, found.quotable.speaker, found.record.session
    return {
        "quote": quote.id,
        "role": speaker.role if speaker is not None else "",
        "session": session.id,
        "date": session.started[:10],
        "seconds": found.passage.start if found.passage is not None else None,
        "passage": quote.passage,
        "start": quote.start,
        "end": quote.end,
        "tagged_by": tuple(sorted({tag.by for tag in found.tags if tag.by})),
        "memos": tuple(memo.text for memo in found.memos),
        "consent": _consent(speaker),
        "approval": quote.approval.value,
        "caution": ruling.warning,
    }


def _consent(speaker: Participant | None) -> str:
    consent = speaker.consent if speaker is not None else None
    if consent is None:
        return "none taken"
    if consent.withdrawn is not None:
        return f"withdrawn on {consent.withdrawn}"
    said = {True: "yes", False: "no", None: "not asked"}
    attribution = consent.attribution.value if consent.attribution else "not asked"
    first = ", sees quotes first" if consent.sees_quotes_first else ""
    return f"{ITEM_WORDS[ConsentItem.QUOTED].casefold()}: {said[consent.quoted]}; {attribution}{first}"
