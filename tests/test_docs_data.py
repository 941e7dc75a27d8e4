"""Every table and every field on disk is in docs/data.md."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from reflect.domain.consent import Consent
from reflect.domain.imported import ReplacedPlace
from reflect.domain.people import SharedPerson
from reflect.domain.session import TranscriptSource
from reflect.store.archive import Entry, Manifest
from reflect.store.bin import Note
from reflect.store.kinds import PEOPLE_TABLES, SESSION_TABLES, STUDY_TABLES
from reflect.store.paths import OPEN_FOLDERS, StudyPaths
from reflect.store.sealed import Header

TEXT = (Path(__file__).parent.parent / "docs" / "data.md").read_text(encoding="utf-8")
PARTS = {
    found: part
    for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)
    for found in re.findall(r"^`(\w+)[./]", part)
}


def words(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


@pytest.mark.parametrize(
    ("part", "tables"), [("study", STUDY_TABLES), ("people", PEOPLE_TABLES), ("sessions", SESSION_TABLES)]
)
def test_every_table_and_field_is_documented(part: str, tables: dict[str, type[msgspec.Struct]]) -> None:
    said = words(PARTS[part])
    for table, kind in tables.items():
        assert table in said
        # Memos and clashes are the same in all files, and described once.
        described = words(TEXT) if table in ("memos", "clashes") else said
        assert set(kind.__struct_encode_fields__) <= described, table


@pytest.mark.parametrize(
    "kind",
    [Header, Consent, Entry, Manifest, Note, SharedPerson, TranscriptSource, ReplacedPlace],
)
def test_what_stands_in_every_file_and_in_a_backup_is_documented(kind: type[msgspec.Struct]) -> None:
    assert set(kind.__struct_encode_fields__) <= words(TEXT)


def test_every_folder_is_documented() -> None:
    paths = StudyPaths(Path("study"))
    private = {
        value.name
        for value in vars(paths).values()
        if isinstance(value, Path) and value.parent == paths.private
    }
    private |= {"previous"}
    said = {word.partition("/")[0] for word in words(TEXT)}
    assert private | set(OPEN_FOLDERS) <= said
