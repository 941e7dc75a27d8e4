"""The pictures to choose from: each can be drawn in every terminal, and a study can add its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from reflect.domain.codebook import COLOURS
from reflect.domain.pictures import ALLOWED, HEIGHT, WIDTH, Picture
from reflect.errors import GuideInvalid
from reflect.guides.pictures import parse_pictures
from reflect.services.gallery import Gallery, shipped_pictures

from .studies import a_study

OURS = shipped_pictures()


def test_there_are_at_least_two_dozen_and_no_two_are_alike() -> None:
    assert len(OURS) >= 24
    assert len({picture.id for picture in OURS}) == len(OURS)
    assert len({picture.name for picture in OURS}) == len(OURS)
    assert len({picture.rows for picture in OURS}) == len(OURS)


def test_every_character_that_may_stand_in_a_drawing_takes_one_column() -> None:
    assert {cell_len(character) for character in ALLOWED} == {1}


@pytest.mark.parametrize("picture", OURS, ids=lambda picture: picture.id)
def test_a_picture_that_comes_with_reflect_is_whole(picture: Picture) -> None:
    assert 0 < len(picture.name) <= WIDTH
    assert len(picture.description.split()) >= 8
    assert len(picture.drawing) == HEIGHT
    assert {cell_len(row) for row in picture.drawing} == {WIDTH}
    assert set("".join(picture.rows)) <= ALLOWED
    assert sum(character != " " for row in picture.rows for character in row) >= 24
    assert set(picture.colours.values()) <= set(COLOURS)
    assert set(picture.colours) & set("".join(picture.rows))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Words only.\n", "p.md:1: there is no picture in this file"),
        ("# A {#a}\n\n```\nx\n```\n", "p.md:1: “A” has no description"),
        ("# A {#a}\n\nIt is.\n\n```\nx\n🙂\n```\n", "p.md:7: this row has '🙂'"),
        (
            f"# A {{#a}}\n\nIt is.\n\n```\n{'x' * 25}\n```\n",
            "p.md:6: this row has 25 columns: use at most 24",
        ),
        ("# A {#a}\n\nIt is.\n\n```\n" + "x\n" * 9 + "```\n", "p.md:14: the drawing has 9 rows"),
        ("# A {#a}\n\nIt is.\n\n```\n```\n", "p.md:6: there is no drawing"),
        (
            "# A {#a}\n\nIt is.\n\n```x:bleu\nx\n```\n",
            "p.md:5: there is no colour “bleu”: did you mean blue?",
        ),
        ("# A {#a}\n\nIt is.\n\n# B {#a}\n\nToo.\n", "p.md:5: the id “a” is given twice"),
    ],
)
def test_a_picture_that_cannot_be_is_named_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(GuideInvalid) as caught:
        parse_pictures(text, "p.md")
    assert caught.value.problems[0].startswith(problem)


def own(folder: Path, **files: str) -> Gallery:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return Gallery(folder)


def test_a_study_without_pictures_has_ours(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "pictures")
    assert gallery.all() == OURS
    assert gallery.problems() == ()
    assert gallery.get("bridge") == OURS[0]
    assert gallery.get("nothing") is None


def test_a_studys_own_pictures_stand_first_with_the_words_beside_them(tmp_path: Path) -> None:
    gallery = own(
        tmp_path / "pictures",
        ferry__txt="  __|__\n  \\___/\n\n",
        ferry__md="# The ferry\n\nA small ferry.\nIt is full.\n",
        meadow__png="not looked into here",
        meadow__md="# The meadow\n\nA meadow in June.\n",
    )
    ferry, meadow, *ours = gallery.all()
    assert ferry == Picture(
        id=ferry.id, name="The ferry", description="A small ferry. It is full.", rows=("  __|__", "  \\___/")
    )
    assert (meadow.id, meadow.name, meadow.rows) == ("meadow", "The meadow", ())
    assert meadow.file.endswith("meadow.png")
    assert ours == list(OURS)
    assert gallery.problems() == ()


def test_a_studys_own_picture_takes_the_place_of_ours(tmp_path: Path) -> None:
    gallery = own(tmp_path / "pictures", bridge__txt="=== ===", bridge__md="# Our bridge\n\nIt is out.\n")
    assert len(gallery.all()) == len(OURS)
    found = gallery.get("bridge")
    assert found is not None
    assert found.name == "Our bridge"


def test_what_is_wrong_with_own_pictures_is_said_and_the_others_can_be_used(tmp_path: Path) -> None:
    gallery = own(tmp_path / "pictures", ferry__txt="日本", old_mill__txt="|=|")
    mill, *ours = gallery.all()
    assert (mill.id, mill.name) == ("old-mill", "old mill")
    assert ours == list(OURS)
    wide, bare = gallery.problems()
    assert wide.startswith("ferry.txt:1: this row has '日' '本'")
    assert bare.startswith("old_mill.txt:1: this picture has no description: write old_mill.md beside it")


def test_a_session_keeps_which_pictures_it_had_to_choose_from(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    desk = study.start_session("workshop-image", None)
    question = desk.guide.question("picture")
    assert question is not None
    assert [(option.id, option.text) for option in question.options] == [(p.id, p.name) for p in OURS]
