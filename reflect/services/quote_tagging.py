"""Giving many quotes a learning point at once, or taking it off, session by session; one step of *undo*."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import Clock, PointId, QuoteId, SessionId
from reflect.domain.retagging import Move, also_given, taken_off
from reflect.domain.session import SessionRecord
from reflect.services.retagging import Done, Progress, Retagging
from reflect.services.steps import Step, Steps


class Retagged(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    quotes: int
    """How many quotes have other tags by it."""
    sessions: int
    waiting: tuple[str, ...]
    """The sessions that could not be changed, each with the reason; nothing was changed there."""


class QuoteTagging:
    """Tags many quotes of one open study. Safe to use from several threads; each may touch the disk."""

    def __init__(
        self,
        retagging: Retagging,
        steps: Steps,
        *,
        merged: Callable[[], Mapping[PointId, PointId]],
        clock: Clock,
        by: str,
    ) -> None:
        self._retagging = retagging
        self._steps = steps
        self._merged = merged
        self._clock = clock
        self._by = by
        self.notices = retagging.notices
        """What the researcher should be told of what was undone, in words."""

    def give(
        self,
        quotes: Iterable[tuple[SessionId, QuoteId]],
        point: LearningPoint,
        progress: Progress | None = None,
    ) -> Retagged:
        """Give quotes a learning point, those that this researcher has not given it yet."""
        at = self._clock().isoformat(timespec="seconds")

        def act(wanted: frozenset[QuoteId], record: SessionRecord) -> list[Move]:
            return also_given(record, sorted(wanted), point.id, by=self._by, at=at)

        return self._do(f"Tagging quotes with {point.number} {point.name}", quotes, act, progress)

    def take_off(
        self,
        quotes: Iterable[tuple[SessionId, QuoteId]],
        point: LearningPoint,
        progress: Progress | None = None,
    ) -> Retagged:
        """Take a learning point off quotes, where this researcher gave it; the quotes stay."""

        def act(wanted: frozenset[QuoteId], record: SessionRecord) -> list[Move]:
            return taken_off(record, wanted, point.id, by=self._by, merged=self._merged())

        return self._do(f"Taking {point.number} {point.name} off quotes", quotes, act, progress)

    def _do(
        self,
        label: str,
        quotes: Iterable[tuple[SessionId, QuoteId]],
        act: Callable[[frozenset[QuoteId], SessionRecord], list[Move]],
        progress: Progress | None,
    ) -> Retagged:
        wanted: dict[SessionId, set[QuoteId]] = {}
        for session, quote in quotes:
            wanted.setdefault(session, set()).add(quote)

        def in_session(record: SessionRecord) -> list[Move]:
            return act(frozenset(wanted.get(record.session.id, ())), record)

        with self._steps.lock:
            paths = self._retagging.found(wanted)
            done, waiting = self._retagging.each(paths.values(), in_session, progress)
            if done:
                self._steps.did(self._step(label, in_session, done))
        changed = {move.quote for made in done.values() for move in made}
        return Retagged(quotes=len(changed), sessions=len(done), waiting=waiting)

    def _step(self, label: str, act: Callable[[SessionRecord], list[Move]], done: Done) -> Step:
        return Step(label, partial(self._take_back, label, act, done))

    def _take_back(self, label: str, act: Callable[[SessionRecord], list[Move]], done: Done) -> Step:
        self._retagging.take_back(self._retagging.free(done), done)
        return Step(label, partial(self._again, label, act, done))

    def _again(self, label: str, act: Callable[[SessionRecord], list[Move]], done: Done) -> Step:
        paths = self._retagging.free(done)
        now, waiting = self._retagging.each(paths.values(), act, None)
        self.notices += waiting
        return self._step(label, act, now)
