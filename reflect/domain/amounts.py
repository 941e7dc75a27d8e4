"""Numbers with their nouns."""

from __future__ import annotations


def many(count: int, one: str, more: str = "") -> str:
    """A number with its noun: `1 person`, `3 people`."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"
