"""Sending what is committed: looked over first, and never with a name in it that could be left out."""

from __future__ import annotations

from collections.abc import Mapping

from reflect.errors import GitFailed, NamesStand
from reflect.services.names_standing import KnownNames, described
from reflect.services.sharing_names import NameSharing
from reflect.services.sync_commits import Commits
from reflect.services.tree_merging import shut_places
from reflect.store.clone import Change, Clone
from reflect.store.shared_files import holds_names
from reflect.store.team_repository import TeamRepository

STANDING = "A participant's name, or a part of one, stands in"
"""How it begins when names stand in what is sent."""
_SHOWN = 6


class Sending:
    """The last step of a sync; `notices` says what a researcher should know of it."""

    def __init__(
        self, clone: Clone, team: TeamRepository, names: NameSharing, commits: Commits, *, names_seen: bool
    ) -> None:
        self._clone = clone
        self._team = team
        self._names = names
        self._commits = commits
        self._names_seen = names_seen
        self.notices: list[str] = []

    def send(self, branch: str) -> bool:
        """Send what is committed here; False when somebody else has sent in between.

        Raises:
            NamesStand: it would be the first time, and names stand in texts.
            GitFailed: others could not open it, or the other side would not take it.
            Unreachable: the other side cannot be reached just now.

        """
        clone, there = self._clone, self._team.there(branch)
        known = self._names.known_names()
        if not self._names.on:
            self._leave_names_behind(there, known)
        head = clone.head()
        changes = clone.differences(there, head)
        shut = shut_places(clone, {name: pair.after for name, pair in changes.items()})
        if shut:
            raise GitFailed(
                f"Nothing was sent, since others could not open this file: {shut[0].kept}",
                place=shut[0].file,
                remedy="Mend it (“reflect repair”), then sync again.",
            )
        standing = [] if self._names.on else self._names_standing(changes, known)
        if standing and not self._team.follows and not self._names_seen:
            raise NamesStand(
                f"Nothing was sent yet. {_where(standing)} would be shared:\n{_listed(standing)}\n"
                "Look whether it may stand there. It is all committed on this computer",
                files=standing,
                remedy="To send it as it is: --yes.",
            )
        pushed = self._team.push(head, branch)
        if pushed.refused:
            raise GitFailed(
                f"The team's repository would not take it: {pushed.refused}",
                place=self._team.address(),
                remedy="All is committed here.",
            )
        if pushed.arrived:
            self._team.follow(branch)
            if standing:
                was = "was" if len(standing) == 1 else "were"
                self.notices.append(f"{_where(standing)} {was} sent:\n{_listed(standing)}")
        return pushed.arrived

    def _leave_names_behind(self, there: str, known: KnownNames) -> None:
        """Where commits that were never sent hold names, send what they come to instead of them."""
        clone, head = self._clone, self._clone.head()
        if not self._holds_more_names(head, there, known):
            return
        words = self._commits.words(clone.differences(there, head))
        new = self._commits.make(clone.tree_of(head), [there] if there else [], words)
        clone.remember(f"before-{head[:12]}", head)
        clone.move_to(new, instead_of=head)
        self.notices.append(
            f"Earlier commits here hold names. They stay on this laptop (refs/reflect/before-{head[:12]}); "
            "the team gets what they come to in one commit, without the names."
        )

    def _holds_more_names(self, head: str, there: str, known: KnownNames) -> bool:
        """Whether more names stand in unsent commits than in what they come to, or is there already."""
        clone, team = self._clone, self._team
        now = clone.entries(head)
        tip = {entry.blob for entry in now.values()}
        earlier = [(name, blob) for blob, name in team.versions_sent_with(head).items() if blob not in tip]
        if any(holds_names(name) for name, _ in earlier):
            return True
        said = known.found_in(team.words_sent_with(head))
        if said and not said <= known.found_in("\n".join(clone.authors("", head))):
            return True
        before = clone.entries(there, {name for name, _ in earlier})
        for (name, _), data in zip(earlier, clone.read(blob for _, blob in earlier), strict=True):
            stand = known.found_in_file(name, data)
            for entry in (now.get(name), before.get(name)) if stand else ():
                if entry is not None:
                    stand -= known.found_in_file(name, clone.contents(entry.blob))
            if stand:
                return True
        return False

    def _names_standing(self, changes: Mapping[str, Change], known: KnownNames) -> list[str]:
        """Where names stand that cannot be left out, in words."""
        after = {name: pair.after for name, pair in changes.items() if pair.after}
        found = []
        contents = self._clone.read(entry.blob for entry in after.values())
        for name, data in zip(after, contents, strict=True):
            places, called_so = known.places(name, data), known.in_name(name)
            if places or called_so:
                found.append(described(name, places, called_so=called_so))
        return found


def _where(standing: list[str]) -> str:
    files = f"{len(standing)} file{'s' if len(standing) != 1 else ''}"
    return f"{STANDING} {files} that"


def _listed(standing: list[str]) -> str:
    more = [f"and {len(standing) - _SHOWN} more"] if len(standing) > _SHOWN else []
    return "\n".join(f"  {line}" for line in (*standing[:_SHOWN], *more))
