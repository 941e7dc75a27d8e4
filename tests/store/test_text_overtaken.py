"""Another program writes a text in the very instant in which it is saved here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.store.filesystem import FileSystem
from reflect.store.text_file import TextFile
from tests.store.builders import QuickDisk

FIRST = "One thing. Another thing.\n\nA third.\n"
OURS = FIRST.replace("One", "Our one")
THEIRS = FIRST.replace("A third", "Their third")
BOTH = OURS.replace("A third", "Their third")


class Overtaken(QuickDisk):
    """A disk on which something happens right before the first replacement."""

    def __init__(self, path: Path, act: Callable[[], object]) -> None:
        super().__init__()
        self._path = path
        self._act = act
        self._done = False

    def replace(self, source: Path, target: Path) -> None:
        """Let it happen, then replace."""
        if target == self._path and not self._done:
            self._done = True
            self._act()
        super().replace(source, target)


class Patient(QuickDisk):
    """A disk on which something happens while one waits."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self._act = act

    def pause(self, seconds: float) -> None:  # noqa: ARG002 (however long)
        """Let it happen."""
        self._act()


def opened(tmp_path: Path, files: FileSystem) -> TextFile:
    file = TextFile(tmp_path / "writeups" / "a.md", tmp_path, files=files)
    file.read()
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "writeups" / "a.md"
    found.parent.mkdir()
    found.write_text(FIRST)
    return found


def test_what_is_written_into_the_file_that_is_just_being_replaced_is_in_it_afterwards(
    tmp_path: Path, path: Path
) -> None:
    file = opened(tmp_path, Overtaken(path, lambda: path.write_text(THEIRS)))
    assert file.write(OURS) == BOTH
    assert path.read_text() == BOTH
    assert file.take_merge() == BOTH


def test_a_save_that_nobody_overtook_is_what_was_saved(tmp_path: Path, path: Path) -> None:
    file = opened(tmp_path, QuickDisk())
    assert file.write(OURS) == OURS
    assert file.write(BOTH) == BOTH
    assert path.read_text() == BOTH
    assert file.take_merge() is None


def test_a_file_that_another_program_has_emptied_to_write_it_anew_is_waited_for(
    tmp_path: Path, path: Path
) -> None:
    file = opened(tmp_path, Patient(lambda: path.write_text(THEIRS)))
    path.write_text("")
    assert file.write(OURS) == BOTH
    assert path.read_text() == BOTH
