import errno
import itertools
from pathlib import Path

import pytest

from reflect.errors import Damaged, NewerFormat, ReadOnly, StoreError
from reflect.store import migrations
from reflect.store.sealed import Tables, decode, encode
from reflect.store.storage import SealedStorage
from tests.store.builders import FailingDisk, QuickDisk, clock, everything_in, never, operation


def stored(folder: Path, *, read_only: bool = False, files: QuickDisk | None = None) -> SealedStorage:
    return SealedStorage(
        folder / "a.json",
        folder=folder,
        uid="k3v9",
        read_only=read_only,
        files=files or QuickDisk(),
        clock=clock,
    )


def words(text: str) -> Tables:
    return {"quotes": {"q1": {"words": text}}}


def saved_twice(folder: Path) -> bytes:
    """A file of generation 2, `now`, with generation 1, `before`, kept."""
    storage = stored(folder)
    storage.write(words("before"))
    storage.write(words("now"))
    return (folder / "a.json").read_bytes()


def damaged(folder: Path) -> list[Path]:
    return sorted((folder / ".reflect/damaged").glob("*"))


def test_cut_short_at_any_length_the_file_still_opens(tmp_path: Path) -> None:
    for length in itertools.count():
        folder = tmp_path / str(length)
        folder.mkdir()
        data = saved_twice(folder)
        if length == len(data):
            break
        (folder / "a.json").write_bytes(data[:length])
        storage = stored(folder)
        if length == len(data) - 1:  # only the last line end is gone: everything is there
            assert storage.read() == words("now")
            assert not damaged(folder)
        else:
            assert storage.read() == words("before")
            assert [p.read_bytes() for p in damaged(folder)] == [data[:length]]
            assert stored(folder).notices == []
        assert len(storage.notices) == 1
        storage.write(words("after"))
        assert stored(folder).read() == words("after")


def test_the_researcher_is_told_of_the_damage_and_where_the_rest_is(tmp_path: Path) -> None:
    data = saved_twice(tmp_path)
    (tmp_path / "a.json").write_bytes(data.replace(b'"q1":{', b'"q1":'))
    (notice,) = stored(tmp_path).notices
    assert notice == (
        "a.json was damaged (Something here is not JSON, line 3). Generation 1, the last one kept, is used "
        "instead. The damaged file is kept as .reflect/damaged/a-2026-11-23T10-15-30.json."
    )


def test_looking_at_a_damaged_file_read_only_changes_nothing(tmp_path: Path) -> None:
    saved_twice(tmp_path)
    (tmp_path / "a.json").write_bytes(b"{")
    names = everything_in(tmp_path)
    storage = stored(tmp_path, read_only=True)
    assert storage.read() == words("before")
    assert "nothing on disk was changed" in storage.notices[0]
    assert everything_in(tmp_path) == names
    assert (tmp_path / "a.json").read_bytes() == b"{"


def test_damage_with_nothing_kept_is_an_error_with_its_line(tmp_path: Path) -> None:
    stored(tmp_path).write(words("only"))
    (tmp_path / "a.json").write_bytes(b'{"reflect":\n{{')
    with pytest.raises(Damaged, match=r"^a.json:2: .*no earlier generation.*backup"):
        stored(tmp_path)
    assert (tmp_path / "a.json").read_bytes() == b'{"reflect":\n{{'


def test_a_kept_generation_that_is_damaged_too_is_not_used(tmp_path: Path) -> None:
    data = saved_twice(tmp_path)
    kept = tmp_path / ".reflect/previous/a.json"
    kept.write_bytes(kept.read_bytes().replace(b"before", b"BEFORE"))
    (tmp_path / "a.json").write_bytes(data[:-20])
    with pytest.raises(Damaged):
        stored(tmp_path)


def test_an_unfinished_merge_is_left_to_git(tmp_path: Path) -> None:
    data = saved_twice(tmp_path)
    torn = data.replace(b'"q1"', b'<<<<<<< HEAD\n"q1"')
    (tmp_path / "a.json").write_bytes(torn)
    with pytest.raises(Damaged, match=r"unfinished merge.*Finish the merge in git"):
        stored(tmp_path)
    assert (tmp_path / "a.json").read_bytes() == torn


def test_a_damaged_file_that_cannot_be_kept_aside_is_never_saved_over(tmp_path: Path) -> None:
    saved_twice(tmp_path)
    (tmp_path / "a.json").write_bytes(b"{")
    storage = stored(tmp_path, files=FailingDisk(operation("create"), errno.EROFS))
    assert storage.read() == words("before")
    with pytest.raises(ReadOnly, match="saving would lose it"):
        storage.write(words("after"))
    assert (tmp_path / "a.json").read_bytes() == b"{"


def test_a_damaged_file_that_cannot_be_put_right_at_once_is_put_right_by_the_next_save(
    tmp_path: Path,
) -> None:
    saved_twice(tmp_path)
    (tmp_path / "a.json").write_bytes(b"{")
    files = FailingDisk(operation("replace"))
    storage = stored(tmp_path, files=files)
    assert storage.read() == words("before")
    files.fails = never
    storage.write(words("after"))
    assert stored(tmp_path).read() == words("after")
    assert decode((tmp_path / ".reflect/previous/a.json").read_bytes()).tables == words("before")


def test_a_file_still_being_copied_is_waited_for(tmp_path: Path) -> None:
    data = saved_twice(tmp_path)
    (tmp_path / "a.json").write_bytes(data[:50])

    class Arriving(QuickDisk):
        def pause(self, seconds: float) -> None:  # noqa: ARG002 -- the copy is done at once
            (tmp_path / "a.json").write_bytes(data)

    storage = stored(tmp_path, files=Arriving())
    assert storage.read() == words("now")
    assert storage.notices == []


def test_a_hand_edit_is_used_and_told_and_does_not_become_the_kept_generation(tmp_path: Path) -> None:
    data = saved_twice(tmp_path)
    (tmp_path / "a.json").write_bytes(data.replace(b'"now"', b'"by hand"'))
    storage = stored(tmp_path)
    assert storage.read() == words("by hand")
    assert storage.notices == [
        "a.json was edited with something other than reflect. It is used as it is now."
    ]
    storage.write(words("after"))
    assert decode((tmp_path / ".reflect/previous/a.json").read_bytes()).tables == words("before")
    storage.write(words("later"))
    assert decode((tmp_path / ".reflect/previous/a.json").read_bytes()).tables == words("after")


def older(folder: Path) -> bytes:
    data = encode({"quotations": {"q1": {"text": "old"}}}, uid="k3v9", generation=5, parent="")
    data = data.replace(b'"format":1', b'"format":0')
    (folder / "a.json").write_bytes(data)
    return data


@pytest.fixture
def renaming(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_nought(tables: Tables) -> Tables:
        return {"quotes": {key: {"words": record["text"]} for key, record in tables["quotations"].items()}}

    monkeypatch.setitem(migrations.MIGRATIONS, 0, from_nought)


@pytest.mark.usefixtures("renaming")
def test_an_older_format_is_brought_up_and_a_copy_kept_when_it_is_saved(tmp_path: Path) -> None:
    data = older(tmp_path)
    storage = stored(tmp_path)
    assert storage.read() == words("old")
    assert everything_in(tmp_path) == ["a.json"]
    storage.write(words("old"))
    assert decode((tmp_path / "a.json").read_bytes()).header.format == 1
    (kept,) = (tmp_path / ".reflect/before-migration").iterdir()
    assert kept.read_bytes() == data
    assert kept.name.startswith("a-format0-")


@pytest.mark.usefixtures("renaming")
def test_an_older_format_is_not_saved_over_unless_a_copy_is_kept(tmp_path: Path) -> None:
    data = older(tmp_path)
    storage = stored(tmp_path, files=FailingDisk(operation("create"), errno.ENOSPC))
    with pytest.raises(StoreError, match="disk is full"):
        storage.write(words("new"))
    assert (tmp_path / "a.json").read_bytes() == data


def test_an_older_format_nobody_knows_is_refused(tmp_path: Path) -> None:
    older(tmp_path)
    with pytest.raises(StoreError, match="format 0"):
        stored(tmp_path)


def test_a_newer_format_is_read_and_not_changed(tmp_path: Path) -> None:
    saved_twice(tmp_path)
    path = tmp_path / "a.json"
    path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":2'))
    storage = stored(tmp_path)
    assert storage.read() == words("now")
    assert storage.of_later_version
    assert storage.notices == [
        "a.json was written by a later version of reflect: it can be read, not changed."
    ]
    with pytest.raises(ReadOnly, match="later version"):
        storage.write(words("after"))


def test_a_newer_format_that_cannot_be_taken_apart_is_not_called_damaged(tmp_path: Path) -> None:
    saved_twice(tmp_path)
    path = tmp_path / "a.json"
    path.write_bytes(
        path.read_bytes().replace(b'"format":1', b'"format":2').replace(b'{"words":"now"}', b"7")
    )
    with pytest.raises(NewerFormat, match="Update reflect"):
        stored(tmp_path)


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path) -> None:
    saved_twice(tmp_path)
    with pytest.raises(StoreError, match="cannot be read"):
        stored(tmp_path, files=FailingDisk(operation("read"), errno.EACCES))
