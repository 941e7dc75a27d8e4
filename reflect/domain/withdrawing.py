"""Taking a person's words out of the tables of a file, and leaving everybody else's as they are. Pure.

It works on tables and not on typed records, since what comes in from elsewhere is taken apart in the same way
before anybody has read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from reflect.domain.merging import as_tables
from reflect.domain.passages import answer_passage, contribution_passage, turn_passage
from reflect.domain.session import SessionRecord
from reflect.domain.taking_out import Open, Tables

_SPOKEN = ("turns", "responses", "contributions", "seats", "quotes", "tags", "memos")


def concerns(tables: Tables, code: str) -> bool:
    """Whether a session's tables, or its bin, hold words of that participant."""
    return code in _people_in(tables)


def session_without(tables: Tables, codes: Iterable[str]) -> Open | None:
    """A session without the words of these participants; None when it was theirs alone.

    What a group wrote together is nobody's by itself, and stays.
    """
    now: Open = {table: {key: dict(row) for key, row in rows.items()} for table, rows in tables.items()}
    for code in codes:
        people = _people_in(now)
        if code not in people:
            continue
        sitting = next(iter(now.get("session", {}).values()), {})
        if people == {code} and sitting.get("participant") == code:
            return None
        _take_out(now, code, sitting)
    return now


def record_without(record: SessionRecord, code: str) -> SessionRecord | None:
    """The same of a record; None when it was theirs alone."""
    tables = session_without(as_tables(record), [code])
    if tables is None:
        return None
    (session,) = tables["session"].values()
    fields = {table: rows for table, rows in tables.items() if table != "session"}
    return msgspec.convert({"session": session, **fields}, SessionRecord)


def quotes_of(record: SessionRecord, code: str) -> dict[str, str]:
    """The participant's quotes in a session, those in its bin too: their words, by id."""
    tables = as_tables(record)
    theirs = _passages(tables, code)
    rows = [*record.quotes.values(), *(quote for row in record.bin.values() for quote in row.quotes)]
    return {quote.id: quote.words for quote in rows if quote.passage in theirs}


def _people_in(tables: Tables) -> set[object]:
    rows = [row for table in ("session", "turns", "seats") for row in tables.get(table, {}).values()]
    return {row.get("participant") for row in rows} - {None}


def _passages(tables: Tables, code: str) -> set[str]:
    """The ids of the passages whose words are theirs."""
    found = {
        str(turn_passage(key))
        for key, turn in tables.get("turns", {}).items()
        if turn.get("participant") == code
    }
    found |= {str(contribution_passage(key)) for key in _said_by(tables, code)}
    sitting = next(iter(tables.get("session", {}).values()), {})
    if sitting.get("participant") == code:
        found |= {str(answer_passage(key)) for key in tables.get("responses", {})}
    return found


def _seats_of(tables: Tables, code: str) -> set[str]:
    """The ids of their seats in a group."""
    return {key for key, seat in tables.get("seats", {}).items() if seat.get("participant") == code}


def _said_by(tables: Tables, code: str) -> set[str]:
    """The ids of what they contributed to a group, what was taken out of it again too."""
    seats = _seats_of(tables, code)
    binned = [said for row in tables.get("bin", {}).values() for said in _rows(row.get("contributions"))]
    rows = [*tables.get("contributions", {}).items(), *((str(said.get("id")), said) for said in binned)]
    return {key for key, said in rows if said.get("seat") in seats}


def _take_out(now: Open, code: str, sitting: dict[str, object]) -> None:
    passages, said = _passages(now, code), _said_by(now, code)
    binned = [quote for row in now.get("bin", {}).values() for quote in _rows(row.get("quotes"))]
    quotes = {
        str(quote.get("id"))
        for quote in (*now.get("quotes", {}).values(), *binned)
        if quote.get("passage") in passages
    }
    gone: dict[str, set[str]] = {
        "turns": {key for key in now.get("turns", {}) if turn_passage(key) in passages},
        "contributions": said & now.get("contributions", {}).keys(),
        "seats": _seats_of(now, code),
        "responses": {key for key in now.get("responses", {}) if str(answer_passage(key)) in passages},
        "quotes": {key for key in now.get("quotes", {}) if key in quotes},
        "tags": {key for key, tag in now.get("tags", {}).items() if tag.get("quote") in quotes},
        "memos": {key for key, memo in now.get("memos", {}).items() if _about(memo, quotes)},
    }
    for table in _SPOKEN:
        for key in gone[table]:
            del now[table][key]
    for key, row in list(now.get("bin", {}).items()):
        kept: dict[str, list[Mapping[str, object]]] = {
            "quotes": [quote for quote in _rows(row.get("quotes")) if quote.get("id") not in quotes],
            "tags": [tag for tag in _rows(row.get("tags")) if tag.get("quote") not in quotes],
            "memos": [memo for memo in _rows(row.get("memos")) if not _about(memo, quotes)],
            "contributions": [one for one in _rows(row.get("contributions")) if one.get("id") not in said],
        }
        if any(kept.values()):
            now["bin"][key] = {**row, **kept}
        else:
            del now["bin"][key]
    for key, clash in list(now.get("clashes", {}).items()):
        if clash.get("record") in gone.get(str(clash.get("table")), set()):
            del now["clashes"][key]
    for table in ("responses", "contributions"):
        for row in now.get(table, {}).values():
            evidence = row.get("evidence")
            if isinstance(evidence, list | tuple):
                row["evidence"] = [quote for quote in evidence if quote not in quotes]
    if sitting.get("participant") == code:
        sitting["participant"] = None


def _about(memo: Mapping[str, object], quotes: Collection[str]) -> bool:
    return memo.get("target") == "quote" and memo.get("target_id") in quotes


def _rows(value: object) -> list[Mapping[str, object]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
