"""Making a question of its heading and of what stands under it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from reflect.domain.consent import ConsentItem
from reflect.domain.guide import OPTION_KINDS, Anchor, Condition, Option, Question, QuestionKind
from reflect.domain.ids import OptionId, PointId, QuestionId, slug
from reflect.guides.attributes import Label, Takes, read_label
from reflect.guides.blocks import Block, Heading, Item, Note, Paragraph
from reflect.guides.problems import Problems, instead
from reflect.guides.taking import read_answers, read_source
from reflect.guides.values import is_id

QUESTION = Takes(
    what="a question",
    keys=("kind", "if", "points", "minutes", "min", "max", "items", "from", "for-each", "answers"),
    flags=("required",),
)
OPTION = Takes(what="an option")
ANCHOR = Takes(what="the wording of a number on a scale", id=False)

BOUNDED_KINDS = OPTION_KINDS | {QuestionKind.SCALE, QuestionKind.LIST}
"""The kinds that take `min=` and `max=`."""

TAKES_ITEMS = OPTION_KINDS | {QuestionKind.LIST, QuestionKind.RULES}
"""The kinds whose numbered items are options, or entries or proposals to begin with."""

EACH_POINT = "each"
"""What `points=` says where a question is asked of every learning point."""

_FEWEST_OPTIONS = {QuestionKind.CHOOSE: 1, QuestionKind.IMAGE: 1, QuestionKind.RANK: 2}


class Drafted(msgspec.Struct, frozen=True):
    """A question and the line of its heading. While there are problems, the question is a best guess."""

    question: Question
    line: int
    known_kind: bool


def draft_question(heading: Heading, content: Sequence[Block], problems: Problems) -> Drafted:
    """Read one question from its heading and what stands under it, noting its problems."""
    label = read_label(heading.content, heading.line, QUESTION, problems)
    if not label.words:
        problems.add(label.line, "this question has an empty heading", "write a few words after the ##")
    kind = _kind(label, problems)
    bullets = [block for block in content if isinstance(block, Item) and block.number is None]
    numbered = [block for block in content if isinstance(block, Item) and block.number is not None]
    if kind in OPTION_KINDS and not numbered and "from" not in label.values:
        numbered, bullets = bullets, []
    least, most = _bounds(label, kind, problems)
    every_point = label.values.get("points") == EACH_POINT
    question = Question(
        id=QuestionId(label.id or slug(label.words) or "question"),
        heading=label.words,
        kind=kind or QuestionKind.OPEN,
        text="\n\n".join(block.text for block in content if isinstance(block, Paragraph)),
        probes=tuple(bullet.text for bullet in bullets),
        notes=tuple(block.text for block in content if isinstance(block, Note)),
        options=_options(numbered, label, kind, least, problems) if kind in TAKES_ITEMS else (),
        anchors=read_anchors(numbered, least, most, problems) if kind is QuestionKind.SCALE else (),
        required="required" in label.flags,
        condition=_condition(label, problems),
        points=() if every_point else _points(label, problems),
        minutes=label.number("minutes", problems, least=1),
        least=least,
        most=most,
        items=_consent_items(label, kind, problems),
        source=read_source("from", label, problems),
        for_each=read_source("for-each", label, problems),
        every_point=every_point,
        answers=read_answers(label, kind, problems),
    )
    if kind is not None and kind not in TAKES_ITEMS | {QuestionKind.SCALE}:
        for item in numbered:
            problems.add(
                item.line,
                f"{_a(kind)} question takes no numbered items",
                "write kind=choose, rank, image, list or scale in its heading, or make this a bullet (-)",
            )
    return Drafted(question, label.line, kind is not None)


def _a(kind: QuestionKind) -> str:
    return f"an {kind.value}" if kind in (QuestionKind.OPEN, QuestionKind.IMAGE) else f"a {kind.value}"


def _kind(label: Label, problems: Problems) -> QuestionKind | None:
    """The kind of the question; None when what is written is no kind."""
    written = label.values.get("kind", QuestionKind.OPEN.value)
    kinds = [kind.value for kind in QuestionKind]
    if written not in kinds:
        right = instead(written, kinds, f"the kinds are {', '.join(kinds)}")
        problems.add(label.line, f"there is no kind “{written}”", right)
        return None
    return QuestionKind(written)


def _bounds(label: Label, kind: QuestionKind | None, problems: Problems) -> tuple[int | None, int | None]:
    least = label.number("min", problems)
    most = label.number("max", problems, least=0 if kind in (None, QuestionKind.SCALE) else 1)
    if kind is None:
        return least, most
    if kind not in BOUNDED_KINDS:
        for key in ("min", "max"):
            if key in label.values:
                right = "take it out; choose, rank, image, list and scale questions take it"
                problems.add(label.line, f"{_a(kind)} question takes no {key}", right)
        return None, None
    ends = Question(id=QuestionId(""), heading="", kind=kind, least=least, most=most).bounds
    lowest, highest = ends
    given = {key: f"{key}={label.values[key]}" for key in ("min", "max") if key in label.values}
    if highest is not None and lowest > highest:
        low, high = given.get("min", f"min={lowest}"), given.get("max", f"max={highest} (the default)")
        problems.add(label.line, f"{low} is more than {high}", "make min the smaller of the two")
    elif kind is QuestionKind.SCALE and lowest == highest:
        problems.add(label.line, f"the scale has one value only, {lowest}", "make max larger than min")
    return least, most


def _options(
    items: Sequence[Item], heading: Label, kind: QuestionKind | None, least: int | None, problems: Problems
) -> tuple[Option, ...]:
    options: list[Option] = []
    lines: dict[str, int] = {}
    for item in items:
        label = read_label(item.text, item.line, OPTION, problems)
        if not label.words and item.text:
            problems.add(item.line, "this option has no words", "write them before the {#id}")
        option_id = label.id or slug(label.words) or "option"
        if option_id in lines and label.words:
            wrong = f"this option has the id of the one on line {lines[option_id]}, “{option_id}”"
            right = "give each option an id of its own, as in {#other}"
            problems.add(item.line, wrong, right)
        lines.setdefault(option_id, item.line)
        options.append(Option(id=OptionId(option_id), text=label.words))
    may_be_none = kind in (QuestionKind.IMAGE, QuestionKind.LIST, QuestionKind.RULES)
    if "from" in heading.values or (may_be_none and not options):
        if options and "from" in heading.values:
            right = "take from= out, or the options under it"
            problems.add(heading.line, "this question has options of its own and from=", right)
        return tuple(options)
    fewest = _FEWEST_OPTIONS.get(kind, 1) if kind else 1
    if not options:
        right = "put 1. first option, 2. second option, … under it, each on a line of its own"
        problems.add(heading.line, f"this {kind} question has no options", right)
    elif len(options) < fewest:
        problems.add(heading.line, f"this {kind} question has only one option", "give it at least 2")
    elif least is not None and len(options) < least:
        problems.add(
            heading.line,
            f"min={least}, but there {'is 1 option' if len(options) == 1 else f'are {len(options)} options'}",
            f"add options, or write min={len(options)}",
        )
    return tuple(options)


def read_anchors(
    items: Sequence[Item], least: int | None, most: int | None, problems: Problems
) -> tuple[Anchor, ...]:
    """The wording of the numbers of a scale, lowest first; `least` and `most` are what the guide says."""
    scale = Question(id=QuestionId(""), heading="", kind=QuestionKind.SCALE, least=least, most=most)
    lowest, highest = scale.bounds
    anchors: dict[int, Anchor] = {}
    lines: dict[int, int] = {}
    for item in items:
        value = item.number or 0
        words = read_label(item.text, item.line, ANCHOR, problems).words
        if value in anchors:
            wrong = f"{value} is worded again, after line {lines[value]}"
            problems.add(item.line, wrong, "word each number of the scale once")
            continue
        if not lowest <= value <= (lowest if highest is None else highest):
            right = f"number it from {lowest} to {highest}, or change min= and max= in the heading"
            problems.add(item.line, f"{value} is not on this scale", right)
        anchors[value] = Anchor(value=value, text=words)
        lines[value] = item.line
    return tuple(anchors[value] for value in sorted(anchors))


def _condition(label: Label, problems: Problems) -> Condition | None:
    if "if" not in label.values:
        return None
    written = label.values["if"]
    question, colon, option = (word.strip() for word in written.partition(":"))
    if not (question and colon and option):
        right = "write the earlier question's id, a colon and the option's id, as in if=missing:health"
        problems.add(label.line, f"if={written} does not say which option of which question", right)
        return None
    return Condition(question=QuestionId(question), option=option)


def _points(label: Label, problems: Problems) -> tuple[PointId, ...]:
    points = label.several("points", problems)
    for point in points:
        if not is_id(point):
            right = "write ids such as LP1, parted by commas without spaces"
            problems.add(label.line, f"“{point}” cannot be the id of a learning point", right)
    return tuple(PointId(point) for point in points)


def _consent_items(label: Label, kind: QuestionKind | None, problems: Problems) -> tuple[ConsentItem, ...]:
    words = label.several("items", problems)
    if "items" in label.values and kind not in (None, QuestionKind.CONSENT):
        problems.add(
            label.line, f"a {kind} question takes no items", "write kind=consent, or take items= out"
        )
        return ()
    known = [item.value for item in ConsentItem]
    for word in words:
        if word not in known:
            right = instead(word, known, f"the items are {', '.join(known)}")
            problems.add(label.line, f"there is no consent item “{word}”", right)
    return tuple(ConsentItem(word) for word in words if word in known)
