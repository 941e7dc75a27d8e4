"""How files of older formats become files of the present one.

`MIGRATIONS[n]` takes the tables of a file of format n and gives those of format n + 1. Files are brought up
in memory when they are opened; the file itself changes, and a copy of it is kept, only when it is next saved:
looking at an old study alters nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reflect.errors import StoreError
from reflect.store.sealed import FORMAT, Tables

Migration = Callable[[Tables], Tables]

MIGRATIONS: dict[int, Migration] = {}
"""By the format they start from. Empty as long as there is only one format."""


def migrated(
    tables: Tables,
    from_format: int,
    *,
    name: str,
    to: int = FORMAT,
    registry: Mapping[int, Migration] | None = None,
) -> Tables:
    """The tables as the present format has them.

    Raises:
        StoreError: a step on the way is missing.

    """
    steps = MIGRATIONS if registry is None else registry
    for step in range(from_format, to):
        if step not in steps:
            raise StoreError(
                f"The file has format {step}, and this version of reflect does not know how to read that",
                place=name,
            )
        tables = steps[step](tables)
    return tables
