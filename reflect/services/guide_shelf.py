"""The guides one can run: the study's own, and those we ship, copied into the study when first used."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reflect import paths
from reflect.domain.codebook import Codebook
from reflect.domain.guide import NO_GUIDE, Guide, GuideKind
from reflect.errors import GuideInvalid, NotFound, ReflectError, nearest
from reflect.guides.compare import changed_questions
from reflect.guides.parse import parse_codebook, parse_guide
from reflect.guides.read import guide_text
from reflect.services.rows import GuideRow

CODEBOOK_FILE = "learning-points.md"


@lru_cache(maxsize=256)
def parsed(text: str, name: str = "guide") -> Guide:
    """The guide in `text`; guides never change, so one reading serves all sessions run with the same text.

    A transcript that is not set against a guide has no text.
    """
    return parse_guide(text, name) if text else NO_GUIDE


def shipped_codebook() -> Codebook:
    """The eight learning points."""
    file = paths.shipped_guides() / CODEBOOK_FILE
    return _codebook(guide_text(file), file.name)


@lru_cache(maxsize=1)
def _codebook(text: str, name: str) -> Codebook:
    return parse_codebook(text, name)


class GuideShelf:
    """The guides in a study's `guides/` folder and the ones we ship; a study's own stands before ours."""

    def __init__(self, own: Path) -> None:
        self._own = own

    def rows(self) -> tuple[GuideRow, ...]:
        """Every guide that can be used: interviews, workshops, assessments, the study's own first in each."""
        found: dict[str, GuideRow] = {}
        for folder, ours in ((self._own, False), (paths.shipped_guides(), True)):
            for file in _files(folder):
                try:
                    guide = parsed(guide_text(file), file.name)
                except ReflectError:
                    continue
                if guide.id not in found:
                    found[guide.id] = _row(guide, file, ours=ours)
        kinds = [kind.value for kind in GuideKind]
        return tuple(sorted(found.values(), key=lambda row: (kinds.index(row.kind), row.ours, row.title)))

    def problems(self) -> tuple[str, ...]:
        """What keeps files of the study's own `guides/` from being used: `file:line: …`, all of it."""
        found: list[str] = []
        ids: dict[str, str] = {}
        for file in _files(self._own):
            try:
                guide = parsed(guide_text(file), file.name)
            except GuideInvalid as error:
                found += error.problems
                continue
            except ReflectError as error:
                found.append(str(error))
                continue
            if guide.id in ids:
                other = ids[guide.id]
                found.append(
                    f"{file.name}:1: the id {guide.id} is {other}'s too: give one of them another id"
                )
            ids.setdefault(guide.id, file.name)
        return tuple(found)

    def text(self, guide_id: str) -> str:
        """The Markdown of a guide; raises NotFound with the nearest right id, or GuideInvalid."""
        row = next((row for row in self.rows() if row.id == guide_id), None)
        if row is not None:
            return guide_text(Path(row.place))
        broken = self._own / f"{guide_id}.md"
        if broken.is_file():
            parse_guide(guide_text(broken), broken.name)
        names = [row.id for row in self.rows()]
        raise NotFound(f"There is no guide “{guide_id}”", remedy=nearest(guide_id, names))

    def guide(self, guide_id: str) -> Guide:
        """A guide; raises as `text` does."""
        return parsed(self.text(guide_id))

    def missing_copy(self, guide_id: str) -> Path | None:
        """Where the study's own copy of one of our guides belongs, or None when it has one."""
        row = next((row for row in self.rows() if row.id == guide_id), None)
        return self._own / Path(row.place).name if row is not None and row.ours else None

    def changes_since(self, guide_id: str, text: str) -> list[str]:
        """How a guide differs now from the `text` a session was run with, a line a question."""
        return changed_questions(parsed(text), self.guide(guide_id))


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.md") if file.name != CODEBOOK_FILE)


def _row(guide: Guide, file: Path, *, ours: bool) -> GuideRow:
    return GuideRow(
        id=guide.id,
        title=guide.title,
        version=guide.version,
        role=guide.role,
        kind=guide.kind.value,
        mode=guide.mode.value,
        questions=sum(1 for _ in guide.questions()),
        minutes=guide.minutes,
        ours=ours,
        place=str(file),
    )
