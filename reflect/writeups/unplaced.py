"""Putting quotes at the end of a write-up that somebody has worked on: not a word of it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reflect.domain.ids import QuoteId
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.manuscript import Line

HEADING = "## Unplaced"
OTHERWISE = "What else was said"
"""Over quotes that have none of the learning points."""

_REFERENCE = re.compile(r"\[\[\s*quote\s+([^\s\[\]]+)(?:\s[^\[\]]*)?\]\]", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s")


class Candidate(NamedTuple):
    """A quote that a draft considers."""

    quote: QuoteId
    under: str
    """What it is about: the name of its learning point; empty when it has none."""


def still_unplaced(lines: Sequence[Line]) -> int | None:
    """The line of a heading *Unplaced* under which references stand; None when there is none."""
    here: int | None = None
    for line in lines:
        if line.text.startswith(("# ", "## ")):
            here = line.number if line.text.rstrip() == HEADING else None
        elif here is not None and _REFERENCE.search(line.text):
            return here
    return None


def typed_references(text: str) -> list[str]:
    """The ids of quotes, or their beginnings, that stand in a text: in comments and code too."""
    return [found[1].casefold() for found in _REFERENCE.finditer(text)]


def addition(text: str, new: Sequence[Candidate]) -> str:
    """What to put behind a text so that these quotes stand at its end, each once; empty when none is."""
    if not new:
        return ""
    headings = [line.rstrip() for line in text.split("\n") if _HEADING.match(line)]
    goes_on = HEADING in headings and not any(
        line.startswith(("# ", "## ")) for line in headings[_last(headings, HEADING) + 1 :]
    )
    last = headings[-1] if goes_on else ""
    parts = [] if goes_on else [HEADING, _SAID]
    for name, quotes in _by_name(new).items():
        heading = f"### {as_typed_inline(' '.join(name.split())) or OTHERWISE}"
        parts += [] if heading == last else [heading]
        parts += [f"[[quote {quote}]]" for quote in quotes]
        last = heading
    return _gap(text) + "\n\n".join(parts) + "\n"


_SAID = (
    "<!-- Tagged since this was last drafted. Move each to where it belongs, or take it out:"
    " it will not come back. -->"
)


def _by_name(new: Iterable[Candidate]) -> Mapping[str, list[QuoteId]]:
    found: dict[str, list[QuoteId]] = {}
    for candidate in new:
        quotes = found.setdefault(candidate.under, [])
        if candidate.quote not in quotes:
            quotes.append(candidate.quote)
    return found


def _last(headings: Sequence[str], wanted: str) -> int:
    return len(headings) - 1 - headings[::-1].index(wanted)


def _gap(text: str) -> str:
    if not text or text.endswith("\n\n"):
        return ""
    return "\n" if text.endswith("\n") else "\n\n"
