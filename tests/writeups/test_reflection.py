"""A drafted reflection holds references in the order of the learning points, and no words of its own."""

from __future__ import annotations

import msgspec
import pytest

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.ids import ParticipantCode, PointId, QuoteId
from reflect.domain.session import Memo, MemoTarget, SessionKind, Turn
from reflect.errors import InvalidInput
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.references import references_in
from reflect.writeups.reflection import (
    DraftMemo,
    DraftNote,
    DraftQuote,
    ReflectionData,
    draft_reflection,
    reflection_data,
)

from .builders import person, quotable, rendered
from .sessions import GUIDE, WHEN, note, quote, response, session, tag

P03 = ParticipantCode("P03")


def codebook(*names: str) -> Codebook:
    points = (LearningPoint(id=PointId(f"LP{n}"), number=n, name=name) for n, name in enumerate(names, 1))
    return Codebook(tuple(points))


BOOK = codebook("Start upstream", "Get the right people in the room", "Be realistic")


def draft_quote(quote_id: str, *points: str, against: tuple[str, ...] = (), length: int = 50) -> DraftQuote:
    return DraftQuote(
        id=QuoteId(quote_id),
        length=length,
        points=tuple(PointId(point) for point in (*points, *against)),
        contradicts=tuple(PointId(point) for point in against),
    )


def data(*quotes: DraftQuote, book: Codebook = BOOK) -> ReflectionData:
    return ReflectionData(participant=P03, created="2026-11-23", codebook=book, quotes=quotes)


def shape(draft: str) -> list[str]:
    """What a reader would get: headings, references, and words between them."""
    return [line.text for line in read_manuscript(draft).lines if line.text]


def test_words_stand_by_learning_point_in_the_codebooks_order() -> None:
    draft = draft_reflection(
        data(draft_quote("aaaa", "LP2"), draft_quote("bbbb", "LP1"), draft_quote("cccc", "LP2"))
    )
    assert shape(draft)[2:] == [
        "## Start upstream",
        "[[quote bbbb]]",
        "## Get the right people in the room",
        "[[quote aaaa]]",
        "[[quote cccc]]",
        "## What it means",
    ]


def test_a_quote_with_two_points_stands_under_the_first_and_a_comment_says_so_at_the_other() -> None:
    draft = draft_reflection(data(draft_quote("aaaa", "LP3", "LP1"), draft_quote("bbbb", "LP3")))
    assert shape(draft)[2:-1] == ["## Start upstream", "[[quote aaaa]]", "## Be realistic", "[[quote bbbb]]"]
    assert "<!-- Quote aaaa speaks of this too; it stands under “Start upstream”. -->" in draft


def test_a_point_with_nothing_of_its_own_gets_a_comment_and_no_heading() -> None:
    draft = draft_reflection(data(draft_quote("aaaa", "LP1", against=("LP3",))))
    assert "## Be realistic" not in draft
    assert "quote aaaa speaks against it and stands under “Start upstream”." in draft


def test_what_speaks_against_a_point_is_set_apart() -> None:
    draft = draft_reflection(data(draft_quote("aaaa", against=("LP1",)), draft_quote("bbbb", "LP1")))
    assert shape(draft)[2:-1] == [
        "## Start upstream",
        "[[quote bbbb]]",
        "### On the other hand",
        "[[quote aaaa]]",
    ]


def test_what_fits_no_point_is_not_lost() -> None:
    draft = draft_reflection(
        data(draft_quote("aaaa"), draft_quote("bbbb", "LP9"), draft_quote("cccc", "LP1"))
    )
    assert shape(draft)[4:-1] == ["## What else was said", "[[quote aaaa]]", "[[quote bbbb]]"]


def test_every_quote_stands_once_and_one_of_them_in_the_headline_too() -> None:
    quotes = [draft_quote(f"q{n}aa", *(f"LP{p}" for p in range(1, 1 + n % 4))) for n in range(12)]
    wanted = [r.wanted for r in references_in(draft_reflection(data(*quotes))).found if not r.portrait]
    assert sorted(wanted[1:]) == sorted(q.id for q in quotes)
    assert wanted[0] in wanted[1:]


def test_the_headline_suggested_is_the_quote_with_most_points_then_the_shortest() -> None:
    quotes = [
        draft_quote("aaaa", "LP1", length=9),
        draft_quote("bbbb", "LP1", "LP2", length=80),
        draft_quote("cccc", "LP1", "LP2", length=60),
        draft_quote("dddd", "LP1", "LP2", against=("LP3",), length=10),
    ]
    assert shape(draft_reflection(data(*quotes)))[:2] == ["# [[portrait]]", "[[quote cccc]]"]


def test_a_draft_without_quotes_has_its_frame() -> None:
    draft = draft_reflection(data())
    assert shape(draft) == ["# [[portrait]]", "## What it means"]
    assert references_in(draft).problems == ()


def test_the_front_matter_has_the_code_and_no_name() -> None:
    assert read_manuscript(draft_reflection(data())).front == {
        "kind": "reflection",
        "participant": "P03",
        "title": "Reflection, P03",
        "created": "2026-11-23",
    }


def test_notes_to_oneself_are_in_the_draft_and_never_in_the_export() -> None:
    given = msgspec.structs.replace(
        data(draft_quote("aaaa", "LP1")),
        memos=(DraftMemo(about="quote aaaa", text="PRIVATE --> PRIVATE --!> [[quote zzzz]]\n\nPRIVATE"),),
        notes=(DraftNote(time="12:40", text="PRIVATE <!-- --->PRIVATE"),),
    )
    draft = draft_reflection(given)
    assert "- on quote aaaa: PRIVATE" in draft
    assert "- 12:40 PRIVATE" in draft
    result = rendered(draft, quotable("aaaa", "Words."), subject=person())
    assert result.problems == ()
    assert "PRIVATE" not in result.markdown
    assert "P03" not in result.markdown
    assert result.markdown.startswith(
        "# A public agency officer\n\n> Words.\n>\n> — a public agency officer\n"
    )


def test_a_learning_points_name_stands_as_typed_even_if_it_looks_like_markdown() -> None:
    book = codebook("*Start* --> [[quote zzzz]]", "Two")
    draft = draft_reflection(data(draft_quote("aaaa", "LP1", "LP2"), draft_quote("bbbb", "LP2"), book=book))
    result = rendered(draft, quotable("aaaa"), quotable("bbbb"), subject=person())
    assert result.problems == ()
    assert r"## \*Start\* --\> \[\[quote zzzz\]\]" in result.markdown
    assert "too; it stands" not in result.markdown


def test_the_data_are_the_persons_own_words_in_the_order_of_the_session() -> None:
    record = session(
        response("free", text="Three, mostly."),
        response("well", text="It went well. Very."),
        turns=(
            Turn(id="t1", order=1, text="And you?", speaker="Ana"),
            Turn(id="t2", order=2, text="I agree.", participant=P03),
            Turn(id="t3", order=3, text="I don't.", participant=ParticipantCode("P04")),
        ),
        notes=(note("n2", 70, "Second."), note("n1", 60, "First."), note("n3", 65, mark=True)),
        quotes=(
            quote("a", "answer:free", "Three"),
            quote("b", "answer:well", "Very.", 14),
            quote("c", "answer:well", "It went well."),
            quote("d", "turn:t1", "And"),
            quote("e", "turn:t2", "I agree."),
            quote("f", "turn:t3", "I don't."),
            quote("g", "note:n1", "First."),
        ),
        tags=(
            tag("c", "LP2"),
            tag("c", "LP1"),
            tag("c", "LP2", by="Ben", contradicts=True),
            tag("f", "LP3"),
        ),
    )
    found = reflection_data([(record, GUIDE)], P03, BOOK, created="2026-11-23")
    assert [q.id for q in found.quotes] == ["c", "b", "a", "e"]
    assert found.quotes[0].points == ("LP2", "LP1")
    assert found.quotes[0].contradicts == ("LP2",)
    assert found.notes == (DraftNote(time="01:00", text="First."), DraftNote(time="01:10", text="Second."))


def test_memos_of_a_session_with_others_stay_out_but_for_those_on_the_persons_quotes() -> None:
    record = session(
        turns=(Turn(id="t1", order=1, text="I agree.", participant=P03),),
        notes=(note("n1", 60, "About somebody."),),
        quotes=(quote("a", "turn:t1", "I agree."),),
        participant=None,
        kind=SessionKind.TRANSCRIPT,
    )
    memos = {
        "m1": Memo(id="m1", target=MemoTarget.SESSION, target_id="s1", text="About all.", at=WHEN),
        "m2": Memo(id="m2", target=MemoTarget.QUOTE, target_id="a", text="About this.", at=WHEN),
    }
    record = msgspec.structs.replace(record, memos=memos)
    found = reflection_data([(record, GUIDE)], P03, BOOK, created="2026-11-23")
    assert found.memos == (DraftMemo(about="quote a", text="About this."),)
    assert found.notes == ()


def test_a_studys_own_template_is_used_instead() -> None:
    template = "{% for p in points %}{{ p.number }} {{ p.name }}: {{ p.quotes|join(' ') }}\n{% endfor %}"
    draft = draft_reflection(data(draft_quote("aaaa", "LP1")), template)
    assert draft.startswith("1 Start upstream: aaaa\n2 Get the right")


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("\n{{ ''.__class__.__mro__ }}", 2, "may not reach"),
        ("{{ points[0].__init__.__globals__ }}", 1, "may not reach"),
        ("{{ cycler.__init__.__globals__ }}", 1, "may not reach"),
        ("{{ memos.append(1) }}", 1, "may not reach"),
        ("{% include '/etc/passwd' %}", 1, "cannot read other files"),
        ("\n\n{% import '/etc/passwd' as x %}", 3, "cannot read other files"),
        ("{% extends 'reflection.md.jinja' %}", 1, "cannot read other files"),
        ("One\n{{ headlnie }}", 2, "'headlnie' is undefined"),
        ("{% for p in points %}\n{{ p.nmae }}{% endfor %}", 2, "nmae"),
        ("One\n{% for p in %}", 2, "not a template"),
        ("One\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("{{ range(10 ** 9) }}", 1, "Range too big"),
    ],
)
def test_a_template_that_cannot_be_used_names_its_file_and_line(template: str, line: int, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as caught:
        draft_reflection(data(), template, name="templates/reflection.md.jinja")
    assert caught.value.place == f"templates/reflection.md.jinja:{line}"


def test_a_template_is_given_no_words_of_the_participant() -> None:
    template = "{{ points }} {{ outside }} {{ headline }} {{ title }}"
    record = session(response("well", text="SECRET"), quotes=(quote("a", "answer:well", "SECRET"),))
    found = reflection_data([(record, GUIDE)], P03, BOOK, created="2026-11-23")
    assert "SECRET" not in draft_reflection(found, template)
