"""YAML front matter for a text that leaves the study: every value is a quoted string, for every parser."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reflect.writeups.manuscript import FENCE

_ESCAPED = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"\\]')
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def front_matter(values: Mapping[str, str]) -> str:
    """The lines between two fences; empty values are left out. Double-quoted scalars (YAML 1.2, 7.3.1)."""
    lines = [f"{key}: {_quoted(value)}" for key, value in values.items() if value]
    return "\n".join([FENCE, *lines, FENCE, ""])


def _quoted(value: str) -> str:
    whole = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    return '"' + _ESCAPED.sub(_escape, whole) + '"'


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found[0] in '"\\' else f"\\u{ord(found[0]):04x}"
