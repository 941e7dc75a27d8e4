"""What the consent gate goes by in a study: its settings, and who stands in which role."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reflect.domain.gate import Rules, Silence, people_by_role
from reflect.domain.ids import Clock
from reflect.domain.people import Participant, Role
from reflect.store.study_settings import StudySettings


def rules_of(
    settings: StudySettings, roles: Iterable[Role], people: Collection[Participant], clock: Clock
) -> Rules:
    """The rules of a study today."""
    return Rules(
        roles={role.id: role for role in roles},
        people_in_role=people_by_role(people),
        smallest_group=settings.role_only_least,
        silence=Silence.YES if settings.silence == Silence.YES.value else Silence.NO,
        answer_within=settings.answer_within,
        today=clock().date().isoformat(),
    )
