"""Rounds of self-assessment: opened, answered, closed, opened again; who has answered; what came of it.

What is done to a round is a step of *undo* like every other edit of the study. Its sessions are ordinary
ones of kind assessment, with the round's id in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from reflect.analysis.progress import progress
from reflect.analysis.ratings import Rating, Voice, rated_point, ratings
from reflect.analysis.tables import InRound, Progress, Public
from reflect.domain import gate
from reflect.domain.codebook import Codebook
from reflect.domain.gate import Audience, Quotable, Rules, Ruling
from reflect.domain.guide import Guide, GuideKind, GuideMode
from reflect.domain.ids import (
    Clock,
    ParticipantCode,
    PointId,
    QuestionId,
    QuoteId,
    RoleId,
    RoundId,
    SessionId,
    slug,
    unused,
)
from reflect.domain.people import Participant, Role
from reflect.domain.rounds import Round, another_scale
from reflect.domain.session import SETTLED, ResponseState, SessionRecord
from reflect.errors import InvalidInput, NotFound, nearest
from reflect.services.desk import SessionDesk
from reflect.services.starting import Starting
from reflect.services.undoing import Edit, StudyEdits
from reflect.store.study_file import StudyFile

Records = Sequence[tuple[SessionRecord, Guide]]


class Source(Protocol):
    """What rounds need of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in the alliance."""

    def codebook(self) -> Codebook:
        """The learning points."""

    @property
    def starting(self) -> Starting:
        """Guides as sessions are begun with them."""

    def start_session(
        self,
        guide_id: str,
        code: str | None,
        *,
        role: RoleId | None = None,
        round_id: RoundId | None = None,
        together: bool = False,
    ) -> SessionDesk:
        """Begin a session."""


class Answering(StrEnum):
    """How far somebody is with a round."""

    NOT_YET = "not yet"
    BEGUN = "begun"
    ANSWERED = "answered"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a round."""

    code: ParticipantCode
    role: RoleId
    expected: bool
    """Whether they were asked to answer; others may all the same."""
    state: Answering
    session: SessionId | None = None
    """The last session in which they did."""
    on: str = ""
    """Its day, ISO 8601."""
    may_be_contacted: bool | None = None
    """What their consent says of it; None when they were not asked."""


class RoundStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Who has answered in a round, and who has not."""

    round: Round
    people: tuple[Standing, ...]
    """By code. Who withdrew, or does not take part, is not among them."""
    for_roles: tuple[RoleId, ...] = ()
    """The roles for which somebody spoke."""
    unnamed: int = 0
    """How many without a code answered."""
    groups: int = 0
    """How many groups agreed on something."""
    gone: int = 0
    """How many of those expected withdrew, do not take part, or are no longer in the study."""

    @property
    def expected(self) -> tuple[Standing, ...]:
        """Those who were asked to answer."""
        return tuple(each for each in self.people if each.expected)

    @property
    def answered(self) -> int:
        """How many of these have."""
        return sum(each.state is Answering.ANSWERED for each in self.expected)

    @property
    def reminders(self) -> tuple[Standing, ...]:
        """Those of them who have not, or not all of it."""
        return tuple(each for each in self.expected if each.state is not Answering.ANSWERED)


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """One quote that was given as evidence, as it may be read."""

    quote: QuoteId
    words: str
    attribution: str
    warning: str = ""


class Backing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind ratings: the reasons, and the quotes given as evidence."""

    ratings: tuple[Rating, ...] = ()
    """With their comments; none for the public."""
    quotes: dict[QuoteId, Behind] = {}
    """Those that may be read."""
    held_back: int = 0
    """How many quotes may not."""


class Asks(msgspec.Struct, frozen=True, kw_only=True):
    """What a guide asks about learning points."""

    points: tuple[PointId, ...]
    low: int
    high: int


def asks(guide: Guide, codebook: Codebook) -> Asks:
    """The learning points that a guide has rated, and on which scale.

    Raises InvalidInput when it is no guide for a self-assessment, or its scales differ.
    """
    if guide.kind is not GuideKind.ASSESSMENT:
        raise InvalidInput(
            f"“{guide.title}” is a guide for an {guide.kind.value}",
            remedy="A round runs a guide with `kind: assessment`.",
        )
    scales = [(question, rated_point(question)) for question in guide.questions()]
    rated = [(question, point) for question, point in scales if point is not None]
    if not rated:
        raise InvalidInput(
            f"“{guide.title}” has no question that rates a learning point",
            remedy="Give its scale questions a learning point each: `{kind=scale points=LP4}`.",
        )
    ends = {question.bounds for question, _ in rated}
    if len(ends) > 1:
        said = " and ".join(f"{low}–{high}" for low, high in sorted((a, b or a) for a, b in ends))
        raise InvalidInput(
            f"“{guide.title}” rates on several scales: {said}",
            remedy="Give all its scale questions the same min and max.",
        )
    low, high = ends.pop()
    points = dict.fromkeys(codebook.standing_for(point) for _, point in rated)
    return Asks(points=tuple(points), low=low, high=low if high is None else high)


class Rounds:
    """The rounds of one open study. Everything may touch the disk.

    `records` gives the sessions that belong to one of some rounds, after a look for what is new if so asked;
    `quotables` gives some quotes.
    """

    def __init__(
        self,
        source: Source,
        study: StudyFile,
        edits: StudyEdits,
        *,
        records: Callable[[Collection[str], bool], Records],
        quotables: Callable[[Iterable[QuoteId]], Mapping[QuoteId, Quotable]],
        rules: Callable[[], Rules],
        clock: Clock,
    ) -> None:
        self._source = source
        self._study = study
        self._edits = edits
        self._records = records
        self._quotables = quotables
        self._rules = rules
        self._clock = clock

    # -- looking ---------------------------------------------------------------------------------------

    def all(self) -> tuple[Round, ...]:
        """Every round, the first opened first."""
        return self._study.round_list()

    def get(self, wanted: str) -> Round:
        """A round by its id or its name, in whatever case; raises NotFound with the nearest right one."""
        known = self.all()
        said = " ".join(wanted.split()).casefold()
        found = next((r for r in known if said in (r.id.casefold(), r.name.casefold())), None)
        if found is None:
            hint = nearest(wanted, [r.id for r in known]) or "There are no rounds yet: open one first."
            raise NotFound(f"There is no round “{wanted}” in this study", remedy=hint)
        return found

    @property
    def open_one(self) -> Round | None:
        """The round that is open now; None when none is."""
        return next((each for each in reversed(self.all()) if each.closed is None), None)

    def standing(self, wanted: str, *, fresh: bool = True) -> RoundStanding:
        """Who has answered in a round, who has begun, and who has not.

        Not `fresh`: as far as the index knows the sessions; so for `progress`.
        """
        where = self.get(wanted)
        everyone = {person.code: person for person in self._source.people()}
        there = {code: p for code, p in everyone.items() if gate.taken_back(p) is None}
        records = self._records([where.id], fresh)
        state: dict[ParticipantCode, tuple[Answering, SessionId, str]] = {}
        for record, guide in records:
            for code, how in _answering(record, guide).items():
                before = state.get(code)
                if before is None or before[0] is not Answering.ANSWERED or how is Answering.ANSWERED:
                    state[code] = (how, record.session.id, record.session.started[: len("2026-11-23")])
        found = ratings(records, [where], everyone).ratings
        codes = sorted({*where.expected, *state} & there.keys())
        return RoundStanding(
            round=where,
            people=tuple(_standing(there[code], where, state.get(code)) for code in codes),
            for_roles=tuple(sorted({r.role for r in found if r.voice is Voice.ROLE and r.role is not None})),
            unnamed=len({(r.session, r.who) for r in found if r.voice is Voice.PERSON and r.person is None}),
            groups=len({r.session for r in found if r.voice is Voice.GROUP}),
            gone=sum(code not in there for code in where.expected),
        )

    def progress(self, *, audience: Audience = Audience.INTERNAL, fresh: bool = True) -> Progress:
        """What all rounds come to; for the public, without what would tell who said what."""
        public = audience is not Audience.INTERNAL
        rounds = self.all()
        people = self._source.people()
        outside = None
        if public:
            outside = Public(
                smallest=self._rules().smallest_group, people_in_role=gate.people_by_role(people)
            )
        everyone = {person.code: person for person in people}
        records = self._records([each.id for each in rounds], fresh)
        found = ratings(records, rounds, everyone, public=public)
        return progress(found, rounds, self._source.codebook(), self._source.roles(), public=outside)

    def backing(self, cell: InRound, *, audience: Audience, role: RoleId | None = None) -> Backing:
        """The reasons and quotes behind the ratings of a learning point in one round, or of one role there.

        Every quote goes through the gate; for the public there are no reasons, and no telling whose quotes.
        """
        public = audience is not Audience.INTERNAL
        behind = () if public else _told(cell, role)
        wanted = cell.evidence if public else tuple(dict.fromkeys(q for r in behind for q in r.evidence))
        quotes = self.quotes(wanted, audience=audience)
        return Backing(ratings=behind, quotes=quotes, held_back=len(wanted) - len(quotes))

    def quotes(self, wanted: Sequence[QuoteId], *, audience: Audience) -> dict[QuoteId, Behind]:
        """Those of some quotes that this audience may read, as it may; reads only their sessions."""
        if not wanted:
            return {}
        known = self._quotables(wanted)
        rules = self._rules()
        found: dict[QuoteId, Behind] = {}
        for quote in wanted:
            ruling = gate.rule(known[quote], rules, audience) if quote in known else Ruling(appears=False)
            if ruling.appears:
                found[quote] = Behind(
                    quote=quote, words=ruling.words, attribution=ruling.attribution, warning=ruling.warning
                )
        return found

    # -- opening and closing -----------------------------------------------------------------------------

    def open(
        self, name: str, guide_id: str, *, on: str = "", expected: Iterable[str] = (), note: str = ""
    ) -> Round:
        """Open a round that runs a guide; a step of *undo*.

        Its learning points are those that the guide asks about now. `on` is the day, today if empty.

        Raises: InvalidInput: another round is open, there is no name, the guide is none for it, or its
        scale is not that of the rounds before. NotFound: no such guide or participant.

        """
        title = " ".join(name.split())
        if not slug(title):
            raise InvalidInput("A round needs a name", remedy="Give it one, such as “Spring 2027”.")
        guide = self._source.starting.guide(guide_id)
        found = asks(guide, self._source.codebook())
        codes = [self._source.participant(code).code for code in expected]
        known = {each.id: each for each in self.all()}
        if any(each.name.casefold() == title.casefold() for each in known.values()):
            raise InvalidInput(f"There is a round “{title}” already", remedy="Give this one another name.")
        made = Round(
            id=RoundId(unused(slug(title), known)),
            name=title,
            opened=on or self._today(),
            guide=guide.id,
            low=found.low,
            high=found.high,
            points=found.points,
            expected=tuple(dict.fromkeys(codes)),
            note=note,
        )
        self._edits.do(f"Opening the round {title}", [Edit(table="rounds", id=made.id, after=made)])
        return made

    def close(self, wanted: str, *, on: str = "") -> Round:
        """Close a round: what is answered stays, and nothing more is awaited. A step of *undo*."""
        now = self.get(wanted)
        if now.closed is not None:
            raise InvalidInput(f"The round {now.name} was closed on {now.closed} already")
        return self._change(f"Closing the round {now.name}", now, closed=on or self._today())

    def reopen(self, wanted: str) -> Round:
        """Open a closed round again. Raises InvalidInput while another one is open."""
        now = self.get(wanted)
        if now.closed is None:
            raise InvalidInput(f"The round {now.name} is open already")
        return self._change(f"Opening the round {now.name} again", now, closed=None)

    def expect(self, wanted: str, codes: Iterable[str]) -> Round:
        """Set who is asked to answer; a step of *undo*."""
        now = self.get(wanted)
        known = tuple(dict.fromkeys(self._source.participant(code).code for code in codes))
        return self._change(f"Who is asked in the round {now.name}", now, expected=known)

    def remove(self, wanted: str) -> None:
        """Take away a round that nobody has answered in. Raises InvalidInput when somebody has."""
        now = self.get(wanted)
        self._edits.do(f"Removing the round {now.name}", [Edit(table="rounds", id=now.id, before=now)])

    def _change(self, label: str, now: Round, **fields: object) -> Round:
        after = msgspec.structs.replace(now, **fields)
        self._edits.do(label, [Edit(table="rounds", id=now.id, before=now, after=after)])
        return after

    # -- answering -------------------------------------------------------------------------------------

    def start(
        self, wanted: str, *, code: str | None = None, role: RoleId | None = None, together: bool = False
    ) -> SessionDesk:
        """Begin an assessment in a round: with a participant, for a role, or with a group.

        Raises: InvalidInput: the round is closed, the participant withdrew or does not take part, or its
        guide has another scale by now.

        """
        where = self.get(wanted)
        if code is not None:
            person = self._source.participant(code)
            reason = gate.taken_back(person)
            if reason is not None:
                raise InvalidInput(
                    f"{person.code} cannot be asked: {reason.value}",
                    remedy="Write down a new consent first, if they gave one.",
                )
        return self._source.start_session(where.guide, code, role=role, round_id=where.id, together=together)

    def round_of(self, guide: Guide, wanted: RoundId | None) -> RoundId | None:
        """The round that a session with this guide belongs to: the one that is asked for, or the open one.

        Raises: NotFound: there is no such round. InvalidInput: that round is closed, the guide is none for
        it, or its scale is not the round's any more.

        """
        if guide.kind is not GuideKind.ASSESSMENT:
            if wanted is not None:
                asks(guide, self._source.codebook())  # says why not
            return None
        if wanted is None:
            where = self.open_one
            if where is None or where.guide != guide.id:
                return None
        else:
            where = self.get(wanted)
        if where.closed is not None:
            raise InvalidInput(
                f"The round {where.name} was closed on {where.closed}",
                remedy="Open it again first, or open a new one.",
            )
        found = asks(guide, self._source.codebook())
        if (found.low, found.high) != (where.low, where.high):
            raise another_scale(where, found.low, found.high)
        return where.id

    def _today(self) -> str:
        return self._clock().date().isoformat()


def _answering(record: SessionRecord, guide: Guide) -> dict[ParticipantCode, Answering]:
    """How far everybody with a code has got in one session."""
    rated = [question.id for question in guide.questions() if rated_point(question) is not None]
    session = record.session
    if guide.mode is GuideMode.SINGLE and not record.seats:
        if session.participant is None:
            return {}
        done = [_done(record, question) for question in rated]
        return {session.participant: _how_far(done, ended=session.ended is not None)}
    found: dict[ParticipantCode, Answering] = {}
    for seat in record.seats.values():
        if seat.participant is not None:
            given = {
                said.question
                for said in record.contributions.values()
                if said.seat == seat.id and (said.rating is not None or said.cannot_say)
            }
            found[seat.participant] = _how_far([q in given for q in rated], ended=False)
    return found


def _done(record: SessionRecord, question: QuestionId) -> bool:
    response = record.responses.get(question)
    return response is not None and (response.state in SETTLED or response.state is ResponseState.SKIPPED)


def _how_far(done: Sequence[bool], *, ended: bool) -> Answering:
    if all(done) or (ended and any(done)):
        return Answering.ANSWERED
    return Answering.BEGUN if any(done) else Answering.NOT_YET


def _standing(person: Participant, where: Round, state: tuple[Answering, SessionId, str] | None) -> Standing:
    how, session, day = state or (Answering.NOT_YET, None, "")
    return Standing(
        code=person.code,
        role=person.role,
        expected=person.code in where.expected,
        state=how,
        session=session,
        on=day,
        may_be_contacted=person.consent.contacted if person.consent is not None else None,
    )


def _told(cell: InRound, role: RoleId | None) -> tuple[Rating, ...]:
    """The ratings behind a cell, the role's only if one is asked for."""
    found: list[Rating] = [] if role is not None else list(cell.agreed)
    for each in cell.roles:
        if role is None or each.role == role:
            found += [*each.ratings, *([each.for_role] if each.for_role is not None else [])]
    return tuple(found)
