"""What kind of file something is, from its content; its name decides only between kinds of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reflect.errors import InvalidInput
from reflect.transcripts.records import Format
from reflect.transcripts.source import Line
from reflect.transcripts.times import ANY_CLOCK

_EXPORT = "Export the transcript as VTT, DOCX or text, and import that."
_TRANSCRIBE = (
    "reflect reads transcripts, it does not listen: have it transcribed first (Whisper and noScribe do so on "
    "your own computer), and import the VTT, DOCX or text they write."
)
_SAVE_AS = "Open it, save it as DOCX, ODT or text, and import that."


class Kind(NamedTuple):
    """A kind of file that is no transcript, and the way out."""

    name: str
    remedy: str


_AUDIO = Kind("a sound recording", _TRANSCRIBE)
_VIDEO = Kind("a video", _TRANSCRIBE)
_SOUND_OR_FILM = Kind("a sound or video recording", _TRANSCRIBE)
_PICTURE = Kind(
    "a picture", "If it shows a transcript, it has to be typed, or read by a text recognition program."
)
_ARCHIVE = Kind("an archive", "Unpack it and import the files in it.")
_PROGRAM = Kind("a program", _EXPORT)
_BEGINNINGS: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"%PDF", Kind("a PDF", _EXPORT)),
    (0, b"{\\rtf", Kind("a rich text file (RTF)", _SAVE_AS)),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("an old Office document (such as .doc)", _SAVE_AS)),
    (0, b"ID3", _AUDIO),
    (0, b"fLaC", _AUDIO),
    (0, b"OggS", _AUDIO),
    (0, b"FORM", _AUDIO),
    (0, b"caff", _AUDIO),
    (0, b"#!AMR", _AUDIO),
    (0, b".snd", _AUDIO),
    (8, b"WAVE", _AUDIO),
    (8, b"AVI ", _VIDEO),
    (8, b"WEBP", _PICTURE),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _SOUND_OR_FILM),
    (0, b"\x1a\x45\xdf\xa3", _SOUND_OR_FILM),
    (4, b"ftypM4A", _AUDIO),
    (4, b"ftyphei", _PICTURE),
    (4, b"ftypavif", _PICTURE),
    (4, b"ftyp", _SOUND_OR_FILM),
    (4, b"moov", _VIDEO),
    (4, b"mdat", _VIDEO),
    (0, b"\x00\x00\x01\xba", _VIDEO),
    (0, b"FLV\x01", _VIDEO),
    (0, b"\x89PNG", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (0, b"II*\x00", _PICTURE),
    (0, b"MM\x00*", _PICTURE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"Rar!", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"SQLite format 3", Kind("a database", _EXPORT)),
    (0, b"bplist00", Kind("a property list", _EXPORT)),
    (0, b"\x7fELF", _PROGRAM),
)
_MP3 = re.compile(rb"\xff[\xe2-\xff][^\xff\x00-\x0f]")
"""The first bytes of an MP3 or AAC frame; a UTF-16 byte order mark (ff fe) is looked at before."""
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<tt[\s>]|<transcript|<head|<body)", re.IGNORECASE)
_SBV = re.compile(rf"\s*{ANY_CLOCK}\s*,\s*[0-9]{{1,3}}:[0-9:.]+\s*")
_TIMING = re.compile(r"[0-9][:.,][0-9]+[ \t]*-->|-->[ \t]*[0-9]+[:.,][0-9]")
"""An arrow with a time before or after it; SRT numbers its cues and writes commas, WebVTT need not."""
_TSV = re.compile(r"start\tend\t(?:speaker\t)?text", re.IGNORECASE)
_COLUMN = re.compile(
    "speaker|name|who|participant|person|start|end|time|timestamp|timecode|text|transcript|words|utterance"
    "|content|speech|said|sentence"
)
_WORDS = re.compile("text|transcript|words|utterance|content|speech|said|sentence")


def refuse_what_is_no_transcript(data: bytes, name: str) -> None:
    """Raise `InvalidInput`, in words, when the first bytes show that this is something else."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        empty = "This file is empty" if not data else "There is nothing in this file but white space"
        raise InvalidInput(
            f"{empty}; nothing was taken in", place=name, remedy="Export the transcript once more."
        )
    for at, beginning, kind in _BEGINNINGS:
        if data.startswith(beginning, at):
            raise _is_a(kind, name)
    if data[:2] == b"MZ" and b"\x00" in data[:64]:
        raise _is_a(_PROGRAM, name)
    if data[:2] == b"BM" and b"\x00" in data[:16]:
        raise _is_a(_PICTURE, name)
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and _MP3.match(data) and b"\x00" in data[:4096]:
        raise _is_a(_AUDIO, name)


def is_zip(data: bytes) -> bool:
    """Whether this is a zip file: DOCX and ODT are."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def kind_of_zip(names: frozenset[str]) -> Format | Kind:
    """What a zip file is, from the names in it."""
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return Format.DOCX
        if any(name.startswith("xl/") for name in names):
            return Kind(
                "a spreadsheet", "Save the sheet as CSV, with a column for speaker, time and text each."
            )
        return Kind("an Office file that is not a Word document", _SAVE_AS)
    if "content.xml" in names:
        return Format.ODT
    if any(name.startswith("Index") for name in names):
        return Kind("a Pages document", "Export it as Word, and import that.")
    if any(name.casefold().endswith(".qde") for name in names):
        return Kind(
            "a project of another program of analysis",
            "Bring it in by command: reflect import FOLDER FILE.qdpx.",
        )
    return _ARCHIVE


def refusal(kind: Kind, name: str) -> InvalidInput:
    """The error that says what a file is instead of a transcript."""
    return _is_a(kind, name)


def text_format(lines: Sequence[Line], name: str) -> Format:
    """Which format of text this is, from its first lines.

    Raises `InvalidInput` for markup that is no transcript.
    """
    filled = [line.text for line in lines if line.text.strip()]
    if not filled:
        raise InvalidInput("There is nothing in this file; nothing was taken in", place=name)
    first = filled[0].strip()
    if first.startswith("WEBVTT"):
        return Format.VTT
    if first.startswith(("{", "[")) and _is_json(filled):
        return Format.WHISPER_JSON
    if _MARKUP.match(first):
        raise _is_a(Kind("a web page or another XML file", _EXPORT), name)
    timing = timing_among(filled)
    if timing is not None:
        numbered = first.isdigit() and "," in timing.partition("-->")[0]
        return Format.SRT if numbered else Format.VTT
    if _SBV.fullmatch(first):
        return Format.SBV
    if _TSV.fullmatch(first):
        return Format.WHISPER_TSV
    if separator_of(first):
        return Format.CSV
    return Format.MARKDOWN if name.lower().endswith((".md", ".markdown")) else Format.TEXT


def timing_among(lines: Iterable[str]) -> str | None:
    """The first line with an arrow and a time, as cues have it, or None."""
    return next((line for line in lines if "-->" in line and _TIMING.search(line)), None)


def separator_of(first: str) -> str:
    """What parts the columns of a table of turns with this first line; empty when it is none."""
    for separator in ("\t", ";", ","):
        columns = [column.strip().strip('"').lower() for column in first.split(separator)]
        if sum(map(_is_column, columns)) > 1 and any(map(_WORDS.fullmatch, columns)):
            return separator
    return ""


def _is_column(name: str) -> bool:
    return _COLUMN.fullmatch(name) is not None


def _is_json(filled: list[str]) -> bool:
    """Whether text that begins like JSON is JSON: `[00:03] Name: …` and `[music]` are not."""
    return re.match(r"\s*(?:\{\s*(?:\"|\}|$)|\[\s*(?:[{\[\]]|$))", filled[0]) is not None


def _is_a(kind: Kind, name: str) -> InvalidInput:
    return InvalidInput(
        f"This is {kind.name}, not a transcript; nothing was taken in", place=name, remedy=kind.remedy
    )
