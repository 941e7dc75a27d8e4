"""What merging did, file by file and record by record, as it is told to a researcher and to programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from reflect.domain.merging import MergeReport


class MergedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that merging did, would do, or left alone."""

    what: Literal["new", "taken", "merged", "clash", "removed", "removed here", "not merged"]
    file: str
    """In the study: `sessions/2026-11-23-P03.json`."""
    record: str = ""
    """Which record of it, as `table/id`; empty when it is about the whole file."""
    field: str = ""
    kept: str = ""
    """For a clash, the version that stands in the field; for what was not merged, why."""
    other: str = ""
    """For a clash, the version that is kept beside it."""


def told(name: str, report: MergeReport) -> Iterator[MergedItem]:
    """What came of merging one file of records."""
    for place in report.taken:
        yield MergedItem(what="taken", file=name, record=place)
    for place in report.merged:
        yield MergedItem(what="merged", file=name, record=place)
    for clash in report.clashes:
        place = f"{clash.table}/{clash.record}"
        yield MergedItem(
            what="clash", file=name, record=place, field=clash.field, kept=clash.kept, other=clash.other
        )
