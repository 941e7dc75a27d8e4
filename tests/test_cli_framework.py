"""`reflect framework` and `reflect export … framework`: where charting stands, and the matrix for others."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reflect.domain.framework import CaseKind
from reflect.services.study import Study
from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

FORMULA = '=HYPERLINK("http://example.org","here")'


def charted(folder: Path, text: str, *, case: str = "P01", kind: CaseKind = CaseKind.PARTICIPANT) -> int:
    """A summary in the first cell of a case that has quotes; the number of its learning point."""
    study = Study.open(folder, researcher="ana")
    try:
        matrix = study.framework.matrix(kind)
        row = next(cells for where, cells in zip(matrix.cases, matrix.cells, strict=True) if where.id == case)
        cell = study.framework.cell(kind, case, next(cell.point for cell in row if cell.quotes))
        study.framework.write(cell, text)
        return cell.point.number
    finally:
        study.close()


def smallest_group(folder: Path, people: int) -> None:
    study = Study.open(folder)
    try:
        from msgspec.structs import replace

        study.edits.save_settings(replace(study.settings(), role_only_least=people))
    finally:
        study.close()


def role_of(folder: Path, code: str) -> str:
    study = Study.open(folder)
    try:
        return study.participant(code).role
    finally:
        study.close()


def test_where_the_matrix_stands_is_printed_and_one_cell_with_its_summary(mine: Path) -> None:
    number = charted(mine, "Calls matter more than letters.")
    printed = fine("framework", mine)
    assert " c" in printed.stdout
    assert "1 cell charted" in printed.stderr
    one = fine("framework", mine, "--case", "p01", "--point", str(number))
    assert "Calls matter more than letters." in one.stdout
    (row,) = [each for each in rows("framework", mine) if each["summary"]]
    assert (row["case"], row["number"], row["state"], row["by"]) == ("P01", number, "charted", "ana")
    assert {each["case"] for each in rows("framework", mine, "--by", "roles")} >= {role_of(mine, "P01")}
    assert run("framework", mine, "--case", "P99").exit_code == 3


def test_the_matrix_goes_out_a_section_a_point_a_row_a_cell_and_as_sheets(mine: Path, tmp_path: Path) -> None:
    number = charted(mine, FORMULA)
    out = fine("export", mine, "framework", "--for", "internal")
    assert f"## {number}. " in out.stdout
    assert "### P01" in out.stdout
    assert "not cleared for publication" in out.stderr
    table = tmp_path / "matrix.csv"
    fine("export", mine, "framework", "--for", "internal", "-o", table)
    lines = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    (cell,) = [line for line in lines if line["summary"]]
    assert (cell["summary"], cell["case"], cell["by"]) == (f"'{FORMULA}", "P01", "ana")
    assert len(lines) == len(rows("framework", mine))
    book = tmp_path / "matrix.xlsx"
    fine("export", mine, "framework", "--for", "internal", "-o", book)
    sheets = load_workbook(book)
    assert sheets.sheetnames == ["About", "Matrix", "Cells", "Quotes"]
    found = [each for row in sheets["Matrix"].iter_rows() for each in row if each.value == FORMULA]
    assert [each.data_type for each in found] == ["s"]


def test_for_the_public_cases_are_roles_and_none_that_few_people_have(mine: Path) -> None:
    role = role_of(mine, "P01")
    number = charted(mine, "They ring one another.", case=role, kind=CaseKind.ROLE)
    refused = run("export", mine, "framework", "--by", "participants")
    assert refused.exit_code == 2
    assert "ties their quotes together" in " ".join(refused.output.split())
    smallest_group(mine, 99)
    few = fine("export", mine, "framework", "--let-pass", "Wenmarsh Homes Together")
    assert "They ring one another." not in few.stdout
    assert "so few people have the role" in few.stderr
    smallest_group(mine, 1)
    out = fine("export", mine, "framework", "--let-pass", "Wenmarsh Homes Together")
    assert "They ring one another." in out.stdout
    assert f"## {number}. " in out.stdout
    assert "P01" not in out.stdout
    assert "ana" not in out.stdout.split()


def test_a_name_or_a_code_in_a_summary_keeps_the_matrix_in_and_is_told_with_its_cell(mine: Path) -> None:
    smallest_group(mine, 1)
    role = role_of(mine, "P01")
    number = charted(mine, "As Marian Okafor and P01 say.", case=role, kind=CaseKind.ROLE)
    let = ("--let-pass", "Wenmarsh Homes Together")
    refused = run("export", mine, "framework", *let)
    assert refused.exit_code == 2
    assert f"on learning point {number}: “Marian Okafor”" in refused.output
    assert "“P01”" in refused.output
    out = fine("export", mine, "framework", *let, "--let-pass", "Marian Okafor", "--let-pass", "P01")
    assert "As Marian Okafor and P01 say." in out.stdout
