"""Settling where researchers tagged differently: one agreed version, with a note, beside what each did."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from reflect.analysis.disagreements import Disagreement
from reflect.domain.agreeing import agreed
from reflect.domain.changes import applied
from reflect.domain.ids import Clock, IdSource, PointId, SessionId
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, NotFound
from reflect.services.session_changes import SessionChanges


class SettlingTags:
    """Puts down what was agreed on in one study; each is a step of its *undo*."""

    def __init__(
        self,
        changes: SessionChanges,
        path_of: Callable[[SessionId], Path | None],
        *,
        clock: Clock,
        ids: IdSource,
        by: str,
    ) -> None:
        self._changes = changes
        self._path_of = path_of
        self._clock = clock
        self._ids = ids
        self._by = by

    def settle(self, found: Disagreement, points: Collection[str], note: str = "") -> None:
        """Agree that these words have these points, or none. What each had tagged stays as it is.

        Raises:
            NotFound: the session is gone, or the words are not where they were.
            InvalidInput: a point is none that anybody gave the words.
            ReadOnly: somebody has the session open.
            StoreError: the disk refused; nothing was changed.

        """
        given = {point for side in found.sides for point in side.points}
        if not set(points) <= given:
            raise InvalidInput(
                "Nobody gave these words that learning point", remedy="Choose from those that somebody gave."
            )
        path = self._path_of(found.session)
        if path is None:
            raise NotFound(f"The session {found.session} is not in this study any more")
        at, new_id = self._clock().isoformat(timespec="seconds"), self._ids()

        def act(record: SessionRecord) -> SessionRecord:
            try:
                changes = agreed(
                    record,
                    found.passage,
                    found.start,
                    found.end,
                    [PointId(point) for point in points],
                    note=note,
                    by=self._by,
                    at=at,
                    new_id=new_id,
                )
            except ValueError as error:
                raise NotFound(
                    "These words have changed meanwhile", remedy="Look at the list again."
                ) from error
            return applied(record, changes)

        self._changes.change(path, "Settling where tags differ", act)
