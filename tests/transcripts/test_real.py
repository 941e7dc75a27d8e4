"""Files of real programs, which lie beside the project and never become part of it, are read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.transcripts.reading import read_transcript
from reflect.transcripts.records import RemarkKind, Transcript

BESIDE = [folder / "shared" / "transcripts-real" for folder in Path(__file__).parents[3:6]]
FOLDER = next((folder for folder in BESIDE if folder.is_dir()), None)

pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="there is no folder shared/transcripts-real beside the project"
)


def read(name: str) -> Transcript:
    assert FOLDER is not None
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not there")
    return read_transcript(path.read_bytes(), name=name)


def words(transcript: Transcript) -> int:
    return sum(len(turn.text.split()) for turn in transcript.turns)


def lines(transcript: Transcript, kind: RemarkKind) -> tuple[int, ...]:
    return next((remark.lines for remark in transcript.remarks if remark.kind is kind), ())


def test_zooms_file_has_all_its_cues_speakers_and_words() -> None:
    transcript = read("zoom_cloud_meeting.vtt")
    assert (len(transcript.cues), words(transcript)) == (300, 8240)
    assert len({turn.speaker for turn in transcript.turns}) == 5
    assert len(lines(transcript, RemarkKind.JOINED)) == 2


def test_otters_file_has_all_its_turns_with_and_without_spaces_behind_them() -> None:
    transcript = read("otter_ladybug_16.txt")
    assert len(transcript.turns) == 121
    assert len({turn.speaker for turn in transcript.turns}) == 3
    starts = [turn.start or 0.0 for turn in transcript.turns]
    assert starts == sorted(starts)


def test_all_that_whisper_wrote_of_one_recording_holds_the_same_words() -> None:
    names = [f"whisperout_pybytes.{ending}" for ending in ("vtt", "srt", "tsv", "json", "txt")]
    assert len({read(name).words_digest for name in names}) == 1
    assert len({tuple(cue.start for cue in read(name).cues) for name in names[:4]}) == 1


def test_a_whole_hour_of_whisper_is_read() -> None:
    assert len(read("whisper_python_bytes_002.vtt").cues) == 310


def test_entities_in_teams_names_and_letters_in_its_words_are_read() -> None:
    transcript = read("teams_entities.vtt")
    assert len(transcript.cues) == 9
    assert any(turn.speaker.endswith("ías") for turn in transcript.turns)
    assert "&" not in "".join(turn.speaker + turn.text for turn in transcript.turns)


def test_otranscribes_times_in_one_paragraph_are_all_there() -> None:
    """Sixteen are in the file; nothing was said after the last."""
    transcript = read("otranscribe_openpecha_bo.otr")
    assert len({cue.start for cue in transcript.cues}) == 15


@pytest.mark.parametrize(
    ("name", "speakers"),
    [
        ("teams_pasted_shape.txt", ["Person B", "Person A", "Person B", "Person A"]),
        ("rev_shape.txt", ["Speaker 1", "Speaker 2"]),
        ("meet_chat_shape.sbv", ["Person A", "Person B"]),
        ("whisperx_shape.json", ["SPEAKER_01", ""]),
        ("stream_style_guid.vtt", [""]),
        ("webvtt_bom.vtt", [""]),
    ],
)
def test_the_shapes_of_other_programs_are_read(name: str, speakers: list[str]) -> None:
    assert [turn.speaker for turn in read(name).turns] == speakers
