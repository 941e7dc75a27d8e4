"""Comparing what several researchers tagged: how far they agree, and where they do not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from reflect.analysis.agreement import SAMPLES, Agreement, Estimate, Progress, agreement
from reflect.analysis.coded_text import CodingUnit, coded_passages, researchers_of
from reflect.analysis.disagreements import Disagreement, disagreements
from reflect.analysis.sums import Uncoded
from reflect.domain.agreeing import AGREED
from reflect.domain.guide import Guide
from reflect.domain.ids import SessionId
from reflect.domain.passages import passages
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, NotFound, ReflectError, nearest
from reflect.services.finding import Finder
from reflect.services.guide_shelf import parsed
from reflect.store.index_read import tagged_by_several

Pair = tuple[SessionRecord, Guide]
Hidden = Callable[[str], bool]


__all__ = [
    "SAMPLES",
    "Agreement",
    "CodingUnit",
    "Comparing",
    "Disagreement",
    "Estimate",
    "Stopped",
    "Uncoded",
    "comparable",
]


class Stopped(ReflectError):
    """What `progress` raises to have it end: nobody waits for it any more."""


class Source(Protocol):
    """What this needs of a study."""

    @property
    def finder(self) -> Finder:
        """Its index."""

    def session_record(self, session_id: str) -> SessionRecord:
        """One session; its id may be cut short."""


def comparable(study: Source, hidden: Hidden) -> tuple[list[SessionId], list[SessionId]]:
    """The sessions that several have worked on, from the oldest, and apart those of them that are hidden."""
    return _parted(study.finder.ask(lambda handle, _: tagged_by_several(handle))[0], hidden)


def _parted(found: Iterable[str], hidden: Hidden) -> tuple[list[SessionId], list[SessionId]]:
    parts: tuple[list[SessionId], list[SessionId]] = ([], [])
    for session in found:
        parts[hidden(session)].append(SessionId(session))
    return parts


def _nothing_hidden(_session: str) -> bool:
    return False


class Comparing:
    """Compares the researchers of one study on some of its sessions."""

    def __init__(
        self,
        study: Source,
        *,
        sessions: Collection[str] = (),
        between: Collection[str] = (),
        hidden: Hidden = _nothing_hidden,
        progress: Progress = lambda _done, _of: None,
    ) -> None:
        """Read what is to be compared: every session with tags of several, or those given.

        Sessions that are `hidden` are left out: whoever is blind to others' work in one is not told of it.

        Raises:
            NotFound: there is no such session or researcher.
            InvalidInput: there are not two researchers to compare.

        """
        wanted = [study.session_record(each).session.id for each in sessions]
        there, self.hidden = _parted(wanted, hidden) if wanted else comparable(study, hidden)
        """`hidden` are the sessions that were left out so."""
        self._pairs: list[Pair] = []
        for done, session in enumerate(there):
            progress(done, len(there))
            record = study.session_record(session)
            self._pairs.append((record, parsed(record.session.guide_text)))
        worked: set[str] = set().union(*(researchers_of(record) for record, _ in self._pairs))
        self.worked = sorted(worked - {""}, key=lambda name: (name.casefold(), name))
        """Everybody who tagged in these sessions."""
        self.researchers = _chosen(between, worked)
        """Those who are compared."""

    @property
    def sessions(self) -> dict[SessionId, frozenset[str]]:
        """The sessions with who tagged in them."""
        return {record.session.id: frozenset(researchers_of(record)) for record, _ in self._pairs}

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


def agreement_of(
    pairs: Iterable[Pair],
    *,
    without: Collection[str] = (),
    hidden: Hidden = _nothing_hidden,
    unit: CodingUnit = CodingUnit.SENTENCE,
    samples: int = SAMPLES,
) -> Agreement | None:
    """How far the researchers of sessions that are at hand agree; None where no two tagged the same one.

    What participants said who are among `without` is left out, sessions that are `hidden`, and text that
    nobody tagged.
    """
    kept = [
        (record, guide)
        for record, guide in pairs
        if len(researchers_of(record) - {""}) > 1
        and record.session.participant not in without
        and not hidden(record.session.id)
    ]
    who = sorted(set().union(*(researchers_of(record) for record, _ in kept)) - {""})
    found = [
        each
        for record, guide in kept
        for each in coded_passages(
            record, [part for part in passages(record, guide) if part.speaker not in without], who, unit
        )
    ]
    made = agreement(found, who, unit=unit, uncoded=Uncoded.IGNORE, samples=samples) if kept else None
    return made if made is not None and made.sessions else None


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
