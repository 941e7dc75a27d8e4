"""Reading a write-up over by key presses: for whom, what the margin says, the drawer, comments, replacing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from reflect.domain.consent import Attribution
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.domain.writeup_reading import Sign
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.writeup import WriteupScreen
from reflect.tui.widgets.preview import Preview
from reflect.tui.widgets.quote_drawer import QuoteDrawer
from reflect.tui.widgets.status_line import StatusLine
from reflect.tui.widgets.writeup_editor import WriteupEditor
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed
from tests.tui.hands import typed
from tests.tui.looking import settled
from tests.tui.waiting import said, shown, until

OURS = "Then we began again."
THEIRS = "Nobody asked me whether I was ready."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(
        a_person("P02", agreed(Attribution.ANONYMOUS, first=True), role="public-agency")
    )
    for code, words, point in (("P01", OURS, "LP4"), ("P02", THEIRS, "LP1")):
        desk = interviewed(study, words, code=code)
        desk.toggle(answer_passage(ANSWER), 0, len(words), PointId(point))
        desk.close()
    return study


def quote_of(study: Study, code: str) -> str:
    return next(row.id for row in study.quotes() if row.participant == code)


def a_write_up(study: Study, text: str) -> None:
    (study.folder / "writeups").mkdir(exist_ok=True)
    (study.folder / "writeups" / "together.md").write_text(text, encoding="utf-8")


@asynccontextmanager
async def opened(study: Study, text: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    a_write_up(study, text)
    app = ReflectApp(lambda: [WriteupScreen(study, "together")])
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await shown(pilot, WriteupScreen)
        await until(pilot, lambda: screen.last is not None)
        await settled(pilot)
        yield pilot


def editor_of(pilot: Pilot[Any]) -> WriteupEditor:
    return pilot.app.screen.query_one(WriteupEditor)


def signs(pilot: Pilot[Any]) -> list[str]:
    editor = editor_of(pilot)
    marks = [editor.mark_at(row) for row in range(editor.document.line_count)]
    return [mark.sign.value if mark else "" for mark in marks]


def shown_to(pilot: Pilot[Any], audience: str) -> bool:
    return f"audience: {audience}" in said(pilot.app)


def shows(widget: Widget) -> bool:
    return bool(widget.display)


def focused(widget: Widget) -> bool:
    return widget.has_focus


def status(pilot: Pilot[Any]) -> str:
    return pilot.app.screen.query_one(StatusLine).plain


# -- for whom --------------------------------------------------------------------------------------------


async def test_the_preview_changes_at_once_with_the_audience(study: Study) -> None:
    mine, theirs = quote_of(study, "P01"), quote_of(study, "P02")
    text = f"---\nparticipant: P02\n---\n\n[[quote {mine}]]\n\n[[quote {theirs}]]\n"
    async with opened(study, text) as pilot:
        preview = pilot.app.screen.query_one(Preview)
        assert "audience: public · 1 held back" in said(pilot.app)
        assert "Nobody asked me" not in preview.text()
        await pilot.press("f6")
        await until(pilot, lambda: "audience: participant P02 · nothing held back" in said(pilot.app))
        await until(pilot, lambda: "Nobody asked me" in preview.text())
        await pilot.press("escape", "a")
        await until(pilot, lambda: "audience: internal" in said(pilot.app))
        await until(pilot, lambda: "— P02" in preview.text())
        await pilot.press("a")
        await until(pilot, lambda: "audience: public · 1 held back" in said(pilot.app))
        await until(pilot, lambda: "Nobody asked me" not in preview.text())


async def test_which_participant_is_asked_where_the_write_up_is_about_nobody(study: Study) -> None:
    async with opened(study, f"[[quote {quote_of(study, 'P02')}]]\n") as pilot:
        await pilot.press("f6")
        await shown(pilot, Pick)
        await typed(pilot, "P02")
        await pilot.press("enter")
        await until(pilot, lambda: "audience: participant P02" in said(pilot.app))


# -- the margin ------------------------------------------------------------------------------------------


async def test_every_reference_has_its_sign_and_the_line_tells_its_story(study: Study) -> None:
    text = (
        f"[[quote {quote_of(study, 'P01')}]]\n\n[[quote {quote_of(study, 'P02')}]]\n\n"
        "[[quote zzzz]]\n\n<!-- ask her -->\n"
    )
    async with opened(study, text, (80, 24)) as pilot:
        assert signs(pilot) == ["✓", "", "○", "", "!", "", "#", ""]
        assert "P01" in status(pilot)
        assert OURS in status(pilot)
        await pilot.press("down", "down")
        assert "held back: not yet approved" in status(pilot)
        assert THEIRS in status(pilot)
        await pilot.press("down", "down")
        assert "there is no quote zzzz" in status(pilot)
        await pilot.press("down", "down")
        assert "never leaves: ask her" in status(pilot)
        await settled(pilot)
        assert "○ [[quote" in said(pilot.app)


async def test_signs_move_with_their_lines_before_anything_is_read_again(study: Study) -> None:
    reference = f"[[quote {quote_of(study, 'P01')}]]"
    async with opened(study, f"Before.\n\n{reference}\n\nAfter.\n") as pilot:
        editor = editor_of(pilot)
        before = editor.mark_at(2)
        assert before is not None
        editor.insert("New.\n\n", (0, 0))
        assert signs(pilot)[:5] == ["", "", "", "", "✓"]
        editor.insert("x", (4, 8))
        assert "✓" not in signs(pilot), "another reference must not have the sign of this one"
        await until(pilot, lambda: signs(pilot)[4] == "!")
        editor.undo()
        await until(pilot, lambda: signs(pilot)[4] == "✓")


# -- the drawer ------------------------------------------------------------------------------------------


async def test_the_drawer_stays_open_while_several_quotes_are_put_in(study: Study) -> None:
    mine, theirs = quote_of(study, "P01"), quote_of(study, "P02")
    async with opened(study, "# Ours\n\n") as pilot:
        editor, drawer = editor_of(pilot), pilot.app.screen.query_one(QuoteDrawer)
        await pilot.press("ctrl+end", "ctrl+o")
        await until(pilot, lambda: len(drawer.rows.items) == 2)
        await pilot.press("tab", "4")
        assert [each.row.id for each in drawer.rows.items] == [mine]
        await pilot.press("enter", "4", "u")
        assert [each.row.id for each in drawer.rows.items] == [theirs]
        await pilot.press("m")
        assert not drawer.rows.items
        await pilot.press("m", "l", "escape")
        assert focused(editor)
        assert shows(drawer)
        assert editor.text == f"# Ours\n\n[[quote {mine}]]\n[[quote {theirs}]]"
        await pilot.press("ctrl+o", "ctrl+o")
        assert not shows(drawer)
        assert focused(editor)


async def test_the_drawer_takes_the_whole_width_of_a_small_screen_and_gives_it_back(study: Study) -> None:
    async with opened(study, "Words.\n", (80, 24)) as pilot:
        editor, drawer = editor_of(pilot), pilot.app.screen.query_one(QuoteDrawer)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: len(drawer.rows.items) == 2)
        assert not shows(editor)
        await until(pilot, lambda: "What went well" in said(pilot.app) or "may appear, as" in said(pilot.app))
        await pilot.press("escape")
        assert shows(editor)
        assert focused(editor)


async def test_the_drawer_asks_for_a_person_and_takes_it_off_again(study: Study) -> None:
    async with opened(study, "Words.\n") as pilot:
        drawer = pilot.app.screen.query_one(QuoteDrawer)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: len(drawer.rows.items) == 2)
        await pilot.press("tab", "p")
        await shown(pilot, Pick)
        await typed(pilot, "P02")
        await pilot.press("enter")
        await until(pilot, lambda: [each.row.participant for each in drawer.rows.items] == ["P02"])
        await until(pilot, lambda: isinstance(pilot.app.screen, WriteupScreen))
        await pilot.press("p")
        assert len(drawer.rows.items) == 2


async def test_words_that_were_taken_back_are_neither_shown_nor_found_in_the_drawer(study: Study) -> None:
    study.withdrawals.withdraw("P02")
    async with opened(study, f"[[quote {quote_of(study, 'P02')}]]\n") as pilot:
        drawer = pilot.app.screen.query_one(QuoteDrawer)
        assert THEIRS not in status(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: len(drawer.rows.items) == 2)
        await settled(pilot)
        assert "(taken back)" in said(pilot.app)
        assert "Nobody asked me" not in said(pilot.app)
        await typed(pilot, "nobody asked")
        assert not drawer.rows.items


# -- the outline and the count ---------------------------------------------------------------------------


async def test_the_outline_tells_words_as_readers_see_them_and_goes_to_a_heading(study: Study) -> None:
    text = f"# One\n\nTwo words.\n\n## Inner\n\n[[quote {quote_of(study, 'P01')}]]\n\n# Last\n\nEnd.\n"
    async with opened(study, text, (160, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WriteupScreen)
        assert screen.query_one("#outline").display
        await pilot.press("f7")
        await shown(pilot, Pick)
        assert "words as readers see it (public)" in said(pilot.app)
        assert "✓ 1" in said(pilot.app)
        await typed(pilot, "last")
        await pilot.press("enter")
        await until(pilot, lambda: editor_of(pilot).cursor_location == (8, 0))
        await until(pilot, lambda: "section 2 of" in status(pilot))


async def test_the_preview_follows_to_where_one_writes(study: Study) -> None:
    text = "".join(f"## Part {n}\n\nSome words of part {n}.\n\n" for n in range(60))
    async with opened(study, text, (120, 24)) as pilot:
        preview = pilot.app.screen.query_one(Preview)
        assert preview.scroll_offset.y == 0
        await pilot.press("ctrl+end")
        await until(pilot, lambda: preview.scroll_offset.y > 0)
        await settled(pilot)
        assert said(pilot.app).count("Some words of part 59.") == 2


# -- comments to oneself ---------------------------------------------------------------------------------


async def test_a_comment_is_made_of_what_is_selected_found_again_and_shown_to_nobody(study: Study) -> None:
    async with opened(study, "Keep this. Doubt that.\n\nEnd.\n") as pilot:
        editor, preview = editor_of(pilot), pilot.app.screen.query_one(Preview)
        editor.selection = editor.selection._replace(start=(0, 11), end=(0, 22))
        await pilot.press("ctrl+n")
        assert editor.document.lines[0] == "Keep this. <!-- Doubt that. -->"
        await until(pilot, lambda: signs(pilot)[0] == Sign.COMMENT.value)
        await until(pilot, lambda: "Doubt" not in preview.text())
        await pilot.press("ctrl+end", "ctrl+n")
        await typed(pilot, "ask Sam")
        assert editor.document.lines[-1] == "<!-- ask Sam -->"
        await pilot.press("escape", "n")
        assert editor.cursor_location == (0, 11)
        await pilot.press("escape", "C")
        await shown(pilot, Pick)
        await until(pilot, lambda: "line 4: ask Sam" in said(pilot.app))
        await pilot.press("escape")
        await shown(pilot, WriteupScreen)
        for audience in ("participant P02", "internal", "public"):
            await pilot.press("f6")
            if "participant" in audience:
                await shown(pilot, Pick)
                await typed(pilot, "P02")
                await pilot.press("enter")
            await until(pilot, partial(shown_to, pilot, audience))
            await settled(pilot)
            assert "End." in preview.text()
            assert "Sam" not in preview.text()
            assert "Doubt" not in preview.text()


# -- find and replace ------------------------------------------------------------------------------------


async def test_replacing_all_leaves_references_alone_and_is_undone_in_one_step(study: Study) -> None:
    quote = quote_of(study, "P01")
    text = f"---\ntitle: A quote\n---\n\nA quote, quotes, Quote.\n\n[[quote {quote}]]\n"
    async with opened(study, text) as pilot:
        editor = editor_of(pilot)
        await pilot.press("f3")
        await typed(pilot, "quote")
        await until(pilot, lambda: "1 of 3" in said(pilot.app))
        await pilot.press("f3")
        await until(pilot, lambda: "1 of 2" in said(pilot.app))
        await pilot.press("f4")
        await until(pilot, lambda: "1 of 1" in said(pilot.app))
        await pilot.press("f3", "f4", "tab")
        await typed(pilot, "line")
        await pilot.press("f5")
        assert editor.text == text.replace("A quote, quotes, Quote.", "A line, lines, line.")
        await pilot.press("escape", "ctrl+z")
        assert editor.text == text


async def test_replacing_goes_from_one_to_the_next(study: Study) -> None:
    async with opened(study, "one two one two one\n") as pilot:
        editor = editor_of(pilot)
        await pilot.press("escape", "r")
        await typed(pilot, "one")
        await pilot.press("tab")
        await typed(pilot, "1")
        await pilot.press("enter", "f2")
        assert editor.text == "one two 1 two one\n"
        await pilot.press("f2")
        assert editor.text == "one two 1 two 1\n"
        await pilot.press("f6", "f5")
        assert editor.text == "1 two 1 two 1\n"
