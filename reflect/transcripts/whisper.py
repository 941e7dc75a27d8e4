"""Whisper's JSON and TSV, and those of whisperX and whisper.cpp.

Formats: `whisper/utils.py` of openai/whisper (`segments` with seconds; TSV in milliseconds), whisperX
(`speaker` on segments and words, words without times), whisper.cpp (`transcription`, milliseconds).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reflect.transcripts.decoding import without_controls
from reflect.transcripts.labels import speakers_among, split_label
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import Cue, Format, RemarkKind, Unit
from reflect.transcripts.source import Source, plain
from reflect.transcripts.times import number_of


class _Segment(NamedTuple):
    place: int
    text: str
    speaker: str
    start: object
    end: object
    words: Sequence[object]


def parsed(source: Source, text: str) -> object:
    """The JSON in a file.

    Raises `InvalidInput` with its line when it is not JSON, or was cut off.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or "Unterminated" in error.msg
        raise source.refused(
            error.lineno,
            "This JSON file seems to be cut off" if cut_off else "This is no JSON that can be read",
            "Export the transcript once more.",
        ) from None
    except (RecursionError, ValueError):
        raise source.refused(
            0, "This JSON file is not one that a transcription program writes", "Export it as VTT instead."
        ) from None


def is_whisper(value: object) -> bool:
    """Whether the content of a JSON file is segments as Whisper and its kin write them."""
    return _listed(value) is not None


def read_whisper_json(source: Source, value: object) -> None:
    """Read segments; `value` is the content of the JSON file."""
    source.unit = Unit.SEGMENT
    source.format = Format.WHISPER_JSON
    listed = _listed(value) or []
    segments = [_segment(source, place, item) for place, item in enumerate(listed, 1)]
    source.ledger.cues_in = len(listed)
    source.ledger.signs_in = sum(signs(segment.text) for segment in segments)
    if not any(plain(segment.text) for segment in segments):
        raise source.refused(0, "There are no words in this file", "Transcribe the recording once more.")
    source.maker = _maker(value, segments)
    _check_whole(source, value, segments)
    _say(source, segments)


def read_whisper_tsv(source: Source) -> None:
    """Read Whisper's TSV: start and end in milliseconds, and the words."""
    source.format = Format.WHISPER_TSV
    source.maker = "Whisper"
    header, rows = source.lines[0], [line for line in source.lines[1:] if line.text.strip()]
    source.ledger.structure(header.text)
    source.ledger.cues_in = len(rows)
    columns = header.text.strip().lower().split("\t")
    segments: list[_Segment] = []
    for n, row in enumerate(rows):
        fields = row.text.split("\t", len(columns) - 1)
        if not _are_times(fields[:2]) or len(fields) < len(columns):
            if n == len(rows) - 1 and row.text.replace("\t", "").strip().isdigit():
                source.remark(RemarkKind.CUT_OFF, row.number)
                source.ledger.structure(row.text)
                source.ledger.cue(empty=True)
                continue
            raise source.refused(
                row.number,
                "This row should be a start and an end in milliseconds and then words, parted by tabs",
                "Mend the row in a text editor, or export the transcript once more.",
            )
        start, end = (int(field) / 1000 for field in fields[:2])
        source.ledger.structure("".join(fields[:2]))
        speaker = fields[2].strip() if len(columns) > 3 else ""
        source.ledger.label(speaker)
        segments.append(_Segment(row.number, fields[-1], speaker, start, end, ()))
    if not segments:
        raise source.refused(header.number, "There are no words in this file")
    _say(source, segments)


def _are_times(fields: Sequence[str]) -> bool:
    return len(fields) == 2 and all(
        f.strip().isascii() and f.strip().isdigit() and len(f) < 12 for f in fields
    )


def _listed(value: object) -> list[object] | None:
    """The segments of a JSON file's content, or None when it has none."""
    if isinstance(value, Mapping):
        for key in ("segments", "transcription"):
            found = value.get(key)
            if isinstance(found, list) and _are_segments(found):
                return found
        return None
    return value if isinstance(value, list) and value and _are_segments(value) else None


def _are_segments(items: Sequence[object]) -> bool:
    return all(isinstance(item, Mapping) and isinstance(item.get("text"), str) for item in items)


def _segment(source: Source, place: int, item: object) -> _Segment:
    found: Mapping[str, object] = item if isinstance(item, Mapping) else {}
    start, end = found.get("start"), found.get("end")
    offsets = found.get("offsets")
    if isinstance(offsets, Mapping):
        start, end = (_thousandth(offsets.get(key)) for key in ("from", "to"))
    words = found.get("words")
    return _Segment(
        place,
        without_controls(str(found.get("text", "")), source.remarks),
        _speaker(source, found),
        start,
        end,
        words if isinstance(words, list) else (),
    )


def _thousandth(value: object) -> object:
    return (
        value / 1000 if isinstance(value, int) and not isinstance(value, bool) and value < 10**12 else value
    )


def _speaker(source: Source, found: Mapping[str, object]) -> str:
    speaker = found.get("speaker")
    if isinstance(speaker, str):
        return plain(without_controls(speaker, source.remarks))
    return f"Speaker {speaker}" if isinstance(speaker, int) and not isinstance(speaker, bool) else ""


def _maker(value: object, segments: Sequence[_Segment]) -> str:
    if isinstance(value, Mapping):
        if "transcription" in value:
            return "whisper.cpp"
        if "word_segments" in value:
            return "whisperX"
    return "whisperX" if any(segment.speaker for segment in segments) else "Whisper"


def _check_whole(source: Source, value: object, segments: Sequence[_Segment]) -> None:
    """Whisper gives the whole text beside the segments: the two should be the same words."""
    whole = value.get("text") if isinstance(value, Mapping) else None
    if isinstance(whole, str) and "".join(whole.split()) != "".join(
        "".join(s.text for s in segments).split()
    ):
        source.remark(RemarkKind.TEXT_DIFFERS, 0)


def _say(source: Source, segments: Sequence[_Segment]) -> None:
    speakers = speakers_among([s.text for s in segments if not s.speaker and s.text.strip()], source.known)
    named = bool(speakers) or any(segment.speaker for segment in segments)
    for segment in segments:
        text = plain(segment.text)
        source.ledger.cue(empty=not text)
        if not text:
            source.remark(RemarkKind.EMPTY, segment.place)
            continue
        speaker = segment.speaker
        found = None if speaker else split_label(text, speakers)
        if found is not None:
            source.ledger.label(found.before)
            speaker, text = found.label, plain(found.words)
        if named and not speaker:
            source.remark(RemarkKind.UNKNOWN, segment.place)
        if any(other != speaker for other in _word_speakers(segment.words)):
            source.remark(RemarkKind.WORD_SPEAKERS, segment.place)
        start, end = _time(source, segment, segment.start), _time(source, segment, segment.end)
        source.say(Cue(text=text, speaker=speaker, start=start, end=end, line=segment.place))


def _word_speakers(words: Sequence[object]) -> Iterator[str]:
    for word in words:
        speaker = word.get("speaker") if isinstance(word, Mapping) else None
        if isinstance(speaker, str):
            yield plain(speaker)


def _time(source: Source, segment: _Segment, value: object) -> float | None:
    seconds = number_of(value)
    if seconds is None and value is not None:
        source.remark(RemarkKind.NO_TIME, segment.place)
    return seconds
