"""What may stand in the place of a reference: the only shelf where people's words meet a write-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import msgspec

from reflect.domain import gate
from reflect.domain.gate import Audience, Quotable, Rules, Ruling
from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.domain.people import Participant
from reflect.writeups.escape import as_typed, as_typed_inline
from reflect.writeups.manuscript import Problem
from reflect.writeups.references import PORTRAIT, Reference, introduced, resolve


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A reference with what may stand in its place: words are in here only when they may be shown."""

    reference: Reference
    quote: QuoteId | None = None
    ruling: Ruling | None = None
    """None when there is nothing to rule on: see `problem`."""
    words: str = ""
    problem: Problem | None = None

    @property
    def appears(self) -> bool:
        """Whether anything may be shown."""
        return self.ruling is not None and self.ruling.appears

    @property
    def mark(self) -> str:
        """What the preview shows where nothing may be shown."""
        if self.ruling is not None:
            return f"*[held back: {self.ruling.reason}]*"
        return f"*[{as_typed_inline(self.reference.written[2:-2])}: see the problems]*"

    def inline(self, *, begins: bool = False) -> str:
        """What stands in a sentence, or at the beginning of a line."""
        if not self.reference.portrait:
            said = f"“{as_typed_inline(self.words)}”"
            return said if self.reference.unattributed else f"{said} ({self._attribution()})"
        portrait = as_typed_inline(self.words)
        is_description = self.words.startswith(("a ", "an ", "someone "))
        return portrait[:1].upper() + portrait[1:] if begins and is_description else portrait

    def block(self) -> list[str]:
        """What stands by itself, line by line."""
        if self.reference.portrait:
            return [self.inline(begins=True)]
        words = as_typed(self.words).split("\n")
        whose = [] if self.reference.unattributed else ["", f"— {self._attribution()}"]
        return [f"> {line}".rstrip() for line in (*words, *whose)]

    def _attribution(self) -> str:
        return as_typed_inline(self.ruling.attribution) if self.ruling else ""


class Placer(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that references are answered from."""

    quotes: Mapping[QuoteId, Quotable]
    among: Callable[[str], Collection[QuoteId]]
    """The ids to look for a reference in; see `resolve`."""
    rules: Rules
    audience: Audience
    reader: ParticipantCode | None
    subject: Participant | None
    people: Mapping[ParticipantCode, Participant]

    def place(self, reference: Reference) -> Place:
        """What may stand in a reference's place."""
        if reference.portrait:
            return self._portrait(reference)
        resolved = resolve(reference, self.among(reference.wanted))
        if isinstance(resolved, Problem):
            return Place(reference=reference, problem=resolved)
        ruling = gate.rule(
            self.quotes[resolved],
            self.rules,
            self.audience,
            reader=self.reader,
            unattributed=reference.unattributed,
        )
        return Place(reference=reference, quote=resolved, ruling=ruling, words=ruling.words)

    def _portrait(self, reference: Reference) -> Place:
        person = self.subject
        if reference.person:
            code = introduced(reference, self.people)
            if isinstance(code, Problem):
                return Place(reference=reference, problem=code)
            person = self.people[code]
        if person is None:
            wrong = f"{PORTRAIT} needs to know whose: write it in the front matter, as in participant: P03"
            return Place(reference=reference, problem=Problem(reference.line, wrong))
        ruling = gate.portrait(person, self.rules)
        return Place(reference=reference, ruling=ruling, words=ruling.attribution)
