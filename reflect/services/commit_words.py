"""What a commit is called: who changed what, for a team to read. By codes, never by names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from reflect.domain.amounts import many as counted
from reflect.errors import ReflectError
from reflect.services.names_standing import KnownNames
from reflect.store.paths import PEOPLE, PEOPLE_SHARED, SESSIONS, STUDY
from reflect.store.sealed import Table, Tables, decode

_MOST = 4
"""So many things of one kind are named; of more they are counted."""
_TEXTS = (
    ("writeups", "write-up", "write-ups"),
    ("guides", "guide", "guides"),
    ("templates", "template", "templates"),
    ("exports", "export", "exports"),
)
CLASH = "Clash: "
"""Begins a line of a merge's message that names a file of which one version was chosen."""


class Versions(NamedTuple):
    """A file before and after, None where it was not there."""

    name: str
    before: bytes | None
    after: bytes | None


def commit_words(who: str, changed: Iterable[Versions], *, names: KnownNames) -> str:
    """The message of a commit: `Ana: 2 sessions, 14 quotes tagged; write-up reflection-P03`.

    Each file is looked at once, so that they need not all be in memory.
    """
    sessions: Counter[str] = Counter()
    lists: dict[str, list[str]] = {PEOPLE: [], STUDY: []}
    stems: dict[str, list[str]] = {folder: [] for folder, _, _ in _TEXTS}
    for each in changed:
        folder = each.name.partition("/")[0]
        if folder == SESSIONS:
            sessions.update(_session(each))
        elif folder in stems:
            stems[folder].append(PurePosixPath(each.name).stem)
        elif folder in (PEOPLE, PEOPLE_SHARED):
            lists[PEOPLE] = lists[PEOPLE] or list(_people(each))
        elif folder == STUDY:
            lists[STUDY] = list(_study(each))
    parts = [_sessions(sessions)] if sessions else []
    parts += lists[PEOPLE] + lists[STUDY]
    parts += [_named(stems[folder], one, many, names) for folder, one, many in _TEXTS if stems[folder]]
    return f"{who}: {'; '.join(parts) or 'what git needs to know'}"


def merge_words(who: str, others: list[str], clashes: list[str]) -> str:
    """The message of a merge, with a line for each file of which one version had to be chosen."""
    said = ", ".join(others[:_MOST]) if others else "the team"
    more = [f"{CLASH}{name}" for name in sorted(clashes)]
    return "\n".join([f"{who}: merged with {said}", *([""] if more else []), *more])


def clashes_in(message: str) -> list[str]:
    """The files that a merge's message names."""
    return [line.removeprefix(CLASH) for line in message.splitlines() if line.startswith(CLASH)]


def _session(pair: Versions) -> dict[str, int]:
    return {
        "all": 1,
        "new": int(pair.before is None),
        "removed": int(pair.after is None),
        "tagged": len(_tagged(pair.after) - _tagged(pair.before)),
    }


def _sessions(counts: Counter[str]) -> str:
    said = counted(counts["all"], "session")
    more = [f"{counts[what]} {what}" for what in ("new", "removed") if counts[what]]
    said += f" ({', '.join(more)})" if more else ""
    return f"{said}, {counted(counts['tagged'], 'quote')} tagged" if counts["tagged"] else said


def _tagged(data: bytes | None) -> set[object]:
    return {tag.get("quote") for tag in _tables(data).get("tags", {}).values()}


def _people(pair: Versions) -> Iterator[str]:
    if pair.after is None:
        return
    before, after = (_tables(data).get("participants", {}) for data in (pair.before, pair.after))
    added, gone = after.keys() - before.keys(), before.keys() - after.keys()
    for what, codes in (
        ("added", added),
        ("removed", gone),
        ("consent of", _changed(before, after, "consents")),
        ("details of", _changed(before, after, "") - _changed(before, after, "consents")),
    ):
        if codes:
            some = sorted(codes)
            yield f"{what} {', '.join(some) if len(some) <= _MOST else f'{len(some)} people'}"


def _changed(before: Table, after: Table, field: str) -> set[str]:
    """Whose record, or which field of it, is another."""
    both = before.keys() & after.keys()
    return {
        code
        for code in both
        if before[code] != after[code] and (not field or before[code].get(field) != after[code].get(field))
    }


def _study(pair: Versions) -> Iterator[str]:
    before, after = (_tables(data) for data in (pair.before, pair.after))
    words = {"settings": "settings", "points": "learning points", "roles": "roles", "memos": "memos"}
    words["summaries"] = "framework matrix"
    yield from (said for table, said in words.items() if before.get(table, {}) != after.get(table, {}))


def _named(stems: list[str], one: str, many: str, names: KnownNames) -> str:
    """What was changed, by its name unless that is somebody's."""
    if len(stems) > _MOST or any(map(names.in_name, stems)):
        return counted(len(stems), one, many)
    return f"{one if len(stems) == 1 else many} {', '.join(sorted(stems))}"


def _tables(data: bytes | None) -> Tables:
    try:
        return decode(data).tables if data is not None else {}
    except ReflectError:
        return {}
