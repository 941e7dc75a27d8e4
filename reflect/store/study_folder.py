"""A study on disk: the folder, and the way to everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import Clock, ParticipantCode, RoleId, SessionId
from reflect.domain.people import DEFAULT_ROLES, Role, valid_code
from reflect.errors import Damaged, InvalidInput, NotAStudy, nearest
from reflect.store.atomic import write_new
from reflect.store.conflicts import without_copies
from reflect.store.filesystem import FileSystem, in_words, local_time
from reflect.store.git_files import GIT_FILES
from reflect.store.paths import OPEN_FOLDERS, PEOPLE, PRIVATE, STUDY, StudyPaths
from reflect.store.sealed import first_header
from reflect.store.study_settings import StudySettings

if TYPE_CHECKING:  # what can save is loaded when something is opened that may be saved
    from reflect.store.people_file import PeopleFile
    from reflect.store.session_file import SessionFile
    from reflect.store.study_file import StudyFile

NO_PEOPLE = (
    f"{PEOPLE} is missing from the study, so nobody is known. Restore it from a backup, from git "
    f"or from {PRIVATE}/previous."
)
_HARMLESS = {".git", ".DS_Store", "desktop.ini", "Thumbs.db"}
"""What may lie in a folder that counts as empty: nobody put it there as work."""
_FIRST_LINE = 65_536
_UNSAFE = re.compile(r"[^a-z0-9]+")
_ROLE_LENGTH = 24


class StudyFolder:
    """An existing study folder. Make one with `create` or `open`."""

    def __init__(self, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time) -> None:
        self.folder = folder
        self.paths = StudyPaths(folder)
        self._files = files or FileSystem()
        self._clock = clock

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        uid: str,
        title: str,
        created: str,
        researcher: str = "",
        roles: Iterable[Role] = DEFAULT_ROLES,
        points: Iterable[LearningPoint] = (),
        files: FileSystem | None = None,
        clock: Clock = local_time,
    ) -> StudyFolder:
        """Make a study in a folder that is empty or not there yet; when that fails, nothing of it is left.

        Raises:
            InvalidInput: the folder holds something already, or is a file.
            StoreError: the disk refused.

        """
        from reflect.store.people_file import PeopleFile
        from reflect.store.study_file import StudyFile

        disk = files or FileSystem()
        _refuse_unless_empty(folder)
        made: list[Path] = []
        try:
            study = cls(folder, files=disk, clock=clock)
            study._lay_out(made)
            people = PeopleFile(study.paths.people, folder, uid=f"{uid}/people", files=disk, clock=clock)
            made.append(study.paths.people)
            people.begin()
            file = StudyFile(study.paths.study, folder, uid=uid, files=disk, clock=clock)
            # The last thing to appear: without it the folder is no study, and creating can start again.
            made.append(study.paths.study)
            with file.together():
                file.save_settings(
                    StudySettings(uid=uid, title=title, created=created, researcher=researcher)
                )
                for role in roles:
                    file.roles.put(role)
                for point in points:
                    file.points.put(point)
        except BaseException as error:
            _take_back(made)
            if isinstance(error, OSError):
                raise in_words(error, str(folder)) from error
            raise
        return study

    @classmethod
    def open(cls, folder: Path, *, files: FileSystem | None = None, clock: Clock = local_time) -> StudyFolder:
        """The study in `folder`. Looks only whether there is one; its files are read when asked for.

        Raises:
            NotAStudy: there is none; the message names the one that may have been meant.
            StoreError: the disk refused to say.

        """
        try:
            found = (folder / STUDY).is_file()
        except OSError as error:
            raise in_words(error, str(folder), "read") from error
        if not found:
            raise _not_a_study(folder)
        return cls(folder, files=files, clock=clock)

    def uid(self) -> str:
        """What the study is known by on every laptop, from the first line of its file.

        Raises:
            StoreError: that cannot be read.

        """
        try:
            return first_header(self._files.read(self.paths.study, _FIRST_LINE)).uid
        except OSError as error:
            raise in_words(error, STUDY, "read") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Damaged("The study's file does not say which study it is", place=STUDY) from error

    def lay_out_missing(self) -> None:
        """Make what git does not keep of a study it has just brought here: folders in which nothing lies.

        Only in a study that was never open here: where it was, a folder that is missing is a drive that went
        away, and has to be told. On a drive to be read only, nothing is made.
        """
        with suppress(OSError):
            if self._files.signature(self.paths.private) is None:
                for folder in (*(self.folder / name for name in OPEN_FOLDERS), self.paths.private):
                    self._files.make_folder(folder)

    def study(self, *, read_only: bool = False) -> StudyFile:
        """`study.json`. Raises what opening a `SealedStorage` raises."""
        from reflect.store.study_file import StudyFile

        return StudyFile(
            self.paths.study, self.folder, read_only=read_only, files=self._files, clock=self._clock
        )

    def people(self, *, read_only: bool = False) -> PeopleFile:
        """`people.json`. Raises what opening a `SealedStorage` raises."""
        from reflect.store.people_file import PeopleFile

        people = PeopleFile(
            self.paths.people, self.folder, read_only=read_only, files=self._files, clock=self._clock
        )
        if not people.generation:
            # An empty list of people would look as if nobody had consented, and nothing would say why.
            people.notices.append(NO_PEOPLE)
        return people

    def session(self, path: Path, *, read_only: bool = False) -> SessionFile:
        """The session in the file at `path`, new or old. Raises what opening a `SealedStorage` raises."""
        from reflect.store.session_file import SessionFile

        return SessionFile(path, self.folder, read_only=read_only, files=self._files, clock=self._clock)

    def shut_because(self) -> str:
        """Why nothing can be written in the folder, as the end of a sentence; empty when it can."""
        there = (self.folder, self.paths.sessions)
        if all(self._files.writable(folder) for folder in there if folder.exists()):
            return ""
        return "this account may not write in the study's folder"

    def session_paths(self) -> list[Path]:
        """Every file in `sessions/` that may be a session, oldest first; copies of one are left out.

        Raises:
            StoreError: the folder cannot be read.

        """
        try:
            found = sorted(p for p in self.paths.sessions.iterdir() if is_session_name(p.name))
            return without_copies(found, files=self._files)
        except OSError as error:
            raise in_words(error, "sessions", "read") from error

    def session_path(
        self, session: SessionId, *, started: str, participant: ParticipantCode | None, role: RoleId | None
    ) -> Path:
        """Where a session that began at `started` (ISO 8601) is kept. Raises what `session_name` raises."""
        return self.paths.sessions / session_name(
            session, started=started, participant=participant, role=role
        )

    def find_session(self, session: str) -> Path | None:
        """The file of the session with that id, or None. Raises what `session_paths` raises."""
        return next((p for p in self.session_paths() if p.stem.endswith(f"-{session}")), None)

    def _lay_out(self, made: list[Path]) -> None:
        """Make the folders and git's files, and note in `made` what was not there before."""
        missing = [self.folder]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        inside = [self.folder / name for name in OPEN_FOLDERS]
        for folder in (*reversed(missing), *inside, self.paths.private):
            if not folder.exists():
                made.append(folder)
            self._files.make_folder(folder)
        for name, content in GIT_FILES.items():
            path = self.folder / name
            if not path.exists():
                made.append(path)
                write_new(path, content.encode(), files=self._files)


_SESSION_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-.+\.json", re.DOTALL)


def is_session_name(name: str) -> bool:
    """Whether a file of that name in `sessions/` may be a session."""
    return _SESSION_NAME.fullmatch(name) is not None


def session_name(
    session: SessionId, *, started: str, participant: ParticipantCode | None, role: RoleId | None
) -> str:
    """A session's file name: `2026-11-23-P03-provider-k3v9.json`, with `group` where nobody is *the* one.

    Plain lower-case letters and digits but for the code, so that it is the same on every filesystem; and
    never a name, since names of files are seen by everyone.

    Raises:
        InvalidInput: the id, the day or the code cannot stand in a file name.

    """
    day = started[:10]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
        raise InvalidInput(f"{started} does not begin with a day, such as 2026-11-23")
    if not re.fullmatch(r"[a-z0-9]{1,64}", session):
        raise InvalidInput(f"{session} cannot be a session's id: only a to z and digits")
    if participant is not None and not valid_code(participant):
        raise InvalidInput(f"{participant} cannot be a participant's code, such as P03")
    kind = _UNSAFE.sub("-", (role or "").lower())[:_ROLE_LENGTH].strip("-")
    return "-".join(part for part in (day, participant or "group", kind, session) if part) + ".json"


def _refuse_unless_empty(folder: Path) -> None:
    """Whether a study can be made here: remains of an attempt that was cut short do not stand in the way."""
    if (folder / STUDY).exists():
        raise InvalidInput("There is a study in this folder already", place=str(folder), remedy="Open it.")
    if folder.exists() and not folder.is_dir():
        raise InvalidInput("This is a file, not a folder", place=str(folder))
    try:
        found = list(folder.iterdir()) if folder.exists() else []
        ours = {*OPEN_FOLDERS, *GIT_FILES, PRIVATE}
        foreign = [
            p.name
            for p in found
            if p.name not in _HARMLESS
            and (p.name not in ours or (p.name in OPEN_FOLDERS and p.is_dir() and any(p.iterdir())))
        ]
    except OSError as error:
        raise in_words(error, str(folder), "read") from error
    if foreign:
        raise InvalidInput(
            f"The folder is not empty: {min(foreign)} lies in it",
            place=str(folder),
            remedy="Choose an empty folder, or a name that is not taken yet.",
        )


def _take_back(made: list[Path]) -> None:
    """Remove what a failed creation made, and nothing that holds anything else."""
    for path in reversed(made):
        with suppress(OSError):
            if not path.is_dir():
                path.unlink()
                continue
            if path.name == PRIVATE:
                for inner in sorted(path.rglob("*"), reverse=True):
                    inner.rmdir() if inner.is_dir() else inner.unlink()
            path.rmdir()


def _not_a_study(folder: Path) -> NotAStudy:
    """The error, with the study that may have been meant: inside, around or beside the folder."""
    place = str(folder)
    with suppress(OSError):
        if not folder.exists():
            if (folder.parent / STUDY).is_file():
                return NotAStudy(
                    "There is no such folder", place=place, remedy=f"Open the study itself: {folder.parent}"
                )
            beside = _studies_in(folder.parent)
            return NotAStudy("There is no such folder", place=place, remedy=nearest(folder.name, beside))
        if StudyPaths(folder).previous(folder / STUDY).is_file():
            return NotAStudy(
                f"The folder was a study, but its {STUDY} is gone",
                place=place,
                remedy=f"Copy {PRIVATE}/previous/{STUDY} back, or restore the file from a backup.",
            )
        inside = _studies_in(folder)
        if inside:
            names = inside[0] if len(inside) == 1 else f"one of these: {', '.join(inside[:8])}"
            return NotAStudy("The folder holds studies, but is none", place=place, remedy=f"Open {names}")
        for above in list(folder.resolve().parents)[:3]:
            if (above / STUDY).is_file():
                return NotAStudy(
                    "The folder is part of a study", place=place, remedy=f"Open the study itself: {above}"
                )
        beside = [name for name in _studies_in(folder.parent) if name != folder.name]
        return NotAStudy(
            "The folder is not a study", place=place, remedy=nearest(folder.name, beside) if beside else ""
        )
    return NotAStudy("The folder is not a study, or cannot be read", place=place)


def _studies_in(folder: Path) -> list[str]:
    """The names of the studies directly inside a folder; none if it cannot be read."""
    with suppress(OSError):
        return sorted(p.name for p in folder.iterdir() if (p / STUDY).is_file())
    return []
