"""Pictures go out as pictures: nothing that they say of where, when and by whom goes with them."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from docx.image.image import Image

from reflect.errors import InvalidInput
from reflect.exchange.pictures import picture
from tests.exchange.pages import png


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(order: str, way: int) -> bytes:
    """Exif with a place name, and which way up the picture is."""
    name = {"<": b"II", ">": b"MM"}[order]
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, way, 0) + struct.pack(
        f"{order}HHII", 0x8825, 4, 1, 40
    )
    table = struct.pack(f"{order}H", 2) + entries + struct.pack(f"{order}I", 0)
    return b"Exif\0\0" + name + struct.pack(f"{order}HI", 42, 8) + table + b"Calder Quay"


def jpeg(*segments: bytes) -> bytes:
    size = segment(0xC0, struct.pack(">BHHB", 8, 4, 8, 1) + b"\1\x11\0")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34\xff\xd9"
    return b"\xff\xd8" + b"".join(segments) + size + scan


def test_a_png_keeps_its_picture_and_not_who_made_it() -> None:
    made = picture(png(), "a.png")
    assert made.kind == "image/png"
    assert b"Rosalind" not in made.data
    assert Image.from_blob(made.data).px_width == 8


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_keeps_which_way_up_it_is_and_not_where_it_was_taken(order: str) -> None:
    made = picture(jpeg(segment(0xE1, exif(order, 6)), segment(0xFE, b"by Rosalind")), "a.jpg")
    assert made.kind == "image/jpeg"
    assert b"Calder" not in made.data
    assert b"Rosalind" not in made.data
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in made.data
    assert Image.from_blob(made.data).px_width == 8


def test_a_photograph_that_says_nothing_of_itself_is_still_known_for_one() -> None:
    made = picture(jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0Rosalind")), "a.jpg")
    assert b"Rosalind" not in made.data
    assert Image.from_file(BytesIO(made.data)).px_height == 4


@pytest.mark.parametrize("data", [b"", b"<svg onload='x'/>", b"BM1234", png()[:40], jpeg()[:12]])
def test_what_is_no_picture_or_half_of_one_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        picture(data, "a")
