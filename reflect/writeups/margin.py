"""The margin of a write-up: what a line's references come to, as one sign and as a story in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reflect.domain.gate import Ruling
from reflect.domain.ids import QuoteId
from reflect.domain.session import Approval
from reflect.domain.writeup_reading import Comment, Mark, Said, Sign, sign_of
from reflect.writeups.render import PlacedReference

_ORDER = {sign: at for at, sign in enumerate(Sign)}
_ASKED = {
    Approval.NOT_ASKED: "not asked yet",
    Approval.ASKED: "asked",
    Approval.APPROVED: "approved",
    Approval.AMENDED: "approved as changed",
    Approval.DECLINED: "declined",
}


class Notice(NamedTuple):
    """Something the writer should know of a line."""

    line: int
    sign: Sign
    text: str


def margin(
    references: Iterable[PlacedReference],
    notices: Iterable[Notice],
    comments: Sequence[Comment],
    said: Mapping[QuoteId, Said],
) -> dict[int, Mark]:
    """The mark of every line that has one, by the number of the line; the first is 1.

    A notice that only repeats what a reference's own story tells is left out.
    """
    found: dict[int, list[tuple[Sign, str]]] = {}
    told: dict[int, list[Ruling]] = {}
    for placed in references:
        if placed.ruling is None:
            continue  # a notice says what is wrong
        told.setdefault(placed.line, []).append(placed.ruling)
        found.setdefault(placed.line, []).append(_reference(placed, placed.ruling, said))
    for notice in notices:
        if not any(_tells(ruling, notice.text) for ruling in told.get(notice.line, ())):
            found.setdefault(notice.line, []).append((notice.sign, notice.text))
    for comment in comments:
        story = f"to yourself, never leaves: {comment.words}"
        for line in range(comment.line, comment.last + 1):
            found.setdefault(line, []).append((Sign.COMMENT, story))
    return {line: _mark(stories) for line, stories in found.items()}


def _mark(stories: list[tuple[Sign, str]]) -> Mark:
    ordered = sorted(stories, key=lambda each: _ORDER[each[0]])
    return Mark(
        sign=ordered[0][0],
        signs=tuple(sign for sign, _ in ordered),
        stories=tuple(story for _, story in ordered),
    )


def _tells(ruling: Ruling, text: str) -> bool:
    """Whether a remark says what the story of a reference with this ruling says anyhow."""
    if ruling.reason is not None and text.endswith(f"is held back: {ruling.reason}"):
        return True
    _, _, about = text.rpartition(": ")
    return bool(about) and about in ruling.warning


def _reference(placed: PlacedReference, ruling: Ruling, said: Mapping[QuoteId, Said]) -> tuple[Sign, str]:
    quote = said.get(placed.quote) if placed.quote is not None else None
    sign = sign_of(ruling, changed=quote is not None and quote.changed)
    parts = [quote.who if quote else "how the person is introduced" if placed.portrait else ""]
    parts.append(f"as {ruling.attribution}" if ruling.appears else f"held back: {ruling.reason}")
    if quote is not None:
        parts.append(_ASKED[quote.approval])
    if ruling.warning:
        parts.append(ruling.warning)
    words = ruling.words if ruling.appears else quote.words if quote else ""
    if words:
        parts.append(f"“{' '.join(words.split())}”")
    return sign, " · ".join(part for part in parts if part)
