"""The front matter: flat `key: value` lines between two lines of `---`, each with its line number.

It is not YAML on purpose: `title: Looking back: what changed?` means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import msgspec

from reflect.domain.ids import slug
from reflect.guides.problems import Problems, instead
from reflect.guides.text import one_line
from reflect.guides.values import is_id, whole_number

FENCE = "---"

_HEADING = re.compile(r"#{1,6}\s")

Words = TypeVar("Words", bound=StrEnum)


class Entry(msgspec.Struct, frozen=True):
    """One value, and the line it stands on."""

    value: str
    line: int


class FrontMatter(msgspec.Struct, frozen=True):
    """What the front matter says. Keys without a value are not in it."""

    entries: dict[str, Entry]
    end: int
    """How many lines of the file it takes up, its two fences included."""

    def text(self, key: str) -> str:
        """The value of `key`, or an empty text."""
        entry = self.entries.get(key)
        return entry.value if entry else ""

    def file_id(self, problems: Problems) -> str:
        """The value of `id`, which must be lower-case letters, digits and hyphens."""
        entry = self.entries.get("id")
        if entry is None:
            return ""
        in_lower_case = entry.value in (entry.value.lower(), entry.value.casefold())
        if not (is_id(entry.value) and in_lower_case and "_" not in entry.value):
            made = slug(entry.value)
            right = f"write lower-case letters, digits and hyphens, such as {made or 'first-interview'}"
            problems.add(entry.line, f"“{entry.value}” cannot be an id", right)
        return entry.value

    def choice(self, key: str, default: Words, problems: Problems) -> Words:
        """The value of `key` as one of the words of `default`'s kind."""
        entry = self.entries.get(key)
        if entry is None:
            return default
        words = [word.value for word in type(default)]
        if entry.value not in words:
            right = instead(entry.value, words, f"write {_either(words)}")
            problems.add(entry.line, f"there is no {key} “{entry.value}”", right)
            return default
        return type(default)(entry.value)

    def minutes(self, problems: Problems) -> int | None:
        """The value of `minutes`, a whole number of at least 1, or None where it is not given."""
        entry = self.entries.get("minutes")
        if entry is None:
            return None
        number = whole_number(entry.value, least=1)
        if number is None:
            problems.add(
                entry.line,
                f"minutes is “{entry.value}”",
                "write a whole number of at least 1, such as minutes: 60",
            )
        return number


def read_front_matter(
    lines: Sequence[str], needed: Sequence[str], optional: Sequence[str], problems: Problems
) -> FrontMatter:
    """Read the front matter at the beginning of a file's lines."""
    first = next((at for at, line in enumerate(lines) if line), 0)
    if lines[first] != FENCE:
        problems.add(
            first + 1,
            "the front matter is missing",
            f"begin the file with a line of {FENCE}, then the lines {_all_lines(needed)}, then {FENCE}",
        )
        return FrontMatter(entries={}, end=0)
    last = _end(lines, first, problems)
    entries = _entries(lines[:last], first + 1, needed, optional, problems)
    for key in needed:
        if key not in entries:
            problems.add(first + 1, f"the front matter has no {key}", f"add a line {key}: …")
    end = last + 1 if last < len(lines) and lines[last] == FENCE else last
    return FrontMatter(entries={key: entry for key, entry in entries.items() if entry.value}, end=end)


def _end(lines: Sequence[str], first: int, problems: Problems) -> int:
    """The index of the closing fence; where it is missing, of the first line that is no front matter."""
    for at in range(first + 1, len(lines)):
        if lines[at] == FENCE:
            return at
        if _HEADING.match(lines[at]):
            break
    problems.add(
        first + 1,
        f"the front matter that begins here is never closed by a second line of {FENCE}",
        f"put a line of {FENCE} after its last key: value line",
    )
    for at in range(first + 1, len(lines)):
        if ":" not in lines[at] or _HEADING.match(lines[at]):
            return at
    return len(lines)


def _entries(
    lines: Sequence[str], start: int, needed: Sequence[str], optional: Sequence[str], problems: Problems
) -> dict[str, Entry]:
    known = [*needed, *optional]
    entries: dict[str, Entry] = {}
    for at in range(start, len(lines)):
        written = lines[at].strip()
        if not written:
            continue
        number = at + 1
        key, colon, value = written.partition(":")
        key = key.strip()
        if not colon:
            problems.add(number, f"“{written}” is not a key: value line", "put a colon after the key")
        elif key not in known:
            right = instead(key, known, f"the keys are {', '.join(known)}")
            problems.add(number, f"unknown front-matter key “{key}”", right)
        elif key in entries:
            earlier = entries[key].line
            problems.add(number, f"{key} is given again, after line {earlier}", "keep one of the two")
        else:
            entries[key] = Entry(one_line(value), number)
            if not entries[key].value and key in needed:
                problems.add(number, f"{key} has no value", f"write it after the colon, as in {key}: …")
    return entries


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _all_lines(words: Sequence[str]) -> str:
    return " and ".join([", ".join(f"{word}: …" for word in words[:-1]), f"{words[-1]}: …"])
