"""The framework matrix: what a researcher makes of one case on one learning point, in words of their own.

Cases are participants or roles. A cell that was looked at has a record, with or without words; where there is
none it was not charted yet. Whether a summary still fits its quotes is worked out from what it was written
from, never stored.

Source: Gale, Heath, Cameron, Rashid, Redwood: Using the framework method for the analysis of qualitative data
in multi-disciplinary health research. BMC Med Res Methodol 13:117 (2013), after Ritchie and Spencer (1994).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from enum import StrEnum

import msgspec

from reflect.domain.drafted import noted, noted_quote
from reflect.domain.ids import ParticipantCode, PointId, QuoteId

Tables = Mapping[str, Mapping[str, Mapping[str, object]]]
Open = dict[str, dict[str, dict[str, object]]]
"""Tables that are the caller's to change."""
TABLE = "summaries"
REMOVED = "removed"
"""In the place of a quote that a summary was written from, when its speaker's data were removed."""


class CaseKind(StrEnum):
    """What the rows of the matrix are."""

    PARTICIPANT = "participant"
    ROLE = "role"


class CellSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a researcher wrote on one case and one learning point; no words: nothing was said."""

    id: str
    """Made from the cell, so that two who chart one cell write one record: `participant:P04/lp3`."""
    kind: CaseKind
    case: str
    """A participant's code, or a role's id."""
    point: PointId
    text: str = ""
    """Markdown. Empty: the cell was looked at, and nothing was said on it."""
    by: str = ""
    """Who charted it first."""
    created: str
    """When: ISO 8601 with time zone."""
    changed_by: str = ""
    """Who changed it last."""
    at: str
    """When: ISO 8601 with time zone."""
    seen: tuple[str, ...] = ()
    """What it was written from: each quote's id, a slash, and a digest of its words as they were."""

    @property
    def nothing_said(self) -> bool:
        """Whether it says that there is nothing to say."""
        return not self.text.strip()


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to the quotes of a cell since its summary was written."""

    added: tuple[QuoteId, ...] = ()
    changed: tuple[QuoteId, ...] = ()
    """Their words are others."""
    untagged: tuple[QuoteId, ...] = ()
    """They are in the study, and not in this cell any more."""
    gone: int = 0
    """How many are not in the study any more."""
    taken_back: int = 0
    """How many are of somebody who withdrew, does not take part, or whose data were removed."""

    @property
    def stale(self) -> bool:
        """Whether the summary may not fit any more."""
        return bool(self.added or self.changed or self.untagged or self.gone or self.taken_back)

    def in_words(self) -> str:
        """What happened, for a person; empty when nothing did."""
        parts = [
            (len(self.added), "was added", "were added"),
            (len(self.changed), "has other words", "have other words"),
            (len(self.untagged), "is not in this cell any more", "are not in this cell any more"),
            (self.gone, "is gone", "are gone"),
            (self.taken_back, "was taken back", "were taken back"),
        ]
        said = [f"{n} {one if n == 1 else more}" for n, one, more in parts if n]
        return f"since it was written, of its quotes {', '.join(said)}" if said else ""


def cell_id(kind: CaseKind, case: str, point: str) -> str:
    """The id of a cell's summary."""
    return f"{kind.value}:{case}/{point}"


def cells_of(code: str) -> str:
    """How the ids of all cells of a participant begin."""
    return cell_id(CaseKind.PARTICIPANT, code, "")


def joined(summaries: Iterable[CellSummary], point: PointId) -> CellSummary | None:
    """What one cell says: all that was written on learning points which are one by now; None for nothing.

    Their texts one after the other, the first written first: what was merged loses no word.
    """
    rows = sorted(summaries, key=lambda each: (each.created, each.id))
    if not rows:
        return None
    if len(rows) == 1 and rows[0].point == point:
        return rows[0]
    first, last = rows[0], max(rows, key=lambda each: (each.at, each.id))
    texts = dict.fromkeys(row.text.strip() for row in rows if not row.nothing_said)
    return msgspec.structs.replace(
        first,
        id=cell_id(first.kind, first.case, point),
        point=point,
        text="\n\n".join(texts),
        changed_by=last.changed_by,
        at=last.at,
        seen=tuple(sorted({entry for row in rows for entry in row.seen})),
    )


def seen_now(
    quotes: Mapping[QuoteId, str], before: Collection[str], hidden: Container[str]
) -> tuple[str, ...]:
    """What a summary is written from: these quotes with their words.

    Of those that are `hidden` from whoever writes, what was noted `before` stays.
    """
    kept = [entry for entry in before if noted_quote(entry) in hidden]
    return tuple(sorted({*kept, *(noted(quote, words) for quote, words in quotes.items())}))


def since(
    seen: Iterable[str],
    quotes: Mapping[QuoteId, str],
    speakers: Mapping[QuoteId, str],
    taken_back: Container[ParticipantCode],
    hidden: Container[str] = (),
) -> Since:
    """What happened since a summary was written from `seen`.

    Args:
        seen: What it was written from.
        quotes: The quotes that are in its cell now, with their words.
        speakers: Whose words those of `seen` are that the study still has; an empty code: nobody's known.
        taken_back: Those of whom nothing may be read any more.
        hidden: Quotes that whoever looks is not shown; nothing is said of them.

    """
    were: dict[QuoteId, set[str]] = {}
    for entry in seen:
        were.setdefault(noted_quote(entry), set()).add(entry)
    before = {quote for quote in were if quote not in hidden}
    back = {quote for quote in before if quote == REMOVED or speakers.get(quote, "") in taken_back}
    left = before - back - quotes.keys()
    return Since(
        added=tuple(quote for quote in quotes if quote not in were and quote not in hidden),
        changed=tuple(
            quote
            for quote, words in quotes.items()
            if quote in before and noted(quote, words) not in were[quote]
        ),
        untagged=tuple(sorted(quote for quote in left if quote in speakers)),
        gone=sum(quote not in speakers for quote in left),
        taken_back=len(back),
    )


def study_without(tables: Tables, codes: Collection[str]) -> Open:
    """The tables of a study's own file without what was charted of some people, in its bin too."""
    now: Open = {table: {key: dict(row) for key, row in rows.items()} for table, rows in tables.items()}
    gone = {key for key, row in now.get(TABLE, {}).items() if _of(row, codes)}
    for key in gone:
        del now[TABLE][key]
    for key, clash in list(now.get("clashes", {}).items()):
        if clash.get("table") == TABLE and clash.get("record") in gone:
            del now["clashes"][key]
    for key, row in list(now.get("bin", {}).items()):
        rows = row.get(TABLE)
        if isinstance(rows, list | tuple) and any(_of(each, codes) for each in rows):
            row[TABLE] = [each for each in rows if not _of(each, codes)]
            if not any(row.get(table) for table in (TABLE, "points", "roles", "memos")):
                del now["bin"][key]
    return now


def charts(tables: Tables, code: str) -> bool:
    """Whether a study's own file, or its bin, holds what was charted of somebody."""
    binned = [row.get(TABLE) for row in tables.get("bin", {}).values()]
    rows = [each for some in binned if isinstance(some, list | tuple) for each in some]
    return any(_of(row, {code}) for row in (*tables.get(TABLE, {}).values(), *rows))


def _of(row: object, codes: Collection[str]) -> bool:
    if not isinstance(row, Mapping):
        return False
    return row.get("kind") == CaseKind.PARTICIPANT.value and row.get("case") in codes


def without_person(summary: CellSummary, code: str, quotes: Collection[str]) -> CellSummary | None:
    """A summary with nothing of somebody whose data are removed; None when it was about them.

    Of what it was written from only stays that there was something of theirs.
    """
    if summary.kind is CaseKind.PARTICIPANT and summary.case == code:
        return None
    stays = {entry for entry in summary.seen if noted_quote(entry) not in quotes}
    if len(stays) == len(summary.seen):
        return summary
    return msgspec.structs.replace(summary, seen=tuple(sorted({*stays, f"{REMOVED}/"})))
