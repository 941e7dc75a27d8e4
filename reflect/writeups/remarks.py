"""What the writer of a text should know, line by line: held back, wrong, changed since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from reflect.domain.drafted import Drafted
from reflect.domain.gate import EDITED, HeldBack, Quotable
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.session import Approval
from reflect.writeups.render import PlacedReference, Rendered


class RemarkKind(StrEnum):
    """What a remark is about. A margin may show one letter or colour for each."""

    PROBLEM = "to mend"
    """A reference that names no quote, or several; a comment that never ends."""
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    HELD_BACK = "held back"
    """For another reason."""
    SOURCE_CHANGED = "source changed"
    """The words are no longer in the passage."""
    WORDS_CHANGED = "words changed"
    """They are others than when this was last drafted or exported."""
    UNTAGGED = "point taken away"
    """In a theme: the quote has its learning point no more."""
    AMENDED = "approved as changed"
    WARNING = "warning"


class Remark(NamedTuple):
    """Something about one line of a write-up that its writer should know.

    A line may have several. `quote` is whose reference it is about; None where it is about none.
    """

    line: int
    text: str
    kind: RemarkKind = RemarkKind.WARNING
    quote: QuoteId | None = None


_HELD = {HeldBack.WITHDRAWN: RemarkKind.WITHDRAWN, HeldBack.DECLINED: RemarkKind.DECLINED}


def remarks(
    rendered: Rendered,
    quotes: Mapping[QuoteId, Quotable],
    drafted: Drafted | None = None,
    point: PointId | None = None,
    unplaced: int | None = None,
) -> tuple[Remark, ...]:
    """Everything there is to say, in the order of the lines.

    `drafted` is what the write-up has considered, None where nobody knows; `point` that of a theme,
    `unplaced` the line where quotes begin that nobody has placed yet.
    """
    found: list[Remark] = []
    known = drafted.quotes if drafted is not None else frozenset()
    changed = drafted.words_changed(each.quote for each in quotes.values()) if drafted is not None else set()
    untagged = {
        quote for quote in known & quotes.keys() if point is not None and point not in quotes[quote].points
    }
    for reference in rendered.references:
        if reference.quote is not None:
            found += _held_back(reference, reference.quote)
            if reference.quote in quotes:
                quotable = quotes[reference.quote]
                found += (
                    Remark(reference.line, f"quote {reference.quote}: {text}", kind, reference.quote)
                    for kind, text in _since(
                        quotable, changed=quotable.quote.id in changed, untagged=quotable.quote.id in untagged
                    )
                )
    if unplaced is not None:
        found.append(Remark(unplaced, "what is not placed yet goes out with the text, as it stands here"))
    found += _at_lines(rendered.problems, RemarkKind.PROBLEM)
    found += _at_lines(rendered.warnings, RemarkKind.WARNING)
    return tuple(sorted(dict.fromkeys(found), key=lambda remark: (remark.line, remark.text)))


def _held_back(reference: PlacedReference, quote: QuoteId) -> Iterator[Remark]:
    reason = reference.ruling.reason if reference.ruling is not None else None
    if reason is not None:
        kind = _HELD.get(reason, RemarkKind.HELD_BACK)
        yield Remark(reference.line, f"quote {quote} is held back: {reason}", kind, quote)


def _since(found: Quotable, *, changed: bool, untagged: bool) -> Iterator[tuple[RemarkKind, str]]:
    quote = found.quote
    if quote.source_changed:
        yield RemarkKind.SOURCE_CHANGED, EDITED
    if changed:
        yield RemarkKind.WORDS_CHANGED, "its words have changed since this was last drafted or exported"
    if quote.approval is Approval.AMENDED:
        yield RemarkKind.AMENDED, "approved as the participant changed it; their version is what others read"
    if untagged:
        yield RemarkKind.UNTAGGED, "it no longer has this learning point"


def _at_lines(sentences: Iterable[str], kind: RemarkKind) -> Iterator[Remark]:
    for sentence in sentences:
        place, _, text = sentence.partition(": ")
        # Said of each reference above, with its quote.
        left = "; ".join(part for part in text.split("; ") if part != EDITED or kind is RemarkKind.PROBLEM)
        if left:
            yield from (Remark(int(line), left, kind) for line in re.findall(r"\d+", place))
