"""What is wrong with headings, lists and notes is named with its line."""

from __future__ import annotations

import pytest

from .writing import problems

ASKS_NOTHING = ("this guide asks nothing", "add a question: a line that begins with ##")
NO_LIST = "write it as a paragraph, or put a question (##) above it"
TAKE_OUT = "take it out, or write \\--- if it should be read out"
SPACE = "put a space after the #, or a backslash before it if the line should begin with that sign"


@pytest.mark.parametrize(
    ("body", "line", "wrong", "right"),
    [
        ("", 5, *ASKS_NOTHING),
        ("# S\n\nText.\n", 5, *ASKS_NOTHING),
        (
            "## Q\n\n### Deeper\n",
            8,
            "a heading of 3 signs (###) has no meaning here",
            "use # and ## only, or write \\# if the line should begin with that sign",
        ),
        ("##\n", 6, "this question has an empty heading", "write a few words after the ##"),
        ("## {#x}\n", 6, "this question has an empty heading", "write a few words after the ##"),
        ("#\n\n## Q\n", 6, "this section has an empty heading", "write a few words after the #"),
        (
            "# S\n\n> Only a note.\n\n# T\n\n## Q\n",
            6,
            "this section has neither a question nor words to read out",
            "write a paragraph to read out, or a question under a line that begins with ##",
        ),
        ("- one\n\n## Q\n", 6, "the introduction takes no list", NO_LIST),
        ("# S\n\n- one\n\n## Q\n", 8, "a section takes no list", NO_LIST),
        ("##Question\n\n## Q\n", 6, "this would be a heading", SPACE),
        ("#Opening {#opening}\n\n## Q\n", 6, "this would be a heading", SPACE),
        (
            "## Q\n\nTitle\n=====\n",
            9,
            "a line of === makes neither a heading nor a rule",
            f"begin the line above with # or ## if it is a heading, or {TAKE_OUT.replace('---', '=====')}",
        ),
        (
            "## Q\n\n---\n",
            8,
            "a line of --- makes neither a heading nor a rule",
            TAKE_OUT,
        ),
        (
            "## Q\n\nWe met on the\n12. of March\n",
            9,
            "“12.” in the middle of a paragraph begins nothing",
            "put an empty line before it, or write 12\\. if it belongs to the sentence",
        ),
        (
            "## Q\n\n> A note.\nRead this out.\n",
            9,
            "this line follows a note without an empty line",
            "begin it with > if it belongs to the note, or put an empty line before it",
        ),
        (
            "## Q\n\n> - in a note\n",
            8,
            "a note holds paragraphs only, no list, heading or note",
            "write sentences, or several notes with an empty line between them",
        ),
        (
            "## Q\n\n- one\n  - two\n",
            9,
            "a list cannot stand inside a bullet",
            "take the spaces before it away, or write \\ before the sign if it belongs to the words",
        ),
        (
            "## Q\n\n- one\n\n  two\n",
            10,
            "a bullet holds one paragraph, and this is a second",
            "join the two, or take the spaces before it away to make it a paragraph of its own",
        ),
        (
            "## Q\n\n- one\n  > two\n",
            9,
            "a note cannot stand inside a bullet",
            "put an empty line before it and take the spaces away",
        ),
        (
            "## Q\n\n- ## one\n",
            8,
            "a heading cannot stand inside a bullet",
            "take the list sign away, or write \\# if the words should begin with that sign",
        ),
        ("## Q\n\n-\n- b\n", 8, "a bullet has no words", "write them after the sign, or take it out"),
    ],
)
def test_a_broken_outline_is_named(body: str, line: int, wrong: str, right: str) -> None:
    assert problems(body) == [f"g.md:{line}: {wrong}: {right}"]
