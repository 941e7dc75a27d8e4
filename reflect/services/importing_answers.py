"""Answers that people made in a form service, brought into a study: all rows of a file, or none.

Read and planned first, so that a person sees which column is what and everything that is wrong, with its row
and column; nothing is on disk before `keep`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from reflect.domain.guide import Guide, Question
from reflect.domain.ids import (
    Clock,
    GuideId,
    IdSource,
    ParticipantCode,
    QuestionId,
    RoleId,
    RoundId,
    SessionId,
)
from reflect.domain.people import Participant, Role, next_code, participant_called, role_called
from reflect.domain.session import Response, Session, SessionKind, SessionRecord, TranscriptSource
from reflect.errors import InvalidInput, NotFound
from reflect.exchange.form_answers import UnfitError, answer
from reflect.exchange.form_columns import Match, Use, matched
from reflect.exchange.form_days import day_comes_first, moment
from reflect.exchange.form_sheet import Row, Sheet, Wrong, read_sheet
from reflect.services.guide_shelf import GuideShelf, parsed
from reflect.services.starting import Starting
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.new_sessions import NewSession, UnderWay
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder
from reflect.store.text_file import TextFile
from reflect.transcripts.decoding import decoded
from reflect.transcripts.reading import refuse_too_large
from reflect.transcripts.remarks import Remarks

FORMAT = "answers from a form (CSV)"
"""What a session's source says it came from."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of the file."""

    guide: str
    columns: Mapping[str, str] = {}
    """What some columns are, by heading or letter; see `form_columns.matched`."""
    new_people: str = ""
    """The role of people who are not in the study yet and are to be added; empty: they are a problem."""
    role: str = ""
    """The role of those for whom no column says it."""
    anonymous: bool = False
    """Whether rows may be nobody's."""
    partial: bool = False
    """Whether questions may be without a column."""
    day_first: bool | None = None
    """Whether `3/4/2026` is the third of April; None: as the file shows."""
    round: RoundId | None = None
    again: bool = False
    """Whether rows that are in the study already come in once more."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One row, ready to become a session."""

    row: int
    participant: ParticipantCode | None
    newcomer: Participant | None = None
    role: RoleId | None = None
    began: datetime
    responses: dict[QuestionId, Response]
    digest: str
    """SHA-256 of who answered what: the same row read twice has the same."""


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
        data = _bytes_of(path)
        text = self._starting.text(self._guides.text(asked.guide))
        guide = parsed(text)
        sheet, wrong = read_sheet(decoded(data, path.name, Remarks()).text, path.name)
        match = matched(sheet.header, guide, asked.columns)
        wrong += match.wrong
        if not asked.partial:
            wrong += [Wrong(0, -1, f"no column answers “{q.heading}” ({q.id})") for q in match.missing]
        rows = _Rows(self, sheet, match, guide, asked)
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
            under_way.cut_short()
            copy = self._guides.missing_copy(plan.guide.id)
            if copy is not None:
                TextFile(copy, self._store.folder).write(self._guides.text(plan.guide.id))
            self._people.put_all({"participants": newcomers})
            errors = under_way.write(sessions, lambda: None)
            failed = next((error for error in errors if error is not None), None)
            if failed is not None:
                written = [new.path for new, error in zip(sessions, errors, strict=True) if error is None]
                self._take_back(written, newcomers)
                raise failed
        return tuple(new.record.session.id for new in sessions)

    def _take_back(self, written: Sequence[Path], newcomers: Sequence[Participant]) -> None:
        """Leave nothing of a file of which a row could not be written."""
        for path in written:
            with suppress(OSError):
                self._files.remove(path)
        self._people.remove_all("participants", [person.code for person in newcomers])

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

    def people(self) -> tuple[Participant, ...]:
        """Everyone in the study."""
        return tuple(self._people.participants.all().values())

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in the alliance."""
        return self._study.role_list()

    def now(self) -> datetime:
        """The present moment."""
        return self._clock()

    def known_digests(self) -> dict[str, str]:
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


class _Rows:
    """Rows of a table becoming answers; what is wrong with them gathers in `wrong`."""

    def __init__(
        self, importer: AnswersImporter, sheet: Sheet, match: Match, guide: Guide, asked: Asked
    ) -> None:
        self._sheet = sheet
        self._match = match
        self._guide = guide
        self._asked = asked
        self._people = list(importer.people())
        self._roles = importer.roles()
        self._now = importer.now()
        self._known = {} if asked.again else importer.known_digests()
        self._seen: dict[str, int] = {}
        self.wrong: list[Wrong] = []
        self.already: dict[int, str] = {}
        self._role = role_called(asked.role, self._roles) if asked.role else None
        self._newcomers = role_called(asked.new_people, self._roles) if asked.new_people else None

    def read(self) -> Iterator[Answered]:
        """Every row that answers something."""
        if (
            self._match.at(Use.CODE) is None
            and self._match.at(Use.NAME) is None
            and not self._asked.anonymous
        ):
            self.wrong.append(
                Wrong(0, -1, "no column says who answered: name one with --column, or say --anonymous")
            )
        day_first = self._day_first()
        for row in self._sheet.rows:
            role = self._role_of(row)
            person, newcomer = self._who(row, role)
            responses = dict(self._answers(row))
            if not responses:
                self.wrong.append(Wrong(row.number, -1, "nothing is answered in it"))
                continue
            began = self._began(row, day_first=day_first)
            dated = self._match.at(Use.DAY) is not None
            digest = _digest(person or (began.isoformat() if dated else f"row {row.number}"), responses)
            if digest in self._known:
                self.already[row.number] = self._known[digest]
                continue
            if digest in self._seen:
                self.wrong.append(Wrong(row.number, -1, f"it says the same as row {self._seen[digest]}"))
            self._seen.setdefault(digest, row.number)
            yield Answered(
                row=row.number,
                participant=person,
                newcomer=newcomer,
                role=role,
                began=began,
                responses=responses,
                digest=digest,
            )

    def _answers(self, row: Row) -> Iterator[tuple[QuestionId, Response]]:
        comments = {c.question: row.cells[c.at] for c in self._match.columns if c.use is Use.COMMENT}
        for column in self._match.columns:
            question: Question | None = self._guide.question(column.question or "")
            if column.use is not Use.ANSWER or question is None:
                continue
            try:
                found = answer(question, row.cells[column.at], comments.get(question.id, ""))
            except UnfitError as error:
                self.wrong.append(Wrong(row.number, column.at, str(error)))
                continue
            if found is not None:
                yield question.id, found
            elif question.required:
                self.wrong.append(Wrong(row.number, column.at, "an answer is needed here"))

    def _who(self, row: Row, role: RoleId | None) -> tuple[ParticipantCode | None, Participant | None]:
        """Whose answers a row is, and the participant it adds."""
        code_at, name_at = self._match.at(Use.CODE), self._match.at(Use.NAME)
        code = row.cells[code_at].strip() if code_at is not None else ""
        name = " ".join(row.cells[name_at].split()) if name_at is not None else ""
        if code and code_at is not None:
            try:
                return participant_called(code, self._people).code, None
            except NotFound as error:
                self.wrong.append(Wrong(row.number, code_at, str(error)))
                return None, None
        if name and name_at is not None:
            return self._named(row.number, name_at, name, role)
        if not self._asked.anonymous and (code_at is not None or name_at is not None):
            at = code_at if code_at is not None else name_at
            self.wrong.append(
                Wrong(row.number, at if at is not None else -1, "nobody is named (--anonymous)")
            )
        return None, None

    def _named(
        self, number: int, at: int, name: str, role: RoleId | None
    ) -> tuple[ParticipantCode | None, Participant | None]:
        same = [p for p in self._people if " ".join(p.name.split()).casefold() == name.casefold()]
        if len(same) == 1:
            return same[0].code, None
        if same:
            codes = ", ".join(person.code for person in same)
            self.wrong.append(Wrong(number, at, f"{codes} have this name: say who with a column of codes"))
            return None, None
        if self._newcomers is None:
            self.wrong.append(
                Wrong(number, at, "nobody in the study has this name (--new-people ROLE adds them)")
            )
            return None, None
        person = Participant(
            code=next_code([p.code for p in self._people]),
            role=role or self._newcomers,
            name=name,
            added=self._now.isoformat(timespec="seconds"),
        )
        self._people.append(person)
        return person.code, person

    def _role_of(self, row: Row) -> RoleId | None:
        at = self._match.at(Use.ROLE)
        said = row.cells[at].strip() if at is not None else ""
        if not said or at is None:
            return self._role
        try:
            return role_called(said, self._roles)
        except NotFound as error:
            self.wrong.append(Wrong(row.number, at, str(error)))
            return None

    def _day_first(self) -> bool:
        at = self._match.at(Use.DAY)
        if at is None or self._asked.day_first is not None:
            return self._asked.day_first is not False
        found = day_comes_first(row.cells[at] for row in self._sheet.rows)
        if found is None:
            told = "day or month first? Nothing here shows it: say --day-first or --month-first"
            self.wrong.append(Wrong(0, at, told))
        return found is not False

    def _began(self, row: Row, *, day_first: bool) -> datetime:
        at = self._match.at(Use.DAY)
        said = row.cells[at].strip() if at is not None else ""
        if not said or at is None:
            return self._now
        found = moment(said, day_first=day_first, zone=self._now.tzinfo)
        if found is None:
            self.wrong.append(Wrong(row.number, at, f"“{said}” is no day: write it like 2026-11-23"))
        elif found > self._now:
            self.wrong.append(Wrong(row.number, at, f"“{said}” has not been yet"))
        return found or self._now


def _digest(who: str, responses: Mapping[QuestionId, Response]) -> str:
    """Of who answered what. Of two rows that are nobody's, the moment or the place tells them apart."""
    answers = [msgspec.json.encode(responses[key]).decode() for key in sorted(responses)]
    return hashlib.sha256("\n".join([who, *answers]).encode()).hexdigest()


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InvalidInput("This is a folder", place=path.name)
        refuse_too_large(path.stat().st_size, name=path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound("There is no such file", place=str(path)) from error
    except OSError as error:
        raise in_words(error, path.name, "read") from error
