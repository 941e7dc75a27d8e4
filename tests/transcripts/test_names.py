"""Names are found however they are spelt, replaced so that it can be undone, and times stay on words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.errors import InvalidInput
from reflect.transcripts.likeness import alike, distance, folded
from reflect.transcripts.names import Match, parts_of, places
from reflect.transcripts.records import Mark, ReadTurn
from reflect.transcripts.replacing import Choice, moved, replaced, replaced_in, restored


def found(text: str, *terms: str, near: bool = True) -> list[tuple[str, str, Match]]:
    return [(place.words, place.term, place.match) for place in places([text], terms, near=near)]


def test_a_name_and_the_parts_that_give_its_owner_away() -> None:
    assert parts_of("Dr Imran Siddiq") == ("Imran Siddiq", "Imran", "Siddiq")
    assert parts_of("Kez (Keziah) Mounter") == ("Kez (Keziah) Mounter", "Kez", "Keziah", "Mounter")


def test_a_whole_name_is_one_place_and_its_parts_are_found_alone() -> None:
    assert found("Marian Okafor came. Then Marian left.", *parts_of("Marian Okafor")) == [
        ("Marian Okafor", "Marian Okafor", Match.EXACT),
        ("Marian", "Marian", Match.EXACT),
    ]


def test_a_possessive_keeps_its_s() -> None:
    (place,) = places(["It was Tomasz’s urn."], ["Tomasz"])
    assert (place.start, place.end, place.words) == (7, 13, "Tomasz")


def test_other_capitals_and_accents_are_said_to_be_so() -> None:
    assert found("They asked will, and FARIAS, and Will.", "Will", "Farías") == [
        ("will", "Will", Match.SPELLING),
        ("FARIAS", "Farías", Match.SPELLING),
        ("Will", "Will", Match.EXACT),
    ]


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("Thomasz", "Tomasz"),
        ("Sadiq", "Siddiq"),
        ("Okafur", "Okafor"),
        ("Oka for", "Okafor"),
        ("Stoke a veril", "Stoke Averil"),
        ("StokeAveril", "Stoke Averil"),
        ("Calder Key", "Calder Quay"),
        ("Kalder Quay", "Calder Quay"),
        ("Marion", "Marian"),
        ("Keziah's", "Kezia"),
    ],
)
def test_what_speech_recognition_makes_of_a_name_is_offered(heard: str, name: str) -> None:
    ((words, term, match),) = found(f"And then {heard} said that we were late, all of us.", name)
    assert (words, term, match) == (heard.removesuffix("'s"), name, Match.NEAR)


def test_common_words_are_not_offered_as_misspelt_names() -> None:
    text = "Stand up, they said. We stand here. He would make a stand. Martin did not."
    assert found(text, "Strand") == []


def test_near_matches_can_be_left_out() -> None:
    assert found("Marion and Marian.", "Marian", near=False) == [("Marian", "Marian", Match.EXACT)]


def test_a_transcript_in_small_letters_is_searched_too() -> None:
    assert found("and then okafur said it was for tomasz to decide", "Okafor", "Tomasz") == [
        ("okafur", "Okafor", Match.NEAR),
        ("tomasz", "Tomasz", Match.SPELLING),
    ]


def test_names_are_found_in_scripts_that_are_written_without_spaces() -> None:
    (place,) = places(["昨日田中さんが来ました。"], ["田中"])
    assert (place.start, place.end, place.match) == (2, 4, Match.EXACT)


def test_places_are_in_order_and_say_which_turn() -> None:
    texts = ["Nobody.", "Kez and Helen.", "Helen."]
    assert [(place.turn, place.words) for place in places(texts, ["Helen", "Kez"])] == [
        (1, "Kez"),
        (1, "Helen"),
        (2, "Helen"),
    ]


def test_swapped_letters_are_one_mistake() -> None:
    assert distance("helen", "hleen", 2) == 1
    assert distance("helen", "strand", 2) == 3
    assert alike("", "x") == 0
    assert folded("Renée O’BRIEN") == "renee o’brien"


# Replacing


def test_replacements_are_listed_and_can_be_taken_back() -> None:
    text = "Marian told Tomasz about Calder Quay."
    wanted = {"Marian": "[colleague]", "Tomasz": "P02", "Calder Quay": "[town]"}
    choices = [Choice(start=p.start, end=p.end, now=wanted[p.term]) for p in places([text], wanted)]
    changed, done = replaced(text, choices)
    assert changed == "[colleague] told P02 about [town]."
    assert [(item.was, item.now, changed[item.start : item.end]) for item in done] == [
        ("Marian", "[colleague]", "[colleague]"),
        ("Tomasz", "P02", "P02"),
        ("Calder Quay", "[town]", "[town]"),
    ]
    assert restored(changed, done) == text


def test_choices_that_overlap_or_lie_outside_are_refused() -> None:
    for choices in ([(0, 3), (2, 4)], [(2, 9)], [(1, 1)]):
        with pytest.raises(InvalidInput, match="overlaps another, or lies outside"):
            replaced("Kezzy", [Choice(start=start, end=end, now="x") for start, end in choices])


def test_what_was_changed_since_is_not_taken_back_blindly() -> None:
    changed, done = replaced("Kez came.", [Choice(start=0, end=3, now="P06")])
    with pytest.raises(InvalidInput, match="no longer has"):
        restored(changed.replace("P06", "P6"), done)


def test_times_stay_on_the_words_they_belong_to() -> None:
    turn = ReadTurn(
        text="Marian left. Then Kez came.", line=1, marks=(Mark(0, 1.0), Mark(13, 4.0), Mark(18, 5.0))
    )
    changed, _ = replaced_in(
        turn, [Choice(start=0, end=6, now="[colleague]"), Choice(start=18, end=21, now="P6")]
    )
    assert changed.text == "[colleague] left. Then P6 came."
    assert [(changed.text[mark.offset :].split()[0], mark.seconds) for mark in changed.marks] == [
        ("[colleague]", 1.0),
        ("Then", 4.0),
        ("P6", 5.0),
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_replacements_can_be_taken_back(data: st.DataObject) -> None:
    text = data.draw(st.text("ab é\n", min_size=1, max_size=30))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    choices = [Choice(start=a, end=b, now=data.draw(st.text("xy ", max_size=5))) for a, b in spans]
    changed, done = replaced(text, choices)
    assert restored(changed, done) == text
    kept = [n for n in range(len(text)) if not any(a <= n < b for a, b in spans)]
    assert "".join(changed[moved(n, done)] for n in kept) == "".join(text[n] for n in kept)
