"""The command line: agreement between researchers, coverage, tables and the trail of who did what."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from reflect.services import preferences
from reflect.services.study import Study
from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


def first_session(folder: Path) -> str:
    study = Study.open(folder)
    try:
        return study.sessions()[-1].id
    finally:
        study.close()


@pytest.fixture
def shared(mine: Path) -> Path:
    """The demo, in which Bea tagged in the oldest session what Ana tagged, and one quote otherwise."""
    study = Study.open(mine, researcher="Bea")
    desk = study.open_session(first_session(mine))
    tags = sorted(desk.record.tags.values(), key=lambda tag: tag.id)
    points = study.codebook().points
    for n, tag in enumerate(tags):
        other = next(point.id for point in points if point.id != tag.point)
        desk.toggle_on(desk.record.quotes[tag.quote], tag.point if n else other)
    desk.save()
    desk.close()
    study.close()
    return mine


def test_agreement_is_printed_with_what_it_is_of(shared: Path) -> None:
    result = fine("agreement", shared, "--samples", "20")
    assert result.stdout.splitlines()[0].split()[:6] == [
        "no",
        "given",
        "agreed",
        "kappa",
        "alpha",
        "cu-alpha",
    ]
    assert "all points together" in result.stdout
    assert "Ana and Bea, in 1 session. Compared:" in result.stderr
    assert "sentence" in result.stderr
    assert "Left out, since nobody tagged them" in result.stderr


def test_the_figures_can_be_had_for_programs_and_spreadsheets(shared: Path) -> None:
    found = rows("agreement", shared, "--samples", "0", "--unit", "passage")
    assert found["researchers"] == ["Ana", "Bea"]
    assert found["unit"] == "passage"
    whole = found["rows"][0]
    assert whole["name"] == "all points together"
    assert 0 < whole["percent"]["value"] < 1
    assert whole["alpha"]["low"] is None
    assert "u_alpha" in rows("agreement", shared, "--samples", "0", "--uncoded", "count")["rows"][0]
    table = list(csv.DictReader(io.StringIO(fine("agreement", shared, "--csv", "--samples", "5").stdout)))
    assert table[0]["learning point"] == "all points together"
    assert float(table[0]["alpha"]) < 1


def test_where_they_differ_is_listed_side_by_side(shared: Path) -> None:
    listed = rows("agreement", shared, "--list")
    assert len(listed) == 1
    assert [side["researcher"] for side in listed[0]["sides"]] == ["Ana", "Bea"]
    assert listed[0]["differing"]
    assert listed[0]["agreed"] is None
    assert listed[0]["words"].split()[0] in fine("agreement", shared, "--list").stdout


def test_words_of_who_withdrew_are_in_no_list_of_differences(shared: Path) -> None:
    code = rows("sessions", shared)[-1]["participant"]
    words = rows("agreement", shared, "--list")[0]["words"]
    fine("withdraw", shared, "--participant", code)
    result = fine("agreement", shared, "--list", "--json")
    assert words not in result.stdout
    assert "withdrawn" in result.stderr


def test_a_name_that_nobody_has_is_answered_with_the_nearest(shared: Path) -> None:
    result = run("agreement", shared, "--between", "ana,beta")
    assert result.exit_code == 3
    assert "Did you mean Bea?" in result.stderr


def test_one_researcher_alone_is_told_what_is_needed(demo: Path) -> None:
    result = run("agreement", demo)
    assert result.exit_code == 2
    assert "two researchers" in result.stderr


# -- tables --------------------------------------------------------------------------------------------


def by_hand(folder: Path, side: str) -> Counter[tuple[str, str]]:
    """Points by a side, counted from the list of quotes."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows("quotes", folder):
        found.update((point, str(row[side])) for point in row["points"])
    return found


@pytest.mark.parametrize(
    ("side", "field"), [("roles", "role"), ("participants", "participant"), ("sessions", "session")]
)
def test_a_table_has_what_the_list_of_quotes_has(demo: Path, side: str, field: str) -> None:
    counted = by_hand(demo, field)
    table = list(csv.reader(io.StringIO(fine("matrix", demo, "--cols", side, "--csv").stdout)))
    people = rows("matrix", demo, "--cols", side, "--of", "people")
    names = [head["id"] for head in people["columns"]]
    for line in table[1:]:
        for name, cell in zip(names, line[3:], strict=True):
            assert int(cell) == counted[f"LP{line[0]}", name]


def test_totals_are_of_different_quotes(demo: Path) -> None:
    quotes = rows("quotes", demo)
    found = rows("matrix", demo, "--rows", "roles", "--cols", "points")
    for line in found["table"]:
        assert line["total"] == sum(row["role"] == line["id"] for row in quotes)
    assert {col["id"]: col["total"] for col in found["columns"]} == {
        f"LP{n}": sum(f"LP{n}" in row["points"] for row in quotes) for n in range(1, 9)
    }


def test_people_and_words_are_counted_as_such(demo: Path) -> None:
    quotes = rows("quotes", demo)
    people = rows("matrix", demo, "--cols", "roles", "--of", "people")["table"]
    words = rows("matrix", demo, "--cols", "researchers", "--of", "words")["table"]
    for line in people:
        assert line["total"] == len({row["participant"] for row in quotes if line["id"] in row["points"]})
    for line in words:
        said = sum(len(row["text"].split()) for row in quotes if line["id"] in row["points"])
        assert line["cells"] == {"Ana": said}


def test_points_by_points_says_what_stands_together(demo: Path) -> None:
    quotes = rows("quotes", demo)
    for line in rows("matrix", demo, "--cols", "points")["table"]:
        for other, count in line["cells"].items():
            assert count == sum({line["id"], other} <= set(row["points"]) for row in quotes)


def test_only_one_role_can_be_looked_at(demo: Path) -> None:
    found = rows("matrix", demo, "--cols", "participants", "--role", "Provider")
    assert [col["id"] for col in found["columns"]] == ["P01", "P02"]
    result = run("matrix", demo, "--role", "provder")
    assert result.exit_code == 3
    assert "Did you mean provider?" in result.stderr


def test_a_table_of_a_thing_by_itself_is_refused(demo: Path) -> None:
    assert run("matrix", demo, "--rows", "roles", "--cols", "roles").exit_code == 2
    assert run("matrix", demo, "--cols", "points", "--of", "words").exit_code == 2
    assert run("matrix", demo, "--csv", "--md").exit_code == 2


def test_questions_are_named_by_what_was_asked(demo: Path) -> None:
    found = fine("matrix", demo, "--rows", "questions", "--cols", "roles", "--md").stdout
    assert "| A time it went well |" in found
    assert "Field note" not in found


# -- coverage ------------------------------------------------------------------------------------------


def test_coverage_counts_what_the_study_holds(demo: Path) -> None:
    found = rows("coverage", demo)
    sessions = [row["id"] for row in reversed(rows("sessions", demo))]
    assert [each["session"] for each in found["sessions"]] == sessions
    untagged = {row["id"]: row["untagged"] for row in rows("sessions", demo)}
    for each in found["sessions"]:
        assert each["untagged"] <= untagged[each["session"]]  # which counts field notes too
        assert each["untagged_words"] < each["words"]
    quotes = rows("quotes", demo)
    for point in found["points"]:
        mine = [row for row in quotes if point["point"] in row["points"]]
        assert point["quotes"] == len(mine)
        assert point["voices"] == len({row["participant"] for row in mine})
        assert point["dissenting"] == sum(point["point"] in row["contradicts"] for row in mine)
    headings = {row["heading"] for row in quotes}
    assert found["questions"]
    assert not any(each["name"] in headings and each["passages"] == 0 for each in found["questions"])


def test_coverage_names_what_is_missing(mine: Path) -> None:
    study = Study.open(mine)
    desk = study.open_session(next(row.id for row in study.sessions() if row.participant == "P01"))
    for quote in list(desk.record.quotes.values()):
        desk.remove(quote)
    desk.save()
    desk.close()
    study.close()
    assert rows("coverage", mine)["never_quoted"] == ["P01"]
    said = fine("coverage", mine).stdout
    assert "Voices never quoted: P01." in said
    assert "no verdict" not in said
    fine("withdraw", mine, "--participant", "P01")
    assert rows("coverage", mine)["never_quoted"] == []


def test_coverage_prints_the_series(demo: Path) -> None:
    said = fine("coverage", demo, "--base", "2", "--run", "2").stdout
    assert "New points as a share of those of the first 2 sessions" in said
    assert "3 to 4" in said


# -- the trail -----------------------------------------------------------------------------------------


def test_the_trail_tells_of_tags_answers_versions_and_the_codebook(mine: Path) -> None:
    study = Study.open(mine, researcher="Bea")
    point = study.codebook().points[0]
    study.codebook_edits.save(msgspec.structs.replace(point, name="Begin upstream", example="Secret words"))
    study.close()
    found = rows("audit", mine)
    assert {"tagged", "held the interview", "renamed", "example"} <= {each["what"] for each in found}
    renamed = next(each for each in found if each["what"] == "renamed")
    assert (renamed["by"], renamed["detail"]) == ("Bea", "1: Start upstream → Begin upstream")
    tags = sum(each["count"] for each in found if each["what"] == "tagged")
    assert tags == sum(len(row["points"]) for row in rows("quotes", mine))
    late = rows("audit", mine, "--since", renamed["at"][:10])
    assert 0 < len(late) < len(found)
    assert "Secret" not in fine("audit", mine).stdout
    history = rows("codebook", "history", mine, "--point", "1")
    assert {each["what"] for each in history} == {"renamed", "example"}
    assert "Begin upstream" in fine("codebook", "history", mine).stdout
    assert "Secret" not in fine("codebook", "history", mine, "--json").stdout


def test_a_day_that_is_none_is_told(demo: Path) -> None:
    result = run("audit", demo, "--since", "March")
    assert result.exit_code == 2
    assert "2026-03-01" in result.stderr


def test_a_chart_is_printed_with_its_words_and_written_as_a_picture(shared: Path, tmp_path: Path) -> None:
    printed = fine("chart", shared, "points", "--for", "internal")
    assert "Learning points by role" in printed.stdout
    assert "4 Recognise difference: " in " ".join(printed.stdout.split())
    assert "not cleared for publication" in printed.stderr
    path = tmp_path / "chart.svg"
    fine("chart", shared, "together", "--overlap", "passage", "-o", path)
    assert "in the same passage</title>" in path.read_text("utf-8")
    fine("chart", shared, "saturation", "--base", "3", "-o", tmp_path / "chart.txt")
    assert "Base: the first 3 sessions" in " ".join((tmp_path / "chart.txt").read_text("utf-8").split())
    agreed = " ".join(fine("chart", shared, "agreement", "--samples", "9").stdout.split())
    assert "2 researchers, in 1 session" in agreed
    assert not {"Ana", "Bea"} & set(agreed.split())


def test_a_chart_that_cannot_be_made_is_refused_before_anything_is_written(
    shared: Path, tmp_path: Path
) -> None:
    wrong = run("chart", shared, "points", "-o", tmp_path / "chart.png")
    assert (wrong.exit_code, list(tmp_path.glob("*.png"))) == (2, [])
    other = run("chart", shared, "points", "--base", "3")
    assert other.exit_code == 2
    assert "--base is for the chart “saturation”" in other.output


def test_a_name_in_a_learning_point_keeps_a_chart_for_anybody_inside(shared: Path, tmp_path: Path) -> None:
    study = Study.open(shared)
    name = next(person.name for person in study.people() if person.name)
    point = study.codebook().points[0]
    study.codebook_edits.save(msgspec.structs.replace(point, name=f"What {name} said"))
    study.close()
    path = tmp_path / "chart.svg"
    refused = run("chart", shared, "together", "-o", path)
    assert refused.exit_code == 2
    assert not path.exists()
    fine("chart", shared, "together", "--for", "internal", "-o", path)


# -- tagging blind -------------------------------------------------------------------------------------


def test_who_tags_blind_is_told_nothing_of_others_work_unless_they_ask(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = first_session(shared)
    monkeypatch.setattr(preferences, "_login", lambda: "Bea")
    everything = [
        ("quotes", "--json"),
        ("search", f"session:{session} kind:quote", "--json"),
        ("matrix", "--rows", "points", "--cols", "researchers", "--json"),
        ("coverage", "--json"),
        ("audit", "--json"),
        ("chart", "points", "--for", "internal"),
    ]
    plain = {args: fine(args[0], shared, *args[1:]).stdout for args in everything}
    study = Study.open(shared, researcher="Bea")
    study.blind.remember(session, blind=True)
    study.close()
    for args in everything:
        result = fine(args[0], shared, *args[1:])
        assert "what others did in 1 session that you tag blind" in result.stderr
        assert result.stdout != plain[args]
        assert fine(args[0], shared, *args[1:], "--unblind").stdout == plain[args]
    mine = [row for row in rows("quotes", shared) if row["session"] == session]
    assert mine
    assert {name for row in mine for name in row["taggers"]} == {"Bea"}
    told = [row for row in rows("audit", shared) if row["where"] == f"session {session}"]
    assert {row["by"] for row in told if row["what"] in ("tagged", "made quotes")} == {"", "Bea"}
    assert run("agreement", shared).exit_code == 2
    assert fine("agreement", shared, "--unblind", "--samples", "0").exit_code == 0
