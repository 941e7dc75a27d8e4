"""People whose data were removed: who they are by code, and what of theirs is on this laptop all the same.

Another laptop that has not heard of it, a syncing program or a restored backup can bring their words back.
What comes in through reflect is gone through first; whatever else did it, the check says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reflect.domain.framework import cells_of, charts, study_without
from reflect.domain.removals import RemovalState, finished_in
from reflect.domain.withdrawing import concerns, session_without
from reflect.errors import ReflectError
from reflect.store.check import Finding, Kind
from reflect.store.filesystem import FileSystem
from reflect.store.paths import PEOPLE, SESSIONS, STUDY, StudyPaths
from reflect.store.sealed import Tables, decode, encode
from reflect.store.traces import Traces


def removed_in(folder: Path, *, files: FileSystem | None = None) -> list[str]:
    """The codes of those whose data were removed, as the study's files say now."""
    disk, paths = files or FileSystem(), StudyPaths(folder)
    found: set[str] = set()
    for path in (paths.people, paths.people_shared):
        with suppress(OSError, ReflectError):
            found |= set(finished_in(decode(disk.read(path)).tables))
    return sorted(found)


def without_removed(name: str, data: bytes, removed: list[str]) -> bytes | None:
    """A file that comes in, without what is not to come back; None when nothing of it is left.

    Of sessions and of the study's own file; everything else comes back as it is, to the byte.
    """
    if not removed or not (name == STUDY or name.startswith(f"{SESSIONS}/")):
        return data
    try:
        found = decode(data, name=name)
    except ReflectError:
        return data
    if name == STUDY:
        if not any(charts(found.tables, code) for code in removed):
            return data
        tables = study_without(found.tables, removed)
        return encode(tables, uid=found.header.uid, generation=found.header.generation + 1, parent="")
    if not any(concerns(found.tables, code) for code in removed):
        return data
    left = session_without(found.tables, removed)
    if left is None:
        return None
    return encode(left, uid=found.header.uid, generation=found.header.generation + 1, parent="")


def removed_findings(
    paths: StudyPaths, people: Tables, study: Tables, uid: str, disk: FileSystem
) -> Iterator[Finding]:
    """What is left, or is here again, of people whose data were removed."""
    traces = Traces(paths, uid, disk)
    for code, row in sorted(people.get("removals", {}).items()):
        again = f"“reflect withdraw {paths.folder} --participant {code} --remove” removes it here."
        if row.get("state") == RemovalState.UNDER_WAY.value:
            yield Finding(
                kind=Kind.REMOVED,
                place=f"{PEOPLE}: removals/{code}",
                what=f"The removal of the data of {code} was begun on {row.get('on')} and is not finished",
                remedy=again.replace("removes it here", "finishes it"),
            )
            continue
        for path, _ in traces.session_files(code):
            yield Finding(
                kind=Kind.REMOVED,
                place=paths.name(path),
                what=f"It holds words of {code}, whose data were removed on {row.get('on')}: another laptop, "
                "a sync or a backup brought them back",
                remedy=again,
            )
        if charts(study, code) or traces.earlier_cells(cells_of(code)):
            yield Finding(
                kind=Kind.REMOVED,
                place=STUDY,
                what=f"It, or an earlier state of it, holds summaries of {code} in the framework matrix, "
                f"whose data were removed on {row.get('on')}",
                remedy=again,
            )
        if traces.earlier_people(code):
            yield Finding(
                kind=Kind.REMOVED,
                place=PEOPLE,
                what=f"Earlier states kept on this computer name {code}, whose data were removed on "
                f"{row.get('on')}",
                remedy=again,
            )
