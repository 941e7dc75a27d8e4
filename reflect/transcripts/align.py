"""Turns against a guide: from which turn to which each question was talked about.

The interviewer's turns are compared with the words of each question: rare words count more (inverse document
frequency), the heading and what is read out count fully, probes less. Of all ways to give questions to turns
in the guide's order the best is taken (dynamic programming over turns × questions). A person corrects it with
pins, and the rest is found anew around them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.guide import Guide
from reflect.domain.ids import QuestionId
from reflect.transcripts.likeness import folded
from reflect.transcripts.records import ReadTurn

LEAST_CONFIDENCE = 0.25
"""A turn that shares less than this of a question's weight does not ask it."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEM = 6
"""Letters of a word that count: *collaborate* and *collaboration* are one."""
_SHORTEST = 3
_PROBES = 0.35
"""What the words of probes weigh against those of the question."""
_LONG_WINDED = 3.0
"""A turn this many times as long as the question may hold its words by chance."""
_PINNED = 0.6
"""What a pin weighs when the others are found: more than a match that may be chance, less than a sure one, so
that a question that was asked out of order does not hide all the rest."""


class Aligned(msgspec.Struct, frozen=True, kw_only=True):
    """The turns in which one question was talked about."""

    question: QuestionId
    first: int | None = None
    """The turn that asks it, 0 first; None when it was not found."""
    last: int | None = None
    """The last turn before another question is asked, inclusive."""
    confidence: float = 0.0
    """How much of the question's weight the turn holds, from 0 to 1; 1 where a person said so."""
    by_hand: bool = False


class _Asked(NamedTuple):
    question: QuestionId
    weights: Mapping[str, float]
    total: float
    length: int


def aligned(
    turns: Sequence[ReadTurn],
    guide: Guide,
    interviewers: Collection[str],
    pins: Mapping[int, QuestionId | None] | None = None,
) -> tuple[Aligned, ...]:
    """For each question of the guide, in its order, the turns that belong to it.

    Args:
        turns: The transcript.
        guide: Whose questions.
        interviewers: The labels of who asks; when there are none, any turn may.
        pins: Corrections: this turn asks this question, or (None) asks none. A pinned question may stand
            anywhere, in the guide's order or not.
    """
    said = [_stems(turn.text) for turn in turns]
    asked = _asked(guide, said)
    pins = {turn: question for turn, question in (pins or {}).items() if 0 <= turn < len(turns)}
    askers = [
        n for n, turn in enumerate(turns) if not interviewers or turn.speaker in interviewers or n in pins
    ]
    scores = [_scores(said[n], asked) for n in askers]
    starts = _with_pins(askers, asked, scores, pins)
    return _ranges(asked, starts, len(turns), set(pins))


def likely_interviewers(turns: Sequence[ReadTurn], guide: Guide) -> tuple[str, ...]:
    """The label that asks most of the guide's questions; empty when nobody clearly does."""
    said = [_stems(turn.text) for turn in turns]
    asked = _asked(guide, said)
    points: dict[str, float] = {}
    named = [
        (_scores(stems, asked), turn.speaker) for stems, turn in zip(said, turns, strict=True) if turn.speaker
    ]
    for column in range(len(asked)):
        best = max(((scores[column], speaker) for scores, speaker in named), default=(0.0, ""))
        if best[0] >= LEAST_CONFIDENCE:
            points[best[1]] = points.get(best[1], 0.0) + best[0]
    ranked = sorted(points.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return ()
    return (ranked[0][0],)


def _asked(guide: Guide, turns: Iterable[Sequence[str]]) -> list[_Asked]:
    """The questions' words with their weights: rare in the guide and in the talk."""
    words = {
        question.id: (_stems(f"{question.heading} {question.text}"), _stems(" ".join(question.probes)))
        for question in guide.questions()
    }
    documents = Counter(stem for own, probes in words.values() for stem in {*own, *probes})
    said = Counter(stem for stems in turns for stem in set(stems))
    most = max(said.values(), default=0)
    found: list[_Asked] = []
    for question, (own, probes) in words.items():
        weights: dict[str, float] = dict.fromkeys(probes, _PROBES) | dict.fromkeys(own, 1.0)
        for stem in weights:
            rare = math.log((1 + len(words)) / (1 + documents[stem])) + 0.5
            seldom = math.log((2 + most) / (1 + said[stem])) + 0.1
            weights[stem] *= rare * seldom
        total = sum(weights[stem] for stem in set(own))
        found.append(_Asked(question, weights, total, len(own)))
    return found


def _stems(text: str) -> list[str]:
    words = (folded(word[0]) for word in _WORD.finditer(text))
    return [word[:_STEM] for word in words if len(word) >= _SHORTEST]


def _scores(stems: Sequence[str], asked: Iterable[_Asked]) -> list[float]:
    """How much of each question's weight a turn holds, from 0 to 1."""
    once = set(stems)
    return [_score(once, len(stems), question) for question in asked]


def _score(stems: Collection[str], length: int, question: _Asked) -> float:
    if not stems or not question.total:
        return 0.0
    shared = sum(question.weights[stem] for stem in question.weights.keys() & stems)
    room = _LONG_WINDED * max(question.length, 4)
    return min(1.0, shared / question.total) * min(1.0, math.sqrt(room / length))


def _with_pins(
    askers: Sequence[int],
    asked: Sequence[_Asked],
    scores: Sequence[Sequence[float]],
    pins: Mapping[int, QuestionId | None],
) -> dict[QuestionId, tuple[int, float]]:
    """Where each question begins, and how surely."""
    pinned = {question: turn for turn, question in pins.items() if question is not None}
    table = [list(row) for row in scores]
    for row, turn in enumerate(askers):
        for column, question in enumerate(asked):
            if question.question in pinned or turn in pins:
                here = pinned.get(question.question) == turn
                table[row][column] = _PINNED if here else 0.0
    starts = {
        asked[column].question: (askers[row], min(1.0, table[row][column]))
        for row, column in _best_path(table)
    }
    for question in asked:
        if question.question in pinned:
            starts[question.question] = (pinned[question.question], 1.0)
    return starts


def _best_path(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs of row and column, both growing, with the greatest sum of scores worth counting."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows):
        for j in range(columns):
            gain = scores[i][j] if scores[i][j] >= LEAST_CONFIDENCE else -1.0
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + gain)
    path: list[tuple[int, int]] = []
    i, j = rows, columns
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            path.append((i, j))
    return path[::-1]


def _ranges(
    asked: Sequence[_Asked],
    starts: Mapping[QuestionId, tuple[int, float]],
    turns: int,
    pinned: Collection[int],
) -> tuple[Aligned, ...]:
    """From each beginning to the turn before the next."""
    begins = sorted({turn for turn, _ in starts.values()})
    until = dict(zip(begins, [*(turn - 1 for turn in begins[1:]), turns - 1], strict=False))
    found: list[Aligned] = []
    for question in asked:
        if question.question not in starts:
            found.append(Aligned(question=question.question))
            continue
        first, confidence = starts[question.question]
        by_hand = first in pinned
        found.append(
            Aligned(
                question=question.question,
                first=first,
                last=until[first],
                confidence=round(confidence, 3),
                by_hand=by_hand,
            )
        )
    return tuple(found)
