"""Recent versions of a text, in the study's private folder: what a merge of two studies starts from.

`.reflect/texts/writeups/portrait.md/<digest>-<parents>`, the parents' digests joined by `+`. A text has no
header to say what it comes from, so the names say it; and unlike the generations of the records these lie in
the study folder, since a text can be changed with any editor and only the folder knows what it was before.
Losing one costs nothing but a merge that asks more questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from reflect.store.filesystem import FileSystem
from reflect.store.paths import StudyPaths

MOST = 20
"""Versions of one text."""
_DIGEST = 16


class TextHistory:
    """The kept versions of one text of one study."""

    def __init__(self, path: Path, study: StudyPaths, files: FileSystem) -> None:
        self._files = files
        self._folder = study.texts / study.name(path)

    def keep(self, text: str, parents: Sequence[str] = ()) -> None:
        """Keep a version; `parents` are the names of what it was made from. Never fails."""
        name = name_of(text)
        with suppress(OSError):
            kept = self._kept()
            if name in kept and (kept[name][1] or not parents):
                return
            known = "+".join(sorted({parent for parent in parents if parent != name}))
            self._files.make_folder(self._folder)
            handle = self._files.create(self._folder / f"{name}-{known}")
            try:
                self._files.write(handle, text.encode("utf-8", "surrogatepass"))
            finally:
                self._files.close(handle)
            if name in kept:
                self._files.remove(kept[name][0])
            self._thin()

    def past(self, name: str) -> list[str]:
        """The names of a version and of all it comes from, as far as they are known, the latest first."""
        found: list[str] = []
        kept = self._kept()
        waiting = [name]
        while waiting:
            now = waiting.pop(0)
            if now not in found:
                found.append(now)
                waiting += kept[now][1] if now in kept else ()
        return found

    def text(self, name: str) -> str | None:
        """A version by its name; None when it is not kept."""
        with suppress(OSError, UnicodeDecodeError):
            kept = self._kept().get(name)
            text = self._files.read(kept[0]).decode("utf-8", "surrogatepass") if kept else None
            # What a power cut spoilt is known by its name.
            return text if text is not None and name_of(text) == name else None
        return None

    def last(self) -> str | None:
        """The version that was kept last; None when there is none."""
        with suppress(OSError):
            paths = self._files.listed(self._folder)
            if paths:
                latest = max(paths, key=lambda path: (self._when(path), path.name))
                return self.text(latest.name.partition("-")[0])
        return None

    def _kept(self) -> dict[str, tuple[Path, tuple[str, ...]]]:
        found: dict[str, tuple[Path, tuple[str, ...]]] = {}
        with suppress(OSError):
            for path in self._files.listed(self._folder):
                name, _, parents = path.name.partition("-")
                found[name] = (path, tuple(part for part in parents.split("+") if part))
        return found

    def _thin(self) -> None:
        found = self._files.listed(self._folder)
        if len(found) > MOST:
            in_order = sorted(found, key=lambda path: (self._when(path), path.name))
            for path in in_order[: len(found) - MOST]:
                self._files.remove(path)

    def _when(self, path: Path) -> int:
        signature = self._files.signature(path)
        return signature.modified if signature else 0


def before_beside(version: Path, study: StudyPaths, files: FileSystem) -> TextHistory:
    """Where the text is kept that a version kept beside was made from: the parent when a person chooses."""
    return TextHistory(version, study, files)


def name_of(text: str) -> str:
    """What a version of a text is called."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def common_text(mine: str, theirs: str, *, ours: TextHistory, others: TextHistory) -> str | None:
    """The latest version that two texts both come from; None when it is not known or not kept any more."""
    at_hand = {name_of(mine): mine, name_of(theirs): theirs}
    past = others.past(name_of(theirs))
    for name in ours.past(name_of(mine)):
        if name in past:
            text = at_hand.get(name)
            for history in (ours, others):
                text = history.text(name) if text is None else text
            if text is not None:
                return text
    return None
