"""WebVTT, SRT and SBV are read as each program writes them, and no word of theirs is lost."""

from __future__ import annotations

import pytest

from reflect.errors import InvalidInput
from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import Format, Mark, Transcript

from .making import asides, read, remarks, said


def captions(text: str, name: str = "a.vtt") -> Transcript:
    return read_transcript(text.encode(), name=name)


def refused(text: str, name: str = "a.vtt") -> str:
    with pytest.raises(InvalidInput) as caught:
        captions(text, name)
    return str(caught.value)


# Zoom


def test_zooms_names_before_a_colon_are_speakers_and_its_cues_are_joined_into_turns() -> None:
    transcript = read("zoom.vtt")
    assert (transcript.format, transcript.maker) == (Format.VTT, "Zoom")
    assert [speaker for speaker, _ in said(transcript)] == [
        "Ana Ruiz",
        "Marian Okafor (SL)",
        "Ana Ruiz",
        "Marian Okafor (SL)",
        "Ana Ruiz",
    ]
    turn = transcript.turns[3]
    assert turn.text == (
        "The cold week, last January. It was minus six, and the hall had no heating. By four in the "
        "afternoon there was a rota: seven organisations on it. And nobody had asked who was paying."
    )
    assert (turn.start, turn.end, turn.line) == (16.5, 30.0, 16)


def test_a_cue_without_a_speaker_continues_the_one_before_and_is_remarked_on() -> None:
    assert remarks(read("zoom.vtt")) == {"no speaker, joined to the one before": (20,)}


def test_each_cue_of_a_turn_keeps_its_time() -> None:
    turn = read("zoom.vtt").turns[3]
    assert turn.marks == (Mark(0, 16.5), Mark(76, 22.98), Mark(146, 27.9))
    assert [turn.text[mark.offset :].split(" ")[0] for mark in turn.marks] == ["The", "By", "And"]


def test_a_colon_within_what_somebody_says_makes_no_speaker() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAna Ruiz: And she said to me: no.\n\n"
        "00:02.000 --> 00:03.000\nand then I thought: why?\n\n00:03.000 --> 00:04.000\nKez: It was 10:30.\n"
    )
    assert said(transcript) == [
        ("Ana Ruiz", "And she said to me: no. and then I thought: why?"),
        ("Kez", "It was 10:30."),
    ]


def test_a_speaker_known_from_other_files_is_one_even_where_the_file_does_not_show_it() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nso what was it like\n\n00:02.000 --> 00:03.000\nkez m: cold\n\n"
        "00:03.000 --> 00:04.000\nand\n\n00:04.000 --> 00:05.000\nwet\n"
    )
    assert [speaker for speaker, _ in said(captions(text))] == [""]
    known = read_transcript(text.encode(), name="a.vtt", speakers=["kez m"])
    assert said(known) == [("", "so what was it like"), ("kez m", "cold and wet")]


# Teams


def test_teams_voices_are_speakers_with_their_entities_read() -> None:
    transcript = read("teams.vtt")
    assert transcript.maker == "Teams"
    assert said(transcript)[1] == (
        "Renée O'Brien (Guest)",
        "Honestly? Nobody had to be clever. Everyone did what they were good at & nothing else.",
    )


def test_one_sentence_over_two_cues_is_one_turn_and_overlapping_cues_are_remarked_on() -> None:
    transcript = read("teams.vtt")
    assert transcript.turns[1].marks == (Mark(0, 6.204), Mark(73, 10.844))
    assert remarks(transcript) == {"overlapping times": (17,)}


def test_two_voices_in_one_cue_are_two_turns() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ana>Who?</v> <v Kez>Them, <i>all</i> of them.</v>\n"
    )
    assert said(transcript) == [("Ana", "Who?"), ("Kez", "Them, all of them.")]


def test_what_is_no_tag_stays_among_the_words() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>I <inaudible> said <3 and 2 < 4, <i think> so.\n"
    )
    assert said(transcript) == [("Ana", "I <inaudible> said <3 and 2 < 4, <i think> so.")]


# Whisper and podcasts


def test_whispers_times_without_hours_are_read() -> None:
    transcript = read("whisper.vtt")
    assert [(cue.start, cue.end) for cue in transcript.cues] == [(0.0, 4.32), (4.32, 9.18), (3598.4, 3602.96)]


def test_who_speaks_stays_open_where_the_file_does_not_say() -> None:
    assert {turn.speaker for turn in read("whisper.vtt").turns} == {""}


def test_a_podcast_without_a_header_without_minutes_and_with_commas_loses_no_cue() -> None:
    transcript = read("podcast.vtt")
    assert [(cue.start, cue.end) for cue in transcript.cues] == [(0.0, 4.25), (4.25, 9.0), (9.0, 62.5)]
    assert transcript.cues[1].text == (
        "Today we ask what a shared pot of money does to people who used to compete."
    )
    assert remarks(transcript) == {"empty line in a cue": (4,)}


def test_cues_without_empty_lines_between_them_are_parted() -> None:
    transcript = captions(
        "WEBVTT\n00:01.000 --> 00:02.000\nOne\n00:02.000 --> 00:03.000\n42\n00:03.000 --> 00:04.000\nThree"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "42", "Three"]


def test_the_names_of_cues_are_not_speech() -> None:
    transcript = captions(
        "WEBVTT\n\nopening words\n00:01.000 --> 00:02.000\nOne\n\n"
        "introduction - 2\n00:02.000 --> 00:03.000\nTwo\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two"]


def test_words_before_a_cue_that_are_no_name_belong_to_the_cue_above() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\nand a half\n00:02.000 --> 00:03.000\nTwo\n\n"
        "00:03.000 --> 00:04.000\nThree\n\n00:04.000 --> 00:05.000\nFour\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One and a half", "Two", "Three", "Four"]


# noScribe


def test_noscribes_overlapping_speech_has_turns_of_its_own() -> None:
    assert said(read("noscribe.vtt")) == [
        ("S00", "And who decided about the empty room?"),
        ("S01", "(..) Nobody did, that is what I'm saying."),
        ("S00", "Nobody?"),
        ("S01", "It stood there seven weeks."),
        ("S00", "Mm."),
    ]


def test_notes_and_headers_are_left_aside_with_their_lines() -> None:
    transcript = read("noscribe.vtt")
    found = {
        (aside.kind.value, aside.text, aside.first, aside.last) for aside in transcript.reconciliation.asides
    }
    assert found == {
        ("before the first words", "Interview with a manager", 1, 1),
        ("note", "Transcribed with noScribe vers. 0.6\nAudio source: interview.m4a", 3, 5),
        ("note", "media: /home/ana/interview.m4a", 7, 7),
    }


def test_an_address_with_two_strokes_is_not_overlapping_speech() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>It is on https://Kettle: the page.</v>\n"
    )
    assert said(transcript) == [("Ana", "It is on https://Kettle: the page.")]


# Rolling captions


def test_rolling_captions_are_taken_once() -> None:
    transcript = read("youtube.vtt")
    assert said(transcript) == [("", "the rota was on the wall by four")]
    assert remarks(transcript) == {"rolling captions": (10, 14, 18, 22)}
    assert "caption shown a second time" in dict(asides(transcript))


def test_somebody_who_says_a_thing_twice_has_said_it_twice() -> None:
    cues = "".join(f"00:0{n}.000 --> 00:0{n}.900\nYes, yes.\n\n" for n in (1, 3, 5, 7, 9))
    assert said(captions(f"WEBVTT\n\n{cues}")) == [("", " ".join(["Yes, yes."] * 5))]


# SRT and SBV


def test_srt_is_read_with_its_markup_settings_and_two_speakers_in_one_cue() -> None:
    transcript = read("subtitles.srt")
    assert transcript.format is Format.SRT
    assert said(transcript) == [
        ("Ana", "Where do decisions get stuck?"),
        ("Tomasz", "With nobody. They get stuck with nobody."),
        ("Ana", "Go on."),
        ("Tomasz", "Well, who can say yes"),
        ("Ana", "Who?"),
    ]


def test_sbv_is_read() -> None:
    transcript = read("captions.sbv")
    assert transcript.format is Format.SBV
    assert said(transcript)[0] == ("Helen", "We come with the letterhead, they come with the trust.")
    assert [turn.start for turn in transcript.turns] == [1.0, 5.0, 8.0]


# What is wrong with a file


def test_times_that_run_backwards_or_end_before_they_begin_are_kept_in_the_files_order() -> None:
    transcript = captions(
        "WEBVTT\n\n00:10.000 --> 00:05.000\nOne\n\n00:02.000 --> 00:03.000\nTwo\n\n"
        "00:03.000 --> 00:04.000\nThree\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two", "Three"]
    assert remarks(transcript) == {"ends before it begins": (3,), "backwards times": (6,)}
    assert transcript.cues[0].end is None


def test_times_that_cannot_be_read_are_refused_with_their_line() -> None:
    message = refused("WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n00:0x:02 --> 00:03.000\nTwo\n")
    assert message.startswith("a.vtt:6: This line should say when a cue begins and ends")


def test_times_of_sbv_that_cannot_be_read_are_refused_with_their_line() -> None:
    message = refused("0:00:01.000,0:00:02.000\nOne\n\n0:00:0:3.0,0:00:04.000\nTwo\n", "a.sbv")
    assert message.startswith("a.sbv:4: This line should say when a cue begins and ends")


def test_an_sbv_file_that_was_cut_off_keeps_what_it_has() -> None:
    transcript = captions("0:00:01.000,0:00:02.000\nOne\n\n0:00:03.000,0:", "a.sbv")
    assert [cue.text for cue in transcript.cues] == ["One"]
    assert remarks(transcript) == {"cut off": (4,)}


def test_an_arrow_that_somebody_typed_is_words() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nFrom the street --> a hostel.\n\n00:02.000 --> 00:03.000\nTwo\n"
    )
    assert transcript.cues[0].text == "From the street --> a hostel."
    assert remarks(transcript) == {"arrow among the words": (4,)}


@pytest.mark.parametrize(
    "end",
    ["\n3\n00:03.000 --> 00:0", "\n3\n00:03.000 --", "\n3\n00:0", "\n3\n", "\n3\n00:03.000 --> 00:04.000\n"],
)
def test_a_file_that_ends_in_the_middle_of_a_cue_keeps_what_it_has(end: str) -> None:
    transcript = captions(
        f"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nOne\n\n2\n00:02.000 --> 00:03.000\nTwo\n{end}"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two"]
    assert remarks(transcript).keys() & {"cut off", "no words"}


def test_a_header_and_nothing_else_is_refused() -> None:
    assert "there is none in it" in refused("WEBVTT\n\nKind: captions\n")


def test_cues_without_a_word_are_refused() -> None:
    assert "There are no words" in refused(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n<i></i>\n"
    )


def test_settings_are_grammar_and_words_behind_the_times_are_words() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:start position:0%\nOne\n\n"
        "00:02.000 --> 00:03.000 Two\nand three\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two and three"]


def test_a_name_before_the_times_is_the_speaker() -> None:
    transcript = captions(
        "Ana Ruiz 00:00:01.000 --> 00:00:02.000\nWho?\n\nKez 00:00:02.000 --> 00:00:03.000\nMe.\n"
    )
    assert said(transcript) == [("Ana Ruiz", "Who?"), ("Kez", "Me.")]


def test_a_name_on_a_line_of_its_own_is_the_speaker() -> None:
    cues = [
        ("Ana Ruiz", "Who?"),
        ("Kez Mounter", "Me."),
        ("Ana Ruiz", "You?"),
        ("Kez Mounter", "Yes, me."),
    ] * 2
    text = "".join(
        f"0:0:{n}.0 --> 0:0:{n}.900\n({name})\n{words}\n\n" for n, (name, words) in enumerate(cues)
    )
    assert said(captions(text)) == cues


def test_a_style_block_is_grammar_and_a_note_in_mid_file_is_left_aside() -> None:
    transcript = captions(
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nOne\n\nNOTE check\nthis name\n\n"
        "00:02.000 --> 00:03.000\nTwo\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two"]
    assert asides(transcript) == [("note", "check\nthis name")]


def test_what_stream_measures_before_each_cue_is_grammar() -> None:
    transcript = captions(
        'WEBVTT\n\nNOTE duration:"00:10"\n\nNOTE language:en-us\n\nNOTE Confidence: 0.898\n\n'
        "00:01.000 --> 00:02.000\nOne\n\nNOTE Confidence: 0.7\n\n00:02.000 --> 00:03.000\nTwo\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two"]
    assert asides(transcript) == []


def test_two_files_glued_together_are_read_as_one() -> None:
    transcript = captions(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n\n\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\nTwo\n"
    )
    assert [cue.text for cue in transcript.cues] == ["One", "Two"]
