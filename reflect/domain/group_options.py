"""What a group's questions offer and are asked about, as far as the group has got.

A guide says that a question takes its options from an earlier one (`from=`), or is asked once for each thing
that was settled on there (`for-each=`); what that comes to stands in the record and not in the guide.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from reflect.domain.group import Cluster, Contribution
from reflect.domain.guide import Guide, Option, Question, QuestionKind, asked_when
from reflect.domain.ids import OptionId, QuestionId, slug, unused
from reflect.domain.passages import said_by_question
from reflect.domain.session import Response, SessionRecord


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it is put to the room, and what it is asked about."""

    question: Question
    about: Option | None = None
    """For `for-each=`: the thing settled on earlier; its id is the `about` of contributions."""
    waits_for: QuestionId | None = None
    """For `for-each=`: the question in which nothing is settled on yet, so that this one has to wait."""


def pages(guide: Guide, record: SessionRecord) -> list[Page]:
    """What a session asks, in order: each question once, or once for each thing that it is asked about."""
    chosen = {key: response.chosen() for key, response in record.responses.items()}
    asked = set(asked_when(guide, chosen))
    found: list[Page] = []
    for question in guide.questions():
        if question.id not in asked:
            continue
        if question.for_each is None or question.for_each.guide is not None:
            found.append(Page(question=question))
            continue
        earlier = question.for_each.question
        things = settled(guide, earlier, record)
        found += [Page(question=question, about=thing) for thing in things]
        if not things:
            found.append(Page(question=question, waits_for=earlier))
    return found


def options_now(
    guide: Guide, question: Question, record: SessionRecord, about: str | None = None
) -> tuple[Option, ...]:
    """What can be picked in a question now: the guide's own options, or what was gathered by `from=`.

    `about`: only what was said about one thing, where the earlier question is asked once for each.
    """
    source = question.source
    if source is None or source.guide is not None:
        return question.options
    earlier = guide.question(source.question)
    if about and earlier is not None and earlier.for_each is not None:
        return gathered(earlier.id, record, about)
    return settled(guide, source.question, record)


def settled(guide: Guide, question_id: str, record: SessionRecord) -> tuple[Option, ...]:
    """What came of a question: what was gathered in a list, what was settled on in a choice or a ranking."""
    question = guide.question(question_id)
    if question is None:
        return ()
    if question.kind is QuestionKind.LIST:
        return gathered(question.id, record)
    response = record.responses.get(question.id, Response(id=question.id))
    offered = {option.id: option for option in options_now(guide, question, record)}
    return tuple(offered[key] for key in (*response.choices, *response.ranking) if key in offered)


def gathered(question_id: str, record: SessionRecord, about: str | None = None) -> tuple[Option, ...]:
    """What was gathered in a list: its groups of entries by their names, then what is in no group.

    The id of each is that of the group or of the entry; an entry of the session's own answer, which has none,
    goes by its words.
    """
    question = QuestionId(question_id)
    said = [
        each
        for each in said_by_question(record).get(question, ())
        if each.text.strip() and (about is None or each.about == about)
    ]
    found = dict(_groups(question, record, said, about))
    grouped = {each.id for each in said if each.cluster in record.clusters}
    found |= {OptionId(each.id): _one_line(each.text) for each in said if each.id not in grouped}
    own = record.responses.get(question)
    for entry in own.entries if own is not None and not about else ():
        if entry.strip():
            found[OptionId(unused(slug(entry) or "entry", found))] = _one_line(entry)
    return tuple(Option(id=key, text=text) for key, text in found.items())


def _groups(
    question: QuestionId, record: SessionRecord, said: list[Contribution], about: str | None
) -> Iterator[tuple[OptionId, str]]:
    clusters = [
        each
        for each in record.clusters.values()
        if each.question == question and (about is None or each.about == about)
    ]
    for cluster in sorted(clusters, key=lambda each: (each.order, each.id)):
        name = _name(cluster, said)
        if name:
            yield OptionId(cluster.id), name


def _name(cluster: Cluster, said: list[Contribution]) -> str:
    """The group's name; one without a name goes by the first thing in it."""
    if cluster.name.strip():
        return _one_line(cluster.name)
    return next((_one_line(each.text) for each in said if each.cluster == cluster.id), "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
