"""Making a sync's commits, each with words that say what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reflect.services.commit_words import Versions, commit_words
from reflect.services.sharing_names import NameSharing
from reflect.store.clone import Changes, Clone, in_lots
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
        return commit_words(self._who, self._versions(changes), names=self._names.known_names())

    def _versions(self, changes: Changes) -> Iterator[Versions]:
        for some in in_lots(changes.items()):
            entries = (e for name, pair in some for e in pair if e and kind_of(name) == "records")
            blobs = sorted({entry.blob for entry in entries})
            held = dict(zip(blobs, self._clone.read(blobs), strict=True))
            for name, pair in some:
                before, after = (held.get(e.blob, b"") if e else None for e in pair)
                yield Versions(name, before, after)
