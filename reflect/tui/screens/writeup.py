"""The write-up screen: the researcher's Markdown beside what others will read."""

from __future__ import annotations

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import TextArea

from reflect.domain.gate import Ruling
from reflect.errors import ReflectError
from reflect.services.rendering import RenderedWriteup
from reflect.services.rows import QuoteRow
from reflect.services.study import Study
from reflect.tui.find_in_study import find_in_study
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.names import names_settled
from reflect.tui.screens.writeup_commands import WRITEUP_COMMANDS
from reflect.tui.screens.writeup_earlier import WriteupEarlier
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.preview import Preview, lay_out
from reflect.tui.widgets.top_line import TopLine

PREVIEW_DELAY = 0.25
"""Seconds of quiet after a key before the preview follows."""
FENCE = "---"
NARROW = 100
"""Columns below which editor and preview take turns."""


class WriteupScreen(WriteupEarlier):
    """One write-up: editor, live preview through the consent gate, quotes to insert."""

    SCOPE = "writeup"
    VERBS = WRITEUP_COMMANDS
    CSS_PATH = "writeup.tcss"

    def __init__(self, study: Study, name: str, *, at_line: int = 0) -> None:
        super().__init__(study, name)
        self._at_line = at_line
        """The line of the file to begin at; 0: the first of the text."""
        self._views = ["both", "editor", "preview"]
        self._view = "both"
        self._preview_timer: Timer | None = None
        self._rendered: RenderedWriteup | None = None

    def compose(self) -> ComposeResult:
        """Top line, editor, preview, keys."""
        yield TopLine(id="top")
        with Horizontal(id="sheets"):
            yield TextArea(id="editor", soft_wrap=True, tab_behavior="focus")
            yield Preview(id="preview")
        yield KeyStrip()

    def on_mount(self) -> None:
        """Fetch the text."""
        self._lay_out(self.app.size.width)
        self._load()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        opened = await self.opened()
        if opened is None:
            return
        line = min(self._at_line - 1, opened.count("\n")) if self._at_line else _first_line(opened)
        self.editor.move_cursor((line, 0), center=True)
        self.editor.focus()
        self.show_top()
        self._render_soon(0)

    # -- writing -----------------------------------------------------------------------------------------

    def text_changed(self, *, typed: bool) -> None:
        """Let the preview follow once typing pauses."""
        self._render_soon(PREVIEW_DELAY if typed else 0)

    def show_top(self) -> None:
        """Say whose it is, what is held back, whether it is saved, and whether there is a choice to make."""
        held = sum(self._rendered.held_back.values()) if self._rendered else 0
        wrong = len(self._rendered.problems) if self._rendered else 0
        parts = [self.writeup, "as readers will see it"]
        parts.append(f"{held} held back" if held else "nothing held back")
        if wrong:
            parts.append(f"{wrong} to mend (F8)")
        top = self.query_one(TopLine)
        top.set_title(" · ".join(parts))
        top.set_state(self.save_state.value, alarm=self.save_state.alarm)
        top.set_note(self.note)

    # -- preview -----------------------------------------------------------------------------------------

    def _render_soon(self, delay: float) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
            self._preview_timer = None
        if delay:
            self._preview_timer = self.set_timer(delay, self._render_now)
        else:
            self.call_after_refresh(self._render_now)

    def _render_now(self) -> None:
        self._render_preview(self.text)

    @work(exclusive=True, group="preview")
    async def _render_preview(self, text: str) -> None:
        preview = self.query_one(Preview)
        width = preview.scrollable_content_region.width or self.app.size.width // 2
        dark = self.app.current_theme.dark
        try:
            rendered = await self.apart(self.study.rendering.render, text, preview=True, writeup=self.writeup)
        except ReflectError as error:
            self.tell(error)
            return
        preview.show(await self.apart(lay_out, rendered.markdown, width, dark=dark))
        self._rendered = rendered
        self.show_top()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self._lay_out(event.size.width)
        if self.text:
            self._render_soon(PREVIEW_DELAY)

    def _lay_out(self, width: int) -> None:
        narrow = width < NARROW
        self._views = ["editor", "preview"] if narrow else ["both", "editor", "preview"]
        if self._view not in self._views:
            self._view = self._views[0]
        self._show_view()

    def _show_view(self) -> None:
        self.editor.display = self._view in ("both", "editor")
        self.query_one("#preview").display = self._view in ("both", "preview")

    # -- commands ----------------------------------------------------------------------------------------

    def steering_target(self) -> Preview | None:
        """While steering, the arrows scroll the preview where it is shown."""
        preview = self.query_one(Preview)
        return preview if preview.display else None

    def do_write(self) -> None:
        """Back into the text."""
        if self._view == "preview":
            self._view = self._views[0]
            self._show_view()
        self.editor.focus()

    def do_preview(self) -> None:
        """The next way of showing editor and preview."""
        self._view = self._views[(self._views.index(self._view) + 1) % len(self._views)]
        self._show_view()
        if self._view == "preview":
            self.query_one(Preview).focus()
        else:
            self.editor.focus()
        self._render_soon(0)

    @work
    async def do_insert(self) -> None:
        """Choose a quote and put its reference on a line of its own."""
        rows, rulings = await self.apart(self.study.drawer)
        if not rows:
            self.notify("There are no quotes in this study yet: tag some first.", markup=False)
            return
        used = set(self._rendered.quotes_used) if self._rendered else set()
        choices = [self._choice(row, rulings[row.id], used=row.id in used) for row in rows]
        said = "✓ may appear  ○ not approved yet  ✗ held back  · in this write-up already  ★ starred"
        picked = await self.app.push_screen_wait(Pick("Insert a quote", choices, said=said))
        if picked is not None:
            self._insert_reference(picked)

    def _choice(self, row: QuoteRow, ruling: Ruling, *, used: bool) -> Choice:
        codebook = self.study.codebook()
        numbers = " ".join(str(point.number) for p in row.points if (point := codebook.get(p)))
        mark = "✓" if ruling.appears else ("○" if ruling.reason and "approved" in ruling.reason else "✗")
        words = " ".join(row.text.split())
        words = words if len(words) <= 90 else words[:89] + "…"
        role = self.study.role_name(row.role)
        why = ruling.attribution if ruling.appears else f"held back: {ruling.reason}"
        names = " · ".join(point.name for p in row.points if (point := codebook.get(p)))
        detail = " · ".join(part for part in (row.participant or "", role, names, why) if part)
        marks = f"{mark}{'·' if used else ' '}{'★' if row.starred else ' '}"
        return Choice(row.id, f"{marks} {numbers or '–'}  {words}", detail)

    def _insert_reference(self, quote_id: str) -> None:
        editor = self.editor
        row, column = editor.cursor_location
        if row < _first_line(self.text):
            row, column = _first_line(self.text), 0
            editor.move_cursor((row, column))
        line = editor.document.get_line(row)
        before = "" if not line[:column].strip() else "\n\n"
        after = "\n\n" if line[column:].strip() else "\n"
        editor.insert(f"{before}[[quote {quote_id}]]{after}")
        self.do_write()

    @work
    async def do_export(self) -> None:
        """Decide on names in it, write the rendered text, say where, how many were held back and why."""
        try:
            await self.flush_apart()
            settled = await names_settled(self, self.study, self.writeup)
            if settled is not True:
                if settled is not False:
                    self._go_to_line(settled)
                return
            file, rendered = await self.apart(self.study.export_writeup, self.writeup)
        except ReflectError as error:
            self.tell(error)
            return
        report = rendered.report or "No quote was held back"
        self.notify(f"Written to {file}.\n{report}.", timeout=12, markup=False)

    @work
    async def do_held_back(self) -> None:
        """Everything that is held back or wrong, with its line; Enter goes there."""
        rendered = self._rendered
        found = rendered.remarks if rendered else ()
        if not found:
            self.notify("Nothing is held back and every reference is good.", markup=False)
            return
        choices = [Choice(str(n), f"line {remark.line}: {remark.text}") for n, remark in enumerate(found)]
        picked = await self.app.push_screen_wait(Pick("Held back, or to mend", choices))
        if picked is not None:
            self._go_to_line(found[int(picked)].line)

    @work
    async def do_outline(self) -> None:
        """Choose a heading and go there."""
        lines = self.text.split("\n")
        headings = [(n, line) for n, line in enumerate(lines, 1) if line.startswith("#")]
        choices = [Choice(str(n), line) for n, line in headings]
        picked = await self.app.push_screen_wait(Pick("Go to a heading", choices))
        if picked is not None:
            self._go_to_line(int(picked))

    def _go_to_line(self, line: int) -> None:
        self.do_write()
        editor = self.editor
        editor.move_cursor((max(0, line - 1), 0), center=True)

    def do_find(self) -> None:
        """Search the whole study."""
        find_in_study(self, self.study)

    def do_leave(self) -> None:
        """Save and go back."""
        self.save_and_leave()


def _first_line(text: str) -> int:
    """The row after the front matter, counted from 0: where the text that readers see begins."""
    lines = text.split("\n")
    if lines[0].strip() != FENCE or FENCE not in (line.strip() for line in lines[1:]):
        return 0
    after = next(n for n, line in enumerate(lines[1:], 2) if line.strip() == FENCE)
    return next((n for n, line in enumerate(lines[after:], after) if line.strip()), after)
