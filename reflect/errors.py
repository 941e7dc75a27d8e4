"""Every error reflect raises on purpose.

Each knows what to tell a person (`message`), where it happened (`place`, such as `file:line`) and the
way out (`remedy`). Screens show `str(error)`; the command line prints it and exits with `exit_code`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class ReflectError(Exception):
    """Something a researcher should be told in words: what happened, where, what to do next."""

    exit_code = 1
    """The process's exit status when this error ends a command."""

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.message}" if self.place else self.message]
        if self.remedy:
            parts.append(self.remedy)
        return " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts)


class NotFound(ReflectError):
    """Something was asked for by a name that nothing has."""

    exit_code = 3


class NotAStudy(NotFound):
    """A folder was opened as a study and is not one."""


class InvalidInput(ReflectError):
    """What was given cannot be used as it is."""

    exit_code = 2


class GuideInvalid(InvalidInput):
    """A guide file has problems; `problems` holds all of them, each one line."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        count = len(problems)
        super().__init__(
            f"{name} has {count} problem{'s' if count != 1 else ''}:\n" + "\n".join(problems),
        )
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return self.message


class StoreError(ReflectError):
    """A study file could not be read or written."""

    exit_code = 4


class Damaged(StoreError):
    """A study file cannot be read and no earlier generation of it can be used."""


class RecordInvalid(StoreError):
    """A record in a study file is not what it should be: file, record and field are named."""


class ChangedUnderneath(StoreError):
    """The file on disk is no longer the generation that was read; nothing was overwritten."""


class TwoVersions(ChangedUnderneath):
    """Two people changed the same sentences: both versions are kept until a person chooses."""


class KeptHere(StoreError):
    """The study cannot be saved to; everything is kept on this computer until it can be."""


class NewerFormat(StoreError):
    """The file was written by a later version of reflect."""


class ReadOnly(StoreError):
    """Someone else has this open, or the folder cannot be written."""


class GitFailed(ReflectError):
    """Git could not do what it was asked; nothing was lost by it."""


class Unreachable(ReflectError):
    """The place through which a team shares its study cannot be reached just now."""

    exit_code = 5


class NamesStand(InvalidInput):
    """Names of participants stand in what is about to be shared; `files` says where, and nobody is named."""

    def __init__(self, message: str, *, files: Sequence[str], remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.files = tuple(files)


def nearest(wanted: str, known: Iterable[str]) -> str:
    """The sentence that names the known word most like `wanted`, or lists them; empty if none is known."""
    names = list(known)
    lowered = {name.casefold(): name for name in names}
    close = get_close_matches(wanted.casefold(), list(lowered), n=1, cutoff=0.5)
    if close:
        return f"Did you mean {lowered[close[0]]}?"
    if not names:
        return ""
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"There {'is' if len(names) == 1 else 'are'}: {shown}."
