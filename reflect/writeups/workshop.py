"""Drafting the notes of a workshop: each exercise with what came of it and examples, nobody named.

What people said stands in a draft as references, without whose words they are. Beside them stand what the
group called its groups of entries, and how often options of the guide were chosen: never from fewer people
than the study's smallest group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from reflect.domain.gate import taken_back
from reflect.domain.group import Contribution
from reflect.domain.guide import Guide, Question
from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.domain.passages import said_by_question, speaker_of
from reflect.domain.people import Participant
from reflect.domain.session import SessionRecord
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.quotables import quotes_in_order
from reflect.writeups.reflection import in_comment
from reflect.writeups.template import filled_by

TEMPLATE = "workshop.md.jinja"
"""The template's file name: ours here under `templates/`, a study's own under its `templates/`."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """Something that several said or chose."""

    name: str
    count: int


class ExerciseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a workshop."""

    section: str
    """The heading of its section, for the first question of one; else empty."""
    name: str
    answered: int
    """How many contributions there are."""
    groups: tuple[Counted, ...] = ()
    """What the group called what belongs together, and how much it is."""
    chosen: tuple[Counted, ...] = ()
    """Options by how many chose them, the most first; empty when too few did."""
    settled: tuple[str, ...] = ()
    """What the group settled on together."""
    quotes: tuple[QuoteId, ...] = ()


class WorkshopData(msgspec.Struct, frozen=True, kw_only=True):
    """What the notes of a workshop are drafted from."""

    session: str
    title: str
    """The guide's."""
    day: str
    created: str
    people: int
    """How many sat in the room."""
    agreed: bool
    """Whether the group agreed that words said in the room may be quoted."""
    exercises: tuple[ExerciseDraft, ...]


def workshop_data(
    record: SessionRecord,
    guide: Guide,
    people: Mapping[ParticipantCode, Participant],
    *,
    created: str,
    smallest: int,
) -> WorkshopData:
    """What the notes of one workshop are drafted from; those of who withdrew are in no number."""
    kept = {
        question: [each for each in said if not _gone(record, each, people)]
        for question, said in said_by_question(record).items()
    }
    quotes: dict[str, list[QuoteId]] = {}
    for quote, passage in quotes_in_order(record, guide):
        if passage is not None and passage.question is not None and not passage.asks:
            quotes.setdefault(passage.question, []).append(quote.id)
    exercises = [
        _exercise(
            record, question, section, kept.get(question.id, []), tuple(quotes.get(question.id, ())), smallest
        )
        for question, section in _questions(guide)
    ]
    return WorkshopData(
        session=record.session.id,
        title=guide.title,
        day=record.session.started[: len("2026-11-23")],
        created=created,
        people=len(record.seats),
        agreed=record.session.agreed is not None and record.session.agreed.quoted,
        exercises=tuple(each for each in exercises if each.answered or each.quotes or each.settled),
    )


def _questions(guide: Guide) -> Iterator[tuple[Question, str]]:
    for section in guide.sections:
        for n, question in enumerate(section.questions):
            yield question, section.heading if n == 0 else ""


def _gone(record: SessionRecord, said: Contribution, people: Mapping[ParticipantCode, Participant]) -> bool:
    speaker = speaker_of(record, said)
    return speaker is not None and taken_back(people.get(speaker)) is not None


def _exercise(
    record: SessionRecord,
    question: Question,
    section: str,
    said: list[Contribution],
    quotes: tuple[QuoteId, ...],
    smallest: int,
) -> ExerciseDraft:
    # What an option or a group of entries is called: never what one person said.
    names: dict[str, str] = {str(option.id): option.text for option in question.options}
    names |= {str(cluster.id): cluster.name for cluster in record.clusters.values() if cluster.name}
    picks = [each.choices or each.ranking[:1] for each in said if each.choices or each.ranking]
    counts = Counter(str(option) for picked in picks for option in picked if str(option) in names)
    clusters = sorted(
        (c for c in record.clusters.values() if c.question == question.id and c.name),
        key=lambda c: (c.order, c.id),
    )
    within = Counter(each.cluster for each in said if each.cluster is not None)
    response = record.responses.get(question.id)
    return ExerciseDraft(
        section=section,
        name=question.heading,
        answered=len(said),
        groups=tuple(Counted(name=c.name, count=within[c.id]) for c in clusters),
        chosen=tuple(
            Counted(name=names[option], count=count)
            for option, count in sorted(counts.items(), key=lambda item: (-item[1], names[item[0]]))
        )
        if len(picks) >= smallest
        else (),
        settled=tuple(names[str(o)] for o in (response.choices if response else ()) if str(o) in names),
        quotes=quotes,
    )


def draft_workshop(data: WorkshopData, template: str | None = None, *, name: str = TEMPLATE) -> str:
    """The Markdown of a first draft, by the study's own `template` or, where it has none, by ours.

    `name` is the template's file, for messages. Raises `InvalidInput` when the template cannot be used.
    """
    return filled_by(template, TEMPLATE, _seen_by_template(data), name=name)


def _seen_by_template(data: WorkshopData) -> Mapping[str, object]:
    return {
        "session": data.session,
        "title": _safe(data.title),
        "plain_title": " ".join(data.title.split()),
        "day": data.day,
        "created": data.created,
        "people": data.people,
        "agreed": data.agreed,
        "exercises": [
            {
                "section": _safe(each.section),
                "name": _safe(each.name),
                "answered": each.answered,
                "groups": [{"name": _safe(one.name), "count": one.count} for one in each.groups],
                "chosen": [{"name": _safe(one.name), "count": one.count} for one in each.chosen],
                "settled": [_safe(one) for one in each.settled],
                "quotes": each.quotes,
            }
            for each in data.exercises
        ],
    }


def _safe(text: str) -> str:
    """Words on one line that may stand in Markdown and cannot end a comment."""
    return in_comment(as_typed_inline(" ".join(text.split())))
