"""The commands' way into the screens: only here does the command line load Textual."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.crash import EXIT_CODE
from reflect.cli.group import Ended
from reflect.errors import InvalidInput

SERVED = "REFLECT_SERVED"
"""The environment variable that `reflect serve` sets for the program it shows."""

if TYPE_CHECKING:  # both are slow to load, and listings never need them
    from reflect.services.desk import SessionDesk
    from reflect.services.study import Study
    from reflect.tui.app import FirstScreen, ReflectApp


def has_terminal() -> bool:
    """Whether there is a person at a terminal: keys come from one, and what is drawn goes to one."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def in_browser() -> bool:
    """Whether `reflect serve` shows this program in a browser: keys and pictures then go through pipes."""
    return os.environ.get(SERVED) == "1"


def need_terminal(remedy: str) -> None:
    """Raise InvalidInput when screens cannot be shown."""
    if not has_terminal() and not in_browser():
        raise InvalidInput("reflect shows its screens in a terminal, and this is not one", remedy=remedy)


def show_home() -> None:
    """Open the home screen."""
    need_terminal("See “reflect --help” for the commands that print instead")
    from reflect.tui.screens.home import HomeScreen

    _run(lambda: [HomeScreen()])


def show_study(study: Study) -> None:
    """Open a study's screen."""
    from reflect.tui.screens.home import HomeScreen
    from reflect.tui.screens.study import StudyScreen

    _run(lambda: [HomeScreen(), StudyScreen(study)])


def show_session(study: Study, desk: SessionDesk) -> None:
    """Open a session straight away, with its study beneath it."""
    from reflect.tui.screens.home import HomeScreen
    from reflect.tui.screens.sitting_screen import sitting_screen
    from reflect.tui.screens.study import StudyScreen

    _run(lambda: [HomeScreen(), StudyScreen(study), sitting_screen(study, desk)])


def show_answering(study: Study, desk: SessionDesk) -> None:
    """Hand one session over to the person who answers it: nothing else is on the screen, or behind it."""
    from reflect.tui.answering_app import AnsweringApp
    from reflect.tui.screens.answering import AnsweringScreen

    _show(AnsweringApp(lambda: [AnsweringScreen(study, desk)]))


def open_and_show(folder: Path) -> None:
    """Open the study in `folder` and show it."""
    from reflect.services.study import Study

    study = Study.open(folder)
    need_terminal("“reflect people”, “sessions” and “quotes” print what is in a study")
    show_study(study)


def _run(first: FirstScreen) -> None:
    from reflect.tui.app import ReflectApp

    _show(ReflectApp(first))


def _show(app: ReflectApp) -> None:
    app.run()
    if app.crash_note:
        raise Ended(app.crash_note, EXIT_CODE)
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)
