from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reflect.errors import GuideInvalid, NotFound
from reflect.guides.read import read_codebook, read_guide

from .writing import CODEBOOK_FRONT, FRONT


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_bytes(b"\xef\xbb\xbf" + (FRONT + "## Été?\n").replace("\n", "\r\n").encode())
    assert [question.heading for question in read_guide(path).questions()] == ["Été?"]


def test_a_file_that_is_not_utf_8_is_refused_with_the_line_of_the_first_bad_byte(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_bytes((FRONT + "## Fine\n\n").encode() + "## Été?\n".encode("latin-1"))
    with pytest.raises(GuideInvalid) as caught:
        read_guide(path)
    assert caught.value.problems == (
        f"{path}:8: this line is not UTF-8 text: save it as UTF-8 in your editor",
    )


def test_a_byte_order_mark_does_not_move_the_line_of_a_bad_byte(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\n\xff\r\n")
    with pytest.raises(GuideInvalid, match=r"guide.md:2: this line is not UTF-8"):
        read_guide(path)


def test_a_file_of_another_encoding_altogether_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_bytes((FRONT + "## Q\n").encode("utf-16"))
    with pytest.raises(GuideInvalid, match="save it as UTF-8"):
        read_guide(path)


def test_a_missing_file_and_a_folder_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        read_guide(tmp_path / "none.md")
    with pytest.raises(NotFound, match="folder"):
        read_guide(tmp_path)


def test_a_codebook_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "points.md"
    path.write_text(CODEBOOK_FRONT + "# A {#LP1 number=1}\n", encoding="utf-8")
    assert [point.id for point in read_codebook(path).points] == ["LP1"]


def test_importing_the_reader_and_the_writer_does_not_import_markdown_it() -> None:
    code = (
        "import sys, reflect.guides.read, reflect.guides.write, reflect.guides.compare; "
        "sys.exit('markdown_it' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
