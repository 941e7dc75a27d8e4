"""Participant mode, by keys and by fingers: what they answer is kept, and nothing else is there."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Button

from reflect.domain.consent import Attribution, Given
from reflect.domain.ids import QuestionId
from reflect.domain.session import MemoTarget, ResponseState
from reflect.errors import InvalidInput, NotFound
from reflect.services.own_answers import Wanted, own_desk
from reflect.services.study import Study
from reflect.tui.answering_app import AnsweringApp
from reflect.tui.screens.answering import AnsweringScreen, Part
from reflect.tui.screens.answering_words import TROUBLE
from reflect.tui.screens.dialogs.confirm import Confirm
from tests.builders import EVERY_KIND, HandClock
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.hands import typed
from tests.tui.looking import screen_text, settled
from tests.tui.waiting import said, shown, until
from tests.tui.window import PATIENCE, WORDS, kept_here, window

ASKED = Wanted(guide="every-kind", participant="P01")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    (study.folder / "guides" / "every-kind.md").write_text(EVERY_KIND, "utf-8")
    return study


class Answered:
    """A participant in front of the screen."""

    def __init__(self, app: AnsweringApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> AnsweringScreen:
        assert isinstance(self.app.screen, AnsweringScreen)
        return self.app.screen

    @property
    def seen(self) -> str:
        return said(self.app)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settled(self.pilot)

    async def touch(self, selector: str, *, row: int = 1) -> None:
        """Tap once, after the button has shown that it was tapped before: a double tap is one."""
        target = self.app.screen.query_one(selector)
        await until(self.pilot, lambda: target.region.height and not target.has_class("-active"))
        assert await self.pilot.click(target, offset=(4, row))
        await settled(self.pilot)


@asynccontextmanager
async def handed_over(
    study: Study, wanted: Wanted = ASKED, *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Answered]:
    desk = own_desk(study, wanted)
    app = AnsweringApp(lambda: [AnsweringScreen(study, desk, now=HandClock())])
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield Answered(app, pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_guide_of_every_kind_is_answered_by_keys_alone(study: Study, size: tuple[int, int]) -> None:
    async with handed_over(study, size=size) as they:
        assert "Welcome" in they.seen
        assert "There are 7 questions" in they.seen
        await they.press("enter")
        assert "Question 1 of 7" in they.seen
        await typed(they.pilot, "We went for a walk, n and p and q.")
        await they.press("f8", "f8")
        await typed(they.pilot, "calm\ntea\n")
        await they.press("f8", "2", "n")
        assert "Question 5 of 8" in they.seen  # what was chosen opened one more question
        await they.press("f6", "f8", "4", "n", "3", "1", "n", "1", "2")
        await they.press("f8")
        assert "Thank you" in they.seen
        assert "give the tablet or the computer back" in they.seen
        await they.press("enter")
        await until(they.pilot, lambda: not they.app.is_running or they.app._exit)
    with closing(Study.open(study.folder)) as again:
        (row,) = again.sessions()
        record = again.session_record(row.id)
        person = again.participant("P01")
    answers = {str(key): response for key, response in record.responses.items()}
    assert answers["went-well"].text == "We went for a walk, n and p and q."
    assert answers["words"].entries == ("calm", "tea")
    assert answers["missing"].choices == ("health",)
    assert answers["health-changed"].state is ResponseState.DECLINED
    assert answers["safe"].rating == 4
    assert answers["first"].ranking == ("time", "trust")
    assert record.session.ended is not None
    assert person.consent is not None
    assert person.consent.given is Given.WRITTEN
    assert (person.consent.take_part, person.consent.recorded) == (True, False)
    assert person.consent.attribution is Attribution.NAMED  # what they had agreed to before stays


async def test_everything_can_be_done_by_touching_buttons_and_lines(study: Study) -> None:
    async with handed_over(study) as they:
        await they.touch("#next")
        for _ in range(4):
            await they.touch("#next")
        assert "How safe is it?" in they.seen
        await they.touch("#scale", row=1)
        assert they.screen.desk.response("safe").rating == 2
        await they.touch("#declined")
        await shown(they.pilot, Confirm)
        await they.touch("#yes")
        await until(they.pilot, lambda: isinstance(they.app.screen, AnsweringScreen))
        assert they.screen.desk.response("safe").state is ResponseState.DECLINED
        assert they.screen.desk.response("safe").rating is None
        assert "That is fine" in they.seen
        await they.touch("#previous")
        assert "Question 4" in they.seen
        await they.touch("#leave")
        await until(they.pilot, lambda: they.app._exit)
    with closing(Study.open(study.folder)) as again:
        assert again.session_record(again.sessions()[0].id).session.ended is None


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_buttons_are_large_enough_for_a_finger_and_all_of_them_are_there(
    study: Study, size: tuple[int, int]
) -> None:
    async with handed_over(study, size=size) as they:
        await they.press("enter", "f8")
        for button in they.screen.query("#buttons Button").results(Button):
            assert button.region.height >= 3
            assert button.region.width >= 10
            assert they.screen.region.contains_region(button.region)


async def test_nothing_of_the_interviewers_is_on_any_page_and_no_key_leads_to_it(study: Study) -> None:
    other = interviewed(study, "Words of another conversation.")
    other.write_memo(None, MemoTarget.SESSION, other.record.session.id, "A memo of mine.")
    other.close()
    desk = own_desk(study, ASKED)
    desk.note("They look tired.", seconds=1.0, question=None)
    desk.write_memo(None, MemoTarget.SESSION, desk.record.session.id, "Ask less next time.")
    desk.close()
    everything = ""
    async with handed_over(study, size=(120, 40)) as they:
        before = they.screen.desk.record
        while they.screen.part is not Part.THANKS:
            for key in (
                "escape",
                *"btogmclesuivhkzxw?/",
                "ctrl+p",
                "f1",
                "f2",
                "f3",
                "f4",
                "f5",
                "f9",
                "f11",
            ):
                if they.screen.part is Part.QUESTION and they.screen.writing and len(key) == 1:
                    continue
                await they.pilot.press(key)
            assert isinstance(they.app.screen, AnsweringScreen)
            assert len(they.app.screen_stack) == 2  # Textual's own empty one, and this
            everything += screen_text(they.app)
            await they.press("f8")
        everything += screen_text(they.app)
        after = they.screen.desk.record
        assert after.notes == before.notes
        assert after.memos == before.memos
        assert (after.quotes, after.tags, after.bin) == ({}, {}, {})
    for words in (
        "Who else was there?",
        "Silence is an answer",
        "A note about",
        "LP2",
        "They look tired",
        "Ask less",
        "memo",
        "another conversation",
        "Rosalind",
        "P01",
        "Wenmarsh",
        str(study.folder),
        "probe",
    ):
        assert words not in everything


async def test_what_is_too_long_for_the_screen_is_reached_by_touch_alone(study: Study) -> None:
    (study.folder / "guides" / "long.md").write_text(
        EVERY_KIND.replace("id: every-kind", "id: long").replace("Thank you.", "Word. " * 300), "utf-8"
    )
    async with handed_over(study, Wanted(guide="long", participant="P01")) as they:
        await they.press("enter", *["f8"] * 6)
        assert "I may be contacted again" not in they.seen
        await they.touch("#more", row=0)
        assert "I may be contacted again" in they.seen
        words = they.screen.query_one("Reading #words")
        await they.touch("#read_on", row=0)
        assert 0 < words.scroll_y < words.max_scroll_y
        for _ in range(9):
            await they.touch("#read_on", row=0)
            if words.scroll_y == words.max_scroll_y:
                break
        assert words.scroll_y == words.max_scroll_y
        await they.touch("#read_on", row=0)
        assert words.scroll_y == 0


async def test_an_enter_too_many_changes_no_consent(study: Study) -> None:
    async with handed_over(study) as they:
        await they.press("enter", *["f8"] * 6, "enter", "enter")
        assert "press 1 for yes" in they.seen
        assert len(study.participant("P01").consents) == 1
        await they.press("1")
        assert "Consent taken" not in they.seen  # the record of it is not theirs to type in


async def test_whoever_comes_back_goes_on_where_they_stopped(study: Study) -> None:
    async with handed_over(study) as they:
        await they.press("enter", "f8")
        await typed(they.pilot, "Money, mostly")
        await they.press("left", "ctrl+q")
    async with handed_over(study) as they:
        assert "Welcome back" in they.seen
        await they.press("enter")
        assert "Question 2 of 7" in they.seen
        await typed(they.pilot, "!")
        assert they.screen.desk.response("in-the-way").text == "Money, mostl!y"
    assert len(study.sessions()) == 1


async def test_what_they_would_rather_not_say_is_taken_back_only_when_they_agree(study: Study) -> None:
    async with handed_over(study) as they:
        await they.press("enter", "f6")
        desk = they.screen.desk
        assert desk.response("went-well").state is ResponseState.DECLINED
        await they.press("f6")
        assert desk.response("went-well").state is ResponseState.ASKED
        await typed(they.pilot, "Well")
        await they.press("f6")
        await shown(they.pilot, Confirm)
        await they.press("enter")
        assert desk.response("went-well").text == "Well"
        await they.press("f6")
        await shown(they.pilot, Confirm)
        await they.touch("#yes")
        await until(they.pilot, lambda: desk.response("went-well").state is ResponseState.DECLINED)
        response = desk.response("went-well")
        assert (response.state, response.text) == (ResponseState.DECLINED, "")
        assert "Your answer" in they.seen
        assert "Well" not in screen_text(they.app).splitlines()


async def test_what_goes_wrong_is_said_without_a_place_or_a_name(study: Study) -> None:
    async with handed_over(study) as they:
        await they.press("enter")
        for folder in ("sessions", ".reflect"):
            (study.folder / folder).rename(study.folder.parent / f"gone-{folder.strip('.')}")
        await typed(they.pilot, "Still here.")
        await they.press("f8")
        await until(they.pilot, lambda: they.app._notifications)
        told = [notice.message for notice in they.app._notifications]
        assert set(told) == {TROUBLE}
        assert "kept on this computer" in they.seen or "not saved" in they.seen
        for folder in ("sessions", ".reflect"):
            (study.folder.parent / f"gone-{folder.strip('.')}").rename(study.folder / folder)


def test_only_one_persons_own_session_is_handed_over(study: Study) -> None:
    (study.folder / "guides" / "room.md").write_text(
        EVERY_KIND.replace("id: every-kind", "id: room\nmode: group"), "utf-8"
    )
    with pytest.raises(InvalidInput, match="for a group"):
        own_desk(study, Wanted(guide="room", participant="P01"))
    with pytest.raises(NotFound):
        own_desk(study, Wanted(guide="every-kind", participant="P99"))
    with pytest.raises(NotFound):
        own_desk(study, Wanted(session="nothing"))
    (study.folder / "guides" / "rated.md").write_text(
        EVERY_KIND.replace("id: every-kind", "id: rated\nkind: assessment"), "utf-8"
    )
    with pytest.raises(NotFound, match="no round"):
        own_desk(study, Wanted(guide="rated", participant="P01", round="spring"))
    with pytest.raises(InvalidInput, match="Nothing says"):
        own_desk(study, Wanted(guide="every-kind"))
    with pytest.raises(InvalidInput, match="by itself"):
        own_desk(study, Wanted(session="x", guide="every-kind"))
    assert study.sessions() == ()
    desk = own_desk(study, ASKED)
    with pytest.raises(InvalidInput, match="open elsewhere"):
        own_desk(study, ASKED)
    desk.sit(participant=desk.record.session.participant)
    desk.close()
    with pytest.raises(InvalidInput, match="words of several people"):
        own_desk(study, Wanted(session=desk.record.session.id))
    person = study.participant("P01")
    assert person.consent is not None
    withdrawn = msgspec.structs.replace(person.consent, withdrawn="2026-04-01")
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, withdrawn)))
    with pytest.raises(InvalidInput, match="P01 cannot be asked"):
        own_desk(study, ASKED)


def in_the_study(folder: Path) -> bool:
    return any(WORDS in path.read_text("utf-8") for path in (folder / "sessions").glob("*.json"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_a_participant_typed_is_there_however_the_program_ends(
    study: Study, number: signal.Signals
) -> None:
    folder = study.folder
    study.close()
    with window("answer", str(folder), "--guide", "every-kind", "--participant", "P01") as opened:
        opened.wait_for("Begin")
        opened.type("\r")
        opened.wait_for("Question 1 of 7")
        opened.type(WORDS)
        opened.wait_for(WORDS)
        if number is signal.SIGKILL:
            end = time.monotonic() + PATIENCE
            while not kept_here(WORDS) and not in_the_study(folder):
                assert time.monotonic() < end
                opened.read(0.05)
        os.kill(opened.program.pid, number)
        opened.ended()
    with closing(Study.open(folder)) as again:
        desk = own_desk(again, ASKED)
        assert desk.response(QuestionId("went-well")).text == WORDS
        desk.close()
