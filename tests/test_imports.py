"""Who may import whom (DESIGN §3), and what importing costs.

`domain` ← the crafts ← `services` ← `cli` and `tui`; crafts never look sideways at one another.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "reflect"
CRAFTS = frozenset({"guides", "store", "transcripts", "analysis", "writeups", "exchange"})
LEAVES = frozenset({"errors", "paths", "zips"})
"""Modules that import nothing of ours, and that everybody may import; `domain` only `errors` of them."""
MAY_IMPORT: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "paths": frozenset(),
    "zips": frozenset(),
    "domain": frozenset({"errors"}),
    **{craft: frozenset({"domain", *LEAVES}) for craft in CRAFTS},
    "services": frozenset({"domain", *CRAFTS, *LEAVES}),
    "tui": frozenset({"services", "domain", *LEAVES}),
    "web": frozenset({"errors"}),
    "cli": frozenset({"services", "tui", "web", "domain", *CRAFTS, *LEAVES}),
    "door": frozenset({"services", "domain", "errors"}),
    "": frozenset({"door"}),
    "__main__": frozenset({"cli"}),
}
"""For each room, the rooms it may import beside itself. Screens ask services, never a craft."""
FORBIDDEN_OUTSIDE: dict[str, frozenset[str]] = {
    "domain": frozenset(
        {"textual", "tinydb", "rich", "click", "jinja2", "markdown_it", "os", "pathlib", "io"}
    ),
    "guides": frozenset({"textual", "tinydb", "click"}),
    "transcripts": frozenset({"textual", "tinydb", "click"}),
    "analysis": frozenset({"textual", "tinydb", "click"}),
    "writeups": frozenset({"textual", "tinydb", "click"}),
    "exchange": frozenset({"textual", "click"}),
    "store": frozenset({"textual", "click"}),
    "services": frozenset({"textual", "click", "tinydb"}),
    "tui": frozenset({"click", "tinydb"}),
    "web": frozenset({"textual", "click", "tinydb"}),
    "door": frozenset({"textual", "click", "tinydb"}),
    "cli": frozenset({"textual", "tinydb", "aiohttp"}),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def broken_rules(module: str, source: str) -> list[str]:
    """What is wrong with the imports of `module` (such as `reflect.domain.ids`), a line each."""
    room = room_of(module)
    found = []
    for line, imported in imports(source):
        root, _, rest = imported.partition(".")
        if root != "reflect":
            if root in FORBIDDEN_OUTSIDE.get(room, ()):
                found.append(f"{module}:{line} imports {root}")
            continue
        other = rest.split(".")[0]
        if other not in ("", room, "__version__") and other not in MAY_IMPORT.get(room, frozenset()):
            found.append(f"{module}:{line} imports {imported}")
    return found


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Every module a source imports, wherever in it, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "reflect.a_relative_import"
            elif node.module == "reflect":
                yield from ((node.lineno, f"reflect.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_module_imports_only_from_below() -> None:
    broken = [rule for path in MODULES for rule in broken_rules(name_of(path), path.read_text("utf-8"))]
    assert broken == []


def test_every_room_has_a_rule() -> None:
    rooms = {room_of(name_of(path)) for path in MODULES} - {""}
    assert rooms <= MAY_IMPORT.keys()


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("reflect.domain.ids", "from reflect.store.paths import STUDY"),
        ("reflect.domain.ids", "from pathlib import Path"),
        ("reflect.domain.ids", "def f():\n    import textual.app"),
        ("reflect.domain.ids", "from reflect import paths"),
        ("reflect.analysis.matrix", "from reflect.store.records import from_record"),
        ("reflect.guides.read", "from reflect.services.study import Study"),
        ("reflect.services.study", "from reflect.tui.app import ReflectApp"),
        ("reflect.services.study", "import textual"),
        ("reflect.tui.app", "from reflect.store.paths import STUDY"),
        ("reflect.tui.app", "from reflect.cli import main"),
        ("reflect.errors", "from reflect.domain import ids"),
        ("reflect.guides.read", "from .parse import parse_guide"),
    ],
)
def test_a_bad_import_is_seen(module: str, line: str) -> None:
    assert len(broken_rules(module, line)) == 1


def test_a_good_import_is_let_through() -> None:
    good = "import re\nfrom reflect import paths\nfrom reflect.domain.ids import slug\nimport msgspec"
    assert broken_rules("reflect.guides.read", good) == []


def loaded_by(code: str) -> set[str]:
    """The modules in memory after running `code` in a fresh interpreter, by their first names."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(ended.stdout.splitlines()[-1]))


def test_importing_reflect_loads_neither_textual_nor_tinydb() -> None:
    assert not loaded_by("import reflect") & {"textual", "tinydb", "rich", "jinja2", "markdown_it", "msgspec"}


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["guide", "--help"], ["write", "x", "--help"]]
)
def test_asking_for_version_or_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys\nfrom reflect.cli import main\nsys.argv = ['reflect', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code in (0, None), end.code"
    )
    assert not loaded_by(code) & {"textual", "rich", "tinydb", "jinja2", "markdown_it", "platformdirs"}


def test_listing_what_is_in_a_study_does_not_load_textual(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom reflect.cli import main\n"
        f"folder = {str(tmp_path / 'study')!r}\n"
        "for words in ('new F --title T', 'people F', 'quotes F --json', 'sessions F', 'check F',\n"
        "              'guide list'):\n"
        "    sys.argv = ['reflect', *(folder if word == 'F' else word for word in words.split())]\n"
        "    try:\n        main()\n    except SystemExit as end:\n        assert end.code in (0, None), words"
    )
    assert not loaded_by(code) & {"textual", "rich"}


def test_importing_every_module_touches_no_disk(tmp_path: Path) -> None:
    """Importing makes no file and no folder: not at home, not in the state folder, not where one stands."""
    rooms = [name_of(path) for path in MODULES]
    code = "import importlib, sys\n" + "\n".join(f"importlib.import_module({room!r})" for room in rooms)
    watch = (
        "import builtins, os, sys\n"
        "def watch(event, arguments):\n"
        "    writes = event == 'open' and isinstance(arguments[2], int) and arguments[2] & 3\n"
        "    if writes or event in ('os.mkdir', 'os.rename', 'os.remove', 'os.link', 'os.symlink'):\n"
        "        sys.stderr.write(f'{event} {arguments}\\n')\n"
        "        os._exit(3)\n"
        "sys.addaudithook(watch)\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    names = (
        "HOME",
        "XDG_STATE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "REFLECT_STATE_DIR",
        "REFLECT_CACHE_DIR",
    )
    surroundings = {**os.environ, **dict.fromkeys(names, str(home)), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", watch + code],
        capture_output=True,
        text=True,
        cwd=home,
        env=surroundings,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert list(home.iterdir()) == []
