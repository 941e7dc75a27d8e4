"""XML parts of documents, read without trust: no document types, no entities, nothing from outside.

expat comes with Python. It resolves nothing by itself, and a part that declares a document type is refused
before any entity could be declared in it: no Word or OpenDocument program writes one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

from reflect.errors import InvalidInput

_DEEPEST = 200
"""How many elements may lie within one another."""
_MOST = 2_000_000
"""How many elements one part may have: each takes far more memory than its few bytes in the file."""
_SEPARATOR = " "


class Tag(NamedTuple):
    """An element's name."""

    namespace: str
    local: str


def parse(
    data: bytes,
    name: str,
    *,
    begin: Callable[[Tag, dict[str, str]], None],
    end: Callable[[Tag], None],
    text: Callable[[str], None],
) -> None:
    """Go through an XML part, calling for each beginning, each end and the text between.

    Raises `InvalidInput` when it is no XML, declares a document type, or is nested too deeply.
    """
    depth = count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST:
            raise refused(name, "far more parts, or parts deeper within one another, than a transcript has")
        begin(_tag(tag), attributes)

    def stop(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_tag(tag))

    def doctype(*_: object) -> None:
        raise refused(name, "a document type of its own, which can draw in other files")

    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = stop
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, ValueError, LookupError):  # the last two: an encoding nobody knows
        raise InvalidInput(
            "This document is damaged: its text cannot be read to the end; nothing was taken in",
            place=name,
            remedy="Open it in the program that wrote it, save it anew, and import that.",
        ) from None


def refused(name: str, what: str) -> InvalidInput:
    """The error for a document that holds what no transcript needs."""
    return InvalidInput(
        f"This document has {what}; nothing was taken in",
        place=name,
        remedy="Open it, copy its text into a new document, and import that.",
    )


def _tag(name: str) -> Tag:
    namespace, _, local = name.rpartition(_SEPARATOR)
    return Tag(namespace, local)
