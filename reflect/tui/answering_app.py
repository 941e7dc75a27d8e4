"""The app of participant mode: one screen, and no way to anything behind it."""

from __future__ import annotations

from typing import ClassVar, Literal

from reflect.services.preferences import Preferences
from reflect.tui.app import FirstScreen, ReflectApp
from reflect.tui.screens.answering_words import TROUBLE


class AnsweringApp(ReflectApp):
    """reflect for the person who answers: no palette, no help for interviewers, no places in what it says."""

    CSS = """
    Dialog .buttons Button { height: 3; min-width: 16; content-align: center middle; }
    """
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def __init__(self, first: FirstScreen) -> None:
        super().__init__(first)
        self._preferences = Preferences(researcher="")  # the researcher's keys are not the participant's

    def action_show_help(self) -> None:
        """The screen says what can be done on it."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Literal["information", "warning", "error"] = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something; what went wrong names files and people, which are not for this screen."""
        if severity == "error":
            message, title, severity = TROUBLE, "", "warning"
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)
