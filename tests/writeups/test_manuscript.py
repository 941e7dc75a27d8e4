"""Front matter and comments to oneself are not for readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.writeups.manuscript import read_manuscript


def text(source: str) -> str:
    return "\n".join(line.text for line in read_manuscript(source).lines)


def problems(source: str) -> list[str]:
    return [str(problem) for problem in read_manuscript(source).problems]


def test_front_matter_is_flat_and_split_at_the_first_colon() -> None:
    manuscript = read_manuscript("---\nkind: reflection\ntitle: Looking back: what changed?\n---\nWords.\n")
    assert manuscript.front == {"kind": "reflection", "title": "Looking back: what changed?"}
    assert [line.text for line in manuscript.lines] == ["Words.", ""]


def test_lines_keep_the_numbers_they_have_in_the_file() -> None:
    manuscript = read_manuscript("---\r\nkind: theme\r\n---\r\n<!-- a\r\nb -->\r\nWords.")
    assert [(line.number, line.text) for line in manuscript.lines] == [(4, ""), (6, "Words.")]


def test_a_rule_further_down_is_no_front_matter() -> None:
    assert text("Words.\n\n---\n\nparticipant: P03\n\n---") == "Words.\n\n---\n\nparticipant: P03\n\n---"


def test_front_matter_that_is_never_closed_is_a_problem() -> None:
    assert problems("---\nkind: theme\n") == [
        "line 1: the front matter that begins here is never closed by a line of ---"
    ]


def test_a_line_of_front_matter_without_a_colon_is_a_problem_and_does_not_go_out() -> None:
    assert problems("---\nkind: theme\nHelen\n---\n") == [
        "line 3: this line of the front matter is not key: value"
    ]
    assert "Helen" not in text("---\nkind: theme\nHelen\n---\n")


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("One <!-- no --> two.", "One two."),
        ("One<!-- no --> two.", "One two."),
        ("One <!-- a --> two <!-- b --> three.", "One two three."),
        ("One <!-- a\nb --> two.", "One\ntwo."),
        ("One <!-- a\nb\nc -->", "One"),
        ("One\n<!-- a\n\nb -->\ntwo", "One\n\ntwo"),
        ("One <!-- a\n\n```\nb --> two\n\n<!-- c --> three", "One\ntwo\n\nthree"),
        ("- one\n- <!-- no -->\n- two", "- one\n\n- two"),
        ("<!-- a --><!-- b -->One", "One"),
        ("<!-->One", "One"),
        ("[[<!-- no -->]]", "[[]]"),
        ("<div>\n<!-- no -->\n</div>", "<div>\n\n</div>"),
        ("    <!-- in four spaces by accident -->", ""),
        ("> One <!-- no -->\n> two", "> One\n> two"),
        (r"One \<!-- yes -->", r"One \<!-- yes -->"),
        ("`<!-- yes -->` <!-- no `x` -->", "`<!-- yes -->`"),
        ("A ` alone <!-- no --> here", "A ` alone here"),
        ("```html\n<!-- yes -->\n```", "```html\n<!-- yes -->\n```"),
        ("- one\n\n  ~~~\n  <!-- yes -->\n  ~~~", "- one\n\n  ~~~\n  <!-- yes -->\n  ~~~"),
    ],
)
def test_comments_go_and_what_is_around_them_stays(source: str, left: str) -> None:
    assert text(source) == left
    assert problems(source) == []


def test_a_comment_that_is_never_closed_takes_the_rest_with_it_and_is_a_problem() -> None:
    source = "One.\n\n<!-- to myself\n\nTwo.\n"
    assert text(source).strip() == "One."
    assert problems(source) == [
        "line 3: the comment that begins here is never closed by -->, so nothing more goes out"
    ]


def test_a_comment_in_code_that_is_never_closed_does_not_go_out() -> None:
    assert "private" not in text("```\ncode\n<!-- private -->\nmore")


FRAGMENTS = st.sampled_from(
    [
        *(
            "<!--",
            "<!-->",
            "-->",
            "--",
            "!>",
            "<!",
            "private",
            "words",
            "[[quote k3v9]]",
            "<b>",
            "</b>",
            "<div>",
        ),
        *("\n", "\n\n", "- ", "> ", "1. ", "# ", "    ", "\t", " ", "[a]: /b", "\\", "---", "&", "]]", "[["),
    ],
)


@given(st.lists(FRAGMENTS).map("".join))
def test_outside_code_no_comment_is_left(source: str) -> None:
    left = read_manuscript(source)
    assert not any("<!--" in line.text.replace(r"\<!--", "") for line in left.lines)


@given(st.lists(FRAGMENTS).map("".join), st.lists(FRAGMENTS).map("".join))
def test_what_stands_between_comment_marks_never_goes_out(before: str, after: str) -> None:
    source = f"{before.rstrip(chr(92))}<!-- SECRET -->{after}"
    assert "SECRET" not in text(source)
