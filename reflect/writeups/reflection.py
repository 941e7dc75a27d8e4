"""Drafting a reflection: one person's words in the order of the learning points, ready to be worked on.

A draft holds references and no words, so that what may be shown is decided when it is shown. What a
template is given therefore holds no words of the participant and no name either. A quote with several
points stands in full under the first of them by number, and in that point's place only: under the others
a comment says where it is. Reading the same words twice would make them seem said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.gate import in_a_group
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, PointId, QuoteId
from reflect.domain.session import Memo, MemoTarget, NoteKind, SessionRecord, Tag
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.quotables import quotes_in_order
from reflect.writeups.template import filled_by
from reflect.writeups.times import clock

TEMPLATE = "reflection.md.jinja"
"""The template's file name: ours here under `templates/`, a study's own under its `templates/`."""

_COMMENT_END = re.compile(r"--(!?)>")


class DraftQuote(msgspec.Struct, frozen=True, kw_only=True):
    """A quote as the draft needs it: no words, but how many there are."""

    id: QuoteId
    length: int
    """Of its words, in characters: the headline is chosen by it."""
    points: tuple[PointId, ...] = ()
    """Every learning point it is tagged with."""
    contradicts: tuple[PointId, ...] = ()
    """Those of `points` that it speaks against."""


class DraftMemo(msgspec.Struct, frozen=True, kw_only=True):
    """A researcher's memo, for the notes at the end."""

    about: str
    text: str


class DraftNote(msgspec.Struct, frozen=True, kw_only=True):
    """A field note, for the notes at the end."""

    time: str
    """As a recorder shows it: `12:40`."""
    text: str


class ReflectionData(msgspec.Struct, frozen=True, kw_only=True):
    """What a reflection is drafted from."""

    participant: ParticipantCode
    created: str
    """The day of the draft: ISO 8601."""
    codebook: Codebook
    quotes: tuple[DraftQuote, ...] = ()
    """The participant's own, in the order of the sessions."""
    memos: tuple[DraftMemo, ...] = ()
    notes: tuple[DraftNote, ...] = ()
    title: str = ""
    """What the list of write-ups shows; empty for `Reflection, P03`."""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """A quote that speaks of a learning point and stands under an earlier one."""

    quote: QuoteId
    contradicts: bool
    under: str
    """The name of the point it stands under, likewise ready."""


class PointDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One learning point, as a template sees it."""

    number: int
    name: str
    """Ready to stand in Markdown, in a comment too."""
    quotes: tuple[QuoteId, ...]
    contradicting: tuple[QuoteId, ...]
    elsewhere: tuple[Elsewhere, ...]


def reflection_data(
    sessions: Sequence[tuple[SessionRecord, Guide]],
    participant: ParticipantCode,
    codebook: Codebook,
    *,
    created: str,
) -> ReflectionData:
    """What a reflection on one person is drafted from: their own words in these sessions, in order.

    What they said in a workshop, or as one of a group, is not among them: under their portrait it would be
    attributed, which it never is. Memos on their quotes come with them; field notes and memos on a session
    only where the session was with this person alone, since others' sessions are about others.
    """
    quotes: list[DraftQuote] = []
    memos: list[DraftMemo] = []
    notes: list[DraftNote] = []
    for record, guide in sessions:
        own = [
            quote
            for quote, passage in quotes_in_order(record, guide)
            if passage
            and passage.speaker == participant
            and not in_a_group(record.session.kind, passage.kind)
        ]
        ids = {quote.id for quote in own}
        for quote in own:
            points, contradicts = _points(quote.id, record.tags.values())
            length = len(quote.words)
            quotes.append(DraftQuote(id=quote.id, length=length, points=points, contradicts=contradicts))
        alone = record.session.participant == participant
        memos += [
            DraftMemo(about=_about(memo, codebook), text=memo.text)
            for memo in sorted(record.memos.values(), key=lambda memo: (memo.at, memo.id))
            if alone or (memo.target is MemoTarget.QUOTE and memo.target_id in ids)
        ]
        notes += [
            DraftNote(time=clock(note.at), text=note.text)
            for note in sorted(record.notes.values(), key=lambda note: (note.at, note.id))
            if alone and note.kind is NoteKind.FIELD and note.text.strip()
        ]
    return ReflectionData(
        participant=participant,
        created=created,
        codebook=codebook,
        quotes=tuple(quotes),
        memos=tuple(memos),
        notes=tuple(notes),
    )


def draft_reflection(data: ReflectionData, template: str | None = None, *, name: str = TEMPLATE) -> str:
    """The Markdown of a first draft, by the study's own `template` or, where it has none, by ours.

    `name` is the template's file, for messages. Raises `InvalidInput` when the template cannot be used.
    """
    return filled_by(template, TEMPLATE, _seen_by_template(data), name=name)


def _seen_by_template(data: ReflectionData) -> Mapping[str, object]:
    codebook = sorted(data.codebook.points, key=lambda point: (point.number, point.id))
    names = {point.id: _COMMENT_END.sub(r"--\1\\>", as_typed_inline(point.name)) for point in codebook}
    home = {quote.id: _home(quote, codebook) for quote in data.quotes}
    return {
        "participant": data.participant,
        "title": _one_line(data.title) or f"Reflection, {data.participant}",
        "created": data.created,
        "headline": _headline(data.quotes),
        "points": [_point_draft(point, data.quotes, home, names) for point in codebook],
        "outside": [quote.id for quote in data.quotes if home[quote.id] is None],
        "memos": [DraftMemo(about=memo.about, text=in_comment(memo.text)) for memo in data.memos],
        "notes": [DraftNote(time=note.time, text=in_comment(note.text)) for note in data.notes],
    }


def _point_draft(
    point: LearningPoint,
    quotes: Sequence[DraftQuote],
    home: Mapping[QuoteId, PointId | None],
    names: Mapping[PointId, str],
) -> PointDraft:
    here = [quote for quote in quotes if home[quote.id] == point.id]
    elsewhere: list[Elsewhere] = []
    for quote in quotes:
        under = home[quote.id]
        if point.id in quote.points and under is not None and under != point.id:
            contradicts = point.id in quote.contradicts
            elsewhere.append(Elsewhere(quote=quote.id, contradicts=contradicts, under=names[under]))
    return PointDraft(
        number=point.number,
        name=names[point.id],
        quotes=tuple(quote.id for quote in here if point.id not in quote.contradicts),
        contradicting=tuple(quote.id for quote in here if point.id in quote.contradicts),
        elsewhere=tuple(elsewhere),
    )


def _home(quote: DraftQuote, codebook: Sequence[LearningPoint]) -> PointId | None:
    """The point a quote stands under: its first by number; None when it has none in the codebook."""
    return next((point.id for point in codebook if point.id in quote.points), None)


def _headline(quotes: Sequence[DraftQuote]) -> str:
    """The quote with the most points that speaks against none, the shortest of those."""
    ranked = sorted(quotes, key=lambda quote: (bool(quote.contradicts), -len(quote.points), quote.length))
    return ranked[0].id if ranked else ""


def _points(quote: QuoteId, tags: Iterable[Tag]) -> tuple[tuple[PointId, ...], tuple[PointId, ...]]:
    """The points a quote is tagged with, and those it speaks against in the eyes of any researcher."""
    given = [tag for tag in tags if tag.quote == quote]
    points = dict.fromkeys(tag.point for tag in given)
    against = dict.fromkeys(tag.point for tag in given if tag.contradicts)
    return tuple(points), tuple(against)


def _about(memo: Memo, codebook: Codebook) -> str:
    if memo.target is MemoTarget.QUOTE:
        return f"quote {memo.target_id}"
    if memo.target is MemoTarget.POINT:
        point = codebook.get(memo.target_id)
        return f"{point.number} {point.name}" if point else memo.target_id
    return f"the {memo.target}"


def in_comment(text: str) -> str:
    """A note on one line that cannot end the comment it stands in."""
    return _COMMENT_END.sub(r"-- \1>", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
