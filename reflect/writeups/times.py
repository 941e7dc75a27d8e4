"""Moments of a session in words."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """A moment as a recorder shows it: `12:40`, and `1:02:40` from an hour on."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, past = divmod(minutes, 60)
    return f"{hours}:{past:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
