"""How often each learning point of a study is used, and by how many people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from reflect.domain.codebook import Codebook
from reflect.domain.ids import PointId
from reflect.domain.session import Memo
from reflect.services.rows import QuoteRow

if TYPE_CHECKING:
    from reflect.services.study import Study


class PointCounts(NamedTuple):
    """How often one learning point is used."""

    quotes: int = 0
    sessions: int = 0
    people: int = 0
    """How many participants said them."""
    contradicting: int = 0
    """How many of the quotes speak against it."""


class CodebookUse(NamedTuple):
    """A codebook with its counts."""

    codebook: Codebook
    counts: Mapping[PointId, PointCounts]
    """Points without quotes are not among them."""
    memos: Mapping[PointId, tuple[Memo, ...]] = {}
    """Points without memos are not among them."""

    def of(self, point: PointId) -> PointCounts:
        """The counts of one point."""
        return self.counts.get(point, PointCounts())


def codebook_use(study: Study, *, fresh: bool = True) -> CodebookUse:
    """The codebook of a study, counted, with the memos on its points.

    Not `fresh`: as far as the index knows its quotes.
    """
    counts = study.finder.point_counts(fresh=fresh)
    return CodebookUse(
        study.codebook(),
        {PointId(point): PointCounts(*count) for point, count in counts.items() if point},
        study.point_memos.all(),
    )


def counted(rows: Iterable[QuoteRow]) -> dict[PointId, PointCounts]:
    """What these quotes come to, point by point."""
    quotes: Counter[PointId] = Counter()
    against: Counter[PointId] = Counter()
    sessions: set[tuple[PointId, str]] = set()
    people: set[tuple[PointId, str]] = set()
    for row in rows:
        quotes.update(row.points)
        against.update(row.contradicts)
        sessions.update((point, row.session) for point in row.points)
        people.update((point, row.participant) for point in row.points if row.participant)
    in_sessions, by_people = (Counter(point for point, _ in found) for found in (sessions, people))
    return {
        point: PointCounts(count, in_sessions[point], by_people[point], against[point])
        for point, count in quotes.items()
    }
