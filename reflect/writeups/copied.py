"""The text of one write-up put into another: its headings lower, its comments still comments.

A template is given a mark for the text and not the text, which may hold people's words and names; `placed`
puts the text where the mark came out. `### MARK` says that its highest heading is to be one of three signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from reflect.writeups.manuscript import parted, read_manuscript
from reflect.writeups.references import PORTRAIT, UNATTRIBUTED, references_of
from reflect.writeups.regions import RegionKind, regions

_DEEPEST = 6
_BEGINS, _ENDS = "\N{START OF TEXT}", "\N{END OF TEXT}"
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_PORTRAIT = re.compile(r"(?<!\\)\[\[\s*portrait\s*\]\]", re.IGNORECASE)
_QUOTE = re.compile(r"(?<!\\)\[\[\s*(quote)\s+([^\s\[\]]+)\s*\]\]", re.IGNORECASE)
_CONTENTS = re.compile(r"\s*\[\[\s*contents\s*\]\]\s*", re.IGNORECASE)
_CODE = (RegionKind.FENCED, RegionKind.UNCLOSED, RegionKind.INDENTED)


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A write-up that is there already."""

    name: str
    """That of its file, without `.md`."""
    kind: str
    about: str
    """Whom or what: a participant's code, a learning point's id; empty where its kind needs neither."""
    text: str
    """After the front matter."""
    problems: tuple[str, ...]
    """What keeps it from being put into another: each with its line."""
    headed: bool
    """Whether it begins with a heading."""

    @property
    def mark(self) -> str:
        """What stands for the text until it is put in: nothing that anybody would type."""
        return f"{_BEGINS}{self.name}{_ENDS}"


def written(name: str, source: str) -> Written:
    """A write-up's file, as something to be put into another."""
    front, text = parted(source)
    kind = front.get("kind", "")
    manuscript = read_manuscript(source)
    problems = [*manuscript.problems, *references_of(manuscript.lines).problems]
    first = next((line.text for line in manuscript.lines if line.text.strip()), "")
    return Written(
        name=name,
        kind=kind,
        about=front.get(
            {"reflection": "participant", "theme": "point", "workshop": "session"}.get(kind, ""), ""
        ),
        text=text,
        problems=tuple(map(str, sorted(problems))),
        headed=_HEADING.match(first) is not None,
    )


def introducing(text: str, code: str) -> str:
    """The text with every `[[portrait]]` as that of a participant: it has no front matter any more."""
    return _outside_code(text, lambda line: _PORTRAIT.sub(f"{PORTRAIT[:-2]} {code}]]", line))


def unattributed(text: str) -> str:
    """The text with every quote asked for without whose it is."""
    return _outside_code(text, lambda line: _QUOTE.sub(rf"[[\1 \2 {UNATTRIBUTED}]]", line))


def lowered(text: str, to: int) -> str:
    """The text with its highest heading at the level `to`, and all others as much lower."""
    lines = text.split("\n")
    levels = _levels(lines)
    if not levels:
        return text
    by = to - min(levels.values())
    for at, level in levels.items():
        signs = "#" * min(_DEEPEST, max(1, level + by))
        found = _HEADING.match(lines[at])
        if found is not None:
            lines[at] = signs + lines[at][found.end(1) :]
        else:
            lines[at] = f"{signs} {lines[at].strip()}"
            lines[at + 1] = ""
    return "\n".join(lines)


def placed(draft: str, texts: Mapping[str, str]) -> str:
    """The draft with each text where its mark stands on a line of its own, behind the signs of a heading.

    Raises KeyError for a mark that stands for nothing known, or elsewhere: its template must be mended.
    """
    made: list[str] = []
    for line in draft.split("\n"):
        heading = _HEADING.match(line)
        mark = line[heading.end() :].strip() if heading else ""
        if heading and mark in texts:
            made.append(lowered(texts[mark], len(heading[1])))
        elif _BEGINS in line:
            raise KeyError(line)
        else:
            made.append(line)
    return "\n".join(made)


def without_contents(text: str) -> str:
    """The text without a table of contents of its own: it becomes part of something that has one."""
    return _outside_code(text, lambda line: "" if _CONTENTS.fullmatch(line) else line)


def _levels(lines: list[str]) -> dict[int, int]:
    """The level of each heading in the text itself, by its line; of one underlined, by its words' line."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    found: dict[int, int] = {}
    for token in parser.parse("\n".join(lines)):
        if token.type == "heading_open" and token.level == 0 and token.map is not None:
            first, past = token.map
            one_line = past - first == (1 if _HEADING.match(lines[first]) else 2)
            if one_line:
                found[first] = int(token.tag[1:])
    return found


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    code = {at for r in regions(lines) if r.kind in _CODE for at in range(r.first, r.past)}
    return "\n".join(line if at in code else change(line) for at, line in enumerate(lines))
