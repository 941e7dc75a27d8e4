"""Reading the text of a codebook: a `# Name {#LP1 number=1 colour=blue}` for each learning point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from reflect.domain.codebook import (
    COLOURS,
    HIGHEST_NUMBER,
    Codebook,
    LearningPoint,
    codebook_of,
    free_number,
    standing,
)
from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId, slug
from reflect.guides.attributes import Label, Takes, read_label
from reflect.guides.blocks import Heading, Item, Note, Paragraph, Part, outline, read_blocks
from reflect.guides.front_matter import read_front_matter
from reflect.guides.problems import Problems, instead
from reflect.guides.questions import read_anchors
from reflect.guides.text import source_lines

CODEBOOK_KIND = "codebook"
USE_WHEN = "When to use"
NOT_WHEN = "When not to use"
EXAMPLE = "Example"
SCALE = "On the scale"

NEEDED_KEYS = ("id", "title", "version", "kind")
OPTIONAL_KEYS = ("language", "author", "source", "licence")

_ANY_NUMBER = 999_999_999
"""The ends of the scale are the assessment's affair."""

POINT = Takes(what="a learning point", keys=("number", "colour", "parent", "retired"))
PART = Takes(what="a part of a learning point", id=False)


class Drafted(msgspec.Struct, frozen=True):
    """A learning point and the line of its heading."""

    point: LearningPoint
    line: int


def parse_codebook(text: str, name: str, *, beside: Iterable[LearningPoint] = ()) -> Codebook:
    """Read a codebook from the text of its file; `name` is what problems call the file.

    `beside` are the learning points of the study that it is for: the file's own take the place of those with
    their ids, and must get on with the others.

    Raises:
        GuideInvalid: with every problem of the file, in the order of its lines.
    """
    problems = Problems(name)
    lines = source_lines(text)
    if not any(lines):
        right = "a codebook begins with a line of --- and its id, title, version and kind"
        problems.add(1, "the file is empty", right)
        problems.raise_if_any()
    matter = read_front_matter(lines, NEEDED_KEYS, OPTIONAL_KEYS, problems)
    matter.file_id(problems)
    kind = matter.entries.get("kind")
    if kind is not None and kind.value != CODEBOOK_KIND:
        problems.add(kind.line, f"the kind is “{kind.value}”", f"write kind: {CODEBOOK_KIND}")
    beginning, *parts = outline(read_blocks(lines, matter.end, problems))
    _check_beginning(beginning, problems)
    known = {point.id: point for point in beside}
    drafted = [_point(part.heading, part, known, problems) for part in parts if part.heading]
    if not drafted:
        right = "add one: # Its name {#LP1 number=1 colour=blue}"
        problems.add(max(matter.end, 1), "this codebook has no learning points", right)
    _check_unique(drafted, problems)
    _check_beside(drafted, known, problems)
    _check_parents(drafted, known, problems)
    problems.raise_if_any()
    return Codebook(tuple(sorted((draft.point for draft in drafted), key=lambda point: point.number)))


def _check_beginning(beginning: Part, problems: Problems) -> None:
    for part in beginning.parts:
        if part.heading is not None:
            right = "put the learning point it belongs to above it: # Its name {#LP1 number=1}"
            problems.add(part.heading.line, "this stands before the first learning point", right)
    for block in beginning.content:
        if not isinstance(block, Paragraph):
            problems.add(block.line, "the introduction takes paragraphs only", "write it as a paragraph")


def _point(
    heading: Heading, part: Part, known: Mapping[PointId, LearningPoint], problems: Problems
) -> Drafted:
    label = read_label(heading.content, heading.line, POINT, problems)
    if not label.words:
        problems.add(label.line, "this learning point has no name", "write a few words after the #")
    if not label.id:
        right = f"add one that will never change, as in # {label.words or 'Its name'} {{#LP1 number=1}}"
        problems.add(label.line, "this learning point has no id", right)
    sections = _sections(part, problems)
    parent = label.values.get("parent")
    point = LearningPoint(
        id=PointId(label.id),
        number=_number(label, problems),
        name=label.words,
        description=_paragraphs(part, "the description", problems),
        use_when=_bullets(sections.get(USE_WHEN), problems),
        not_when=_bullets(sections.get(NOT_WHEN), problems),
        example=_paragraphs(sections[EXAMPLE], "an example", problems) if EXAMPLE in sections else "",
        anchors=_scale(sections.get(SCALE), problems),
        colour=_colour(label, known.get(PointId(label.id)), problems),
        parent=PointId(parent) if parent else None,
        retired=_day(label, problems),
    )
    return Drafted(point, label.line)


def _number(label: Label, problems: Problems) -> int:
    if "number" not in label.values:
        right = "add one, such as number=4: up to 9 it is the key to tag with"
        problems.add(label.line, "this learning point has no number", right)
    number = label.number("number", problems, least=1) or 0
    if number > HIGHEST_NUMBER:
        problems.add(label.line, f"number is {number}", f"write a number from 1 to {HIGHEST_NUMBER}")
    return number


def _day(label: Label, problems: Problems) -> str | None:
    written = label.values.get("retired")
    if written is None:
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        right = "write the day as year-month-day, such as retired=2026-11-23"
        problems.add(label.line, f"retired is “{written}”", right)
        return None


def _colour(label: Label, known: LearningPoint | None, problems: Problems) -> str:
    colour = label.values.get("colour", known.colour if known else COLOURS[0])
    if colour not in COLOURS:
        right = instead(colour, COLOURS, f"the colours are {', '.join(COLOURS)}")
        problems.add(label.line, f"there is no colour “{colour}”", right)
    return colour


def _sections(part: Part, problems: Problems) -> dict[str, Part]:
    known = {heading.casefold(): heading for heading in (USE_WHEN, NOT_WHEN, EXAMPLE, SCALE)}
    found: dict[str, Part] = {}
    for inner in part.parts:
        if inner.heading is None:
            continue
        words = read_label(inner.heading.content, inner.heading.line, PART, problems).words
        heading = known.get(words.casefold())
        if heading is None:
            right = instead(words, known.values(), f"the headings are {', '.join(known.values())}")
            problems.add(inner.heading.line, f"a learning point has no “{words}”", right)
        elif heading in found:
            problems.add(inner.heading.line, f"“{heading}” stands here twice", "join the two")
        else:
            found[heading] = inner
    return found


def _paragraphs(part: Part, what: str, problems: Problems) -> str:
    for block in part.content:
        if isinstance(block, Item | Note):
            problems.add(block.line, f"{what} takes paragraphs only", "write it as a paragraph")
    return "\n\n".join(block.text for block in part.content if isinstance(block, Paragraph))


def _bullets(part: Part | None, problems: Problems) -> tuple[str, ...]:
    if part is None:
        return ()
    for block in part.content:
        if not (isinstance(block, Item) and block.number is None):
            right = "begin each line with - and a space"
            problems.add(block.line, "only bullets stand under this heading", right)
    return tuple(block.text for block in part.content if isinstance(block, Item))


def _scale(part: Part | None, problems: Problems) -> tuple[Anchor, ...]:
    if part is None:
        return ()
    items = [block for block in part.content if isinstance(block, Item) and block.number is not None]
    for block in part.content:
        if block not in items:
            right = "write what each number looks like: 1. …, 2. …, each on a line of its own"
            problems.add(block.line, "only numbered lines stand under this heading", right)
    return read_anchors(items, 0, _ANY_NUMBER, problems)


def _check_unique(drafted: Sequence[Drafted], problems: Problems) -> None:
    ids: dict[str, int] = {}
    numbers: dict[int, int] = {}
    for draft in drafted:
        point = draft.point
        if point.id and point.id in ids:
            wrong = f"this learning point has the id of the one on line {ids[point.id]}, “{point.id}”"
            problems.add(draft.line, wrong, "give each an id of its own")
        if point.number and point.number in numbers:
            wrong = f"this learning point has the number of the one on line {numbers[point.number]}"
            problems.add(draft.line, wrong, "give each a number of its own")
        ids.setdefault(point.id, draft.line)
        numbers.setdefault(point.number, draft.line)


def _check_beside(
    drafted: Sequence[Drafted], known: Mapping[PointId, LearningPoint], problems: Problems
) -> None:
    """What does not get on with the learning points that the study has already."""
    ids = {draft.point.id for draft in drafted}
    stay = {key: point for key, point in standing(known).items() if key not in ids}
    numbers = {point.number: point for point in stay.values()}
    free = free_number({**stay, **{draft.point.id: draft.point for draft in drafted}})
    codebook = codebook_of(known.values())
    for draft in drafted if known else ():
        point, into = draft.point, codebook.get(draft.point.id)
        if point.id.casefold() != slug(point.id):
            problems.add(draft.line, f"“{point.id}” cannot be the id of a learning point", "take out the _")
        if into is not None and into.id != point.id:
            right = f"give it an id of its own, or change {into.id}"
            problems.add(draft.line, f"“{point.id}” was merged into {into.number} {into.name}", right)
        twin = numbers.get(point.number)
        if twin is not None:
            wrong = f"{point.number} is the number of “{twin.name}” ({twin.id}) in this study"
            problems.add(draft.line, wrong, f"{free} is free")


def _check_parents(
    drafted: Sequence[Drafted], known: Mapping[PointId, LearningPoint], problems: Problems
) -> None:
    parents = {key: point.parent for key, point in standing(known).items()}
    parents |= {draft.point.id: draft.point.parent for draft in reversed(drafted)}
    for draft in drafted:
        point, parent = draft.point, draft.point.parent
        if parent is None:
            continue
        if parent not in parents:
            others = [str(other) for other in reversed(parents) if other and other != point.id]
            listed = f"the others are {', '.join(others)}" if others else "take parent= out"
            wrong = f"parent={parent}, and no learning point has that id"
            problems.add(draft.line, wrong, instead(parent, others, listed))
            continue
        above: list[PointId] = []
        while parent is not None and parent not in above:
            above.append(parent)
            parent = parents.get(parent)
        if point.id in above:
            right = "take one of the parents out"
            problems.add(draft.line, f"“{point.id}” is above itself through its parents", right)
