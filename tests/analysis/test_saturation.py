"""What each session added, worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.analysis.coverage import Untagged, point_cover
from reflect.analysis.saturation import added, runs

SESSIONS = {
    "s1": ["A", "B", "C"],
    "s2": ["A", "D"],
    "none": [],
    "s3": ["B"],
    "s4": ["E"],
    "s5": ["F", "A"],
    "s6": ["A"],
    "s7": ["G"],
}


def test_each_session_adds_what_none_before_it_had() -> None:
    series = added(SESSIONS, {"D", "G"})
    assert [each.session for each in series] == ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]
    assert [len(each.new) for each in series] == [3, 1, 0, 1, 1, 0, 1]
    assert [each.so_far for each in series] == [3, 4, 4, 5, 6, 6, 7]
    assert [each.new_children for each in series if each.new_children] == [("D",), ("G",)]


def test_runs_are_held_to_the_base_as_guest_namey_and_chen_do() -> None:
    # Base of four sessions: A to E. Runs 5-6 and 6-7 have one new point each.
    found = runs(added(SESSIONS))
    assert [(run.first, run.last, run.new, run.base) for run in found] == [(5, 6, 1, 5), (6, 7, 1, 5)]
    assert [run.share for run in found] == [0.2, 0.2]
    assert [run.new for run in runs(added(SESSIONS), base=3, run=1)] == [1, 1, 0, 1]


def test_too_few_sessions_have_no_runs() -> None:
    assert runs(added({"s1": ["A"], "s2": ["B"]})) == []


@given(st.lists(st.lists(st.sampled_from("ABCDEFG"), min_size=1), max_size=9))
def test_what_is_new_adds_up_to_all_there_is(sessions: list[list[str]]) -> None:
    series = added({str(n): points for n, points in enumerate(sessions)})
    assert sum(len(each.new) for each in series) == len({point for points in sessions for point in points})
    assert all(each.so_far >= each.points for each in series)


def test_a_point_says_who_bears_it_out_and_who_was_not_heard() -> None:
    found = point_cover(
        [("A", 1, "One"), ("B", 2, "Two")],
        {"A": (3, 1)},
        {"A": {"p": 2}},
        [("p", "Provider"), ("q", "Quiet")],
    )
    assert (found[0].quotes, found[0].voices, found[0].dissenting) == (3, 2, 1)
    assert found[0].roles_missing == ("Quiet",)
    assert (found[1].quotes, found[1].voices) == (0, 0)


def test_nothing_said_is_no_share() -> None:
    assert Untagged(session="s", passages=0, untagged=0, words=0, untagged_words=0).share == 0
    assert Untagged(session="s", passages=2, untagged=1, words=8, untagged_words=2).share == 0.25
