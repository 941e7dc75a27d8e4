"""Text files of programs and people are read as they are written: speakers, times, paragraphs."""

from __future__ import annotations

import pytest

from reflect.errors import InvalidInput
from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import Format, Mark, Transcript

from .making import asides, read, remarks, said


def text(words: str, name: str = "a.txt", **more: object) -> Transcript:
    return read_transcript(words.encode(), name=name)


# Times on lines of their own


def test_otters_speakers_and_times_are_read_with_and_without_spaces_behind_them() -> None:
    transcript = read("otter.txt")
    assert transcript.format is Format.TIMED_TEXT
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [
        ("Ana Ruiz", 2.0),
        ("Marian Okafor", 7.0),
        ("Ana Ruiz", 21.0),
        ("Marian Okafor", 3624.0),
    ]


def test_paragraphs_of_one_speaker_stay_paragraphs() -> None:
    assert read("otter.txt").turns[1].text == (
        "Time. And somebody has to be willing to look a bit foolish.\n\n"
        "We put them in a flat that was waiting for a kitchen."
    )


def test_a_time_that_somebody_says_is_no_new_speaker() -> None:
    assert read("otter.txt").turns[2].text == "I said we'd be done by half past, so 10:30 is fine?"


def test_otters_own_line_is_left_aside() -> None:
    assert asides(read("otter.txt")) == [
        ("notice of the program that made it", "Transcribed by https://otter.ai")
    ]


def test_otters_text_edited_by_hand_is_read() -> None:
    assert said(read("otter-edited.txt")) == [
        ("Ana", "What were you told about the Kettle?"),
        ("Tomasz", "That we were precious. Well: we are."),
        ("Ana", "And now?"),
    ]


def test_otters_text_without_speakers_keeps_its_times() -> None:
    (turn,) = read("otter-nobody.txt").turns
    assert (turn.speaker, turn.marks) == ("", (Mark(0, 0.0), Mark(34, 6.0)))


def test_what_teams_shows_is_read_when_it_is_pasted_into_a_file() -> None:
    transcript = read("teams-pasted.txt")
    assert said(transcript) == [
        ("Gillian Pell", "with you. And the contract says there is a break clause: it comes in July."),
        ("Ana Ruiz", "That was."),
        ("Gillian Pell", "the term would be like right now a year.\nWhich nobody remembers agreeing."),
        ("Ana Ruiz", "Mhm."),
    ]
    assert [kind for kind, _ in asides(transcript)] == [
        "before the first words",
        "notice of the program that made it",
        "notice of the program that made it",
    ]


def test_revs_speakers_in_brackets_are_read_and_times_within_the_words_stay_words() -> None:
    assert said(read("rev.txt")) == [
        ("Speaker 1", "So tell me about [inaudible 00:00:05] the alliance."),
        ("Speaker 2", "Well [crosstalk] it began in the back room of a library."),
        ("Speaker 1", "In a library?"),
    ]


def test_descripts_times_before_and_among_the_words_are_times() -> None:
    turn = read("descript.txt").turns[1]
    assert turn.text == "When somebody rang me, not an email, rang me.\n\nAnd said, what would it take?"
    assert (turn.speaker, turn.marks) == ("Helen", (Mark(0, 4.0), Mark(23, 7.0)))


def test_descripts_markdown_is_read() -> None:
    transcript = read("descript.md")
    assert transcript.format is Format.MARKDOWN
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [
        ("Ana", 0.0),
        ("Helen", 4.0),
        ("Ana", 15.0),
    ]


def test_a_time_before_each_paragraph_is_its_time() -> None:
    (turn,) = read("timestamps.txt").turns
    assert turn.marks == (Mark(0, 0.0), Mark(46, 8.0), Mark(97, 16.0))


def test_words_transcriber_names_the_speaker_behind_the_time() -> None:
    transcript = text(
        "Audio file\nvisit.m4a\n\nTranscript\n\n00:00:00 Speaker 1\nWho is in the room?\n\n"
        "00:00:04 Speaker 2\nNobody who could decide.\n\n00:00:09 Speaker 1\nAnd then?\n"
    )
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == [
        ("Speaker 1", 0.0, "Who is in the room?"),
        ("Speaker 2", 4.0, "Nobody who could decide."),
        ("Speaker 1", 9.0, "And then?"),
    ]
    assert asides(transcript) == [("before the first words", "Audio file\nvisit.m4a\nTranscript")]


def test_only_what_follows_a_time_is_speech_in_google_meets_text_and_the_summary_is_not() -> None:
    transcript = text(
        "Notes\n\nSummary\nHelen said: the letterhead has to go.\nDecision: leave it.\n\nTranscript\n\n"
        "00:00:00\n\nAna Ruiz: What was left at home?\nHelen Strand: The letterhead.\n\n00:05:00\n\n"
        "Ana Ruiz: Since when?\n\nTranscription ended after 00:09:30\n\n"
        "This editable transcript was computer generated and might contain errors.\n\nNext steps: none.\n"
    )
    assert transcript.maker == "Google Meet"
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == [
        ("Ana Ruiz", 0.0, "What was left at home?"),
        ("Helen Strand", 0.0, "The letterhead."),
        ("Ana Ruiz", 300.0, "Since when?"),
    ]
    assert asides(transcript)[0][0] == "summary or notes, not speech"
    assert ("after the last words", "Next steps: none.") in asides(transcript)


def test_captions_saved_from_zoom_count_from_the_first_of_them() -> None:
    transcript = text(
        "[Ana Ruiz] 10:02:15\nWho decides?\n\n[Kez] 10:02:20\nNot us.\n\n[Ana Ruiz] 10:03:00\nNo?\n"
    )
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == [
        ("Ana Ruiz", 0.0, "Who decides?"),
        ("Kez", 5.0, "Not us."),
        ("Ana Ruiz", 45.0, "No?"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Ana Ruiz [00:00:0{}]",
        "Ana Ruiz (0:0{}):",
        "[0:0{}] Ana Ruiz:",
        "0:0{} - Ana Ruiz:",
        "**Ana Ruiz:** [0:0{}]",
    ],
)
def test_the_usual_ways_to_write_speaker_and_time_are_read(head: str) -> None:
    words = "\n\n".join(f"{head.format(n)} {'One' if n == 1 else 'Two'} it was.".strip() for n in (1, 2))
    if head.endswith("]") and not head.startswith("**"):
        words = words.replace("] ", "]\n")
    transcript = text(words)
    assert {turn.speaker for turn in transcript.turns} == {"Ana Ruiz"}
    assert transcript.turns[0].text.replace("\n\n", " ") == "One it was. Two it was."
    assert [mark.seconds for mark in transcript.turns[0].marks] == [1.0, 2.0]


# Without times


def test_names_before_a_colon_are_speakers_and_their_paragraphs_are_joined() -> None:
    transcript = read("speakers.txt")
    assert transcript.format is Format.NAMED_TEXT
    assert said(transcript)[1:] == [
        ("INT", "What did the first year look like?"),
        (
            "P03",
            (
                "Thirty-one people in the Assembly Rooms. And I said to them: who is this for?\n\n"
                "Nobody answered."
            ),
        ),
        ("INT", "Nobody?"),
        ("P03", "There was a bowl of mints on each table."),
    ]
    assert remarks(transcript) == {"no speaker, joined to the one before": (8,)}


def test_lines_before_the_first_speaker_are_kept_as_nobodys_words() -> None:
    assert said(read("speakers.txt"))[0] == (
        "",
        "Interview with the housing options manager Date: 3 March 2026",
    )


def test_lines_that_were_wrapped_are_joined_again() -> None:
    assert said(read("wrapped.txt"))[1] == (
        "P",
        (
            "No. It was one of the volunteers from the drop-in, she took the paper from the back of the "
            "raffle prizes and wrote seven names on it. Nobody asked her to."
        ),
    )


def test_in_wrapped_lines_an_end_that_was_meant_stays_however_far_down_it_stands() -> None:
    wrapped = (
        "Ana: We had talked about the building for most of that\n"
        "winter and in the end nobody could say who owned the\n"
        "key to it, so we asked.\n"
        "Nobody answered us until it had been sold to somebody\n"
        "else, and then everybody did.\n"
    )
    (turn,) = text(wrapped).turns
    assert turn.text.endswith(
        "the key to it, so we asked.\nNobody answered us until it had been sold to "
        "somebody else, and then everybody did."
    )
    assert turn.text.count("\n") == 1


def test_text_without_speakers_is_a_turn_a_paragraph_of_nobody_knows_whom() -> None:
    transcript = read("prose.txt")
    assert transcript.format is Format.TEXT
    assert [(turn.speaker, turn.line) for turn in transcript.turns] == [("", 1), ("", 3), ("", 5)]


def test_lines_without_any_paragraphs_are_parted_at_the_end_of_a_sentence() -> None:
    transcript = text("\n".join(f"This is sentence number {n} of the talk." for n in range(40)))
    assert [turn.line for turn in transcript.turns] == [1, 9, 17, 25, 33]
    assert all(turn.text.endswith("talk.") for turn in transcript.turns)


def test_times_at_the_end_of_paragraphs_as_f4_writes_them_are_times() -> None:
    assert [(turn.speaker, turn.start, turn.text) for turn in read("f4.txt").turns] == [
        ("I", None, "Wie fing das an?"),
        ("B", 5.2, "Mit einem Anruf. Keiner Mail, einem Anruf."),
        ("I", 12.8, "Und dann?"),
    ]


# Markdown


def test_markdowns_signs_are_not_speech() -> None:
    transcript = read("speakers.md")
    assert said(transcript) == [
        ("Interviewer", "What do people assume about you?"),
        ("P02", "That we are small, so it must be simple. It isn't.\n\nIt really isn't *simple*."),
        ("Interviewer", "And what did you assume?"),
        ("P02", "That the big ones were slow."),
    ]
    assert asides(transcript) == [
        ("before the first words", "participant: P02"),
        ("heading", "Interview with the manager of a drop-in"),
    ]


def test_headings_that_come_back_are_the_speakers() -> None:
    assert said(read("headings.md")) == [
        ("Ana", "What do people assume about you?"),
        ("Tomasz", "That we are small."),
        ("Ana", "And are you?"),
        ("Tomasz", "Four staff: a queue down the corridor."),
    ]


def test_turns_in_a_list_are_read() -> None:
    transcript = text("- **Ana:** Who?\n- **Kez:** Me.\n- **Ana:** You?\n- **Kez:** Me.\n", name="a.md")
    assert [speaker for speaker, _ in said(transcript)] == ["Ana", "Kez", "Ana", "Kez"]


# Tables


def test_a_table_of_turns_saved_as_csv_is_read() -> None:
    transcript = read("table.csv")
    assert said(transcript) == [
        ("Ana", "Who decides, then?"),
        ("Marian", 'Nobody. That\'s "the point".\n\nSeven weeks.'),
    ]
    assert transcript.turns[1].marks == (Mark(0, 7.0), Mark(29, 12.0))


def test_other_columns_are_left_aside() -> None:
    transcript = text("speaker;text;code\nAna;Who?;LP4\nKez;Me.;\n", name="a.csv")
    assert said(transcript) == [("Ana", "Who?"), ("Kez", "Me.")]
    assert ("other column", "LP4") in asides(transcript)


# What is wrong with a file


def test_times_written_in_an_unknown_way_are_refused_and_not_taken_for_prose() -> None:
    words = "\n".join(
        f"Ana said something at 00h{n:02}m12 and" if n % 2 else f"[00h{n:02}m12] so" for n in range(9)
    )
    with pytest.raises(InvalidInput, match=r"a.txt:1: This looks like a transcript with times"):
        text(words)


def test_a_text_that_mentions_times_is_prose() -> None:
    transcript = text(
        "We met at 10:30.\n\nThen we waited. It was cold.\n\nAt noon they came, or at 12:15.\n\nSo.\n"
    )
    assert len(transcript.turns) == 4
    assert not transcript.timed


def test_a_csv_with_an_open_quotation_mark_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidInput, match=r"a.csv:2: This row is not CSV"):
        text('speaker,text\nAna,"Who\nKez,Me\n', name="a.csv")
