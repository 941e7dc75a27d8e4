"""Sessions that several researchers have tagged, to compare."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.guide import Guide
from reflect.domain.ids import GuideId, PassageId, PointId, QuoteId, SessionId
from reflect.domain.passages import Passage, passages
from reflect.domain.session import Quote, Session, SessionKind, SessionRecord, Tag, Turn, tag_id

NO_GUIDE = Guide(id=GuideId("none"), title="None", version="1")
AT = "2026-03-01T10:00:00+00:00"

Marked = tuple[str, str, int, int, str]
"""Who tagged which turn from where to where with what."""


def coded(texts: Sequence[str], marks: Sequence[Marked], *, session: str = "s1") -> SessionRecord:
    """A transcript with one turn a text, `t0` first, tagged as `marks` say."""
    quotes: dict[QuoteId, Quote] = {}
    tags: dict[str, Tag] = {}
    for who, turn, start, end, point in marks:
        text = texts[int(turn[1:])]
        key = QuoteId(f"{session}-{who}-{turn}-{start}-{end}")
        quotes[key] = Quote(
            id=key,
            passage=PassageId(f"turn:{turn}"),
            start=start,
            end=end,
            words=text[start:end],
            by=who,
            at=AT,
        )
        tag = Tag(id=tag_id(key, point, who), quote=key, point=PointId(point), by=who, at=AT)
        tags[tag.id] = tag
    return SessionRecord(
        session=Session(
            id=SessionId(session),
            kind=SessionKind.TRANSCRIPT,
            guide=GuideId(""),
            guide_version="",
            guide_text="",
            started=AT,
        ),
        turns={f"t{n}": Turn(id=f"t{n}", order=n, text=text) for n, text in enumerate(texts)},
        quotes=quotes,
        tags=tags,
    )


def its_passages(record: SessionRecord) -> list[Passage]:
    return passages(record, NO_GUIDE)
