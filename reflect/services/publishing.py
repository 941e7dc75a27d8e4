"""A write-up as it leaves the study: through the consent gate for its readers, in a form they can open.

Nothing is written while a reference is wrong, a picture lies elsewhere, or a name stands in it that
nobody let pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from reflect.domain.gate import Audience
from reflect.domain.ids import Clock, ParticipantCode, QuoteId
from reflect.domain.people import Participant
from reflect.errors import InvalidInput, NotFound
from reflect.services.leaks import Leak, Text, codes_standing, leaks, texts_of
from reflect.services.names_out import NamesOut
from reflect.services.pictures_in import pictures_in
from reflect.services.rendering import RenderedWriteup, Rendering, for_its_writer
from reflect.store.export_folder import ExportFolder
from reflect.writeups.front_matter import front_matter
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.render import Rendered

if TYPE_CHECKING:
    from reflect.exchange.pictures import Picture

LANGUAGE = "en-GB"
"""What a write-up is in that says nothing of it (`lang: de` in its front matter does)."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_KINDS = {
    "reflection": "Reflection",
    "theme": "Learning point",
    "briefing": "Briefing",
    "progress": "Progress",
    "rules-of-engagement": "Rules of engagement",
}
_HEADING = re.compile(r"^# +(.+?)(?: +#*)?$", re.MULTILINE)


class Form(StrEnum):
    """What kind of file it becomes; the value is its ending."""

    MARKDOWN = "md"
    HTML = "html"
    WORD = "docx"
    PDF = "pdf"


class NamesLeft(InvalidInput):
    """Names still stand in what would leave the study."""

    def __init__(self, writeup: str, found: Sequence[Leak]) -> None:
        lines = sorted({leak.line for leak in found})
        where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        super().__init__(
            f"Not exported yet: {len(found)} name{'s' if len(found) > 1 else ''} still "
            f"stand{'' if len(found) > 1 else 's'} in it ({where})",
            place=writeup,
            remedy="Replace each, or let it pass: the export on the write-up's screen shows them one by one.",
        )
        self.found = tuple(found)


class Readers(msgspec.Struct, frozen=True):
    """Who is to read it."""

    audience: Audience = Audience.PUBLIC
    code: ParticipantCode | None = None
    """Which participant, for that audience."""


ANYBODY = Readers()


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A write-up, made and not yet written."""

    name: str
    source: str
    """The write-up's text that it was made from."""
    form: Form
    data: bytes
    rendered: RenderedWriteup
    notes: tuple[str, ...]
    """What whoever passes it on should know, a sentence each."""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """An export that lies in the study."""

    path: Path
    rendered: RenderedWriteup
    notes: tuple[str, ...]


class Source(Protocol):
    """What is needed of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def title(self) -> str:
        """What it is called."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""


class Publishing:
    """Makes the exports of one study's write-ups. `texts` gives a write-up's text by its name."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        *,
        texts: Callable[[str], str],
        names: NamesOut,
        rendering: Rendering,
        went_out: Callable[[str, str, Iterable[QuoteId]], None],
    ) -> None:
        self._went_out = went_out
        self._source = source
        self._clock = clock
        self._texts = texts
        self._names = names
        self._rendering = rendering

    def names_in(
        self, name: str, readers: Readers = ANYBODY, *, let_pass: Collection[str] = ()
    ) -> tuple[Leak, ...]:
        """Every place of a name, or of a code, that these readers would find and nobody has let pass.

        Among researchers none is looked for.
        """
        source = self._texts(name)
        return self._standing(name, source, self._rendered(source, readers), readers, let_pass)

    def made(
        self,
        name: str,
        form: Form,
        readers: Readers = ANYBODY,
        *,
        with_front_matter: bool = False,
        let_pass: Collection[str] = (),
    ) -> Publication:
        """A write-up as these readers may have it, in this form; nothing is written.

        Raises:
            NotFound: there is no such write-up.
            NamesLeft: names that nobody has let pass would leave with it.
            InvalidInput: a reference names no quote; a picture is not in the study; no such reader.
            ReflectError: what sets this form is not installed.

        """
        self._refuse_unknown(readers)
        source = self._texts(name)
        made = self._rendered(source, readers)
        pictures, wrong = pictures_in(self._source.folder, source) if form is not Form.MARKDOWN else ({}, ())
        rendered = for_its_writer(made)
        problems = [*rendered.problems, *wrong]
        if problems:
            raise InvalidInput(
                f"Not exported yet: {len(problems)} to mend first.\n" + "\n".join(problems), place=name
            )
        standing = self._standing(name, source, made, readers, let_pass)
        if standing:
            raise NamesLeft(name, standing)
        notes = self._notes(name, form, rendered, readers)
        front = read_manuscript(source).front
        if form is Form.MARKDOWN:
            head = ""
            if with_front_matter:
                head = front_matter(self._told(front, made.markdown, readers, notes)) + "\n"
            data = _markdown(head, rendered).encode("utf-8", "replace")
        else:
            title = self._title(front, made.markdown)
            data = self._document(form, rendered, title, _language(front), pictures)
        return Publication(
            name=name, source=source, form=form, data=data, rendered=rendered, notes=tuple(notes)
        )

    def export(
        self,
        name: str,
        form: Form = Form.MARKDOWN,
        readers: Readers = ANYBODY,
        *,
        with_front_matter: bool = False,
    ) -> Published:
        """Make it and write it into `exports/`, never over a file that somebody has changed.

        How many quotes were held back and why stands at the end of Markdown and of a web page as a comment,
        and in a Word document's properties: whoever passes the file on knows that something is missing, and
        no reader is told that somebody withdrew. Raises what `made` raises, and StoreError.
        """
        return self.keep(self.made(name, form, readers, with_front_matter=with_front_matter))

    def keep(self, made: Publication) -> Published:
        """Write what was made into `exports/`. Raises StoreError."""
        put = ExportFolder(self._source.folder).put(made.name, f".{made.form.value}", made.data)
        self.gone(made)
        notes = made.notes
        if put.beside is not None:
            kept = f"{put.beside.name} was not written from here as it stands, and is left as it is"
            notes = (f"{kept}: this one is {put.path.name}", *notes)
        return Published(path=put.path, rendered=made.rendered, notes=notes)

    def gone(self, made: Publication) -> None:
        """Take note that it was written: the version that is out is kept."""
        self._went_out(made.name, made.source, made.rendered.quotes_used)

    def titled(self, texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Titles and texts of write-ups, each title as anybody may read it: without a name or a code."""
        for title, text in texts:
            kind = read_manuscript(text).front.get("kind", "")
            yield title if self._clear(title) else _KINDS.get(kind, "Write-up"), text

    # -- how it reads --------------------------------------------------------------------------------------

    def _rendered(self, source: str, readers: Readers) -> Rendered:
        return self._rendering.rendered(source, audience=readers.audience, reader=readers.code)

    def _standing(
        self, name: str, source: str, made: Rendered, readers: Readers, let_pass: Collection[str]
    ) -> tuple[Leak, ...]:
        if readers.audience is Audience.INTERNAL:
            return ()
        passed = {*self._names.passed(name), *let_pass}
        names = self._rendering.names_still_in(source, made, passed)
        own = texts_of(read_manuscript(source).lines, {})
        codes = {person.code for person in self._source.people()}
        return tuple(sorted([*names, *codes_standing(_without_references(own), codes, passed)], key=_place))

    def _refuse_unknown(self, readers: Readers) -> None:
        if readers.audience is not Audience.PARTICIPANT:
            return
        if readers.code is None:
            raise InvalidInput("For a participant, say which one: their words are theirs to see")
        codes = {person.code for person in self._source.people()}
        if readers.code not in codes:
            raise NotFound(f"There is no participant {readers.code} in this study")

    def _told(
        self, front: Mapping[str, str], markdown: str, readers: Readers, notes: list[str]
    ) -> dict[str, str]:
        kind = front.get("kind", "")
        study = self._source.title
        if readers.audience is not Audience.INTERNAL and not self._clear(study):
            study = ""
            notes.append("The study's title holds a name, and is left out of the front matter")
        return {
            "title": self._title(front, markdown),
            "date": self._clock().date().isoformat(),
            "kind": kind if kind in _KINDS else "",
            "study": study,
            "audience": readers.audience.value,
        }

    def _title(self, front: Mapping[str, str], markdown: str) -> str:
        """Its first heading of level 1; else what its front matter says, if no name stands there."""
        from reflect.exchange.laid_out import laid_out

        title = laid_out(markdown).title if _HEADING.search(markdown) or "\n==" in markdown else ""
        if title:
            return title
        written = front.get("title", "")
        if written and "[[" not in written and self._clear(written):
            return written
        return _KINDS.get(front.get("kind", ""), "Write-up")

    def _clear(self, words: str) -> bool:
        """Whether no name and no code stands in these words."""
        text = [Text(line=1, words=words)]
        codes = {person.code for person in self._source.people()}
        sure = [leak for leak in leaks(text, self._names.known()) if not leak.near]
        return not sure and not codes_standing(text, codes)

    def _notes(self, name: str, form: Form, rendered: RenderedWriteup, readers: Readers) -> list[str]:
        notes = []
        codes = {person.code for person in self._source.people()}
        if readers.audience is not Audience.INTERNAL and codes_standing([Text(line=1, words=name)], codes):
            notes.append("A participant's code stands in the file's name: rename it before you pass it on")
        if form is Form.MARKDOWN and "![" in rendered.markdown:
            notes.append("Pictures are not held in Markdown: pass them on beside it")
        return notes

    # -- as a file -----------------------------------------------------------------------------------------

    def _document(
        self,
        form: Form,
        rendered: RenderedWriteup,
        title: str,
        language: str,
        pictures: dict[str, Picture],
    ) -> bytes:
        remark = f"{rendered.report}." if rendered.report else ""
        if form is Form.WORD:
            from reflect.exchange.word_document import as_docx

            return as_docx(
                rendered.markdown,
                title=title,
                language=language,
                pictures=pictures,
                made=self._clock(),
                remark=remark,
            )
        from reflect.exchange.html_page import as_html

        page = as_html(rendered.markdown, title=title, language=language, pictures=pictures, remark=remark)
        if form is Form.HTML:
            return page.encode("utf-8", "replace")
        from reflect.exchange.pdf_document import as_pdf

        return as_pdf(page)


def _markdown(head: str, rendered: RenderedWriteup) -> str:
    text = rendered.markdown
    if rendered.report:
        text = f"{text.rstrip()}\n\n<!-- {rendered.report}. -->\n"
    return head + text


def _language(front: Mapping[str, str]) -> str:
    said = front.get("lang", "")
    return said if _LANGUAGE.fullmatch(said) else LANGUAGE


def _without_references(texts: Sequence[Text]) -> list[Text]:
    """The same with nothing of what stands in `[[…]]`, at the same columns."""
    return [
        msgspec.structs.replace(
            text, words=re.sub(r"\[\[[^\[\]]*\]\]", lambda found: " " * len(found[0]), text.words)
        )
        for text in texts
    ]


def _place(leak: Leak) -> tuple[int, int]:
    return leak.line, leak.start
