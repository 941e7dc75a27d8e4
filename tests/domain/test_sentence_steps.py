"""From sentence to sentence: each is come to once, over the edges of passages, and back the same way."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.boundaries import Unit, unit_at
from reflect.domain.ids import PassageId
from reflect.domain.passages import Passage, PassageKind
from reflect.domain.sentence_steps import Sentence, sentence_beside

PIECES = ("One. ", "Two words! ", "Dr. Sam came", "\n\n", " ", "何か。", "“Why?” ", "…", "")
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=5)


def passages(texts: list[str]) -> list[Passage]:
    return [
        Passage(id=PassageId(f"turn:{n}"), kind=PassageKind.TURN, label=str(n), text=text)
        for n, text in enumerate(texts)
    ]


def walked(found: list[Passage]) -> list[Sentence]:
    steps: list[Sentence] = []
    at: Sentence | None = None
    while (at := sentence_beside(found, at=at, by=1)) is not None:
        steps.append(at)
    return steps


@settings(max_examples=80)
@given(TEXTS)
def test_every_word_of_every_passage_lies_in_exactly_one_step_and_the_way_back_is_the_same(
    texts: list[str],
) -> None:
    found = passages(texts)
    steps = walked(found)
    inked = {(p.id, n) for p in found for n, sign in enumerate(p.text) if not sign.isspace()}
    come_to = [(s.passage, n) for s in steps for n in range(s.start, s.end)]
    assert len(set(come_to)) == len(come_to)
    assert inked <= set(come_to)
    for before, after in pairwise(steps):
        assert sentence_beside(found, at=after, by=-1) == before
    if steps:
        assert sentence_beside(found, at=steps[0], by=-1) is None


def test_from_a_cursor_the_next_is_the_sentence_it_stands_in() -> None:
    found = passages(["One. Two. Three."])
    assert sentence_beside(found, at=("turn:0", 6, 6), by=1) == ("turn:0", 5, 9)


def test_after_part_of_a_sentence_comes_the_next_whole_one() -> None:
    found = passages(["One word. Two.", "", "Three."])
    assert sentence_beside(found, at=("turn:0", 0, 3), by=1) == ("turn:0", 10, 14)
    assert sentence_beside(found, at=("turn:0", 10, 14), by=1) == ("turn:2", 0, 6)
    assert sentence_beside(found, at=("turn:2", 0, 6), by=1) is None


def test_the_steps_are_the_sentences_that_s_selects() -> None:
    text = "One. Two! Three?"
    found = passages([text])
    for step in walked(found):
        assert unit_at(text, step.start, Unit.SENTENCE) == step[1:]
