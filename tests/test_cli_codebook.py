"""The command line: the codebook listed, written out, changed in an editor and taken in again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reflect.services.checking import check_whole
from reflect.services.study import Study
from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


def test_the_list_counts_quotes_sessions_and_people(demo: Path) -> None:
    found = {row["id"]: row for row in rows("codebook", "list", demo)}
    assert len(found) == 8
    four = found["LP4"]
    assert (four["number"], four["quotes"], four["people"], four["sessions"]) == (4, 16, 6, 6)
    assert four["name"] == "Recognise difference"
    table = [line.split() for line in fine("codebook", "list", demo).stdout.splitlines()]
    assert table[4][:3] == ["4", "LP4", "16"]


def test_the_list_marks_retired_and_names_merged_points(mine: Path) -> None:
    study = Study.open(mine, researcher="Ana")
    study.codebook_edits.merge("LP4", "LP5")
    study.codebook_edits.retire("LP1")
    study.close()
    found = {row["id"]: row for row in rows("codebook", "list", mine)}
    assert found["LP5"]["merged"] == ["LP4"]
    assert found["LP1"]["retired"] is not None
    assert "Start upstream (retired)" in fine("codebook", "list", mine).stdout
    assert len(rows("quotes", mine, "--point", "LP4")) == found["LP5"]["quotes"]


def test_what_was_exported_is_imported_without_a_change(mine: Path, tmp_path: Path) -> None:
    file = tmp_path / "codebook.md"
    before = (mine / "study.json").read_bytes()
    fine("codebook", "export", mine, "-o", file)
    assert "# Recognise difference {#LP4 number=4 colour=purple}" in file.read_text("utf-8")
    result = fine("codebook", "import", mine, file)
    assert "Nothing in it is new." in result.stderr
    assert (mine / "study.json").read_bytes() == before
    assert run("codebook", "export", mine, "-o", file).exit_code == 2
    assert fine("codebook", "export", mine).stdout == file.read_text("utf-8")


def changed(mine: Path, tmp_path: Path) -> Path:
    """The codebook as a file, with one point changed, one added and one left out."""
    text = fine("codebook", "export", mine).stdout
    text = text.replace("# Recognise difference {", "# Difference {")
    text, _, last = text.partition("# Rethink impact {")
    assert last
    file = tmp_path / "codebook.md"
    file.write_text(text + "# Humour {#humour number=10 parent=LP4}\n\nWho laughs, and when.\n", "utf-8")
    return file


def test_importing_adds_and_changes_and_leaves_the_rest(mine: Path, tmp_path: Path) -> None:
    file = changed(mine, tmp_path)
    before = (mine / "study.json").read_bytes()
    planned = json.loads(fine("codebook", "import", mine, file, "--dry-run", "--json").stdout)
    assert (mine / "study.json").read_bytes() == before
    result = fine("codebook", "import", mine, file, "--json")
    assert json.loads(result.stdout) == planned
    assert result.stderr.strip() == "1 learning point added and 1 changed."
    told = {each["point"]: (each["what"], each["fields"]) for each in planned}
    assert told["LP4"] == ("changed", ["name"])
    assert told["humour"] == ("new", [])
    assert (told["LP8"][0], told["LP1"][0]) == ("not in the file", "as it is")
    found = {row["id"]: row for row in rows("codebook", "list", mine)}
    assert (found["LP4"]["name"], found["LP4"]["quotes"]) == ("Difference", 16)
    assert (found["humour"]["parent"], found["humour"]["description"]) == ("LP4", "Who laughs, and when.")
    assert len(found) == 9
    assert check_whole(mine) == []


def test_every_problem_of_a_file_is_named_and_nothing_is_changed(mine: Path, tmp_path: Path) -> None:
    file = tmp_path / "codebook.md"
    file.write_text(
        "---\nid: points\ntitle: Points\nversion: 1.0\nkind: codebook\n---\n\n"
        "# New {#new number=4}\n\n# Other {#other number=2000 parent=nobody}\n\n# {#LP1 number=1}\n",
        "utf-8",
    )
    before = (mine / "study.json").read_bytes()
    result = run("codebook", "import", mine, file)
    assert result.exit_code == 2
    for said in (
        f"{file}:8: 4 is the number of “Recognise difference” (LP4) in this study: 9 is free",
        f"{file}:10: number is 2000",
        f"{file}:10: parent=nobody, and no learning point has that id",
        f"{file}:12: this learning point has no name",
    ):
        assert said in result.output
    assert (mine / "study.json").read_bytes() == before
    assert run("codebook", "import", mine, tmp_path / "none.md").exit_code == 3
