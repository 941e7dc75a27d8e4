"""A study that is only looked at: for commands that list and search.

Loads neither TinyDB nor anything that can save, which takes longer than most lists do. Nothing is repaired;
but what a team shares of people is taken up, as by everybody who opens the study.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reflect.domain.codebook import Codebook, LearningPoint, codebook_of
from reflect.domain.people import Participant, Role, participant_called, roles_in_order
from reflect.domain.session import Memo
from reflect.services.finding import Finder
from reflect.services.index_refresh import Progress, Sources, StudyIndex
from reflect.store.filesystem import FileSystem, local_time
from reflect.store.opening import open_file
from reflect.store.paths import PEOPLE, PEOPLE_SHARED, STUDY
from reflect.store.records import from_table
from reflect.store.sealed import Tables
from reflect.store.study_folder import NO_PEOPLE, StudyFolder
from reflect.store.study_settings import SETTINGS_ID, StudySettings, no_settings

if TYPE_CHECKING:  # needed when a file has changed, and seldom else
    from reflect.domain.guide import Guide
    from reflect.domain.session import SessionRecord


class StudyReader:
    """One study, open to be read; make one with `open`."""

    def __init__(self, store: StudyFolder, progress: Progress) -> None:
        self._store = store
        self._notices: list[str] = []
        store.lay_out_missing()
        if (store.folder / PEOPLE_SHARED).exists():
            from reflect.services.people_sharing import take_up_shared  # a consent withdrawn elsewhere holds

            self._notices += take_up_shared(store, clock=local_time)
        study = self._tables(store.paths.study) or {}
        settings = from_table(StudySettings, study, "settings", file=STUDY, key="")
        if SETTINGS_ID not in settings:
            raise no_settings(STUDY)
        self.title = settings[SETTINGS_ID].title
        """What it is called."""
        self._points = from_table(LearningPoint, study, "points", file=STUDY)
        self._roles = from_table(Role, study, "roles", file=STUDY)
        self._people: dict[str, Participant] | None = None
        sources = Sources(
            folder=store.folder,
            uid=settings[SETTINGS_ID].uid,
            session_paths=store.session_paths,
            read=self._session,
            parse=_guide,
            roles=lambda: {code: person.role for code, person in self._everyone().items()},
            memos=lambda: list(from_table(Memo, study, "memos", file=STUDY).values()),
            moved=lambda: self.codebook().moved,
        )
        self._index = StudyIndex(sources)
        self.finder = Finder(
            self._index,
            codebook=self.codebook,
            roles=self.roles,
            progress=progress,
        )
        """Its lists and its search."""

    @classmethod
    def open(cls, folder: Path, *, progress: Progress = lambda _done, _of: None) -> StudyReader:
        """The study in a folder; raises NotAStudy when there is none, StoreError when it is damaged."""
        return cls(StudyFolder.open(folder), progress)

    def codebook(self) -> Codebook:
        """The learning points, by number."""
        return codebook_of(self._points.values())

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in this alliance."""
        return roles_in_order(self._roles.values())

    def people(self) -> tuple[Participant, ...]:
        """Everyone, by code."""
        everyone = self._everyone()
        return tuple(everyone[code] for code in sorted(everyone))

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound with the nearest right code."""
        return participant_called(code, self._everyone().values())

    def take_notices(self) -> list[str]:
        """What the researcher should be told about the study's files, each once."""
        found = list(dict.fromkeys([*self._notices, *self.finder.troubles()]))
        self._notices.clear()
        return found

    def close(self) -> None:
        """Let the index go."""
        self._index.close()

    def _everyone(self) -> dict[str, Participant]:
        if self._people is None:
            tables = self._tables(self._store.paths.people)
            if tables is None:
                self._notices.append(NO_PEOPLE)
            self._people = from_table(Participant, tables or {}, "participants", file=PEOPLE, key="code")
        return self._people

    def _tables(self, path: Path) -> Tables | None:
        opened = open_file(path, self._store.paths, files=FileSystem(), clock=local_time, repair=False)
        if opened is None:
            return None
        self._notices += opened.notices
        return opened.tables

    def _session(self, path: Path) -> SessionRecord:
        from reflect.store.session_file import read_session

        return read_session(path, self._store.folder)


def _guide(text: str) -> Guide:
    from reflect.services.guide_shelf import parsed

    return parsed(text)
