"""What this machine remembers for its researcher: recent studies, theme, keys and how they are called.

The settings are a file the researcher may edit (`reflect.paths.config_file`, TOML); what the program itself
remembers lies in the state folder. Neither ever holds a participant's name.
"""

from __future__ import annotations

import getpass
import os
import tomllib
from pathlib import Path

import msgspec

from reflect import paths

_MOST_RECENT = 12


class RecentStudy(msgspec.Struct, frozen=True, kw_only=True):
    """A study that was open on this machine."""

    folder: str
    title: str
    opened: str
    """ISO 8601 with time zone."""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What the program remembers by itself."""

    recent: tuple[RecentStudy, ...] = ()
    theme: str = ""
    quotes_as_cards: bool = False
    export_form: str = ""
    """The ending of what a write-up was last exported as."""


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The researcher's own settings, as far as they could be read."""

    researcher: str
    """How their tags and memos are signed."""
    keys: dict[str, str] = {}
    """Key binding ids, such as `session.next`, and the keys that replace ours."""
    problem: str = ""
    """What is wrong with the settings file, in words; empty when nothing is."""


def remembered() -> Memory:
    """What was remembered; nothing when there is no file or it cannot be read."""
    try:
        return msgspec.json.decode(_memory_file().read_bytes(), type=Memory)
    except (OSError, msgspec.DecodeError):
        return Memory()


def remember_study(folder: Path, title: str, opened: str) -> None:
    """Put a study first among the recent ones; a state folder that cannot be written is no reason to stop."""
    memory = remembered()
    place = str(folder.resolve())
    others = tuple(r for r in memory.recent if r.folder != place)
    recent = (RecentStudy(folder=place, title=title, opened=opened), *others)[:_MOST_RECENT]
    _keep(msgspec.structs.replace(memory, recent=recent))


def forget_study(folder: str) -> None:
    """Leave a study out of the recent ones; the study itself is not touched."""
    memory = remembered()
    _keep(msgspec.structs.replace(memory, recent=tuple(r for r in memory.recent if r.folder != folder)))


def remember_theme(theme: str) -> None:
    """Use this theme from now on."""
    memory = remembered()
    if memory.theme != theme:
        _keep(msgspec.structs.replace(memory, theme=theme))


def remember_cards(*, as_cards: bool) -> None:
    """Show quotes as cards, or in a table, from now on."""
    _keep(msgspec.structs.replace(remembered(), quotes_as_cards=as_cards))


def remember_export(form: str) -> None:
    """Offer this form of an export first from now on."""
    memory = remembered()
    if memory.export_form != form:
        _keep(msgspec.structs.replace(memory, export_form=form))


def preferences() -> Preferences:
    """The settings file's contents; what is wrong with it is said, and the rest used."""
    file = paths.config_file()
    try:
        with file.open("rb") as opened:
            settings = tomllib.load(opened)
    except FileNotFoundError:
        return Preferences(researcher=_login())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Preferences(researcher=_login(), problem=f"The settings file {file} was left aside: {error}.")
    researcher = settings.get("researcher")
    keys = settings.get("keys", {})
    good = isinstance(keys, dict) and all(isinstance(value, str) for value in keys.values())
    return Preferences(
        researcher=researcher.strip() if isinstance(researcher, str) and researcher.strip() else _login(),
        keys=keys if good else {},
        problem="" if good else f'The settings file {file}: [keys] takes lines like session.next = "f8".',
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "researcher"


def _memory_file() -> Path:
    return paths.state_folder() / "memory.json"


def _keep(memory: Memory) -> None:
    file = _memory_file()
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(memory))
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
