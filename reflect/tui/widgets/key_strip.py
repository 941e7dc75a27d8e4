"""The footer: what can be done now, by which key, and by the mouse."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from reflect.tui.command import Command, Commands
from reflect.tui.key_names import key_name

_ALWAYS = (("f1", "Help", "app.show_help"), ("ctrl+p", "All", "app.command_palette"))


class KeyStrip(Widget):
    """One line of keys and what they do, for the mode the screen is in; a click on one does it."""

    DEFAULT_CSS = """
    KeyStrip {
        dock: bottom; height: 1; background: $panel; color: $foreground; padding: 0 1;
        link-style: none; link-color: $foreground; link-background: $panel;
        link-style-hover: bold; link-background-hover: $primary;
    }
    """

    def on_mount(self) -> None:
        """Follow the focus: it decides whether letters or function keys are shown."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        """As many commands as fit, in their order; help and the palette always."""
        screen = self.screen
        if not isinstance(screen, Commands):
            return Content("")
        keys = _keys_in_force(screen)
        mode = "writing" if screen.writing else ""
        tail = [(key_name(key), label, action) for key, label, action in _ALWAYS]
        room = self.size.width - 2 - sum(cell_len(k) + cell_len(w) + 3 for k, w, _ in tail)
        parts: list[Content] = []
        if mode:
            parts.append(Content.from_markup("[b $accent]✎ writing[/]  "))
            room -= 11
        for verb in screen.VERBS:
            if not verb.footer or not screen.can(verb):
                continue
            key = keys.get((verb.name, screen.writing))
            if key is None and (screen.writing or not verb.keys_shown):
                continue
            shown = key_name(key) if screen.writing and key else verb.keys_shown or key_name(key or "")
            width = cell_len(shown) + cell_len(verb.footer) + 3
            if width > room:
                continue
            room -= width
            parts.append(_part(shown, verb.footer, f"screen.run('{verb.name}')"))
        if screen.writing and room > 12:
            parts.append(_part("Esc", screen.ESCAPE, "screen.steer"))
        parts += [_part(*part) for part in tail]
        return Content.assemble(*parts)


@lru_cache(256)
def _part(key: str, label: str, action: str) -> Content:
    """One key with what it does; made once, since the line is drawn again after every key."""
    return Content.from_markup(f'[@click="{action}"][b $accent]$key[/] $label[/]  ', key=key, label=label)


def key_of(screen: Commands[Any], verb: type[Command]) -> str:
    """The key that does a command while steering, after any remapping; its label when none does."""
    key = _keys_in_force(screen).get((verb.name, False))
    return key_name(key) if key else f"“{verb.label}” (Ctrl+P)"


def _keys_in_force(screen: Commands[object]) -> dict[tuple[str, bool], str]:
    """The key of each command while steering (False) and while writing (True), after any remapping."""
    by_id: dict[str, str] = {}
    for key, active in screen.active_bindings.items():
        if active.binding.id:
            by_id.setdefault(active.binding.id, key)
    found: dict[tuple[str, bool], str] = {}
    for verb in screen.VERBS:
        steering = by_id.get(f"{screen.SCOPE}.{verb.name}")
        writing = by_id.get(f"{screen.SCOPE}.{verb.name}.writing")
        if writing:
            found[verb.name, True] = writing
        if steering or writing:
            found[verb.name, False] = steering or writing or ""
    return found
