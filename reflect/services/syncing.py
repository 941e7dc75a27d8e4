"""Sharing a study with a team through git: commit what changed here, merge what others sent, send.

Nothing a researcher works on is ever checked out by git. What others sent is merged commit with commit,
looked over, and then brought into the files as careful saves, which an open session takes up. So a sync that
is cut short at any moment leaves whole files and no merge half done, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from reflect.domain.ids import Clock
from reflect.errors import GitFailed, InvalidInput, NamesStand, Unreachable
from reflect.services.building import built_beside
from reflect.services.commit_words import Versions, clashes_in, commit_words, merge_words
from reflect.services.merged_items import MergedItem
from reflect.services.sharing_names import ARRIVED, OFF, ON, NameSharing
from reflect.services.sync_setup import address_of, alone, make_team_repository, ready
from reflect.services.taking_in import TakingIn
from reflect.services.tree_merging import MergedTree, TreeMerge, shut_places
from reflect.store.clone import Change, Changes, Clone, Entry
from reflect.store.filesystem import FileSystem
from reflect.store.locks import SessionLock
from reflect.store.opens import why_shut
from reflect.store.paths import SESSIONS, STUDY
from reflect.store.sealed import first_header
from reflect.store.shared_files import holds_names, kind_of, may_come_in, own_files
from reflect.store.study_folder import StudyFolder

_TRIES = 8
"""How often somebody else may send in between."""
_PAUSE = 0.2
"""Seconds before the second try, and as many more before each one after it."""
_SHOWN = 8
_REPAIR = "“reflect repair” may help."


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a researcher asked for beside the sync itself."""

    remote: str = ""
    """Where the team's repository lies: a folder, or what ssh reaches. Empty: where it lay."""
    create: bool = False
    """Make it there first."""
    share_names: bool | None = None
    """Turn the sharing of names on or off; None leaves it."""
    names_seen: bool = False
    """Names in texts were looked at, and may go along."""


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a sync."""

    remote: str
    """Where the team's repository lies; empty while that was never said."""
    committed: tuple[str, ...]
    """What the commits made here are called, each its first line."""
    items: tuple[MergedItem, ...]
    """What came in, what was merged, and where both versions are kept."""
    sent: bool
    unreachable: str = ""
    """Why the team's repository could not be asked; all is committed here. Empty when it was."""
    notices: tuple[str, ...] = ()

    def in_words(self) -> list[str]:
        """What a researcher is told, a sentence or two each."""
        said = [f"Committed: {words}." for words in self.committed]
        said += self.notices
        if self.unreachable:
            kept = "Everything of yours is committed on this computer, and goes along the next time."
            return [*said, f"{self.unreachable.rstrip('.')}. {kept}"]
        if not self.remote:
            return [*said, "Nothing was sent: nobody has said where the team's repository lies (--remote)."]
        return [*said, f"Sent to {self.remote}." if self.sent else f"Nothing new to send to {self.remote}."]

    @property
    def clashes(self) -> int:
        """In how many places both versions are kept for somebody to choose from."""
        return sum(item.what == "clash" for item in self.items)

    @property
    def not_merged(self) -> int:
        """How many files of the others could not be taken."""
        return sum(item.what == "not merged" for item in self.items)


def sync(
    folder: Path,
    wishes: Wishes | None = None,
    *,
    researcher: str,
    clock: Clock,
    files: FileSystem | None = None,
) -> Synced:
    """Share the study in `folder` with its team.

    Raises:
        NotAStudy: there is none.
        NamesStand: it would be the first time that something is sent, and names stand in it.
        InvalidInput: the team's repository holds something else, or cannot be where it is said to be.
        GitFailed: git is missing, in the middle of something, or refused; what is here is as it was.
        StoreError: a file could not be read or written.

    """
    disk = files or FileSystem()
    study = StudyFolder.open(folder, files=disk, clock=clock)
    with alone(folder, disk):
        return _Sync(study, wishes or Wishes(), researcher, clock, disk).run()


def remote_of(folder: Path) -> str:
    """Where the team's repository of the study in `folder` lies; empty when nobody has said yet."""
    clone = Clone(folder)
    above = clone.above()
    return clone.remote() if above is not None and above.resolve() == folder.resolve() else ""


def join(
    folder: Path, wishes: Wishes, *, researcher: str, clock: Clock, files: FileSystem | None = None
) -> Synced:
    """Bring a team's study into a folder that is empty or not there yet, and sync it.

    Raises:
        InvalidInput: the folder is not empty, or there is no study in the team's repository.
        Unreachable: that cannot be reached.
        GitFailed, StoreError: as `sync` does.

    """
    disk = files or FileSystem()
    folder = folder.resolve()
    address = address_of(wishes.remote, folder)
    with built_beside(folder) as building:
        disk.make_folder(building)
        clone = Clone(building)
        clone.begin()
        clone.set_remote(address)
        clone.fetch()
        branch = clone.team_branch()
        tip = clone.there(branch)
        files_there = clone.entries(tip)
        if STUDY not in files_there:
            raise InvalidInput(
                f"There is no study in that repository{'' if tip else ' yet'}",
                place=address,
                remedy="Whoever has it syncs it first: reflect sync STUDY --remote …",
            )
        come = {name: entry for name, entry in files_there.items() if may_come_in(name)}
        changes = {name: Change(None, entry) for name, entry in come.items()}
        TakingIn(clone, clock=clock, files=disk).take(changes)
        clone.stand_on(branch)
        clone.move_to(tip, instead_of="")
        clone.reset_index(clone.tree_of(tip))
        clone.follow(branch)
        StudyFolder(building, files=disk).lay_out_missing()
    wishes = msgspec.structs.replace(wishes, remote="", create=False)
    return sync(folder, wishes, researcher=researcher, clock=clock, files=disk)


class _Sync:
    def __init__(
        self, study: StudyFolder, wishes: Wishes, researcher: str, clock: Clock, files: FileSystem
    ) -> None:
        self._study = study
        self._wishes = wishes
        self._who = researcher
        self._clock = clock
        self._files = files
        self._clone, self._began = ready(study.folder)
        self._names = NameSharing(self._clone, study, clock=clock, files=files)
        self._identity = self._clone.identity(researcher)
        self._committed: list[str] = []
        self._items: list[MergedItem] = []
        self._notices: list[str] = []
        self._branch = ""

    def run(self) -> Synced:
        """The whole of it, in the order that keeps everything: commit, merge, look over, send."""
        self._study.lay_out_missing()
        self._say_what_begins()
        unreachable = self._fetched()
        sent = False
        for turn in range(_TRIES):
            self._names.look(self._there)
            self._commit()
            if self._there and self._merge(self._there):
                self._commit()
            if unreachable or not self._clone.remote() or not self._anything_to_send():
                break
            sent = self._send()
            if sent:
                break
            self._files.pause(_PAUSE * turn)
            unreachable = self._fetched()
        else:
            raise GitFailed(
                "Others keep sending at this moment, and nothing of yours could be sent in between",
                place=self._clone.remote(),
                remedy="All is committed and merged here. Sync again in a moment.",
            )
        if self._names.held:
            self._notices.append(ARRIVED)
        return Synced(
            remote=self._clone.remote(),
            committed=tuple(self._committed),
            items=tuple(self._items),
            sent=sent,
            unreachable=unreachable,
            notices=tuple(dict.fromkeys(self._notices)),
        )

    # -- before anything else --------------------------------------------------------------------------

    def _say_what_begins(self) -> None:
        """Do what was wished for the remote and for names, and say what follows from it."""
        wishes, clone = self._wishes, self._clone
        first = bool(wishes.remote) and not clone.remote()
        if wishes.remote:
            address = address_of(wishes.remote, clone.folder)
            if wishes.create:
                make_team_repository(address)
            before = clone.remote()
            if before and before != address:
                self._notices.append(f"From now on it is synced with {address}, and no longer with {before}.")
            clone.set_remote(address)
        if wishes.share_names is not None:
            changed = self._names.switch(on=wishes.share_names)
            if changed or first:
                self._notices.append(ON if wishes.share_names else OFF)
        elif first and not self._names.on:
            self._notices.append(OFF)

    def _fetched(self) -> str:
        """Get what others sent; returns why that cannot be had just now, empty when it was."""
        if not self._clone.remote():
            return ""
        try:
            self._clone.fetch()
        except Unreachable as error:
            return str(error)
        finally:
            self._branch = self._clone.team_branch()
        return ""

    @property
    def _there(self) -> str:
        return self._clone.there(self._branch) if self._branch else ""

    # -- committing ------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Commit what the study's own files hold now, if that is anything new."""
        self._names.write_lists()
        clone, head = self._clone, self._clone.head()
        tracked = clone.tracked()
        out = [name for name in tracked if self._names.stays_out(name)]
        # While others' wish to share names has only just arrived, those of this laptop are not looked at.
        aside = {name for name in tracked if self._names.held and holds_names(name)}
        own = [name for name in own_files(clone.folder, files=self._files) if not self._held_back(name)]
        tree = clone.stage(sorted({*own, *tracked} - {*out, *aside}), without=out)
        tree = self._without_damaged(clone.tree_of(head), tree)
        if tree == clone.tree_of(head):
            return
        if out and self._there and any(clone.ever_held(self._there, name) for name in out):
            self._notices.append(
                f"{', '.join(out[:_SHOWN])} will not be shared any more. What was sent before holds names "
                "still, and everyone who has it can read them."
            )
        message = self._words(clone.differences(head, tree))
        new = clone.commit(tree, [head] if head else [], message, self._identity)
        clone.move_to(new, instead_of=head)
        self._committed.append(message.splitlines()[0])

    def _held_back(self, name: str) -> bool:
        return self._names.stays_out(name) or (self._names.held and holds_names(name))

    def _without_damaged(self, before: str, tree: str) -> str:
        """Leave in the commit what was there in the place of files that could not be opened by others."""
        changes = self._clone.differences(before, tree)
        shut = shut_places(self._clone, {name: pair.after for name, pair in changes.items()})
        if not shut:
            return tree
        for item in shut:
            if item.file == STUDY:
                raise GitFailed(f"The study cannot be synced: {item.kept}", remedy=_REPAIR)
            self._notices.append(f"{item.file} was not sent: {item.kept}. {_REPAIR}")
        return self._clone.put_back({item.file: changes[item.file].before for item in shut})

    def _words(self, changes: Changes) -> str:
        told = {name: pair for name, pair in changes.items() if kind_of(name) == "records"}
        blobs = sorted({entry.blob for pair in told.values() for entry in pair if entry})
        held = dict(zip(blobs, self._clone.read(blobs), strict=True))

        def data(name: str, entry: Entry | None) -> bytes | None:
            return None if entry is None else held[entry.blob] if name in told else b""

        versions = {
            name: Versions(data(name, pair.before), data(name, pair.after)) for name, pair in changes.items()
        }
        return commit_words(self._who, versions, names=self._names.known_names())

    # -- merging ---------------------------------------------------------------------------------------

    def _merge(self, theirs: str) -> bool:
        """Merge what others sent into what is here; whether there was anything."""
        clone, head = self._clone, self._clone.head()
        if clone.comes_from(head, theirs):
            return False
        self._refuse_another_study(theirs)
        merging = TreeMerge(
            clone, now=self._clock(), stays_out=self._names.stays_out, held_open=self._is_open
        )
        merged = merging.merge(head, theirs)
        shut = shut_places(clone, merged.places)
        if shut:
            raise GitFailed(
                f"What came of the merge could not be opened ({shut[0].kept}), so it was not done",
                place=shut[0].file,
                remedy="Everything here is as it was, and yours is committed.",
            )
        tree = clone.tree_with(head, merged.places)
        before = clone.entries(head, merged.places)
        changes = {name: Change(before.get(name), entry) for name, entry in merged.places.items()}
        new = self._merge_commit(head, theirs, tree, merged)
        taking = TakingIn(clone, clock=self._clock, files=self._files)
        taking.take(changes)
        self._keep_others(taking, merged, head, theirs, changes)
        clone.move_to(new, instead_of=head)
        clone.reset_index(tree)
        self._items += merged.items
        self._notices += taking.notices
        return True

    def _merge_commit(self, head: str, theirs: str, tree: str, merged: MergedTree) -> str:
        behind = self._clone.comes_from(theirs, head)
        if behind and tree == self._clone.tree_of(theirs):
            return theirs
        message = merge_words(self._who, self._clone.authors(head, theirs), list(merged.others))
        self._committed.append(message.splitlines()[0])
        return self._clone.commit(tree, [theirs] if behind else [head, theirs], message, self._identity)

    def _keep_others(
        self, taking: TakingIn, merged: MergedTree, head: str, theirs: str, changes: Changes
    ) -> None:
        """Keep the other version of what clashed: here, or where somebody else merged ours with theirs."""
        for name, data in merged.others.items():
            self._tell_beside(name, taking.keep_beside(name, data))
        for parents, message in self._clone.messages(head, theirs):
            for name in clashes_in(message):
                ours = changes[name].before if name in changes else None
                there = [self._clone.entries(parent, [name]).get(name) for parent in parents]
                if ours is not None and ours in there and name not in merged.others:
                    data = self._clone.contents(ours.blob)
                    self._tell_beside(name, taking.keep_beside(name, data))
                    self._items.append(MergedItem(what="clash", file=name))

    def _tell_beside(self, name: str, kept: Path) -> None:
        self._notices.append(
            f"{name} says different things in the same sentences; the other version lies in "
            f"{self._study.paths.name(kept)}."
        )

    def _is_open(self, name: str) -> bool:
        """Whether somebody on this machine has the session of that file open."""
        if not name.startswith(f"{SESSIONS}/"):
            return False
        session = Path(name).stem.rpartition("-")[2]
        lock = SessionLock(self._clone.folder, session, self._who, files=self._files, clock=self._clock)
        return lock.taken() is not None

    def _refuse_another_study(self, theirs: str) -> None:
        entry = self._clone.entries(theirs, [STUDY]).get(STUDY)
        place = self._clone.remote()
        if entry is None:
            raise InvalidInput(
                "The team's repository holds something else than a study",
                place=place,
                remedy="Choose an empty one.",
            )
        data = self._clone.contents(entry.blob)
        if not why_shut(data, STUDY) and first_header(data).uid != self._study.uid():
            raise InvalidInput(
                "The team's repository holds another study", place=place, remedy="Choose another, empty one."
            )

    # -- sending ---------------------------------------------------------------------------------------

    def _anything_to_send(self) -> bool:
        there = self._there
        return not there or there != self._clone.head()

    def _send(self) -> bool:
        """Send; False when somebody else has sent in between."""
        self._leave_names_behind()
        clone, head, there = self._clone, self._clone.head(), self._there
        changes = clone.differences(there, head)
        shut = shut_places(clone, {name: pair.after for name, pair in changes.items()})
        if shut:
            raise GitFailed(
                f"Nothing was sent, since others could not open this file: {shut[0].kept}",
                place=shut[0].file,
                remedy="Mend it (“reflect repair”), then sync again.",
            )
        self._ask_about_names(changes)
        pushed = clone.push(head, self._branch)
        if pushed.refused:
            raise GitFailed(
                f"The team's repository would not take it: {pushed.refused}",
                place=clone.remote(),
                remedy="All is committed here.",
            )
        if pushed.arrived:
            clone.follow(self._branch)
        return pushed.arrived

    def _leave_names_behind(self) -> None:
        """Where commits that were never sent hold names, send what they come to instead of them."""
        clone, head = self._clone, self._clone.head()
        if self._names.on or not any(map(holds_names, clone.files_sent_with(head))):
            return
        message = self._words(clone.differences(self._there, head))
        parents = [self._there] if self._there else []
        new = clone.commit(clone.tree_of(head), parents, message, self._identity)
        clone.remember(f"before-{head[:12]}", head)
        clone.move_to(new, instead_of=head)
        self._committed.append(message.splitlines()[0])
        self._notices.append(
            f"Earlier commits here hold names. They stay on this laptop (refs/reflect/before-{head[:12]}); "
            "the team gets what they come to in one commit, without the names."
        )

    def _ask_about_names(self, changes: Mapping[str, Change]) -> None:
        """Look whether names stand where they cannot be left out; the first time, somebody has to say yes."""
        if self._names.on:
            return
        names = self._names.known_names()
        after = {name: pair.after for name, pair in changes.items() if pair.after}
        contents = self._clone.read(entry.blob for entry in after.values())
        called = {name for name in after if names.in_name(name)}
        found = [
            name
            for name, data in zip(after, contents, strict=True)
            if name in called or names.in_file(name, data)
        ]
        if not found:
            return
        more = len(found) - _SHOWN
        shown = ", ".join(
            f"a file in {name.partition('/')[0]} that is called so" if name in called else name
            for name in found[:_SHOWN]
        ) + (f" and {more} more" if more > 0 else "")
        files = f"{len(found)} file{'s' if len(found) != 1 else ''}"
        what = f"A participant's name, or a part of one, stands in {files} that"
        if not self._clone.follows and not self._wishes.names_seen:
            raise NamesStand(
                f"Nothing was sent yet. {what} would be shared: {shown}",
                files=found,
                remedy="Look whether it may stand there. To send it as it is: --yes.",
            )
        self._notices.append(f"{what} were sent: {shown}.")
