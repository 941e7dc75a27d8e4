"""QDA-XML as a tree of elements that know their line, read without trust.

expat comes with Python and resolves nothing by itself; a file that declares a document type is refused before
an entity could be declared in it.
"""

from __future__ import annotations

from xml.parsers import expat

from reflect.errors import InvalidInput

_DEEPEST = 150
"""How many elements may lie within one another: codes within codes. A tenth of it is deep already."""
MOST_ELEMENTS = 2_000_000
"""What 10,000 sessions with all their quotes have twice; each takes half a kilobyte of memory."""
_NAME_SPACE = "urn:QDA-XML:"
_SEPARATOR = " "


class Element:
    """One element; its name without the name space."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        """The first is 1."""
        self.children: list[Element] = []
        self.text = ""
        """What stands in it before its first child."""

    def get(self, name: str) -> str:
        """An attribute; empty when it is not there."""
        return self.attributes.get(name, "")

    def all(self, name: str) -> list[Element]:
        """Its children of that name."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> Element | None:
        """The first of them."""
        return next((child for child in self.children if child.name == name), None)


def tree(data: bytes, place: str) -> Element:
    """The root element of a file.

    Raises InvalidInput, with the line, when it is no well-formed XML, declares a document type or entities,
    or is not QDA-XML.
    """
    top = Element("", {}, 0)
    open_ones = [top]
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.buffer_size = 65536
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise _refused(place, parser.CurrentLineNumber, f"There are more than {MOST_ELEMENTS:,} elements")
        space, _, local = name.rpartition(_SEPARATOR)
        if len(open_ones) == 1 and not space.startswith(_NAME_SPACE):
            raise _refused(place, parser.CurrentLineNumber, "This is XML, but not of REFI-QDA")
        if len(open_ones) > _DEEPEST:
            raise _refused(place, parser.CurrentLineNumber, "Elements lie too deep within one another")
        made = Element(local, attributes, parser.CurrentLineNumber)
        open_ones[-1].children.append(made)
        open_ones.append(made)

    def end(_: str) -> None:
        open_ones.pop()

    def said(words: str) -> None:
        if not open_ones[-1].children:
            open_ones[-1].text += words

    def declares(*_: object) -> None:
        raise _refused(
            place,
            parser.CurrentLineNumber,
            "This file has a document type of its own, which can draw in other files",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = declares
    parser.EntityDeclHandler = declares
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last: an encoding that there is not
        line = getattr(error, "lineno", parser.CurrentLineNumber)
        raise _refused(place, line, f"This is no well-formed XML ({error})") from None
    return top.children[0]


def _refused(place: str, line: int, why: str) -> InvalidInput:
    return InvalidInput(
        f"{why}; nothing was taken in",
        place=f"{place}, line {line}",
        remedy="Export it once more from the program that wrote it.",
    )
