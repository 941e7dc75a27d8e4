"""What is no transcript is recognised by its content and named, with the way out; encodings are found."""

from __future__ import annotations

import pytest

from reflect.errors import InvalidInput
from reflect.transcripts.reading import LARGEST, read_transcript, refuse_too_large

from .making import remarks, said

ZOOM = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nAna: It’s £40 a night, “café” money – naïve, maybe.\n"
WORDS = "It’s £40 a night, “café” money – naïve, maybe."


def refused(data: bytes, name: str = "interview.vtt") -> str:
    with pytest.raises(InvalidInput) as caught:
        read_transcript(data, name=name)
    assert str(caught.value).startswith(name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "says", "remedy"),
    [
        (
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
            "This is a PDF",
            "Export the transcript as VTT, DOCX or text",
        ),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", "a sound recording", "have it transcribed first"),
        (b"\xff\xfb\x90\x64\x00\x00\x00\x00", "a sound recording", "have it transcribed first"),
        (b"RIFF\x24\x08\x00\x00WAVEfmt ", "a sound recording", "have it transcribed first"),
        (b"fLaC\x00\x00\x00\x22", "a sound recording", "have it transcribed first"),
        (b"OggS\x00\x02\x00\x00", "a sound recording", "have it transcribed first"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "a sound recording", "have it transcribed first"),
        (
            b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00",
            "a sound or video recording",
            "have it transcribed first",
        ),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", "a sound or video recording", "have it transcribed first"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture", "text recognition"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture", "text recognition"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "an old Office document", "save it as DOCX"),
        (b"{\\rtf1\\ansi Ana: Who?}", "a rich text file", "save it as DOCX"),
        (b"\x1f\x8b\x08\x00\x00\x00", "an archive", "Unpack it"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "an archive", "Unpack it"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a program", "Export the transcript"),
        (b"BM\x36\x00\x0c\x00\x00\x00", "a picture", "text recognition"),
        (b"SQLite format 3\x00", "a database", "Export the transcript"),
        (b"<!DOCTYPE html><html><body>Ana: Who?</body></html>", "a web page", "Export the transcript"),
        (b'<?xml version="1.0"?><tt><body/></tt>', "another XML file", "Export the transcript"),
    ],
)
def test_a_file_of_another_kind_is_named_whatever_it_is_called(data: bytes, says: str, remedy: str) -> None:
    message = refused(data)
    assert says in message
    assert remedy in message


def test_an_empty_file_is_refused() -> None:
    assert "This file is empty" in refused(b"")
    assert "nothing in this file but white space" in refused(b"\xef\xbb\xbf \r\n\r\n")


def test_a_file_too_large_for_a_transcript_is_refused_unread() -> None:
    with pytest.raises(InvalidInput, match=r"long.vtt: This file has 50 MB"):
        refuse_too_large(50_000_000, name="long.vtt")
    assert "26 MB" in refused(b"a" * (LARGEST + 600_000), "long.vtt")


def test_bytes_that_are_no_text_are_refused() -> None:
    assert "This file is not text" in refused(bytes(range(256)) * 40)
    assert "This file is not text" in refused(b"Ana: Who?\x00\x00\x00\x01\x02\x03\x04\x05" * 40)


def test_a_few_nul_bytes_are_left_out_and_remarked_on() -> None:
    transcript = read_transcript(ZOOM.replace("money", "mo\x00ney").encode(), name="a.vtt")
    assert said(transcript) == [("Ana", WORDS)]
    assert remarks(transcript).keys() == {"control characters"}


@pytest.mark.parametrize(
    ("encoding", "mark", "called"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16-BE"),
        ("utf-16-le", b"", "UTF-16-LE"),
        ("utf-16-be", b"", "UTF-16-BE"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "UTF-32"),
        ("cp1252", b"", "Windows-1252"),
    ],
)
def test_every_usual_encoding_is_found(encoding: str, mark: bytes, called: str) -> None:
    transcript = read_transcript(mark + ZOOM.encode(encoding), name="a.vtt")
    assert said(transcript) == [("Ana", WORDS)]
    assert transcript.encoding == called


def test_a_guessed_encoding_is_remarked_on() -> None:
    assert remarks(read_transcript(ZOOM.encode("cp1252"), name="a.vtt")).keys() == {"encoding guessed"}


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1250", "Żyjemy tu od lat, łatwo nie było. Część ludzi odeszła, właśnie tak się stało."),
        ("cp1251", "Сначала никто никому не доверял, потом стало легче."),
        ("shift_jis", "おはようございます。今日の議題は新しい計画についてです。"),
    ],
)
def test_letters_of_other_languages_are_found_too(encoding: str, words: str) -> None:
    transcript = read_transcript(words.encode(encoding), name="a.txt")
    assert said(transcript) == [("", words)]


def test_some_letters_of_windows_in_a_file_of_utf_8_are_read_and_remarked_on() -> None:
    data = (ZOOM * 3).encode().replace("ï".encode(), b"\xef", 1)
    transcript = read_transcript(data, name="a.vtt")
    assert transcript.turns[0].text.startswith(WORDS)
    assert remarks(transcript)["mixed encoding"] == ()


def test_a_file_cut_off_within_a_letter_keeps_the_rest() -> None:
    data = ZOOM.encode()
    transcript = read_transcript(data[: data.index("ï".encode()) + 1], name="a.vtt")
    assert transcript.turns[0].text == "It’s £40 a night, “café” money – na\N{REPLACEMENT CHARACTER}"
    assert "cut off" in remarks(transcript)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_lines_and_words(end: str) -> None:
    transcript = read_transcript(ZOOM.replace("\n", end).encode(), name="a.vtt")
    assert [(turn.line, turn.text) for turn in transcript.turns] == [(4, WORDS)]
