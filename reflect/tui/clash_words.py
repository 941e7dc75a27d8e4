"""Clashes in words: what the field is called, and its versions as a person reads them."""

from __future__ import annotations

import json

from reflect.domain.clashes import Clash
from reflect.domain.merge_rules import PROSE

_FIELDS = {
    ("responses", "text"): "answer",
    ("responses", "entries"): "entries",
    ("responses", "choices"): "choice",
    ("responses", "ranking"): "ranking",
    ("responses", "rating"): "rating",
    ("responses", "cannot_say"): "can't say",
    ("responses", "reason"): "why it was skipped",
    ("responses", "covered_by"): "covered by",
    ("turns", "text"): "what was said",
    ("notes", "text"): "field note",
    ("contributions", "text"): "what one of the group said",
    ("rules", "text"): "rule",
    ("memos", "text"): "memo",
    ("summaries", "text"): "summary",
    ("points", "use_when"): "when to use it",
    ("points", "not_when"): "when not",
    ("points", "anchors"): "numbers of the scale",
    ("roles", "described"): "words for running text",
    ("tags", "contradicts"): "contradicts",
}
TEXTS = {"writeups": "write-up", "guides": "guide", "templates": "template"}
"""The folders of a study's texts, and what is in them."""


def field_in_words(clash: Clash) -> str:
    """What two people wrote differently: `answer`, `rating`, `notes`."""
    if clash.table in TEXTS:
        return TEXTS[clash.table]
    return _FIELDS.get((clash.table, clash.field), clash.field.replace("_", " "))


def of_several_lines(clash: Clash) -> bool:
    """Whether both versions can stand one after the other: they are running text."""
    return clash.table in TEXTS or (clash.table, clash.field) in PROSE


def version_in_words(clash: Clash, version: str) -> str:
    """A version as a person reads it: a list as lines, no JSON."""
    if clash.prose:
        return version
    try:
        value = json.loads(version)
    except ValueError:
        return version
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(
            f"{part['value']}. {part['text']}" if isinstance(part, dict) and "value" in part else str(part)
            for part in value
        )
    if isinstance(value, dict):
        return "\n".join(f"{name.replace('_', ' ')}: {part}" for name, part in value.items())
    return "" if value is None else str(value)
