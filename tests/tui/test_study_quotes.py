"""Learning points and quotes on the study screen, by key presses."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.demo import build_demo
from reflect.services.study import Study
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.panes import quotes
from reflect.tui.screens.panes.quote_filter import UNTAGGED, QuoteFilter
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.widgets.rows import Rows
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, tab
from tests.tui.waiting import said, shown, until


@pytest.fixture
def demo(tmp_path: Path) -> Study:
    return build_demo(tmp_path / "demo", groups=False)


async def test_a_learning_point_is_described_beside_the_list_or_by_enter(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "3", "down", "down", "down")
        assert "Use when" in said(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Use when" not in said(app)
        text = await tab(pilot, "enter")
        assert text.count("4 Recognise difference") == 2


async def test_quotes_are_narrowed_by_words_point_role_and_person(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "4")
        text = await tab(pilot, "slash", *"boiler")
        assert "of 72" in text
        assert "72 of 72" not in text
        assert "broken boiler" in text
        text = await tab(pilot, "escape", "c", "p")
        await shown(pilot, Pick)
        await pilot.press(*"6 learn", "enter")
        await until(pilot, lambda: "6 Learn in the messiness · 11 of 72" in said(app))
        await opened(pilot)
        await pilot.press("r")
        await shown(pilot, Pick)
        await pilot.press(*"commissioner", "enter")
        await until(pilot, lambda: "6 Learn in the messiness · Commissioner · " in said(app))
        await opened(pilot)
        await pilot.press("c", "w")
        await shown(pilot, Pick)
        await pilot.press(*"P03", "enter")
        await until(pilot, lambda: "P03 · 12 of 72" in said(app))
        await opened(pilot)
        text = await tab(pilot, "c", "slash", *"zzzz")
        assert "0 of 72" in text
        assert "No quote fits" in text


async def test_digits_belong_to_the_words_while_one_types_and_to_the_tabs_otherwise(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await tab(pilot, "4")
        assert "16 of 72" in await tab(pilot, "slash", "#", "4")
        assert screen.tab == "quotes"
        await tab(pilot, "enter", "1")
        assert screen.tab == "sessions"


async def test_enter_on_a_quote_opens_the_session_at_the_quote(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "4", "down", "down")
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        quote = screen.query_one("#quotes Rows", Rows).key
        await pilot.press("enter")
        tag = await shown(pilot, TagScreen)
        assert tag._at == quote
        await pilot.press("q")
        await opened(pilot)
        assert screen.query_one("#quotes Rows", Rows).key == quote


async def test_the_quotes_of_a_point_are_one_key_from_the_codebook(demo: Study) -> None:
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await tab(pilot, "3", "end", "s")
        await until(pilot, lambda: "8 Rethink impact · 9 of 72" in said(app))


async def test_a_quote_is_shown_exactly_as_it_was_said_never_as_markup(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    words = "We were cross. [b]Then[/b] Sam said they had one person. One."
    desk = interviewed(study, words)
    desk.toggle(answer_passage(ANSWER), 0, len(words), PointId("LP4"))
    desk.close()
    app = app_of(study)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert "[b]Then[/b] Sam said" in await tab(pilot, "4")


def test_a_filter_asks_for_everything_it_names(demo: Study) -> None:
    rows, codebook = demo.quotes(), demo.codebook()
    assert len(QuoteFilter().apply(rows, codebook)) == len(rows)
    four = QuoteFilter(words="#4 #5").apply(rows, codebook)
    assert four
    assert all({"LP4", "LP5"} <= set(row.points) for row in four)
    assert QuoteFilter(words="#99").apply(rows, codebook) == []
    assert QuoteFilter(point=UNTAGGED).apply(rows, codebook) == [row for row in rows if not row.points]
    loud = QuoteFilter(words="BOILER waited").apply(rows, codebook)
    assert [row.id for row in loud] == [r.id for r in rows if "boiler" in r.text and "waited" in r.text]


async def test_of_more_quotes_than_can_be_listed_the_first_are_and_the_rest_is_said(
    demo: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotes, "MOST", 10)
    app = app_of(demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert "10 of 10 · 62 later ones" in await tab(pilot, "4")
