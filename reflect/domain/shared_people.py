"""People without their names: what a team shares of them, and how it comes back to each laptop's own list.

Shared are the code, the role, every consent and the day of the record. Name, organisation, post and notes
stay in the laptop's own `people.json`, and so does the bin. The two are brought together like any two
versions of a file: record by record and field by field, against what both were when they last agreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from reflect.domain.ids import unused
from reflect.domain.merging import CLASHES, Tables, merge
from reflect.domain.people import SharedPerson
from reflect.domain.removals import REMOVALS, finished_in
from reflect.domain.taking_out import names_in, people_without

PARTICIPANTS = "participants"
SHARED_FIELDS = SharedPerson.__struct_fields__
_OWN_FIELDS = ("name", "organisation", "post", "notes")
_BIN = "bin"

Row = Mapping[str, object]
Own = dict[str, dict[str, dict[str, object]]]
"""Tables that are the caller's to change."""


class Agreed(NamedTuple):
    """The laptop's own list and the shared one after they were brought together."""

    people: Own
    shared: Own


def shared_of(people: Tables) -> Own:
    """What of `people.json` may be shared when names may not."""
    return {
        PARTICIPANTS: {
            code: {field: row[field] for field in SHARED_FIELDS if field in row}
            for code, row in people.get(PARTICIPANTS, {}).items()
        },
        CLASHES: {key: dict(row) for key, row in people.get(CLASHES, {}).items() if _may_be_shared(row)},
        **_removals(people),
    }


def agreed(people: Tables, shared: Tables, base: Tables | None, *, at: str) -> Agreed:
    """`people.json` and the shared list as one; `base` is what was shared when the two last agreed.

    Whoever was removed elsewhere goes to this laptop's bin, with the name that only it knows. `at` is when,
    ISO 8601 with time zone.
    """
    merged = merge(shared_of(people), _whole(shared), None if base is None else _whole(base), at=at).tables
    own: Own = {table: {key: dict(row) for key, row in rows.items()} for table, rows in people.items()}
    persons, binned = own.setdefault(PARTICIPANTS, {}), own.get(_BIN, {})
    for code, row in merged[PARTICIPANTS].items():
        persons[code] = {**_known(code, persons, binned), **row}
    for code in [code for code in persons if code not in merged[PARTICIPANTS]]:
        key = unused(code, binned)
        own.setdefault(_BIN, binned)[key] = {"id": key, "participant": persons.pop(code), "by": "", "at": at}
    if merged.get(REMOVALS):
        own[REMOVALS] = {key: dict(row) for key, row in merged[REMOVALS].items()}
    for code in finished_in(own):  # not to the bin: nothing of them is to be left on any laptop
        own = people_without(own, code, names=names_in(people, code))
    clashes = {key: row for key, row in own.get(CLASHES, {}).items() if not _may_be_shared(row)}
    clashes |= merged[CLASHES]
    if clashes or CLASHES in own:
        own[CLASHES] = clashes
    return Agreed(own, merged)


def _may_be_shared(clash: Row) -> bool:
    return clash.get("table") == PARTICIPANTS and clash.get("field") in SHARED_FIELDS


def _whole(tables: Tables) -> Own:
    """The tables that are shared, each there: one that is missing was emptied, not unknown."""
    whole: Own = {
        table: {key: dict(row) for key, row in tables.get(table, {}).items()}
        for table in (PARTICIPANTS, CLASHES)
    }
    return whole | _removals(tables)


def _removals(tables: Tables) -> Own:
    """Whose data were removed; a table that is there only once somebody's were."""
    rows = tables.get(REMOVALS, {})
    return {REMOVALS: {key: dict(row) for key, row in rows.items()}} if rows else {}


def _known(code: str, persons: Mapping[str, Row], binned: dict[str, dict[str, object]]) -> Row:
    """What this laptop knows of a person; one who was removed here and is back comes out of the bin."""
    if code in persons:
        return persons[code]
    kept = [key for key, row in binned.items() if _code_of(row) == code]
    if kept:
        last = max(kept, key=lambda key: (str(binned[key].get("at", "")), key))
        found = binned.pop(last)["participant"]
        return found if isinstance(found, dict) else {}
    return dict.fromkeys(_OWN_FIELDS, "")


def _code_of(binned: Row) -> object:
    person = binned.get("participant")
    return person.get("code") if isinstance(person, dict) else None
