"""Transcripts written in each format, from cues made up for a test."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from docx.document import Document

from .making import docx, lines_in_a_paragraph


class Said(NamedTuple):
    """What one cue says, with its times in milliseconds."""

    speaker: str
    words: str
    start: int
    end: int


Talk = Sequence[Said]


def clock(milliseconds: int, *, point: str = ".", hours: int | None = 2) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    if hours is None:
        return f"{minutes:02}:{seconds:02}{point}{fraction:03}"
    return f"{minutes // 60:0{hours}}:{minutes % 60:02}:{seconds:02}{point}{fraction:03}"


def whole(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"


def zoom(talk: Talk) -> str:
    cues = (
        f"{n}\r\n{clock(s.start)} --> {clock(s.end)}\r\n{s.speaker}: {s.words}\r\n\r\n"
        for n, s in enumerate(talk, 1)
    )
    return "WEBVTT\r\n\r\n" + "".join(cues)


def teams(talk: Talk) -> str:
    cues = (
        f"0f{n:06x}-3c77-4441-9f7e-67031cc3b038/{n}-0\n{clock(s.start)} --> {clock(s.end)}\n"
        f"<v {html.escape(s.speaker)}>{html.escape(s.words)}</v>\n\n"
        for n, s in enumerate(talk)
    )
    return "WEBVTT\n\n" + "".join(cues)


def whisper_vtt(talk: Talk) -> str:
    cues = (f"{clock(s.start, hours=None)} --> {clock(s.end, hours=None)}\n{s.words}\n\n" for s in talk)
    return "WEBVTT\n\n" + "".join(cues)


def srt(talk: Talk) -> str:
    return "\n".join(
        f"{n}\n{clock(s.start, point=',')} --> {clock(s.end, point=',')}\n{s.speaker}: {s.words}\n"
        for n, s in enumerate(talk, 1)
    )


def sbv(talk: Talk) -> str:
    return "\n".join(
        f"{clock(s.start, hours=1)},{clock(s.end, hours=1)}\n{s.speaker}: {s.words}\n" for s in talk
    )


def whisper_tsv(talk: Talk) -> str:
    return "start\tend\ttext\n" + "".join(f"{s.start}\t{s.end}\t{s.words}\n" for s in talk)


def whisperx(talk: Talk) -> str:
    segments = [
        {"start": s.start / 1000, "end": s.end / 1000, "text": f" {s.words}", "speaker": s.speaker}
        for s in talk
    ]
    return json.dumps({"segments": segments})


def otr(talk: Talk) -> str:
    paragraphs = (
        f'<p><span class="timestamp" data-timestamp="{s.start / 1000}">{whole(s.start)}</span>'
        f"&nbsp;<b>{html.escape(s.speaker)}</b>: {html.escape(s.words)}</p>"
        for s in talk
    )
    return json.dumps({"text": "".join(paragraphs), "media": "a.mp3", "media-time": 1.5})


def otter(talk: Talk) -> str:
    return "\n\n".join(f"{s.speaker}  {whole(s.start)}  \n{s.words}" for s in talk) + "\n"


def rev(talk: Talk) -> str:
    return "\n\n".join(f"{s.speaker} ({clock(s.start)[:8]}):\n{s.words}" for s in talk) + "\n"


def descript(talk: Talk) -> str:
    return "\n\n".join(f"[{clock(s.start)[:8]}] {s.speaker}: {s.words}" for s in talk) + "\n"


def names(talk: Talk) -> str:
    return "\n\n".join(f"{s.speaker}: {s.words}" for s in talk) + "\n"


def markdown(talk: Talk) -> str:
    return "\n\n".join(f"**{s.speaker}:** {s.words}" for s in talk) + "\n"


def table(talk: Talk) -> str:
    rows = (f'{s.speaker},{clock(s.start)[:8]},"{s.words.replace(chr(34), chr(34) * 2)}"\n' for s in talk)
    return "speaker,time,text\n" + "".join(rows)


def teams_docx(talk: Talk) -> bytes:
    def build(document: Document) -> None:
        document.add_paragraph("A meeting-20260303_100212-Meeting Recording")
        for said in talk:
            lines_in_a_paragraph(document, [f"{said.speaker}   {whole(said.start)}", said.words])

    return docx(build)


class Way(NamedTuple):
    """A format, and what of a talk it can hold."""

    write: Callable[[Talk], str | bytes]
    name: str
    speakers: bool = True
    step: int | None = 1
    """Milliseconds to which times are kept; None when there are none."""


WAYS = {
    "Zoom": Way(zoom, "a.vtt"),
    "Teams": Way(teams, "a.vtt"),
    "Whisper VTT": Way(whisper_vtt, "a.vtt", speakers=False),
    "SRT": Way(srt, "a.srt"),
    "SBV": Way(sbv, "a.sbv"),
    "Whisper TSV": Way(whisper_tsv, "a.tsv", speakers=False),
    "whisperX": Way(whisperx, "a.json"),
    "oTranscribe": Way(otr, "a.otr"),
    "Otter": Way(otter, "a.txt", step=1000),
    "Rev": Way(rev, "a.txt", step=1000),
    "Descript": Way(descript, "a.txt", step=1000),
    "names": Way(names, "a.txt", step=None),
    "Markdown": Way(markdown, "a.md", step=None),
    "CSV": Way(table, "a.csv", step=1000),
    "Teams in Word": Way(teams_docx, "a.docx", step=1000),
}
