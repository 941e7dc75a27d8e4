"""What the sides of a REFI-QDA project going out share: the study as they need it, and fixed names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.domain.people import Participant
from reflect.domain.session import Memo, SessionRecord

STARRED = "Starred"
"""The note that starred selections refer to, and the set of the sources that have some."""
NOBODY = "unknown"
"""The user to whom belongs what nobody signed."""
VARIABLES = {
    "role": ("Role", "Text"),
    "organisation": ("Organisation", "Text"),
    "name": ("Name", "Text"),
    "post": ("Post", "Text"),
    "quoted": ("May be quoted", "Boolean"),
    "attribution": ("Attribution", "Text"),
    "consent": ("Consent on", "Date"),
    "kind": ("Kind of session", "Text"),
    "date": ("Date of session", "Date"),
    "guide": ("Guide", "Text"),
}
"""What is known of people and texts: how it is called in the file, and what kind of value it is."""
VARIABLES_OF_TEXTS = tuple(f"{VARIABLES[key][0]}: " for key in ("kind", "date", "guide"))
"""How what they say of a source begins in words."""


class StudyToGo(Protocol):
    """What is needed of a study."""

    @property
    def uid(self) -> str:
        """What it is known by on every laptop."""

    @property
    def title(self) -> str:
        """What it is called."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self) -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, from the oldest."""

    def study_memos(self) -> tuple[Memo, ...]:
        """The memos on the study and its learning points."""
