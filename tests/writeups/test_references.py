"""References are found where a reader would see them, and say what is wrong with them."""

import pytest

from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.writeups.references import introduced, references_in, resolve

IDS = [QuoteId("k3v9aaaa"), QuoteId("k3v9bbbb"), QuoteId("p7aaxxxx")]


def found(source: str) -> list[tuple[int, str, bool]]:
    return [(r.line, r.wanted, r.alone) for r in references_in(source).found]


def problems(source: str) -> list[str]:
    return [str(problem) for problem in references_in(source).problems]


def resolved(wanted: str) -> str:
    (reference,) = references_in(f"Words.\n\n[[quote {wanted}]]").found
    return str(resolve(reference, IDS))


def test_references_are_found_with_their_lines() -> None:
    source = "---\nkind: theme\n---\n\n# About [[portrait]]\n\n[[quote k3v9]]\nand [[quote p7aa]], so."
    assert found(source) == [(5, "", False), (7, "k3v9", True), (8, "p7aa", False)]


@pytest.mark.parametrize(
    "source",
    [
        "`[[quote k3v9]]`",
        "``a ` [[quote k3v9]] b``",
        "`over\ntwo [[quote k3v9]] lines`",
        "```\n[[quote k3v9]]\n```",
        "~~~ md\n[[quote k3v9]]\n~~~",
        "- item\n\n  ```\n  [[quote k3v9]]\n  ```",
        "<!-- [[quote k3v9]] -->",
        "<!--\n\n[[quote k3v9]]\n\n-->",
        r"\[[quote k3v9]]",
        r"\[\[quote k3v9\]\]",
        "[[Home]]",
        "[[1]]",
        "[quote k3v9]",
    ],
)
def test_code_comments_and_what_only_looks_like_one_are_no_references(source: str) -> None:
    assert found(source) == []
    assert problems(source) == []


@pytest.mark.parametrize("source", ["A ` alone [[quote k3v9]]", "`a` [[quote k3v9]] `b`", "- [[quote k3v9]]"])
def test_a_reference_beside_code_or_in_a_list_is_one(source: str) -> None:
    assert found(source) == [(1, "k3v9", False)]


@pytest.mark.parametrize("written", ["[[ quote  k3v9 ]]", "[[Quote K3V9]]", "[[quote k3v9]]"])
def test_spaces_and_capitals_do_not_matter(written: str) -> None:
    assert found(written) == [(1, "k3v9", True)]


@pytest.mark.parametrize(
    ("source", "alone"),
    [
        ("[[quote k3v9]]", True),
        ("  [[quote k3v9]]  ", True),
        ("Words\n[[quote k3v9]]\nwords", True),
        ("[[quote k3v9]].", False),
        ("- a\n\n  [[quote k3v9]]", False),
        ("> [[quote k3v9]]", False),
        ("# [[quote k3v9]]", False),
        ("[[quote k3v9]]\n---", False),
    ],
)
def test_a_reference_is_alone_when_it_has_a_line_of_a_paragraph_to_itself(source: str, alone: bool) -> None:  # noqa: FBT001
    assert found(source) == [(1 + source[: source.index("[[")].count("\n"), "k3v9", alone)]


def test_a_whole_id_and_a_beginning_that_only_one_has_are_resolved() -> None:
    assert resolved("k3v9aaaa") == "k3v9aaaa"
    assert resolved("p7aa") == "p7aaxxxx"
    assert resolved("k3v9b") == "k3v9bbbb"


def test_a_beginning_that_several_have_is_a_problem_that_lists_them() -> None:
    assert resolved("k3v9") == (
        "line 3: [[quote k3v9]] could be any of k3v9aaaa, k3v9bbbb: give more of the id"
    )


def test_a_beginning_of_fewer_than_four_characters_is_a_problem() -> None:
    assert resolved("p7a") == "line 3: [[quote p7a]] is too short: give at least 4 characters of the id"


def test_an_unknown_id_names_the_nearest() -> None:
    assert resolved("p7aaxxyx") == "line 3: there is no quote p7aaxxyx. Did you mean p7aaxxxx?"


@pytest.mark.parametrize(
    "written", ["[[quote]]", "[[qoute k3v9]]", "[[quote k3 v9]]", "[[portrait P03 P04]]"]
)
def test_what_was_meant_as_a_reference_and_is_none_is_a_problem(written: str) -> None:
    assert problems(f"Words {written}") == [
        f"line 1: {written} is no reference: write [[quote k3v9]] or [[portrait]]"
    ]


def test_what_was_nearly_unattributed_is_told_how_it_is_written() -> None:
    (said,) = problems("[[quote k3v9 unatributed]]")
    assert said.endswith("write [[quote k3v9]] or [[quote k3v9 unattributed]]")


def test_a_quote_can_be_asked_for_without_whose_it_is_and_a_portrait_for_somebody_named() -> None:
    quote, portrait, bare = references_in(
        "[[Quote K3V9 Unattributed]]\n\n# [[portrait p03]] and [[portrait]]"
    ).found
    assert (quote.wanted, quote.unattributed, quote.alone) == ("k3v9", True, True)
    assert (portrait.portrait, portrait.person, portrait.wanted) == (True, "p03", "")
    assert (bare.portrait, bare.person, bare.unattributed) == (True, "", False)


def test_a_portrait_of_somebody_unknown_names_the_nearest_with_its_line() -> None:
    first, second = references_in("[[portrait p03]]\n\n[[portrait P30]]").found
    codes = [ParticipantCode(code) for code in ("P01", "P03")]
    assert introduced(first, codes) == "P03"
    assert str(introduced(second, codes)).startswith("line 3: there is no participant P30. Did you mean P0")
    assert "nobody in this study yet" in str(introduced(second, []))


def test_a_reference_in_html_is_a_problem() -> None:
    said = "stands inside HTML, where nothing can be put in: leave an empty line around it"
    assert problems("<div>\n[[quote k3v9]]\n</div>") == [f"line 2: [[quote k3v9]] {said}"]
    assert problems('a <b title="[[quote k3v9]]">b</b>') == [f"line 1: [[quote k3v9]] {said}"]
    assert found("a <b>[[quote k3v9]]</b>") == [(1, "k3v9", False)]


def test_a_reference_behind_four_spaces_is_a_problem() -> None:
    (problem,) = problems("Words.\n\n    [[quote k3v9]]")
    assert problem.startswith("line 3: [[quote k3v9]] stands behind four or more spaces")


def test_code_that_is_never_closed_is_a_problem() -> None:
    assert problems("One.\n\n```\n[[quote k3v9]]") == [
        "line 3: the code that begins here is never closed by a second fence"
    ]
