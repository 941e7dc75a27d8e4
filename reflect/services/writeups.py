"""Write-ups of a study: drafted, edited, rendered through the consent gate, exported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from reflect.domain import gate
from reflect.domain.codebook import Codebook
from reflect.domain.gate import Audience, HeldBack, Quotable, Rules, Ruling, Silence
from reflect.domain.guide import Guide
from reflect.domain.ids import Clock, ParticipantCode, QuoteId, unused
from reflect.domain.people import Participant, Role
from reflect.domain.session import SessionRecord
from reflect.errors import InvalidInput, NotFound, StoreError, nearest
from reflect.services.leaks import Leak, leaks, texts_of
from reflect.services.names_out import NamesOut
from reflect.services.rows import WriteupRow
from reflect.services.touched import Theirs
from reflect.services.writeup_journals import WriteupJournals
from reflect.services.writing import WriteupDesk
from reflect.store.copies import write_text_copy
from reflect.store.text_file import TextFile
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.quotables import quotable_quotes
from reflect.writeups.references import references_of
from reflect.writeups.reflection import TEMPLATE, draft_reflection, reflection_data
from reflect.writeups.render import Rendered, render


class Source(Protocol):
    """What write-ups need of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in the alliance."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self, *, of: str = "") -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, or every one that a participant speaks in, from the oldest."""

    @property
    def smallest_group(self) -> int:
        """With fewer people in a role than this, the role alone would name somebody."""

    @property
    def silence(self) -> Silence:
        """What it means when somebody does not answer in time."""

    @property
    def answer_within(self) -> int:
        """Days in which they are to; 0: there is no such time."""


class Remark(NamedTuple):
    """Something about one line of a write-up that its writer should know."""

    line: int
    text: str


class RenderedWriteup(msgspec.Struct, frozen=True, kw_only=True):
    """A write-up as others see it, and what its writer should know about it."""

    markdown: str
    held_back: dict[HeldBack, int]
    report: str
    """How many quotes were held back and why, in a line; empty when none was."""
    problems: tuple[str, ...]
    """What should be mended before the text goes out, each as `line N: …`."""
    remarks: tuple[Remark, ...]
    """Held-back quotes, warnings and problems, in the order of their lines."""
    quotes_used: tuple[QuoteId, ...]


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


class WriteupShelf:
    """The write-ups in a study's folder; a write-up is named by its file, without `.md`."""

    def __init__(self, source: Source, clock: Clock, *, journals: WriteupJournals, names: NamesOut) -> None:
        self._source = source
        self.names = names
        """Which names are looked for before anything leaves the study."""
        self._clock = clock
        self._journals = journals
        self._folder = source.folder / "writeups"
        self._open: dict[str, TextFile] = {}
        self._unread: set[str] = set()
        self.notices: list[str] = []
        """What the researcher should be told, in words; whoever shows it clears it."""
        self.desk = WriteupDesk(source.folder, journals, clock, self._file)
        """Those that are being written on."""

    def rows(self) -> tuple[WriteupRow, ...]:
        """Every write-up that can be read, the last changed first."""
        found = []
        for path in self._paths():
            try:
                text = TextFile(path, self._source.folder).read()
                changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            except (StoreError, NotFound, OSError) as error:
                self._cannot_be_read(path.stem, error)
                continue
            manuscript = read_manuscript(text)
            code = manuscript.front.get("participant", "")
            body = "\n".join(line.text for line in manuscript.lines)
            references = references_of(manuscript.lines).found
            found.append(
                WriteupRow(
                    name=path.stem,
                    kind=manuscript.front.get("kind", "write-up"),
                    title=manuscript.front.get("title", path.stem),
                    participant=ParticipantCode(code) if code else None,
                    words=len(re.sub(r"\[\[[^\]]*\]\]", " ", body).split()),
                    references=len(references),
                    changed=changed.isoformat(timespec="seconds"),
                )
            )
        return tuple(sorted(found, key=lambda row: row.changed, reverse=True))

    def marked(self, rows: Iterable[WriteupRow], withdrawn: Sequence[Theirs]) -> tuple[WriteupRow, ...]:
        """The rows, with those marked that hold words of one of these people, who withdrew."""
        from reflect.services.touched import in_text

        texts = {row.name: self.text(row.name) for row in rows}
        held = {name for name, text in texts.items() if any(in_text(text, who) for who in withdrawn)}
        return tuple(msgspec.structs.replace(row, withdrawn=row.name in held) for row in rows)

    def _cannot_be_read(self, name: str, error: Exception) -> None:
        if name not in self._unread:
            self._unread.add(name)
            self.notices.append(f"The write-up {name} is not listed, since it cannot be read. {error}")

    def texts(self) -> Iterator[tuple[str, str]]:
        """The title and the text of every write-up that can be read."""
        for row in self.rows():
            yield row.title, self.text(row.name)

    def text(self, name: str) -> str:
        """What a write-up's file says; raises NotFound with the nearest right name."""
        return self._file(name).read()

    def save_elsewhere(self, name: str, text: str, folder: Path) -> Path:
        """Write a write-up's text into another folder; returns where it lies. Raises StoreError."""
        return write_text_copy(text, folder, name)

    def path(self, name: str) -> Path:
        """Where a write-up lies; raises NotFound with the nearest right name."""
        return self._file(name).path

    def forget(self, name: str) -> None:
        """Let go of a write-up that was moved to the bin."""
        self._open.pop(name, None)
        self._journals.forget(name)

    def reflection_draft(self, code: str) -> str:
        """A first draft of a reflection on one person, by the study's template or ours; nothing is saved."""
        person = self._source.participant(code)
        data = reflection_data(
            list(self._source.records(of=person.code)),
            person.code,
            self._source.codebook(),
            created=self._clock().date().isoformat(),
        )
        return draft_reflection(data, self._own_template(TEMPLATE), name=f"templates/{TEMPLATE}")

    def draft_reflection(self, code: str) -> str:
        """Save a first draft as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.reflection_draft(code)
        return self._new(f"reflection-{self._source.participant(code).code}", text)

    def theme_draft(self, point_id: str) -> str:
        """A first draft of what is said on one learning point; nothing is saved. Raises NotFound."""
        from reflect.writeups import theme

        codebook = self._source.codebook()
        point = codebook.get(point_id)
        if point is None:
            hint = nearest(point_id, [known.id for known in codebook.points])
            raise NotFound(f"There is no learning point “{point_id}” in this study", remedy=hint)
        data = theme.theme_data(
            list(self._source.records()),
            point,
            {person.code: person for person in self._source.people()},
            self._source.roles(),
            codebook,
            created=self._clock().date().isoformat(),
        )
        own = self._own_template(theme.TEMPLATE)
        return theme.draft_theme(data, own, name=f"templates/{theme.TEMPLATE}")

    def draft_theme(self, point_id: str) -> str:
        """Save it as a new write-up; returns its name. No write-up that is there is touched."""
        text = self.theme_draft(point_id)
        point = self._source.codebook().get(point_id)
        return self._new(f"theme-{point.id if point else point_id}", text)

    def _own_template(self, file: str) -> str | None:
        """The study's own template; None where it has none."""
        own = self._source.folder / "templates" / file
        return TextFile(own, self._source.folder).read() if own.is_file() else None

    def _new(self, stem: str, text: str) -> str:
        name = unused(stem, {path.stem for path in self._paths()})
        file = TextFile(self._folder / f"{name}.md", self._source.folder, clock=self._clock)
        file.write(text)
        self._open[name] = file
        return name

    def render(self, text: str, *, preview: bool) -> RenderedWriteup:
        """A write-up's text as others see it; a preview marks what is held back, an export leaves it out."""
        return _for_its_writer(self._rendered(text, marks=preview))

    def _rendered(self, text: str, *, marks: bool) -> Rendered:
        about = read_manuscript(text).front.get("participant", "")
        people = {person.code: person for person in self._source.people()}
        subject = people.get(ParticipantCode(about))
        return render(text, self.quotables(), rules=self.rules(), subject=subject, marks=marks)

    def names_in(self, name: str) -> tuple[Leak, ...]:
        """Every place of a name in what others would read of a write-up, that nobody has let pass."""
        return self.names_in_text(self.text(name), self.names.passed(name))

    def names_in_text(self, text: str, let_pass: Collection[str] = ()) -> tuple[Leak, ...]:
        """The same for a text that is no write-up of the study yet."""
        return self._names_in(text, self._rendered(text, marks=False), let_pass)

    def _names_in(self, text: str, rendered: Rendered, let_pass: Collection[str]) -> tuple[Leak, ...]:
        quotes: dict[QuoteId, tuple[int, str]] = {}
        for placed in rendered.references:
            if placed.quote is not None and placed.ruling is not None and placed.ruling.appears:
                quotes.setdefault(placed.quote, (placed.line, placed.ruling.words))
        texts = texts_of(read_manuscript(text).lines, quotes)
        return leaks(texts, self.names.known(), let_pass)

    def export(self, name: str, to: Path | None = None) -> tuple[Path, RenderedWriteup]:
        """Write what others may see of a write-up, by default under `exports/`; returns where it lies.

        How many quotes were held back and why stands at its end as a comment: whoever passes the file on
        knows that something is missing, and no reader is told that somebody withdrew.

        Raises:
            NamesLeft: names that nobody has let pass would leave with it.
            InvalidInput: a reference names no quote.

        """
        source = self.text(name)
        made = self._rendered(source, marks=False)
        rendered = _for_its_writer(made)
        if rendered.problems:
            raise InvalidInput(
                f"Not exported yet: {len(rendered.problems)} to mend first.\n" + "\n".join(rendered.problems),
                place=name,
            )
        standing = self._names_in(source, made, self.names.passed(name))
        if standing:
            raise NamesLeft(name, standing)
        text = rendered.markdown
        if rendered.report:
            text = f"{text.rstrip()}\n\n<!-- {rendered.report}. -->\n"
        path = to or self._source.folder / "exports" / f"{name}.md"
        if path.is_relative_to(self._source.folder):
            file = TextFile(path, self._source.folder, clock=self._clock)
            if path.exists():
                file.read()
            file.write(text)
        else:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise StoreError(f"This cannot be written ({error.strerror})", place=str(path)) from error
        return path, rendered

    def quotables(self) -> dict[QuoteId, Quotable]:
        """Every quote of the study with what the gate must know of it."""
        people = {person.code: person for person in self._source.people()}
        found: dict[QuoteId, Quotable] = {}
        for record, guide in self._source.records():
            found.update(quotable_quotes(record, guide, people))
        return found

    def rulings(self, audience: Audience = Audience.PUBLIC) -> dict[QuoteId, Ruling]:
        """What the gate says of every quote of the study."""
        rules = self.rules()
        return {key: gate.rule(found, rules, audience) for key, found in self.quotables().items()}

    def rules(self) -> Rules:
        """What the gate goes by in this study today."""
        return Rules(
            roles={role.id: role for role in self._source.roles()},
            people_in_role=gate.people_by_role(self._source.people()),
            smallest_group=self._source.smallest_group,
            silence=self._source.silence,
            answer_within=self._source.answer_within,
            today=self._clock().date().isoformat(),
        )

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.md"))

    def _file(self, name: str) -> TextFile:
        if name in self._open:
            return self._open[name]
        path = self._folder / f"{name}.md"
        names = [found.stem for found in self._paths()]
        if name not in names:
            hint = nearest(name, names) or "There are no write-ups in this study yet."
            raise NotFound(f"There is no write-up “{name}”", remedy=hint)
        self._open[name] = TextFile(path, self._source.folder, clock=self._clock)
        return self._open[name]


def _for_its_writer(rendered: Rendered) -> RenderedWriteup:
    return RenderedWriteup(
        markdown=rendered.markdown,
        held_back=rendered.held_back,
        report=rendered.report,
        problems=rendered.problems,
        remarks=_remarks(rendered),
        quotes_used=tuple(r.quote for r in rendered.references if r.quote is not None),
    )


def _remarks(rendered: Rendered) -> tuple[Remark, ...]:
    found = [
        Remark(r.line, f"quote {r.quote} is held back: {r.ruling.reason}")
        for r in rendered.references
        if r.quote is not None and r.ruling is not None and r.ruling.reason is not None
    ]
    for sentence in (*rendered.problems, *rendered.warnings):
        place, _, text = sentence.partition(": ")
        found += [Remark(int(line), text) for line in re.findall(r"\d+", place)]
    return tuple(sorted(found))
