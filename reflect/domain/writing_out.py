"""Writing a guide out as a session keeps it: complete by itself, whatever else the study holds.

What a guide takes from another guide's latest session, or from the codebook, is put in its place as plain
options and questions. What it takes from an earlier question of its own stays: that is given while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from reflect.domain.codebook import LearningPoint
from reflect.domain.guide import Anchor, Guide, Option, Question, Source
from reflect.domain.ids import OptionId, QuestionId, slug, unused


def taken_from_elsewhere(guide: Guide) -> list[Source]:
    """The questions of other guides from which this one takes something, each once, in order."""
    named = (source for question in guide.questions() for source in (question.source, question.for_each))
    return list(dict.fromkeys(source for source in named if source is not None and source.guide is not None))


def asks_of_points(guide: Guide) -> bool:
    """Whether a question is asked of every learning point."""
    return any(question.every_point for question in guide.questions())


def takes_pictures(guide: Guide) -> bool:
    """Whether a question has the pictures of the gallery to choose from."""
    return any(map(_of_the_gallery, guide.questions()))


def needs_writing_out(guide: Guide) -> bool:
    """Whether something is put in its place when a session starts."""
    return asks_of_points(guide) or takes_pictures(guide) or bool(taken_from_elsewhere(guide))


def written_out(
    guide: Guide,
    points: Sequence[LearningPoint],
    taken: Mapping[Source, Sequence[Option]],
    pictures: Sequence[Option] = (),
) -> Guide:
    """The guide with everything in its place.

    `points` are the learning points to ask of; `taken` is what there is to take from each question of another
    guide; `pictures` are those of the gallery.
    """
    ids: set[str] = {question.id for question in guide.questions() if not question.becomes_several}
    sections = []
    for section in guide.sections:
        found: list[Question] = []
        for question in section.questions:
            for each in _each(question, points, taken):
                own_id = QuestionId(unused(each.id, ids)) if question.becomes_several else each.id
                ids.add(own_id)
                found.append(replace(_with_options(each, taken, pictures), id=own_id))
        sections.append(replace(section, questions=tuple(found)))
    return replace(guide, sections=tuple(sections))


def _each(
    question: Question, points: Sequence[LearningPoint], taken: Mapping[Source, Sequence[Option]]
) -> Iterator[Question]:
    if question.every_point:
        for point in points:
            yield _of_point(question, point)
    elif question.for_each is not None and question.for_each.guide is not None:
        for option in taken.get(question.for_each, ()):
            yield replace(
                question,
                id=QuestionId(f"{question.id}-{slug(option.text) or option.id}"),
                heading=f"{option.text}: {question.heading}",
                for_each=None,
            )
    else:
        yield question


def _of_point(question: Question, point: LearningPoint) -> Question:
    return replace(
        question,
        id=QuestionId(slug(point.id)),
        heading=point.name,
        text="\n\n".join(filter(None, (point.description, question.text))),
        anchors=_anchors(question, point) or question.anchors,
        points=(point.id,),
        every_point=False,
    )


def _anchors(question: Question, point: LearningPoint) -> tuple[Anchor, ...]:
    """The point's own words for the numbers of the scale; none of them where it is made for another scale."""
    low, high = question.bounds
    fits = all(low <= anchor.value <= (low if high is None else high) for anchor in point.anchors)
    return point.anchors if fits else ()


def _of_the_gallery(question: Question) -> bool:
    return question.takes_options and question.source is None


def _with_options(
    question: Question, taken: Mapping[Source, Sequence[Option]], pictures: Sequence[Option]
) -> Question:
    if _of_the_gallery(question):
        return replace(question, options=tuple(pictures))
    if question.source is None or question.source.guide is None:
        return question
    options: list[Option] = []
    ids: set[str] = set()
    for option in taken.get(question.source, ()):
        options.append(Option(id=OptionId(unused(slug(option.text) or option.id, ids)), text=option.text))
        ids.add(options[-1].id)
    return replace(question, options=tuple(options), source=None)
