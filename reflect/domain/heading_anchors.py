"""What a heading is linked to by: the same in Markdown, on a web page and wherever else one goes to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEFT_OUT = re.compile(r"[^\w\- ]")


def heading_anchors(titles: Iterable[str]) -> list[str]:
    """An anchor for each title, in their order; none is there twice.

    As GitHub and most readers of Markdown make them: lower case, spaces as hyphens, signs left out, a number
    behind what was there before. A full stop is in none.
    """
    found: list[str] = []
    taken: set[str] = set()
    for title in titles:
        base = _LEFT_OUT.sub("", " ".join(title.split()).lower()).replace(" ", "-") or "section"
        anchor, number = base, 0
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        found.append(anchor)
    return found
