"""The charts of a study, for its researchers or for anybody: from the index, or through the consent gate."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from reflect.analysis.agreement import SAMPLES, Progress
from reflect.analysis.chart_lines import drawn
from reflect.analysis.charting import (
    Tagged,
    agreement_chart,
    points_chart,
    saturation_chart,
    together_chart,
)
from reflect.analysis.coded_text import CodingUnit
from reflect.analysis.counts import Overlap
from reflect.analysis.saturation import BASE, RUN
from reflect.analysis.sums import Uncoded
from reflect.domain import gate
from reflect.domain.charts import (
    AgreementChart,
    AnyChart,
    ChartKind,
    PointHead,
    PointsChart,
    SaturationChart,
    TogetherChart,
)
from reflect.domain.gate import Audience, Rules
from reflect.domain.guide import Guide
from reflect.domain.people import Participant
from reflect.domain.session import SessionRecord
from reflect.services import comparing, tabulating
from reflect.services.exporting import KnownNames
from reflect.services.index_rows import quote_start
from reflect.services.leaks import Leak, Text, leaks
from reflect.store import index_tables
from reflect.store.index_read import Order
from reflect.writeups.quotables import quotables_in_order

Hidden = Callable[[str], bool]


class Source(tabulating.Source, comparing.Source, Protocol):
    """What this needs of a study."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def records(self) -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, from the oldest."""


class Charting:
    """The charts of one study for one audience; what was counted once is not counted again.

    Among researchers every tagged quote counts but those of who withdrew or does not take part. For the
    public only quotes that anybody may read do. `hidden` are sessions whose tags are not to be shown.
    """

    def __init__(
        self,
        study: Source,
        rules: Rules,
        *,
        audience: Audience = Audience.PUBLIC,
        hidden: Hidden = lambda _session: False,
    ) -> None:
        self._study = study
        self._rules = rules
        self._public = audience is not Audience.INTERNAL
        self._asked_hidden = hidden
        self.left_out: set[str] = set()
        """The sessions that were left out since their tags are not to be shown."""
        self._smallest = rules.smallest_group if self._public else None
        self._codebook = study.codebook()
        self._points = {
            str(point.id): PointHead(name=" ".join(point.name.split()), number=point.number)
            for point in sorted(self._codebook.points, key=lambda point: (point.number, point.id))
        }
        self._kept: tuple[list[Tagged], list[str]] | None = None

    def chart(self, kind: ChartKind) -> AnyChart:
        """The chart of that kind, as it is without anything said. Raises as `agreement`."""
        made: dict[ChartKind, Callable[[], AnyChart]] = {
            ChartKind.POINTS: self.points,
            ChartKind.TOGETHER: self.together,
            ChartKind.SATURATION: self.saturation,
            ChartKind.AGREEMENT: self.agreement,
        }
        return made[kind]()

    def points(self) -> PointsChart:
        """Learning points by role."""
        quotes, _ = self._counted()
        roles = [(str(role.id), " ".join(role.name.split())) for role in self._study.roles()]
        return points_chart(quotes, self._points, roles, smallest=self._smallest)

    def together(self, overlap: Overlap = Overlap.SAME) -> TogetherChart:
        """Which learning points stand together."""
        quotes, _ = self._counted()
        return together_chart(quotes, self._points, overlap, smallest=self._smallest)

    def saturation(self, *, base: int = BASE, run: int = RUN) -> SaturationChart:
        """What each session added."""
        quotes, sessions = self._counted()
        children = {str(point.id) for point in self._codebook.points if point.parent is not None}
        return saturation_chart(quotes, sessions, children, base=base, run=run, smallest=self._smallest)

    def agreement(
        self,
        *,
        between: Sequence[str] = (),
        unit: CodingUnit = CodingUnit.SENTENCE,
        uncoded: Uncoded = Uncoded.IGNORE,
        samples: int = SAMPLES,
        progress: Progress = lambda _done, _of: None,
    ) -> AgreementChart:
        """How far researchers agree, on sessions of people who take part and have not withdrawn.

        Raises as `Comparing`: InvalidInput where there are not two researchers to compare.
        """
        gone = self._gone()

        def left_out(session: str) -> bool:
            if self._hidden(session):
                return True
            return self._study.session_record(session).session.participant in gone

        compared = comparing.Comparing(self._study, between=between, hidden=left_out)
        found = compared.agreement(unit=unit, uncoded=uncoded, samples=samples, progress=progress)
        return agreement_chart(found, self._points, public=self._public)

    def names_in(self, chart: AnyChart, names: KnownNames, let_pass: Sequence[str] = ()) -> tuple[Leak, ...]:
        """Names that stand in a chart's words, by the number of the sentence; none among researchers."""
        if not self._public:
            return ()
        words = [chart.title, chart.description, chart.note]
        if isinstance(chart, PointsChart):
            words += chart.roles
        texts = [Text(line=number, words=said) for number, said in enumerate(words, 1)]
        return leaks(texts, names.known(), list(let_pass))

    def _hidden(self, session: str) -> bool:
        if self._asked_hidden(session):
            self.left_out.add(session)
        return session in self.left_out

    # -- what counts -----------------------------------------------------------------------------------

    def _gone(self) -> set[str]:
        return {person.code for person in self._study.people() if gate.taken_back(person) is not None}

    def _counted(self) -> tuple[list[Tagged], list[str]]:
        """The quotes that count, and the sessions from the oldest."""
        if self._kept is None:
            self._kept = self._outside() if self._public else self._inside()
        return self._kept

    def _inside(self) -> tuple[list[Tagged], list[str]]:
        gone = self._gone()
        roles = {str(person.code): str(person.role) for person in self._study.people()}

        def read(handle: sqlite3.Connection, _: Order) -> tuple[list[Tagged], list[str]]:
            found = []
            for quote in index_tables.tagged_quotes(handle):
                if quote.participant in gone or self._hidden(quote.session):
                    continue
                start = quote_start(quote.row)
                role = roles.get(quote.participant, "")
                end = start + quote.length
                found.append(
                    Tagged(quote.session, quote.passage, start, end, quote.points, quote.participant, role)
                )
            return found, index_tables.sessions_in_order(handle)

        return self._study.finder.ask(read)[0]

    def _outside(self) -> tuple[list[Tagged], list[str]]:
        people = {person.code: person for person in self._study.people()}
        found: list[Tagged] = []
        sessions: list[str] = []
        for record, guide in self._study.records():
            session = record.session.id
            sessions.append(session)
            if self._hidden(session):
                continue
            for each, _ in quotables_in_order(record, guide, people):
                quote = each.quote
                if each.points and gate.rule(each, self._rules, Audience.PUBLIC).appears:
                    found.append(
                        Tagged(
                            session,
                            (session, quote.passage),
                            quote.start,
                            quote.end,
                            frozenset(map(str, each.points)),
                            each.speaker.code if each.speaker is not None else "",
                            self._role(each),
                        )
                    )
        return found, sessions

    def _role(self, found: gate.Quotable) -> str:
        """The role that may be told: it may stand beside the words, and enough people have it."""
        speaker = found.speaker
        if speaker is None or not gate.role_may_stand(found, self._rules):
            return ""
        many = self._rules.people_in_role.get(speaker.role, 0) >= self._rules.smallest_group
        return speaker.role if many else ""


def chart_text(chart: AnyChart, width: int) -> str:
    """A chart for a terminal of so many columns: its title, what is drawn, and what it says in words."""
    return "\n".join(drawn(chart, width)) + "\n"


def chart_svg(chart: AnyChart) -> str:
    """A chart as an SVG picture."""
    from reflect.exchange.chart_svg import chart_as_svg

    return chart_as_svg(chart)
