"""The demo: a study made of our invented interviews, through the same doors as a researcher's own work.

Everything in it comes from `transcripts/`: the interviews, the tags, who the people are and what they agreed
to (`people.csv`), what became of questions the interviews leave out (`left-out.csv`), what people said of
their quotes (`approvals.csv`), the half of a reflection that somebody has written already, a workshop
(`workshop.csv`) and three rounds of self-assessment (`round-1.csv`, …).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from reflect import paths
from reflect.domain.consent import Attribution, Consent
from reflect.domain.framework import CaseKind
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import Clock, IdSource, OptionId, ParticipantCode, QuestionId, RoleId
from reflect.domain.passages import answer_passage
from reflect.domain.people import Participant
from reflect.domain.session import Approval, MemoTarget, Quote, ResponseState
from reflect.domain.tagging import tags_of
from reflect.errors import InvalidInput
from reflect.services.building import built_beside
from reflect.services.demo_groups import DemoGroups
from reflect.services.desk import SessionDesk
from reflect.services.identity import random_id, system_clock
from reflect.services.study import Study
from reflect.store.paths import STUDY
from reflect.transcripts.sample import Sample, SampleAnswer, SampleTag, read_sample, read_tags

TITLE = "Wenmarsh Homes Together (demo: everyone is invented)"
REFLECTION_OF = ParticipantCode("P03")
_HALF = f"reflection-{REFLECTION_OF}-half.md"
_WORDS = re.compile(r"\[\[words (?P<beginning>[^\[\]]+)\]\]")
_TAGGING_BEGINS = timedelta(hours=9)
"""On the day after the interview."""


def is_study(folder: Path) -> bool:
    """Whether there is a study in `folder` already."""
    return (folder / STUDY).is_file()


def build_demo(
    folder: Path,
    *,
    clock: Clock = system_clock,
    ids: IdSource = random_id,
    researcher: str = "Ana",
    groups: bool = True,
) -> Study:
    """Make the demo study in `folder`, which is empty or not there yet: the whole of it, or nothing.

    Without `groups` it has the interviews alone, and neither workshop nor rounds.

    It is made beside `folder` and moved there when it is whole. The moments in it are those of the invented
    interviews, in the time zone of `clock`.

    Raises:
        InvalidInput: the folder holds something already.
        StoreError: the disk refused.
    """
    folder = folder.resolve()
    with built_beside(folder) as building:
        _Demo(building, clock=clock, ids=ids, researcher=researcher).build(groups=groups)
    return Study.open(folder, clock=clock, ids=ids, researcher=researcher)


class _Demo:
    """The demo while it is being made."""

    def __init__(self, folder: Path, *, clock: Clock, ids: IdSource, researcher: str) -> None:
        self._samples = [(path, _sample(path)) for path in sorted(paths.shipped_transcripts().glob("P*.md"))]
        self._zone = clock().tzinfo
        self._moment = min(self._began(sample) for _, sample in self._samples) - timedelta(days=1)
        self._folder = folder
        self._ids = ids
        self._researcher = researcher

    def build(self, *, groups: bool) -> None:
        """Make the study and everything in it."""
        study = Study.create(
            self._folder, TITLE, clock=lambda: self._moment, ids=self._ids, researcher=self._researcher
        )
        try:
            for row in _rows("people.csv"):
                study.edits.add_participant(self._participant(row))
            for path, sample in self._samples:
                tags = read_tags(_read(path.with_name(f"tags-{sample.front['participant']}.csv")), path.name)
                self._interview(study, sample, tags)
            self._moment += timedelta(days=7)
            self._write_half(study)
            if groups:
                made = DemoGroups(
                    study, paths.shipped_transcripts(), self._set, zone=self._moment, by=self._researcher
                )
                made.workshop()
                made.rounds()
                self._chart(study)
        finally:
            study.close()

    def _set(self, moment: datetime) -> None:
        self._moment = moment

    def _participant(self, row: dict[str, str]) -> Participant:
        consent = Consent(
            take_part=True,
            recorded=row["recorded"] == "yes",
            attribution=Attribution(row["attribution"]),
            quoted=row["quoted"] == "yes",
            sees_quotes_first=row["sees_quotes_first"] == "yes",
            shared=row["shared"] == "yes",
            contacted=row["contacted"] == "yes",
            date=row["date"],
            wording=row["wording"],
            taken_by=row["taken_by"],
        )
        return Participant(
            code=ParticipantCode(row["code"]),
            role=RoleId(row["role"]),
            name=row["name"],
            post=row["post"],
            organisation=row["organisation"],
            consents=(consent,),
            added=self._moment.isoformat(timespec="seconds"),
        )

    def _interview(self, study: Study, sample: Sample, tags: tuple[SampleTag, ...]) -> None:
        began = self._moment = self._began(sample)
        desk = study.start_session(sample.front["guide"], sample.front["participant"])
        try:
            for question in desk.guide.questions():
                if question.kind is QuestionKind.CONSENT:
                    desk.reach(question.id, 0)
                    desk.mark(question.id, ResponseState.ANSWERED)
            length = float(sample.front["minutes"]) * 60
            for number, (answer, seconds) in enumerate(_timed(sample, length)):
                self._moment = began + timedelta(seconds=seconds)
                desk.reach(answer.question_id, seconds)
                _answer(desk, answer, asks_probe=number)
                for note in answer.notes:
                    self._moment = began + timedelta(seconds=note.seconds)
                    desk.note(note.text, seconds=note.seconds, question=answer.question_id)
            _leave_out(desk, sample.front["participant"], length)
            self._moment = began + timedelta(seconds=length)
            desk.keep_place(sample.answers[-1].question_id, 0, length)
            desk.end()
            self._tag(desk, tags, began)
        finally:
            desk.close()

    def _tag(self, desk: SessionDesk, tags: tuple[SampleTag, ...], began: datetime) -> None:
        day = began.replace(hour=0, minute=0) + timedelta(days=1)
        for number, tag in enumerate(tags):
            self._moment = day + _TAGGING_BEGINS + timedelta(minutes=2 * number)
            passage = desk.passage(answer_passage(tag.question))
            text = passage.text if passage else ""
            if passage is None or text.count(tag.words) != 1:
                wrong = f"{text.count(tag.words)} places in {tag.question} read “{tag.words}”: it must be one"
                raise InvalidInput(wrong, place=f"tags-{tag.participant}.csv")
            start = text.index(tag.words)
            quote = desk.quote(passage.id, start, start + len(tag.words))
            for point in tag.points:
                desk.toggle_on(quote, point)
            for given in tags_of(desk.record, quote.id):
                if given.point in tag.contradicts:
                    desk.contradict(given)
            if tag.memo:
                desk.memo(MemoTarget.QUOTE, quote.id, tag.memo)
        participant = desk.record.session.participant
        for row in _rows("approvals.csv"):
            if row["participant"] == participant:
                quote = _begins(list(desk.record.quotes.values()), row["words"])
                desk.approve(quote, Approval(row["approval"]))

    def _write_half(self, study: Study) -> None:
        """Draft a reflection, and put in the place of its beginning what somebody has written already."""
        name = study.drafts.keep_reflection(REFLECTION_OF)
        sessions = [row.id for row in study.sessions() if row.participant == REFLECTION_OF]
        quotes = [quote for session in sessions for quote in study.session_record(session).quotes.values()]
        written = _read(paths.shipped_transcripts() / _HALF).split("\n---\n", 1)[1].strip("\n")
        written = _WORDS.sub(lambda found: f"[[quote {_begins(quotes, found['beginning']).id}]]", written)
        study.writeup_desk.save(name, _joined(study.writeup_shelf.text(name), written))

    @staticmethod
    def _chart(study: Study) -> None:
        """Begin the framework matrix: a few cells, in somebody's own words."""
        for row in _rows("summaries.csv"):
            cell = study.framework.cell(CaseKind(row["cases"]), row["case"], row["point"], fresh=True)
            study.framework.write(cell, row["summary"])

    def _began(self, sample: Sample) -> datetime:
        return datetime.fromisoformat(sample.front["date"]).replace(tzinfo=self._zone)


def _answer(desk: SessionDesk, answer: SampleAnswer, *, asks_probe: int) -> None:
    """Enter what was said, and mark a probe as asked at two questions of three."""
    question = desk.guide.question(answer.question_id)
    if question is None:
        raise InvalidInput(f"The guide {desk.guide.id} has no question {answer.question_id}")
    if answer.values:
        _pick(desk, question, answer.values)
    if answer.text:
        desk.write(question.id, answer.text)
    if question.probes and asks_probe % 3:
        desk.mark_probe(question.id, asks_probe % len(question.probes))


def _pick(desk: SessionDesk, question: Question, values: tuple[str, ...]) -> None:
    match question.kind:
        case QuestionKind.SCALE:
            desk.rate(question.id, int(values[0]))
        case QuestionKind.RANK:
            desk.rank(question.id, [OptionId(value) for value in values])
        case QuestionKind.CHOOSE | QuestionKind.IMAGE:
            desk.choose(question.id, [option.id for option in question.options if option.id in values])
        case _:
            desk.enter(question.id, values)


def _leave_out(desk: SessionDesk, participant: str, length: float) -> None:
    """What became of the questions that the interview has no answer to."""
    for row in _rows("left-out.csv"):
        if row["participant"] == participant:
            question = QuestionId(row["question"])
            covered_by = QuestionId(row["covered_by"]) if row["covered_by"] else None
            desk.reach(question, length)
            state = ResponseState(row["state"])
            if state is not ResponseState.ASKED:
                desk.mark(question, state, reason=row["reason"], covered_by=covered_by)


def _timed(sample: Sample, length: float) -> Iterator[tuple[SampleAnswer, float]]:
    """Every answer with the second at which its question came up.

    Talk takes time by its words; a field note, which has its own time, stands at the end of its answer.
    """
    said = 0
    begins: list[int] = []
    fixed = [(0, 60.0)]
    for answer in sample.answers:
        begins.append(said)
        said += len(answer.text.split()) + 10
        if answer.notes:
            fixed.append((said, answer.notes[-1].seconds))
    fixed.append((said, max(length, fixed[-1][1])))
    for answer, words in zip(sample.answers, begins, strict=True):
        at = max(n for n, (before, _) in enumerate(fixed[:-1]) if before <= words)
        (before, first), (after, last) = fixed[at], fixed[at + 1]
        seconds = first + (last - first) * (words - before) / max(1, after - before)
        yield answer, round(seconds)


def _joined(draft: str, written: str) -> str:
    """The draft's front matter, what was written, and the draft from the first heading that was not."""
    headings = {line for line in written.splitlines() if line.startswith("## ")}
    front, body = draft.split("\n---\n", 1)
    lines = body.splitlines()
    new = [n for n, line in enumerate(lines) if line.startswith("## ") and line not in headings]
    on = new[0] if new else len(lines)
    return "\n".join([front, "---", "", written, "", *lines[on:]]).rstrip("\n") + "\n"


def _begins(quotes: list[Quote], beginning: str) -> Quote:
    found = [quote for quote in quotes if quote.words.startswith(beginning)]
    if len(found) != 1:
        raise InvalidInput(f"{len(found)} quotes begin with “{beginning}”: it must be one")
    return found[0]


def _sample(path: Path) -> Sample:
    return read_sample(_read(path), path.name)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_read(paths.shipped_transcripts() / name).splitlines(keepends=True)))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
