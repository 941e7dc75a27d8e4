"""A short list of lines to answer with, or to look at: wrapped, with a cursor, digits and the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from reflect.tui.widgets.hanging import Hanging


class Line(NamedTuple):
    """One line. A line that is not `live` is only looked at."""

    id: str
    mark: str
    """What stands before the words: `(•) 2 `. As wide for every line of a list."""
    words: str
    live: bool = True
    style: str = ""
    """How the words look, such as `$text-muted`."""
    mark_style: str = ""


class Lines(OptionList, inherit_bindings=False):
    """Lines with a cursor; the space bar or a click picks one, and so does its digit where a subclass says.

    `Enter` and the letters are left to the screen.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Lines { height: auto; border: none; padding: 0; background: $background; scrollbar-size-vertical: 1; }
    Lines:focus { border: none; background-tint: $foreground 0%; }
    Lines > .option-list--option-highlighted {
        background: $background; color: $foreground; text-style: none;
    }
    Lines:focus > .option-list--option-highlighted {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    Lines > .option-list--option-disabled { color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Up", show=False),
        Binding("down", "cursor_down", "Down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("space", "select", "Pick", show=False),
    ]

    class Said(Message):
        """Something to tell calmly, on one line: a number that is not here, one choice too many."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, markup=False)
        self._put: tuple[Line, ...] = ()
        self.locked = False
        """Whether it may only be looked at."""
        self._roomy = False

    def put(self, lines: Sequence[Line], *, at: str | None = None) -> None:
        """Show these lines; the cursor stays on its line, or goes to the one called `at`."""
        here = at or self.here
        before, self._put = self._put, tuple(lines)
        if [line.id for line in before] == [line.id for line in lines]:
            for index, (old, new) in enumerate(zip(before, lines, strict=True)):
                if old != new:
                    self.replace_option_prompt_at_index(index, _prompt(new, roomy=self._roomy))
        else:
            self.set_options(
                Option(_prompt(line, roomy=self._roomy), id=line.id, disabled=not line.live) for line in lines
            )
        if here is not None:
            self.go_to(here)
        if self.highlighted is None and self.can_focus:
            self.action_first()

    def give_room(self, *, roomy: bool) -> None:
        """Make every line that can be picked two rows high, so that a finger finds it."""
        if roomy is not self._roomy:
            here, lines, self._put, self._roomy = self.here, self._put, (), roomy
            self.put(lines, at=here)

    def go_to(self, line_id: str) -> None:
        """Put the cursor on a line, if it is there."""
        place = next((i for i, line in enumerate(self._put) if line.id == line_id), None)
        if place is not None:
            self.highlighted = place

    @property
    def here(self) -> str | None:
        """The id of the line the cursor is on."""
        place = self.highlighted
        return self._put[place].id if place is not None and place < len(self._put) else None

    @property
    def plain(self) -> list[str]:
        """What stands there, a line each, unwrapped."""
        return [line.mark + line.words for line in self._put]

    def say(self, words: str) -> None:
        """Tell something calmly."""
        self.post_message(self.Said(words))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A line was picked by the space bar or the mouse."""
        event.stop()
        if event.option_id is not None and not self.locked:
            self.picked(event.option_id)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Where the cursor stands is nobody else's affair."""
        event.stop()

    def picked(self, line_id: str) -> None:
        """What picking a line does; for subclasses."""


def digits() -> list[BindingType]:
    """The bindings of a list whose lines are picked by their digit: `action_digit` gets the number."""
    return [Binding(str(n), f"digit({n})", f"Number {n}", show=False) for n in range(10)]


def _prompt(line: Line, *, roomy: bool) -> Hanging:
    mark = Content(line.mark)
    words = Content(f"{line.words}\n " if roomy and line.live else line.words)
    return Hanging(
        mark.stylize(line.mark_style) if line.mark_style else mark,
        words.stylize(line.style) if line.style else words,
    )
