"""Memos on learning points: in the study's own file, each change at once and as a step of *undo*."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.ids import Clock, IdSource, PointId
from reflect.domain.session import Memo, MemoTarget
from reflect.errors import NotFound
from reflect.services.forms import POINTS, Form, Forms, LeftForm
from reflect.services.undoing import Edit, StudyEdits
from reflect.store.paths import STUDY
from reflect.store.study_file import StudyFile


class Begun(NamedTuple):
    """What there is to go on with when a memo is opened."""

    form: Form
    memo: Memo | None
    """The researcher's own, as it was kept last."""
    left: LeftForm | None
    """What was typed and not kept when reflect stopped."""


class PointMemos:
    """The memos on the learning points of one open study. Each call may touch the disk."""

    def __init__(
        self,
        study: StudyFile,
        edits: StudyEdits,
        forms: Forms,
        codebook: Callable[[], Codebook],
        *,
        clock: Clock,
        ids: IdSource,
        by: str,
    ) -> None:
        self._study = study
        self._edits = edits
        self._forms = forms
        self._codebook = codebook
        self._clock = clock
        self._ids = ids
        self._by = by

    def all(self) -> dict[PointId, tuple[Memo, ...]]:
        """The memos on every point that has some, the oldest first."""
        codebook = self._codebook()
        found: dict[PointId, list[Memo]] = {}
        for memo in sorted(self._study.memos.all().values(), key=lambda m: (m.at, m.id)):
            if memo.target is MemoTarget.POINT:
                found.setdefault(codebook.standing_for(PointId(memo.target_id)), []).append(memo)
        return {point: tuple(memos) for point, memos in found.items()}

    def begin(self, point: LearningPoint) -> Begun:
        """What there is of the researcher's own memo on a point."""
        memo = next((m for m in self.all().get(point.id, ()) if m.by == self._by), None)
        form = Form(
            owner=POINTS,
            file=STUDY,
            title=f"Memo on learning point {point.number}",
            about={"point": point.id},
        )
        return Begun(form, memo, self._forms.left_of(form))

    def write(self, point: LearningPoint, text: str, *, memo: Memo | None = None) -> None:
        """Keep a memo's words: of one that is there, or a new one; empty words remove it.

        Raises:
            NotFound: the point is not in the codebook any more; nothing was changed.
            StoreError: the disk refused; nothing was changed.

        """
        codebook = self._codebook()
        standing = codebook.get(codebook.standing_for(point.id))
        if standing is None:
            raise NotFound(
                f"There is no learning point “{point.name}” any more",
                remedy="The words are still safe here: u on the study's screen may bring the point back.",
            )
        before = self._study.memos.get(memo.id) if memo is not None else None
        after: Memo | None = None
        if text.strip():
            at = self._clock().isoformat(timespec="seconds")
            made = before or Memo(
                id=self._ids(), target=MemoTarget.POINT, target_id=standing.id, text="", by=self._by, at=at
            )
            after = made if made.text == text else msgspec.structs.replace(made, text=text, at=at)
        changed = after or before
        if changed is not None:
            what = "Memo on" if after is not None else "Removing the memo on"
            edit = Edit(table="memos", id=changed.id, before=before, after=after)
            self._edits.do(f"{what} learning point {standing.number}", [edit])
