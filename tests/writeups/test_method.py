"""The figures of a study tell readers how it was done, and of nobody alone."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.codebook_log import LogEntry, entry
from reflect.domain.ids import PointId
from reflect.domain.session import Approval, SessionKind
from reflect.services.agreement_told import agreement_told
from reflect.writeups.briefing import draft_briefing
from reflect.writeups.coreq import checklist
from reflect.writeups.method import Method, months
from reflect.writeups.method_tagging import days_said, history
from tests.writeups.told import GUIDE, member, sitting, told


def figures(people: int, role: str = "provider") -> Method:
    everyone = [member(f"P{n:02d}", role) for n in range(people)]
    sessions = [sitting(n, (p.code, "Some words here.", ("LP1",))) for n, p in enumerate(everyone)]
    return told(everyone, *sessions).method


def test_who_took_part_when_and_how_much_was_said_is_counted() -> None:
    people = [member("P01"), member("P02"), member("P03", recorded=False)]
    method = told(
        people,
        sitting(1, ("P01", "One two three.", ("LP1",)), day="2026-03-03", seconds=1800),
        sitting(2, ("P02", "Four five.", ("!LP1", "LP2")), day="2026-05-03", by=("ana", "bea")),
        sitting(3, ("P02", "Six.", ()), day="2026-04-03", seconds=5400),
        sitting(4, ("P03", "Seven.", ("LP2",)), kind=SessionKind.TRANSCRIPT, seconds=0),
    ).method
    assert (method.people, method.interviews, method.transcripts, method.sessions) == (3, 3, 1, 4)
    assert (method.when, method.hours, method.words) == ("March to May 2026", "3 hours", 7)
    assert method.lengths is not None
    assert (method.lengths.shortest, method.lengths.middle, method.lengths.longest) == (30, 60, 90)
    assert (method.again, method.recorded) == (1, 2)
    assert (method.quotes, method.tags, method.coders, method.both, method.voices) == (3, 6, 2, 1, 3)
    first, second = method.points
    assert (first.quotes, first.contradicting, first.voices) == (2, 1, 2)
    assert (second.quotes, second.contradicting) == (2, 0)


def test_who_withdrew_does_not_take_part_or_was_never_asked_is_in_no_number() -> None:
    gone = [
        member("P02", withdrawn="2026-05-01"),
        member("P03", take_part=False),
        member("P04", take_part=None),
    ]
    with_them = told(
        [member("P01"), *gone],
        sitting(1, ("P01", "Mine.", ("LP1",))),
        *[sitting(n, (p.code, "Not to be told.", ("LP1",)), day="2025-01-01") for n, p in enumerate(gone, 2)],
    )
    without = told([member("P01")], sitting(1, ("P01", "Mine.", ("LP1",))))
    assert with_them.method == without.method


def test_what_was_sent_for_approval_and_what_came_of_it_is_counted() -> None:
    people = [member("P01"), member("P02")]
    asked = told(
        people,
        sitting(1, ("P01", "Mine.", ("LP1",)), approval=Approval.APPROVED),
        sitting(2, ("P02", "Mine too.", ("LP1",)), approval=Approval.DECLINED),
        sitting(3, ("P02", "And this.", ("LP1",))),
    ).method.asked
    assert (asked.people, asked.quotes, asked.approved, asked.declined, asked.waiting) == (2, 2, 1, 1, 0)


def test_a_role_with_few_people_is_counted_with_others_never_alone() -> None:
    people = [member(f"P{n}", "provider") for n in range(4)]
    people += [member(f"A{n}", "public-agency") for n in range(3)] + [member("C1", "commissioner")]
    groups = told(people).method.groups
    # The one commissioner would be alone among the others: the smallest large role joins them.
    assert [(group.roles, group.people) for group in groups] == [
        (("Provider",), 4),
        (("Public agency", "Commissioner"), 4),
    ]
    assert told(people[4:]).method.groups == ()  # with the commissioner they would be all there are


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_no_group_that_is_told_is_too_small_and_none_can_be_worked_out(counts: list[int]) -> None:
    roles = ("provider", "public-agency", "commissioner", "lived-experience")
    people = [member(f"{r[0]}{n}", r) for r, count in zip(roles, counts, strict=True) for n in range(count)]
    method = told(people).method
    assert all(group.people >= 3 for group in method.groups)
    if method.groups:
        assert sum(group.people for group in method.groups) == method.people


def test_months_say_when_without_a_day() -> None:
    assert months([]) == ""
    assert months(["2026-03-31", "2026-03-01"]) == "March 2026"
    assert months(["2025-05-31", "2026-03-01T10:00"]) == "May 2025 to March 2026"


def test_the_checklist_is_filled_as_far_as_the_data_go_and_asks_the_rest() -> None:
    filled = checklist(figures(4))
    assert [item.number for item in filled] == list(range(1, 33))
    answers = {item.number: item.answer for item in filled}
    assert {number for number, answer in answers.items() if not answer} == (
        set(range(1, 12)) | {13, 14, 15, 22, 23, 28, 30, 31, 32}
    )
    assert answers[12] == "4 people."
    assert answers[16] == "By role. Provider: 4."
    assert answers[19] == "4 of 4 people agreed to be recorded."
    assert answers[24] == "1 researcher tagged."
    nobody = {item.number for item in checklist(told([]).method) if item.answer}
    assert nobody == {25, 26, 27}


def test_saturation_is_a_series_and_no_verdict() -> None:
    answers = {item.number: item.answer for item in checklist(figures(4), (5, 2, 0))}
    assert answers[22].endswith("in their order: 5, 2, 0; 7 in all.")
    assert {item.number: item.answer for item in checklist(figures(4))}[22] == ""


def test_small_roles_have_no_numbers_in_the_checklist() -> None:
    answers = {item.number: item.answer for item in checklist(figures(2))}
    assert answers[16] == "Roles: Provider. Too few in each to give numbers."


def test_each_researcher_is_told_by_numbers_and_what_was_agreed_on_is_nobodys() -> None:
    method = told(
        [member("P01"), member("P02")],
        sitting(1, ("P01", "Mine.", ("LP1", "LP2")), by=("ana", "bea", "agreed")),
        sitting(2, ("P02", "Mine too.", ("LP1",)), by=("ana",)),
    ).method
    assert (method.coders, method.tags, method.both) == (2, 5, 1)
    assert [(t.sessions, t.quotes, t.tags) for t in method.taggings] == [(2, 2, 3), (1, 1, 2)]
    assert "ana" not in repr(method)


def test_the_codebooks_history_has_days_and_leaves_out_what_was_taken_back() -> None:
    def done(what: str, point: str, day: str) -> LogEntry:
        return entry(what, PointId(point), "Old", "New", by="ana", at=f"{day}T10:00:00+00:00")

    log = [
        done("added", "LP9", "2026-03-03"),
        done("added", "LP10", "2026-04-09"),
        done("merged", "LP2", "2026-04-01"),
        done("merge taken back", "LP2", "2026-04-02"),
        done("retired", "LP1", "2026-04-10"),
    ]
    assert history(log) == (
        "2 learning points added (3 March and 9 April 2026)",
        "1 learning point retired (10 April 2026)",
    )
    assert days_said(["2025-12-30", "2026-01-02", "2026-01-03", "2026-01-04"]) == (
        "between 30 December 2025 and 4 January 2026"
    )


def test_agreement_in_the_annex_says_what_it_is_of_and_counts_nobody_who_withdrew() -> None:
    words = ("P01", "First here. Second there.", ("LP1",))
    people = [member("P01"), member("P02", withdrawn="2026-05-01")]
    both = sitting(1, words, by=("ana", "bea"))
    gone = sitting(2, ("P02", "Not to be told.", ("LP1",)), by=("ana", "bea"))
    known = {person.code: person for person in people}
    found = agreement_told([(both, GUIDE), (gone, GUIDE)], known, hidden=lambda _: False)
    assert found is not None
    assert (found.researchers, found.sessions, found.unit, found.units) == (2, 1, "sentence", 2)
    draft = draft_briefing(msgspec.structs.replace(told(people, both, gone), agreement=found))
    assert "On 1 session that 2 of them tagged" in draft
    assert "Compared was sentence by sentence: 2 of them" in draft
    assert "ana" not in draft.split("### How it was tagged")[1].split("##")[0]
    assert agreement_told([(both, GUIDE)], known, hidden=lambda _: True) is None
