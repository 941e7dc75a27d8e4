"""What git is told about a study: what stays out, how line ends are kept, and who merges which file."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.store.paths import PEOPLE, PEOPLE_SHARED, PRIVATE, STUDY

DRIVER = "reflect"
"""What git calls our merge driver."""

IGNORE, ATTRIBUTES = ".gitignore", ".gitattributes"
_PRIVATE = (f"{PRIVATE}/",)
_NAMES = (
    "# Names stay on each laptop, and so do exports, in which some stand (reflect sync looks after this).",
    "/*[Pp]eople*",
    f"!/{PEOPLE_SHARED}",
    "/exports/",
)
TEXT_FOLDERS = ("guides", "templates", "writeups")
"""Where Markdown is merged sentence by sentence."""
_ATTRIBUTES = (
    # Line ends are under the seal: left to git, every checkout on Windows would look edited.
    "*.json text eol=lf",
    *(f"/{name} merge={DRIVER}" for name in (STUDY, PEOPLE, PEOPLE_SHARED, "sessions/*.json")),
    *(f"/{folder}/*.md text eol=lf merge={DRIVER}" for folder in TEXT_FOLDERS),
)

GIT_FILES = {
    IGNORE: "".join(f"{line}\n" for line in _PRIVATE),
    ATTRIBUTES: "".join(f"{line}\n" for line in _ATTRIBUTES),
}
"""What a new study begins with."""


def ignoring(text: str, *, share_names: bool) -> str:
    """A `.gitignore` with what reflect needs in it, and everything else as it was."""
    lines = [line for line in text.splitlines() if line not in _NAMES] if share_names else text.splitlines()
    wanted = _PRIVATE if share_names else (*_PRIVATE, *_NAMES)
    if not share_names and not _in_turn(_NAMES, lines):
        lines = [line for line in lines if line not in _NAMES]
    return _with(lines, wanted, text)


def attributing(text: str) -> str:
    """A `.gitattributes` with what reflect needs in it, and everything else as it was."""
    return _with(text.splitlines(), _ATTRIBUTES, text)


def _in_turn(wanted: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether all stand there in their order, on which the meaning of an exception depends."""
    places = [lines.index(line) if line in lines else -1 for line in wanted]
    return -1 not in places and places == sorted(places)


def _with(lines: Sequence[str], wanted: Sequence[str], text: str) -> str:
    missing = [line for line in wanted if line not in lines]
    if not missing and list(lines) == text.splitlines():
        return text
    return "".join(f"{line}\n" for line in (*lines, *missing))
