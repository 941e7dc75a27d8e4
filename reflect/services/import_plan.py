"""What importing one transcript will do: read, set against people and guide, and still nothing on disk. Pure.

A plan never changes; each of a person's decisions gives a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, QuestionId
from reflect.domain.people import Participant
from reflect.services.import_names import NameFound, Terms, names_found, terms, without_names
from reflect.services.import_speakers import INTERVIEWER, NOBODY, Told, shown_names, whos_who
from reflect.transcripts.align import Aligned, aligned, likely_interviewers
from reflect.transcripts.records import ReadTurn, Transcript
from reflect.transcripts.replacing import Replacement, moved
from reflect.transcripts.speakers import Speaker, speakers_of


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the study knows that plans are made with."""

    people: tuple[Participant, ...] = ()
    roles: tuple[str, ...] = ()
    """What roles are called."""
    speakers: Mapping[str, str] = {}
    """Who speaks under which label, remembered."""
    names: Mapping[str, str] = {}
    """Words that were replaced, and by what."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One file on its way into the study."""

    transcript: Transcript
    data: bytes
    """The file as it is."""
    known: Known
    told: Told
    participant: ParticipantCode | None = None
    """Whose session it will be; None for a group, or when nobody has said."""
    guide: Guide | None = None
    guide_text: str = ""
    who: Mapping[str, str]
    """Each label's participant, `interviewer` or nobody."""
    decided: frozenset[str] = frozenset()
    """The labels a person said something of."""
    pins: Mapping[int, QuestionId | None] = {}
    """Corrections of the alignment, by turn."""
    alignment: tuple[Aligned, ...] = ()
    names: tuple[NameFound, ...] = ()
    said_of_names: Mapping[str, tuple[bool, str]] = {}
    """A person's decisions on spellings: whether they are replaced, and by what."""
    day: str = ""
    """When the interview was: ISO 8601, as far as anybody said."""
    same_as: str = ""
    """The session in which the same words are already; empty when they are new."""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.transcript.name

    @property
    def shown(self) -> dict[str, str]:
        """What each label's speaker is called in the session."""
        return shown_names(self.who, self.known.roles)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Each label, and how much was said under it."""
        return speakers_of(self.transcript.turns)

    @property
    def seconds(self) -> float:
        """How long the talk lasted, as far as the file tells."""
        times = (time for turn in self.transcript.turns for time in (turn.start, turn.end))
        return max((time for time in times if time is not None), default=0.0)

    @property
    def words(self) -> int:
        """How many words were spoken."""
        return sum(len(turn.text.split()) for turn in self.transcript.turns)

    def turns(self) -> list[tuple[ReadTurn, tuple[Replacement, ...]]]:
        """The turns with names replaced, and what was replaced in each."""
        return without_names(self.transcript.turns, self.names)

    def questions(self) -> dict[int, QuestionId]:
        """The question each turn belongs to, by the turn's place."""
        found: dict[int, QuestionId] = {}
        for part in self.alignment:
            if part.first is not None and part.last is not None:
                found |= dict.fromkeys(range(part.first, part.last + 1), part.question)
        return found

    def left_in(self, turn: int, done: Sequence[Replacement]) -> tuple[tuple[int, int], ...]:
        """Where in a turn, after `done`, something stands that may be a name and is left as it is."""
        places = [place for name in self.names if not name.taken for place in name.places]
        return tuple((moved(p.start, done), moved(p.end, done)) for p in places if p.turn == turn)

    def unasked(self) -> int:
        """How many of the guide's questions were not found."""
        return sum(part.first is None for part in self.alignment)


def begin_plan(
    transcript: Transcript,
    data: bytes,
    *,
    known: Known,
    told: Told,
    guide: Guide | None = None,
    guide_text: str = "",
    replace: Mapping[str, str] | None = None,
    day: str = "",
) -> Plan:
    """The plan that follows from what is known and was told."""
    labels = list(dict.fromkeys(turn.speaker for turn in transcript.turns))
    likely: Sequence[str] = ()
    if guide is not None:
        likely = likely_interviewers(transcript.turns, guide)
    who = whos_who(labels, told=told, remembered=known.speakers, people=known.people, likely=likely)
    if replace:
        known = msgspec.structs.replace(known, names={**known.names, **replace})
    decided = {label for label in labels if label in told.speakers or label == told.interviewer}
    plan = Plan(
        transcript=transcript,
        data=data,
        known=known,
        told=told,
        guide=guide,
        guide_text=guide_text,
        who=who,
        decided=frozenset(decided),
        day=day,
    )
    return _with_names(_aligned(_of_somebody(plan)))


def with_who(plan: Plan, label: str, who: str) -> Plan:
    """Say who speaks under a label: a code, `interviewer` or nobody."""
    changed = msgspec.structs.replace(plan, who={**plan.who, label: who}, decided=plan.decided | {label})
    return _with_names(_aligned(_of_somebody(changed)))


def with_participant(plan: Plan, person: ParticipantCode | None) -> Plan:
    """Say whose session it is; None for a group."""
    told = msgspec.structs.replace(plan.told, participant=person)
    return msgspec.structs.replace(plan, told=told, participant=person)


def with_people(plan: Plan, people: tuple[Participant, ...]) -> Plan:
    """The plan when somebody was added to the study."""
    return _with_names(
        msgspec.structs.replace(plan, known=msgspec.structs.replace(plan.known, people=people))
    )


def with_guide(plan: Plan, guide: Guide | None, text: str) -> Plan:
    """Set it against a guide, or against none; who asks its questions is the interviewer if nobody is yet."""
    who = dict(plan.who)
    if guide is not None and INTERVIEWER not in who.values():
        likely = likely_interviewers(plan.transcript.turns, guide)
        asks = [label for label in likely if who.get(label) == NOBODY and label not in plan.decided]
        who |= dict.fromkeys(asks, INTERVIEWER)
    return _with_names(
        _aligned(msgspec.structs.replace(plan, guide=guide, guide_text=text, pins={}, who=who))
    )


def with_question(plan: Plan, turn: int, question: QuestionId | None) -> Plan:
    """Say that this turn asks a question, or (None) that it asks none; the rest is found anew around it."""
    pins = {at: pinned for at, pinned in plan.pins.items() if question is None or pinned != question}
    return _aligned(msgspec.structs.replace(plan, pins={**pins, turn: question}))


def with_name(plan: Plan, words: str, *, taken: bool, now: str) -> Plan:
    """Say whether a spelling is replaced, and by what."""
    said = {**plan.said_of_names, words: (taken, now)}
    return _decided_names(msgspec.structs.replace(plan, said_of_names=said))


def with_new_name(plan: Plan, words: str, now: str) -> Plan:
    """Replace words that nobody had looked for."""
    known = msgspec.structs.replace(plan.known, names={**plan.known.names, words: now})
    return _with_names(msgspec.structs.replace(plan, known=known))


def _of_somebody(plan: Plan) -> Plan:
    """Whose session it is: the participant named, or else the only one who speaks."""
    speaking = [who for who in dict.fromkeys(plan.who.values()) if _is_code(who, plan.known)]
    person = plan.told.participant
    if person is None and len(speaking) == 1:
        person = ParticipantCode(speaking[0])
    return msgspec.structs.replace(plan, participant=person)


def _is_code(who: str, known: Known) -> bool:
    return who != NOBODY and any(person.code == who for person in known.people)


def _aligned(plan: Plan) -> Plan:
    if plan.guide is None:
        return msgspec.structs.replace(plan, alignment=())
    asks = [label for label, who in plan.who.items() if who == INTERVIEWER]
    found = aligned(plan.transcript.turns, plan.guide, asks, plan.pins)
    return msgspec.structs.replace(plan, alignment=found)


def _with_names(plan: Plan) -> Plan:
    found = names_found(plan.transcript.turns, _terms(plan))
    return _decided_names(msgspec.structs.replace(plan, names=found))


def _terms(plan: Plan) -> Terms:
    return terms(plan.known.people, labels=plan.who, shown=plan.shown, remembered=plan.known.names, told={})


def _decided_names(plan: Plan) -> Plan:
    names = []
    for name in plan.names:
        said = plan.said_of_names.get(name.words)
        names.append(
            name if said is None else msgspec.structs.replace(name, taken=said[0], now=said[1] or name.now)
        )
    return msgspec.structs.replace(plan, names=tuple(names))
