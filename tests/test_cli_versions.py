"""The command line: earlier versions of a write-up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reflect.services.study import Study
from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


@pytest.fixture
def changed(mine: Path) -> tuple[Path, str]:
    """A study and its write-up, to which a sentence has been added since a version with a name."""
    study = Study.open(mine)
    name = study.writeups()[0].name
    text = study.writeup_shelf.text(name)
    study.writeup_shelf.versions.keep_by_hand(name, text, "before sending to P03")
    study.writeup_desk.save(name, f"{text}\nWhat I heard was a beginning.\n")
    study.close()
    return mine, name


def test_versions_are_listed_shown_and_compared(changed: tuple[Path, str]) -> None:
    folder, name = changed
    table = fine("versions", folder, name).stdout
    assert "“before sending to P03”" in table
    listed = json.loads(fine("versions", folder, name, "--json").stdout)
    assert listed[0]["name"] == "before sending to P03"
    whole = fine("versions", folder, name, "--show", "1").stdout
    assert whole + "\nWhat I heard was a beginning.\n" == (folder / "writeups" / f"{name}.md").read_text(
        "utf-8"
    )
    since = fine("versions", folder, name, "--diff", "1").stdout
    assert "What I heard was a beginning." in since
    assert "[+" in since
    assert "[-" not in since


def test_what_is_not_there_is_said(changed: tuple[Path, str]) -> None:
    folder, name = changed
    refused = run("versions", folder, name, "--show", "99")
    assert (refused.exit_code, "There is no version 99" in refused.stderr) == (3, True)
    refused = run("versions", folder, "nothing")
    assert (refused.exit_code, "There is no write-up" in refused.stderr) == (3, True)
    refused = run("versions", folder, name, "--show", "1", "--diff", "1")
    assert (refused.exit_code, "either" in refused.stderr) == (2, True)
