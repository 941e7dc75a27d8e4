"""Merging two versions of a study file: the common parent is found, and the records brought together.

The rules are `reflect.domain.merging`'s; here is what it takes to use them on files: which generation both
come from, whether that one is still to be had, and the header of what comes out. `merged_bytes` is the whole
of it for whoever has the bytes, such as a merge driver of git.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from reflect.domain.merging import Merge, MergeReport, merge
from reflect.errors import RecordInvalid, ReflectError, StoreError
from reflect.store import sealed
from reflect.store.history import History
from reflect.store.kinds import kinds_of, problems_of_records
from reflect.store.lineage import before_next, common, lineage, name_of, next_number
from reflect.store.migrations import migrated
from reflect.store.opening import Opened
from reflect.store.sealed import FORMAT, Encoded, Header, SealedFile, Tables


class Version(NamedTuple):
    """A version of a file: one that was read, or one that is about to be saved over one that was."""

    header: Header
    """Of the generation that was read."""
    checksum: str
    """Of the same."""
    tables: Tables
    """What it held."""
    sealed: bool
    """Whether the seal in the header is that of `tables`."""

    @property
    def past(self) -> dict[str, int]:
        """The generations it comes from and itself, as in `lineage`."""
        found = lineage(self.header)
        if not self.sealed:
            found[name_of(sealed.content_seal(self.tables))] = self.header.generation
        return found

    @property
    def name(self) -> str:
        """What it is called in a lineage."""
        return name_of(self.header.seal if self.sealed else sealed.content_seal(self.tables))

    def next_before(self, *, read: bool, also: Sequence[Version] = ()) -> tuple[str, ...]:
        """What the next generation's header says of its past."""
        others = [each.header for each in also]
        for each in (self, *also):
            if not each.sealed:
                seal = sealed.content_seal(each.tables)
                others.append(msgspec.structs.replace(each.header, seal=seal, before=msgspec.UNSET))
        return before_next(self.header, read=read, also=others)


def version_of(data: bytes, *, name: str, of: str = "") -> Version:
    """A file's bytes as a version to merge with; `of` is the name of what it is a version of, if another.

    Raises:
        Damaged: it cannot be read.
        RecordInvalid: it was edited with something other than reflect, and a record is not what it should be.
        NewerFormat: a later version of reflect wrote it, and only that can merge it.
        StoreError: the format is unknown.

    """
    found = sealed.decode(data, name=name)
    version = version_of_file(found, name=name)
    wrong = None if found.seal_holds else unfit(version.tables, name=name, of=of)
    if wrong is not None:
        raise wrong
    return version


def unfit(tables: Tables, *, name: str, of: str = "") -> RecordInvalid | None:
    """Why what somebody did to a file by hand cannot be merged: nobody could open what came of it."""
    return next(iter(problems_of_records(name, tables, kinds_of(of or name))), None)


def version_of_file(found: SealedFile, *, name: str) -> Version:
    """The same of a file that was taken apart already."""
    if found.header.format > FORMAT:
        raise sealed.newer(name)
    tables = migrated(found.tables, found.header.format, name=name)
    holds = found.seal_holds and found.header.format == FORMAT
    return Version(found.header, found.checksum, tables, holds)


def common_tables(
    mine: Version, theirs: Version, *, histories: Iterable[History] = (), joined_in: Sequence[Version] = ()
) -> Tables | None:
    """What the latest generation held that both come from and that is to be had; None when there is none.

    `joined_in` are versions that have been merged into `mine` since. An older generation than the latest is
    as safe, and asks more questions. One that is not of *both* pasts would take for removed what the other
    never had, so that a guess is never made.
    """
    histories = list(histories)
    near = (mine, theirs, *joined_in)
    past = mine.past
    for version in joined_in:
        past = version.past | past
    uid = mine.header.uid
    for name in common(past, theirs.past):
        for version in near:
            if version.name == name:
                return version.tables
        for history in histories:
            found = history.find(name, uid)
            if found is not None and found.header.format == FORMAT:
                return found.tables
    # A copy that was saved elsewhere names the file it was made from by its checksum only.
    if theirs.header.parent == mine.checksum:
        return mine.tables
    for history in histories:
        found = history.find_checksum(theirs.header.parent, uid)
        if found is not None and name_of(found.header.seal) in past:
            return found.tables
    return None


def opened_version(opened: Opened, tables: Tables | None = None) -> Version:
    """A file that was opened; `tables` are what it held where those are not with it any more."""
    tables = opened.tables if tables is None else tables
    return Version(opened.header, opened.whole.checksum, tables, opened.sealed)


def next_file(
    tables: Encoded, base: Version | None, *, uid: str, read: bool, also: Sequence[Version] = ()
) -> tuple[bytes, Header]:
    """The bytes of the generation after `base`, into which `also` have been merged; the first without it.

    `read`: `base` was found there, not written by who saves now.
    """
    content = sealed.body(tables)
    header = Header(
        format=FORMAT,
        generation=next_number(each.header for each in (base, *also)) if base else 1,
        uid=base.header.uid if base else uid,
        parent=base.checksum if base else "",
        seal=sealed.seal_of(content),
        before=base.next_before(read=read, also=also) if base else msgspec.UNSET,
    )
    return sealed.with_header(content, header), header


def knows(header: Header, versions: Sequence[Version]) -> bool:
    """Whether a file with that header knows already that it comes from these versions too."""
    past = lineage(header) if versions else {}
    return all(version.name in past for version in versions)


class MergedFile(NamedTuple):
    """The bytes that two files become."""

    data: bytes
    report: MergeReport


def merged_bytes(
    ours: bytes,
    theirs: bytes,
    base: bytes | None,
    *,
    now: datetime,
    name: str = "",
    histories: Iterable[History] = (),
) -> MergedFile:
    """One file of two. `base` is the one both come from, where that is known (git knows).

    Where one of the two comes from the other, that is the base, and nothing is made anew. Without any,
    `histories` are where the common parent may be kept. The same whichever is called ours, but for `report`.

    Raises:
        Damaged, NewerFormat, StoreError: one of the two cannot be merged; a base that cannot be read is
            as none.

    """
    one, two = version_of(ours, name=name), version_of(theirs, name=name)
    if one.header.uid != two.header.uid:
        raise StoreError("These are two different files, not two versions of one", place=name)
    at = now.isoformat(timespec="seconds")
    if _comes_from(one, two):
        return MergedFile(ours, MergeReport())
    if _comes_from(two, one):
        return MergedFile(theirs, merge(one.tables, two.tables, one.tables, at=at).report)
    parent: Tables | None = None
    if base:
        try:
            parent = version_of(base, name=name).tables
        except ReflectError:
            parent = None
    if parent is None:
        parent = common_tables(one, two, histories=histories)
    merged = merge(one.tables, two.tables, parent, at=at)
    return MergedFile(joined(merged, one, two), merged.report)


def _comes_from(later: Version, earlier: Version) -> bool:
    """Whether one version was made from another.

    By the number too: a later one can hold again what an earlier one held, and that is a change like any.
    """
    return later.past.get(earlier.name, -1) >= earlier.header.generation


def joined(merged: Merge, one: Version, two: Version) -> bytes:
    """What came of merging two versions, as the file that follows both."""
    first, second = sorted((one, two), key=lambda each: (each.header.generation, each.checksum), reverse=True)
    return next_file(sealed.encoded(merged.tables), first, uid="", read=True, also=[second])[0]
