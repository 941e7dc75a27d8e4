"""References: `[[quote k3v9]]` stands for a quote, `[[portrait]]` for how the person is introduced.

`[[contents]]` stands for the table of contents.

A quote is named by its id or by the beginning of it, four characters at least, as long as only one quote
begins so. `[[quote k3v9 unattributed]]` gives its words and does not say whose they are. `[[portrait P03]]`
introduces that participant, `[[portrait]]` the one whom the front matter names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

import msgspec

from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.errors import nearest
from reflect.writeups.manuscript import Line, Problem, read_manuscript
from reflect.writeups.regions import MarkKind, Region, RegionKind, marks, regions

SHORTEST_PREFIX = 4
"""With fewer characters, the beginning of an id is too easily the beginning of another."""

PORTRAIT = "[[portrait]]"
CONTENTS = "[[contents]]"
"""The table of contents; it has a line to itself."""
UNATTRIBUTED = "unattributed"

_INSIDE = re.compile(r"\[\[\s*([^\s\[\]]+)\s*([^\[\]]*?)\s*\]\]")
_KINDS = ("quote", "portrait")
_WHERE_NOT = {
    RegionKind.HTML: "inside HTML, where nothing can be put in: leave an empty line around it",
    RegionKind.INDENTED: "behind four or more spaces, which makes it code: take the spaces away",
}


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """One reference, where it stands."""

    line: int
    """Its line in the file; the first is 1."""
    at: int
    """Its line's index in the lines that were searched."""
    start: int
    """Its first column on that line, counted from 0."""
    end: int
    wanted: str
    """The quote's id as typed, in lower case; empty for a portrait."""
    portrait: bool = False
    contents: bool = False
    """Whether it is the table of contents, which names nobody."""
    person: str = ""
    """Whom a portrait introduces, as typed; empty for whom the front matter names."""
    unattributed: bool = False
    """Whether a quote is to stand without saying whose it is."""
    alone: bool = False
    """Whether it has a line of a paragraph to itself, and so is set as a block."""

    @property
    def written(self) -> str:
        """What it is called in messages."""
        if self.portrait:
            return f"[[portrait {self.person}]]" if self.person else PORTRAIT
        return f"[[quote {self.wanted}{f' {UNATTRIBUTED}' if self.unattributed else ''}]]"


class References(msgspec.Struct, frozen=True):
    """The references of a text in their order, and what is wrong with what looks like one."""

    found: tuple[Reference, ...]
    problems: tuple[Problem, ...]
    contents: tuple[Reference, ...] = ()
    """Where the table of contents is to stand; no words of anybody's are there."""


def references_in(source: str) -> References:
    """The references of a write-up's file: those in code, in comments and in the front matter are none."""
    manuscript = read_manuscript(source)
    references = references_of(manuscript.lines)
    return References(references.found, (*manuscript.problems, *references.problems), references.contents)


def references_of(lines: Sequence[Line]) -> References:
    """The references in lines that hold no comments."""
    found: list[Reference] = []
    contents: list[Reference] = []
    problems: list[Problem] = []
    texts = [line.text for line in lines]
    for region in regions(texts):
        if region.kind in (RegionKind.FENCED, RegionKind.UNCLOSED):
            if region.kind is RegionKind.UNCLOSED:
                wrong = "the code that begins here is never closed by a second fence"
                problems.append(Problem(lines[region.first].number, wrong))
            continue
        for at, start, end, reason in _places(region, texts):
            reference = _read(lines[at], at, start, end, region, problems)
            if reference and reason:
                problems.append(Problem(reference.line, f"{texts[at][start:end]} stands {reason}"))
            elif reference:
                (contents if reference.contents else found).append(reference)
    return References(tuple(found), tuple(problems), tuple(contents))


def resolve(reference: Reference, ids: Collection[QuoteId]) -> QuoteId | Problem:
    """The quote that a reference means, or what is wrong with it.

    `ids` are all there are; or, where any begins like this reference, all those that do.
    """
    wanted = reference.wanted
    if wanted in ids:
        return QuoteId(wanted)
    begin_so = sorted(quote for quote in ids if quote.startswith(wanted))
    if len(wanted) < SHORTEST_PREFIX:
        wrong = f"[[quote {wanted}]] is too short: give at least {SHORTEST_PREFIX} characters of the id"
    elif len(begin_so) == 1:
        return begin_so[0]
    elif begin_so:
        listed = ", ".join(begin_so[:8]) + (", …" if len(begin_so) > 8 else "")
        wrong = f"[[quote {wanted}]] could be any of {listed}: give more of the id"
    else:
        wrong = (
            f"there is no quote {wanted}. {nearest(wanted, sorted(ids)) or 'This study has no quotes yet.'}"
        )
    return Problem(reference.line, wrong)


def introduced(reference: Reference, codes: Collection[ParticipantCode]) -> ParticipantCode | Problem:
    """The participant whom a portrait names, in whatever case, or what is wrong with it."""
    named = reference.person.casefold()
    found = next((code for code in sorted(codes) if code.casefold() == named), None)
    if found is not None:
        return found
    hint = nearest(reference.person, codes) or "There is nobody in this study yet."
    return Problem(reference.line, f"there is no participant {reference.person}. {hint}")


def _places(region: Region, texts: Sequence[str]) -> list[tuple[int, int, int, str]]:
    """Line, start and end column of what looks like a reference, and why it cannot be one there."""
    places: list[tuple[int, int, int, str]] = []
    if region.kind in _WHERE_NOT:
        for at in range(region.first, region.past):
            spans = (found.span() for found in _INSIDE.finditer(texts[at]))
            places += [(at, start, end, _WHERE_NOT[region.kind]) for start, end in spans]
        return places
    text = "\n".join(texts[region.first : region.past])
    for mark in marks(text):
        if mark.end is None or mark.kind is MarkKind.COMMENT:
            continue
        line = region.first + text.count("\n", 0, mark.start)
        margin = text.rfind("\n", 0, mark.start) + 1
        if mark.kind is MarkKind.REFERENCE:
            places.append((line, mark.start - margin, mark.end - margin, ""))
        else:
            inside = _INSIDE.finditer(texts[line], mark.start - margin, mark.end - margin)
            places += [(line, *found.span(), _WHERE_NOT[RegionKind.HTML]) for found in inside]
    return places


def _read(
    line: Line,
    at: int,
    start: int,
    end: int,
    region: Region,
    problems: list[Problem],
) -> Reference | None:
    """The reference between two columns of a line; None when it is none (see `problems`)."""
    written = line.text[start:end]
    parts = _INSIDE.fullmatch(written)
    kind = parts[1].casefold() if parts else ""
    rest = parts[2].split() if parts else []
    alone = region.kind is RegionKind.PARAGRAPH and line.text.strip() == written
    if get_close_matches(kind, ("contents",), n=1, cutoff=0.7):
        wrong = "" if alone else f"{CONTENTS} needs a line to itself, outside lists"
        if kind != "contents" or rest:
            wrong = f"{written} is no reference: write {CONTENTS} for the table of contents"
        if wrong:
            problems.append(Problem(line.number, wrong))
            return None
        return Reference(line=line.number, at=at, start=start, end=end, wanted="", contents=True, alone=True)
    unattributed = len(rest) == 2 and rest[1].casefold() == UNATTRIBUTED
    wanted, person = "", ""
    if kind == "quote" and (len(rest) == 1 or unattributed):
        wanted = rest[0].casefold()
    elif kind == "portrait" and len(rest) <= 1:
        person = "".join(rest)
    else:
        if get_close_matches(kind, _KINDS, n=1, cutoff=0.7):
            nearly = get_close_matches(rest[-1].casefold() if rest else "", [UNATTRIBUTED], n=1)
            other = f"[[quote k3v9 {UNATTRIBUTED}]]" if kind == "quote" and nearly else PORTRAIT
            wrong = f"{written} is no reference: write [[quote k3v9]] or {other}"
            problems.append(Problem(line.number, wrong))
        return None
    return Reference(
        line=line.number,
        at=at,
        start=start,
        end=end,
        wanted=wanted,
        portrait=kind == "portrait",
        person=person,
        unattributed=unattributed,
        alone=alone,
    )
