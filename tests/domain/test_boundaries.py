from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.boundaries import (
    Unit,
    grow,
    next_end,
    next_sentence_end,
    next_start,
    next_word,
    paragraph_at,
    previous_end,
    previous_sentence_start,
    previous_start,
    previous_word,
    sentence_at,
    shrink,
    trim,
    unit_at,
    word_at,
)
from reflect.domain.graphemes import (
    grapheme_end,
    grapheme_start,
    graphemes,
    next_grapheme,
    previous_grapheme,
)

PIECES = [
    *(
        "a",
        "B",
        "z",
        "7",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\t",
        ".",
        "...",
        "?",
        "!",
        "…",
        ",",
        "’",
        "-",
        "(",
        ")",
        "”",
    ),
    *(
        "e\u0301",
        "\u0301",
        "👩🏽\u200d💻",
        "👨\u200d👩\u200d👧",
        "🇬🇧",
        "🇫",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "\u200d",
    ),
    *(
        "한",
        "\u1112\u1161\u11ab",
        "क्ष",
        "हिन्दी",
        "日",
        "本",
        "。",
        "ひ",
        "カ",
        "שלום",
        "سلام",
        "؟",
        "\u200f",
        "ำ",
    ),
    *("Dr.", "e.g.", "\x1b", "\u202e", "\ufeff", "\xad", "\u2028", "\ud800"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=40)
UNITS = st.sampled_from(Unit)


def words(text: str) -> list[str]:
    """Every word that some place of the text lies in."""
    spans = {span for n in range(len(text)) if (span := word_at(text, n))[0] <= n < span[1]}
    return [text[s:e] for s, e in sorted(spans)]


def sentences(text: str) -> list[str]:
    found, place = [], 0
    while place < len(text):
        start, end = sentence_at(text, place)
        if end <= place:
            break
        found.append(text[start:end])
        place = next((n for n in range(end, len(text)) if not text[n].isspace()), len(text))
    return found


@pytest.mark.parametrize(
    "cluster",
    [
        *(
            "e\u0301",
            "👩🏽\u200d💻",
            "👨\u200d👩\u200d👧\u200d👦",
            "🇬🇧",
            "❤\ufe0f",
            "1\ufe0f\u20e3",
            "\u1112\u1161\u11ab",
        ),
        *("क्ष", "क्\u200dष", "नि", "ก็", "กำ", "🏴\U000e0067\U000e0062\U000e007f", "\r\n", "a" + "\u0301" * 50),
    ],
)
def test_a_cluster_is_one_step_in_both_directions(cluster: str) -> None:
    text = f"x{cluster}y" if cluster != "\r\n" else "x\r\ny"
    assert next_grapheme(text, 1) == 1 + len(cluster)
    assert previous_grapheme(text, 1 + len(cluster)) == 1
    for inside in range(2, 1 + len(cluster)):
        assert grapheme_start(text, inside) == 1
        assert grapheme_end(text, inside) == 1 + len(cluster)


def test_flags_are_taken_two_by_two() -> None:
    text = "🇬🇧🇫🇷🇩"
    assert list(graphemes(text)) == [(0, 2), (2, 4), (4, 5)]
    assert previous_grapheme(text, 5) == 4
    assert previous_grapheme(text, 4) == 2


@given(TEXTS)
def test_clusters_cover_a_text_and_every_step_back_undoes_a_step_forward(text: str) -> None:
    spans = list(graphemes(text))
    assert "".join(text[s:e] for s, e in spans) == text
    for start, end in spans:
        assert previous_grapheme(text, end) == start
        for inside in range(start + 1, end):
            assert grapheme_start(text, inside) == start
            assert grapheme_end(text, inside) == end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We'd been cross, well-meaning.", ["We'd", "been", "cross", "well-meaning"]),
        ("It’s at 14:02, or 3.5 km", ["It’s", "at", "14:02", "or", "3.5", "km"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("漢字とカタカナ", ["漢字", "と", "カタカナ"]),
        ("so 👩🏽\u200d💻 yes", ["so", "👩🏽\u200d💻", "yes"]),
        ("cafe\u0301 noir", ["cafe\u0301", "noir"]),
        ("Straße, Øre", ["Straße", "Øre"]),
        ("a—b", ["a", "b"]),
        ("... !", []),
    ],
)
def test_words_are_what_a_reader_would_call_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_the_word_at_a_place_is_the_one_touched_else_the_next_else_the_last() -> None:
    text = "one, two  three."
    assert word_at(text, 1) == (0, 3)
    assert word_at(text, 3) == (0, 3)
    assert word_at(text, 4) == (5, 8)
    assert word_at(text, 9) == (10, 15)
    assert word_at(text, 16) == (10, 15)
    assert word_at("", 0) == (0, 0)
    assert word_at(" - ", 1) == (1, 1)


def test_the_cursor_steps_from_word_to_word() -> None:
    text = "one, don’t  three."
    assert [next_word(text, n) for n in (0, 2, 5, 8, 12)] == [5, 5, 12, 12, len(text)]
    assert [previous_word(text, n) for n in (len(text), 12, 9, 5, 0)] == [12, 5, 5, 0, 0]
    assert previous_end(text, 12, Unit.WORD) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Ng said no. Then we left.", ["Dr. Ng said no.", "Then we left."]),
        ("Things, e.g. Maps, fail. Yes.", ["Things, e.g. Maps, fail.", "Yes."]),
        ("We met J. about it. Fine.", ["We met J. about it.", "Fine."]),
        ("Forms etc. were lost. Etc.", ["Forms etc. were lost.", "Etc."]),
        ("It took 3.5 hours. Long.", ["It took 3.5 hours.", "Long."]),
        ("See no. 7 there. No. 8 too.", ["See no. 7 there.", "No. 8 too."]),
        ("1. First we met. Then not.", ["1. First we met.", "Then not."]),
        ("“Really?” she said. “Yes.” We left.", ["“Really?” she said.", "“Yes.”", "We left."]),
        ("Well… maybe. Hm... No.", ["Well… maybe.", "Hm...", "No."]),
        ("(He knew.) Did we?!", ["(He knew.)", "Did we?!"]),
        ("今日は。「そうです。」はい！終", ["今日は。", "「そうです。」", "はい！", "終"]),
        ("هل تعرف؟ نعم.", ["هل تعرف؟", "نعم."]),
        ("यह है। वह भी।", ["यह है।", "वह भी।"]),
        ("No stop\nNext line. And", ["No stop", "Next line.", "And"]),
        ("they left. we stayed.", ["they left.", "we stayed."]),
        ("It was I. Then you.", ["It was I.", "Then you."]),
        ("see www.example.org now. Ok.", ["see www.example.org now.", "Ok."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_the_sentence_at_the_end_of_a_text_is_the_last_one() -> None:
    text = "We met. They left. "
    assert sentence_at(text, len(text)) == (8, 18)
    assert sentence_at(text, 7) == (0, 7)
    assert next_sentence_end(text, 3) == 7
    assert previous_sentence_start(text, 10) == 8


def test_paragraphs_are_the_lines_with_something_in_them() -> None:
    text = "  one two \r\n\r\n three\n"
    assert paragraph_at(text, 0) == (2, 9)
    assert paragraph_at(text, 12) == (15, 20)
    assert paragraph_at(text, len(text)) == (15, 20)
    assert next_end(text, 9, Unit.PARAGRAPH) == 20
    assert previous_start(text, 15, Unit.PARAGRAPH) == 2


def test_growing_snaps_outwards_then_takes_the_next() -> None:
    text = "One two. Three four. Five."
    word = grow(text, (5, 5), Unit.WORD)
    assert text[slice(*word)] == "two"
    assert text[slice(*grow(text, (5, 6), Unit.WORD))] == "two"
    assert text[slice(*grow(text, word, Unit.WORD))] == "two. Three"
    sentence = grow(text, word, Unit.SENTENCE)
    assert text[slice(*sentence)] == "One two."
    assert text[slice(*grow(text, sentence, Unit.SENTENCE))] == "One two. Three four."
    assert text[slice(*grow(text, sentence, Unit.PARAGRAPH))] == text
    assert grow(text, (21, 25), Unit.WORD) == (21, 26)
    assert grow(text, (0, 26), Unit.WORD) == (0, 26)


def test_shrinking_gives_the_last_unit_back() -> None:
    text = "One two. Three four. Five."
    assert text[slice(*shrink(text, (4, 14), Unit.WORD))] == "two"
    assert text[slice(*shrink(text, (0, 11), Unit.SENTENCE))] == "One two."
    assert text[slice(*shrink(text, (0, 20), Unit.SENTENCE))] == "One two."
    assert shrink(text, (0, 8), Unit.SENTENCE) == (0, 8)
    assert text[slice(*shrink(text, (0, 8), Unit.WORD))] == "One two"


@given(TEXTS, st.integers(0, 60), UNITS)
def test_units_are_trimmed_and_whole(text: str, offset: int, unit: Unit) -> None:
    start, end = unit_at(text, offset, unit)
    assert 0 <= start <= end <= len(text)
    if start < end:
        assert trim(text, (start, end)) == (start, end)
        assert grapheme_start(text, start) == start
        assert grapheme_end(text, end) == end


@given(TEXTS, st.data(), UNITS)
def test_growing_never_loses_words_and_shrinking_never_gains_any(
    text: str, data: st.DataObject, unit: Unit
) -> None:
    start = grapheme_start(text, data.draw(st.integers(0, len(text))))
    end = grapheme_end(text, data.draw(st.integers(start, len(text))))
    trimmed = trim(text, (start, end))
    grown = grow(text, (start, end), unit)
    if trimmed[0] < trimmed[1]:
        assert grown[0] <= trimmed[0]
        assert grown[1] >= trimmed[1]
        assert grown != trimmed or not text[grown[1] :].strip()
    shrunk = shrink(text, (start, end), unit)
    assert trimmed[0] == shrunk[0]
    assert shrunk[1] <= trimmed[1]
    for edge in (*grown, *shrunk):
        assert grapheme_start(text, edge) == edge


@given(TEXTS, UNITS)
def test_growing_from_a_unit_and_shrinking_again_leads_back(text: str, unit: Unit) -> None:
    first = unit_at(text, 0, unit)
    second = grow(text, first, unit)
    if first[0] < first[1] and second != first and next_end(text, first[1], unit) == second[1]:
        following = unit_at(text, second[1], unit)
        if first[1] <= following[0] and following[1] == second[1]:
            assert shrink(text, second, unit) == first


@given(TEXTS, UNITS)
def test_walking_forward_and_backward_always_ends(text: str, unit: Unit) -> None:
    place, steps = 0, 0
    while place < len(text) and steps <= len(text):
        assert next_end(text, place, unit) > place
        place, steps = max(next_start(text, place, unit), place + 1), steps + 1
    assert steps <= len(text)
    while place > 0 and steps >= 0:
        before = previous_start(text, place, unit)
        assert before < place
        place, steps = before, steps + 1
    assert place == 0


@pytest.mark.parametrize("piece", ["x", ".", "日", "🇬", "\u0301", "ก", " ", "…x", "a\u200d", "x. ", "。"])
def test_a_text_of_ten_thousand_of_anything_is_grown_and_shrunk_inside_itself(piece: str) -> None:
    text = (piece * 10_000)[:20_000]
    for unit in Unit:
        start, end = grow(text, unit_at(text, len(text) // 2, unit), unit)
        assert 0 <= start <= end <= len(text)
        shrunk = shrink(text, (start, end), unit)
        assert start <= shrunk[0] <= shrunk[1] <= end
        assert len(text) // 2 < next_start(text, len(text) // 2, unit) <= len(text)
