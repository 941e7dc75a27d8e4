"""Cues become turns, each turn knows its times, and a transcript is known again."""

from __future__ import annotations

import pytest

from reflect.errors import InvalidInput
from reflect.transcripts.fingerprint import fingerprint
from reflect.transcripts.reading import read_transcript, rejoined
from reflect.transcripts.reconcile import Ledger
from reflect.transcripts.records import Cue, Mark
from reflect.transcripts.speakers import speakers_of
from reflect.transcripts.turns import joined, seconds_at

from .making import FIXTURES, read


def cue(
    speaker: str, text: str, start: float | None = None, end: float | None = None, glue: str = " "
) -> Cue:
    return Cue(text=text, speaker=speaker, start=start, end=end, line=1, glue=glue)


def test_a_silence_longer_than_the_longest_parts_a_turn() -> None:
    cues = [cue("Ana", "One.", 0, 2), cue("Ana", "Two.", 6, 7), cue("Ana", "Three.", 9, 10)]
    assert [turn.text for turn in joined(cues, 3)] == ["One.", "Two. Three."]
    assert [turn.text for turn in joined(cues, 5)] == ["One. Two. Three."]


def test_a_silence_is_known_only_where_ends_are() -> None:
    cues = [cue("Ana", "One.", 0), cue("Ana", "Two.", 600)]
    assert [turn.text for turn in joined(cues, 3)] == ["One. Two."]


def test_an_overlapping_cue_does_not_make_a_silence() -> None:
    cues = [cue("Ana", "One.", 0, 20), cue("Ana", "Two.", 1, 2), cue("Ana", "Three.", 21, 22)]
    assert len(joined(cues, 3)) == 1


def test_paragraphs_of_unknown_speakers_are_turns_of_their_own() -> None:
    cues = [cue("", "One.", glue="\n\n"), cue("", "Two.", glue="\n\n")]
    assert [turn.text for turn in joined(cues)] == ["One.", "Two."]


def test_words_without_spaces_between_them_are_joined_without() -> None:
    cues = [cue("田中", "おはよう", 0, 1), cue("田中", "ございます。", 1, 2), cue("田中", "Thank you", 2, 3)]
    (turn,) = joined(cues)
    assert turn.text == "おはようございます。 Thank you"
    assert turn.marks == (Mark(0, 0), Mark(4, 1), Mark(11, 2))


def test_a_quote_can_be_given_the_time_of_the_cue_it_begins_in() -> None:
    turn = read("zoom.vtt").turns[3]
    assert seconds_at(turn, turn.text.index("seven organisations")) == 22.98
    assert seconds_at(turn, 0) == 16.5
    assert seconds_at(turn, len(turn.text)) == 27.9


def test_turns_can_be_joined_anew_without_the_file() -> None:
    transcript = read("zoom.vtt")
    assert len(rejoined(transcript, 0.5).turns) > len(transcript.turns)
    assert rejoined(rejoined(transcript, 0.5), 10.0).turns == transcript.turns


def test_speakers_are_summed_up_in_the_order_they_first_speak() -> None:
    ana, marian = speakers_of(read("zoom.vtt").turns)
    assert (ana.label, ana.turns, ana.questions, ana.first_line) == ("Ana Ruiz", 3, 0, 4)
    assert (marian.label, marian.turns, marian.words) == ("Marian Okafor (SL)", 2, 38)
    assert marian.first_words == "I can, yes."


def test_long_first_words_are_cut_at_the_end_of_a_word() -> None:
    (speaker,) = speakers_of(joined([cue("Ana", "collaboration, " * 20)]))
    assert (
        speaker.first_words == "collaboration, collaboration, collaboration, collaboration, collaboration …"
    )


# Known again


def test_the_same_words_in_another_format_or_encoding_are_known_again() -> None:
    one = read_transcript(b"WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Caf\xc3\xa9, was it?\n", name="a.vtt")
    other = read_transcript("ANA  0:01\nCafé was it\n\nANA  0:02\n".encode("utf-16"), name="b.txt")
    assert one.digest != other.digest
    assert one.words_digest == other.words_digest


def test_other_words_are_other_words() -> None:
    assert read("zoom.vtt").words_digest != read("teams.vtt").words_digest


def test_a_files_digest_is_that_of_its_bytes() -> None:
    data = (FIXTURES / "zoom.vtt").read_bytes()
    assert read("zoom.vtt").digest == fingerprint(data) != fingerprint(data + b"\n")


@pytest.mark.parametrize(
    ("signs_in", "cues_in", "says"),
    [(9, 1, "1 character would be lost"), (6, 1, "2 characters too many"), (8, 3, "2 cues would be lost")],
)
def test_a_transcript_that_does_not_add_up_is_refused(signs_in: int, cues_in: int, says: str) -> None:
    ledger = Ledger(signs_in, cues_in)
    ledger.label("Ana:")
    ledger.cue()
    with pytest.raises(InvalidInput, match=says) as caught:
        ledger.closed(joined([cue("Ana", "Who?")]), "a.vtt")
    assert str(caught.value).startswith("a.vtt: The words read do not add up")


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_every_sign_of_a_file_is_accounted_for(path: object) -> None:
    transcript = read(getattr(path, "name"))  # noqa: B009
    account = transcript.reconciliation
    assert account.cues_in == account.cues_out + account.cues_empty
    assert account.speech_in == account.spoken == sum(len("".join(t.text.split())) for t in transcript.turns)
