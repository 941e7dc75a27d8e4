"""Running the machine's own git: never a question that waits for an answer, never longer than said, in words.

The only module that starts git. What it says goes into an error that a researcher can act on; what reflect
asks of it is plumbing, whose output does not change with its version or the language of the machine.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reflect.errors import GitFailed, ReflectError, Unreachable

LOCAL = 120.0
"""Seconds that git may take for something on this machine."""
NETWORK = 900.0
"""The same where another machine is asked; a connection that is dead is given up long before."""
_ENDED_BY_US = 124
_CALM = (
    "-c", "core.quotePath=false",
    "-c", "core.safecrlf=false",
    # Which line ends a file has is the attributes' affair, not the machine's.
    "-c", "core.autocrlf=false",
    # Tidying up is done at once or not at all: nothing of ours goes on after us.
    "-c", "gc.autoDetach=false",
    "-c", "maintenance.autoDetach=false",
    "-c", "http.lowSpeedLimit=1000",
    "-c", "http.lowSpeedTime=30",
)  # fmt: skip
_SILENT = {
    "LC_ALL": "C",
    "LANGUAGE": "",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
}
_SSH = "-o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=3"
_OF_A_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
)  # fmt: skip
"""Variables of whoever called us, such as a hook, which would lead git to another repository than ours."""


class Answer(NamedTuple):
    """What git said, and how it ended."""

    code: int
    out: bytes
    err: str


class Git:
    """Git, run in one folder. Raises GitFailed when there is none on this machine."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise GitFailed(
                "git is not installed on this computer, and it is what a team shares its study with",
                remedy="Install it (https://git-scm.com/downloads), then sync again. Nothing was changed.",
            )
        self._program = program
        self._folder = folder
        self._ssh: str | None = None

    def run(self, *words: str, given: bytes = b"", setting: Mapping[str, str] | None = None) -> bytes:
        """What git prints.

        Raises:
            GitFailed: it could not do it.

        """
        answer = self.ask(*words, given=given, setting=setting)
        if answer.code:
            raise why(answer, words[0])
        return answer.out

    def word(self, *words: str, setting: Mapping[str, str] | None = None) -> str:
        """The one line that git prints. Raises what `run` raises."""
        return self.run(*words, setting=setting).decode("utf-8", "surrogateescape").strip()

    def ask(
        self,
        *words: str,
        given: bytes = b"",
        setting: Mapping[str, str] | None = None,
        network: bool = False,
    ) -> Answer:
        """What git prints, however it ends; `network` when it will ask another machine."""
        surroundings = {k: v for k, v in os.environ.items() if k not in _OF_A_REPOSITORY}
        surroundings |= {**_SILENT, **(setting or {})}
        if network and (ssh := self._ssh_command()):
            surroundings["GIT_SSH_COMMAND"] = ssh
        command = [self._program, *_CALM, *words]
        return _ended(command, self._folder, surroundings, given, NETWORK if network else LOCAL)

    def _ssh_command(self) -> str:
        """The researcher's own ssh, told not to ask and not to wait; empty when it is another program."""
        if self._ssh is None:
            ssh = os.environ.get("GIT_SSH_COMMAND", "") or self._configured("core.sshCommand")
            ssh = ssh or ("" if os.environ.get("GIT_SSH") else "ssh")
            try:
                program = Path((shlex.split(ssh) or [""])[0]).name
            except ValueError:
                program = ""
            self._ssh = f"{ssh} {_SSH}" if program in ("ssh", "ssh.exe") else ""
        return self._ssh

    def _configured(self, key: str) -> str:
        return self.ask("config", "--get", key).out.decode("utf-8", "replace").strip()


def _ended(
    command: list[str], folder: Path, surroundings: Mapping[str, str], given: bytes, patience: float
) -> Answer:
    """Run a command away from the terminal, where nothing it starts can ask for a password."""
    try:
        running = subprocess.Popen(  # noqa: S603 - git itself, with words of ours
            command,
            cwd=folder,
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise GitFailed(f"git could not be started ({error.strerror})", place=str(folder)) from error
    with running:
        try:
            out, err = running.communicate(given, patience)
        except subprocess.TimeoutExpired:
            _stop(running)
            return Answer(_ENDED_BY_US, b"", "took too long")
        except BaseException:
            # Also when interrupted from the keyboard, of which a session of its own hears nothing.
            _stop(running)
            raise
    return Answer(running.returncode, out, err.decode("utf-8", "replace"))


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End git and whatever it started."""
    if sys.platform == "win32":
        running.kill()
        return
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        running.kill()


class _Known(NamedTuple):
    """Something that git says, and what it means."""

    said: re.Pattern[str]
    kind: type[ReflectError]
    message: str
    remedy: str = ""


def _known(said: str, kind: type[ReflectError], message: str, remedy: str = "") -> _Known:
    return _Known(re.compile(said, re.IGNORECASE), kind, message, remedy)


_KNOWN = (
    _known(
        "dubious ownership",
        GitFailed,
        "git does not trust a folder that belongs to another account",
        "If it is your team's: git config --global --add safe.directory <the folder>",
    ),
    _known(
        r"host key verification failed",
        Unreachable,
        "The other computer is not known to this one yet",
        "Connect to it once by hand (ssh <the computer>), look at its key, then sync again.",
    ),
    _known(
        r"permission denied \(|authentication failed|could not read (?:username|password)|"
        r"terminal prompts disabled|access denied|returned error: 40[13]",
        Unreachable,
        "The other computer did not let this one in, and reflect never asks for a password",
        "See that your ssh key or sign-in works without being asked (ssh-add, or git fetch once by hand).",
    ),
    _known(
        r"could not resolve|network is (?:unreachable|down)|no route to host|operation timed out|"
        r"connection (?:refused|timed out|reset|closed)|temporary failure|failed to connect|took too long|"
        r"couldn't connect|hung up unexpectedly|early eof|unable to access|broken pipe",
        Unreachable,
        "The other computer cannot be reached just now",
    ),
    _known(
        r"does not appear to be a git repository|repository .*not (?:exist|found)|not found|"
        r"no such file or directory|could not read from remote|unable to find remote helper",
        Unreachable,
        "There is no git repository in that place just now",
        "Is the drive connected? Is the address right?",
    ),
    _known(
        r"index\.lock'?: file exists|another git process|cannot lock ref",
        GitFailed,
        "Another git is at work in this study, or was cut short",
        "Wait until it is done. If none runs, remove .git/index.lock, and sync again.",
    ),
    _known("no space left", GitFailed, "The disk is full", "Free some space, and sync again."),
    _known(
        r"permission denied|insufficient permission|read-only file system",
        GitFailed,
        "git may not write there",
        "Ask whoever looks after that folder for the right to.",
    ),
)


def why(answer: Answer, doing: str, *, place: str = "", network: bool = False) -> ReflectError:
    """What went wrong, as an error that says what to do; `network`: another machine was asked."""
    for known in _KNOWN:
        if known.said.search(answer.err) and (network or known.kind is GitFailed):
            return known.kind(known.message, place=place, remedy=known.remedy)
    lines = [line.strip() for line in answer.err.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines[-1:]
    said = telling[0].partition(": ")[2] or telling[0] if telling else f"it ended with {answer.code}"
    return GitFailed(f"git could not do its part ({doing}): {said.rstrip('.')}", place=place)
