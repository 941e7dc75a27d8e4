"""The gallery: the pictures that come with reflect, and those of a study's own folder `pictures/`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reflect import paths
from reflect.domain.guide import Option
from reflect.domain.ids import OptionId, slug
from reflect.domain.pictures import Picture
from reflect.errors import GuideInvalid, ReflectError
from reflect.guides.pictures import parse_drawing, parse_pictures
from reflect.guides.read import guide_text

IMAGES = (".png", ".jpg", ".jpeg")
DRAWING = ".txt"
WORDS = ".md"


@lru_cache(maxsize=1)
def shipped_pictures() -> tuple[Picture, ...]:
    """The pictures that come with reflect."""
    file = paths.shipped_pictures()
    return parse_pictures(guide_text(file), file.name)


class Gallery:
    """The pictures one can choose from: the study's own first, then ours; its own stand in place of ours."""

    def __init__(self, own: Path) -> None:
        self._own = own

    def all(self) -> tuple[Picture, ...]:
        """Every picture that can be used."""
        own = self._read()[0]
        ids = {picture.id for picture in own}
        return (*own, *(picture for picture in shipped_pictures() if picture.id not in ids))

    def get(self, picture_id: str) -> Picture | None:
        """The picture of that id; None when there is none (any more)."""
        return next((picture for picture in self.all() if picture.id == picture_id), None)

    def options(self) -> tuple[Option, ...]:
        """The pictures as the options of a question."""
        return tuple(Option(id=picture.id, text=picture.name) for picture in self.all())

    def problems(self) -> tuple[str, ...]:
        """What is wrong with files in `pictures/`: `file:line: …`, all of it."""
        return tuple(self._read()[1])

    def _read(self) -> tuple[list[Picture], list[str]]:
        found: dict[OptionId, Picture] = {}
        wrong: list[str] = []
        files = sorted(self._own.iterdir()) if self._own.is_dir() else []
        for file in files:
            if file.suffix.lower() not in (DRAWING, *IMAGES):
                continue
            try:
                picture = _picture(file)
            except GuideInvalid as error:
                wrong += error.problems
                continue
            except ReflectError as error:
                wrong.append(str(error))
                continue
            if picture.id in found:
                wrong.append(f"{file.name}:1: there is another picture of this name: give one another name")
            elif not picture.description:
                words = file.with_suffix(WORDS).name
                right = f"write {words} beside it: # Its name, and below what is to be seen"
                wrong.append(f"{file.name}:1: this picture has no description: {right}")
            found.setdefault(picture.id, picture)
        return list(found.values()), wrong


def _picture(file: Path) -> Picture:
    """One of a study's own pictures, with the name and description of the Markdown beside it."""
    name, description = file.stem.replace("-", " ").replace("_", " ").strip(), ""
    words = file.with_suffix(WORDS)
    if words.is_file():
        said = parse_pictures(guide_text(words), words.name)[0]
        name, description = said.name, said.description
    picture_id = OptionId(slug(file.stem) or "picture")
    if file.suffix.lower() == DRAWING:
        rows = parse_drawing(guide_text(file), file.name)
        return Picture(id=picture_id, name=name, description=description, rows=rows)
    return Picture(id=picture_id, name=name, description=description, file=str(file))
