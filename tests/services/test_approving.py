"""Asking participants about their quotes, and putting down what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Approval, Quote
from reflect.errors import InvalidInput, NotFound, ReadOnly
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, agreed, interviewed

TEXT = "We began in spring. Nobody trusted the budget. That took a year."


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def study(tmp_path: Path, clock: Clock) -> Study:
    made = Study.create(tmp_path / "study", "Wenmarsh", clock=clock, researcher="ana")
    made.edits.add_participant(a_person("P01", agreed(first=True)))
    desk = interviewed(made, TEXT)
    desk.toggle(answer_passage(ANSWER), 0, 19, PointId("LP1"))
    desk.toggle(answer_passage(ANSWER), 20, 46, PointId("LP2"))
    desk.close()
    return made


def quotes(study: Study) -> list[Quote]:
    (record, _), *_ = study.records()
    return sorted(record.quotes.values(), key=lambda quote: quote.start)


def answered(study: Study, *boxes: str) -> str:
    """The sheet of P01 with a box ticked for each quote."""
    parts = study.approvals.sheet_markdown("P01").split("## ")
    for n, box in enumerate(boxes, 1):
        parts[n] = parts[n].replace(f"- [ ] {box.split(':')[0]}", f"- [x] {box.split(':')[0]}")
        if ":" in box:
            parts[n] = parts[n].replace("Change it to:", box)
    return "## ".join(parts)


def test_a_sheet_has_every_quote_its_context_and_where_it_stands(study: Study) -> None:
    study.drafts.keep_reflection("P01")
    sheet = study.approvals.sheet("p01")
    assert [shown.words for shown in sheet.quotes] == ["We began in spring.", "Nobody trusted the budget."]
    assert (sheet.quotes[1].before, sheet.quotes[1].after) == ("We began in spring.", "That took a year.")
    # Its title is “Reflection, P01”, and codes are for the researchers.
    assert all(shown.where == ("Reflection",) for shown in sheet.quotes)


def test_what_is_answered_is_put_down_and_rules_what_appears(study: Study) -> None:
    found = study.approvals.record(
        answered(study, "Change it to: We began in March.", "Leave it out"), name="sheet.md"
    )
    assert (found.fine, found.changed, found.left_out, found.left) == (0, 1, 1, 0)
    first, second = quotes(study)
    assert (first.approval, first.approved_words, first.words) == (
        Approval.AMENDED,
        "We began in March.",
        "We began in spring.",
    )
    assert first.answered_on == "2026-11-01"
    assert second.approval is Approval.DECLINED
    rulings = study.rendering.rulings()
    assert rulings[first.id].words == "We began in March."
    assert not rulings[second.id].appears
    with pytest.raises(InvalidInput, match="nothing to ask P01"):
        study.approvals.sheet("P01")
    assert study.approvals.sheet("P01", again=True).quotes[0].words == "We began in spring."


def test_it_is_one_step_of_undo(study: Study) -> None:
    before = quotes(study)
    study.approvals.record(answered(study, "Fine as it is", "Fine as it is"), name="sheet.md")
    assert {quote.approval for quote in quotes(study)} == {Approval.APPROVED}
    assert study.steps.undo()
    assert quotes(study) == before


def test_a_sheet_with_anything_wrong_changes_nothing_and_everything_is_named(study: Study) -> None:
    before = quotes(study)
    unknown = before[1].id
    text = answered(study, "Fine as it is").replace(unknown, "zzzzzzzz")
    with pytest.raises(InvalidInput) as told:
        study.approvals.record(text, name="sheet.md")
    assert "no box is ticked for the quote zzzzzzzz" in str(told.value)
    text = text.replace("- [ ] Leave it out", "- [x] Leave it out")
    with pytest.raises(InvalidInput) as told:
        study.approvals.record(text, name="sheet.md")
    assert "more than one box is ticked" in str(told.value)
    assert "there is no quote zzzzzzzz of P01" in str(told.value)
    assert str(told.value).startswith("sheet.md: 2 to mend first; nothing was put down:\nline ")
    with pytest.raises(InvalidInput, match="of another study"):
        study.approvals.record(
            answered(study, "Fine as it is", "Fine as it is").replace(study.uid, "another"), name="sheet.md"
        )
    assert quotes(study) == before


def test_quotes_without_a_tick_can_be_left_open(study: Study) -> None:
    found = study.approvals.record(answered(study, "Fine as it is"), name="s.md", leave_open=True)
    assert (found.fine, found.left) == (1, 1)
    assert [quote.approval for quote in quotes(study)] == [Approval.APPROVED, Approval.NOT_ASKED]


def test_a_dry_run_puts_nothing_down(study: Study) -> None:
    text = answered(study, "Fine as it is", "Leave it out")
    assert study.approvals.record(text, name="s.md", dry_run=True).fine == 1
    assert {quote.approval for quote in quotes(study)} == {Approval.NOT_ASKED}


def test_an_answer_to_other_words_is_no_answer_unless_it_is_no(study: Study) -> None:
    fine = answered(study, "Fine as it is", "Leave it out")
    desk = study.open_session(study.sessions()[0].id)
    quote = quotes(study)[0]
    desk.respan(quote, 0, 8)
    desk.respan(quotes(study)[1], 20, 30)
    desk.close()
    with pytest.raises(InvalidInput, match="are others now than on this sheet") as told:
        study.approvals.record(fine, name="s.md")
    assert quotes(study)[1].id not in str(told.value)


def test_nothing_is_put_down_while_somebody_has_the_session_open(study: Study) -> None:
    text = answered(study, "Fine as it is", "Fine as it is")
    desk = study.open_session(study.sessions()[0].id)
    other = Study.open(study.folder, researcher="bea")
    try:
        with pytest.raises(ReadOnly, match="session is open"):
            other.approvals.record(text, name="s.md")
        with pytest.raises(ReadOnly):
            other.approvals.asked("P01")
    finally:
        desk.close()
        other.close()
    assert {quote.approval for quote in quotes(study)} == {Approval.NOT_ASKED}


def test_who_was_asked_owes_an_answer_until_the_day_that_was_set(study: Study, clock: Clock) -> None:
    study.edits.save_settings(msgspec.structs.replace(study.settings(), answer_within=14))
    assert study.approvals.asked("P01") == 2
    (owing,) = study.approvals.owing()
    assert (owing.asked, owing.asked_on, owing.overdue) == (2, "2026-11-01", False)
    assert study.approvals.sheet("P01").answer_by == "2026-11-15"
    clock.now += timedelta(days=15)
    (owing,) = study.approvals.owing()
    assert owing.overdue
    first = quotes(study)[0].id
    assert not study.rendering.rulings()[first].appears
    study.edits.save_settings(msgspec.structs.replace(study.settings(), silence="yes"))
    assert study.rendering.rulings()[first].appears
    assert "we take it that they are fine" in study.approvals.sheet_markdown("P01")


@pytest.mark.parametrize(
    "consent", [{"withdrawn": "2026-10-01"}, {"quoted": False}, {"take_part": False}, {"quoted": None}]
)
def test_nobody_is_asked_about_words_that_may_not_be_used_anyway(
    study: Study, consent: dict[str, object]
) -> None:
    person = study.participant("P01")
    changed = msgspec.structs.replace(person.consents[-1], **consent)
    study.edits.save_participant(msgspec.structs.replace(person, consents=(changed,)))
    assert study.approvals.owing() == ()
    with pytest.raises(InvalidInput, match="nothing to ask"):
        study.approvals.sheet("P01")


def test_other_peoples_words_never_stand_on_a_sheet(study: Study) -> None:
    study.edits.add_participant(a_person("P02"))
    desk = interviewed(study, "Theirs alone.", code="P02")
    desk.toggle(answer_passage(ANSWER), 0, 6, PointId("LP1"))
    desk.close()
    assert "Theirs" not in study.approvals.sheet_markdown("P01")
    assert [shown.words for shown in study.approvals.sheet("P02").quotes] == ["Theirs"]
    with pytest.raises(NotFound):
        study.approvals.sheet("P09")
