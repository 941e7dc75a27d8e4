"""A condition that points at nothing is named with its line."""

from __future__ import annotations

import pytest

from .writing import problems

SCALE = "## Safe? {#safe kind=scale min=1 max=5}\n"
CHOOSE = "## Who? {#who kind=choose}\n\n1. Health {#health}\n2. Housing {#housing}\n\n"
"""Five lines."""


@pytest.mark.parametrize(
    ("body", "line", "wrong", "right"),
    [
        (
            CHOOSE + "## Q {if=who}\n",
            11,
            "if=who does not say which option of which question",
            "write the earlier question's id, a colon and the option's id, as in if=missing:health",
        ),
        (
            CHOOSE + "## Q {if=hwo:health}\n",
            11,
            "if= points at “hwo”, and no question has that id",
            "did you mean who?",
        ),
        (
            CHOOSE + "## Q {if=elsewhere:health}\n",
            11,
            "if= points at “elsewhere”, and no question has that id",
            "the earlier questions it can name are who",
        ),
        (
            "## Q {if=elsewhere:health}\n",
            6,
            "if= points at “elsewhere”, and no question has that id",
            "no earlier question is of the kind choose, rank, image or scale, so take if= out",
        ),
        (
            "## Q {if=who:health}\n\n" + CHOOSE,
            6,
            "if= points at “who”, which comes later (line 8)",
            "move that question up, or name one that is asked earlier",
        ),
        (
            "## Q {#q if=q:a}\n",
            6,
            "this question's if= points at the question itself",
            "name a question that is asked earlier",
        ),
        (
            CHOOSE + "## Q {if=who:helth}\n",
            11,
            "“who” has no option “helth”",
            "did you mean health? its options are health, housing",
        ),
        (
            CHOOSE + "## Q {if=who:police}\n",
            11,
            "“who” has no option “police”",
            "its options are health, housing",
        ),
        (
            SCALE + "\n## Q {if=safe:6}\n",
            8,
            "the scale “safe” has no “6”",
            "write a number from 1 to 5",
        ),
        (
            "## A {#a}\n\n## Q {if=a:b}\n",
            8,
            "if= points at “a”, which is open and has nothing to choose from",
            "name a choose, rank, image or scale question, or change line 6 to one",
        ),
        (
            "## Q {kind=scale #q max=999999999}\n\n## R {if=q:1000000000}\n",
            8,
            "the scale “q” has no “1000000000”",
            "write a number from 1 to 999999999",
        ),
    ],
)
def test_a_condition_that_points_at_nothing_is_named(body: str, line: int, wrong: str, right: str) -> None:
    assert problems(body) == [f"g.md:{line}: {wrong}: {right}"]
