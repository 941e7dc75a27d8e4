"""Write-ups while they are being written: recovered, kept safe, saved, brought together with others'.

A write-up is one text without records in it, so what two people wrote in the same sentences is not filed
anywhere: the file keeps theirs and the journal ours, until a person chooses (`clash`, `settle`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reflect.domain.clashes import Clash, text_clash
from reflect.domain.ids import Clock, unused
from reflect.domain.text_merging import merged_text
from reflect.errors import ChangedUnderneath, NotFound, StoreError, TwoVersions
from reflect.services.writeup_journals import LeftWords, WriteupJournals
from reflect.services.writeup_versions import WriteupVersions
from reflect.store.bin import Note, move_to_bin
from reflect.store.paths import StudyPaths
from reflect.store.text_file import TextFile
from reflect.store.text_history import name_of

TABLE = "writeups"
"""What a clash in a write-up names as its table."""


class OpenedWriteup(NamedTuple):
    """A write-up's text, to be written on."""

    text: str
    notices: tuple[str, ...] = ()
    """What was recovered, in words."""
    saved: bool = True
    """Whether the file holds the text."""


class WriteupDesk:
    """The write-ups of one study that are open to be written on; safe to use from several threads.

    `file` gives the open file of a write-up, and raises NotFound.
    """

    def __init__(
        self,
        folder: Path,
        journals: WriteupJournals,
        clock: Clock,
        file: Callable[[str], TextFile],
        versions: WriteupVersions,
    ) -> None:
        self._versions = versions
        self._folder = folder
        self._writeups = folder / "writeups"
        self._journals = journals
        self._clock = clock
        self._file = file
        self._saving = threading.RLock()

    def open(self, name: str) -> OpenedWriteup:
        """A write-up's text with what was typed in it before reflect last stopped.

        Where the file has been changed since, the two are brought together. Where both changed the same
        sentences, the first save says so and a person chooses; where nobody knows what it was made from, what
        was typed becomes a write-up of its own beside it.

        Raises:
            NotFound, StoreError: there is no such write-up, or it cannot be read.

        """
        file = self._file(name)
        text = file.read()
        file.history.keep(text)  # what is typed from here is made from it
        self._journals.opened(name, text)
        try:
            left = self._journals.left(name)
        except StoreError as error:
            return OpenedWriteup(text, (f"Something typed here may be kept on this computer: {error}",))
        if left is None:
            return OpenedWriteup(text)
        if left.text == text:
            self._journals.forget(name)
            return OpenedWriteup(text)
        told = f"Recovered what was typed here before reflect stopped ({left.at})."
        if left.same:
            return self._laid_over(name, left, told)
        base = file.history.text(left.base[: len(name_of(""))])
        if base is None:
            return self._beside(name, text, left)
        file.made_from(base)
        self._journals.builds_on(name, base)
        return self._laid_over(name, left, f"{told} It was changed elsewhere meanwhile.")

    def _laid_over(self, name: str, left: LeftWords, told: str) -> OpenedWriteup:
        try:
            self.save(name, left.text)
        except StoreError:
            return OpenedWriteup(left.text, (told,), saved=False)
        return OpenedWriteup(self.take_up(name, left.text) or left.text, (told,))

    def _beside(self, name: str, text: str, left: LeftWords) -> OpenedWriteup:
        beside = unused(f"{name}-recovered", {path.stem for path in self._writeups.glob("*.md")})
        try:
            TextFile(self._writeups / f"{beside}.md", self._folder, clock=self._clock).write(left.text)
        except StoreError as error:
            told = (
                f"What was typed here before reflect stopped ({left.at}) is still on this computer: {error}"
            )
            return OpenedWriteup(text, (told,))
        self._journals.forget(name)
        self._journals.opened(name, text)
        told = (
            f"This was changed since reflect stopped ({left.at}). What was typed here then is recovered as "
            f"“{beside}”."
        )
        return OpenedWriteup(text, (told,))

    def close(self) -> None:
        """Let go of the journals, so that whoever opens the study next finds what is left in them."""
        self._journals.close()

    # -- saving ----------------------------------------------------------------------------------------

    def journal(self, name: str, text: str) -> None:
        """Keep the text safe on this computer until it is saved; a very long one is saved at once instead.

        Raises StoreError when this computer's own disk refuses.
        """
        if not self._journals.write(name, text):
            self.save(name, text)

    def save(self, name: str, text: str) -> None:
        """Save a write-up, merged with what somebody else changed in other sentences of it meanwhile.

        Raises:
            TwoVersions: they changed the same ones; theirs is in the file, ours in the journal.
            StoreError: the disk refused; the file is as it was.

        """
        with self._saving:
            file = self._file(name)
            self._refuse_if_vanished(name)
            mark = self._journals.mark(name)
            self._versions.before_change(name, lambda: TextFile(file.path, self._folder).read())
            try:
                written = file.write(text)
            except ChangedUnderneath as error:
                raise self._two_versions(name, text, error) from error
            try:
                holds = file.path.read_bytes() == written.encode("utf-8", "surrogatepass")
            except OSError:
                holds = False
            if not holds and not file.catch_up():  # somebody may have saved right after us
                raise StoreError("The file does not hold what was saved", place=f"writeups/{name}.md")
            self._journals.checkpointed(name, text, mark)

    def _refuse_if_vanished(self, name: str) -> None:
        """A drive that went away can leave an empty folder behind, which would take a save gladly."""
        if not StudyPaths(self._folder).study.exists():
            raise StoreError(
                "The study folder is not there",
                place=f"writeups/{name}.md",
                remedy="Is the drive connected? Saving works again when it is back.",
            )

    def _two_versions(self, name: str, text: str, error: ChangedUnderneath) -> ChangedUnderneath:
        if self._sides(name, text) is None:
            return error
        return TwoVersions(
            "Somebody else changed the same sentences: theirs is in the study, yours is kept here",
            place=f"writeups/{name}.md",
            remedy="F4 shows both, to choose from.",
        )

    # -- others ----------------------------------------------------------------------------------------

    def catch_up(self, name: str) -> bool:
        """Look whether somebody else has changed it; `take_up` then gives the text that comes of it.

        For a look every few seconds, off the screen's thread. Raises what reading raises.
        """
        with self._saving:
            return self._file(name).catch_up()

    def take_up(self, name: str, now: str) -> str | None:
        """What comes of the text in the editor and what came in; None when nothing did. Never waits.

        Also None where words typed since are in the same sentences: the next save says so. On the thread
        that edits, which goes on from the text.
        """
        if not self._saving.acquire(blocking=False):
            return None
        try:
            file = self._file(name)
            came = file.came_in
            if came is None:
                return None
            given, theirs = came
            both = merged_text(now, theirs, given)
            if both.other is not None or not self._journals.taken_up(name, theirs):
                return None
            file.take_merge()
            return both.kept
        finally:
            self._saving.release()

    def clash(self, name: str, text: str) -> Clash | None:
        """Theirs (as `kept`) and ours (as `other`), each with what the other changed elsewhere in the text.

        None when the two can be brought together after all. Raises what reading raises.
        """
        with self._saving:
            sides = self._sides(name, text)
            if sides is None:
                return None
            now = self._clock().isoformat(timespec="seconds")
            return text_clash(TABLE, name, "text", kept=sides[0], other=sides[1], at=now)

    def settle(self, name: str, chosen: str) -> None:
        """Save the version that was chosen, or written, of those that `clash` gave. Raises as `save` does.

        What had been kept beside goes to the bin.
        """
        with self._saving:
            kept = self._file(name).go_on_from_seen()
            self.save(name, chosen)
            if kept is not None:
                with suppress(NotFound, StoreError, OSError):
                    move_to_bin(kept, self._folder, note=Note(kind="version"), clock=self._clock)

    def _sides(self, name: str, text: str) -> tuple[str, str] | None:
        theirs, base = self._file(name).versions()
        merged = merged_text(text, theirs, base)
        if merged.other is None:
            return None
        # Ours is the one that has nothing of ours left to take.
        ours_kept = merged_text(text, merged.kept, base).other is None
        return (merged.other, merged.kept) if ours_kept else (merged.kept, merged.other)
