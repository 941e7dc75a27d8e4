"""Quotes sorted by anything stay in reading order where they are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.session import Approval
from reflect.services.demo import build_demo
from reflect.services.quote_order import QuoteOrder, in_order
from reflect.services.study import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("order") / "demo"
    return build_demo(folder, groups=False)


@pytest.mark.parametrize("order", list(QuoteOrder))
def test_every_order_lists_each_quote_once(study: Study, order: QuoteOrder) -> None:
    rows = study.quotes()
    found = in_order(rows, order, study.codebook())
    assert sorted(row.id for row in found) == sorted(row.id for row in rows)


def test_quotes_come_by_what_is_asked_for(study: Study) -> None:
    rows, codebook = study.quotes(), study.codebook()
    numbers = {point.id: point.number for point in codebook.points}
    by_point = in_order(rows, QuoteOrder.POINT, codebook)
    first = [min((numbers[p] for p in row.points), default=99) for row in by_point]
    assert first == sorted(first)
    ones = [row.id for row in rows if min(numbers[p] for p in row.points) == 1]
    assert [row.id for row in by_point[: len(ones)]] == ones
    whose = [row.participant for row in in_order(rows, QuoteOrder.PARTICIPANT, codebook)]
    assert whose == sorted(whose, key=str)
    marked = [row.at for row in in_order(rows, QuoteOrder.MARKED, codebook)]
    assert marked == sorted(marked, reverse=True)
    approvals = list(dict.fromkeys(row.approval for row in in_order(rows, QuoteOrder.APPROVAL, codebook)))
    assert approvals == [Approval.APPROVED, Approval.NOT_ASKED, Approval.DECLINED]
