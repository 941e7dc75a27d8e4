"""The demo study's write-ups as the public reads them, word for word.

They are to be read by whoever changes a template, the gate or the demo: would a charity be proud of them?
`REFLECT_NEW_GOLDEN=1 pytest tests/golden` writes them anew.
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest

from reflect.services.demo import build_demo
from tests.command_line import fine

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

HERE = Path(__file__).parent
STUDY = "Wenmarsh Homes Together"
"""The study is called after the alliance, which its title may say."""
COMMANDS: dict[str, tuple[str, ...]] = {
    "reflection-P05": ("reflection", "--participant", "P05"),
    "theme-LP4": ("theme", "--point", "4"),
    "briefing": ("briefing", "--let-pass", STUDY),
}


WHOLE: dict[str, tuple[str, ...]] = {
    "rules": ("rules",),
    "progress": ("progress", "--let-pass", STUDY),
}
"""What is written of what groups did."""


@pytest.fixture(scope="module")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with its workshop and its rounds."""
    folder = tmp_path_factory.mktemp("whole") / "demo"
    numbers = count(1)
    build_demo(folder, ids=lambda: f"id{next(numbers):05d}").close()
    return folder


@pytest.mark.parametrize("name", [*WHOLE])
def test_a_writeup_of_what_groups_did_reads_as_it_is_meant_to(whole_demo: Path, name: str) -> None:
    reads_as_kept(fine("write", whole_demo, *WHOLE[name]).stdout, name)


@pytest.mark.parametrize("name", [*COMMANDS])
def test_a_writeup_of_the_demo_reads_as_it_is_meant_to(demo: Path, name: str) -> None:
    reads_as_kept(fine("write", demo, *COMMANDS[name]).stdout, name)


def reads_as_kept(made: str, name: str) -> None:
    file = HERE / f"{name}.md"
    if os.environ.get("REFLECT_NEW_GOLDEN"):
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")
