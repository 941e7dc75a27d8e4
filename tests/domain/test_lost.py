"""Quotes whose words are gone: which they are, and where each is offered a place."""

from __future__ import annotations

import msgspec

from reflect.domain.changes import applied, put
from reflect.domain.ids import ParticipantCode, PassageId, QuoteId
from reflect.domain.lost import around, lost_quotes, next_lost, proposal
from reflect.domain.passages import Passage, PassageKind
from reflect.domain.session import Quote, SessionRecord
from tests.builders import a_record
from tests.domain.editing import a_quote

P01, P02 = ParticipantCode("P01"), ParticipantCode("P02")


def passage(key: str, text: str, speaker: ParticipantCode | None = P01) -> Passage:
    kind = PassageKind.NOTE if key.startswith("note:") else PassageKind.ANSWER
    return Passage(id=PassageId(key), kind=kind, text=text, label=key, speaker=speaker)


def lost(words: str, key: str = "answer:a", number: int = 1, start: int = 0) -> Quote:
    return msgspec.structs.replace(
        a_quote(words, 0, len(words)),
        id=QuoteId(f"q{number}"),
        passage=PassageId(key),
        start=start,
        end=start,
        source_changed=True,
    )


def session(*quotes: Quote) -> SessionRecord:
    record = a_record()
    return applied(record, [put(record, "quotes", quote) for quote in quotes])


def test_lost_quotes_stand_in_reading_order_and_follow_each_other_round() -> None:
    found = [passage("answer:b", "x" * 20), passage("answer:a", "y" * 20)]
    stands = msgspec.structs.replace(lost("abc", number=5), source_changed=False)
    record = session(lost("abc", number=1), lost("abc", "answer:b", 2, 9), lost("abc", "gone:z", 3), stands)
    assert [quote.id for quote in lost_quotes(record, found)] == ["q2", "q1", "q3"]
    after: str | None = None
    seen = []
    for _ in range(4):
        quote = next_lost(record, found, after=after)
        assert quote is not None
        seen.append(after := quote.id)
    assert seen == ["q2", "q1", "q3", "q2"]
    assert next_lost(session(stands), found, after=None) is None


def test_the_own_passage_comes_before_a_better_match_elsewhere() -> None:
    quote = lost("One person for the whole district.")
    own = passage("answer:a", "There was one person for the entire district. So.")
    other = passage("answer:b", "One person for the whole district.")
    first = proposal(quote, [other, own])
    assert first is not None
    assert first.words == "one person for the entire district."
    second = proposal(quote, [other, passage("answer:a", "Nothing of the kind.")])
    assert second is not None
    assert (second.passage, second.match.ratio) == (other, 1.0)


def test_words_of_somebody_else_and_notes_of_ones_own_are_not_offered() -> None:
    words = "One person for the whole district."
    own = passage("answer:a", "Nothing of the kind.")
    for key, speaker in (("answer:b", P02), ("note:n", None)):
        assert proposal(lost(words), [own, passage(key, words, speaker)]) is None
    assert proposal(lost(words, "answer:gone"), [passage("note:n", words, None)]) is None


def test_what_stands_around_is_cut_at_words_and_set_on_one_line() -> None:
    text = "zero one two three\nfour five six seven eight nine ten"
    at = text.index("five")
    assert around(text, at, at + 4, 44) == ("…one two three four ", "five", " six seven eight…")
    assert around("short", 0, 5, 40) == ("", "short", "")
