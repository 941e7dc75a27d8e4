"""Drafting a write-up again: quotes that are new go to its end, and what a person wrote stays as it is.

What has been considered is remembered in `study.json`, a record a write-up, so that a team shares it and
a quote that somebody took out on purpose does not come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from reflect.domain import gate
from reflect.domain.codebook import Codebook
from reflect.domain.drafted import Drafted, with_considered
from reflect.domain.gate import Audience, HeldBack, Quotable, Rules
from reflect.domain.guide import Guide
from reflect.domain.ids import QuoteId
from reflect.domain.people import Participant
from reflect.domain.session import Quote, SessionRecord
from reflect.errors import InvalidInput, NotFound, nearest
from reflect.services.quotables import Quotables
from reflect.store.repository import Repository
from reflect.writeups.manuscript import Problem, read_manuscript
from reflect.writeups.quotables import quotes_in_order
from reflect.writeups.references import Reference, resolve
from reflect.writeups.unplaced import Candidate, addition, typed_references

_MAY = (None, HeldBack.NOT_APPROVED)
"""As the drafts of themes and briefings have it: what waits for its speaker's word is drafted with."""


class Source(Protocol):
    """What drafting again needs of a study."""

    def participant(self, code: str) -> Participant:
        """One person; raises NotFound."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self, *, of: str = "") -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, or every one that a participant speaks in, from the oldest."""


class Kind(NamedTuple):
    """A kind of write-up that can be drafted again."""

    about: str
    """The field of the front matter that says whom or what it is on; empty when it is on everything."""
    candidates: Callable[[Source, str], Iterator[Candidate]]
    """The quotes that its draft considers, in their order. Raises NotFound."""
    as_public: bool = False
    """Whether it passes over quotes that may not be quoted, or not before their speaker allows it."""


class Again(NamedTuple):
    """What drafting again adds to a text."""

    candidates: tuple[Candidate, ...]
    """The quotes that are new, each once."""
    considered: tuple[Quote, ...]
    """All that were considered, as they read: to be noted once the text is saved."""

    @property
    def new(self) -> tuple[QuoteId, ...]:
        """The quotes that are new."""
        return tuple(candidate.quote for candidate in self.candidates)

    def addition(self, text: str) -> str:
        """What goes to the end of the text, which may have been typed on since; empty when nothing does."""
        there = set(typed_references(text))
        return addition(text, [each for each in self.candidates if each.quote not in there])

    @property
    def report(self) -> str:
        """What came, in words."""
        count = len(self.new)
        if not count:
            return "No quote has been tagged since that is not in it, or was taken out of it."
        return f"{count} quote{'s' if count > 1 else ''} tagged since, at the end under Unplaced."


class DraftingAgain:
    """The quotes that write-ups of one study have considered, and those that they have not."""

    def __init__(
        self,
        source: Source,
        quotables: Quotables,
        drafted: Repository[Drafted],
        *,
        rules: Callable[[], Rules],
    ) -> None:
        self._rules = rules
        self._source = source
        self._quotables = quotables
        self._drafted = drafted

    def again(self, name: str, text: str) -> Again:
        """What is new for a write-up whose text reads so now; nothing is saved.

        Raises:
            InvalidInput: its front matter does not say what it was drafted from.
            NotFound: there is no such participant or learning point.

        """
        candidates = self._candidates(text)
        known = self._considered(text, candidates)
        candidates = [candidate for candidate in candidates if candidate.quote in known]
        drafted = self.of(name)
        there = self._standing(text, [candidate.quote for candidate in candidates])
        new = [c for c in candidates if c.quote not in drafted.quotes and c.quote not in there]
        return Again(
            candidates=tuple({candidate.quote: candidate for candidate in new}.values()),
            considered=tuple(known[quote].quote for quote in dict.fromkeys(c.quote for c in candidates)),
        )

    def _considered(self, text: str, candidates: Iterable[Candidate]) -> dict[QuoteId, Quotable]:
        """Those of the quotes that a draft of this kind takes notice of.

        One that may not be quoted is not: it is new once its speaker allows it.
        """
        found = self._quotables.of(candidate.quote for candidate in candidates)
        if not KINDS[read_manuscript(text).front["kind"]].as_public:
            return found
        rules = self._rules()
        return {
            key: each for key, each in found.items() if gate.rule(each, rules, Audience.PUBLIC).reason in _MAY
        }

    def _candidates(self, text: str) -> list[Candidate]:
        front = read_manuscript(text).front
        kind = KINDS.get(front.get("kind", ""))
        about = front.get(kind.about, "") if kind is not None else ""
        if kind is None or (kind.about and not about):
            ways = " or ".join(
                f"kind: {name} with {each.about}: …" for name, each in KINDS.items() if each.about
            )
            raise InvalidInput(
                "Its first lines do not say what it was drafted from",
                remedy=f"Between the two lines of --- it needs {ways}.",
            )
        return list(kind.candidates(self._source, about))

    def of(self, name: str) -> Drafted:
        """What a write-up has considered so far."""
        return self._drafted.get(name) or Drafted(id=name)

    def note(self, name: str, quotes: Iterable[Quote]) -> None:
        """Remember that a write-up has considered these, as they read. Raises as `Repository.put` does."""
        was = self.of(name)
        now = with_considered(was, quotes)
        if now != was:
            self._drafted.put(now, was=was)

    def note_draft(self, name: str, text: str) -> None:
        """Remember what the first draft of a write-up considered, and nothing of an earlier one's."""
        found = self._considered(text, self._candidates(text))
        self._drafted.put(with_considered(Drafted(id=name), (each.quote for each in found.values())))

    def note_placed(self, name: str, quotes: Iterable[QuoteId]) -> None:
        """Remember how the quotes of a text read that goes out now."""
        self.note(name, (each.quote for each in self._quotables.of(quotes).values()))

    def _standing(self, text: str, quotes: list[QuoteId]) -> set[QuoteId]:
        """Those of the quotes that stand in a text, by whatever beginning of their ids."""
        wanted = typed_references(text)
        referred = self._quotables.referred_to(wanted)
        there: set[QuoteId] = set()
        for each in dict.fromkeys(wanted):
            meant = resolve(Reference(line=0, at=0, start=0, end=0, wanted=each), referred.among(each))
            if isinstance(meant, Problem):  # could be any of them: none of those comes a second time
                there.update(quote for quote in quotes if quote.startswith(each))
            else:
                there.add(meant)
        return there


def _of_person(source: Source, code: str) -> Iterator[Candidate]:
    person = source.participant(code)
    codebook = source.codebook()
    for record, guide in source.records(of=person.code):
        for quote, passage in quotes_in_order(record, guide):
            if passage is not None and passage.speaker == person.code:
                yield Candidate(quote.id, _under(record, quote.id, codebook))


def _of_point(source: Source, point_id: str) -> Iterator[Candidate]:
    codebook = source.codebook()
    point = codebook.get(point_id)
    if point is None:
        hint = nearest(point_id, [known.id for known in codebook.points])
        raise NotFound(f"There is no learning point “{point_id}” in this study", remedy=hint)
    for record, guide in source.records():
        tagged = {tag.quote for tag in record.tags.values() if tag.point == point.id}
        for quote, passage in quotes_in_order(record, guide) if tagged else ():
            if quote.id in tagged and passage is not None and passage.speaker is not None:
                yield Candidate(quote.id, point.name)


def _of_workshop(source: Source, session: str) -> Iterator[Candidate]:
    for record, guide in source.records():
        if record.session.id == session:
            for quote, passage in quotes_in_order(record, guide):
                if passage is not None and not passage.asks:
                    yield Candidate(quote.id, passage.heading)


def _of_everybody(source: Source, _: str) -> Iterator[Candidate]:
    codebook = source.codebook()
    for record, guide in source.records():
        for quote, passage in quotes_in_order(record, guide):
            if passage is not None and passage.speaker is not None:
                yield Candidate(quote.id, _under(record, quote.id, codebook))


def _under(record: SessionRecord, quote: QuoteId, codebook: Codebook) -> str:
    """The name of the first of a quote's learning points by number; empty when it has none."""
    points = {tag.point for tag in record.tags.values() if tag.quote == quote}
    return next((p.name for p in sorted(codebook.points, key=lambda p: p.number) if p.id in points), "")


KINDS: Mapping[str, Kind] = {
    "reflection": Kind("participant", _of_person),
    "theme": Kind("point", _of_point, as_public=True),
    "workshop": Kind("session", _of_workshop, as_public=True),
    "briefing": Kind("", _of_everybody, as_public=True),
}
"""By what the front matter calls them."""
