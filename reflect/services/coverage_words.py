"""What the tagging covers, in words: the same lines for the command line and for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from reflect.analysis.coverage import Coverage, PointCover, Untagged
from reflect.analysis.saturation import Added, Run
from reflect.domain.amounts import many
from reflect.domain.codebook import Codebook

BAR = 20
"""Cells of the longest bar."""
TOO_FEW = "There are too few tagged sessions for shares of the first ones."


class To(StrEnum):
    """What there is to look at behind a line."""

    SESSION = "session"
    UNTAGGED = "untagged"
    """The first passage of a session that nobody tagged."""
    POINT = "point"
    QUESTION = "question"
    PERSON = "person"


class Behind(NamedTuple):
    """Where a line leads."""

    to: To
    id: str


class Heading(NamedTuple):
    """What stands over a column."""

    title: str
    right: bool = False
    grows: bool = False
    spare: bool = False
    """Whether it goes first where there is little room."""


class Line(NamedTuple):
    """One line of a part."""

    key: str
    cells: tuple[str, ...]
    said: str
    """All there is to say of it."""
    behind: Behind | None = None


class Part(NamedTuple):
    """One question that is answered by a list."""

    id: str
    title: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    none: str
    """What it means that there is no line."""


class Worded:
    """One study's coverage in words.

    `session` says what a session is called, `role` of which role a participant is, by code.
    """

    def __init__(
        self,
        found: Coverage,
        codebook: Codebook,
        *,
        base: int,
        session: Callable[[str], str] = str,
        role: Mapping[str, str] | None = None,
    ) -> None:
        self._found = found
        self._codebook = codebook
        self._base = base
        self._session = session
        self._role = role or {}

    def parts(self) -> tuple[Part, ...]:
        """All of it, in its order."""
        return (
            self.added(),
            self.runs(),
            self.untagged(),
            self.points(),
            self.questions(),
            self.voices(),
        )

    def added(self) -> Part:
        """What each session added; the bars are the cumulative curve."""
        most = max((each.so_far for each in self._found.added), default=1)
        headings = (
            Heading("", right=True),
            Heading("session"),
            Heading("points", right=True),
            Heading("new", right=True),
            Heading("child themes", right=True, spare=True),
            Heading("so far", right=True),
            Heading(""),
            Heading("which are new", grows=True),
        )
        lines = tuple(self._added(n, each, most) for n, each in enumerate(self._found.added, 1))
        return Part("added", "What each session added", headings, lines, "No session has a tag yet.")

    def _added(self, n: int, each: Added, most: int) -> Line:
        cells = (
            str(n),
            self._session(each.session),
            str(each.points),
            str(len(each.new)),
            str(len(each.new_children)),
            str(each.so_far),
            "█" * round(each.so_far * BAR / most),
            " ".join(self._number(point) for point in each.new) or "–",
        )
        new = "; ".join(self._called(point) for point in each.new) or "none"
        said = (
            f"{n}. {self._session(each.session)}: {many(each.points, 'learning point')}, "
            f"{each.so_far} so far in all. New: {new}."
        )
        return Line(each.session, cells, said, Behind(To.SESSION, each.session))

    def runs(self) -> Part:
        """New points after the first sessions, as a share of theirs."""
        headings = (
            Heading("sessions"),
            Heading("new", right=True),
            Heading("of", right=True),
            Heading("share", grows=True),
        )
        lines = tuple(map(self._run, self._found.runs))
        title = f"New points as a share of those of the first {many(self._base, 'session')}"
        return Part("runs", title, headings, lines, TOO_FEW)

    def _run(self, run: Run) -> Line:
        which = f"{run.first}" if run.first == run.last else f"{run.first} to {run.last}"
        share = "n/a" if run.share is None else f"{run.share:.0%}"
        bar = "█" * min(BAR, round((run.share or 0) * BAR))
        who = ", ".join(self._session(each.session) for each in self._found.added[run.first - 1 : run.last])
        said = (
            f"Sessions {which} ({who}): {many(run.new, 'new point')}, {share} of the {run.base} that the "
            f"first {many(self._base, 'session')} had (Guest, Namey and Chen 2020)."
        )
        return Line(which, (which, str(run.new), str(run.base), f"{share} {bar}".rstrip()), said)

    def untagged(self) -> Part:
        """How much was said in passages that nobody tagged."""
        headings = (
            Heading("session"),
            Heading("passages", right=True, spare=True),
            Heading("untagged", right=True),
            Heading("words", right=True),
            Heading("untagged", right=True),
            Heading("share"),
        )
        lines = tuple(self._untagged(each) for each in self._found.sessions if each.passages)
        return Part("untagged", "Words in passages that nobody tagged", headings, lines, "Nobody spoke yet.")

    def _untagged(self, each: Untagged) -> Line:
        numbers = map(str, (each.passages, each.untagged, each.words, each.untagged_words))
        cells = (self._session(each.session), *numbers, f"{each.share:.0%} {'█' * round(each.share * BAR)}")
        said = (
            f"{self._session(each.session)}: {each.untagged} of {many(each.passages, 'passage')} and "
            f"{each.untagged_words} of {many(each.words, 'word')} are in no tagged passage."
        )
        behind = Behind(To.UNTAGGED if each.untagged else To.SESSION, each.session)
        return Line(each.session, cells, said, behind)

    def points(self) -> Part:
        """How each learning point is borne out."""
        headings = (
            Heading("no", right=True),
            Heading("quotes", right=True),
            Heading("voices", right=True),
            Heading("against", right=True),
            Heading("learning point", grows=True),
            Heading("what is missing", grows=True),
        )
        lines = tuple(map(_point, self._found.points))
        return Part("points", "How learning points are borne out", headings, lines, "There are none.")

    def questions(self) -> Part:
        """Questions that never yielded a quote."""
        headings = (
            Heading("question"),
            Heading("answers", right=True),
            Heading("what it asks", grows=True),
        )
        lines = tuple(
            Line(
                each.id,
                (each.id, str(each.passages), each.name),
                f"{each.name}\nAnswered {many(each.passages, 'time')}, and never quoted.",
                Behind(To.QUESTION, each.id),
            )
            for each in self._found.questions
        )
        none = "Every question that was answered yielded a quote."
        return Part("questions", "Questions that never yielded a quote", headings, lines, none)

    def voices(self) -> Part:
        """Who said something and is in no quote."""
        lines = tuple(
            Line(
                code,
                (code, self._role.get(code, "")),
                f"{code} said something, and is in no quote.",
                Behind(To.PERSON, code),
            )
            for code in self._found.never_quoted
        )
        headings = (Heading("who"), Heading("role", grows=True))
        return Part("voices", "Voices never quoted", headings, lines, "Everybody who spoke is quoted.")

    def _number(self, point: str) -> str:
        known = self._codebook.get(point)
        return str(known.number) if known else point

    def _called(self, point: str) -> str:
        known = self._codebook.get(point)
        return f"{known.number} {known.name}" if known else point


def _point(point: PointCover) -> Line:
    missing = list(_missing(point))
    counts = map(str, (point.quotes, point.voices, point.dissenting))
    cells = (str(point.number), *counts, point.name, "; ".join(missing) or "–")
    voices = many(point.voices, "person", "people")
    said = f"{point.number} {point.name}: {many(point.quotes, 'quote')} of {voices}, "
    said += f"{point.dissenting} against it."
    if missing:
        said += f"\nMissing: {'; '.join(missing)}."
    return Line(point.point, cells, said, Behind(To.POINT, str(point.number)) if point.quotes else None)


def _missing(point: PointCover) -> Iterator[str]:
    if not point.quotes:
        yield "no quotes"
        return
    if point.voices == 1:
        yield "rests on one voice"
    if not point.dissenting:
        yield "no dissenting voice"
    if point.roles_missing:
        yield f"not heard: {', '.join(point.roles_missing)}"
