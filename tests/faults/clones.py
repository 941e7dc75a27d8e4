"""Two clones of a study: two researchers work in them at the same time, round by round, and merge."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflect.services.identity import system_clock
from reflect.services.merge_studies import merge_studies
from reflect.services.merged_items import MergedItem
from reflect.services.study import Study
from reflect.store.sealed import Tables, decode
from tests.faults.keepers import OURS, counting
from tests.faults.outcome import Counting, Outcome
from tests.faults.researcher import MARK, Researcher, first_person
from tests.services.studies import ANSWER

WORD = re.compile(r"\w+")
WORK = 4
"""Things that each of the two does in a round."""


def merged(folder: Path, pick: random.Random, times: int) -> Outcome:
    """So many rounds."""
    found = Counting("two clones, edited and merged")
    pair = _Pair(folder, pick, found)
    for _ in range(times):
        pair.round()
    pair.look_at_the_end()
    return found.outcome(
        f"{pair.marks} words and ids followed; {pair.clashes} clashes listed, {pair.texts} of them in texts"
    )


def overwritten(folder: Path, pick: random.Random, times: int) -> Outcome:
    """The control: the same two, but whoever comes last puts all their files over the other's."""
    found = Counting("two clones, edited, where the later file wins", control=True)
    pair = _Pair(folder, pick, found, overwriting=True)
    for _ in range(times):
        pair.round()
    return found.outcome(f"{pair.marks} words and ids followed")


class _Clone:
    """One of the two, on a computer of its own."""

    def __init__(self, folder: Path, researcher: Researcher) -> None:
        self.folder = folder
        self.study = folder / "study"
        self.researcher = researcher
        self._ids = counting(f"{researcher.name}0")

    @contextmanager
    def here(self) -> Iterator[None]:
        """Be at this computer."""
        before = os.environ.get("REFLECT_STATE_DIR")
        os.environ["REFLECT_STATE_DIR"] = str(self.folder / "state")
        try:
            yield
        finally:
            if before is None:
                del os.environ["REFLECT_STATE_DIR"]
            else:
                os.environ["REFLECT_STATE_DIR"] = before

    def open(self) -> Study:
        """The study."""
        return Study.open(self.study, researcher=self.researcher.name, ids=self._ids)

    def records(self) -> dict[str, Tables]:
        """Every file of records, by name."""
        paths = [*self.study.glob("*.json"), *(self.study / "sessions").iterdir()]
        return {path.relative_to(self.study).as_posix(): decode(path.read_bytes()).tables for path in paths}

    def texts(self) -> dict[str, str]:
        """Every write-up and guide."""
        paths = [path for folder in ("writeups", "guides") for path in (self.study / folder).iterdir()]
        return {path.relative_to(self.study).as_posix(): path.read_text("utf-8") for path in paths}

    def words(self) -> str:
        """Everything that can be read in the study, and what was kept beside it."""
        beside = self.study / ".reflect" / "beside"
        kept = list(beside.iterdir()) if beside.exists() else []
        paths = [*self.study.glob("*.json"), *(self.study / "sessions").iterdir(), *kept]
        records = "\n".join(path.read_text("utf-8") for path in paths).replace("\\n", " ")
        return "\n".join([records, *self.texts().values()])


class _Pair:
    def __init__(
        self, folder: Path, pick: random.Random, found: Counting, *, overwriting: bool = False
    ) -> None:
        self._overwriting = overwriting
        self._pick = pick
        self._found = found
        self.clashes = self.texts = 0
        self._told: set[str] = set()
        one = _Clone(folder / "one", Researcher("ana", random.Random(pick.random())))  # noqa: S311 (not for secrets)
        two = _Clone(folder / "two", Researcher("bea", random.Random(pick.random())))  # noqa: S311 (not for secrets)
        with one.here():
            study = Study.create(one.study, "Wenmarsh", researcher="ana", ids=counting("first"))
            study.edits.add_participant(first_person())
            desk = study.start_session("provider", "P01")
            desk.write(ANSWER, "We met in spring.\nNobody trusted anybody.\nThat took a year.")
            desk.close()
        shutil.copytree(one.study, two.study)
        self._clones = (one, two)

    @property
    def marks(self) -> int:
        """How many words and ids there were."""
        return sum(len(clone.researcher.written) for clone in self._clones)

    def round(self) -> None:
        """Both work, and then the one takes what the other has, and mostly the other way round."""
        self._found.times += 1
        for clone in self._clones:
            with clone.here():
                clone.researcher.work(clone.open(), WORK)
        first, second = self._pick.sample(self._clones, 2)
        self._merge(first, second)
        both = self._pick.random() < 0.8  # else they meet again later, each with more of their own
        if both:
            self._merge(second, first)
        for clone in self._clones:
            for problem in OURS.broken(clone.folder):
                self._found.unreadable += 1
                self._found.expect(problem, holds=False)
        if both:
            self._compare(first, second)
        self._nothing_lost()

    def _merge(self, into: _Clone, other: _Clone) -> None:
        if self._overwriting:
            shutil.copytree(other.study, into.study, dirs_exist_ok=True)
            return
        before = into.texts()
        with into.here():
            items = merge_studies(into.study, other.study, clock=system_clock)
        self.clashes += sum(item.what == "clash" for item in items)
        for item in items:
            self._found.expect(f"{item.file} was not merged: {item.kept}", item.what != "not merged")
        self._listed(items, before, into, other)

    def _listed(self, items: list[MergedItem], before: dict[str, str], into: _Clone, other: _Clone) -> None:
        """Before words of a text give way in a merge, somebody is told; the other takes what came of it."""
        texts = [item for item in items if item.file in before and item.what == "clash"]
        self.texts += len(texts)
        self._told |= {mark for item in texts for mark in self._marks_in(item.kept + item.other)}
        for name, text in into.texts().items():
            theirs, ours = other.texts().get(name, ""), before.get(name, "")
            marks = {mark for side in (ours, theirs) for mark in self._marks_in(side)}
            missing = marks - self._marks_in(text) - self._gone - self._told
            self._found.expect(f"{name}: {missing} went, and nobody was told", not missing)

    def _marks_in(self, text: str) -> set[str]:
        return set(MARK.findall(text))

    @property
    def _gone(self) -> set[str]:
        return self._clones[0].researcher.gone | self._clones[1].researcher.gone

    def _compare(self, first: _Clone, second: _Clone) -> None:
        ours, theirs = first.records(), second.records()
        for name in ours.keys() | theirs.keys():
            self._found.expect(f"{name} is not the same in both", ours.get(name) == theirs.get(name))
        self._found.expect("the texts are not the same in both", first.texts() == second.texts())

    def _nothing_lost(self) -> None:
        there = {word for clone in self._clones for word in WORD.findall(clone.words())}
        for clone in self._clones:
            for mark in clone.researcher.written - self._gone - there:
                self._found.lost += 1
                self._found.expect(f"{mark} is nowhere any more", holds=False)
                clone.researcher.gone.add(mark)  # counted once

    def look_at_the_end(self) -> None:
        """Both studies open, with everything in them."""
        for clone in self._clones:
            with clone.here():
                study = clone.open()
                self._found.expect("sessions cannot be read", len(study.sessions()) == len(study.records()))
                self._found.expect(f"notices: {study.take_notices()[:1]}", not study.take_notices())
