"""Which files of a study a team shares, and how each kind is merged, by their names within the study.

Shared is what reflect knows to be the study's own; anything else that lies in the folder (a recording, a list
of addresses, a backup) stays where it is unless somebody gives it to git by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from reflect.store.archive import why_unsafe
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.git_files import GIT_FILES, TEXT_FOLDERS
from reflect.store.paths import OPEN_FOLDERS, PEOPLE, PEOPLE_SHARED, PRIVATE, SESSIONS, STUDY
from reflect.store.study_folder import StudyFolder, is_session_name

Kind = Literal["records", "text", "lines", "other"]
"""How a file is merged: record by record; sentence by sentence; the same, for git's own lists; not at all."""


def kind_of(name: str) -> Kind:
    """The kind of the file of that name: `sessions/2026-11-23-P03-provider-k3v9.json`."""
    folder, _, rest = name.rpartition("/")
    if name in (STUDY, PEOPLE, PEOPLE_SHARED) or (folder == SESSIONS and is_session_name(rest)):
        return "records"
    if name in GIT_FILES:
        return "lines"
    return "text" if folder in TEXT_FOLDERS and rest.endswith(".md") else "other"


def holds_names(name: str) -> bool:
    """Whether a file stays on its laptop when names do: the people, copies of them, and what is exported."""
    folder, _, rest = name.partition("/")
    return folder == "exports" if rest else "people" in name.casefold() and name != PEOPLE_SHARED


def may_come_in(name: str) -> bool:
    """Whether a file from elsewhere may be written into a study under that name."""
    return not why_unsafe(name) and name.split("/")[0].casefold() != PRIVATE


def own_files(folder: Path, *, files: FileSystem | None = None) -> list[str]:
    """The names of the files in a study that are its own, names and all; copies of a session are left out.

    Raises:
        StoreError: a folder cannot be listed.

    """
    disk = files or FileSystem()
    study = StudyFolder(folder, files=disk)
    found = [folder / name for name in (STUDY, PEOPLE, PEOPLE_SHARED, *GIT_FILES) if (folder / name).exists()]
    found += [path for path in study.session_paths() if path.is_file()]
    waiting = [folder / name for name in OPEN_FOLDERS if name != SESSIONS]
    while waiting:
        inside = waiting.pop()
        try:
            listed = disk.listed(inside)
        except OSError as error:
            raise in_words(error, study.paths.name(inside), "read") from error
        for path in listed:
            if not path.name.startswith(".") and not path.is_symlink():
                (waiting if path.is_dir() else found).append(path)
    return sorted(study.paths.name(path) for path in found)
