"""What a group said in a session of ours that comes back: answers of all, and contributions from seats.

As turns of a transcript they would be one person's words, and nobody is ever named for what they said in a
room.
"""

from __future__ import annotations

from reflect.domain.group import Contribution, Seat, SeatId
from reflect.domain.ids import PassageId, QuestionId, RoleId
from reflect.domain.passages import answer_passage, contribution_passage
from reflect.domain.session import Response, Turn, with_state
from reflect.services.refi_cut import Piece

_SEAT = "seat "


class Room:
    """The tables of a group's session, as they fill."""

    def __init__(self) -> None:
        self.responses: dict[QuestionId, Response] = {}
        self.contributions: dict[str, Contribution] = {}
        self.seats: dict[SeatId, Seat] = {}

    def take(self, piece: Piece, turn: Turn, *, at: str) -> PassageId:
        """Put down what was said in answer to a question, once as a turn; returns its passage."""
        question = QuestionId(piece.question or "")
        if piece.source == "answer":
            response = Response(id=question, text=turn.text, first_at=piece.seconds)
            self.responses[question] = with_state(response)
            return answer_passage(question)
        key = piece.passage.partition(":")[2]
        seat = self._seat(piece.speaker, turn, at)
        self.contributions[key] = Contribution(
            id=key,
            question=question,
            seat=seat,
            role=RoleId(piece.speaker) if seat is None and piece.speaker != "group" else None,
            text=turn.text,
            order=len(self.contributions) + 1,
            at=at,
        )
        return contribution_passage(key)

    def _seat(self, label: str, turn: Turn, at: str) -> SeatId | None:
        """The seat that it came from; None when it was a role's, or nobody's in particular."""
        number = label.removeprefix(_SEAT) if label.startswith(_SEAT) else ""
        if turn.participant is None and not number.isdecimal():
            return None
        key = SeatId(turn.participant or f"s{number}")
        taken = {seat.order for seat in self.seats.values()}
        free = next(n for n in range(1, len(taken) + 2) if n not in taken)
        order = int(number) if number and int(number) not in taken else free
        self.seats.setdefault(key, Seat(id=key, order=order, participant=turn.participant, joined=at))
        return key
