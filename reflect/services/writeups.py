"""Write-ups of a study: listed, read, kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from reflect.domain.ids import Clock, ParticipantCode, QuoteId, unused
from reflect.errors import NotFound, ReflectError, StoreError, nearest
from reflect.services.rows import WriteupRow
from reflect.services.touched import Theirs
from reflect.services.writeup_journals import WriteupJournals
from reflect.services.writeup_versions import Why, WriteupVersions, size_of
from reflect.services.writing import WriteupDesk
from reflect.store.copies import write_text_copy
from reflect.store.text_file import TextFile
from reflect.writeups.manuscript import read_manuscript


class WriteupShelf:
    """The write-ups in a study's folder; a write-up is named by its file, without `.md`."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        journals: WriteupJournals,
        by: str = "",
        placed: Callable[[str, Iterable[QuoteId]], None] = lambda _name, _quotes: None,
    ) -> None:
        self._study = folder
        self._clock = clock
        self._journals = journals
        self._folder = folder / "writeups"
        self._open: dict[str, TextFile] = {}
        self._unread: set[str] = set()
        self.notices: list[str] = []
        """What the researcher should be told, in words; whoever shows it clears it."""
        self._placed = placed
        """Told which quotes went out with a write-up."""
        self.versions = WriteupVersions(folder, clock, by=by)
        """Earlier versions of them."""
        self.desk = WriteupDesk(folder, journals, clock, self._file, self.versions)
        """Those that are being written on."""

    def rows(self) -> tuple[WriteupRow, ...]:
        """Every write-up that can be read, the last changed first."""
        found = []
        for path in self._paths():
            try:
                text = TextFile(path, self._study).read()
                changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            except (StoreError, NotFound, OSError) as error:
                self._cannot_be_read(path.stem, error)
                continue
            manuscript = read_manuscript(text)
            code = manuscript.front.get("participant", "")
            words, references = size_of(manuscript)
            found.append(
                WriteupRow(
                    name=path.stem,
                    kind=manuscript.front.get("kind", "write-up"),
                    title=manuscript.front.get("title", path.stem),
                    participant=ParticipantCode(code) if code else None,
                    words=words,
                    references=len(references),
                    changed=changed.isoformat(timespec="seconds"),
                )
            )
        return tuple(sorted(found, key=lambda row: row.changed, reverse=True))

    def marked(self, rows: Iterable[WriteupRow], withdrawn: Sequence[Theirs]) -> tuple[WriteupRow, ...]:
        """The rows, with those marked that hold words of one of these people, who withdrew."""
        from reflect.services.touched import in_text

        texts = {row.name: self.text(row.name) for row in rows}
        held = {name for name, text in texts.items() if any(in_text(text, who) for who in withdrawn)}
        return tuple(msgspec.structs.replace(row, withdrawn=row.name in held) for row in rows)

    def _cannot_be_read(self, name: str, error: Exception) -> None:
        if name not in self._unread:
            self._unread.add(name)
            self.notices.append(f"The write-up {name} is not listed, since it cannot be read. {error}")

    def texts(self) -> Iterator[tuple[str, str]]:
        """The title and the text of every write-up that can be read."""
        for row in self.rows():
            yield row.title, self.text(row.name)

    def newest(self) -> Iterator[tuple[str, str]]:
        """The name and the text of every write-up that can be read, the last changed first."""
        found: list[tuple[int, str, str]] = []
        for path in self._paths():
            try:
                found.append((path.stat().st_mtime_ns, path.stem, TextFile(path, self._study).read()))
            except (StoreError, NotFound, OSError) as error:
                self._cannot_be_read(path.stem, error)
        for _, name, text in sorted(found, reverse=True):
            yield name, text

    def text(self, name: str) -> str:
        """What a write-up's file says; raises NotFound with the nearest right name."""
        return self._file(name).read()

    def save_elsewhere(self, name: str, text: str, folder: Path) -> Path:
        """Write a write-up's text into another folder; returns where it lies. Raises StoreError."""
        return write_text_copy(text, folder, name)

    def path(self, name: str) -> Path:
        """Where a write-up lies; raises NotFound with the nearest right name."""
        return self._file(name).path

    def forget(self, name: str) -> None:
        """Let go of a write-up that was moved to the bin."""
        self._open.pop(name, None)
        self._journals.forget(name)

    def keep(self, stem: str, text: str) -> str:
        """Save a new write-up; returns its name, which is like `stem`. None that is there is touched."""
        name = unused(stem, {path.stem for path in self._paths()})
        file = TextFile(self._folder / f"{name}.md", self._study, clock=self._clock)
        file.write(text)
        self._open[name] = file
        self.versions.kept_if_possible(name, text, Why.DRAFTED)
        return name

    def went_out(self, name: str, source: str, quotes: Iterable[QuoteId]) -> None:
        """Keep the version that has left the study, and note which quotes it had."""
        self.versions.kept_if_possible(name, source, Why.EXPORTED)
        with suppress(ReflectError):  # it is out by now
            self._placed(name, quotes)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.md"))

    def _file(self, name: str) -> TextFile:
        if name in self._open:
            return self._open[name]
        path = self._folder / f"{name}.md"
        names = [found.stem for found in self._paths()]
        if name not in names:
            hint = nearest(name, names) or "There are no write-ups in this study yet."
            raise NotFound(f"There is no write-up “{name}”", remedy=hint)
        self._open[name] = TextFile(path, self._study, clock=self._clock)
        return self._open[name]
