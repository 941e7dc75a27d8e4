"""A researcher who works anywhere in a study, and marks every word so that it can be found again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import count

import msgspec

from reflect.domain.codebook import LearningPoint
from reflect.domain.consent import Consent
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import MemoTarget
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from tests.faults.keepers import POINTS
from tests.services.studies import ANSWER

QUESTIONS = (ANSWER, "missed", "first-met")
MARK = re.compile(r"\bw\d+[a-z]+x\b")


class Researcher:
    """One of those who work on a study, each in a clone of their own."""

    def __init__(self, name: str, pick: random.Random) -> None:
        self.name = name
        self.written: set[str] = set()
        """Every mark that stands somewhere because of them, and every id of theirs."""
        self.gone: set[str] = set()
        """What they took away themselves: it may be gone, unless somebody else changed it meanwhile."""
        self._pick = pick
        self._numbers = count(1)

    def work(self, study: Study, times: int) -> None:
        """Do so many things."""
        acts: tuple[Callable[[Study], object], ...] = (
            self._interview, self._interview, self._interview, self._people, self._codebook,
            self._write_up, self._write_up, self._settle, self._begin_a_session,
        )  # fmt: skip
        for _ in range(times):
            self._pick.choice(acts)(study)

    def _mark(self) -> str:
        mark = f"w{next(self._numbers)}{self.name}x"
        self.written.add(mark)
        return mark

    def _sentence(self) -> str:
        return f"And {self._mark()} was what we said."

    def _edited(self, text: str) -> str:
        """The text with a sentence more, a sentence changed, or one less."""
        sentences = [each for each in text.split("\n") if each]
        what, at = self._pick.random(), self._pick.randrange(len(sentences) + 1)
        if what < 0.55 or not sentences:
            sentences.insert(at, self._sentence())
        elif what < 0.85:
            at %= len(sentences)
            words = sentences[at].split(" ")
            words.insert(self._pick.randrange(len(words)), self._mark())
            sentences[at] = " ".join(words)
        else:
            self.gone |= set(MARK.findall(sentences.pop(at % len(sentences))))
        return "\n".join(sentences)

    def _interview(self, study: Study) -> None:
        desk = study.open_session(self._pick.choice(study.sessions()).id)
        for _ in range(self._pick.randrange(1, 6)):
            self._at_the_desk(desk)
        desk.close()

    def _at_the_desk(self, desk: SessionDesk) -> None:
        question, what = self._pick.choice(QUESTIONS), self._pick.random()
        text, quotes = desk.response(question).text, list(desk.record.quotes.values())
        if what < 0.5 or len(text) < 12:
            desk.write(question, self._edited(text))
        elif what < 0.75:
            start = self._pick.randrange(len(text) - 10)
            quote = desk.toggle(f"answer:{question}", start, start + 10, self._pick.choice(POINTS))
            # Given twice, a tag is taken away, and a quote that nobody has said anything of goes with it.
            (self.written if quote.id in desk.record.quotes else self.gone).add(quote.id)
        elif what < 0.82:
            desk.note(self._mark(), seconds=1, question=question)
        elif what < 0.9 and quotes:
            desk.memo(MemoTarget.QUOTE, self._pick.choice(quotes).id, self._mark())
        elif what < 0.95 and quotes:
            desk.remove(self._pick.choice(quotes))  # it lies in the bin, in the same file
        elif quotes:
            start = self._pick.randrange(len(text) - 10)
            desk.toggle(f"answer:{question}", start, start + 9, POINTS[0])
            desk.undo()

    def _people(self, study: Study) -> None:
        people = list(study.people())
        what, person = self._pick.random(), self._pick.choice(people)
        if what < 0.3:
            code, name = study.edits.next_code(), self._mark()
            study.edits.add_participant(Participant(code=code, role=RoleId("provider"), name=name))
        elif what < 0.7:
            notes = self._edited(person.notes)
            study.edits.save_participant(msgspec.structs.replace(person, notes=notes))
        else:
            consent = Consent(
                take_part=True, quoted=self._pick.random() < 0.5, wording=self._mark(), date="2026-03-01"
            )
            changed = msgspec.structs.replace(person, consents=(*person.consents, consent))
            study.edits.save_participant(changed)

    def _codebook(self, study: Study) -> None:
        points = study.codebook().points
        point = self._pick.choice(points)
        if self._pick.random() < 0.3:
            mark = self._mark()
            number = max(each.number for each in points) + 1
            study.edits.save_point(LearningPoint(id=PointId(mark), number=number, name=mark))
        else:
            described = self._edited(point.description)
            study.edits.save_point(msgspec.structs.replace(point, description=described))

    def _write_up(self, study: Study) -> None:
        names = [row.name for row in study.writeups()]
        if not names or self._pick.random() < 0.1:
            path = study.folder / "writeups" / f"{self._mark()}.md"
            path.write_text(f"# {path.stem}\n\n{self._sentence()}\n", encoding="utf-8")
            return
        name = self._pick.choice(names)
        text = study.writeup_desk.open(name).text
        head, _, body = text.partition("\n\n")
        study.writeup_desk.save(name, f"{head}\n\n{self._edited(body)}\n")

    def _begin_a_session(self, study: Study) -> None:
        if len(study.sessions()) < 6:
            desk = study.start_session("provider", self._pick.choice(study.people()).code)
            self.written.add(desk.record.session.id)
            desk.write(ANSWER, self._sentence())
            desk.close()

    def _settle(self, study: Study) -> None:
        """Choose between two versions; what stands only in the other is taken away."""
        for row in self._pick.sample(study.clashes.rows(), min(2, len(study.clashes.rows()))):
            other = row.clash.other if self._pick.random() < 0.5 else row.clash.kept
            dropped = row.clash.kept if other == row.clash.other else row.clash.other
            self.gone |= set(MARK.findall(dropped)) - set(MARK.findall(other))
            self.gone |= set(MARK.findall(row.now or "")) - set(MARK.findall(other))
            try:
                study.clashes.settle(row, other)
            except InvalidInput:
                continue


def first_person() -> Participant:
    """Whom the first session is with."""
    return Participant(code=ParticipantCode("P01"), role=RoleId("provider"), name="Rosalind Quillfeather")
