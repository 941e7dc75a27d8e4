"""`[[contents]]` becomes the list of headings that readers will find, each linked to its heading."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from reflect.domain.heading_anchors import heading_anchors
from reflect.writeups.references import references_in
from tests.writeups.builders import person, quotable, rendered

TEXT = """\
# The alliance

## Contents

[[contents]]

## What *we* heard

Words.

### A [link](https://example.org) & `code`

#### Deep

## What we heard

More.
"""


def test_the_contents_are_a_nested_list_of_links_to_the_two_levels_below_the_title() -> None:
    assert rendered(TEXT).markdown.partition("## Contents\n\n")[2].partition("\n\n")[0].split("\n") == [
        "- [What we heard](#what-we-heard)",
        "  - [A link & code](#a-link--code)",
        "- [What we heard](#what-we-heard-1)",
    ]


def test_a_heading_under_which_everything_is_held_back_is_not_listed() -> None:
    held = quotable("k3v9aaaa", speaker=person(quoted=False))
    made = rendered("[[contents]]\n\n## Gone\n\n[[quote k3v9aaaa]]\n\n## Here\n\nWords.\n", held)
    assert made.markdown == "- [Here](#here)\n\n## Here\n\nWords.\n"


def test_without_a_heading_there_is_nothing() -> None:
    assert rendered("Words.\n\n[[contents]]\n\nMore.\n").markdown == "Words.\n\nMore.\n"


def test_it_names_no_quote_and_is_no_problem() -> None:
    found = references_in(TEXT)
    assert (found.found, found.problems) == ((), ())
    assert [reference.line for reference in found.contents] == [5]


@pytest.mark.parametrize("text", ["See [[contents]].", "- [[contents]]", "> [[contents]]"])
def test_it_needs_a_line_to_itself(text: str) -> None:
    assert rendered(text).problems == ("line 1: [[contents]] needs a line to itself, outside lists",)


def test_what_is_nearly_it_is_a_problem() -> None:
    assert "[[contents]]" in rendered("[[content]]").problems[0]


def test_titles_that_would_be_marks_are_read_as_they_are() -> None:
    made = rendered("[[contents]]\n\n## \\*1] \\<b> \\_x\\_\n")
    html = MarkdownIt("commonmark").render(made.markdown)
    assert '<li><a href="#1-b-_x_">*1] &lt;b&gt; _x_</a></li>' in html


def test_anchors_are_never_there_twice() -> None:
    titles = ["A", "a", "A-1", "a", "!", "?", "Ärger: so", ""]
    assert heading_anchors(titles) == [
        "a",
        "a-1",
        "a-1-1",
        "a-2",
        "section",
        "section-1",
        "ärger-so",
        "section-2",
    ]
