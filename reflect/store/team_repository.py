"""The repository through which a team shares a study: where it lies, what it has, sending and getting."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from reflect.errors import InvalidInput
from reflect.store.clone import BRANCH, Clone
from reflect.store.git import Git, why

REMOTE = "origin"
_OVERTAKEN = ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref", "stale info")


class Pushed(NamedTuple):
    """What came of sending."""

    arrived: bool
    overtaken: bool = False
    """Somebody else has sent in between, so that fetching and merging once more is all it takes."""
    refused: str = ""
    """Why the other side would not take it, in its own words."""


class TeamRepository:
    """A team's repository, as one clone knows it. What it was last seen to have is looked up once."""

    def __init__(self, clone: Clone) -> None:
        self.clone = clone
        self._there: dict[str, str] | None = None

    def address(self) -> str:
        """Where the team's repository lies; empty when that was never said."""
        return self.clone.setting(f"remote.{REMOTE}.url")

    def set_address(self, url: str) -> None:
        """Say where it lies. What was known of another place is forgotten."""
        if self.address() == url:
            return
        if self.address():
            self.clone.git.run("remote", "remove", REMOTE)
        self.clone.git.run("remote", "add", REMOTE, url)
        self.clone.forget_settings()
        self._there = None

    def fetch(self) -> None:
        """Get what others have sent; the files here are left alone.

        Raises:
            Unreachable: it cannot be had just now.
            GitFailed: git refused.

        """
        answer = self.clone.git.ask(
            "fetch", "--quiet", "--no-tags", "--prune", "--no-recurse-submodules", REMOTE,
            f"+refs/heads/*:refs/remotes/{REMOTE}/*", network=True,
        )  # fmt: skip
        self._there = None
        if answer.code:
            raise why(answer, "fetching", place=self.address(), network=True)

    def branches_there(self) -> dict[str, str]:
        """The branches that the team's repository was last seen to have, each with its last commit."""
        if self._there is None:
            start = f"refs/remotes/{REMOTE}/"
            said = self.clone.git.run("for-each-ref", "--format=%(objectname) %(refname)", start)
            found = (line.split(" ", 1) for line in said.decode().splitlines())
            self._there = {name.removeprefix(start): commit for commit, name in found}
            self._there.pop("HEAD", None)
        return self._there

    def team_branch(self) -> str:
        """The branch there with which the one here is synced.

        Raises:
            InvalidInput: there are several, and nothing says which.

        """
        branch = self.clone.branch()
        there = self.branches_there()
        chosen = self.clone.setting(f"branch.{branch}.merge").removeprefix("refs/heads/")
        if chosen and self.clone.setting(f"branch.{branch}.remote") == REMOTE:
            return chosen
        if branch in there or not there:
            return branch
        if len(there) > 1 and BRANCH not in there:
            raise InvalidInput(
                f"The team's repository has the branches {', '.join(there)}, and none is called {branch}",
                remedy=f"Say with which: git branch --set-upstream-to={REMOTE}/{min(there)}",
            )
        return BRANCH if BRANCH in there else next(iter(there))

    def follow(self, branch: str) -> None:
        """Remember which branch there the one here is synced with."""
        self.clone.put_setting(f"branch.{self.clone.branch()}.remote", REMOTE)
        self.clone.put_setting(f"branch.{self.clone.branch()}.merge", f"refs/heads/{branch}")

    @property
    def follows(self) -> bool:
        """Whether this clone has been synced with the team's repository before."""
        return self.clone.setting(f"branch.{self.clone.branch()}.remote") == REMOTE

    def there(self, branch: str) -> str:
        """The last commit of a branch there; empty when there is none."""
        return self.branches_there().get(branch, "")

    def versions_sent_with(self, commit: str) -> dict[str, str]:
        """Every version of a file that sending `commit` would send, by its blob, with the file's name."""
        git = self.clone.git
        listed = git.run("rev-list", "--objects", commit, "--not", f"--remotes={REMOTE}")
        names = {}
        for line in listed.splitlines():
            blob, _, name = line.partition(b" ")
            if name:
                names[blob.decode()] = os.fsdecode(name)
        asked = "".join(f"{each}\n" for each in names).encode()
        kinds = git.run("cat-file", "--batch-check", given=asked).decode().splitlines() if names else []
        blobs = {line.split(" ")[0] for line in kinds if line.split(" ")[1] == "blob"}
        return {blob: name for blob, name in names.items() if blob in blobs}

    def words_sent_with(self, commit: str) -> str:
        """The messages of every commit that sending `commit` would send."""
        said = self.clone.git.run("log", "--format=%B", commit, "--not", f"--remotes={REMOTE}")
        return said.decode("utf-8", "replace")

    def push(self, commit: str, branch: str) -> Pushed:
        """Send a commit, and everything it comes from, as the end of a branch there.

        Raises:
            Unreachable: it cannot be reached just now.
            GitFailed: git refused.

        """
        answer = self.clone.git.ask(
            "push", "--porcelain", "--no-follow-tags", REMOTE, f"{commit}:refs/heads/{branch}", network=True
        )
        said = answer.out.decode("utf-8", "replace")
        self._there = None
        if not answer.code:
            return Pushed(arrived=True)
        refused = next((line for line in said.splitlines() if line.startswith("!")), "")
        if not refused:
            raise why(answer, "sending", place=self.address(), network=True)
        reason = refused.rpartition("\t")[2]
        if any(word in reason or word in answer.err for word in _OVERTAKEN):
            return Pushed(arrived=False, overtaken=True)
        if "checked out" in reason:
            reason = "it is somebody's working folder, not a repository to share (git init --bare makes one)"
        return Pushed(arrived=False, refused=reason.removeprefix("[remote rejected] ").strip("()"))


def make_team_repository(place: Path) -> None:
    """Make an empty repository for a team at a place that is empty, or not there yet.

    Raises:
        InvalidInput: something lies there, or its folder is not there.
        GitFailed: git refused.

    """
    if not place.parent.is_dir():
        raise InvalidInput("The folder for it is not there", place=str(place.parent))
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InvalidInput(
            "Something lies there already", place=str(place), remedy="Leave out --create to use it as it is."
        )
    git = Git(place.parent)
    git.run("init", "--quiet", "--bare", "--shared=group", str(place))
    Git(place).run("symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
