"""The tab of progress: how the alliance rates itself, a line a learning point and a letter an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reflect.domain.gate import Audience
from reflect.domain.ids import RoleId
from reflect.domain.rounds import Round
from reflect.services.progress_rows import Line, Worded
from reflect.tui.dates import day
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

if TYPE_CHECKING:
    from reflect.services.rounds import RoundStanding
    from reflect.services.study import Study

NO_ROUNDS = (
    "This study has no round of self-assessment yet. Press o to open one: it asks how far the alliance is "
    "with each learning point, and the next round will show what changed."
)
NO_ANSWERS = "Nobody has answered in this round yet: press a to begin an assessment, o to see who is asked."
WIDE = 140
"""Columns from which what is to be known of a line stands beside the plots."""
ROOMY = 96
"""Columns of the list from which plots are longer."""
_PLOTS = (21, 33)
"""Cells of a plot, where there is little room and where there is more."""
_OVER = (17, 33)


class Shown(NamedTuple):
    """What the tab has fetched."""

    worded: Worded | None = None
    standing: RoundStanding | None = None
    """Of the round that is shown."""
    loose: int = 0
    """How many assessments belong to no round."""


class ProgressPane(Pane[Shown]):
    """One round, or a line over all of them; for the researchers or as the public may see it."""

    DEFAULT_CSS = """
    ProgressPane #round-line { height: auto; max-height: 2; padding: 0 2; color: $text-muted; }
    ProgressPane #about-line { height: 8; padding: 0 2; background: $surface; scrollbar-size-vertical: 1; }
    ProgressPane #about-line:focus { background: $surface-lighten-1; }
    ProgressPane #plots { height: 1fr; layout: vertical; }
    ProgressPane.wide #plots { layout: horizontal; }
    ProgressPane.wide #about-line { width: 34%; height: 1fr; padding: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="progress")
        self._found = Shown()
        self.round: str = ""
        """The round that is shown; empty for the last in which anybody answered."""
        self.role: RoleId | None = None
        self.audience = Audience.INTERNAL
        self.over_rounds = False

    def compose(self) -> ComposeResult:
        """Which round it is, the plots, and what is to be known of the line under the cursor."""
        yield Static(id="round-line", markup=False)
        with Horizontal(id="plots"):
            yield Rows[Line](self._columns(), cells=self._cells, key=lambda line: line.key, empty="Reading…")
            with VerticalScroll(id="about-line"):
                yield Static(id="line-words", markup=False)

    def gather(self, study: Study) -> Shown:
        """Fetch all rounds, and who has answered in the one that is shown."""
        worded = Worded(study.rounds.progress(audience=self.audience, fresh=False))
        there = self._round_of(worded)
        standing = study.rounds.standing(there.id, fresh=False) if there is not None else None
        return Shown(worded, standing, len(study.finder.files_by_round(fresh=False).get("", ())))

    def _round_of(self, worded: Worded) -> Round | None:
        rounds = worded.found.rounds
        return next((each for each in rounds if each.id == self.round), None) or worded.found.latest

    def show(self, found: Shown) -> None:
        """Draw the plots of the round, or the lines over all."""
        self._found = found
        self.redraw()

    def redraw(self) -> None:
        """Draw again, after another round, role or view was chosen."""
        self._lay_out()
        lines: list[Line] = []
        if self.worded is not None and self.shown_round is not None:
            if self.over_rounds:
                lines = self.worded.over_rounds(role=self.role)
            else:
                lines = self.worded.in_round(self.shown_round.id, role=self.role)
        empty = NO_ROUNDS if self.shown_round is None else NO_ANSWERS
        self.rows.show(lines, empty=empty)
        self.query_one("#round-line", Static).update(self._heading())
        self._describe()

    # -- what is chosen --------------------------------------------------------------------------------

    @property
    def worded(self) -> Worded | None:
        """All rounds in words; None until they have been read."""
        return self._found.worded

    @property
    def shown_round(self) -> Round | None:
        """The round that is shown; None when there is none."""
        return self._round_of(self.worded) if self.worded is not None else None

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Every round."""
        return self.worded.found.rounds if self.worded is not None else ()

    def step(self, by: int) -> bool:
        """Show the round after (1) or before (-1); whether there is one."""
        there = self.shown_round
        if there is None:
            return False
        at = self.rounds.index(there) + by
        if not 0 <= at < len(self.rounds):
            return False
        self.round = self.rounds[at].id
        return True

    # -- drawing ---------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Use the room there is now."""
        self._lay_out()

    def on_show(self) -> None:
        """The same for a tab that was measured while it was hidden."""
        self._lay_out()

    def _lay_out(self) -> None:
        """Longer plots where there is room, and what is to be known beside them."""
        self.set_class(self.size.width >= WIDE, "wide")
        self.rows.set_columns(self._columns())

    def on_rows_moved(self) -> None:
        """Say what is to be known of another line."""
        self._describe()

    @property
    def _plot(self) -> int:
        narrow, wide = _OVER if self.over_rounds else _PLOTS
        room = self.size.width * (2 / 3 if self.size.width >= WIDE else 1)
        return wide if room >= ROOMY else narrow

    def _columns(self) -> tuple[Column, ...]:
        axis = self.worded.axis(self._plot) if self.worded is not None else ""
        if self.over_rounds:
            return (
                Column("Median of each round", 20, grow=1),
                Column(axis, self._plot),
                Column("", 18),
                Column("Since last", 11),
            )
        return (
            Column("", 17, grow=1),
            Column("n", 5, right=True),
            Column(axis, self._plot),
            Column("Median", 6, right=True, drop=1),
            Column("Since last", 11),
            Column("Spread", 14),
        )

    def _cells(self, line: Line) -> tuple[Cell, ...]:
        plot: Cell = Content(clean(line.plot(self._plot)))
        if line.strip is None:
            plot = Content(line.said).stylize("dim italic")
        if self.over_rounds:
            return Content(clean(line.label)).stylize("bold"), plot, line.median, line.since
        if line.of_point:
            label: Cell = Content(clean(line.label)).stylize("bold")
        else:
            label = Content.assemble("  ", (line.letter, "bold"), " ", clean(line.label))
        return label, line.n, plot, line.median, line.since, line.spread

    def _heading(self) -> Content:
        there, standing = self.shown_round, self._found.standing
        parts: list[str] = []
        if there is not None and self.over_rounds:
            parts.append(" ".join(f"{n} {each.name}" for n, each in enumerate(self.rounds, 1)))
        elif there is not None:
            state = f"closed {day(there.closed)}" if there.closed else "open"
            parts.append(f"{there.name}, {state}")
            if standing is not None and standing.expected:
                parts.append(f"{standing.answered} of {len(standing.expected)} asked have answered")
        if self.role is not None and self.worded is not None:
            parts.append(f"only {self.worded.role_name(self.role)}")
        if there is not None:
            parts.append("as the public sees it" if self.audience is Audience.PUBLIC else "for researchers")
        if self._found.loose:
            belong = "assessment belongs" if self._found.loose == 1 else "assessments belong"
            parts.append(f"not counted: {self._found.loose} {belong} to no round")
        left = self.worded.found.left_out if self.worded is not None else ()
        parts += [f"left out: {each.count} {each.reason}" for each in left]
        return Content("  ·  ".join(parts))

    def _describe(self) -> None:
        line: Line | None = self.rows.current
        words = self.query_one("#line-words", Static)
        if line is None:
            words.update("")
            return
        parts = [Content(f"{line.letter} {line.label}".strip()).stylize("bold")]
        parts += [Content(sentence) for sentence in line.about]
        words.update(Content("\n").join(parts))
