"""The command line: thin, and quick to start.

What lives here: one small file a group of commands, each of which reads what was typed, asks a service and
prints. Standard output is data; standard error is narration. What does not: any rule. Heavy imports (the
store, guides, write-ups, Textual) stand inside the command that needs them, so that `--version`, `--help` and
the listings never pay for a screen. Nothing imports this room.
"""

from reflect.cli.entry import main

__all__ = ["main"]
