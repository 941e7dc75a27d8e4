"""Teams for tests: two researchers, each with a clone of one study, and a bare repository between them.

Through the machine's real git, kept apart from its settings. PYTEST_DONT_REWRITE: it is a plugin too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from reflect.domain.ids import IdSource, PointId, QuestionId
from reflect.domain.people import Participant
from reflect.domain.session import SessionRecord
from reflect.services.study import Study
from reflect.services.synced import Synced, Wishes
from reflect.services.syncing import join, sync
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER, a_person, a_study, agreed, counting, interviewed, ticking

NAME = "Quillfeather"
WORDS = "We met in spring. Nobody trusted anybody. It took a year."
change = msgspec.structs.replace


@pytest.fixture
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that knows nothing of this machine's settings, nor of who works here."""
    _apart(tmp_path, monkeypatch)


def _apart(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = place / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "SSH_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything below is made once, to be copied: `ana` by herself, then `team` with all three."""
    place = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as monkeypatch:
        _apart(place, monkeypatch)
        monkeypatch.setenv("REFLECT_STATE_DIR", str(place / "state"))
        monkeypatch.setenv("REFLECT_CONFIG", str(place / "config.toml"))
        study = a_study(place / "ana", by="Ana", prefix="a")
        study.edits.add_participant(a_person())
        study.edits.add_participant(a_person("P02", agreed()))
        interviewed(study, WORDS).close()
        study.close()
        team = place / "team"
        shutil.copytree(place / "ana", team / "ana")
        git(place, "init", "--quiet", "--bare", str(team / "shared" / "study.git"))
        shared(team / "ana", remote=str(team / "shared" / "study.git"))
        wishes = Wishes(remote=str(team / "shared" / "study.git"))
        join(team / "bea", wishes, researcher="Bea", clock=ticking())
    return place


@pytest.fixture
def remote(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The repository that both reach; empty, unless Bea has joined."""
    place = tmp_path / "shared" / "study.git"
    if "bea" in request.fixturenames:
        made: Path = request.getfixturevalue("made")
        shutil.copytree(made / "team" / "shared", place.parent)
    else:
        git(tmp_path, "init", "--quiet", "--bare", str(place))
    return place


@pytest.fixture
def ana(tmp_path: Path, made: Path, request: pytest.FixtureRequest) -> Path:
    """Ana's study: P01 was interviewed, P02 not yet. Nothing is shared yet, unless Bea has joined."""
    team = "bea" in request.fixturenames
    shutil.copytree(made / "team" / "ana" if team else made / "ana", tmp_path / "ana")
    if team:
        git(tmp_path / "ana", "config", "remote.origin.url", str(request.getfixturevalue("remote")))
    return tmp_path / "ana"


@pytest.fixture
def bea(made: Path, ana: Path, remote: Path) -> Path:
    """Bea's clone, made after Ana had shared hers."""
    folder = ana.with_name("bea")
    shutil.copytree(made / "team" / "bea", folder)
    git(folder, "config", "remote.origin.url", str(remote))
    return folder


def shared(folder: Path, **wishes: object) -> Synced:
    """What a sync of that clone comes to, by whoever the folder is called after."""
    return sync(folder, Wishes(**wishes), researcher=folder.name.title(), clock=ticking())  # type: ignore[arg-type]


def git(folder: Path, *words: str, fails: bool = False) -> str:
    """What the machine's own git says, as a person would run it."""
    signed = ["-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
    ended = subprocess.run(["git", *signed, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert (ended.returncode != 0) is fails, ended.stderr
    return ended.stdout.strip()


def study_in(folder: Path, *, ids: IdSource | None = None) -> Study:
    """The study in that clone, opened as its researcher opens it."""
    ids = ids or counting(folder.name[0])
    return Study.open(folder, clock=ticking(), ids=ids, researcher=folder.name.title())


def person_in(folder: Path, code: str = "P01") -> Participant:
    return study_in(folder).participant(code)


def consent_changed(folder: Path, code: str = "P01", **fields: object) -> None:
    """Somebody notes something about the consent that holds."""
    study = study_in(folder)
    person = study.participant(code)
    assert person.consent is not None
    consents = (*person.consents[:-1], change(person.consent, **fields))
    study.edits.save_participant(change(person, consents=consents))
    study.close()


def session_file(folder: Path) -> SessionFile:
    """The first session there, as a file."""
    return SessionFile(StudyFolder.open(folder).session_paths()[0], folder)


def answered(folder: Path, text: str, *, tag: str = "") -> SessionRecord:
    """Somebody rewrites the answer at their desk, and may tag the whole of it."""
    study = study_in(folder)
    desk = study.open_session(session_file(folder).read().session.id)
    desk.write(ANSWER, text)
    if tag:
        desk.toggle(f"answer:{ANSWER}", 0, len(text), PointId(tag))
    desk.close()
    study.close()
    return desk.record


def answer_in(folder: Path) -> str:
    return session_file(folder).read().responses[QuestionId(ANSWER)].text


def contents(folder: Path) -> dict[str, bytes]:
    """What a clone shares, by name."""
    names = git(folder, "ls-files", "-z").split("\0")
    return {name: (folder / name).read_bytes() for name in names if name}


def objects_of(repository: Path) -> bytes:
    """Everything that a repository holds, in one."""
    listed = git(repository, "cat-file", "--batch-all-objects", "--batch-check").split("\n")
    found = b""
    for line in listed:
        name, kind, _ = line.split(" ")
        shown = subprocess.run(
            ["git", "cat-file", kind, name], cwd=repository, capture_output=True, check=True
        )
        found += shown.stdout
    return found


def cloned(remote: Path, folder: Path) -> Path:
    """A clone made with plain git, and synced once."""
    git(remote, "clone", "--quiet", "--branch", "main", str(remote), str(folder))
    shared(folder)
    return folder


def copied(folder: Path, name: str) -> Path:
    """A copy of a study made by hand, without its git."""
    other = folder.with_name(name)
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".git"))
    return other
