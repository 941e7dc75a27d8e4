"""The one normal form of a guide's words: what is left of them after writing and reading again."""

from __future__ import annotations

from msgspec.structs import replace

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.guide import Anchor, Guide, Question, Section
from reflect.guides.text import one_line, paragraphs


def tidied(guide: Guide) -> Guide:
    """The guide with its words in normal form, which is what the parser gives.

    Spaces run together, a paragraph is one line, empty probes and notes are gone, and the wordings of a
    scale stand in the order of their numbers.
    """
    return replace(
        guide,
        title=one_line(guide.title),
        version=one_line(guide.version),
        language=one_line(guide.language),
        author=one_line(guide.author),
        source=one_line(guide.source),
        licence=one_line(guide.licence),
        introduction=paragraphs(guide.introduction),
        notes=_all(guide.notes),
        sections=tuple(_section(section) for section in guide.sections),
    )


def tidied_codebook(codebook: Codebook) -> Codebook:
    """The codebook with its words in normal form and its points in the order of their numbers."""
    points = sorted((_point(point) for point in codebook.points), key=lambda point: point.number)
    return Codebook(tuple(points))


def _all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tidy for text in texts if (tidy := paragraphs(text)))


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tidy for text in texts if (tidy := one_line(text)))


def _section(section: Section) -> Section:
    return replace(
        section,
        heading=one_line(section.heading),
        text=paragraphs(section.text),
        notes=_all(section.notes),
        questions=tuple(_question(question) for question in section.questions),
    )


def _question(question: Question) -> Question:
    return replace(
        question,
        heading=one_line(question.heading),
        text=paragraphs(question.text),
        probes=_lines(question.probes),
        notes=_all(question.notes),
        options=tuple(replace(option, text=one_line(option.text)) for option in question.options),
        anchors=_anchors(question.anchors),
    )


def _anchors(anchors: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    in_order = sorted(anchors, key=lambda anchor: anchor.value)
    return tuple(replace(anchor, text=one_line(anchor.text)) for anchor in in_order)


def _point(point: LearningPoint) -> LearningPoint:
    return replace(
        point,
        name=one_line(point.name),
        description=paragraphs(point.description),
        use_when=_lines(point.use_when),
        not_when=_lines(point.not_when),
        example=paragraphs(point.example),
        anchors=_anchors(point.anchors),
    )
