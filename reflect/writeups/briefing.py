"""Drafting the briefing: the whole document that is handed over at the end, put together from its parts.

A reflection or a theme that is written already is put in as it stands; for the others there is a short draft,
of references. What a template is given holds no words of participants and no names, as in `reflection.py`.
Who may not be quoted at all is not told of: not by a heading, not by a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from reflect.domain import gate
from reflect.domain.amounts import many
from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.gate import Audience, HeldBack, Rules
from reflect.domain.ids import ParticipantCode, PointId, QuoteId, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import SessionKind
from reflect.errors import InvalidInput
from reflect.writeups.copied import Written, introducing, placed, unattributed, without_contents
from reflect.writeups.coreq import SOURCE, checklist, lengths_said
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.method import Method, Said, months
from reflect.writeups.method_tagging import AgreementTold, RunTold
from reflect.writeups.ranging import against_any, ids_of, in_turn, same_words, speaker_code, speaks_against
from reflect.writeups.references import references_in
from reflect.writeups.reflection import in_comment
from reflect.writeups.template import filled_by

TEMPLATE = "briefing.md.jinja"
"""The template's file name: ours here under `templates/`, a study's own under its `templates/`."""
KIND = "briefing"
RULES, PROGRESS, WORKSHOP = "rules of engagement", "progress", "workshop"
"""Kinds of write-ups that have a part of their own, when there is one."""
POINTS_OF_ONE = 4
"""Learning points under which one person's draft quotes them: three or four thoughts carry a reflection."""
QUOTES_OF_ONE = 2
"""Quotes under each of these."""
FOR, AGAINST = 5, 2
"""Quotes that speak for a learning point, and against it, in its draft."""
ENOUGH = 2
"""So many at least, be it words that stand in a reflection too."""
OF_EXERCISE = 4
"""Quotes that show what came of one question of a workshop."""
_SHORT, _LONG = 40, 500
"""Code points: what is shorter says little by itself, what is longer is hard to read as a quotation."""
_WAITING = (None, HeldBack.NOT_APPROVED)
"""A quote that waits for its speaker's word is drafted with; it appears when they have given it."""


class ChartDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A chart of learning points by role, as the public may see it."""

    title: str
    plot: tuple[str, ...]
    """Lines of Markdown: a block of code."""
    description: str
    """Its numbers in words."""
    picture: str = ""
    """Where the same lies as a picture; empty for none."""


class BriefingData(msgspec.Struct, frozen=True, kw_only=True):
    """What a briefing is drafted from."""

    title: str
    """The study's."""
    created: str
    """The day of the draft: ISO 8601."""
    codebook: Codebook
    people: tuple[Participant, ...]
    said: tuple[Said, ...]
    """Every quote in the order of the sessions."""
    method: Method
    rules: Rules
    written: tuple[Written, ...] = ()
    """The write-ups that are there already, the newest first."""
    added: tuple[int, ...] = ()
    """How many learning points were new in each tagged session, in order; empty where there are too few."""
    chart: ChartDraft | None = None
    """None where no role may be told apart from the others."""
    runs: tuple[RunTold, ...] = ()
    """The same after the first ones, several sessions at a time."""
    base: int = 0
    """How many are the first ones."""
    agreement: AgreementTold | None = None
    """None where no two researchers tagged the same session."""


class PartDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Some quotes under one heading, as a template sees it."""

    name: str
    quotes: tuple[QuoteId, ...]


class ReflectionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One participant's reflection."""

    participant: ParticipantCode
    writeup: str = ""
    """The write-up it is taken from; empty for a draft."""
    text: str = ""
    """Stands for its text, on a line of its own behind a heading's signs; empty for a draft."""
    headed: bool = False
    """Whether that text has its own heading."""
    unusable: str = ""
    """What is wrong with a write-up that was to be taken."""
    headline: QuoteId | str = ""
    parts: tuple[PartDraft, ...] = ()
    more: int = 0
    """Quotes that were not chosen."""


class LearningDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One learning point."""

    number: int
    name: str
    description: str
    writeup: str = ""
    text: str = ""
    headed: bool = False
    unusable: str = ""
    quotes: tuple[QuoteId, ...] = ()
    against: tuple[QuoteId, ...] = ()
    heard: tuple[str, ...] = ()
    """The roles of who is quoted, with how many people: for the writer only."""
    silent: tuple[str, ...] = ()
    """Roles of people who took part and of whom nobody is quoted here: likewise."""
    more: int = 0


class ExerciseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one workshop guide, or the notes of one workshop."""

    title: str = ""
    when: str = ""
    questions: tuple[PartDraft, ...] = ()
    writeup: str = ""
    """The notes that it is taken from; empty for a draft."""
    text: str = ""
    """Stands for their text, as in a reflection; empty for a draft."""
    headed: bool = False


def draft_briefing(data: BriefingData, template: str | None = None, *, name: str = TEMPLATE) -> str:
    """The Markdown of a first draft, by the study's own `template` or, where it has none, by ours.

    `name` is the template's file, for messages. Raises `InvalidInput` when the template cannot be used.
    """
    draft = _Draft(data)
    filled = filled_by(template, TEMPLATE, draft.seen_by_template(), name=name)
    try:
        return placed(filled, draft.texts)
    except KeyError as error:
        wrong = "the text of a write-up stands by itself behind a heading's signs: ### {{ point.text }}"
        raise InvalidInput(wrong, place=name) from error


class _Draft:
    def __init__(self, data: BriefingData) -> None:
        self._data = data
        rulings = {
            each.found.quote.id: gate.rule(each.found, data.rules, Audience.PUBLIC) for each in data.said
        }
        self._usable = [each for each in data.said if rulings[each.found.quote.id].reason in _WAITING]
        self._waiting = {quote for quote, ruling in rulings.items() if not ruling.appears}
        self._points = sorted(data.codebook.points, key=lambda point: (point.number, point.id))
        self._same = same_words(self._usable)
        self._roles = {person.code: person.role for person in data.people}
        self._told: set[str] = set()
        """Quotes that stand in a reflection, under whose it is. Read again elsewhere without it, it would be
        known whose they are all the same: they are used there only where there is little else."""
        self._used: set[str] = set()
        """Quotes that stand elsewhere: nothing is read there twice."""
        self.texts: dict[str, str] = {}
        """The text that each mark stands for."""

    def seen_by_template(self) -> dict[str, object]:
        """Everything a template is given."""
        data = self._data
        reflections = self._reflections()
        exercises = self._exercises()
        learning = [self._learning(point) for point in self._points if self._is_told(point)]
        items = checklist(data.method, data.added, data.agreement)
        return {
            "title": " ".join(data.title.split()),
            "name": _safe(data.title),
            "created": data.created,
            "method": _shown(data.method),
            "sittings": _sittings(data.method),
            "added": data.added,
            "runs": [_shown(run) for run in data.runs],
            "base": data.base,
            "agreement": _shown(data.agreement) if data.agreement is not None else None,
            "lengths": lengths_said(data.method.lengths),
            "exercises": exercises,
            "rules": self._one_of(RULES),
            "reflections": reflections,
            "learning": learning,
            "chart": _chart_shown(data.chart) if data.chart is not None else None,
            "progress": self._one_of(PROGRESS),
            "filled": [_shown(item) for item in items if item.answer],
            "open": [_shown(item) for item in items if not item.answer],
            "source": _safe(SOURCE),
        }

    def _is_told(self, point: LearningPoint) -> bool:
        return point.offered or any(point.id in each.found.points for each in self._usable)

    # -- what is written already -------------------------------------------------------------------------

    def _taken(self, kind: str, about: str) -> tuple[Written | None, str]:
        """The newest write-up of that kind, or why the newest cannot be taken."""
        for one in self._data.written:
            if one.kind == kind and one.about.casefold() == about.casefold():
                return (None, f"{one.name}, {one.problems[0]}") if one.problems else (one, "")
        return None, ""

    def _one_of(self, kind: str) -> str:
        one, _ = self._taken(kind, "")
        if one is None:
            return ""
        self._used |= self._take(one, one.text)
        return one.mark

    def _apart(self, quotes: Iterable[Said], most: int, before: Sequence[Said]) -> list[Said]:
        """The first so many, none of which says again what another or one of those before says."""
        said = self._with_their_like(before)
        found: list[Said] = []
        for each in quotes:
            if len(found) < most and each.found.quote.id not in said:
                found.append(each)
                said |= self._same[each.found.quote.id]
        return found

    def _with_their_like(self, quotes: Iterable[Said]) -> set[QuoteId]:
        """These quotes and all that share words with them."""
        return set().union(*(self._same[each.found.quote.id] for each in quotes))

    def _take(self, one: Written, text: str) -> set[QuoteId]:
        """Have a text stand for its mark; gives the quotes in it, and those that share words with them."""
        self.texts[one.mark] = without_contents(text)
        wanted = [r.wanted for r in references_in(text).found if not r.portrait]
        return self._with_their_like(
            each for each in self._usable if each.found.quote.id.startswith(tuple(wanted))
        )

    # -- the parts ---------------------------------------------------------------------------------------

    def _reflections(self) -> list[ReflectionDraft]:
        introduced = [p for p in self._data.people if gate.portrait(p, self._data.rules).appears]
        made: list[ReflectionDraft] = []
        for person in sorted(introduced, key=lambda person: person.code):
            one, unusable = self._taken("reflection", person.code)
            if one is not None:
                self._told |= self._take(one, introducing(one.text, person.code))
                made.append(
                    ReflectionDraft(
                        participant=person.code, writeup=one.name, text=one.mark, headed=one.headed
                    )
                )
            elif drafted := self._reflection(person, unusable):
                made.append(drafted)
        return made

    def _reflection(self, person: Participant, unusable: str) -> ReflectionDraft | None:
        """A short draft; None for who has said nothing in an interview that could stand in it."""
        own = [
            each
            for each in self._usable
            if each.found.speaker is not None
            and each.found.speaker.code == person.code
            and not gate.never_attributed(each.found)
        ]
        if not own:
            return None
        headline = min(own, key=self._headline_rank)
        rest = [each for each in own if each is not headline]
        home = {each.found.quote.id: self._home(each) for each in rest}
        count = Counter(point for point in home.values() if point is not None)
        told = [point for point, _ in count.most_common(POINTS_OF_ONE)]
        taken = [headline]
        parts: list[PartDraft] = []
        for point in self._points:
            if point.id not in told:
                continue
            here = sorted((each for each in rest if home[each.found.quote.id] == point.id), key=self._rank)
            chosen = self._apart(here, QUOTES_OF_ONE, taken)
            taken += chosen
            if chosen:
                parts.append(PartDraft(name=_safe(point.name), quotes=ids_of(chosen)))
        self._told |= self._with_their_like(taken)
        return ReflectionDraft(
            participant=person.code,
            unusable=in_comment(unusable),
            headline=headline.found.quote.id,
            parts=tuple(parts),
            more=len(own) - len(taken),
        )

    def _headline_rank(self, each: Said) -> tuple[bool, bool, int, int]:
        waits = each.found.quote.id in self._waiting
        return (waits, against_any(each), -len(each.found.points), len(each.found.quote.words))

    def _rank(self, each: Said) -> tuple[bool, bool, int, bool, int, str]:
        """The best first: what need not wait, what is starred, of few points, neither short nor long."""
        quote = each.found.quote
        length = len(quote.words)
        odd = not _SHORT <= length <= _LONG
        return (
            quote.id in self._waiting,
            not quote.starred,
            len(each.found.points),
            odd,
            length,
            quote.id,
        )

    def _home(self, each: Said) -> PointId | None:
        return next((point.id for point in self._points if point.id in each.found.points), None)

    def _learning(self, point: LearningPoint) -> LearningDraft:
        known = LearningDraft(
            number=point.number, name=_safe(point.name), description=_safe(point.description)
        )
        one, unusable = self._taken("theme", point.id)
        if one is not None:
            self._used |= self._take(one, unattributed(one.text))
            return msgspec.structs.replace(known, writeup=one.name, text=one.mark, headed=one.headed)
        own = [each for each in self._usable if point.id in each.found.points]
        against = [each for each in own if speaks_against(each, point.id)]
        supporting = [each for each in own if not speaks_against(each, point.id)]
        taken, taken_against = self._ranged(supporting, FOR), self._ranged(against, AGAINST)
        chosen = [*taken, *taken_against]
        heard = Counter(self._role_of(code) for code in {speaker_code(each) for each in chosen} if code)
        present = [role for role in self._data.method.roles if role not in heard]
        return msgspec.structs.replace(
            known,
            unusable=in_comment(unusable),
            quotes=ids_of(taken),
            against=ids_of(taken_against),
            heard=tuple(f"{_safe(role)} ({count})" for role, count in sorted(heard.items())),
            silent=tuple(_safe(role) for role in present),
            more=len(own) - len(chosen),
        )

    def _ranged(self, quotes: Sequence[Said], most: int) -> list[Said]:
        """At most so many, for range: role after role, in each everybody's best before anybody's second."""
        left = [each for each in quotes if each.found.quote.id not in self._used]
        fresh = self._by_turns(each for each in left if each.found.quote.id not in self._told)
        again = self._by_turns(each for each in left if each.found.quote.id in self._told)
        taken = self._apart(fresh, most, ())
        taken += self._apart(again, min(most, ENOUGH) - len(taken), taken)
        self._used |= self._with_their_like(taken)
        return taken

    def _by_turns(self, quotes: Iterable[Said]) -> list[Said]:
        by_role: dict[RoleId, dict[str, list[Said]]] = {}
        for each in sorted(quotes, key=self._rank):
            code = speaker_code(each)
            role = self._roles.get(ParticipantCode(code), RoleId(""))
            by_role.setdefault(role, {}).setdefault(code, []).append(each)
        lines = [in_turn(list(people.values())) for people in by_role.values()]
        return in_turn(lines)

    def _role_of(self, code: str) -> str:
        role = self._roles.get(ParticipantCode(code), RoleId(""))
        known = self._data.rules.roles.get(role)
        return known.name if known else role

    def _exercises(self) -> list[ExerciseDraft]:
        """What came of the workshops: guide after guide, question after question, nobody named."""
        made, noted = self._workshop_notes()
        by_guide: dict[str, dict[str, list[Said]]] = {}
        days: dict[str, list[str]] = {}
        for each in self._usable:
            here = each.found.session_kind is SessionKind.WORKSHOP and each.record.session.id not in noted
            if here and each.passage is not None:
                by_guide.setdefault(each.guide, {}).setdefault(each.passage.heading, []).append(each)
                days.setdefault(each.guide, []).append(each.record.session.started)
        for guide, questions in by_guide.items():
            parts: list[PartDraft] = []
            for heading, quotes in questions.items():
                taken = self._ranged(quotes, OF_EXERCISE)
                parts.append(PartDraft(name=_safe(heading), quotes=ids_of(taken)))
            title = _safe(guide) or "Workshop"
            made.append(ExerciseDraft(title=title, when=months(days[guide]), questions=tuple(parts)))
        return made

    def _workshop_notes(self) -> tuple[list[ExerciseDraft], set[str]]:
        """Workshops whose notes are written, the newest of each, in the order of their files' names."""
        newest: dict[str, Written] = {}
        for one in self._data.written:
            if one.kind == WORKSHOP and one.about:
                newest.setdefault(one.about, one)
        made: list[ExerciseDraft] = []
        for one in sorted(newest.values(), key=lambda each: each.name):
            if not one.problems:
                self._used |= self._take(one, unattributed(one.text))
                made.append(ExerciseDraft(writeup=one.name, text=one.mark, headed=one.headed))
        return made, {session for session, one in newest.items() if not one.problems}


def _chart_shown(chart: ChartDraft) -> Mapping[str, object]:
    return {
        "title": _safe(chart.title),
        "plot": "\n".join(chart.plot),
        "description": _safe(chart.description),
        "picture": chart.picture,
    }


def _sittings(method: Method) -> str:
    """What kinds of sittings there were: `6 interviews and 1 workshop`."""
    counts = [
        many(count, what)
        for count, what in (
            (method.interviews, "interview"),
            (method.transcripts, "recorded conversation"),
            (method.workshops, "workshop"),
            (method.assessments, "self-assessment"),
        )
        if count
    ]
    *most, last = counts or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _safe(text: str) -> str:
    """Words on one line that may stand in Markdown and cannot end a comment."""
    return in_comment(as_typed_inline(" ".join(text.split())))


def _shown(record: msgspec.Struct) -> Mapping[str, object]:
    """A record as a template may see it: every text in it safe to stand in Markdown."""
    built: object = msgspec.to_builtins(record)
    shown = _made_safe(built)
    assert isinstance(shown, dict)  # noqa: S101 - for the types: a record is one
    return shown


def _made_safe(value: object) -> object:
    if isinstance(value, str):
        return _safe(value)
    if isinstance(value, Mapping):
        return {key: _made_safe(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [_made_safe(each) for each in value]
    return value
