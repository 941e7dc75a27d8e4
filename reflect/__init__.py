"""reflect: guided reflection interviews, from the guide to the write-up.

What lives here: the package's version, and the door for notebooks, `from reflect import Study`, loaded when
asked for; importing the package touches no disk and loads neither Textual nor TinyDB. The rooms: `domain`
(what the words mean), `guides`, `store`, `transcripts` and `writeups` (each knows one craft), `services` (use
cases), `tui` and `cli` (what people touch).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.door import Study as Study

__version__ = "0.1.0"

__all__ = ["Study", "__version__"]


def __getattr__(name: str) -> object:
    if name == "Study":
        from reflect.door import Study

        return Study
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
