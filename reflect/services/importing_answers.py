"""Answers that people made in a form service, brought into a study: all rows of a file, or none.

Read and planned first, so that a person sees which column is what and everything that is wrong, with its row
and column; nothing is on disk before `keep`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from reflect.domain.guide import Guide
from reflect.domain.ids import (
    Clock,
    GuideId,
    IdSource,
    RoundId,
    SessionId,
)
from reflect.domain.session import Session, SessionKind, SessionRecord, TranscriptSource
from reflect.errors import InvalidInput, ReflectError
from reflect.exchange.form_columns import Match, matched
from reflect.exchange.form_sheet import Wrong, read_sheet
from reflect.services.form_rows import Answered, Asked, Known, Rows
from reflect.services.given_file import given_bytes
from reflect.services.guide_shelf import GuideShelf, parsed
from reflect.services.starting import Starting
from reflect.store.filesystem import FileSystem
from reflect.store.new_sessions import Coming, NewSession, UnderWay
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder
from reflect.store.text_file import TextFile
from reflect.store.whole_import import Records, clear_away, keep_whole
from reflect.transcripts.decoding import decoded
from reflect.transcripts.remarks import Remarks

FORMAT = "answers from a form (CSV)"
"""What a session's source says it came from."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would bring in."""

    name: str
    guide: Guide
    guide_text: str
    header: tuple[str, ...]
    match: Match
    rows: tuple[Answered, ...]
    wrong: tuple[Wrong, ...]
    digest: str
    """SHA-256 of the file."""
    already: dict[int, str] = {}
    """Rows that came in before, and the sessions they are: a form's table grows, and is read again."""
    round: RoundId | None = None

    @property
    def problems(self) -> list[str]:
        """Everything that keeps it out, with its place."""
        return [each.told(self.header) for each in sorted(self.wrong)]


class AnswersImporter:
    """What brings answers from forms into one study."""

    def __init__(
        self,
        store: StudyFolder,
        study: StudyFile,
        people: PeopleFile,
        guides: GuideShelf,
        starting: Starting,
        *,
        clock: Clock,
        ids: IdSource,
        researcher: str,
        files: FileSystem | None = None,
    ) -> None:
        self._files = files or FileSystem()
        self._store = store
        self._study = study
        self._people = people
        self._guides = guides
        self._starting = starting
        self._clock = clock
        self._ids = ids
        self._researcher = researcher

    def plan(self, path: Path, asked: Asked) -> Plan:
        """Read a file and say what it would bring in; nothing is changed.

        Raises:
            NotFound: no such file, guide, role or round.
            InvalidInput: it is no table; what was said of its columns fits none; or as `Starting.text`.
            StoreError: it cannot be read.

        """
        data = given_bytes(path)
        text = self._starting.text(self._guides.text(asked.guide))
        guide = parsed(text)
        sheet, wrong = read_sheet(decoded(data, path.name, Remarks()).text, path.name)
        match = matched(sheet.header, guide, asked.columns)
        wrong += match.wrong
        if not asked.partial:
            wrong += [Wrong(0, -1, f"no column answers “{q.heading}” ({q.id})") for q in match.missing]
        rows = Rows(sheet, match, guide, asked, self._what_is_known())
        answered = list(rows.read())
        return Plan(
            name=path.name,
            guide=guide,
            guide_text=text,
            header=sheet.header,
            match=match,
            rows=tuple(answered),
            wrong=(*wrong, *rows.wrong),
            digest=hashlib.sha256(data).hexdigest(),
            already=rows.already,
            round=asked.round,
        )

    def keep(self, plan: Plan) -> tuple[SessionId, ...]:
        """Bring all rows in, or none; returns the sessions.

        What a kill leaves half done is finished by bringing the same file in once more: rows that came in are
        known.

        Raises:
            InvalidInput: something is wrong with the file.
            StoreError: the disk refused; nothing came in.

        """
        if plan.wrong:
            raise InvalidInput(
                f"Nothing came in: {len(plan.wrong)} to mend first.\n" + "\n".join(plan.problems),
                place=plan.name,
            )
        sessions = [self._new(plan, row) for row in plan.rows]
        newcomers = [row.newcomer for row in plan.rows if row.newcomer is not None]
        under_way = UnderWay(self._store.folder, files=self._files)
        with under_way.alone():
            clear_away(under_way, self._store, self._study, self._people, clock=self._clock)
            copy = self._guides.missing_copy(plan.guide.id)
            if copy is not None:
                TextFile(copy, self._store.folder).write(self._guides.text(plan.guide.id))
            records = Records(self._study, self._people)
            coming = Coming(
                sessions=[new.record.session.id for new in sessions],
                whole=plan.name,
                rows=list(records.planned("people", "participants", newcomers)),
            )

            def write() -> Sequence[ReflectError | None]:
                self._people.put_all({"participants": newcomers})
                return under_way.write(sessions, lambda: None)

            keep_whole(self._store, under_way, records, coming, write)
        return tuple(new.record.session.id for new in sessions)

    def _new(self, plan: Plan, row: Answered) -> NewSession:
        session_id = SessionId(self._ids())
        role = row.role
        if row.participant is not None and row.newcomer is None:
            known = self._people.participants.get(row.participant)
            role = known.role if known is not None else None
        moment_of = row.began.isoformat(timespec="seconds")
        session = Session(
            id=session_id,
            kind=SessionKind(plan.guide.kind.value),
            guide=GuideId(plan.guide.id),
            guide_version=plan.guide.version,
            guide_text=plan.guide_text,
            participant=row.participant,
            researcher=self._researcher,
            started=moment_of,
            ended=moment_of,
            round=plan.round,
            role=role if row.participant is None else None,
            source=TranscriptSource(
                format=FORMAT,
                digest=plan.digest,
                words_digest=row.digest,
                imported=self._clock().isoformat(timespec="seconds"),
            ),
        )
        path = self._store.session_path(session_id, started=moment_of, participant=row.participant, role=role)
        return NewSession(path, SessionRecord(session=session, responses=row.responses))

    # -- what the rows are read with ---------------------------------------------------------------------

    def _what_is_known(self) -> Known:
        return Known(
            people=tuple(self._people.participants.all().values()),
            roles=self._study.role_list(),
            now=self._clock(),
            digests=self._known_digests(),
        )

    def _known_digests(self) -> dict[str, str]:
        """The sessions that came from a form, by the digest of what was answered."""
        found: dict[str, str] = {}
        for path in self._store.session_paths():
            try:
                data = path.read_bytes()
            except OSError:
                continue  # told elsewhere; what cannot be read cannot be compared
            if FORMAT.encode() in data:
                start = data.find(b'"words_digest":"') + len(b'"words_digest":"')
                found[data[start : start + 64].decode("ascii", "replace")] = path.stem.rpartition("-")[2]
        return found
