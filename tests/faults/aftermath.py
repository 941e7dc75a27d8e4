"""Afterwards: what a fault left lying about is named by `reflect check` and mended by `reflect repair`."""

from __future__ import annotations

import os
import time
from pathlib import Path

from reflect.services.checking import check_whole
from reflect.services.repair import repair_study
from reflect.store.check import Kind
from reflect.store.paths import StudyPaths
from tests.faults.keepers import study_in
from tests.faults.outcome import Counting

_AGO = 3600
"""Seconds: what is half-written and younger than a minute may be a save that is going on."""


class Aftermath:
    """A study after the faults."""

    def __init__(self, folder: Path, found: Counting) -> None:
        self._study = study_in(folder)
        self._paths = StudyPaths(self._study)
        self._found = found

    def look(self) -> None:
        """Every orphan is named, all of it can be mended, and after that all is well."""
        orphans = self.orphans()
        named = {f.place for f in check_whole(self._study) if f.kind is Kind.TEMPORARY}
        for orphan in orphans:
            self._found.expect(f"{orphan} lies there, and check does not name it", orphan in named)
        others = [f for f in check_whole(self._study) if f.place not in orphans]
        for finding in others:
            self._found.expect(f"{finding.place}: {finding.what}", finding.kind is Kind.BESIDE)
        repair_study(self._study)
        left = [f for f in check_whole(self._study) if f.kind is not Kind.BESIDE]
        self._found.expect(f"after repair check still finds {left[:1]}", not left)

    def orphans(self) -> list[str]:
        """What cut-short saves left, by name, made to look old."""
        folder = self._paths.temporary
        found = sorted(folder.iterdir()) if folder.exists() else []
        for path in found:
            os.utime(path, (time.time() - _AGO,) * 2)
        return [self._paths.name(path) for path in found]
