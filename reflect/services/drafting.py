"""Drafts of write-ups from what was said: a starting point, after which the text is the researcher's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from reflect.domain.codebook import Codebook
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock
from reflect.domain.people import Participant, Role
from reflect.domain.session import SessionRecord
from reflect.errors import NotFound, nearest
from reflect.store.text_file import TextFile
from reflect.writeups.reflection import TEMPLATE, draft_reflection, reflection_data


class Source(Protocol):
    """What drafting needs of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in the alliance."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self, *, of: str = "") -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, or every one that a participant speaks in, from the oldest."""


class Drafts:
    """Drafts write-ups of one study.

    `keep` puts a new text on the shelf, under a name like the one that it is given.
    """

    def __init__(self, source: Source, clock: Clock, *, keep: Callable[[str, str], str]) -> None:
        self._source = source
        self._clock = clock
        self._keep = keep

    def reflection(self, code: str) -> str:
        """A first draft of a reflection on one person, by the study's template or ours; nothing is saved."""
        person = self._source.participant(code)
        data = reflection_data(
            list(self._source.records(of=person.code)),
            person.code,
            self._source.codebook(),
            created=self._clock().date().isoformat(),
        )
        return draft_reflection(data, self._own_template(TEMPLATE), name=f"templates/{TEMPLATE}")

    def keep_reflection(self, code: str) -> str:
        """Save a first draft as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.reflection(code)
        return self._keep(f"reflection-{self._source.participant(code).code}", text)

    def theme(self, point_id: str) -> str:
        """A first draft of what is said on one learning point; nothing is saved. Raises NotFound."""
        from reflect.writeups import theme as themes

        codebook = self._source.codebook()
        point = codebook.get(point_id)
        if point is None:
            hint = nearest(point_id, [known.id for known in codebook.points])
            raise NotFound(f"There is no learning point “{point_id}” in this study", remedy=hint)
        data = themes.theme_data(
            list(self._source.records()),
            point,
            {person.code: person for person in self._source.people()},
            self._source.roles(),
            codebook,
            created=self._clock().date().isoformat(),
        )
        own = self._own_template(themes.TEMPLATE)
        return themes.draft_theme(data, own, name=f"templates/{themes.TEMPLATE}")

    def keep_theme(self, point_id: str) -> str:
        """Save it as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.theme(point_id)
        point = self._source.codebook().get(point_id)
        return self._keep(f"theme-{point.id if point else point_id}", text)

    def _own_template(self, file: str) -> str | None:
        """The study's own template; None where it has none."""
        own = self._source.folder / "templates" / file
        return TextFile(own, self._source.folder).read() if own.is_file() else None
