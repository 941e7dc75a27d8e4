"""Photographs of a gallery as coloured half cells, through the optional `textual-image`.

That package asks the terminal what it can do while it is imported, and reads the answer from the keyboard:
before the app runs it may eat a key, and while it runs the answer never comes. So it is imported only when
there is a photograph to show, away from the screen's thread, with the terminal out of its sight; half cells
need no answer. Without the package, or where a file is no picture, there is no photograph.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from rich.segment import Segment

_PARTS_OF_A_CELL = 2
"""A cell is taken to be twice as high as wide."""
_alone = Lock()


def photograph(file: str, width: int, height: int) -> list[list[Segment]] | None:
    """The rows of a photograph, fitted into so many cells; None where it cannot be shown.

    Reads the file and takes time: not for the screen's thread.
    """
    try:
        with _alone, _terminal_out_of_sight():
            from PIL import Image, UnidentifiedImageError
            from rich.console import Console
            from textual_image.renderable.halfcell import Image as HalfCells

            try:
                with Image.open(file) as opened:
                    image = opened.convert("RGB")
            except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
                return None
            columns, rows = _fitted(image.width, image.height, width, height)
            console = Console(
                width=columns,
                file=io.StringIO(),
                color_system="truecolor",
                force_terminal=True,
                legacy_windows=False,
            )
            options = console.options.update(width=columns, height=rows)
            lines = console.render_lines(HalfCells(image, columns, rows), options, pad=True)
            return [list(line) for line in lines[:rows]]
    except ImportError:
        return None


def _fitted(wide: int, high: int, width: int, height: int) -> tuple[int, int]:
    """The most columns and rows in which the whole picture fits without being stretched."""
    scale = min(width / wide, height * _PARTS_OF_A_CELL / high)
    return max(1, round(wide * scale)), max(1, round(high * scale / _PARTS_OF_A_CELL))


@contextmanager
def _terminal_out_of_sight() -> Iterator[None]:
    """While this lasts, nobody who looks for the terminal finds one."""
    names = vars(sys)
    there = names["__stdout__"]
    names["__stdout__"] = io.StringIO()
    try:
        yield
    finally:
        names["__stdout__"] = there
