"""A project as the bytes of a REFI-QDA file: `.qdpx` (project) or `.qdc` (codebook).

Elements stand in the order that the schemas ask for. The same project gives the same bytes, on every day and
every computer.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import msgspec

from reflect.exchange.refi_records import (
    Case,
    Code,
    Coding,
    Group,
    Note,
    Ours,
    Project,
    Selection,
    Source,
    Value,
)
from reflect.exchange.refi_text import plain

OURS = "reflect.json"
"""The file of an archive that only reflect reads."""
_DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SPECIAL = re.compile('[&<>"\t\n]')
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_VALUE_OF = {
    "Text": "TextValue",
    "Boolean": "BooleanValue",
    "Integer": "IntegerValue",
    "Float": "FloatValue",
    "Date": "DateValue",
    "DateTime": "DateTimeValue",
}


def as_qdpx(project: Project, ours: Ours | None = None) -> bytes:
    """The project as an archive: `project.qde`, a file for each text and note, and what only reflect knows.

    A note is a file since QualCoder (`parse_notes` in its `refi.py`) reads no other as a memo of its own.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_entry("project.qde"), "w") as part:
            for piece in _gathered(_project(project)):
                part.write(piece)
        texts = [(source.guid, source.text) for source in project.sources]
        for guid, text in [*texts, *((note.guid, note.text) for note in project.notes)]:
            archive.writestr(_entry(f"sources/{guid}.txt"), plain(text).encode())
        if ours is not None:
            archive.writestr(_entry(OURS), msgspec.json.format(msgspec.json.encode(ours), indent=1))
    return out.getvalue()


def as_qdc(project: Project) -> bytes:
    """The project's codes, and sets of them, as a codebook. It must have a code: the schema asks for one."""
    return b"".join(_gathered(_codebook(project)))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3  # the same archive from every system
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _gathered(pieces: Iterable[str], least: int = 65536) -> Iterator[bytes]:
    """Pieces of text as bytes, a good many at a time."""
    some: list[str] = []
    length = 0
    for piece in pieces:
        some.append(piece)
        length += len(piece)
        if length >= least:
            yield "".join(some).encode()
            some, length = [], 0
    yield "".join(some).encode()


def _project(project: Project) -> Iterator[str]:
    yield _DECLARED
    named = _with(
        name=project.name,
        origin=project.origin,
        creatingUserGUID=project.user,
        creationDateTime=_moment(project.at),
    )
    yield f'<Project xmlns="urn:QDA-XML:project:1.0"{_name_even_if_empty(project.name)}{named}>\n'
    kinds = {variable.guid: _VALUE_OF[variable.kind] for variable in project.variables}
    yield from _within("Users", (f"<User{_with(guid=u.guid, name=u.name)}/>\n" for u in project.users))
    if project.codes:
        yield "<CodeBook>\n"
        yield from _within("Codes", _codes(project.codes, noted=True))
        yield "</CodeBook>\n"
    yield from _within(
        "Variables",
        (f"<Variable{_with(guid=v.guid, name=v.name, typeOfVariable=v.kind)}/>\n" for v in project.variables),
    )
    yield from _within("Cases", (piece for case in project.cases for piece in _case(case, kinds)))
    yield from _within("Sources", (piece for source in project.sources for piece in _source(source, kinds)))
    yield from _within("Notes", (piece for note in project.notes for piece in _note(note)))
    yield from _within("Sets", (piece for group in project.groups for piece in _group(group)))
    yield from _description(project.description)
    yield from _references("NoteRef", project.on_all)
    yield "</Project>\n"


def _codebook(project: Project) -> Iterator[str]:
    yield _DECLARED
    yield f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"{_with(origin=project.origin)}>\n'
    yield from _within("Codes", _codes(project.codes, noted=False))
    groups = [group for group in project.groups if group.codes]
    yield from _within("Sets", (piece for group in groups for piece in _group(group, codes_only=True)))
    yield "</CodeBook>\n"


def _codes(codes: Sequence[Code], *, noted: bool) -> Iterator[str]:
    for code in codes:
        said = _with(
            guid=code.guid, name=code.name, isCodable="true" if code.codable else "false", color=code.colour
        )
        yield f"<Code{_name_even_if_empty(code.name)}{said}>"
        yield from _description(code.description)
        if noted:
            yield from _references("NoteRef", code.notes)
        yield from _codes(code.children, noted=noted)
        yield "</Code>\n"


def _case(case: Case, kinds: dict[str, str]) -> Iterator[str]:
    yield f"<Case{_with(guid=case.guid, name=case.name)}>"
    yield from _description(case.description)
    yield from _values(case.values, kinds)
    yield from _references("SourceRef", case.sources)
    yield from _references("SelectionRef", case.selections)
    yield "</Case>\n"


def _source(source: Source, kinds: dict[str, str]) -> Iterator[str]:
    said = _with(
        guid=source.guid,
        name=source.name,
        plainTextPath=f"internal://{source.guid}.txt",
        creatingUser=source.user,
        creationDateTime=_moment(source.at),
    )
    yield f"<TextSource{said}>\n"
    yield from _description(source.description)
    for selection in source.selections:
        yield from _selection(selection)
    yield from _codings(source.codings)
    yield from _references("NoteRef", source.notes)
    yield from _values(source.values, kinds)
    yield "</TextSource>\n"


def _selection(selection: Selection) -> Iterator[str]:
    said = _with(
        guid=selection.guid,
        name=selection.name,
        startPosition=str(selection.start),
        endPosition=str(selection.end),
        creatingUser=selection.user,
        creationDateTime=_moment(selection.at),
    )
    yield f"<PlainTextSelection{said}>"
    yield from _description(selection.description)
    yield from _codings(selection.codings)
    yield from _references("NoteRef", selection.notes)
    yield "</PlainTextSelection>\n"


def _codings(codings: Iterable[Coding]) -> Iterator[str]:
    for coding in codings:
        said = _with(guid=coding.guid, creatingUser=coding.user, creationDateTime=_moment(coding.at))
        yield f'<Coding{said}><CodeRef targetGUID="{coding.code}"/></Coding>'


def _note(note: Note) -> Iterator[str]:
    said = _with(
        guid=note.guid,
        name=note.name,
        plainTextPath=f"internal://{note.guid}.txt",
        creatingUser=note.user,
        creationDateTime=_moment(note.at),
    )
    yield f"<Note{said}/>\n"


def _group(group: Group, *, codes_only: bool = False) -> Iterator[str]:
    yield f"<Set{_with(guid=group.guid, name=group.name)}>"
    yield from _description(group.description)
    yield from _references("MemberCode", group.codes, "guid" if codes_only else "targetGUID")
    if not codes_only:
        yield from _references("MemberSource", group.sources)
        yield from _references("MemberNote", group.notes)
    yield "</Set>\n"


def _values(values: Iterable[Value], kinds: dict[str, str]) -> Iterator[str]:
    for value in values:
        element = kinds[value.variable]
        yield (
            f'<VariableValue><VariableRef targetGUID="{value.variable}"/>'
            f"<{element}>{_escaped(value.text)}</{element}></VariableValue>"
        )


def _references(element: str, guids: Iterable[str], attribute: str = "targetGUID") -> Iterator[str]:
    for guid in guids:
        yield f'<{element} {attribute}="{guid}"/>'


def _description(text: str) -> Iterator[str]:
    if text:
        yield f"<Description>{_escaped(text)}</Description>"


def _within(element: str, inside: Iterator[str]) -> Iterator[str]:
    """The element around its parts, unless there are none: the schema knows no empty lists."""
    first = next(inside, None)
    if first is None:
        return
    yield f"<{element}>\n"
    yield first
    yield from inside
    yield f"</{element}>\n"


def _with(**said: str) -> str:
    """Attributes; what is empty is left out."""
    return "".join(f' {name}="{_escaped(words)}"' for name, words in said.items() if words)


def _name_even_if_empty(name: str) -> str:
    return "" if name else ' name=""'


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPED[found[0]], plain(text))


def _moment(at: str) -> str:
    """A time as the schema wants it; what is none is left out."""
    return at if _MOMENT.fullmatch(at) else ""
