"""Who may come in: a key that opens once, and afterwards what the browser was given for it.

Nothing is kept on disk: when the program ends, nobody is known any more.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from enum import Enum, auto


class Opened(Enum):
    """What came of a key."""

    IN = auto()
    USED = auto()
    """It opened already, for somebody else or for the same browser before."""
    UNKNOWN = auto()


class Keys:
    """The keys to one page. `random` gives text nobody can guess."""

    def __init__(self, random: Callable[[], str]) -> None:
        self._random = random
        self._used: list[str] = []
        self._visits: list[str] = []
        self.fresh = random()
        """The key that has not opened yet."""

    def open(self, key: str) -> tuple[Opened, str]:
        """Try a key; when it opens it is used up, there is a fresh one, and a new visit is given."""
        if _among(key, [self.fresh]):
            self._used.append(self.fresh)
            self.fresh = self._random()
            visit = self._random()
            self._visits.append(visit)
            return Opened.IN, visit
        return (Opened.USED if _among(key, self._used) else Opened.UNKNOWN), ""

    def knows(self, visit: str) -> bool:
        """Whether a browser was given this when it came in."""
        return _among(visit, self._visits)


def _among(given: str, known: list[str]) -> bool:
    """Whether it is one of them; takes as long whichever it is, and however much of it is right."""
    asked = given.encode("utf-8", "replace")
    return sum(hmac.compare_digest(asked, each.encode()) for each in known) > 0
