"""A write-up's text as others would read it: what the gate lets out, and which names stand in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

import msgspec

from reflect.domain import gate
from reflect.domain.codebook import Codebook
from reflect.domain.drafted import Drafted
from reflect.domain.gate import Audience, HeldBack, Quotable, Rules, Ruling
from reflect.domain.ids import Clock, ParticipantCode, PointId, QuoteId
from reflect.domain.people import Participant, Role
from reflect.services.gate_rules import rules_of
from reflect.services.leaks import Leak, leaks, texts_of
from reflect.services.names_out import NamesOut
from reflect.services.quotables import Quotables, Referred
from reflect.store.study_settings import StudySettings
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.remarks import Remark, remarks
from reflect.writeups.render import Parted, PlacedReference, Rendered, part, render_parted
from reflect.writeups.unplaced import still_unplaced


class Source(Protocol):
    """What rendering needs of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def roles(self) -> tuple[Role, ...]:
        """How people can stand in the alliance."""


class RenderedWriteup(msgspec.Struct, frozen=True, kw_only=True):
    """A write-up as others see it, and what its writer should know about it."""

    markdown: str
    held_back: dict[HeldBack, int]
    report: str
    """How many quotes were held back and why, in a line; empty when none was."""
    problems: tuple[str, ...]
    """What should be mended before the text goes out, each as `line N: …`."""
    remarks: tuple[Remark, ...]
    """Held-back quotes, problems, warnings and what changed since, in the order of their lines."""
    quotes_used: tuple[QuoteId, ...]
    references: tuple[PlacedReference, ...]
    """Every reference in its order, with what the gate says of it."""


class Rendering:
    """Shows texts of one study to whoever is to read them."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        *,
        settings: Callable[[], StudySettings],
        names: NamesOut,
        quotables: Quotables,
        drafted: Callable[[str], Drafted | None] = lambda _: None,
    ) -> None:
        self._drafted = drafted
        self._source = source
        self._settings = settings
        self._quotables = quotables
        self._clock = clock
        self._names = names

    def render(
        self,
        text: str,
        *,
        preview: bool,
        audience: Audience = Audience.PUBLIC,
        reader: ParticipantCode | None = None,
        writeup: str = "",
    ) -> RenderedWriteup:
        """A write-up's text as `audience` sees it; a preview marks what an export leaves out.

        `reader` is which participant it is, for that audience. With the name of the `writeup`, what changed
        since it was last drafted or exported is among the remarks.
        """
        parted = part(text)
        referred = self._quotables.referred_to(parted.wanted)
        rendered = self._rendered(parted, referred, marks=preview, audience=audience, reader=reader)
        front = parted.manuscript.front
        about = front.get("point") if front.get("kind") == "theme" else None
        point = self._source.codebook().get(about) if about else None
        return for_its_writer(
            rendered,
            referred.quotes,
            drafted=self._drafted(writeup) if writeup else None,
            point=point.id if point else None,
            unplaced=still_unplaced(parted.manuscript.lines),
        )

    def rendered(
        self,
        text: str,
        *,
        marks: bool = False,
        audience: Audience = Audience.PUBLIC,
        reader: ParticipantCode | None = None,
    ) -> Rendered:
        """The same before it is put in words for its writer."""
        parted = part(text)
        referred = self._quotables.referred_to(parted.wanted)
        return self._rendered(parted, referred, marks=marks, audience=audience, reader=reader)

    def _rendered(
        self,
        parted: Parted,
        referred: Referred,
        *,
        marks: bool,
        audience: Audience,
        reader: ParticipantCode | None,
    ) -> Rendered:
        about = parted.manuscript.front.get("participant", "")
        people = {person.code: person for person in self._source.people()}
        subject = people.get(ParticipantCode(about))
        return render_parted(
            parted,
            referred.quotes,
            referred.among,
            rules=self.rules(),
            audience=audience,
            reader=reader,
            subject=subject,
            people=people,
            marks=marks,
        )

    def names_still_in(self, text: str, rendered: Rendered, let_pass: Collection[str]) -> tuple[Leak, ...]:
        """Every place of a name in what others would read of a text, that is not let pass."""
        quotes: dict[QuoteId, tuple[int, str]] = {}
        for placed in rendered.references:
            if placed.quote is not None and placed.ruling is not None and placed.ruling.appears:
                quotes.setdefault(placed.quote, (placed.line, placed.ruling.words))
        texts = texts_of(read_manuscript(text).lines, quotes)
        return leaks(texts, self._names.known(), let_pass)

    def quotables(self) -> dict[QuoteId, Quotable]:
        """Every quote of the study with what the gate must know of it."""
        return self._quotables.every()

    def rulings(self, audience: Audience = Audience.PUBLIC) -> dict[QuoteId, Ruling]:
        """What the gate says of every quote of the study."""
        rules = self.rules()
        return {key: gate.rule(found, rules, audience) for key, found in self.quotables().items()}

    def rules(self) -> Rules:
        """What the gate goes by in this study today."""
        return rules_of(self._settings(), self._source.roles(), self._source.people(), self._clock)


def for_its_writer(
    rendered: Rendered,
    quotes: Mapping[QuoteId, Quotable] | None = None,
    *,
    drafted: Drafted | None = None,
    point: PointId | None = None,
    unplaced: int | None = None,
) -> RenderedWriteup:
    """What somebody who works on the text should see of it; see `remarks`."""
    return RenderedWriteup(
        markdown=rendered.markdown,
        held_back=rendered.held_back,
        report=rendered.report,
        problems=rendered.problems,
        remarks=remarks(rendered, quotes or {}, drafted, point, unplaced),
        references=rendered.references,
        quotes_used=tuple(r.quote for r in rendered.references if r.quote is not None),
    )
