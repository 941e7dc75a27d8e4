"""The command line: how commands end, and those that make and open studies."""

from __future__ import annotations

import asyncio
import os
import select
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reflect import __version__
from reflect.cli import screens
from reflect.services.reading import StudyReader
from reflect.services.study import Study
from tests.command_line import PROGRAM, fine, rows, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")


def test_the_installed_command_says_its_version() -> None:
    ended = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == (f"reflect {__version__}\n", "")


def test_the_help_names_the_exit_codes() -> None:
    text = fine("--help").stdout
    assert "Exit codes:" in text
    assert "130  stopped with Ctrl-C" in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["opne"], 2, "Did you mean open?"),
        (["guide", "chek"], 2, "Did you mean check?"),
        (["sessions", "nowhere"], 3, "There is no such folder"),
        (["guide", "show", "provdier"], 3, "Did you mean provider?"),
        (["new", "somewhere"], 2, "--title"),
    ],
)
def test_a_mistake_ends_in_a_sentence_and_its_code(words: list[str], code: int, said: str) -> None:
    ended = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert said in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["people", "{folder}x"], "Did you mean demo?"),
        (["open", "{folder}x"], "Did you mean demo?"),
        (["check", "{folder}/guides"], "part of a study"),
        (["interview", "{folder}", "--guide", "provide", "--participant", "P01"], "Did you mean provider?"),
        (["interview", "{folder}", "--guide", "provider", "--participant", "P91"], "Did you mean P01?"),
        (["quotes", "{folder}", "--participant", "Q01"], "Did you mean P01?"),
        (["quotes", "{folder}", "--point", "Stay focussed"], "There is no learning point Stay focussed"),
        (["write", "{folder}", "reflection", "--participant", "P31"], "Did you mean P0"),
        (["write", "{folder}", "transcript", "--session", "id9"], "There is no session"),
        (["guide", "check", "{folder}/guides/provider.mb"], "Did you mean provider.md?"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(demo: Path, words: list[str], said: str) -> None:
    result = run(*(word.replace("{folder}", str(demo)) for word in words))
    assert result.exit_code == 3, result.output
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "words", ["", "demo", "open FOLDER", "interview FOLDER --guide provider --participant P01"]
)
def test_a_screen_needs_a_terminal(demo: Path, words: str, tmp_path: Path) -> None:
    arguments = [str(demo) if word == "FOLDER" else word for word in words.split()]
    ended = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith("reflect shows its screens in a terminal, and this is not one.")
    assert not (tmp_path / "reflect-demo").exists()


def test_what_nobody_foresaw_ends_in_one_sentence_and_a_note_without_anybodys_words(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_study: StudyReader) -> None:
        words = "Helen said it"
        raise ValueError(words)

    monkeypatch.setattr(StudyReader, "people", fail)
    result = run("people", demo)
    assert result.exit_code == 70
    assert result.stderr.startswith("Sorry: reflect had to stop (ValueError)")
    note = (tmp_path / "state" / "crash.txt").read_text(encoding="utf-8")
    assert "lists.py" in note
    assert "Helen" not in note + result.output


def test_ctrl_c_ends_with_130(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_study: StudyReader) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(StudyReader, "people", stop)
    assert run("people", demo).exit_code == 130


def test_a_reader_that_closes_early_is_no_error_to_speak_of(demo: Path) -> None:
    script = f"'{PROGRAM}' quotes '{demo}' | head -1"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) == 1


def test_a_new_study_is_made_and_remembered(tmp_path: Path) -> None:
    result = fine("new", tmp_path / "a b" / "study", "--title", "Wenmarsh alliance")
    assert result.stdout == ""
    assert f"reflect open '{tmp_path / 'a b' / 'study'}'" in result.stderr
    assert Study.open(tmp_path / "a b" / "study").title == "Wenmarsh alliance"
    assert "Wenmarsh alliance" in (tmp_path / "state" / "memory.json").read_text(encoding="utf-8")


def test_a_new_study_needs_a_title_and_an_empty_folder(tmp_path: Path, demo: Path) -> None:
    assert run("new", tmp_path / "study", "--title", "  ").exit_code == 2
    assert run("new", demo, "--title", "Again").exit_code == 2
    (tmp_path / "letter.txt").write_text("mine")
    result = run("new", tmp_path, "--title", "Again")
    assert result.exit_code == 2
    assert "not empty" in result.stderr


def test_the_demo_is_made_once_and_then_left_as_it_is(tmp_path: Path) -> None:
    assert "demo study is in" in fine("demo", tmp_path / "demo", "--no-open").stderr
    before = (tmp_path / "demo" / "study.json").read_bytes()
    assert "nothing was changed" in fine("demo", tmp_path / "demo", "--no-open").stderr
    assert (tmp_path / "demo" / "study.json").read_bytes() == before


def test_the_demo_does_not_go_where_something_else_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    result = run("demo", tmp_path, "--no-open")
    assert result.exit_code == 2
    assert "not a study" in result.stderr


def test_the_demo_goes_into_a_folder_of_its_own_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fine("demo", "--no-open")
    assert (tmp_path / "reflect-demo" / "study.json").is_file()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of the screens that were opened, lowest first, in an app that is not on a terminal."""
    from reflect.tui.app import ReflectApp

    stacks: list[list[str]] = []

    async def open_and_close(first: Callable[[], list[Any]]) -> None:
        app = ReflectApp(first)
        async with app.run_test() as pilot:
            await pilot.pause()
            stacks.append([type(screen).__name__ for screen in app.screen_stack[1:]])
            await app.action_quit()

    monkeypatch.setattr(screens, "has_terminal", lambda: True)
    monkeypatch.setattr(screens, "_run", lambda first: asyncio.run(open_and_close(first)))
    return stacks


def test_without_a_command_the_home_screen_opens(shown: list[list[str]]) -> None:
    fine()
    assert shown == [["HomeScreen"]]


def test_a_study_opens_over_the_home_screen(demo: Path, shown: list[list[str]], tmp_path: Path) -> None:
    fine("open", demo)
    fine("demo", tmp_path / "demo")
    assert shown == [["HomeScreen", "StudyScreen"]] * 2


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_in_a_terminal_a_study_opens_and_ctrl_q_ends_it_well(mine: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [str(PROGRAM), "open", str(mine)]
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings) as program:
        os.close(theirs)
        drawn = b""
        while b"P06" not in drawn:
            drawn += read_soon(ours)
        os.write(ours, b"\x11")
        while read_soon(ours):
            pass
        assert program.wait(timeout=30) == 0
    os.close(ours)


def read_soon(terminal: int) -> bytes:
    """What the program draws next; nothing once it has let the terminal go."""
    ready, _, _ = select.select([terminal], [], [], 30)
    assert ready, "nothing was drawn for half a minute"
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody is at the other end
        return b""


def test_an_interview_opens_in_its_session_with_the_study_beneath(mine: Path, shown: list[list[str]]) -> None:
    fine("interview", mine, "--guide", "provider", "--participant", "P02")
    assert shown == [["HomeScreen", "StudyScreen", "SessionScreen"]]
    newest = rows("sessions", mine)[0]
    assert (newest["guide"], newest["participant"], newest["quotes"]) == ("provider", "P02", 0)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str) -> None:
    result = fine("completion", shell)
    assert "_REFLECT_COMPLETE" in result.stdout
    assert "_REFLECT_COMPLETE" not in result.stderr


def completed(*words: str) -> Iterator[str]:
    surroundings = {
        **os.environ,
        "_REFLECT_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["reflect", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ended = subprocess.run([PROGRAM], capture_output=True, text=True, check=False, env=surroundings)
    return (line.partition(",")[2] for line in ended.stdout.splitlines() if line)


def test_a_shell_completes_commands_guides_and_participants(demo: Path) -> None:
    assert "interview" in completed("in")
    assert set(completed("interview", str(demo), "--guide", "p")) == {"provider", "public-agency"}
    assert list(completed("write", str(demo), "reflection", "--participant", "P0")) == [
        f"P0{n}" for n in range(1, 7)
    ]
    assert list(completed("quotes", "nowhere", "--participant", "P")) == []
