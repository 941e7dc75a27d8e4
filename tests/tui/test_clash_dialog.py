from typing import Any

import pytest
from textual.app import App

from reflect.domain.clashes import Clash
from reflect.domain.text_merging import apart
from reflect.tui.screens.dialogs.ask import AskText
from reflect.tui.screens.dialogs.clash import ClashChoice
from tests.tui.waiting import said, shown, until

CLASH = Clash(
    id="c",
    table="responses",
    record="went-well",
    field="text",
    kept="We met. It was [b]spring[/b].",
    other="We met. It was winter.",
    at="2026-11-23T10:15:30+00:00",
)


class Host(App[None]):
    """An app that only asks."""

    def __init__(self, clash: Clash, now: str | None = None) -> None:
        super().__init__()
        self.clash = clash
        self.now = now
        self.chosen: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(
            ClashChoice(self.clash, heading="A time it went well", now=self.now), self.chosen.append
        )


def test_only_the_sentences_that_differ_are_marked() -> None:
    assert apart("We met. It was spring.", "We met. It was winter.") == [
        ("We met.", False),
        (" It was spring.", True),
    ]


@pytest.mark.parametrize(
    ("key", "chosen"),
    [
        ("1", CLASH.kept),
        ("2", CLASH.other),
        ("b", f"{CLASH.kept}\n\n{CLASH.other}"),
        ("escape", None),
    ],
)
async def test_one_key_chooses(key: str, chosen: str | None) -> None:
    app = Host(CLASH)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, ClashChoice)
        assert "[b]spring[/b]" in said(app)
        assert "winter" in said(app)
        await pilot.press(key)
        await until(pilot, lambda: app.chosen)
    assert app.chosen == [chosen]


async def test_both_can_be_edited_into_one() -> None:
    app = Host(CLASH, now="We met. It was spring, I think.")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, ClashChoice)
        await pilot.press("e")
        asked: Any = await shown(pilot, AskText)
        assert asked.query_one("TextArea").text == "We met. It was spring, I think.\n\nWe met. It was winter."
        asked.query_one("TextArea").text = "We met."
        await pilot.press("f2")
        await until(pilot, lambda: app.chosen)
    assert app.chosen == ["We met."]


async def test_values_that_are_not_words_are_only_chosen() -> None:
    clash = Clash(
        id="c", table="responses", record="safe", field="rating", kept="4", other="2", prose=False, at=""
    )
    app = Host(clash)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, ClashChoice)
        assert "edit" not in said(app)
        await pilot.press("b", "e", "2")
        await until(pilot, lambda: app.chosen)
    assert app.chosen == ["2"]
