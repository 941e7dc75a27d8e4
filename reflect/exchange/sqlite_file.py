"""Tables as one SQLite database, for Datasette, R and whatever else reads them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from reflect.domain.flat_tables import Column, FlatTable


def as_sqlite(tables: Sequence[FlatTable]) -> bytes:
    """A database with a table for each, keys and references kept; the same tables give the same bytes.

    A table stands after those that it refers to, and `PRAGMA foreign_key_check` finds nothing.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        for table in tables:
            database.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(_parts(table, tables))})")
        with database:
            for table in tables:
                places = ", ".join("?" for _ in table.columns)
                # Names are ours and quoted; values are bound.
                database.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", table.rows)  # noqa: S608
        for table in tables:
            for column in table.columns:
                if column.refers:
                    name = _quoted(f"{table.name}_{column.name}")
                    database.execute(f"CREATE INDEX {name} ON {_quoted(table.name)} ({_quoted(column.name)})")
        return database.serialize()


def _parts(table: FlatTable, tables: Sequence[FlatTable]) -> list[str]:
    keys = [_quoted(column.name) for column in table.columns if column.key]
    parts = [_column(column, tables) for column in table.columns]
    return [*parts, f"PRIMARY KEY ({', '.join(keys)})"] if keys else parts


def _column(column: Column, tables: Sequence[FlatTable]) -> str:
    needed = " NOT NULL" if column.key else ""
    made = f"{_quoted(column.name)} {column.holds.upper()}{needed}"
    if not column.refers:
        return made
    other = next(table for table in tables if table.name == column.refers)
    key = next(each.name for each in other.columns if each.key)
    return f"{made} REFERENCES {_quoted(other.name)} ({_quoted(key)})"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
