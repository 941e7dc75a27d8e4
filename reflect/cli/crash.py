"""How a command ends on an error nobody foresaw."""

from __future__ import annotations

from reflect.services.crash_note import in_words, keep_note

EXIT_CODE = 70
"""What `sysexits.h` calls EX_SOFTWARE."""


def sentence(error: BaseException) -> str:
    """Note where it happened, and say so in words."""
    return in_words(error, note=keep_note(error))
