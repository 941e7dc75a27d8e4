"""How the main screens look, at the smallest size that is promised and at a usual one.

The pictures are kept as text in `tests/tui/looks`, so that a difference can be read; two are kept as SVG, for
the colours. After a change that is meant, `REFLECT_NEW_LOOKS=1 pytest tests/tui/test_looks.py -n0` keeps the
new ones (the SVGs with `--snapshot-update`); then read the differences as git shows them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from reflect.services.demo import build_demo
from reflect.services.own_answers import Wanted, own_desk
from reflect.services.study import Study
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from reflect.tui.answering_app import AnsweringApp
from reflect.tui.app import ReflectApp
from reflect.tui.screens.answering import AnsweringScreen
from reflect.tui.screens.bin import BinScreen
from reflect.tui.screens.clashes import ClashesScreen
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.find import FindScreen
from reflect.tui.screens.home import HomeScreen
from reflect.tui.screens.panes.progress import WIDE
from reflect.tui.screens.participant import ParticipantScreen
from reflect.tui.screens.rounds import RoundsScreen
from reflect.tui.screens.session import SessionScreen
from reflect.tui.screens.study import StudyScreen
from reflect.tui.screens.tables import TablesScreen
from reflect.tui.screens.tag import TagScreen
from reflect.tui.screens.writeup import WriteupScreen
from tests.services.assessing import answer, put_guide
from tests.services.clashing import KEY, two_answers, two_notes, two_write_ups
from tests.services.studies import counting
from tests.tui.looking import screen_text, settled
from tests.tui.room_driver import a_workshop, in_room
from tests.tui.waiting import shown, until

LOOKS = Path(__file__).parent / "looks"
SIZES = [(80, 24), (120, 40)]
FAR_SIZES = [(80, 24), (160, 45)]
"""For what is looked at from across a room too."""
Walk = Callable[[Pilot[Any]], Awaitable[None]]


def still() -> datetime:
    """A clock that stands still."""
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    """A demo of one's own: nobody else has its sessions open."""
    shutil.copytree(made, tmp_path / "demo")
    return tmp_path / "demo"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("looks") / "demo"
    build_demo(folder, clock=still, ids=counting("demo"), groups=False).close()
    for file in (folder / "writeups").iterdir():
        os.utime(file, (still().timestamp(),) * 2)
    return folder


def opened(folder: Path) -> Study:
    return Study.open(folder, clock=still, ids=counting("new"), researcher="Ana")


def session_of(study: Study, code: str) -> str:
    return next(row.id for row in study.sessions() if row.participant == code)


async def home(pilot: Pilot[Any]) -> None:
    await shown(pilot, HomeScreen)


def tab(key: str, *then: str) -> Walk:
    async def walk(pilot: Pilot[Any]) -> None:
        await shown(pilot, StudyScreen)
        for each in (key, *then):
            await pilot.press(each)
            await settled(pilot)

    return walk


def progress(*then: str) -> Walk:
    """The tab of progress, laid out for the room there is, and further keys pressed there."""

    async def walk(pilot: Pilot[Any]) -> None:
        await tab("6", *then)(pilot)
        beside = pilot.app.size.width >= WIDE
        await until(pilot, lambda: (pilot.app.screen.query_one("#about-line").region.x > 0) is beside)
        await settled(pilot)

    return walk


def over(key: str, screen: type[Screen[Any]], *then: str, tab_first: str = "1") -> Walk:
    """A screen over the study, opened by a key on a tab, and further keys pressed there."""

    async def walk(pilot: Pilot[Any]) -> None:
        await tab(tab_first)(pilot)
        await pilot.press(key)
        await shown(pilot, screen)
        await settled(pilot)
        await pilot.press(*then)
        await settled(pilot)

    return walk


def found(*then: str) -> Walk:
    """The search over the study, with something typed, and further keys pressed there."""

    async def walk(pilot: Pilot[Any]) -> None:
        await tab("1")(pilot)
        await pilot.press("slash")
        screen = await shown(pilot, FindScreen)
        await settled(pilot)
        await pilot.press(*then)
        await until(pilot, lambda: screen._for == screen.query_one("#query").value)
        await settled(pilot)

    return walk


async def cards(pilot: Pilot[Any]) -> None:
    await tab("4")(pilot)
    await pilot.press("l", "space", "o")
    await shown(pilot, Pick)
    await pilot.press(*"learning", "enter")
    await until(pilot, lambda: "by learning point" in screen_text(pilot.app))
    await settled(pilot)


async def table(pilot: Pilot[Any]) -> None:
    await over("T", TablesScreen, "down", "right")(pilot)
    await until(pilot, lambda: "2 Get the right people in the room by" in screen_text(pilot.app))
    await settled(pilot)


async def form(pilot: Pilot[Any]) -> None:
    await tab("2")(pilot)
    await pilot.press("enter")
    await shown(pilot, ParticipantScreen)
    await settled(pilot)


async def interview(pilot: Pilot[Any]) -> None:
    screen = await shown(pilot, SessionScreen)
    await settled(pilot)
    await pilot.press("escape", "escape", "g")
    await pilot.press(*"simple story", "enter")
    await until(pilot, lambda: screen.sitting.page == "simple-story")
    await settled(pilot)


async def tagging(pilot: Pilot[Any]) -> None:
    await shown(pilot, TagScreen)
    await settled(pilot)
    await pilot.press("tab", "tab", "tab")
    await settled(pilot)


async def writing(pilot: Pilot[Any]) -> None:
    screen = await shown(pilot, WriteupScreen)
    await until(pilot, lambda: "portrait" in screen.query_one("#editor").text)
    await until(
        pilot, lambda: not screen.query_one("#preview").display or screen.query_one("#preview").text()
    )
    await settled(pilot)


async def drawer(pilot: Pilot[Any]) -> None:
    await writing(pilot)
    await pilot.press("ctrl+o")
    await until(pilot, lambda: "may appear, as" in screen_text(pilot.app))
    await pilot.press("tab", "4")
    await settled(pilot)


async def finding(pilot: Pilot[Any]) -> None:
    await writing(pilot)
    await pilot.press("f3", *"room")
    await until(pilot, lambda: "1 of " in screen_text(pilot.app))
    await settled(pilot)


async def outline(pilot: Pilot[Any]) -> None:
    await writing(pilot)
    await pilot.press("f7")
    await shown(pilot, Pick)
    await settled(pilot)


def answering(*keys: str) -> Walk:
    """Participant mode, and keys pressed there."""

    async def walk(pilot: Pilot[Any]) -> None:
        await shown(pilot, AnsweringScreen)
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return walk


def app_for(look: str, study: Study) -> App[None]:
    """The app, opened where this look is."""
    if look == "home":
        return ReflectApp(lambda: [HomeScreen()])
    if look == "session":
        desk = study.open_session(session_of(study, "P03"))
        return ReflectApp(lambda: [SessionScreen(study, desk)])
    if look == "tag":
        desk = study.open_session(session_of(study, "P03"))
        return ReflectApp(lambda: [TagScreen(study, desk)])
    if look.startswith("answering"):
        desk = own_desk(study, Wanted(guide="provider", participant="P05"))
        return AnsweringApp(lambda: [AnsweringScreen(study, desk)])
    if look == "write-up" or look.startswith("write-up-"):
        return ReflectApp(lambda: [WriteupScreen(study, "reflection-P03")])
    return ReflectApp(lambda: [HomeScreen(), StudyScreen(study, clock=still)])


WALKS: dict[str, Walk] = {
    "home": home,
    "sessions": tab("1"),
    "people": tab("2"),
    "learning-points": tab("3"),
    "quotes": tab("4"),
    "quote-cards": cards,
    "write-ups": tab("5"),
    "progress": progress("end"),
    "progress-over-rounds": progress("l", "end"),
    "progress-in-public": progress("p", "end"),
    "table": table,
    "rounds": over("o", RoundsScreen, tab_first="6"),
    "find": found(*"point:4 they", "enter", "down"),
    "find-wrong": found(*"rolle:x"),
    "find-nothing": found(*"zeppelin role:provider"),
    "participant": form,
    "session": interview,
    "answering": answering(),
    "answering-consent": answering("enter"),
    "answering-open": answering("enter", "f8", "f6"),
    "tag": tagging,
    "write-up": writing,
    "write-up-drawer": drawer,
    "write-up-finding": finding,
    "write-up-outline": outline,
    "bin": over("b", BinScreen),
    "clashes": over("v", ClashesScreen, "down"),
    "waiting": tab("1"),
}


def removed(study: Study) -> None:
    """A session, a quote and a participant lie in the bin."""
    desk = study.open_session(session_of(study, "P01"))
    desk.remove(next(iter(desk.record.quotes.values())))
    desk.close()
    study.remove_session(session_of(study, "P06"))
    study.edits.remove_participant("P06")


def clashing(study: Study) -> None:
    """Two people changed an answer, a participant's notes and a write-up."""
    path = StudyFolder.open(study.folder).session_paths()[0]
    answers = SessionFile(path, study.folder).read().responses
    went_well = answers[KEY].text
    two_answers(study, f"In March. {went_well}", f"In April. {went_well}")
    two_notes(study, "Mornings.", "Only mornings.")
    text = study.writeup_shelf.text("reflection-P03")
    one, two = (text.replace("## Start upstream", f"## {title}") for title in ("Early", "Late"))
    two_write_ups(study, "reflection-P03", one, two)


def three_rounds(study: Study) -> None:
    """Three years in which people of the study assessed their alliance."""
    put_guide(study)
    who = [person.code for person in study.people()]
    for year, table in (("2026", "23312?"), ("2027", "34322?"), ("2028", "445255")):
        where = study.rounds.open(f"Spring {year}", "self-check", on=f"{year}-03-04", expected=who)
        for code, value in zip(who, table, strict=True):
            rating = None if value == "?" else int(value)
            if year != "2026" or code != who[-2]:
                answer(study, where, code, {"lp1": 3, "lp4": rating})
        if year != "2028":
            study.rounds.close(where.id, on=f"{year}-04-04")


PREPARED: dict[str, Callable[[Study], None]] = {
    "bin": removed,
    "clashes": clashing,
    "waiting": clashing,
    "progress": three_rounds,
    "progress-over-rounds": three_rounds,
    "progress-in-public": three_rounds,
    "rounds": three_rounds,
}
"""What has happened to the study of some looks."""


def without_the_moment(text: str) -> str:
    """The screen without what differs from run to run: the clock, and whether a save is under way."""
    top, rest = text.split("\n", 1)
    top = re.sub(r"\d\d:\d\d(:\d\d)?(?= +[●○])", "••:••", top).replace("○ saving", "● saved")
    return re.sub(r" {2,}", "  ", top) + "\n" + rest


def looks() -> list[Any]:
    """Every look at its sizes."""
    return [
        pytest.param(look, size, id=f"{look}-{size[0]}x{size[1]}")
        for look in WALKS
        for size in (FAR_SIZES if look.startswith("progress") else SIZES)
    ]


@pytest.mark.parametrize(("look", "size"), looks())
async def test_the_screens_look_as_they_did(look: str, size: tuple[int, int], demo: Path) -> None:
    study = opened(demo)
    if look in PREPARED:
        PREPARED[look](study)
    app = app_for(look, study)
    async with app.run_test(size=size) as pilot:
        await WALKS[look](pilot)
        seen = without_the_moment(screen_text(app)) + "\n"
    same_as_kept(f"{look}-{size[0]}x{size[1]}", seen)


def same_as_kept(name: str, seen: str) -> None:
    """Compare with the picture that is kept, or keep the new one."""
    kept = LOOKS / f"{name}.txt"
    if os.environ.get("REFLECT_NEW_LOOKS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(seen, encoding="utf-8")
    assert seen == kept.read_text(encoding="utf-8")


ROOM_LOOKS = {
    "room-aspirations": ("aspirations", "f"),
    "room-tally": ("three", "f"),
    "room-pictures": ("image", "f"),
    "room-covered": ("learnt", "f"),
    "room-facilitator": ("three",),
    "room-hand-over": ("learnt", "a"),
    "room-own-page": ("first", "a", "enter"),
}
"""A question of the workshop, and the keys pressed there."""


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("look", ROOM_LOOKS)
async def test_a_group_s_screens_look_as_they_did(look: str, size: tuple[int, int], tmp_path: Path) -> None:
    page, *keys = ROOM_LOOKS[look]
    async with in_room(tmp_path, a_workshop(), size=size) as room:
        await room.at(page)
        for key in keys:
            await room.press(key)
            await room.pilot.pause(0.05)
        await settled(room.pilot)
        same_as_kept(f"{look}-{size[0]}x{size[1]}", without_the_moment(room.seen) + "\n")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_tag_screen_keeps_its_colours(theme: str, demo: Path, snap_compare: Any) -> None:
    app = app_for("tag", opened(demo))

    async def walk(pilot: Pilot[Any]) -> None:
        pilot.app.theme = theme
        await tagging(pilot)

    assert snap_compare(app, terminal_size=(100, 30), run_before=walk)
