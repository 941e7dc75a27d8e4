"""What is given to be brought in: whether a file is a REFI-QDA one, and what somebody wants of it.

Apart from `refi_in`, which takes long to load and is needed for such files only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from reflect.domain.ids import RoleId

_LOOKED_AT = 4096


class ProjectAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants of a project that comes in."""

    role_variable: str = ""
    """The variable that says in which role a case is."""
    used_codes: bool = False
    """Whether only codes come in that something is coded with, and those above them."""
    points: Mapping[str, str] = {}
    """What codes are, by GUID: a learning point's id, `refi_points.NEW` or `LEFT_OUT`."""
    who: Mapping[str, str] = {}
    """Who cases are, by GUID: a code, the interviewer, nobody, or `refi_people.NEW`."""
    roles: Mapping[str, RoleId] = {}
    """In which role new people are, by their case's GUID."""


def is_project(path: Path) -> bool:
    """Whether a file is a REFI-QDA project or codebook: by what is in it, or is meant to be by its name."""
    if path.suffix.casefold() in (".qdpx", ".qdc"):
        return True
    try:
        with path.open("rb") as file:
            begins = file.read(_LOOKED_AT)
            if begins.startswith(b"PK"):
                from reflect.exchange.refi_open import is_project_archive  # zip, which few files need

                return is_project_archive(file)
    except OSError:
        return False
    return b"urn:QDA-XML:" in begins
