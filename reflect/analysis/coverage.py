"""What the tagging covers: words without a tag, questions, points, voices and roles that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from reflect.analysis.saturation import Added, Run


class Untagged(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what was said in a session stands in passages with no tagged quote."""

    session: str
    passages: int
    untagged: int
    words: int
    untagged_words: int

    @property
    def share(self) -> float:
        """The untagged words as a share of all."""
        return self.untagged_words / self.words if self.words else 0.0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was answered."""

    id: str
    name: str
    passages: int


class PointCover(msgspec.Struct, frozen=True, kw_only=True):
    """How a learning point is borne out."""

    point: str
    number: int
    name: str
    quotes: int
    voices: int
    """How many participants its quotes are of."""
    dissenting: int
    """How many of its quotes speak against it."""
    roles_missing: tuple[str, ...]
    """Roles of which somebody spoke in the study, and nobody on this point: their names."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    sessions: tuple[Untagged, ...]
    """From the oldest."""
    added: tuple[Added, ...]
    runs: tuple[Run, ...]
    questions: tuple[Question, ...]
    """Those that were answered and never yielded a quote."""
    points: tuple[PointCover, ...]
    never_quoted: tuple[str, ...]
    """The codes of participants who spoke and are in no quote."""


def point_cover(
    points: Iterable[tuple[str, int, str]],
    counts: Mapping[str, tuple[int, int]],
    by_role: Mapping[str, Mapping[str, int]],
    roles: Sequence[tuple[str, str]],
) -> tuple[PointCover, ...]:
    """How each learning point is borne out.

    Args:
        points: Of each its id, number and name.
        counts: For a point with quotes, how many there are and how many of them speak against it.
        by_role: For each point, how many people of each role have quotes with it.
        roles: Of each role of which somebody spoke, its id and name.

    """
    found = []
    for point, number, name in points:
        quotes, against = counts.get(point, (0, 0))
        heard = by_role.get(point, {})
        found.append(
            PointCover(
                point=point,
                number=number,
                name=name,
                quotes=quotes,
                voices=sum(heard.values()),
                dissenting=against,
                roles_missing=tuple(role for key, role in roles if not heard.get(key)),
            )
        )
    return tuple(found)
