"""The command line: search and the matrix, in tables and in JSON, and how little they load."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from reflect.services.study import Study
from tests.command_line import PROGRAM, fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


def test_hits_are_printed_as_json_with_the_place_of_each(demo: Path) -> None:
    hits = rows("search", demo, "budget")
    assert hits
    study = Study.open(demo)
    for hit in hits:
        assert hit["text"].casefold() == "budget"
        assert hit["kind"] in ("answer", "comment", "note", "memo")
        record = study.session_record(hit["session"])
        if hit["passage"].startswith("answer:"):
            response = record.responses[hit["passage"].removeprefix("answer:")]
            assert response.text[hit["start"] : hit["end"]] == hit["text"]
            assert hit["before"] + hit["text"] + hit["after"] in response.text
            assert hit["participant"] == record.session.participant
    study.close()


def test_hits_are_a_table_for_people(demo: Path) -> None:
    said = fine("search", demo, "point:4 budget").stdout.splitlines()
    assert said[0].split() == ["session", "who", "where", "points", "words"]
    assert all("budget" in line.casefold() for line in said[1:])


def test_no_name_is_printed(demo: Path) -> None:
    printed = fine("search", demo, "kind:quote", "--limit", "500").stdout
    for word in ("Marian Okafor", "Siddiq", "chief executive"):
        assert word not in printed


def test_so_many_hits_as_asked_for_and_the_rest_is_said(demo: Path) -> None:
    result = fine("search", demo, "the", "--json", "--limit", "3")
    assert len(json.loads(result.stdout)) == 3
    assert "there are more" in result.stderr


def test_nothing_found_is_an_empty_list_and_no_error(demo: Path) -> None:
    result = fine("search", demo, "zzzz", "--json")
    assert json.loads(result.stdout) == []
    assert "Nothing fits" in result.stderr


def test_the_order_can_be_chosen(demo: Path) -> None:
    best = rows("search", demo, "people")
    reading = rows("search", demo, "people", "--order", "reading")
    assert best != reading
    assert sorted(hit["passage"] for hit in best) == sorted(hit["passage"] for hit in reading)
    assert [hit["started"] for hit in reading] == sorted(hit["started"] for hit in reading)


@pytest.mark.parametrize(
    ("query", "message", "code"),
    [
        ('"open', "not closed", 2),
        ("tag:4", "Did you mean point:", 2),
        ("", "nothing to look for", 2),
        ("point:99", "no learning point 99", 3),
        ("role:provder", "Did you mean provider", 3),
    ],
)
def test_a_query_that_cannot_be_used_is_answered_in_words(
    demo: Path, query: str, message: str, code: int
) -> None:
    result = run("search", demo, query)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_a_query_may_begin_with_a_minus(demo: Path) -> None:
    assert run("search", demo, "--", "-the kind:memo").exit_code == 0


def test_the_matrix_counts_the_quotes_of_each_point_in_each_session(demo: Path) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows("quotes", demo):
        counted.update((point, row["session"]) for point in row["points"])
    sessions = [row["id"] for row in reversed(rows("sessions", demo))]
    matrix = rows("matrix", demo)
    assert [row["number"] for row in matrix] == list(range(1, 9))
    for row in matrix:
        assert list(row["sessions"]) == sessions
        assert row["sessions"] == {session: counted[row["point"], session] for session in sessions}
        assert row["quotes"] == sum(row["sessions"].values())


def test_the_matrix_is_a_table_for_people_and_for_spreadsheets(demo: Path) -> None:
    data = rows("matrix", demo)
    table = list(csv.reader(io.StringIO(fine("matrix", demo, "--csv").stdout)))
    assert table[0] == ["no", "learning point", "quotes", *data[0]["sessions"]]
    assert table[4] == ["4", "Recognise difference", "16", *map(str, data[3]["sessions"].values())]
    assert "Recognise difference" in fine("matrix", demo).stdout


@pytest.mark.parametrize("words", ["quotes F", "sessions F", "people F", "search F the", "matrix F"])
def test_a_list_of_what_did_not_change_loads_nothing_that_can_save_or_draw(demo: Path, words: str) -> None:
    fine("sessions", demo)
    code = (
        "import sys\nfrom reflect.cli import main\n"
        f"sys.argv = ['reflect', *{words.split()!r}]\nsys.argv[2] = {str(demo)!r}\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code in (0, None)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in ended.stderr.splitlines()[-1].split()}
    assert "sqlite3" in loaded
    assert not loaded & {"textual", "rich", "tinydb", "jinja2", "markdown_it", "platformdirs", "filelock"}


def test_data_goes_to_standard_output_and_nothing_else_does(demo: Path) -> None:
    ended = subprocess.run(
        [PROGRAM, "search", demo, "budget", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(ended.stdout)
    assert ended.stderr == ""
