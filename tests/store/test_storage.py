import errno
import json
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB
from tinydb.table import Document

from reflect.errors import ChangedUnderneath, InvalidInput, ReadOnly, StoreError
from reflect.store.database import StudyTable, open_database
from reflect.store.filesystem import FileSystem
from reflect.store.sealed import Tables, decode, digest, encode
from reflect.store.storage import SealedStorage
from tests.store.builders import TABLES, FailingDisk, QuickDisk, clock, line_from, never, operation, python


def stored(folder: Path, *, read_only: bool = False, files: FileSystem | None = None) -> SealedStorage:
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


def beside(folder: Path) -> list[Path]:
    return sorted((folder / ".reflect/beside").glob("*"))


def test_a_new_storage_is_empty_and_makes_nothing(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    assert storage.read() is None
    assert storage.generation == 0
    assert not list(tmp_path.iterdir())


def test_each_generation_names_its_parent_and_keeps_its_uid(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write(words("one"))
    first = (tmp_path / "a.json").read_bytes()
    SealedStorage(tmp_path / "a.json", folder=tmp_path, uid="other", files=QuickDisk()).write(words("two"))
    found = decode((tmp_path / "a.json").read_bytes())
    assert (found.header.generation, found.header.parent, found.header.uid) == (2, digest(first), "k3v9")
    assert (tmp_path / ".reflect/previous/a.json").read_bytes() == first


def test_saving_the_same_again_writes_nothing(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write(TABLES)
    before = (tmp_path / "a.json").stat()
    storage.write(TABLES)
    assert (tmp_path / "a.json").stat() == before


def test_reading_again_does_not_read_the_disk_until_the_file_changes(tmp_path: Path) -> None:
    stored(tmp_path).write(words("one"))
    files = FailingDisk()
    storage = stored(tmp_path, files=files)
    files.done.clear()
    storage.read()
    assert storage.read() == words("one")
    assert "read" not in files.done
    stored(tmp_path).write(words("two"))
    assert storage.changed_on_disk()
    assert storage.read() == words("two")
    assert not storage.changed_on_disk()


def test_what_is_read_is_the_callers_own(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write({"people": {"P01": {"consents": [{"date": "2026"}]}}})
    mine: Any = storage.read()
    mine["people"]["P01"]["consents"][0]["date"] = "1999"
    assert storage.read() == {"people": {"P01": {"consents": [{"date": "2026"}]}}}


def a_stranger(folder: Path) -> None:
    """Put another file in the place of ours: one that cannot be merged with it."""
    (folder / "a.json").write_bytes(encode(words("theirs"), uid="other", generation=1, parent=""))


def test_two_handles_never_overwrite_each_other(tmp_path: Path) -> None:
    stored(tmp_path).write({**words("both"), "notes": {}})
    mine, theirs = stored(tmp_path), stored(tmp_path)
    theirs.write({**words("both"), "notes": {"n1": {"text": "theirs"}}})
    mine.write({**words("mine"), "notes": {}})
    merged = {**words("mine"), "notes": {"n1": {"text": "theirs"}}}
    assert decode((tmp_path / "a.json").read_bytes()).tables == merged
    assert mine.read() == theirs.read() == merged
    assert not beside(tmp_path)
    assert "1 change of theirs came in" in mine.notices[0]


def test_what_cannot_be_merged_is_left_alone_and_ours_is_kept_beside_it(tmp_path: Path) -> None:
    mine = stored(tmp_path)
    mine.write(words("both"))
    a_stranger(tmp_path)
    for text in ("mine", "mine, longer"):
        with pytest.raises(ChangedUnderneath, match=r"\.reflect/beside/a-2026-11-23T10-15-30\.json"):
            mine.write(words(text))
    assert decode((tmp_path / "a.json").read_bytes()).tables == words("theirs")
    (kept,) = [decode(path.read_bytes()) for path in beside(tmp_path)]
    assert kept.tables == words("mine, longer")
    assert kept.seal_holds


def test_two_who_keep_theirs_beside_at_the_same_second_both_keep_it(tmp_path: Path) -> None:
    stored(tmp_path).write(words("both"))
    a, b = stored(tmp_path), stored(tmp_path)
    a_stranger(tmp_path)
    for storage, text in ((a, "a"), (b, "b")):
        with pytest.raises(ChangedUnderneath):
            storage.write(words(text))
    assert [decode(p.read_bytes()).tables for p in beside(tmp_path)] == [words("b"), words("a")]


def test_keeping_ours_beside_on_a_full_disk_says_that_ours_is_not_kept(tmp_path: Path) -> None:
    stored(tmp_path).write(words("both"))
    files = FailingDisk(code=errno.ENOSPC)
    mine = stored(tmp_path, files=files)
    a_stranger(tmp_path)
    creations: list[str] = []

    def second_creation(_: int, name: str) -> bool:
        creations.extend([name] if name == "create" else [])
        return len(creations) > 1

    files.fails = second_creation
    with pytest.raises(ChangedUnderneath, match="could not be kept beside it: The disk is full"):
        mine.write(words("mine"))
    assert decode((tmp_path / "a.json").read_bytes()).tables == words("theirs")


def test_a_change_that_leaves_time_size_and_inode_alone_is_noticed(tmp_path: Path) -> None:
    stored(tmp_path).write(words("both"))

    class CoarseClock(QuickDisk):
        def signature(self, path: Path) -> Any:
            found = super().signature(path)
            return found and found._replace(modified=0, size=0, inode=0)

    mine = stored(tmp_path, files=CoarseClock())
    stored(tmp_path).write({**words("both"), "notes": {"n": {"text": "them"}}})
    mine.write(words("mine"))
    assert decode((tmp_path / "a.json").read_bytes()).tables == {
        **words("mine"),
        "notes": {"n": {"text": "them"}},
    }


def test_a_file_that_was_only_touched_has_not_changed(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write(words("one"))
    data = (tmp_path / "a.json").read_bytes()
    (tmp_path / "a.json").unlink()
    (tmp_path / "a.json").write_bytes(data)
    storage.write(words("two"))
    assert decode((tmp_path / "a.json").read_bytes()).tables == words("two")


def test_two_who_make_the_same_new_file_both_have_their_records_in_it(tmp_path: Path) -> None:
    mine = stored(tmp_path)
    stored(tmp_path).write(words("theirs"))
    mine.write({"quotes": {"q2": {"words": "mine"}}})
    assert decode((tmp_path / "a.json").read_bytes()).tables == {
        "quotes": {"q1": {"words": "theirs"}, "q2": {"words": "mine"}}
    }


ADDING = """
import sys
from pathlib import Path
from reflect.store.storage import SealedStorage
from tests.store.builders import FileSystem, QuickDisk

class Patient(QuickDisk):
    pause = FileSystem.pause

folder, name = Path(sys.argv[1]), sys.argv[2]
storage = SealedStorage(folder / "a.json", folder=folder, files=Patient())
print("ready", flush=True)
sys.stdin.readline()
tables = storage.read()
for n in range(50):
    tables["notes"][f"{name}-{n}"] = {"text": str(n)}
    storage.write(tables)
print("done", flush=True)
"""


def test_two_processes_that_save_as_fast_as_they_can_lose_nothing(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write({"notes": {}})
    with python(ADDING, tmp_path, "one") as one, python(ADDING, tmp_path, "two") as two:
        for process in (one, two):
            assert line_from(process) == "ready"
        for process in (one, two):
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        for process in (one, two):
            assert line_from(process) == "done"
    assert (storage.read() or {})["notes"].keys() == {
        f"{name}-{n}" for name in ("one", "two") for n in range(50)
    }
    assert decode((tmp_path / "a.json").read_bytes()).header.generation == 101


def test_an_edit_beats_a_delete(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write(words("one"))
    (tmp_path / "a.json").unlink()
    storage.write(words("two"))
    assert decode((tmp_path / "a.json").read_bytes()).tables == words("two")
    assert "deleted by somebody else" in storage.notices[0]


def test_a_drive_that_went_away_is_not_written_to(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    storage = stored(drive)
    storage.write(words("one"))
    drive.rename(tmp_path / "away")
    drive.mkdir()
    with pytest.raises(StoreError, match=r"not there.*drive connected"):
        storage.write(words("two"))
    assert not list(drive.iterdir())
    drive.rmdir()
    with pytest.raises(StoreError, match="not there"):
        storage.write(words("two"))
    (tmp_path / "away").rename(drive)
    storage.write(words("two"))
    assert stored(drive).read() == words("two")


def test_read_only_refuses_and_says_why(tmp_path: Path) -> None:
    stored(tmp_path).write(words("one"))
    storage = stored(tmp_path, read_only=True)
    assert storage.read() == words("one")
    with pytest.raises(ReadOnly, match="opened only to be read"):
        storage.write(words("two"))


def test_a_batch_saves_once_at_its_end(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    with storage.batch():
        storage.write(words("one"))
        with storage.batch():
            storage.write(words("two"))
        assert storage.read() == words("two")
        assert not (tmp_path / "a.json").exists()
    assert decode((tmp_path / "a.json").read_bytes()).header.generation == 1
    assert storage.read() == words("two")


def test_a_batch_that_fails_saves_nothing_and_forgets(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write(words("one"))

    def fails_in_the_middle() -> None:
        with storage.batch():
            storage.write(words("two"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_in_the_middle()
    assert storage.read() == words("one")
    assert stored(tmp_path).read() == words("one")


def test_what_cannot_be_encoded_changes_nothing(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    storage.write(words("one"))
    with pytest.raises(InvalidInput, match="half of a character"):
        storage.write(words("\ud83d"))
    assert stored(tmp_path).read() == storage.read() == words("one")


def test_after_a_full_disk_saving_works_again(tmp_path: Path) -> None:
    files = FailingDisk(code=errno.ENOSPC)
    storage = stored(tmp_path, files=files)
    storage.write(words("one"))
    files.fails = operation("write")
    with pytest.raises(StoreError, match="disk is full"):
        storage.write(words("two"))
    assert storage.read() == words("one")
    files.fails = never
    storage.write(words("two"))
    assert stored(tmp_path).read() == words("two")


def test_a_save_that_arrived_unsynced_is_saved_again_and_is_no_clash(tmp_path: Path) -> None:
    files = FailingDisk()
    storage = stored(tmp_path, files=files)
    storage.write(words("one"))
    files.fails = operation("sync_folder")
    with pytest.raises(StoreError):
        storage.write(words("two"))
    files.fails = never
    files.done.clear()
    storage.write(words("two"))
    assert "sync_folder" in files.done
    assert stored(tmp_path).read() == words("two")
    assert not beside(tmp_path)


def test_what_arrived_before_the_disk_went_is_not_taken_for_somebody_elses(tmp_path: Path) -> None:
    files = FailingDisk()
    storage = stored(tmp_path, files=files)
    storage.write(words("one"))
    gone: list[str] = []

    def gone_from_then_on(_: int, name: str) -> bool:
        gone.extend([name] if name == "sync_folder" else [])
        return bool(gone)

    files.fails = gone_from_then_on
    with pytest.raises(StoreError):
        storage.write(words("two"))
    files.fails = never
    storage.write(words("three"))
    found = decode((tmp_path / "a.json").read_bytes())
    assert (found.tables, found.header.generation) == (words("three"), 3)
    assert storage.waiting is None


def test_a_previous_generation_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    files = FailingDisk()
    storage = stored(tmp_path, files=files)
    storage.write(words("one"))
    files.fails = operation("link")
    storage.write(words("two"))
    assert storage.notices == []
    links = iter([False])

    def no_second_file(_: int, name: str) -> bool:
        return name == "link" or (name == "create" and next(links, True))

    files.fails = no_second_file
    storage.write(words("three"))
    assert storage.notices == ["a.json is saved, but its previous generation could not be kept."]


def test_tinydb_reads_writes_and_queries_through_it(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.json", folder=tmp_path, uid="x", files=QuickDisk(), clock=clock)
    quotes = database.table("quotes")
    quotes.insert(Document({"words": "trust", "start": 3}, doc_id="q1"))  # type: ignore[arg-type]
    quotes.insert(Document({"words": "budget", "start": 9}, doc_id="q2"))  # type: ignore[arg-type]
    again = open_database(tmp_path / "a.json", folder=tmp_path, files=QuickDisk(), clock=clock).table(
        "quotes"
    )
    assert isinstance(again, StudyTable)
    (found,) = again.search(Query().start > 5)
    assert (str(found.doc_id), found["words"]) == ("q2", "budget")
    quotes.update({"words": "money"}, Query().start > 5)
    (found,) = again.search(Query().start > 5)  # no stale query cache
    assert found["words"] == "money"
    with database.sealed.batch():
        quotes.remove(doc_ids=["q1"])  # type: ignore[list-item]
        quotes.remove(doc_ids=["q2"])  # type: ignore[list-item]
    assert len(again) == 0
    assert database.sealed.generation == 4


def test_a_tinydb_updater_that_fails_leaves_what_is_read_alone(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.json", folder=tmp_path, files=QuickDisk(), clock=clock)
    database.sealed.write(TABLES)

    def spoil(record: Any) -> None:
        record["words"] = "spoilt"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.table("quotes").update(spoil)
    assert database.sealed.read() == TABLES


def test_stock_tinydb_reads_our_tables(tmp_path: Path) -> None:
    """All but the header: TinyDB takes it for a table, and what is in it for records, which it is not."""
    stored(tmp_path).write(TABLES)

    class TextIds(TinyDB):
        table_class = StudyTable  # type: ignore[assignment]

    before = (tmp_path / "a.json").read_bytes()
    with TextIds(tmp_path / "a.json", access_mode="r", encoding="utf-8") as stock:
        assert [d["words"] for d in stock.table("quotes").search(Query().start > 5)] == ["budget"]
        assert stock.tables() == {"reflect", "quotes"}
    assert (tmp_path / "a.json").read_bytes() == before
    assert json.loads(before)["reflect"]["format"] == 1
