"""Merging what a team sent with what is here: commit with commit, file by file, touching none on the disk.

Files of records are merged record by record, texts sentence by sentence; an edit beats a delete; what cannot
be read is not taken. What comes out is told as the places in which it differs from what is here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from reflect.domain.clashes import text_clash
from reflect.domain.text_merging import merged_text
from reflect.errors import NewerFormat, ReflectError
from reflect.services.merged_items import MergedItem, told
from reflect.store import sealed
from reflect.store.clone import Change, Clone, Entry, in_lots
from reflect.store.filesystem import FileSystem
from reflect.store.history import History
from reflect.store.merge import merged_bytes, next_file, version_of
from reflect.store.opens import why_shut
from reflect.store.paths import PEOPLE, PEOPLE_SHARED, SESSIONS, STUDY, StudyPaths
from reflect.store.shared_files import kind_of, may_come_in
from reflect.store.text_file import bytes_of, text_of
from reflect.store.text_history import TextHistory, common_text

_NEVER_DELETED = (STUDY, PEOPLE)
"""Files that nobody's deletion takes away."""
_CALLED_BACK = (
    (STUDY, "points", rb'"point"\s*:\s*"%s"'),
    (PEOPLE, "participants", rb'"participant"\s*:\s*"%s"'),
    (PEOPLE_SHARED, "participants", rb'"participant"\s*:\s*"%s"'),
)
"""Where what one side removed comes back when a session of the other's names it, and how that names it."""


class Other(NamedTuple):
    """A version of a file that does not stand in its place."""

    data: bytes
    base: bytes | None
    """What both versions come from, where that is known."""


class MergedTree(NamedTuple):
    """What came of merging two commits."""

    places: dict[str, Entry | None]
    """Where it differs from ours; None where a file is gone."""
    items: list[MergedItem]
    others: dict[str, Other]
    """For files without a table of clashes, the version that does not stand there."""


class TreeMerge:
    """One merge.

    `stays_out` says of a name whether it is kept out of what is shared, `held_open` whether somebody on this
    machine works in that file just now.
    """

    def __init__(
        self,
        clone: Clone,
        *,
        now: datetime,
        stays_out: Callable[[str], bool],
        held_open: Callable[[str], bool],
    ) -> None:
        self._clone = clone
        self._paths = StudyPaths(clone.folder)
        self._disk = FileSystem()
        self._now = now
        self._stays_out = stays_out
        self._held_open = held_open
        self._items: list[MergedItem] = []
        self._others: dict[str, Other] = {}
        self._blobs: dict[str, bytes] = {}
        """What is being merged just now, by its blobs."""

    def merge(self, ours: str, theirs: str) -> MergedTree:
        """Merge two commits.

        Raises:
            NewerFormat: both changed a file, and theirs was written by a later version of reflect.
            StoreError: two different files have one name.
            GitFailed: something is missing from the repository.

        """
        base = self._base(ours, theirs)
        self._items, self._others = [], {}
        places = self._places(ours, theirs, base)
        self._call_back(ours, theirs, places)
        return MergedTree(places, self._items, self._others)

    def _base(self, one: str, two: str) -> str:
        """What both come from: a commit, or where there are several, the tree these come to together."""
        first, *more = self._clone.merge_bases(one, two) or [""]
        together = first
        for each in more:
            places = self._places(together, each, self._base(first, each))
            together = self._clone.tree_with(together, places)
        return together

    def _places(self, ours: str, theirs: str, base: str) -> dict[str, Entry | None]:
        every = self._clone.differences(base, theirs)
        changes = {name: change for name, change in every.items() if may_come_in(name)}
        here = self._clone.entries(ours, changes)
        places: dict[str, Entry | None] = {}
        for some in in_lots(sorted(changes.items())):
            entries = [entry for name, change in some for entry in (*change, here.get(name))]
            blobs = sorted({entry.blob for entry in entries if entry and entry.plain})
            self._blobs = dict(zip(blobs, self._clone.read(blobs), strict=True))
            for name, change in some:
                mine = here.get(name)
                now = self._one(name, mine, change)
                if now != mine:
                    places[name] = now
        return places

    def _one(self, name: str, mine: Entry | None, change: Change) -> Entry | None:
        """What becomes of one file that they changed."""
        base, theirs = change
        if self._stays_out(name):
            return None
        if mine == theirs or (theirs and not theirs.plain):
            return mine
        if mine == base:
            return self._taken(name, mine, theirs)
        if theirs is None:
            return mine
        if mine is None or not mine.plain:
            return self._taken(name, None, theirs)
        return self._together(name, mine, theirs, base if base and base.plain else None)

    def _taken(self, name: str, mine: Entry | None, theirs: Entry | None) -> Entry | None:
        """What only they changed."""
        if theirs is None:
            if name in _NEVER_DELETED or self._held_open(name):
                return mine
            self._items.append(MergedItem(what="removed", file=name))
            return None
        data = self._blobs[theirs.blob]
        shut = why_shut(data, name)
        if shut:
            self._items.append(MergedItem(what="not merged", file=name, kept=shut))
            return mine
        if mine is None:
            self._items.append(MergedItem(what="new", file=name))
        elif kind_of(name) == "records":
            self._items += self._news(name, self._blobs[mine.blob], data)
        else:
            self._items.append(MergedItem(what="taken", file=name))
        return theirs

    def _news(self, name: str, mine: bytes, theirs: bytes) -> Iterator[MergedItem]:
        """What is in a file that takes the place of ours."""
        try:
            yield from told(name, merged_bytes(mine, theirs, mine, now=self._now, name=name).report)
        except ReflectError:  # ours cannot be read, or theirs is of a later version
            yield MergedItem(what="taken", file=name)

    def _together(self, name: str, mine: Entry, theirs: Entry, base: Entry | None) -> Entry:
        """What both changed."""
        ours, others = self._blobs[mine.blob], self._blobs[theirs.blob]
        was = self._blobs[base.blob] if base else None
        kind = kind_of(name)
        if kind == "records":
            data = self._records(name, ours, others, was)
        elif kind == "other":
            data = self._beside(name, ours, others)
        else:
            data = self._text(name, ours, others, was)
        if data == ours:
            return mine
        return theirs if data == others else Entry(mine.mode, self._clone.keep(data))

    def _records(self, name: str, ours: bytes, theirs: bytes, base: bytes | None) -> bytes:
        history = History(self._paths.folder / name, self._paths, self._disk)
        for data, instead in ((theirs, ours), (ours, theirs)):
            shut = why_shut(data, name)
            if shut:
                self._items.append(MergedItem(what="not merged", file=name, kept=shut))
                return instead
        try:
            merged = merged_bytes(ours, theirs, base, now=self._now, name=name, histories=[history])
        except NewerFormat as error:
            error.remedy = "Update reflect, then sync again. What is here is kept, and nothing was changed."
            raise
        self._items += told(name, merged.report)
        return merged.data

    def _text(self, name: str, ours: bytes, theirs: bytes, base: bytes | None) -> bytes:
        try:
            mine, other = text_of(ours), text_of(theirs)
            was = text_of(base) if base is not None else self._remembered(name, mine, other)
        except UnicodeDecodeError:
            return self._beside(name, ours, theirs)
        merged = merged_text(mine, other, was)
        if merged.other is None or kind_of(name) == "lines":
            self._items.append(MergedItem(what="merged", file=name))
        else:
            clash = text_clash("", "", "text", kept=merged.kept, other=merged.other, at="")
            item = MergedItem(what="clash", file=name, field="text", kept=clash.kept, other=clash.other)
            self._items.append(item)
            self._others[name] = Other(bytes_of(merged.other), None if was is None else bytes_of(was))
        return bytes_of(merged.kept)

    def _remembered(self, name: str, mine: str, theirs: str) -> str | None:
        history = TextHistory(self._paths.folder / name, self._paths, self._disk)
        return common_text(mine, theirs, ours=history, others=history)

    def _beside(self, name: str, ours: bytes, theirs: bytes) -> bytes:
        """What cannot be brought together: ours stays, theirs is kept beside it."""
        self._items.append(MergedItem(what="clash", file=name))
        self._others[name] = Other(theirs, None)
        return ours

    # -- what is named elsewhere -----------------------------------------------------------------------

    def _call_back(self, ours: str, theirs: str, places: dict[str, Entry | None]) -> None:
        """Bring back whom, and which learning point, one side removed and a session of the other's names."""
        for name, table, named in _CALLED_BACK:
            entry = places.get(name)
            if entry is None:
                continue
            try:
                version = version_of(self._clone.contents(entry.blob), name=name)
            except ReflectError:  # of a later version, and taken as it is
                continue
            rows = self._rows(name, table, ours) | self._rows(name, table, theirs)
            gone = rows.keys() - version.tables.get(table, {}).keys()
            wanted = self._named(sorted(gone), named, ours, places) if gone else []
            if wanted:
                tables = {**version.tables, table: {**version.tables.get(table, {})}}
                tables[table] |= {key: rows[key] for key in wanted}
                data, _ = next_file(sealed.encoded(tables), version, uid="", read=True)
                places[name] = Entry(entry.mode, self._clone.keep(data))
                self._items += [MergedItem(what="taken", file=name, record=f"{table}/{k}") for k in wanted]

    def _rows(self, name: str, table: str, commit: str) -> sealed.Table:
        entry = self._clone.entries(commit, [name]).get(name)
        if entry is None:
            return {}
        data = self._clone.contents(entry.blob)
        return {} if why_shut(data, name) else version_of(data, name=name).tables.get(table, {})

    def _named(
        self, keys: Iterable[str], named: bytes, ours: str, places: Mapping[str, Entry | None]
    ) -> list[str]:
        """Which of these the sessions name, as they will be."""
        every = {**self._clone.entries(ours), **places}
        sessions = [e.blob for name, e in every.items() if e and e.plain and name.startswith(f"{SESSIONS}/")]
        patterns = {key: re.compile(named % re.escape(key).encode()) for key in keys}
        found: set[str] = set()
        for data in self._clone.read(sessions):
            found |= {key for key, pattern in patterns.items() if pattern.search(data)}
        return sorted(found)


def shut_places(clone: Clone, places: Mapping[str, Entry | None]) -> list[MergedItem]:
    """The files of a tree that could not be opened, and why."""
    wanted = [(name, entry) for name, entry in sorted(places.items()) if entry and kind_of(name) == "records"]
    contents = clone.read(entry.blob for _, entry in wanted)
    found = []
    for (name, _), data in zip(wanted, contents, strict=True):
        shut = why_shut(data, name)
        if shut:
            found.append(MergedItem(what="not merged", file=name, kept=shut))
    return found
