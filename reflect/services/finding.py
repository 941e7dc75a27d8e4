"""Finding: what a study's lists and its search show, from the index.

Sessions, quotes and counts are the same as if every file had been read; only what changed is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from reflect.domain.codebook import Codebook
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Role
from reflect.errors import NotFound, nearest
from reflect.services.index_refresh import Progress, StudyIndex
from reflect.services.index_rows import QuoteRows, session_rows_of
from reflect.services.rows import QuoteRow, SessionRow
from reflect.store import index_read
from reflect.store.index import Index
from reflect.store.index_read import Count, Whose

if TYPE_CHECKING:  # lists do without
    from reflect.services.searching import Hits, Order

Answer = TypeVar("Answer")

PAGE = 50


class Finder:
    """The lists and the search of one study; safe to use from several threads."""

    def __init__(
        self,
        index: StudyIndex,
        *,
        codebook: Callable[[], Codebook],
        roles: Callable[[], Sequence[Role]],
        progress: Progress = lambda _done, _of: None,
    ) -> None:
        self._index = index
        self.codebook = codebook
        self.roles = roles
        self.progress = progress
        """Told how far reading files for the index has got, when that takes long."""

    # -- lists -----------------------------------------------------------------------------------------

    def sessions(self, *, fresh: bool = True) -> tuple[SessionRow, ...]:
        """Every session that can be read, newest first. Not `fresh`: as far as the index knows them."""
        rows, roles = self.ask(lambda h, _: index_read.session_rows(h), fresh=fresh)
        return tuple(session_rows_of(rows, roles))

    def quotes(
        self,
        *,
        point: str = "",
        participant: str = "",
        role: str = "",
        offset: int = 0,
        limit: int | None = None,
        fresh: bool = True,
    ) -> tuple[QuoteRow, ...]:
        """Quotes, session by session from the oldest, in reading order; all of them or a page."""
        whose = Whose(point, participant, role)
        found, roles = self.ask(
            lambda h, order: index_read.quotes(h, order, whose, offset, limit), fresh=fresh
        )
        rows = QuoteRows(self.codebook(), roles)
        return tuple(rows.row(quote.row, quote.words) for quote in found)

    def count_quotes(
        self, *, point: str = "", participant: str = "", role: str = "", fresh: bool = True
    ) -> int:
        """How many quotes `quotes` lists in all."""
        whose = Whose(point, participant, role)
        return self.ask(lambda h, order: index_read.count_quotes(h, order, whose), fresh=fresh)[0]

    def point_counts(self, *, fresh: bool = True) -> dict[str, Count]:
        """How often each learning point is used: those without quotes are not among them."""

        def counted(handle: sqlite3.Connection, _order: index_read.Order) -> bytes:
            return msgspec.json.encode(index_read.point_counts(handle))

        return msgspec.json.decode(self.kept("counts of points", counted, fresh=fresh), type=dict[str, Count])

    def quotes_by_participant(self) -> dict[str, int]:
        """How many quotes are whose words, by their codes."""
        return self.ask(lambda h, _: index_read.quotes_by_participant(h))[0]

    def points_by_session(self) -> dict[str, dict[str, int]]:
        """How many quotes of each learning point every session has, in reading order."""
        return self.ask(lambda h, _: index_read.points_by_session(h))[0]

    def quotes_with(self, point: str) -> int:
        """How many quotes have a learning point, wherever they are."""
        return self.ask(lambda h, _: index_read.quotes_with(h, point))[0]

    def files(self, *, clashing: bool = False, fresh: bool = True) -> dict[str, str]:
        """The file of each session, by its id; only of those with a clash, if so asked."""
        return self.ask(lambda h, _: index_read.files_of(h, clashing=clashing), fresh=fresh)[0]

    def files_tagged(self, points: Iterable[str]) -> list[str]:
        """The files of the sessions with a tag or a memo of one of these points, as they stand in them."""
        return self.ask(lambda h, _: index_read.files_tagged(h, points))[0]

    def points_used(self) -> set[PointId]:
        """Every learning point that a tag names, merged ones as they stand in the files."""
        return {PointId(point) for point in self.ask(lambda h, _: index_read.points_used(h))[0]}

    def files_with(self, code: str) -> list[str]:
        """The files of the sessions that a participant has, or speaks in."""
        return self.ask(lambda h, _: index_read.files_with(h, code))[0]

    def sessions_of(self, code: str) -> int:
        """How many sessions a participant has, or speaks in."""
        return len(self.files_with(code))

    def files_by_round(self, *, fresh: bool = True) -> dict[str, list[str]]:
        """The files of the self-assessments by their rounds; under an empty id, those that belong to none."""
        found: dict[str, list[str]] = {}
        for name, file in self.ask(lambda h, _: index_read.files_by_round(h), fresh=fresh)[0]:
            found.setdefault(name.strip(), []).append(file)
        return found

    def sessions_in(self, round_id: str) -> int:
        """How many sessions belong to a round of self-assessment."""
        return len(self.files_by_round().get(round_id, ()))

    def troubles(self) -> list[str]:
        """Why some files or sessions are in no list; as of the last time the index was brought up to date."""
        found = self.ask(lambda h, _: index_read.troubles(h), fresh=False)[0]
        return [*self._index.unreadable.values(), *found]

    def refresh(self, progress: Progress | None = None) -> bool:
        """Read again what changed; whether anything had. Raises StoreError when that cannot be told."""
        return self._index.read(lambda _: self._index.refresh(progress or self.progress), fresh=False)

    # -- search ----------------------------------------------------------------------------------------

    def search(
        self,
        words: str,
        *,
        order: Order | None = None,
        limit: int = PAGE,
        after: str = "",
        fresh: bool = True,
    ) -> Hits:
        """What fits, a page of it; `after` is the `next` of the page before.

        Without an `order`, the best come first where there are words to go by.

        Raises:
            InvalidInput: the query cannot be read; says what would be right.
            NotFound: it names a learning point, a person, … that there is not.
            Stopped: `stop` was called meanwhile.

        """
        from reflect.services.searching import search

        return search(self, words, order=order, limit=limit, after=after, fresh=fresh)

    def stop(self) -> None:
        """End a search that goes on in another thread: something else is looked for by now."""
        self._index.stop()

    @property
    def busy(self) -> bool:
        """Whether the index is being brought up to date just now."""
        return self._index.busy

    @property
    def reading(self) -> tuple[int, int] | None:
        """How many sessions have been read, of how many that have to be; None while none are."""
        return self._index.reading

    def tidy(self) -> None:
        """Do what can wait until nobody does: never fails."""
        self._index.tidy()

    def abandon(self) -> None:
        """Let a refresh in another thread end with the session it is at: the program ends."""
        self._index.abandon()

    def roles_by_code(self) -> Mapping[ParticipantCode, RoleId]:
        """The role of every participant, as the index knows it."""
        return self._index.read(lambda index: index.kept(_roles), fresh=False)

    def kept(
        self,
        name: str,
        count: Callable[[sqlite3.Connection, index_read.Order], bytes],
        *,
        fresh: bool = True,
    ) -> bytes:
        """What `count` gives, counted only when tallies, people or sessions are others than when it last was.

        `name` stands for what it counts. Not `fresh`, it is not kept, since that would wait for who writes.
        """

        def answer(index: Index) -> bytes:
            asked = "SELECT value FROM kept WHERE name = ?"
            with index.reading() as handle:
                found = handle.execute(asked, (name,)).fetchone()
                if found is None and not fresh:
                    return count(handle, index.kept(index_read.order_of))
            if found is None:
                with index.writing() as handle:  # so that nothing changes between counting and keeping
                    found = (count(handle, index_read.order_of(handle)),)
                    handle.execute("INSERT OR REPLACE INTO kept VALUES(?, ?)", (name, *found))
            return bytes(found[0])

        return self._index.read(answer, fresh=fresh, progress=self.progress)

    def ask(
        self,
        ask: Callable[[sqlite3.Connection, index_read.Order], Answer],
        *,
        fresh: bool = True,
        stoppable: bool = False,
    ) -> tuple[Answer, Mapping[ParticipantCode, RoleId]]:
        """An answer of the index, with the role of every participant; if `stoppable`, `stop` ends it."""

        def both(index: Index) -> tuple[Answer, Mapping[ParticipantCode, RoleId]]:
            with index.reading() as handle:
                roles, order = index.kept(_roles), index.kept(index_read.order_of)
                return ask(handle, order), roles

        return self._index.read(both, fresh=fresh, stoppable=stoppable, progress=self.progress)


def point_id(codebook: Codebook, wanted: str) -> PointId:
    """A learning point by its number, its id or its name; raises NotFound with the nearest right one."""
    for point in codebook.points:
        if wanted.casefold() in (str(point.number), point.id.casefold(), point.name.casefold()):
            return point.id
    merged = codebook.get(wanted)
    if merged is not None:
        return merged.id
    known = [f"{point.number} ({point.id} {point.name})" for point in codebook.points]
    raise NotFound(f"There is no learning point {wanted}", remedy=nearest(wanted, known))


def _roles(handle: sqlite3.Connection) -> dict[ParticipantCode, RoleId]:
    return {ParticipantCode(c): RoleId(r) for c, r in handle.execute("SELECT code, role FROM people")}
