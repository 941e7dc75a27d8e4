"""A REFI-QDA file as a project: everything that a study can hold, and a list of what it cannot.

What contradicts itself (a coding of a code that is not there, a position past the end of its text, one GUID
for two things) is never guessed at: each such place is named, with its line, and the file is refused.
"""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO, NamedTuple

import msgspec

from reflect.errors import InvalidInput
from reflect.exchange.refi_case_codes import case_codings, without_cases
from reflect.exchange.refi_elements import plain_guid, references, text_of, values_of
from reflect.exchange.refi_open import Archive
from reflect.exchange.refi_positions import Chosen, Places, RawSpan, RawText, choose, raw_text
from reflect.exchange.refi_records import (
    ORIGIN,
    Case,
    Code,
    Coding,
    Group,
    Note,
    Ours,
    Project,
    Selection,
    Source,
    User,
    Variable,
)
from reflect.exchange.refi_write import OURS
from reflect.exchange.refi_xml import Element, tree

_NO_TEXT = {
    "PictureSource": "picture",
    "AudioSource": "recording",
    "VideoSource": "video",
    "PDFSource": "PDF",
}
_SHOWN = 20
"""So many faults are listed."""
_MARKS = (b"\xff\xfe", b"\xfe\xff")


class ReadProject(NamedTuple):
    """What is in a file."""

    project: Project
    chosen: Chosen | None
    """How positions were read; None where there are none."""
    ours: Ours | None
    """What only reflect knows, of a project that reflect wrote and nobody else has saved since."""
    left_out: tuple[str, ...]
    """What a study cannot hold, in words."""


def read_codebook(data: bytes, name: str) -> ReadProject:
    """A `.qdc` file. Raises InvalidInput with every fault of it."""
    root = tree(data, name)
    if root.name != "CodeBook":
        raise InvalidInput(f"This is a {root.name}, not a codebook; nothing was taken in", place=name)
    reading = _Reading(root, name, None)
    codes = reading.codes(root)
    groups = reading.groups(root, "guid")
    reading.refuse()
    return ReadProject(
        Project(origin=root.get("origin"), codes=codes, groups=groups), None, None, reading.left_out()
    )


def read_project(file: BinaryIO, name: str) -> ReadProject:
    """A `.qdpx` file. Raises InvalidInput with every fault of it."""
    with Archive(file, name) as archive:
        place = f"{name}: {archive.project_name}"
        root = tree(archive.project(), place)
        if root.name != "Project":
            raise InvalidInput(f"This is a {root.name}, not a project; nothing was taken in", place=place)
        reading = _Reading(root, place, archive)
        project, chosen = reading.project()
        reading.refuse()
        return ReadProject(project, chosen, _ours(archive, project), reading.left_out())


def _ours(archive: Archive, project: Project) -> Ours | None:
    if not project.origin.startswith(ORIGIN) or not archive.has(OURS):
        return None
    try:
        found = msgspec.json.decode(archive.text(OURS), type=Ours)
    except msgspec.MsgspecError:
        return None  # then it is read as anybody's
    return found if found.format == Ours().format else None


class _RawSource(NamedTuple):
    element: Element
    raw: RawText
    spans: tuple[RawSpan, ...]
    selections: tuple[Element, ...]
    notes: tuple[str, ...]
    """For each span, the note that it belongs to; empty for the source's own selections."""


class _Reading:
    """One file on its way to a project; what is wrong with it gathers in `faults`."""

    def __init__(self, root: Element, place: str, archive: Archive | None) -> None:
        self._root = root
        self._place = place
        self._archive = archive
        self._seen: dict[tuple[str, str], int] = {}
        self._left_out: Counter[str] = Counter()
        self.faults: list[str] = []

    def refuse(self) -> None:
        """Raise InvalidInput when anything is wrong, with each place."""
        if not self.faults:
            return
        count = len(self.faults)
        more = [f"… and {count - _SHOWN} more"] if count > _SHOWN else []
        wrong = "one thing is" if count == 1 else f"{count} things are"
        raise InvalidInput(
            f"Nothing was taken in: {wrong} wrong with this file.\n"
            + "\n".join([*self.faults[:_SHOWN], *more])
            + "\n",
            place=self._place,
            remedy="Export it once more from the program that wrote it.",
        )

    def left_out(self) -> tuple[str, ...]:
        """What a study cannot hold: `2 pictures`."""
        return tuple(
            f"{count} {what}{'' if count == 1 or what.endswith('s') else 's'}"
            for what, count in self._left_out.items()
        )

    # -- the parts ---------------------------------------------------------------------------------------

    def project(self) -> tuple[Project, Chosen | None]:
        """All of it."""
        root = self._root
        book = root.one("CodeBook")
        users = tuple(
            User(guid=self._guid(user), name=user.get("name") or user.get("id"))
            for user in self._in("Users", "User")
        )
        variables = tuple(
            Variable(guid=self._guid(v), name=v.get("name"), kind=v.get("typeOfVariable") or "Text")
            for v in self._in("Variables", "Variable")
        )
        cases = tuple(self._case(case) for case in self._in("Cases", "Case"))
        codes = self.codes(book) if book is not None else ()
        is_case = {case.guid for case in cases}
        codes = without_cases(codes, is_case)
        codings_known = {guid for kind, guid in self._seen if kind == "Code"} | is_case
        raws = self._raw_sources()
        chosen = choose([(one.raw, one.spans) for one in raws], root.get("origin"))
        links = self._linked_notes()
        sources = tuple(self._source(one, chosen, codings_known, links) for one in raws)
        sources, cases = case_codings(sources, cases)
        self._say_what_is_lost()
        project = Project(
            name=root.get("name"),
            origin=root.get("origin"),
            user=plain_guid(root.get("creatingUserGUID")),
            at=root.get("creationDateTime"),
            description=text_of(root.one("Description")),
            users=users,
            codes=codes,
            variables=variables,
            cases=cases,
            sources=sources,
            notes=tuple(self._note(note) for note in self._in("Notes", "Note")),
            groups=self.groups(root, "targetGUID"),
            on_all=references(root, "NoteRef"),
        )
        return project, chosen if chosen.of else None

    def codes(self, book: Element) -> tuple[Code, ...]:
        """The codes of a codebook."""
        listed = book.one("Codes")
        return tuple(self._code(code) for code in listed.all("Code")) if listed is not None else ()

    def groups(self, root: Element, attribute: str) -> tuple[Group, ...]:
        """The sets."""
        listed = root.one("Sets")
        return tuple(
            Group(
                guid=self._guid(one),
                name=one.get("name"),
                description=text_of(one.one("Description")),
                codes=references(one, "MemberCode", attribute),
                sources=references(one, "MemberSource"),
                notes=references(one, "MemberNote"),
            )
            for one in (listed.all("Set") if listed is not None else ())
        )

    def _code(self, code: Element) -> Code:
        return Code(
            guid=self._guid(code),
            name=code.get("name"),
            description=text_of(code.one("Description")),
            colour=code.get("color"),
            codable=code.get("isCodable") not in ("false", "0"),
            notes=references(code, "NoteRef"),
            children=tuple(self._code(child) for child in code.all("Code")),
        )

    def _case(self, case: Element) -> Case:
        return Case(
            guid=self._guid(case),
            name=" ".join(case.get("name").split()),
            description=text_of(case.one("Description")),
            values=values_of(case),
            sources=references(case, "SourceRef"),
            selections=references(case, "SelectionRef"),
        )

    def _note(self, note: Element) -> Note:
        text = self._text_of(note)
        return Note(
            guid=plain_guid(note.get("guid")),
            name=note.get("name"),
            text=(text.text if text is not None else "") or text_of(note.one("Description")),
            user=plain_guid(note.get("creatingUser") or note.get("modifyingUser")),
            at=note.get("creationDateTime") or note.get("modifiedDateTime"),
        )

    # -- texts and positions -----------------------------------------------------------------------------

    def _raw_sources(self) -> list[_RawSource]:
        listed = self._root.one("Sources")
        annotated = {self._guid(note): note.all("PlainTextSelection") for note in self._in("Notes", "Note")}
        found: list[_RawSource] = []
        for element in listed.children if listed is not None else ():
            source = element
            if element.name in _NO_TEXT:
                self._left_out[_NO_TEXT[element.name]] += 1
                inner = element.one("Representation")
                if inner is None:
                    continue
                source = inner  # the text of a PDF, as the program took it out
                source.attributes.setdefault("name", element.get("name"))
                source.attributes["name"] = source.get("name") or element.get("name")
            elif element.name != "TextSource":
                continue
            self._guid(source)
            raw = self._text_of(source)
            if raw is None:
                self._left_out["text that is only there as another kind of document"] += 1
                continue
            own = source.all("PlainTextSelection")
            others = [
                (selection, note)
                for note in references(source, "NoteRef")
                for selection in annotated.get(note, ())
            ]
            selections = (*own, *(selection for selection, _ in others))
            found.append(
                _RawSource(
                    source,
                    raw,
                    tuple(self._span(selection) for selection in selections),
                    selections,
                    (*("" for _ in own), *(note for _, note in others)),
                )
            )
        return found

    def _text_of(self, element: Element) -> RawText | None:
        inline = element.one("PlainTextContent")
        if inline is not None:
            return raw_text(inline.text)
        path = element.get("plainTextPath")
        if not path:
            return None
        scheme, _, name = path.rpartition("://")
        if scheme not in ("internal", "") or self._archive is None:
            self._fault(element, f"its text lies outside the archive ({path})")
            return None
        place = f"sources/{name.lstrip('/')}"
        if not self._archive.has(place):
            self._fault(element, f"its text, {place}, is not in the archive")
            return None
        data = self._archive.text(place)
        try:
            return raw_text(data.decode("utf-16" if data[:2] in _MARKS else "utf-8"))
        except UnicodeDecodeError:
            self._fault(element, f"its text, {place}, is not in UTF-8")
            return None

    def _span(self, selection: Element) -> RawSpan:
        self._guid(selection)
        try:
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
        except ValueError:
            self._fault(selection, "its positions are no numbers")
            start = end = 0
        return RawSpan(start, end, selection.get("name"))

    def _source(
        self, one: _RawSource, chosen: Chosen, codes: set[str], links: dict[str, list[str]]
    ) -> Source:
        places = Places(one.raw, chosen.reading)
        selections: list[Selection] = []
        for span, element, note in zip(one.spans, one.selections, one.notes, strict=True):
            here = places.span(span)
            if here is None:
                self._fault(
                    element,
                    f"it goes from {span.start} to {span.end}, which is no place in its text of "
                    f"{len(one.raw.text)} characters",
                )
                continue
            guid = plain_guid(element.get("guid"))
            selections.append(
                Selection(
                    guid=guid,
                    start=here[0],
                    end=here[1],
                    name=span.name,
                    description=text_of(element.one("Description")),
                    codings=self._codings(element, codes),
                    notes=(
                        *references(element, "NoteRef"),
                        *links.get(guid, ()),
                        *((note,) if note else ()),
                    ),
                    user=plain_guid(element.get("creatingUser") or element.get("modifyingUser")),
                    at=element.get("creationDateTime") or element.get("modifiedDateTime"),
                )
            )
        element = one.element
        guid = plain_guid(element.get("guid"))
        return Source(
            guid=guid,
            name=element.get("name"),
            text=one.raw.text,
            description=text_of(element.one("Description")),
            selections=tuple(selections),
            codings=self._codings(element, codes),
            notes=tuple(
                note
                for note in (*references(element, "NoteRef"), *links.get(guid, ()))
                if note not in one.notes
            ),
            values=values_of(element),
            user=plain_guid(element.get("creatingUser") or element.get("modifyingUser")),
            at=element.get("creationDateTime") or element.get("modifiedDateTime"),
        )

    def _codings(self, element: Element, codes: set[str]) -> tuple[Coding, ...]:
        found: list[Coding] = []
        for coding in element.all("Coding"):
            code = next(iter(references(coding, "CodeRef")), "")
            if code not in codes:
                self._fault(coding, f"it gives the code {code or 'of no GUID'}, which is not in the codebook")
                continue
            found.append(
                Coding(
                    guid=plain_guid(coding.get("guid")),
                    code=code,
                    user=plain_guid(coding.get("creatingUser") or element.get("creatingUser")),
                    at=coding.get("creationDateTime") or element.get("creationDateTime"),
                )
            )
        return tuple(found)

    # -- the rest ----------------------------------------------------------------------------------------

    def _linked_notes(self) -> dict[str, list[str]]:
        """Notes by what a link joins them to; NVivo keeps remarks on a stretch of text so."""
        notes = {plain_guid(note.get("guid")) for note in self._in("Notes", "Note")}
        found: dict[str, list[str]] = {}
        for link in self._in("Links", "Link"):
            ends = (plain_guid(link.get("originGUID")), plain_guid(link.get("targetGUID")))
            for one, other in (ends, ends[::-1]):
                if one in notes and other not in notes:
                    found.setdefault(other, []).append(one)
                    break
            else:
                self._left_out["link"] += 1
        return found

    def _say_what_is_lost(self) -> None:
        self._left_out["graph"] += len(self._in("Graphs", "Graph"))
        waiting = [*(listed.children if (listed := self._root.one("Sources")) is not None else ())]
        while waiting:
            element = waiting.pop()
            waiting += element.children
            if element.name in ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection"):
                self._left_out["stretch of a picture, PDF or recording"] += 1
            elif element.name == "Transcript":
                self._left_out["transcript that belongs to a recording"] += 1
        self._left_out = +self._left_out

    def _in(self, within: str, name: str) -> list[Element]:
        listed = self._root.one(within)
        return listed.all(name) if listed is not None else []

    def _guid(self, element: Element) -> str:
        """An element's GUID, which no other of its kind may have."""
        guid = plain_guid(element.get("guid"))
        kind = element.name
        if not guid:
            self._fault(element, "it has no GUID")
        elif self._seen.setdefault((kind, guid), element.line) != element.line:
            before = self._seen[kind, guid]
            self._fault(element, f"its GUID {guid} is that of another, on line {before}")
        return guid

    def _fault(self, element: Element, why: str) -> None:
        named = f" “{element.get('name')[:40]}”" if element.get("name") else ""
        said = f"line {element.line}, {element.name}{named}: {why}"
        if said not in self.faults:
            self.faults.append(said)
