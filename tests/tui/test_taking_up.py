"""What somebody else saves comes onto the screen by itself, and nobody's words move under their hands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui import desk_screen
from reflect.tui.app import ReflectApp
from reflect.tui.screens import writeup_saving
from reflect.tui.screens.dialogs.clash import ClashChoice
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.writeup import WriteupScreen
from reflect.tui.widgets.top_line import TopLine
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.tui.waiting import said, shown, until

OTHER = "in-the-way"
SAID = "We were cross for months. Then Sam said they had one person. One."


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks, and shows, sooner than a person would want."""
    for module in (desk_screen, writeup_saving):
        monkeypatch.setattr(module, "LOOK", 0.05)
        monkeypatch.setattr(module, "QUIET", 0.1)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


class Ben:
    """Somebody at another laptop, whose folder is this one by way of a syncing program."""

    def __init__(self, study: Study, session: str) -> None:
        study = Study.open(study.folder, researcher="Ben")
        self.file = study._store.session(study._sessions.path(session))
        self.desk = SessionDesk(
            self.file.read(),
            study.open_session(session).guide,
            self.file,
            by="Ben",
            clock=study._clock,
            ids=study._ids,
        )

    def does(self, act: Callable[[SessionDesk], object]) -> None:
        """He does something, and it comes over."""
        self.desk.catch_up()
        self.desk.take_up()
        act(self.desk)
        self.desk.save()


@asynccontextmanager
async def up(study: Study, screen: Any, **more: Any) -> AsyncIterator[tuple[Any, Pilot[None]]]:
    app = ReflectApp(lambda: [screen])
    async with app.run_test(size=more.get("size", (120, 40)), notifications=True) as pilot:
        yield await shown(pilot, type(screen)), pilot


def at_answer(study: Study, text: str = SAID, *, offset: int | None = None) -> tuple[SessionDesk, Ben]:
    """A session, left at its answer with the cursor somewhere in it."""
    desk = interviewed(study, text)
    desk.keep_place(ANSWER, len(text) if offset is None else offset, 3.0)
    desk.save()
    return desk, Ben(study, desk.record.session.id)


def answer_on_disk(study: Study, desk: SessionDesk, question: str = ANSWER) -> str:
    record = Study.open(study.folder).session_record(desk.record.session.id)
    return record.responses[QuestionId(question)].text


def said_quietly(screen: SessionScreen) -> str:
    return str(screen.query_one("#said").render())


async def test_what_another_writes_comes_up_without_a_key_and_is_told_in_one_line(study: Study) -> None:
    desk, ben = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        editor = screen.answers.editor
        editor.scroll_to(y=0, animate=False)

        def his(other: SessionDesk) -> None:
            other.write(ANSWER, f"It began in May. {SAID}")
            other.write(OTHER, "Money.")
            other.toggle(answer_passage(ANSWER), 0, 16, PointId("LP4"))

        ben.does(his)
        await until(pilot, lambda: editor.text == f"It began in May. {SAID}")
        assert editor.text[: editor.offset_of_cursor].endswith("One.")
        assert said_quietly(screen) == "Ben's changes came in: 2 answers, 1 quote, 1 tag"
        assert screen.sitting.page == ANSWER
        assert "● saved" in screen.query_one(TopLine).plain
        assert desk.response(OTHER).text == "Money."
        assert not desk.dirty


async def test_the_cursor_stays_in_the_middle_of_its_sentence_and_what_one_sees_stays(study: Study) -> None:
    text = "".join(f"Line {n} of many.\n" for n in range(80))
    place = text.index("Line 40") + 4
    desk, ben = at_answer(study, text, offset=place)
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        editor = screen.answers.editor
        await until(pilot, lambda: editor.scroll_offset.y > 0)
        row = editor.cursor_location[0] - editor.scroll_offset.y
        await pilot.press("shift+right", "shift+right")
        ben.does(lambda other: other.write(ANSWER, f"One.\nTwo.\nThree.\n{text}Last.\n"))
        await until(pilot, lambda: editor.text.startswith("One."))
        start, end = editor.selection
        assert (start, end) == ((43, 4), (43, 6))
        assert editor.cursor_location[0] - editor.scroll_offset.y == row


async def test_words_typed_between_the_save_and_the_showing_are_there_too(study: Study) -> None:
    desk, ben = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        ben.does(lambda other: other.write(ANSWER, f"It began in May. {SAID}"))
        await pilot.press(*" And")
        desk.save()  # the checkpoint, in which his words come in
        await pilot.press(*" then I left.")
        editor = screen.answers.editor
        await until(pilot, lambda: editor.text == f"It began in May. {SAID} And then I left.")
        assert editor.offset_of_cursor == len(editor.text)
        await pilot.press(*" Home.")
        screen.flush()
        assert answer_on_disk(study, desk) == f"It began in May. {SAID} And then I left. Home."


async def test_while_one_types_nothing_moves(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_screen, "QUIET", 60.0)
    desk, ben = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        await pilot.press("x")
        ben.does(lambda other: other.write(ANSWER, f"It began in May. {SAID}"))
        screen.flush()
        assert answer_on_disk(study, desk) == f"It began in May. {SAID}x"
        await pilot.pause(0.3)
        assert screen.answers.editor.text == f"{SAID}x"
        await pilot.press("f8")  # another question is a good moment
        await until(pilot, lambda: desk.response(ANSWER).text == f"It began in May. {SAID}x")
        await pilot.press("f7")
        assert screen.answers.editor.text == f"It began in May. {SAID}x"


async def test_an_entry_that_is_being_typed_is_typed_on_when_another_comes_in(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    (study.folder / "guides").mkdir(exist_ok=True)
    question = "## Three words {#three kind=list max=5}\n\nThree?\n"
    (study.folder / "guides" / "words.md").write_text(
        f"---\nid: words\ntitle: Words\nversion: 1\n---\n\n# Start\n\n{question}", encoding="utf-8"
    )
    desk = study.start_session("words", "P01")
    desk.enter("three", ["trust"])
    desk.keep_place("three", 0, 1.0)
    desk.save()
    ben = Ben(study, desk.record.session.id)
    async with up(study, SessionScreen(study, desk)) as (_, pilot):
        await pilot.press(*"mon")
        await until(pilot, lambda: desk.response("three").entries == ("trust", "mon"))
        desk.save()
        ben.does(lambda other: other.enter("three", ["time", "trust", "mon"]))
        await until(pilot, lambda: desk.response("three").entries == ("time", "trust", "mon"))
        await pilot.press(*"ey", "enter", *"care")
        await until(pilot, lambda: desk.response("three").entries == ("time", "trust", "money", "care"))


async def test_two_versions_of_a_sentence_wait_calmly_and_the_choice_can_be_taken_back(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, ben = at_answer(study, "We were cross. It passed.")
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        editor = screen.answers.editor
        monkeypatch.setattr(desk_screen, "QUIET", 60.0)
        await pilot.press("home", *["right"] * 13, *" then")
        ben.does(lambda other: other.write(ANSWER, "We were furious with them. It passed."))
        screen.flush()
        monkeypatch.setattr(desk_screen, "QUIET", 0.0)
        top = screen.query_one(TopLine)
        await until(pilot, lambda: "1 place in two versions" in top.plain)
        assert said_quietly(screen).endswith("1 place in two versions")
        await pilot.press("escape", "V")
        await shown(pilot, ClashChoice)
        assert "A time it went well" in said(pilot.app) or "went well" in said(pilot.app)
        await pilot.press("2")
        await shown(pilot, SessionScreen)
        await until(pilot, lambda: "two versions" not in top.plain)
        chosen = editor.text
        assert chosen in ("We were furious with them. It passed.", "We were cross then. It passed.")
        await pilot.press("u")
        await until(pilot, lambda: "1 place in two versions" in top.plain)
        assert editor.text != chosen
        assert desk.response(ANSWER).text == editor.text
        await pilot.press("U")
        await until(pilot, lambda: editor.text == chosen)
        screen.flush()
    assert answer_on_disk(study, desk) == chosen


async def test_the_tag_screen_shows_what_comes_in_and_the_session_below_it_too(study: Study) -> None:
    desk, ben = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (below, pilot):
        await pilot.press("escape", "t")
        screen = await shown(pilot, TagScreen)
        await pilot.press("w")
        place = screen.view.cursor

        def his(other: SessionDesk) -> None:
            other.write(ANSWER, f"It began in May. {SAID}")
            other.toggle(answer_passage(ANSWER), 0, 16, PointId("LP4"))

        ben.does(his)
        await until(pilot, lambda: "Ben's changes came in: 1 answer, 1 quote, 1 tag" in said(pilot.app))
        assert "1 quote" in said(pilot.app)
        moved = screen.view.cursor
        assert moved.passage_id == place.passage_id
        assert moved.offset == place.offset + len("It began in May. ")
        await pilot.press("3")
        await until(pilot, lambda: len(desk.record.tags) == 2)
        assert below.answers.editor.text == f"It began in May. {SAID}"
        await pilot.press("q")
        await shown(pilot, SessionScreen)
        await pilot.press("i", *"!")
        below.flush()
    assert answer_on_disk(study, desk) == f"It began in May. {SAID}!"


async def test_a_choice_taken_back_on_the_tag_screen_is_not_undone_by_the_session_below(
    study: Study,
) -> None:
    desk, ben = at_answer(study, "We were cross. It passed.")
    async with up(study, SessionScreen(study, desk)) as (below, pilot):
        await pilot.press("escape", "t")
        screen = await shown(pilot, TagScreen)
        desk.write(ANSWER, "We were cross then. It passed.")
        ben.does(lambda other: other.write(ANSWER, "We were furious with them. It passed."))
        await until(pilot, lambda: "1 place in two versions" in said(pilot.app))
        stood = desk.response(ANSWER).text
        await pilot.press("V")
        await shown(pilot, ClashChoice)
        await pilot.press("2")
        await until(pilot, lambda: "two versions" not in screen.query_one(TopLine).plain)
        assert desk.response(ANSWER).text != stood
        await pilot.press("u", "q")
        await until(pilot, lambda: pilot.app.screen is below)
        await until(pilot, lambda: below.answers.editor.text == stood)
        assert desk.response(ANSWER).text == stood
        assert "1 place in two versions" in below.query_one(TopLine).plain


async def test_words_below_another_screen_are_never_put_back_over_what_came_in(study: Study) -> None:
    desk, ben = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (_, pilot):
        await pilot.press("escape", "t")
        await shown(pilot, TagScreen)
        ben.does(lambda other: other.write(ANSWER, "Something else altogether."))
        await until(pilot, lambda: "Something else altogether." in said(pilot.app))
        await pilot.press("ctrl+q")
    assert answer_on_disk(study, desk) == "Something else altogether."


async def test_choosing_on_the_tag_screen_brings_the_chosen_words_up(study: Study) -> None:
    desk, ben = at_answer(study, "We were cross. It passed.")
    desk.write(ANSWER, "We were cross then. It passed.")
    ben.does(lambda other: other.write(ANSWER, "We were furious with them. It passed."))
    async with up(study, TagScreen(study, desk), size=(80, 24)) as (screen, pilot):
        screen.flush()
        await until(pilot, lambda: "1 place in two versions" in said(pilot.app))
        await pilot.press("V")
        await shown(pilot, ClashChoice)
        await pilot.press("b")
        await until(pilot, lambda: "two versions" not in screen.query_one(TopLine).plain)
        assert "furious" in said(pilot.app)
        assert "cross then" in said(pilot.app)
        await pilot.press("u")
        await until(pilot, lambda: "in two versions" in screen.query_one(TopLine).plain)


async def test_two_screens_on_one_file_do_not_save_at_each_other_for_ever(study: Study) -> None:
    desk, ben = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        ben.does(lambda other: other.write(OTHER, "Money."))
        await until(pilot, lambda: desk.response(OTHER).text == "Money.")
        await pilot.press(*"!")
        screen.flush()
        generation = ben.file.generation
        for _ in range(5):
            ben.desk.catch_up()
            ben.desk.take_up()
            await screen.look_around()
            await pilot.pause(0.05)
        assert ben.desk.response(ANSWER).text == f"{SAID}!"
        assert ben.file.generation == generation + 1


async def test_a_session_that_was_removed_elsewhere_is_not_made_again_by_looking(study: Study) -> None:
    desk, _ = at_answer(study)
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        path = study._sessions.path(desk.record.session.id)
        path.rename(path.with_suffix(".away"))
        await screen.look_around()
        await pilot.pause(0.2)
        assert not path.exists()
        path.with_suffix(".away").rename(path)


# -- write-ups -------------------------------------------------------------------------------------------


@pytest.fixture
def writeup(study: Study) -> tuple[WriteupScreen, Path]:
    interviewed(study, SAID).close()
    name = study.drafts.keep_reflection("P01")
    study.writeup_desk.save(name, "---\nkind: reflection\n---\n\nFirst. Second. Third.\n")
    return WriteupScreen(study, name), study.folder / "writeups" / f"{name}.md"


async def test_a_write_up_shows_what_another_writes_with_the_cursor_on_its_words(
    study: Study, writeup: tuple[WriteupScreen, Path]
) -> None:
    opened, path = writeup
    async with up(study, opened) as (screen, pilot):
        await until(pilot, lambda: "First." in screen.editor.text)
        await pilot.press("end", *" Fourth.")
        path.write_text(path.read_text().replace("First.", "At first. And then."))
        await until(pilot, lambda: "At first. And then. Second. Third. Fourth." in screen.editor.text)
        assert screen.editor.document.get_line(screen.editor.cursor_location[0]).endswith("Fourth.")
        assert screen.editor.cursor_location[1] == len("At first. And then. Second. Third. Fourth.")
        assert "came in" in screen.query_one(TopLine).plain
        await pilot.press(*" Fifth.")
        screen.flush()
        assert path.read_text().endswith("At first. And then. Second. Third. Fourth. Fifth.\n")


@pytest.mark.parametrize(("key", "kept"), [("1", "Theirs."), ("2", "Mine."), ("b", "Theirs.")])
async def test_two_versions_of_a_write_up_are_shown_to_choose_from(
    study: Study, writeup: tuple[WriteupScreen, Path], key: str, kept: str
) -> None:
    opened, path = writeup
    async with up(study, opened) as (screen, pilot):
        await until(pilot, lambda: "First." in screen.editor.text)
        before = path.read_text()
        screen.editor.load_text(before.replace("First.", "Mine."))
        path.write_text(before.replace("First.", "Theirs.").replace("Third.", "Third. Their end."))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "in two versions" in screen.query_one(TopLine).plain)
        assert "Theirs." in path.read_text()
        await pilot.press("f4")
        await shown(pilot, ClashChoice)
        assert "In the study" in said(pilot.app)
        assert "Yours" in said(pilot.app)
        await pilot.press(key)
        await until(pilot, lambda: "● saved" in screen.query_one(TopLine).plain)
        assert kept in path.read_text()
        assert "Third. Their end." in path.read_text()
        assert screen.editor.text == path.read_text()
        assert ("Mine." in path.read_text()) == (key != "1")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Mine." in screen.editor.text)
        screen.flush()
        assert "Mine." in path.read_text()


async def test_a_choice_left_for_later_is_offered_again_when_the_write_up_is_opened(
    study: Study, writeup: tuple[WriteupScreen, Path]
) -> None:
    opened, path = writeup
    async with up(study, opened) as (screen, pilot):
        await until(pilot, lambda: "First." in screen.editor.text)
        screen.editor.load_text(path.read_text().replace("First.", "Mine."))
        path.write_text(path.read_text().replace("First.", "Theirs."))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "in two versions" in screen.query_one(TopLine).plain)
        await pilot.press("f4")
        await shown(pilot, ClashChoice)
        await pilot.press("escape")
        await shown(pilot, WriteupScreen)
        await pilot.press("f10")
        await until(pilot, lambda: "Leave all the same?" in said(pilot.app))
        await pilot.press("y")
    study.close()
    again = Study.open(study.folder)
    async with up(again, WriteupScreen(again, path.stem)) as (screen, pilot):
        await until(pilot, lambda: "Mine." in screen.editor.text)
        await until(pilot, lambda: "in two versions" in screen.query_one(TopLine).plain)
        assert "Theirs." in path.read_text()


async def test_a_file_that_was_damaged_under_the_screen_is_told_once_and_saved_again(study: Study) -> None:
    desk, _ = at_answer(study)
    path = study._sessions.path(desk.record.session.id)
    path.write_bytes(path.read_bytes()[:-200])
    async with up(study, SessionScreen(study, desk)) as (screen, pilot):
        await pilot.press("x")
        screen.flush()
        await until(pilot, lambda: "was damaged" in said(pilot.app))
        assert answer_on_disk(study, desk) == f"{SAID}x"
        assert desk.take_notices() == []
