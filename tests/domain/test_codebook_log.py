"""The history of the codebook says what was done to which point, and never one thing twice under two ids."""

from __future__ import annotations

from msgspec.structs import replace

from reflect.domain.codebook import LearningPoint
from reflect.domain.codebook_log import entries
from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId

AT = "2026-11-23T10:15:30+00:00"
TRUST = LearningPoint(id=PointId("trust"), number=1, name="Trust", use_when=("it is said",))
NAMES = {PointId("trust"): "Trust", PointId("time"): "Time"}


def told(before: LearningPoint | None, after: LearningPoint | None) -> list[tuple[str, str, str]]:
    found = entries(before, after, NAMES, by="ana", at=AT)
    assert {(each.point, each.by, each.at) for each in found} <= {("trust", "ana", AT)}
    return [(each.what, each.before, each.after) for each in found]


def test_each_change_is_told_with_what_stood_there_before_and_since() -> None:
    time = PointId("time")
    assert told(None, TRUST) == [("added", "", "Trust")]
    assert told(TRUST, None) == [("removed", "Trust", "")]
    assert told(TRUST, TRUST) == []
    scale = (Anchor(value=1, text="none"), Anchor(value=5, text="all"))
    changed = replace(TRUST, name="Faith", number=2, use_when=("a", "b"), parent=time, anchors=scale)
    assert told(TRUST, changed) == [
        ("renamed", "Trust", "Faith"),
        ("numbered", "1", "2"),
        ("use when", "it is said", "a\nb"),
        ("scale", "", "1. none\n5. all"),
        ("moved under", "", "Time"),
    ]


def test_retiring_and_merging_and_their_taking_back_are_told_once_each() -> None:
    retired = replace(TRUST, retired="2026-11-23")
    merged = replace(retired, merged_into=PointId("time"))
    assert told(TRUST, retired) == [("retired", "Trust", "Trust")]
    assert told(retired, TRUST) == [("brought back", "Trust", "Trust")]
    assert told(TRUST, merged) == [("merged", "Trust", "Time")]
    assert told(merged, TRUST) == [("merge taken back", "Time", "Trust")]


def test_an_entry_is_known_by_what_it_says() -> None:
    (one,) = entries(None, TRUST, NAMES, by="ana", at=AT)
    (same,) = entries(None, TRUST, NAMES, by="ana", at=AT)
    (other,) = entries(None, TRUST, NAMES, by="ben", at=AT)
    assert one == same
    assert one.id != other.id
