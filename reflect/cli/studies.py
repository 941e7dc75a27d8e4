"""Opening a study for a command that prints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # the store takes time to load, and `--version` must not wait for it
    from reflect.services.study import Study


@contextmanager
def opened(folder: Path) -> Iterator[Study]:
    """The study in `folder`, closed afterwards; what is to be said about its files goes to standard error."""
    from reflect.services.study import Study

    study = Study.open(folder)
    try:
        yield study
        for notice in study.take_notices():
            click.echo(notice, err=True)
    finally:
        study.close()
