"""The geometry of a dot plot: one strip a role, a letter an answer, on a line from the lowest to the highest.

The same geometry is drawn in a terminal (`cells`) and as SVG (`reflect.exchange.svg`). Letters tell roles
apart, so that nothing rests on colour: `P` for a provider, `A` for a public agency. Where several say the
same, their letters stand side by side. A thin line goes from the lowest answer to the highest, a thick one
over the middle half.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from reflect.analysis.spread import Spread
from reflect.domain.ids import RoleId
from reflect.domain.people import Role

TICK, REACH, MIDDLE = "·", "─", "━"
ALL = "●"
"""Stands for an answer where roles are not told apart."""
FOR_ROLE = "◇"
"""What somebody said for a whole role."""
AGREED = "◆"
"""What a group agreed on."""
_TIMES = "×"


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a plot."""

    low: int
    high: int
    dots: tuple[tuple[float, str], ...] = ()
    """Where something stands on the scale, and what: a letter for each answer."""
    reach: tuple[float, float] | None = None
    """From the lowest answer to the highest."""
    middle: tuple[float, float] | None = None
    """The middle half."""

    def share(self, value: float) -> float:
        """How far along the line a value stands: 0 at the lowest, 1 at the highest."""
        return (value - self.low) / (self.high - self.low)

    @property
    def stacks(self) -> tuple[tuple[float, str], ...]:
        """What stands at each value, side by side, from the lowest."""
        found: dict[float, str] = {}
        for value, letter in self.dots:
            found[value] = found.get(value, "") + letter
        return tuple(sorted(found.items()))


def strip(spread: Spread, letter: str, *, beside: Iterable[tuple[float, str]] = ()) -> Strip:
    """The strip of a spread; `beside` are marks of what is no answer of a person."""
    return Strip(
        low=spread.low,
        high=spread.high,
        dots=(*((float(value), letter) for value in spread.values), *beside),
        reach=(float(spread.values[0]), float(spread.values[-1])) if spread.values else None,
        middle=spread.quartiles,
    )


def over_rounds(low: int, high: int, medians: Sequence[float | None]) -> Strip:
    """A line over the rounds: the number of each round stands at its median, 1 for the first."""
    dots = tuple((median, str(n)) for n, median in enumerate(medians, 1) if median is not None)
    told = [median for median in medians if median is not None]
    return Strip(low=low, high=high, dots=dots, reach=(min(told), max(told)) if told else None)


def column(share: float, width: int) -> int:
    """The cell in which a share of the line stands."""
    return round(share * (width - 1))


def axis(low: int, high: int, width: int) -> str:
    """The numbers of the scale above the line, each over its place; those that find no room are left out."""
    cells_of = [" "] * width
    free = 0
    for value in range(low, high + 1):
        said = str(value)
        at = min(column((value - low) / (high - low), width), width - len(said))
        if at >= free:
            cells_of[at : at + len(said)] = said
            free = at + len(said) + 1
    return "".join(cells_of)


def cells(line: Strip, width: int) -> str:
    """The strip as so many cells of a terminal, one character each."""
    drawn = [" "] * width
    for tick in range(line.low, line.high + 1):
        drawn[column(line.share(tick), width)] = TICK
    for ends, mark in ((line.reach, REACH), (line.middle, MIDDLE)):
        if ends is not None and ends[0] < ends[1]:
            first, last = (column(line.share(end), width) for end in ends)
            drawn[first : last + 1] = [mark] * (last + 1 - first)
    room = max(1, (width - 1) // (line.high - line.low) - 1)
    for value, letters in line.stacks:
        said = letters if len(letters) <= room else _counted(letters, room)
        at = column(line.share(value), width) - (len(said) - 1) // 2
        at = max(0, min(at, width - len(said)))
        drawn[at : at + len(said)] = said
    return "".join(drawn)


def _counted(letters: str, room: int) -> str:
    """Letters that find no room side by side: how many there are of the first, if that does."""
    kinds = list(dict.fromkeys(letters))
    said = "".join(f"{kind}{_TIMES}{letters.count(kind)}" for kind in kinds)
    return said if len(said) <= max(room, 3) else letters[: max(1, room - 1)] + "+"


def role_letters(roles: Sequence[Role]) -> dict[RoleId, str]:
    """A letter for each role, none twice: of the beginnings of its words, else of its name, else a digit."""
    found: dict[RoleId, str] = {}
    for role in roles:
        words = role.name.split() or [role.id]
        wanted = [word[0].upper() for word in words] + [c.upper() for c in role.name if c.isalpha()]
        free = [letter for letter in wanted if len(letter) == 1 and letter not in found.values()]
        spare = [digit for digit in "123456789#*+@" if digit not in found.values()]
        found[role.id] = (free or spare or ["?"])[0]
    return found
