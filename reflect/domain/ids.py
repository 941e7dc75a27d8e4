"""The names of things: one `NewType` for each kind of id, so that the type checker keeps them apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container
from datetime import datetime
from typing import NewType

GuideId = NewType("GuideId", str)
SectionId = NewType("SectionId", str)
QuestionId = NewType("QuestionId", str)
OptionId = NewType("OptionId", str)
ParticipantCode = NewType("ParticipantCode", str)
RoleId = NewType("RoleId", str)
SessionId = NewType("SessionId", str)
PassageId = NewType("PassageId", str)
QuoteId = NewType("QuoteId", str)
PointId = NewType("PointId", str)
RoundId = NewType("RoundId", str)

Clock = Callable[[], datetime]
"""Gives the present moment, aware of its time zone; passed in so that tests are exact."""

IdSource = Callable[[], str]
"""Gives a new record id: lower-case letters and digits, never given before, on any laptop."""

_NOT_SLUG = re.compile(r"[\W_]+", re.UNICODE)


def slug(words: str) -> str:
    """An id made from `words`: lower case, letters and digits of any script, hyphens between.

    Empty when the words hold neither a letter nor a digit.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", words).casefold())
    return _NOT_SLUG.sub("-", folded).strip("-")


def unused(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`, … when it is already taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
