"""The command line: writing Markdown, and checking a study."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


def test_a_reflection_goes_out_through_the_consent_rules_and_the_study_stays_as_it_is(mine: Path) -> None:
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    result = fine("write", mine, "reflection", "--participant", "P06")
    assert "That's a night out" in result.stdout
    assert "She argued with me." not in result.stdout
    assert "[[" not in result.stdout
    assert "8 quotes held back: 7 not yet approved, 1 declined by the participant." in result.stderr
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before


def test_a_reflection_names_who_agreed_to_it(demo: Path) -> None:
    result = fine("write", demo, "reflection", "--participant", "P01")
    assert "Marian Okafor, chief executive, Lantern Row" in result.stdout
    assert "No quote was held back." in result.stderr
    other = fine("write", demo, "reflection", "--participant", "P02").stdout
    assert "Wilk" not in other
    assert "Kettle" not in other.replace("The Kettle's", "")


def test_a_transcript_is_the_whole_record(demo: Path) -> None:
    session = next(row for row in rows("sessions", demo) if row["participant"] == "P03")
    text = fine("write", demo, "transcript", "--session", session["id"]).stdout
    assert "It was a woman called Maureen, in about 2011." in text
    assert "14:20" in text


def test_a_file_is_never_overwritten_unasked(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.md"
    words = ("write", demo, "reflection", "--participant", "P03", "-o", file)
    result = fine(*words)
    assert result.stdout == ""
    written = file.read_text(encoding="utf-8")
    assert written == fine("write", demo, "reflection", "--participant", "P03").stdout
    file.write_text("mine")
    result = run(*words)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert file.read_text() == "mine"
    fine(*words, "--force")
    assert file.read_text(encoding="utf-8") == written
    assert [path.name for path in tmp_path.iterdir()] == ["out.md"]


@pytest.mark.parametrize(("place", "said"), [("", "this is a folder"), ("no/where.md", "There is no folder")])
def test_an_output_that_cannot_be_a_file_is_refused(
    demo: Path, tmp_path: Path, place: str, said: str
) -> None:
    result = run("write", demo, "transcript", "--session", "id", "-o", tmp_path / place)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind everybody")
def test_a_folder_without_write_permission_is_said(demo: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert run("new", locked / "study", "--title", "T").exit_code == 4
    result = run("write", demo, "reflection", "--participant", "P03", "-o", locked / "out.md")
    assert result.exit_code == 1
    assert "could not be written" in result.stderr


def test_a_study_in_order_is_said_to_be(demo: Path) -> None:
    result = fine("check", demo)
    assert (result.stdout, result.stderr) == ("", "All is well.\n")
    assert rows("check", demo) == []


def a_session(study: Path) -> Path:
    return min((study / "sessions").iterdir())


def truncate(study: Path) -> None:
    file = a_session(study)
    file.write_bytes(file.read_bytes()[:-400])


def edit_by_hand(study: Path) -> None:
    file = a_session(study)
    file.write_bytes(file.read_bytes().replace(b"I run Lantern Row.", b"I ran Lantern Row."))


def lose_utf8(study: Path) -> None:
    file = a_session(study)
    file.write_bytes(file.read_bytes().replace(b"I run", b"I \xff\xfe"))


def break_a_guide(study: Path) -> None:
    file = study / "guides" / "provider.md"
    file.write_text(file.read_text(encoding="utf-8").replace("kind=scale", "kind=scael"))


@pytest.mark.parametrize("harm", [truncate, edit_by_hand, lose_utf8, break_a_guide])
def test_what_is_wrong_with_a_study_is_listed(mine: Path, harm: Callable[[Path], None]) -> None:
    harm(mine)
    files = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    result = run("check", mine)
    assert result.exit_code == 1
    assert result.stdout
    assert "to look at" in result.stderr
    data = run("check", mine, "--json")
    assert data.exit_code == 1
    assert {"kind", "place", "what", "remedy"} == json.loads(data.stdout)[0].keys()
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == files


def test_a_damaged_study_is_a_sentence_and_exit_code_4(mine: Path) -> None:
    (mine / "study.json").write_bytes(b"{")
    for file in mine.rglob(".reflect/previous/study.json"):
        file.unlink()
    result = run("quotes", mine)
    assert result.exit_code == 4
    assert "study.json" in result.stderr
