"""`reflect withdraw`, as a person or a script runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    fine("demo", "--no-open", folder)
    fine("write", folder, "reflection", "--participant", "P04", "-o", folder / "writeups" / "p04.md")
    return folder


def sessions_of(study: Path, code: str) -> list[str]:
    return [row["id"] for row in rows("sessions", study) if row["participant"] == code]


def words_of(study: Path, code: str) -> list[str]:
    return [row["text"] for row in rows("quotes", study) if row["participant"] == code]


def test_a_withdrawal_is_noted_and_everything_it_touches_is_listed(study: Path) -> None:
    (study / "exports" / "for-them.txt").write_text("They said: " + words_of(study, "P04")[0], "utf-8")
    dry = fine("withdraw", study, "--participant", "P04", "--dry-run")
    assert "exports/for-them.txt  1" in dry.stdout
    assert "nothing was changed" in dry.stderr
    told = fine("withdraw", study, "--participant", "p04", "--on", "2026-11-02", "--json")
    found = json.loads(told.stdout)
    assert (found["participant"], found["withdrawn"], found["removed"]) == ("P04", "2026-11-02", None)
    assert {"file", "kind", "line", "text", "why"} == set(found["touched"][0])
    assert "P04 withdrew on 2026-11-02" in told.stderr
    assert sessions_of(study, "P04")


def test_a_removal_wants_the_code_and_says_what_it_cannot_reach(study: Path) -> None:
    words = words_of(study, "P04")
    assert words
    before = {path: path.read_bytes() for path in (study / "sessions").iterdir()}
    refused = run("withdraw", study, "--participant", "P04", "--remove")
    assert refused.exit_code == 2
    assert "--confirm P04" in refused.stderr
    wrong = run("withdraw", study, "--participant", "P04", "--remove", "--confirm", "P05")
    assert wrong.exit_code == 2
    assert {path: path.read_bytes() for path in (study / "sessions").iterdir()} == before
    told = fine("withdraw", study, "--participant", "P04", "--remove", "--confirm", "P04")
    assert "Removed of P04: 4 sessions; their words in 4 sessions with others" in told.stderr
    assert "git repository" in told.stderr
    assert not sessions_of(study, "P04")
    assert not words_of(study, "P04")
    assert "P04" not in [row["code"] for row in rows("people", study)]
    assert run("withdraw", study, "--participant", "P99").exit_code == 3


def test_options_that_do_not_go_together_are_named(study: Path) -> None:
    assert run("withdraw", study, "--participant", "P04", "--confirm", "P04").exit_code == 2
    assert run("withdraw", study, "--participant", "P04", "--on", "soon").exit_code == 2
