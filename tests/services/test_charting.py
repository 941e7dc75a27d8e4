"""Charts of a study: the same numbers as its tables, and nothing of what somebody took back."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain import gate
from reflect.domain.charts import ChartKind, PointsChart
from reflect.domain.consent import Attribution
from reflect.domain.gate import Audience
from reflect.domain.ids import PointId, RoleId
from reflect.services.charting import Charting
from reflect.services.charts_out import charted, put_beside_writeups, put_into_exports
from reflect.services.demo import build_demo
from reflect.services.study import Study
from reflect.services.tabulating import Asked, tabulated


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build_demo(tmp_path / "demo", researcher="Ana", groups=False)


def points(study: Study, audience: Audience) -> PointsChart:
    return Charting(study, study.rendering.rules(), audience=audience).points()


def counts(chart: PointsChart) -> dict[str, int]:
    return {row.point.name: row.every.quotes for row in chart.rows}


def withdraw(study: Study, code: str) -> None:
    person = study.participant(code)
    consent = replace(person.consents[-1], withdrawn="2026-11-25")
    study.edits.save_participant(replace(person, consents=(*person.consents, consent)))


def test_among_researchers_a_chart_has_the_numbers_of_the_tables(study: Study) -> None:
    chart = points(study, Audience.INTERNAL)
    for of in ("quotes", "people"):
        found = tabulated(study, Asked(rows="points", cols="roles", of=of))
        names = [col.name for col in found.cols]
        for row, head, cells in zip(chart.rows, found.rows, found.cells, strict=True):
            assert row.point.name == head.name
            assert getattr(row.every, of) == head.total
            told = dict(zip(chart.roles, (getattr(cell, of) for cell in row.cells), strict=True))
            assert told == {name: n for name, n in zip(names, cells, strict=True) if name in chart.roles}


def test_what_somebody_took_back_counts_for_nobody(study: Study) -> None:
    before = {audience: counts(points(study, audience)) for audience in (Audience.INTERNAL, Audience.PUBLIC)}
    theirs = [row for row in study.quotes() if row.participant == "P01"]
    withdraw(study, "P01")
    for audience, were in before.items():
        now = counts(points(study, audience))
        assert sum(were.values()) > sum(now.values())
    inside = counts(points(study, Audience.INTERNAL))
    for point in study.codebook().points:
        gone = sum(point.id in row.points for row in theirs)
        assert inside.get(point.name, 0) == before[Audience.INTERNAL][point.name] - gone


def test_for_the_public_only_quotes_count_that_anybody_may_read(study: Study) -> None:
    chart = points(study, Audience.PUBLIC)
    rulings = study.rendering.rulings(Audience.PUBLIC)
    found = study.quotables.every()
    for row in chart.rows:
        point = next(p.id for p in study.codebook().points if p.name == row.point.name)
        may = [key for key, each in found.items() if point in each.points and rulings[key].appears]
        assert row.every.quotes == len(may)
    few = gate.people_by_role(study.people())
    small = {
        study.role_name(role)
        for role, people in few.items()
        if people < study.rendering.rules().smallest_group
    }
    assert small
    assert not small & set(chart.roles)


def test_a_session_that_one_tags_blind_is_not_in_what_is_shown(study: Study) -> None:
    session = next(row.id for row in study.sessions() if row.quotes)
    rules = study.rendering.rules()
    charting = Charting(study, rules, audience=Audience.INTERNAL, hidden=lambda each: each == session)
    here = [row for row in study.quotes() if row.session != session and row.points]
    assert charting.points().description.startswith(f"{len(here)} tagged quotes")
    assert charting.left_out == {session}


def test_a_chart_goes_out_as_a_file_that_nobody_elses_change_is_lost_by(study: Study) -> None:
    made = charted(study, ChartKind.SATURATION, Audience.PUBLIC)
    first = put_into_exports(study, made)
    assert first.name == "chart-saturation-public.svg"
    assert put_into_exports(study, made) == first
    first.write_text("changed by somebody", "utf-8")
    assert put_into_exports(study, made) != first
    assert first.read_text("utf-8") == "changed by somebody"


def test_a_chart_stands_in_a_write_up_as_a_picture_with_its_words(study: Study) -> None:
    from reflect.services.publishing import Form

    made = charted(study, ChartKind.POINTS, Audience.PUBLIC)
    lines = put_beside_writeups(made, study.drafts.keep_picture)
    study.writeup_shelf.keep("with-chart", f"# A chart\n\n{lines}")
    page = study.publishing.made("with-chart", Form.HTML).data.decode()
    assert "data:image/svg+xml;base64," in page
    assert "1 Start upstream: " in page
    word = study.publishing.made("with-chart", Form.WORD).data
    assert word.startswith(b"PK")


def test_a_briefing_is_drafted_with_the_chart_where_a_role_may_be_told(study: Study) -> None:
    assert "plots/points-by-role" not in study.writeup_shelf.text(study.drafts.keep_briefing())
    for person in study.people():
        consent = replace(person.consents[-1], attribution=Attribution.ROLE_ONLY)
        study.edits.save_participant(
            replace(person, role=RoleId("provider"), consents=(*person.consents, consent))
        )
    text = study.writeup_shelf.text(study.drafts.keep_briefing())
    chart = points(study, Audience.PUBLIC)
    assert "Provider" in chart.roles
    assert "![Learning points by role](plots/points-by-role-" in text
    assert chart.description.replace("(", "").split(";")[0] in text.replace("(", "")
    assert "```text" in study.drafts.briefing()
    assert "plots/" not in study.drafts.briefing()


def test_a_learning_point_called_after_somebody_is_found_before_it_goes_out(study: Study) -> None:
    name = next(person.name for person in study.people() if person.name)
    study.codebook_edits.save(replace(study.codebook().points[0], name=f"What {name} said"))
    assert charted(study, ChartKind.POINTS, Audience.PUBLIC).names
    assert not charted(study, ChartKind.POINTS, Audience.INTERNAL).names
    assert PointId("LP1") == study.codebook().points[0].id
