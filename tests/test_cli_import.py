"""`reflect import` and `reflect answers`, as a person or a script runs them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, fine, rows, run
from tests.transcripts.making import FIXTURES, docx, docx_of, lines_in_a_paragraph, odt_of

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

TALK = "Ana: What went well?\n\nMarian: The rota. Ines kept it.\n\nAna: And then?\n\nMarian: Trust.\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    fine("new", folder, "--title", "T")
    return folder


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, "utf-8")
    return path


def sessions(study: Path) -> list[Path]:
    return [path for path in (study / "sessions").iterdir() if path.suffix == ".json"]


def test_every_format_comes_in_through_the_installed_command(study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for path in FIXTURES.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "word.docx").write_bytes(
        docx(lambda document: lines_in_a_paragraph(document, ["Ana Ruiz", "Does it hold?"]))
    )
    paragraph = "<text:p>{}</text:p>"
    (folder / "open.odt").write_bytes(
        odt_of("".join(paragraph.format(line) for line in ("Ana: Is it so?", "Kez: It is.", "Ana: Ah.")))
    )
    done = subprocess.run(
        [str(PROGRAM), "import", str(study), str(folder), "--again", "--json"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == len(list(folder.iterdir())) == len(sessions(study))
    assert all(row["session"] and row["turns"] and row["spoken"] for row in found)
    assert all(row["cues_in"] == row["cues_out"] + row["cues_empty"] for row in found)
    for row in found:
        assert row["characters_in"] == sum(row[part] for part in ("spoken", "labels", "structure", "aside"))
    assert len({row["format"] for row in found}) == 13
    assert "All is well" in fine("check", study).output


def test_lots_that_are_kept_while_the_next_is_read_come_in_whole_and_in_order(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.services.importing.LOT", 2)
    files = [tmp_path / f"{number}.txt" for number in range(7)]
    for number, path in enumerate(files):
        path.write_text(TALK.replace("Trust.", f"Trust, {number % 5} times."), "utf-8")
    done = run("import", study, *files, "--json")
    found = json.loads(done.stdout)
    assert [row["file"] for row in found] == list(map(str, files))
    assert [bool(row["session"]) for row in found] == [True] * 5 + [False] * 2
    # Kept, or on its way to be kept, when its double was read: said in the same words.
    assert all(f"{n}.txt: This file is in the study already" in found[n]["refused"] for n in (5, 6))
    assert found[0]["session"] in found[5]["refused"]
    assert len(sessions(study)) == 5
    assert not (study / ".reflect" / "importing.json").exists()
    assert "All is well" in fine("check", study).output


def test_it_says_what_came_in_and_names_nobody(study: Path, talk: Path) -> None:
    said = fine(
        "import",
        study,
        talk,
        "--participant",
        "new:provider",
        "--interviewer",
        "Ana",
        "--replace",
        "Ines=[a]",
    )
    assert "4 turns, 11 words" in said.stdout
    assert "P01: 2 turns, 6 words" in said.stdout
    assert "replaced: [a] × 1" in said.stdout
    for name in ("Marian", "Ines", "Ana:"):
        assert name not in said.output
    assert "1 file came in." in said.stderr
    assert rows("people", study)[0]["consent"] is None


def test_a_dry_run_changes_nothing(study: Path, talk: Path) -> None:
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    said = fine("import", study, talk, "--participant", "new:provider", "--dry-run")
    assert "This was a dry run" in said.stderr
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before


BAD: dict[str, tuple[bytes, str]] = {
    "empty.vtt": (b"", "empty"),
    "report.pdf": (b"%PDF-1.7\n%\xe2\xe3\n" + b"x" * 400, "PDF"),
    "recording.mp3": (b"ID3\x04\x00\x00" + bytes(400), "recording"),
    "nothing.vtt": (b"WEBVTT\n\n", "nothing.vtt"),
    "times.vtt": (b"WEBVTT\n\n00:0x:01.000 --> 00:00:02.000\nHello.\n", "times.vtt"),
    "entity.docx": (
        docx_of(
            "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
            before='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "entity.docx",
    ),
    "bomb.docx": (docx_of("<w:p/>", parts={"word/media/1.png": "0" * 30_000_000}), "bomb.docx"),
    "huge.txt": (b"Ana: Yes.\n", "50 MB"),
}


def test_bad_files_are_refused_in_words_and_stop_none_of_the_others(
    study: Path, talk: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "m-talk.txt").write_bytes(talk.read_bytes())
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    os.truncate(folder / "huge.txt", 50_000_000)
    result = run("import", study, folder)
    assert result.exit_code == 1
    assert f"1 file came in, {len(BAD)} refused." in result.stderr
    refused = [line for line in result.stderr.splitlines() if line.startswith("Refused: ")]
    assert len(refused) == len(BAD)
    for name, (_, words) in BAD.items():
        (line,) = [line for line in refused if name in line]
        assert words in line
        assert "Traceback" not in line
    assert len(sessions(study)) == 1
    assert len([p for p in (study / "originals").iterdir() if not p.name.startswith(".")]) == 1


def test_a_truncated_or_backwards_vtt_comes_in_with_a_note_that_names_the_line(
    study: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.vtt"
    path.write_text(
        "WEBVTT\n\n00:00:05.000 --> 00:00:07.000\nAna: So.\n\n"
        "00:00:02.000 --> 00:00:06.000\nKez: Yes.\n\n00:00:09.000 -->",
        "utf-8",
    )
    said = fine("import", study, path).stdout
    assert "(line 6)" in said
    assert "note:" in said


def test_a_file_that_is_in_already_is_refused_with_its_session(study: Path, talk: Path) -> None:
    (row,) = rows("import", study, talk)
    again = run("import", study, talk)
    assert again.exit_code == 1
    assert row["session"] in again.stderr
    assert len(sessions(study)) == 1


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--participant", "P77"], 3, "There is no participant “P77”"),
        (["--participant", "new:wizard"], 3, "There is no role “wizard”"),
        (["--guide", "provide"], 3, "provider"),
        (["--speaker", "Marian"], 2, "equals sign"),
        (["--speaker", "Marian=P77"], 3, "P77"),
        (["--date", "2026-02-31"], 2, "no day"),
    ],
)
def test_what_is_asked_for_and_is_not_there_ends_it_before_a_file_is_read(
    study: Path, talk: Path, options: list[str], code: int, words: str
) -> None:
    result = run("import", study, talk, *options)
    assert result.exit_code == code
    assert words in result.stderr
    assert sessions(study) == []


def test_a_file_that_is_not_there_is_refused(study: Path, talk: Path) -> None:
    result = run("import", study, talk, talk.with_name("gone.txt"))
    assert result.exit_code == 1
    assert "gone.txt: There is no such file" in result.stderr
    assert len(sessions(study)) == 1


def test_what_all_of_a_role_said_to_a_question_is_listed(mine: Path, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(
        "Ana: Tell me about a time when working together went well. What happened?\n\n"
        "B: The key did.\n\nAna: Mhm.\n",
        "utf-8",
    )
    fine("import", mine, path, "--participant", "P01", "--guide", "provider", "--interviewer", "Ana")
    found = rows("answers", mine, "--question", "went-well", "--role", "Provider")
    assert [row["kind"] for row in found] == ["interview", "interview", "transcript"][-len(found) :]
    assert found[-1]["text"] == "The key did."
    assert {row["role"] for row in found} == {"provider"}
    assert "The key did." in fine("answers", mine, "--question", "went-well").stdout
    assert run("answers", mine, "--question", "nope").exit_code == 3
    assert run("answers", mine, "--question", "went-well", "--role", "nope").exit_code == 3
