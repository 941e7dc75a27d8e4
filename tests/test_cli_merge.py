"""`reflect merge`: two copies of a study on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from reflect.services.study import Study
from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


@pytest.fixture
def other(mine: Path) -> Path:
    """Another copy of it, which somebody else works in."""
    return Path(shutil.copytree(mine, mine.with_name("other")))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewritten(folder: Path, words: str) -> str:
    """The first answer of the first session, in other words; returns the session's id."""
    study = Study.open(folder)
    row = min(study.sessions(), key=lambda row: row.id)
    desk = study.open_session(row.id)
    question = min(key for key, response in desk.record.responses.items() if response.text)
    desk.write(question, words)
    desk.close()
    study.close()
    return row.id


def noted(folder: Path, words: str) -> None:
    study = Study.open(folder)
    person = study.people()[0]
    study.edits.save_participant(msgspec.structs.replace(person, notes=words))
    study.close()


def test_what_is_new_is_taken_and_the_other_copy_is_left_alone(mine: Path, other: Path) -> None:
    study = Study.open(other)
    study.start_session("provider", study.people()[0].code).close()
    study.close()
    noted(other, "Prefers mornings.")
    (other / "writeups" / "portrait.md").write_text("# A portrait\n")
    before = everything(other)
    found = [
        (item["what"], item["file"].split("/")[0], item["record"]) for item in rows("merge", mine, other)
    ]
    assert ("taken", "people.json", f"participants/{Study.open(mine).people()[0].code}") in found
    assert ("new", "sessions", "") in found
    assert ("new", "writeups", "") in found
    assert everything(other) == before
    assert rows("sessions", mine) == rows("sessions", other)
    assert rows("merge", mine, other) == []
    assert "Nothing in it is new." in fine("merge", mine, other).stderr
    assert fine("check", mine).exit_code == 0


def test_a_dry_run_says_the_same_and_changes_nothing(mine: Path, other: Path) -> None:
    rewritten(mine, "Mine.")
    rewritten(other, "Theirs, which is longer.")
    noted(other, "Prefers mornings.")
    (other / "writeups" / "portrait.md").write_text("# A portrait\n")
    before = everything(mine), everything(other)
    said = rows("merge", mine, other, "--dry-run")
    assert "This was a dry run" in fine("merge", mine, other, "--dry-run").stderr
    assert (everything(mine), everything(other)) == before
    assert rows("merge", mine, other) == said


def test_a_clash_is_listed_with_both_versions_and_can_be_settled(mine: Path, other: Path) -> None:
    session = rewritten(mine, "Mine.")
    rewritten(other, "Theirs, which is longer.")
    (item,) = [item for item in rows("merge", mine, other) if item["what"] == "clash"]
    assert (item["field"], item["kept"], item["other"]) == ("text", "Theirs, which is longer.", "Mine.")
    study = Study.open(mine)
    (row,) = study.clashes.rows()
    assert (row.session, row.now, row.clash.other) == (session, "Theirs, which is longer.", "Mine.")
    study.clashes.settle(row, "Both of ours.")
    assert study.clashes.rows() == ()
    study.close()
    (item,) = [item for item in rows("merge", other, mine) if "responses" in item["record"]]
    assert item["what"] == "taken"


def test_what_could_be_a_name_is_not_printed(mine: Path, other: Path) -> None:
    for folder, name in ((mine, "Rosalind Quillfeather"), (other, "Tamsin Underhill")):
        study = Study.open(folder)
        study.edits.save_participant(msgspec.structs.replace(study.people()[0], name=name))
        study.close()
    for result in (run("merge", mine, other, "--dry-run"), run("merge", mine, other, "--json")):
        assert "clash" in result.stdout
        assert "Quillfeather" not in result.output
        assert "Underhill" not in result.output
    study = Study.open(mine)
    (row,) = [row for row in study.clashes.rows() if row.field == "name"]
    assert {"Rosalind Quillfeather", "Tamsin Underhill"} == {row.clash.kept, row.clash.other}
    study.clashes.settle(row, row.clash.other)
    assert study.people()[0].name == row.clash.other


def test_a_write_up_that_both_wrote_on_is_merged_by_its_sentences(mine: Path, other: Path) -> None:
    for folder in (mine, other):
        study = Study.open(folder)
        name = study.writeups()[0].name
        text = study.writeup_shelf.text(name)
        study.writeup_desk.save(name, f"Before.\n\n{text}" if folder == mine else f"{text}\nAfter.\n")
    assert [item["what"] for item in rows("merge", mine, other)] == ["merged"]
    merged = (mine / f"writeups/{name}.md").read_text()
    assert merged.startswith("Before.\n")
    assert merged.endswith("After.\n")
    assert [item["what"] for item in rows("merge", other, mine)] == ["taken"]
    assert (other / f"writeups/{name}.md").read_text() == merged


def test_what_lies_in_the_bin_here_stays_there_unless_there_is_more_to_it(mine: Path, other: Path) -> None:
    study = Study.open(mine)
    gone = min(row.id for row in study.sessions())
    study.remove_session(gone)
    (found,) = rows("merge", mine, other)
    assert found["what"] == "removed here"
    rewritten(other, "There is more to it.")
    assert "new" in [item["what"] for item in rows("merge", mine, other)]
    assert gone in [row["id"] for row in rows("sessions", mine)]


def test_who_is_named_by_a_session_that_came_in_comes_back(mine: Path, other: Path) -> None:
    study = Study.open(mine)
    code = study.sessions()[0].participant
    assert code is not None
    for row in study.sessions():
        if row.participant == code:
            study.remove_session(row.id)
    study.edits.remove_participant(code)
    study = Study.open(other)
    study.start_session("provider", code).close()
    found = rows("merge", mine, other)
    assert f"participants/{code}" in [item["record"] for item in found]
    assert code in [row["code"] for row in rows("people", mine)]


def test_another_study_is_refused_unless_one_insists(mine: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    fine("new", stranger, "--title", "Another")
    study = Study.open(stranger)
    title = Study.open(mine).title
    study.close()
    refused = run("merge", mine, stranger)
    assert refused.exit_code == 2
    assert "another study" in refused.output
    fine("merge", mine, stranger, "--force")
    assert Study.open(mine).title == title
    assert run("merge", mine, mine).exit_code == 2
    assert run("merge", mine, tmp_path / "nowhere").exit_code == 3


def test_a_damaged_file_of_the_other_is_told_and_the_rest_is_merged(mine: Path, other: Path) -> None:
    path = min((other / "sessions").iterdir())
    path.write_bytes(path.read_bytes()[:-300])
    noted(other, "Prefers mornings.")
    before = path.read_bytes()
    result = run("merge", mine, other)
    assert result.exit_code == 1
    assert ["not", "merged", f"sessions/{path.name}"] in [
        line.split()[:3] for line in result.stdout.splitlines()
    ]
    assert path.read_bytes() == before
    assert Study.open(mine).people()[0].notes == "Prefers mornings."


def test_a_copy_that_a_syncing_program_left_is_merged_and_goes_to_the_bin(mine: Path) -> None:
    original = min((mine / "sessions").iterdir())
    copy = original.with_name(f"{original.stem} (Ana's conflicted copy 2026-11-23).json")
    copy.write_bytes(original.read_bytes())
    rewritten(mine, "Mine, after the copy.")
    study = Study.open(mine)
    count = len(study.sessions())
    (pair,) = study.conflict_copies.rows()
    assert (pair.copy, pair.original) == (copy, original)
    report = study.conflict_copies.merge(copy)
    assert report.parent_known
    assert not report.clashes
    assert not copy.exists()
    assert list((mine / ".reflect/bin/sessions").iterdir())
    assert study.conflict_copies.rows() == ()
    assert len(study.sessions()) == count
    assert "Mine, after the copy." in original.read_text("utf-8")
