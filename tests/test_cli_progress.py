"""The command line: rounds of self-assessment, and what came of them."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from reflect.services.progress_table import ProgressRow
from reflect.services.study import Study
from tests.command_line import fine, rows, run
from tests.services.assessing import GUIDE, answers, assessing, put_guide, withdraw

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two rounds; the numbers are those that tests/analysis/test_progress.py works out by hand."""
    study = assessing(tmp_path / "study")
    first = study.rounds.open("Spring 2026", "self-check", on="2026-03-04", expected=["P1", "A1"])
    answers(study, first, "P1 3, P2 3, P3 4, A1 1, A2 2, A3 ?, C1 3")
    study.rounds.close(first.id, on="2026-04-01")
    second = study.rounds.open("Spring 2027", "self-check", on="2027-03-04", expected=["P1", "A2"])
    answers(study, second, "P1 4, P2 4, P3 4, P4 5, A1 1, A3 5, C1 3")
    study.close()
    return tmp_path / "study"


def test_rounds_are_opened_closed_and_listed(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    assessing(folder).close()
    opened = fine(
        "rounds",
        "open",
        folder,
        "--name",
        "Spring 2027",
        "--guide",
        "self-check",
        "--ask-all",
        "--on",
        "2027-03-04",
    )
    assert "2 learning points from 1 to 5, 8 people asked" in opened.stderr
    fine("rounds", "close", folder, "spring-2027", "--on", "2027-04-04")
    (row,) = rows("rounds", "list", folder)
    assert (row["round"]["opened"], row["round"]["closed"], len(row["people"])) == (
        "2027-03-04",
        "2027-04-04",
        8,
    )
    fine("rounds", "reopen", folder, "Spring 2027")
    assert "spring-2027  2027-03-04  –       0/8" in fine("rounds", "list", folder).stdout


def test_who_is_to_be_reminded_is_listed_by_code_and_named_only_when_asked(folder: Path) -> None:
    listed = fine("rounds", "reminders", folder)
    assert [line.split()[0] for line in listed.stdout.splitlines()[1:]] == ["A2", "P1"]
    assert "0 of 2 asked have answered in Spring 2027" in listed.stderr
    assert "Rosalind" not in listed.stdout
    assert "Rosalind" in fine("rounds", "reminders", folder, "--names").stdout
    assert [row["code"] for row in rows("rounds", "reminders", folder, "spring-2026")] == ["A1", "P1"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("rounds", "open", "FOLDER", "--name", "Autumn", "--guide", "self-check"), 2, "is still open"),
        (("rounds", "open", "FOLDER", "--name", "A", "--guide", "self-chek"), 3, "self-check"),
        (("rounds", "close", "FOLDER", "spring-2028"), 3, "spring-2027"),
        (("rounds", "close", "FOLDER", "spring-2027", "--on", "March"), 2, "is no day"),
        (("progress", "FOLDER", "--round", "sprin-2027"), 3, "spring-2027"),
        (("progress", "FOLDER", "--round", "spring-2027", "--all-rounds"), 2, "do not go together"),
    ],
)
def test_what_cannot_be_is_told_with_the_way_out(
    folder: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = run(*(folder if word == "FOLDER" else word for word in words))
    assert ended.exit_code == code
    assert said in ended.stderr


def test_another_scale_is_refused_with_the_way_out(folder: Path) -> None:
    fine("rounds", "close", folder, "spring-2027")
    study = Study.open(folder)
    put_guide(study, GUIDE.replace("max=5", "max=7").replace("5. Always", "7. Always"))
    study.close()
    ended = run("rounds", "open", folder, "--name", "Autumn", "--guide", "self-check")
    assert ended.exit_code == 2
    assert "min=1 max=5" in ended.stderr
    assert len(rows("rounds", "list", folder)) == 2


def test_a_study_without_rounds_says_how_to_open_one(tmp_path: Path) -> None:
    assessing(tmp_path / "study").close()
    ended = run("progress", tmp_path / "study")
    assert (ended.exit_code, "reflect rounds open" in ended.stderr) == (2, True)


def test_progress_is_printed_as_the_public_may_see_it_unless_it_is_for_the_researchers(folder: Path) -> None:
    public, internal = fine("progress", folder), fine("progress", folder, "--for", "internal")
    assert "hidden in public" in public.stdout
    assert "--for internal shows all of it" in public.stderr
    assert "wide: discuss" not in public.stdout
    assert "wide: discuss" in internal.stdout
    assert "▲ +1 (3)" in internal.stdout


def test_as_json_and_csv_every_number_is_there_and_hidden_ones_are_not(folder: Path) -> None:
    found = json.loads(fine("progress", folder, "--json", "--for", "internal").stdout)
    every = next(row for row in found if row["point"] == "LP4" and row["role"] is None)
    assert (every["ratings"], every["median"], every["matched"], every["up"]) == (
        [1, 3, 4, 4, 4, 5, 5],
        4,
        5,
        2,
    )
    assert set(every) == set(ProgressRow.__struct_fields__)
    printed = fine("progress", folder, "--csv").stdout
    table = {(row["point"], row["role"]): row for row in csv.DictReader(StringIO(printed))}
    assert table["LP4", "provider"]["ratings"] == "4 4 4 5"
    assert (table["LP4", "commissioner"]["hidden"], table["LP4", "commissioner"]["ratings"]) == ("yes", "")
    assert "mean" not in printed.splitlines()[0]


def test_as_markdown_there_are_a_table_and_the_plots_and_as_svg_a_picture(
    folder: Path, tmp_path: Path
) -> None:
    said = fine("progress", folder, "--md", "--all-rounds", "--for", "internal").stdout
    assert "## Spring 2026" in said
    assert "| 4 Recognise difference | all | 7 | 4 | 3.5–4.5 | close, not all | = 2▲ (5) |" in said
    assert "PPP" in said
    fine("progress", folder, "--svg", "-o", tmp_path / "plot.svg")
    assert "<title" in (tmp_path / "plot.svg").read_text("utf-8")
    assert "Spring 2026" in fine("progress", folder, "--svg", "--all-rounds").stdout


def test_over_all_rounds_every_learning_point_says_how_it_moved(folder: Path) -> None:
    said = fine("progress", folder, "--all-rounds", "--for", "internal").stdout
    assert "4 Recognise difference  3 → 4" in said
    assert "2 joined and 1 left" in said


def test_ratings_of_who_withdrew_are_nowhere_and_that_is_said(folder: Path) -> None:
    study = Study.open(folder)
    withdraw(study, "P1")
    study.close()
    ended = fine("progress", folder, "--json", "--for", "internal")
    every = next(row for row in json.loads(ended.stdout) if row["point"] == "LP4" and row["role"] is None)
    assert every["n"] == 6
    assert "withdrew" in ended.stderr


def test_answers_from_a_form_belong_to_the_open_round_and_to_no_closed_one(
    folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "answers.csv"
    table.write_text("code,lp1,lp4\nA2,3,4\n", "utf-8")
    fine("import-answers", folder, table, "--guide", "self-check", "--partial", "--yes")
    found = json.loads(fine("progress", folder, "--json", "--for", "internal").stdout)
    every = next(row for row in found if row["point"] == "LP4" and row["role"] is None)
    assert every["n"] == 8
    table.write_text("code,lp1,lp4\nA1,3,4\n", "utf-8")
    late = run(
        "import-answers", folder, table, "--guide", "self-check", "--partial", "--round", "spring-2026"
    )
    assert (late.exit_code, "was closed on 2026-04-01" in late.stderr) == (2, True)
    wrong = run(
        "import-answers", folder, table, "--guide", "self-check", "--partial", "--round", "spring-2028"
    )
    assert (wrong.exit_code, "spring-2027" in wrong.stderr) == (3, True)


def test_a_session_of_a_round_that_is_not_there_is_found_by_check(folder: Path) -> None:
    assert run("check", folder).exit_code == 0
    study = Study.open(folder)
    study._study_file.rounds.remove("spring-2026")
    study.close()
    ended = run("check", folder)
    assert ended.exit_code == 1
    assert "It names the round spring-2026, which is not there" in ended.stdout
