"""Making a sync's commits, each with words that say what is in it."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.services.commit_words import Versions, commit_words
from reflect.services.sharing_names import NameSharing
from reflect.store.clone import Changes, Clone, Entry
from reflect.store.shared_files import kind_of


class Commits:
    """The commits of one sync; `subjects` are the first lines of what they are called."""

    def __init__(self, clone: Clone, names: NameSharing, researcher: str) -> None:
        self._clone = clone
        self._names = names
        self._who = researcher
        self._identity = clone.identity(researcher)
        self.subjects: list[str] = []

    def make(self, tree: str, parents: Sequence[str], message: str) -> str:
        """Make a commit, to which nothing leads yet."""
        new = self._clone.commit(tree, parents, message, self._identity)
        self.subjects.append(message.splitlines()[0])
        return new

    def words(self, changes: Changes) -> str:
        """What a commit with these changes is called."""
        told = {name: pair for name, pair in changes.items() if kind_of(name) == "records"}
        blobs = sorted({entry.blob for pair in told.values() for entry in pair if entry})
        held = dict(zip(blobs, self._clone.read(blobs), strict=True))

        def data(name: str, entry: Entry | None) -> bytes | None:
            return None if entry is None else held[entry.blob] if name in told else b""

        versions = {
            name: Versions(data(name, pair.before), data(name, pair.after)) for name, pair in changes.items()
        }
        return commit_words(self._who, versions, names=self._names.known_names())
