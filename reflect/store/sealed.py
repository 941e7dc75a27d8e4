"""The form of a study file: tables of records as JSON, one record a line, under a seal.

    {"reflect":{"format":1,"generation":7,"line":"<hex>","parent":"<sha256>","seal":"<sha256>","uid":"k3v9"},
    "quotes":{
    "q1":{"at":"2026-11-23T10:15:30+02:00", …},
    "q2":{…}
    },
    "tags":{}
    }

Tables, records and fields stand in the order of their names, so that git shows a change as the lines that
changed. The seal is the SHA-256 of everything after the first line; the parent is that of the whole of the
generation before, and empty in the first; `line` vouches for the first line itself, so that not one changed
bit of a file goes unnoticed. Pure: bytes in, bytes out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec

from reflect.errors import Damaged, InvalidInput, NewerFormat

FORMAT = 1
"""The format this version writes. A change of it comes with a migration (`migrations`)."""

HEADER = "reflect"
"""The first line's key; no table can have this name."""

Table = dict[str, dict[str, object]]
"""Records by id."""
Tables = dict[str, Table]
"""What a file holds, by the names of its tables: TinyDB's own shape."""
Encoded = Mapping[str, bytes]
"""The same with each table as it is written, from `table_lines`."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line."""

    format: int
    generation: int
    """Greater than the numbers of all the generations that this one comes from; 1 in the first."""
    uid: str
    """The same in every generation and every copy of this file."""
    parent: str
    seal: str
    line: str = ""
    """The beginning of the SHA-256 of the other fields; put in by `with_header`."""
    before: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """Which generations this one comes from (`lineage`); not there in the first."""


class SealedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as read."""

    header: Header
    tables: Tables
    seal_holds: bool
    """False when the file was edited with something other than reflect."""
    checksum: str
    """SHA-256 of the whole file: what the next generation names as its parent."""


class Unreadable(Damaged):
    """The bytes are not a study file; `line` is where that shows."""

    def __init__(self, message: str, *, name: str, line: int, unfinished_merge: bool = False) -> None:
        super().__init__(message, place=f"{name}:{line}" if name else f"line {line}")
        self.line = line
        self.unfinished_merge = unfinished_merge


class _First(msgspec.Struct, frozen=True):
    reflect: Header


_ENCODER = msgspec.json.Encoder(order="sorted")
_PARTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_HEADER = msgspec.json.Decoder(Header)
_FIRST = msgspec.json.Decoder(_First)
_TABLE = msgspec.json.Decoder(Table)
_TABLES = msgspec.json.Decoder(Tables)
_VOUCHING = 16
_ALWAYS_FIT = frozenset({str, bool, type(None)})
"""What nearly every field holds."""
_WHOLE_NUMBERS = range(-(2**63), 2**64)
"""What JSON readers agree on; a larger number would come back changed."""


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


def record_line(table: str, record_id: str, record: Mapping[str, object]) -> bytes:
    """One record as its line in the file, without the comma.

    Raises:
        InvalidInput: it holds something that would not come back as it is.

    """
    place = f"{table}/{record_id}"
    unfit = _unfit(record)
    if unfit:
        raise InvalidInput(f"{unfit} cannot be saved", place=place)
    try:
        return _ENCODER.encode(record_id) + b":" + _ENCODER.encode(record)
    except UnicodeEncodeError:
        raise _not_text(repr(record_id)[1:-1], table) from None
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidInput(f"The record cannot be saved: {error}", place=place) from error


def table_lines(table: str, lines: Mapping[str, bytes]) -> bytes:
    """One table as it stands in the file. `lines` are its records by id, from `record_line`.

    Raises:
        InvalidInput: the name of the table cannot be used.

    """
    if table == HEADER:
        raise InvalidInput(f"No table can be called {HEADER}: the file's first line is")
    try:
        opening = _ENCODER.encode(table) + b":{"
    except UnicodeEncodeError:
        raise _not_text(ascii(table)[1:-1], "tables") from None
    if not lines:
        return opening + b"}"
    return opening + b"\n" + b",\n".join([lines[key] for key in sorted(lines)]) + b"\n}"


def body(tables: Encoded) -> list[bytes]:
    """Everything after the first line, in pieces that follow one another."""
    pieces: list[bytes] = []
    for table in sorted(tables):
        pieces += (tables[table], b",\n")
    return [*pieces[:-1], b"\n}\n"] if pieces else [b"}\n"]


def seal_of(content: Iterable[bytes]) -> str:
    """The seal of what comes from `body`."""
    found = sha256()
    for piece in content:
        found.update(piece)
    return found.hexdigest()


def with_header(content: Sequence[bytes], header: Header) -> bytes:
    """The whole file. `header.seal` is that of `content`, which comes from `body`."""
    try:
        first = b'{"reflect":' + _ENCODER.encode(msgspec.structs.replace(header, line=_vouched(header)))
    except UnicodeEncodeError:
        raise _not_text(ascii(header.uid)[1:-1], HEADER) from None
    return b"".join((first, b",\n" if len(content) > 1 else b"\n", *content))


def encode(
    tables: Mapping[str, Mapping[str, Mapping[str, object]]], *, uid: str, generation: int, parent: str
) -> bytes:
    """The bytes of a file that holds `tables`.

    Raises:
        InvalidInput: something in them would not come back as it is.

    """
    content = body(encoded(tables))
    header = Header(format=FORMAT, generation=generation, uid=uid, parent=parent, seal=seal_of(content))
    return with_header(content, header)


def encoded(tables: Mapping[str, Mapping[str, Mapping[str, object]]]) -> dict[str, bytes]:
    """Every table as it stands in the file. Raises what `encode` raises."""
    return {
        table: table_lines(table, {key: record_line(table, key, record) for key, record in records.items()})
        for table, records in tables.items()
    }


def decoded(tables: Encoded) -> Tables:
    """Encoded tables as records: what `decode` gives of a file with these tables."""
    found: Tables = _TABLES.decode(b"".join((b"{", *body(tables))))
    return found


def decode(data: bytes, *, name: str = "") -> SealedFile:
    """Read a file's bytes. `name` is what it is called in errors.

    Raises:
        Unreadable: the bytes are not a study file; the message says why and where.
        NewerFormat: a later version wrote them, in a way this one cannot even take apart.

    """
    # An editor's byte-order mark is not part of the text.
    text = data.removeprefix(b"\xef\xbb\xbf")
    header = None
    try:
        parts = _PARTS.decode(text)
        header = _HEADER.decode(parts.pop(HEADER))
        tables = {table: _TABLE.decode(part) for table, part in parts.items()}
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, RecursionError) as error:
        if header is not None and header.format > FORMAT:
            raise newer(name) from error
        raise _unreadable(text, name) from error
    holds = _seal_holds(text, header)
    if not holds:
        # Whoever merged by hand may have left one record twice, and a JSON reader would drop the first.
        _refuse_doubles(text, name)
    return SealedFile(header=header, tables=tables, seal_holds=holds, checksum=digest(data))


def first_header(data: bytes) -> Header:
    """The header alone, of a file of which `data` is the beginning.

    Raises:
        MsgspecError: there is none on the first line.

    """
    line = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].rstrip().removesuffix(b",")
    return _FIRST.decode(line + b"}").reflect


def content_seal(tables: Mapping[str, Mapping[str, Mapping[str, object]]]) -> str:
    """The seal that a file with these tables has. Raises what `encode` raises."""
    return seal_of(body(encoded(tables)))


def newer(name: str) -> NewerFormat:
    """The error for a file from a later version."""
    return NewerFormat(
        "The file was written by a later version of reflect",
        place=name,
        remedy="Update reflect to open it.",
    )


def _vouched(header: Header) -> str:
    return digest(_ENCODER.encode(msgspec.structs.replace(header, line="")))[:_VOUCHING]


def _seal_holds(text: bytes, header: Header) -> bool:
    seal = header.seal
    # What a later format vouches for, and how, only its own version knows.
    if 0 < header.format <= FORMAT and header.line != _vouched(header):
        return False
    content = text.partition(b"\n")[2]
    if digest(content) == seal:
        return True
    # Git and some editors change line ends. No line end stands inside a record (JSON escapes it), so undoing
    # that gives back exactly what was sealed.
    return b"\r\n" in content and digest(content.replace(b"\r\n", b"\n")) == seal


def _unfit(value: object) -> str:
    """What in `value` JSON would change in silence; empty when nothing is."""
    if isinstance(value, float):
        return "" if math.isfinite(value) else f"The number {value}"
    if isinstance(value, int):
        return "" if value in _WHOLE_NUMBERS else "A whole number of more than 64 bits"
    if isinstance(value, dict | Mapping):
        parts: Iterable[object] = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    else:
        return ""
    for part in parts:
        if type(part) not in _ALWAYS_FIT and (found := _unfit(part)):
            return found
    return ""


def _not_text(what: str, table: str) -> InvalidInput:
    return InvalidInput(
        "It holds half of a character, which no file can keep (a lone surrogate)",
        place=f"{table}/{what.encode('ascii', 'backslashreplace').decode()}",
        remedy="Type or paste those words again.",
    )


_OFFSET = re.compile(r"\(byte (\d+)\)")
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7})", re.MULTILINE)


def _line(text: bytes, offset: int) -> int:
    return text.count(b"\n", 0, offset) + 1


def _unreadable(text: bytes, name: str) -> Unreadable:
    """Why these bytes are not a study file, and on which line that shows."""
    if not text.strip(b"\0 \t\r\n"):
        return Unreadable("The file is empty", name=name, line=1)
    marker = _CONFLICT.search(text)
    if marker:
        at = _line(text, marker.start())
        return Unreadable("Git left an unfinished merge here", name=name, line=at, unfinished_merge=True)
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return Unreadable("Something here is not text", name=name, line=_line(text, error.start))
    try:
        whole = msgspec.json.decode(text)
    except msgspec.MsgspecError as error:
        found = _OFFSET.search(str(error))
        if found:
            at = _line(text, int(found[1]))
            return Unreadable("Something here is not JSON", name=name, line=at)
        last = _line(text, len(text.rstrip()))
        return Unreadable("The file ends before it is complete", name=name, line=last)
    except RecursionError:
        return Unreadable("The records are nested too deeply", name=name, line=1)
    return _misshapen(text, whole, name)


def _misshapen(text: bytes, whole: object, name: str) -> Unreadable:
    """What is wrong with a file that is JSON but not tables of records under a header."""
    if not isinstance(whole, dict) or HEADER not in whole:
        return Unreadable("This is not a file of reflect: its header is missing", name=name, line=1)
    try:
        msgspec.convert(whole[HEADER], Header)
    except msgspec.ValidationError as error:
        return Unreadable(f"The header is not as it should be ({error})", name=name, line=1)
    for table, records in whole.items():
        if not isinstance(records, dict):
            return Unreadable(f"The table {table} holds no records", name=name, line=_key(text, table))
        for key, record in records.items():
            if table != HEADER and not isinstance(record, dict):
                at = _key(text, key)
                return Unreadable(f"{table}/{key} is not a record", name=name, line=at)
    return Unreadable("The file is not tables of records", name=name, line=1)


def _key(text: bytes, key: str, *, last: bool = False) -> int:
    """The line on which a key stands, first or last of all."""
    wanted = _ENCODER.encode(key)
    return _line(text, max(0, text.rfind(wanted) if last else text.find(wanted)))


def _refuse_doubles(text: bytes, name: str) -> None:
    import json  # for a file that was edited by hand, and so seldom

    def once(pairs: list[tuple[str, object]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Unreadable(f"{key} stands here twice", name=name, line=_key(text, key, last=True))
            seen.add(key)

    try:
        json.loads(text, object_pairs_hook=once)
    except UnicodeDecodeError as error:  # in a part of the header that nobody knows, and so nobody read
        raise Unreadable("Something here is not text", name=name, line=_line(text, error.start)) from error
