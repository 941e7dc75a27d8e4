"""A study as a REFI-QDA project for anybody: one text of the quotes that may be read.

There is nothing in it that would tell which of them are one person's: no cases, no times, no names of who
tagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reflect.domain import gate, tagging
from reflect.domain.gate import Audience, HeldBack, Rules
from reflect.domain.ids import PointId
from reflect.domain.session import Quote, Tag
from reflect.exchange.refi_codes import codes_of, retired_group
from reflect.exchange.refi_ids import Guids
from reflect.exchange.refi_records import (
    Coding,
    Project,
    Selection,
    Source,
    User,
)
from reflect.exchange.refi_text import plain
from reflect.services.leaks import Text
from reflect.services.refi_parts import StudyToGo
from reflect.writeups.quotables import quotables_in_order


class Public:
    """The quotes that anybody may read, as one text under their questions."""

    def __init__(self, study: StudyToGo, rules: Rules, audience: Audience) -> None:
        self._study = study
        self._guids = Guids(study.uid)
        self._codebook = study.codebook()
        self._against: set[PointId] = set()
        self.held_back: Counter[HeldBack] = Counter()
        self.texts: list[Text] = []
        """The words of each quote, for a look at names."""
        self._found: dict[str, list[tuple[Quote, str, str, Sequence[Tag]]]] = {}
        people = {person.code: person for person in study.people()}
        for record, guide in study.records():
            tags = tagging.tags_by_quote(record)
            for found, passage in quotables_in_order(record, guide, people):
                ruling = gate.rule(found, rules, audience)
                if ruling.reason is not None:
                    self.held_back[ruling.reason] += 1
                    continue
                question = passage.heading if passage is not None and passage.question else ""
                self._found.setdefault(question, []).append(
                    (found.quote, ruling.words, ruling.attribution, tags.get(found.quote.id, ()))
                )
                line = len(self.texts) + 1
                self.texts.append(Text(line=line, words=ruling.words, quote=found.quote.id))

    def project(self) -> Project:
        """One source with their words, each with its learning points and how its speaker is called."""
        parts: list[str] = []
        selections: list[Selection] = []
        length = 0
        user = User(guid=self._guids.of("user", "public"), name="Researchers")
        for question, quotes in self._found.items():
            heading = f"{plain(question)}\n\n" if question else ""
            parts.append(heading)
            length += len(heading)
            for quote, words, attribution, tags in quotes:
                said = f"{plain(words)}\n— {plain(attribution)}\n\n"
                selections.append(
                    Selection(
                        guid=self._guids.of("quote", quote.id),
                        start=length,
                        end=length + len(words),
                        name=words,
                        codings=tuple(self._codings(quote, tags, user)),
                    )
                )
                parts.append(said)
                length += len(said)
        source = Source(
            guid=self._guids.of("source", "public"),
            name="Quotes",
            text="".join(parts)[:-1],
            selections=tuple(selections),
        )
        points = self._codebook.points
        return Project(
            name=self._study.title,
            users=(user,) if selections else (),
            codes=codes_of(points, self._guids, against=self._against, examples=False),
            sources=(source,) if selections else (),
            groups=retired_group(points, self._guids),
        )

    def _codings(self, quote: Quote, tags: Sequence[Tag], user: User) -> Iterator[Coding]:
        """Each learning point once, whoever gave it; one that somebody says it speaks against, as that."""
        against = {self._codebook.standing_for(tag.point) for tag in tags if tag.contradicts}
        for point in dict.fromkeys(self._codebook.standing_for(tag.point) for tag in tags):
            if self._codebook.get(point) is None:
                continue
            kind = "against" if point in against else "point"
            if point in against:
                self._against.add(point)
            yield Coding(
                guid=self._guids.of("public tag", f"{quote.id}/{point}"),
                code=self._guids.of(kind, point),
                user=user.guid,
            )
