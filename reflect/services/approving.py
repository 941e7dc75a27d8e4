"""Asking participants about their quotes, and putting down what they say.

Who is asked about what goes through the consent gate like every way out: nobody is sent words that they
withdrew, do not want to be quoted on, or have answered for already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from reflect.domain import gate
from reflect.domain.changes import applied, put
from reflect.domain.gate import Audience, Quotable, Rules, Ruling, Silence
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock, ParticipantCode, QuoteId, SessionId
from reflect.domain.passages import text_of
from reflect.domain.people import Participant
from reflect.domain.session import Approval, Quote, SessionRecord
from reflect.errors import InvalidInput, NotFound, ReflectError
from reflect.services.session_changes import SessionChanges
from reflect.store.study_settings import StudySettings
from reflect.writeups.approval_sheet import (
    CONTEXT,
    Answer,
    Choice,
    Sheet,
    Shown,
    of_words,
    read_sheet,
    sheet_markdown,
)
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.quotables import quotable_quotes, quotables_in_order
from reflect.writeups.references import references_of, resolve

_ANSWERED = (Approval.APPROVED, Approval.AMENDED, Approval.DECLINED)


class Source(Protocol):
    """What is needed of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound."""

    def records(self) -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, from the oldest."""

    def settings(self) -> StudySettings:
        """What it is."""


class Owing(msgspec.Struct, frozen=True, kw_only=True):
    """What one participant has been asked about, and has said."""

    participant: ParticipantCode
    not_asked: int
    asked: int
    approved: int
    amended: int
    declined: int
    asked_on: str
    """The day they were last asked, of what they have not answered; empty when nothing waits."""
    overdue: bool
    """Whether the day by which they were to answer is over."""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a filled-in sheet, or would."""

    participant: ParticipantCode
    fine: int
    changed: int
    left_out: int
    left: int
    """Quotes of which nothing was ticked; they wait as before."""


class Approvals:
    """Asking and answering in one study. Safe to use from several threads."""

    def __init__(
        self,
        source: Source,
        *,
        rules: Callable[[], Rules],
        writeups: Callable[[], Iterable[tuple[str, str]]],
        paths: Callable[[], Iterable[Path]],
        changes: SessionChanges,
        clock: Clock,
    ) -> None:
        """`writeups` gives each write-up's title and text, `paths` the sessions' files."""
        self._source = source
        self._rules = rules
        self._writeups = writeups
        self._paths = paths
        self._changes = changes
        self._clock = clock

    def owing(self) -> tuple[Owing, ...]:
        """Everybody who has quotes that they may be asked about, by code."""
        rules = self._rules()
        counts: dict[ParticipantCode, Counter[Approval]] = {}
        asked: dict[ParticipantCode, str] = {}
        overdue: set[ParticipantCode] = set()
        for code, found in self._askable(rules):
            quote = found.quote
            counts.setdefault(code, Counter())[quote.approval] += 1
            if quote.approval is Approval.ASKED:
                asked[code] = max(asked.get(code, ""), quote.asked_on or "")
                if rules.silent_too_long(quote):
                    overdue.add(code)
        return tuple(
            Owing(
                participant=code,
                not_asked=counts[code][Approval.NOT_ASKED],
                asked=counts[code][Approval.ASKED],
                approved=counts[code][Approval.APPROVED],
                amended=counts[code][Approval.AMENDED],
                declined=counts[code][Approval.DECLINED],
                asked_on=asked.get(code, ""),
                overdue=code in overdue,
            )
            for code in sorted(counts)
        )

    def sheet(self, code: str, *, again: bool = False) -> Sheet:
        """What one participant is to be asked; `again`: also about what they have answered.

        Raises:
            NotFound: there is no such participant.
            InvalidInput: there is nothing to ask them.

        """
        person = self._source.participant(code)
        rules, settings = self._rules(), self._source.settings()
        places = self._places()
        shown: list[Shown] = []
        for record, guide in self._source.records():
            for found, passage in quotables_in_order(record, guide, {person.code: person}):
                quote = found.quote
                if found.speaker is not person or (quote.approval in _ANSWERED and not again):
                    continue
                ruling = _as_asked(found, person.code, rules)
                if not ruling.appears:
                    continue
                before, after = _around(quote, text_of(record, quote.passage))
                shown.append(
                    Shown(
                        quote=quote.id,
                        words=ruling.words,
                        heading=passage.heading if passage else "",
                        before=before,
                        after=after,
                        attribution=ruling.attribution,
                        where=tuple(places.get(quote.id, ())),
                    )
                )
        if not shown:
            raise InvalidInput(
                f"There is nothing to ask {person.code} about",
                remedy="They have answered for every quote of theirs that may be used, or there is none.",
            )
        today = self._clock().date()
        within = settings.answer_within
        yes = settings.silence == Silence.YES.value
        return Sheet(
            study=settings.uid,
            title=settings.title,
            participant=person.code,
            made=today.isoformat(),
            answer_by=(today + timedelta(days=within)).isoformat() if within else "",
            silence=(
                "If we do not hear from you, we take it that they are fine."
                if yes
                else "If we do not hear from you, we will not use them."
            ),
            quotes=tuple(shown),
        )

    def sheet_markdown(self, code: str, *, again: bool = False) -> str:
        """The same as Markdown, to be sent. Raises as `sheet`."""
        return sheet_markdown(self.sheet(code, again=again))

    def sheet_docx(self, code: str, *, again: bool = False) -> bytes:
        """The same as a Word document. Raises as `sheet`."""
        from reflect.writeups.approval_docx import sheet_docx

        return sheet_docx(self.sheet(code, again=again))

    def asked(self, code: str, day: str = "") -> int:
        """Put down that somebody was sent their sheet; how many quotes that is. Today unless `day` says.

        Raises:
            NotFound: there is no such participant.
            InvalidInput: there was nothing to ask, or the day is none.
            ReadOnly: somebody has one of the sessions open; nothing was changed.

        """
        on = _day(day) if day else self._clock().date().isoformat()
        wanted = {shown.quote for shown in self.sheet(code).quotes}

        def change(quote: Quote) -> Quote:
            return msgspec.structs.replace(quote, approval=Approval.ASKED, asked_on=on)

        self._change(f"Asking {code.upper()}", dict.fromkeys(wanted, change))
        return len(wanted)

    def record(self, text: str, *, name: str, leave_open: bool = False, dry_run: bool = False) -> Recorded:
        """Put down what a filled-in sheet says, all of it or nothing.

        `leave_open`: quotes of which nothing was ticked stay as they are, instead of being a problem.

        Raises:
            InvalidInput: something on it is not clear; every problem is named with its line.
            ReadOnly: somebody has one of the sessions open.

        """
        filled = read_sheet(text)
        problems = [(problem.line, problem.text) for problem in filled.problems]
        if not problems and filled.study != self._source.settings().uid:
            problems.append((1, "this sheet is of another study"))
        if not leave_open:
            problems += [(line, f"no box is ticked for the quote {quote}") for line, quote in filled.left]
        quotes = self._quotes_of(filled.participant)
        for answer in filled.answers:
            wrong = _unfit(answer, quotes.get(answer.quote), filled.participant)
            problems += [(answer.line, wrong)] if wrong else []
        if problems:
            raise InvalidInput(
                f"{len(problems)} to mend first; nothing was put down:\n"
                + "\n".join(f"line {line}: {words}" for line, words in sorted(problems)),
                place=name,
            )
        today = self._clock().date().isoformat()
        if not dry_run:
            self._change(
                f"What {filled.participant} said of their quotes",
                {answer.quote: _answering(answer, today) for answer in filled.answers},
            )
        said = Counter(answer.choice for answer in filled.answers)
        return Recorded(
            participant=ParticipantCode(filled.participant),
            fine=said[Choice.FINE],
            changed=said[Choice.CHANGE],
            left_out=said[Choice.LEAVE_OUT],
            left=len(filled.left),
        )

    def _askable(self, rules: Rules) -> Iterator[tuple[ParticipantCode, Quotable]]:
        """Every quote of somebody who may be asked about it."""
        people = {person.code: person for person in self._source.people()}
        for record, guide in self._source.records():
            for found in quotable_quotes(record, guide, people).values():
                if found.speaker is not None and _as_asked(found, found.speaker.code, rules).appears:
                    yield found.speaker.code, found

    def _places(self) -> dict[QuoteId, list[str]]:
        """The titles of the write-ups in which each quote stands."""
        ids = {quote for record, _ in self._source.records() for quote in record.quotes}
        found: dict[QuoteId, list[str]] = {}
        for title, text in self._writeups():
            for reference in references_of(read_manuscript(text).lines).found:
                quote = None if reference.portrait else resolve(reference, ids)
                if isinstance(quote, str) and title not in found.setdefault(QuoteId(quote), []):
                    found[QuoteId(quote)].append(title)
        return found

    def _quotes_of(self, code: str) -> dict[QuoteId, Quote]:
        try:
            person = self._source.participant(code)
        except NotFound:
            return {}
        people = {person.code: person}
        return {
            quote: found.quote
            for record, guide in self._source.records()
            for quote, found in quotable_quotes(record, guide, people).items()
            if found.speaker is person
        }

    def _change(self, label: str, wanted: Mapping[QuoteId, Callable[[Quote], Quote]]) -> None:
        """Change quotes in all the sessions they stand in, when nobody has one of these open."""
        where: dict[SessionId, Path] = {
            SessionId(path.stem.rpartition("-")[2]): path for path in self._paths()
        }
        sessions = [
            where[record.session.id]
            for record, _ in self._source.records()
            if record.session.id in where and not wanted.keys().isdisjoint(record.quotes)
        ]
        self._changes.change_all(sessions, label, lambda record: _with_quotes(record, wanted))


def _as_asked(found: Quotable, code: ParticipantCode, rules: Rules) -> Ruling:
    """What may be shown to who said it, before they answer.

    Asked again, they see what was said, and not what they last made of it.
    """
    plain = msgspec.structs.replace(found.quote, approval=Approval.NOT_ASKED)
    asked = msgspec.structs.replace(found, quote=plain)
    return gate.rule(asked, rules, Audience.PARTICIPANT, reader=code)


def _with_quotes(record: SessionRecord, wanted: Mapping[QuoteId, Callable[[Quote], Quote]]) -> SessionRecord:
    changes = [
        put(record, "quotes", change(record.quotes[quote]))
        for quote, change in wanted.items()
        if quote in record.quotes
    ]
    return applied(record, changes)


def _answering(answer: Answer, today: str) -> Callable[[Quote], Quote]:
    approval = {
        Choice.FINE: Approval.APPROVED,
        Choice.CHANGE: Approval.AMENDED,
        Choice.LEAVE_OUT: Approval.DECLINED,
    }[answer.choice]

    def change(quote: Quote) -> Quote:
        return msgspec.structs.replace(
            quote, approval=approval, approved_words=answer.words, answered_on=today
        )

    return change


def read_filled(path: Path) -> str:
    """What stands in a filled-in sheet's file.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is not text.
        ReflectError: it cannot be read.

    """
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound("There is no such file", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "This file is not text", place=path.name, remedy="Only the Markdown sheet can be read back."
        ) from error
    except OSError as error:
        raise ReflectError(f"This cannot be read ({error.strerror})", place=path.name) from error


def _unfit(answer: Answer, quote: Quote | None, code: str) -> str:
    """Why an answer cannot be put down; empty when it can."""
    if quote is None:
        return f"there is no quote {answer.quote} of {code or 'this participant'} in the study"
    # What they do not want in print stays out, whatever its words are now.
    if answer.of != of_words(quote.words) and answer.choice is not Choice.LEAVE_OUT:
        return f"the words of the quote {answer.quote} are others now than on this sheet: ask them again"
    return ""


def _around(quote: Quote, text: str) -> tuple[str, str]:
    """What stands before and after a quote in its passage, cut at words."""
    if quote.source_changed:
        return "", ""
    before, after = text[: quote.start], text[quote.end :]
    if len(before) > CONTEXT:
        before = "…" + before[-CONTEXT:].partition(" ")[2]
    if len(after) > CONTEXT:
        after = after[:CONTEXT].rpartition(" ")[0] + "…"
    return " ".join(before.split()), " ".join(after.split())


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise InvalidInput(f"{said} is no day", remedy="Write it like 2026-11-23.") from None
