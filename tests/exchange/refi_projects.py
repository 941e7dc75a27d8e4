"""REFI-QDA projects as other programs write them, built by hand: each with what is known of its habits.

`Habits` names them; each writer's are from reading its files, or the programs that read them:

- NVivo for Mac 15: a project in the repository of qualitative-coding (`refi_qda/nvivo_project.qdpx`): text
  beside DOCX, a file `sources/.root`, cases that are codes too (one GUID, QualCoder's
  `clean_up_case_codes_and_case_text`), remarks on text as links from notes (QualCoder's `parse_links`).
- NVivo for Windows: texts with CRLF, which count as two (QualCoder's `load_text_source`).
- ATLAS.ti: texts with CRLF that count as one (the same), text inline or as files.
- MAXQDA: no names of selections, their comments as descriptions, variables within the sources (QualCoder's
  `load_codings_for_text` and `parse_variable_value`); a byte-order mark.
- QualCoder: texts with a byte-order mark that does not count, a selection for each coding, named by its
  words, GUIDs in capital letters, comments in `Description`, annotations as notes with a selection of
  their own (QualCoder's `text_selection_xml` and `notes_xml`).
- Quirkos: cases without names that hold a source's variables (QualCoder's `parse_cases_for_file_variables`).
- qualitative-coding: a selection a line, named `line:N`, its end after the line's end (its `writer.py`).
- Taguette: codebooks with the whole path as the code's name, an empty `Sets` (its `export.py`).
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

import msgspec

TEXT = (
    "Anna: We met in the café 🎈 in spring, and nobody was in charge.\n\n"
    "INT: What changed? 🎈🎈\n\n"
    "Anna: Trust. It took a year, and it went in a week.\nThen we began again.\n"
)
CODED = (
    ("nobody was in charge", "Power"),
    ("Trust", "Trust"),
    ("It took a year, and it went in a week", "Trust"),
    ("Then we began again", "Time"),
)
_SPACE = UUID("00000000-0000-0000-0000-00000000beef")


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How one program writes."""

    origin: str
    crlf: bool = False
    """Whether its texts have CRLF."""
    bom: bool = False
    utf16: bool = False
    two: bool = False
    """Whether the end of a line counts as two."""
    inclusive: bool = False
    counts_bom: bool = False
    named: bool = True
    """Whether selections are named by their words."""
    braces: bool = False
    capitals: bool = False
    inline: bool = False
    folder: str = "sources"
    project: str = "project.qde"
    case_codes: bool = False
    case_names: bool = True
    variables_in_source: bool = False
    notes_by_link: bool = False
    notes_inside: bool = False
    """Whether a remark is a note with a selection of its own."""
    docx: bool = False


WRITERS = {
    "NVivo for Windows": Habits(
        origin="NVivo 14.23.2", crlf=True, utf16=True, two=True, named=False, folder="Sources", docx=True,
        case_codes=True, notes_by_link=True,
    ),
    "NVivo for Mac": Habits(
        origin="NVivo for Mac 15.0.0", utf16=True, named=False, docx=True, case_codes=True, notes_by_link=True
    ),
    "ATLAS.ti": Habits(origin="ATLAS.ti 23", crlf=True, utf16=True, capitals=True),
    "MAXQDA": Habits(
        origin="MAXQDA 22", crlf=True, bom=True, utf16=True, named=False, variables_in_source=True, docx=True,
        project="MyProject.qde",
    ),
    "QualCoder": Habits(origin="QualCoder 3.6", bom=True, capitals=True, notes_inside=True),
    "Quirkos": Habits(origin="Quirkos 2.5.3", inline=True, case_names=False, project="PROJECT.QDE"),
    "nobody known": Habits(
        origin="", utf16=True, two=True, inclusive=True, crlf=True, bom=True, counts_bom=True, braces=True
    ),
}  # fmt: skip


def guid(name: str, habits: Habits) -> str:
    """A GUID as this program writes them."""
    made = str(uuid5(_SPACE, name))
    made = made.upper() if habits.capitals else made
    return f"{{{made}}}" if habits.braces else made


def counted(text: str, at: int, habits: Habits) -> int:
    """A place of the text with LF, as this program counts it."""
    before = text[:at]
    number = len(before.encode("utf-16-le")) // 2 if habits.utf16 else len(before)
    return number + (before.count("\n") if habits.two else 0) + (1 if habits.bom and habits.counts_bom else 0)


def selections(text: str, habits: Habits, coded: tuple[tuple[str, str], ...] = CODED) -> str:
    """Its selections of these words."""
    found = []
    for number, (words, code) in enumerate(coded):
        start = text.index(words)
        end = counted(text, start + len(words), habits) - (1 if habits.inclusive else 0)
        name = f" name={quoteattr(words)}" if habits.named else ""
        said = f"<Description>Remark {number}</Description>" if number == 1 else ""
        found.append(
            f'<PlainTextSelection guid="{guid(f"s{number}", habits)}" '
            f'startPosition="{counted(text, start, habits)}" endPosition="{end}"{name} '
            f'creatingUser="{guid("ana", habits)}" creationDateTime="2026-01-02T03:04:05Z">{said}'
            f'<Coding guid="{guid(f"c{number}", habits)}" creatingUser="{guid("ana", habits)}">'
            f'<CodeRef targetGUID="{guid(code, habits)}"/></Coding></PlainTextSelection>'
        )
    return "".join(found)


def project_xml(habits: Habits, text: str = TEXT, extra: str = "", inside: str = "") -> str:
    """The project of one text; `extra` stands before its end, `inside` within the source."""

    def g(name: str) -> str:
        return guid(name, habits)

    start, end = text.index("What changed?"), text.index("What changed?") + len("What changed?")
    places = (
        f'startPosition="{counted(text, start, habits)}" '
        f'endPosition="{counted(text, end, habits) - (1 if habits.inclusive else 0)}"'
    )
    case_code = f'<Code guid="{g("case")}" name="Anna" isCodable="true"/>' if habits.case_codes else ""
    value = (
        f'<VariableValue><VariableRef targetGUID="{g("role")}"/><TextValue>Carer</TextValue></VariableValue>'
    )
    name = ' name="Anna"' if habits.case_names else ""
    in_case = "" if habits.variables_in_source else value
    in_source = value if habits.variables_in_source else ""
    where = "" if habits.inline else f' plainTextPath="internal://{g("text").strip("{}")}.txt"'
    rich = f' richTextPath="internal://{g("text")}.docx"' if habits.docx else ""
    content = f"<PlainTextContent>{escape(text)}</PlainTextContent>" if habits.inline else ""
    note_at, note, links = "", "<PlainTextContent>Ask again</PlainTextContent>", ""
    annotation = ""
    if habits.notes_by_link:
        annotation = f'<PlainTextSelection guid="{g("sn")}" {places}/>'
        links = (
            f'<Links><Link guid="{g("l")}" direction="OneWay" originGUID="{g("note")}" '
            f'targetGUID="{g("sn")}"/></Links>'
        )
    elif habits.notes_inside:
        note += f'<PlainTextSelection guid="{g("sn")}" {places}/>'
        note_at = f'<NoteRef targetGUID="{g("note")}"/>'
    else:
        refers = f'<NoteRef targetGUID="{g("note")}"/>'
        annotation = f'<PlainTextSelection guid="{g("sn")}" {places}>{refers}</PlainTextSelection>'
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Project name="p" origin="{habits.origin}" xmlns="urn:QDA-XML:project:1.0">'
        f'<Users><User guid="{g("ana")}" name="Ana"/></Users>'
        f'<CodeBook><Codes><Code guid="{g("Power")}" name="Power" isCodable="true" color="#FF0000">'
        f'<Code guid="{g("Trust")}" name="Trust" isCodable="true"><Description>As lived</Description></Code>'
        f'</Code><Code guid="{g("Time")}" name="Time" isCodable="true"/>{case_code}</Codes></CodeBook>'
        f'<Variables><Variable guid="{g("role")}" name="Role" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{g("case")}"{name}>{in_case}<SourceRef targetGUID="{g("text")}"/></Case></Cases>'
        f'<Sources><TextSource guid="{g("text")}" name="Talk"{rich}{where}>{content}'
        f"{selections(text, habits)}{annotation}{note_at}{in_source}{inside}</TextSource></Sources>"
        f'<Notes><Note guid="{g("note")}" creatingUser="{g("ana")}">{note}</Note></Notes>'
        f'{links}<Sets><Set guid="{g("set")}" name="First wave">'
        f'<MemberSource targetGUID="{g("text")}"/></Set></Sets>{extra}</Project>'
    )


def archive(xml: str, files: dict[str, bytes], project: str = "project.qde") -> bytes:
    """An archive of a project and files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(project, xml.encode())
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def written_by(habits: Habits, text: str = TEXT, extra: str = "") -> bytes:
    """The whole file, as this program would write it."""
    kept = text.replace("\n", "\r\n") if habits.crlf else text
    data = kept.encode("utf-8-sig" if habits.bom else "utf-8")
    name = f"{habits.folder}/{guid('text', habits).strip('{}')}.txt"
    files = {} if habits.inline else {name: data}
    if habits.docx:
        files |= {name.replace(".txt", ".docx"): b"PK", f"{habits.folder}/.root": b""}
    return archive(project_xml(habits, text, extra), files, habits.project)
