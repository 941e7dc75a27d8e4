"""A write-up as a Word document, read back: styles, footnotes, contents, lists, tables, and no name in it."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Doc
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reflect.exchange.pictures import picture
from reflect.exchange.word_document import as_docx
from tests.exchange.pages import EVERYTHING, png

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def made(markdown: str = EVERYTHING) -> bytes:
    return as_docx(
        markdown,
        title="The alliance",
        language="de",
        pictures={"map.png": picture(png(4000, 10), "map.png")},
        made=datetime(2026, 11, 26, 9, tzinfo=UTC),
        remark="1 quote held back: 1 withdrawn.",
    )


def part(name: str, data: bytes | None = None) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data or made())) as package:
        return etree.fromstring(package.read(name))


@pytest.fixture(scope="module")
def document() -> Doc:
    return Document(BytesIO(made()))


def test_every_paragraph_has_a_style_that_is_there(document: Doc) -> None:
    styled = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert styled[:3] == [
        ("Title", "The alliance"),
        ("TOC Heading", "Contents"),
        ("toc 1", "What we heard"),
    ]
    for wanted in [
        ("Heading 1", "What we heard"),
        ("Heading 2", "A & b"),
        ("Quote", "Nobody asked me."),
        ("Quote Attribution", "— a provider"),
        ("List Number", "one"),
        ("List Continue", "more of it"),
        ("List Bullet", "deep"),
        ("Caption", "Where we work"),
        ("Code", "code  kept"),
    ]:
        assert wanted in styled
    known = {style.style_id for style in document.styles}
    used = part("word/document.xml").xpath(
        "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val", namespaces=W
    )
    assert set(used) <= known


def test_the_contents_are_a_field_that_word_renews_and_hold_their_entries_before() -> None:
    xml = part("word/document.xml")
    assert xml.xpath("string(//w:instrText)", namespaces=W).strip() == 'TOC \\o "1-5" \\h \\z \\u'
    kinds = xml.xpath("//w:fldChar/@w:fldCharType", namespaces=W)
    assert kinds == ["begin", "separate", "end"]
    marks = set(xml.xpath("//w:bookmarkStart/@w:name", namespaces=W))
    led_to = xml.xpath("//w:hyperlink/@w:anchor", namespaces=W)
    assert len(led_to) == 3
    assert set(led_to) <= marks
    assert part("word/settings.xml").xpath("//w:updateFields/@w:val", namespaces=W) == ["true"]


def test_a_footnote_is_a_real_one_and_a_second_way_to_it_is_a_cross_reference() -> None:
    notes = part("word/footnotes.xml")
    assert notes.xpath("//w:footnote/@w:id", namespaces=W) == ["-1", "0", "1"]
    assert "".join(notes.xpath("//w:footnote[@w:id='1']//w:t/text()", namespaces=W)) == (
        " Said in every interview, see there."
    )
    xml = part("word/document.xml")
    assert xml.xpath("//w:footnoteReference/@w:id", namespaces=W) == ["1"]
    assert xml.xpath("//w:fldSimple/@w:instr", namespaces=W) == [" NOTEREF _Note1 \\f \\h "]
    with zipfile.ZipFile(BytesIO(made())) as package:
        assert b"https://example.org/note" in package.read("word/_rels/footnotes.xml.rels")
        assert b"footnotes+xml" in package.read("[Content_Types].xml")
    named = part("word/settings.xml").xpath("//w:footnotePr/w:footnote/@w:id", namespaces=W)
    assert named == ["-1", "0"]


def test_each_numbered_list_counts_by_itself_from_where_it_begins() -> None:
    xml, numbering = part("word/document.xml"), part("word/numbering.xml")

    def counted(words: str) -> tuple[str, str]:
        item = xml.xpath(f"//w:p[w:r/w:t='{words}']/w:pPr/w:numPr", namespaces=W)[0]
        number = item.xpath("string(w:numId/@w:val)", namespaces=W)
        found = numbering.xpath(f"string(//w:num[@w:numId='{number}']//w:startOverride/@w:val)", namespaces=W)
        return number, found

    assert counted("one") == counted("three")
    assert counted("one")[1] == "1"
    assert counted("seven")[1] == "7"
    assert len({counted(words)[0] for words in ("one", "deep", "deeper", "seven")}) == 4


def test_a_table_repeats_its_head_on_every_page(document: Doc) -> None:
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Role", "People"],
        ["Provider", "2"],
    ]
    assert table.style is not None
    assert table.style.name == "Table Grid"
    assert len(part("word/document.xml").xpath("//w:tbl//w:tblHeader", namespaces=W)) == 1


def test_a_picture_fits_the_page_and_says_what_it_shows(document: Doc) -> None:
    shape = document.inline_shapes[0]
    section = document.sections[0]
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    assert shape.width <= (section.page_width or 0) - margins
    assert part("word/document.xml").xpath("string(//*[local-name()='docPr']/@descr)") == "A map"


def test_properties_say_the_title_and_what_was_held_back_and_name_nobody(document: Doc) -> None:
    told = document.core_properties
    assert (told.title, told.comments) == ("The alliance", "1 quote held back: 1 withdrawn.")
    assert (told.author, told.last_modified_by, told.subject, told.keywords) == ("", "", "", "")
    assert told.language == "de"
    assert part("word/styles.xml").xpath("//w:docDefaults//w:lang/@w:val", namespaces=W) == ["de"]


def test_what_looks_like_a_tag_is_words(document: Doc) -> None:
    assert any('<script>alert(1)</script> <b onclick="x">bold</b>' in p.text for p in document.paragraphs)


def test_without_a_title_headings_keep_their_levels() -> None:
    document = Document(BytesIO(made("## Two\n\n- [Two](#two)\n\n#### Four\n")))
    assert [p.style.name for p in document.paragraphs if p.style] == ["TOC Heading", "toc 1", "Heading 4"]


def test_a_title_right_over_the_contents_is_still_the_title() -> None:
    document = Document(BytesIO(made("# One\n\n- [Two](#two)\n\n## Two\n")))
    assert [p.style.name for p in document.paragraphs if p.style] == ["Title", "toc 1", "Heading 1"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# ", "## ", "> ", "- ", "1. ", "   ", "    ", "```\n", "|a|b|\n|-|-|\n", "[^1]", "[^1]: "]
        )
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
        | st.just("\n")
        | st.just("\n\n"),
        max_size=25,
    )
)
def test_any_text_becomes_a_document_that_opens(pieces: list[str]) -> None:
    data = made("".join(pieces))
    Document(BytesIO(data))
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if re.search(r"\.(xml|rels)$", name):
                etree.fromstring(package.read(name))
