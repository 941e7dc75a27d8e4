"""Where a command's Markdown goes: to standard output, or into a file that is never overwritten unasked."""

from __future__ import annotations

import os
from pathlib import Path

import click

from reflect.errors import InvalidInput, ReflectError


def put_out(text: str, to: Path | None, *, force: bool) -> None:
    """Write `text` into the file `to`, or to standard output when there is none.

    Raises:
        InvalidInput: when the file exists and `force` was not given, or `to` cannot be a file.
        ReflectError: when the disk refuses.
    """
    if to is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    put_out_bytes((text if text.endswith("\n") else text + "\n").encode(), to, force=force)


def put_out_bytes(data: bytes, to: Path, *, force: bool) -> None:
    """Write `data` into the file `to`. Raises as `put_out`."""
    ready(to, force=force)
    temporary = to.with_name(f".{to.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        if force:
            temporary.replace(to)
        else:
            _rename_unless_there(temporary, to)
    except FileExistsError as error:
        raise _already_there(to) from error
    except OSError as error:
        raise ReflectError(f"This file could not be written ({error.strerror})", place=str(to)) from error
    finally:
        temporary.unlink(missing_ok=True)
    click.echo(f"Written to {to}.", err=True)


def ready(to: Path, *, force: bool) -> None:
    """Raise InvalidInput when `to` cannot be written, before any work is done."""
    if to.is_dir():
        raise InvalidInput("this is a folder", place=str(to), remedy="Name a file in it")
    if not to.parent.is_dir():
        raise InvalidInput(f"There is no folder {to.parent}", remedy="Make it first, or name another")
    if to.exists() and not force:
        raise _already_there(to)


def _rename_unless_there(temporary: Path, to: Path) -> None:
    try:
        os.link(temporary, to)  # fails when `to` is there: nothing can slip in between
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with to.open("xb") as opened:
            opened.write(temporary.read_bytes())


def _already_there(to: Path) -> InvalidInput:
    return InvalidInput(
        "this file exists already", place=str(to), remedy="Choose another name, or replace it with --force"
    )
