"""`reflect approvals`, as a person or a script runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    fine("demo", "--no-open", folder)
    return folder


def owing(study: Path) -> dict[str, dict[str, object]]:
    return {row["participant"]: row for row in json.loads(fine("approvals", study, "--json").stdout)}


def test_a_sheet_is_written_filled_in_and_taken_back(study: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.md"
    before = owing(study)["P04"]
    fine("approvals", study, "--participant", "P04", "-o", sheet)
    assert run("approvals", study, "--participant", "P04", "-o", sheet).exit_code == 2
    sent = fine("approvals", study, "--participant", "P04", "--sent", "--day", "2026-11-02", "--within", "14")
    assert f"Put down as asked: {before['not_asked']} quotes" in sent.stderr
    assert owing(study)["P04"]["asked_on"] == "2026-11-02"
    filled = tmp_path / "filled.md"
    filled.write_text(sheet.read_text("utf-8").replace("- [ ] Fine as it is", "- [x] Fine as it is"), "utf-8")
    told = fine("approvals", study, "--read", filled, "--dry-run")
    assert "P04: 7 fine, 0 changed, 0 left out. This was a dry run" in told.stderr
    assert owing(study)["P04"]["asked"] == 7
    fine("approvals", study, "--read", filled)
    assert owing(study)["P04"]["asked"] == 0
    assert owing(study)["P04"]["approved"] == 13


def test_a_sheet_says_how_one_of_few_would_be_called(study: Path) -> None:
    sheet = fine("approvals", study, "--participant", "P02").stdout
    assert "It would be said to be by: an alliance member" in sheet
    assert "a provider" not in sheet


def test_what_is_wrong_on_a_sheet_is_said_with_its_lines_and_changes_nothing(
    study: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.md"
    fine("approvals", study, "--participant", "P06", "-o", sheet)
    before = owing(study)
    text = sheet.read_text("utf-8").replace("- [ ] Leave it out", "- [x] Leave it out", 1)
    sheet.write_text(text.replace("- [ ] Fine as it is", "- [x] Fine as it is", 1), "utf-8")
    told = run("approvals", study, "--read", sheet)
    assert told.exit_code == 2
    number = text.split("\n").index("- [x] Leave it out") + 1
    assert f"line {number}: more than one box is ticked" in told.stderr
    assert "Traceback" not in told.stderr
    assert owing(study) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--read", "nothing.md"), 3),
        (("--participant", "P99"), 3),
        (("--day", "2026-11-02"), 2),
        (("--participant", "P04", "--sent", "--day", "November"), 2),
        (("--participant", "P04", "--read", "x.md"), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_words(study: Path, arguments: tuple[str, ...], code: int) -> None:
    told = run("approvals", study, *arguments)
    assert told.exit_code == code
    assert told.stderr.strip()
    assert "Traceback" not in told.stderr


def test_a_sheet_can_be_a_word_document(study: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.docx"
    fine("approvals", study, "--participant", "P01", "-o", sheet)
    assert sheet.read_bytes().startswith(b"PK")
    assert run("approvals", study, "--read", sheet).exit_code == 2


def test_who_was_asked_about_what_is_listed_by_code_only(study: Path) -> None:
    listed = fine("approvals", study).stdout
    assert "P04" in listed
    assert "Okafor" not in listed
