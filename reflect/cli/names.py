"""Arguments and options that several commands share, and the names a shell can complete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reflect.errors import ReflectError

if TYPE_CHECKING:  # TinyDB takes longer to load than a list to print
    from reflect.services.study import Study

Function = TypeVar("Function", bound=Callable[..., Any])

folder_argument = click.argument("folder", type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
out_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write into this file instead."
)
force_option = click.option("--force", is_flag=True, help="Replace the file if it is there already.")


def guide_option(function: Function) -> Function:
    """Add `--guide ID`."""
    return click.option(
        "--guide", "guide_id", required=True, metavar="ID", help="Which guide to run.", shell_complete=_guides
    )(function)


def guide_choice(*, help: str) -> Callable[[Function], Function]:  # noqa: A002 (click's word)
    """Add `--guide ID` where it may be left out."""
    return click.option("--guide", "guide_id", default="", metavar="ID", help=help, shell_complete=_guides)


def participant_option(*, required: bool, help: str) -> Callable[[Function], Function]:  # noqa: A002 (click's word)
    """Add `--participant CODE`."""
    return click.option(
        "--participant", required=required, metavar="CODE", help=help, shell_complete=_participants
    )


def session_option(*, required: bool, help: str) -> Callable[[Function], Function]:  # noqa: A002 (click's word)
    """Add `--session ID`."""
    return click.option("--session", required=required, metavar="ID", help=help, shell_complete=_sessions)


def _guides(ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    return _of_the_study(ctx, begun, lambda study: [row.id for row in study.guide_shelf.rows()])


def _participants(ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    return _of_the_study(ctx, begun, lambda study: [person.code for person in study.people()])


def _sessions(ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    return _of_the_study(ctx, begun, lambda study: [row.id for row in study.sessions()])


def _of_the_study(ctx: click.Context, begun: str, names: Callable[[Study], list[str]]) -> list[str]:
    """The names that begin as typed; none while the folder is not (yet) a study."""
    from reflect.services.study import Study

    above = [context.params.get("folder") for context in (ctx, ctx.parent) if context]
    left = ctx.args[:1]  # where click leaves the folder while the option before the cursor lacks its value
    folder = next((folder for folder in (*above, *left) if folder), None)
    if folder is None:
        return []
    try:
        study = Study.open(Path(folder))
        try:
            return [name for name in names(study) if name.startswith(begun)]
        finally:
            study.close()
    except (ReflectError, OSError):
        return []
