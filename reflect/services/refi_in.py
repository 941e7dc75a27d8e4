"""Bringing in a REFI-QDA project or codebook: read and planned whole first, then kept whole, or not at all.

A source becomes a session, read like a transcript: who speaks is known by the same labels, names are replaced
by the same rules, the same words never come in twice. Nothing is on the disk before `keep_project`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path

import msgspec

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.ids import GuideId, ParticipantCode, PointId, RoleId, SessionId
from reflect.domain.imported import Import, KnownSpeaker
from reflect.domain.people import Role
from reflect.domain.session import INTERVIEWER as INTERVIEWER_SHOWN
from reflect.domain.session import SessionKind, SessionRecord
from reflect.errors import InvalidInput, NotFound, ReflectError
from reflect.exchange.refi_open import LARGEST_PROJECT
from reflect.exchange.refi_positions import Chosen
from reflect.exchange.refi_read import ReadProject, read_codebook, read_project
from reflect.exchange.refi_records import Project, SessionOf, Source
from reflect.services.import_plan import Known, begin_plan
from reflect.services.import_speakers import INTERVIEWER, NOBODY, Told, anybody
from reflect.services.importing import Asked, Importer, Ready
from reflect.services.refi_cut import Piece, cut
from reflect.services.refi_given import ProjectAsked
from reflect.services.refi_keeping import Beside, log_entries
from reflect.services.refi_making import Making, PlannedText, moment
from reflect.services.refi_people import PeoplePlanned, of_source, people_planned
from reflect.services.refi_points import PointsPlanned, only_used, points_planned
from reflect.store.filesystem import in_words
from reflect.store.new_sessions import Coming, NewSession, UnderWay
from reflect.store.whole_import import Records, clear_away, keep_whole
from reflect.transcripts.fingerprint import fingerprint, words_fingerprint
from reflect.transcripts.records import Format, ReadTurn, Reconciliation, Transcript

FORMAT = "REFI-QDA project"
"""What a session of a project says it came from."""
_SHOWN = 10


class ProjectPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file on its way into the study."""

    file: str
    read: ReadProject
    """What is in the file, to be planned again with other decisions."""
    project: Project
    chosen: Chosen | None
    people: PeoplePlanned
    points: PointsPlanned
    texts: tuple[PlannedText, ...]
    left_out: tuple[str, ...]
    """What cannot be kept, in words."""
    remarks: tuple[str, ...]
    """What is kept otherwise than it was, and what is to be decided, in words."""
    quotes: int
    tags: int
    memos: int
    codebook: Codebook
    """The study's learning points before."""
    roles: tuple[Role, ...]
    """The study's roles, and those that come."""

    def role_name(self, role: RoleId) -> str:
        """What a role is called."""
        return next((each.name for each in self.roles if each.id == role), role)


class ProjectImporter(Importer):
    """What brings REFI-QDA files into one study."""

    def plan_project(self, path: Path, asked: Asked, how: ProjectAsked) -> ProjectPlan:
        """Read one file and say what bringing it in will do; nothing is written.

        Raises:
            InvalidInput: it is no such file, contradicts itself, or its words are in the study already.
            NotFound, StoreError: it is not there, or cannot be read.

        """
        return self.plan_read(read_file(path), path.name, asked, how)

    def plan_read(self, read: ReadProject, name: str, asked: Asked, how: ProjectAsked) -> ProjectPlan:
        """The same of a file that was read before. Raises InvalidInput, as `plan_project`."""
        project, unused = (only_used(read.project)) if how.used_codes else (read.project, ())
        ready = self.ready(asked)
        points = points_planned(
            project,
            _points(self._study.points.all()),
            ours=read.ours.points if read.ours is not None else None,
            used=self._used(),
            decided=how.points,
        )
        people = people_planned(
            project,
            people=ready.known.people,
            roles=self._study.role_list(),
            taken=list(self._people.removals.all()),
            told=ready.told.speakers,
            remembered=ready.known.speakers,
            newcomer=ready.newcomer,
            role_variable=how.role_variable,
            added=self._clock().isoformat(timespec="seconds"),
            decided=how.who,
            in_role=how.roles,
        )
        texts, remarks = self._texts(name, read, ready, people, asked)
        numbers = count()
        making = Making(project, points, people, at=self._clock().isoformat(), ids=lambda: f"{next(numbers)}")
        for text in texts:
            making.session(text, SessionId("planned"))
        making.on_the_study()
        remarks += [f"{what}: {number}" for what, number in making.told.items()]
        if people.without_role:
            remarks.append(
                f"nothing says in which role {', '.join(people.without_role)} "
                f"{'is' if len(people.without_role) == 1 else 'are'}: “other” for now; say the variable "
                "with --role-variable, or the role with --participant new:ROLE"
            )
        return ProjectPlan(
            file=name,
            read=read,
            project=project,
            chosen=read.chosen,
            people=people,
            points=points,
            texts=tuple(texts),
            left_out=(*read.left_out, *(f"the code “{name}”, which nothing has" for name in unused)),
            remarks=tuple(remarks),
            quotes=making.quotes,
            tags=making.tags,
            memos=making.memos,
            codebook=self._study.codebook(),
            roles=(*self._study.role_list(), *people.roles),
        )

    def _texts(
        self, name: str, read: ReadProject, ready: Ready, people: PeoplePlanned, asked: Asked
    ) -> tuple[list[PlannedText], list[str]]:
        """The texts that come in, and what is to be said of the others."""
        everybody = (*ready.known.people, *people.new)
        codes = {str(person.code) for person in everybody}
        whose = dict(of_source(read.project, people.who, codes.__contains__))
        known = msgspec.structs.replace(
            ready.known, people=everybody, speakers={**ready.known.speakers, **people.labels}
        )
        in_file = _codes_here(read.project, people)
        labels = [label for label in (*known.speakers, *ready.told.speakers, *codes) if label]
        found: list[PlannedText] = []
        twice: list[str] = []
        for source in read.project.sources:
            ours = _ours_of(source, read)
            pieces = cut(source, ours, labels)
            if not pieces:
                continue
            people_here = whose.get(source.guid, []) or _in_its_name(source, people)
            person = people_here[0] if len(people_here) == 1 else None
            text = self._text(source, ours, pieces, known, ready, person, asked, in_file)
            same = self._known_digests().get(text.plan.transcript.words_digest, "")
            if same and not asked.again:
                twice.append(f"“{source.name}” is session {same}")
            else:
                found.append(text)
        if twice and not found:
            raise InvalidInput(
                f"What is said in this file is in the study already, and nothing was taken in: "
                f"{'; '.join(twice[:_SHOWN])}",
                place=name,
                remedy="To have it twice all the same, import it with --again.",
            )
        said = f"left as they are, with their codings, since the study has them: {'; '.join(twice)}"
        return found, [said] if twice else []

    def _text(
        self,
        source: Source,
        ours: SessionOf | None,
        pieces: tuple[Piece, ...],
        known: Known,
        ready: Ready,
        person: str | None,
        asked: Asked,
        codes: Mapping[str, str],
    ) -> PlannedText:
        turns = [
            ReadTurn(
                speaker=piece.speaker,
                text=source.text[piece.start : piece.end],
                start=piece.seconds,
                line=source.text.count("\n", 0, piece.start) + 1,
            )
            for piece in pieces
            if not piece.is_note
        ]
        data = source.text.encode()
        signs = sum(len("".join(turn.text.split())) for turn in turns)
        transcript = Transcript(
            name=f"{source.name or 'text'}.txt",
            format=Format.NAMED_TEXT,
            maker="",
            cues=(),
            turns=tuple(turns),
            reconciliation=Reconciliation(
                cues_in=len(turns),
                cues_out=len(turns),
                cues_empty=0,
                signs_in=signs,
                spoken=signs,
                labels=0,
                structure=0,
                aside=0,
            ),
            digest=fingerprint(data),
            words_digest=words_fingerprint(turns),
        )
        told = Told(
            speakers=ready.told.speakers,
            interviewer=ready.told.interviewer,
            participant=ParticipantCode(person) if person is not None else ready.told.participant,
        )
        if ours is not None:
            told = Told(speakers=_who_spoke(ours, codes))
        at = moment((ours.started if ours is not None else "") or source.at, "")
        plan = begin_plan(transcript, data, known=known, told=told, day=asked.day or at)
        labels = {turn.speaker for turn in turns}
        if ours is None and labels <= {"", INTERVIEWER_SHOWN} and person is not None:
            plan = msgspec.structs.replace(plan, who={**plan.who, "": person})
        if ours is not None:
            whose = codes.get(ours.participant, ours.participant) if ours.participant is not None else None
            here = any(each.code == whose for each in known.people)
            whole = ParticipantCode(whose) if whose is not None and here else None
            plan = msgspec.structs.replace(plan, participant=whole, who={**plan.who, **told.speakers})
        return PlannedText(source=source, ours=ours, pieces=pieces, plan=plan)

    def _used(self) -> set[str]:
        """The learning points that any tag has, or any memo is about."""
        used: set[str] = {memo.target_id for memo in self._study.memos.all().values()}
        every = list(self._study.points.all())
        for path in self._store.session_paths():
            try:
                data = path.read_text("utf-8", errors="replace")
            except OSError:
                continue  # told elsewhere
            used |= {
                point for point in every if f'"point":"{point}"' in data or f'"point": "{point}"' in data
            }
        return used

    # -- keeping ---------------------------------------------------------------------------------------

    def keep_project(
        self,
        plan: ProjectPlan,
        *,
        keep_original: bool | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> tuple[SessionId, ...]:
        """Bring the planned file in, all of it or nothing; returns the sessions. One step of *undo*.

        `progress` is told after each session.

        Raises StoreError, and has left the study as it was, when the disk refuses.
        """
        originals = self.keeps_originals if keep_original is None else keep_original
        now = self._clock().isoformat(timespec="seconds")
        making = Making(plan.project, plan.points, plan.people, at=now, ids=self._ids)
        under_way, records = UnderWay(self._store.folder), Records(self._study, self._people)
        with self._upkeep.steps.lock, under_way.alone():
            clear_away(under_way, self._store, self._study, self._people, clock=self._clock)
            coming = [self._session(making, text, originals=originals) for text in plan.texts]
            points, log = self._study.points.all(), self._study.codebook_log.all()
            changed = (*plan.points.new, *plan.points.changed)
            beside = Beside(
                people=plan.people.new,
                speakers=self._to_remember(plan.people),
                imports=[row for _, row in coming],
                roles=plan.people.roles,
                points=changed,
                log=tuple(log_entries(changed, points, log, by=self._researcher, at=now)),
                memos=making.on_the_study(),
            )
            all_of_it = Coming(
                sessions=[new.record.session.id for new, _ in coming],
                whole=plan.file,
                rows=beside.planned(records),
            )

            def write() -> Sequence[ReflectError | None]:
                beside.keep(self._study, self._people)
                return under_way.write([new for new, _ in coming], progress)

            keep_whole(self._store, under_way, records, all_of_it, write)
            label = f"Bringing in “{plan.file}”"
            self._upkeep.came(label, *beside.edits(points), [new.path for new, _ in coming])
        for _, row in coming:
            self._known_digests().update({row.digest: row.id, row.words_digest: row.id})
        return tuple(new.record.session.id for new, _ in coming)

    def _session(self, making: Making, text: PlannedText, *, originals: bool) -> tuple[NewSession, Import]:
        new, row = self._new(text.plan, originals=originals)
        session, ours = new.record.session, text.ours
        made = making.session(text, session.id)
        if session.source is not None:
            source = msgspec.structs.replace(session.source, format=FORMAT, maker=making.origin)
            session = msgspec.structs.replace(session, source=source)
        session = msgspec.structs.replace(session, researcher=making.user(text.source.user))
        if ours is not None:
            session = msgspec.structs.replace(
                session,
                ended=ours.ended,
                seconds=ours.seconds,
                guide=GuideId(ours.guide),
                guide_version=ours.guide_version,
                guide_text=ours.guide_text,
            )
            if ours.kind == SessionKind.WORKSHOP:
                session = msgspec.structs.replace(session, kind=SessionKind.WORKSHOP)
        record = SessionRecord(
            session=session,
            responses=made.room.responses,
            contributions=made.room.contributions,
            seats=made.room.seats,
            turns=made.turns,
            notes=made.notes,
            quotes=made.quotes,
            tags=made.tags,
            memos=made.memos,
        )
        return NewSession(new.path, record, new.original), row

    def _to_remember(self, people: PeoplePlanned) -> list[KnownSpeaker]:
        """The cases' names that mean the same in the next file."""
        here = self._people.speakers.all()
        return [
            KnownSpeaker(id=label, who=who)
            for label, who in people.labels.items()
            if label not in here and label != who and not anybody(label)
        ]


def _in_its_name(source: Source, people: PeoplePlanned) -> list[str]:
    """Whose text it is, where no case says so and its name has the code of one: QualCoder drops the rest."""
    words = source.name.split()
    return [who for who in dict.fromkeys(people.who.values()) if who and who in words]


def _ours_of(source: Source, read: ReadProject) -> SessionOf | None:
    """What only reflect knows of a source, if its text is still the one that reflect wrote."""
    ours = read.ours.sessions.get(source.guid) if read.ours is not None else None
    if ours is None or ours.digest != fingerprint(source.text.encode()):
        return None
    places = [0, *(place for passage in ours.passages for place in (passage.start, passage.end))]
    fits = all(before <= after for before, after in pairwise([*places, len(source.text)]))
    return ours if fits else None


def _who_spoke(ours: SessionOf, codes: Mapping[str, str]) -> dict[str, str]:
    """Who speaks under which label, as the study had it that wrote the file. `codes`: who they are here."""
    found: dict[str, str] = {}
    for passage in ours.passages:
        label = passage.speaker or (INTERVIEWER_SHOWN if passage.asks else passage.label)
        nobody = INTERVIEWER if passage.asks else NOBODY
        found[label] = codes.get(passage.speaker, passage.speaker) if passage.speaker else nobody
    return found


def _codes_here(project: Project, people: PeoplePlanned) -> dict[str, str]:
    """Who the codes are here by which a file of ours calls its cases."""
    return {case.name.split()[0]: people.who[case.guid] for case in project.cases if case.name.split()}


def _points(points: Mapping[str, LearningPoint]) -> dict[PointId, LearningPoint]:
    return {PointId(key): point for key, point in points.items()}


def read_file(path: Path) -> ReadProject:
    """A file of either kind. Raises as `read_project`, and when it is not there or cannot be read."""
    try:
        with path.open("rb") as file:
            if path.suffix.casefold() != ".qdc" and file.read(2) == b"PK":
                file.seek(0)
                return read_project(file, path.name)
            file.seek(0)
            if path.suffix.casefold() == ".qdpx":
                return read_project(file, path.name)
            data = file.read(LARGEST_PROJECT + 1)
    except FileNotFoundError as error:
        raise NotFound("There is no such file", place=str(path)) from error
    except OSError as error:
        raise in_words(error, path.name, "read") from error
    if len(data) > LARGEST_PROJECT:
        raise InvalidInput("This file is far larger than a codebook can be", place=path.name)
    return read_codebook(data, path.name)
