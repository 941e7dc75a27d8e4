"""How keys are written for people: `Ctrl+S`, `F5`, `Tab`, `?`."""

from __future__ import annotations

_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "full_stop": ".",
    "minus": "-",
    "plus": "+",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "space": "Space",
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "backspace": "Backspace",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


def key_name(key: str) -> str:
    """One key or combination, as it stands on the keyboard."""
    *modifiers, last = key.strip().split("+")
    if last in _NAMES:
        name = _NAMES[last]
    elif len(last) > 1 and last[0] == "f" and last[1:].isdigit():
        name = last.upper()
    else:
        name = last.upper() if modifiers else last
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def key_names(keys: str) -> str:
    """Several keys, given as bindings have them, parted by commas."""
    return " ".join(key_name(key) for key in keys.split(",") if key.strip())
