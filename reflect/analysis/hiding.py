"""Which roles' ratings the public does not see, so that nobody's can be told or worked out.

- Fewer ratings than the study's smallest group are not shown for a role: three by default.
- A hidden role could be worked out from what all roles together say less the roles that are shown. So
  whatever is hidden is at least two roles, with at least as many ratings as the smallest group between
  them, and not all of the same value; where that is not so yet, the role with the fewest ratings of those
  still shown is hidden too (*complementary suppression*, as statistical offices call it; the rule is ours).
- All roles together are hidden when they are fewer than the smallest group.

One thing no hiding of roles can change: where everybody said the same, the whole says so of each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from reflect.analysis.spread import Spread
from reflect.domain.ids import RoleId

Part = TypeVar("Part", bound=str)
Parts = Callable[[list[Part]], bool]
_PAIR = 2
"""People: of two in two groups, one is in each."""


def hidden_roles(roles: Mapping[RoleId, Spread], smallest: int) -> frozenset[RoleId]:
    """The roles whose ratings are not shown; those in which nobody answered are not among them."""
    answered = {role: found for role, found in roles.items() if found.answers}
    sizes = {role: found.n for role, found in answered.items()}
    return _hidden(sizes, smallest, lambda hidden: _safe([answered[role] for role in hidden], smallest))


def hidden_parts(people: Mapping[str, int], smallest: int) -> frozenset[str]:
    """The groups whose number of people is not shown beside the number of all of them together.

    The same rule for numbers of people: whatever is hidden is of two groups at least, with as many people
    as the smallest group between them, and more than one each. Groups of nobody are hidden with them, so
    that what is hidden may be of nobody.
    """

    def safe(hidden: list[str]) -> bool:
        found = [people[part] for part in hidden]
        return len(found) > 1 and sum(found) >= smallest and sum(found) > _PAIR

    hidden = _hidden({part: count for part, count in people.items() if count}, smallest, safe)
    return hidden | {part for part, count in people.items() if not count} if hidden else hidden


def _hidden(sizes: Mapping[Part, int], smallest: int, safe: Parts[Part]) -> frozenset[Part]:
    """Those smaller than the smallest group, and as many others, the smallest first, as make it safe."""
    hidden = [part for part, size in sizes.items() if size < smallest]
    shown = sorted((size, part) for part, size in sizes.items() if size >= smallest)
    while hidden and shown and not safe(hidden):
        hidden.append(shown.pop(0)[1])
    return frozenset(hidden)


def whole_hidden(every: Spread, smallest: int) -> bool:
    """Whether what all roles together say is not shown either."""
    return every.answers > 0 and every.n < smallest


def matched_hidden(matched: int, joined: int, left: int, smallest: int) -> bool:
    """Whether it is not shown how those moved who answered in two rounds.

    Where only one or two joined or left, their ratings are the difference between all and those who stayed.
    """
    return matched < smallest or 0 < joined < smallest or 0 < left < smallest


def _safe(hidden: list[Spread], smallest: int) -> bool:
    values = [value for found in hidden for value in found.values]
    return len(hidden) > 1 and len(values) >= smallest and len(set(values)) > 1
