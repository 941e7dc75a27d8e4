"""Mending what tags name: learning points come back from the bin, and tags follow merges."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reflect.domain.ids import PointId
from reflect.domain.retagging import moves
from reflect.services.mending import Bench
from reflect.services.repair_codebook import points_back, tags_moved
from reflect.services.repair_records import POINT
from reflect.store.check import Looked, dangling_rows, merged_points, what_can_be_read


class Points:
    """The learning points of the study on the bench, and what is tagged with them."""

    def __init__(self, bench: Bench) -> None:
        self._at = bench

    def mend(self, looked: Looked) -> bool:
        """Bring back learning points that quotes have, and let tags follow merges; whether it was due."""
        before, study = len(self._at.mended), self._at.paths.study
        wanted = {
            row.wanted
            for path, rows in dangling_rows(looked, self._at.paths).items()
            for row in rows
            if row.kind == POINT and path != study
        }
        read = self._at.tables(study) if wanted else None
        if read is not None:
            data, found, tables = read
            back = points_back(tables, wanted)
            if back and self._at.save(study, data, found, tables):
                for point in back:
                    what = f"Quotes have the learning point {point.id}, which lay in the bin"
                    how = f"it is back, with the number {point.number}"
                    self._at.tell(f"{self._at.paths.name(study)}: points/{point.id}", what, how)
        where = merged_points(looked, self._at.paths)
        for path, record in looked.sessions.items():
            if where and moves(record, where):
                with self._at.held(path) as ours:
                    if ours:
                        self._follow(path, where)
        return len(self._at.mended) > before

    def _follow(self, path: Path, where: Mapping[PointId, PointId]) -> None:
        """Let the tags of a session follow merges of learning points."""
        read = self._at.tables(path)
        record = None if read is None else what_can_be_read(read[2])
        if read is None or record is None:
            return
        data, found, tables = read
        count = tags_moved(tables, record, where)
        if count and self._at.save(path, data, found, tables):
            what = f"{count} {'tags or memos' if count > 1 else 'tag or memo'} had not followed a merge"
            self._at.tell(self._at.paths.name(path), what, "moved to the learning point that stands now")
