"""Short ways to write a guide's text in a test."""

from __future__ import annotations

import pytest

from reflect.domain.guide import Guide, Question
from reflect.errors import GuideInvalid
from reflect.guides.parse import parse_codebook, parse_guide

FRONT = "---\nid: small\ntitle: A small guide\nversion: 1.0\n---\n"
"""Five lines, so that a body given to `guide` begins on line 6."""

CODEBOOK_FRONT = "---\nid: points\ntitle: Points\nversion: 1.0\nkind: codebook\n---\n"
"""Six lines."""


def guide(body: str) -> Guide:
    return parse_guide(FRONT + body, "g.md")


def question(body: str) -> Question:
    return next(guide(body).questions())


def problems(body: str) -> list[str]:
    """The problems of a guide with this body; its first line is line 6."""
    return problems_of_file(FRONT + body)


def problems_of_file(text: str) -> list[str]:
    with pytest.raises(GuideInvalid) as caught:
        parse_guide(text, "g.md")
    return list(caught.value.problems)


def codebook_problems(text: str) -> list[str]:
    with pytest.raises(GuideInvalid) as caught:
        parse_codebook(text, "c.md")
    return list(caught.value.problems)
