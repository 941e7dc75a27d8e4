"""`reflect export … quotes`, as a person or a script runs it."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

INSIDE = {"quote", "session", "role", "passage", "tagged_by", "memos", "consent", "approval"}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    fine("demo", "--no-open", folder)
    return folder


def rows(study: Path, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        fine("export", study, "quotes", "--format", "json", *options).stdout
    )["quotes"]
    return found


def test_researchers_get_every_quote_under_codes_with_all_that_is_known_of_it(study: Path) -> None:
    inside = rows(study, "--for", "internal")
    assert len(inside) == 75
    assert {str(row["by"]) for row in inside} == {f"P0{n}" for n in range(1, 7)}
    assert all(row["session"] and row["consent"] and row["passage"] for row in inside)
    text = json.dumps(inside)
    assert "Okafor" not in text


def test_the_public_gets_what_was_agreed_to_and_nothing_that_tells_who_it_was(study: Path) -> None:
    public = rows(study)
    told = fine("export", study, "quotes").stderr
    assert "15 quotes held back: 14 not yet approved, 1 declined by the participant." in told
    assert len(public) == 75 - 15
    for row in public:
        assert not INSIDE & row.keys()
        assert row["by"]
    assert "P06" not in json.dumps(public)


def test_quotes_are_narrowed_down_by_point_role_and_participant(study: Path) -> None:
    by_number = rows(study, "--for", "internal", "--point", "4")
    assert by_number == rows(study, "--for", "internal", "--point", "LP4")
    assert all(any(str(point).startswith("4 ") for point in row["points"]) for row in by_number)  # type: ignore[attr-defined]
    providers = rows(study, "--for", "internal", "--role", "Provider")
    assert {row["by"] for row in providers} == {"P01", "P02"}
    assert {row["by"] for row in rows(study, "--for", "internal", "--participant", "p03")} == {"P03"}


def test_a_table_opens_in_excel_with_the_same_rows(study: Path, tmp_path: Path) -> None:
    inside = rows(study, "--for", "internal")
    fine("export", study, "quotes", "--for", "internal", "-o", tmp_path / "q.csv")
    data = (tmp_path / "q.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["words"] for row in table] == [row["words"] for row in inside]
    fine("export", study, "quotes", "--for", "internal", "-o", tmp_path / "q.xlsx")
    names, *values = load_workbook(tmp_path / "q.xlsx").active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert [row[names.index("words")] for row in values] == [row["words"] for row in inside]


def test_nothing_is_written_while_a_name_stands_in_the_words(study: Path, tmp_path: Path) -> None:
    people = study / "people.json"
    text = people.read_text("utf-8")
    assert "Marian Okafor" in text
    people.write_text(text.replace("Lantern Row", "small outfits"), "utf-8")
    out = tmp_path / "q.md"
    told = run("export", study, "quotes", "-o", out)
    assert told.exit_code == 2
    assert "1 name stands in the words" in told.stderr
    assert "“small outfits” in “" in told.stderr
    assert not out.exists()
    fine("export", study, "quotes", "-o", out, "--let-pass", "Small Outfits")
    assert out.exists()


@pytest.mark.parametrize("what", [("reflection", "--participant", "P01"), ("theme", "--point", "3")])
def test_no_draft_is_written_while_a_name_stands_in_it(
    study: Path, tmp_path: Path, what: tuple[str, ...]
) -> None:
    people = study / "people.json"
    people.write_text(people.read_text("utf-8").replace("Lantern Row", "small outfits"), "utf-8")
    out = tmp_path / "draft.md"
    told = run("write", study, *what, "-o", out)
    assert told.exit_code == 2
    assert "“small outfits” in “" in told.stderr
    assert not out.exists()
    fine("write", study, *what, "-o", out, "--let-pass", "Small outfits")
    assert "small outfits" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--format", "xlsx"), 2),
        (("--point", "99"), 3),
        (("--role", "nobody"), 3),
        (("--participant", "P99"), 3),
        (("--format", "doc"), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_words(study: Path, options: tuple[str, ...], code: int) -> None:
    told = run("export", study, "quotes", *options)
    assert told.exit_code == code
    assert told.stderr.strip()
    assert "Traceback" not in told.stderr
