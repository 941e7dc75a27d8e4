"""A drafted theme shows a range of voices on one learning point, by reference."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import ParticipantCode, PointId, QuoteId, RoleId
from reflect.domain.people import DEFAULT_ROLES
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.references import references_in
from reflect.writeups.reflection import DraftMemo
from reflect.writeups.theme import EACH, ThemeData, ThemeQuote, chosen, draft_theme

POINT = LearningPoint(
    id=PointId("LP3"),
    number=3,
    name="Be *realistic*",
    description="Start small.",
    use_when=("scale --> size",),
)


def said(
    quote_id: str,
    speaker: str = "P01",
    role: str = "provider",
    *,
    length: int = 100,
    points: int = 1,
    starred: bool = False,
    contradicts: bool = False,
) -> ThemeQuote:
    return ThemeQuote(
        id=QuoteId(quote_id),
        speaker=ParticipantCode(speaker),
        role=RoleId(role),
        length=length,
        points=points,
        starred=starred,
        contradicts=contradicts,
    )


def drafted(*quotes: ThemeQuote, memos: tuple[DraftMemo, ...] = ()) -> str:
    return draft_theme(
        ThemeData(
            point=POINT, created="2026-11-25", roles=DEFAULT_ROLES, quotes=quotes, memos=memos, silent=()
        )
    )


def shape(draft: str) -> list[str]:
    return [line.text for line in read_manuscript(draft).lines if line.text]


def test_each_role_has_its_heading_and_what_speaks_against_it_comes_last() -> None:
    draft = drafted(
        said("aaaa1111", "P03", "commissioner"),
        said("bbbb1111"),
        said("cccc1111", "P03", "commissioner", contradicts=True),
    )
    assert shape(draft) == [
        "# Be \\*realistic\\*",
        "## What it means here",
        "## What people say",
        "### Provider",
        "[[quote bbbb1111]]",
        "### Commissioner",
        "[[quote aaaa1111]]",
        "## Where they agree, and where they differ",
        "## On the other hand",
        "### Commissioner",
        "[[quote cccc1111]]",
        "## What others can take from it",
    ]


def test_everybody_is_heard_before_anybody_a_second_time_and_nobody_a_third() -> None:
    quotes = [said(f"a{n}aa1111") for n in range(4)] + [said("b1bb1111", "P02")]
    taken, left = chosen(quotes)
    assert taken == ["a0aa1111", "b1bb1111", "a1aa1111"]
    assert left == ["a2aa1111", "a3aa1111"]


def test_what_is_starred_comes_first_then_what_has_this_point_alone_then_what_is_easy_to_read() -> None:
    best = said("star1111", starred=True, points=5, length=2000)
    alone = said("lone1111", points=1, length=300)
    brief = said("brev1111", points=1, length=5)
    many = said("many1111", points=4)
    assert chosen([many, brief, alone, best], each=4)[0] == ["star1111", "lone1111", "brev1111", "many1111"]


def test_quotes_that_were_not_chosen_and_memos_stand_in_comments_that_nothing_can_end() -> None:
    memo = DraftMemo(about="quote a0aa1111", text="Look --> here\n# and there")
    draft = drafted(*[said(f"a{n}aa1111") for n in range(4)], memos=(memo,))
    assert "quote a2aa1111, quote a3aa1111." in draft
    assert "and there" in draft
    assert not [line for line in shape(draft) if "a2aa1111" in line or "there" in line or "size" in line]
    assert read_manuscript(draft).problems == ()


def test_a_point_without_quotes_says_what_to_do() -> None:
    draft = drafted()
    assert "tag some, then draft it again" in draft
    assert shape(draft)[0] == "# Be \\*realistic\\*"


QUOTES = st.lists(
    st.builds(
        said,
        st.integers(1000, 9999).map(lambda n: f"q{n}aaaa"),
        st.sampled_from(["P01", "P02", "P03"]),
        st.sampled_from(["provider", "commissioner", "unheard-of"]),
        length=st.integers(1, 900),
        points=st.integers(1, 8),
        starred=st.booleans(),
        contradicts=st.booleans(),
    ),
    unique_by=lambda quote: quote.id,
    max_size=30,
)


@given(QUOTES)
def test_every_quote_is_named_once_and_no_person_more_often_than_allowed(quotes: list[ThemeQuote]) -> None:
    draft = drafted(*quotes)
    placed = [reference.wanted for reference in references_in(draft).found]
    assert len(placed) == len(set(placed))
    named = re.findall(r"quote (q\d+aaaa)", draft)
    assert sorted(named) == sorted(quote.id for quote in quotes)
    for against in (True, False):
        own = {quote.id: (quote.speaker, quote.role) for quote in quotes if quote.contradicts is against}
        by = [own[QuoteId(each)] for each in placed if each in own]
        assert all(by.count(one) <= EACH for one in by)
