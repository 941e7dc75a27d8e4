"""Rules of engagement are worded from what was gathered, adopted, and looked at again one by one."""

from __future__ import annotations

from pathlib import Path

from reflect.domain.group import RuleState
from reflect.services.desk import SessionDesk
from reflect.tui.screens.dialogs.ask import AskLine, AskText
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.group_session import GroupSessionScreen
from reflect.tui.screens.rules import RulesScreen
from reflect.tui.screens.study import StudyScreen
from tests.builders import a_desk, a_record
from tests.services.studies import a_study
from tests.tui.looking import settled
from tests.tui.room_driver import InRoom, in_room
from tests.tui.study_screens import app_of, opened
from tests.tui.waiting import said, shown, until

GUIDE = """\
---
id: rules-of-engagement
title: Rules of engagement
version: 1.0
kind: workshop
mode: group
---

## What would we do? {#behaviours kind=list}

## Our rules {#rules kind=rules from=behaviours}

In a sentence each.
"""


def gathered(desk: SessionDesk) -> SessionDesk:
    entries = [
        desk.contribute("behaviours", words) for words in ("say it early", "ask what words mean", "tea")
    ]
    desk.gather(entries[:2], "Difficult conversations")
    return desk


async def worded(room: InRoom, words: str) -> None:
    await room.press("enter")
    await room.onto(AskText)
    await room.press("ctrl+u")
    await room.type(words)
    await room.press("f2")
    await room.onto(RulesScreen)


async def test_proposals_are_worded_ordered_adopted_and_reviewed(tmp_path: Path) -> None:
    desk = gathered(a_desk(a_record(GUIDE, participant=None)))
    async with in_room(tmp_path, desk, size=(80, 24)) as room:
        await room.at("rules")
        assert "2 proposals wait: R words the rules." in room.board
        await room.press("R")
        await room.onto(RulesScreen)
        assert "○ Difficult conversations" in room.seen
        await room.press("down", "enter")
        await room.onto(AskText)
        assert "What was said: say it early; ask what words mean" in said(room.pilot.app)
        await room.type("We say it early.")
        await room.press("f2")
        await room.onto(RulesScreen)
        assert "1 rule, 0 adopted · 1 proposed" in room.seen
        await room.press("end")
        await worded(room, "We begin with tea.")
        assert [(r.heading, r.text) for r in desk.rules()] == [
            ("Difficult conversations", "We say it early."),
            ("", "We begin with tea."),
        ]
        assert "0 proposed" in room.seen
        await room.press("plus")
        assert [r.text for r in desk.rules()] == ["We begin with tea.", "We say it early."]
        await room.press("d")
        await room.onto(AskLine)
        await room.press("enter")
        await room.until_seen("Adopted today by everyone in the room.")
        assert {(r.adopted, r.adopted_by) for r in desk.rules()} == {("2026-11-23", "everyone in the room")}
        await room.press("home")
        await worded(room, "We begin with tea, always.")
        assert "2 rules, 1 adopted" in room.seen
        await room.press("u")
        await room.until_seen("2 rules, 2 adopted")
        await room.press("r")
        await room.onto(AskLine)
        await room.press("enter")
        for number, state in enumerate(("kept", "slipping"), 1):
            await room.until_seen(f"{number} of 2: how is it going?")
            await room.press(*state, "enter")
            await room.onto(AskText)
            await room.type("Mostly.")
            await room.press("f2")
        await room.until_seen("Looked at 2 rules.")
        assert [r.reviews[0].state for r in desk.rules()] == [RuleState.KEPT, RuleState.SLIPPING]
        assert desk.rules()[0].reviews[0].note == "Mostly."
        await room.press("escape")
        await room.onto(GroupSessionScreen)
        assert "• We begin with tea." in room.board
        assert "Adopted 23 Nov 2026 by everyone in the room." in room.board


async def test_rules_are_looked_at_again_from_the_study(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    (study.folder / "guides").mkdir(exist_ok=True)
    (study.folder / "guides" / "rules-of-engagement.md").write_text(GUIDE, encoding="utf-8")
    desk = study.start_session("rules-of-engagement", None)
    desk.adopt([desk.word_rule("We say it early.")], on="2026-03-04", by="everyone")
    desk.close()
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("R")
        await shown(pilot, RulesScreen)
        await settled(pilot)
        assert "Adopted 4 Mar 2026 by everyone." in said(app)
        await pilot.press("v")
        await shown(pilot, AskLine)
        await pilot.press("enter")
        await shown(pilot, Pick)
        await pilot.press(*"changed", "enter")
        await shown(pilot, AskText)
        await pilot.press(*"Too short", "f2")
        await until(pilot, lambda: "Looked at one rule." in said(app))
        await pilot.press("escape")
        await shown(pilot, StudyScreen)
        await settled(pilot)
    (row,) = study.sessions()
    again = study.open_session(row.id)
    assert again.rules()[0].reviews[0].state is RuleState.CHANGE
    assert again.rules()[0].reviews[0].note == "Too short"
    again.close()
