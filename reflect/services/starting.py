"""The text of a guide as a session is begun with it: what it takes from elsewhere is put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.group_options import settled
from reflect.domain.guide import Guide, GuideMode, Option, Question, Source
from reflect.domain.session import SessionRecord
from reflect.domain.writing_out import (
    asks_of_points,
    needs_writing_out,
    taken_from_elsewhere,
    takes_pictures,
    written_out,
)
from reflect.errors import GuideInvalid, InvalidInput, ReflectError, nearest
from reflect.guides.write import guide_markdown
from reflect.services.gallery import Gallery
from reflect.services.guide_shelf import GuideShelf, parsed
from reflect.services.rows import SessionRow


class SessionsOf(Protocol):
    """What is asked of a study."""

    @property
    def guide_shelf(self) -> GuideShelf:
        """Its guides."""

    @property
    def gallery(self) -> Gallery:
        """Its pictures."""

    def codebook(self) -> Codebook:
        """Its learning points."""

    def sessions(self) -> tuple[SessionRow, ...]:
        """Every session, newest first."""

    def session_record(self, session_id: str) -> SessionRecord:
        """One session."""


class Starting:
    """Guides as sessions are begun with them."""

    def __init__(self, study: SessionsOf) -> None:
        self._study = study

    def guide(self, guide_id: str) -> Guide:
        """A guide as a session begun now would run it. Raises as `text` does; NotFound: no such guide."""
        return parsed(self.text(self._study.guide_shelf.text(guide_id)))

    def on_paper(self, guide_id: str) -> Guide:
        """A guide as a form to answer by hand: a picture is described, what is not there yet left open."""
        text = self._study.guide_shelf.text(guide_id)
        try:
            return parsed(self.text(text, on_paper=True))
        except InvalidInput:
            return parsed(text)

    def text(self, text: str, *, on_paper: bool = False, together: bool = False) -> str:
        """What a session keeps of the guide in `text`: the same, or written out where it takes something.

        `together`: a group answers it, although it is written for one person.

        Raises:
            InvalidInput: there is nothing to take yet, with what to run first.

        """
        guide = parsed(text)
        if together and guide.mode is not GuideMode.GROUP:
            guide = msgspec.structs.replace(guide, mode=GuideMode.GROUP)
            text = guide_markdown(guide)
        if not needs_writing_out(guide):
            return text
        points = self._points(guide) if asks_of_points(guide) else ()
        rows = self._study.sessions() if taken_from_elsewhere(guide) else ()
        taken = {source: self._taken(guide, source, rows) for source in taken_from_elsewhere(guide)}
        pictures = self._study.gallery.options() if takes_pictures(guide) and not on_paper else ()
        found = guide_markdown(written_out(guide, points, taken, pictures))
        try:
            parsed(found, guide.title)
        except GuideInvalid as error:
            raise InvalidInput(
                f"“{guide.title}” cannot be run with what was settled on so far: {'; '.join(error.problems)}",
                remedy="Settle on more there, or change the guide",
            ) from error
        return found

    def _points(self, guide: Guide) -> Sequence[LearningPoint]:
        offered = self._study.codebook().offered
        if not offered:
            raise InvalidInput(
                f"“{guide.title}” asks about each learning point, and the study has none",
                remedy="Add some on the tab Learning points",
            )
        return offered

    def _taken(self, guide: Guide, source: Source, rows: Sequence[SessionRow]) -> tuple[Option, ...]:
        """What the latest session of another guide, in which there is some, has to take."""
        wanted = source.guide or ""
        shelf = self._study.guide_shelf.rows()
        title = next((row.title for row in shelf if row.id == wanted), "")
        there = [row for row in rows if row.guide == wanted]
        if not title and not there:
            raise InvalidInput(
                f"“{guide.title}” takes something from the guide “{wanted}”, and there is none of that name",
                remedy=nearest(wanted, [row.id for row in shelf]),
            )
        asked: list[str] = []
        for row in there:
            try:
                record = self._study.session_record(row.id)
                run = parsed(record.session.guide_text)
            except ReflectError:
                continue  # told where sessions are listed
            asked = asked or [question.id for question in run.questions()]
            found = settled(run, source.question, record)
            if found:
                return found
        raise self._nothing(guide, source, title or wanted, asked)

    def _nothing(self, guide: Guide, source: Source, title: str, asked: Sequence[str]) -> InvalidInput:
        by_hand = f"or write them into a copy of the guide: {_by_hand(guide, source)}"
        if not asked:
            return InvalidInput(
                f"“{guide.title}” goes on from what was settled on in “{title}”, which has not been run yet",
                remedy=f"Run “{title}” first, {by_hand}",
            )
        if source.question not in asked:
            near = nearest(source.question, asked)
            return InvalidInput(
                f"“{guide.title}” goes on from the question {source}, which “{title}” did not ask",
                remedy=near,
            )
        return InvalidInput(
            f"“{guide.title}” goes on from what was settled on in “{title}”, and nothing is yet",
            remedy=f"Open that session and settle on something in “{source.question}”, {by_hand}",
        )


def _by_hand(guide: Guide, source: Source) -> str:
    asking = next(q for q in guide.questions() if source in (q.source, q.for_each))
    if asking.source == source:
        return f"take from={source} out of “{_short(asking)}” and put 1. …, 2. … under it"
    return f"write “{_short(asking)}” once for each, without for-each={source}"


def _short(question: Question, longest: int = 40) -> str:
    words = question.heading
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
