"""Choosing between two versions of the same words."""

from __future__ import annotations

from itertools import groupby

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Label, Static

from reflect.domain.clashes import Clash, both
from reflect.domain.text_merging import apart
from reflect.services.forms import OpenForm
from reflect.tui.clash_words import of_several_lines, version_in_words
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.dialog import Dialog

LONG = 600
"""Characters beyond which sentences that are the same in both versions are folded away."""


class ClashChoice(Dialog[str]):
    """Shows both versions, what differs in bold; the result is the version that was chosen or written.

    `now` is what stands in the field, which may have been written on since the two clashed. `together` is
    what *both* gives, if it is not one version after the other. Words of one's own are safe in `form` while
    they are typed.
    """

    DEFAULT_CSS = """
    ClashChoice .version { height: auto; max-height: 26vh; border: round $border-blurred; }
    ClashChoice .version:focus { border: round $border; }
    """
    BINDINGS = [
        Binding("1", "first", "As it stands", show=False),
        Binding("2", "second", "The other", show=False),
        Binding("b", "both", "Both", show=False),
        Binding("e", "edit", "Edit", show=False),
    ]

    def __init__(
        self,
        clash: Clash,
        *,
        heading: str,
        now: str | None = None,
        titles: tuple[str, str] = ("As it stands", "The other version"),
        together: str | None = None,
        form: OpenForm | None = None,
    ) -> None:
        super().__init__()
        self._clash = clash
        self._heading = heading
        self._first = clash.kept if now is None else now
        self._second = clash.other
        self._titles = titles
        self._both = together
        self._form = form
        self._several = clash.prose and of_several_lines(clash)

    def compose(self) -> ComposeResult:
        """Both versions, and what can be done with them."""
        with Vertical(classes="box") as box:
            box.border_title = "Two versions"
            yield Label(
                f"{self._heading}: two people wrote this at the same time. Nothing is lost until you choose.",
                classes="said",
                markup=False,
            )
            for key, title, one, two in (
                ("first", f"1  {self._titles[0]}", self._first, self._second),
                ("second", f"2  {self._titles[1]}", self._second, self._first),
            ):
                with VerticalScroll(classes="version", id=key) as version:
                    version.border_title = title
                    words = (version_in_words(self._clash, version) for version in (one, two))
                    yield Static(marked(*words))
            yield Label(self._keys(), classes="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("The first (1)", id="take-first")
                yield Button("The second (2)", id="take-second")
                if self._several:
                    yield Button("Both (b)", id="take-both")
                    yield Button("Edit (e)", id="take-edit", variant="primary")

    def on_mount(self) -> None:
        """Let the arrows scroll the first version."""
        self.query_one("#first").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose by button."""
        {
            "take-first": self.action_first,
            "take-second": self.action_second,
            "take-both": self.action_both,
            "take-edit": self.action_edit,
        }[event.button.id or ""]()

    def action_first(self) -> None:
        """Keep what stands there."""
        self.dismiss(self._first)

    def action_second(self) -> None:
        """Take the other version."""
        self.dismiss(self._second)

    def action_both(self) -> None:
        """Take both, one after the other."""
        if self._several:
            self.dismiss(self._together())

    def action_edit(self) -> None:
        """Write it oneself, from both."""
        if self._several:
            said = "Take out what you do not want. F2 keeps what is left."
            ask = AskText(self._heading, said=said, initial=self._together(), form=self._form)
            self.app.push_screen(ask, self._written)

    def _written(self, text: str | None) -> None:
        if text is not None:
            self.dismiss(text)

    def _together(self) -> str:
        if self._both is not None:
            return self._both
        first = f"{self._first.rstrip()}\n\n{self._second.lstrip()}"
        return both(self._clash) if self._first == self._clash.kept else first

    def _keys(self) -> str:
        more = " · b both · e edit" if self._several else ""
        return f"1 the first · 2 the second{more} · Tab scrolls the other · Esc decides later"


def marked(one: str, two: str) -> Content:
    """A version with what differs from the other in bold; of a long one only what stands around that."""
    if not one:
        return Content("(nothing)").stylize("dim")
    if len(one) < LONG or one == two:
        parts = [Content(part).stylize("bold") if other else Content(part) for part, other in apart(one, two)]
        return Content.assemble(*parts)
    runs = [(other, [part for part, _ in run]) for other, run in groupby(apart(one, two), key=lambda p: p[1])]
    parts = []
    for place, (other, run) in enumerate(runs):
        parts += [Content("".join(run)).stylize("bold")] if other else _folded(run, place, len(runs))
    return Content.assemble(*parts)


def _folded(run: list[str], place: int, of: int) -> list[Content]:
    """Sentences that are the same in both: the first and the last of them, where something differs there."""
    before = run[:1] if place else []
    after = run[-1:] if place < of - 1 else []
    count = len(run) - len(before) - len(after)
    if count < 2:
        return [Content("".join(run))]
    fold = Content(f"⋯ {count} sentences are the same ⋯\n").stylize("dim")
    head = [Content("".join(before)), Content("\n")] if before else []
    return [*head, fold, Content("".join(after).lstrip())]
