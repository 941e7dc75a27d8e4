"""Opening a study for a command that prints."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # the store takes time to load, and `--version` must not wait for it
    from reflect.services.reading import StudyReader
    from reflect.services.study import Study

_WORTH_TELLING = 50
"""Sessions from which on reading them takes long enough for somebody to wonder."""


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


@contextmanager
def looked_at(folder: Path) -> Iterator[StudyReader]:
    """The study in `folder`, only to be read, which is quicker; otherwise as `opened`."""
    from reflect.services.reading import StudyReader

    study = StudyReader.open(folder, progress=_reading)
    try:
        yield study
        for notice in study.take_notices():
            click.echo(notice, err=True)
    finally:
        study.close()


def _reading(done: int, of: int) -> None:
    """Say how far reading has got, to whoever watches."""
    if of >= _WORTH_TELLING and sys.stderr.isatty():
        if done == of:
            click.echo("\r\x1b[K", err=True, nl=False)
        elif done % 10 == 1:
            click.echo(f"\rReading {done} of {of} sessions that are new or changed …", err=True, nl=False)
