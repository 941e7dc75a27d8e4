from __future__ import annotations

import pytest
from msgspec.structs import replace

from reflect.domain.codebook import COLOURS, LearningPoint
from reflect.domain.guide import Anchor
from reflect.domain.ids import PointId
from reflect.errors import GuideInvalid
from reflect.guides.parse import parse_codebook
from reflect.services.guide_shelf import shipped_codebook

from .writing import CODEBOOK_FRONT, codebook_problems

ADD_ID = "add one that will never change, as in # A {#LP1 number=1}"
ADD_NUMBER = "add one, such as number=4: up to 9 it is the key to tag with"
PUT_ABOVE = "put the learning point it belongs to above it: # Its name {#LP1 number=1}"

TWO = (
    CODEBOOK_FRONT
    + """\

An introduction.

# Stay curious {#LP2 number=2 colour=orange parent=LP1}

# Start upstream {#LP1 number=1 colour=blue}

What comes before
the work.

And more.

## When to use

- Groundwork is spoken of.

## When not to use

- It is about {braces}.

## Example

We were late.

## On the scale

1. Nobody would
5. We do it, {often} or not
"""
)


BESIDE = (
    LearningPoint(id=PointId("LP1"), number=1, name="Start upstream"),
    LearningPoint(id=PointId("LP2"), number=2, name="Stay curious", colour="orange"),
    LearningPoint(id=PointId("LP3"), number=3, name="Old", merged_into=PointId("LP2")),
)


def test_a_codebook_is_read_in_the_order_of_its_numbers() -> None:
    first, second = parse_codebook(TWO, "c.md").points
    assert (first.id, first.number, first.name, first.colour) == ("LP1", 1, "Start upstream", "blue")
    assert first.description == "What comes before the work.\n\nAnd more."
    assert first.use_when == ("Groundwork is spoken of.",)
    assert first.not_when == ("It is about {braces}.",)
    assert first.example == "We were late."
    assert first.anchors == (
        Anchor(value=1, text="Nobody would"),
        Anchor(value=5, text="We do it, {often} or not"),
    )
    assert (second.id, second.parent) == ("LP2", "LP1")


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        ("- Nobody\n", 11, "only numbered lines stand under this heading"),
        ("1. Nobody\n1. Some\n", 12, "1 is worded again, after line 11"),
    ],
)
def test_a_line_of_the_scale_that_cannot_be_is_named(lines: str, line: int, problem: str) -> None:
    (found,) = codebook_problems(CODEBOOK_FRONT + f"# A {{#a number=1}}\n\n## On the scale\n\n{lines}")
    assert found.startswith(f"c.md:{line}: {problem}")


def test_every_learning_point_that_comes_with_reflect_has_words_for_1_to_5() -> None:
    for point in shipped_codebook().points:
        assert [anchor.value for anchor in point.anchors] == [1, 2, 3, 4, 5]
        assert len({anchor.text for anchor in point.anchors}) == 5


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "c.md:6: this codebook has no learning points: add one: # Its name {#LP1 number=1 colour=blue}"),
        (
            "# A {number=1}\n",
            f"c.md:7: this learning point has no id: {ADD_ID}",
        ),
        (
            "# A {#a}\n",
            f"c.md:7: this learning point has no number: {ADD_NUMBER}",
        ),
        (
            "# A {#a number=1000}\n",
            "c.md:7: number is 1000: write a number from 1 to 999",
        ),
        (
            "# A {#a number=1 retired=yesterday}\n",
            "c.md:7: retired is “yesterday”: write the day as year-month-day, such as retired=2026-11-23",
        ),
        ("# A {#a number=1 colour=blu}\n", "c.md:7: there is no colour “blu”: did you mean blue?"),
        (
            "# A {#a number=1 colour=mauve}\n",
            f"c.md:7: there is no colour “mauve”: the colours are {', '.join(COLOURS)}",
        ),
        (
            "# A {#a number=1 color=blue}\n",
            "c.md:7: a learning point does not take “color”: did you mean colour?",
        ),
        (
            "# A {#a number=1}\n\n# B {#a number=2}\n",
            "c.md:9: this learning point has the id of the one on line 7, “a”: give each an id of its own",
        ),
        (
            "# A {#a number=1}\n\n# B {#b number=1}\n",
            "c.md:9: this learning point has the number of the one on line 7: give each a number of its own",
        ),
        (
            "# A {#LP1 number=1 parent=LP3}\n\n# B {#LP2 number=2}\n",
            "c.md:7: parent=LP3, and no learning point has that id: did you mean LP2?",
        ),
        (
            "# A {#a number=1 parent=a}\n",
            "c.md:7: “a” is above itself through its parents: take one of the parents out",
        ),
        (
            "# A {#a number=1}\n\n## When to us\n\n- x\n",
            "c.md:9: a learning point has no “When to us”: did you mean When to use?",
        ),
        (
            "# A {#a number=1}\n\n## Example\n\nx\n\n## Example\n\ny\n",
            "c.md:13: “Example” stands here twice: join the two",
        ),
        (
            "# A {#a number=1}\n\n## When to use\n\nx\n",
            "c.md:11: only bullets stand under this heading: begin each line with - and a space",
        ),
        (
            "# A {#a number=1}\n\n- x\n",
            "c.md:9: the description takes paragraphs only: write it as a paragraph",
        ),
        (
            "## Example\n\nx\n\n# A {#a number=1}\n",
            f"c.md:7: this stands before the first learning point: {PUT_ABOVE}",
        ),
    ],
)
def test_a_problem_of_a_codebook_is_named(body: str, expected: str) -> None:
    assert codebook_problems(CODEBOOK_FRONT + body) == [expected]


def test_a_codebook_for_a_study_gets_on_with_what_the_study_has() -> None:
    body = "# A {#a number=10 parent=LP1}\n\n# Other words {#LP2 number=2 retired=2026-11-23}\n"
    first, second = parse_codebook(CODEBOOK_FRONT + body, "c.md", beside=BESIDE).points
    assert (first.id, first.retired, first.colour) == ("LP2", "2026-11-23", "orange")
    assert (second.number, second.parent) == (10, "LP1")


def test_everything_that_does_not_get_on_with_the_study_is_named_at_once() -> None:
    body = (
        "# A {#a number=1}\n\n# B {#LP2 number=2 parent=c_d}\n\n# Old {#LP3 number=4}\n\n"
        "# C {#c_d number=5}\n\n# D {#d number=6 parent=LP3}\n"
    )
    with pytest.raises(GuideInvalid) as caught:
        parse_codebook(CODEBOOK_FRONT + body, "c.md", beside=BESIDE)
    assert list(caught.value.problems) == [
        "c.md:7: 1 is the number of “Start upstream” (LP1) in this study: 3 is free",
        "c.md:11: “LP3” was merged into 2 Stay curious: give it an id of its own, or change LP2",
        "c.md:13: “c_d” cannot be the id of a learning point: take out the _",
    ]


def test_a_parent_in_the_study_can_close_a_circle() -> None:
    body = "# A {#LP1 number=1 parent=LP2}\n"
    beside = (BESIDE[0], replace(BESIDE[1], parent=PointId("LP1")))
    with pytest.raises(GuideInvalid, match="“LP1” is above itself"):
        parse_codebook(CODEBOOK_FRONT + body, "c.md", beside=beside)


def test_a_guide_is_not_taken_for_a_codebook() -> None:
    text = CODEBOOK_FRONT.replace("codebook", "interview") + "# A {#a number=1}\n"
    assert codebook_problems(text) == ["c.md:5: the kind is “interview”: write kind: codebook"]


def test_two_points_above_each_other_are_both_named() -> None:
    body = "# A {#a number=1 parent=b}\n\n# B {#b number=2 parent=a}\n"
    assert [problem.split(":")[1] for problem in codebook_problems(CODEBOOK_FRONT + body)] == ["7", "9"]


def test_an_empty_codebook_file_says_so() -> None:
    assert codebook_problems("")[0].startswith("c.md:1: the file is empty: a codebook begins with")
