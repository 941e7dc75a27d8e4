"""One write-up put into another keeps its words, its comments and its order of headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.writeups.copied import introducing, lowered, placed, unattributed, without_contents, written

REFLECTION = """---
kind: reflection
participant: P03
---

# [[portrait]]

<!-- Ask her.

# not a heading
-->

Words of [[Portrait]] and \\[[portrait]].

```
# code [[portrait]]
```

## Part
"""


def test_what_is_written_is_known_by_its_front_matter() -> None:
    found = written("reflection-P03", REFLECTION)
    assert (found.kind, found.about, found.headed, found.problems) == ("reflection", "P03", True, ())
    assert found.text.startswith("# [[portrait]]")
    assert written("theme", "---\nkind: theme\npoint: LP3\n---\n\nNo heading").about == "LP3"
    assert not written("theme", "---\nkind: theme\npoint: LP3\n---\n\nNo heading").headed


@pytest.mark.parametrize("broken", ["# A\n\n<!-- never closed", "```\nnever closed", "[[qoute k3v9]]"])
def test_what_would_swallow_or_break_the_rest_says_its_line(broken: str) -> None:
    (problem,) = written("mine", f"---\nkind: theme\n---\n{broken}").problems
    assert problem.startswith("line ")


def test_a_portrait_without_front_matter_is_that_of_its_participant() -> None:
    text = introducing(written("r", REFLECTION).text, "P03")
    assert "# [[portrait P03]]\n" in text
    assert "Words of [[portrait P03]] and \\[[portrait]]." in text
    assert "# code [[portrait]]" in text


def test_quotes_are_asked_for_without_whose_they_are_once() -> None:
    once = unattributed("A [[quote k3v9]], [[Quote p7aa]].\n\n[[quote k3v9 unattributed]]")
    assert once == (
        "A [[quote k3v9 unattributed]], [[Quote p7aa unattributed]].\n\n[[quote k3v9 unattributed]]"
    )
    assert unattributed(once) == once


def test_a_table_of_contents_of_its_own_is_left_out() -> None:
    assert without_contents("# A\n\n[[Contents]]\n\nSee [[contents]].") == "# A\n\n\n\nSee [[contents]]."


def test_headings_go_lower_together_and_no_deeper_than_there_are() -> None:
    text = "# A\n\n## B\n\nC\n===\n\nD\nd\n---\n\n###### E\n\n> # quoted\n\n    # code\n"
    assert lowered(text, 3) == (
        "### A\n\n#### B\n\n### C\n\n\nD\nd\n---\n\n###### E\n\n> # quoted\n\n    # code\n"
    )
    assert lowered("No heading", 3) == "No heading"
    assert lowered("### A\n\n#### B", 2) == "## A\n\n### B"


def test_a_text_stands_where_its_mark_came_out_and_nowhere_else() -> None:
    one = written("one", "# A\n\nWords\n\n## B")
    assert placed(f"# T\n\n### {one.mark}\n", {one.mark: one.text}) == "# T\n\n### A\n\nWords\n\n#### B\n"
    for wrong in (f"so {one.mark}", one.mark, f"### {written('two', '').mark}"):
        with pytest.raises(KeyError):
            placed(wrong, {one.mark: one.text})


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.integers(1, 6))
def test_no_heading_is_ever_above_the_one_it_is_put_under(levels: list[int], to: int) -> None:
    text = "\n\n".join("#" * level + f" h{at}" for at, level in enumerate(levels))
    made = [len(line.split(" ")[0]) for line in lowered(text, to).split("\n") if line]
    assert min(made) == to
    assert len(made) == len(levels)
    pairs = [(a < b, c <= d) for a, b, c, d in zip(levels, levels[1:], made, made[1:], strict=False)]
    assert all(kept for deeper, kept in pairs if deeper)
