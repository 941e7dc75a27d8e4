"""The day or moment in a cell, however a form service writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(.*))?")
_LOCAL = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,]+(.*))?")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?\s*([ap]m)?.*", re.IGNORECASE)


def day_comes_first(cells: Iterable[str]) -> bool | None:
    """Whether `3/4/2026` is the third of April, as the other cells show; None when none of them does."""
    found = [match for cell in cells if (match := _LOCAL.fullmatch(cell.strip()))]
    if not found:
        return True
    if any(int(match[1]) > 12 for match in found):
        return True
    if any(int(match[2]) > 12 for match in found):
        return False
    return True if all(match[1] == match[2] for match in found) else None


def moment(cell: str, *, day_first: bool, zone: tzinfo | None) -> datetime | None:
    """The moment a cell tells, in `zone` where it names none; None when it tells none."""
    text = cell.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        iso, local = _ISO.fullmatch(text), _LOCAL.fullmatch(text)
        if iso:
            year, month, day, rest = int(iso[1]), int(iso[2]), int(iso[3]), iso[4]
        elif local:
            one, two = int(local[1]), int(local[2])
            day, month = (one, two) if day_first else (two, one)
            year, rest = int(local[3]), local[4]
        else:
            return None
        hour, minute, second = _time(rest or "")
        try:
            found = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone comes next
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _time(text: str) -> tuple[int, int, int]:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return 0, 0, 0
    hour = int(match[1])
    half = (match[4] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, int(match[2]), int(match[3] or 0)
