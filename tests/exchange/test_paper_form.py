"""A guide on paper: everything that is asked, a place for each answer, and nothing of the interviewer's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from reflect import paths
from reflect.domain.guide import Guide, QuestionKind
from reflect.exchange.form_columns import matched
from reflect.exchange.paper_form import paper_form
from reflect.exchange.paper_html import as_html
from reflect.exchange.paper_markdown import as_markdown
from reflect.exchange.paper_word import as_docx
from reflect.guides.parse import parse_guide
from reflect.guides.read import read_guide
from tests.builders import EVERY_KIND

SHIPPED = sorted(
    p for p in paths.shipped_guides().glob("*.md") if "kind: codebook" not in p.read_text("utf-8")
)


@pytest.fixture
def guide() -> Guide:
    return parse_guide(EVERY_KIND, "every-kind.md")


def words(markdown: str) -> str:
    """What a reader shows of it, tags left out."""
    return re.sub(r"<[^>]+>", "", MarkdownIt("commonmark", {"html": False}).render(markdown))


def test_every_kind_of_question_has_its_place_to_answer(guide: Guide) -> None:
    form = paper_form(guide)
    asked = {str(each.id): each for part in form.parts for each in part.asked}
    assert asked["went-well"].lines == 9
    assert asked["in-the-way"].lines == 6
    assert asked["words"].rows == ("1.", "2.", "3.")
    assert asked["missing"].how == "Tick up to 2."
    assert asked["missing"].rows[0] == "☐ People with lived experience"
    assert asked["health-changed"].when == "Only if you ticked “Health services” in question 4."
    assert asked["safe"].rows == (
        "☐ 1  Nobody would risk it",
        "☐ 2",
        "☐ 3",
        "☐ 4",
        "☐ 5  We do it often",
        "☐ can't say",
    )
    assert asked["first"].rows == ("☐ Trust", "☐ Money", "☐ Time")
    assert "1 for what comes first" in asked["first"].how
    assert "☐ yes  ☐ no  I may be quoted" in asked["consent"].rows
    assert sum("☐ anonymous" in row for row in asked["consent"].rows) == 1


def test_what_has_no_options_of_its_own_gets_lines(guide: Guide) -> None:
    question = guide.question("first")
    assert question is not None
    bare = msgspec.structs.replace(question, options=(), most=3)
    section = msgspec.structs.replace(guide.sections[1], questions=(bare,))
    (part,) = paper_form(msgspec.structs.replace(guide, sections=(section,))).parts
    assert part.asked[0].rows == ("1.", "2.", "3.")
    assert part.asked[0].how == "Write down your own, up to 3."


def test_whoever_answers_gets_no_probes_and_no_notes_and_the_interviewer_does(guide: Guide) -> None:
    theirs, ours = as_markdown(paper_form(guide)), as_markdown(paper_form(guide, with_probes=True))
    for inside in ("Who else was there?", "Silence is an answer too.", "A note about the whole section."):
        assert inside not in theirs
        assert inside in words(ours)
    assert "Leave out whatever you would rather not answer" in theirs
    assert "Code: " in words(theirs)
    assert "Date: " in words(theirs)


def test_words_of_a_guide_stand_there_as_they_are(guide: Guide) -> None:
    assert "Tell me about a time when [b]working[/b] together went well." in words(
        as_markdown(paper_form(guide))
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("by", ["heading", "id"])
def test_a_form_that_is_typed_into_a_form_service_comes_back_by_its_headings_or_ids(
    path: object, by: str
) -> None:
    guide = read_guide(path)  # type: ignore[arg-type]  # a path
    markdown = as_markdown(paper_form(guide))
    if by == "id":
        header = re.findall(r"<!-- question: (\S+) -->", markdown)
    else:
        header = re.findall(r"<h3>(.*?)</h3>", MarkdownIt("commonmark").render(markdown))
        header = [
            re.sub(r"<[^>]+>", "", each).replace("&amp;", "&").replace("&quot;", '"') for each in header
        ]
    answered = [q for q in guide.questions() if q.kind is not QuestionKind.CONSENT]
    match = matched(["Code", *header], guide, {})
    assert match.missing == ()
    found = [column.question for column in match.columns if column.question is not None]
    assert found == [question.id for question in answered]


def test_a_web_page_holds_the_same_words_and_asks_nothing_of_the_network(guide: Guide) -> None:
    page = as_html(paper_form(guide))
    shown = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL))
    for asked in (each for part in paper_form(guide).parts for each in part.asked):
        for said in (asked.heading, *asked.text, *asked.rows):
            assert said in shown
    assert "[b]working[/b]" in shown
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
    assert page.count('<section class="question" id=') == 8
    assert "break-inside: avoid" in page


def test_words_that_look_like_html_are_words(guide: Guide) -> None:
    named = msgspec.structs.replace(guide, title='<script>"&')
    assert "<script>" not in as_html(paper_form(named))


def test_a_word_document_keeps_every_question_in_one_row_that_is_not_split(guide: Guide) -> None:
    data = as_docx(paper_form(guide), made=datetime(2026, 11, 26, tzinfo=UTC))
    document = docx.Document(BytesIO(data))
    rows = [row for table in document.tables for row in table.rows]
    assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    form = paper_form(guide)
    asked = [each for part in form.parts for each in part.asked]
    assert len(rows) == len(asked) + 1  # and one for what else they want to say
    for row, each in zip(rows, asked, strict=False):
        words = [paragraph.text for paragraph in row.cells[0].paragraphs]
        assert words[0] == each.heading
        assert set(each.rows) <= set(words)
        assert words.count("") == each.lines
    assert document.core_properties.author == ""
    assert not any("Silence" in paragraph.text for row in rows for paragraph in row.cells[0].paragraphs)
