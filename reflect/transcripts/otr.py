"""oTranscribe's `.otr`: JSON that holds the transcript as HTML, with times in spans among the words.

    <p><span class="timestamp" data-timestamp="9.48">00:09</span> Words <b>more</b><br></p>

Format: the README of oTranscribe/oTranscribe. `data-timestamp` is seconds, or `2:03` in older files; where
it is missing, what the span shows is read. A paragraph may have several times, and none need stand first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from reflect.transcripts.decoding import without_controls
from reflect.transcripts.labels import labelled, speakers_among, split_label
from reflect.transcripts.reconcile import signs
from reflect.transcripts.records import Cue, Format, RemarkKind, Unit
from reflect.transcripts.source import Source, plain
from reflect.transcripts.times import seconds_of

_BREAK = re.compile("p|div|br|li|ul|ol|h[1-6]|tr|blockquote")
_TAG = re.compile(r"<(?:(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^<>]*)|![^<>]*)>")
_TIME_CLASS = re.compile(r"""\bclass\s*=\s*["']?[^"'<>]*\btimestamp\b""", re.IGNORECASE)
_TIME_VALUE = re.compile(r"""\bdata-timestamp\s*=\s*["']?([0-9:.,]+)""", re.IGNORECASE)
_SHOWN_TIME = re.compile(r"\s*[\[(]?([0-9]{1,3}(?::[0-9]{1,2}){1,2}(?:[.,][0-9]+)?)[\])]?\s*")


def html_of(value: object) -> str | None:
    """The transcript's HTML in the content of an `.otr` file, or None when it is none."""
    if not isinstance(value, Mapping):
        return None
    text = value.get("text")
    if not isinstance(text, str) or "segments" in value:
        return None
    is_otr = "media" in value or "media-time" in value or "media-source" in value or "<" in text
    return text if is_otr else None


def read_otr(source: Source, markup: str) -> None:
    """Read the HTML of an `.otr` file; the paragraphs in it are numbered from 1."""
    source.unit = Unit.PARAGRAPH
    source.format, source.maker = Format.OTR, "oTranscribe"
    markup = without_controls(markup, source.remarks)
    source.ledger.signs_in = signs(html.unescape(_TAG.sub(" ", markup)))
    pieces = list(_pieces(source, markup))
    source.ledger.cues_in = len(pieces)
    if not pieces:
        raise source.refused(0, "There are no words in this file", "Export it once more from oTranscribe.")
    _say(source, pieces)


class _Piece:
    """Words between two times or two paragraphs."""

    def __init__(self, paragraph: int, start: float | None = None, *, opens: bool) -> None:
        self.paragraph = paragraph
        self.start = start
        self.opens = opens
        self.text = ""


def _pieces(source: Source, markup: str) -> Iterator[_Piece]:
    """The HTML taken apart at paragraphs and times."""
    piece = _Piece(1, opens=True)
    for tag, words in _tokens(markup):
        name, closes = (tag["name"] or "").lower() if tag else "", bool(tag and tag["close"])
        if tag is not None and name == "span" and not closes and _TIME_CLASS.search(tag["rest"]):
            time, words = _time(source, tag["rest"], words, piece.paragraph)
            opens = piece.opens
            if piece.text.strip():
                yield piece
                opens = False
            piece = _Piece(piece.paragraph, time if time is not None else piece.start, opens=opens)
        elif _BREAK.fullmatch(name):
            if piece.text.strip():
                yield piece
                piece = _Piece(piece.paragraph + 1, opens=True)
            piece.opens = True
        piece.text += words
    if piece.text.strip():
        yield piece


def _tokens(markup: str) -> Iterator[tuple[re.Match[str] | None, str]]:
    """Each tag with the words behind it; None with the words before the first."""
    tag: re.Match[str] | None = None
    at = 0
    for found in _TAG.finditer(markup):
        yield tag, html.unescape(markup[at : found.start()])
        tag, at = found, found.end()
    yield tag, html.unescape(markup[at:])


def _time(source: Source, attributes: str, words: str, paragraph: int) -> tuple[float | None, str]:
    """The seconds that a time's span means, and the words in it that are no time."""
    shown = _SHOWN_TIME.match(words)
    value = _TIME_VALUE.search(attributes)
    time = seconds_of(value[1]) if value else None
    if time is None and shown:
        time = seconds_of(shown[1])
    if time is None:
        source.remark(RemarkKind.NO_TIME, paragraph)
    if shown is None:
        return time, words
    source.ledger.structure(shown[0])
    return time, words[shown.end() :]


def _say(source: Source, pieces: list[_Piece]) -> None:
    firsts = [plain(piece.text) for piece in pieces if piece.opens or labelled(piece.text)]
    speakers = speakers_among(firsts, source.known)
    speaker, before = "", ""
    start: float | None = None  # the last time that stood before these words
    for piece in pieces:
        source.ledger.cue()
        text = plain(piece.text)
        found = split_label(text, speakers)
        if found is not None:
            source.ledger.label(found.before)
            speaker, text = found.label, plain(found.words)
        elif speakers and not speaker:
            source.remark(RemarkKind.UNKNOWN, piece.paragraph)
        start = start if piece.start is None else piece.start
        tight = bool(before) and not before[-1].isspace() and not piece.text[0].isspace()
        glue = "\n\n" if piece.opens else "" if tight else " "
        source.say(Cue(text=text, speaker=speaker, start=start, line=piece.paragraph, glue=glue))
        before = piece.text
