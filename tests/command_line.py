"""Running commands on a demo study: what the tests of the command line share, loaded by them as a plugin.

PYTEST_DONT_REWRITE: it is imported by name as well, which pytest would otherwise warn of.
"""

from __future__ import annotations

import json
import shutil
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reflect.cli.root import root
from reflect.services.demo import build_demo

PROGRAM = Path(sys.executable).parent / "reflect"


@pytest.fixture
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder and settings of the test's own."""
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("REFLECT_CONFIG", str(tmp_path / "config.toml"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that no test changes."""
    folder = tmp_path_factory.mktemp("kept") / "demo"
    numbers = count(1)
    build_demo(folder, ids=lambda: f"id{next(numbers):05d}", groups=False).close()
    return folder


@pytest.fixture
def mine(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo, to be changed."""
    return Path(shutil.copytree(demo, tmp_path / "mine"))


def run(*words: str | Path) -> Result:
    """What a command prints, and its exit code."""
    return CliRunner().invoke(root, [str(word) for word in words])


def fine(*words: str | Path) -> Result:
    """A command that is expected to end well."""
    result = run(*words)
    if result.exit_code != 0:
        pytest.fail(f"exit code {result.exit_code}: {result.output}")
    return result


def rows(*words: str | Path) -> Any:
    """The list that a command prints with `--json`."""
    return json.loads(fine(*words, "--json").stdout)
