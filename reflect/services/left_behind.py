"""What is kept on this computer and has no place to go back to: typed in a session or write-up that is gone.

The study's drive never came back, or somebody removed the file. It is listed, and can be saved elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from reflect import paths
from reflect.domain.recovery import Fields, as_fields, rebuilt
from reflect.errors import InvalidInput, NotFound, ReflectError, StoreError
from reflect.services.forms import KIND, PEOPLE
from reflect.services.writeup_journals import text_of
from reflect.store.copies import write_copy, write_text_copy
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.journal import journals_in, read_journal
from reflect.store.journal_lines import Replay
from reflect.store.paths import StudyPaths
from reflect.store.session_file import read_session
from reflect.store.study_folder import StudyFolder


class LeftBehind(msgspec.Struct, frozen=True, kw_only=True):
    """The journal of a session or a write-up that is not where it was."""

    kind: str
    """`session` or `write-up`."""
    item: str
    """The session's id, or the write-up's name."""
    participant: str = ""
    """Of a session: the code, as far as the journal says it."""
    started: str = ""
    """Of a session: when it began, ISO 8601, likewise."""
    study: str
    """The folder of the study as it was."""
    at: str
    """When the last of it was typed: ISO 8601 with time zone."""
    changes: int
    """How many answers, tags, notes, … are in it."""
    whole: bool
    """Whether all of it is there, and not only what was typed last."""
    journal: Path


def left_in(
    journals: Path, *, here: Callable[[str, str], bool] = lambda _kind, _item: False
) -> tuple[LeftBehind, ...]:
    """What lies in a folder of journals, is being written by nobody, and belongs to a file that is gone.

    `here` says of a kind and an item whether it is in the study as it is now, wherever that lies.
    """
    found = []
    for path in journals_in(journals):
        with suppress(StoreError):
            replay = read_journal(path)
            if replay is None or replay.head is None or not (replay.changes or replay.whole):
                continue
            head = replay.head
            if (Path(head.folder) / head.file).exists() or here(head.kind, head.id):
                continue
            sitting = head.sitting or {}
            found.append(
                LeftBehind(
                    kind=head.kind,
                    item=head.id,
                    participant=str(sitting.get("participant") or ""),
                    started=str(sitting.get("started") or ""),
                    study=head.folder,
                    at=replay.at,
                    changes=len(replay.changes),
                    whole=replay.whole is not None or head.kind != "session",
                    journal=path,
                )
            )
    return tuple(sorted(found, key=lambda left: left.at))


def is_in(store: StudyFolder, kind: str, item: str) -> bool:
    """Whether what a journal is of is in a study, whatever its file is called there."""
    if kind == KIND and item == PEOPLE:
        return True
    if kind in ("session", KIND):
        return store.find_session(item) is not None
    return (store.paths.writeups / f"{item}.md").exists()


def left_on_this_computer() -> tuple[LeftBehind, ...]:
    """The same for every study that was ever open here."""
    state = paths.state_folder()
    with suppress(OSError):
        return tuple(left for study in sorted(state.iterdir()) for left in left_in(study / paths.JOURNALS))
    return ()


def save_left_behind(left: LeftBehind, folder: Path) -> Path:
    """Write it into a folder, as a session's file or a write-up, never over another; returns where it lies.

    The journal stays until `discard`. Of a session of which only the last changes were kept, the rest is
    taken from the study's previous generation where that can still be read.

    Raises:
        NotFound: it is not there any more.
        InvalidInput: not enough of it is there to make a session.
        StoreError: the disk refused.

    """
    replay = read_journal(left.journal) if left.journal.exists() else None
    if replay is None or replay.head is None:
        raise NotFound("This is not kept here any more, or is open somewhere", place=left.item)
    head = replay.head
    if head.kind != "session":
        return write_text_copy(text_of(replay) or "", folder, head.id)
    record = rebuilt(_rows(replay))
    if record is None:
        raise InvalidInput("Too little of this session is kept to put it together", place=left.item)
    return write_copy(record, folder, Path(head.file).stem, base=head.base, generation=head.generation)


def discard(left: LeftBehind) -> None:
    """Remove it from this computer for good. Raises StoreError."""
    try:
        FileSystem().remove(left.journal)
    except FileNotFoundError:
        return
    except OSError as error:
        raise in_words(error, str(left.journal)) from error


def _rows(replay: Replay) -> dict[str, dict[str, Fields]]:
    """Everything that is known of a session: the whole, or what the changes build on and the changes."""
    if replay.whole is not None:
        return replay.whole
    head = replay.head
    rows: dict[str, dict[str, Fields]] = {}
    if head is not None:
        study = Path(head.folder)
        with suppress(ReflectError, OSError, ValueError):
            rows = as_fields(read_session(StudyPaths(study).previous(study / head.file), study))
        if head.sitting is not None:
            rows["session"] = {head.id: head.sitting}
    for change in replay.changes:
        table = rows.setdefault(change.table, {})
        if change.now is None:
            table.pop(change.id, None)
        else:
            table[change.id] = change.now
    return rows
