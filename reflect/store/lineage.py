"""Which generations a file comes from, so that two versions of it find the one both come from.

The header names earlier generations by number and seal, `57:5d3c0a91be77`: all of the last ones, and ever
fewer of those before, chosen by their numbers, so that every laptop keeps the same ones of a common past. A
generation that came from elsewhere, or was found at opening, is marked (`!`) and kept longer: it is the one
that others are likely to have as well.

By the seal and not by the checksum of the whole file: two laptops that merge the same two versions write the
same records under different headers, and what they write later has the same past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from reflect.store.sealed import Header

_SEAL = 12
_RECENT = 48
_READ = 32
_MARK = "!"


def name_of(seal: str) -> str:
    """What a generation is called in a lineage."""
    return seal[:_SEAL]


def next_number(headers: Iterable[Header]) -> int:
    """The number of the generation that comes from these: greater than that of any it comes from."""
    return 1 + max(map(_number, headers))


def lineage(header: Header) -> dict[str, int]:
    """The generations that this one comes from and itself, by name, each with its number."""
    found = {name: number for number, name, _ in _parsed(_before(header))}
    found[name_of(header.seal)] = _number(header)
    return found


def before_next(header: Header, *, read: bool, also: Iterable[Header] = ()) -> tuple[str, ...]:
    """The lineage of what is saved in the place of a generation.

    `read`: the generation was found there, not written here. `also` are others that were merged into it.
    """
    if not also and (told := _one_more(header, read=read)) is not None:
        return told
    entries = {name_of(header.seal): (_number(header), read)}
    for other in also:
        _add(entries, name_of(other.seal), _number(other), marked=True)
    for each in (header, *also):
        for number, name, marked in _parsed(_before(each)):
            _add(entries, name, number, marked=marked)
    last = max(number for number, _ in entries.values())
    by_number = sorted(entries.items(), key=lambda entry: (-entry[1][0], entry[0]))
    found, marks = [], 0
    for name, (number, marked) in by_number:
        marks += marked
        if (marked and marks <= _READ) or worth_keeping(last - number, number, recent=_RECENT):
            found.append(_written(number, name, marked=marked))
    return tuple(found)


def _one_more(header: Header, *, read: bool) -> tuple[str, ...] | None:
    """The same for a save that only adds to what comes before it, as most do; None where it may not."""
    own, last = name_of(header.seal), header.generation
    found, marks, above = [_written(last, own, marked=read)], int(read), last
    for written in _before(header):
        entry = _entry(written)
        if entry is None:
            continue
        number, name, marked = entry
        if number >= above or name == own:
            return None
        above = number
        marks += marked
        if (marked and marks <= _READ) or worth_keeping(last - number, number, recent=_RECENT):
            found.append(written)
    return tuple(found)


def _add(entries: dict[str, tuple[int, bool]], name: str, number: int, *, marked: bool) -> None:
    known = entries.get(name)
    if known is None:
        entries[name] = (number, marked)
    elif number > known[0] or marked > known[1]:
        entries[name] = (max(number, known[0]), marked or known[1])


def worth_keeping(age: int, number: int, *, recent: int) -> bool:
    """Whether a generation of that number is among those kept, `age` generations later."""
    if number % 8:
        return age < recent
    return age < recent * (8 if number % 64 else 64)


def common(mine: Mapping[str, int], theirs: Mapping[str, int]) -> list[str]:
    """The generations that both come from, the latest first."""
    both = mine.keys() & theirs.keys()
    return sorted(both, key=lambda name: (-min(mine[name], theirs[name]), name))


def _written(number: int, name: str, *, marked: bool) -> str:
    return f"{number}:{name}{_MARK}" if marked else f"{number}:{name}"


def _number(header: Header) -> int:
    """A generation's number, which is later than all of its past whoever gave it."""
    return max([header.generation, *(number + 1 for number, _, _ in _parsed(_before(header)))])


def _before(header: Header) -> tuple[str, ...]:
    return () if header.before is msgspec.UNSET else header.before


def _parsed(before: Iterable[str]) -> list[tuple[int, str, bool]]:
    return [entry for entry in map(_entry, before) if entry is not None]


@lru_cache(maxsize=4096)
def _entry(written: str) -> tuple[int, str, bool] | None:
    number, _, name = written.partition(":")
    if not number.isdecimal() or not name:
        return None
    return int(number), name.removesuffix(_MARK), name.endswith(_MARK)
