"""People's words come out of Markdown exactly as they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.writeups.escape import as_typed, as_typed_inline, normalised

from .reading import COMMONMARK, TERMINAL, seen

SIGNS = st.text("\\`*_{}[]()<>#+-.!|~^$&;:=\"'/ \t\n\r\u00a0ab1x")
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "# ",
                "###### x",
                "> ",
                "- ",
                "+ ",
                "* ",
                "1. ",
                "23) ",
                "---",
                "===",
                "***",
                "- - -",
                "```",
                "~~~",
            ),
            *("<b>", "</b>", "<!-- ", " -->", "<?", "<https://a.b>", "https://a.b/c_d_e?x=1&y=2", "a@b.org"),
            *(
                "&amp;",
                "&#35;",
                "&#x23;",
                "& ",
                "[[quote k3v9]]",
                "[a](b)",
                "![a](b)",
                "[a]: /b",
                "[^1]",
                "$x$",
            ),
            *(
                "| a | b |",
                "--- | ---",
                ":-:",
                "|",
                "~~no~~",
                "**so**",
                "__so__",
                "a_b_c",
                "_so_",
                "`so`",
                "\\",
            ),
            *(
                "\n",
                "\n\n",
                " ",
                "  \n",
                "    ",
                "\t",
                "so",
                "“So”, it's £5.",
                "…",
                "é",
                "🙂",
                "\u2028",
                "\x0b",
            ),
        ],
    ),
).map("".join)
WORDS = st.one_of(st.text(), SIGNS, PIECES)


@given(WORDS)
def test_what_was_typed_is_what_is_read(words: str) -> None:
    assert seen(as_typed(words), COMMONMARK) == normalised(words)
    assert seen(as_typed(words), TERMINAL) == normalised(words)


@given(WORDS)
def test_what_was_typed_is_what_is_read_in_the_middle_of_a_sentence(words: str) -> None:
    one_line = " ".join(normalised(words).split())
    read = seen(f"She said “{as_typed_inline(words)}” (a provider).")
    assert " ".join(read.split()) == " ".join(f"She said “{normalised(words)}” (a provider).".split())
    assert "\n" not in as_typed_inline(words)
    assert bool(as_typed_inline(words)) == bool(one_line)


@given(WORDS)
def test_what_normalising_changes_is_white_space_at_the_ends_of_lines_only(words: str) -> None:
    assert normalised(normalised(words)) == normalised(words)
    assert "".join(normalised(words).split()) == "".join(words.replace("\0", "\ufffd").split())


@pytest.mark.parametrize(
    "words",
    [
        "It's not that they didn't care. They'd one person - one! - for the whole district.",
        "“No,” she said; 'no' (and again: no) … £5 & a cake, R&D, 50% of 10 + 2 = 7, at 3.15?",
        "snake_case stays, so does an email a.b@c.org, and/or https://example.org/a-b?c=d",
        "3 < 4 and 5 > 4",
        "2026 was the year.",
    ],
)
def test_ordinary_prose_takes_no_backslash(words: str) -> None:
    assert as_typed(words) == words


@pytest.mark.parametrize(
    ("words", "markdown"),
    [
        ("*so*", r"\*so\*"),
        ("_so_", r"\_so\_"),
        ("[laughs]", r"\[laughs\]"),
        ("[[quote k3v9]]", r"\[\[quote k3v9\]\]"),
        ("`x`", r"\`x\`"),
        ("# 1 priority", r"\# 1 priority"),
        ("we are # 1", "we are # 1"),
        ("> 5", r"\> 5"),
        ("- so", r"\- so"),
        ("-so", "-so"),
        ("1. so", r"1\. so"),
        ("1.5 so", "1.5 so"),
        ("<b>so</b>", r"\<b>so\</b>"),
        ("&amp;", r"\&amp;"),
        ("a|b ~c~ $d$", r"a\|b \~c\~ \$d\$"),
        ("C:\\x", "C:\\\\x"),
        ("one\ntwo\r\nthree", "one\\\ntwo\\\nthree"),
        ("one\n \n\n\ntwo", "one\n\ntwo"),
        ("   four spaces   ", "four spaces"),
        ("a\n---", "a\\\n\\---"),
        ("", ""),
    ],
)
def test_signs_get_the_backslash_they_need_and_no_more(words: str, markdown: str) -> None:
    assert as_typed(words) == markdown
