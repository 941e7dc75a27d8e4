"""`reflect sync` on the command line: what it prints, how it ends, and that another laptop joins with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, fine, rows, run
from tests.services.teams import WORDS, answer_in, answered, git, shared, study_in

pytest_plugins = ["tests.command_line", "tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_place", "own_git", "anas_settings")


@pytest.fixture
def anas_settings(tmp_path: Path) -> None:
    """Who signs, as the settings file has it."""
    (tmp_path / "config.toml").write_text('researcher = "Ana"\n')


def test_a_team_begins_joins_and_goes_on(ana: Path, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    begun = fine("sync", ana, "--remote", drive / "study.git", "--create")
    assert begun.stdout == ""
    assert "Committed: Ana: 1 session (1 new)" in begun.stderr
    assert "Names are left out" in begun.stderr
    assert f"Sent to {drive / 'study.git'}." in begun.stderr
    bea = tmp_path / "new" / "bea"
    joined = fine("sync", bea, "--remote", drive / "study.git")
    assert rows("sessions", bea) == rows("sessions", ana)
    assert "Nothing new to send" in joined.stderr
    answered(bea, f"{WORDS} At all.", tag="LP1")
    fine("sync", bea)
    result = fine("sync", ana)
    assert result.stdout.splitlines()[0].split() == ["what", "file", "record", "kept", "other"]
    assert "responses/went-well" in result.stdout
    assert "3 changes taken." in result.stderr
    assert answer_in(ana) == f"{WORDS} At all."
    assert "Nothing new to send" in fine("sync", ana).stderr


def test_folders_may_be_named_from_where_one_stands(
    ana: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fine("sync", "ana", "--remote", "drive.git", "--create")
    fine("sync", "bea", "--remote", "drive.git")
    answered(tmp_path / "bea", f"{WORDS} At all.")
    answered(ana, f"Well. {WORDS}")
    fine("sync", "bea")
    assert "Sent to" in fine("sync", "ana").stderr
    monkeypatch.chdir(tmp_path / "bea")
    fine("sync", ".")
    assert answer_in(tmp_path / "bea") == f"Well. {WORDS} At all."


def test_the_object_for_programs_holds_what_came_of_it(ana: Path, bea: Path) -> None:
    answered(ana, "Ana's words.")
    answered(bea, "Bea's words, which are longer.")
    shared(bea)
    done = json.loads(fine("sync", ana, "--json").stdout)
    assert done.keys() == {"remote", "committed", "items", "sent", "unreachable", "notices"}
    assert done["sent"] is True
    (clash,) = [item for item in done["items"] if item["what"] == "clash"]
    assert (clash["kept"], clash["other"]) == ("Bea's words, which are longer.", "Ana's words.")


def test_offline_it_is_said_calmly_and_ends_with_5(ana: Path, bea: Path, remote: Path) -> None:
    remote.rename(remote.with_name("away"))
    answered(ana, "On the train.")
    result = run("sync", ana)
    assert result.exit_code == 5
    assert result.stderr.endswith(
        f"{remote}: There is no git repository in that place just now. Is the drive connected? Is the "
        "address right? Everything of yours is committed on this computer, and goes along the next time.\n"
    )
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["sync", "{nowhere}"], 3, "There is no such folder"),
        (["sync", "{ana}", "--create"], 2, "--create needs --remote"),
        (["sync", "{ana}", "--remote", "{ana}/exports"], 2, "cannot lie in the study itself"),
        (["sync", "{new}", "--remote", "{nowhere}"], 5, "no git repository in that place"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    ana: Path, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    places = {"{ana}": ana, "{nowhere}": tmp_path / "nowhere", "{new}": tmp_path / "new"}
    for name, place in places.items():
        words = [word.replace(name, str(place)) for word in words]
    result = run(*words)
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "new").exists()


def test_names_in_texts_need_a_yes_and_are_not_printed(ana: Path, remote: Path) -> None:
    answered(ana, "Then Rosalind said so.")
    result = run("sync", ana, "--remote", remote)
    assert result.exit_code == 2
    assert "(responses/went-well)" in result.stderr
    assert "Rosalind" not in result.output
    result = fine("sync", ana, "--yes")
    assert "stands in 1 file that was sent" in result.stderr
    assert "Rosalind" not in result.output


def test_sharing_names_is_said_plainly_both_ways(ana: Path, remote: Path) -> None:
    assert "are shared with everyone" in fine("sync", ana, "--remote", remote, "--share-names").stderr
    result = fine("sync", ana, "--leave-names-out")
    assert "people.json will not be shared any more" in result.stderr
    assert "git never forgets" in result.stderr


def test_a_file_of_theirs_that_cannot_be_read_ends_with_1(ana: Path, bea: Path) -> None:
    path = next((bea / "sessions").glob("*.json"))
    path.write_bytes(path.read_bytes()[:-200])
    git(bea, "commit", "--quiet", "-am", "by hand")
    git(bea, "push", "--quiet")
    result = run("sync", ana)
    assert result.exit_code == 1
    assert "not merged" in result.stdout
    assert "1 file of the other not merged" in result.stderr
    assert answer_in(ana) == WORDS


def test_the_installed_command_works_where_no_terminal_is(ana: Path, remote: Path) -> None:
    ended = subprocess.run(
        [PROGRAM, "sync", ana, "--remote", remote], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ, "LANG": "C"},
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "Sent to" in ended.stderr


def test_the_help_does_not_show_what_only_git_calls(ana: Path) -> None:
    assert "merge-driver" not in fine("--help").stdout
    assert "sync" in fine("--help").stdout
    study = study_in(ana)
    study.close()
    code = "import sys; from reflect.cli import main; sys.argv = ['reflect', 'sync', '--help']; main()"
    loaded = f"{code[:-6]}\ntry:\n    main()\nexcept SystemExit:\n    print('tinydb' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("False\n")
