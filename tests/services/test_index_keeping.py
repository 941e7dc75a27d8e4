"""The index is only a cache: lost, damaged, outdated or unwritable, it is made again, and nobody is told."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from reflect.domain.session import SessionRecord
from reflect.errors import StoreError
from reflect.services.index_files import COARSE
from reflect.services.index_refresh import StudyIndex
from reflect.services.study import Study
from reflect.store import index as index_module
from reflect.store.filesystem import FileSystem
from reflect.store.index import NAME, PLACE, Stopped, index_folder
from reflect.store.index_write import put_session
from reflect.store.session_file import SessionFile, read_session
from tests.services.studies import ANSWER, a_person, a_study, interviewed

TOLD = "Quillfeatherwood"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, f"We trust {TOLD}, all of us.").close()
    interviewed(study, "Trust came late.").close()
    yield study
    study.close()


def place(study: Study) -> Path:
    return index_folder(study.uid, study.folder) / NAME


def found(study: Study, words: str = "trust") -> int:
    return len(study.finder.search(words).hits)


def bytes_of(cache: Path) -> bytes:
    return b"".join(path.read_bytes() for path in cache.rglob("*") if path.is_file())


def reads(study: Study, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions that are read from now on, by their files' names."""
    names: list[str] = []
    sources = study._index._sources

    def read(path: Path) -> SessionRecord:
        names.append(path.name)
        return read_session(path, study.folder)

    monkeypatch.setattr(study._index, "_sources", sources._replace(read=read))
    return names


def test_it_lies_in_the_cache_and_only_this_account_can_read_it(study: Study, cache: Path) -> None:
    assert found(study) == 2
    assert place(study).is_relative_to(cache)
    for path in (place(study), *place(study).parents):
        if path == cache.parent:
            break
        assert stat.S_IMODE(path.stat().st_mode) in (0o600, 0o700)
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in cache.rglob("*") if p.is_file())


def test_it_holds_no_name_of_anybody(study: Study, cache: Path) -> None:
    assert study.sessions()
    assert found(study, "role:provider trust") == 2
    study.close()
    held = bytes_of(cache)
    assert b"P01" in held
    for word in (b"Rosalind", b"Marsh Lanterns", b"director"):
        assert word not in held


def test_a_second_look_reads_no_session_that_did_not_change(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.sessions()
    again = Study.open(study.folder)
    names = reads(again, monkeypatch)
    rows = again.sessions()
    assert (len(rows), names) == (2, [])
    desk = study.open_session(rows[1].id)
    desk.write(ANSWER, "Something else.")
    desk.close()
    again.sessions()
    assert names == [study._sessions.path(rows[1].id).name]
    again.close()


def test_a_change_is_seen_although_time_size_and_inode_stay_as_they_were(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a drive whose clock counts by two seconds."""
    session = study.sessions()[0].id
    path = study._sessions.path(session)
    before = path.stat()
    file = SessionFile(path, study.folder)
    record = file.read()
    answer = record.responses[next(iter(record.responses))]
    text = answer.text[::-1]
    file.save(
        msgspec.structs.replace(
            record, responses={**record.responses, answer.id: msgspec.structs.replace(answer, text=text)}
        )
    )
    as_before = study._index._known.seen() | {path.name: (before.st_mtime_ns, before.st_size, before.st_ino)}
    monkeypatch.setattr(study._index._known, "seen", lambda: as_before)
    assert found(study, text.split()[0].strip(".")) == 1


def test_once_a_file_is_old_enough_only_its_signature_is_looked_at(study: Study) -> None:
    looks: list[Path] = []

    class Watched(FileSystem):
        def read(self, path: Path, limit: int = -1) -> bytes:
            looks.append(path)
            return super().read(path, limit)

    later = [0.0]
    sources = study._index._sources
    index = StudyIndex(
        sources,
        files=Watched(),
        now=lambda: later[0] + max(p.stat().st_mtime for p in (study.folder / "sessions").iterdir()),
    )
    index.refresh()
    looks.clear()
    index.refresh()
    assert len(looks) >= 2
    later[0] = COARSE + 60
    index.refresh()
    looks.clear()
    index.refresh()
    assert not [path for path in looks if path.parent.name == "sessions"]
    index.close()


def test_it_is_made_again_when_it_is_gone(study: Study) -> None:
    assert found(study) == 2
    study.close()
    place(study).unlink()
    assert found(study) == 2


@pytest.mark.parametrize(
    "rubbish", [b"", b"not a database, but a text " * 99, b"SQLite format 3\0" + bytes(5000)]
)
def test_it_is_made_again_when_it_is_damaged(study: Study, rubbish: bytes) -> None:
    assert found(study) == 2
    study.close()
    for path in place(study).parent.glob(f"{NAME}*"):
        path.unlink()
    place(study).write_bytes(rubbish)
    assert found(study) == 2
    assert study.take_notices() == []


def test_it_is_made_again_when_it_breaks_while_it_is_open(study: Study) -> None:
    study.close()
    assert found(study) == 2
    study.close()
    data = bytearray(place(study).read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 2000] = os.urandom(min(2000, len(data) - at))
    place(study).write_bytes(data)
    assert found(study) == 2
    assert len(study.sessions()) == 2


def test_it_is_made_again_when_another_version_made_it(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(study) == 2
    study.close()
    monkeypatch.setattr(index_module, "LAYOUT", "of tomorrow")
    names = reads(study, monkeypatch)
    assert found(study) == 2
    assert len(names) == 2


def test_a_missing_table_is_no_error_to_anybody(study: Study) -> None:
    assert found(study) == 2
    study.close()
    handle = sqlite3.connect(place(study))
    handle.execute("DROP TABLE texts")
    handle.commit()
    handle.close()
    assert found(study) == 2


def test_where_the_cache_cannot_be_written_a_temporary_index_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(blocked))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, f"We trust {TOLD}.").close()
    assert found(study) == 1
    assert len(list(temporary.iterdir())) == 1
    assert stat.S_IMODE(next(temporary.iterdir()).stat().st_mode) == 0o700
    study.close()
    assert not list(temporary.iterdir())


def test_where_nothing_can_be_written_memory_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(blocked))
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, "We trust.")
    assert found(study) == 1
    desk.write(ANSWER, "We doubt.")
    desk.close()
    assert (found(study), found(study, "doubt")) == (0, 1)
    study.close()


def test_a_full_disk_is_no_error_to_anybody(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    full = [True]

    def fail(*given: object) -> set[str]:
        if full:
            full.pop()
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return put_session(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("reflect.services.index_filling.put_session", fail)
    assert found(study) == 2


def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every disk takes a hundred pages of an index and no more; memory takes all."""
    connected = index_module.Index._connected

    def small(index: index_module.Index, where: str) -> sqlite3.Connection:
        handle = connected(index, where)
        if where != ":memory:":
            handle.execute("PRAGMA max_page_count=100")
        return handle

    monkeypatch.setattr(index_module.Index, "_connected", small)


def much_said(study: Study) -> None:
    for n in range(3):
        interviewed(study, " ".join(f"trust{n}{word}" for word in range(20_000))).close()


def test_memory_serves_where_every_disk_is_full(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    much_said(study)
    no_room(monkeypatch)
    assert (found(study), found(study, "trust219999")) == (2, 1)
    assert len(study.sessions()) == 5


def test_what_memory_has_no_room_for_either_is_said(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    much_said(study)
    no_room(monkeypatch)
    monkeypatch.setattr("reflect.services.index_refresh.MOST_IN_MEMORY", 1000)
    with pytest.raises(StoreError, match="no room"):
        study.sessions()


def test_stopping_a_search_ends_no_list_that_is_read_just_then(study: Study) -> None:
    study.sessions()

    def slow(handle: sqlite3.Connection, _: object) -> int:
        study.finder.stop()
        (count,) = handle.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
            " SELECT count(*) FROM n"
        ).fetchone()
        return int(count)

    def stopped(handle: sqlite3.Connection, _: object) -> int:
        timer = threading.Timer(0.05, study.finder.stop)
        timer.start()
        handle.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
        return handle.execute("SELECT 1").fetchone()  # type: ignore[no-any-return]

    assert study.finder.ask(slow)[0] == 50_000
    with pytest.raises(Stopped):
        study.finder.ask(stopped, stoppable=True)
    assert found(study) == 2


def test_what_is_read_in_one_go_is_of_one_moment(study: Study) -> None:
    """A text that another process takes out in the middle of a search is still there until its end."""
    study.sessions()
    other = sqlite3.connect(place(study))

    def twice(handle: sqlite3.Connection, _: object) -> list[int]:
        counts = []
        for _ in range(2):
            counts += handle.execute("SELECT count(*) FROM texts").fetchone()
            other.execute("DELETE FROM texts")
            other.commit()
        return counts

    before, after = study.finder.ask(twice, fresh=False)[0]
    assert before == after > 0
    other.close()


def test_a_folder_that_cannot_be_read_is_said(study: Study) -> None:
    (study.folder / "sessions").rename(study.folder / "elsewhere")
    with pytest.raises(StoreError, match="sessions"):
        study.sessions()


def test_words_that_are_changed_or_removed_leave_the_index(study: Study, cache: Path) -> None:
    assert found(study, TOLD) == 1
    study.close()
    assert TOLD.lower().encode() in bytes_of(cache).lower()
    session = study.finder.search(TOLD).hits[0].session
    desk = study.open_session(session)
    desk.write(ANSWER, "Taken back.")
    desk.close()
    assert found(study, TOLD) == 0
    assert found(study, f"{TOLD[:6]}*") == 0
    study.close()
    assert TOLD.lower().encode() not in bytes_of(cache).lower()


def test_a_removed_session_leaves_the_index(study: Study, cache: Path) -> None:
    session = study.finder.search(TOLD).hits[0].session
    study.remove_session(session)
    assert len(study.sessions()) == 1
    assert found(study, TOLD) == 0
    study.close()
    held = bytes_of(cache)
    assert TOLD.lower().encode() not in held.lower()
    assert session.encode() not in held


def test_a_study_that_was_moved_leaves_no_words_behind(study: Study, cache: Path, tmp_path: Path) -> None:
    assert found(study) == 2
    old = place(study)
    study.close()
    moved = study.folder.rename(tmp_path / "moved")
    again = Study.open(moved)
    assert len(again.finder.search("trust").hits) == 2
    again.close()
    assert not old.exists()
    assert place(again).exists()


def test_a_study_that_was_deleted_leaves_no_words_behind(study: Study, cache: Path, tmp_path: Path) -> None:
    assert found(study) == 2
    study.close()
    shutil.rmtree(study.folder)
    other = a_study(tmp_path / "other", prefix="another")
    other.sessions()
    other.close()
    assert not index_folder(study.uid, study.folder).parent.exists()
    assert TOLD.lower().encode() not in bytes_of(cache).lower()


def test_the_index_of_a_drive_that_is_away_is_kept(study: Study, tmp_path: Path) -> None:
    found(study)
    other = place(study).parent.with_name("otherplace")
    other.mkdir()
    (other / NAME).write_bytes(b"")
    (other / PLACE).write_text(str(tmp_path / "drive" / "study"))
    study.close()
    place(study).unlink()
    assert found(study) == 2
    assert (other / NAME).exists()


def test_two_clones_of_a_study_do_not_see_each_others_sessions(study: Study, tmp_path: Path) -> None:
    clone = Study.open(Path(shutil.copytree(study.folder, tmp_path / "clone")))
    interviewed(clone, "Only in the clone.").close()
    assert (found(study, "clone"), len(clone.finder.search("clone").hits)) == (0, 1)
    assert (len(study.sessions()), len(clone.sessions())) == (2, 3)
    clone.close()


PROCESS = """
import sys
from pathlib import Path
from reflect.services.study import Study
study = Study.open(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    rows = study.sessions()
    assert len(study.finder.search("trust", fresh=False).hits) == 2, "hits"
print(len(rows))
study.close()
"""


def test_several_processes_use_one_index_at_once(study: Study) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(study.folder), "20"], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for _ in range(10):
        assert found(study) == 2
    for program in programs:
        said, _ = program.communicate(timeout=60)
        assert (program.returncode, said.strip()) == (0, "2")


MAKING = """
import sys
from pathlib import Path
from reflect.services.study import Study
from reflect.store.index import index_folder, remove_index
study = Study.open(Path(sys.argv[1]))
while True:
    study.close()
    remove_index(index_folder(study.uid, study.folder))
    print("begun", flush=True)
    study.sessions()
"""


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_process_that_is_killed_while_it_makes_the_index_leaves_nothing_wrong(
    study: Study, after: int
) -> None:
    for n in range(6):
        interviewed(study, f"Trust number {n}.").close()
    with subprocess.Popen(
        [sys.executable, "-c", MAKING, str(study.folder)], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        for _ in range(after):
            program.stdout.readline()
        program.kill()
    assert found(study) == 8
    assert len(study.sessions()) == 8


def test_what_another_process_put_in_is_not_read_again(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.sessions()
    interviewed(study, "Trust, a third time.").close()
    subprocess.run(
        [sys.executable, "-c", PROCESS.replace("== 2", "== 3"), str(study.folder), "1"], check=True
    )
    names = reads(study, monkeypatch)
    assert (found(study), names) == (3, [])


def test_threads_may_ask_while_others_refresh(study: Study) -> None:
    wrong: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(20):
                assert found(study) >= 2
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(5):
        interviewed(study, f"Trust number {n}.").close()
        study.sessions()
    for thread in threads:
        thread.join()
    assert not wrong
    assert found(study) == 7


def test_a_list_that_need_not_be_fresh_does_not_wait_for_reading(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study.sessions(fresh=False) == ()
    started, go_on = threading.Event(), threading.Event()
    sources = study._index._sources

    def slow(path: Path) -> SessionRecord:
        started.set()
        go_on.wait(20)
        return read_session(path, study.folder)

    monkeypatch.setattr(study._index, "_sources", sources._replace(read=slow))
    thread = threading.Thread(target=study.sessions)
    thread.start()
    assert started.wait(20)
    assert study.sessions(fresh=False) == ()
    go_on.set()
    thread.join()
    assert len(study.sessions(fresh=False)) == 2


def test_reading_that_is_abandoned_ends_and_goes_on_another_time(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = study._index._sources

    def one(path: Path) -> SessionRecord:
        study.finder.abandon()
        return read_session(path, study.folder)

    monkeypatch.setattr(study._index, "_sources", sources._replace(read=one))
    study.finder.refresh()
    assert len(study.sessions(fresh=False)) == 1
    monkeypatch.setattr(study._index, "_sources", sources)
    assert len(study.sessions()) == 2


def test_what_waits_its_turn_is_abandoned_too(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ends must not begin to read."""
    waiting = threading.Event()
    turn = threading.RLock()

    class Door:
        def __enter__(self) -> None:
            waiting.set()
            turn.acquire()

        def __exit__(self, *_: object) -> None:
            turn.release()

    monkeypatch.setattr(study._index, "_refreshing", Door())
    names = reads(study, monkeypatch)
    with turn:
        thread = threading.Thread(target=study.finder.refresh)
        thread.start()
        assert waiting.wait(20)
        study.finder.abandon()
    thread.join(20)
    assert names == []
    assert len(study.sessions()) == 2


def test_how_far_reading_has_got_is_told(study: Study) -> None:
    told: list[tuple[int, int]] = []
    study.finder.refresh(lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
    study.finder.refresh(lambda done, of: told.append((done, of)))
    assert len(told) == 2
