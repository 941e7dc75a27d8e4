"""Studies for tests: real ones, in a folder of their own, with a clock and ids that are always the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reflect.domain.consent import Attribution, Consent
from reflect.domain.ids import ParticipantCode, RoleId
from reflect.domain.people import Participant
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.store.session_file import read_session

ANSWER = "went-well"
"""An open question of our guide for providers."""


def ticking(start: datetime = datetime(2026, 3, 4, 10, tzinfo=UTC)) -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is asked."""
    seconds = itertools.count()
    return lambda: start + timedelta(seconds=next(seconds))


def counting(prefix: str = "id") -> Callable[[], str]:
    """Ids that count up from `id0001`."""
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers):04d}"


def a_study(folder: Path, *, by: str = "ana", prefix: str = "id") -> Study:
    """A new study without people."""
    return Study.create(folder, "Wenmarsh", clock=ticking(), ids=counting(prefix), researcher=by)


def agreed(attribution: Attribution = Attribution.NAMED, *, first: bool = False) -> Consent:
    """A consent to take part and be quoted."""
    return Consent(
        take_part=True, quoted=True, attribution=attribution, sees_quotes_first=first, date="2026-03-01"
    )


def a_person(code: str = "P01", *consents: Consent, role: str = "provider") -> Participant:
    """An invented participant with a name that must not get about."""
    return Participant(
        code=ParticipantCode(code),
        role=RoleId(role),
        name="Rosalind Quillfeather",
        organisation="Marsh Lanterns",
        post="director",
        consents=consents or (agreed(),),
    )


def interviewed(study: Study, answer: str, *, code: str = "P01", question: str = ANSWER) -> SessionDesk:
    """A session in which one question has been answered; saved, still open."""
    desk = study.start_session("provider", code)
    desk.reach(question, 3.0)
    desk.write(question, answer)
    desk.save()
    return desk


def given_to(study: Study) -> list[tuple[str, ...]]:
    """What stands in the files, session by session: the points of each quote in the order of the words."""
    found = []
    for path in sorted((study.folder / "sessions").iterdir()):
        record = read_session(path, study.folder)
        points = {
            quote.start: sorted(t.point for t in record.tags.values() if t.quote == quote.id)
            for quote in record.quotes.values()
        }
        found.append(tuple(",".join(points[start]) for start in sorted(points)))
    return found
