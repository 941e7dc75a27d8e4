"""Consent taken in a session: what the form starts from, what is kept, and how it reads in the answer."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Protocol

import msgspec

from reflect.domain.consent import Consent, ConsentItem, Given
from reflect.domain.ids import ParticipantCode
from reflect.domain.people import Participant
from reflect.tui.widgets.answer_consent import said

_LINE = re.compile(r"Consent taken \d{4}-\d\d-\d\d \(wording [^\n]*")


class PeopleEdits(Protocol):
    """What keeps a participant's record."""

    def save_participant(self, participant: Participant) -> None:
        """Put a person's record in the place of the one with the same code."""


class People(Protocol):
    """Where participants are kept: the study."""

    def participant(self, code: str) -> Participant:
        """One person."""

    @property
    def edits(self) -> PeopleEdits:
        """Changes to them."""


class ConsentTaking:
    """One participant's consent as it is gone through, item by item, in one visit to the question.

    Every answer is kept at once. The first of a visit adds a consent to those they gave before, so that
    none is ever overwritten; the others of the same visit complete it.
    """

    def __init__(self, people: People, code: ParticipantCode | None, *, given: Given = Given.SPOKEN) -> None:
        self._people = people
        self._code = code
        self._given = given
        self._added: Consent | None = None
        self._waiting: Consent | None = None
        self._keeping = threading.Lock()
        self.kept: Participant | None = None
        """The participant as last kept here."""
        self.now = Consent(date="")
        """The answers as they stand."""

    def begin(self, participant: Participant | None) -> None:
        """Start a visit from the consent that holds, so that changing one item unsays no other."""
        self._added = None
        held = participant.consent if participant is not None else None
        self.now = held if held is not None and held.withdrawn is None else Consent(date="")

    def take(self, consent: Consent, *, today: str, wording: str, by: str) -> Consent:
        """Have these answers, given today, kept at the next `keep`."""
        self.now = msgspec.structs.replace(
            consent, date=today, wording=wording, taken_by=by, given=self._given, withdrawn=None, extent=None
        )
        self._waiting = self.now
        return self.now

    @property
    def held(self) -> str:
        """What one starts from, in words; empty where nothing was agreed before."""
        if not self.now.date:
            return ""
        return f"As agreed on {self.now.date}. What is answered now is kept as given today."

    @property
    def waiting(self) -> bool:
        """Whether there are answers that are not yet durable."""
        return self._waiting is not None and self._code is not None

    def keep(self) -> None:
        """Make the answers durable on the participant; touches the disk, and raises what the study raises."""
        with self._keeping:
            consent = self._waiting
            if consent is None or self._code is None:
                return
            person = self._people.participant(self._code)
            before = person.consents
            if before and before[-1] == self._added:
                before = before[:-1]
            changed = msgspec.structs.replace(person, consents=(*before, consent))
            self._people.edits.save_participant(changed)
            self._added = consent
            self.kept = changed
            if self._waiting is consent:
                self._waiting = None


def consent_words(consent: Consent, items: Sequence[ConsentItem]) -> str:
    """What was agreed to on one line, without anybody's name."""
    parts = []
    for item in items:
        if item is ConsentItem.ATTRIBUTION:
            answer = consent.attribution.value if consent.attribution else "not asked"
        else:
            answer = {True: "yes", False: "no", None: "not asked"}[said(consent, item)]
        parts.append(f"{item.value.replace('-', ' ')}: {answer}")
    return f"Consent taken {consent.date} (wording {consent.wording}): {' · '.join(parts)}"


def with_consent_words(text: str, words: str) -> str:
    """A comment with its line about the consent replaced, or put first where there was none."""
    if _LINE.search(text):
        return _LINE.sub(lambda _: words, text, count=1)
    return f"{words}\n{text}" if text else words
