"""A write-up as others see it: references replaced by words, as far as the consent gate lets them out.

`render` makes both the preview and what is exported. In an export a quote that is held back leaves
nothing behind; in the preview it leaves a mark. Front matter and comments are in neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from reflect.domain.gate import Audience, HeldBack, Quotable, Rules, Ruling
from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.domain.people import Participant
from reflect.writeups.manuscript import Manuscript, read_manuscript
from reflect.writeups.placing import Place, Placer
from reflect.writeups.references import References, references_of
from reflect.writeups.sheet import filled


class PlacedReference(msgspec.Struct, frozen=True, kw_only=True):
    """One reference of the text, and what became of it."""

    line: int
    """Its line in the file; the first is 1."""
    quote: QuoteId | None
    """None for the portrait, and for a reference that names no quote."""
    portrait: bool
    ruling: Ruling | None
    """None for a reference that names no quote."""


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A write-up with its references replaced."""

    markdown: str
    references: tuple[PlacedReference, ...]
    problems: tuple[str, ...]
    """What the researcher should mend before the text goes out, each as `line N: …`, in their order."""
    warnings: tuple[str, ...]
    """What the researcher should know, each as `line N: …` or `lines N, M: …`."""
    held_back: dict[HeldBack, int]
    """How many quotes were held back for which reason. A quote referred to twice counts once."""

    @property
    def report(self) -> str:
        """How many quotes were held back and why: `3 quotes held back: 2 not yet approved, 1 withdrawn`."""
        return held_back_report(self.held_back)


class Parted(NamedTuple):
    """A write-up's file, and what it refers to."""

    manuscript: Manuscript
    references: References

    @property
    def wanted(self) -> list[str]:
        """The quotes' ids, or beginnings of ids, as they were typed."""
        return [found.wanted for found in self.references.found if not found.portrait]


def render(
    source: str,
    quotes: Mapping[QuoteId, Quotable],
    *,
    rules: Rules,
    audience: Audience = Audience.PUBLIC,
    reader: ParticipantCode | None = None,
    subject: Participant | None = None,
    people: Mapping[ParticipantCode, Participant] = MappingProxyType({}),
    marks: bool = False,
) -> Rendered:
    """The Markdown of a write-up's file with every reference replaced by what may be shown in its place.

    A reference that has a line of a paragraph to itself becomes a quotation with its attribution
    beneath; anywhere else it becomes “words” (attribution). `subject` is whom `[[portrait]]` introduces,
    `people` are those whom `[[portrait P03]]` may.
    With `marks` the same stands there as without, with a mark where something is held back or wrong, and with
    headings under which there is only a comment so far.
    """
    parted = part(source)
    return render_parted(
        parted,
        quotes,
        lambda _: quotes.keys(),
        rules=rules,
        audience=audience,
        reader=reader,
        subject=subject,
        people=people,
        marks=marks,
    )


def part(source: str) -> Parted:
    """A write-up's file, read: whoever renders it may first ask which quotes it refers to."""
    manuscript = read_manuscript(source)
    return Parted(manuscript, references_of(manuscript.lines))


def render_parted(
    parted: Parted,
    quotes: Mapping[QuoteId, Quotable],
    among: Callable[[str], Collection[QuoteId]],
    *,
    rules: Rules,
    audience: Audience = Audience.PUBLIC,
    reader: ParticipantCode | None = None,
    subject: Participant | None = None,
    people: Mapping[ParticipantCode, Participant] = MappingProxyType({}),
    marks: bool = False,
) -> Rendered:
    """The same as `render` with no more quotes at hand than are referred to.

    `among` gives the ids that a reference is looked for in; see `resolve`.
    """
    manuscript, references = parted
    placer = Placer(
        quotes=quotes,
        among=among,
        rules=rules,
        audience=audience,
        reader=reader,
        subject=subject,
        people=people,
    )
    places = [placer.place(reference) for reference in references.found]
    contents = [Place(reference=reference) for reference in references.contents]
    problems = [*manuscript.problems, *references.problems, *(p.problem for p in places if p.problem)]
    reasons = {p.quote: p.ruling.reason for p in places if p.quote and p.ruling and p.ruling.reason}
    return Rendered(
        markdown=filled(manuscript.lines, [*places, *contents], marks=marks),
        references=tuple(
            PlacedReference(
                line=place.reference.line,
                quote=place.quote,
                portrait=place.reference.portrait,
                ruling=place.ruling,
            )
            for place in places
        ),
        problems=tuple(map(str, sorted(problems))),
        warnings=tuple(_warnings(places)),
        held_back=dict(Counter(reasons.values())),
    )


def held_back_report(held_back: Mapping[HeldBack, int], thing: str = "quote") -> str:
    """The line that says how many quotes (or what else) were held back and why; empty when none was."""
    total = sum(held_back.values())
    if not total:
        return ""
    in_order = sorted(HeldBack, key=lambda reason: -held_back.get(reason, 0))
    reasons = ", ".join(
        f"{held_back[reason]} {reason.counted}" for reason in in_order if held_back.get(reason)
    )
    return f"{total} {thing}{'s' if total != 1 else ''} held back: {reasons}"


def _warnings(places: Iterable[Place]) -> list[str]:
    """What the gate warned of, once each with all its lines."""
    lines: dict[str, list[str]] = {}
    for place in places:
        ruling = place.ruling
        if ruling is None:
            continue
        warning = ruling.warning
        if place.reference.portrait and ruling.reason:
            warning = f"{place.reference.written} is held back: {ruling.reason}"
        number = str(place.reference.line)
        if warning and number not in lines.setdefault(warning, []):
            lines[warning].append(number)
    return [f"line{'s' if len(at) > 1 else ''} {', '.join(at)}: {warning}" for warning, at in lines.items()]
