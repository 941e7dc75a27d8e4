"""A write-up as a Word document: real styles, footnotes, contents, tables: it can be worked on in Word.

Office Open XML (ISO/IEC 29500) by python-docx. Nobody's name stands in its properties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.shared import Cm
from markdown_it.token import Token

from reflect.exchange import word_footnotes, word_lists, word_styles
from reflect.exchange.laid_out import closing, laid_out, plain
from reflect.exchange.pictures import Picture
from reflect.exchange.svg_reading import KIND as SVG
from reflect.exchange.word_footnotes import Footnotes
from reflect.exchange.word_lists import Lists
from reflect.exchange.word_xml import clean, element, field, field_mark, paragraph, run

_TEXT_WIDTH = Cm(15.9)
_CHARACTER_LOOKS = {"strong": "w:b", "em": "w:i", "s": "w:strike"}


def as_docx(
    markdown: str,
    *,
    title: str,
    language: str,
    pictures: Mapping[str, Picture],
    made: datetime,
    remark: str = "",
) -> bytes:
    """The bytes of the document. `pictures` are by the address that the text gives.

    `remark` stands in its properties, among the comments.
    """
    document: Document = docx.Document()
    word_styles.set_up(document, language)
    told = document.core_properties
    told.title, told.comments, told.language = clean(title), remark, language
    told.author = told.last_modified_by = told.keywords = told.subject = ""
    told.created = told.modified = made.replace(tzinfo=None)
    parts = laid_out(markdown)
    _Writer(document, parts.tokens, pictures).write()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Where(NamedTuple):
    """What a block stands in."""

    style: str = "Normal"
    numbering: str = ""
    """That of the list item it stands in."""
    level: int = -1
    """How deep in lists; -1 outside any."""
    begins: bool = False
    """Whether it is the first of its item, which has the bullet."""
    keep: bool = False
    """Whether it stays with what follows."""


class _Writer:
    def __init__(self, document: Document, tokens: Sequence[Token], pictures: Mapping[str, Picture]) -> None:
        self._document = document
        self._tokens = tokens
        self._pictures = pictures
        self._lists = Lists(document)
        self._footnotes = Footnotes(document)
        self._notes = _notes(tokens)
        self._numbers: dict[int, str] = {}
        """Of footnotes that were referred to, by markdown-it's own."""
        heads = [token for token in tokens if token.type == "heading_open"]
        titles = [token for token in heads if token.tag == "h1"]
        self._titled = len(titles) == 1 and bool(heads) and heads[0] is titles[0]
        """Whether its one heading of level 1 is the title, and those of level 2 are the first to count."""
        self._marks = {str(token.attrGet("id")): f"_Toc{n:06d}" for n, token in enumerate(heads, 1)}
        self._target: Any = document.element.body
        self._ids: dict[str, str] = {style.name: style.style_id for style in document.styles if style.name}
        """Of styles, by their names: the library looks through all of them each time."""

    def write(self) -> None:
        """Everything but the footnotes, which come with what refers to them."""
        self._blocks(self._tokens, _Where())

    def _put(self, made: Any) -> None:
        if self._target is self._document.element.body:
            self._target[-1].addprevious(made)  # the page's own properties stand last
        else:
            self._target.append(made)

    # -- blocks ------------------------------------------------------------------------------------------

    def _blocks(self, tokens: Sequence[Token], where: _Where) -> None:
        at = 0
        while at < len(tokens):
            token, end = tokens[at], closing(tokens, at)
            self._block(token, tokens[at + 1 : end], where, after=tokens[end + 1 : end + 2])
            if where.begins:
                where = where._replace(begins=False)
            at = end + 1

    def _block(self, token: Token, inside: Sequence[Token], where: _Where, *, after: Sequence[Token]) -> None:
        match token.type:
            case "heading_open":
                self._heading(token, inside[0], over=bool(after) and after[0].type == "nav_open")
            case "paragraph_open":
                self._paragraph(inside[0], where)
            case "blockquote_open":
                self._blocks(inside, where._replace(style="Quote"))
            case "figure_open":
                self._blocks(inside, where._replace(keep=True))
            case "figcaption_open":
                quotation = inside[0].content.startswith("— ")
                style = word_styles.ATTRIBUTION if quotation else "Caption"
                self._paragraph(inside[0], where._replace(style=style, keep=False))
            case "bullet_list_open" | "ordered_list_open":
                self._list(token, inside, where)
            case "nav_open":
                self._contents(inside)
            case "table_open":
                self._table(inside)
            case "fence" | "code_block":
                self._code(token.content, where)
            case "hr":
                self._rule()
            case _:
                pass  # footnotes come with their references

    def _heading(self, token: Token, words: Token, *, over: bool) -> None:
        level = int(token.tag[1:]) - self._titled
        style = "Title" if level == 0 else f"Heading {level}"
        made = paragraph(self._id("TOC Heading" if over and token.tag != "h1" else style))
        name = self._marks[str(token.attrGet("id"))]
        number = str(int(name[4:]))
        made.append(element("w:bookmarkStart", id=number, name=name))
        self._inline(words, made)
        made.append(element("w:bookmarkEnd", id=number))
        self._put(made)

    def _paragraph(self, words: Token, where: _Where) -> None:
        made = self._made(where)
        self._inline(words, made)
        self._put(made)

    def _made(self, where: _Where) -> Any:
        style = where.style
        if where.level >= 0 and style == "Normal":
            counts = where.numbering != self._lists.bullets()
            style = ("List Number" if counts else "List Bullet") if where.begins else "List Continue"
        made = paragraph(self._id(style))
        look = made.find(qn("w:pPr"))
        if where.keep:
            look.append(element("w:keepNext"))
        if where.level >= 0:
            if where.begins:
                look.append(word_lists.placed(where.numbering, where.level))
            else:
                look.append(word_lists.beneath(where.level))
        return made

    def _list(self, token: Token, inside: Sequence[Token], where: _Where) -> None:
        level = min(where.level + 1, 8)
        if token.type == "bullet_list_open":
            numbering = self._lists.bullets()
        else:
            start = token.attrGet("start")
            numbering = self._lists.counting(level, int(start) if start is not None else 1)
        at = 0
        while at < len(inside):
            end = closing(inside, at)
            item = where._replace(numbering=numbering, level=level, begins=True, keep=False)
            if not inside[at + 1 : end]:
                self._put(self._made(item))
            self._blocks(inside[at + 1 : end], item)
            at = end + 1

    def _contents(self, inside: Sequence[Token]) -> None:
        """A field that Word reckons anew, with its entries in it already."""
        depth, entries = 0, []
        for token in inside:
            depth += token.nesting if token.type.startswith("bullet_list") else 0
            if token.type == "inline":
                entries.append((depth, token))
        first, last = ("1", "5") if self._titled else ("2", "6")
        instruction = field(f'TOC \\o "{first}-{last}" \\h \\z \\u')
        for n, (level, token) in enumerate(entries):
            made = paragraph(f"TOC{min(level, word_styles.DEEPEST_CONTENTS)}")
            if n == 0:
                made.extend(instruction[:-1])
            self._inline(token, made)
            if n == len(entries) - 1:
                made.append(field_mark("end"))
            self._put(made)

    def _table(self, inside: Sequence[Token]) -> None:
        rows = _rows(inside)
        table: Any = element("w:tbl")
        look = element("w:tblPr", element("w:tblStyle", val=self._id("Table Grid")))
        look.append(element("w:tblW", w="5000", type="pct"))
        table.append(look)
        columns = max(len(row) for row in rows)
        width = str(int(_TEXT_WIDTH.twips / columns))
        table.append(element("w:tblGrid", *(element("w:gridCol", w=width) for _ in range(columns))))
        for row in rows:
            head = any(cell.tag == "th" for cell, _ in row)
            marks = [element("w:cantSplit"), *([element("w:tblHeader")] if head else [])]
            made = element("w:tr", element("w:trPr", *marks))
            for cell, words in row:
                text = paragraph("Normal")
                side = str(cell.attrGet("style") or "").partition(":")[2]
                text.find(qn("w:pPr")).append(element("w:spacing", after="40"))
                if side in ("right", "center"):
                    text.find(qn("w:pPr")).append(element("w:jc", val=side))
                self._inline(words, text, {"w:b"} if head else set())
                made.append(element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), text))
            table.append(made)
        self._put(table)
        self._put(paragraph(self._id("No Spacing")))  # two tables without anything between them are one

    def _code(self, text: str, where: _Where) -> None:
        made = self._made(where._replace(style=word_styles.CODE))
        for n, line in enumerate(text.rstrip("\n").split("\n")):
            if n:
                made.append(element("w:r", element("w:br")))
            made.append(run(line))
        self._put(made)

    def _rule(self) -> None:
        made = paragraph("Normal")
        line = element("w:bottom", val="single", sz="6", space="1", color="888888")
        made.find(qn("w:pPr")).append(element("w:pBdr", line))
        self._put(made)

    # -- words -------------------------------------------------------------------------------------------

    def _inline(self, words: Token, into: Any, looks: set[str] | None = None) -> None:
        on = set(looks or ())
        home = into
        for child in words.children or []:
            name, _, way = child.type.rpartition("_")
            if name in _CHARACTER_LOOKS:
                (on.add if way == "open" else on.discard)(_CHARACTER_LOOKS[name])
            elif child.type == "link_open":
                into = self._link(str(child.attrGet("href") or ""))
                home.append(into)
            elif child.type == "link_close":
                into = home
            else:
                into.extend(self._piece(child, on, linked=into is not home))

    def _piece(self, child: Token, on: set[str], *, linked: bool) -> list[Any]:
        match child.type:
            case "text" | "text_special" if child.content:
                return [run(child.content, self._look(on, "Hyperlink" if linked else ""))]
            case "code_inline":
                return [run(child.content, self._look(on, word_styles.INLINE_CODE))]
            case "softbreak":
                return [run(" ")]
            case "hardbreak":
                return [element("w:r", element("w:br"))]
            case "image":
                return [self._picture(child)]
            case "footnote_ref":
                return self._reference(child)
        return []

    def _look(self, on: set[str], style: str) -> Any:
        made = element("w:rPr")
        if style:
            made.append(element("w:rStyle", val=self._id(style)))
        for name in ("w:b", "w:i", "w:strike"):
            if name in on:
                made.append(element(name))
        return made

    def _link(self, place: str) -> Any:
        mark = self._marks.get(unquote(place[1:])) if place.startswith("#") else None
        if mark is not None:
            return element("w:hyperlink", anchor=mark, history="1")
        key = self._part.relate_to(place, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return element("w:hyperlink", r_id=key, history="1")

    @property
    def _part(self) -> XmlPart:
        """The part of the package that is being written into."""
        in_note = self._target is not self._document.element.body
        return self._footnotes.part if in_note else self._document.part

    def _picture(self, token: Token) -> Any:
        words = plain(token)
        picture = self._pictures.get(str(token.attrGet("src") or ""))
        if picture is None or picture.kind == SVG or self._part is not self._document.part:
            return run(words)  # not every Word shows an SVG picture, and those that do want a PNG beside it
        drawn: Any = self._document.part.new_pic_inline(BytesIO(picture.data))
        width, height = drawn.extent.cx, drawn.extent.cy
        if width > _TEXT_WIDTH:
            height, width = int(height * _TEXT_WIDTH / width), int(_TEXT_WIDTH)
            for size in (drawn.extent, drawn.graphic.graphicData.pic.spPr.xfrm.ext):
                size.cx, size.cy = width, height
        drawn.docPr.set("descr", clean(words))
        for side in "TBLR":
            drawn.set(f"dist{side}", "0")  # LibreOffice would take a third of a centimetre
        return element("w:r", element("w:drawing", drawn))

    # -- footnotes ---------------------------------------------------------------------------------------

    def _reference(self, token: Token) -> list[Any]:
        key = int(token.meta["id"])
        known = self._numbers.get(key)
        if known is not None:
            # A second way to the same note: its number, as Word's own cross-references give it.
            look = element("w:rPr", element("w:rStyle", val="FootnoteReference"))
            made = element("w:fldSimple", run(known, look))
            made.set(qn("w:instr"), f" NOTEREF _Note{known} \\f \\h ")
            return [made]
        note, number = self._footnotes.add()
        self._numbers[key] = number
        target, self._target = self._target, note
        self._blocks(self._notes.get(key, []), _Where(style="footnote text"))
        self._target = target
        first = note.find(qn("w:p"))
        if first is None:
            first = paragraph("FootnoteText")
            note.append(first)
        first.insert(1, run(" "))
        first.insert(1, word_footnotes.mark())
        mark = str(10_000 + int(number))
        return [
            element("w:bookmarkStart", id=mark, name=f"_Note{number}"),
            word_footnotes.reference(number),
            element("w:bookmarkEnd", id=mark),
        ]

    def _id(self, style: str) -> str:
        return self._ids[style]


def _notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """What each footnote says, by its number."""
    found = {}
    for at, token in enumerate(tokens):
        if token.type == "footnote_open":
            inside = tokens[at + 1 : closing(tokens, at)]
            found[int(token.meta["id"])] = [each for each in inside if each.type != "footnote_anchor"]
    return found


def _rows(inside: Sequence[Token]) -> list[list[tuple[Token, Token]]]:
    """The rows of a table, each cell with its words."""
    rows: list[list[tuple[Token, Token]]] = []
    for at, token in enumerate(inside):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append((token, inside[at + 1]))
    return rows
