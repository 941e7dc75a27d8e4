"""Drafting a write-up of self-assessments: each round and all of them, with the quotes given as evidence.

A draft holds references to quotes and no words of participants. Its figures are those that the public may
see on the day of the draft, whoever reads it: a text that is passed on must not hold what a list would
hide.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from reflect.domain.ids import QuoteId
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.reflection import in_comment
from reflect.writeups.template import filled_by

TEMPLATE = "progress.md.jinja"
"""The template's file name: ours here under `templates/`, a study's own under its `templates/`."""


class RoundDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One round, as a template sees it."""

    name: str
    opened: str
    """The day: ISO 8601."""
    closed: str
    """Likewise; empty while it is open."""
    plots: tuple[str, ...]
    """Lines of Markdown: a block of code."""
    table: tuple[str, ...]
    """Lines of Markdown."""
    picture: str = ""
    """Where the same plots lie as a picture; empty for none."""


class PointDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One learning point."""

    name: str
    """With its number."""
    sentences: tuple[str, ...]
    """What is to be known of it in the last round."""
    medians: str
    """`3 → 3.5 → 4`; empty for a single round."""
    evidence: tuple[QuoteId, ...]


class ProgressData(msgspec.Struct, frozen=True, kw_only=True):
    """What a write-up of self-assessments is drafted from."""

    created: str
    """The day of the draft: ISO 8601."""
    low: int
    high: int
    rounds: tuple[RoundDraft, ...]
    """The first opened first."""
    over_rounds: tuple[str, ...]
    """Lines of Markdown: a block of code; empty for a single round."""
    picture: str
    """Where the same lines lie as a picture; empty for none."""
    points: tuple[PointDraft, ...]
    left_out: tuple[str, ...]
    """Ratings that are not counted, and why, for the writer."""


def draft_progress(data: ProgressData, template: str | None = None, *, name: str = TEMPLATE) -> str:
    """The Markdown of a first draft, by the study's own `template` or, where it has none, by ours.

    `name` is the template's file, for messages. Raises `InvalidInput` when the template cannot be used.
    """
    return filled_by(template, TEMPLATE, _seen_by_template(data), name=name)


def _seen_by_template(data: ProgressData) -> Mapping[str, object]:
    rounds = [
        {
            "name": _safe(each.name),
            "opened": each.opened,
            "closed": each.closed,
            "plots": "\n".join(each.plots),
            "table": "\n".join(each.table),
            "picture": each.picture,
        }
        for each in data.rounds
    ]
    return {
        "created": data.created,
        "low": data.low,
        "high": data.high,
        "rounds": rounds,
        "latest": rounds[-1] if rounds else None,
        "earlier": rounds[:-1],
        "over_rounds": "\n".join(data.over_rounds),
        "over_rounds_picture": data.picture,
        "points": [
            {
                "name": _safe(point.name),
                "sentences": [_safe(sentence) for sentence in point.sentences],
                "medians": point.medians,
                "evidence": point.evidence,
            }
            for point in data.points
        ],
        "left_out": [_safe(each) for each in data.left_out],
    }


def _safe(text: str) -> str:
    """Words on one line that may stand in Markdown and cannot end a comment."""
    return in_comment(as_typed_inline(" ".join(text.split())))
