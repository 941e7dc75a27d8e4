"""Sharing a study with a team through git: commit what changed here, merge what others sent, send.

Nothing a researcher works on is ever checked out by git. What others sent is merged commit with commit,
looked over, and then brought into the files as careful saves, which an open session takes up. So a sync that
is cut short at any moment leaves whole files and no merge half done, and the next one goes on from there.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from reflect.domain.ids import Clock
from reflect.errors import GitFailed, InvalidInput, StoreError, Unreachable
from reflect.services.building import built_beside
from reflect.services.commit_words import clashes_in, merge_words
from reflect.services.merged_items import MergedItem
from reflect.services.sharing_names import ARRIVED, OFF, ON, NameSharing
from reflect.services.sync_commits import Commits
from reflect.services.sync_sending import Sending
from reflect.services.sync_setup import address_of, alone, make_at, ready
from reflect.services.synced import Synced, Wishes
from reflect.services.taking_in import TakingIn
from reflect.services.tree_merging import MergedTree, TreeMerge, shut_places
from reflect.store.clone import Change, Changes, Clone
from reflect.store.filesystem import FileSystem
from reflect.store.locks import SessionLock
from reflect.store.opens import why_shut
from reflect.store.paths import OPEN_FOLDERS, SESSIONS, STUDY
from reflect.store.sealed import first_header
from reflect.store.shared_files import holds_names, may_come_in, own_files
from reflect.store.study_folder import StudyFolder
from reflect.store.team_repository import TeamRepository

_TRIES = 8
"""How often somebody else may send in between."""
_PAUSE = 0.2
"""Seconds before the second try, and as many more before each one after it."""
_SHOWN = 8
BEGAN = "This study is a git repository from now on: every sync keeps what it then was (git log)."
_REPAIR = "“reflect repair” may help."


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
    disk, folder = files or FileSystem(), folder.absolute()
    study = StudyFolder.open(folder, files=disk, clock=clock)
    with alone(folder, disk):
        return _Sync(study, wishes or Wishes(), researcher, clock, disk).run()


def remote_of(folder: Path) -> str:
    """Where the team's repository of the study in `folder` lies; empty when nobody has said yet."""
    clone = Clone(folder)
    above = clone.above()
    own = above is not None and above.resolve() == folder.resolve()
    return TeamRepository(clone).address() if own else ""


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
        team = TeamRepository(clone)
        team.set_address(address)
        team.fetch()
        branch = team.team_branch()
        tip = team.there(branch)
        files_there = clone.entries(tip)
        if STUDY not in files_there:
            raise InvalidInput(
                f"There is no study in that repository{'' if tip else ' yet'}",
                place=address,
                remedy="Whoever has it syncs it first: reflect sync STUDY --remote …",
            )
        come = {name: entry for name, entry in files_there.items() if may_come_in(name)}
        changes = {name: Change(None, entry) for name, entry in come.items()}
        StudyFolder(building, files=disk).lay_out_missing()
        TakingIn(clone, clock=clock, files=disk).take(changes)
        clone.stand_on(branch)
        clone.move_to(tip, instead_of="")
        clone.reset_index(clone.tree_of(tip))
        team.follow(branch)
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
        self._clone, began = ready(study.folder)
        self._names = NameSharing(self._clone, study, clock=clock, files=files)
        self._team = TeamRepository(self._clone)
        self._commits = Commits(self._clone, self._names, researcher)
        self._items: list[MergedItem] = []
        self._notices = [BEGAN] if began else []
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
            if unreachable or not self._branch or self._there == self._clone.head():
                break
            try:
                sent = self._send()
            except Unreachable as error:
                unreachable = str(error)
            if sent or unreachable:
                break
            self._files.pause(_PAUSE * turn)
            unreachable = self._fetched()
        else:
            raise GitFailed(
                "Others keep sending at this moment, and nothing of yours could be sent in between",
                place=self._team.address(),
                remedy="All is committed and merged here. Sync again in a moment.",
            )
        if self._names.held:
            self._notices.append(ARRIVED)
        return Synced(
            remote=self._team.address(),
            committed=tuple(self._commits.subjects),
            items=tuple(self._items),
            sent=sent,
            unreachable=unreachable,
            notices=tuple(dict.fromkeys(self._notices)),
        )

    # -- before anything else --------------------------------------------------------------------------

    def _say_what_begins(self) -> None:
        """Do what was wished for the remote and for names, and say what follows from it."""
        wishes, team = self._wishes, self._team
        first = bool(wishes.remote) and not team.address()
        if wishes.remote:
            address = address_of(wishes.remote, self._clone.folder)
            if wishes.create:
                make_at(address)
            before = team.address()
            if before and before != address:
                self._notices.append(f"From now on it is synced with {address}, and no longer with {before}.")
            team.set_address(address)
        if wishes.share_names is not None:
            changed = self._names.switch(on=wishes.share_names)
            if changed or first:
                self._notices.append(ON if wishes.share_names else OFF)
        elif first and not self._names.on:
            self._notices.append(OFF)

    def _fetched(self) -> str:
        """Get what others sent; returns why that cannot be had just now, empty when it was."""
        if not self._team.address():
            return ""
        try:
            self._team.fetch()
        except Unreachable as error:
            return str(error)
        finally:
            self._branch = self._team.team_branch()
        return ""

    @property
    def _there(self) -> str:
        return self._team.there(self._branch) if self._branch else ""

    def _send(self) -> bool:
        sending = Sending(
            self._clone, self._team, self._names, self._commits, names_seen=self._wishes.names_seen
        )
        sent = sending.send(self._branch)
        self._notices += sending.notices
        return sent

    # -- committing ------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Commit what the study's own files hold now, if that is anything new."""
        self._names.write_lists()
        clone, head = self._clone, self._clone.head()
        tracked = clone.tracked()
        self._refuse_without_folders(tracked)
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
        words = self._commits.words(clone.differences(head, tree))
        clone.move_to(self._commits.make(tree, [head] if head else [], words), instead_of=head)

    def _refuse_without_folders(self, tracked: list[str]) -> None:
        """Whoever has lost a whole folder, with its drive it may be, has not removed what was in it."""
        for name in OPEN_FOLDERS:
            if (
                any(each.startswith(f"{name}/") for each in tracked)
                and not (self._clone.folder / name).is_dir()
            ):
                raise StoreError(
                    "The folder is not there, and nothing was synced: all in it would count as removed",
                    place=name,
                    remedy="Is the drive connected? If you meant to remove it, make an empty folder instead.",
                )

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
        # What is not shared any more is still this laptop's own.
        changes = {
            name: Change(before.get(name), entry)
            for name, entry in merged.places.items()
            if not self._names.stays_out(name)
        }
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
        return self._commits.make(tree, [theirs] if behind else [head, theirs], message)

    def _keep_others(
        self, taking: TakingIn, merged: MergedTree, head: str, theirs: str, changes: Changes
    ) -> None:
        """Keep the other version of what clashed: here, or where somebody else merged ours with theirs."""
        for name, other in merged.others.items():
            self._tell_beside(name, taking.keep_beside(name, other.data, other.base))
        for parents, message in self._clone.messages(head, theirs):
            for name in clashes_in(message):
                ours = changes[name].before if name in changes else None
                there = [self._clone.entries(parent, [name]).get(name) for parent in parents]
                if ours is not None and ours in there and name not in merged.others:
                    kept = taking.keep_beside(
                        name, self._clone.contents(ours.blob), self._base(parents, name)
                    )
                    self._tell_beside(name, kept)
                    self._items.append(MergedItem(what="clash", file=name))

    def _base(self, parents: list[str], name: str) -> bytes | None:
        """What a file was where the two commits that were merged parted, when it was there."""
        for base in self._clone.merge_bases(parents[0], parents[-1]):
            entry = self._clone.entries(base, [name]).get(name)
            if entry is not None:
                return self._clone.contents(entry.blob)
        return None

    def _tell_beside(self, name: str, kept: Path) -> None:
        self._notices.append(
            f"{name} says different things in the same sentences. The other version is kept, to be chosen "
            f"from ({self._study.paths.name(kept)})."
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
        place = self._team.address()
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
