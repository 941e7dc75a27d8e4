"""Filling a template: jinja2 in its sandbox, which reads no files and uses only what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from reflect.errors import InvalidInput

_SANDBOX = "A template can only use what it is given; see the template we ship for what that is"
_COMPILED = "<template>"


def fill_template(template: str, given: Mapping[str, object], *, name: str) -> str:
    """`template` with what is `given` filled in.

    Raises `InvalidInput`, with the file and line, for whatever keeps the template from being filled.
    """
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
        return environment.from_string(template).render(**given)
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


def _place(name: str, error: BaseException) -> str:
    """The file and, where the error came from the template, its line."""
    line = 0
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _COMPILED:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{name}:{line}" if line else name
