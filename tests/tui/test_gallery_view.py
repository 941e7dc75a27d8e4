"""Choosing a picture: walked with arrows, chosen with Enter, the same on a small screen and a large one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual import on
from textual.app import App, ComposeResult

from reflect.domain.guide import Option, Question, QuestionKind
from reflect.domain.ids import OptionId, QuestionId
from reflect.domain.pictures import HEIGHT, WIDTH, Picture
from reflect.services.gallery import shipped_pictures
from reflect.tui.widgets.gallery import GalleryView
from reflect.tui.widgets.lines import Lines
from reflect.tui.widgets.photo import photograph
from reflect.tui.widgets.picture import PictureView
from tests.builders import a_desk, a_record
from tests.tui.looking import screen_text
from tests.tui.session_driver import sitting
from tests.tui.waiting import until

OURS = {picture.id: picture for picture in shipped_pictures()}
GUIDE = """---
id: feel
title: How it feels
version: 1
---

## How does it feel? {#picture kind=image}

Choose one.

1. A bridge half built {#bridge}
2. Tangled string {#string}
3. A storm {#storm}
4. Seedlings {#seedlings}
5. A road in fog {#fog}

## Anything else? {#else}
"""


class Showing(App[None]):
    """A gallery, and what it tells."""

    def __init__(
        self, question: Question, pictures: dict[OptionId, Picture], *, locked: bool = False
    ) -> None:
        super().__init__()
        self.question = question
        self.pictures = {str(key): picture for key, picture in pictures.items()}
        self.locked = locked
        self.chosen: list[tuple[OptionId, ...]] = []
        self.went_on = 0
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield GalleryView()

    def on_mount(self) -> None:
        view = self.query_one(GalleryView)
        view.show(self.question, (), self.pictures, locked=self.locked)
        view.grid.focus()

    @on(GalleryView.Chosen)
    def _chosen(self, event: GalleryView.Chosen) -> None:
        self.chosen.append(event.choices)

    @on(GalleryView.GoOn)
    def _go_on(self) -> None:
        self.went_on += 1

    @on(Lines.Said)
    def _said(self, event: Lines.Said) -> None:
        self.told.append(event.words)


def asking(*options: str, most: int | None = None) -> Question:
    names = options or tuple(OURS)
    return Question(
        id=QuestionId("picture"),
        heading="How does it feel?",
        kind=QuestionKind.IMAGE,
        options=tuple(Option(id=OptionId(name), text=name.title()) for name in names),
        most=most,
    )


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 3), ((160, 45), 6), ((40, 20), 1)])
async def test_as_many_pictures_stand_side_by_side_as_fit_and_every_one_can_be_reached(
    size: tuple[int, int], columns: int
) -> None:
    app = Showing(asking(), OURS)
    async with app.run_test(size=size) as pilot:
        grid = app.query_one(GalleryView).grid
        assert grid.columns == columns
        seen = set()
        for _ in OURS:
            assert grid.here is not None
            name = grid.here.name
            assert f"( ) {name}"[:WIDTH].strip() in screen_text(app)
            assert " ".join(grid.here.description.split()[:4]) in screen_text(app)
            seen.add(grid.here.id)
            await pilot.press("right")
        assert seen == set(OURS)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_gallery_looks_as_it_did(size: tuple[int, int]) -> None:
    app = Showing(asking(), OURS)
    async with app.run_test(size=size) as pilot:
        await pilot.press("end", "enter", "home", "down")
        seen = screen_text(app) + "\n"
    kept = Path(__file__).parent / "looks" / f"gallery-{size[0]}x{size[1]}.txt"
    if os.environ.get("REFLECT_NEW_LOOKS"):
        kept.write_text(seen, encoding="utf-8")
    assert seen == kept.read_text(encoding="utf-8")


async def test_enter_chooses_and_enter_again_goes_on_to_say_why() -> None:
    app = Showing(asking(), OURS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "down", "enter")
        assert app.chosen == [("stones",)]
        assert "(•) Stones" in screen_text(app)
        assert app.went_on == 0
        await pilot.press("enter")
        assert (app.chosen, app.went_on) == ([("stones",)], 1)
        await pilot.press("left", "space")
        await pilot.press("space")
        assert app.chosen == [("stones",), ("fog",), ()]


async def test_no_more_are_chosen_than_the_question_takes_and_they_keep_its_order() -> None:
    app = Showing(asking("bridge", "string", "fog", most=2), OURS)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("end", "space", "home", "space", "right", "space")
        assert app.chosen == [("fog",), ("bridge", "fog")]
        assert app.told == ["2 are chosen, and that is the most: take one away first."]


async def test_a_gallery_to_look_at_can_be_walked_and_not_changed() -> None:
    app = Showing(asking(), OURS, locked=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "space", "enter")
        assert app.chosen == []
        here = app.query_one(GalleryView).grid.here
        assert here is not None
        assert here.id == "string"


async def test_the_mouse_chooses_what_it_points_at() -> None:
    app = Showing(asking(), OURS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(GalleryView, offset=(WIDTH + 5, 3))
        assert app.chosen == [("string",)]


async def test_who_chose_it_stands_below_a_picture() -> None:
    app = Showing(asking("bridge", "string"), OURS)
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.query_one(GalleryView)
        view.show(app.question, (), app.pictures, captions={"string": ["seat 2: “Spaghetti”", "a provider"]})
        await pilot.pause()
        lines = screen_text(app).splitlines()
        below = next(n for n, line in enumerate(lines) if "( ) String" in line)
        assert "seat 2: “Spaghetti”" in lines[below + 1]
        assert "a provider" in lines[below + 2]


async def test_an_option_without_a_picture_is_its_words() -> None:
    app = Showing(asking("bridge", "thunder"), OURS)
    async with app.run_test(size=(80, 24)):
        assert screen_text(app).count("Thunder") == 2


# -- photographs ---------------------------------------------------------------------------------------


class One(App[None]):
    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture

    def compose(self) -> ComposeResult:
        yield PictureView(self.picture)


async def test_one_picture_is_drawn_as_it_is() -> None:
    app = One(OURS[OptionId("bridge")])
    async with app.run_test(size=(30, 10)):
        drawing = [line.rstrip() for line in screen_text(app).splitlines()[:HEIGHT]]
        assert drawing == list(OURS[OptionId("bridge")].rows)


async def test_a_photograph_is_shown_in_half_cells_and_keeps_its_shape(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="the extra `pictures` is not installed")
    pytest.importorskip("textual_image", reason="the extra `pictures` is not installed")
    file = tmp_path / "meadow.png"
    image.new("RGB", (40, 40), (200, 30, 30)).save(file)
    app = One(Picture(id=OptionId("meadow"), name="A meadow", description="It is June.", file=str(file)))
    async with app.run_test(size=(30, 10)) as pilot:
        await until(pilot, lambda: "▀" in screen_text(app))
        rows = [line.strip() for line in screen_text(app).splitlines()[:HEIGHT]]
        assert rows == ["▀" * 16] * 8


@pytest.mark.parametrize("content", [b"no picture at all", None])
async def test_a_photograph_that_cannot_be_shown_is_its_description(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "meadow.png"
    if content is not None:
        file.write_bytes(content)
    assert photograph(str(file), WIDTH, HEIGHT) is None
    app = One(Picture(id=OptionId("meadow"), name="A meadow", description="It is June.", file=str(file)))
    async with app.run_test(size=(30, 10)):
        assert "It is June." in screen_text(app)


# -- in a session --------------------------------------------------------------------------------------


async def test_in_an_interview_a_picture_is_chosen_and_the_reason_written(tmp_path: Path) -> None:
    async with sitting(tmp_path, a_desk(a_record(GUIDE))) as sat:
        await until(sat.pilot, lambda: "( ) A bridge half built" in sat.seen)
        assert "═══╪═══╧╡      ╞╧═══╪═══" in sat.seen
        await sat.press("right", "enter")
        assert sat.desk.response("picture").choices == ("string",)
        assert "(•) Tangled string" in sat.seen
        await sat.press("enter")
        await sat.type("it pulls tight")
        assert sat.desk.response("picture").text == "it pulls tight"
        await sat.press("escape", "n")
        assert sat.here == "else"
