"""What somebody does at the desk: typing in many scripts, tagging, editing under quotes, undoing.

Each step follows from the one before and from the random numbers alone, so that the same steps can be done
again in memory, to know what should be there.
"""

from __future__ import annotations

import random

from tests.faults.keepers import Writing

PIECES = (
    "trust", "the budget ", "once ", "e\u0301te\u0301 ", "שלום ", "سلام ", "한국어 ", "བོད་ ", "👩‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "ǅ", "\u2028", "“said”, ", "a\tb", "\n", "\n\n", "x", " ", ". ", "0", "\\", '"', "\u0000",
    "ﷺ", "𝔘𝔫𝔦 ",
)  # fmt: skip
LONGEST = 4_000
"""Letters after which most of the answer is cut away."""
MOST_QUOTES = 60


def step(desk: Writing, pick: random.Random) -> None:
    """Do one thing."""
    text, what = desk.text, pick.random()
    if len(text) > LONGEST:
        start = pick.randrange(1000)
        desk.write(text[:start] + text[start + LONGEST - 1500 :])
    elif len(text) < 40 or what < 0.5:
        desk.write(text + pick.choice(PIECES))
    elif what < 0.65:
        at = pick.randrange(len(text))
        desk.write(text[:at] + pick.choice(PIECES) + text[at:])
    elif what < 0.82:
        at = pick.randrange(len(text))
        desk.write(text[:at] + text[at + pick.randrange(1, 40) :])
    elif what < 0.94:
        start = pick.randrange(len(text) - 10)
        desk.tag(start, start + pick.randrange(1, 10), pick.randrange(8))
    else:
        desk.undo()
