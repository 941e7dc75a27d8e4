"""The keys of the passage view: all can be given others by their ids, and the screen says what they do."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from reflect.domain.boundaries import Unit


def _moves() -> list[BindingType]:
    """The keys that move the cursor, and with shift take the selection along."""
    keys = {
        "left": "left",
        "right": "right",
        "up": "up",
        "down": "down",
        "word_left": "ctrl+left",
        "word_right": "ctrl+right",
        "row_start": "home",
        "row_end": "end",
        "page_up": "pageup",
        "page_down": "pagedown",
        "first": "ctrl+home",
        "last": "ctrl+end",
    }
    found: list[BindingType] = []
    for name, key in keys.items():
        shifted = f"ctrl+shift+{key[5:]}" if key.startswith("ctrl+") else f"shift+{key}"
        label = name.replace("_", " ").capitalize()
        found += [
            Binding(key, f"move('{name}')", label, show=False, id=f"passages.{name}"),
            Binding(
                shifted, f"extend('{name}')", f"Select: {label}", show=False, id=f"passages.select_{name}"
            ),
        ]
    return found


def _steps() -> list[BindingType]:
    """The keys that grow and shrink the selection."""
    found: list[BindingType] = []
    for unit in Unit:
        key = unit.value[0]
        found += [
            Binding(key, f"grow('{unit}')", f"Grow by {unit}", show=False, id=f"passages.grow_{unit}"),
            Binding(
                key.upper(),
                f"shrink('{unit}')",
                f"Shrink by {unit}",
                show=False,
                id=f"passages.shrink_{unit}",
            ),
        ]
    return found


KEYS: list[BindingType] = [
    *_moves(),
    *_steps(),
    Binding("v", "mark", "Mark", show=False, id="passages.mark"),
    Binding("[", "move_edge('start', -1)", "Start left", show=False, id="passages.start_left"),
    Binding("]", "move_edge('start', 1)", "Start right", show=False, id="passages.start_right"),
    Binding("{", "move_edge('end', -1)", "End left", show=False, id="passages.end_left"),
    Binding("}", "move_edge('end', 1)", "End right", show=False, id="passages.end_right"),
    Binding("escape", "clear", "Clear selection", show=False, id="passages.clear"),
]
"""Arrows and their like move, with shift they select; letters grow the selection, capitals shrink it."""
