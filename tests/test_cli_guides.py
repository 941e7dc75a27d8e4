"""The command line: listing, showing and checking guides."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect import paths
from tests.command_line import fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")
GOOD_GUIDE = """---
id: short
title: Short
version: 1.0
---

# One

## What happened? {#happened points=LP1}

Tell me.
"""


def test_our_guides_are_listed_and_shown() -> None:
    found = rows("guide", "list")
    assert [(row["kind"], row["id"]) for row in found] == [
        ("interview", "commissioner"),
        ("interview", "lived-experience"),
        ("interview", "provider"),
        ("interview", "public-agency"),
        ("workshop", "workshop-image"),
        ("workshop", "workshop-aspirations"),
        ("workshop", "workshop-three"),
        ("workshop", "workshop-rules"),
        ("assessment", "self-assessment"),
    ]
    assert all(row["ours"] for row in found)
    assert len(fine("guide", "list").stdout.splitlines()) == 10
    file = paths.shipped_guides() / "provider.md"
    assert fine("guide", "show", "provider").stdout == file.read_text(encoding="utf-8")


def test_a_studys_own_guides_are_listed_shown_and_checked(mine: Path) -> None:
    (mine / "guides" / "short.md").write_text(GOOD_GUIDE)
    assert "short" in {row["id"] for row in rows("guide", "list", "--study", mine)}
    assert fine("guide", "show", "short", "--study", mine).stdout == GOOD_GUIDE
    result = fine("guide", "check", "--study", mine)
    assert (result.stdout, result.stderr) == ("", "15 files read: 0 problems, 0 warnings.\n")


def test_inside_a_study_its_own_guides_are_meant(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mine / "guides" / "short.md").write_text(GOOD_GUIDE)
    monkeypatch.chdir(mine)
    assert "short" in {row["id"] for row in rows("guide", "list")}
    assert fine("guide", "show", "short").stdout == GOOD_GUIDE
    assert "15 files read" in fine("guide", "check").stderr
    assert "1 file read" in fine("guide", "check", "guides/short.md").stderr


def test_a_guide_is_printed_as_a_form_of_every_kind(mine: Path, tmp_path: Path) -> None:
    (mine / "guides" / "short.md").write_text(GOOD_GUIDE)
    printed = fine("guide", "print", "short", "--study", mine).stdout
    assert "### 1. What happened?" in printed
    assert "<!-- question: happened -->" in printed
    page, document = tmp_path / "form.html", tmp_path / "form.docx"
    assert fine("guide", "print", "short", "--study", mine, "-o", page).stdout == ""
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    fine("guide", "print", "short", "--study", mine, "-o", document)
    assert document.read_bytes().startswith(b"PK")
    assert run("guide", "print", "short", "--study", mine, "-o", page).exit_code == 2
    assert "needs a name" in run("guide", "print", "provider", "--format", "docx").stderr
    assert run("guide", "print", "shrt", "--study", mine).exit_code == 3


def test_the_interviewers_own_copy_has_the_probes() -> None:
    theirs, ours = fine("guide", "print", "provider"), fine("guide", "print", "provider", "--with-probes")
    assert "\n- " not in theirs.stdout
    assert "\n- " in ours.stdout
    assert "\n> " in ours.stdout


def test_every_problem_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.md"
    broken.write_text(
        GOOD_GUIDE.replace("points=LP1", "kind=opne colour=red") + "\n## Again {#happened}\n\nX.\n"
    )
    other = tmp_path / "other.md"
    other.write_bytes(b"---\nid: x\n\xff\n")
    result = run("guide", "check", broken, other)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert all(line.startswith((f"{broken}:", f"{other}:")) for line in lines)
    assert any(line.startswith(f"{broken}:9: ") and "opne" in line for line in lines)
    assert any("colour" in line for line in lines)
    assert any("UTF-8" in line for line in lines)
    assert len(lines) >= 4
    assert "2 files read" in result.stderr


def test_a_codebook_is_checked_as_one(tmp_path: Path) -> None:
    ours = (paths.shipped_guides() / "learning-points.md").read_text(encoding="utf-8")
    book = tmp_path / "points.md"
    book.write_text(ours)
    fine("guide", "check", book)
    book.write_text(ours.replace("colour=blue", "colour=bleu"))
    assert "blue" in run("guide", "check", book).stdout


def test_a_question_that_is_no_longer_what_was_asked_is_a_warning(mine: Path) -> None:
    file = mine / "guides" / "provider.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Tell me about a time when it felt like a real partnership.", "Well?"))
    result = fine("guide", "check", "--study", mine)
    (warning,) = result.stdout.splitlines()
    assert warning.startswith(f"{file}: warning: since session ")
    assert "“went-well” has another text" in warning


@pytest.mark.parametrize("in_a_study", [True, False])
def test_a_form_of_the_assessment_asks_about_each_learning_point(mine: Path, *, in_a_study: bool) -> None:
    printed = fine("guide", "print", "self-assessment", *(("--study", mine) if in_a_study else ())).stdout
    assert "How far has the alliance got with this?" not in printed.split("Start upstream")[0]
    for name in ("Start upstream", "Rethink impact"):
        assert name in printed
    assert "We went straight to plans and money" in printed


def test_a_workshop_can_be_printed_before_there_is_anything_to_go_on_from(mine: Path) -> None:
    assert "Which three matter most?" in fine("guide", "print", "workshop-three", "--study", mine).stdout
    assert "A bridge half built" not in fine("guide", "print", "workshop-image", "--study", mine).stdout
