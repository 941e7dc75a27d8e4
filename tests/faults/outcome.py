"""What an experiment found."""

from __future__ import annotations

from typing import Self

import msgspec

MOST_MISSING = 1.0
"""Seconds of typing that may be missing after the program was killed."""
_TOLD = 5
"""So many of the things that went wrong are told in words."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of doing one thing to a study many times."""

    fault: str
    times: int
    """How often it was done."""
    lost: int = 0
    """Acknowledged saves, records or changes that were gone without a word."""
    unreadable: int = 0
    """Files that could not be opened, or not as one whole version."""
    shut: int = 0
    """Locks that kept the next one out although nobody was there."""
    missing: float | None = None
    """The most seconds of typing that were not there any more; None where nobody typed."""
    wrong: tuple[str, ...] = ()
    """Everything else that was not as promised, in words."""
    note: str = ""
    """What else there is to know: how often the fault hit what it should."""
    skipped: str = ""
    """Why it was not done."""
    control: bool = False
    """Whether it was done to the control, where something must be found."""

    @property
    def faultless(self) -> bool:
        """Whether nothing was found."""
        found = self.lost or self.unreadable or self.shut or self.wrong
        return not found and (self.missing is None or self.missing <= MOST_MISSING)

    @property
    def well(self) -> bool:
        """Whether it came out as it must."""
        return bool(self.skipped) or self.faultless is not self.control

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.skipped:
            return "skipped"
        if self.control:
            return "MISSED" if self.faultless else "caught"
        return "held" if self.faultless else "BROKEN"


class Counting:
    """Counts what is found while an experiment runs."""

    def __init__(self, fault: str, *, control: bool = False) -> None:
        self._fault = fault
        self._control = control
        self.times = self.lost = self.unreadable = self.shut = 0
        self.missing: float | None = None
        self.wrong: list[str] = []

    def miss(self, seconds: float) -> None:
        """So much typing was not there."""
        self.missing = max(self.missing or 0.0, seconds)

    def expect(self, what: str, holds: object) -> bool:
        """Note `what` as wrong unless it holds."""
        if not holds:
            self.wrong.append(what)
        return bool(holds)

    def add(self, other: Self) -> None:
        """Take in what another one counted of the same fault."""
        self.times += other.times
        self.lost += other.lost
        self.unreadable += other.unreadable
        self.shut += other.shut
        self.wrong += other.wrong
        if other.missing is not None:
            self.miss(other.missing)

    def outcome(self, note: str = "") -> Outcome:
        """All of it."""
        more = len(self.wrong) - _TOLD
        return Outcome(
            fault=self._fault,
            times=self.times,
            lost=self.lost,
            unreadable=self.unreadable,
            shut=self.shut,
            missing=self.missing,
            wrong=tuple(self.wrong[:_TOLD]) + ((f"and {more} more",) if more > 0 else ()),
            note=note,
            control=self._control,
        )
