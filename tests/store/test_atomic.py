import errno
from contextlib import suppress
from pathlib import Path

import pytest

from reflect.errors import ChangedUnderneath, StoreError
from reflect.store.atomic import keep_aside, write_atomically
from reflect.store.filesystem import FileSystem, in_words
from tests.store.builders import FailingDisk, QuickDisk, everything_in, number, number_from, operation


def save(folder: Path, data: bytes, files: FileSystem, expected: object = None) -> bool:
    private = folder / ".reflect"
    return write_atomically(
        folder / "a.json",
        data,
        temporary=private / "tmp",
        guard=private / "locks" / "saving",
        keep_previous=private / "previous" / "a.json",
        expected=expected if callable(expected) else None,
        files=files,
    ).previous_kept


def test_the_new_bytes_are_there_and_the_old_ones_are_kept(tmp_path: Path) -> None:
    files = FileSystem()
    assert not save(tmp_path, b"one", files)
    assert save(tmp_path, b"two", files)
    assert (tmp_path / "a.json").read_bytes() == b"two"
    assert (tmp_path / ".reflect/previous/a.json").read_bytes() == b"one"
    assert not list((tmp_path / ".reflect/tmp").iterdir())


def test_a_kept_generation_is_never_the_same_file_as_the_present_one(tmp_path: Path) -> None:
    for n in range(4):
        save(tmp_path, b"%d" % n, QuickDisk())
    (tmp_path / "a.json").write_bytes(b"")  # in place, as careless programs do
    assert (tmp_path / ".reflect/previous/a.json").read_bytes() == b"2"


def test_where_links_fail_the_old_file_is_copied(tmp_path: Path) -> None:
    files = FailingDisk(operation("link"), errno.EPERM)
    save(tmp_path, b"one", files)
    assert save(tmp_path, b"two", files)
    assert (tmp_path / ".reflect/previous/a.json").read_bytes() == b"one"


def test_the_new_bytes_are_synced_before_they_are_named_and_the_folder_after(tmp_path: Path) -> None:
    for data in (b"one", b"two"):
        save(tmp_path, data, QuickDisk())
    files = FailingDisk()
    save(tmp_path, b"three", files)
    done = files.done
    assert done.index("write") < done.index("sync") < done.index("close") < done.index("replace")
    assert done[-1] == "sync_folder"
    assert done.count("sync") == done.count("sync_folder") == 1


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_failing_at_any_one_operation_leaves_a_whole_file_and_nothing_else(tmp_path: Path, code: int) -> None:
    watched = FailingDisk()
    save(tmp_path, b"zero", watched)
    save(tmp_path, b"one", watched)
    names = everything_in(tmp_path)
    watched.done.clear()
    save(tmp_path, b"one", watched)
    operations = list(watched.done)
    for at, name in enumerate(operations):
        save(tmp_path, b"zero", QuickDisk())
        save(tmp_path, b"one", QuickDisk())
        try:
            kept = save(tmp_path, b"two", FailingDisk(number(at), code))
        except StoreError:
            # Only the folder's sync comes after the replacement.
            arrived = kept = name == "sync_folder"
        else:
            arrived = True
        assert (tmp_path / "a.json").read_bytes() == (b"two" if arrived else b"one"), name
        assert (tmp_path / ".reflect/previous/a.json").read_bytes() == (b"one" if kept else b"zero"), name
        assert everything_in(tmp_path) == names, name


def test_on_a_disk_that_dies_at_any_operation_a_whole_file_is_left(tmp_path: Path) -> None:
    for at in range(20):
        save(tmp_path, b"one", QuickDisk())
        with suppress(StoreError):
            save(tmp_path, b"two", FailingDisk(number_from(at)))
        assert (tmp_path / "a.json").read_bytes() in (b"one", b"two")


def test_a_file_in_use_for_a_moment_is_tried_again(tmp_path: Path) -> None:
    save(tmp_path, b"one", QuickDisk())
    attempts: list[int] = []

    def twice(number: int, name: str) -> bool:
        if name == "replace":
            attempts.append(number)
        return name == "replace" and len(attempts) <= 2

    save(tmp_path, b"two", FailingDisk(twice, errno.EACCES))
    assert (tmp_path / "a.json").read_bytes() == b"two"


def test_a_file_in_use_for_long_is_given_up_in_words(tmp_path: Path) -> None:
    save(tmp_path, b"one", QuickDisk())
    files = FailingDisk(operation("replace"), errno.EACCES)
    with pytest.raises(StoreError, match="cannot be written"):
        save(tmp_path, b"two", files)
    assert files.done.count("replace") == 7
    assert (tmp_path / "a.json").read_bytes() == b"one"
    assert not list((tmp_path / ".reflect/tmp").iterdir())


def test_an_expectation_that_fails_stops_the_save(tmp_path: Path) -> None:
    save(tmp_path, b"one", QuickDisk())

    def refuse() -> None:
        raise ChangedUnderneath("changed")

    with pytest.raises(ChangedUnderneath):
        save(tmp_path, b"two", QuickDisk(), refuse)
    assert (tmp_path / "a.json").read_bytes() == b"one"
    assert not list((tmp_path / ".reflect/tmp").iterdir())


def test_while_another_holds_the_guard_nothing_is_replaced(tmp_path: Path) -> None:
    save(tmp_path, b"one", QuickDisk())
    files = QuickDisk()
    held = files.hold(tmp_path / ".reflect/locks/saving")
    assert held is not None
    with pytest.raises(StoreError, match="Another reflect is saving"):
        save(tmp_path, b"two", files)
    assert (tmp_path / "a.json").read_bytes() == b"one"
    files.let_go(held)
    save(tmp_path, b"two", files)
    assert (tmp_path / "a.json").read_bytes() == b"two"


def test_keeping_aside_never_overwrites(tmp_path: Path) -> None:
    kept = [keep_aside(tmp_path / "x", "a", ".json", b"%d" % n, files=QuickDisk()) for n in range(3)]
    assert [p.name for p in kept] == ["a.json", "a-2.json", "a-3.json"]
    assert [p.read_bytes() for p in kept] == [b"0", b"1", b"2"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "The disk reported an error"),
        (errno.ENOENT, "is not there"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EFBIG, "cannot be written: File too large"),
    ],
)
def test_what_the_system_says_is_said_in_words(code: int, words: str) -> None:
    said = in_words(OSError(code, "File too large"), "sessions/x.json")
    assert words in said.message
    assert said.place == "sessions/x.json"
    assert said.remedy
