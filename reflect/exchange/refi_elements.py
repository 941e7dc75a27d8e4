"""What elements of QDA-XML say: GUIDs as they are compared, references, values, words."""

from __future__ import annotations

from collections.abc import Iterator

from reflect.exchange.refi_records import Value
from reflect.exchange.refi_xml import Element


def plain_guid(guid: str) -> str:
    """A GUID as it is compared: without braces, in small letters."""
    return guid.strip().strip("{}").lower()


def text_of(element: Element | None) -> str:
    """The words in it, without white space around; empty when it is not there."""
    return element.text.strip() if element is not None else ""


def references(element: Element, name: str, attribute: str = "targetGUID") -> tuple[str, ...]:
    """The GUIDs to which its children of that name refer."""
    return tuple(plain_guid(child.get(attribute)) for child in element.all(name) if child.get(attribute))


def values_of(element: Element) -> tuple[Value, ...]:
    """What variables are for it."""
    return tuple(_each_value(element))


def _each_value(element: Element) -> Iterator[Value]:
    for value in element.all("VariableValue"):
        variable = next(iter(references(value, "VariableRef")), "")
        said = next((child for child in value.children if child.name.endswith("Value")), None)
        if variable and said is not None and said.text.strip():
            yield Value(variable=variable, text=said.text.strip())
