"""Drafting again and going back by key presses: no word of a person changes, and undo takes it back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import TextArea

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.drafting_again import Again
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.changes import Changes
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.writeup import WriteupScreen
from reflect.tui.screens.writeup_versions import VersionsScreen
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.waiting import said, shown, until

WORDS = "We met at the mill. Nobody rang. The rota hung by the kettle."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, 19, PointId("LP1"))
    desk.close()
    return study


def tag_another(study: Study) -> str:
    desk = study.open_session(study.sessions()[0].id)
    before = set(desk.record.quotes)
    desk.toggle(answer_passage(ANSWER), 20, 32, PointId("LP2"))
    desk.save()
    desk.close()
    return (set(desk.record.quotes) - before).pop()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_was_tagged_since_comes_to_the_end_and_undo_takes_it_away(
    study: Study, size: tuple[int, int]
) -> None:
    name = study.drafts.keep_reflection("P01")
    app = ReflectApp(lambda: [WriteupScreen(study, name)])
    async with app.run_test(size=size, notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        await pilot.press(*"I heard this. ")
        mine, cursor = editor.text, editor.cursor_location
        await pilot.press("escape", "d")
        await until(pilot, lambda: "No quote has been tagged since" in said(app))
        assert editor.text == mine
        quote = tag_another(study)
        await pilot.press("d")
        await until(pilot, lambda: "1 quote tagged since" in said(app))
        assert editor.text.startswith(mine)
        assert editor.text.count(f"[[quote {quote}]]") == 1
        assert editor.cursor_location == cursor
        assert study.writeup_shelf.text(name) == editor.text
        await pilot.press("d")
        await until(pilot, lambda: "No quote has been tagged since" in said(app))
        await pilot.press("i", "ctrl+z")
        await until(pilot, lambda: editor.text == mine)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: study.writeup_shelf.text(name) == mine)
        await pilot.press("escape", "d")
        await until(pilot, lambda: editor.text == mine)


@pytest.mark.parametrize("at_the_end", [True, False])
async def test_who_types_on_meanwhile_loses_neither_words_nor_place(
    study: Study, monkeypatch: pytest.MonkeyPatch, *, at_the_end: bool
) -> None:
    name = study.drafts.keep_reflection("P01")
    quote = tag_another(study)
    go_on, again = threading.Event(), study.drafts.again

    def slowly(writeup: str, text: str) -> Again:
        go_on.wait(10)
        return again(writeup, text)

    monkeypatch.setattr(study.drafts, "again", slowly)
    app = ReflectApp(lambda: [WriteupScreen(study, name)])
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        await pilot.press("escape", "d", "i")
        if at_the_end:
            editor.move_cursor(editor.document.end)
        await pilot.press(*"Typed meanwhile")
        mine, cursor = editor.text, editor.cursor_location
        go_on.set()
        await until(pilot, lambda: "1 quote tagged since" in said(app))
        assert editor.cursor_location == cursor
        await pilot.press(*", and on")
        await until(pilot, lambda: "Typed meanwhile, and on" in editor.text)
        now = mine.replace("Typed meanwhile", "Typed meanwhile, and on").rstrip("\n")
        assert editor.text.startswith(f"{now}\n\n## Unplaced")
        assert editor.text.count(f"[[quote {quote}]]") == 1
        await pilot.press("ctrl+s")
        await until(pilot, lambda: study.writeup_shelf.text(name) == editor.text)


async def test_a_text_that_says_nothing_of_what_it_was_drafted_from_is_told_so(study: Study) -> None:
    name = study.writeup_shelf.keep("letter", "Dear all,\n")
    app = ReflectApp(lambda: [WriteupScreen(study, name)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "Dear" in editor.text)
        await pilot.press("escape", "d")
        await until(pilot, lambda: "do not say what it was drafted from" in said(app))
        assert editor.text == "Dear all,\n"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_version_is_named_compared_and_brought_back(study: Study, size: tuple[int, int]) -> None:
    name = study.drafts.keep_reflection("P01")
    draft = study.writeup_shelf.text(name)
    app = ReflectApp(lambda: [WriteupScreen(study, name)])
    async with app.run_test(size=size, notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        await pilot.press("ctrl+end", *"Brand new ending.", "escape", "e")
        await shown(pilot, VersionsScreen)
        await until(pilot, lambda: "As it was drafted" in said(app))
        await pilot.press("n")
        await shown(pilot, AskLine)
        await pilot.press(*"before P03", "enter")
        await until(pilot, lambda: "Kept as “before P03”" in said(app))
        await pilot.press("end", "enter")
        await shown(pilot, Changes)
        await until(pilot, lambda: "[+" in said(app) and "Brand new ending.+]" in said(app))
        assert "3 words came" in said(app)
        await pilot.press("b")
        await until(pilot, lambda: app.screen.query("#editor"))
        await until(pilot, lambda: editor.text == draft)
        await until(pilot, lambda: study.writeup_shelf.text(name) == draft)
        assert "Brand new ending." in study.writeup_shelf.versions.text(
            name, study.writeup_shelf.versions.all(name)[0]
        )
        await pilot.press("escape", "i", "ctrl+z")
        await until(pilot, lambda: "Brand new ending." in editor.text)
        await pilot.press("escape", "e")
        versions = await shown(pilot, VersionsScreen)
        await until(pilot, lambda: versions.rows.current)
        await pilot.press("q")
        await until(pilot, lambda: app.screen.query("#editor"))
        assert "Brand new ending." in editor.text


async def test_what_changed_since_stands_in_the_list_of_what_is_held_back(study: Study) -> None:
    name = study.drafts.keep_reflection("P01")
    desk = study.open_session(study.sessions()[0].id)
    desk.write(ANSWER, "Nobody rang.")
    desk.save()
    desk.close()
    app = ReflectApp(lambda: [WriteupScreen(study, name)])
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = app.screen
        assert isinstance(screen, WriteupScreen)
        await until(pilot, lambda: screen.last is not None)
        await pilot.press("f8")
        await shown(pilot, Pick)
        assert "the passage was edited after this was marked" in said(app)
