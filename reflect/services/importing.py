"""Bringing transcripts into a study: read and planned first, kept when a person says so.

Everything here may touch the disk. Nothing is on it before `keep`, and then each file is there whole or not
at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from reflect.domain.guide import NO_GUIDE, Guide
from reflect.domain.ids import Clock, GuideId, IdSource, ParticipantCode, RoleId, SessionId
from reflect.domain.imported import Import, KnownName, KnownSpeaker, ReplacedPlace
from reflect.domain.people import Participant, next_code, role_called
from reflect.domain.session import (
    Session,
    SessionKind,
    SessionRecord,
    TimeMark,
    TranscriptSource,
    Turn,
)
from reflect.errors import InvalidInput, NotFound, ReflectError, StoreError, nearest
from reflect.services.given_file import given_bytes
from reflect.services.guide_shelf import GuideShelf, parsed
from reflect.services.import_plan import Known, Plan, begin_plan
from reflect.services.import_speakers import INTERVIEWER, NOBODY, Told, to_remember
from reflect.store.filesystem import in_words
from reflect.store.new_sessions import Coming, NewSession, UnderWay
from reflect.store.people_file import PeopleFile
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder
from reflect.store.text_file import TextFile
from reflect.store.whole_import import clear_away
from reflect.transcripts.fingerprint import fingerprint
from reflect.transcripts.reading import read_transcript

if TYPE_CHECKING:
    from reflect.services.refi_in import ProjectImporter
    from reflect.services.upkeep import Upkeep

NEW = "new:"
"""Before a role: somebody who is not in the study yet, `new:provider`."""
LOT = 40
"""So many files are kept at once, while the next ones are read; what is planned is in memory."""
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DIGEST = re.compile(rb'"(digest|words_digest)":"([0-9a-f]{64})"')


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said before the files were read, for all of them."""

    participant: str = ""
    """A code, or `new:` and a role; empty where nobody said."""
    guide: str = ""
    interviewer: str = ""
    speakers: Mapping[str, str] = {}
    replace: Mapping[str, str] = {}
    keep_original: bool | None = None
    """None: as the study's settings say."""
    day: str = ""
    """When the interview was: `2026-11-23`."""
    again: bool = False
    """Whether what is in the study already is brought in once more."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file."""

    file: str
    session: SessionId | None = None
    """None when nothing of it is in the study."""
    refused: str = ""
    """Why not, in words."""


class Ready(NamedTuple):
    """What plans are made from, looked up once for many files."""

    known: Known
    told: Told
    guide: Guide | None
    guide_text: str
    newcomer: RoleId | None
    """The role of the participants that each file adds."""

    def after(self, plan: Plan) -> Ready:
        """The same for the next file: who is new in this one is known, and what was decided is remembered."""
        speakers = to_remember(plan.who, said=plan.decided, roles=plan.known.roles)
        known = msgspec.structs.replace(
            plan.known,
            speakers={**plan.known.speakers, **speakers},
            names={**plan.known.names, **_names_to_remember(plan)},
        )
        return self._replace(known=known)


class Importer:
    """What brings transcripts into one study. `in_study` is filled when it is first needed."""

    def __init__(
        self,
        store: StudyFolder,
        study: StudyFile,
        people: PeopleFile,
        guides: GuideShelf,
        *,
        clock: Clock,
        ids: IdSource,
        researcher: str,
        upkeep: Upkeep,
    ) -> None:
        self._store = store
        self._study = study
        self._people = people
        self._guides = guides
        self._clock = clock
        self._ids = ids
        self._researcher = researcher
        self._upkeep = upkeep
        self._in_study: dict[str, str] | None = None

    def of_projects(self) -> ProjectImporter:
        """What brings REFI-QDA projects and codebooks into the same study."""
        from reflect.services.refi_in import ProjectImporter  # few have any

        return ProjectImporter(
            self._store,
            self._study,
            self._people,
            self._guides,
            clock=self._clock,
            ids=self._ids,
            researcher=self._researcher,
            upkeep=self._upkeep,
        )

    # -- before anything is kept -----------------------------------------------------------------------

    def ready(self, asked: Asked) -> Ready:
        """Look up what was asked for.

        Raises:
            NotFound: there is no such participant, role or guide.
            InvalidInput: a speaker is nobody one can be, or the day is none.
        """
        people = tuple(self._people.participants.all().values())
        roles = self._study.role_list()
        codes = {person.code for person in people}
        speakers = {label: _who(said, people) for label, said in asked.speakers.items()}
        person, newcomer = None, None
        if asked.participant.startswith(NEW):
            newcomer = role_called(asked.participant.removeprefix(NEW), roles)
        elif asked.participant:
            person = _person(asked.participant, people).code
        text = self._guides.text(asked.guide) if asked.guide else ""
        if asked.day and not _real_day(asked.day):
            raise InvalidInput(f"{asked.day} is no day", remedy="Write it like 2026-11-23.")
        return Ready(
            known=Known(
                people=people,
                roles=tuple(role.name for role in roles),
                speakers={
                    known.id: known.who
                    for known in self._people.speakers.all().values()
                    if known.who in (NOBODY, INTERVIEWER) or known.who in codes
                },
                names={known.id: known.now for known in self._people.replacements.all().values()}
                | dict(asked.replace),
            ),
            told=Told(speakers=speakers, interviewer=asked.interviewer, participant=person),
            guide=parsed(text) if text else None,
            guide_text=text,
            newcomer=newcomer,
        )

    def plan(self, path: Path, ready: Ready, asked: Asked) -> Plan:
        """Read one file and say what importing it will do; nothing is written.

        Raises:
            InvalidInput: it is no transcript, damaged, or its words are in the study already.
            NotFound, StoreError: it is not there, or cannot be read.
        """
        data = given_bytes(path)
        if not asked.again:
            self._refuse_known(fingerprint(data), path.name, "This file")
        labels = [label for label in {**ready.known.speakers, **ready.told.speakers} if label]
        transcript = read_transcript(data, name=path.name, speakers=labels)
        same = self._known_digests().get(transcript.words_digest, "")
        if same and not asked.again:
            self._refuse_known(transcript.words_digest, path.name, "What is said in this file")
        known, told = ready.known, ready.told
        if ready.newcomer is not None:
            taken = [*(person.code for person in known.people), *self._people.removals.all()]
            someone = Participant(
                code=next_code(taken),
                role=ready.newcomer,
                added=self._clock().isoformat(timespec="seconds"),
            )
            known = msgspec.structs.replace(known, people=(*known.people, someone))
            told = msgspec.structs.replace(told, participant=someone.code)
        plan = begin_plan(
            transcript,
            data,
            known=known,
            told=told,
            guide=ready.guide,
            guide_text=ready.guide_text,
            day=asked.day or _day_of(path),
        )
        return msgspec.structs.replace(plan, same_as=same)

    @property
    def keeps_originals(self) -> bool:
        """Whether the study keeps the files as they were, unless somebody says otherwise."""
        return self._study.settings().keep_originals

    def _refuse_known(self, digest: str, name: str, what: str) -> None:
        session = self._known_digests().get(digest)
        if session:
            raise InvalidInput(
                f"{what} is in the study already: session {session}; nothing was taken in",
                place=name,
                remedy="To have it twice all the same, import it with --again.",
            )

    def _known_digests(self) -> dict[str, str]:
        """The session of every file and text that is in the study, by SHA-256.

        What was imported here stands in `people.json`; in other sessions the digests are looked for without
        taking their records apart.
        """
        if self._in_study is None:
            here = {path.stem.rpartition("-")[2]: path for path in self._store.session_paths()}
            found: dict[str, str] = {}
            for row in self._people.imports.all().values():
                if here.pop(row.id, None) is not None:
                    found |= {row.digest: row.id, row.words_digest: row.id}
            for session, path in here.items():
                try:
                    data = path.read_bytes()
                except OSError:
                    continue  # told elsewhere; what cannot be read cannot be compared
                if b'"words_digest":"' in data:
                    found |= {match[2].decode(): session for match in _DIGEST.finditer(data)}
            self._in_study = found
        return self._in_study

    # -- keeping ---------------------------------------------------------------------------------------

    def keep(
        self,
        plans: Sequence[Plan],
        *,
        keep_original: bool | None = None,
        again: bool = False,
        progress: Callable[[], None] = lambda: None,
    ) -> list[Arrived]:
        """Bring planned files into the study; for each, in order, what became of it.

        Raises StoreError, and has done nothing, when the study cannot be written at all.
        """
        if self._people.lost:
            raise StoreError(
                "The file with everybody in it is missing, and a new one would hide that",
                place="people.json",
                remedy="Bring it back first: “reflect repair” can.",
            )
        originals = self.keeps_originals if keep_original is None else keep_original
        under_way = UnderWay(self._store.folder)
        with under_way.alone():
            clear_away(under_way, self._store, self._study, self._people, clock=self._clock)
            arrived: dict[int, Arrived] = {}
            coming: dict[int, tuple[NewSession, Import]] = {}
            for n, plan in enumerate(plans):
                double = "" if again else self._double(plan, coming.values())
                if double:
                    arrived[n] = Arrived(file=plan.name, refused=double)
                    progress()
                else:
                    coming[n] = self._new(plan, originals=originals)
            if coming:
                self._keep_guides(plans[n] for n in coming)
                under_way.begin(Coming(sessions=[new.record.session.id for new, _ in coming.values()]))
                self._remember([plans[n] for n in coming], [row for _, row in coming.values()])
                errors = under_way.write([new for new, _ in coming.values()], progress)
                failed: list[str] = []
                for (n, (new, row)), error in zip(coming.items(), errors, strict=True):
                    if error is not None:
                        failed.append(row.id)
                        arrived[n] = Arrived(file=row.file, refused=str(error))
                        continue
                    arrived[n] = Arrived(file=row.file, session=new.record.session.id)
                    self._known_digests().update({row.digest: row.id, row.words_digest: row.id})
                if failed:
                    self._people.remove_all("imports", failed)
                with suppress(StoreError):  # then the next import finds that all of it is there
                    under_way.end()
        return [arrived[n] for n in range(len(plans))]

    def _double(self, plan: Plan, coming: Iterable[tuple[NewSession, Import]]) -> str:
        """Why a file is not taken: its words are in the study, or in a file that comes with it."""
        read = plan.transcript
        try:  # as when it was read: what was being kept then may be in the study by now
            self._refuse_known(read.digest, plan.name, "This file")
            self._refuse_known(read.words_digest, plan.name, "What is said in this file")
        except InvalidInput as error:
            return str(error)
        other = next((row.file for _, row in coming if row.words_digest == read.words_digest), None)
        return f"{plan.name}: It says the same as {other}." if other else ""

    def _keep_guides(self, plans: Iterable[Plan]) -> None:
        """Copy those of our guides into the study that it does not have yet."""
        for guide in {plan.guide.id: plan.guide_text for plan in plans if plan.guide}.items():
            copy = self._guides.missing_copy(guide[0])
            if copy is not None:
                TextFile(copy, self._store.folder).write(guide[1])

    def _remember(self, plans: Sequence[Plan], rows: Sequence[Import]) -> None:
        """Put down in `people.json` all that holds names, in one save, before any session is written."""
        here = self._people.participants.all()
        new_people: dict[str, Participant] = {}
        speakers: dict[str, KnownSpeaker] = {}
        names: dict[str, KnownName] = {}
        for plan in plans:
            in_it = {*plan.who.values(), plan.participant}
            new_people |= {p.code: p for p in plan.known.people if p.code not in here and p.code in in_it}
            remembered = to_remember(plan.who, said=plan.decided, roles=plan.known.roles)
            speakers |= {label: KnownSpeaker(id=label, who=who) for label, who in remembered.items()}
            names |= {words: KnownName(id=words, now=now) for words, now in _names_to_remember(plan).items()}
        self._people.put_all(
            {
                "participants": new_people.values(),
                "speakers": speakers.values(),
                "replacements": names.values(),
                "imports": rows,
            }
        )

    def _new(self, plan: Plan, *, originals: bool) -> tuple[NewSession, Import]:
        """The session that a plan makes, and what is remembered of the file."""
        now = self._clock()
        session_id = SessionId(self._ids())
        ending = "".join(_ENDING.findall(Path(plan.name).suffix.lower())) or ".txt"
        source = TranscriptSource(
            format=plan.transcript.format.value,
            maker=plan.transcript.maker,
            digest=plan.transcript.digest,
            words_digest=plan.transcript.words_digest,
            imported=now.isoformat(timespec="seconds"),
            original=f"originals/{session_id}{ending}" if originals else "",
        )
        began = datetime.fromisoformat(plan.day) if plan.day else now
        began = began if began.tzinfo else began.replace(tzinfo=now.tzinfo)
        guide = plan.guide or NO_GUIDE
        session = Session(
            id=session_id,
            kind=SessionKind.TRANSCRIPT,
            guide=GuideId(guide.id),
            guide_version=guide.version,
            guide_text=plan.guide_text,
            participant=plan.participant,
            researcher=self._researcher,
            started=began.isoformat(timespec="seconds"),
            ended=(began + timedelta(seconds=plan.seconds)).isoformat(timespec="seconds"),
            seconds=plan.seconds,
            source=source,
        )
        turns, replaced = turns_of(plan)
        role = next((p.role for p in plan.known.people if p.code == plan.participant), None)
        path = self._store.session_path(
            session_id, started=session.started, participant=session.participant, role=role
        )
        row = Import(
            id=session_id,
            file=plan.name,
            digest=source.digest,
            words_digest=source.words_digest,
            at=source.imported,
            speakers=plan.shown,
            replaced=replaced,
        )
        record = SessionRecord(session=session, turns=turns)
        return NewSession(path, record, plan.data if originals else b""), row


def turns_of(plan: Plan) -> tuple[dict[str, Turn], tuple[ReplacedPlace, ...]]:
    """The turns as a session holds them, and every replacement that was made in them."""
    shown, questions = plan.shown, plan.questions()
    turns: dict[str, Turn] = {}
    replaced: list[ReplacedPlace] = []
    for n, (turn, done) in enumerate(plan.turns()):
        key = f"t{n + 1:04d}"
        who = plan.who.get(turn.speaker, NOBODY)
        turns[key] = Turn(
            id=key,
            order=n,
            speaker=shown.get(turn.speaker, ""),
            text=turn.text,
            start=turn.start,
            end=turn.end,
            marks=tuple(TimeMark(mark.offset, mark.seconds) for mark in turn.marks),
            participant=ParticipantCode(who) if who not in (NOBODY, INTERVIEWER) else None,
            question=questions.get(n),
        )
        replaced += [ReplacedPlace(turn=key, start=one.start, was=one.was, now=one.now) for one in done]
    return turns, tuple(replaced)


def transcripts_in(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: folders give those in them, by name, hidden ones left out.

    Raises:
        StoreError: a folder cannot be read.
    """
    found: list[Path] = []
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
        except OSError as error:
            raise in_words(error, str(path), "read") from error
        is_folder = path.is_dir()
        found += [p for p in inside if not is_folder or (p.is_file() and not p.name.startswith((".", "~$")))]
    return list(dict.fromkeys(found))


def read_error(path: Path, error: ReflectError) -> str:
    """Why a file was not taken in, beginning with its name."""
    return str(error) if error.place.startswith(path.name) else f"{path.name}: {error}"


def _names_to_remember(plan: Plan) -> dict[str, str]:
    """What to do with names in the next file: what was told and what was decided, yes and no."""
    found = {words: now for words, now in plan.known.names.items() if words and now}
    for name in plan.names:
        if name.words in plan.said_of_names:
            taken, now = plan.said_of_names[name.words]
            found[name.words] = (now or name.now) if taken else ""
    return found


def _day_of(path: Path) -> str:
    """The day in the file's name, or the moment the file was last changed."""
    match = _DAY.search(path.stem)
    if match and _real_day("-".join(match.groups())):
        return "-".join(match.groups())
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    except (OSError, OverflowError, ValueError):
        return ""


def _real_day(day: str) -> bool:
    try:
        datetime.strptime(day, "%Y-%m-%d")  # noqa: DTZ007 - only whether there is such a day
    except ValueError:
        return False
    return True


def _person(code: str, people: Sequence[Participant]) -> Participant:
    wanted = code.casefold()
    found = next((person for person in people if person.code.casefold() == wanted), None)
    if found is None:
        hint = nearest(code, [person.code for person in people])
        raise NotFound(
            f"There is no participant “{code}” in this study",
            remedy=f"{hint} For somebody new: new: and their role, such as new:provider.".strip(),
        )
    return found


def _who(said: str, people: Sequence[Participant]) -> str:
    if said.casefold() == INTERVIEWER:
        return INTERVIEWER
    if said.casefold() in ("", "unknown", "nobody"):
        return NOBODY
    return _person(said, people).code
