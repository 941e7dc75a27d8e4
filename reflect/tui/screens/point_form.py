"""The form of a learning point: its name, number and colour, what it stands under, and when to use it."""

from __future__ import annotations

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static, TextArea

from reflect.domain.codebook import COLOURS, Codebook, LearningPoint
from reflect.services.forms import LeftForm, OpenForm
from reflect.tui.colours import colour
from reflect.tui.screens.form import Form, FormScreen, line, problem
from reflect.tui.screens.point_commands import POINT_COMMANDS
from reflect.tui.screens.point_entries import (
    FIELDS,
    Entries,
    entries_of,
    gone_on_with,
    number_hint,
    problems,
    record,
    typed_fields,
    under_hint,
)
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.one_of import Answer, OneOf

_LABELS = 24
_TEXTS = (
    ("description", "What it is about"),
    ("use_when", "Use it when … (one a line)"),
    ("not_when", "Do not use it when … (one a line)"),
    ("example", "Example: words that would have it"),
    ("anchors", "In a self-assessment, what each number looks like (1. …, one a line)"),
)


class PointScreen(FormScreen):
    """One learning point to write down or change; the result is its id, or None when nothing was kept.

    `keep` makes it durable; it runs off the screen's thread and may raise a ReflectError.
    """

    SCOPE = "point"
    VERBS = POINT_COMMANDS

    def __init__(
        self,
        point: LearningPoint,
        codebook: Codebook,
        keep: Callable[[LearningPoint], LearningPoint],
        *,
        title: str = "",
        form: OpenForm | None = None,
        left: LeftForm | None = None,
    ) -> None:
        super().__init__(form=form, left=left)
        self._before = point
        self._codebook = codebook
        self._keep = keep
        self._new = not point.id
        self._title = title
        self._first = entries_of(point, codebook)
        self._start = gone_on_with(left.fields, self._first) if left is not None else self._first
        """What the form holds when it opens: what was typed and not kept before, or the record."""

    # -- the form --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """What it is called and how it is marked, then its words."""
        first = self._start
        yield Static(id="top")
        with Form(id="form"):
            yield from line("name", "Name", first.name, "in a few words")
            with Horizontal(classes="line short"):
                yield Label("Number")
                yield Input(first.number, id="number")
                yield Label("", id="number-hint", markup=False)
            yield problem("number")
            answers = [Answer(name, name) for name in COLOURS]
            yield OneOf("Colour", answers, first.colour, label_width=_LABELS, id="colour")
            with Horizontal(classes="line short"):
                yield Label("Stands under")
                yield Input(first.under, placeholder="number", id="under")
                yield Label("", id="under-hint", markup=False)
            yield problem("under")
            for field, label in _TEXTS:
                yield Label(label, classes="hint")
                words = getattr(first, field)
                yield TextArea(words, id=field, tab_behavior="focus", highlight_cursor_line=False)
            yield problem("anchors")
        yield Static(id="said", markup=False)
        yield KeyStrip()

    def on_mount(self) -> None:
        """Start with the name."""
        name = self.query_one("#name", Input)
        name.focus()
        name.cursor_position = len(name.value)
        self._show()
        self.say_what_was_left()

    # -- what was entered ------------------------------------------------------------------------------

    def entries(self) -> Entries:
        """The form as it stands."""
        return Entries(
            name=self.query_one("#name", Input).value,
            number=self.typed("number"),
            colour=self.query_one("#colour", OneOf).value,
            under=self.typed("under"),
            **{field: self.query_one(f"#{field}", TextArea).text for field, _ in _TEXTS},
        )

    def fields(self) -> dict[str, str] | None:
        """What stands in it, when that is not what it opened with."""
        entries = self.entries()
        return typed_fields(entries, self._first) if entries != self._start else None

    @property
    def changed(self) -> bool:
        """Whether leaving now would lose something."""
        return self.entries() != self._first

    @property
    def about(self) -> str:
        """Which learning point it is."""
        return (
            "The new learning point" if self._new else f"The change to learning point {self._before.number}"
        )

    @on(Input.Changed)
    @on(OneOf.Changed)
    def _show(self) -> None:
        """Show how it will look, and what its numbers mean."""
        entries = self.entries()
        title = self._title or ("New learning point" if self._new else "Learning point")
        ink = colour(entries.colour, dark=self.app.current_theme.dark)
        name = Content.styled(f"{entries.number} {entries.name}".strip(), f"bold {ink}")
        self.query_one("#top", Static).update(Content.assemble(f"{title}  ", name))
        hint = number_hint(entries.number, self._before, self._codebook, new=self._new)
        self.query_one("#number-hint", Label).update(hint)
        self.query_one("#under-hint", Label).update(under_hint(entries.under, self._codebook))
        self.safe_soon()

    # -- commands --------------------------------------------------------------------------------------

    @work(exclusive=True, group="keep")
    async def do_keep(self) -> None:
        """Keep the form, or say everything that is wrong with it."""
        entries = self.entries()
        if not self.fit(problems(entries, self._before, self._codebook), FIELDS):
            return
        point = record(entries, self._before, self._codebook)
        await self.keep(lambda: self._keep(point).id)
