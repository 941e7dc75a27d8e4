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

from collections.abc import Mapping

from reflect.analysis.spread import Spread
from reflect.domain.ids import RoleId


def hidden_roles(roles: Mapping[RoleId, Spread], smallest: int) -> frozenset[RoleId]:
    """The roles whose ratings are not shown; those in which nobody answered are not among them."""
    answered = {role: found for role, found in roles.items() if found.answers}
    hidden = {role for role, found in answered.items() if found.n < smallest}
    shown = sorted((found.n, role) for role, found in answered.items() if role not in hidden)
    while hidden and shown and not _safe([answered[role] for role in hidden], smallest):
        hidden.add(shown.pop(0)[1])
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
