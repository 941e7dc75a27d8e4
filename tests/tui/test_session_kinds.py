"""Answering each kind of question by key presses and mouse."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from reflect.domain.consent import Attribution
from reflect.domain.session import ResponseState
from reflect.errors import StoreError
from reflect.tui.widgets.answer_choose import ChooseAnswer
from tests.builders import MemoryKeeper, a_desk, a_record
from tests.services.studies import a_person, a_study
from tests.tui.session_driver import sitting


async def test_choosing_by_digit_space_and_mouse_up_to_the_most(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("4")
        assert "choose up to 2" in sat.seen
        await sat.press("2")
        assert sat.desk.response("missing").choices == ("health",)
        assert "[x] 2 Health services" in sat.seen
        await sat.press("up", "space")
        assert sat.desk.response("missing").choices == ("lived", "health")
        await sat.press("3")
        assert sat.said == "2 are chosen, and that is the most: take one away first."
        await sat.press("8")
        assert sat.said == "There is no 8 here: 1 to 3."
        await sat.pilot.click(ChooseAnswer, offset=(8, 1))
        await sat.press()
        assert sat.desk.response("missing").choices == ("lived",)
        await sat.press("tab")
        await sat.type("because 2")
        assert sat.desk.response("missing").text == "because 2"


async def test_a_question_that_rests_on_a_choice_comes_and_goes_without_moving_anyone(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("4")
        assert not any("health would" in line for line in sat.outline)
        await sat.press("2")
        assert "○ 5 What health would have changed" in sat.outline
        assert sat.here == "missing"
        await sat.press("escape", "n")
        assert sat.here == "health-changed"
        await sat.press("u")
        assert sat.desk.response("missing").choices == ()
        assert sat.here == "health-changed"
        await sat.press("n")
        assert sat.here == "safe"
        assert not any("health would" in line for line in sat.outline)


async def test_a_scale_takes_digits_can_t_say_and_a_comment(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("6")
        await sat.press("4")
        assert sat.desk.response("safe").rating == 4
        assert "(•) 4" in sat.seen
        await sat.press("9")
        assert sat.said == "There is no 9 here: 1 to 5, or 0 for can't say."
        assert sat.desk.response("safe").rating == 4
        await sat.press("0")
        assert (sat.desk.response("safe").rating, sat.desk.response("safe").cannot_say) == (None, True)
        await sat.press("home", "space")
        assert sat.desk.response("safe").rating == 1
        await sat.press("minus")
        assert sat.desk.response("safe").cannot_say
        await sat.press("enter")
        await sat.type("rather not 1")
        assert sat.desk.response("safe").text == "rather not 1"
        await sat.press("escape", "2", "escape", "2")
        assert sat.desk.response("safe").rating == 2
        assert sat.desk.record.quotes


async def test_letters_steer_while_a_scale_has_the_digits(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.press("escape")
        await sat.go("6")
        await sat.press("3", "n")
        assert sat.here == "first"
        assert sat.desk.response("safe").rating == 3


async def test_ranking_by_number_and_by_moving(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("7")
        await sat.press("3", "1")
        assert sat.desk.response("first").ranking == ("time", "trust")
        await sat.press("plus")
        assert sat.desk.response("first").ranking == ("trust", "time")
        assert " 1. (1) Trust" in sat.seen
        await sat.press("2", "minus", "delete")
        assert sat.desk.response("first").ranking == ("trust", "time")
        await sat.press("u")
        assert sat.desk.response("first").ranking == ("trust", "time", "money")


async def test_entries_are_added_changed_moved_and_taken_out(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("3")
        await sat.type("slow\nopen\nlou")
        assert sat.desk.response("words").entries == ("slow", "open", "lou")
        await sat.type("d\n")
        await sat.press("up", "plus")
        assert sat.desk.response("words").entries == ("slow", "loud", "open")
        await sat.press("up", "enter")
        await sat.type("er\n")
        assert sat.desk.response("words").entries == ("slower", "loud", "open")
        await sat.press("up", "delete")
        assert sat.desk.response("words").entries == ("slower", "loud")
        await sat.press("tab", "tab")
        await sat.type("two will do")
        assert sat.desk.response("words").text == "two will do"


async def test_a_half_typed_entry_is_kept_when_one_goes_on(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("3")
        await sat.rush("h", "a", "l", "f", "f8")
        assert sat.desk.response("words").entries == ("half",)
        await sat.press("f7")
        await sat.type("more")
        assert sat.desk.response("words").entries == ("half", "more")


async def test_an_entry_is_tagged_as_a_sentence(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk()) as sat:
        await sat.go("3")
        await sat.type("slow\nopen\n")
        await sat.press("escape", "4")
        assert [quote.words for quote in sat.desk.record.quotes.values()] == ["open"]


async def test_consent_is_taken_item_by_item_and_kept_on_the_participant(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    async with sitting(tmp_path, a_desk(), study=study) as sat:
        await sat.go("8")
        assert "As agreed on 2026-03-01" in sat.said
        await sat.press("home", "1", "1", "3", "1", "2")
        text = sat.desk.response("consent").text
        assert text.startswith("Consent taken 2026-11-23 (wording 1.0): take part: yes · recorded: yes")
        assert "attribution: role only · quoted: yes · sees quotes first: no · shared: not asked" in text
        assert sat.desk.response("consent").state is ResponseState.ANSWERED
        await sat.press("tab", "end")
        await sat.type(" gladly")
        sat.screen.flush()
    person = study.participant("P01")
    assert len(person.consents) == 2, "what was agreed before stays"
    consent = person.consent
    assert consent is not None
    assert (consent.attribution, consent.quoted, consent.sees_quotes_first) == (
        Attribution.ROLE_ONLY,
        True,
        False,
    )
    assert (consent.date, consent.wording, consent.taken_by) == ("2026-11-23", "1.0", "ana")
    assert "Quillfeather" not in sat.desk.response("consent").text


async def test_a_second_visit_to_the_consent_adds_another(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    async with sitting(tmp_path, a_desk(), study=study) as sat:
        await sat.go("8")
        await sat.press("home", "1")
        sat.screen.flush()
        await sat.press("f7", "f8", "home", "2")
        sat.screen.flush()
    assert [c.take_part for c in study.participant("P01").consents] == [True, True, False]


async def test_consent_that_cannot_be_kept_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    keeper = MemoryKeeper()
    async with sitting(tmp_path, a_desk(keeper=keeper), study=study) as sat:
        await sat.go("8")
        with monkeypatch.context() as broken:
            broken.setattr(study.edits, "save_participant", _refuse)
            await sat.press("home", "2")
            with suppress(StoreError):
                sat.screen.flush()
            await sat.press()
            assert "▲ not saved" in sat.top
        sat.screen.flush()
        await sat.press()
        assert "● saved" in sat.top
    consent = study.participant("P01").consent
    assert consent is not None
    assert consent.take_part is False


def _refuse(_: object) -> None:
    raise StoreError("The drive is gone")


async def test_a_list_that_has_entries_to_begin_with_names_them(tmp_path: Path) -> None:
    guide = """---
id: hopes
title: Hopes
version: 1
---

## What should it feel like? {#hopes kind=list}

1. Fun
2. Supportive
"""
    async with sitting(tmp_path, a_desk(a_record(guide))) as sat:
        assert "for instance: Fun, Supportive" in " ".join(sat.seen.split())
