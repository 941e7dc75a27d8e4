"""What goes into the index: a session at a time, and of it only what changed.

Every function works within a transaction of `Index.writing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from reflect.domain.ids import PointId
from reflect.store.index import STUDY
from reflect.store.index_files import drop_file
from reflect.store.index_texts import IndexedText, put_texts

_GAP = 16
_A_SECOND = 2048
"""Numbers for the sessions that began in one second: STUDY is so many times the seconds of 68 years."""
_OUT_OF_ORDER = STUDY - (1 << 24)
"""From this one on, numbers of sessions for which there is no room among their neighbours'."""
_LETTERS, _DIGITS = 4, 37
_ALL_SHARES = 37**4
NO_ROUND = " "
"""In the place of the round of a self-assessment that belongs to none; no round's id is a space."""
_1990 = date(1990, 1, 1).toordinal()
_SWEEP_STEP = 64
"""Pages of a word list that are written anew in one go."""


class IndexedSession(NamedTuple):
    """One session as the index holds it."""

    id: str
    started: str
    participant: str
    guide: str
    row: bytes
    """What lists show of it; empty when they cannot."""
    trouble: str
    """Why they cannot."""
    clashes: int
    voices: frozenset[str]
    """The codes of those who speak in it."""
    tagged: frozenset[str]
    """The learning points that its tags name, merged ones as they stand in the file."""
    noted: frozenset[str]
    """Those that its memos are about."""
    round: str
    """For a self-assessment, its round, or `NO_ROUND`; empty for all else."""
    points: Mapping[tuple[str, str], int]
    """How many quotes have a learning point (`EVERY`: any or none), by it and by whose words they are."""
    against: Mapping[tuple[str, str], int]
    """How many of them speak against it."""
    lost: Mapping[str, int]
    """How many tags of a learning point are on quotes that are not there."""
    texts: Sequence[IndexedText]


def forget_file(handle: sqlite3.Connection, name: str) -> str:
    """Take out a file and all that is known of it; the id of the session that it held, or empty."""
    drop_file(handle, name)
    found = handle.execute("SELECT n, id FROM sessions WHERE file = ?", (name,)).fetchone()
    if found is None:
        return ""
    _forget_session(handle, found[0])
    return str(found[1])


def put_people(handle: sqlite3.Connection, roles: Mapping[str, str]) -> None:
    """Set who has which role: codes only, never a name."""
    known = dict(handle.execute("SELECT code, role FROM people"))
    handle.executemany("DELETE FROM people WHERE code = ?", [(c,) for c in known if c not in roles])
    changed = [(code, role) for code, role in roles.items() if known.get(code) != role]
    handle.executemany("INSERT OR REPLACE INTO people VALUES(?, ?)", changed)


def put_session(
    handle: sqlite3.Connection, file: str, session: IndexedSession, vocabulary: set[str]
) -> set[str]:
    """Set what a file holds; what is as it was is not touched. `vocabulary` is as for `put_texts`.

    Returns the ids of the sessions that it holds now and held before.
    """
    ids = {session.id}
    found = handle.execute("SELECT n, started, id FROM sessions WHERE file = ?", (file,)).fetchone()
    if found and found[1:] != (session.started, session.id):
        _forget_session(handle, found[0])
        ids.add(found[2])
        found = None
    number = found[0] if found else _number(handle, session.started, session.id)
    handle.execute(
        "INSERT INTO sessions VALUES(?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT(n) DO UPDATE SET"
        " participant = excluded.participant, guide = excluded.guide, trouble = excluded.trouble,"
        " clashes = excluded.clashes, texts = excluded.texts, row = excluded.row",
        (
            number,
            file,
            session.id,
            session.started,
            session.participant,
            session.guide,
            session.trouble,
            session.clashes,
            len(session.texts),
            session.row,
        ),
    )
    if found:
        handle.execute("DELETE FROM voices WHERE n = ?", (number,))
        handle.execute("DELETE FROM tallies WHERE n = ?", (number,))
    handle.executemany("INSERT INTO voices VALUES(?, ?, ?)", _voices(session, number))
    handle.executemany("INSERT INTO tallies VALUES(?, ?, ?, ?, ?, ?)", _tallies(session, number))
    put_texts(handle, number, session.texts, vocabulary)
    return ids


def put_study_texts(handle: sqlite3.Connection, texts: Sequence[IndexedText]) -> None:
    """Set the texts that belong to the study and to no session of it."""
    put_texts(handle, STUDY, texts, set())
    handle.execute("DELETE FROM voices WHERE n = ?", (STUDY,))
    handle.executemany(
        "INSERT INTO voices VALUES('author', ?, ?)",
        [(name, STUDY) for name in {t.author for t in texts} if name],
    )


def set_moved(handle: sqlite3.Connection, moved: Mapping[PointId, PointId]) -> list[str]:
    """Set which learning points were merged into which; the files in which that makes a difference."""
    before = moved_points(handle)
    changed = {point for point in {*before, *moved} if before.get(point) != moved.get(point)}
    if not changed:
        return []
    value = msgspec.json.encode(dict(moved)).decode()
    handle.execute("INSERT OR REPLACE INTO state VALUES('moved', ?)", (value,))
    asked = (
        "SELECT s.file FROM voices v JOIN sessions s USING(n)"
        " WHERE v.part IN ('point', 'noted') AND v.name = ?"
    )
    return sorted({file for point in changed for (file,) in handle.execute(asked, (point,))})


def moved_points(handle: sqlite3.Connection) -> dict[PointId, PointId]:
    """Which learning points were merged into which when sessions were put in."""
    found = handle.execute("SELECT value FROM state WHERE name = 'moved'").fetchone()
    return msgspec.json.decode(found[0], type=dict[PointId, PointId]) if found else {}


def show_only(handle: sqlite3.Connection, session_id: str, file: str) -> None:
    """Of several files that hold one session, list the one that is called `file`."""
    asked = "UPDATE sessions SET shown = (file = ?2) WHERE id = ?1 AND shown != (file = ?2)"
    handle.execute(asked, (session_id, file))


def shared(handle: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    """Of these sessions, those that several files hold, or did, with the names of the files in order."""
    found: dict[str, list[str]] = {}
    asked = "SELECT file, shown FROM sessions WHERE id = ? ORDER BY file"
    for session_id in ids:
        rows = handle.execute(asked, (session_id,)).fetchall()
        if len(rows) > 1 or any(not shown for _, shown in rows):
            found[session_id] = [file for file, _ in rows]
    return found


def sweep(handle: sqlite3.Connection) -> bool:
    """Write a part of the word lists anew without what was taken out; whether all of it is done.

    FTS5 marks a word that is taken out, and forgets it only when its lists are merged. A negative number of
    pages begins a merge of everything, a positive one goes on with it
    (sqlite.org/fts5.html#the_merge_command).
    """
    begun = handle.execute("SELECT value FROM state WHERE name = 'unswept'").fetchone()
    if begun is None:
        return True
    pages = -_SWEEP_STEP if begun[0] == "begin" else _SWEEP_STEP
    done = True
    for table in ("found", "standing"):
        before = handle.total_changes
        handle.execute(f"INSERT INTO {table}({table}, rank) VALUES('merge', ?)", (pages,))
        done = done and handle.total_changes - before < 2  # the statement itself counts as one
    if done:
        handle.execute("DELETE FROM state WHERE name = 'unswept'")
        return True
    handle.execute("UPDATE state SET value = 'going on' WHERE name = 'unswept'")
    return False


def _voices(session: IndexedSession, number: int) -> list[tuple[str, str, int]]:
    """Who can be asked for in a session: who speaks, whose texts are there, who wrote them."""
    texts = session.texts
    parts = {
        "speaker": session.voices,
        "point": session.tagged,
        "noted": session.noted,
        "round": {session.round},
        "about": {text.participant for text in texts},
        "author": {text.author for text in texts} | {tag.author for text in texts for tag in text.tags},
    }
    return [(part, name, number) for part, names in parts.items() for name in names if name]


def _tallies(session: IndexedSession, number: int) -> list[tuple[str, int, str, int, int, int]]:
    rows = [
        (point, number, who, quotes, session.against.get((point, who), 0), 0)
        for (point, who), quotes in session.points.items()
    ]
    # No participant's code is a space.
    return rows + [(point, number, " ", 0, 0, lost) for point, lost in session.lost.items()]


def _forget_session(handle: sqlite3.Connection, number: int) -> None:
    put_texts(handle, number, (), set())
    for table in ("voices", "tallies", "sessions"):
        handle.execute(f"DELETE FROM {table} WHERE n = ?", (number,))  # noqa: S608 - ours


def _number(handle: sqlite3.Connection, started: str, session_id: str) -> int:
    """A number for a session, between those of its neighbours in reading order where there is room."""
    step = (
        f"SELECT n FROM sessions WHERE (started, id) {{0}} (?, ?) AND n < {_OUT_OF_ORDER}"  # noqa: S608 - ours
        " ORDER BY started {1}, id {1} LIMIT 1"
    )
    below = handle.execute(step.format("<", "DESC"), (started, session_id)).fetchone()
    above = handle.execute(step.format(">", "ASC"), (started, session_id)).fetchone()
    low, high = below[0] if below else 0, above[0] if above else _OUT_OF_ORDER
    by_time = _seconds(started) * _A_SECOND + _share(session_id)
    if low < by_time < high:
        return by_time
    room = min(_GAP, (high - low) // 2)
    if room:
        return int(high - room if by_time >= high else low + room)
    # No room: any number will do, and reading order is then told by more than the numbers.
    asked = "SELECT max(n) FROM sessions WHERE n >= ?"
    (most,) = handle.execute(asked, (_OUT_OF_ORDER,)).fetchone()
    return _OUT_OF_ORDER if most is None else int(most) + 1


def _seconds(started: str) -> int:
    """How late a moment is: seconds since 1990 of the clock on the wall, whatever its zone; else 0."""
    try:
        days = date.fromisoformat(started[:10]).toordinal() - _1990
        hour, minute, second = (int(started[at : at + 2] or 0) for at in (11, 14, 17))
    except ValueError:
        return 0
    return min(max(0, (days * 24 + hour) * 3600 + minute * 60 + second), _OUT_OF_ORDER // _A_SECOND - 1)


def _share(session_id: str) -> int:
    """Where in its second a session stands: hundreds that are imported at once are told apart by their ids.

    In the order of ids, as far as these are of small letters and digits.
    """
    share = 0
    for at in range(_LETTERS):
        letter = session_id[at : at + 1]
        digit = min(max(0, ord(letter) - 47), 10) + min(max(0, ord(letter) - 96), 26) if letter else 0
        share = share * _DIGITS + digit
    return share * _A_SECOND // _ALL_SHARES
