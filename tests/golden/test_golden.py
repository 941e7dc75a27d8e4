"""The demo study's write-ups as the public reads them, word for word.

They are to be read by whoever changes a template, the gate or the demo: would a charity be proud of them?
`REFLECT_NEW_GOLDEN=1 pytest tests/golden` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("name", [*COMMANDS])
def test_a_writeup_of_the_demo_reads_as_it_is_meant_to(demo: Path, name: str) -> None:
    made = fine("write", demo, *COMMANDS[name]).stdout
    file = HERE / f"{name}.md"
    if os.environ.get("REFLECT_NEW_GOLDEN"):
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")
