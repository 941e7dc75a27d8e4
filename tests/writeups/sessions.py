"""A guide and a session to write tests with."""

from __future__ import annotations

from reflect.domain.guide import Anchor, Condition, Guide, Option, Question, QuestionKind, Section
from reflect.domain.ids import (
    GuideId,
    OptionId,
    ParticipantCode,
    PassageId,
    PointId,
    QuestionId,
    QuoteId,
    SectionId,
    SessionId,
)
from reflect.domain.session import (
    Note,
    NoteKind,
    Quote,
    Response,
    Session,
    SessionKind,
    SessionRecord,
    Tag,
    Turn,
    tag_id,
)

WHEN = "2026-11-23T10:00:00+00:00"


def question(question_id: str, heading: str, **more: object) -> Question:
    """A question; open unless `more` says otherwise."""
    return Question(id=QuestionId(question_id), heading=heading, **more)  # type: ignore[arg-type]


def option(option_id: str, text: str) -> Option:
    """An option."""
    return Option(id=OptionId(option_id), text=text)


GUIDE = Guide(
    id=GuideId("agency"),
    title="Public agency interview",
    version="1.0",
    sections=(
        Section(
            id=SectionId("opening"),
            heading="Opening",
            questions=(
                question("post", "Your post", probes=("Who do you answer to?", "What is in a *week*?")),
                question("well", "A time it went well"),
            ),
        ),
        Section(
            id=SectionId("trying"),
            heading="Trying things out",
            questions=(
                question(
                    "free",
                    "How free to try",
                    kind=QuestionKind.SCALE,
                    least=1,
                    most=5,
                    anchors=(Anchor(value=3, text="In small things"),),
                ),
                question(
                    "thin",
                    "Where it is thinnest",
                    kind=QuestionKind.CHOOSE,
                    most=2,
                    options=(option("middle", "Managers in the middle"), option("senior", "Senior leaders")),
                ),
                question(
                    "help",
                    "What the middle needs",
                    condition=Condition(question=QuestionId("thin"), option="middle"),
                ),
                question(
                    "order",
                    "The order of need",
                    kind=QuestionKind.RANK,
                    options=(option("a", "Mindset"), option("b", "Empathy")),
                ),
                question("holds", "What holds it", kind=QuestionKind.LIST),
            ),
        ),
    ),
)


def session(
    *responses: Response,
    turns: tuple[Turn, ...] = (),
    notes: tuple[Note, ...] = (),
    quotes: tuple[Quote, ...] = (),
    tags: tuple[Tag, ...] = (),
    participant: str | None = "P03",
    kind: SessionKind = SessionKind.INTERVIEW,
) -> SessionRecord:
    """A session with P03 by `GUIDE`."""
    return SessionRecord(
        session=Session(
            id=SessionId("s1"),
            kind=kind,
            guide=GUIDE.id,
            guide_version="1.0",
            guide_text="",
            participant=ParticipantCode(participant) if participant else None,
            researcher="Ana",
            started=WHEN,
            seconds=3125,
        ),
        responses={response.id: response for response in responses},
        turns={turn.id: turn for turn in turns},
        notes={note.id: note for note in notes},
        quotes={quote.id: quote for quote in quotes},
        tags={tag.id: tag for tag in tags},
    )


def response(question_id: str, **more: object) -> Response:
    """A response."""
    return Response(id=QuestionId(question_id), **more)  # type: ignore[arg-type]


def note(note_id: str, at: float, text: str = "", *, question: str | None = None, mark: bool = False) -> Note:
    """A field note, or a bookmark."""
    return Note(
        id=note_id,
        kind=NoteKind.BOOKMARK if mark else NoteKind.FIELD,
        at=at,
        written=WHEN,
        text=text,
        question=QuestionId(question) if question else None,
    )


def quote(quote_id: str, passage: str, words: str, start: int = 0) -> Quote:
    """A quote."""
    return Quote(
        id=QuoteId(quote_id),
        passage=PassageId(passage),
        start=start,
        end=start + len(words),
        words=words,
        at=WHEN,
    )


def tag(quote_id: str, point: str, *, by: str = "Ana", contradicts: bool = False) -> Tag:
    """A tag."""
    return Tag(
        id=tag_id(quote_id, point, by),
        quote=QuoteId(quote_id),
        point=PointId(point),
        by=by,
        at=WHEN,
        contradicts=contradicts,
    )
