"""Tables that are kept in the index are counted anew whenever anything they are counted from changes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.ids import PointId, RoleId
from reflect.services.demo import build_demo
from reflect.services.study import Study
from reflect.services.tabulating import Asked, tabulated
from reflect.store.index import EVERY

BY_ROLE = Asked(cols="roles")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build_demo(tmp_path / "demo", researcher="Ana")


def counted(study: Study) -> dict[tuple[str, str], int]:
    roles = {person.code: person.role for person in study.people()}
    found: Counter[tuple[str, str]] = Counter()
    for row in study.quotes():  # by the role of who speaks, in a room of several too
        role = roles[row.participant] if row.participant else ""
        found.update((point, role) for point in row.points)
    return dict(found)


def in_table(study: Study) -> dict[tuple[str, str], int]:
    used = Counter(point for row in study.quotes() for point in row.points)
    for fresh in (True, False):  # counted or kept, and as it lies there
        counts = study.finder.point_counts(fresh=fresh)
        assert {point: count.quotes for point, count in counts.items() if point != EVERY} == used
    found = tabulated(study, BY_ROLE)
    return {
        (row.id, col.id): count
        for row, counts in zip(found.rows, found.cells, strict=True)
        for col, count in zip(found.cols, counts, strict=True)
        if count
    }


def test_a_table_follows_tags_roles_removals_merges_and_names(study: Study) -> None:
    assert in_table(study) == counted(study)
    assert in_table(study) == counted(study)  # as it was kept
    first = next(row for row in study.sessions() if row.quotes and row.participant)
    desk = study.open_session(first.id)
    quote = next(iter(desk.record.quotes.values()))
    desk.toggle_on(quote, PointId("LP1"))
    desk.save()
    desk.close()
    after_tagging = counted(study)
    assert in_table(study) == after_tagging
    person = study.participant(first.participant or "")
    study.edits.save_participant(replace(person, role=RoleId("other")))
    assert in_table(study) == counted(study)
    assert counted(study) != after_tagging
    study.codebook_edits.merge("LP1", "LP2")
    assert in_table(study) == counted(study)
    point = study.codebook().points[0]
    study.codebook_edits.save(replace(point, name="Another name"))
    assert tabulated(study, BY_ROLE).rows[0].name == "Another name"
    study.remove_session(first.id)
    assert in_table(study) == counted(study)
    study.steps.undo()
    assert in_table(study) == counted(study)


def test_another_program_that_keeps_a_table_sees_the_same(study: Study) -> None:
    other = Study.open(study.folder, researcher="Bea")
    assert tabulated(study, BY_ROLE) == tabulated(other, BY_ROLE)
    desk = other.open_session(next(row.id for row in other.sessions() if row.quotes))
    desk.toggle_on(next(iter(desk.record.quotes.values())), PointId("LP8"))
    desk.save()
    desk.close()
    assert in_table(study) == counted(study)
    assert tabulated(study, BY_ROLE) == tabulated(other, BY_ROLE)
