"""The form of a typing journal: a line for each time that something was put down.

    {"sum":"5d3c0a…","line":{"head":{"kind":"session","id":"k3v9","base":"<sha256>",…}}}
    {"sum":"91be77…","line":{"at":"2026-11-23T10:15:30+02:00","changes":[{"table":"responses",…}]}}

The first line says what the changes build on; each further one holds the rows that changed since the line
before it. `sum` is the beginning of the SHA-256 of what stands after `"line":`, so a line cut short by a
crash is known for what it is: a last line that was never acknowledged. A line that is wrong in the middle
does not take those after it along, since each holds whole rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from reflect.domain.recovery import Fields, RowChange, folded
from reflect.errors import InvalidInput

FORMAT = 1
_SUM = 16

Whole = Mapping[str, Mapping[str, Fields]]
"""Every row, by table and id."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a journal is of, and what its changes build on."""

    format: int = FORMAT
    kind: Literal["session", "write-up", "form"]
    id: str
    """The session's id, or the write-up's name; of a form, the session it belongs to, or `people`."""
    folder: str
    """The study's folder."""
    file: str
    """The file's place in it."""
    base: str
    """The checksum of the file as it was; empty when there was none."""
    generation: int = 0
    at: str
    """ISO 8601 with time zone."""
    sitting: Fields | None = None
    """The sitting's own row, so that a session can be put together even when its file is gone."""


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What a journal was found to hold."""

    path: Path
    head: Head | None
    """None when the first line is damaged."""
    changes: tuple[RowChange, ...] = ()
    """One a row."""
    passed: dict[tuple[str, str], list[Fields | None]] = {}
    """What each row was after each line that told of it: one of these may have been saved."""
    whole: dict[str, dict[str, Fields]] | None = None
    """Everything as it was at the end, if the whole had been put down."""
    at: str = ""
    """When the last of it was written: ISO 8601 with time zone."""
    damaged: int = 0
    """Lines that cannot be read, a last one that was cut short left out."""

    @property
    def certain(self) -> bool:
        """Whether nothing that was acknowledged is missing."""
        return not self.damaged and self.head is not None


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line's content."""

    head: Head | None = None
    at: str = ""
    changes: tuple[RowChange, ...] = ()
    whole: dict[str, dict[str, Fields]] | None = None


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Line)
_BEFORE = b'{"sum":"'
_BETWEEN = b'","line":'
_AFTER = b"}"
_OPENING = len(_BEFORE) + _SUM + len(_BETWEEN)


def encoded(line: Line) -> bytes:
    """A line as it stands in the file, with its end.

    Raises:
        InvalidInput: it holds half of a character, which no file can keep.

    """
    try:
        content = _ENCODER.encode(line)
    except UnicodeEncodeError as error:
        raise InvalidInput(
            "It holds half of a character, which no file can keep (a lone surrogate)",
            remedy="Type or paste those words again.",
        ) from error
    return _BEFORE + _summed(content) + _BETWEEN + content + _AFTER + b"\n"


def decoded(data: bytes) -> Line | None:
    """A line, without its end, as it was written; None when it is not whole."""
    content = data[_OPENING : -len(_AFTER)]
    if data[:_OPENING] != _BEFORE + _summed(content) + _BETWEEN or not data.endswith(_AFTER):
        return None
    try:
        return _DECODER.decode(content)
    except msgspec.MsgspecError:  # whole, but of a kind that a later version writes
        return None


def replayed(path: Path, data: bytes) -> Replay:
    """What a journal's bytes hold, whatever became of them."""
    lines = [decoded(line) for line in data.split(b"\n")]
    cut_short = lines.pop() if lines else None
    good = [line for line in lines if line is not None]
    damaged = len(lines) - len(good)
    if cut_short is not None:  # all there but its end
        good.append(cut_short)
    head = next((line.head for line in good if line.head is not None), None)
    changes: dict[tuple[str, str], RowChange] = {}
    whole: dict[str, dict[str, Fields]] | None = None
    passed: dict[tuple[str, str], list[Fields | None]] = {}
    for line in good:
        whole = line.whole if line.whole is not None else whole
        for change in line.changes:
            passed.setdefault((change.table, change.id), []).append(change.now)
        changes = folded(changes, line.changes)
        _lay(whole, line.changes)
    at = next((line.at for line in reversed(good) if line.at), "")
    return Replay(
        path=path,
        head=head,
        changes=tuple(changes.values()),
        passed=passed,
        whole=whole,
        at=at,
        damaged=damaged,
    )


def is_in_place(head: Head) -> bool:
    """Whether the file that a journal belongs to is where it was."""
    return (Path(head.folder) / head.file).exists()


def _lay(whole: dict[str, dict[str, Fields]] | None, changes: Sequence[RowChange]) -> None:
    """Bring the whole up to these later changes."""
    if whole is None:
        return
    for change in changes:
        rows = whole.setdefault(change.table, {})
        if change.now is None:
            rows.pop(change.id, None)
        else:
            rows[change.id] = change.now


def _summed(content: bytes) -> bytes:
    return sha256(content).hexdigest()[:_SUM].encode()
