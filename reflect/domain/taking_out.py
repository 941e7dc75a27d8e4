"""Taking a person out of the tables of `people.json`: their record, and whatever there names them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

Tables = Mapping[str, Mapping[str, Mapping[str, object]]]
Open = dict[str, dict[str, dict[str, object]]]
"""Tables that are the caller's to change."""

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Letters of a part of a name; what is shorter stands everywhere."""


def people_without(
    tables: Tables,
    code: str,
    *,
    names: frozenset[str],
    sessions: Collection[str] = (),
    turns: Mapping[str, Collection[str]] = {},
) -> Open:
    """The tables without that person. `names` are theirs, from `names_in`.

    `sessions` were theirs alone and are gone; `turns` are those left in sessions they shared with others.
    """
    now: Open = {table: {key: dict(row) for key, row in rows.items()} for table, rows in tables.items()}
    _drop(now, "participants", lambda key, _row: key == code)
    _drop(now, "bin", lambda _key, row: _code_in(row) == code)
    _drop(now, "clashes", lambda _key, row: row.get("table") == "participants" and row.get("record") == code)
    _drop(now, "speakers", lambda key, row: row.get("who") == code or _names(key, names))
    _drop(now, "replacements", lambda key, row: row.get("now") == code or _names(key, names))
    _drop(now, "let_pass", lambda _key, row: _names(str(row.get("words", "")), names))
    _drop(now, "imports", lambda key, _row: key in sessions)
    for key, row in now.get("imports", {}).items():
        _import_without(row, code, names, turns.get(key))
    return now


def names_in(tables: Tables, code: str) -> frozenset[str]:
    """The person's name and its parts, in small letters, as `people.json` has it, in its bin too."""
    rows: list[object] = [tables.get("participants", {}).get(code)]
    rows += [row.get("participant") for row in tables.get("bin", {}).values() if _code_in(row) == code]
    found = {str(row.get("name", "")) for row in rows if isinstance(row, Mapping)}
    parts = {part for name in found for part in _WORD.findall(name) if len(part) >= _SHORTEST}
    return frozenset(" ".join(name.split()).casefold() for name in found | parts) - {""}


def _drop(now: Open, table: str, theirs: Callable[[str, Mapping[str, object]], bool]) -> None:
    for key, row in list(now.get(table, {}).items()):
        if theirs(key, row):
            del now[table][key]


def _import_without(
    row: dict[str, object], code: str, names: frozenset[str], turns: Collection[str] | None
) -> None:
    speakers, replaced = row.get("speakers"), row.get("replaced")
    if isinstance(speakers, Mapping):
        row["speakers"] = {
            label: now for label, now in speakers.items() if now != code and not _names(str(label), names)
        }
    if isinstance(replaced, list | tuple):
        row["replaced"] = [
            place
            for place in replaced
            if isinstance(place, Mapping)
            and (turns is None or place.get("turn") in turns)
            and place.get("now") != code
            and not _names(str(place.get("was", "")), names)
        ]
    if _names(str(row.get("file", "")), names):
        row["file"] = ""


def _names(words: str, names: frozenset[str]) -> bool:
    """Whether words name the person: their whole name, or a part of it among others."""
    plain = " ".join(words.split()).casefold()
    return plain in names or any(part in names for part in _WORD.findall(plain))


def _code_in(row: Mapping[str, object]) -> object:
    person = row.get("participant")
    return person.get("code") if isinstance(person, Mapping) else None
