"""The sheet on which a participant says what may become of their words, and what they said on it.

It is Markdown that can be filled in with any editor, or on paper. Each quote has a heading, the words, where
they come from and how they would be shown, and three boxes. A comment under the heading says which quote it
is and of which words: an answer to other words than those that stand there now is no answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

import msgspec

from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.writeups.escape import as_typed, as_typed_inline
from reflect.writeups.manuscript import Problem

CONTEXT = 160
"""Code points of what was said before and after that are shown with a quote."""

CHOICES = _FINE, _CHANGE, _OUT = "Fine as it is", "Change it to:", "Leave it out"
"""The boxes, in their order."""
_KIND = "approval sheet"
_MARK = re.compile(r"^<!--\s*quote\s+(\S+)\s+(\S+)\s*-->\s*$")
_ANY_MARK = re.compile(r"^<!--\s*quote\b")
_BOX = re.compile(r"^\s*[-*+]\s*\[\s*([^\]\s]*)\s*\]\s*(.*)$")
_FRONT = re.compile(r"^(\w+):\s*(.*?)\s*$")


class Choice(StrEnum):
    """What a participant can say of a quote."""

    FINE = "fine"
    CHANGE = "change"
    LEAVE_OUT = "leave out"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One quote as its sheet shows it."""

    quote: QuoteId
    words: str
    heading: str
    """The question it was said to, or the conversation."""
    before: str
    after: str
    """What was said around it, each at most `CONTEXT` code points."""
    attribution: str
    where: tuple[str, ...]
    """The titles of the write-ups it stands in."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All the quotes that one participant is asked about."""

    study: str
    """The study's id."""
    title: str
    """The study's title."""
    participant: ParticipantCode
    made: str
    """The day, ISO 8601."""
    answer_by: str
    """The day after which silence counts, ISO 8601; empty when there is none."""
    silence: str
    """What silence means then, as a sentence; empty when there is no such day."""
    quotes: tuple[Shown, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of one quote."""

    line: int
    """The line of its heading's comment; the first is 1."""
    quote: QuoteId
    of: str
    """What words it is an answer to: see `of_words`."""
    choice: Choice
    words: str = ""
    """How it is to read, with `Choice.CHANGE`."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A filled-in sheet; when there are problems, the answers are not all of them."""

    study: str
    participant: str
    answers: tuple[Answer, ...]
    left: tuple[tuple[int, QuoteId], ...]
    """Quotes of which nothing was ticked, with the line each begins at."""
    problems: tuple[Problem, ...]


def of_words(words: str) -> str:
    """What stands for a quote's words in its comment: eight hexadecimal digits of their SHA-256."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def sheet_markdown(sheet: Sheet) -> str:
    """The sheet to be sent."""
    front = {
        "kind": _KIND,
        "study": sheet.study,
        "participant": sheet.participant,
        "made": sheet.made,
    }
    lines = ["---", *(f"{key}: {value}" for key, value in front.items()), "---", ""]
    lines += ["# Your words", ""]
    escaped = msgspec.structs.replace(sheet, title=f"*{as_typed_inline(sheet.title)}*")
    for paragraph in introduction(escaped, ticked="[x]"):
        lines += [paragraph, ""]
    for number, shown in enumerate(sheet.quotes, 1):
        lines += _section(number, shown)
    return "\n".join(lines).rstrip() + "\n"


def introduction(sheet: Sheet, *, ticked: str) -> list[str]:
    """What stands above the quotes, paragraph by paragraph; `ticked` is what a ticked box looks like."""
    count = len(sheet.quotes)
    these = "these words" if count == 1 else f"these {count} pieces"
    thanks = (
        f"Thank you for talking to us for {sheet.title}. We would like to use {these} of what you said. "
        "You decide about each."
    )
    how = (
        f"Tick one box of each, like this: {ticked}. To change one, write how it should read after "
        f"“{_CHANGE}” or beneath it. Nothing is used that you leave out."
    )
    said = [thanks, how]
    if sheet.answer_by:
        said.append(f"Please let us know by {sheet.answer_by}. {sheet.silence}".rstrip())
    return said


def _section(number: int, shown: Shown) -> list[str]:
    words = as_typed(shown.words).split("\n")
    where = ", ".join(f"*{as_typed_inline(title)}*" for title in shown.where)
    lines = [
        f"## {number}",
        f"<!-- quote {shown.quote} {of_words(shown.words)} -->",
        "",
        *(f"> {line}".rstrip() for line in words),
        "",
    ]
    if shown.heading:
        lines += [f"You said this to: {as_typed_inline(shown.heading)}", ""]
    if shown.before or shown.after:
        around = f"{as_typed_inline(shown.before)} **[these words]** {as_typed_inline(shown.after)}"
        lines += [f"What you said around it: {' '.join(around.split())}", ""]
    lines += [
        f"It would be said to be by: {as_typed_inline(shown.attribution)}",
        "",
        f"It would appear in: {where or 'nothing yet'}",
        "",
        f"- [ ] {_FINE}",
        f"- [ ] {_CHANGE}",
        f"- [ ] {_OUT}",
        "",
    ]
    return lines


def read_sheet(text: str) -> Filled:
    """What stands on a filled-in sheet. Whatever is odd is a problem in the result, never an exception."""
    lines = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    front = _front(lines)
    problems: list[Problem] = []
    if front.get("kind") != _KIND:
        problems.append(Problem(1, "this is no approval sheet: its first lines say which study it is of"))
    marks = [n for n, line in enumerate(lines) if _ANY_MARK.match(line.strip())]
    answers: list[Answer] = []
    left: list[tuple[int, QuoteId]] = []
    seen: dict[str, int] = {}
    for at, end in pairwise([*marks, len(lines)]):
        found = _MARK.match(lines[at].strip())
        if found is None:
            problems.append(Problem(at + 1, "this says which quote it is of, and was changed: it must stay"))
            continue
        quote = QuoteId(found[1])
        if quote in seen:
            problems.append(Problem(at + 1, f"the quote {quote} stands in line {seen[quote]} already"))
            continue
        seen[quote] = at + 1
        section = [(n + 1, lines[n]) for n in range(at + 1, end)]
        outcome = _read_section(section, at + 1)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        elif outcome is None:
            left.append((at + 1, quote))
        else:
            answers.append(Answer(line=at + 1, quote=quote, of=found[2], choice=outcome[0], words=outcome[1]))
    if not marks and not problems:
        problems.append(Problem(1, "no quote stands on this sheet"))
    return Filled(
        study=front.get("study", ""),
        participant=front.get("participant", ""),
        answers=tuple(answers),
        left=tuple(left),
        problems=tuple(sorted(problems)),
    )


def _front(lines: Sequence[str]) -> Mapping[str, str]:
    if not lines or lines[0].strip() != "---":
        return {}
    found: dict[str, str] = {}
    for line in lines[1:]:
        if line.strip() == "---":
            break
        match = _FRONT.match(line)
        if match:
            found[match[1]] = match[2]
    return found


def _read_section(section: Sequence[tuple[int, str]], at: int) -> tuple[Choice, str] | Problem | None:
    """What was ticked; None when nothing was."""
    boxes: dict[Choice, tuple[int, bool]] = {}
    written: list[str] = []
    reading = False
    for number, line in section:
        box = _BOX.match(line)
        choice = _choice(box[2]) if box else None
        if box is not None and choice is not None:
            if choice in boxes:
                return Problem(number, f"the box “{box[2].strip()}” stands here twice")
            boxes[choice] = (number, bool(box[1]))
            reading = choice is Choice.CHANGE
            written = [box[2].strip()[len(_CHANGE) :]] if reading else written
        elif line.startswith("## "):
            reading = False
        elif reading:
            written.append(line)
    words = "\n".join(line.strip().removeprefix(">").strip() for line in written).strip()
    ticked = [choice for choice, (_, ticked) in boxes.items() if ticked]
    if len(boxes) < len(Choice):
        missing = next(name for name, choice in _BOXES.items() if choice not in boxes)
        return Problem(at, f"the box “{missing}” is gone")
    if len(ticked) > 1:
        return Problem(boxes[ticked[1]][0], "more than one box is ticked")
    change = boxes[Choice.CHANGE][0]
    if words and ticked != [Choice.CHANGE]:
        return Problem(change, f"words are written here, and the box “{_CHANGE}” is not ticked")
    if not ticked:
        return None
    if ticked == [Choice.CHANGE] and not words:
        return Problem(change, "this is to be changed, and nothing says how it should read")
    return ticked[0], words


_BOXES = {_FINE: Choice.FINE, _CHANGE: Choice.CHANGE, _OUT: Choice.LEAVE_OUT}


def _choice(label: str) -> Choice | None:
    said = " ".join(label.split()).casefold()
    return next((choice for name, choice in _BOXES.items() if said.startswith(name.casefold())), None)
