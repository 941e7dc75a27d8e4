"""All problems of a file come together."""

from __future__ import annotations

import pytest

from reflect.errors import GuideInvalid
from reflect.guides.parse import parse_guide

from .writing import FRONT, problems_of_file


def test_all_problems_of_a_file_are_told_at_once_in_the_order_of_its_lines() -> None:
    text = """\
---
id: Bad Id
titel: T
version: 1
---

# S {#s}

## Q {#q if=later:a minutes=x}

1. One

### Deep

## Later {#later kind=choose}

# S {#s}
"""
    lines = [int(problem.split(":")[1]) for problem in problems_of_file(text)]
    assert lines == [1, 2, 3, 9, 9, 11, 13, 15, 17, 17]


def test_the_error_shows_all_problems_one_a_line() -> None:
    with pytest.raises(GuideInvalid, match=r"^g.md has 2 problems:\ng.md:6: .*\ng.md:8: .*$"):
        parse_guide(FRONT + "##\n\n## Q {#}\n", "g.md")
