"""What the tagging of a study covers, from the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from typing import Protocol

from reflect.analysis.coverage import Coverage, Question, Untagged, point_cover
from reflect.analysis.saturation import BASE, RUN, added, runs
from reflect.domain.gate import taken_back
from reflect.domain.people import Participant
from reflect.domain.session import INTERVIEWER
from reflect.domain.side_by_side import Unseen
from reflect.services import tabulating
from reflect.store import index_tables
from reflect.store.index_read import Order

__all__ = ["BASE", "RUN", "coverage"]


class Source(tabulating.Source, Protocol):
    """What this needs of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""


def coverage(
    study: Source, *, base: int = BASE, run: int = RUN, hidden: Unseen = tabulating.NOTHING
) -> Coverage:
    """What the tagging covers, and what each session added, without what is `hidden`.

    Whoever withdrew, or does not take part, is not among the voices that are missing.
    """
    codebook = study.codebook()
    children = {point.id for point in codebook.points if point.parent is not None}
    series = added(_by_session(study, hidden), children)
    roles = {role.id: role.name for role in study.roles()}

    def read(
        handle: sqlite3.Connection, order: Order
    ) -> tuple[list[Untagged], list[Question], dict[str, dict[str, int]], set[str]]:
        people: dict[str, dict[str, int]] = {}
        by_role = (
            index_tables.counted(handle, "points", "roles", of="people", unseen=hidden)
            if hidden.sessions
            else index_tables.tallied(handle, order, "points", "roles", people=True)
        )
        for cell in by_role:
            people.setdefault(cell.row, {})[cell.col] = cell.number
        said = [Untagged(**row) for row in index_tables.untagged(handle, INTERVIEWER, unseen=hidden)]
        silent = [Question(**row) for row in index_tables.questions_without_quotes(handle, unseen=hidden)]
        return said, silent, people, index_tables.speakers(handle)

    (said, silent, heard, spoke), role_of = study.finder.ask(read)
    there = {role for code, role in role_of.items() if code in spoke}
    gone = {person.code for person in study.people() if taken_back(person) is not None}
    return Coverage(
        sessions=tuple(said),
        added=tuple(series),
        runs=tuple(runs(series, base=base, run=run)),
        questions=tuple(silent),
        points=point_cover(
            ((point.id, point.number, point.name) for point in codebook.points),
            _point_counts(study, hidden),
            heard,
            [(key, name) for key, name in roles.items() if key in there],
        ),
        never_quoted=tuple(sorted(spoke - _quoted(study, hidden) - gone)),
    )


def _by_session(study: Source, hidden: Unseen) -> Mapping[str, Collection[str]]:
    """The points that each session has, from the oldest."""
    if not hidden.sessions:
        return study.finder.points_by_session()
    found = tabulating.counts(study, tabulating.Asked(), hidden=hidden)
    points: dict[str, list[str]] = {col.id: [] for col in found.cols}
    for point, session in found.cells:
        points[session].append(point)
    return points


def _point_counts(study: Source, hidden: Unseen) -> dict[str, tuple[int, int]]:
    """Of each point that is used, how many quotes it has, and how many of them speak against it."""
    if not hidden.sessions:
        counts = study.finder.point_counts()
        return {point: (count.quotes, count.contradicting) for point, count in counts.items()}

    def read(handle: sqlite3.Connection, _order: Order) -> dict[str, tuple[int, int]]:
        dissenting = index_tables.against(handle, unseen=hidden)
        cells = index_tables.counted(handle, "points", index_tables.ALL, of="quotes", unseen=hidden)
        return {cell.row: (cell.number, dissenting.get(cell.row, 0)) for cell in cells}

    return study.finder.ask(read)[0]


def _quoted(study: Source, hidden: Unseen) -> set[str]:
    """The codes of everybody who is in a quote."""
    if not hidden.sessions:
        return {code for code, count in study.finder.quotes_by_participant().items() if count}

    def read(handle: sqlite3.Connection, _order: Order) -> set[str]:
        cells = index_tables.counted(handle, "participants", index_tables.ALL, of="quotes", unseen=hidden)
        return {cell.row for cell in cells}

    return study.finder.ask(read)[0]
