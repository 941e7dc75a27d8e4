"""What came into a session from somebody else, in one line: `Ben's changes came in: 2 answers, 3 tags`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from reflect.domain.group import Cluster, Contribution, Rule, Seat
from reflect.domain.recovery import answer_differs
from reflect.domain.session import Memo, Note, NoteKind, Quote, Response, SessionRecord, Tag, Turn

_WORDS = {
    "answers": ("answer", "answers"),
    "marks": ("mark on a question", "marks on questions"),
    "turns": ("part of the transcript", "parts of the transcript"),
    "notes": ("field note", "field notes"),
    "moments": ("marked time", "marked times"),
    "quotes": ("quote", "quotes"),
    "tags": ("tag", "tags"),
    "memos": ("memo", "memos"),
    "entries": ("thing said by one of the group", "things said by one of the group"),
    "room": ("change of who sits where", "changes of who sits where"),
    "groups": ("group of entries", "groups of entries"),
    "rules": ("rule", "rules"),
}


class _Arrival(NamedTuple):
    what: str
    by: str
    """Who did it, as far as the record says."""
    gone: bool


def in_words(before: SessionRecord, after: SessionRecord, *, me: str) -> str:
    """What changed from one to the other by somebody else's hand; empty when nothing did that one sees.

    `me` is who is told. Where the other stopped, and which questions came up there, nobody needs to be told.
    """
    found = list(_arrivals(before, after))
    said = []
    for what, (one, many) in _WORDS.items():
        came = sum(a.what == what and not a.gone for a in found)
        went = sum(a.what == what and a.gone for a in found)
        said += [f"{came} {one if came == 1 else many}"] if came else []
        said += [f"{went} {one if went == 1 else many} removed"] if went else []
    places = len(after.clashes.keys() - before.clashes.keys())
    two = (
        "" if not places else "1 place in two versions" if places == 1 else f"{places} places in two versions"
    )
    others = sorted({a.by for a in found if a.by and a.by != me})
    if not said:
        return f"The same words were changed elsewhere: {two}" if two else ""
    whose = f"{_listed(others)}'s changes" if others else "Changes from elsewhere"
    return f"{whose} came in: {', '.join(said)}" + (f"; {two}" if two else "")


def _arrivals(before: SessionRecord, after: SessionRecord) -> Iterator[_Arrival]:
    tables: list[tuple[Mapping[str, msgspec.Struct], Mapping[str, msgspec.Struct]]] = [
        (getattr(before, name), getattr(after, name))
        for name in (
            "responses",
            "turns",
            "notes",
            "quotes",
            "tags",
            "memos",
            "contributions",
            "seats",
            "clusters",
            "rules",
        )
    ]
    for was, now in tables:
        for key in [*now, *(key for key in was if key not in now)]:
            old, new = was.get(key), now.get(key)
            if old is new or old == new:
                continue
            what = _what(old, new)
            if what:
                row = new if new is not None else old
                yield _Arrival(what, getattr(row, "by", ""), new is None)


def _what(old: msgspec.Struct | None, new: msgspec.Struct | None) -> str:
    row = new if new is not None else old
    match row:
        case Response():
            return _of_response(old if isinstance(old, Response) else Response(id=row.id), row)
        case Turn():
            return "turns"
        case Note():
            return "moments" if row.kind is NoteKind.BOOKMARK else "notes"
        case Quote():
            return _of_quote(old, row)
        case Tag():
            return "tags"
        case Memo():
            return "memos"
        case Contribution():
            return "entries"
        case Seat():
            return "room"
        case Cluster():
            return "groups"
        case Rule():
            return "rules"
        case _:
            return ""


def _of_response(old: Response, new: Response) -> str:
    if answer_differs(old, new):
        return "answers"
    marked = (new.probes, new.bookmark, new.reason, new.covered_by) != (
        old.probes,
        old.bookmark,
        old.reason,
        old.covered_by,
    )
    return "marks" if marked else ""


def _of_quote(old: msgspec.Struct | None, new: Quote) -> str:
    """A quote that only moved with the words before it is the same quote."""
    if isinstance(old, Quote):
        moved = msgspec.structs.replace(new, start=old.start, end=old.end)
        return "" if moved == old else "quotes"
    return "quotes"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
