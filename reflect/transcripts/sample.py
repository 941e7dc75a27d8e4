"""The sample interviews we ship, and the tags that go with them.

An interview is Markdown: a front matter of flat `key: value` lines, then for each question

    ## Its heading {#its-id}

    The answer. Its lines are joined with spaces; an empty line parts its paragraphs.

    = an entry, a choice, or the value on a scale; one line each, in their order
    > 12:40 A field note, after its time in the session. A following > line continues it.

A line of an answer that must begin with `#`, `=` or `>` takes a backslash before the sign. What stands
before the first question is for whoever opens the file. The tags are a CSV file with the columns of
`TAG_COLUMNS`, several points parted by `;`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.ids import ParticipantCode, PointId, QuestionId
from reflect.errors import InvalidInput

TAG_COLUMNS = ("participant", "question", "words", "points", "contradicts", "memo")

_FENCE = "---"
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_LINE_END = re.compile(r"\r\n?|\n")
_QUESTION = re.compile(r"##[ \t]+(?P<heading>.*?)[ \t]*\{#(?P<id>[^\s{}]+)\}")
_TIME = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)(?:[ \t]+|$)")


class SampleNote(NamedTuple):
    """A field note."""

    seconds: float
    """When it was made, in seconds of the session's clock."""
    text: str


class SampleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was said to one question."""

    question_id: QuestionId
    text: str = ""
    """The answer, or the comment given with a choice or a number."""
    values: tuple[str, ...] = ()
    """Entries, option ids, or the number on a scale, in their order."""
    notes: tuple[SampleNote, ...] = ()


class Sample(msgspec.Struct, frozen=True):
    """One sample interview."""

    front: dict[str, str]
    answers: tuple[SampleAnswer, ...]


class SampleTag(msgspec.Struct, frozen=True, kw_only=True):
    """Words of an answer, and the learning points they are tagged with."""

    participant: ParticipantCode
    question: QuestionId
    words: str
    points: tuple[PointId, ...] = ()
    contradicts: tuple[PointId, ...] = ()
    """Those of `points` that the words speak against."""
    memo: str = ""


def read_sample(text: str, name: str) -> Sample:
    """Read a sample interview; `name` is its file, for messages.

    Raises `InvalidInput` with every problem of the file, each as `file:line: …`.
    """
    lines = _LINE_END.split(text.removeprefix(_BOM))
    problems: list[str] = []
    front, at = _front(lines, name, problems)
    reader = _Reader(name, problems)
    for number, line in enumerate(lines[at:], at + 1):
        reader.read(number, line.strip())
    answers = reader.answers()
    if not answers and not problems:
        problems.append(f"{name}:{len(lines)}: there is no question: write one as ## Its heading {{#its-id}}")
    _raise_any(problems, name)
    return Sample(front, answers)


def read_tags(text: str, name: str) -> tuple[SampleTag, ...]:
    """Read the tags of sample interviews; `name` is their file, for messages.

    Raises `InvalidInput` with every problem of the file, each as `file:line: …`.
    """
    rows = csv.reader(io.StringIO(text.removeprefix(_BOM), newline=""), strict=True)
    problems: list[str] = []
    tags: list[SampleTag] = []
    line = 1
    try:
        for row in rows:
            if line == 1:
                if tuple(row) != TAG_COLUMNS:
                    problems.append(f"{name}:1: the first line must be {','.join(TAG_COLUMNS)}")
                    break
            elif any(field.strip() for field in row):
                tag = _tag(row, f"{name}:{line}", problems)
                tags += [tag] if tag else []
            line = rows.line_num + 1
    except csv.Error as error:
        problems.append(f"{name}:{line}: this line is not CSV: {error}")
    if line == 1 and not problems:
        problems.append(f"{name}:1: the file is empty: the first line must be {','.join(TAG_COLUMNS)}")
    _raise_any(problems, name)
    return tuple(tags)


class _Reader:
    """Reads the lines after the front matter, and keeps what has been read of the present question."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self._name = name
        self._problems = problems
        self._answers: list[SampleAnswer] = []
        self._asked: dict[str, int] = {}
        self._question: str | None = None
        self._begin()

    def read(self, number: int, line: str) -> None:
        """Read one line, stripped of white space at its ends."""
        if not line:
            self._paragraph = self._in_note = False
        elif line.startswith("#"):
            self._heading(number, line)
        elif not self._asked:
            return
        elif line.startswith("="):
            self._value(number, line[1:].strip())
        elif line.startswith(">"):
            self._note(number, line[1:].strip())
        else:
            self._words(line[1:] if re.match(r"\\[#=>]", line) else line)

    def answers(self) -> tuple[SampleAnswer, ...]:
        """Everything read, the present question included."""
        self._finish()
        return tuple(self._answers)

    def _begin(self) -> None:
        self._paragraphs: list[str] = []
        self._values: list[str] = []
        self._notes: list[SampleNote] = []
        self._paragraph = self._in_note = False

    def _finish(self) -> None:
        if self._question is not None:
            answer = SampleAnswer(
                question_id=QuestionId(self._question),
                text="\n\n".join(self._paragraphs),
                values=tuple(self._values),
                notes=tuple(self._notes),
            )
            self._answers.append(answer)
        self._begin()

    def _heading(self, number: int, line: str) -> None:
        self._finish()
        found = _QUESTION.fullmatch(line)
        self._question = None
        if found is None:
            self._problem(number, f"“{line}” is not a question's heading: write ## Its heading {{#its-id}}")
            self._asked.setdefault("", number)
        elif found["id"] in self._asked:
            earlier = self._asked[found["id"]]
            self._problem(number, f"the question {found['id']} was answered before, on line {earlier}")
        else:
            self._question = found["id"]
            self._asked[found["id"]] = number

    def _value(self, number: int, value: str) -> None:
        self._paragraph = self._in_note = False
        if value:
            self._values.append(value)
        else:
            self._problem(number, "there is nothing after the =")

    def _note(self, number: int, line: str) -> None:
        self._paragraph = False
        found = _TIME.match(line)
        if found:
            minutes = int(found["hours"] or 0) * 60 + int(found["minutes"])
            text = line[found.end() :]
            self._notes.append(SampleNote(float(minutes * 60 + int(found["seconds"])), text))
            self._in_note = True
            if not text:
                self._problem(number, "the field note has no words after its time")
        elif self._in_note:
            last = self._notes[-1]
            self._notes[-1] = SampleNote(last.seconds, f"{last.text} {line}".strip())
        else:
            self._problem(
                number, "a field note begins with its time: write > 12:40 and then what you noticed"
            )
            self._in_note = False

    def _words(self, line: str) -> None:
        self._in_note = False
        if self._paragraph:
            self._paragraphs[-1] += f" {line}"
        else:
            self._paragraphs.append(line)
        self._paragraph = True

    def _problem(self, number: int, wrong: str) -> None:
        self._problems.append(f"{self._name}:{number}: {wrong}")


def _front(lines: Sequence[str], name: str, problems: list[str]) -> tuple[dict[str, str], int]:
    """The front matter, and how many lines it takes."""
    if lines[0].strip() != _FENCE:
        problems.append(f"{name}:1: the front matter is missing: begin the file with a line of {_FENCE}")
        return {}, 0
    end = next((at for at in range(1, len(lines)) if lines[at].strip() == _FENCE), None)
    if end is None:
        problems.append(f"{name}:1: the front matter is never closed by a second line of {_FENCE}")
        return {}, len(lines)
    front: dict[str, str] = {}
    for number, line in enumerate(lines[1:end], 2):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if colon and key in front:
            problems.append(f"{name}:{number}: {key} is given a second time")
        elif colon and key:
            front[key] = value
        elif line.strip():
            problems.append(f"{name}:{number}: “{line.strip()}” is not key: value")
    return front, end + 1


def _tag(row: Sequence[str], place: str, problems: list[str]) -> SampleTag | None:
    if len(row) != len(TAG_COLUMNS):
        problems.append(f"{place}: there are {len(row)} fields where there should be {len(TAG_COLUMNS)}")
        return None
    values = dict(zip(TAG_COLUMNS, row, strict=True))
    missing = [column for column in ("participant", "question", "words") if not values[column].strip()]
    problems += [f"{place}: {column} is empty" for column in missing]
    points, contradicts = _points(values["points"]), _points(values["contradicts"])
    problems += [
        f"{place}: it contradicts {point}, which is not among its points: add {point} to points"
        for point in contradicts
        if point not in points
    ]
    return SampleTag(
        participant=ParticipantCode(values["participant"].strip()),
        question=QuestionId(values["question"].strip()),
        words=values["words"],
        points=points,
        contradicts=contradicts,
        memo=values["memo"].strip(),
    )


def _points(written: str) -> tuple[PointId, ...]:
    return tuple(PointId(point.strip()) for point in written.split(";") if point.strip())


def _raise_any(problems: Sequence[str], name: str) -> None:
    if len(problems) == 1:
        raise InvalidInput(problems[0])
    if problems:
        raise InvalidInput(f"{name} has {len(problems)} problems:\n" + "\n".join(problems))
