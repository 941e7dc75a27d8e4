"""Where quotes are, by the beginnings of their ids: what a write-up's references ask of the index.

Every function works with a handle of `Index.reading`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from reflect.store.index import SLOTS

Handle = sqlite3.Connection

_PAST_ALL = "\U0010ffff"


class QuoteAt(NamedTuple):
    """A quote and the file that it is in."""

    quote: str
    file: str


def beginning_so(handle: Handle, wanted: str) -> list[QuoteAt]:
    """The quotes whose ids begin so, from the oldest session to the newest; a copied one with each file."""
    asked = (
        "SELECT t.key, s.file FROM texts t JOIN sessions s ON s.n = t.id >> ? WHERE t.kind = 'quote'"
        " AND t.key >= ? AND t.key < ? AND s.shown AND s.trouble = '' ORDER BY s.started, s.id"
    )
    return [QuoteAt(*row) for row in handle.execute(asked, (SLOTS, wanted, wanted + _PAST_ALL))]


def named(handle: Handle, wanted: str) -> list[QuoteAt]:
    """The same of the quote with just this id."""
    asked = (
        "SELECT t.key, s.file FROM texts t JOIN sessions s ON s.n = t.id >> ? WHERE t.kind = 'quote'"
        " AND t.key = ? AND s.shown AND s.trouble = '' ORDER BY s.started, s.id"
    )
    return [QuoteAt(*row) for row in handle.execute(asked, (SLOTS, wanted))]


def quote_ids(handle: Handle) -> list[str]:
    """The id of every quote, in the order of the ids."""
    asked = (
        "SELECT DISTINCT t.key FROM texts t JOIN sessions s ON s.n = t.id >> ? WHERE t.kind = 'quote'"
        " AND s.shown AND s.trouble = '' ORDER BY t.key"
    )
    return [quote for (quote,) in handle.execute(asked, (SLOTS,))]


def files_in_order(handle: Handle) -> list[str]:
    """The file of every session that lists show, from the oldest to the newest."""
    asked = "SELECT file FROM sessions WHERE shown AND trouble = '' ORDER BY started, id"
    return [file for (file,) in handle.execute(asked)]


def files_of_quotes(handle: Handle, quotes: Iterable[str]) -> list[str]:
    """The files in which these quotes are, from the oldest session to the newest."""
    found: dict[str, None] = {}
    for quote in quotes:
        found.update(dict.fromkeys(at.file for at in named(handle, quote)))
    return [file for file in files_in_order(handle) if file in found] if found else []
