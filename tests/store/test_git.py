"""Running git: it never asks, never hangs, and what it says becomes words a researcher can act on."""

from __future__ import annotations

import http.server
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.errors import GitFailed, ReflectError, Unreachable
from reflect.services.sync_setup import address_of
from reflect.store import git as git_module
from reflect.store.clone import Clone
from reflect.store.git import Answer, Git, why
from reflect.store.git_files import attributing, ignoring
from tests.services.teams import answer_in, answered, git, shared

pytest_plugins = ["tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An `ssh` that goes to this machine whatever host is named, and notes what it was told."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/told\nfor last; do :; done\nexec sh -c "$last"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return program


def test_a_remote_that_ssh_reaches_is_never_asked_with_a_prompt(
    ana: Path, bea: Path, remote: Path, ssh: Path, tmp_path: Path
) -> None:
    answered(ana, "Through ssh.")
    assert shared(ana, remote=f"ana@shelf:{remote}").sent
    shared(bea, remote=f"ssh://bea@shelf{remote}")
    assert answer_in(bea) == "Through ssh."
    told = (tmp_path / "told").read_text().splitlines()
    assert len(told) == 3
    assert all("-o BatchMode=yes -o ConnectTimeout=15" in line for line in told)
    git(bea, "config", "core.sshCommand", f"{ssh} -i key")
    shared(bea)
    assert "-i key -o BatchMode=yes" in (tmp_path / "told").read_text().splitlines()[-1]


def test_what_hangs_is_ended_with_all_it_started(
    ana: Path, ssh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    monkeypatch.setattr(git_module, "NETWORK", 1.0)
    done = shared(ana, remote="shelf:study.git")
    assert "cannot be reached just now" in done.unreachable
    assert done.committed
    pid = int((tmp_path / "pid").read_text())
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "sleep" in Path(f"/proc/{pid}/cmdline").read_text():
        assert time.monotonic() < end


def test_a_connection_that_goes_before_sending_loses_nothing(
    ana: Path, bea: Path, remote: Path, ssh: Path
) -> None:
    answered(bea, "Bea's.", tag="LP1")
    shared(bea)
    answered(ana, "Ana's, which is longer.")
    ssh.write_text(
        '#!/bin/sh\nfor last; do :; done\ncase "$last" in *receive-pack*) '
        'echo "ssh: connect to host shelf port 22: Network is unreachable" >&2; exit 255;; esac\n'
        'exec sh -c "$last"\n'
    )
    done = shared(ana, remote=f"shelf:{remote}")
    assert "cannot be reached just now" in done.unreachable
    assert "clash" in [item.what for item in done.items]
    assert len(done.committed) == 2
    assert answer_in(ana) == "Ana's, which is longer."


class _Closed(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="study"')
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def closed_door() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), _Closed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/study.git"
    server.shutdown()
    server.server_close()


def test_a_remote_that_wants_a_password_is_said_to(ana: Path, closed_door: str) -> None:
    assert "never asks for a password" in shared(ana, remote=closed_door).unreachable


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("ssh: Could not resolve hostname shelf: Name or service not known", Unreachable, "just now"),
        ("ssh: connect to host shelf port 22: No route to host", Unreachable, "just now"),
        ("ana@shelf: Permission denied (publickey).", Unreachable, "never asks for a password"),
        ("Host key verification failed.", Unreachable, "not known to this one"),
        (
            "fatal: '/media/x/study.git' does not appear to be a git repository",
            Unreachable,
            "no git repository",
        ),
        ("fatal: detected dubious ownership in repository at '/srv/study.git'", GitFailed, "safe.directory"),
        ("fatal: Unable to create '/a/.git/index.lock': File exists.", GitFailed, "Another git"),
        ("error: file write error: No space left on device", GitFailed, "disk is full"),
        ("error: insufficient permission for adding an object", GitFailed, "may not write"),
        (
            "warning: x\nfatal: something never seen before",
            GitFailed,
            "(sending): something never seen before",
        ),
        ("", GitFailed, "it ended with 128"),
    ],
)
def test_what_git_says_becomes_words(said: str, kind: type[ReflectError], words: str) -> None:
    error = why(Answer(128, b"", said), "sending", network=True)
    assert type(error) is kind
    assert words in str(error)


def test_without_git_it_is_said_how_to_get_it(ana: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitFailed, match=r"not installed.*https://git-scm.com"):
        shared(ana)
    assert not (ana / ".git").exists()


def test_whoever_calls_us_does_not_lead_git_astray(
    ana: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook of another repository, whose variables git passes on."""
    git(tmp_path, "init", "--quiet", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere" / ".git" / "index"))
    assert shared(ana).committed
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert git(ana, "log", "--format=%an") == "Ana"
    assert git(tmp_path / "elsewhere", "for-each-ref") == ""


def test_settings_of_the_machine_change_nothing_of_what_is_shared(ana: Path, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "gitconfig"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    settings.write_text(
        f"[core]\n autocrlf = true\n hooksPath = {hooks}\n quotePath = true\n"
        "[commit]\n gpgSign = true\n[init]\n defaultBranch = trunk\n[diff]\n noprefix = true\n"
        "[merge]\n ff = only\n[pull]\n rebase = true\n[user]\n useConfigOnly = true\n"
    )
    (ana / "writeups" / "Übersicht.md").write_bytes("Größe.\r\nZwei.\r\n".encode())
    assert shared(ana).committed
    assert git(ana, "branch", "--show-current") == "main"
    assert git(ana, "-c", "core.quotePath=false", "ls-files", "writeups") == "writeups/Übersicht.md"
    assert shared(ana).committed == ()


def test_what_is_missing_from_a_repository_is_said(ana: Path) -> None:
    shared(ana)
    clone = Clone(ana)
    with pytest.raises(GitFailed, match="Something is missing"):
        list(clone.read(["0" * 40]))
    with pytest.raises(GitFailed):
        Git(ana).run("no-such-command")


@pytest.mark.parametrize(
    "address", ["ana@shelf:study.git", "ssh://shelf/study.git", "https://example.org/study.git"]
)
def test_an_address_elsewhere_stays_as_it_is(address: str, tmp_path: Path) -> None:
    assert address_of(address, tmp_path) == address


def test_a_folder_means_the_same_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert address_of("shared/study.git", tmp_path / "mine") == str(tmp_path / "shared" / "study.git")


def test_gits_lists_keep_what_others_wrote_into_them() -> None:
    own = "# mine\n*.mp3\n"
    left_out = ignoring(own, share_names=False)
    assert left_out.startswith(own)
    assert "/*[Pp]eople*\n!/people-shared.json\n" in left_out
    assert ignoring(left_out, share_names=False) == left_out
    assert ignoring(left_out, share_names=True) == f"{own}.reflect/\n"
    turned = "!/people-shared.json\n/*[Pp]eople*\n"
    assert "/*[Pp]eople*\n!/people-shared.json\n" in ignoring(turned, share_names=False)
    assert attributing(attributing(own)) == attributing(own)
