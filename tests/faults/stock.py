"""The control: the same words kept in a stock TinyDB file, saved as its own storage saves.

Each detector must find something here, or it detects nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import JSONStorage

from tests.faults.keepers import BEGINNING, HOUR, Content, Unreadable, counting

ANSWER, OTHERS = "answer", "others"


class StockWriting:
    """What is typed, with its quotes, and the file that it is saved into."""

    def __init__(self, tables: dict[str, Any], storage: JSONStorage | None, ids: str) -> None:
        self._storage = storage
        self._ids: Callable[[], str] = counting(ids)
        self._tables = tables
        self._steps: list[dict[str, Any]] = []
        self.shut = False

    @property
    def text(self) -> str:
        """What has been typed."""
        return str(self._tables[ANSWER]["1"]["text"])

    def content(self) -> Content:
        """All of it."""
        quotes = {key: (q["start"], q["end"], q["words"], False) for key, q in self._tables["quotes"].items()}
        return Content(self.text, quotes, frozenset())

    def write(self, text: str) -> None:
        """Let the answer read `text`."""
        self._tables = {**self._tables, ANSWER: {"1": {"text": text}}}

    def tag(self, start: int, end: int, point: int) -> None:
        """Quote a span."""
        quote = {"start": start, "end": end, "words": self.text[start:end], "point": point}
        self._steps.append(self._tables["quotes"])
        self._tables = {**self._tables, "quotes": {**self._tables["quotes"], self._ids(): quote}}

    def undo(self) -> None:
        """Take the last quote back."""
        if self._steps:
            self._tables = {**self._tables, "quotes": self._steps.pop()}

    def journal(self) -> None:
        """There is no journal: it is saved."""
        self.save()

    def save(self) -> None:
        """Save it as TinyDB does."""
        if self._storage is not None:
            self._storage.write(self._tables)

    @property
    def handle(self) -> Any:
        """The open file."""
        return self._storage._handle if self._storage is not None else None

    @handle.setter
    def handle(self, handle: Any) -> None:
        if self._storage is not None:
            self._storage._handle = handle

    def copied(self, ids: str) -> StockWriting:
        """The same in memory."""
        return StockWriting(self._tables, None, ids)

    def close(self) -> None:
        """Save, and close the file."""
        self.save()
        self.let_go()

    def let_go(self) -> None:
        """Close the file."""
        if self._storage is not None:
            self._storage.close()


class FailingHandle:
    """A file on which one operation fails; a write has done half of its work by then."""

    def __init__(self, handle: Any, at: int, code: int) -> None:
        self._handle = handle
        self._left = at
        self._code = code

    def write(self, text: str) -> int:
        """Write it, or half of it."""
        if self._fails():
            self._handle.write(text[: len(text) // 2])
            self._handle.flush()
            self._refuse()
        return int(self._handle.write(text))

    def __getattr__(self, name: str) -> Any:
        if name in ("seek", "flush", "truncate", "fileno") and self._fails():
            self._refuse()
        return getattr(self._handle, name)

    def _fails(self) -> bool:
        self._left -= 1
        return self._left == -1

    def _refuse(self) -> None:
        raise OSError(self._code, os.strerror(self._code))


class Stock:
    """TinyDB as it comes."""

    name = "stock TinyDB"
    ours = False

    def make(self, folder: Path) -> None:
        """A file as large as an hour-long session's."""
        with TinyDB(stock_in(folder)) as database:
            database.table(ANSWER).insert({"text": BEGINNING})
            for _ in range(30):
                database.table(OTHERS).insert({"text": BEGINNING * (HOUR // 30 // len(BEGINNING))})
            database.table("quotes").insert({"start": 0, "end": 2, "words": BEGINNING[:2], "point": 0})

    def open(self, folder: Path, ids: str) -> StockWriting:
        """Everything that is in the file."""
        storage = JSONStorage(str(stock_in(folder)))
        try:
            tables = storage.read()
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            storage.close()
            raise Unreadable(str(error)) from error
        if not tables or ANSWER not in tables:
            storage.close()
            message = "the file is empty"
            raise Unreadable(message)
        return StockWriting(tables, storage, ids)

    def seen(self, folder: Path) -> Content:
        """Everything that is in the file, only to be looked at."""
        desk = self.open(folder, "seen")
        desk.let_go()
        return desk.content()

    def broken(self, folder: Path) -> list[str]:  # noqa: ARG002 (whatever lies in it)
        """Nothing: whether it can be opened says all there is to say."""
        return []


STOCK = Stock()


def stock_in(folder: Path) -> Path:
    """Where the file lies."""
    return folder / "stock.json"
