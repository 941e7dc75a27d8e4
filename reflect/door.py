"""A study for notebooks and scripts: `from reflect import Study`. Only looked at; nothing of it is changed.

People are their codes; names are never given. What was taken back is in nothing that is given here, and
quotes go through the consent gate for whoever is to read them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from reflect.domain import gate
from reflect.domain.gate import Audience
from reflect.domain.ids import ParticipantCode
from reflect.errors import InvalidInput
from reflect.services.reading import StudyReader


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Something known of a study; never changes."""

    def as_dict(self) -> dict[str, Any]:
        """Its fields by name, for `pandas.DataFrame([each.as_dict() for each in …])`."""
        return msgspec.structs.asdict(self)


class Session(Record, frozen=True, kw_only=True):
    """A sitting."""

    id: str
    kind: str
    guide: str
    participant: str | None
    """A code; None for a group."""
    role: str | None
    started: str
    """ISO 8601 with time zone."""
    seconds: float
    answered: int
    questions: int
    quotes: int
    researcher: str


class Person(Record, frozen=True, kw_only=True):
    """A participant, by their code."""

    code: str
    role: str
    may_be_quoted: bool | None
    """None: nobody asked."""
    attribution: str | None
    sessions: int
    quotes: int


class Quote(Record, frozen=True, kw_only=True):
    """A quote as its reader may have it. What they may not know is None."""

    words: str
    by: str
    """A code among researchers, how the speaker agreed to be called for the public."""
    points: tuple[str, ...]
    """Ids of learning points."""
    contradicts: tuple[str, ...]
    """Those of them that it speaks against."""
    question: str | None
    role: str | None
    id: str | None
    participant: str | None
    session: str | None
    date: str | None
    approval: str | None
    caution: str | None
    """What whoever uses it should know."""


class Point(Record, frozen=True, kw_only=True):
    """A learning point."""

    id: str
    number: int
    name: str
    description: str
    parent: str | None
    retired: str | None


class Count(Record, frozen=True, kw_only=True):
    """A cell of a table of counts."""

    row: str
    """An id; empty where nobody knows."""
    row_name: str
    col: str
    col_name: str
    count: int


class Cell(Record, frozen=True, kw_only=True):
    """A cell of the framework matrix."""

    case: str
    """A participant's code, or a role's id."""
    kind: str
    """`participant` or `role`."""
    point: str
    quotes: int
    state: str
    """`no quotes`, `not charted`, `charted`, `nothing said` or `stale`."""
    summary: str | None
    """None where none is written, or it was written from words that were taken back since."""
    by: str | None
    """Who charted it first, and when."""
    created: str | None
    changed_by: str | None
    """Who changed it last, and when."""
    at: str | None


class Found(Record, frozen=True, kw_only=True):
    """A place where words that were looked for stand."""

    text: str
    before: str
    after: str
    kind: str
    session: str | None
    passage: str
    participant: str | None
    role: str | None
    points: tuple[str, ...]


class Study:
    """A study, open to be read. Close it, or use it in a `with` statement."""

    def __init__(self, folder: str | PathLike[str]) -> None:
        """Open the study in a folder.

        Raises:
            NotAStudy: there is none.
            StoreError: it is damaged.

        """
        self._reader = StudyReader.open(Path(folder), look_only=True)

    @property
    def title(self) -> str:
        """What it is called."""
        return self._reader.title

    def sessions(self) -> list[Session]:
        """Every session, from the oldest, but those of who withdrew."""
        gone = self._gone()
        return [
            Session(
                id=row.id,
                kind=row.kind.value,
                guide=row.guide,
                participant=row.participant,
                role=row.role,
                started=row.started,
                seconds=row.seconds,
                answered=row.answered,
                questions=row.questions,
                quotes=row.quotes,
                researcher=row.researcher,
            )
            for row in reversed(self._reader.finder.sessions())
            if row.participant not in gone
        ]

    def people(self) -> list[Person]:
        """Every participant by code, without names; not who withdrew."""
        sessions = Counter(row.participant for row in self._reader.finder.sessions())
        quotes = self._reader.finder.quotes_by_participant()
        gone = self._gone()
        found = []
        for person in self._reader.people():
            if person.code in gone:
                continue
            consent = person.consent
            said = consent.attribution if consent is not None else None
            found.append(
                Person(
                    code=person.code,
                    role=person.role,
                    may_be_quoted=consent.quoted if consent is not None else None,
                    attribution=said.value if said is not None else None,
                    sessions=sessions[person.code],
                    quotes=quotes.get(person.code, 0),
                )
            )
        return found

    def quotes(self, audience: str = "internal", *, let_pass: Iterable[str] = ()) -> list[Quote]:
        """The quotes that `audience` may read: `internal` (the researchers) or `public`, in reading order.

        Raises:
            InvalidInput: there is no such audience; or a name stands in words for the public that is not
                let pass.

        """
        from reflect.services.exporting import quotes_out

        if audience not in ("internal", "public"):
            raise InvalidInput(f"There is no audience “{audience}”", remedy="Say internal or public.")
        readers = Audience(audience)
        reader = self._reader
        found = quotes_out(reader, reader.rules(), reader, audience=readers, let_pass=let_pass)
        sure = [leak for leak in found.names if not leak.near]
        if sure:
            words = ", ".join(sorted({leak.words for leak in sure}))
            raise InvalidInput(
                f"Names stand in the words: {words}",
                remedy="Correct them in the study, or let them pass: let_pass=[…].",
            )
        return [
            Quote(
                words=row.words,
                by=row.by,
                points=tuple(dict.fromkeys(tag.point for tag in facts.tags)),
                contradicts=tuple(dict.fromkeys(tag.point for tag in facts.tags if tag.contradicts)),
                question=row.question or None,
                role=facts.role or None,
                id=row.quote or None,
                participant=facts.participant or None,
                session=row.session or None,
                date=row.date or None,
                approval=row.approval or None,
                caution=row.caution or None,
            )
            for row, facts in zip(found.rows, found.facts, strict=True)
        ]

    def points(self) -> list[Point]:
        """The learning points, by number."""
        return [
            Point(
                id=point.id,
                number=point.number,
                name=point.name,
                description=point.description,
                parent=point.parent,
                retired=point.retired,
            )
            for point in self._reader.codebook().points
        ]

    def matrix(self, rows: str = "points", cols: str = "roles", *, of: str = "quotes") -> list[Count]:
        """Counts of one thing by another as `reflect matrix` has them, a record a cell, for researchers.

        `rows` and `cols`: `points`, `roles`, `participants`, `sessions`, `questions`, `researchers`; `of`:
        `quotes`, `people` or `words`.

        Raises:
            InvalidInput: there is no such table.

        """
        from reflect.services.tabulating import Asked, tabulated

        if of not in ("quotes", "people", "words"):
            raise InvalidInput(f"There is nothing called “{of}” to count", remedy="quotes, people or words.")
        table = tabulated(self._reader, Asked(rows=rows, cols=cols, of=of))
        gone: set[str] = {str(code) for code in self._gone()}
        gone |= {row.id for row in self._reader.finder.sessions() if row.participant in gone}
        return [
            Count(row=row.id, row_name=row.name, col=col.id, col_name=col.name, count=count)
            for row, cells in zip(table.rows, table.cells, strict=True)
            for col, count in zip(table.cols, cells, strict=True)
            if not {row.id, col.id} & gone
        ]

    def framework(self, cases: str = "participants") -> list[Cell]:
        """What was charted of each case on each learning point, a record a cell, for researchers.

        `cases`: `participants` or `roles`; nobody who withdrew is among them.

        Raises:
            InvalidInput: there are no such cases.

        """
        from reflect.domain.framework import CaseKind
        from reflect.services.framework_rows import cell_rows
        from reflect.services.framework_table import framework

        if cases not in ("participants", "roles"):
            raise InvalidInput(f"There are no cases called “{cases}”", remedy="Say participants or roles.")
        kind = CaseKind.PARTICIPANT if cases == "participants" else CaseKind.ROLE
        return [
            Cell(
                case=row.case,
                kind=row.kind,
                point=row.point,
                quotes=row.quotes,
                state=row.state,
                summary=row.summary or None,
                by=row.by or None,
                created=row.created or None,
                changed_by=row.changed_by or None,
                at=row.at or None,
            )
            for row in cell_rows(framework(self._reader, kind))
        ]

    def search(self, words: str, *, limit: int = 50) -> list[Found]:
        """Where words stand in answers, transcripts, notes, memos, quotes; a query as for `reflect search`.

        Raises:
            InvalidInput: the query cannot be read.
            NotFound: it names something that there is not.

        """
        gone = self._gone()
        return [
            Found(
                text=hit.text,
                before=hit.before,
                after=hit.after,
                kind=hit.kind.value,
                session=hit.session or None,
                passage=hit.passage,
                participant=hit.participant,
                role=hit.role,
                points=tuple(hit.points),
            )
            for hit in self._reader.finder.search(words, limit=limit).hits
            if hit.participant not in gone
        ]

    def progress(self, audience: str = "internal") -> list[dict[str, Any]]:
        """How the alliance rates itself, a row for each learning point, round and role; no words, no means.

        The fields are those of `reflect progress --json`. Raises InvalidInput for another audience.
        """
        from reflect.services.progress_rows import Worded
        from reflect.services.progress_table import table_rows

        if audience not in ("internal", "public"):
            raise InvalidInput(f"There is no audience “{audience}”", remedy="Say internal or public.")
        found = self._reader.progress(Audience(audience))
        rows = table_rows(Worded(found), [each.id for each in found.rounds])
        return [msgspec.structs.asdict(row) for row in rows]

    def notices(self) -> list[str]:
        """What is to be known of the study's files, such as one that could not be read; each once."""
        return self._reader.take_notices()

    def close(self) -> None:
        """Let the files go."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _gone(self) -> set[ParticipantCode]:
        people = self._reader.people()
        return {person.code for person in people if gate.taken_back(person) is not None}
