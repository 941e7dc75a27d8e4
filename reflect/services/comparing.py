"""Comparing what several researchers tagged: how far they agree, and where they do not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from reflect.analysis.agreement import SAMPLES, Agreement, Progress, agreement
from reflect.analysis.coded_text import CodingUnit, coded_passages, researchers_of
from reflect.analysis.disagreements import Disagreement, disagreements
from reflect.analysis.sums import Uncoded
from reflect.domain.agreeing import AGREED
from reflect.domain.guide import Guide
from reflect.domain.ids import SessionId
from reflect.domain.passages import passages
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, NotFound, nearest
from reflect.services.finding import Finder
from reflect.services.guide_shelf import parsed
from reflect.store.index_read import tagged_by_several

Pair = tuple[SessionRecord, Guide]


__all__ = ["Comparing", "Disagreement"]


class Source(Protocol):
    """What this needs of a study."""

    @property
    def finder(self) -> Finder:
        """Its index."""

    def session_record(self, session_id: str) -> SessionRecord:
        """One session; its id may be cut short."""


class Comparing:
    """Compares the researchers of one study on some of its sessions."""

    def __init__(
        self,
        study: Source,
        *,
        sessions: Collection[str] = (),
        between: Collection[str] = (),
        hidden: Callable[[str], bool] = lambda _session: False,
    ) -> None:
        """Read what is to be compared: every session with tags of several, or those given.

        Sessions that are `hidden` are left out: whoever is blind to others' work in one is not told of it.

        Raises:
            NotFound: there is no such session or researcher.
            InvalidInput: there are not two researchers to compare.

        """
        self.hidden: list[SessionId] = []
        """The sessions that were left out so."""
        self._pairs: list[Pair] = []
        wanted = [study.session_record(each).session.id for each in sessions]
        for session in wanted or study.finder.ask(lambda handle, _: tagged_by_several(handle))[0]:
            if hidden(session):
                self.hidden.append(SessionId(session))
                continue
            record = study.session_record(session)
            self._pairs.append((record, parsed(record.session.guide_text)))
        worked: set[str] = set().union(*(researchers_of(record) for record, _ in self._pairs))
        self.researchers = _chosen(between, worked)
        """Those who are compared."""

    def agreement(
        self,
        *,
        unit: CodingUnit = CodingUnit.SENTENCE,
        uncoded: Uncoded = Uncoded.IGNORE,
        samples: int = SAMPLES,
        seed: int = 1,
        progress: Progress = lambda _done, _of: None,
    ) -> Agreement:
        """How far they agree."""
        found = [
            each
            for record, guide in self._compared()
            for each in coded_passages(record, passages(record, guide), self.researchers, unit)
        ]
        return agreement(
            found,
            self.researchers,
            unit=unit,
            uncoded=uncoded,
            samples=samples,
            seed=seed,
            progress=progress,
        )

    def disagreements(self) -> list[Disagreement]:
        """Where they do not, session by session, in reading order."""
        return [
            each
            for record, guide in self._compared()
            for each in disagreements(record, passages(record, guide), self.researchers)
        ]

    def _compared(self) -> Iterator[Pair]:
        for record, guide in self._pairs:
            if len(researchers_of(record).intersection(self.researchers)) > 1:
                yield record, guide


def _chosen(between: Collection[str], worked: Iterable[str]) -> Sequence[str]:
    known = {name.casefold(): name for name in worked if name and name != AGREED}
    for name in between:
        if name.casefold() not in known:
            raise NotFound(
                f"{name} has tagged nothing in the sessions that are compared",
                remedy=nearest(name, known.values()),
            )
    chosen = sorted({known[name.casefold()] for name in between} or known.values())
    if len(chosen) < 2:
        raise InvalidInput(
            "There are no two researchers to compare here",
            remedy="Agreement needs two who tagged the same session, each with a name of their own.",
        )
    return chosen
