"""`reflect export … workbook` and `sqlite`, and quotes as CSV for Excel, JSON Lines and Parquet."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from reflect.domain.flat_tables import Column, FlatTable
from reflect.exchange.sqlite_file import as_sqlite
from reflect.exchange.workbook import as_xlsx
from reflect.services.study import Study
from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")
LET = ("--let-pass", "Wenmarsh Homes Together")
DOCS = Path(__file__).parent.parent / "docs" / "tables.md"


def asked(path: Path, words: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(words).fetchall()


def database(study: Path, audience: str = "internal") -> Path:
    path = study.parent / f"{audience}.db"
    fine("export", study, "sqlite", "--for", audience, *LET, "-o", path, "--force")
    return path


def tables(path: Path) -> Iterator[str]:
    yield from (name for (name,) in asked(path, "SELECT name FROM sqlite_master WHERE type = 'table'"))


def test_a_database_joins_and_says_what_it_is(mine: Path) -> None:
    path = database(mine)
    assert asked(path, "PRAGMA foreign_key_check") == []
    joined = asked(
        path,
        "SELECT count(DISTINCT quotes.id) FROM tags JOIN quotes ON quotes.id = quote"
        " JOIN points ON points.id = point JOIN participants ON code = quotes.participant"
        " JOIN sessions ON sessions.id = quotes.session",
    )
    tagged = asked(path, "SELECT count(DISTINCT quote) FROM tags")
    assert joined == tagged != [(0,)]
    about = dict(asked(path, "SELECT what, value FROM about"))
    assert (about["for"], about["held back"]) == ("internal", "0")
    assert asked(path, "SELECT count(*) FROM quotes") == [(int(about["quotes"]),)]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", about["on"])


def test_a_database_for_the_public_has_nobody_in_it_and_counts_what_it_lacks(mine: Path) -> None:
    path = database(mine, "public")
    assert asked(path, "SELECT * FROM participants UNION ALL SELECT * FROM sessions") == []
    listed = json.loads(fine("export", mine, "quotes", "--format", "json").stdout)["quotes"]
    known = asked(path, "SELECT count(*), count(participant), count(session), count(memos) FROM quotes")
    assert known == [(len(listed), 0, 0, 0)]
    assert asked(path, "SELECT count(*) FROM tags WHERE researcher != '' OR at IS NOT NULL") == [(0,)]
    assert asked(path, "SELECT count(example) FROM points") == [(0,)]
    told = fine("export", mine, "quotes").stderr
    waiting = dict(asked(path, "SELECT what, value FROM about"))["held back: not yet approved"]
    assert f"{waiting} not yet approved" in told


def test_the_same_study_gives_the_same_database(mine: Path) -> None:
    assert database(mine).read_bytes() == database(mine).read_bytes()


def test_who_withdrew_is_in_no_table(mine: Path) -> None:
    before = int(dict(asked(database(mine), "SELECT what, value FROM about"))["quotes"])
    study = Study.open(mine)
    person = study.participant("P03")
    consent = msgspec.structs.replace(person.consents[-1], withdrawn="2026-11-25")
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, consent)))
    study.close()
    path = database(mine)
    codes = asked(
        path,
        "SELECT code FROM participants UNION SELECT participant FROM sessions UNION SELECT by FROM quotes",
    )
    assert ("P01",) in codes
    assert ("P03",) not in codes
    about = dict(asked(path, "SELECT what, value FROM about"))
    assert int(about["quotes"]) + int(about["held back: withdrawn"]) == before


def test_nothing_is_written_for_the_public_while_a_name_stands_in_it(mine: Path) -> None:
    for kind in ("sqlite", "workbook"):
        refused = run("export", mine, kind, "-o", mine.parent / "x")
        assert refused.exit_code == 2
        assert "Wenmarsh" in refused.output
        assert not (mine.parent / "x").exists()


def test_a_workbook_has_its_sheets_with_headings_that_stay(mine: Path) -> None:
    path = mine.parent / "all.xlsx"
    fine("export", mine, "workbook", "--for", "internal", "-o", path)
    book = load_workbook(path)
    assert book.sheetnames == ["About", "Quotes", "Participants", "Codebook", "Matrix", "Agreement"]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert book["Quotes"].column_dimensions["B"].width == 60
    matrix = [*book["Matrix"].iter_rows(values_only=True)]
    for row in matrix[1:]:
        assert sum(row[2:-1]) == row[-1]  # type: ignore[arg-type]  # counts, by how it is made
    fine("export", mine, "workbook", *LET, "-o", path, "--force")
    assert {"Participants", "Agreement"}.isdisjoint(load_workbook(path).sheetnames)


def test_the_sheet_of_agreement_says_what_its_figures_are_of(mine: Path) -> None:
    path = mine.parent / "study.xlsx"

    def sheet() -> list[dict[str, object]]:
        fine("export", mine, "workbook", "--for", "internal", "-o", path, "--force")
        names, *values = load_workbook(path)["Agreement"].iter_rows(values_only=True)
        return [dict(zip(map(str, names), row, strict=True)) for row in values]

    (alone,) = sheet()
    assert "Nothing to compare" in str(alone["name"])
    assert alone["alpha"] is None
    study = Study.open(mine, researcher="Bea")
    desk = study.open_session(study.sessions()[-1].id)
    for tag in sorted(desk.record.tags.values(), key=lambda tag: tag.id):
        desk.toggle_on(desk.record.quotes[tag.quote], tag.point)
    desk.save()
    desk.close()
    study.close()
    whole, *points = sheet()
    assert whole["name"] == "all points together"
    assert whole["alpha"] == whole["cu_alpha"] == 1
    assert whole["unit"] == "sentence"
    assert str(whole["compared"]).endswith("of 1 session: Ana, Bea")
    assert str(whole["untagged_text"]).startswith("left out: ")
    assert points


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_words_that_look_like_a_formula_are_text_in_a_workbook(words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = (Column(name=words),)
    path.write_bytes(as_xlsx([FlatTable(name="quotes", columns=columns, rows=((words,),))]))
    sheet = load_workbook(path)["Quotes"]
    assert [(cell.value, cell.data_type) for row in sheet for cell in row] == [(words, "s")] * 2


def test_a_name_with_quotation_marks_is_a_column_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(as_sqlite([FlatTable(name='a"b', columns=(Column(name='c"; d'),), rows=(("x",),))]))
    assert asked(path, 'SELECT "c""; d" FROM "a""b"') == [("x",)]


def test_json_lines_are_the_quotes_of_the_json_one_by_one(mine: Path) -> None:
    lines = fine("export", mine, "quotes", "--format", "jsonl", "--for", "internal").stdout.splitlines()
    whole = json.loads(fine("export", mine, "quotes", "--format", "json", "--for", "internal").stdout)
    assert [json.loads(line) for line in lines] == whole["quotes"]


def test_excel_gets_its_mark_when_asked_and_in_every_file(mine: Path) -> None:
    path = mine.parent / "a.csv"
    fine("export", mine, "quotes", "-o", path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert fine("export", mine, "quotes", "--excel").stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert not fine("export", mine, "quotes", "--format", "csv").stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert "--format csv" in run("export", mine, "quotes", "--excel", "--format", "json").output


def test_parquet_says_what_it_needs(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = mine.parent / "a.parquet"
    refused = run("export", mine, "quotes", "-o", path)
    assert "pip install 'reflect-interviews[parquet]'" in refused.output
    assert not path.exists()


def test_every_table_and_column_is_documented_and_nothing_else(mine: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    path = database(mine)
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == set(tables(path))
    for name, section in sections.items():
        columns = [row[1] for row in asked(path, f"PRAGMA table_info({name})")]
        assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == columns
