"""Passages: the stretches of text in a session that can be quoted."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from reflect.domain.group import Contribution
from reflect.domain.guide import Guide, QuestionKind
from reflect.domain.ids import ParticipantCode, PassageId, QuestionId
from reflect.domain.session import INTERVIEWER, Note, NoteKind, Response, SessionRecord, Turn

Spoken = Response | Turn | Note | Contribution
"""The rows whose words can be quoted."""


class PassageKind(StrEnum):
    """Where a passage's words come from."""

    ANSWER = "answer"
    COMMENT = "comment"
    TURN = "turn"
    NOTE = "field note"
    CONTRIBUTION = "contribution"
    """What one of a group said."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text that can be quoted."""

    id: PassageId
    kind: PassageKind
    text: str
    label: str
    """The question's number, or the speaker: what stands beside it on the tag screen."""
    heading: str = ""
    """The question it answers, or that a turn was about, where there is one."""
    question: QuestionId | None = None
    speaker: ParticipantCode | None = None
    """Whose words they are; None when they are the researcher's or nobody knows."""
    asks: bool = False
    """Whether they are the interviewer's, who asks and whose words nobody waits to have tagged."""
    start: float | None = None
    """Seconds on the session's clock or in the recording."""


def answer_passage(question: str) -> PassageId:
    """The id of the passage that holds the answer to a question."""
    return PassageId(f"answer:{question}")


def turn_passage(turn: str) -> PassageId:
    """The id of the passage that is a transcript's turn."""
    return PassageId(f"turn:{turn}")


def note_passage(note: str) -> PassageId:
    """The id of the passage that is a field note."""
    return PassageId(f"note:{note}")


def contribution_passage(contribution: str) -> PassageId:
    """The id of the passage that is one of a group's contributions."""
    return PassageId(f"said:{contribution}")


def response_text(entries: tuple[str, ...], text: str) -> str:
    """The passage text of a response: its entries, a line each, then its text."""
    lines = [entry for entry in entries if entry]
    return "\n".join([*lines, text] if text else lines)


def passage_of(row: Spoken) -> PassageId:
    """The id of the passage that a row's words are."""
    match row:
        case Response():
            return answer_passage(row.id)
        case Contribution():
            return contribution_passage(row.id)
        case Turn():
            return turn_passage(row.id)
        case Note():
            return note_passage(row.id)


def words_of(row: Spoken) -> str:
    """The text of the passage that a row's words are."""
    match row:
        case Response():
            return response_text(row.entries, row.text)
        case Contribution():
            return response_text((row.title,), row.text)
        case _:
            return row.text


def row_of(record: SessionRecord, passage: str) -> Spoken | None:
    """The row whose words a passage is; None when it is not there."""
    kind, _, key = passage.partition(":")
    match kind:
        case "answer":
            return record.responses.get(QuestionId(key))
        case "turn":
            return record.turns.get(key)
        case "note":
            return record.notes.get(key)
        case "said":
            return record.contributions.get(key)
        case _:
            return None


def text_of(record: SessionRecord, passage: str) -> str:
    """The text of a passage; empty when it is not there."""
    row = row_of(record, passage)
    return "" if row is None else words_of(row)


def passages(record: SessionRecord, guide: Guide) -> list[Passage]:
    """Every passage of the session that has words in it, in reading order.

    Answers stand in the order of the guide, what each of a group said to a question after what they said
    together; answers to questions that the guide no longer has come after them, so that words are never out
    of sight; then the turns in their order, then field notes by time.
    """
    return [*_answers(record, guide), *_turns(record, guide), *_notes(record)]


def _answers(record: SessionRecord, guide: Guide) -> Iterator[Passage]:
    numbered = {question.id: (n, question) for n, question in enumerate(guide.questions(), 1)}
    said = said_by_question(record)
    order = [q for q in numbered if q in record.responses or q in said]
    order += [q for q in (*record.responses, *said) if q not in numbered]
    for question_id in dict.fromkeys(order):
        number, question = numbered.get(question_id, (0, None))
        if question is not None and question.kind is QuestionKind.CONSENT:
            continue  # what was agreed is not something that was said
        heading = question.heading if question else question_id
        response = record.responses.get(question_id)
        if response is not None and words_of(response).strip():
            is_answer = question is None or question.kind in (QuestionKind.OPEN, QuestionKind.LIST)
            yield Passage(
                id=answer_passage(question_id),
                kind=PassageKind.ANSWER if is_answer else PassageKind.COMMENT,
                text=words_of(response),
                label=str(number) if number else "–",
                heading=heading,
                question=question_id,
                speaker=record.session.participant,
                start=response.first_at,
            )
        for contribution in said.get(question_id, ()):
            if words_of(contribution).strip():
                yield Passage(
                    id=contribution_passage(contribution.id),
                    kind=PassageKind.CONTRIBUTION,
                    text=words_of(contribution),
                    label=who_said(record, contribution),
                    heading=heading,
                    question=question_id,
                    speaker=speaker_of(record, contribution),
                )


def said_by_question(record: SessionRecord) -> dict[QuestionId, list[Contribution]]:
    """What each of a group said to each question, in the order it came."""
    found: dict[QuestionId, list[Contribution]] = {}
    for contribution in sorted(record.contributions.values(), key=lambda each: (each.order, each.id)):
        found.setdefault(contribution.question, []).append(contribution)
    return found


def speaker_of(record: SessionRecord, contribution: Contribution) -> ParticipantCode | None:
    """Whose words a contribution is; None when nobody in particular said it, or nobody with a code."""
    seat = record.seats.get(contribution.seat) if contribution.seat is not None else None
    return seat.participant if seat is not None else None


def who_said(record: SessionRecord, contribution: Contribution) -> str:
    """The seat or role that said it, for researchers: `P03`, `seat 4`, `provider`, `group`."""
    seat = record.seats.get(contribution.seat) if contribution.seat is not None else None
    if seat is None:
        return contribution.role or "group"
    return seat.participant or f"seat {seat.order}"


def _turns(record: SessionRecord, guide: Guide) -> Iterator[Passage]:
    headings = {question.id: question.heading for question in guide.questions()} if record.turns else {}
    for turn in sorted(record.turns.values(), key=lambda t: (t.order, t.id)):
        if turn.text.strip():
            yield Passage(
                id=turn_passage(turn.id),
                kind=PassageKind.TURN,
                text=turn.text,
                label=turn.speaker or "?",
                heading=headings.get(turn.question, turn.question) if turn.question else "",
                question=turn.question,
                speaker=turn.participant,
                asks=turn.participant is None and turn.speaker == INTERVIEWER,
                start=turn.start,
            )


def _notes(record: SessionRecord) -> Iterator[Passage]:
    for note in sorted(record.notes.values(), key=lambda n: (n.at, n.id)):
        if note.kind is NoteKind.FIELD and note.text.strip():
            yield Passage(
                id=note_passage(note.id),
                kind=PassageKind.NOTE,
                text=note.text,
                label="note",
                heading="Field note",
                question=note.question,
                start=note.at,
            )
