"""Values as people write them: ids and whole numbers."""

from __future__ import annotations

import re

# Marks belong to the letters of many scripts, but are neither letters nor digits to Python.
_ID = re.compile(r"\w(?:[^\s!-,./:-@\[-^`{-~“”„«»]*)")


def is_id(word: str) -> bool:
    """Whether `word` can be an id: letters and digits of any script, hyphens and underscores."""
    return _ID.fullmatch(word) is not None


def whole_number(written: str, *, least: int) -> int | None:
    """The number that `written` is, or None when it is not a whole number from `least` to 999,999,999."""
    if re.fullmatch(r"[0-9]{1,9}", written) is None or int(written) < least:
        return None
    return int(written)
