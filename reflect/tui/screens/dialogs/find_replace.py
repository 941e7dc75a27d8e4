"""Finding words in a session, and choosing where others take their place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from reflect.domain.finding import MOST, Occurrence, Wanted, occurrences, quotes_over
from reflect.domain.ids import PassageId
from reflect.domain.lost import around
from reflect.domain.passages import Passage
from reflect.domain.session import SessionRecord
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.dialog import Dialog
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

_CONTEXT = 90
"""Letters that are shown around an occurrence."""
_BEFORE = 24
"""Of these before it, so that it is in sight on a narrow screen too."""


class Replacing(NamedTuple):
    """What is to be replaced, and by what."""

    occurrences: Sequence[Occurrence]
    put: str


class GoThere(NamedTuple):
    """An occurrence one wants to see in its passage."""

    passage: PassageId
    start: int
    end: int


class FindReplace(Dialog[Replacing | GoThere]):
    """Two lines to type in, and a list of what is found, each to be replaced or left as it is."""

    DEFAULT_CSS = """
    FindReplace .line { height: 1; }
    FindReplace .name { width: 14; }
    FindReplace Rows { height: 1fr; min-height: 3; margin: 1 0 0 0; background: $surface; }
    FindReplace #ways { height: 1; color: $text-muted; }
    FindReplace #count { height: auto; text-style: bold; }
    """
    BINDINGS = [
        Binding("f2,ctrl+s", "replace", "Replace", show=False),
        Binding("f3", "whole", "Whole words", show=False),
        Binding("f4", "case", "Match case", show=False),
        Binding("down", "to_list", "To the list", show=False),
        Binding("space", "switch", "Replace it or not", show=False),
        Binding("a", "all", "All or none", show=False),
        Binding("enter", "go", "Go there", show=False),
    ]

    def __init__(self, record: SessionRecord, passages: Sequence[Passage], *, read_only: bool) -> None:
        super().__init__()
        self._record = record
        self._passages = passages
        self._labels = {passage.id: passage.label for passage in passages}
        self._read_only = read_only
        self._whole = False
        self._case = False
        self._left_out: set[str] = set()
        """The keys of what stays as it is."""
        self._found: list[Occurrence] = []

    def compose(self) -> ComposeResult:
        """What is looked for, what takes its place, how, where."""
        with Vertical(classes="box") as box:
            box.border_title = "Find" if self._read_only else "Find and replace"
            with Horizontal(classes="line"):
                yield Label("Find", classes="name")
                yield Input(id="find", placeholder="words, as they are written")
            with Horizontal(classes="line") as line:
                line.display = not self._read_only
                yield Label("Replace with", classes="name")
                yield Input(id="put", placeholder="nothing: takes them out")
            yield Static(id="ways", markup=False)
            yield Rows[Occurrence](
                [Column("", 1), Column("", 6, drop=1), Column("", 30, grow=1)],
                cells=self._cells,
                key=lambda each: each.key,
                header=False,
            )
            yield Label(id="count", markup=False)
            yield Label(self._keys(), classes="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Leave it", id="no")
                if not self._read_only:
                    yield Button("Replace (F2)", id="yes", variant="primary")

    def _keys(self) -> str:
        if self._read_only:
            return "↓ to the list · Enter goes there · Esc leaves"
        return (
            "↓ to the list · space replaces one or leaves it · a all or none · Enter goes there · "
            "F2 replaces those marked ✓ · Esc leaves"
        )

    def on_mount(self) -> None:
        """Begin with what is looked for."""
        self.query_one("#find").focus()
        self._look()

    # -- finding ---------------------------------------------------------------------------------------

    @property
    def _rows(self) -> Rows[Occurrence]:
        return self.query_one(Rows)

    @property
    def _put(self) -> str:
        return "" if self._read_only else self.query_one("#put", Input).value

    @property
    def _chosen(self) -> list[Occurrence]:
        """What is to be replaced: not what reads so already."""
        return [
            each
            for each in self._found
            if each.key not in self._left_out and each.part.text[each.start : each.end] != self._put
        ]

    @on(Input.Changed, "#find")
    def _look(self) -> None:
        words = self.query_one("#find", Input).value
        wanted = Wanted(words, whole_words=self._whole, match_case=self._case)
        self._left_out.clear()
        self._found = list(islice(occurrences(self._record, self._passages, wanted), MOST + 1))
        self._rows.show(self._found[:MOST])
        self._show()

    @on(Input.Changed, "#put")
    def _show(self) -> None:
        self._rows.redraw()
        whole, case = ("on" if way else "off" for way in (self._whole, self._case))
        self.query_one("#ways", Static).update(f"F3 whole words: {whole} · F4 match case: {case}")
        self.query_one("#count", Label).update(self._count())

    def _count(self) -> str:
        if not self.query_one("#find", Input).value:
            return " "
        if not self._found:
            return "Nothing like that is written here."
        if len(self._found) > MOST:
            return f"More than {MOST:,} places: add some letters."
        passages = len({each.part.passage for each in self._found})
        parts = [f"{_counted(len(self._found), 'place')} in {_counted(passages, 'passage')}"]
        if not self._read_only:
            chosen = self._chosen
            quotes = quotes_over(self._record, chosen)
            parts.append(f"{len(chosen)} to be replaced")
            parts.append(f"{_counted(quotes, 'quote')} touched" if quotes else "no quote touched")
        return " · ".join(parts)

    def _cells(self, each: Occurrence) -> Sequence[Cell]:
        before, words, after = around(each.part.text, each.start, each.end, _CONTEXT)
        if len(before) > _BEFORE:
            before = "…" + before[-_BEFORE:]
        replaced = each.key not in self._left_out and not self._read_only
        mark = "" if self._read_only else "✓" if replaced else "–"
        into = f" → {clean(self._put)}" if replaced and self._put else ""
        shown = Content.assemble(before, "‹", (words, "bold"), (into, "bold"), "›", after)
        return mark, self._labels.get(each.part.passage, ""), shown

    # -- choosing --------------------------------------------------------------------------------------

    def action_to_list(self) -> None:
        """Go to what was found."""
        if self._found:
            self._rows.focus()

    def on_input_submitted(self) -> None:
        """`Enter` in a line goes to what was found."""
        self.action_to_list()

    def action_whole(self) -> None:
        """Only whole words, or parts of words too."""
        self._whole = not self._whole
        self._look()

    def action_case(self) -> None:
        """Only in this case, or in any."""
        self._case = not self._case
        self._look()

    def action_switch(self) -> None:
        """Replace the one at the cursor, or leave it as it is; and go on to the next."""
        current = self._rows.current
        if current is not None and not self._read_only:
            self._left_out ^= {current.key}
            self._rows.action_move(1)
            self._show()

    def action_all(self) -> None:
        """Replace all of them, or none."""
        if not self._read_only:
            keys = {each.key for each in self._found}
            self._left_out = set() if self._left_out else keys
            self._show()

    def action_go(self) -> None:
        """See it in its passage."""
        current = self._rows.current
        if current is not None:
            self.dismiss(GoThere(current.part.passage, *current.in_passage))

    def on_rows_opened(self) -> None:
        """The same by mouse."""
        self.action_go()

    def action_replace(self) -> None:
        """Replace what is chosen; taking words out is asked first."""
        chosen = self._chosen
        if self._read_only or len(self._found) > MOST:
            return
        if not chosen:
            if self._found:
                self.query_one("#count", Label).update("Nothing is marked ✓: space marks one, a all of them.")
            return
        if self._put:
            self.dismiss(Replacing(chosen, self._put))
            return
        question = f"Take {_counted(len(chosen), 'place')} out, with nothing in their place?"
        self.app.push_screen(Confirm(question, yes="Take out", no="Go back"), self._taken_out)

    def _taken_out(self, agreed: bool | None) -> None:  # noqa: FBT001 - the dialog's result
        if agreed:
            self.dismiss(Replacing(self._chosen, ""))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Replace or leave by button."""
        if event.button.id == "yes":
            self.action_replace()
        else:
            self.action_leave()


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
