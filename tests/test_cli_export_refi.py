"""`reflect export … qdpx` and `qdc`, as a person or a script runs it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.command_line import fine, run
from tests.exchange.schemas import faults

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

Q = "{urn:QDA-XML:project:1.0}"
LET = ("--let-pass", "Wenmarsh Homes Together")


def exported(study: Path, *options: str) -> tuple[Any, dict[str, str]]:
    """The project element, and every other file of the archive as text."""
    path = study.parent / "out.qdpx"
    fine("export", study, "qdpx", "-o", path, "--force", *options)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    qde = files.pop("project.qde")
    assert faults(qde.encode()) == []
    return etree.fromstring(qde.encode()), files


def test_researchers_get_each_session_as_a_text_with_every_quote_at_its_words(mine: Path) -> None:
    project, files = exported(mine, "--for", "internal", "--names")
    sources = list(project.iter(f"{Q}TextSource"))
    assert len(sources) == 6
    quotes = 0
    for source in sources:
        text = files[source.attrib["plainTextPath"].replace("internal://", "sources/")]
        assert "\r" not in text
        assert not text.startswith("\ufeff")
        for selection in source.iter(f"{Q}PlainTextSelection"):
            start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
            assert text[start:end] == selection.attrib["name"]
            quotes += 1
    assert quotes == 72
    users = {user.attrib["guid"] for user in project.iter(f"{Q}User")}
    codes = {code.attrib["guid"] for code in project.iter(f"{Q}Code")}
    for coding in project.iter(f"{Q}Coding"):
        assert coding.attrib["creatingUser"] in users
        assert coding.attrib["creationDateTime"]
        assert coding[0].attrib["targetGUID"] in codes
    assert {case.attrib["name"].split()[0] for case in project.iter(f"{Q}Case")} == {
        f"P0{n}" for n in range(1, 7)
    }
    roles = [variable for variable in project.iter(f"{Q}Variable") if variable.attrib["name"] == "Role"]
    assert len(roles) == 1


def test_the_same_study_gives_the_same_bytes_and_every_guid_is_of_one_thing(mine: Path) -> None:
    first, second = mine.parent / "1.qdpx", mine.parent / "2.qdpx"
    for path in (first, second):
        fine("export", mine, "qdpx", "--for", "internal", "--names", "-o", path)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        project = etree.fromstring(archive.read("project.qde"))
    guids = [element.attrib["guid"] for element in project.iter() if "guid" in element.attrib]
    assert len(guids) == len(set(guids)) > 100


def test_the_public_gets_the_quotes_it_may_read_in_one_text_and_nobody_in_particular(mine: Path) -> None:
    project, files = exported(mine, *LET)
    assert list(files) == [f"sources/{project.find(f'.//{Q}TextSource').attrib['guid']}.txt"]
    assert len(list(project.iter(f"{Q}PlainTextSelection"))) == 58
    for kind in ("Case", "Note", "Variable"):
        assert not list(project.iter(f"{Q}{kind}"))
    said = etree.tostring(project, encoding="unicode") + "".join(files.values())
    assert not [code for code in (f"P0{n}" for n in range(1, 7)) if code in said]
    assert "creationDateTime" not in said


def test_names_in_what_researchers_get_give_way_to_codes_and_quotes_stay_on_their_words(mine: Path) -> None:
    named, files = exported(mine, "--for", "internal", "--names")
    assert any("Marian" in text for text in files.values())
    bare, without = exported(mine, "--for", "internal")
    for value in list(bare.iter(f"{Q}VariableValue")):
        value.getparent().remove(value)  # of those who let their organisation be told
    said = etree.tostring(bare, encoding="unicode") + "".join(without.values())
    assert not [name for name in ("Marian", "Okafor", "Lantern Row", "The Kettle") if name in said]
    assert all(case.attrib["name"] in {f"P0{n}" for n in range(1, 7)} for case in bare.iter(f"{Q}Case"))
    assert "P01 Marian Okafor" in {case.attrib["name"] for case in named.iter(f"{Q}Case")}
    moved = 0
    before = {one.attrib["guid"]: one.attrib["startPosition"] for one in named.iter(f"{Q}PlainTextSelection")}
    for source in bare.iter(f"{Q}TextSource"):
        text = without[source.attrib["plainTextPath"].replace("internal://", "sources/")]
        for one in source.iter(f"{Q}PlainTextSelection"):
            start, end = int(one.attrib["startPosition"]), int(one.attrib["endPosition"])
            assert text[start:end] == one.attrib["name"]
            moved += before[one.attrib["guid"]] != one.attrib["startPosition"]
    assert moved > 30


def test_a_name_that_was_let_pass_stands(mine: Path) -> None:
    _, files = exported(mine, "--for", "internal", "--let-pass", "the kettle")
    assert any("The Kettle" in text for text in files.values())


def test_nothing_is_written_while_a_name_stands_in_it_that_may_be_another_word(mine: Path) -> None:
    people = mine / "people.json"
    people.write_text(people.read_text("utf-8").replace("Marian Okafor", "Meeting Okafor"), "utf-8")
    out = mine.parent / "out.qdpx"
    told = run("export", mine, "qdpx", "--for", "internal", "-o", out)
    assert told.exit_code == 2
    assert "“Meeting” in “" in told.stderr or "“meeting” in “" in told.stderr
    assert "--names" in told.stderr
    assert not out.exists()


def test_nothing_is_written_for_the_public_while_names_stand_in_it(mine: Path) -> None:
    out = mine.parent / "out.qdpx"
    assert run("export", mine, "qdpx", "-o", out).exit_code == 2
    assert run("export", mine, "qdpx", "--names", "-o", out).exit_code == 2
    assert not out.exists()


def test_a_codebook_holds_every_point_under_its_own_and_no_example_for_the_public(mine: Path) -> None:
    out = mine.parent / "c.qdc"
    fine("export", mine, "qdc", "--for", "internal", "-o", out)
    inside = out.read_text("utf-8")
    fine("export", mine, "qdc", "-o", out, "--force")
    public = out.read_text("utf-8")
    book = etree.fromstring(public.encode())
    assert len(list(book.iter("{urn:QDA-XML:codebook:1.0}Code"))) >= 8
    assert "Example:" in inside
    assert "Example:" not in public


def test_a_codebook_keeps_to_its_schema(mine: Path) -> None:
    out = mine.parent / "c.qdc"
    fine("export", mine, "qdc", "-o", out)
    assert faults(out.read_bytes(), "Codebook.xsd") == []
