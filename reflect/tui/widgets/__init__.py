"""Widgets of our own: data goes down into them, messages come up. None knows a service or a store."""
