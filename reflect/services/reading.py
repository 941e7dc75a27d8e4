"""A study that is only looked at: for commands that list and search.

Loads neither TinyDB nor anything that can save, which takes longer than most lists do. Nothing is repaired;
but what a team shares of people is taken up, as by everybody who opens the study.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reflect import paths
from reflect.domain.codebook import Codebook, LearningPoint, codebook_of
from reflect.domain.framework import CellSummary
from reflect.domain.people import Participant, Role, participant_called, roles_in_order
from reflect.domain.rounds import Round
from reflect.domain.session import Memo
from reflect.errors import InvalidInput, NotFound, ReflectError
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
    from reflect.analysis.tables import Progress as RoundsProgress
    from reflect.domain.gate import Audience, Rules
    from reflect.domain.guide import Guide
    from reflect.domain.session import SessionRecord
    from reflect.services.blind import Blind
    from reflect.services.leaks import Known


class StudyReader:
    """One study, open to be read; make one with `open`."""

    def __init__(self, store: StudyFolder, progress: Progress, *, look_only: bool = False) -> None:
        self._store = store
        self._notices: list[str] = []
        if look_only:
            _refuse_waiting(store)
        else:
            store.lay_out_missing()
        if not look_only and (store.folder / PEOPLE_SHARED).exists():
            from reflect.services.people_sharing import take_up_shared  # a consent withdrawn elsewhere holds

            self._notices += take_up_shared(store, clock=local_time)
        study = self._tables(store.paths.study) or {}
        settings = from_table(StudySettings, study, "settings", file=STUDY, key="")
        if SETTINGS_ID not in settings:
            raise no_settings(STUDY)
        self._settings = settings[SETTINGS_ID]
        self.title = self._settings.title
        """What it is called."""
        self._points = from_table(LearningPoint, study, "points", file=STUDY)
        self._roles = from_table(Role, study, "roles", file=STUDY)
        self._rounds = from_table(Round, study, "rounds", file=STUDY)
        self._summaries = study.get("summaries", {})
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
    def open(
        cls, folder: Path, *, progress: Progress = lambda _done, _of: None, look_only: bool = False
    ) -> StudyReader:
        """The study in a folder; raises NotAStudy when there is none, StoreError when it is damaged.

        `look_only`: not even what a team shares of people is taken up.
        """
        return cls(StudyFolder.open(folder), progress, look_only=look_only)

    def codebook(self) -> Codebook:
        """The learning points, by number."""
        return codebook_of(self._points.values())

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in this alliance."""
        return roles_in_order(self._roles.values())

    def summaries(self) -> tuple[CellSummary, ...]:
        """What was charted in the framework matrix."""
        rows = {"summaries": self._summaries}
        return tuple(from_table(CellSummary, rows, "summaries", file=STUDY).values())

    def people(self) -> tuple[Participant, ...]:
        """Everyone, by code."""
        everyone = self._everyone()
        return tuple(everyone[code] for code in sorted(everyone))

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound with the nearest right code."""
        return participant_called(code, self._everyone().values())

    def records(self) -> list[tuple[SessionRecord, Guide]]:
        """Every session that can be read with its guide, oldest first; the others are told as notices."""
        from reflect.domain.retagging import moved

        found = []
        for path in self._store.session_paths():
            try:
                record = moved(self._session(path), self.codebook().moved)
                found.append((record, _guide(record.session.guide_text)))
            except ReflectError as error:
                self._notices.append(str(error))
        return sorted(found, key=lambda pair: (pair[0].session.started, pair[0].session.id))

    def rules(self) -> Rules:
        """What the consent gate goes by in this study today."""
        from reflect.services.gate_rules import rules_of

        return rules_of(self._settings, self.roles(), self.people(), local_time)

    def known(self) -> dict[str, Known]:
        """Every name of the study, of people who were removed too."""
        from reflect.domain.bin import BinnedPerson
        from reflect.domain.imported import KnownName
        from reflect.services.leaks import names_of

        tables = self._tables(self._store.paths.people) or {}
        binned = from_table(BinnedPerson, tables, "bin", file=PEOPLE)
        replaced = from_table(KnownName, tables, "replacements", file=PEOPLE)
        return names_of([*self.people(), *(each.participant for each in binned.values())], replaced)

    def progress(self, audience: Audience) -> RoundsProgress:
        """What all rounds of self-assessment come to; see `Rounds.progress`."""
        from reflect.analysis.progress import progress
        from reflect.analysis.ratings import ratings
        from reflect.analysis.tables import Public
        from reflect.domain.gate import Audience, people_by_role

        public = audience is not Audience.INTERNAL
        people = self.people()
        rounds = sorted(self._rounds.values(), key=lambda each: (each.opened, each.id))
        everyone = {person.code: person for person in people}
        outside = None
        if public:
            least = self._settings.role_only_least
            outside = Public(smallest=least, people_in_role=people_by_role(people))
        found = ratings(self.records(), rounds, everyone, public=public)
        return progress(found, rounds, self.codebook(), self.roles(), public=outside)

    @property
    def blind(self) -> Blind:
        """The sessions that the researcher of this computer tags without being shown what others did."""
        from reflect.services import preferences
        from reflect.services.blind import Blind
        from reflect.store.history import fit

        return Blind(paths.state_folder() / fit(self._settings.uid), preferences.preferences().researcher)

    def session_record(self, session_id: str) -> SessionRecord:
        """One session, by its whole id. Raises NotFound."""
        from reflect.domain.retagging import moved

        name = self.finder.files(fresh=False).get(session_id)
        if name is None:
            raise NotFound(f"There is no session “{session_id}” in this study")
        return moved(self._session(self._store.paths.sessions / name), self.codebook().moved)

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


def _refuse_waiting(store: StudyFolder) -> None:
    """Raise InvalidInput while a team's notes of consent wait: somebody in them may have withdrawn."""
    if not (store.folder / PEOPLE_SHARED).exists():
        return
    from reflect.store.people_shared_file import SharedPeople

    if SharedPeople(store.folder, uid=store.uid(), clock=local_time).waiting():
        raise InvalidInput(
            "What others noted of consent has not been brought in yet, and somebody may have withdrawn",
            place=PEOPLE_SHARED,
            remedy="Open the study once in reflect, or run: reflect people FOLDER.",
        )


def _guide(text: str) -> Guide:
    from reflect.services.guide_shelf import parsed

    return parsed(text)
