"""For widgets one writes in: a command's key takes effect between the letters before it and those after.

Textual hands a key to the widget that has the focus, and looks a binding up only once the key has travelled
up to the app. Letters typed meanwhile would still land in the text one has just left.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget


async def at_once(widget: Widget, event: events.Key) -> None:
    """Call this first in the widget's `_on_key`."""
    focused = widget.screen.focused
    if focused is not widget:
        # Typed while the focus was still here: it belongs to where the focus is now.
        event.prevent_default()
        if focused is not None:
            event.stop()
            focused.post_message(events.Key(event.key, event.character))
        return
    if event.is_printable or event.key == "enter":
        return
    own = widget._bindings.key_to_bindings.get(event.key)  # noqa: SLF001 - what the widget does with keys
    if own:
        # A backspace, too, must not travel up while a command's key behind it goes to another text.
        if await widget.app.run_action(own[0].action, widget):
            event.stop()
            event.prevent_default()
        return
    found = widget.screen.active_bindings.get(event.key)
    if found is not None and found.node is widget.screen:
        event.stop()
        event.prevent_default()
        await widget.app.run_action(found.binding.action, found.node)
