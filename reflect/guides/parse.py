"""Reading the text of a guide or a codebook."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.guide import Guide, GuideKind, GuideMode, Question, Section
from reflect.domain.ids import GuideId, RoleId, SectionId, slug
from reflect.guides.attributes import Takes, read_label
from reflect.guides.blocks import Heading, Item, Note, Paragraph, Part, outline, read_blocks
from reflect.guides.codebook import CODEBOOK_KIND, parse_codebook
from reflect.guides.conditions import check_conditions
from reflect.guides.front_matter import FrontMatter, read_front_matter
from reflect.guides.problems import Problems
from reflect.guides.questions import Drafted, draft_question
from reflect.guides.taking_checks import check_taking
from reflect.guides.text import source_lines

__all__ = ["parse_codebook", "parse_guide"]

NEEDED_KEYS = ("id", "title", "version")
OPTIONAL_KEYS = ("kind", "role", "mode", "minutes", "language", "author", "source", "licence")

SECTION = Takes(what="a section", keys=("minutes",))


def parse_guide(text: str, name: str) -> Guide:
    """Read a guide from the text of its file; `name` is what problems call the file.

    Raises:
        GuideInvalid: with every problem of the file, in the order of its lines.
    """
    problems = Problems(name)
    lines = source_lines(text)
    if not any(lines):
        problems.add(
            1, "the file is empty", "a guide begins with a line of --- and its id, title and version"
        )
        problems.raise_if_any()
    matter = read_front_matter(lines, NEEDED_KEYS, OPTIONAL_KEYS, problems)
    if matter.text("kind") == CODEBOOK_KIND:
        line = matter.entries["kind"].line
        problems.add(line, "this is a codebook", "a guide's kind is interview, workshop or assessment")
        problems.raise_if_any()
    parts = outline(read_blocks(lines, matter.end, problems))
    drafted: list[Drafted] = []
    sections = _sections(parts, drafted, problems)
    _check_ids(
        [(str(draft.question.id), draft.line, draft.question.heading) for draft in drafted],
        "question",
        problems,
    )
    check_conditions(drafted, problems)
    check_taking(drafted, matter.text("kind"), matter.text("mode"), problems)
    if not drafted:
        line = max(matter.end, 1)
        problems.add(line, "this guide asks nothing", "add a question: a line that begins with ##")
    guide = _guide(matter, parts[0], sections, problems)
    problems.raise_if_any()
    return guide


def _guide(matter: FrontMatter, beginning: Part, sections: Sequence[Section], problems: Problems) -> Guide:
    introduction, notes = _words(beginning, "the introduction", problems)
    return Guide(
        id=GuideId(matter.file_id(problems)),
        title=matter.text("title"),
        version=matter.text("version"),
        kind=matter.choice("kind", GuideKind.INTERVIEW, problems),
        mode=matter.choice("mode", GuideMode.SINGLE, problems),
        role=RoleId(matter.text("role")) if matter.text("role") else None,
        minutes=matter.minutes(problems),
        language=matter.text("language"),
        author=matter.text("author"),
        source=matter.text("source"),
        licence=matter.text("licence"),
        introduction=introduction,
        notes=notes,
        sections=tuple(sections),
    )


def _sections(parts: Sequence[Part], drafted: list[Drafted], problems: Problems) -> list[Section]:
    """The sections; their questions are also put on `drafted`, with their lines."""
    sections: list[Section] = []
    ids: list[tuple[str, int, str]] = []
    for part in parts:
        drafts = [
            draft_question(inner.heading, inner.content, problems) for inner in part.parts if inner.heading
        ]
        drafted.extend(drafts)
        questions = tuple(draft.question for draft in drafts)
        if part.heading is not None:
            sections.append(_section(part.heading, part, questions, ids, problems))
        elif questions:
            sections.append(Section(id=SectionId(""), heading="", questions=questions))
    _check_ids(ids, "section", problems)
    return sections


def _section(
    heading: Heading,
    part: Part,
    questions: tuple[Question, ...],
    ids: list[tuple[str, int, str]],
    problems: Problems,
) -> Section:
    label = read_label(heading.content, heading.line, SECTION, problems)
    if not label.words:
        problems.add(label.line, "this section has an empty heading", "write a few words after the #")
    text, notes = _words(part, "a section", problems)
    if not questions and not text:
        right = "write a paragraph to read out, or a question under a line that begins with ##"
        problems.add(label.line, "this section has neither a question nor words to read out", right)
    section_id = label.id or slug(label.words) or "section"
    ids.append((section_id, label.line, label.words))
    return Section(
        id=SectionId(section_id),
        heading=label.words,
        text=text,
        notes=notes,
        minutes=label.number("minutes", problems, least=1),
        questions=questions,
    )


def _words(part: Part, where: str, problems: Problems) -> tuple[str, tuple[str, ...]]:
    """The paragraphs and the notes of a part that takes no list."""
    for block in part.content:
        if isinstance(block, Item):
            right = "write it as a paragraph, or put a question (##) above it"
            problems.add(block.line, f"{where} takes no list", right)
    text = "\n\n".join(block.text for block in part.content if isinstance(block, Paragraph))
    return text, tuple(block.text for block in part.content if isinstance(block, Note))


def _check_ids(found: Sequence[tuple[str, int, str]], what: str, problems: Problems) -> None:
    """Note each id that was given before; `found` holds ids, lines and headings in order."""
    lines: dict[str, int] = {}
    for found_id, line, heading in found:
        if found_id in lines and heading:
            right = f"give each {what} an id of its own, as in {{#{found_id}-2}}"
            problems.add(
                line, f"this {what} has the id of the one on line {lines[found_id]}, “{found_id}”", right
            )
        lines.setdefault(found_id, line)
