"""The documentation names every format that is read, and every kind of remark has its sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.transcripts.records import Format, RemarkKind, Unit
from reflect.transcripts.remarks import Remarks, where

DOCS = Path(__file__).parents[2] / "docs" / "transcripts.md"


def test_every_format_is_in_the_documentation() -> None:
    rows = {
        line.split("|")[1].strip()
        for line in DOCS.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    }
    assert {kind.value for kind in Format} <= rows


@pytest.mark.parametrize("kind", RemarkKind)
@pytest.mark.parametrize("times", [1, 3])
def test_every_remark_is_a_sentence(kind: RemarkKind, times: int) -> None:
    remarks = Remarks()
    remarks.add(kind, 7, times)
    (remark,) = remarks.all(Unit.LINE, "cue")
    assert remark.text.endswith(" (line 7)")
    assert "{" not in remark.text
    assert remark.lines == (7,)


def test_many_places_are_shortened_in_the_sentence_and_kept_in_the_record() -> None:
    assert where((), Unit.ROW) == ""
    assert where(tuple(range(1, 9)), Unit.ROW) == " (rows 1, 2, 3, 4, 5 and 3 more)"
