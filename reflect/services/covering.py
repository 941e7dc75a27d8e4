"""What the tagging of a study covers, from the index."""

from __future__ import annotations

import sqlite3
from typing import Protocol

from reflect.analysis.coverage import Coverage, Question, Untagged, point_cover
from reflect.analysis.saturation import BASE, RUN, added, runs
from reflect.domain.gate import taken_back
from reflect.domain.people import Participant
from reflect.domain.session import INTERVIEWER
from reflect.services import tabulating
from reflect.store import index_tables
from reflect.store.index_read import Order


class Source(tabulating.Source, Protocol):
    """What this needs of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""


def coverage(study: Source, *, base: int = BASE, run: int = RUN) -> Coverage:
    """What the tagging covers, and what each session added.

    Whoever withdrew, or does not take part, is not among the voices that are missing.
    """
    codebook = study.codebook()
    children = {point.id for point in codebook.points if point.parent is not None}
    series = added(study.finder.points_by_session(), children)
    counts = study.finder.point_counts()
    roles = {role.id: role.name for role in study.roles()}

    def read(
        handle: sqlite3.Connection, order: Order
    ) -> tuple[list[Untagged], list[Question], dict[str, dict[str, int]], set[str]]:
        people: dict[str, dict[str, int]] = {}
        for cell in index_tables.tallied(handle, order, "points", "roles", people=True):
            people.setdefault(cell.row, {})[cell.col] = cell.number
        said = [Untagged(**row) for row in index_tables.untagged(handle, INTERVIEWER)]
        silent = [Question(**row) for row in index_tables.questions_without_quotes(handle)]
        return said, silent, people, index_tables.speakers(handle)

    (said, silent, heard, spoke), role_of = study.finder.ask(read)
    there = {role for code, role in role_of.items() if code in spoke}
    quoted = {code for code, count in study.finder.quotes_by_participant().items() if count}
    gone = {person.code for person in study.people() if taken_back(person) is not None}
    return Coverage(
        sessions=tuple(said),
        added=tuple(series),
        runs=tuple(runs(series, base=base, run=run)),
        questions=tuple(silent),
        points=point_cover(
            ((point.id, point.number, point.name) for point in codebook.points),
            {point: (count.quotes, count.contradicting) for point, count in counts.items()},
            heard,
            [(key, name) for key, name in roles.items() if key in there],
        ),
        never_quoted=tuple(sorted(spoke - quoted - gone)),
    )
