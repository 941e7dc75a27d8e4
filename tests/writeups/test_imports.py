"""The room opens without the libraries that only some of its doors need."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["render", "reflection", "transcript", "references", "escape"])
def test_importing_loads_neither_jinja2_nor_markdown_it(module: str) -> None:
    code = (
        f"import sys, reflect.writeups.{module}\n"
        "print(sorted({'jinja2', 'markdown_it', 'textual', 'tinydb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
