"""Whether bytes would open as a file of a study: asked before they are sent to others, or taken from them."""

from __future__ import annotations

from reflect.errors import ReflectError
from reflect.store.kinds import kinds_of, problems_of_records
from reflect.store.sealed import FORMAT, decode
from reflect.store.shared_files import kind_of


def why_shut(data: bytes, name: str) -> str:
    """Why the file of that name in a study could not be opened, as a sentence without its full stop.

    Empty when it opens; a file that a later version of reflect wrote does, to be read.
    """
    if kind_of(name) != "records":
        return ""
    try:
        found = decode(data, name=name)
    except ReflectError as error:
        return str(error).rstrip(".")
    if found.header.format != FORMAT:
        return ""
    wrong = problems_of_records(name, found.tables, kinds_of(name))
    return str(wrong[0]).rstrip(".") if wrong else ""
