"""A plain `git merge` or `git pull` in a clone merges records too, and never leaves marks in a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.domain.ids import QuestionId
from reflect.services.checking import check_whole
from reflect.store.paths import StudyPaths
from reflect.store.sealed import decode
from tests.services.studies import ANSWER
from tests.services.teams import (
    WORDS,
    answer_in,
    answered,
    change,
    contents,
    git,
    session_file,
    shared,
    study_in,
)

pytest_plugins = ["tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_git")


def committed(folder: Path, message: str = "by hand") -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", message)


def pulled(one: Path, two: Path, *, fails: bool = False) -> None:
    """One sends by hand, the other pulls by hand."""
    git(one, "push", "--quiet")
    git(two, "pull", "--quiet", "--no-rebase", "--no-edit", fails=fails)


def test_a_plain_pull_merges_records_texts_and_consents(ana: Path, bea: Path) -> None:
    name = study_in(ana).drafts.keep_reflection("P01")
    shared(ana)
    shared(bea)
    for folder, text, point in ((ana, f"Well. {WORDS}", "LP1"), (bea, f"{WORDS} At all.", "LP2")):
        answered(folder, text, tag=point)
        study = study_in(folder)
        draft = study.writeup_shelf.text(name)
        study.writeup_desk.save(name, f"Before.\n\n{draft}" if folder == ana else f"{draft}\nAfter.\n")
    shared(ana)
    committed(bea)
    git(bea, "pull", "--quiet", "--no-rebase", "--no-edit")
    assert answer_in(bea) == f"Well. {WORDS} At all."
    record = session_file(bea).read()
    assert {tag.point for tag in record.tags.values()} == {"LP1", "LP2"}
    text = study_in(bea).writeup_shelf.text(name)
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert all(decode(data).seal_holds for name, data in contents(bea).items() if name.endswith(".json"))
    assert git(bea, "status", "--porcelain") == ""
    assert check_whole(bea) == []
    shared(bea)
    shared(ana)
    assert contents(ana) == contents(bea)


def test_clashes_are_kept_and_no_marks_stand_in_any_file(ana: Path, bea: Path) -> None:
    name = study_in(ana).drafts.keep_reflection("P01")
    shared(ana)
    shared(bea)
    for folder, words in ((ana, "Ana's words."), (bea, "Bea's words, which are longer.")):
        answered(folder, words)
        study = study_in(folder)
        study.writeup_shelf.text(name)
        study.writeup_desk.save(name, f"# {words}\n")
    shared(ana)
    committed(bea)
    git(bea, "pull", "--quiet", "--no-rebase", "--no-edit")
    assert not any(mark in data for data in contents(bea).values() for mark in (b"<<<<<<<", b">>>>>>>"))
    answer, text = sorted(study_in(bea).clashes.rows(), key=lambda row: row.where)
    assert {answer.clash.kept, answer.clash.other} == {"Ana's words.", "Bea's words, which are longer."}
    assert text.clash.other == "# Ana's words.\n"
    (kept,) = StudyPaths(bea).beside.iterdir()
    assert kept.read_text() == "# Ana's words.\n"


def test_a_file_both_added_under_one_name_is_merged(ana: Path, bea: Path) -> None:
    for folder in (ana, bea):
        (folder / "guides" / "ours.md").write_text(f"# Ours\n\n## How?\n\nBy {folder.name}.\n")
    shared(ana)
    committed(bea)
    git(bea, "pull", "--quiet", "--no-rebase", "--no-edit")
    text = (bea / "guides" / "ours.md").read_text()
    assert "<<<<" not in text
    assert list(StudyPaths(bea).beside.iterdir())


def test_what_cannot_be_merged_is_left_as_ours_is(ana: Path, bea: Path) -> None:
    path = session_file(bea).path
    path.write_bytes(path.read_bytes()[:-200])
    committed(bea)
    answered(ana, "Ana's words.")
    committed(ana)
    before = session_file(ana).path.read_bytes()
    pulled(bea, ana, fails=True)
    assert path.name in git(ana, "diff", "--name-only", "--diff-filter=U")
    assert session_file(ana).path.read_bytes() == before


def test_the_driver_needs_no_reflect_on_the_path_and_trusts_no_file_of_the_study(
    ana: Path, bea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bea / "msgspec.py").write_text("raise SystemExit('a file of the study was run')\n")
    answered(ana, f"Well. {WORDS}")
    shared(ana)
    answered(bea, f"{WORDS} At all.")
    committed(bea)
    where = shutil.which("git")
    assert where is not None
    monkeypatch.setenv("PATH", f"{Path(where).parent}{os.pathsep}/usr/bin:/bin")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert shutil.which("reflect") is None
    git(bea, "pull", "--quiet", "--no-rebase", "--no-edit")
    assert answer_in(bea) == f"Well. {WORDS} At all."


def test_each_sync_looks_again_whether_git_knows_the_way(ana: Path, bea: Path) -> None:
    git(bea, "config", "merge.reflect.driver", "/gone/python -m reflect merge-driver %O %A %B %P")
    (bea / ".gitattributes").write_text("*.mp3 binary\n")
    shared(bea)
    assert Path(sys.executable).as_posix() in git(bea, "config", "merge.reflect.driver")
    said = (bea / ".gitattributes").read_text()
    assert said.startswith("*.mp3 binary\n")
    assert "/sessions/*.json merge=reflect\n" in said
    attributes = git(bea, "check-attr", "merge", "eol", "--", "study.json", "writeups/a.md", "notes.md")
    assert attributes.splitlines() == [
        "study.json: merge: reflect", "study.json: eol: lf",
        "writeups/a.md: merge: reflect", "writeups/a.md: eol: lf",
        "notes.md: merge: unspecified", "notes.md: eol: unspecified",
    ]  # fmt: skip


def test_a_study_within_a_larger_repository_is_merged_as_well(ana: Path, tmp_path: Path) -> None:
    """Whoever keeps a study in a repository with other things cannot sync it, but can merge it by hand."""
    project = tmp_path / "project"
    project.mkdir()
    shutil.copytree(ana, project / "study")
    git(project, "init", "--quiet", "--initial-branch=main")
    driver = f"'{sys.executable}' -P -m reflect merge-driver %O %A %B %P"
    git(project, "config", "merge.reflect.driver", driver)
    committed(project)
    git(project, "switch", "--quiet", "-c", "other")
    answered(project / "study", f"Well. {WORDS}")
    committed(project)
    git(project, "switch", "--quiet", "main")
    answered(project / "study", f"{WORDS} At all.")
    committed(project)
    git(project, "merge", "--quiet", "--no-edit", "other")
    assert answer_in(project / "study") == f"Well. {WORDS} At all."


def test_a_rebase_merges_records_as_well(ana: Path, bea: Path) -> None:
    answered(ana, f"Well. {WORDS}")
    shared(ana)
    record = session_file(bea)
    now = record.read()
    key = QuestionId(ANSWER)
    text = f"{WORDS} At all."
    record.save(change(now, responses={**now.responses, key: change(now.responses[key], text=text)}))
    committed(bea)
    git(bea, "pull", "--quiet", "--rebase")
    assert answer_in(bea) == f"Well. {WORDS} At all."
    shared(bea)


def test_the_command_says_in_words_what_it_cannot_do(tmp_path: Path) -> None:
    for name in ("base", "ours", "theirs"):
        (tmp_path / name).write_text("x")
    ended = subprocess.run(
        [sys.executable, "-m", "reflect", "merge-driver", "base", "ours", "theirs", "sessions/a.json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "belongs to no study" in ended.stderr
    assert (tmp_path / "ours").read_text() == "x"
