"""Writing a guide or a codebook as Markdown, so that reading it gives the same again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.guide import Anchor, Guide, GuideMode, Question, QuestionKind, Section
from reflect.guides.attributes import attribute, write_label
from reflect.guides.codebook import CODEBOOK_KIND, EXAMPLE, NOT_WHEN, SCALE, USE_WHEN
from reflect.guides.front_matter import FENCE
from reflect.guides.questions import EACH_POINT
from reflect.guides.text import escape_line, one_line, paragraphs
from reflect.guides.tidy import tidied, tidied_codebook


def guide_markdown(guide: Guide) -> str:
    """The guide as the text of its file. Every id is written down, so that rewording changes none.

    `parse_guide` gives `tidied(guide)` again.
    """
    guide = tidied(guide)
    mode = guide.mode.value if guide.mode is not GuideMode.SINGLE else ""
    front = {
        "id": guide.id,
        "title": guide.title,
        "version": guide.version,
        "kind": guide.kind.value,
        "role": guide.role or "",
        "mode": mode,
        "minutes": "" if guide.minutes is None else str(guide.minutes),
        "language": guide.language,
        "author": guide.author,
        "source": guide.source,
        "licence": guide.licence,
    }
    blocks = [_front_matter(front), *_words(guide.introduction), *map(_note, guide.notes)]
    for section in guide.sections:
        blocks.extend(_section(section))
    return "\n\n".join(blocks) + "\n"


def codebook_markdown(
    codebook: Codebook,
    *,
    title: str,
    version: str,
    codebook_id: str = "learning-points",
    source: str = "",
    introduction: str = "",
) -> str:
    """The codebook as the text of its file; `parse_codebook` gives `tidied_codebook(codebook)` again."""
    front = {
        "id": codebook_id,
        "title": one_line(title),
        "version": one_line(version),
        "kind": CODEBOOK_KIND,
        "source": one_line(source),
    }
    blocks = [_front_matter(front), *_words(paragraphs(introduction))]
    for point in tidied_codebook(codebook).points:
        blocks.extend(_point(point))
    return "\n\n".join(blocks) + "\n"


def _front_matter(front: dict[str, str]) -> str:
    lines = [f"{key}: {value}" for key, value in front.items() if value]
    return "\n".join([FENCE, *lines, FENCE])


def _words(text: str) -> list[str]:
    return [escape_line(paragraph) for paragraph in text.split("\n\n")] if text else []


def _note(text: str) -> str:
    return "\n>\n".join(f"> {paragraph}" for paragraph in _words(text))


def _bullets(texts: Iterable[str]) -> list[str]:
    bullets = "\n".join(f"- {escape_line(text)}" for text in texts)
    return [bullets] if bullets else []


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        attributes = [f"#{section.id}"]
        if section.minutes is not None:
            attributes.append(attribute("minutes", str(section.minutes)))
        yield "# " + write_label(section.heading, attributes)
    yield from _words(section.text)
    yield from map(_note, section.notes)
    for question in section.questions:
        yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield "## " + write_label(question.heading, list(_attributes(question)))
    yield from _words(question.text)
    numbered = [
        *(
            f"{number}. {escape_line(write_label(option.text, [f'#{option.id}']))}"
            for number, option in enumerate(question.options, start=1)
        ),
        *_anchors(question.anchors),
    ]
    if numbered:
        yield "\n".join(numbered)
    yield from _bullets(question.probes)
    yield from map(_note, question.notes)


def _anchors(anchors: Iterable[Anchor]) -> list[str]:
    return [f"{anchor.value}. {escape_line(write_label(anchor.text, []))}" for anchor in anchors]


def _attributes(question: Question) -> Iterator[str]:
    yield f"#{question.id}"
    if question.kind is not QuestionKind.OPEN:
        yield attribute("kind", question.kind.value)
    if question.required:
        yield "required"
    if question.condition is not None:
        yield attribute("if", f"{question.condition.question}:{question.condition.option}")
    for key, source in (("from", question.source), ("for-each", question.for_each)):
        if source is not None:
            yield attribute(key, str(source))
    if question.every_point or question.points:
        yield attribute("points", EACH_POINT if question.every_point else ",".join(question.points))
    if question.answers is not None:
        yield attribute("answers", question.answers.value)
    for key, number in (("minutes", question.minutes), ("min", question.least), ("max", question.most)):
        if number is not None:
            yield attribute(key, str(number))
    if question.items:
        yield attribute("items", ",".join(item.value for item in question.items))


def _point(point: LearningPoint) -> Iterator[str]:
    attributes = [f"#{point.id}", attribute("number", str(point.number)), attribute("colour", point.colour)]
    if point.parent is not None:
        attributes.append(attribute("parent", point.parent))
    if point.retired is not None:
        attributes.append(attribute("retired", point.retired))
    yield "# " + write_label(point.name, attributes)
    yield from _words(point.description)
    for heading, bullets in ((USE_WHEN, point.use_when), (NOT_WHEN, point.not_when)):
        if bullets:
            yield f"## {heading}"
            yield from _bullets(bullets)
    if point.example:
        yield f"## {EXAMPLE}"
        yield from _words(point.example)
    if point.anchors:
        yield f"## {SCALE}"
        yield "\n".join(_anchors(point.anchors))
