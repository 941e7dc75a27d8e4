"""Where everything in a study folder lies (DESIGN §5). Nothing is made here, only named."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

PRIVATE = ".reflect"
"""This machine's corner of the study folder: git ignores it."""

STUDY = "study.json"
PEOPLE = "people.json"
PEOPLE_SHARED = "people-shared.json"
"""What of the people is shared when names are not."""
SESSIONS = "sessions"
OPEN_FOLDERS = (SESSIONS, "guides", "templates", "writeups", "exports")
"""The folders a researcher sees."""
_FIT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class StudyPaths:
    """The places of one study folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study = folder / STUDY
        self.people = folder / PEOPLE
        self.people_shared = folder / PEOPLE_SHARED
        self.sessions = folder / SESSIONS
        self.guides = folder / "guides"
        self.templates = folder / "templates"
        self.writeups = folder / "writeups"
        self.exports = folder / "exports"
        self.originals = folder / "originals"
        """The files of transcripts as they were: they hold names, and are never exported nor shared."""
        self.private = folder / PRIVATE
        self.temporary = self.private / "tmp"
        """Half-written files; on the same filesystem, so that renaming them into place is atomic."""
        self.beside = self.private / "beside"
        """Our versions of files that somebody else changed at the same time."""
        self.damaged = self.private / "damaged"
        self.bin = self.private / "bin"
        """Whole files that were removed."""
        self.repaired = self.private / "repaired"
        """What `repair` replaced, a folder for each time it ran."""
        self.texts = self.private / "texts"
        """Recent versions of write-ups and guides."""
        self.versions = self.private / "versions"
        """Versions of write-ups that stay, with when, by whom and why."""
        self.exported = self.private / "exported.json"
        """What was last written into `exports/` from here: names of files and their digests."""
        self.shared = self.private / "shared"
        """What was last brought together of what is shared and what is this laptop's own."""
        self.before_migration = self.private / "before-migration"
        self.locks = self.private / "locks"
        self.guard = self.locks / "saving"
        """Held for the moment between the last look at a file and its replacement."""

    def name(self, path: Path) -> str:
        """The file's name within the study, as people are told it: `sessions/2026-11-23-P03.json`."""
        return path.relative_to(self.folder).as_posix()

    def previous(self, path: Path) -> Path:
        """Where the last sealed generation before the present one is kept."""
        return self.private / "previous" / path.relative_to(self.folder)


def fit(uid: str) -> str:
    """A uid as the name of a folder: as it is, or its digest when it cannot be one."""
    return (
        uid if _FIT.fullmatch(uid) else hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    )
