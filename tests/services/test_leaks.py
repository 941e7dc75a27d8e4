"""Names that still stand in what is about to leave the study."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.ids import ParticipantCode, QuoteId, RoleId
from reflect.domain.people import Participant
from reflect.services.leaks import Known, Leak, Text, leaks, names_of, texts_of
from reflect.writeups.manuscript import read_manuscript

PEOPLE = [
    Participant(
        code=ParticipantCode("P01"),
        role=RoleId("provider"),
        name="Dr Marian Okafor",
        organisation="Lantern Row",
    ),
    Participant(code=ParticipantCode("P02"), role=RoleId("provider"), name="Tomasz Li", organisation=""),
]
NAMES = names_of(PEOPLE, ["Stoke Averil"])


def found_in(*lines: str, let_pass: tuple[str, ...] = ()) -> tuple[Leak, ...]:
    return leaks([Text(line=n, words=line) for n, line in enumerate(lines, 1)], NAMES, let_pass)


def test_people_and_the_parts_of_their_names_are_looked_for_and_organisations_and_what_was_replaced() -> None:
    assert NAMES == {
        "Marian Okafor": Known.PERSON,
        "Marian": Known.PERSON,
        "Okafor": Known.PERSON,
        "Tomasz Li": Known.PERSON,
        "Tomasz": Known.PERSON,
        "Lantern Row": Known.ORGANISATION,
        "Stoke Averil": Known.REPLACED,
    }


def test_every_place_is_told_with_its_line_its_words_and_what_stands_around_them() -> None:
    first, second, third = found_in(
        "# What Marian said",
        "",
        "It began at Lantern Row. All in Stoke Averil knew, and said so to us.",
    )
    assert (first.line, first.words, first.known, first.near) == (1, "Marian", Known.PERSON, False)
    assert (second.line, second.words, second.known) == (3, "Lantern Row", Known.ORGANISATION)
    assert (third.words, third.known) == ("Stoke Averil", Known.REPLACED)
    assert third.around == "…began at Lantern Row. All in Stoke Averil knew, and said so to us."


def test_a_name_in_other_letters_and_nearly_a_name_is_told_too() -> None:
    assert [leak.words for leak in found_in("MARIAN's desk, and marian okafor.")] == [
        "MARIAN",
        "marian okafor",
    ]
    (near,) = found_in("It was Okafur who rang.")
    assert near.near


def test_a_word_that_only_contains_a_name_is_none() -> None:
    assert found_in("The marianist tomaszewski wrote lanterns in rows.") == ()


def test_what_was_decided_to_let_pass_is_not_told_again_however_it_is_written() -> None:
    line = "Lantern Row and lantern  row, and Marian."
    assert [leak.words for leak in found_in(line, let_pass=("LANTERN row",))] == ["Marian"]


def test_words_of_a_quote_are_told_at_its_reference_and_comments_are_not_looked_at() -> None:
    source = "---\nparticipant: P01\ntitle: Marian\n---\n\nOne. <!-- Marian said so. -->\n\n[[quote k3v9]]\n"
    texts = texts_of(read_manuscript(source).lines, {QuoteId("k3v9aaaa"): (8, "Then Tomasz rang me.")})
    (leak,) = leaks(texts, NAMES)
    assert (leak.line, leak.quote, leak.words) == (8, "k3v9aaaa", "Tomasz")
    assert "Then Tomasz rang me."[leak.start : leak.end] == "Tomasz"


@given(
    st.lists(
        st.sampled_from(["It was ", "Marian", "Okafor", "Lantern Row", ", and ", "\n", "ok. "]), max_size=9
    )
)
def test_what_is_told_stands_where_it_is_told_and_nothing_known_is_left_out(parts: list[str]) -> None:
    lines = "".join(f"{part} " for part in parts).split("\n")
    found = found_in(*lines)
    for leak in found:
        assert lines[leak.line - 1][leak.start : leak.end] == leak.words
    for name in ("Marian", "Okafor", "Lantern Row"):
        for n, line in enumerate(lines, 1):
            if name in line:
                assert any(leak.line == n and set(name.split()) & set(leak.words.split()) for leak in found)
