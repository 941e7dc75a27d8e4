"""Random edits under 300 quotes: each stands on its words, or says that they are gone and keeps them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from reflect.domain.graphemes import grapheme_end, grapheme_start
from reflect.domain.passages import answer_passage
from reflect.domain.session import Quote, SessionRecord
from reflect.guides.parse import parse_guide
from reflect.services.desk import SessionDesk
from reflect.services.identity import system_clock
from tests.builders import EVERY_KIND, MemoryKeeper, a_record, counting
from tests.faults.outcome import Counting, Outcome
from tests.services.studies import ANSWER

QUOTES = 300
WORDS = 2500
ANEW = 40
"""Edits after which another text is begun."""
SCRIPTS = (
    "budget", "vertrauen", "été", "שלום", "سلام", "한국어", "བོད", "e\u0301te\u0301", "👩‍👩‍👧", "𝔘𝔫𝔦",
    "\u2028",
)  # fmt: skip
ENDS = (" ", " ", " ", ", ", ". ", "\n", "\n\n", " — ")


class Edit(NamedTuple):
    """A stretch of the text, and what came in its place."""

    at: int
    removed: int
    added: str

    def touches(self, quote: Quote) -> bool:
        """Whether it changes what lies within the quote."""
        end = self.at + self.removed
        within = quote.start < self.at < quote.end
        return within if not self.removed else self.at < quote.end and end > quote.start


def edited(folder: Path, pick: random.Random, times: int) -> Outcome:
    """So many edits, some of them of several places at once."""
    found = Counting("random edits under 300 quotes")
    marked, bench = 0, _Bench(pick, found)
    for number in range(times):
        if number and number % ANEW == 0:
            marked += bench.marked
            bench = _Bench(pick, found)
        bench.edit()
    return found.outcome(f"{marked + bench.marked} quotes lost their words and say so")


class _Watched(SessionDesk):
    """A desk that remembers each record it ever had: any of them may be put down or saved by a thread."""

    def __init__(self, record: SessionRecord) -> None:
        self.had: list[SessionRecord] = []
        guide = parse_guide(EVERY_KIND, "guide.md")
        super().__init__(record, guide, MemoryKeeper(), by="ana", clock=system_clock, ids=counting("q"))

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "_record" and isinstance(value, SessionRecord):
            self.had.append(value)


class _Bench:
    def __init__(self, pick: random.Random, found: Counting) -> None:
        self._pick = pick
        self._found = found
        self._numbers = iter(range(10**9))
        self._desk = _Watched(a_record())
        self._desk.write(ANSWER, "".join(self._word() for _ in range(WORDS)))
        length = len(self._text)
        while len(self._desk.record.quotes) < QUOTES:
            # Long enough to hold a word of its own, so that no other place reads the same.
            start = pick.randrange(length - 200)
            end = start + pick.randrange(30, 200)
            # Of whole letters, as they can be selected on the screen.
            start, end = grapheme_start(self._text, start), grapheme_end(self._text, end)
            self._desk.quote(answer_passage(ANSWER), start, end)

    @property
    def marked(self) -> int:
        """How many quotes have lost their words."""
        return sum(quote.source_changed for quote in self._desk.record.quotes.values())

    @property
    def _text(self) -> str:
        return self._desk.response(ANSWER).text

    def _word(self) -> str:
        return f"{self._pick.choice(SCRIPTS)}{next(self._numbers)}{self._pick.choice(ENDS)}"

    def edit(self) -> None:
        """One change of the text as the editor would give it, and a look at every quote."""
        before = self._desk.record.quotes
        text, edits = self._text, self._edits()
        after = text
        for edit in sorted(edits, reverse=True):
            after = after[: edit.at] + edit.added + after[edit.at + edit.removed :]
        self._desk.had.clear()
        self._desk.write(ANSWER, after)
        self._found.times += 1
        for record in self._desk.had:
            self._look(record, after)
        for key, quote in before.items():
            now = self._desk.record.quotes[key]
            if now.words != quote.words:
                self._found.lost += 1
            untouched = not quote.source_changed and not any(edit.touches(quote) for edit in edits)
            if untouched and now.source_changed:
                self._found.expect(f"{quote.words!r} was not touched by {edits}, and is marked", holds=False)
        if self._pick.random() < 0.1:
            self._desk.write(ANSWER, text)  # the editor's own undo
            again = self._desk.record.quotes
            back = all(again[k].source_changed <= quote.source_changed for k, quote in before.items())
            self._found.expect("what was undone left quotes marked", back)

    def _look(self, record: SessionRecord, after: str) -> None:
        for quote in record.quotes.values():
            stands = after[quote.start : quote.end] == quote.words
            if stands is quote.source_changed:
                self._found.lost += 1
                self._found.expect(f"{quote.words!r} is off its words", holds=False)

    def _edits(self) -> list[Edit]:
        """Places that do not overlap, and what comes there."""
        length, kind = len(self._text), self._pick.random()
        if kind < 0.15:  # a stretch is moved
            start, end, to = sorted(self._whole(self._pick.randrange(length)) for _ in range(3))
            return [Edit(start, end - start, ""), Edit(to, 0, self._text[start:end])]
        if kind < 0.25:  # found and replaced everywhere
            old, new = self._pick.choice(((", ", "; "), (" — ", ", "), (". ", ".\n")))
            places = [n for n in range(length) if self._text.startswith(old, n)]
            return [Edit(place, len(old), new) for place in places]
        edits: list[Edit] = []
        for _ in range(1 if kind < 0.8 else self._pick.randrange(2, 7)):
            at, removed = self._whole(self._pick.randrange(length)), self._pick.choice((0, 0, 1, 5, 40, 400))
            removed = self._whole(min(at + removed, length)) - at
            if all(at > e.at + e.removed + 1 or at + removed + 1 < e.at for e in edits):
                added = "".join(self._word() for _ in range(self._pick.choice((0, 1, 1, 3))))
                edits.append(Edit(at, removed, added))
        return edits

    def _whole(self, place: int) -> int:
        """A place at which no letter is split: what begins with an accent changes the letter before it."""
        return grapheme_start(self._text, place)
