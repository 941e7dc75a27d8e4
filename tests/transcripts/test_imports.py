"""Reading a usual transcript loads no library that only unusual ones need."""

from __future__ import annotations

from tests.test_imports import loaded_by

HEAVY = {"docx", "lxml", "charset_normalizer", "textual", "rich", "tinydb", "zipfile", "pyexpat"}


def test_importing_the_readers_loads_nothing_heavy() -> None:
    assert not loaded_by("import reflect.transcripts.reading") & HEAVY


def test_reading_captions_loads_nothing_heavy() -> None:
    code = (
        "from reflect.transcripts.reading import read_transcript\n"
        "read_transcript(b'WEBVTT\\n\\n00:01.000 --> 00:02.000\\nAna: Who?\\n', name='a.vtt')"
    )
    assert not loaded_by(code) & HEAVY
