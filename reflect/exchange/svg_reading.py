"""An SVG picture that may go out with a text: shapes and words only.

What could run, fetch or hide something (scripts, links, style sheets, foreign content, entities) is refused,
not taken out: a picture that was drawn elsewhere is better saved as PNG than half of it shown.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from reflect.errors import InvalidInput

KIND = "image/svg+xml"
_SPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    {"svg", "g", "title", "desc", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text"}
)
_RISKY = re.compile(r"url\s*\(|href|^on|^style$|^src$", re.IGNORECASE)


def begins_as_svg(data: bytes) -> bool:
    """Whether bytes look like an SVG picture."""
    return b"<svg" in data[:1000]


def checked_svg(data: bytes, name: str) -> bytes:
    """The picture as it is. Raises InvalidInput when it is none, or holds more than shapes and words."""
    remedy = "Save it as PNG."
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InvalidInput("this SVG picture defines its own entities", place=name, remedy=remedy)
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a document type there is nothing to expand
    except ET.ParseError as error:
        raise InvalidInput("this SVG picture cannot be read", place=name, remedy=remedy) from error
    for each in root.iter():
        tag = each.tag.removeprefix(_SPACE)
        risky = any(_RISKY.search(key) or "url(" in value for key, value in each.attrib.items())
        if tag not in _SHAPES or risky:
            raise InvalidInput(
                f"this SVG picture holds more than shapes and words ({tag})",
                place=name,
                remedy=remedy,
            )
    return data
