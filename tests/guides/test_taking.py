"""A question that takes its options from an earlier one, and what only a group or an assessment has."""

from __future__ import annotations

import pytest

from reflect.domain.guide import Answers, Question, QuestionKind, Source
from reflect.domain.ids import GuideId, QuestionId
from reflect.guides.parse import parse_guide

from .writing import problems, problems_of_file, question

GROUP = "---\nid: room\ntitle: A workshop\nversion: 1.0\nkind: workshop\nmode: group\n---\n"
"""Seven lines."""
ASSESSMENT = "---\nid: self\ntitle: Assessment\nversion: 1.0\nkind: assessment\n---\n"
"""Six lines."""
NONE_EARLIER = "no earlier question is of the kind choose, list or rank"
HOPES = "## Hopes {#hopes kind=list}\n\n"
"""Two lines."""


def in_a_room(body: str) -> list[Question]:
    return list(parse_guide(GROUP + body, "g.md").questions())


def test_a_choice_takes_its_options_from_what_was_gathered_and_keeps_its_probes() -> None:
    _, three = in_a_room(HOPES + "## Three {#three kind=choose from=hopes min=3 max=3}\n\n- Why these?\n")
    assert three.source == Source(question=QuestionId("hopes"))
    assert three.options == ()
    assert three.probes == ("Why these?",)


def test_options_can_come_from_another_guide_also_where_one_person_answers() -> None:
    found = question("## Three {kind=choose from=workshop-aspirations/hopes}\n")
    assert found.source == Source(question=QuestionId("hopes"), guide=GuideId("workshop-aspirations"))


def test_a_question_is_asked_once_for_each_thing_that_was_settled_on() -> None:
    *_, real = in_a_room(HOPES + "## T {#t kind=choose from=hopes}\n\n## Real? {kind=list for-each=t}\n")
    assert real.for_each == Source(question=QuestionId("t"))


def test_a_list_offers_entries_to_begin_with() -> None:
    found = question("## Hopes {kind=list}\n\n1. Fun {#fun}\n2. Supportive {#supportive}\n")
    assert [option.text for option in found.options] == ["Fun", "Supportive"]


def test_an_image_question_without_options_takes_the_gallery() -> None:
    assert question("## A picture {kind=image}\n").options == ()


@pytest.mark.parametrize(
    ("heading", "alone"),
    [
        ("## Q {kind=scale}", True),
        ("## Q {kind=image}", True),
        ("## Q {kind=scale answers=open}", False),
        ("## Q {kind=list}", False),
        ("## Q {kind=list answers=alone}", True),
        ("## Q", False),
    ],
)
def test_votes_ratings_and_pictures_stay_covered_unless_the_guide_says_otherwise(
    heading: str, *, alone: bool
) -> None:
    assert question(heading + "\n").alone is alone


def test_an_assessment_asks_of_every_learning_point() -> None:
    (found,) = parse_guide(ASSESSMENT + "## Now? {kind=scale points=each}\n", "g.md").questions()
    assert found.every_point
    assert found.points == ()


def test_answers_are_what_the_guide_says() -> None:
    assert question("## Q {kind=choose answers=open}\n\n1. A\n").answers is Answers.OPEN


def test_rules_are_gathered_from_a_list_of_the_room() -> None:
    *_, rules = in_a_room(HOPES + "## Our rules {#rules kind=rules from=hopes}\n")
    assert rules.kind is QuestionKind.RULES


@pytest.mark.parametrize(
    ("body", "line", "wrong", "right"),
    [
        (
            HOPES + "## T {kind=choose from=hoeps}\n",
            10,
            "from= points at “hoeps”, and no question has that id",
            "did you mean hopes?",
        ),
        (
            "## T {kind=choose from=hopes}\n\n" + HOPES,
            8,
            "from= points at “hopes”, which comes later (line 10)",
            "move that question up, or name one that is asked earlier",
        ),
        (
            "## T {#t kind=choose from=t}\n",
            8,
            "this question's from= points at the question itself",
            "name a question that is asked earlier",
        ),
        (
            "## Talk {#talk}\n\n## T {kind=choose from=talk}\n",
            10,
            "from= points at “talk”, which is open",
            "name a choose, list or rank question, or change line 8 to one",
        ),
        (
            "## T {kind=list for-each=hopes}\n",
            8,
            "for-each= points at “hopes”, and no question has that id",
            f"{NONE_EARLIER}, so name another guide too: for-each=GUIDE/…",
        ),
        (
            HOPES + "## T {kind=scale from=hopes}\n",
            10,
            "this scale question takes no from=",
            "take it out; choose, rank, image and rules questions take it",
        ),
        (
            HOPES + "## T {kind=choose from=hopes}\n\n1. One\n",
            10,
            "this question has options of its own and from=",
            "take from= out, or the options under it",
        ),
        (
            "## T {kind=choose from=a/b/c}\n",
            8,
            "from=a/b/c names no question",
            (
                "write a question's id, as in from=aspirations, or a guide's and a question's, as in "
                "from=workshop-three/three"
            ),
        ),
        (
            "## T {kind=scale points=each}\n",
            8,
            "points=each belongs to an assessment",
            "write kind: assessment between the two lines of ---, or name the points",
        ),
        ("## T {kind=scale answers=aloen}\n", 8, "answers is “aloen”", "did you mean alone?"),
        ("## T {kind=rules answers=open}\n", 8, "a rules question takes no answers", "take it out"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_line(body: str, line: int, wrong: str, right: str) -> None:
    assert problems_of_file(GROUP + body) == [f"g.md:{line}: {wrong}: {right}"]


def test_points_each_goes_with_a_scale_only() -> None:
    assert problems_of_file(ASSESSMENT + "## T {points=each}\n") == [
        "g.md:7: points=each goes with a scale only: write kind=scale beside it, or name the points"
    ]


def test_one_person_has_no_group_to_take_from_and_no_rules_to_adopt() -> None:
    mode = "write mode: group between the two lines of ---"
    assert problems(HOPES + "## T {kind=choose from=hopes}\n\n## R {kind=rules}\n") == [
        (
            f"g.md:8: from= takes what a group said, and one person answers: {mode}, "
            "or name another guide too, as in from=GUIDE/hopes"
        ),
        f"g.md:10: rules of engagement are a group's, and one person answers: {mode}",
    ]
