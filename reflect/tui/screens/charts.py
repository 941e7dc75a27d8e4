"""The four charts of a study, one at a time, with what each shows in words; and their way out as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.amounts import many
from reflect.domain.charts import AnyChart, ChartKind
from reflect.domain.gate import Audience
from reflect.errors import ReflectError
from reflect.services.study import Study
from reflect.tui.command import Command, Commands
from reflect.tui.folders import shortened
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.list_screen import Leave
from reflect.tui.widgets.key_strip import KeyStrip

if TYPE_CHECKING:  # figures take time to load
    from reflect.services.charts_out import ChartOut

_NAMES = {
    ChartKind.POINTS: "Points by role",
    ChartKind.TOGETHER: "Together",
    ChartKind.SATURATION: "Saturation",
    ChartKind.AGREEMENT: "Agreement",
}
_READERS = {
    Audience.PUBLIC: (
        "Anybody",
        "quotes that may be read; small groups are not shown, researchers not named",
    ),
    Audience.INTERNAL: ("Researchers", "all that was tagged: not to be passed on"),
}
_MARGIN = 5
"""Columns beside a chart, with the bar to scroll by."""


class ByRole(Command):
    """Learning points by the roles of who speaks on them: quotes, people, and each role's share."""

    name, label, footer, key = "points", "Points by role", "", "1"


class Together(Command):
    """Which learning points are given to the same quote."""

    name, label, footer, key = "together", "Points that stand together", "", "2"


class Saturation(Command):
    """What each session added, and new points as a share of those of the first sessions."""

    name, label, footer, key = "saturation", "What each session added", "", "3"


class Agreement(Command):
    """How far researchers agree on each learning point. Drawing samples for it takes a moment."""

    name, label, footer, key = "agreement", "Agreement between researchers", "", "4"


class Next(Command):
    """Show the next chart."""

    name, label, footer, key, keys_shown = "next", "Next chart", "chart", "right,tab", "1–4"


class Previous(Command):
    """Show the chart before."""

    name, label, key = "previous", "Previous chart", "left,shift+tab"


class AsPublic(Command):
    """Show what the public may see: small groups are not shown. Again shows all of it."""

    name, label, footer, key = "public", "As the public sees it", "public", "p"


class Export(Command):
    """Write the chart into exports/ as an SVG picture: you are asked who is to read it."""

    name, label, footer, key = "export", "Write it as a picture", "export", "x"


class ForWriteup(Command):
    """Keep the chart, as the public may see it, among the write-ups, and copy the lines to show it."""

    name, label, footer, key = "for_writeup", "Keep it for a write-up", "for write-up", "w"


class ChartsScreen(Commands[None]):
    """One chart at a time. Sessions that you tag blind are left out of what is shown and written."""

    SCOPE = "charts"
    VERBS = (ByRole, Together, Saturation, Agreement, Next, Previous, AsPublic, Export, ForWriteup, Leave)
    CSS_PATH = "charts.tcss"
    KINDS: ClassVar[tuple[ChartKind, ...]] = tuple(_NAMES)

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._kind = ChartKind.POINTS
        self._audience = Audience.INTERNAL
        self._made: dict[tuple[ChartKind, Audience], AnyChart] = {}
        self._busy = False

    def compose(self) -> ComposeResult:
        """Which charts there are, and the one that is shown."""
        yield Static(id="top", markup=False)
        with VerticalScroll(id="page"):
            yield Static("Reading…", id="chart", markup=False)
        yield KeyStrip()

    def on_screen_resume(self) -> None:
        """Count anew: something may have been tagged meanwhile."""
        if not self._busy:
            self._made.clear()
            self.show_chart()
        self.query_one("#page").focus()

    def on_resize(self) -> None:
        """Draw it as wide as there is room now."""
        if (self._kind, self._audience) in self._made:
            self.show_chart()

    # -- what is shown ---------------------------------------------------------------------------------

    def show_chart(self) -> None:
        """Show the chart that was chosen, once it is made."""
        names = [
            f"{'›' if kind is self._kind else ' '}{n} {name}"
            for n, (kind, name) in enumerate(_NAMES.items(), 1)
        ]
        public = "public" if self._audience is Audience.PUBLIC else "all"
        self.query_one("#top", Static).update(f"{'  '.join(names)}  · {public}")
        if (self._kind, self._audience) not in self._made:
            self.query_one("#chart", Static).update("Counting…")
        self._fill()

    @work(exclusive=True, group="chart")
    async def _fill(self) -> None:
        kind, audience = self._kind, self._audience
        try:
            said = await self.apart(self._drawn, kind, audience, self.size.width - _MARGIN)
        except ReflectError as error:
            said = str(error)
        for chart in self.query("#chart").results(Static):  # the program may be ending meanwhile
            chart.update(Content(said))
            self.query_one("#page").scroll_home(animate=False)

    def _drawn(self, kind: ChartKind, audience: Audience, width: int) -> str:
        from reflect.services.charting import chart_text  # figures take time to load
        from reflect.services.charts_out import charted

        chart = self._made.get((kind, audience))
        left = 0
        if chart is None:
            made = charted(self._study, kind, audience, hidden=self._study.blind.is_blind)
            chart, left = made.chart, made.left_out
            self._made[kind, audience] = chart
        return chart_text(chart, width) + (f"\n{_left_out(left)}\n" if left else "")

    # -- what can be done ------------------------------------------------------------------------------

    def steering_target(self) -> Widget | None:
        """The chart."""
        return self.query_one("#page")

    def action_steer(self) -> None:
        """Esc goes back: there is nothing to write here."""
        self.do_leave()

    def do_leave(self) -> None:
        """Go back."""
        self.dismiss()

    def do_points(self) -> None:
        """Show that one."""
        self._choose(ChartKind.POINTS)

    def do_together(self) -> None:
        """Show that one."""
        self._choose(ChartKind.TOGETHER)

    def do_saturation(self) -> None:
        """Show that one."""
        self._choose(ChartKind.SATURATION)

    def do_agreement(self) -> None:
        """Show that one."""
        self._choose(ChartKind.AGREEMENT)

    def do_next(self) -> None:
        """Show the one after; after the last the first."""
        self._go(1)

    def do_previous(self) -> None:
        """Show the one before."""
        self._go(-1)

    def do_public(self) -> None:
        """Go from all of it to what the public may see, and back."""
        inside = self._audience is Audience.INTERNAL
        self._audience = Audience.PUBLIC if inside else Audience.INTERNAL
        self.show_chart()

    def _go(self, step: int) -> None:
        self._choose(self.KINDS[(self.KINDS.index(self._kind) + step) % len(self.KINDS)])

    def _choose(self, kind: ChartKind) -> None:
        self._kind = kind
        self.show_chart()

    def do_export(self) -> None:
        """Ask for whom, and write it."""
        if not self._busy:
            self._export()

    def do_for_writeup(self) -> None:
        """Keep it beside the write-ups."""
        if not self._busy:
            self._for_writeup()

    @work(group="out")
    async def _export(self) -> None:
        self._busy = True
        try:
            await self._written()
        except ReflectError as error:
            self.tell(error)
        finally:
            self._busy = False

    async def _written(self) -> None:
        from reflect.services.charts_out import put_into_exports

        kind = self._kind
        choices = [Choice(audience.value, *said) for audience, said in _READERS.items()]
        picked = await self.app.push_screen_wait(Pick("Who is to read it?", choices))
        if picked is None:
            return
        made = await self._going_out(kind, Audience(picked))
        if made is None:
            return
        path = await self.apart(put_into_exports, self._study, made)
        said = f"Written to {shortened(str(path))}."
        self.notify(said + _and_left_out(made.left_out), timeout=8, markup=False)

    @work(group="out")
    async def _for_writeup(self) -> None:
        self._busy = True
        try:
            await self._kept()
        except ReflectError as error:
            self.tell(error)
        finally:
            self._busy = False

    async def _kept(self) -> None:
        from reflect.services.charts_out import put_beside_writeups
        from reflect.tui.clipboard import put_in_clipboard

        made = await self._going_out(self._kind, Audience.PUBLIC)
        if made is None:
            return
        lines = await self.apart(put_beside_writeups, made, self._study.drafts.keep_picture)
        if not await self.apart(put_in_clipboard, lines):
            self.app.copy_to_clipboard(lines)
        said = (
            f"Kept. Put this into a write-up; it is in the clipboard, with its words: {lines.splitlines()[0]}"
        )
        self.notify(said + _and_left_out(made.left_out), timeout=15, markup=False)

    async def _going_out(self, kind: ChartKind, audience: Audience) -> ChartOut | None:
        """The chart as it goes out; None where a name stands in it that is not to."""
        from reflect.services.charts_out import charted

        made = await self.apart(charted, self._study, kind, audience, hidden=self._study.blind.is_blind)
        if not made.names:
            return made
        told = ", ".join(dict.fromkeys(f"“{leak.words}”" for leak in made.names))
        asked = Confirm(
            "Names stand in the words of this chart. Write it all the same?",
            yes="Write it",
            no="Leave it",
            detail=f"{told}: in the name of a learning point or a role.",
        )
        return made if await self.app.push_screen_wait(asked) else None


def _left_out(count: int) -> str:
    return f"Left out: {many(count, 'session')} that you tag without seeing what others did."


def _and_left_out(count: int) -> str:
    return f" {_left_out(count)}" if count else ""
