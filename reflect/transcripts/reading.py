"""The door of this room: the bytes of a file in, a transcript out, or an error that says why not.

Nothing here touches a disk. Whoever opens files asks `refuse_too_large` before reading one.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from reflect.errors import InvalidInput
from reflect.transcripts.decoding import decoded
from reflect.transcripts.detect import is_zip, kind_of_zip, refusal, refuse_what_is_no_transcript, text_format
from reflect.transcripts.fingerprint import fingerprint, words_fingerprint
from reflect.transcripts.otr import html_of, read_otr
from reflect.transcripts.plain import read_text
from reflect.transcripts.records import Format, Transcript
from reflect.transcripts.remarks import Remarks
from reflect.transcripts.sbv import read_sbv
from reflect.transcripts.source import Source, lines_of
from reflect.transcripts.table import read_csv
from reflect.transcripts.times import in_order
from reflect.transcripts.turns import LONGEST_PAUSE, joined
from reflect.transcripts.vtt import read_vtt
from reflect.transcripts.whisper import is_whisper, parsed, read_whisper_json, read_whisper_tsv

LARGEST = 25_000_000
"""Bytes of any file; a day of talk in JSON with a time for every word takes a third of it."""
LARGEST_TEXT, MOST_LINES = 10_000_000, 500_000
"""Bytes and lines of a text file that is not JSON; a day of talk takes a tenth of it."""

_THINGS = {
    **dict.fromkeys((Format.VTT, Format.SRT, Format.SBV), "cue"),
    **dict.fromkeys((Format.WHISPER_JSON, Format.WHISPER_TSV), "segment"),
    Format.CSV: "row",
}
"""What a file of each format is made of."""


def read_transcript(
    data: bytes, *, name: str, speakers: Iterable[str] = (), longest_pause: float = LONGEST_PAUSE
) -> Transcript:
    """Read the transcript in a file.

    Args:
        data: The file as it is.
        name: Its name, for messages; its ending decides only whether text is taken for Markdown.
        speakers: Labels known from other files of the study: they are taken for speakers even where the
            file alone would not show it.
        longest_pause: Seconds of silence within one speaker's turn; after a longer one a new turn begins.

    Raises:
        InvalidInput: With file and line, when it is no transcript, is damaged, or does not add up.
    """
    refuse_too_large(len(data), name=name)
    refuse_what_is_no_transcript(data, name)
    source, encoding = _read_zip(data, name, speakers) if is_zip(data) else _read_text(data, name, speakers)
    cues = tuple(in_order(source.cues, source.remarks))
    turns = joined(cues, longest_pause)
    account = source.ledger.closed(turns, name)
    if not turns:
        raise source.refused(0, "There are no words of anybody in this file")
    return Transcript(
        name=name,
        format=source.format,
        maker=source.maker,
        encoding=encoding,
        unit=source.unit,
        cues=cues,
        turns=turns,
        reconciliation=account,
        remarks=source.remarks.all(source.unit, _THINGS.get(source.format, "paragraph")),
        digest=fingerprint(data),
        words_digest=words_fingerprint(turns),
    )


def rejoined(transcript: Transcript, longest_pause: float) -> Transcript:
    """The same transcript with its cues joined anew, without reading the file again."""
    return msgspec.structs.replace(transcript, turns=joined(transcript.cues, longest_pause))


def refuse_too_large(size: int, *, name: str, largest: int = LARGEST) -> None:
    """Raise `InvalidInput` when a file of `size` bytes is more than a transcript can be."""
    if size > largest:
        raise InvalidInput(
            f"This file has {size / 1e6:.0f} MB, and a transcript of a whole day has less than "
            f"{largest / 1e6:.0f}; nothing was taken in",
            place=name,
            remedy="If it is a recording, have it transcribed first; if it is a document with many pictures, "
            "save it without them.",
        )


def _read_zip(data: bytes, name: str, speakers: Iterable[str]) -> tuple[Source, str]:
    # Documents need zip and XML, which no other transcript does.
    from reflect.transcripts.packages import Package

    with Package(data, name) as package:
        kind = kind_of_zip(package.names)
        if not isinstance(kind, Format):
            raise refusal(kind, name)
        if kind is Format.DOCX:
            from reflect.transcripts.docx import read_docx

            return read_docx(package, speakers), ""
        from reflect.transcripts.odt import read_odt

        return read_odt(package, speakers), ""


def _read_text(data: bytes, name: str, speakers: Iterable[str]) -> tuple[Source, str]:
    remarks = Remarks()
    text, encoding = decoded(data, name, remarks)
    if not text.lstrip().startswith(("{", "[{")):
        refuse_too_large(len(data), name=name, largest=LARGEST_TEXT)
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise InvalidInput(
            "This file has more lines than a transcript of a whole week; nothing was taken in", place=name
        )
    source = Source(name, lines_of(text), known=speakers, remarks=remarks)
    source.format = text_format(source.lines, name)
    match source.format:
        case Format.VTT | Format.SRT:
            read_vtt(source)
        case Format.SBV:
            read_sbv(source)
        case Format.WHISPER_TSV:
            read_whisper_tsv(source)
        case Format.WHISPER_JSON:
            _read_json(source, text)
        case Format.CSV:
            read_csv(source, text)
        case _:
            read_text(source)
    return source, encoding


def _read_json(source: Source, text: str) -> None:
    value = parsed(source, text)
    markup = html_of(value)
    if markup is not None:
        read_otr(source, markup)
    elif is_whisper(value):
        read_whisper_json(source, value)
    else:
        raise source.refused(
            0,
            "This JSON file is not one that Whisper, whisperX, whisper.cpp or oTranscribe writes",
            "Export the transcript as VTT, DOCX or text, and import that.",
        )
