"""Word and OpenDocument files are read whole, and nothing in them is trusted."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx.document import Document

from reflect.errors import InvalidInput
from reflect.transcripts import packages
from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import Format, Mark, Transcript, Unit

from .making import (
    DOCUMENT,
    ODT,
    WORD,
    asides,
    docx,
    docx_of,
    lines_in_a_paragraph,
    odt_of,
    remarks,
    said,
    zipped,
)

RUN = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
BOMB = '<!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
FROM_OUTSIDE = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def word(data: bytes) -> Transcript:
    return read_transcript(data, name="a.docx")


def office(data: bytes) -> Transcript:
    return read_transcript(data, name="a.odt")


def refused(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(InvalidInput) as caught:
        read_transcript(data, name=name)
    return str(caught.value)


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(RUN.format(run) for run in runs)}</w:p>"


# Word, as programs write it


def test_a_turn_of_teams_is_one_paragraph_with_line_breaks() -> None:
    def build(document: Document) -> None:
        document.add_heading("Reflection interview-20260303_100212-Meeting Recording")
        lines_in_a_paragraph(document, ["March 3, 2026, 10:02AM", "31m 5s"])
        document.add_paragraph("Ana Ruiz started transcription")
        lines_in_a_paragraph(
            document,
            ["Gillian Pell   0:04", "And it says there is a break", "clause in July."],
            bold_first=True,
        )
        lines_in_a_paragraph(document, ["Ana Ruiz   0:09", "Mhm."], bold_first=True)
        lines_in_a_paragraph(document, ["Gillian Pell   1:00:12", "Nobody remembers it."], bold_first=True)
        document.add_paragraph("Ana Ruiz stopped transcription")

    transcript = word(docx(build))
    assert (transcript.format, transcript.unit) == (Format.DOCX, Unit.PARAGRAPH)
    assert [(turn.speaker, turn.start, turn.line, turn.text) for turn in transcript.turns] == [
        ("Gillian Pell", 4.0, 4, "And it says there is a break clause in July."),
        ("Ana Ruiz", 9.0, 5, "Mhm."),
        ("Gillian Pell", 3612.0, 6, "Nobody remembers it."),
    ]
    assert [kind for kind, _ in asides(transcript)].count("notice of the program that made it") == 2


def test_the_older_form_of_teams_has_both_times_and_the_name_on_lines_of_their_own() -> None:
    def build(document: Document) -> None:
        for n, name in enumerate(["Ana Ruiz", "Gillian Pell", "Ana Ruiz", "Gillian Pell"]):
            lines_in_a_paragraph(document, [f"0:0:{n}.0 --> 0:0:{n}.900", name, f"That was number {n}."])

    transcript = word(docx(build))
    assert transcript.format is Format.DOCX
    assert said(transcript)[:2] == [
        ("Ana Ruiz", "That was number 0."),
        ("Gillian Pell", "That was number 1."),
    ]
    assert transcript.turns[1].end == 1.9


def test_words_transcriber_writes_time_and_speaker_before_the_words() -> None:
    def build(document: Document) -> None:
        document.add_heading("Audio file")
        document.add_paragraph("visit.m4a")
        document.add_heading("Transcript")
        for head, words in (("00:00:03 Speaker 1", "Who decides?"), ("00:00:05 Speaker 2", "Nobody.")):
            document.add_paragraph(head)
            document.add_paragraph(words)

    assert [(turn.speaker, turn.start, turn.text) for turn in word(docx(build)).turns] == [
        ("Speaker 1", 3.0, "Who decides?"),
        ("Speaker 2", 5.0, "Nobody."),
    ]


def test_the_summary_in_google_meets_document_never_becomes_somebodys_words() -> None:
    def build(document: Document) -> None:
        document.add_heading("📝 Notes")
        document.add_heading("Summary", 2)
        document.add_paragraph("Helen Strand described how the letterhead was left at home.")
        document.add_paragraph("Decision: the letterhead stays at home.")
        document.add_heading("📖 Transcript")
        document.add_heading("00:00:00", 3)
        document.add_paragraph("Ana Ruiz: What was left at home?")
        document.add_paragraph("Helen Strand: The letterhead.")
        document.add_heading("00:03:10", 3)
        document.add_paragraph("Helen Strand: And we went on foot.")
        document.add_paragraph("A line that nobody stands before.")
        document.add_heading("Meeting ended after 00:31:05 👋", 3)
        document.add_heading("Suggested next steps", 2)
        document.add_paragraph("Helen Strand: send the minutes.")

    transcript = word(docx(build))
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == [
        ("Ana Ruiz", 0.0, "What was left at home?"),
        ("Helen Strand", 0.0, "The letterhead.\n\nAnd we went on foot."),
    ]
    assert remarks(transcript) == {"lines without a speaker left aside": (11,)}
    assert ("after the last words", "Helen Strand: send the minutes.") in asides(transcript)


def test_a_table_of_speaker_time_and_words_is_read_and_what_stands_around_it_left_aside() -> None:
    def build(document: Document) -> None:
        document.add_paragraph("Interview 4")
        table = document.add_table(rows=0, cols=3)
        for row in (
            ("00:00:03", "Ana", "Who decides?"),
            ("00:00:05", "Kez", "Not us."),
            ("00:00:09", "Ana", "No?"),
        ):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words

    transcript = word(docx(build))
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == [
        ("Ana", 3.0, "Who decides?"),
        ("Kez", 5.0, "Not us."),
        ("Ana", 9.0, "No?"),
    ]
    assert asides(transcript) == [("before the first words", "Interview 4")]


def test_a_table_that_names_its_columns_is_read_in_any_order() -> None:
    def build(document: Document) -> None:
        table = document.add_table(rows=0, cols=3)
        for row in (
            ("Transcript", "Notes", "Speaker"),
            ("Who decides?", "smiles", "Ana"),
            ("Not us.", "", "Kez"),
        ):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words

    transcript = word(docx(build))
    assert said(transcript) == [("Ana", "Who decides?"), ("Kez", "Not us.")]
    assert asides(transcript) == [("other column", "smiles")]


def test_a_small_table_before_an_interview_in_paragraphs_does_not_hide_the_interview() -> None:
    def build(document: Document) -> None:
        table = document.add_table(rows=0, cols=2)
        for row in (("Date", "3 March"), ("Place", "Calder Quay")):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        for n in range(3):
            document.add_paragraph(f"Ana: And what was the question number {n}?")
            document.add_paragraph(f"Kez: It was the one that nobody asked, number {n}.")

    speakers = [speaker for speaker, _ in said(word(docx(build)))]
    assert speakers[-6:] == ["Ana", "Kez"] * 3


def test_plain_paragraphs_with_names_are_read_and_headings_left_aside() -> None:
    def build(document: Document) -> None:
        document.add_heading("Interview 4")
        document.add_paragraph().add_run("Ana: ").bold = True
        document.paragraphs[-1].add_run("Who was missing?")
        document.add_paragraph("Kez: We were.")

    transcript = word(docx(build))
    assert said(transcript) == [("Ana", "Who was missing?"), ("Kez", "We were.")]
    assert asides(transcript) == [("heading", "Interview 4")]


# Word, as people edit it


def test_inserted_words_are_kept_and_deleted_ones_left_aside() -> None:
    body = (
        "<w:p>"
        + RUN.format("Kez: I ")
        + "<w:ins w:id='1' w:author='Ana'>"
        + RUN.format("never ")
        + "</w:ins><w:del w:id='2' w:author='Ana'><w:r><w:delText>always </w:delText></w:r></w:del>"
        + RUN.format("said so.")
        + "</w:p>"
        + paragraph("Ana: No?")
    )
    transcript = word(docx_of(body))
    assert said(transcript) == [("Kez", "I never said so."), ("Ana", "No?")]
    assert asides(transcript) == [("deleted in the document", "always")]


def test_words_that_were_moved_are_read_where_they_stand_now() -> None:
    body = (
        f"<w:p><w:moveFrom>{RUN.format('Not here.')}</w:moveFrom></w:p>"
        + paragraph("Ana: Who?")
        + f"<w:p>{RUN.format('Kez: ')}<w:moveTo>{RUN.format('Not here.')}</w:moveTo></w:p>"
    )
    transcript = word(docx_of(body))
    assert said(transcript) == [("Ana", "Who?"), ("Kez", "Not here.")]
    assert asides(transcript) == [("deleted in the document", "Not here.")]


def test_a_table_within_a_table_is_words_of_its_cell() -> None:
    cell = "<w:tc>{}</w:tc>".format
    inner = f"<w:tbl><w:tr>{cell(paragraph('Not'))}{cell(paragraph('us.'))}</w:tr></w:tbl>"
    rows = "".join(
        f"<w:tr>{cell(paragraph(who))}{cell(words)}</w:tr>"
        for who, words in (("Speaker", paragraph("Text")), ("Ana", paragraph("Who?")), ("Kez", inner))
    )
    assert said(word(docx_of(f"<w:tbl>{rows}</w:tbl>"))) == [("Ana", "Who?"), ("Kez", "Not\nus.")]


def test_words_in_content_controls_links_and_fields_are_kept() -> None:
    body = (
        "<w:sdt><w:sdtContent>"
        + paragraph("Ana: In a control?")
        + "</w:sdtContent></w:sdt><w:p>"
        + RUN.format("Kez: ")
        + f"<w:hyperlink>{RUN.format('A link')}</w:hyperlink>"
        + f"<w:smartTag>{RUN.format(' and a tag')}</w:smartTag>"
        + "<w:fldSimple w:instr='DATE'>"
        + RUN.format(" and a field")
        + "</w:fldSimple><w:r><w:instrText>PAGE</w:instrText><w:noBreakHyphen/><w:t>x</w:t></w:r></w:p>"
    )
    assert said(word(docx_of(body))) == [
        ("Ana", "In a control?"),
        ("Kez", "A link and a tag and a field-x"),
    ]


def test_what_is_there_twice_for_old_and_new_programs_is_taken_once() -> None:
    body = (
        paragraph("Ana: Who?")
        + "<w:p>"
        + RUN.format("Kez: Me.")
        + "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + paragraph("In a box")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + paragraph("In a box")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    transcript = word(docx_of(body))
    assert said(transcript) == [("Ana", "Who?"), ("Kez", "Me.")]
    assert asides(transcript) == [("text box", "In a box")]


def test_footnotes_comments_and_the_heads_of_pages_are_left_aside() -> None:
    head = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:hdr>'
    transcript = word(
        docx_of(
            paragraph("Ana: Who?") + paragraph("Kez: Me."),
            parts={
                "word/header1.xml": head.format(paragraph("Confidential")),
                "word/comments.xml": head.format(paragraph("Check this")),
                "word/footnotes.xml": head.format(paragraph("See diary")),
            },
        )
    )
    assert set(asides(transcript)) == {
        ("head or foot of the page", "Confidential"),
        ("comment", "Check this"),
        ("footnote", "See diary"),
    }


def test_a_space_that_is_a_run_of_its_own_parts_two_words() -> None:
    assert said(word(docx_of(paragraph("Ana: one", " ", "two"))))[0][1].endswith("one two")


# OpenDocument


def test_an_opendocument_text_is_read_with_line_breaks_notes_and_comments() -> None:
    transcript = office(
        odt_of(
            "<text:h>Interview</text:h>"
            "<text:p>Ana:<text:tab/>Who<text:s text:c='3'/>decides?</text:p>"
            "<text:p>Kez: Not<office:annotation><dc:creator>Ana</dc:creator><text:p>laughs</text:p>"
            "</office:annotation> us.<text:line-break/>Never<text:span> us</text:span>.<text:note>"
            "<text:note-citation>1</text:note-citation><text:note-body><text:p>Diary</text:p></text:note-body>"
            "</text:note></text:p><text:p/>"
        )
    )
    assert transcript.format is Format.ODT
    assert said(transcript) == [("Ana", "Who decides?"), ("Kez", "Not us.\nNever us.")]
    assert asides(transcript) == [("heading", "Interview"), ("comment", "Analaughs"), ("footnote", "1Diary")]


def test_a_table_in_an_opendocument_text_is_read() -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in (("Ana", "0:03", "Who decides?"), ("Kez", "0:05", "Not us."), ("Ana", "0:07", "No?"))
    )
    transcript = office(odt_of(f"<table:table>{cells}</table:table>"))
    assert [(turn.speaker, turn.marks) for turn in transcript.turns] == [
        ("Ana", (Mark(0, 3.0),)),
        ("Kez", (Mark(0, 5.0),)),
        ("Ana", (Mark(0, 7.0),)),
    ]


def test_times_in_an_opendocument_text_are_read() -> None:
    transcript = office(
        odt_of(
            "<text:p>Ana   0:03</text:p><text:p>Who?</text:p><text:p>Kez   0:05</text:p><text:p>Me.</text:p>"
        )
    )
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [("Ana", 3.0), ("Kez", 5.0)]


# Nothing is trusted


@pytest.mark.parametrize("before", [BOMB, FROM_OUTSIDE])
def test_a_document_type_is_refused_before_anything_is_resolved(before: str) -> None:
    assert "a document type of its own" in refused(docx_of(paragraph("Ana: &x;"), before=before))
    assert "a document type of its own" in refused(odt_of("<text:p>x</text:p>", before=before), "a.odt")


def test_a_document_type_in_any_other_part_is_refused_too() -> None:
    styles = f'<?xml version="1.0"?>{FROM_OUTSIDE}<w:styles xmlns:w="x">&x;</w:styles>'
    assert "a document type of its own" in refused(
        docx_of(paragraph("Ana: Who?"), parts={"word/styles.xml": styles})
    )


def test_a_document_type_in_utf_16_is_refused_too() -> None:
    part = f'<?xml version="1.0" encoding="UTF-16"?>{FROM_OUTSIDE}<a/>'.encode("utf-16")
    assert "a document type of its own" in refused(zipped({"mimetype": "x", "content.xml": part}), "a.odt")


def test_a_document_in_an_encoding_that_there_is_not_is_refused() -> None:
    part = b'<?xml version="1.0" encoding="utf-9"?><a/>'
    assert "is damaged" in refused(zipped({"mimetype": "x", "content.xml": part}), "a.odt")


def test_a_link_to_somewhere_outside_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def connect(*_: object) -> None:
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket.socket, "connect", connect)
    relations = (
        '<?xml version="1.0"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="http://192.0.2.1/template.dotx" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
        "</Relationships>"
    )
    data = docx_of(
        paragraph("Ana: Who?") + paragraph("Kez: Me."), parts={"word/_rels/document.xml.rels": relations}
    )
    assert said(word(data)) == [("Ana", "Who?"), ("Kez", "Me.")]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a part was unpacked")

    bomb = docx_of("<w:p/>", parts={"word/media/image1.png": "0" * 30_000_000})
    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    assert "unpacks to far more than a transcript can be" in refused(bomb)


def test_many_parts_that_are_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_UNPACKED", 200_000)
    parts = {f"word/media/{n}.bin": "0" * 50_000 for n in range(4)}
    assert "unpacks to far more" in refused(docx_of(paragraph("Ana: Who?"), parts=parts))


def test_a_part_that_says_it_is_smaller_than_it_is_is_refused() -> None:
    data = bytearray(docx_of(paragraph("Ana: " + "Who? " * 10_000)))
    size = len(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    false = (size // 2).to_bytes(4, "little")
    for at in range(len(data) - 4):
        if data[at : at + 4] == size.to_bytes(4, "little"):
            data[at : at + 4] = false
    assert "damaged" in refused(bytes(data))


def test_elements_within_one_another_without_end_are_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300
    assert "deeper within one another" in refused(docx_of(deep))


def test_word_s_strict_form_is_refused_in_words() -> None:
    strict = DOCUMENT.replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    part = strict.format(before="", body="<w:p/>")
    assert "Strict Open XML" in refused(docx_of("", parts={"word/document.xml": part}))


def test_an_opendocument_spreadsheet_is_named() -> None:
    part = ODT.format(before="", body="").replace("office:text", "office:spreadsheet")
    assert "no text document" in refused(zipped({"content.xml": part}), "a.ods")


def test_a_document_with_macros_is_refused() -> None:
    assert "macros" in refused(docx_of(paragraph("Ana: Who?"), parts={"word/vbaProject.bin": "x"}))


def test_a_document_cut_off_anywhere_is_refused_in_words() -> None:
    data = docx_of(paragraph("Ana: Who?"))
    for size in range(4, len(data), 997):
        assert "a.docx" in refused(data[:size])


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], "a spreadsheet"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "not a Word document"),
        (["Index/Document.iwa"], "a Pages document"),
        (["one.vtt", "two.vtt"], "an archive"),
    ],
)
def test_other_zip_files_are_named(names: list[str], says: str) -> None:
    assert says in refused(zipped(dict.fromkeys(names, "x")))


def test_a_locked_document_is_named() -> None:
    manifest = "<manifest:encryption-data/>"
    data = odt_of("<text:p>x</text:p>", parts={"META-INF/manifest.xml": manifest})
    assert "locked with a password" in refused(data, "a.odt")


def test_a_document_without_words_is_refused() -> None:
    assert "There are no words in this document" in refused(docx_of("<w:p/>"))
