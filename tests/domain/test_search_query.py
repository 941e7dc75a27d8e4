"""Reading what somebody looks for: a query, or a message that says what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.search_query import (
    EXAMPLES,
    FLAGS,
    MOST_WORDS,
    Condition,
    Filter,
    Query,
    Term,
    parse_query,
)
from reflect.errors import InvalidInput

PIECES = [
    "trust",
    '"',
    "“",
    "”",
    "*",
    "-",
    ":",
    ",",
    " ",
    "role:",
    "kind:",
    "point:4",
    "untagged",
    "信",
    "\0",
    "\ud800",
]


def term(*words: str, prefix: bool = False, without: bool = False) -> Term:
    return Term(words=words, prefix=prefix, without=without)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("trust", [term("trust")]),
        ("Trust Budget", [term("trust"), term("budget")]),
        ('"trust in"', [term("trust", "in")]),
        ("“trust in” „so“ «ça va»", [term("trust", "in"), term("so"), term("ca", "va")]),
        ("budg* -late", [term("budg", prefix=True), term("late", without=True)]),
        ('-"the end" trust', [term("the", "end", without=True), term("trust")]),
        ('"trust in"* "open b*"', [term("trust", "in", prefix=True), term("open", "b", prefix=True)]),
        ("self-harm don’t", [term("self", "harm"), term("don", "t")]),
        ("信任*", [term("信", "任", prefix=True)]),
        ("trust: 10:30", [term("trust"), term("10", "30")]),
        ("trust & budget", [term("trust"), term("budget")]),
        ('"untagged" OR', [term("untagged"), term("or")]),
    ],
)
def test_words_phrases_beginnings_and_what_is_left_out(typed: str, terms: list[Term]) -> None:
    assert parse_query(typed) == Query(terms=tuple(terms))


@pytest.mark.parametrize(
    ("typed", "conditions"),
    [
        ("role:provider", [Condition(filter=Filter.ROLE, values=("provider",))]),
        ("ROLE:Provider", [Condition(filter=Filter.ROLE, values=("Provider",))]),
        ("point:4,6", [Condition(filter=Filter.POINT, values=("4", "6"))]),
        ('by:"ana maria",bea', [Condition(filter=Filter.BY, values=("ana maria", "bea"))]),
        ("kind:Answers", [Condition(filter=Filter.KIND, values=("answer",))]),
        (
            "untagged -role:provider",
            [
                Condition(filter=Filter.UNTAGGED),
                Condition(filter=Filter.ROLE, values=("provider",), without=True),
            ],
        ),
        (
            "point:4 -contradicts",
            [
                Condition(filter=Filter.POINT, values=("4",)),
                Condition(filter=Filter.CONTRADICTS, without=True),
            ],
        ),
    ],
)
def test_filters(typed: str, conditions: list[Condition]) -> None:
    assert parse_query(typed) == Query(conditions=tuple(conditions))


def test_every_filter_can_be_written_as_its_example_says() -> None:
    for name, example in EXAMPLES.items():
        (condition,) = parse_query(example).conditions
        assert condition.filter is name
        assert bool(condition.values) is (name not in FLAGS)


@pytest.mark.parametrize(
    ("typed", "message", "remedy"),
    [
        ("", "nothing to look for", "phrase"),
        ("  ", "nothing to look for", "phrase"),
        ("&", "holds no word", "Type a word"),
        ("🙂", "holds no word", "Type a word"),
        ("-trust", "only what is to be left out", "kind:answer"),
        ("-role:provider", "only what is to be left out", "kind:answer"),
        ('"trust', "before “trust” is not closed", '"…"'),
        ('trust "', "is not closed", '"…"'),
        ("*", "ending of a word", r"trust\*"),
        ("tr*st", "cannot", r"trust\*"),
        ("trust**", "cannot", r"trust\*"),
        ("- trust", "directly before", "-word"),
        ("tag:4", "no filter “tag:”", 'Did you mean point:.*"tag:4"'),
        ("rol:provider", "no filter “rol:”", "Did you mean role"),
        ("https://x", "no filter “https:”", '"https://x"'),
        ("role:", "needs a value", "role:provider"),
        ("role: provider", "needs a value", "role:provider"),
        ("role:,", "empty value", "role:provider"),
        ('by:""', "empty value", "by:ana"),
        ("kind:transcript", "no kind “transcript”", "answer"),
        ("untagged:yes", "stands by itself", "without a colon"),
        ("word " * (MOST_WORDS + 1), "at most", "Leave some"),
        ("x" * 3_000, "at most", "fewer"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_would_be_right(
    typed: str, message: str, remedy: str
) -> None:
    with pytest.raises(InvalidInput, match=message) as raised:
        parse_query(typed)
    raised.match(remedy)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_whatever_is_typed_is_a_query_or_a_message(typed: str) -> None:
    query, refused = None, None
    try:
        query = parse_query(typed)
    except InvalidInput as error:
        refused = error
    if query is None:
        assert refused is not None
        assert refused.remedy
        return
    assert query.wanted or any(not condition.without for condition in query.conditions)
    assert all(term.words and all(term.words) for term in query.terms)
    for condition in query.conditions:
        " ".join(condition.values).encode()
