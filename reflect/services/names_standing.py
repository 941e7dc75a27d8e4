"""Where participants' names stand that should stand in `people.json` only; what is said of it names nobody.

A name in a write-up or an answer cannot be left out of what is shared: only a person can say whether it may
stand there. What is looked for is each part of every known name, as a word with its capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from reflect.errors import ReflectError
from reflect.store.sealed import Tables, decode
from reflect.store.shared_files import kind_of

_SHORTEST = 3
"""Letters; what is shorter is a particle or an initial."""
_SHORTEST_UNCASED = 2
"""The same in a script without capitals, where words need not stand apart either."""
_NOT_SAID = frozenset({"by", "changed_by", "id", "researcher", "taken_by"})
"""Fields that hold who did something (as a tag's id does), not what was said."""
_PLACES = 3
"""So many places of a file are said."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class KnownNames:
    """The names of a study's participants, to be looked for in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {word for name in names for word in _WORD.findall(_normal(name)) if not word.islower()}
        uncased = {word for word in words if word.upper() == word.lower()}
        self._words = {word for word in words - uncased if len(word) >= _SHORTEST}
        self._anywhere = {word for word in uncased if len(word) >= _SHORTEST_UNCASED}
        self._folded = {word.casefold() for word in self._words}

    def found_in(self, text: str) -> set[str]:
        """The words of them that stand in a text; for comparing, and never to be shown."""
        found = self._words & _words(text) if self._words else set()
        return found | {word for word in self._anywhere if word in _normal(text)}

    def found_in_file(self, name: str, data: bytes) -> set[str]:
        """The same of what a file of the study holds."""
        if kind_of(name) == "records":
            with suppress(ReflectError):
                return {
                    word for text in _strings(decode(data, name=name).tables) for word in self.found_in(text)
                }
        return self.found_in(data.decode("utf-8", "replace"))

    def in_text(self, text: str) -> bool:
        """Whether one of them stands there."""
        return bool(self.found_in(text))

    def in_name(self, name: str) -> bool:
        """Whether one of them stands in a file's own name, however it is written."""
        stem = {word.casefold() for word in _words(PurePosixPath(name).stem.replace("_", " "))}
        return not self._folded.isdisjoint(stem)

    def places(self, name: str, data: bytes) -> list[str]:
        """Where in a file of the study one of them stands: its records, or its lines."""
        if kind_of(name) == "records":
            with suppress(ReflectError):
                return list(self._records(decode(data, name=name).tables))
        lines = data.decode("utf-8", "replace").splitlines()
        return [f"line {number}" for number, line in enumerate(lines, 1) if self.in_text(line)]

    def _records(self, tables: Tables) -> Iterator[str]:
        for table, rows in tables.items():
            for key, row in rows.items():
                if any(map(self.in_text, _strings(row))):
                    yield f"{table}/{key}"


def described(name: str, places: list[str], *, called_so: bool) -> str:
    """A file in which names stand, and where in it; a name that is a name itself is not said."""
    what = f"a file in {name.partition('/')[0]} that is called so" if called_so else name
    more = len(places) - _PLACES
    where = ", ".join(places[:_PLACES]) + (f", {more} more" if more > 0 else "")
    return f"{what} ({where})" if places else what


def names_in(people: Tables) -> Iterator[str]:
    """Every name that `people.json` holds, of who was removed too."""
    for row in people.get("participants", {}).values():
        yield str(row.get("name", ""))
    for row in people.get("bin", {}).values():
        person = row.get("participant")
        if isinstance(person, dict):
            yield str(person.get("name", ""))


def _words(text: str) -> set[str]:
    found: set[str] = set()
    for word in _WORD.findall(_normal(text)):
        found.add(word)
        if "'" in word or "’" in word or "-" in word:
            found.update(re.split(r"[-'’]", word))
    return found


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in _NOT_SAID:
                yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
