"""Collecting every problem of one file, so that a person mends it once and not a line at a time."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from reflect.errors import GuideInvalid


class Problems:
    """The problems found so far in one file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, wrong: str, right: str) -> None:
        """Note that `wrong` is the case on `line` (the first is 1), and what would be right."""
        self._found.append((line, f"{self._name}:{line}: {wrong}: {right}"))

    def raise_if_any(self) -> None:
        """Raise `GuideInvalid` with all of them in the order of their lines, if there are any."""
        if self._found:
            in_order = sorted(self._found, key=lambda found: found[0])
            raise GuideInvalid(self._name, list(dict.fromkeys(problem for _, problem in in_order)))


def instead(wanted: str, known: Collection[str], otherwise: str) -> str:
    """What to write instead of the unknown word `wanted`: the nearest known one, or `otherwise`."""
    lowered = {word.casefold(): word for word in known}
    close = get_close_matches(wanted.casefold(), list(lowered), n=1, cutoff=0.65)
    return f"did you mean {lowered[close[0]]}?" if close else otherwise
