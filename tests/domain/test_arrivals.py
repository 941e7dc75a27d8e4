"""What came in from somebody else is told in one line, and what nobody needs to know is not."""

from __future__ import annotations

import msgspec
import pytest

from reflect.domain.arrivals import in_words
from reflect.domain.clashes import text_clash
from reflect.domain.ids import PassageId, PointId, QuestionId, QuoteId
from reflect.domain.session import (
    Memo,
    MemoTarget,
    Note,
    NoteKind,
    Quote,
    Response,
    ResponseState,
    SessionRecord,
    Tag,
    tag_id,
)
from tests.builders import a_record

AT = "2026-11-23T10:00:00+00:00"


def answered(**texts: str) -> dict[QuestionId, Response]:
    return {
        QuestionId(key): Response(id=QuestionId(key), state=ResponseState.ANSWERED, text=text)
        for key, text in texts.items()
    }


def tagged(*by: str) -> SessionRecord:
    quote = Quote(
        id=QuoteId("q"), passage=PassageId("answer:a"), start=0, end=3, words="One", by="ana", at=AT
    )
    tags = [
        Tag(id=tag_id("q", "LP1", who), quote=quote.id, point=PointId("LP1"), by=who, at=AT) for who in by
    ]
    record = msgspec.structs.replace(a_record(), responses=answered(a="One two."), quotes={quote.id: quote})
    return msgspec.structs.replace(record, tags={tag.id: tag for tag in tags})


def test_answers_and_tags_are_counted_and_told_with_the_name_of_who_gave_them() -> None:
    before = tagged("ana")
    after = msgspec.structs.replace(tagged("ana", "Ben"), responses=answered(a="One two. Three.", b="Four."))
    assert in_words(before, after, me="ana") == "Ben's changes came in: 2 answers, 1 tag"


def test_two_names_are_both_told_and_ones_own_is_not() -> None:
    assert in_words(tagged(), tagged("ana", "Ben", "Cleo"), me="ana") == (
        "Ben and Cleo's changes came in: 3 tags"
    )


def test_words_alone_tell_nobody_s_name() -> None:
    before, after = a_record(), msgspec.structs.replace(a_record(), responses=answered(a="One."))
    assert in_words(before, after, me="ana") == "Changes from elsewhere came in: 1 answer"


def test_what_was_removed_is_said() -> None:
    assert in_words(tagged("Ben"), tagged(), me="ana") == "Ben's changes came in: 1 tag removed"


@pytest.mark.parametrize(
    "after",
    [
        msgspec.structs.replace(tagged(), session=msgspec.structs.replace(a_record().session, seconds=90.0)),
        msgspec.structs.replace(
            tagged(),
            responses=answered(a="One two.")
            | {QuestionId("b"): Response(id=QuestionId("b"), state=ResponseState.ASKED, first_at=4.0)},
        ),
        msgspec.structs.replace(
            tagged(),
            quotes={
                QuoteId("q"): msgspec.structs.replace(tagged().quotes[QuoteId("q")], start=5, end=8),
            },
        ),
    ],
    ids=["their clock", "a question that came up there", "a quote that moved with its words"],
)
def test_what_nobody_needs_to_know_is_not_said(after: SessionRecord) -> None:
    assert in_words(tagged(), after, me="ana") == ""


def test_marks_notes_memos_and_clashes_are_told_each_by_itself() -> None:
    before = tagged()
    note = Note(id="n", kind=NoteKind.FIELD, at=1.0, written=AT, text="A sigh.")
    moment = Note(id="m", kind=NoteKind.BOOKMARK, at=2.0, written=AT)
    memo = Memo(id="o", target=MemoTarget.SESSION, target_id="s1", text="Ask.", by="Ben", at=AT)
    clash = text_clash("responses", "a", "text", kept="One.", other="Two.", at=AT)
    responses = answered(a="One two.")
    responses[QuestionId("a")] = msgspec.structs.replace(responses[QuestionId("a")], probes=(0,))
    after = msgspec.structs.replace(
        before,
        responses=responses,
        notes={"n": note, "m": moment},
        memos={"o": memo},
        clashes={clash.id: clash},
    )
    assert in_words(before, after, me="ana") == (
        "Ben's changes came in: 1 mark on a question, 1 field note, 1 marked time, 1 memo; "
        "1 place in two versions"
    )


def test_words_that_both_changed_are_told_without_a_count_of_nothing() -> None:
    clashes = [text_clash("responses", key, "text", kept="One.", other="Two.", at=AT) for key in "ab"]
    after = msgspec.structs.replace(tagged(), clashes={clash.id: clash for clash in clashes})
    assert in_words(tagged(), after, me="ana") == (
        "The same words were changed elsewhere: 2 places in two versions"
    )
