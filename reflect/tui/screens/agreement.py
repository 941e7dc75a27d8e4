"""How far researchers agree: what is compared is chosen here, and said beside every figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reflect.domain.amounts import many
from reflect.domain.ids import SessionId
from reflect.errors import InvalidInput, ReflectError
from reflect.services.agreement_words import (
    Named,
    estimate_said,
    explained,
    interval_said,
    named_rows,
    of_stretches,
    prevalence_said,
    value_said,
)
from reflect.services.comparing import (
    SAMPLES,
    Agreement,
    CodingUnit,
    Comparing,
    Estimate,
    Stopped,
    Uncoded,
    comparable,
)
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.dates import day
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean

NOBODY = (
    "Two researchers need to have tagged the same session, each under a name of their own, before it can be "
    "said how far they agree. What to do next: share the study (y on its screen), and have somebody else tag "
    "a session that you have tagged; pressing o there hides what you did, so that they tag it blind. Sync, "
    "and come back here. Esc goes back."
)
_LOOK = 0.1
"""Seconds between two looks at how far counting has got."""
_BAR = 20
"""Cells."""
_UNITS = {
    CodingUnit.SENTENCE: ("Sentences", "the usual choice: a sentence has a point when any quote touches it"),
    CodingUnit.PASSAGE: ("Passages", "whole answers and turns: coarse, and kind to whoever tags loosely"),
    CodingUnit.CHARACTER: ("Characters", "strict about where quotes begin and end"),
}


class Differences(Command):
    """Go on to the words that were tagged differently, and settle them one by one."""

    name, label, footer, key = "differences", "Where tags differ", "differences", "D"


class ChooseSessions(Command):
    """Choose which sessions are compared."""

    name, label, footer, key = "sessions", "Which sessions", "sessions", "s"


class ChooseResearchers(Command):
    """Choose which researchers are compared."""

    name, label, footer, key = "researchers", "Which researchers", "who", "r"


class ChooseUnit(Command):
    """Choose what is compared, one by one: sentences, passages or characters."""

    name, label, footer, key = "unit", "What is compared", "unit", "u"


class CountUncoded(Command):
    """Leave text that nobody tagged out, or count it. Counted, it makes per cent look high."""

    name, label, footer, key = "uncoded", "Text that nobody tagged", "untagged", "t"


class ChooseSamples(Command):
    """Choose how many samples the intervals are worked out from; 0 for none, which is quicker."""

    name, label, footer, key = "samples", "Samples for the intervals", "samples", "i"


class CountAgain(Command):
    """Count again: after it was stopped, or when tags have changed."""

    name, label, footer, key = "again", "Count again", "again", "c"


class Asked(msgspec.Struct, frozen=True):
    """What is to be compared."""

    sessions: tuple[SessionId, ...] = ()
    """Empty for every session that several tagged."""
    researchers: tuple[str, ...] = ()
    """Empty for everybody."""
    unit: CodingUnit = CodingUnit.SENTENCE
    uncoded: Uncoded = Uncoded.IGNORE
    samples: int = SAMPLES


class Count:
    """One counting that goes on in another thread: how far it is, and whether anybody waits for it."""

    def __init__(self) -> None:
        self._wanted = True
        self._doing = ""
        self._done = self._of = 0

    def stop(self) -> None:
        """Have it end."""
        self._wanted = False

    def report(self, doing: str, done: int, of: int) -> None:
        """Take note of how far it is. Raises Stopped when nobody waits for it."""
        if not self._wanted:
            raise Stopped("The counting was stopped")
        self._doing, self._done, self._of = doing, done, of

    @property
    def said(self) -> str:
        """How far it is; empty before it has begun."""
        if not self._of:
            return ""
        full = self._done * _BAR // self._of
        bar = "█" * full + "░" * (_BAR - full)
        return f"{self._doing} {bar} {self._done} of {self._of} · Esc stops it"


class AgreementScreen(ListScreen[Named]):
    """Figures of each learning point and of all together; never of sessions that one tags blind."""

    SCOPE = "agreement"
    TITLE = "How far researchers agree"
    VERBS = (
        Differences,
        ChooseSessions,
        ChooseResearchers,
        ChooseUnit,
        CountUncoded,
        ChooseSamples,
        CountAgain,
        Leave,
    )
    DEFAULT_CSS = """
    AgreementScreen #asked { height: auto; max-height: 3; padding: 0 2; color: $text-muted; }
    """

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._asked = Asked()
        self._found: Agreement | None = None
        self._sessions: dict[SessionId, frozenset[str]] = {}
        """All that could be compared, with who tagged there."""
        self._worked: tuple[str, ...] = ()
        self._hidden = 0
        self._count: Count | None = None
        """The counting that goes on just now."""
        self._stopped = False
        self._fresh = False
        """Whether what is shown is what was asked for."""

    def above(self) -> ComposeResult:
        """What is compared."""
        yield Static(id="asked", markup=False)

    def on_mount(self) -> None:
        """Give a figure and its interval a line each."""
        self.rows.set_lines(2)
        self._set_columns()

    @property
    def due(self) -> bool:
        """Whether to count: once, since nothing that is done over this screen changes a figure."""
        return not self._fresh

    # -- counting --------------------------------------------------------------------------------------

    def gather(self) -> Sequence[Named]:
        """Compare."""
        count = self._count
        if count is None:
            return ()
        study, asked = self._study, self._asked
        hidden = study.blind.is_blind
        self._found, self._hidden = None, len(comparable(study, hidden)[1])
        try:
            reading = partial(count.report, "Reading sessions")
            every = Comparing(study, hidden=hidden, progress=reading)
            self._sessions, self._worked = every.sessions, tuple(every.worked)
            comparing = every
            if asked.sessions or asked.researchers:
                comparing = Comparing(
                    study,
                    sessions=asked.sessions,
                    between=asked.researchers,
                    hidden=hidden,
                    progress=reading,
                )
            found = comparing.agreement(
                unit=asked.unit,
                uncoded=asked.uncoded,
                samples=asked.samples,
                progress=partial(count.report, "Drawing samples"),
            )
        except Stopped:
            return ()
        except InvalidInput:  # fewer than two researchers
            return ()
        if not found.sessions:
            return ()
        self._found = found
        return named_rows(found, study.codebook())

    async def _fetch(self) -> None:
        if self._count is not None:
            self._count.stop()
        count = self._count = Count()
        self._stopped, self._fresh = False, True
        self._say_asked()
        self.rows.show((), empty="Counting…")  # other figures than what stands above would mislead
        looks = self.set_interval(_LOOK, lambda: self.say(count.said))
        try:
            await super()._fetch()
        finally:
            looks.stop()
        self.say("")
        if self._count is count:
            self._count = None
        self._set_columns()
        self._say_asked()

    @property
    def empty(self) -> str:
        """Why there are no figures, and what to do next."""
        if self._stopped:
            return "Stopped. c counts again; with i you can ask for fewer samples. Esc goes back."
        if self._sessions and (self._asked.sessions or self._asked.researchers):
            return "No two of them tagged the same one of these sessions: choose others with s and r."
        return NOBODY

    def action_steer(self) -> None:
        """Esc stops the counting, and goes back when nothing is counted."""
        if self._count is None:
            super().action_steer()
        else:
            self._count.stop()
            self._stopped = True

    def do_leave(self) -> None:
        """Go back; nobody waits for the figures any more."""
        if self._count is not None:
            self._count.stop()
        super().do_leave()

    def do_again(self) -> None:
        """Count again."""
        self.load()

    # -- what is shown ---------------------------------------------------------------------------------

    def _set_columns(self) -> None:
        stretches = of_stretches(self._found) if self._found is not None else "cu"
        self.rows.set_columns(
            (
                Column("no", 2, right=True),
                Column("learning point", 10, grow=1),
                Column("given", 5, right=True),
                Column("agreed", 10),
                Column("κ", 13),
                Column("α", 13),
                Column(f"{stretches}-α", 13),
            )
        )

    def key(self, row: Named) -> str:
        """The learning point."""
        return row.row.point or "all"

    def cells(self, row: Named) -> Sequence[Cell]:
        """Each figure over its interval."""
        figures = row.row
        return (
            str(row.number or ""),
            clean(row.name),
            prevalence_said(figures),
            _over_interval(figures.percent, share=True),
            *(_over_interval(each) for each in (figures.kappa, figures.alpha, figures.stretches)),
        )

    def whole(self, row: Named) -> Content:
        """The row on one line, and what all figures are of."""
        if self._found is None:
            return Content("")
        figures, stretches = row.row, of_stretches(self._found)
        line = (
            f"{row.number or ''} {clean(row.name)}: κ {estimate_said(figures.kappa)} · "
            f"α {estimate_said(figures.alpha)} · {stretches}-α {estimate_said(figures.stretches)}"
        )
        return Content("\n".join([line.strip(), *explained(self._found, count_them="t counts them")]))

    def _say_asked(self) -> None:
        asked = self._asked
        who = " and ".join(asked.researchers) if asked.researchers else "everybody who tagged"
        which = f"{many(len(asked.sessions), 'session')} of your choice" if asked.sessions else "all sessions"
        left = "left out" if asked.uncoded is Uncoded.IGNORE else "counted"
        samples = many(asked.samples, "sample") if asked.samples else "no intervals"
        parts = [who, which, f"unit: {asked.unit.value}", f"text nobody tagged: {left}", samples]
        lines = [" · ".join(parts)]
        if self._hidden:
            hidden = many(self._hidden, "session")
            lines.append(f"Left out: {hidden} that you tag without seeing what others did.")
        for said in self.query("#asked").results(Static):
            said.update(clean(lines[0]) + "".join(f"\n{line}" for line in lines[1:]))

    # -- what is compared ------------------------------------------------------------------------------

    def _choose(self, steps: Coroutine[Any, Any, bool]) -> None:
        """Ask for something else to compare, and count when it was chosen."""
        self._choosing(steps)

    @work(group="default", exclusive=True)
    async def _choosing(self, steps: Coroutine[Any, Any, bool]) -> None:
        try:
            if await steps:
                self.load()
        except ReflectError as error:
            self.say(str(error))

    def do_differences(self) -> None:
        """Show them."""
        from reflect.tui.screens.differences import DifferencesScreen  # when one first needs it

        self.app.push_screen(DifferencesScreen(self._study))

    def can(self, verb: type[Command]) -> bool:
        """Without two who tagged the same session there is nothing to choose from."""
        if verb in (ChooseSessions, ChooseResearchers, Differences):
            return bool(self._sessions)
        return super().can(verb)

    def _ask(self, **changed: object) -> None:
        self._asked = replace(self._asked, **changed)

    def do_uncoded(self) -> None:
        """The other way."""
        other = Uncoded.COUNT if self._asked.uncoded is Uncoded.IGNORE else Uncoded.IGNORE
        self._ask(uncoded=other)
        self.load()

    def do_unit(self) -> None:
        """Ask for the unit."""
        self._choose(self._unit())

    async def _unit(self) -> bool:
        choices = [Choice(unit, title, words) for unit, (title, words) in _UNITS.items()]
        picked = await self.app.push_screen_wait(Pick("What is compared?", choices, start=self._asked.unit))
        if picked is not None:
            self._ask(unit=CodingUnit(picked))
        return picked is not None

    def do_samples(self) -> None:
        """Ask how many."""
        self._choose(self._samples())

    async def _samples(self) -> bool:
        said = "200 are usual; 0 gives no intervals, and is quicker."
        line = await self.app.push_screen_wait(
            AskLine("How many samples?", said=said, initial=str(self._asked.samples))
        )
        if line is None:
            return False
        if not line.isdecimal() or len(line) > 6:
            raise InvalidInput(f"“{line}” is no number of samples", remedy="Type a number, such as 200.")
        self._ask(samples=int(line))
        return True

    def do_sessions(self) -> None:
        """Ask which."""
        self._choose(self._which_sessions())

    async def _which_sessions(self) -> bool:
        rows = {row.id: row for row in await self.apart(self._study.sessions)}
        choices = []
        for session, names in self._sessions.items():
            row = rows.get(session)
            when = day(row.started) if row is not None else session
            who = row.whose if row is not None else ""
            choices.append(Choice(session, who or "–", f"{when} · tagged by {', '.join(sorted(names))}"))
        picked = await self.app.push_screen_wait(
            PickMany("Which sessions?", choices, marked=self._asked.sessions or tuple(self._sessions))
        )
        if picked is None:
            return False
        every = len(picked) == len(self._sessions)
        self._ask(sessions=() if every else tuple(SessionId(each) for each in picked))
        return True

    def do_researchers(self) -> None:
        """Ask who."""
        self._choose(self._which_researchers())

    async def _which_researchers(self) -> bool:
        counts = Counter(name for names in self._sessions.values() for name in names)
        choices = [Choice(name, "", f"{name}: {many(counts[name], 'session')}") for name in self._worked]
        marked = self._asked.researchers or self._worked
        picked = await self.app.push_screen_wait(
            PickMany("Who is compared? Two, or more.", choices, marked=marked)
        )
        if picked is None:
            return False
        if len(picked) < 2:
            raise InvalidInput("One researcher alone cannot be compared", remedy="Mark two, or more.")
        self._ask(researchers=() if len(picked) == len(self._worked) else picked)
        return True


def _over_interval(estimate: Estimate, *, share: bool = False) -> tuple[str, str]:
    """A figure, and its interval without a space: four of them stand side by side in 80 columns."""
    return value_said(estimate, share=share), interval_said(estimate, share=share).replace(" ", "")
