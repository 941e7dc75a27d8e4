"""A study's git repository: its commits, trees and remote, as a sync needs them.

Trees are read and made without touching the files a researcher works on; those are changed by the store's own
careful saves (`reflect.services.taking_in`), never by a checkout.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from reflect.errors import GitFailed
from reflect.store.git import Git, why
from reflect.store.git_files import DRIVER

BRANCH = "main"
"""What the branch of a repository that reflect makes is called."""
Thing = TypeVar("Thing")
_PLAIN = ("100644", "100755")
_STATES = {
    "MERGE_HEAD": ("a merge", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --abort"),
}
_LOT = 100
"""Files that are read at once."""
_MANY = 200
"""Names beyond which a whole tree is listed rather than asked for by name."""


class Entry(NamedTuple):
    """A file in a tree."""

    mode: str
    blob: str

    @property
    def plain(self) -> bool:
        """Whether it is a file, and not a link or another repository."""
        return self.mode in _PLAIN


class Change(NamedTuple):
    """A file in two trees; None where it is not there."""

    before: Entry | None
    after: Entry | None


Changes = dict[str, Change]
Tree = Mapping[str, Entry | None]
"""What a tree has in some of its places."""


class Clone:
    """The repository that lies in a study's folder.

    What it says of itself is asked once: another git at work meanwhile shows when something is changed.
    """

    def __init__(self, folder: Path) -> None:
        # Git works in the folder, where one that was given from elsewhere would mean another.
        self.folder = folder.absolute()
        self.git = Git(self.folder)
        self._settings: dict[str, str] | None = None
        self._branch: str | None = None
        self._head: str | None = None
        self._trees: dict[str, str] = {}
        self._empty = ""
        self._own: Path | None = None

    # -- what it is ------------------------------------------------------------------------------------

    def above(self) -> Path | None:
        """The folder of the repository in which the study lies; None when it lies in none.

        Raises:
            GitFailed: there is one that cannot be used.

        """
        answer = self.git.ask("rev-parse", "--show-toplevel")
        if not answer.code:
            return Path(os.fsdecode(answer.out.rstrip(b"\n")))
        if "not a git repository" in answer.err:
            return None
        raise why(answer, "looking at the repository", place=str(self.folder))

    def tracks_here(self) -> bool:
        """Whether the repository above holds anything of this folder."""
        return bool(self.git.run("ls-files", "-z", "--", "."))

    def begin(self) -> None:
        """Make the study's folder a repository."""
        self.git.run("init", "--quiet")
        self._settings = None
        self.stand_on(BRANCH)

    def refuse_unless_at_rest(self) -> None:
        """Raise GitFailed in the middle of a merge or a rebase, or when the clone stands on no branch."""
        place = self._place()
        for name, (what, abort) in _STATES.items():
            if (place / name).exists():
                raise GitFailed(
                    f"git is in the middle of {what} here, and nothing was synced",
                    place=str(self.folder),
                    remedy=f"Finish it, or take it back with “{abort}”; then sync again.",
                )
        if not self.branch():
            raise GitFailed(
                "This clone stands on no branch (git calls it a detached HEAD), and nothing was synced",
                place=str(self.folder),
                remedy=f"Go back to the team's branch, such as “git switch {BRANCH}”; then sync again.",
            )

    def branch(self) -> str:
        """The branch that this clone stands on; empty when it stands on none."""
        if self._branch is None:
            said = self.git.ask("symbolic-ref", "--quiet", "--short", "HEAD").out
            self._branch = said.decode().strip()
        return self._branch

    def head(self) -> str:
        """The last commit here; empty when there is none yet."""
        if self._head is None:
            answer = self.git.ask("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
            self._head = answer.out.decode().strip() if not answer.code else ""
        return self._head

    # -- settings --------------------------------------------------------------------------------------

    def setting(self, key: str) -> str:
        """A setting of git's, by its name in lower case; empty when it has none."""
        if self._settings is None:
            said = self.git.ask("config", "--list", "-z").out.decode("utf-8", "replace")
            pairs = (line.partition("\n") for line in said.split("\0") if line)
            self._settings = {name: value for name, _, value in pairs}
        return self._settings.get(key, "")

    def forget_settings(self) -> None:
        """Ask again what git's settings are."""
        self._settings = None

    def put_setting(self, key: str, value: str) -> None:
        """Change a setting of this clone, if it is another."""
        if self.setting(key) != value:
            self.git.run("config", key, value)
            self._settings = None

    def set_driver(self) -> None:
        """See to it that a plain `git merge` or `git pull` in this clone merges records too.

        With the interpreter that runs now: a reflect elsewhere, or none on the path, makes no difference.
        `-P`, since git starts it in the study's folder, where no file may pass for a part of the program.
        """
        python = shlex.quote(Path(sys.executable).as_posix())
        self.put_setting(
            f"merge.{DRIVER}.name", "reflect: record by record, and both versions of what clashes"
        )
        self.put_setting(f"merge.{DRIVER}.driver", f"{python} -P -m reflect merge-driver %O %A %B %P")

    def identity(self, researcher: str) -> dict[str, str]:
        """Who signs a commit: who git says, or else the researcher as reflect knows them."""
        address = "".join(c if c.isascii() and c.isalnum() else "-" for c in researcher.lower()).strip("-")
        found: dict[str, str] = {}
        for field, other in (("name", researcher), ("email", f"{address or 'researcher'}@reflect.invalid")):
            known = self.setting(f"user.{field}")
            for who in ("AUTHOR", "COMMITTER"):
                key = f"GIT_{who}_{field.upper()}"
                if not known and not os.environ.get(key):
                    found[key] = other
        return found

    # -- trees -----------------------------------------------------------------------------------------

    def nothing(self) -> str:
        """The tree in which nothing is."""
        self._empty = self._empty or self.git.word("mktree")
        return self._empty

    def differences(self, before: str, after: str) -> Changes:
        """What differs between two commits or trees, by the files' names; `before` may be empty."""
        out = self.git.run("diff-tree", "-r", "-z", "--no-renames", before or self.nothing(), after)
        found: Changes = {}
        parts = iter(out.split(b"\0"))
        for head in parts:
            if not head:
                break
            mode, new_mode, blob, new_blob, _ = head[1:].decode().split(" ")
            old = Entry(mode, blob) if mode != "000000" else None
            new = Entry(new_mode, new_blob) if new_mode != "000000" else None
            found[os.fsdecode(next(parts))] = Change(old, new)
        return found

    def entries(self, commit: str, names: Iterable[str] = ()) -> dict[str, Entry]:
        """The files of a commit or tree, all of them or those of these names; empty for no commit."""
        if not commit:
            return {}
        wanted = list(names)
        some = wanted if len(wanted) <= _MANY else []
        out = self.git.run("--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--", *some)
        found = {}
        for line in out.split(b"\0"):
            if line:
                head, _, name = line.partition(b"\t")
                mode, _, blob = head.decode().split(" ")
                found[os.fsdecode(name)] = Entry(mode, blob)
        return found if not wanted else {name: found[name] for name in wanted if name in found}

    def read(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """What these blobs hold, in their order; so many at a time, that a large study fits into memory."""
        for some in in_lots(blobs):
            out = self.git.run("cat-file", "--batch", given="".join(f"{blob}\n" for blob in some).encode())
            at = 0
            for blob in some:
                end = out.index(b"\n", at)
                head = out[at:end].split(b" ")
                if len(head) != 3 or head[1] != b"blob":
                    raise GitFailed(f"Something is missing from the repository ({blob[:12]})", remedy=_FSCK)
                size = int(head[2])
                yield out[end + 1 : end + 1 + size]
                at = end + size + 2

    def contents(self, blob: str) -> bytes:
        """What one blob holds."""
        (data,) = self.read([blob])
        return data

    def keep(self, data: bytes) -> str:
        """Put bytes into the repository; returns the blob."""
        return self.git.run("hash-object", "-w", "--stdin", given=data).decode().strip()

    def tree_with(self, commit: str, changes: Tree) -> str:
        """The tree of a commit with some places changed; the index is left alone."""
        index = {"GIT_INDEX_FILE": str(self._place() / "reflect-index")}
        try:
            self.git.run("read-tree", commit or self.nothing(), setting=index)
            self.git.run("update-index", "-z", "--index-info", given=self._lines(changes), setting=index)
            return self.git.word("write-tree", setting=index)
        finally:
            Path(index["GIT_INDEX_FILE"]).unlink(missing_ok=True)

    def _lines(self, places: Tree) -> bytes:
        gone = f"0 {'0' * len(self.nothing())}\t"
        return b"".join(
            (f"{entry.mode} {entry.blob}\t" if entry else gone).encode() + os.fsencode(name) + b"\0"
            for name, entry in places.items()
        )

    def _place(self) -> Path:
        if self._own is None:
            self._own = self.folder / self.git.word("rev-parse", "--git-dir")
        return self._own

    # -- the index -------------------------------------------------------------------------------------

    def tracked(self) -> list[str]:
        """The names of the files that the index holds."""
        return [os.fsdecode(name) for name in self.git.run("ls-files", "-z").split(b"\0") if name]

    def stage(self, names: Iterable[str], *, without: Iterable[str] = ()) -> str:
        """Take into the index how these files are now, or that they are gone; returns the index's tree."""
        self.git.run("update-index", "-z", "--add", "--remove", "--replace", "--stdin", given=_joined(names))
        gone = _joined(without)
        if gone:
            self.git.run("update-index", "-z", "--force-remove", "--stdin", given=gone)
        return self.git.word("write-tree")

    def put_back(self, places: Tree) -> str:
        """Set some places of the index to what they were; returns the index's tree."""
        self.git.run("update-index", "-z", "--index-info", given=self._lines(places))
        return self.git.word("write-tree")

    def reset_index(self, tree: str) -> None:
        """Let the index be a tree, whatever lies in the folder."""
        self.git.run("read-tree", tree)
        self.git.ask("update-index", "-q", "--refresh")

    # -- commits ---------------------------------------------------------------------------------------

    def tree_of(self, commit: str) -> str:
        """The tree of a commit; empty for no commit."""
        if commit and commit not in self._trees:
            self._trees[commit] = self.git.word("rev-parse", f"{commit}^{{tree}}")
        return self._trees.get(commit, "")

    def commit(self, tree: str, parents: Sequence[str], message: str, identity: Mapping[str, str]) -> str:
        """Make a commit, to which nothing leads yet."""
        words = [word for parent in parents for word in ("-p", parent)]
        out = self.git.run("commit-tree", tree, *words, given=message.encode(), setting=identity)
        made = out.decode().strip()
        self._trees[made] = tree
        return made

    def move_to(self, commit: str, *, instead_of: str) -> None:
        """Let the branch end at `commit`, if it ends at `instead_of` still."""
        self.git.run("update-ref", "-m", "reflect sync", "HEAD", commit, instead_of)
        self._head = commit

    def stand_on(self, branch: str) -> None:
        """Stand on a branch that has no commit here yet."""
        self.git.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        self._branch = branch

    def remember(self, name: str, commit: str) -> None:
        """Keep a commit under a name that no push takes along."""
        self.git.run("update-ref", f"refs/reflect/{name}", commit)

    def merge_bases(self, one: str, two: str) -> list[str]:
        """The latest commits that both come from; none when they have nothing to do with each other."""
        answer = self.git.ask("merge-base", "--all", one, two)
        if answer.code > 1:
            raise why(answer, "merge-base")
        return answer.out.decode().split()

    def comes_from(self, later: str, earlier: str) -> bool:
        """Whether one commit is another, or has it in its past."""
        answer = self.git.ask("merge-base", "--is-ancestor", earlier, later)
        if answer.code > 1:
            raise why(answer, "merge-base")
        return not answer.code

    def messages(self, since: str, until: str) -> list[tuple[list[str], str]]:
        """The merges that `until` has and `since` has not: the parents of each, and its message."""
        words = ["log", "--merges", "--format=%P%x01%B%x00", until, *([f"^{since}"] if since else [])]
        found = []
        for part in self.git.run(*words).decode("utf-8", "replace").split("\0"):
            parents, _, message = part.strip().partition("\x01")
            if parents:
                found.append((parents.split(), message))
        return found

    def authors(self, since: str, until: str) -> list[str]:
        """Who signed what `until` has and `since` has not, each once."""
        words = ["log", "--no-merges", "--format=%an", until, *([f"^{since}"] if since else [])]
        said = self.git.run(*words).decode("utf-8", "replace").splitlines()
        return list(dict.fromkeys(line.strip() for line in said if line.strip()))

    def ever_held(self, commit: str, name: str) -> bool:
        """Whether a commit or one it comes from has a file of that name."""
        return bool(self.git.word("--literal-pathspecs", "log", "-1", "--format=%H", commit, "--", name))


_FSCK = "Restore the study's .git folder from a backup, or clone it anew; “git fsck” says what is missing."


def in_lots(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    """So many things at a time as are worth reading together."""
    waiting = iter(things)
    while lot := list(islice(waiting, _LOT)):
        yield lot


def _joined(names: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(name) + b"\0" for name in names)
