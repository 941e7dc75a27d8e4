"""Words replaced by others, in a way that can be listed, taken back, and done again in the next file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from reflect.errors import InvalidInput
from reflect.transcripts.records import Mark, ReadTurn


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a text, and what is to stand there instead."""

    start: int
    """Code points from the text's start."""
    end: int
    """Exclusive."""
    now: str
    """Such as `[colleague]`, or a participant's code."""


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """One replacement that was made, in the text as it is afterwards."""

    start: int
    was: str
    now: str

    @property
    def end(self) -> int:
        """Where the new words end, exclusive."""
        return self.start + len(self.now)


def replaced(text: str, choices: Iterable[Choice]) -> tuple[str, tuple[Replacement, ...]]:
    """The text with each choice made, and the list of what was done.

    Raises `InvalidInput` when two choices overlap or one lies outside the text.
    """
    parts: list[str] = []
    done: list[Replacement] = []
    at = length = 0
    for choice in sorted(choices, key=lambda choice: (choice.start, choice.end)):
        if not at <= choice.start < choice.end <= len(text):
            raise InvalidInput(
                f"The replacement {choice.now!r} at {choice.start} overlaps another, or lies outside the text"
            )
        kept = text[at : choice.start]
        done.append(
            Replacement(start=length + len(kept), was=text[choice.start : choice.end], now=choice.now)
        )
        parts += (kept, choice.now)
        length += len(kept) + len(choice.now)
        at = choice.end
    parts.append(text[at:])
    return "".join(parts), tuple(done)


def restored(text: str, replacements: Sequence[Replacement]) -> str:
    """The text as it was before `replacements` were made.

    Raises `InvalidInput` when it has been changed since at one of their places.
    """
    parts: list[str] = []
    at = 0
    for done in sorted(replacements, key=lambda done: done.start):
        if done.start < at or text[done.start : done.end] != done.now:
            raise InvalidInput(
                f"At {done.start} the text no longer has {done.now!r}: it was changed after the replacement",
                remedy="Read the transcript in again to have the words as they were.",
            )
        parts += (text[at : done.start], done.was)
        at = done.end
    parts.append(text[at:])
    return "".join(parts)


def moved(offset: int, replacements: Iterable[Replacement]) -> int:
    """Where an offset of the text before stands afterwards; within replaced words, at their beginning."""
    shift = 0
    for done in sorted(replacements, key=lambda done: done.start):
        was_at = done.start - shift
        if offset <= was_at:
            break
        if offset < was_at + len(done.was):
            return done.start
        shift += len(done.now) - len(done.was)
    return offset + shift


def replaced_in(turn: ReadTurn, choices: Iterable[Choice]) -> tuple[ReadTurn, tuple[Replacement, ...]]:
    """A turn with words replaced and its times kept on the words they belong to."""
    text, done = replaced(turn.text, choices)
    marks = tuple(Mark(moved(mark.offset, done), mark.seconds) for mark in turn.marks)
    return msgspec.structs.replace(turn, text=text, marks=marks), done
