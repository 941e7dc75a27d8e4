"""Two versions of a text as one, with both where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.text_merging import hunks, sentences


def woven(one: str, two: str) -> str:
    """The text with the sentences of `one` and then those of `two` wherever the two are not alike."""
    parts = sentences(one)
    made: list[str] = []
    theirs: list[str] = []
    done = 0
    for hunk in hunks(parts, sentences(two)):
        if hunk.start > done:
            made += [*_put(made, theirs), *parts[done : hunk.start]]
            theirs = []
        made += parts[hunk.start : hunk.end]
        theirs += hunk.put
        done = hunk.end
    return "".join([*made, *_put(made, theirs), *parts[done:]])


def nearest_first(text: str, versions: tuple[str, str]) -> tuple[str, str]:
    """Two versions of a text, the one that differs from it in fewer sentences first."""
    one, two = (_unlike(sentences(text), sentences(version)) for version in versions)
    return versions if one <= two else versions[::-1]


def _unlike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many sentences are in one of the two only."""
    return sum(hunk.end - hunk.start + len(hunk.put) for hunk in hunks(old, new))


def _put(before: Sequence[str], parts: Sequence[str]) -> list[str]:
    """The parts to be put in after others, with white space between where there is none."""
    if parts and before and not parts[0][:1].isspace():
        return [f" {parts[0]}", *parts[1:]]
    return list(parts)
