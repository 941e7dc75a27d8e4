"""Comments to oneself on the write-up screen: add one, go through them."""

from __future__ import annotations

from textual import work

from reflect.domain.writeup_reading import Comment
from reflect.services.writeup_places import as_comment, comments_of
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.writeup_reading import WriteupReading

_NONE = "There is no comment to yourself in this write-up: c adds one."


class WriteupComments(WriteupReading):
    """They stand in the text as `<!-- … -->`, and nothing of them ever leaves."""

    def do_comment(self) -> None:
        """Begin a comment at the cursor, or make one of what is selected."""
        editor = self.editor
        start, end = sorted(editor.selection)
        words = editor.get_text_range(start, end)
        comment = as_comment(words)
        if comment is None:
            self.notify("There is a comment in what is selected already: select less.", markup=False)
            return
        result = editor.replace(comment[0], start, end)
        if not words:
            row, column = result.end_location
            editor.move_cursor((row, column - comment[1]))
        self.do_write()

    @work
    async def do_comments(self) -> None:
        """List them; Enter goes to one."""
        found = self._comments
        if not found:
            self.notify(_NONE, markup=False)
            return
        choices = [Choice(str(n), f"line {each.line}: {each.words}") for n, each in enumerate(found)]
        said = "Only you see these: they are in no preview and no export, for whomever."
        picked = await self.app.push_screen_wait(Pick("Comments to yourself", choices, said=said))
        if picked is not None:
            self._go_to_comment(found[int(picked)])

    def do_next_comment(self) -> None:
        """Go to the next one, from the last to the first."""
        here = self.editor.cursor_location
        found = self._comments
        later = [each for each in found if (each.line - 1, each.start) > here]
        self._go_to_first([*later, *found])

    def do_previous_comment(self) -> None:
        """Go to the one before, from the first to the last."""
        here = self.editor.cursor_location
        found = self._comments
        earlier = [each for each in found if (each.line - 1, each.start) < here]
        self._go_to_first([*earlier[::-1], *found[::-1]])

    def _go_to_first(self, found: list[Comment]) -> None:
        if found:
            self._go_to_comment(found[0])
        else:
            self.notify(_NONE, markup=False)

    @property
    def _comments(self) -> tuple[Comment, ...]:
        """Those of the text as it stands, not as it was read last."""
        if self.last is not None and self.last.text == self.text:
            return self.last.comments
        return comments_of(self.text)

    def _go_to_comment(self, comment: Comment) -> None:
        self.do_write()
        self.editor.move_cursor((comment.line - 1, comment.start), center=True)
