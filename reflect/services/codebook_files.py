"""A study's codebook as a Markdown file: written out, and taken in again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from reflect.domain.codebook import Codebook, LearningPoint, codebook_of
from reflect.domain.ids import PointId
from reflect.guides.codebook import parse_codebook
from reflect.guides.read import guide_text
from reflect.guides.tidy import tidied_codebook
from reflect.guides.write import codebook_markdown
from reflect.services.codebook_edits import CodebookEdits
from reflect.store.study_file import StudyFile

CODEBOOK_ID = "codebook"


class PointChange(msgspec.Struct, frozen=True, kw_only=True):
    """What taking in a file does, or would do, to one learning point."""

    what: Literal["new", "changed", "as it is", "not in the file"]
    point: PointId
    number: int
    """The one it has afterwards."""
    name: str
    fields: tuple[str, ...] = ()
    """Which fields change."""


class CodebookFile:
    """The codebook of one study as a file."""

    def __init__(self, study: StudyFile, edits: CodebookEdits) -> None:
        self._study = study
        self._edits = edits

    def markdown(self) -> str:
        """Its text, as `take_in` reads it."""
        settings = self._study.settings()
        log = self._study.codebook_log.all().values()
        version = max((entry.at for entry in log), default=settings.created)[:10]
        return markdown_of(self._study.codebook(), title=settings.title, version=version)

    def take_in(self, path: Path, *, dry_run: bool = False) -> list[PointChange]:
        """Add and change learning points as a Markdown file says; those that it does not name stay.

        One step of *undo*. With `dry_run` only says what that would do. Raises as `read_for`.
        """
        points = tuple(self._study.points.all().values())
        taken = read_for(path, points)
        found = changes(taken, points)
        changed = {change.point for change in found if change.what in ("new", "changed")}
        if not dry_run:
            self._edits.take_in((p for p in taken.points if p.id in changed), f"Taking in {path.name}")
        return found


def markdown_of(codebook: Codebook, *, title: str, version: str) -> str:
    """The codebook of a study of that title as the text of its file.

    `version` is the day of its last change. Reading the file gives the same points, but for spaces and line
    breaks that mean nothing in Markdown; what was merged away is not in it.
    """
    return codebook_markdown(
        Codebook(codebook.points), title=f"{title}: codebook", version=version, codebook_id=CODEBOOK_ID
    )


def read_for(path: Path, points: Sequence[LearningPoint]) -> Codebook:
    """The codebook in a file, for the study that has these learning points.

    Raises:
        NotFound: there is no such file.
        GuideInvalid: with every problem of it, those with the study's own points too.

    """
    return parse_codebook(guide_text(path), str(path), beside=points)


def changes(taken: Codebook, points: Sequence[LearningPoint]) -> list[PointChange]:
    """What taking in `taken` does to each learning point of a study, in the order of their numbers."""
    here = {point.id: point for point in codebook_of(points).points}
    new = {point.id: point for point in taken.points}
    found = [_change(point, here) for point in new.values()]
    found += [
        PointChange(what="not in the file", point=point.id, number=point.number, name=point.name)
        for point in here.values()
        if point.id not in new
    ]
    return sorted(found, key=lambda change: (change.number, change.point))


def _change(point: LearningPoint, here: Mapping[PointId, LearningPoint]) -> PointChange:
    before = here.get(point.id)
    fields = () if before is None else differing(before, point)
    what: Literal["new", "changed", "as it is"] = "as it is"
    if before is None:
        what = "new"
    elif fields:
        what = "changed"
    return PointChange(what=what, point=point.id, number=point.number, name=point.name, fields=fields)


def differing(one: LearningPoint, other: LearningPoint) -> tuple[str, ...]:
    """The fields in which two points differ by more than Markdown can tell."""
    first, second = (tidied_codebook(Codebook((point,))).points[0] for point in (one, other))
    return tuple(name for name in one.__struct_fields__ if getattr(first, name) != getattr(second, name))
