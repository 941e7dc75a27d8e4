"""Who speaks in a transcript, and how much: what a person looks at to say who is who."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from reflect.transcripts.records import ReadTurn

_FIRST_WORDS = 80
"""Code points of a speaker's first words that are shown; cut at the end of a word."""


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """One label of a transcript, and what was said under it."""

    label: str
    """As it stands in the file; empty for the turns of nobody knows whom."""
    turns: int
    words: int
    questions: int
    """Turns with a question mark: interviewers have many."""
    first_words: str
    first_line: int


def speakers_of(turns: Iterable[ReadTurn]) -> tuple[Speaker, ...]:
    """Every label, in the order in which they first speak."""
    by_label: dict[str, list[ReadTurn]] = {}
    for turn in turns:
        by_label.setdefault(turn.speaker, []).append(turn)
    return tuple(
        Speaker(
            label=label,
            turns=len(own),
            words=sum(len(turn.text.split()) for turn in own),
            questions=sum("?" in turn.text for turn in own),
            first_words=_beginning(own[0].text),
            first_line=own[0].line,
        )
        for label, own in by_label.items()
    )


def _beginning(text: str) -> str:
    words = " ".join(text[: _FIRST_WORDS * 4].split())
    if len(words) <= _FIRST_WORDS:
        return words
    return words[:_FIRST_WORDS].rpartition(" ")[0].rstrip(",;:") + " …"
