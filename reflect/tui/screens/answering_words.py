"""What participant mode says to the person who answers, in plain and kind words."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.session import SETTLED, ResponseState, SessionRecord
from reflect.services.desk import SessionDesk

FINISH = "I have finished"
DECLINED = "You would rather not say. That is fine; Next goes on."
TICK = "Touch a line to answer it, or press 1 for yes and 2 for no."
TROUBLE = (
    "Something could not be kept in its place just now. What you wrote is still here. Please tell the person "
    "who gave you this."
)


def welcome(desk: SessionDesk, questions: Sequence[str]) -> str:
    """What this is, and that everything in it is up to them."""
    record = desk.record
    count = "There is one question" if len(questions) == 1 else f"There are {len(questions)} questions"
    minutes = f", and they take about {desk.guide.minutes} minutes" if desk.guide.minutes else ""
    parts = [f"Welcome\n\n{desk.guide.title}", f"{count}{minutes}. There are no right or wrong answers."]
    if record.session.ended is not None:
        parts = [
            f"Welcome back\n\n{desk.guide.title}",
            "You have finished this. You can look at it again, and change it.",
        ]
    elif _begun(record):
        parts = [
            f"Welcome back\n\n{desk.guide.title}",
            f"What you wrote is here, and you go on where you stopped. {count} in all.",
        ]
    parts.append(
        "It is up to you what you say. You can leave out any question, say that you would rather not answer "
        "it, go back, and change what you wrote. You can stop at any moment and come back later; you need "
        "not say why."
    )
    parts.append(
        "What you write is kept while you write it. It is read by the people who asked you. If anything is "
        "unclear, ask them before you begin."
    )
    return "\n\n".join(parts)


def begin(record: SessionRecord) -> str:
    """What the first button says."""
    return "Go on" if _begun(record) else "Begin"


def thanks(desk: SessionDesk, questions: Sequence[str]) -> str:
    """Thanks, what is still open without pressing for it, and what to do with the tablet."""
    still = sum(1 for q in questions if desk.response(q).state not in SETTLED)
    parts = ["Thank you\n\nThat was the last question. What you wrote is kept."]
    if still:
        left = "One question has" if still == 1 else f"{still} questions have"
        parts.append(f"{left} no answer. You can leave it so, or go back.")
    parts.append(
        f"When you are done, choose “{FINISH}”, and give the tablet or the computer back to the person who "
        "gave it to you."
    )
    return "\n\n".join(parts)


def progress(at: int, of: int) -> str:
    """`Question 3 of 12`."""
    return f"Question {at} of {of}"


def held(date: str) -> str:
    """What a consent starts from."""
    return f"As agreed on {date}. What you change counts from today."


def _begun(record: SessionRecord) -> bool:
    return any(response.state is not ResponseState.NOT_REACHED for response in record.responses.values())
