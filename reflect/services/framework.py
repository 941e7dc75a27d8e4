"""Cells of the framework matrix: opened with their quotes and written in the researcher's words.

Nothing is ever drafted here: a cell begins with its quotes and no words. Every change is a step of *undo*.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import msgspec

from reflect.domain import gate
from reflect.domain.bin import BinnedFromStudy
from reflect.domain.clashes import text_clash
from reflect.domain.codebook import LearningPoint
from reflect.domain.drafted import noted_quote
from reflect.domain.framework import CaseKind, CellSummary, Since, cell_id, joined, seen_now, since
from reflect.domain.ids import Clock, ParticipantCode, PointId, QuoteId, unused
from reflect.domain.people import participant_called, role_called
from reflect.domain.text_merging import merged_text
from reflect.errors import InvalidInput, NotFound
from reflect.services.blind import as_seen
from reflect.services.finding import point_id
from reflect.services.forms import CELLS, Form, Forms, LeftForm
from reflect.services.framework_table import (
    NOTHING_HIDDEN,
    Case,
    Framework,
    Hidden,
    Source,
    cases_of,
    framework,
)
from reflect.services.index_rows import QuoteRows
from reflect.services.rows import QuoteRow
from reflect.services.undoing import Edit, StudyEdits
from reflect.store import index_framework
from reflect.store.paths import STUDY
from reflect.store.study_file import StudyFile


class CellQuote(msgspec.Struct, frozen=True, kw_only=True):
    """A quote of a cell."""

    row: QuoteRow
    day: str
    """Of its session: ISO 8601."""
    news: str = ""
    """`new` or `other words` since the summary was written; empty: as it was."""


class OpenCell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell with all that lies in it."""

    case: Case
    point: LearningPoint
    quotes: tuple[CellQuote, ...]
    """Session by session from the oldest, in reading order."""
    summary: CellSummary | None = None
    since: Since = Since()
    hidden: bool = False
    """Whether its summary is another researcher's, of a session that one is blind in."""

    @property
    def key(self) -> str:
        """What it is known by."""
        return cell_id(self.case.kind, self.case.id, self.point.id)

    @property
    def title(self) -> str:
        """What a person calls it; no name in it."""
        return f"{self.case.name} on learning point {self.point.number}"

    @property
    def text(self) -> str:
        """The summary's words; none where there is no summary, or it is hidden."""
        return "" if self.summary is None or self.hidden else self.summary.text


class FrameworkCells:
    """The framework matrix of one open study. Each call may touch the disk.

    `hidden` gives what whoever charts is not shown.
    """

    def __init__(
        self,
        source: Source,
        study: StudyFile,
        edits: StudyEdits,
        forms: Forms,
        *,
        clock: Clock,
        by: str,
        hidden: Callable[[], Hidden] = lambda: NOTHING_HIDDEN,
    ) -> None:
        self._source = source
        self._study = study
        self._edits = edits
        self._forms = forms
        self._clock = clock
        self._by = by
        self._hidden = hidden

    # -- looking ---------------------------------------------------------------------------------------

    def matrix(self, kind: CaseKind, *, fresh: bool = True) -> Framework:
        """How every case stands on every learning point."""
        return framework(self._source, kind, hidden=self._hidden(), fresh=fresh)

    def case(self, kind: CaseKind, wanted: str) -> Case:
        """A case by its code, or by the role's id or name.

        Raises:
            NotFound: there is none of that name.
            InvalidInput: they withdrew, or do not take part.

        """
        if kind is CaseKind.ROLE:
            role = role_called(wanted, self._source.roles())
            cases = cases_of(self._source, kind)
            name = next(each.name for each in self._source.roles() if each.id == role)
            found = next((case for case in cases if case.id == role), None)
            return found or Case(kind=kind, id=role, name=name, people=0)
        person = participant_called(wanted, self._source.people())
        reason = gate.taken_back(person)
        if reason is not None:
            raise InvalidInput(f"There is no cell of {person.code}: {reason.value}")
        return Case(kind=kind, id=person.code, name=person.code, people=1)

    def cell(self, kind: CaseKind, case: str, point: str, *, fresh: bool = True) -> OpenCell:
        """One cell with its quotes, those of people who withdrew left out; costs what is in it.

        `point`: by number, id or name. Raises as `case`, and NotFound for a learning point there is not.
        """
        where = self.case(kind, case)
        codebook = self._source.codebook()
        standing = point_id(codebook, point)
        which = next(each for each in codebook.points if each.id == standing)
        hidden = self._hidden()
        summary = joined(self._rows(kind, where.id, standing), standing)
        seen = [noted_quote(entry) for entry in summary.seen] if summary is not None else []
        both, roles = self._source.finder.ask(
            lambda handle, _: (
                index_framework.quotes_in(
                    handle,
                    standing,
                    participant=where.id if kind is CaseKind.PARTICIPANT else "",
                    role=where.id if kind is CaseKind.ROLE else "",
                ),
                index_framework.speakers(handle, seen),
            ),
            fresh=fresh,
        )
        found, speakers = both
        back = self._taken_back()
        made = QuoteRows(codebook, roles)
        rows = [made.row(each.quote.row, each.quote.words) for each in found]
        days = {row.id: each.started[: len("2026-11-23")] for row, each in zip(rows, found, strict=True)}
        shown = [
            row
            for row in as_seen(rows, hidden.quotes)
            if row.participant not in back and hidden.shows(row.id, standing)
        ]
        changes = Since()
        if summary is not None:
            words = {row.id: row.text for row in shown}
            whose = {QuoteId(quote): code for quote, code in speakers.items()}
            changes = since(summary.seen, words, whose, back, hidden.unseen(standing))
        news = {**dict.fromkeys(changes.added, "new"), **dict.fromkeys(changes.changed, "other words")}
        return OpenCell(
            case=where,
            point=which,
            quotes=tuple(CellQuote(row=row, day=days[row.id], news=news.get(row.id, "")) for row in shown),
            summary=summary,
            since=changes,
            hidden=summary is not None and hidden.hides(summary),
        )

    # -- writing ---------------------------------------------------------------------------------------

    def write(self, cell: OpenCell, text: str, *, base: str | None = None) -> None:
        """Keep a summary's words; a step of *undo*. Without any, the cell is not charted any more.

        `base` is what the words were made from, unless that is what the cell was opened with. What others
        wrote there since is brought together with them sentence by sentence; where both changed the same one,
        both versions are kept until somebody chooses.

        Raises:
            NotFound: its case or learning point is not in the study any more; nothing was changed.
            InvalidInput: the summary is hidden from whoever writes.
            StoreError: the disk refused; nothing was changed.

        """
        words = text.strip()
        base = cell.text if base is None else base
        if words == base.strip() and (words or cell.summary is None or cell.summary.nothing_said):
            return
        label = f"{'Summary' if words else 'Clearing the summary'} of {cell.title}"
        self._put(label, cell, words or None, base=base)

    def nothing_said(self, cell: OpenCell) -> None:
        """Mark a cell as looked at, and nothing said in it; a step of *undo*. Raises as `write`.

        Raises InvalidInput also where words stand in it.
        """
        if cell.summary is not None and not cell.summary.nothing_said:
            raise InvalidInput("There is a summary in this cell", remedy="Clear its words first.")
        self._put(f"Nothing said: {cell.title}", cell, "")

    def still_fits(self, cell: OpenCell) -> None:
        """Say that what stands in a cell fits its quotes as they are now; a step of *undo*."""
        if cell.summary is not None and cell.since.stale:
            self._put(f"Still fits: {cell.title}", cell, cell.text)

    def clear(self, cell: OpenCell) -> None:
        """Make a cell one that is not charted; its words go to the bin. A step of *undo*."""
        if cell.summary is not None:
            self._put(f"Clearing the summary of {cell.title}", cell, None)

    def _put(self, label: str, cell: OpenCell, text: str | None, *, base: str | None = None) -> None:
        """Write `text` into a cell; None: nothing stands there any more."""
        base = cell.text if base is None else base
        if cell.hidden:
            raise InvalidInput(
                "Somebody else's summary of this cell is hidden from you, since you tag one of its sessions "
                "without seeing their work",
                remedy="Have others' work shown in that session first.",
            )
        point = self._standing(cell)
        rows = self._rows(cell.case.kind, cell.case.id, point.id)
        now = joined(rows, point.id)
        at = self._clock().isoformat(timespec="seconds")
        key = cell_id(cell.case.kind, cell.case.id, point.id)
        edits: list[Edit] = []
        there = now.text if now is not None else ""
        if text is not None and there.strip() not in (base.strip(), text.strip()):
            # Somebody wrote there meanwhile.
            merged = merged_text(text, there, base or None)
            text = merged.kept
            if merged.other is not None:
                clash = text_clash("summaries", key, "text", kept=text, other=merged.other, at=at)
                edits.append(Edit(table="study clashes", id=clash.id, after=clash))
        after = None if text is None else self._summary(cell, point.id, key, text, now, at)
        if after is None and now is not None and not now.nothing_said:
            bin_id = unused(key, self._study.bin.all())
            kept = BinnedFromStudy(id=bin_id, summaries=(now,), by=self._by, at=at)
            edits.append(Edit(table="study bin", id=bin_id, after=kept))
        edits += [Edit(table="summaries", id=row.id, before=row) for row in rows if row.id != key]
        edits.append(Edit(table="summaries", id=key, before=self._study.summaries.get(key), after=after))
        self._edits.do(label, edits)

    def _summary(
        self, cell: OpenCell, point: PointId, key: str, text: str, now: CellSummary | None, at: str
    ) -> CellSummary:
        hidden = self._hidden().unseen(point)
        quotes = {quote.row.id: quote.row.text for quote in cell.quotes}
        return CellSummary(
            id=key,
            kind=cell.case.kind,
            case=cell.case.id,
            point=point,
            text=text.strip(),
            by=self._by if now is None else now.by,
            created=at if now is None else now.created,
            changed_by=self._by,
            at=at,
            seen=seen_now(quotes, now.seen if now is not None else (), hidden),
        )

    def _standing(self, cell: OpenCell) -> LearningPoint:
        """The point that the cell's stands under now. Raises NotFound when it, or the case, is gone."""
        codebook = self._source.codebook()
        point = codebook.get(cell.point.id)
        safe = "The words are still safe here: u on the study's screen may bring it back."
        if point is None:
            raise NotFound(f"There is no learning point “{cell.point.name}” any more", remedy=safe)
        if cell.case.kind is CaseKind.PARTICIPANT:
            known: Collection[str] = {person.code for person in self._source.people()}
        else:
            known = {role.id for role in self._source.roles()}
        if cell.case.id not in known:
            raise NotFound(f"{cell.case.name} is not in the study any more", remedy=safe)
        return point

    def _rows(self, kind: CaseKind, case: str, point: PointId) -> list[CellSummary]:
        """What stands in a cell, what was charted on points that are one with it by now too."""
        codebook = self._source.codebook()
        return [
            each
            for each in self._study.summaries.all().values()
            if (each.kind, each.case) == (kind, case) and codebook.standing_for(each.point) == point
        ]

    def _taken_back(self) -> frozenset[ParticipantCode]:
        people = self._source.people()
        return frozenset(person.code for person in people if gate.taken_back(person) is not None)

    # -- words that are being written ------------------------------------------------------------------

    def form(self, cell: OpenCell, *, base: str | None = None) -> Form:
        """What keeps a summary safe while it is being written; `base` as in `write`."""
        about = {
            "kind": cell.case.kind.value,
            "case": cell.case.id,
            "point": cell.point.id,
            "base": cell.text if base is None else base,
        }
        return Form(owner=CELLS, file=STUDY, title=f"Summary of {cell.title}", about=about)

    def left(self) -> Mapping[str, LeftForm]:
        """The summaries that were not kept when reflect stopped, by the ids of their cells."""
        codebook = self._source.codebook()
        found: dict[str, LeftForm] = {}
        for form in self._forms.left(CELLS):
            about = form.form.about
            point = codebook.standing_for(about.get("point", ""))
            found[f"{about.get('kind')}:{about.get('case')}/{point}"] = form
        return found
