"""Which sessions a researcher tags without seeing what others did there, kept on this computer.

A session is one of them from when its researcher asks not to be shown others' work until they ask to see it
again. Kept are ids of sessions and researchers' names, for each study.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Protocol

from msgspec.structs import replace

from reflect.domain.codebook import Codebook
from reflect.domain.ids import QuoteId
from reflect.domain.search_query import Kind
from reflect.domain.session import SessionRecord
from reflect.domain.side_by_side import Unseen, Whose, seen
from reflect.errors import ReflectError
from reflect.services.finding import Finder
from reflect.services.guide_shelf import parsed
from reflect.services.listing import quote_rows
from reflect.services.rows import QuoteRow
from reflect.services.searching import Hit
from reflect.store.atomic import write_atomically
from reflect.store.filesystem import FileSystem, in_words

NAME = "blind.json"


class Source(Protocol):
    """What is needed of a study to tell what is seen of it."""

    def session_record(self, session_id: str) -> SessionRecord:
        """One session."""

    def codebook(self) -> Codebook:
        """The learning points."""


class Listed(Protocol):
    """What is needed of a study to tell which sessions it has."""

    @property
    def finder(self) -> Finder:
        """Its index."""


def as_seen(rows: Iterable[QuoteRow], quotes: Mapping[QuoteId, QuoteRow | None]) -> tuple[QuoteRow, ...]:
    """Rows as they read to one from whom others' work is hidden, with what `seen_quotes` says."""
    found = []
    for row in rows:
        mine = quotes.get(row.id, row)
        if mine is row:
            found.append(row)
        elif mine is not None:
            found.append(
                replace(
                    row,
                    points=mine.points,
                    contradicts=mine.contradicts,
                    memos=mine.memos,
                    taggers=mine.taggers,
                )
            )
    return tuple(found)


class Blind:
    """The sessions that `by` is blind in. Safe to use from several threads."""

    def __init__(self, folder: Path, by: str) -> None:
        self._path = folder / NAME
        self._by = by
        self._lock = Lock()

    def sessions(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self._read().get(self._by, ()))

    def unseen(self) -> Unseen:
        """What is left out of what this researcher is shown."""
        return Unseen(self.sessions(), self._by)

    def is_blind(self, session: str) -> bool:
        """Whether one of them is this."""
        return session in self.sessions()

    def remember(self, session: str, *, blind: bool) -> None:
        """Put down that one is blind in a session, or is not any more. Raises StoreError."""
        with self._lock:
            every = self._read()
            mine = set(every.get(self._by, ()))
            if blind is (session in mine):
                return
            mine ^= {session}
            every[self._by] = sorted(mine)
            files = FileSystem()
            try:
                files.make_private_folder(self._path.parent)
                data = json.dumps(every, ensure_ascii=False).encode()
                write_atomically(self._path, data, temporary=self._path.parent, files=files)
            except OSError as error:
                raise in_words(error, str(self._path)) from error

    def sessions_in(self, study: Listed) -> frozenset[str]:
        """Those of them that the study has."""
        mine = self.sessions()
        return mine.intersection(study.finder.files()) if mine else mine

    def record(self, record: SessionRecord) -> SessionRecord:
        """A session as one may look at it: without what others did there, if one is blind to it.

        A quote that others made and one tagged too is there, and nobody's.
        """
        if not self.is_blind(record.session.id):
            return record
        mine = {key: each for key, each in record.bin.items() if each.by == self._by}
        shown = seen(record, Whose.BLIND, self._by)
        quotes = {key: q if q.by == self._by else replace(q, by="") for key, q in shown.quotes.items()}
        return replace(shown, quotes=quotes, bin=mine)

    def seen_quotes(self, study: Source) -> dict[QuoteId, QuoteRow | None]:
        """How the quotes of these sessions read to one who is not shown others' work; None: not at all."""
        found: dict[QuoteId, QuoteRow | None] = {}
        codebook = study.codebook()
        for session in sorted(self.sessions()):
            with suppress(ReflectError):  # one that is gone has no quotes to hide
                record = study.session_record(session)
                found.update(dict.fromkeys(record.quotes))
                shown = seen(record, Whose.BLIND, self._by)
                rows = quote_rows(shown, parsed(record.session.guide_text), None, codebook)
                found.update((row.id, row) for row in rows)
        return found

    def hits(self, study: Source, found: Iterable[Hit]) -> list[Hit]:
        """Hits of a search without what others did in these sessions."""
        hidden = self.sessions()
        hits = list(found)
        if not any(hit.session in hidden for hit in hits):
            return hits
        quotes = self.seen_quotes(study)
        kept = []
        for hit in hits:
            if hit.session not in hidden:
                kept.append(hit)
            elif hit.kind is Kind.MEMO:
                if hit.by == self._by:
                    kept.append(hit)
            elif hit.kind is Kind.QUOTE:
                row = quotes.get(hit.quote) if hit.quote is not None else None
                if row is not None:
                    kept.append(replace(hit, points=row.points, contradicts=row.contradicts))
            else:
                place = (hit.session, hit.passage)
                here = [row for row in quotes.values() if row and (row.session, row.passage) == place]
                kept.append(
                    replace(
                        hit,
                        points=tuple(dict.fromkeys(point for row in here for point in row.points)),
                        contradicts=tuple(dict.fromkeys(point for row in here for point in row.contradicts)),
                    )
                )
        return kept

    def _read(self) -> dict[str, list[str]]:
        with suppress(OSError, ValueError):
            read = json.loads(self._path.read_text("utf-8"))
            if isinstance(read, dict):
                lists = {str(name): ids for name, ids in read.items() if isinstance(ids, list)}
                return {name: [str(each) for each in ids] for name, ids in lists.items()}
        return {}
