"""Clashes: what two people wrote in the same place at the same time, both kept until a person chooses."""

from __future__ import annotations

import json
from hashlib import sha256

import msgspec


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """One field that two people changed differently.

    Neither version is called mine or theirs: the same clash is found on both laptops, and the same version
    stands in the field on both, so that the two come to the same file.
    """

    id: str
    """Made from what clashes: the same clash found twice is one clash."""
    table: str
    record: str
    """The record's id."""
    field: str
    kept: str
    """The version that was put into the field; in JSON unless `prose`."""
    other: str
    """The version that was not."""
    prose: bool = True
    """Whether the versions are words as they are, and not JSON."""
    at: str
    """When it was found: ISO 8601 with time zone."""

    @property
    def place(self) -> str:
        """The field in words: `responses/went-well: text`."""
        return f"{self.table}/{self.record}: {self.field}"


def text_clash(table: str, record: str, field: str, *, kept: str, other: str, at: str) -> Clash:
    """A clash of words."""
    return _clash(table, record, field, kept, other, prose=True, at=at)


def value_clash(table: str, record: str, field: str, *, kept: object, other: object, at: str) -> Clash:
    """A clash of anything else; where both versions are text, they stand as they are."""
    if isinstance(kept, str) and isinstance(other, str):
        return text_clash(table, record, field, kept=kept, other=other, at=at)
    return _clash(table, record, field, canonical(kept), canonical(other), prose=False, at=at)


def _clash(table: str, record: str, field: str, kept: str, other: str, *, prose: bool, at: str) -> Clash:
    name = canonical([table, record, field, kept, other])
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Clash(id=mark, table=table, record=record, field=field, kept=kept, other=other, prose=prose, at=at)


def canonical(value: object) -> str:
    """A value as JSON that is the same on every machine."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def value_of(clash: Clash, version: str) -> object:
    """A version as it stands in the field.

    Raises:
        ValueError: the field holds no words, and the version is not JSON.

    """
    found: object = version if clash.prose else json.loads(version)
    return found


def both(clash: Clash) -> str:
    """Both versions of a clash of words, one after the other."""
    return f"{clash.kept.rstrip()}\n\n{clash.other.lstrip()}"
