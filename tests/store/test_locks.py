import errno
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.store.filesystem import local_time
from reflect.store.locks import Holder, NoLock, SessionLock
from tests.store.builders import FailingDisk, clock, line_from, operation, python

HOLDING = """
import sys
from pathlib import Path
from reflect.store.locks import SessionLock
lock = SessionLock(Path(sys.argv[1]), "k3v9", "Ada", host="ada-laptop")
print(lock.acquire(), flush=True)
sys.stdin.readline()
lock.release()
print("released", flush=True)
sys.stdin.readline()
"""


def lock(folder: Path, who: str = "Ben", host: str = "ben-laptop") -> SessionLock:
    return SessionLock(folder, "k3v9", who, clock=clock, host=host)


def test_another_process_is_told_who_has_the_session(tmp_path: Path) -> None:
    mine = SessionLock(tmp_path, "k3v9", "Ben")
    with python(HOLDING, tmp_path) as theirs:
        assert line_from(theirs) == "None"
        holder = mine.acquire()
        assert isinstance(holder, Holder)
        assert (holder.who, holder.host, holder.pid) == ("Ada", "ada-laptop", theirs.pid)
        assert holder.since
        assert not mine.held
        assert theirs.stdin
        theirs.stdin.write("\n")
        theirs.stdin.flush()
        assert line_from(theirs) == "released"
        assert mine.acquire() is None
        mine.release()


def test_a_holder_that_was_killed_does_not_block(tmp_path: Path) -> None:
    with python(HOLDING, tmp_path) as theirs:
        assert line_from(theirs) == "None"
        theirs.kill()
        theirs.wait()
    mine = SessionLock(tmp_path, "k3v9", "Ben", host="ada-laptop")
    left = mine.holder()
    assert left
    assert left.who == "Ada"
    assert mine.acquire() is None
    now = mine.holder()
    assert now
    assert now.who == "Ben"
    mine.release()


def test_one_process_opening_a_session_twice_is_told_too(tmp_path: Path) -> None:
    first, second = lock(tmp_path), lock(tmp_path, "Ben again")
    assert first.acquire() is None
    assert first.acquire() is None
    holder = second.acquire()
    assert isinstance(holder, Holder)
    assert holder.who == "Ben"
    second.release()
    assert first.holder() == holder
    first.release()
    assert second.acquire() is None
    second.release()


def test_another_machine_with_a_fresh_heartbeat_counts_where_locks_do_not_reach(tmp_path: Path) -> None:
    now = clock()
    far = SessionLock(tmp_path, "k3v9", "Ada", clock=lambda: now, host="far-away")
    assert far.acquire() is None
    assert far._lock
    far._lock.release()  # as if the drive kept the lock to her machine
    holder = lock(tmp_path).acquire()
    assert isinstance(holder, Holder)
    assert holder.host == "far-away"
    late = SessionLock(tmp_path, "k3v9", "Ben", clock=lambda: now + timedelta(minutes=2), host="ben-laptop")
    assert late.acquire() is None
    late.release()


def test_a_heartbeat_shows_that_one_is_still_there(tmp_path: Path) -> None:
    now = clock()
    mine = SessionLock(tmp_path, "k3v9", "Ben", clock=lambda: now, host="here")
    mine.acquire()
    now += timedelta(minutes=5)
    mine.beat()
    holder = mine.holder()
    assert holder
    assert (holder.since, holder.heartbeat) == ("2026-11-23T10:15:30+00:00", "2026-11-23T10:20:30+00:00")
    mine.release()
    mine.beat()
    assert mine.holder() is None


def test_info_that_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    locks = tmp_path / ".reflect/locks"
    locks.mkdir(parents=True)
    for content in (
        b"",
        b"\xff",
        b"[]",
        b'{"who":"x","host":"y","heartbeat":"yesterday"}',
        b'{"who":"x","host":"y","heartbeat":"2026-11-23"}',
    ):
        (locks / "k3v9.json").write_bytes(content)
        mine = lock(tmp_path)
        assert mine.acquire() is None
        mine.release()


def test_where_nothing_can_be_locked_one_is_told_and_goes_on(tmp_path: Path) -> None:
    files = FailingDisk(operation("make_folder"), errno.EROFS)
    mine = SessionLock(tmp_path, "k3v9", "Ben", files=files, clock=clock)
    found = mine.acquire()
    assert isinstance(found, NoLock)
    assert "Read-only file system" in found.reason
    mine.beat()
    mine.release()


def test_where_nothing_can_be_locked_a_heartbeat_still_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import filelock

    def refuse(self: object, timeout: float = 0) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    first = lock(tmp_path, host="a")
    assert isinstance(first.acquire(), NoLock)
    holder = lock(tmp_path, host="b").acquire()
    assert isinstance(holder, Holder)
    assert holder.host == "a"
    first.release()
    assert isinstance(lock(tmp_path, host="b").acquire(), NoLock)


def test_the_clock_on_the_wall_knows_its_time_zone() -> None:
    assert local_time().tzinfo is not None
