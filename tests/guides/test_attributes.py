"""What is wrong in an attribute block is named with its line."""

from __future__ import annotations

import pytest

from .writing import problems

QUESTION_TAKES = (
    "#id, kind=, if=, points=, minutes=, min=, max=, items=, from=, for-each=, answers=, required"
)
OR_WORDS = "(write \\{ if the brace is part of the words)"
NOT_WORDS = "or write \\{ if the brace is part of the words"
ID = "write letters, digits and hyphens after the #, as in {#first-meeting}"
ITEMS = "take-part, recorded, attribution, quoted, sees-quotes-first, shared, contacted"


@pytest.mark.parametrize(
    ("heading", "wrong", "right"),
    [
        ("## Q {kind=scael}", "there is no kind “scael”", "did you mean scale?"),
        (
            "## Q {kind=poem}",
            "there is no kind “poem”",
            "the kinds are open, list, choose, rank, scale, image, rules, consent",
        ),
        ("## Q {#q knid=scale}", "a question does not take “knid”", "did you mean kind?"),
        ("## Q {#q purple}", "a question does not take “purple”", f"it takes {QUESTION_TAKES} {OR_WORDS}"),
        ("# S {points=LP1}", "a section does not take “points”", f"it takes #id, minutes= {OR_WORDS}"),
        ("## Q {#q kind}", "kind has no value", "write it after an =, as in kind=…"),
        ("## Q {#q kind=}", "kind has no value", "write it after the =, as in kind=…"),
        ("## Q {#q required=yes}", "required takes no value", "write required by itself"),
        ("## Q {minutes=1 minutes=2}", "minutes is given twice", "keep one of the two"),
        ("## Q {#a #b}", "there are 2 ids, a and b", "keep one"),
        ("## Q {#a.b}", "“a.b” cannot be an id", ID),
        ("## Q {#}", "“” cannot be an id", ID),
        (
            "## Q {#q kind=open",
            "the attribute block is not closed",
            f"end the line with }}, {NOT_WORDS}",
        ),
        (
            '## Q {#q points="LP1}',
            "a quotation mark in the attribute block is not closed",
            f'write key="two words", {NOT_WORDS}',
        ),
        (
            "## Q {#q}.",
            "words follow the attribute block",
            f"put the block at the end of the line, {NOT_WORDS}",
        ),
        (
            "## Q {#q} {kind=open}",
            "there are two attribute blocks, or braces inside one",
            f"write one block of {{…}}, {NOT_WORDS}",
        ),
        ("## Q {#q minutes= 3}", "minutes has no value", "write it after the =, as in minutes=…"),
        (
            "## Q {#q = 3}",
            "“= 3” cannot be read in the attribute block",
            'write #id, key=value, key="two words" or a single word, without spaces around =',
        ),
        (
            "## Q {#q points=LP1, LP2}",
            "points=LP1, has a comma with nothing on one side",
            "part the values by commas without spaces, as in points=one,two",
        ),
        ("## Q {#q points=LP1,LP1}", "points names LP1 twice", "name it once"),
        (
            "## Q {#q points=LP1:LP2}",
            "“LP1:LP2” cannot be the id of a learning point",
            "write ids such as LP1, parted by commas without spaces",
        ),
        (
            "## Q {#q minutes=soon}",
            "minutes is “soon”",
            "write a whole number of at least 1, such as minutes=5",
        ),
        (
            "# S {minutes=1.5}",
            "minutes is “1.5”",
            "write a whole number of at least 1, such as minutes=5",
        ),
        (
            "## Q {kind=consent items=take-prat}",
            "there is no consent item “take-prat”",
            "did you mean take-part?",
        ),
        (
            "## Q {kind=consent items=xyz}",
            "there is no consent item “xyz”",
            f"the items are {ITEMS}",
        ),
        (
            "## Q {kind=list items=quoted}",
            "a list question takes no items",
            "write kind=consent, or take items= out",
        ),
        (
            "## Q {#q kind=“open”}",
            "kind has typographic quotation marks",
            'write straight ones, as in key="two words"',
        ),
    ],
)
def test_a_broken_attribute_block_is_named(heading: str, wrong: str, right: str) -> None:
    assert problems(f"{heading}\n\n## Another\n")[0] == f"g.md:6: {wrong}: {right}"


def test_a_space_after_a_comma_is_one_problem_and_not_two() -> None:
    assert len(problems("## Q {#q points=LP1, LP2, LP3 required}\n")) == 1
