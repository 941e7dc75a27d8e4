"""Filling a template: jinja2 in its sandbox, which reads no files and uses only what it is given.

A template that is not ours is filled in a process of its own, which is ended when it takes too long or too
much memory: nobody can tell beforehand whether a program comes to an end, and this one is somebody's first.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import TracebackType

import msgspec

from reflect.errors import InvalidInput

_LESS = "Look for a loop in a loop in it, or for something that is made longer again and again"
_SANDBOX = "A template can only use what it is given; see the template we ship for what that is"
_COMPILED = "<template>"
SECONDS = 10
"""So long may a template that is not ours take."""
MOST = 4_000_000
"""So many code points may come out of it: more than a thousand pages."""
MEMORY = 1_000_000_000
"""Bytes that its process may use."""


class Order(msgspec.Struct, frozen=True):
    """What the other process is asked to do."""

    template: str
    given: dict[str, object]
    name: str


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: a text, or the parts of an error."""

    text: str = ""
    wrong: str = ""
    place: str = ""
    remedy: str = ""


@cache
def shipped_template(file: str) -> str:
    """A template of ours, by its file's name."""
    return (files("reflect.writeups") / "templates" / file).read_text(encoding="utf-8")


def filled_by(own: str | None, file: str, given: Mapping[str, object], *, name: str) -> str:
    """What is `given`, in the study's `own` template or, where it has none, in ours of that `file`.

    `name` is the own template's file, for messages. Raises `InvalidInput` as `fill_template` does.
    """
    if own is None:
        return fill_here(shipped_template(file), given, name=file)
    return fill_template(own, given, name=name)


def fill_template(template: str, given: Mapping[str, object], *, name: str, seconds: float = SECONDS) -> str:
    """`template` with what is `given` filled in, by a process that is ended after so many seconds.

    Raises `InvalidInput`, with the file and, where it is known, the line, for whatever keeps the template
    from being filled.
    """
    order = msgspec.json.encode(Order(template, msgspec.to_builtins(given), name))
    # -P: what lies in the folder that somebody stands in is no part of the program.
    command = [sys.executable, "-P", "-m", "reflect.writeups.template_process"]
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, without a shell
            command, input=order, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        wrong = f"the template came to no end within {seconds:g} seconds"
        raise InvalidInput(wrong, place=name, remedy="Look for a loop in a loop in it") from error
    except OSError as error:
        wrong = f"no process could be started to fill the template in ({error.strerror})"
        raise InvalidInput(wrong, place=name, remedy="Close some programs and try again") from error
    try:
        outcome = msgspec.json.decode(done.stdout, type=Outcome)
    except msgspec.DecodeError as error:
        raise InvalidInput("the template takes too much memory", place=name, remedy=_LESS) from error
    if outcome.wrong:
        raise InvalidInput(outcome.wrong, place=outcome.place, remedy=outcome.remedy)
    return outcome.text


def fill_here(template: str, given: Mapping[str, object], *, name: str) -> str:
    """The same in this process, for templates that are known to come to an end."""
    # jinja2 takes a while to load, and only drafting needs it.
    from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # what comes out is Markdown, and what goes in is escaped as Markdown
        loader=None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        return _bounded(environment.from_string(template).generate(**given))
    except _TooMuch as error:
        wrong = f"more than {MOST:,} characters come out of the template".replace(",", " ")
        raise InvalidInput(wrong, place=_place(name, error), remedy=_LESS) from error
    except MemoryError as error:
        wrong = "the template takes too much memory"
        raise InvalidInput(wrong, place=_place(name, error), remedy=_LESS) from error
    except TemplateSyntaxError as error:
        raise InvalidInput(
            f"this is not a template jinja2 can read: {error.message}",
            place=f"{name}:{error.lineno}",
        ) from error
    except UndefinedError as error:
        wrong = f"the template asks for something there is not: {error.message}"
        raise InvalidInput(wrong, place=_place(name, error), remedy=_SANDBOX) from error
    except SecurityError as error:
        wrong = f"the template tries to reach what templates may not reach: {error.message}"
        raise InvalidInput(wrong, place=_place(name, error), remedy=_SANDBOX) from error
    except Exception as error:  # a template is a program: whatever it does wrong is its author's to mend
        wrong = "a template cannot read other files" if "no loader" in str(error) else f"{error}"
        raise InvalidInput(wrong, place=_place(name, error), remedy=_SANDBOX) from error


class _TooMuch(Exception):
    """More comes out of a template than can be meant."""


def _bounded(parts: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > MOST:
            raise _TooMuch
        kept.append(part)
    return "".join(kept)


def _place(name: str, error: BaseException) -> str:
    """The file and, where the error came from the template, its line."""
    line = 0
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _COMPILED:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{name}:{line}" if line else name
