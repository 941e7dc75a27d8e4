"""A write-up leaves the study for its readers, or says at which line it cannot."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
import yaml

from reflect.domain.consent import Attribution
from reflect.domain.gate import Audience
from reflect.domain.ids import ParticipantCode, PointId
from reflect.domain.passages import answer_passage
from reflect.errors import InvalidInput, NotFound
from reflect.services.publishing import Form, NamesLeft, Readers
from reflect.services.study import Study
from reflect.services.touched import Made
from tests.exchange.pages import png
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed

WORDS = "We sat down together and counted the beds."
THEIRS = "Nobody asked me whether I was ready."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02", agreed(Attribution.ANONYMOUS, first=True)))
    for code, words in (("P01", WORDS), ("P02", THEIRS)):
        desk = interviewed(study, words, code=code)
        desk.toggle(answer_passage(ANSWER), 0, len(words), PointId("LP1"))
        desk.close()
    return study


def kept(study: Study, text: str, name: str = "briefing") -> str:
    return study.writeup_shelf.keep(name, text)


def both(study: Study) -> str:
    quotes = "\n\n".join(f"[[quote {row.id}]]" for row in study.quotes())
    return kept(study, f"---\ntitle: The beds\nkind: briefing\nlang: cy\n---\n\n# The beds\n\n{quotes}\n")


def text_of(path: Path) -> str:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            return package.read("word/document.xml").decode()
    return path.read_text("utf-8")


@pytest.mark.parametrize("form", [Form.MARKDOWN, Form.HTML, Form.WORD])
def test_each_reader_gets_what_they_may_read_in_each_form(study: Study, form: Form) -> None:
    name = both(study)
    public = text_of(study.publishing.export(name, form).path)
    assert (WORDS in public, THEIRS in public) == (True, False)
    theirs = Readers(Audience.PARTICIPANT, ParticipantCode("P02"))
    own = text_of(study.publishing.export(name, form, theirs).path)
    assert (WORDS in own, THEIRS in own) == (True, True)
    inside = text_of(study.publishing.export(name, form, Readers(Audience.INTERNAL)).path)
    assert "— P02" in inside
    assert [path.name for path in (study.folder / "exports").iterdir()] == [f"briefing.{form.value}"]


def test_front_matter_says_what_it_is_and_the_end_what_was_held_back(study: Study) -> None:
    text = study.publishing.export(both(study), with_front_matter=True).path.read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    assert yaml.safe_load(front) == {
        "title": "The beds",
        "date": "2026-03-04",
        "kind": "briefing",
        "study": "Wenmarsh",
        "audience": "public",
    }
    assert body.rstrip().endswith("<!-- 1 quote held back: 1 not yet approved. -->")


def test_a_page_says_its_title_and_language(study: Study) -> None:
    page = text_of(study.publishing.export(both(study), Form.HTML).path)
    assert '<html lang="cy">' in page
    assert "<title>The beds</title>" in page


def test_a_title_in_which_a_name_stands_goes_nowhere(study: Study) -> None:
    name = kept(study, "---\ntitle: On Quillfeather, P01\nkind: theme\n---\n\nWords.\n", "P01")
    made = study.publishing.made(name, Form.HTML)
    assert b"<title>Learning point</title>" in made.data
    assert b"Quillfeather" not in made.data
    assert made.notes == ("A participant's code stands in the file's name: rename it before you pass it on",)


@pytest.mark.parametrize("words", ["Quillfeather came.", "It was P01 who came.", "(P02)"])
def test_names_and_codes_are_let_pass_one_by_one_and_among_researchers_not_looked_for(
    study: Study, words: str
) -> None:
    name = kept(study, f"# A\n\n{words}\n")
    (leak,) = study.publishing.names_in(name)
    assert leak.line == 3
    with pytest.raises(NamesLeft, match="line 3"):
        study.publishing.export(name)
    assert not list((study.folder / "exports").iterdir())
    assert words in study.publishing.made(name, Form.MARKDOWN, let_pass=[leak.words]).data.decode()
    study.publishing.export(name, readers=Readers(Audience.INTERNAL))
    study.names_out.let_pass(name, leak)
    study.publishing.export(name)


def test_pictures_of_the_study_are_held_in_the_file(study: Study) -> None:
    (study.folder / "writeups" / "map one.png").write_bytes(png())
    name = kept(study, "![A map](map%20one.png)\n")
    made = study.publishing.made(name, Form.HTML)
    assert b"data:image/png;base64," in made.data
    with zipfile.ZipFile(BytesIO(study.publishing.made(name, Form.WORD).data)) as package:
        assert package.read("word/media/image1.png").startswith(b"\x89PNG")
    assert "Pictures are not held in Markdown" in study.publishing.made(name, Form.MARKDOWN).notes[0]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://example.org/a.png", "nothing is fetched"),
        ("//example.org/a.png", "nothing is fetched"),
        ("../../../../../../etc/passwd", "not in the study's folder"),
        ("/etc/hostname", "not in the study's folder"),
        ("../.reflect/a.png", "no such picture"),
        ("../originals/a.png", "no such picture"),
        ("missing.png", "no such picture"),
        ("../people.json", "no PNG, JPEG, GIF or SVG"),
    ],
)
def test_a_picture_from_elsewhere_is_refused_with_its_line(study: Study, address: str, why: str) -> None:
    for folder in (".reflect", "originals"):
        (study.folder / folder).mkdir(exist_ok=True)
        (study.folder / folder / "a.png").write_bytes(png())
    name = kept(study, f"---\ntitle: A\n---\n\n<!-- a\nb -->\n\nWords\nand ![x]({address})\n")
    with pytest.raises(InvalidInput, match=f"line 9: .*{why}"):
        study.publishing.export(name, Form.HTML)


def test_no_picture_comes_in_by_a_link_that_leads_out_of_the_study(study: Study, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.png").write_bytes(png())
    (study.folder / "writeups" / "a.png").symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(InvalidInput, match="line 1"):
        study.publishing.export(kept(study, "![x](a.png)\n"), Form.WORD)


def test_a_reader_must_be_somebody_of_the_study(study: Study) -> None:
    name = both(study)
    with pytest.raises(InvalidInput, match="which one"):
        study.publishing.made(name, Form.HTML, Readers(Audience.PARTICIPANT))
    with pytest.raises(NotFound, match="P09"):
        study.publishing.made(name, Form.HTML, Readers(Audience.PARTICIPANT, ParticipantCode("P09")))


def test_a_reference_to_nothing_keeps_it_in(study: Study) -> None:
    with pytest.raises(InvalidInput, match="line 1: there is no quote zzzzzz"):
        study.publishing.export(kept(study, "[[quote zzzzzz]]\n"), Form.WORD)


def test_who_withdraws_is_found_in_every_form_that_can_be_read_and_the_others_are_named(study: Study) -> None:
    name = both(study)
    for form in (Form.MARKDOWN, Form.HTML, Form.WORD):
        study.publishing.export(name, form)
    (study.folder / "exports" / "briefing.pdf").write_bytes(b"%PDF-1.7")
    found = {touch.file: touch.kind for touch in study.withdrawals.touched("P01") if "exports" in touch.file}
    assert found == {
        "exports/briefing.md": Made.EXPORT,
        "exports/briefing.html": Made.EXPORT,
        "exports/briefing.docx": Made.EXPORT,
        "exports/briefing.pdf": Made.UNREAD,
    }


def test_sheets_name_a_write_up_without_naming_anybody(study: Study) -> None:
    kept(study, f"---\ntitle: Quillfeather's\n---\n\n[[quote {study.quotes()[0].id}]]\n")
    said = [title for title, _ in study.publishing.titled(study.writeup_shelf.texts())]
    assert said == ["Write-up"]


def test_study_titles_with_a_name_stay_out_of_front_matter(study: Study) -> None:
    study.edits.save_settings(msgspec.structs.replace(study.settings(), title="Marsh Lanterns looked at"))
    made = study.publishing.made(both(study), Form.MARKDOWN, with_front_matter=True)
    assert b"looked at" not in made.data
    assert "The study's title holds a name, and is left out of the front matter" in made.notes
