"""Mending what is in the files: what names things that are not there, and quotes that are off their words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from reflect.domain.anchors import found_again
from reflect.domain.bin import BinnedFromStudy
from reflect.domain.framework import TABLE as SUMMARIES
from reflect.domain.framework import CellSummary
from reflect.domain.ids import unused
from reflect.domain.session import Binned, Memo, MemoTarget, Quote, SessionRecord, Tag
from reflect.errors import GuideInvalid, ReflectError
from reflect.services.checking import off_their_words, shown, texts_of
from reflect.services.mending import Bench
from reflect.store.check import Dangling, Looked, dangling_rows
from reflect.store.paths import STUDY
from reflect.store.records import from_record, to_record
from reflect.store.sealed import Tables

POINT = MemoTarget.POINT.value
_MOVED = frozenset({"tags", "memos", SUMMARIES})
"""The tables of what goes to the bin when it names what is not there."""


class Records:
    """The records of the study on the bench."""

    def __init__(self, bench: Bench) -> None:
        self._at = bench
        self.points: dict[str, str] = {}
        """Why what names a learning point was left, by its id."""

    def mend(self, looked: Looked) -> None:
        """Mend what a look through the study has found."""
        self._references(looked)
        self._quotes(looked)

    def _references(self, looked: Looked) -> None:
        """Move tags, memos and summaries that name what is not there to the bin of their file."""
        for path, rows in dangling_rows(looked, self._at.paths).items():
            rows = [row for row in rows if row.table in _MOVED and self._gone(row)]
            if rows:
                with self._at.held(path) as ours:
                    if ours:
                        self._into_bin(path, rows)

    def _gone(self, row: Dangling) -> bool:
        """Whether what a row names is gone for good, and stands in no kept copy of the study's file."""
        if row.kind != POINT:
            return True
        key = msgspec.json.encode(row.wanted) + b":"
        copies = [folder / STUDY for folder in self._at.files.listed(self._at.paths.repaired)]
        copies += [
            path for path in self._at.files.listed(self._at.paths.damaged) if path.stem.startswith("study")
        ]
        for copy in copies:
            with suppress(OSError):
                if key in self._at.files.read(copy):
                    self.points[row.wanted] = (
                        f"The learning point stands in {self._at.paths.name(copy)}, an earlier state of the "
                        "study's own file: add it again, or delete that copy and repair once more."
                    )
                    return False
        return True

    def _into_bin(self, path: Path, rows: list[Dangling]) -> None:
        name = self._at.paths.name(path)
        read = self._at.tables(path)
        if read is None:
            return
        data, found, tables = read
        bin_rows = tables.setdefault("bin", {})
        told = []
        for row in rows:
            record = tables[row.table].get(row.id)
            if record is None:  # it names two things that are not there, and went with the first
                continue
            missing = f"the {row.kind} {row.wanted} is not there"
            binned = self._binned(path, row, record, unused(row.id, bin_rows), missing)
            if binned is None:
                continue
            del tables[row.table][row.id]
            bin_rows[binned.id] = to_record(binned)
            what = f"It names the {row.kind} {row.wanted}, which is not there"
            told.append((f"{name}: {row.table}/{row.id}", what, "moved to the bin"))
        if told and self._at.save(path, data, found, tables):
            for line in told:
                self._at.tell(*line)

    def _binned(
        self, path: Path, row: Dangling, record: dict[str, object], bin_id: str, missing: str
    ) -> Binned | BinnedFromStudy | None:
        """The bin's row for a dangling one; None when that is not valid, and so is left as it is."""
        name, at = self._at.paths.name(path), self._at.now.isoformat(timespec="seconds")
        tag: tuple[Tag, ...] = ()
        memo: tuple[Memo, ...] = ()
        summary: tuple[CellSummary, ...] = ()
        try:
            if row.table == "tags":
                tag = (from_record(Tag, record, file=name, table=row.table, record_id=row.id),)
            elif row.table == SUMMARIES:
                summary = (from_record(CellSummary, record, file=name, table=row.table, record_id=row.id),)
            else:
                memo = (from_record(Memo, record, file=name, table=row.table, record_id=row.id),)
        except ReflectError:
            return None
        if path == self._at.paths.study:
            return BinnedFromStudy(
                id=bin_id, memos=memo, summaries=summary, by=self._at.researcher, at=at, why=missing
            )
        return Binned(id=bin_id, tags=tag, memos=memo, by=self._at.researcher, at=at, why=missing)

    def _quotes(self, looked: Looked) -> None:
        """Put quotes back on their own words, or mark them as source changed."""
        for path, record in looked.sessions.items():
            off = self._off(record, looked.tables[path])
            if off:
                with self._at.held(path) as ours:
                    if ours:
                        self._settle(path, off)

    @staticmethod
    def _off(record: SessionRecord, tables: Tables) -> list[tuple[Quote, Quote]]:
        """The quotes that are off their words, and as they should be."""
        try:
            texts = texts_of(record)
        except GuideInvalid:
            return []
        return [(q, found_again(q, texts.get(q.passage, ""))) for q in off_their_words(record, texts, tables)]

    def _settle(self, path: Path, off: list[tuple[Quote, Quote]]) -> None:
        name = self._at.paths.name(path)
        read = self._at.tables(path)
        if read is None:
            return
        data, found, tables = read
        rows = tables["quotes"]
        off = [(q, after) for q, after in off if _still(rows.get(q.id, {}), q)]
        for _, after in off:
            # Field by field: what a later version may have put into the record stays in it.
            rows[after.id] |= {
                "start": after.start,
                "end": after.end,
                "source_changed": after.source_changed,
            }
        if not off or not self._at.save(path, data, found, tables):
            return
        for before, after in off:
            if after.source_changed:
                how = "its words do not stand in one place only, so it is marked as source changed"
            elif before.source_changed and (before.start, before.end) == (after.start, after.end):
                how = "its words stand where it says, so the mark “source changed” is taken away"
            else:
                how = f"it is put back on its words, at {after.start} to {after.end}"
            what = f"The quote {shown(before.words)} was not as its passage is"
            self._at.tell(f"{name}: quotes/{after.id}", what, how)


def _still(row: dict[str, object], quote: Quote) -> bool:
    """Whether nobody has changed the quote since it was looked at."""
    return (row.get("start"), row.get("end"), row.get("words")) == (quote.start, quote.end, quote.words)
