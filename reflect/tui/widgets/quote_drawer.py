"""The quote drawer: stays open beside a write-up while one puts in one quote after another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import ClassVar

import msgspec
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from reflect.domain.codebook import Codebook
from reflect.domain.ids import QuoteId
from reflect.domain.writeup_reading import sign_of
from reflect.services.reading_over import DrawerQuote
from reflect.tui.screens.panes.quote_filter import QuoteFilter
from reflect.tui.widgets.at_once import at_once
from reflect.tui.widgets.rows import Cell, Column, Rows

NONE_YET = "There are no quotes in this study yet: tag some first."
NONE_FIT = "No quote fits. Press c to take the filters off."
TAKEN_BACK = "(taken back)"
"""What stands in the place of words that not even the researchers may read any more."""
_KEYS_TYPING = "↑↓ move · Enter puts it in · Ctrl+L in the sentence · Tab filters · Esc text"
_KEYS_LIST = (
    "1–9 point · r role · p person · u unused · * starred · m may appear · c all · / words · "
    "l in the sentence"
)


class WordsLine(Input):
    """Where one types words; whatever is typed after a key that leaves it belongs to where that key leads."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "leave_for('other')", "To the list", show=False),
        Binding("escape", "leave_for('to_text')", "To the text", show=False),
    ]

    async def _on_key(self, event: events.Key) -> None:
        await at_once(self, event)

    async def action_leave_for(self, where: str) -> None:
        """Do what the drawer does."""
        if self.parent is not None:
            await self.app.run_action(where, self.parent)


class DrawerFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which quotes the drawer shows."""

    of: QuoteFilter = QuoteFilter()
    unused: bool = False
    """Only those this write-up does not refer to."""
    starred: bool = False
    appearing: bool = False
    """Only those that may appear for the audience."""

    def apply(
        self, quotes: Sequence[DrawerQuote], codebook: Codebook, used: Collection[QuoteId]
    ) -> list[DrawerQuote]:
        """The quotes that are asked for. Words that may not be read are not found by them either."""
        words = any(not word.startswith("#") and word not in ("*", "★") for word in self.of.words.split())
        kept = [
            each
            for each in quotes
            if not (self.unused and each.row.id in used)
            and not (self.starred and not each.row.starred)
            and not (self.appearing and not each.ruling.appears)
            and not (words and not each.readable)
        ]
        fitting = {row.id for row in self.of.apply([each.row for each in kept], codebook)}
        return [each for each in kept if each.row.id in fitting]


class QuoteDrawer(Vertical):
    """A line to narrow by, the quotes, and all about the one the cursor is on."""

    DEFAULT_CSS = """
    QuoteDrawer { background: $surface; border-left: solid $panel-lighten-1; }
    QuoteDrawer:focus-within { border-left: solid $accent; }
    QuoteDrawer Static { height: auto; padding: 0 1; }
    QuoteDrawer #drawer-said { text-style: bold; }
    QuoteDrawer #drawer-keys { color: $text-muted; }
    QuoteDrawer Input { height: 1; border: none; padding: 0 1; background: $panel; }
    QuoteDrawer Input:focus { border: none; background: $panel-lighten-2; }
    QuoteDrawer Rows { height: 1fr; min-height: 3; background: $surface; }
    QuoteDrawer VerticalScroll { height: auto; max-height: 40%; border-top: solid $panel-lighten-1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "put_in", "Put it in", show=False),
        Binding("l,ctrl+l", "put_in(True)", "Put it into the sentence", show=False),
        Binding("escape", "to_text", "Back to the text", show=False),
        Binding("slash", "to_words", "Type words", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("tab,shift+tab", "other", "Words or list", show=False),
        *(Binding(str(n), f"point({n})", f"Learning point {n}", show=False) for n in range(1, 10)),
        Binding("r", "ask('role')", "Role", show=False),
        Binding("p", "ask('person')", "Person", show=False),
        Binding("u", "only('unused')", "Unused here", show=False),
        Binding("asterisk", "only('starred')", "Starred", show=False),
        Binding("m", "only('appearing')", "May appear", show=False),
        Binding("c", "all", "Everything", show=False),
    ]

    class PutIn(Message):
        """A quote is to be put into the text."""

        def __init__(self, quote: QuoteId, *, inline: bool) -> None:
            super().__init__()
            self.quote = quote
            self.inline = inline

    class ToText(Message):
        """Go on writing."""

    class Ask(Message):
        """Ask for a role or a person."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, role_name: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.asked = DrawerFilter()
        self._role_name = role_name
        self._quotes: Sequence[DrawerQuote] = ()
        self._codebook = Codebook()
        self._used: set[QuoteId] = set()
        self._put_in = 0
        """How many were put in since it was opened."""

    def compose(self) -> ComposeResult:
        """Top to bottom."""
        yield Static("Insert a quote", id="drawer-said", markup=False)
        yield WordsLine(placeholder="words, #4 for learning point 4, * for a star", id="drawer-words")
        yield Rows[DrawerQuote](
            [Column("", 3), Column("", 5), Column("", 16, grow=1)],
            cells=self._cells,
            key=lambda each: each.row.id,
            header=False,
            empty="Reading…",
        )
        with VerticalScroll(can_focus=False):
            yield Static("", id="drawer-detail", markup=False)
        yield Static(_KEYS_TYPING, id="drawer-keys", markup=False)

    @property
    def rows(self) -> Rows[DrawerQuote]:
        """The list."""
        return self.query_one(Rows)

    @property
    def codebook(self) -> Codebook:
        """The learning points of the quotes."""
        return self._codebook

    # -- what is shown ---------------------------------------------------------------------------------

    def show(self, quotes: Sequence[DrawerQuote], codebook: Codebook) -> None:
        """Choose from these."""
        self._quotes, self._codebook = quotes, codebook
        self._narrow()

    def show_used(self, used: Collection[QuoteId]) -> None:
        """Say which of them stand in the write-up."""
        if self._used != set(used):
            self._used = set(used)
            if self.display:
                self._narrow()

    def narrow(self, of: QuoteFilter) -> None:
        """Narrow by a role or a person; the words stay."""
        self.asked = msgspec.structs.replace(self.asked, of=of)
        self._narrow()

    def _narrow(self) -> None:
        found = self.asked.apply(self._quotes, self._codebook, self._used)
        self.rows.show(found, empty=NONE_FIT if self._quotes else NONE_YET)
        self.rows.redraw()
        self.query_one("#drawer-said", Static).update(self._said(len(found)))
        self._show_detail()

    def _said(self, count: int) -> str:
        of = self.asked.of
        point = self._codebook.get(of.point) if of.point else None
        parts = [f"Insert a quote · {count:,} of {len(self._quotes):,}"]
        parts += [f"point {point.number}"] if point else []
        parts += [self._role_name(of.role)] if of.role else []
        parts += [of.participant] if of.participant else []
        names = (("unused", "unused here"), ("starred", "starred"), ("appearing", "may appear"))
        parts += [words for name, words in names if getattr(self.asked, name)]
        parts += [f"{self._put_in} put in"] if self._put_in else []
        return " · ".join(parts)

    def _cells(self, each: DrawerQuote) -> Sequence[Cell]:
        row = each.row
        sign = sign_of(each.ruling, changed=row.source_changed).value
        used = "·" if row.id in self._used else " "
        star = "★" if row.starred else " "
        numbers = " ".join(str(p.number) for id_ in row.points if (p := self._codebook.get(id_)))
        words = " ".join(row.text.split()) if each.readable else TAKEN_BACK
        return f"{sign}{used}{star}", numbers or "–", words

    @on(Rows.Moved)
    def _show_detail(self) -> None:
        each = self.rows.current
        self.query_one("#drawer-detail", Static).update(self._detail(each) if each else "")

    def _detail(self, each: DrawerQuote) -> Content:
        row, ruling = each.row, each.ruling
        sign = sign_of(ruling, changed=row.source_changed).value
        why = f"may appear, as {ruling.attribution}" if ruling.appears else f"held back: {ruling.reason}"
        names = [f"{p.number} {p.name}" for id_ in row.points if (p := self._codebook.get(id_))]
        who = [row.participant or "", self._role_name(row.role) if row.role else ""]
        used = ["stands in this write-up"] if row.id in self._used else []
        first = " · ".join(part for part in (*who, *names, *used) if part)
        words = row.text if each.readable else TAKEN_BACK
        warning = f" · {ruling.warning}" if ruling.warning else ""
        return Content.assemble(
            (f"{sign} {why}{warning}", "bold"), "\n", first, "\n", (row.heading, "italic"), "\n", f"“{words}”"
        )

    # -- keys ------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Begin with typing words."""
        if not self.display:
            self.display = True
            self._put_in = 0
        self._narrow()
        self.query_one(Input).focus()

    def on_descendant_focus(self) -> None:
        """Show the keys of where one is."""
        typing = isinstance(self.screen.focused, Input)
        self.query_one("#drawer-keys", Static).update(_KEYS_TYPING if typing else _KEYS_LIST)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow by words."""
        event.stop()
        self.narrow(msgspec.structs.replace(self.asked.of, words=event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """`Enter` puts in the one the cursor is on, from the line too."""
        event.stop()
        self.action_put_in()

    def on_rows_opened(self) -> None:
        """The same by mouse."""
        self.action_put_in()

    def action_put_in(self, inline: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's actions have no names
        """Put the quote into the text."""
        current = self.rows.current
        if current is not None:
            self._used.add(current.row.id)
            self._put_in += 1
            self.post_message(self.PutIn(current.row.id, inline=inline))
            self._narrow()

    def action_to_text(self) -> None:
        """Back to the text; the drawer stays as it is."""
        self.post_message(self.ToText())

    def action_to_words(self) -> None:
        """Type words."""
        self.query_one(Input).focus()

    def action_other(self) -> None:
        """From the line to the list, and back."""
        typing = isinstance(self.screen.focused, Input)
        self.screen.set_focus(self.rows if typing else self.query_one(Input))

    def action_move(self, step: int) -> None:
        """Move in the list from the line."""
        self.rows.action_move(step)

    def action_point(self, number: int) -> None:
        """Only one learning point, or all again."""
        point = next((p for p in self._codebook.points if p.number == number), None)
        if point is not None:
            now = "" if self.asked.of.point == point.id else point.id
            self.narrow(msgspec.structs.replace(self.asked.of, point=now))

    def action_ask(self, what: str) -> None:
        """Have somebody asked which role or person; asked already: take it off."""
        field = {"role": "role", "person": "participant"}[what]
        if getattr(self.asked.of, field):
            self.narrow(msgspec.structs.replace(self.asked.of, **{field: ""}))
        else:
            self.post_message(self.Ask(what))

    def action_only(self, what: str) -> None:
        """Switch one of the filters that are on or off."""
        changed: Mapping[str, bool] = {what: not getattr(self.asked, what)}
        self.asked = msgspec.structs.replace(self.asked, **changed)
        self._narrow()

    def action_all(self) -> None:
        """Take all filters off."""
        self.asked = DrawerFilter()
        self.query_one(Input).value = ""
        self._narrow()
