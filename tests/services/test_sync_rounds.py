"""Two clones, rounds of random edits and syncs: no record is lost, every file opens, both come to the same.

More of it: `REFLECT_SYNC_ROUNDS=100 REFLECT_SYNC_SEEDS=5 pytest tests/services/test_sync_rounds.py`.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.domain.ids import ParticipantCode, PointId
from reflect.domain.session import MemoTarget
from reflect.errors import InvalidInput
from reflect.services.checking import check_whole
from reflect.services.study import Study
from reflect.store.check import Kind
from reflect.store.paths import StudyPaths
from reflect.store.sealed import decode
from tests.services.studies import ANSWER, a_person
from tests.services.teams import change, contents, git, shared, study_in

pytest_plugins = ["tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_git")
ROUNDS = int(os.environ.get("REFLECT_SYNC_ROUNDS", "6"))
SEEDS = int(os.environ.get("REFLECT_SYNC_SEEDS", "1"))


class Busy:
    """Somebody who does something at random, and remembers what may never be lost."""

    def __init__(self, folder: Path, seed: int, gone: set[str]) -> None:
        self.folder = folder
        self._random = random.Random(f"{seed} {folder.name}")  # noqa: S311 - the same each time
        self._number = 0
        self._gone = gone
        """What anybody removed, as `session:…`; shared by both."""
        self.words: set[str] = set()
        """Marks put into texts."""
        self.records: set[str] = set()
        """What was made: `session:…`, `memo:…`, `tag:…`, `person:…`, `consent:…`."""
        self.did: Counter[str] = Counter()

    def work(self) -> None:
        """One to four things."""
        study = study_in(self.folder, ids=self._fresh)
        acts: list[Callable[[Study], None]] = [
            self.answer, self.answer, self.tag, self.memo, self.write, self.write, self.draft, self.begin,
            self.person, self.consent, self.point, self.untag, self.remove_session, self.remove_person,
        ]  # fmt: skip
        for act in self._random.choices(acts, k=self._random.randint(1, 4)):
            act(study)
            self.did[act.__name__] += 1
        study.close()

    def _fresh(self) -> str:
        self._number += 1
        return f"{self.folder.name[0]}{self._number:05d}"

    def _mark(self) -> str:
        mark = f"Mark{self._fresh()}."
        self.words.add(mark)
        return mark

    def _with_mark(self, text: str) -> str:
        """A text with a sentence more, somewhere in it."""
        parts = text.split(" ") if text else []
        parts.insert(self._random.randint(0, len(parts)), self._mark())
        return " ".join(parts)

    def _session(self, study: Study) -> str:
        return self._random.choice(sorted(row.id for row in study.sessions()))

    def answer(self, study: Study) -> None:
        desk = study.open_session(self._session(study))
        question = self._random.choice([ANSWER, "in-the-way"])
        desk.write(question, self._with_mark(desk.response(question).text))
        desk.close()

    def tag(self, study: Study) -> None:
        desk = study.open_session(self._session(study))
        text = desk.response(ANSWER).text
        if text:
            end = self._random.randint(1, len(text))
            point = self._random.choice(["LP1", "LP2", "LP3"])
            before = desk.record.tags.keys()
            desk.toggle(f"answer:{ANSWER}", 0, end, PointId(point))
            self.records |= {f"tag:{key}" for key in desk.record.tags.keys() - before}
            self._gone |= {f"tag:{key}" for key in before - desk.record.tags.keys()}
        desk.close()

    def untag(self, study: Study) -> None:
        desk = study.open_session(self._session(study))
        tags = sorted(desk.record.tags)
        if tags:
            tag = desk.record.tags[self._random.choice(tags)]
            quote = desk.record.quotes[tag.quote]
            if tag.by == desk.by and not quote.source_changed:
                before = desk.record.tags.keys()
                desk.toggle(quote.passage, quote.start, quote.end, tag.point)
                self._gone |= {f"tag:{key}" for key in before - desk.record.tags.keys()}
        desk.close()

    def memo(self, study: Study) -> None:
        desk = study.open_session(self._session(study))
        before = desk.record.memos.keys()
        desk.memo(MemoTarget.SESSION, desk.record.session.id, self._mark())
        self.records |= {f"memo:{key}" for key in desk.record.memos.keys() - before}
        desk.close()

    def begin(self, study: Study) -> None:
        codes = [person.code for person in study.people()]
        desk = study.start_session("provider", self._random.choice(codes))
        desk.write(ANSWER, self._mark())
        desk.close()
        self.records.add(f"session:{desk.record.session.id}")

    def remove_session(self, study: Study) -> None:
        if len(study.sessions()) > 3:
            session = self._session(study)
            record = study.session_record(session)
            study.remove_session(session)
            self._gone.add(f"session:{session}")
            self._gone |= {f"memo:{key}" for key in record.memos}
            self._gone |= {f"tag:{key}" for key in record.tags}

    def person(self, study: Study) -> None:
        code = f"{self.folder.name[0].upper()}{self._fresh()[1:]}"
        study.edits.add_participant(change(a_person(code), name=f"Known here as {code}"))
        self.records.add(f"person:{code}")

    def remove_person(self, study: Study) -> None:
        codes = [p.code for p in study.people() if p.code not in ("P01", "P02")]
        if codes:
            code = self._random.choice(sorted(codes))
            try:
                study.edits.remove_participant(code)
            except InvalidInput:
                return
            self._gone.add(f"person:{code}")

    def consent(self, study: Study) -> None:
        person = study.participant(self._random.choice(["P01", "P02"]))
        consent = change(person.consents[-1], wording=self._fresh())
        study.edits.save_participant(change(person, consents=(*person.consents, consent)))
        self.records.add(f"consent:{person.code}/{consent.wording}")

    def point(self, study: Study) -> None:
        points = study.codebook().points
        point = self._random.choice(points)
        study.edits.save_point(change(point, description=self._with_mark(point.description)))

    def draft(self, study: Study) -> None:
        study.drafts.keep_reflection("P01")

    def write(self, study: Study) -> None:
        names = sorted(row.name for row in study.writeups())
        if names:
            name = self._random.choice(names)
            text = study.writeup_shelf.text(name)
            study.writeup_desk.save(name, f"{text}\n{self._mark()}\n")


def records_in(folder: Path) -> set[str]:
    study = study_in(folder)
    found = {f"person:{person.code}" for person in study.people()}
    for person in study.people():
        found |= {f"consent:{person.code}/{consent.wording}" for consent in person.consents}
    for record, _ in study.records():
        found.add(f"session:{record.session.id}")
        found |= {f"memo:{key}" for key in record.memos} | {f"tag:{key}" for key in record.tags}
    return found


def everything_readable(folder: Path) -> str:
    """All that a researcher can find in a study: files, clashes in them, what lies beside and in the bin."""
    paths = StudyPaths(folder)
    places = [*contents(folder), *(paths.name(path) for path in paths.beside.glob("*"))]
    places += [paths.name(path) for path in paths.bin.rglob("*") if path.is_file()]
    return "\n".join((folder / place).read_text("utf-8") for place in places)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_record_is_lost_in_rounds_of_edits_and_syncs(ana: Path, bea: Path, seed: int) -> None:
    order = random.Random(seed)  # noqa: S311 - the same each time
    gone: set[str] = set()
    team = [Busy(ana, seed, gone), Busy(bea, seed, gone)]
    for _ in range(ROUNDS):
        for one in team:
            one.work()
        for one in order.sample(team, order.randint(1, 2)):
            shared(one.folder)
    for one in (*team, *team):
        shared(one.folder)
    made = team[0].records | team[1].records
    marks = team[0].words | team[1].words
    for folder in (ana, bea):
        for name, data in contents(folder).items():
            if name.endswith(".json"):
                assert decode(data, name=name).seal_holds
        # A write-up may refer to a quote that somebody has removed.
        kinds = {finding.kind for finding in check_whole(folder)} - {Kind.BESIDE, Kind.WRITEUP}
        assert kinds == set()
        assert (made - gone) - records_in(folder) == set()
    readable = everything_readable(ana) + everything_readable(bea)
    assert {mark for mark in marks if mark not in readable} == set()
    assert contents(ana) == contents(bea)
    assert git(ana, "rev-parse", "HEAD") == git(bea, "rev-parse", "HEAD")
    assert {p.code for p in study_in(ana).people()} == {p.code for p in study_in(bea).people()}
    assert all(ParticipantCode(p.code) for p in study_in(ana).people())
    assert sum(team[0].did.values()) >= ROUNDS
