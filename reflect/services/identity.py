"""Where real moments and real ids come from; tests pass their own in."""

from __future__ import annotations

import secrets
from datetime import datetime

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0 or 1: ids are read aloud and typed
_LENGTH = 10


def system_clock() -> datetime:
    """The present moment, with this machine's time zone."""
    return datetime.now().astimezone()


def random_id() -> str:
    """A new record id: ten letters and digits (about 50 bits), unique across laptops for all practice."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
