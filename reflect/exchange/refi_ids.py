"""GUIDs of what leaves in a REFI-QDA file: the same record has the same one in every export."""

from __future__ import annotations

from uuid import UUID, uuid5

_REFLECT = UUID("5a3c2f0e-6f0b-5d0c-9f43-7c4d6f0b8a21")
"""The name space of all that reflect writes."""


class Guids:
    """The GUIDs of one study's records."""

    def __init__(self, study: str) -> None:
        """Make them for the study of this uid."""
        self._study = uuid5(_REFLECT, study)

    def of(self, kind: str, key: str) -> str:
        """That of a record: `of("quote", "k3v9")`. A version 5 UUID, in small letters."""
        return str(uuid5(self._study, f"{kind}/{key}"))
