"""The history of the codebook: what was done to each learning point, by whom and when.

Written beside every change and never changed afterwards: taking a change back is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

import msgspec

from reflect.domain.clashes import canonical
from reflect.domain.codebook import LearningPoint
from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId

SPLIT = "split"
SPLIT_BACK = "split taken back"
_FIELDS = {
    "name": "renamed",
    "number": "numbered",
    "colour": "coloured",
    "description": "described",
    "use_when": "use when",
    "not_when": "not when",
    "example": "example",
    "anchors": "scale",
}
"""The fields of which the words before and after are kept, and what a change of one is called."""


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done to one learning point."""

    id: str
    """Made from the rest, so that two laptops never give one id to two things."""
    at: str
    """ISO 8601 with time zone."""
    by: str = ""
    what: str
    """`added`, `removed`, `renamed`, `numbered`, `coloured`, `described`, `use when`, `not when`, `example`,
    `scale`, `moved under`, `retired`, `brought back`, `merged`, `merge taken back`, `split` or
    `split taken back`."""
    point: PointId
    before: str = ""
    """What stood in the field; otherwise the name of the point, or of what it stood under."""
    after: str = ""
    """What stands there since; for `merged` and `split`, the name of the point that has the quotes."""


def entry(what: str, point: PointId, before: str, after: str, *, by: str, at: str) -> LogEntry:
    """An entry with the id that its content gives it."""
    mark = sha256(canonical([at, by, what, point, before, after]).encode("utf-8", "surrogatepass"))
    return LogEntry(
        id=mark.hexdigest()[:16], at=at, by=by, what=what, point=point, before=before, after=after
    )


def entries(
    before: LearningPoint | None,
    after: LearningPoint | None,
    names: Mapping[PointId, str],
    *,
    by: str,
    at: str,
) -> list[LogEntry]:
    """What a change of one learning point is in the history. `names` are those of the other points."""
    point = after or before
    if point is None:
        return []
    return [entry(what, point.id, was, now, by=by, at=at) for what, was, now in _told(before, after, names)]


def _told(
    before: LearningPoint | None, after: LearningPoint | None, names: Mapping[PointId, str]
) -> Iterator[tuple[str, str, str]]:
    if before is None or after is None:
        if after is not None:
            yield "added", "", after.name
        elif before is not None:
            yield "removed", before.name, ""
        return
    if before.merged_into != after.merged_into:
        if after.merged_into is not None:
            yield "merged", before.name, names.get(after.merged_into, after.merged_into)
        elif before.merged_into is not None:
            yield "merge taken back", names.get(before.merged_into, before.merged_into), after.name
    elif before.retired != after.retired:
        yield ("retired" if after.retired else "brought back"), before.name, after.name
    for field, what in _FIELDS.items():
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            yield what, _words(was), _words(now)
    if before.parent != after.parent:
        was, now = (names.get(p, p) if p else "" for p in (before.parent, after.parent))
        yield "moved under", was, now


def _words(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return "\n".join(
        f"{part.value}. {part.text}" if isinstance(part, Anchor) else str(part) for part in value
    )
