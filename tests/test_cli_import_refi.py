"""`reflect import … project.qdpx`, as a person or a script runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import fine, rows, run
from tests.exchange.refi_projects import TEXT, WRITERS, written_by

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    fine("new", folder, "--title", "T")
    return folder


def test_a_project_is_told_of_by_what_came_in_and_how_it_was_read(study: Path, tmp_path: Path) -> None:
    path = tmp_path / "theirs.qdpx"
    path.write_bytes(written_by(WRITERS["NVivo for Windows"]))
    told = fine("import", study, path, "--dry-run")
    assert "REFI-QDA by NVivo 14.23.2" in told.stdout
    assert "1 text would become 1 session: 5 quotes, 4 tags, 3 memos" in told.stdout
    assert "5 of 5 places in texts fit exactly (100 %), read as UTF-16 units, line ends as two" in told.stdout
    assert rows("sessions", study) == []
    (row,) = json.loads(fine("import", study, path, "--json").stdout)
    assert row["project"]["origin"] == "NVivo 14.23.2"
    assert row["project"]["points_new"] == ["Power", "Trust", "Time"]
    assert [one["id"] for one in rows("sessions", study)] == row["project"]["sessions"]
    assert len(rows("quotes", study)) == 5
    assert fine("check", study).exit_code == 0


def test_a_project_and_transcripts_come_in_together_and_a_bad_one_is_refused_by_itself(
    study: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "a.qdpx").write_bytes(written_by(WRITERS["QualCoder"]))
    (folder / "b.qdpx").write_bytes(b"nothing")
    (folder / "c.txt").write_text(TEXT.replace("spring", "autumn"), "utf-8")
    told = run("import", study, folder)
    assert told.exit_code == 1
    assert "Refused: b.qdpx: This is no REFI-QDA project" in told.stderr
    assert "2 files came in, 1 refused." in told.stderr
    assert len(rows("sessions", study)) == 2


def test_a_variable_that_is_not_there_is_named_with_those_that_are(study: Path, tmp_path: Path) -> None:
    path = tmp_path / "theirs.qdpx"
    path.write_bytes(written_by(WRITERS["MAXQDA"]))
    told = run("import", study, path, "--role-variable", "Grade")
    assert told.exit_code == 1
    assert "No variable is called “Grade”. There are: Role" in told.stderr


def test_what_goes_out_comes_in_by_the_same_command(mine: Path, study: Path) -> None:
    out = mine.parent / "out.qdpx"
    fine("export", mine, "qdpx", "--for", "internal", "-o", out)
    fine("import", study, out)
    assert len(rows("quotes", study)) == 72
    book = mine.parent / "book.qdc"
    fine("export", mine, "qdc", "--for", "internal", "-o", book)
    (row,) = json.loads(fine("import", study, book, "--json").stdout)
    assert row["project"]["points_known"] == 8
