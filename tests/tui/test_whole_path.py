"""The whole job by key presses alone: a new study, a participant, an interview, tags, a write-up, a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.participant import ParticipantScreen
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.writeup import WriteupScreen
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.waiting import said, shown, until

ANSWER = 'We were *cross* for "months". Then Sam said they had one person. One.'


async def to_field(pilot: Pilot[Any], field: str) -> None:
    for _ in range(40):
        if pilot.app.focused is not None and pilot.app.focused.id == field:
            return
        await pilot.press("tab")
    raise AssertionError(field)


async def into(pilot: Pilot[Any], words: str) -> None:
    """Replace what stands in the line that is being typed in."""
    line = pilot.app.focused
    assert isinstance(line, Input)
    await pilot.press("ctrl+u")
    await typed(pilot, words)


async def test_a_researcher_gets_from_nothing_to_a_written_reflection_by_the_keyboard(tmp_path: Path) -> None:
    folder = tmp_path / "wenmarsh"
    app = ReflectApp(lambda: [HomeScreen()])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shown(pilot, HomeScreen)
        await pilot.press("n")
        await until(pilot, lambda: "What is it called?" in said(app))
        await typed(pilot, "Wenmarsh")
        await pilot.press("enter")
        await into(pilot, str(folder))
        await pilot.press("f2")
        await shown(pilot, StudyScreen)

        await pilot.press("2", "a")
        await shown(pilot, ParticipantScreen)
        await pilot.press("right")
        await to_field(pilot, "name")
        await typed(pilot, "Robin Vale")
        await to_field(pilot, "item-take-part")
        await pilot.press("y", "down", "y", "down", "right", "right", "right", "down", "y", "f2")
        await shown(pilot, StudyScreen)
        await until(pilot, lambda: "P01" in said(app))
        assert "Robin Vale" not in said(app)

        await pilot.press("s")
        await until(pilot, lambda: "Provider interview" in said(app))
        await typed(pilot, "provider")
        await pilot.press("enter")
        screen = await shown(pilot, SessionScreen)
        await settled(pilot)
        await pilot.press("f10")
        await until(pilot, lambda: "Go to" in said(app))
        await typed(pilot, "a time it went well")
        await pilot.press("enter")
        await until(pilot, lambda: screen.sitting.page == "went-well")
        if not screen.writing:
            await pilot.press("i")
        await typed(pilot, ANSWER)
        await pilot.press("escape", "t")

        tag = await shown(pilot, TagScreen)
        await until(pilot, lambda: "cross" in said(app))
        await pilot.press("s", "4", "escape", "ctrl+home", "s", "s", "2", "x")
        await until(pilot, lambda: len(tag.desk.record.tags) == 2)
        await pilot.press("q")
        await shown(pilot, SessionScreen)
        await pilot.press("q")
        await shown(pilot, StudyScreen)
        await pilot.press("1")
        await until(pilot, lambda: "1/17" in said(app))

        await pilot.press("5", "a")
        await shown(pilot, Pick)
        await pilot.press("enter")
        await until(pilot, lambda: "P01" in said(app))
        await pilot.press("enter")
        writeup = await shown(pilot, WriteupScreen)
        await until(pilot, lambda: "[[portrait]]" in writeup.query_one("#editor").text)
        await pilot.press("down", "enter")
        await typed(pilot, "It began with a complaint.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "complaint" in Study.open(folder).writeup_shelf.text("reflection-P01"))
        await pilot.press("f5")
        await shown(pilot, Pick)
        await pilot.press(*"Markdown", "enter")
        await until(pilot, lambda: "Who is to read it?" in said(app))
        await pilot.press("enter")
        await until(pilot, lambda: (folder / "exports" / "reflection-P01.md").exists())
        await pilot.press("f10")
        await shown(pilot, StudyScreen)
        await pilot.press("ctrl+q")
    text = (folder / "exports" / "reflection-P01.md").read_text(encoding="utf-8")
    assert "It began with a complaint." in text
    assert 'We were \\*cross\\* for "months".' in text
    # The only provider of the study would be named by the role alone.
    assert "— an alliance member" in text
    assert "Robin Vale" not in text
    assert "P01" not in text
    quotes = Study.open(folder).quotes()
    assert [(row.text, row.points, row.contradicts) for row in quotes] == [
        ('We were *cross* for "months".', ("LP4",), ()),
        ('We were *cross* for "months". Then Sam said they had one person.', ("LP2",), ("LP2",)),
    ]
