"""What a writer is shown of their own text: comments, sections, the margin, what replacing leaves alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.finding import Wanted
from reflect.domain.finding_text import places, replaced
from reflect.domain.gate import HeldBack, Ruling
from reflect.domain.ids import QuoteId
from reflect.domain.session import Approval
from reflect.domain.writeup_reading import Said, Sign, section_at
from reflect.services.writeup_places import first_line_shown, kept_alone
from reflect.writeups.comments import comments_in
from reflect.writeups.manuscript import Line, read_manuscript
from reflect.writeups.margin import Notice, margin
from reflect.writeups.render import PlacedReference
from reflect.writeups.sections import rendered_sections, sections, words_in

PIECES = ["a ", "word", "\n", "\n\n", "<!--", "-->", " x ", "`", "```\n", "---\n", "> ", "# ", "<b>", "    "]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


@given(TEXTS)
def test_what_is_shown_as_a_comment_never_goes_out(text: str) -> None:
    manuscript = read_manuscript(text)
    left = {line.number: line.text for line in manuscript.lines}
    for comment in comments_in(text, manuscript):
        assert "<!--" not in left.get(comment.line, "")


def test_a_comment_is_found_where_it_stands_and_one_in_code_is_none() -> None:
    text = "---\nkind: x\n---\n\nWords. <!-- ask\nSam --> More.\n\n```\n<!-- code -->\n```\n\n<!-- last"
    found = comments_in(text, read_manuscript(text))
    assert [(c.line, c.start, c.last, c.end, c.words) for c in found] == [
        (5, 7, 6, 7, "ask Sam"),
        (12, 0, 12, 9, "last"),
    ]


def test_the_lines_of_comments_are_right_whatever_ends_them() -> None:
    text = "One.\r\n\r\n<!-- a -->\rTwo. <!-- b -->\n"
    assert [comment.line for comment in comments_in(text, read_manuscript(text))] == [3, 4]


def test_sections_have_their_own_words_and_code_has_no_headings() -> None:
    text = "Before it.\n\n# One\n\nTwo words.\n\n```\n# no heading\n```\n## Inner ##\n\nThree more words.\n"
    found = rendered_sections(text)
    assert [(s.level, s.title, s.words) for s in found] == [
        (0, "", 2),
        (1, "One", 5),
        (2, "Inner", 4),
    ]
    assert [section_at(found, line) for line in (1, 3, 9, 10, 99)] == [0, 1, 1, 2, 2]


def test_words_in_a_mark_for_what_is_held_back_are_not_counted() -> None:
    assert words_in("Then *[held back: not yet approved]* we went – on.") == 4
    assert words_in("*[quote zzzz: see the problems]*") == 0
    assert sections([]) == ()


def test_the_text_begins_after_the_front_matter() -> None:
    assert first_line_shown("---\na: b\n---\n\nWords.\n") == 4
    assert first_line_shown("Words.\n") == 0
    assert first_line_shown("---\na: b\n---") == 3


def _placed(line: int, quote: str | None, ruling: Ruling | None) -> PlacedReference:
    return PlacedReference(line=line, quote=QuoteId(quote) if quote else None, portrait=False, ruling=ruling)


def test_a_line_shows_the_weightiest_sign_and_tells_all_its_stories_once() -> None:
    good = Ruling(appears=True, words="As agreed.", attribution="a provider", warning="few people")
    waits = Ruling(appears=False, reason=HeldBack.NOT_APPROVED)
    gone = Ruling(appears=False, reason=HeldBack.DECLINED)
    said = {
        QuoteId("aaaa"): Said(who="P01", words="As said.", approval=Approval.AMENDED, changed=False),
        QuoteId("bbbb"): Said(who="P02", words="Not yet.", approval=Approval.ASKED, changed=False),
        QuoteId("dddd"): Said(who="P04", words="Edited.", approval=Approval.APPROVED, changed=True),
    }
    found = margin(
        [
            _placed(1, "aaaa", good),
            _placed(1, "bbbb", waits),
            _placed(2, "cccc", gone),
            _placed(3, None, None),
            _placed(4, "dddd", good),
            _placed(5, "aaaa", good),
        ],
        [
            Notice(1, Sign.APPEARS, "few people"),
            Notice(1, Sign.HELD_BACK, "quote bbbb is held back: not yet approved"),
            Notice(3, Sign.MEND, "there is no quote zzzz"),
            Notice(5, Sign.CHANGED, "changed since it was drafted"),
        ],
        [],
        said,
    )
    assert {line: mark.sign for line, mark in found.items()} == {
        1: Sign.WAITS,
        2: Sign.HELD_BACK,
        3: Sign.MEND,
        4: Sign.CHANGED,
        5: Sign.CHANGED,
    }
    assert found[1].stories == (
        "P02 · held back: not yet approved · asked · “Not yet.”",
        "P01 · as a provider · approved as changed · few people · “As agreed.”",
    )
    assert found[3].story == "! there is no quote zzzz"
    assert found[5].stories[0] == "changed since it was drafted"


def test_replacing_leaves_references_and_front_matter_alone() -> None:
    text = "---\ntitle: quote\n---\nA quote. [[quote k3v9]] quotes"
    found = places(text, Wanted("quote"), but=kept_alone(text))
    assert replaced(text, found, "line") == "---\ntitle: quote\n---\nA line. [[quote k3v9]] lines"
    assert len(places(text, Wanted("quote"))) == 4


@given(st.lists(st.sampled_from(["one", " ", "[[quote one]]", "One", "\n"]), max_size=12).map("".join))
def test_no_reference_is_touched_by_replacing(text: str) -> None:
    put = replaced(text, places(text, Wanted("one"), but=kept_alone(text)), "two")
    assert put.count("[[quote one]]") == text.count("[[quote one]]")
    assert "one" not in put.replace("[[quote one]]", "").casefold()


def test_an_empty_text_has_nothing_to_say() -> None:
    assert comments_in("", read_manuscript("")) == ()
    assert kept_alone("") == []
    assert sections([Line(1, "")])[0].words == 0
