"""The pictures of a write-up, from the study's own folder: nothing is fetched from anywhere else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from reflect.errors import InvalidInput
from reflect.store.paths import PRIVATE, StudyPaths
from reflect.writeups.pictures import pictures_asked

if TYPE_CHECKING:
    from reflect.exchange.pictures import Picture

LARGEST = 20_000_000
"""Bytes of one picture."""
_ELSEWHERE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")


def pictures_in(folder: Path, source: str) -> tuple[dict[str, Picture], tuple[str, ...]]:
    """The pictures by the address that the text gives, and what is wrong with others, as `line N: …`.

    An address is a way from the write-up's own folder, or from the study's.
    """
    from reflect.exchange.pictures import picture

    found: dict[str, Picture] = {}
    wrong: list[str] = []
    for asked in pictures_asked(source):
        if asked.address in found:
            continue
        try:
            path = _path(folder, asked.address)
            found[asked.address] = picture(path.read_bytes(), path.name)
        except InvalidInput as error:
            remedy = f" {error.remedy}" if error.remedy else ""
            wrong.append(f"line {asked.line}: {asked.address}: {error.message}.{remedy}")
        except OSError as error:
            wrong.append(f"line {asked.line}: {asked.address}: it cannot be read ({error.strerror})")
    return found, tuple(wrong)


def _path(folder: Path, address: str) -> Path:
    if _ELSEWHERE.match(address):
        raise InvalidInput(
            "this picture lies elsewhere, and nothing is fetched", remedy="Put it into the study's folder."
        )
    paths, home = StudyPaths(folder), folder.resolve()
    # What Markdown reads is written as an address is: a space as %20.
    places = [(start / unquote(address)).resolve() for start in (paths.writeups, folder)]
    inside = [place for place in places if place.is_relative_to(home)]
    if not inside:
        raise InvalidInput("this picture is not in the study's folder", remedy="Put it there.")
    for place in inside:
        private = place.relative_to(home).parts[0] in (PRIVATE, paths.originals.name)
        if place.is_file() and not private:
            if place.stat().st_size > LARGEST:
                raise InvalidInput("this picture is larger than 20 MB")
            return place
    raise InvalidInput("there is no such picture in the study's folder")
