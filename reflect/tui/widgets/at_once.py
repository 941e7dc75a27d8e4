"""For widgets one writes in: a command's key takes effect between the letters before it and those after it.

Textual hands a key to the widget that has the focus, and a binding is looked up only once the key has travelled
up to the app. Letters typed meanwhile would still land in the text one has just left.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget


class AtOnce(Widget, inherit_css=False):
    """Mixed in before the widget one writes in."""

    async def _on_key(self, event: events.Key) -> None:
        focused = self.screen.focused
        if focused is not self:
            # Typed when the focus was still here: it belongs to where the focus is now.
            event.prevent_default()
            if focused is not None:
                event.stop()
                focused.post_message(events.Key(event.key, event.character))
            return
        if event.is_printable or event.key in self._bindings.key_to_bindings:
            return
        found = self.screen.active_bindings.get(event.key)
        if found is not None and found.node is self.screen:
            event.stop()
            event.prevent_default()
            await self.app.run_action(found.binding.action, found.node)
