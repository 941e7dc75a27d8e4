"""An export is made anew each time, and never over what somebody wrote into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.errors import StoreError
from reflect.store.export_folder import ExportFolder
from reflect.store.filesystem import FileSystem
from reflect.store.paths import StudyPaths


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "exports").iterdir())


def test_our_own_export_is_replaced_by_the_next(tmp_path: Path) -> None:
    for data in (b"one", b"two", b"two"):
        put = ExportFolder(tmp_path).put("briefing", ".docx", data)
        assert (put.path.read_bytes(), put.beside) == (data, None)
    assert names(tmp_path) == ["briefing.docx"]
    assert not list(StudyPaths(tmp_path).temporary.iterdir())


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_somebody_changed_stays_and_the_new_one_is_numbered(
    tmp_path: Path, *, known: bool
) -> None:
    exports = ExportFolder(tmp_path)
    if known:
        exports.put("briefing", ".docx", b"one")
    theirs = tmp_path / "exports" / "briefing.docx"
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_bytes(b"their changes")
    for data in (b"two", b"three"):
        put = exports.put("briefing", ".docx", data)
        assert (put.path.name, put.beside) == ("briefing-2.docx", theirs)
        assert put.path.read_bytes() == data
    assert theirs.read_bytes() == b"their changes"
    assert names(tmp_path) == ["briefing-2.docx", "briefing.docx"]


def test_a_file_that_is_already_so_is_taken_for_ours(tmp_path: Path) -> None:
    theirs = tmp_path / "exports" / "briefing.md"
    theirs.parent.mkdir()
    theirs.write_bytes(b"the same")
    assert ExportFolder(tmp_path).put("briefing", ".md", b"the same").beside is None
    assert ExportFolder(tmp_path).put("briefing", ".md", b"another").path == theirs


class Meddling(FileSystem):
    """Lets somebody write into the export in the last instant before it is replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.armed = False

    def replace(self, source: Path, target: Path) -> None:
        if self.armed and target == self._path:
            self.armed = False
            target.write_bytes(b"written in the last instant")
        super().replace(source, target)


def test_what_is_written_in_the_last_instant_is_kept_beside(tmp_path: Path) -> None:
    disk = Meddling(tmp_path / "exports" / "briefing.md")
    exports = ExportFolder(tmp_path, files=disk)
    exports.put("briefing", ".md", b"one")
    disk.armed = True
    exports.put("briefing", ".md", b"two")
    assert {path.read_bytes() for path in (tmp_path / "exports").iterdir()} == {
        b"two",
        b"written in the last instant",
    }


class Full(FileSystem):
    def sync(self, handle: int) -> None:
        raise OSError(28, f"No space left on device for {handle}")


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    ExportFolder(tmp_path).put("briefing", ".md", b"one")
    with pytest.raises(StoreError):
        ExportFolder(tmp_path, files=Full()).put("briefing", ".md", b"two")
    assert (tmp_path / "exports" / "briefing.md").read_bytes() == b"one"
