"""`reflect export … writeup`, as a person or a script runs it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from docx import Document

from reflect.domain.gate import HeldBack
from reflect.services.study import Study
from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

P01 = "rang me, not an email, rang me"
"""Words of P01's, who agreed to be named."""


@pytest.fixture
def study(mine: Path) -> Path:
    opened = Study.open(mine)
    opened.drafts.keep_theme("LP3")
    opened.close()
    return mine


def test_the_form_is_that_of_the_file(study: Path, tmp_path: Path) -> None:
    for ending, begins in {"md": b"# ", "html": b"<!DOCTYPE html>", "docx": b"PK"}.items():
        out = tmp_path / f"out.{ending}"
        told = fine("export", study, "writeup", "theme-LP3", "-o", out).stderr
        assert out.read_bytes().startswith(begins)
        assert "quote held back: 1 not yet approved." in told
    assert any(P01 in paragraph.text for paragraph in Document(str(tmp_path / "out.docx")).paragraphs)
    fine("export", study, "writeup", "theme-LP3", "--format", "html", "-o", tmp_path / "page.txt")
    assert (tmp_path / "page.txt").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert not list((study / "exports").glob("theme*"))


def test_without_a_file_it_goes_into_the_exports_and_never_over_changes(study: Path) -> None:
    out = study / "exports" / "theme-LP3.md"
    command = ("export", study, "writeup", "theme-LP3", "--front-matter")
    assert f"Written to {out}." in fine(*command).stderr
    assert yaml.safe_load(out.read_text("utf-8").split("---\n")[1])["title"] == "Be realistic"
    fine(*command)
    out.write_text("Somebody's.", "utf-8")
    assert "this one is theme-LP3-2.md" in fine(*command).stderr
    assert out.read_text("utf-8") == "Somebody's."


def test_one_participant_reads_what_waits_for_their_approval_and_the_public_does_not(study: Path) -> None:
    opened = Study.open(study)
    rulings = opened.rendering.rulings()
    quote = next(key for key, ruling in rulings.items() if ruling.reason is HeldBack.NOT_APPROVED)
    found = opened.rendering.quotables()[quote]
    opened.writeup_shelf.keep("one", f"# One\n\n[[quote {quote}]]\n")
    opened.close()
    assert found.speaker is not None
    words = found.quote.words
    out = study / "exports" / "one.md"
    fine("export", study, "writeup", "one")
    assert words not in out.read_text("utf-8")
    fine("export", study, "writeup", "one", "--for", "participant", "--reader", found.speaker.code.lower())
    assert words in out.read_text("utf-8")


def test_a_name_keeps_it_in_until_it_is_let_pass(study: Path, tmp_path: Path) -> None:
    opened = Study.open(study)
    opened.writeup_shelf.keep("named", "# Named\n\nOkafor said so, and P02.\n")
    opened.close()
    out = tmp_path / "named.html"
    told = run("export", study, "writeup", "named", "-o", out)
    assert told.exit_code == 2
    assert "2 names stand in the words" in told.stderr
    assert "line 3: “P02” in" in told.stderr
    assert not out.exists()
    fine("export", study, "writeup", "named", "-o", out, "--let-pass", "Okafor", "--let-pass", "P02")
    assert out.exists()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("theme-LP3", "--format", "odt"), 2, "odt"),
        (("theme-LP4",), 3, "theme-LP3"),
        (("theme-LP3", "--for", "participant"), 2, "which one"),
        (("theme-LP3", "--for", "participant", "--reader", "P99"), 3, "P99"),
        (("theme-LP3", "--reader", "P01"), 2, "--for participant"),
        (("theme-LP3", "--format", "docx", "--front-matter"), 2, "Markdown"),
        (("theme-LP3", "-o", "/nowhere/at/all.md"), 2, "no folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    study: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    told = run("export", study, "writeup", *options)
    assert told.exit_code == code
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert not list((study / "exports").glob("theme*"))


def test_a_pdf_without_its_library_says_what_to_install(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    told = run("export", study, "writeup", "theme-LP3", "--format", "pdf")
    assert told.exit_code == 1
    assert "pip install 'reflect-interviews[pdf]'" in told.stderr
