"""What a researcher should be told of a study's files, each once."""

from __future__ import annotations


class Notices:
    """What waits to be told."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._ever: set[str] = set()

    def tell(self, words: str) -> None:
        """Have something told once, however often it is met."""
        if words not in self._ever:
            self._ever.add(words)
            self._waiting.append(words)

    def take(self, *others: list[str]) -> list[str]:
        """Everything that waits, here and in these lists, each once; it waits no more."""
        found: list[str] = []
        for waiting in (self._waiting, *others):
            found += [notice for notice in waiting if notice not in found]
            waiting.clear()
        return found
