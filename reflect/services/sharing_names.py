"""Whether names go along when a team syncs, and what follows from it for the files of a study.

They stay on each laptop unless somebody says otherwise: whoever reads the team's repository would read them,
and git never forgets. The setting is the study's own, so that all its clones agree.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import msgspec

from reflect.domain.ids import Clock
from reflect.domain.merging import merge
from reflect.errors import ReflectError
from reflect.services.names_standing import KnownNames, names_in
from reflect.store.atomic import write_atomically
from reflect.store.clone import Clone
from reflect.store.filesystem import FileSystem, in_words
from reflect.store.git_files import ATTRIBUTES, IGNORE, attributing, ignoring
from reflect.store.paths import STUDY, StudyPaths
from reflect.store.people_shared_file import SharedPeople
from reflect.store.sealed import Tables, decode
from reflect.store.shared_files import holds_names
from reflect.store.study_folder import StudyFolder
from reflect.store.study_settings import SETTINGS_ID

ON = (
    "From now on people's names, with organisations, posts and notes, are shared with everyone who can read "
    "the team's repository, and with every copy of it. “reflect sync --leave-names-out” stops it; what was "
    "sent stays sent."
)
OFF = (
    "Names are left out of what is shared: people.json and exports stay on each laptop, and codes, roles and "
    "consents go along in people-shared.json. Whoever can read the team's repository would read the names "
    "too, and git never forgets. “reflect sync --share-names” changes it for the whole team."
)
ARRIVED = (
    "Somebody in the team has turned on the sharing of names. This laptop's names have not been sent; with "
    "the next sync they go along. If that is not right: “reflect sync --leave-names-out”, before that."
)


class NameSharing:
    """The setting, as one sync sees it."""

    def __init__(self, clone: Clone, study: StudyFolder, *, clock: Clock, files: FileSystem) -> None:
        self._clone = clone
        self._study = study
        self._paths = StudyPaths(clone.folder)
        self._files = files
        self._people = SharedPeople(clone.folder, uid=study.uid(), clock=clock, files=files)
        self._clock = clock
        self._here_before = study.study().settings().share_names
        self.on = self._here_before
        """Whether names are shared."""

    @property
    def held(self) -> bool:
        """Whether others have turned it on since this laptop last looked, whose names must not go unasked."""
        return self.on and not self._here_before

    def switch(self, *, on: bool) -> bool:
        """Turn it on or off for the whole team; whether that changed anything. Raises StoreError."""
        file = self._study.study()
        settings = file.settings()
        self._here_before = self.on = on
        if settings.share_names == on:
            return False
        file.save_settings(msgspec.structs.replace(settings, share_names=on))
        return True

    def look(self, theirs: str) -> None:
        """Take into account what the team has settled meanwhile, before anything is committed here."""
        head = self._clone.head()
        bases = self._clone.merge_bases(head, theirs) if head and theirs else []
        here = self._here()
        there = self._study_in(theirs)
        if here is None or there is None:
            self.on = bool(self._setting(here or {}))
            return
        base = self._study_in(bases[0]) if bases else None
        self.on = bool(self._setting(merge(here, there, base, at=self._now()).tables))

    def stays_out(self, name: str) -> bool:
        """Whether a file of that name is kept out of what is shared."""
        return not self.on and holds_names(name)

    def write_lists(self) -> None:
        """Bring the people's two lists together, and git's lists up to date. Raises StoreError."""
        if not self.on:
            self._people.agree()
        elif self._files.signature(self._paths.people_shared) is not None:
            self._people.agree()
            if not self.held:
                self._people.forget()
        self._rewrite(IGNORE, lambda text: ignoring(text, share_names=self.on))
        self._rewrite(ATTRIBUTES, attributing)

    def known_names(self) -> KnownNames:
        """The names of everybody this laptop knows. Raises StoreError."""
        try:
            data = self._files.read(self._paths.people)
        except FileNotFoundError:
            return KnownNames(())
        except OSError as error:
            raise in_words(error, self._paths.name(self._paths.people), "read") from error
        return KnownNames(names_in(decode(data, name=self._paths.name(self._paths.people)).tables))

    def _rewrite(self, name: str, change: Callable[[str], str]) -> None:
        path = self._paths.folder / name
        try:
            data = self._files.read(path) if self._files.signature(path) else b""
            text = data.decode("utf-8", "surrogateescape")
            new = change(text)
            if new != text or not data:
                write_atomically(
                    path,
                    new.encode("utf-8", "surrogateescape"),
                    temporary=self._paths.temporary,
                    guard=self._paths.guard,
                    files=self._files,
                )
        except OSError as error:
            raise in_words(error, name) from error

    def _here(self) -> Tables | None:
        with suppress(OSError, ReflectError):
            return decode(self._files.read(self._paths.study)).tables
        return None

    def _study_in(self, commit: str) -> Tables | None:
        entry = self._clone.entries(commit, [STUDY]).get(STUDY)
        with suppress(ReflectError):
            return decode(self._clone.contents(entry.blob)).tables if entry else None
        return None

    def _setting(self, tables: Tables) -> object:
        return tables.get("settings", {}).get(SETTINGS_ID, {}).get("share_names", False)

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")
