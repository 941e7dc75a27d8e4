"""The command line: backups that are verified, and restored whole or not at all."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reflect.services import backing_up
from reflect.store.archive import MANIFEST, pack
from reflect.store.filesystem import FileSystem
from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


def contents(folder: Path, *, private: bool = False) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and (private or ".reflect" not in path.parts)
        and not {"locks", "tmp"} & set(path.relative_to(folder).parts)
    }


def test_a_study_comes_back_as_it_was(mine: Path, tmp_path: Path) -> None:
    made = fine("backup", mine, "-o", tmp_path / "b.zip")
    assert made.stdout == ""
    assert "verified" in made.stderr
    assert "people's names (people.json)" in made.stderr
    assert "not encrypted" in made.stderr
    assert "--with-private" in made.stderr
    restored = fine("restore", tmp_path / "b.zip", tmp_path / "back" / "study")
    assert "verified" in restored.stderr
    assert contents(tmp_path / "back" / "study") == contents(mine)
    kept = [p.relative_to(mine) for p in (mine / ".reflect" / "versions").rglob("*") if p.is_file()]
    assert kept
    assert all(
        (tmp_path / "back" / "study" / name).read_bytes() == (mine / name).read_bytes() for name in kept
    )
    assert fine("check", tmp_path / "back" / "study").stdout == ""
    assert [p.name for p in (tmp_path / "back").iterdir()] == ["study"]


def test_with_private_everything_but_locks_and_half_written_files_comes_back(
    mine: Path, tmp_path: Path
) -> None:
    (mine / ".reflect" / "tmp" / "half.tmp").write_text("half")
    (mine / ".git").mkdir()
    (mine / ".git" / "config").write_text("[core]")
    fine("backup", mine, "-o", tmp_path / "b.zip", "--with-private")
    fine("restore", tmp_path / "b.zip", tmp_path / "back")
    there = contents(tmp_path / "back", private=True)
    assert any(name.startswith(".reflect/previous/") for name in there)
    assert ".reflect/tmp/half.tmp" not in {
        path.relative_to(tmp_path / "back").as_posix() for path in (tmp_path / "back").rglob("*")
    }
    assert there == {name: data for name, data in contents(mine, private=True).items() if ".git/" not in name}


def test_a_file_that_is_there_is_not_overwritten_unless_asked(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    result = run("backup", mine, "-o", tmp_path / "b.zip")
    assert (result.exit_code, (tmp_path / "b.zip").read_text()) == (2, "mine")
    assert "--force" in result.stderr
    fine("backup", mine, "-o", tmp_path / "b.zip", "--force")
    assert zipfile.is_zipfile(tmp_path / "b.zip")
    assert run("backup", mine, "-o", tmp_path).exit_code == 2
    assert run("backup", mine, "-o", tmp_path / "no" / "b.zip").exit_code == 2
    assert run("backup", tmp_path / "nothing", "-o", tmp_path / "c.zip").exit_code == 3
    assert not (tmp_path / "c.zip").exists()


def test_a_backup_within_the_study_does_not_hold_itself(mine: Path, tmp_path: Path) -> None:
    fine("backup", mine, "-o", mine / "exports" / "b.zip")
    fine("backup", mine, "-o", mine / "exports" / "b.zip", "--force")
    with zipfile.ZipFile(mine / "exports" / "b.zip") as archive:
        assert not [name for name in archive.namelist() if "b.zip" in name]


def test_a_backup_that_does_not_read_back_is_not_kept(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiling(folder: Path, into: Path, **given: Any) -> Any:
        packed = pack(folder, into, **given)
        data = bytearray(into.read_bytes())
        data[5000] ^= 0xFF
        into.write_bytes(data)
        return packed

    monkeypatch.setattr(backing_up, "pack", spoiling)
    result = run("backup", mine, "-o", tmp_path / "b.zip")
    assert result.exit_code == 4
    assert "could not be verified" in result.stderr
    assert [p.name for p in tmp_path.iterdir() if "zip" in p.name] == []


def test_a_study_that_is_not_well_is_backed_up_as_it_is_and_said_so(mine: Path, tmp_path: Path) -> None:
    path = next((mine / "sessions").iterdir())
    path.write_bytes(path.read_bytes()[:500])
    made = fine("backup", mine, "-o", tmp_path / "b.zip")
    assert "“reflect check” finds" in made.stderr
    restored = fine("restore", tmp_path / "b.zip", tmp_path / "back")
    assert "as in the backup" in restored.stderr
    assert contents(tmp_path / "back") == contents(mine)


def test_restoring_needs_an_empty_folder_and_a_backup(mine: Path, tmp_path: Path) -> None:
    fine("backup", mine, "-o", tmp_path / "b.zip")
    before = contents(mine, private=True)
    taken = run("restore", tmp_path / "b.zip", mine)
    assert (taken.exit_code, contents(mine, private=True)) == (2, before)
    assert "there is a study here already" in taken.stderr
    assert run("restore", tmp_path / "none.zip", tmp_path / "x").exit_code == 3
    assert run("restore", tmp_path, tmp_path / "x").exit_code == 2
    assert run("restore", mine / "study.json", tmp_path / "x").exit_code == 2
    assert not (tmp_path / "x").exists()
    (tmp_path / "empty").mkdir()
    fine("restore", tmp_path / "b.zip", tmp_path / "empty")
    assert contents(tmp_path / "empty") == contents(mine)


def test_a_restore_that_fails_leaves_nothing(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine("backup", mine, "-o", tmp_path / "b.zip")
    for folder in (tmp_path / "new" / "study", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir()
        before = sorted(tmp_path.rglob("*"))
        with monkeypatch.context() as trouble:
            trouble.setattr(Path, "rename", no_room)
            assert run("restore", tmp_path / "b.zip", folder).exit_code == 4
        assert sorted(tmp_path.rglob("*")) == before


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_without_room_it_is_said_before_anything_is_written(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine("backup", mine, "-o", tmp_path / "b.zip")
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    result = run("restore", tmp_path / "b.zip", tmp_path / "back")
    assert result.exit_code == 4
    assert "0 MB are free" in result.stderr


def test_the_zip_can_be_read_without_reflect(mine: Path, tmp_path: Path) -> None:
    fine("backup", mine, "-o", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.testzip() is None
        assert {"study.json", "people.json", MANIFEST} <= set(archive.namelist())
        assert archive.read("study.json") == (mine / "study.json").read_bytes()
    assert FileSystem().signature(tmp_path / "b.zip")
