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

import msgspec

from reflect.store.sealed import Header

_SEAL = 12
_RECENT = 48
_READ = 32
_MARK = "!"


def name_of(seal: str) -> str:
    """What a generation is called in a lineage."""
    return seal[:_SEAL]


def lineage(header: Header) -> dict[str, int]:
    """The generations that this one comes from and itself, by name, each with its number."""
    found = {name: number for number, name, _ in _parsed(_before(header))}
    found[name_of(header.seal)] = header.generation
    return found


def before_next(header: Header, *, read: bool, also: Iterable[Header] = ()) -> tuple[str, ...]:
    """The lineage of what is saved in the place of a generation.

    `read`: the generation was found there, not written here. `also` are others that were merged into it.
    """
    entries = [*_parsed(_before(header)), (header.generation, name_of(header.seal), read)]
    for other in also:
        entries += [*_parsed(_before(other)), (other.generation, name_of(other.seal), True)]
    newest: dict[str, tuple[int, bool]] = {}
    for number, name, marked in entries:
        known = newest.get(name, (0, False))
        newest[name] = (max(number, known[0]), marked or known[1])
    last = max(number for number, _ in newest.values())
    by_number = sorted(((number, name, marked) for name, (number, marked) in newest.items()), reverse=True)
    read_ones = {name for _, name, _ in [entry for entry in by_number if entry[2]][:_READ]}
    return tuple(
        f"{number}:{name}{_MARK if marked else ''}"
        for number, name, marked in by_number
        if name in read_ones or worth_keeping(last - number, number, recent=_RECENT)
    )


def worth_keeping(age: int, number: int, *, recent: int) -> bool:
    """Whether a generation of that number is among those kept, `age` generations later."""
    if age < recent:
        return True
    return any(age < recent * step and number % step == 0 for step in (8, 64))


def common(mine: Mapping[str, int], theirs: Mapping[str, int]) -> list[str]:
    """The generations that both come from, the latest first."""
    both = mine.keys() & theirs.keys()
    return sorted(both, key=lambda name: (-min(mine[name], theirs[name]), name))


def _before(header: Header) -> tuple[str, ...]:
    return () if header.before is msgspec.UNSET else header.before


def _parsed(before: Iterable[str]) -> list[tuple[int, str, bool]]:
    found = []
    for entry in before:
        number, _, name = entry.partition(":")
        if number.isdecimal() and name:
            found.append((int(number), name.removesuffix(_MARK), name.endswith(_MARK)))
    return found
