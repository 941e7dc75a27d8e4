"""Laying a preview out piece by piece: it looks as it does in one go, and only what changed is done again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.document._document import Location

from reflect.domain.writeup_reading import Mark, Sign
from reflect.tui.widgets.noted_document import Note, NotedDocument
from reflect.tui.widgets.preview import lay_out
from reflect.tui.widgets.preview_layout import PreviewLayout, pieces

LINES = [
    *[""] * 4,
    "Words and words and more of the same words.",
    "> quoted",
    "> — who",
    "# One",
    "## Two",
    "- item",
    "  more",
    "1. first",
    "    code",
    "```",
    "~~~",
    "***",
    "---",
    "<b>x</b>",
    "<div>",
    "<pre>",
    "[a]: b",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=9).map("\n".join))
def test_in_pieces_it_has_the_same_lines_as_in_one_go(text: str) -> None:
    whole = [line.text.rstrip() for line in lay_out(text, 30, dark=True)]
    laid = PreviewLayout().lay_out(text, 30, dark=True)
    assert laid is not None
    assert [line.text.rstrip() for line in laid.lines if line.text.strip()] == [
        line for line in whole if line
    ]


def test_only_what_changed_is_laid_out_again() -> None:
    layout = PreviewLayout()
    parts = [f"Paragraph {n}." for n in range(50)]
    layout.lay_out("\n\n".join(parts), 40, dark=True)
    made = layout.made
    parts[20] = "Another one."
    layout.lay_out("\n\n".join(parts), 40, dark=True)
    assert layout.made == made + 1
    layout.lay_out("\n\n".join(parts), 41, dark=True)
    assert layout.made == made + 51


def test_what_became_stale_is_given_up_and_goes_on_from_there() -> None:
    layout = PreviewLayout()
    text = "\n\n".join(f"Paragraph {n}." for n in range(50))
    left = iter([False] * 10)
    assert layout.lay_out(text, 40, dark=True, stale=lambda: next(left, True)) is None
    made = layout.made
    assert made == 10
    assert layout.lay_out(text, 40, dark=True) is not None
    assert layout.made == 50


def test_a_line_is_found_about_where_it_is_shown() -> None:
    laid = PreviewLayout().lay_out("# One\n\nFirst.\n\nSecond.\n\n> a\n> b\n", 40, dark=True)
    assert laid is not None
    assert [laid.row_of(line) for line in (0, 2, 4, 6)] == [0, 2, 4, 6]
    assert pieces("") == []


@pytest.mark.parametrize(
    ("start", "end", "text", "signs"),
    [
        ((0, 0), (0, 0), "New.\n\n", ["", "", "", "✓", "", ""]),
        ((0, 6), (0, 6), "!", ["", "✓", "", ""]),
        ((1, 15), (1, 15), " More.", ["", "✓", "", ""]),
        ((1, 10), (1, 11), "x", ["", "", "", ""]),
        ((1, 15), (1, 15), " `", ["", "", "", ""]),
        ((0, 6), (1, 0), "", ["✓", "", ""]),
        ((1, 15), (2, 0), "", ["", "✓", ""]),
        ((0, 0), (3, 0), "", [""]),
    ],
)
def test_a_sign_goes_with_its_line_and_goes_when_it_would_be_wrong(
    start: Location, end: Location, text: str, signs: list[str]
) -> None:
    document = NotedDocument("Before\n[[quote k3v9]]\nAfter\n")
    mark = Mark(sign=Sign.APPEARS, signs=(Sign.APPEARS,), stories=("P01",))
    document.notes[1] = Note(mark)
    document.replace_range(start, end, text)
    assert len(document.notes) == document.line_count
    assert [note.mark.sign.value if note and note.mark else "" for note in document.notes] == signs
