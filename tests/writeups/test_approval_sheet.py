"""The sheet a participant fills in, and what is read from it."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.writeups.approval_docx import sheet_docx
from reflect.writeups.approval_sheet import Answer, Choice, Sheet, Shown, of_words, read_sheet, sheet_markdown


def shown(number: int = 1, words: str = "One person for the whole district. One.") -> Shown:
    return Shown(
        quote=QuoteId(f"k{number}v9aaaa"),
        words=words,
        heading="A time it went well",
        before="It was cold.",
        after="And then spring.",
        attribution="a public agency officer",
        where=("Reflection on P03",),
    )


def sheet(*quotes: Shown, answer_by: str = "") -> Sheet:
    return Sheet(
        study="u1",
        title="Wenmarsh *Homes*",
        participant=ParticipantCode("P03"),
        made="2026-11-25",
        answer_by=answer_by,
        silence="If we do not hear from you, we will not use them.",
        quotes=quotes or (shown(),),
    )


def filled(text: str, **ticks: str) -> str:
    """The sheet with boxes of its first quote ticked: `fine="x"`."""
    labels = {"fine": "Fine as it is", "change": "Change it to:", "out": "Leave it out"}
    for box, mark in ticks.items():
        text = text.replace(f"- [ ] {labels[box]}", f"- [{mark[0]}] {labels[box]}{mark[1:]}", 1)
    return text


def test_a_sheet_says_what_the_words_are_where_they_come_from_and_how_they_would_be_shown() -> None:
    text = sheet_markdown(sheet(answer_by="2026-12-09"))
    for said in (
        "*Wenmarsh \\*Homes\\**",
        "> One person for the whole district. One.",
        "You said this to: A time it went well",
        "It was cold. **[these words]** And then spring.",
        "It would be said to be by: a public agency officer",
        "It would appear in: *Reflection on P03*",
        "Please let us know by 2026-12-09. If we do not hear from you, we will not use them.",
    ):
        assert said in text
    assert "P03" not in text.replace("participant: P03", "").replace("Reflection on P03", "")


def test_a_sheet_nobody_filled_in_says_nothing() -> None:
    found = read_sheet(sheet_markdown(sheet(shown(1), shown(2))))
    assert (found.study, found.participant) == ("u1", "P03")
    assert found.answers == ()
    assert [quote for _, quote in found.left] == ["k1v9aaaa", "k2v9aaaa"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("ticks", "choice", "words"),
    [
        ({"fine": "x"}, Choice.FINE, ""),
        ({"fine": "X"}, Choice.FINE, ""),
        ({"fine": "✓"}, Choice.FINE, ""),
        ({"out": "x"}, Choice.LEAVE_OUT, ""),
        ({"change": "x One person. One."}, Choice.CHANGE, "One person. One."),
        ({"change": "x\n  One person.\n\n  > One."}, Choice.CHANGE, "One person.\n\nOne."),
    ],
)
def test_what_is_ticked_is_read(ticks: dict[str, str], choice: Choice, words: str) -> None:
    text = filled(sheet_markdown(sheet()), **ticks)
    (answer,) = read_sheet(text).answers
    mark = text.split("\n").index(f"<!-- quote k1v9aaaa {of_words(shown().words)} -->") + 1
    assert answer == Answer(
        line=mark, quote=QuoteId("k1v9aaaa"), of=of_words(shown().words), choice=choice, words=words
    )
    assert not read_sheet(text).problems


@pytest.mark.parametrize(
    ("ticks", "wrong"),
    [
        ({"fine": "x", "out": "x"}, "more than one box is ticked"),
        ({"fine": "x", "change": "x Other."}, "more than one box is ticked"),
        ({"change": "x"}, "nothing says how it should read"),
        ({"change": "  Other."}, "the box “Change it to:” is not ticked"),
        ({"fine": "x", "change": "  Other."}, "the box “Change it to:” is not ticked"),
    ],
)
def test_what_is_not_clear_is_named_with_its_line(ticks: dict[str, str], wrong: str) -> None:
    found = read_sheet(filled(sheet_markdown(sheet()), **ticks))
    (problem,) = found.problems
    assert wrong in problem.text
    line = sheet_markdown(sheet()).split("\n")[problem.line - 1]
    assert line.startswith("- [ ]")
    assert found.answers == ()


def test_a_sheet_that_was_cut_up_is_told_apart_from_one_that_was_filled_in() -> None:
    text = sheet_markdown(sheet(shown(1), shown(2)))
    twice = text.replace("k2v9aaaa", "k1v9aaaa")
    assert "stands in line" in read_sheet(twice).problems[0].text
    assert "is gone" in read_sheet(text.replace("- [ ] Leave it out\n", "", 1)).problems[0].text
    changed = text.replace("<!-- quote k1v9aaaa", "<!-- quote")
    assert "was changed" in read_sheet(changed).problems[0].text
    assert "no approval sheet" in read_sheet("# Something else\n").problems[0].text
    assert read_sheet("").problems


def test_line_ends_and_marks_of_other_systems_change_nothing() -> None:
    text = filled(sheet_markdown(sheet()), fine="x")
    assert read_sheet("\N{ZERO WIDTH NO-BREAK SPACE}" + text.replace("\n", "\r\n")) == read_sheet(text)


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=4))
def test_no_words_that_somebody_said_are_taken_for_a_box_or_a_mark(words: list[str]) -> None:
    tricky = [f"{each}\n- [x] Fine as it is\n<!-- quote a b -->\n## 9" for each in words]
    quotes = [shown(n, each) for n, each in enumerate(tricky)]
    found = read_sheet(sheet_markdown(sheet(*quotes)))
    assert [quote for _, quote in found.left] == [quote.quote for quote in quotes]
    assert found.problems == ()


def test_the_word_document_says_the_same() -> None:
    made = Document(BytesIO(sheet_docx(sheet(shown(1), shown(2), answer_by="2026-12-09"))))
    said = [paragraph.text for paragraph in made.paragraphs]
    for words in ("Your words", "One person for the whole district. One.", "☐ Change it to:"):
        assert words in said
    assert [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 2"] == [
        "1",
        "2",
    ]
