"""Quotes without whose they are, portraits of anybody named: the gate decides on these as on all others."""

from __future__ import annotations

import pytest

from reflect.domain.consent import Attribution
from reflect.domain.gate import Audience, HeldBack
from reflect.domain.ids import RoleId
from reflect.domain.session import Approval
from tests.writeups.builders import person, quotable, rendered

TOGETHER = "# Together\n\n[[portrait P03]] and [[portrait p04]] spoke.\n\n[[quote k3v9 unattributed]]\n"
FEW = {RoleId("public-agency"): 2}


def test_words_can_stand_without_whose_they_are_alone_and_in_a_sentence() -> None:
    alone = rendered("[[quote k3v9 unattributed]]", quotable("k3v9aaaa", "One.\n\nFor all."))
    assert alone.markdown == "> One.\n>\n> For all.\n"
    inline = rendered("She said [[quote k3v9 unattributed]], twice.", quotable("k3v9aaaa", "One."))
    assert inline.markdown == "She said “One.”, twice.\n"


@pytest.mark.parametrize("audience", Audience)
def test_no_audience_is_told_whose_unattributed_words_are(audience: Audience) -> None:
    said = rendered("[[quote k3v9 unattributed]]", quotable("k3v9aaaa", "One."), audience=audience)
    assert said.markdown == "> One.\n"


def test_unattributed_words_need_the_same_consent() -> None:
    nobody = person(quoted=False)
    said = rendered("[[quote k3v9 unattributed]]", quotable("k3v9aaaa", speaker=nobody))
    assert said.markdown == ""
    assert said.held_back == {HeldBack.NOT_TO_BE_QUOTED: 1}
    declined = rendered("[[quote k3v9 unattributed]]", quotable("k3v9aaaa", approval=Approval.DECLINED))
    assert declined.held_back == {HeldBack.DECLINED: 1}


def test_a_named_portrait_introduces_by_what_that_person_agreed_to() -> None:
    named, anonymous = person("P03", attribution=Attribution.NAMED), person("P04", attribution=None)
    said = rendered(TOGETHER, quotable("k3v9aaaa", "One."), people=[named, anonymous])
    assert (
        "Helen Strand, housing options manager, Calder Quay City Council and an alliance member spoke."
        in (said.markdown)
    )


def test_a_named_portrait_of_who_may_not_be_quoted_is_held_back_and_says_which() -> None:
    gone = person("P03", withdrawn="2026-11-24")
    said = rendered("Hear [[portrait P03]].", people=[gone], subject=person("P04"))
    assert said.markdown == "Hear.\n"
    assert said.warnings == ("line 1: [[portrait P03]] is held back: withdrawn",)


def test_a_portrait_of_nobody_known_is_a_problem_and_leaves_nothing() -> None:
    said = rendered("A\n\n[[portrait P30]]", people=[person("P03")])
    assert said.markdown == "A\n"
    assert said.problems == ("line 3: there is no participant P30. Did you mean P03?",)
    marked = rendered("[[portrait P30]]", people=[person("P03")], marks=True)
    assert marked.markdown == "*[portrait P30: see the problems]*\n"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("# [[portrait P03]]", "# An alliance member\n"),
        ("# [[portrait]]", "# An alliance member\n"),
        ("So [[quote k3v9]].", "So “One.” (an alliance member).\n"),
        ("[[quote k3v9]]", "> One.\n>\n> — an alliance member\n"),
    ],
)
def test_a_role_of_too_few_people_is_an_alliance_member_everywhere_and_its_writer_is_told(
    source: str, shown: str
) -> None:
    said = rendered(
        source, quotable("k3v9aaaa", "One."), subject=person(), people=[person()], people_in_role=FEW
    )
    assert said.markdown == shown
    (warning,) = said.warnings
    assert "fewer than 3 people of the study have this role" in warning
    assert warning.endswith("attributed to “an alliance member”")


def test_where_nobody_is_said_to_have_said_it_no_small_group_is_warned_of() -> None:
    said = rendered("[[quote k3v9 unattributed]]", quotable("k3v9aaaa"), people_in_role=FEW)
    assert said.warnings == ()
