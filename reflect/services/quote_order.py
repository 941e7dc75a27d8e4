"""In which order quotes are listed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from reflect.domain.codebook import Codebook
from reflect.domain.session import Approval
from reflect.services.rows import QuoteRow


class QuoteOrder(StrEnum):
    """What quotes are sorted by; those alike stay in the order of sessions and words."""

    READING = "session"
    POINT = "learning point"
    PARTICIPANT = "participant"
    MARKED = "last marked first"
    RESEARCHER = "researcher"
    STARRED = "starred first"
    APPROVAL = "approval"


_APPROVALS = (Approval.APPROVED, Approval.AMENDED, Approval.ASKED, Approval.NOT_ASKED, Approval.DECLINED)


def in_order(rows: Sequence[QuoteRow], order: QuoteOrder, codebook: Codebook) -> list[QuoteRow]:
    """Rows that come in reading order, sorted; what lacks what is asked for comes last."""
    match order:
        case QuoteOrder.READING:
            return list(rows)
        case QuoteOrder.POINT:
            places = {point.id: n for n, point in enumerate(codebook.points)}
            last = len(places)
            return sorted(rows, key=lambda row: min((places.get(p, last) for p in row.points), default=last))
        case QuoteOrder.PARTICIPANT:
            return sorted(rows, key=lambda row: (row.participant is None, row.participant or ""))
        case QuoteOrder.MARKED:
            return sorted(rows, key=lambda row: row.at, reverse=True)
        case QuoteOrder.RESEARCHER:
            return sorted(rows, key=lambda row: row.by.casefold())
        case QuoteOrder.STARRED:
            return sorted(rows, key=lambda row: not row.starred)
        case QuoteOrder.APPROVAL:
            last = len(_APPROVALS)
            places_of = {approval: n for n, approval in enumerate(_APPROVALS)}
            return sorted(rows, key=lambda row: places_of.get(row.approval, last))
