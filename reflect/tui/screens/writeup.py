"""The write-up screen: the researcher's Markdown beside what others will read."""

from __future__ import annotations

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal

from reflect.domain.ids import RoleId
from reflect.domain.writeup_reading import Sign
from reflect.errors import ReflectError
from reflect.services.reading_over import ReadOver
from reflect.services.study import Study
from reflect.services.writeup_places import first_line_shown
from reflect.tui.find_in_study import find_in_study
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.exporting import export_writeup
from reflect.tui.screens.writeup_commands import WRITEUP_COMMANDS
from reflect.tui.screens.writeup_comments import WriteupComments
from reflect.tui.screens.writeup_drawer import WriteupDrawer
from reflect.tui.screens.writeup_earlier import WriteupEarlier
from reflect.tui.screens.writeup_finding import WriteupFinding
from reflect.tui.screens.writeup_reading import PREVIEW_DELAY
from reflect.tui.widgets.find_bar import FindBar
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.outline import Outline
from reflect.tui.widgets.preview import Preview
from reflect.tui.widgets.quote_drawer import QuoteDrawer
from reflect.tui.widgets.status_line import StatusLine
from reflect.tui.widgets.top_line import TopLine
from reflect.tui.widgets.writeup_editor import WriteupEditor

NARROW = 100
"""Columns below which editor and preview take turns."""
WIDE = 140
"""Columns from which the outline stands beside them."""

_TITLE = 42
"""Letters of a heading that the outline shows."""


class WriteupScreen(WriteupDrawer, WriteupComments, WriteupFinding, WriteupEarlier):
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
        self._narrow = self._wide = False

    def compose(self) -> ComposeResult:
        """Top line, editor, preview, keys."""
        yield TopLine(id="top")
        with Horizontal(id="sheets"):
            yield Outline(id="outline")
            yield WriteupEditor(id="editor")
            yield Preview(id="preview")
            drawer = QuoteDrawer(self._role_name, id="drawer")
            drawer.display = False
            yield drawer
        bar = FindBar(id="find-bar")
        bar.display = False
        yield bar
        yield StatusLine(id="status")
        yield KeyStrip()

    def _role_name(self, role: str) -> str:
        return self.study.role_name(RoleId(role))

    def on_mount(self) -> None:
        """Fetch the text."""
        self._lay_out(self.app.size.width)
        self._load()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        opened = await self.opened()
        if opened is None:
            return
        line = min(self._at_line - 1, opened.count("\n")) if self._at_line else first_line_shown(opened)
        self.editor.move_cursor((line, 0), center=True)
        self.editor.focus()
        self.show_top()
        self.read_soon()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self._lay_out(event.size.width)
        if self.text:
            self.read_soon(PREVIEW_DELAY)

    def _lay_out(self, width: int) -> None:
        narrow = width < NARROW
        self._views = ["editor", "preview"] if narrow else ["both", "editor", "preview"]
        self._narrow, self._wide = narrow, width >= WIDE
        if self._view not in self._views:
            self._view = self._views[0]
        self.show_sheets()

    def show_sheets(self) -> None:
        """Show what there is room for: the drawer lies over the preview, or over the text."""
        drawer = self.drawer.display
        self.editor.display = self._view in ("both", "editor") and not (drawer and self._narrow)
        self.query_one("#preview").display = self._view in ("both", "preview") and not drawer
        self.query_one("#outline").display = self._wide and self._view == "both"

    # -- commands ----------------------------------------------------------------------------------------

    def steering_target(self) -> Preview | None:
        """While steering, the arrows scroll the preview where it is shown."""
        preview = self.query_one(Preview)
        return preview if preview.display else None

    def do_write(self) -> None:
        """Back into the text."""
        if self._narrow and self.drawer.display:
            self.drawer.display = False
            self.show_sheets()
        if self._view == "preview":
            self._view = self._views[0]
            self.show_sheets()
        self.editor.focus()

    def do_preview(self) -> None:
        """The next way of showing editor and preview."""
        self.drawer.display = False
        self._view = self._views[(self._views.index(self._view) + 1) % len(self._views)]
        self.show_sheets()
        if self._view == "preview":
            self.query_one(Preview).focus()
        else:
            self.editor.focus()
        self.read_soon()

    @work
    async def do_export(self) -> None:
        """Ask in which form and for whom, and write what they may read."""
        try:
            await self.flush_apart()
            line = await export_writeup(self, self.study, self.writeup)
        except ReflectError as error:
            self.tell(error)
            return
        if line is not None:
            self._go_to_line(line)

    @work
    async def do_held_back(self) -> None:
        """Everything that is held back or wrong, with its line; Enter goes there."""
        found = self.last.rendered.remarks if self.last else ()
        if not found:
            self.notify("Nothing is held back and every reference is good.", markup=False)
            return
        choices = [Choice(str(n), f"line {remark.line}: {remark.text}") for n, remark in enumerate(found)]
        picked = await self.app.push_screen_wait(Pick("Held back, or to mend", choices))
        if picked is not None:
            self._go_to_line(found[int(picked)].line)

    @work
    async def do_outline(self) -> None:
        """Choose a heading and go there; each with its words and signs."""
        last = self.last
        if last is None:
            return
        choices = [Choice(str(section.line), _heading(last, at)) for at, section in enumerate(last.sections)]
        said = f"{last.words:,} words as readers see it ({self.audience_words})"
        at = self.place
        start = choices[at].id if at is not None else ""
        picked = await self.app.push_screen_wait(Pick("Outline", choices, said=said, start=start))
        if picked is not None:
            self._go_to_line(int(picked))

    def on_outline_picked(self, event: Outline.Picked) -> None:
        """A section was clicked."""
        self._go_to_line(int(event.page))

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


def _heading(read: ReadOver, at: int) -> str:
    """A line of the outline: its level by its indent, its words, and how often which sign stands in it."""
    indent = "  " * max(0, read.sections[at].level - 1)
    title = f"{indent}{read.title_of(at) or 'Before the first heading'}"
    signs = read.signs_of(at)
    counts = "  ".join(f"{sign.value} {signs[sign]}" for sign in Sign if signs[sign])
    title = title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"
    return f"{title:<{_TITLE}}  {read.words_of(at):>6,}  {counts}".rstrip()
