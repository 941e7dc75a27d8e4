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
    own = event.key in widget._bindings.key_to_bindings  # noqa: SLF001 - what the widget itself does with keys
    if event.is_printable or own or event.key == "enter":
        return
    found = widget.screen.active_bindings.get(event.key)
    if found is not None and found.node is widget.screen:
        event.stop()
        event.prevent_default()
        await widget.app.run_action(found.binding.action, found.node)
