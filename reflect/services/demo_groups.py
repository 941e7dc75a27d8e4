"""The demo's workshop and its three rounds of self-assessment, made as a group would make them.

What was said in the room stands in `transcripts/workshop.csv`, a line each in the order it was said; what
people answered in a form stands in `transcripts/round-1.csv` and so on, and comes in as any form does.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from reflect.domain.group import ClusterId, GroupConsent, RuleReview, RuleState, SeatId
from reflect.domain.group_options import options_now, settled
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId, ParticipantCode, PointId, RoleId, RoundId
from reflect.domain.passages import contribution_passage
from reflect.domain.session import ResponseState
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from reflect.services.form_rows import Asked
from reflect.services.study import Study

Row = Mapping[str, str]
SetMoment = Callable[[datetime], None]

_WORKSHOP = datetime(2026, 4, 14, 9, 30)  # noqa: DTZ001 - its zone is that of the demo's clock
_APART = timedelta(minutes=75)
"""Between the beginnings of two exercises of the day."""
_UNNAMED = {"S7": RoleId("provider"), "S8": RoleId("commissioner")}
"""Who sat there without a code, and in which role."""
_ASSESSMENT = "self-assessment"
_ROUNDS = (
    ("Spring 2026", date(2026, 4, 20), date(2026, 5, 1)),
    ("Summer 2026", date(2026, 7, 13), date(2026, 7, 24)),
    ("Autumn 2026", date(2026, 10, 12), date(2026, 10, 23)),
)
_TAGGED = (
    ("I don't mind the fog. I mind the people behind me hooting.", PointId("LP6")),
    ("Nobody has been out to the middle.", PointId("LP4")),
    ("Promise what we will do, not what will come of it.", PointId("LP8")),
)
"""What a researcher marked of what was said in the room."""
_REVIEWED = (
    (RuleState.KEPT, ""),
    (RuleState.SLIPPING, "“Accountability” went by again, and nobody asked."),
    (RuleState.KEPT, ""),
    (RuleState.SLIPPING, "The return for the ministry came, and with it the old questions."),
    (RuleState.KEPT, ""),
    (RuleState.KEPT, "Broken twice. Both times somebody said so."),
)


class DemoGroups:
    """Makes them in a study whose clock stands at whatever moment `at` sets."""

    def __init__(self, study: Study, files: Path, at: SetMoment, *, zone: datetime, by: str) -> None:
        self._study = study
        self._files = files
        self._at = at
        self._zone = zone.tzinfo
        self._by = by

    def workshop(self) -> None:
        """Four exercises on one day."""
        rows = _rows(self._files / "workshop.csv")
        for n, (guide, said) in enumerate(groupby(rows, key=lambda row: row["guide"])):
            self._at(_WORKSHOP.replace(tzinfo=self._zone) + n * _APART)
            desk = self._study.start_session(guide, None)
            try:
                _Exercise(desk, by=self._by).run(list(said))
                self._at(_WORKSHOP.replace(tzinfo=self._zone) + n * _APART + timedelta(hours=1))
                desk.keep_place(None, 0, 3600)
                desk.end()
            finally:
                desk.close()

    def rounds(self) -> None:
        """Three rounds, each closed when the answers are in."""
        people = [person.code for person in self._study.people()]
        for n, (name, opened, closed) in enumerate(_ROUNDS, 1):
            self._at(self._noon(opened))
            found = self._study.rounds.open(name, _ASSESSMENT, on=opened.isoformat(), expected=people)
            self._at(self._noon(closed))
            self._answers(self._files / f"round-{n}.csv", found.id)
            self._study.rounds.close(found.id, on=closed.isoformat())
        self._review(self._noon(_ROUNDS[-1][2]))

    def _answers(self, file: Path, in_round: RoundId) -> None:
        importer = self._study.answers_importer()
        asked = Asked(guide=_ASSESSMENT, round=in_round, anonymous=True, partial=True)
        importer.keep(importer.plan(file, asked))

    def _review(self, moment: datetime) -> None:
        """Look at the rules again, in the session in which they were adopted."""
        self._at(moment)
        session = next(row.id for row in self._study.sessions() if row.guide == "workshop-rules")
        desk = self._study.open_session(session)
        try:
            for rule, (state, note) in zip(desk.rules(), _REVIEWED, strict=True):
                on = moment.date().isoformat()
                desk.review(rule, RuleReview(on=on, state=state, note=note, by="the leadership team"))
        finally:
            desk.close()

    def _noon(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=self._zone)


class _Exercise:
    """One exercise while it is run."""

    def __init__(self, desk: SessionDesk, *, by: str) -> None:
        self._desk = desk
        self._by = by
        self._seats: dict[str, SeatId] = {}
        self._clusters: dict[str, ClusterId] = {}
        self._day = desk.now()[:10]

    def run(self, rows: list[Row]) -> None:
        desk = self._desk
        for code in ("P01", "P02", "P03", "P04", "P05", "P06"):
            self._seats[code] = desk.sit(participant=ParticipantCode(code)).id
        for name, role in _UNNAMED.items():
            self._seats[name] = desk.sit(role=role).id
        for question in desk.guide.questions():
            if question.kind is QuestionKind.CONSENT:
                desk.reach(question.id, 0)
                desk.mark(question.id, ResponseState.ANSWERED)
            elif question.kind is QuestionKind.CHOOSE and not any(r["question"] == question.id for r in rows):
                desk.choose(question.id, [option.id for option in question.options])
        how = "asked aloud; nobody against"
        desk.agree(GroupConsent(quoted=True, on=self._day, how=how, taken_by=self._by))
        for minute, row in enumerate(rows, 5):
            desk.reach(row["question"], 60.0 * minute)
            self._say(row)
        if desk.rules():
            desk.adopt(desk.rules(), on=self._day, by="everyone in the room")
        self._mark()

    def _say(self, row: Row) -> None:
        desk, question = self._desk, self._question(row["question"])
        seat = self._seats.get(row["seat"])
        match question.kind:
            case QuestionKind.IMAGE | QuestionKind.CHOOSE if seat is not None:
                said = desk.answer_from(question, seat, choices=self._options(question, row["choice"]))
                if row["text"]:
                    desk.write_from(question.id, seat, row["text"])
                if row["title"]:
                    desk.call(said, row["title"])
            case QuestionKind.CHOOSE:
                desk.reveal(question.id)
                desk.choose(question.id, self._options(question, row["choice"]))
                desk.write(question.id, row["text"])
            case QuestionKind.LIST:
                said = desk.contribute(question.id, row["text"], seat=seat, about=self._about(question, row))
                name = row["cluster"]
                if name:
                    key = f"{said.about}/{name}"
                    cluster = desk.gather([said], name, into=self._clusters.get(key))
                    self._clusters[key] = cluster.id
            case QuestionKind.RULES:
                desk.word_rule(row["text"], heading=row["cluster"])
            case _:
                desk.write(question.id, row["text"])

    def _mark(self) -> None:
        """Quote and tag what a researcher marked of it."""
        for said in list(self._desk.record.contributions.values()):
            for words, point in _TAGGED:
                passage = self._desk.passage(contribution_passage(said.id))
                at = passage.text.find(words) if passage is not None else -1
                if passage is not None and at >= 0:
                    self._desk.toggle(passage.id, at, at + len(words), point)

    def _question(self, key: str) -> Question:
        found = self._desk.guide.question(key)
        if found is None:
            raise InvalidInput(f"The guide {self._desk.guide.id} has no question {key}")
        return found

    def _options(self, question: Question, words: str) -> list[OptionId]:
        """The options that these words name, parted by semicolons: by what they say, or by id."""
        options = options_now(self._desk.guide, question, self._desk.record)
        known = {**{o.text: o.id for o in options}, **{str(o.id): o.id for o in options}}
        return [known[each] for each in words.split(";")]

    def _about(self, question: Question, row: Row) -> str:
        if not row["about"] or question.for_each is None:
            return ""
        things = settled(self._desk.guide, question.for_each.question, self._desk.record)
        return next(thing.id for thing in things if thing.text == row["about"])


def _rows(path: Path) -> list[Row]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
