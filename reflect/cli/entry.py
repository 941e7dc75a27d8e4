"""Where the program begins."""

from __future__ import annotations

import io
import sys

from reflect.cli.root import root


def main() -> None:
    """Run what was typed and end with its exit code."""
    _speak_utf8()
    try:
        root.main(prog_name="reflect")
    except KeyboardInterrupt:  # before click could see it
        sys.exit(130)


def _speak_utf8() -> None:
    """Let people's words through whole, in any script, wherever the output goes.

    A pipe or a file takes UTF-8, whatever the locale says; a terminal keeps its encoding, and shows `?` for
    what it cannot show.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
