"""A session on the tag screen, for tests that press keys there."""

from __future__ import annotations

from textual.pilot import Pilot

from reflect.domain.passages import answer_passage
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.tag import TagScreen
from tests.services.studies import ANSWER
from tests.tui.looking import settled

WORDS = (
    "We had been cross for months. Then Sam said they had one person. One for the whole district.\n\n"
    "So it goes."
)
PASSAGE = answer_passage(ANSWER)


def app_of(study: Study, desk: SessionDesk) -> ReflectApp:
    """The app with nothing but the tag screen."""
    return ReflectApp(lambda: [TagScreen(study, desk)])


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until it is quiet."""
    await pilot.press(*keys)
    await settled(pilot)
