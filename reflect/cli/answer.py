"""The command that hands one session over to the person who answers it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from reflect.cli import screens
from reflect.cli.names import folder_argument, guide_choice, participant_option, session_option

Function = TypeVar("Function", bound=Callable[..., Any])


def wanted_options(function: Function) -> Function:
    """Add the options that say which session is handed over."""
    for option in (
        click.option(
            "--round",
            "round_id",
            default="",
            metavar="ID",
            help="The round of self-assessment it is of; the open one, unless given.",
        ),
        participant_option(required=False, help="Who answers."),
        guide_choice(help="Which guide to answer."),
        session_option(required=False, help="The session to answer, instead of a guide."),
    ):
        function = option(function)
    return function


@click.command(short_help="Let somebody answer by themselves.")
@folder_argument
@wanted_options
def answer(
    folder: Path, *, guide_id: str, participant: str | None, session: str | None, round_id: str
) -> None:
    """Hand the keyboard over: one session of the study in FOLDER, and nothing else of it, on the screen.

    The person sees a welcome, one question at a time, and thanks. They can leave out questions, stop and come
    back; Ctrl+Q ends it, with everything saved. With --guide, the session they have not finished is gone on
    with, or a new one begun.
    """
    from reflect.services.own_answers import Wanted, checked, own_desk
    from reflect.services.study import Study

    wanted = checked(
        Wanted(session=session or "", guide=guide_id, participant=participant or "", round=round_id)
    )
    screens.need_terminal("Questions are answered on the screen, or in a browser with “reflect serve”")
    study = Study.open(folder)
    screens.show_answering(study, own_desk(study, wanted))
