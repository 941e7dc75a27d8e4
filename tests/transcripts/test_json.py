"""Whisper's JSON and TSV and oTranscribe's files are read, and what is damaged in them is refused."""

from __future__ import annotations

import json

import pytest

from reflect.errors import InvalidInput
from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import Format, Mark, Transcript, Unit

from .making import read, remarks, said


def of(value: object, name: str = "a.json") -> Transcript:
    return read_transcript(json.dumps(value).encode(), name=name)


def otr(markup: str, **more: object) -> Transcript:
    return of({"text": markup, "media": "a.mp3", **more}, "a.otr")


def refused(data: bytes, name: str = "a.json") -> str:
    with pytest.raises(InvalidInput) as caught:
        read_transcript(data, name=name)
    return str(caught.value)


def test_whispers_segments_are_read_with_or_without_words() -> None:
    transcript = read("whisper.json")
    assert (transcript.format, transcript.maker, transcript.unit) == (
        Format.WHISPER_JSON,
        "Whisper",
        Unit.SEGMENT,
    )
    assert [(cue.text, cue.start, cue.end) for cue in transcript.cues] == [
        ("Who was missing from the room?", 0.0, 2.84),
        ("The people it was about.", 2.84, 5.5),
    ]


def test_whisperxs_speakers_are_the_segments_and_unknown_ones_stay_unknown() -> None:
    transcript = read("whisperx.json")
    assert [speaker for speaker, _ in said(transcript)] == ["SPEAKER_00", "SPEAKER_01", ""]
    assert remarks(transcript) == {"speakers within a segment": (2,), "no speaker": (3,)}


def test_whisper_cpps_milliseconds_are_read() -> None:
    assert [(cue.start, cue.end) for cue in read("whispercpp.json").cues] == [(0.0, 3.36), (3.36, 5.0)]


def test_whispers_tsv_is_in_milliseconds() -> None:
    transcript = read("whisper.tsv")
    assert transcript.format is Format.WHISPER_TSV
    assert [(cue.start, cue.end) for cue in transcript.cues] == [(0.0, 2.84), (2.84, 5.5)]


def test_all_of_whispers_formats_hold_the_same_words() -> None:
    digests = {read(name).words_digest for name in ("whisper.json", "whisper.tsv")}
    assert len(digests) == 1


def test_two_versions_of_the_words_are_remarked_on() -> None:
    transcript = of({"text": " One two three", "segments": [{"start": 0, "end": 1, "text": " One two"}]})
    assert remarks(transcript).keys() == {"two versions of the words"}


@pytest.mark.parametrize("time", ["soon", True, -1, 1e30, float("nan"), float("inf"), {"at": 1}])
def test_a_time_that_is_none_is_remarked_on_and_its_words_are_kept(time: object) -> None:
    transcript = of({"segments": [{"start": time, "end": 2, "text": "One"}]})
    assert (transcript.turns[0].text, transcript.turns[0].start) == ("One", None)
    assert remarks(transcript) == {"time not understood": (1,)}


def test_half_a_surrogate_pair_becomes_the_sign_for_a_lost_letter() -> None:
    transcript = read_transcript(
        b'{"segments": [{"start": 0, "end": 1, "text": "One \\ud83d two"}]}', name="a.json"
    )
    assert transcript.turns[0].text == "One \N{REPLACEMENT CHARACTER} two"
    transcript.turns[0].text.encode()


def test_json_that_was_cut_off_is_refused_with_its_line() -> None:
    assert refused(b'{\n"segments": [\n{"text": "On').startswith(
        "a.json:3: This JSON file seems to be cut off"
    )


@pytest.mark.parametrize("data", [b'{"segments": 3}', b'{"results": []}', b"[[1]]", b'{"text": "only"}'])
def test_json_of_other_programs_is_refused(data: bytes) -> None:
    assert "not one that Whisper" in refused(data)


def test_json_nested_without_end_is_refused() -> None:
    assert "not one that a transcription program writes" in refused(b"[" * 100_000)


def test_otranscribes_times_begin_the_words_behind_them() -> None:
    transcript = read("otranscribe.otr")
    assert transcript.format is Format.OTR
    assert said(transcript) == [
        ("Ana", "What did you think of them before?"),
        ("Kez", "I thought they were all the same. Smiling & tired.\n\nAnd I was right, mostly."),
    ]
    assert transcript.turns[1].marks == (Mark(0, 9.0), Mark(34, 14.0))


def test_a_time_within_a_word_does_not_part_it() -> None:
    transcript = otr(
        '<p><span class="timestamp" data-timestamp="1">00:01</span>over'
        '<span class="timestamp" data-timestamp="2">00:02</span>all good</p>'
    )
    assert transcript.turns[0].text == "overall good"


def test_a_time_without_its_number_is_read_from_what_it_shows() -> None:
    transcript = otr(
        '<p><span class="timestamp">1:02:03</span> Yes. <span class="timestamp">soon</span> No.</p>'
    )
    assert [cue.start for cue in transcript.cues] == [3723.0, 3723.0]
    assert transcript.turns[0].text == "Yes. soon No."
    assert remarks(transcript) == {"time not understood": (1,)}


def test_paragraphs_without_a_time_have_the_last_one() -> None:
    transcript = otr(
        '<p><span class="timestamp" data-timestamp="5">00:05</span> One.</p><div>Two.<br>Three.</div>'
    )
    assert [(turn.text, turn.start) for turn in transcript.turns] == [
        ("One.", 5.0),
        ("Two.", 5.0),
        ("Three.", 5.0),
    ]


def test_an_otr_file_without_words_is_refused() -> None:
    assert "There are no words" in refused(
        json.dumps({"text": "<p><br></p>", "media": "a.mp3"}).encode(), "a.otr"
    )


def test_a_tsv_row_that_is_no_row_is_refused_with_its_line() -> None:
    assert refused(b"start\tend\ttext\n0\t10\tOne\nten\t20\tTwo\n30\t40\tThree\n", "a.tsv").startswith(
        "a.tsv:3: This row"
    )


def test_a_tsv_file_that_was_cut_off_keeps_what_it_has() -> None:
    transcript = read_transcript(b"start\tend\ttext\n0\t10\tOne\n10\t2", name="a.tsv")
    assert transcript.turns[0].text == "One"
    assert remarks(transcript) == {"cut off": (3,)}
