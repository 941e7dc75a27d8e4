"""What the write-up screen does with its quote drawer: open it, put references into the text."""

from __future__ import annotations

from textual import on, work

from reflect.domain.ids import QuoteId
from reflect.services.writeup_places import first_line_shown
from reflect.tui.screens.panes.quotes import Quotes
from reflect.tui.screens.study_filters import ask_person, ask_role
from reflect.tui.screens.writeup_reading import WriteupReading
from reflect.tui.widgets.quote_drawer import NONE_YET, QuoteDrawer


class WriteupDrawer(WriteupReading):
    """Beside the text where there is room, in its place where there is not."""

    @property
    def drawer(self) -> QuoteDrawer:
        """The drawer."""
        return self.query_one(QuoteDrawer)

    def show_sheets(self) -> None:
        """Show what is to be seen beside what."""
        raise NotImplementedError

    def do_insert(self) -> None:
        """Open the drawer; go to it; or, from within it, shut it."""
        drawer = self.drawer
        if drawer.display and drawer.has_focus_within:
            drawer.display = False
            self.show_sheets()
            self.editor.focus()
            return
        drawer.open()
        self.show_sheets()
        self.fetch_quotes()

    def quotes_fetched(self) -> None:
        """Show them in the drawer."""
        drawer = self.drawer
        if not drawer.display:
            return
        if not self.quotes:
            drawer.display = False
            self.show_sheets()
            self.editor.focus()
            self.notify(NONE_YET, markup=False)
            return
        drawer.show(self.quotes, self.study.codebook())

    def read_through(self) -> None:
        """The drawer says which quotes stand here."""
        super().read_through()
        if self.last is not None:
            self.drawer.show_used(self.last.rendered.quotes_used)

    @on(QuoteDrawer.ToText)
    def _to_text(self) -> None:
        if not self.editor.display:  # the drawer has its place
            self.drawer.display = False
        self.show_sheets()
        self.editor.focus()

    @on(QuoteDrawer.Ask)
    @work(exclusive=True, group="ask")
    async def _ask(self, event: QuoteDrawer.Ask) -> None:
        drawer = self.drawer
        roles: dict[str, str] = {role.id: role.name for role in self.study.roles()}
        found = Quotes(tuple(each.row for each in self.quotes), drawer.codebook, roles)
        ask = ask_role if event.what == "role" else ask_person
        asked = await ask(self.app, found, drawer.asked.of)
        if asked is not None:
            drawer.narrow(asked)

    @on(QuoteDrawer.PutIn)
    def _put_in(self, event: QuoteDrawer.PutIn) -> None:
        if event.inline:
            self._put_into_sentence(event.quote)
        else:
            self._put_on_its_line(event.quote)

    def _put_on_its_line(self, quote: QuoteId) -> None:
        editor = self.editor
        row, column = self._place_for_text()
        line = editor.document.get_line(row)
        before = "" if not line[:column].strip() else "\n\n"
        after = "\n\n" if line[column:].strip() else "\n"
        editor.insert(f"{before}[[quote {quote}]]{after}", (row, column))

    def _put_into_sentence(self, quote: QuoteId) -> None:
        editor = self.editor
        row, column = self._place_for_text()
        line = editor.document.get_line(row)
        before = " " if line[:column] and not line[column - 1].isspace() else ""
        after = " " if line[column:] and line[column].isalnum() else ""
        editor.insert(f"{before}[[quote {quote}]]{after}", (row, column))

    def _place_for_text(self) -> tuple[int, int]:
        """Where the cursor stands, or, when that is in the front matter, where the text begins."""
        editor = self.editor
        row, column = editor.cursor_location
        first = first_line_shown(self.text)
        if first >= editor.document.line_count:  # nothing but front matter
            editor.insert("\n\n", editor.document.end)
            editor.move_cursor(editor.document.end)
            return editor.cursor_location
        if row < first:
            row, column = first, 0
            editor.move_cursor((row, column))
        return row, column
