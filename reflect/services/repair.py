"""Repairing a study: what can be mended without guessing is, what cannot is listed with the reason.

Nothing is lost by it: whatever is replaced is kept first, under `.reflect/repaired/<moment>/`. A second run
finds nothing more to mend. A dry run works on the study as it would be (`Planned`), and writes nothing.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from reflect.domain.ids import Clock
from reflect.errors import ReflectError
from reflect.services.checking import check_whole, journal_finding, journals_of
from reflect.services.identity import system_clock
from reflect.services.mending import Bench, Mended
from reflect.services.repair_files import Files
from reflect.services.repair_points import Points
from reflect.services.repair_records import POINT, Records
from reflect.services.study import Study
from reflect.store.bin import move_to_bin
from reflect.store.check import Finding, Kind, Looked, half_written, look_through
from reflect.store.filesystem import FileSystem
from reflect.store.leftovers import is_saving
from reflect.store.planned import Planned
from reflect.store.study_folder import StudyFolder


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that only a person can put right."""

    kind: Kind
    place: str
    what: str
    why: str
    """Why it was left, and what to do."""


class Repaired(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a repair."""

    mended: tuple[Mended, ...]
    left: tuple[Left, ...]
    """Everything that `check` still finds."""
    copies: str
    """The folder within the study where what was replaced is kept; empty when nothing was."""


def repair_study(
    folder: Path,
    *,
    dry_run: bool = False,
    researcher: str = "",
    files: FileSystem | None = None,
    clock: Clock = system_clock,
) -> Repaired:
    """Mend what can be mended in the study in `folder`; with `dry_run`, only say what would be.

    Raises:
        NotAStudy: there is no study, and never was one here.
        StoreError: the disk refused; what was mended until then is mended.

    """
    disk = files or FileSystem()
    bench = Bench(folder, Planned() if dry_run else disk, researcher, clock, dry_run=dry_run)
    return _Repair(bench).run()


class _Repair:
    def __init__(self, bench: Bench) -> None:
        self._at = bench
        self._files_of = Files(bench)
        self._points = Points(bench)
        self._records = Records(bench)

    def run(self) -> Repaired:
        gone = self._at.files.signature(self._at.paths.study) is None
        if gone and self._files_of.kept(self._at.paths.study) is None:
            StudyFolder.open(self._at.folder)
        self._files_of.mend()
        looked = look_through(self._at.folder, files=self._at.files)
        if self._points.mend(looked):
            looked = look_through(self._at.folder, files=self._at.files)
        self._records.mend(looked)
        self._temporary()
        carried = self._journals(looked)
        left = tuple(
            Left(kind=f.kind, place=f.place, what=f.what, why=self._why(f))
            for f in check_whole(self._at.folder, files=self._at.files)
            if f not in carried
        )
        copies = self._at.paths.name(self._at.copies) if self._at.copied and not self._at.dry_run else ""
        return Repaired(mended=tuple(self._at.mended), left=left, copies=copies)

    def _why(self, found: Finding) -> str:
        for point, reason in self._records.points.items():
            if found.kind is Kind.REFERENCE and f"the {POINT} {point}," in found.what:
                return reason
        return self._at.reasons.get(_file_of(found.place)) or found.remedy

    def _temporary(self) -> None:
        """Move what cut-short saves left behind to the bin."""
        for path in half_written(self._at.paths, self._at.files):
            if is_saving(path, self._at.files):
                continue
            if not self._at.dry_run:
                move_to_bin(path, self._at.folder, files=self._at.files, clock=lambda: self._at.now)
            else:
                self._at.files.remove(path)
            self._at.tell(self._at.paths.name(path), "A save had been cut short here", "moved to the bin")

    def _journals(self, looked: Looked) -> list[Finding]:
        """Bring what was typed and never saved into its session, as opening that does; what that mends."""
        carried = []
        for replay in journals_of(looked, self._at.paths):
            head = replay.head
            path = self._at.folder / head.file if head else None
            if head is None or head.kind != "session" or path not in looked.sessions:
                continue
            if not self._at.dry_run:
                try:
                    study = Study.open(self._at.folder, clock=self._at.clock, researcher=self._at.researcher)
                    desk = study.open_session(head.id)
                    desk.close()
                except ReflectError as error:
                    self._at.reasons[head.file] = str(error)
                    continue
                if desk.holder is not None:
                    continue
            else:
                carried.append(journal_finding(replay, self._at.folder))
            what = "Words typed here had never reached it"
            self._at.tell(head.file, what, "they are brought into it from this computer's journal")
        return carried


def _file_of(place: str) -> str:
    """The file in `sessions/x.json: quotes/q1` or `sessions/x.json:7`."""
    head, suffix, _ = place.partition(".json")
    return head + suffix
