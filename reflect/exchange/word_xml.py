"""The few elements of WordprocessingML (ISO/IEC 29500) that the library has no words for."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, *children: Any, **attributes: str) -> Any:
    """An element such as `w:p`; attributes are of the same vocabulary, `r_id` of relationships."""
    made: Any = OxmlElement(tag)
    for name, value in attributes.items():
        space, _, rest = name.partition("_")
        made.set(qn(f"r:{rest}" if space == "r" and rest else f"w:{name}"), value)
    for child in children:
        made.append(child)
    return made


def run(text: str, properties: Any = None) -> Any:
    """A run of words of one look. What XML cannot hold becomes U+FFFD."""
    words: Any = OxmlElement("w:t")
    words.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).replace("\t", " ")
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("w:r", *([properties] if properties is not None else []), words)


def clean(text: str) -> str:
    """Words as an attribute or a property can hold them."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def field(code: str, *shown: Any) -> list[Any]:
    """The runs of a field: what it is reckoned from, and what it shows until then."""
    instruction: Any = OxmlElement("w:instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        field_mark("begin"),
        element("w:r", instruction),
        field_mark("separate"),
        *shown,
        field_mark("end"),
    ]


def field_mark(kind: str) -> Any:
    """Where a field begins, where what it shows begins, and where it ends."""
    return element("w:r", element("w:fldChar", fldCharType=kind))


def paragraph(style: str, *children: Any) -> Any:
    """A paragraph of a style, by the style's id."""
    made = element("w:p", element("w:pPr", element("w:pStyle", val=style)))
    for child in children:
        made.append(child)
    return made
