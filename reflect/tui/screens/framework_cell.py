"""Charting one cell: the summary to write, and the quotes it rests on beside it.

What is typed is safe on this computer within half a second, and is kept in the study when one goes back:
there is no way to leave that loses it.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import Worker

from reflect.errors import ReflectError
from reflect.services.forms import LeftForm, OpenForm
from reflect.services.framework import OpenCell
from reflect.services.framework_table import Standing
from reflect.services.study import Study
from reflect.services.writeup_journals import TEXT
from reflect.tui.apart import PATIENCE, begun
from reflect.tui.cell_words import quotes_words, state_in_words
from reflect.tui.command import Commands
from reflect.tui.form_keeping import FormKeeping
from reflect.tui.screens.framework_commands import CELL_COMMANDS
from reflect.tui.widgets.editor import Editor
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import clean

BESIDE = 100
"""Columns from which on the quotes stand beside the summary, and not below it."""


class CellScreen(Commands[int]):
    """One cell, being written; the result is how many steps of *undo* that were."""

    SCOPE = "cell"
    VERBS = CELL_COMMANDS
    ESCAPE = "keep it, back"
    CSS_PATH = "framework.tcss"

    def __init__(
        self, study: Study, cell: OpenCell, standing: Standing, *, left: LeftForm | None = None
    ) -> None:
        super().__init__()
        self._study = study
        self._cell = cell
        self._standing = standing
        self._left = left
        self._base = cell.text if left is None else left.form.about.get("base", "")
        """What stands in the editor was made from this."""
        self._given = cell.text if left is None else left.text
        """What stood in the editor when it was last begun, or kept."""
        self._form = self._begun()
        self._keeping = FormKeeping(self, self._form, self.tell)
        self._steps = 0

    def _begun(self) -> OpenForm:
        return self._study.forms.open(self._study.framework.form(self._cell, base=self._base))

    def compose(self) -> ComposeResult:
        """What it is of, what to know of it, the summary, the quotes."""
        yield Static(clean(self._title), id="top", markup=False)
        yield Static(self._said, id="state", markup=False)
        with Container(id="sheets"):
            yield Editor(id="summary")
            with VerticalScroll(id="quotes"):
                yield Static(quotes_words(self._cell))
        yield KeyStrip()

    @property
    def _title(self) -> str:
        point = self._cell.point
        return f"{self._cell.case.name} · {point.number} {point.name}"

    @property
    def _said(self) -> str:
        said = state_in_words(self._cell, self._standing)
        if self._left is not None:
            said = (
                f"Typed before reflect stopped ({self._left.at}), not kept yet: going back keeps it · {said}"
            )
        return clean(said)

    def on_mount(self) -> None:
        """Be ready to write, at the end of what is there."""
        self._place()
        editor = self.editor
        editor.border_title = "Summary, in your own words"
        editor.load_text(self._given)
        editor.move_cursor(editor.document.end)
        editor.focus()
        self.query_one("#quotes").border_title = "Quotes"

    def on_resize(self) -> None:
        """Put the quotes beside the summary where there is room."""
        self._place()

    def _place(self) -> None:
        self.set_class(self.size.width >= BESIDE, "beside")

    @property
    def editor(self) -> Editor:
        """What the summary is written in."""
        return self.query_one("#summary", Editor)

    @property
    def words(self) -> str:
        """What stands there now."""
        return self.editor.text

    @property
    def _changed(self) -> bool:
        return self.words.strip() != self._base.strip()

    # -- safe while it is written ----------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self.words != self._given:
            self._keeping.touch({TEXT: self.words})

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hear whether what is typed is safe."""
        self._keeping.finished(event)

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Make the words safe now: the program ends, and they are offered again."""
        self._keeping.flush(patience=patience)

    async def flush_apart(self) -> None:
        """Keep the summary in the study. Raises what keeps it from that; the words are safe here then."""
        self.flush()
        await self._keep()

    async def _keep(self) -> None:
        """Put what stands there into the study; what is typed from then on is kept safe anew."""
        while self._changed:  # a key in the meantime
            words = self.words
            await self.apart(self._study.framework.write, self._cell, words, base=self._base)
            self._base, self._steps = words, self._steps + 1
        self._given = self.words
        before, self._form = self._keeping, self._begun()
        self._keeping = FormKeeping(self, self._form, self.tell)
        before.let_go(self._left)
        self._left = None

    # -- going back ------------------------------------------------------------------------------------

    def steering_target(self) -> Widget | None:
        """Nothing: Esc keeps the summary and goes back."""
        return None

    def action_steer(self) -> None:
        """Esc keeps it."""
        self.do_keep()

    def do_keep(self) -> None:
        """Keep it and go back; when it cannot be kept, ask first."""
        self.editor.read_only = True  # or a key in the last moment would stand nowhere
        self.save_and_leave()

    def left(self) -> None:
        """Go back. What could not be kept is safe here, and offered when the cell is next opened."""
        self._leaving = True
        begun(self._form.close)
        self.dismiss(self._steps)

    def ask_to_leave(self, error: ReflectError, leave: Callable[[], object]) -> None:
        """Say why it could not be kept, and go on writing unless one goes back all the same."""
        self.editor.read_only = False
        self.editor.focus()
        super().ask_to_leave(error, leave)

    def do_to_quotes(self) -> None:
        """Read the quotes, or come back to the summary."""
        quotes = self.query_one("#quotes")
        (self.editor if quotes.has_focus else quotes).focus()
