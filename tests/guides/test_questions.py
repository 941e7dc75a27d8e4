"""What is wrong with a question is named with its line."""

from __future__ import annotations

import pytest

from .writing import problems

SCALE = "## Safe? {#safe kind=scale min=1 max=5}\n"
SMALLER = "make min the smaller of the two"
NUMBER = "write a whole number of at least 0, such as min=5"
OPTION_IDS = "give each option an id of its own, as in {#other}"
NOT_NUMBERED = "write kind=choose, rank, image, list or scale in its heading, or make this a bullet (-)"


@pytest.mark.parametrize(
    ("body", "line", "wrong", "right"),
    [
        ("## Q {kind=scale min=low}\n", 6, "min is “low”", NUMBER),
        ("## Q {kind=scale min=-2 max=2}\n", 6, "min is “-2”", NUMBER),
        ("## Q {kind=scale min=5 max=1}\n", 6, "min=5 is more than max=1", SMALLER),
        ("## Q {kind=scale min=7}\n", 6, "min=7 is more than max=5 (the default)", SMALLER),
        ("## Q {kind=list min=3 max=2}\n", 6, "min=3 is more than max=2", SMALLER),
        (
            "## Q {kind=scale min=3 max=3}\n",
            6,
            "the scale has one value only, 3",
            "make max larger than min",
        ),
        (
            "## Q {min=3}\n",
            6,
            "an open question takes no min",
            "take it out; choose, rank, image, list and scale questions take it",
        ),
        (
            SCALE + "\n6. Six\n",
            8,
            "6 is not on this scale",
            "number it from 1 to 5, or change min= and max= in the heading",
        ),
        (
            SCALE + "\n1. A\n1. B\n",
            9,
            "1 is worded again, after line 8",
            "word each number of the scale once",
        ),
        (
            SCALE + "\n1. Never {#never}\n",
            8,
            "the wording of a number on a scale takes no id",
            "take {#never} out, or write \\{ for a brace",
        ),
        (
            "## Q {kind=choose}\n\nText.\n",
            6,
            "this choose question has no options",
            "put 1. first option, 2. second option, … under it, each on a line of its own",
        ),
        ("## Q {kind=rank}\n\n- One\n", 6, "this rank question has only one option", "give it at least 2"),
        (
            "## Q {kind=choose min=3 max=4}\n\n1. One\n2. Two\n",
            6,
            "min=3, but there are 2 options",
            "add options, or write min=2",
        ),
        ("## Q\n\n1. One\n", 8, "an open question takes no numbered items", NOT_NUMBERED),
        ("## Q {kind=consent}\n\n1. One\n", 8, "a consent question takes no numbered items", NOT_NUMBERED),
        (
            "## Q {kind=choose}\n\n1. One {#a}\n2. Two {#a}\n",
            9,
            "this option has the id of the one on line 8, “a”",
            OPTION_IDS,
        ),
        (
            "## Q {kind=choose}\n\n1. Same\n2. Same!\n",
            9,
            "this option has the id of the one on line 8, “same”",
            OPTION_IDS,
        ),
        (
            "## Q {kind=choose}\n\n1. {#a}\n",
            8,
            "this option has no words",
            "write them before the {#id}",
        ),
        (
            "## Q {kind=choose}\n\n1. One {#a points=LP1}\n",
            8,
            "an option does not take “points”",
            "it takes #id (write \\{ if the brace is part of the words)",
        ),
        (
            "## Q {#q}\n\n## R {#q}\n",
            8,
            "this question has the id of the one on line 6, “q”",
            "give each question an id of its own, as in {#q-2}",
        ),
        (
            "## Anything else?\n\n# S\n\n## Anything else?\n",
            10,
            "this question has the id of the one on line 6, “anything-else”",
            "give each question an id of its own, as in {#anything-else-2}",
        ),
        (
            "# S {#s}\n\n## Q\n\n# T {#s}\n\n## R\n",
            10,
            "this section has the id of the one on line 6, “s”",
            "give each section an id of its own, as in {#s-2}",
        ),
    ],
)
def test_a_broken_question_is_named(body: str, line: int, wrong: str, right: str) -> None:
    assert problems(body) == [f"g.md:{line}: {wrong}: {right}"]


def test_an_unknown_kind_is_one_problem_and_the_items_under_it_none() -> None:
    assert len(problems("## Q {kind=chose max=2}\n\n1. One\n2. Two\n")) == 1
