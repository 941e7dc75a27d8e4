"""What a study is: the one record in the table `settings` of `study.json`."""

from __future__ import annotations

import msgspec

from reflect.errors import Damaged


class StudySettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a study is."""

    uid: str
    """Known by it on every laptop, whatever its folder is called."""
    title: str
    created: str
    """ISO 8601 with time zone."""
    researcher: str = ""
    role_only_least: int = 3
    """With fewer people than this in a role, naming the role may name the person, and a warning is due."""
    answer_within: int = 0
    """Days in which a participant is to say what may become of their quotes; 0: there is no such time."""
    silence: str = "no"
    """What it means when they do not: `no` or `yes`."""
    keep_originals: bool = True
    """Whether the file of a transcript is kept as it was, names and all, in `originals/`."""
    share_names: bool = False
    """Whether people's names go along when the team syncs; without it each laptop keeps its own."""


SETTINGS_ID = "study"
"""The id of the only record in the table `settings`."""


def no_settings(name: str) -> Damaged:
    """The error for a study whose settings are not there."""
    return Damaged(
        "The study's settings are missing from it",
        place=name,
        remedy="Restore the file from a backup, or from git.",
    )
