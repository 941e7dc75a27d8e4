"""Every change in a session is a step that can be taken back, or is listed here with its reason."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import msgspec
import pytest

from reflect.domain.changes import applied, put
from reflect.domain.clashes import text_clash
from reflect.domain.correcting import Correction, part_at
from reflect.domain.group import Contribution, GroupConsent, RuleReview, RuleState, SeatId
from reflect.domain.guide import Question
from reflect.domain.ids import OptionId, ParticipantCode, PointId, QuestionId, QuoteId, RoleId
from reflect.domain.passages import answer_passage
from reflect.domain.session import (
    Approval,
    Memo,
    MemoTarget,
    Note,
    NoteKind,
    Quote,
    Response,
    ResponseState,
    SessionRecord,
    Tag,
    Turn,
)
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from tests.builders import a_desk, a_record

ANSWER = answer_passage("went-well")
TEXT = "We were cross. One person for the whole district. One."
LP4 = PointId("LP4")


def worked_on() -> SessionDesk:
    """A session with something of everything in it, and nothing to take back."""
    desk = a_desk()
    desk.write("went-well", TEXT)
    desk.enter("words", ["trust", "time", "tea"])
    desk.toggle(ANSWER, 15, 25, LP4)
    quote = next(iter(desk.record.quotes.values()))
    desk.toggle(ANSWER, 26, 49, LP4)
    desk.memo(MemoTarget.QUOTE, quote.id, "compare")
    seat = desk.sit(role=RoleId("provider"))
    desk.sit()
    entries = [desk.contribute("words", words, seat=seat.id) for words in ("fun", "more fun")]
    desk.gather(entries[:1], "Joy")
    desk.word_rule("We say what we mean.")
    clash = text_clash("responses", "in-the-way", "text", kept="Money.", other="Time.", at="")
    record = applied(desk.record, [put(desk.record, "clashes", clash)])
    record = applied(record, [put(record, "turns", Turn(id="t1", order=0, text="Um, yes."))])
    return a_desk(record, prefix="s")


def first_quote(desk: SessionDesk) -> Quote:
    return next(iter(desk.record.quotes.values()))


def last_quote(desk: SessionDesk) -> Quote:
    return [quote for quote in desk.record.quotes.values() if quote.passage == ANSWER][-1]


def first_tag(desk: SessionDesk) -> Tag:
    return next(iter(desk.record.tags.values()))


def first_memo(desk: SessionDesk) -> Memo:
    return next(iter(desk.record.memos.values()))


def a_correction(desk: SessionDesk) -> Correction:
    part = part_at(desk.record, ANSWER, 0)
    assert part is not None
    return Correction(part, TEXT.replace("person", "officer"))


def entry(desk: SessionDesk, at: int = 0) -> Contribution:
    return desk.said("words")[at]


def drafted(desk: SessionDesk) -> Contribution:
    found = desk.draft("words", "tea ")
    assert found is not None
    return found


def seat(desk: SessionDesk, at: int = 0) -> SeatId:
    return desk.seats()[at].id


def question(desk: SessionDesk, key: str) -> Question:
    found = desk.guide.question(key)
    assert found is not None
    return found


STEPS: dict[str, Callable[[SessionDesk], object]] = {
    "adopt": lambda desk: desk.adopt(desk.rules(), on="2026-11-24", by="everyone"),
    "agree": lambda desk: desk.agree(GroupConsent(quoted=True, on="2026-11-24")),
    "answer_from": lambda desk: desk.answer_from(question(desk, "safe"), seat(desk), rating=4),
    "attribute": lambda desk: desk.attribute(entry(desk, 1), role=RoleId("provider")),
    "back_up_answer": lambda desk: desk.back_up_answer("safe", [first_quote(desk).id]),
    "back_up": lambda desk: desk.back_up(entry(desk), [first_quote(desk).id]),
    "call": lambda desk: desk.call(entry(desk, 1), "Joy itself"),
    "clear_seat": lambda desk: desk.clear_seat(seat(desk, 1)),
    "contribute": lambda desk: desk.contribute("words", "tea"),
    "drop_rule": lambda desk: desk.drop_rule(desk.rules()[0]),
    "gather": lambda desk: desk.gather([entry(desk, 1)], "", into=desk.clusters("words")[0].id),
    "keep_entry": lambda desk: desk.keep_entry(drafted(desk), beside=entry(desk, 1)),
    "leave_seat": lambda desk: desk.leave_seat(seat(desk)),
    "name_cluster": lambda desk: desk.name_cluster(desk.clusters("words")[0].id, "Delight"),
    "order_rules": lambda desk: desk.order_rules([*desk.rules(), *desk.rules()]),
    "order_clusters": lambda desk: desk.order_clusters([c.id for c in desk.clusters("words")] * 2),
    "part": lambda desk: desk.part([entry(desk)]),
    "reveal": lambda desk: desk.reveal("words"),
    "review": lambda desk: desk.review(
        desk.rules()[0], RuleReview(on="2027-01-01", state=RuleState.SLIPPING)
    ),
    "sit": lambda desk: desk.sit(participant=ParticipantCode("P07")),
    "take_out": lambda desk: desk.take_out(entry(desk)),
    "word_rule": lambda desk: desk.word_rule("We ask first.", rule=desk.rules()[0]),
    "anchor": lambda desk: desk.anchor(first_quote(desk), "turn:t1", 4, 7),
    "approve": lambda desk: desk.approve(first_quote(desk), Approval.APPROVED),
    "bookmark": lambda desk: desk.bookmark(seconds=3, question=None),
    "choose": lambda desk: desk.choose("missing", [OptionId("lived")]),
    "contradict": lambda desk: desk.contradict(first_tag(desk)),
    "correct": lambda desk: desk.correct("Correction", [a_correction(desk)], take_in=True),
    "end": lambda desk: desk.end(),
    "merge": lambda desk: desk.merge(first_quote(desk), last_quote(desk)),
    "mark": lambda desk: desk.mark("in-the-way", ResponseState.SKIPPED, reason="no time"),
    "mark_probe": lambda desk: desk.mark_probe("went-well", 1),
    "memo": lambda desk: desk.memo(MemoTarget.SESSION, "s1", "struck me"),
    "note": lambda desk: desk.note("silence", seconds=2, question=None),
    "quote": lambda desk: desk.quote(ANSWER, 0, 7),
    "rank": lambda desk: desk.rank("first", [OptionId("time"), OptionId("money")]),
    "rate": lambda desk: desk.rate("safe", 3),
    "remove": lambda desk: desk.remove(first_quote(desk)),
    "respan": lambda desk: desk.respan(first_quote(desk), 15, 49),
    "rewrite_memo": lambda desk: desk.rewrite_memo(first_memo(desk), ""),
    "settle": lambda desk: desk.settle(desk.clashes()[0], "Time."),
    "split": lambda desk: desk.split(first_quote(desk), first_quote(desk).start + 4),
    "star": lambda desk: desk.star(first_quote(desk)),
    "toggle": lambda desk: desk.toggle(ANSWER, 0, 7, LP4),
    "toggle_on": lambda desk: desk.toggle_on(first_quote(desk), PointId("LP2")),
}
TYPING = {
    "draft": "typing: an entry is there from its first letter; keeping it is a step",
    "write": "typing: the editor undoes it letter by letter",
    "enter": "typing; taking an entry out and moving one are steps",
    "write_entry": "typing: the editor undoes it letter by letter",
    "write_from": "typing: the editor undoes it letter by letter",
    "write_memo": "typing: the editor undoes it letter by letter",
    "write_title": "typing: the editor undoes it letter by letter",
}
NO_EDIT = {
    "keep_place": "where the cursor stands and how long the clock has run is no edit of anything",
    "reach": "a question that came up came up",
    "recover": "what was typed before reflect stopped, before anything can be undone",
    "take_up": "what somebody else did is theirs to undo",
    "follow": "the same, while reading along",
    "undo": "undoing itself",
    "redo": "undoing itself",
}
READS = {
    "asked",
    "beat",
    "catch_up",
    "clashes",
    "close",
    "clusters",
    "journal",
    "now",
    "passage",
    "passages",
    "response",
    "rules",
    "said",
    "said_from",
    "save",
    "save_elsewhere",
    "seats",
    "take_notices",
    "would_correct",
}
"""What leaves the record as it is."""


def test_every_public_method_of_the_desk_is_a_step_or_is_listed_with_its_reason() -> None:
    methods = {
        name for name, _ in inspect.getmembers(SessionDesk, inspect.isfunction) if not name.startswith("_")
    }
    listed = STEPS.keys() | TYPING.keys() | NO_EDIT.keys() | READS
    assert methods == listed


@pytest.mark.parametrize("name", STEPS)
def test_each_change_is_one_step_that_is_taken_back_and_done_again(name: str) -> None:
    desk = worked_on()
    before = desk.record
    STEPS[name](desk)
    after = desk.record
    assert after != before
    label = desk.can_undo
    assert label
    assert desk.undo() == label
    assert desk.record == before
    assert not desk.can_undo
    assert desk.redo() == label
    assert desk.record == after
    desk.undo()
    assert desk.record == before


def test_all_of_them_in_a_row_are_taken_back_one_by_one() -> None:
    desk = worked_on()
    seen = [desk.record]
    last = ("anchor", "contradict", "rewrite_memo", "remove", "part", "take_out", "drop_rule")
    for name in [*(name for name in STEPS if name not in last), *last]:
        STEPS[name](desk)
        seen.append(desk.record)
    for record in reversed(seen[:-1]):
        desk.undo()
        assert desk.record == record
    for record in seen[1:]:
        desk.redo()
        assert desk.record == record


@pytest.mark.parametrize("entries", [["trust", "tea"], ["time", "trust", "tea"]], ids=["taken out", "moved"])
def test_an_entry_taken_out_or_moved_is_a_step(entries: list[str]) -> None:
    desk = worked_on()
    before = desk.record
    desk.enter("words", entries)
    assert desk.response("words").entries == tuple(entries)
    assert desk.undo()
    assert desk.record == before


def test_typing_an_entry_is_no_step() -> None:
    desk = worked_on()
    desk.enter("words", ["trust", "time", "tea", "c"])
    desk.enter("words", ["trust", "times", "tea", "c"])
    assert not desk.can_undo


def test_quotes_go_along_when_entries_change_places() -> None:
    desk = worked_on()
    words = answer_passage("words")
    quotes = [desk.toggle(words, at, end, LP4) for at, end in ((0, 5), (6, 10), (11, 14))]
    desk.enter("words", ["tea", "trust", "time"])
    passage = desk.passage(words)
    assert passage is not None
    for quote in quotes:
        now = desk.record.quotes[quote.id]
        assert passage.text[now.start : now.end] == quote.words
        assert not now.source_changed


# -- what came in between stays --------------------------------------------------------------------------


def test_undoing_a_mark_on_a_question_keeps_the_answer_typed_since() -> None:
    desk = a_desk()
    desk.mark("in-the-way", ResponseState.ASK_AGAIN)
    desk.write("in-the-way", "Money, mostly.")
    with pytest.raises(InvalidInput, match="Nothing is left to take back"):
        desk.undo()
    assert desk.response("in-the-way").text == "Money, mostly."
    assert desk.response("in-the-way").state is ResponseState.ANSWERED
    assert not desk.can_undo


def test_undoing_a_correction_keeps_what_was_typed_since_and_moves_the_quotes() -> None:
    desk = worked_on()
    STEPS["correct"](desk)
    desk.write("went-well", f"Well. {desk.response('went-well').text} And so on.")
    assert desk.undo() == "Correction"
    assert desk.response("went-well").text == f"Well. {TEXT} And so on."
    quote = first_quote(desk)
    assert (quote.words, quote.start, quote.source_changed) == ("One person", 21, False)


def test_undoing_the_removal_of_a_quote_finds_the_words_it_stood_on_among_others_like_them() -> None:
    desk = worked_on()
    desk.toggle(ANSWER, 50, 53, LP4)
    last = next(q for q in desk.record.quotes.values() if q.words == "One")
    desk.remove(last)
    desk.write("went-well", f"One thing first. {TEXT}")
    desk.undo()
    assert desk.record.quotes[last.id].start == 50 + len("One thing first. ")


def test_undo_after_a_merge_leaves_what_the_other_did() -> None:
    desk = worked_on()
    quote = first_quote(desk)
    desk.approve(quote, Approval.APPROVED)
    desk.toggle(ANSWER, 0, 7, LP4)
    mine = next(q for q in desk.record.quotes.values() if q.start == 0)
    desk.note("silence", seconds=1, question=None)
    desk.correct("Correction", [a_correction(desk)], take_in=True)
    desk._record = their_work(desk.record, quote.id, mine.id)
    theirs = desk.record
    desk.undo()
    text = desk.response("went-well").text
    assert text == theirs.responses[QuestionId("went-well")].text.replace("officer", "person")
    assert text.endswith("Theirs.")
    assert desk.undo() == "Field note"
    assert [note.text for note in desk.record.notes.values()] == ["heard a train"]
    desk.undo()
    assert desk.record.quotes[mine.id].words == "We were"
    assert [tag.by for tag in desk.record.tags.values() if tag.quote == mine.id] == ["bea"]
    with pytest.raises(InvalidInput, match="changed since"):
        desk.undo()
    assert desk.record.quotes[quote.id].approval is Approval.DECLINED


def their_work(record: SessionRecord, approved: QuoteId, tagged: QuoteId) -> SessionRecord:
    """What a merge brings: words, a note, a tag on my quote, and another word on an approval."""
    response = record.responses[QuestionId("went-well")]
    rows: list[tuple[str, Response | Note | Tag | Quote]] = [
        ("responses", msgspec.structs.replace(response, text=f"{response.text} Theirs.")),
        ("notes", Note(id="n9", kind=NoteKind.FIELD, at=1.0, written="", text="heard a train")),
        ("tags", Tag(id=f"{tagged}/LP1/bea", quote=tagged, point=PointId("LP1"), by="bea", at="")),
        ("quotes", msgspec.structs.replace(record.quotes[approved], approval=Approval.DECLINED)),
    ]
    for table, row in rows:
        record = applied(record, [put(record, table, row)])  # type: ignore[arg-type]  # the table fits the row
    return record


def test_a_session_that_was_ended_by_mistake_goes_on_after_undo() -> None:
    desk = a_desk(a_record())
    desk.end()
    desk.keep_place("went-well", 4, 90.0)
    desk.undo()
    assert desk.record.session.ended is None
    assert (desk.record.session.at_question, desk.record.session.seconds) == ("went-well", 90.0)
