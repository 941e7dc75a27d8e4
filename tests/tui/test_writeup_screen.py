"""Writing up by key presses: the researcher's text, the preview through the consent gate, the export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from textual.pilot import Pilot
from textual.widgets import TextArea

from reflect.domain.consent import Attribution
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.publishing import NamesLeft
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.dialogs.pick import Pick
from reflect.tui.screens.names import NamesScreen
from reflect.tui.screens.writeup import WriteupScreen
from reflect.tui.widgets.preview import Preview
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed
from tests.tui.looking import settled
from tests.tui.waiting import said, until

WORDS = 'She said "no" and *meant* [no]. Then we _began_ again.'


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02", agreed(Attribution.ANONYMOUS, first=True)))
    desk = interviewed(study, WORDS)
    desk.toggle(answer_passage(ANSWER), 0, 31, PointId("LP4"))
    desk.close()
    other = interviewed(study, "Nobody asked me whether I was ready.", code="P02")
    other.toggle(answer_passage(ANSWER), 0, 36, PointId("LP1"))
    other.close()
    return study


def app_of(study: Study, code: str) -> ReflectApp:
    name = study.drafts.keep_reflection(code)
    return ReflectApp(lambda: [WriteupScreen(study, name)])


async def export(pilot: Pilot[Any], form: str = "Markdown", readers: str = "Anybody") -> None:
    """Export what is on the screen, in this form and for these readers."""
    await pilot.press("f5")
    await until(pilot, lambda: "Export as what?" in said(pilot.app))
    await pilot.press(*form, "enter")
    await until(pilot, lambda: "Who is to read it?" in said(pilot.app))
    await pilot.press(*readers, "enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, Pick))


async def test_the_preview_shows_words_as_typed_under_the_name_that_was_agreed(study: Study) -> None:
    app = app_of(study, "P01")
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        preview = app.screen.query_one(Preview)
        await until(pilot, lambda: "meant" in preview.text())
        assert 'She said "no" and *meant* [no].' in " ".join(preview.text().replace("▌", " ").split())
        assert "Rosalind Quillfeather" in preview.text()


async def test_what_is_typed_is_saved_and_followed_by_the_preview(study: Study) -> None:
    app = app_of(study, "P01")
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.screen.query_one(Preview).text())
        await pilot.press("ctrl+end", *"What I heard was a beginning.")
        await until(pilot, lambda: "What I heard was a beginning." in app.screen.query_one(Preview).text())
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: "What I heard was a beginning." in study.writeup_shelf.text("reflection-P01")
        )


async def test_words_that_are_not_approved_are_marked_in_the_preview_and_left_out_of_the_file(
    study: Study,
) -> None:
    app = app_of(study, "P02")
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await until(pilot, lambda: "not yet approved" in app.screen.query_one(Preview).text())
        assert "1 held back" in said(app)
        await export(pilot)
        await until(pilot, lambda: (study.folder / "exports" / "reflection-P02.md").exists())
        await until(pilot, lambda: "not yet approved" in said(app))
        text = (study.folder / "exports" / "reflection-P02.md").read_text(encoding="utf-8")
        assert "Nobody asked me" not in text
        assert "Quillfeather" not in text
        assert "P02" not in text
        await pilot.press("f8")
        await until(pilot, lambda: "is held back" in said(app))


async def test_nothing_leaves_while_a_name_stands_in_it_that_nobody_let_pass(study: Study) -> None:
    app = app_of(study, "P01")
    name = "reflection-P01"
    out = study.folder / "exports" / f"{name}.md"
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        await pilot.press("ctrl+end", "enter", *"Quillfeather said so, and Rosalinda too.")
        await export(pilot)
        await until(pilot, lambda: isinstance(app.screen, NamesScreen) and app.screen.rows.current)
        assert "Quillfeather" in said(app)
        await pilot.press("p")
        await until(pilot, lambda: "may stand in this write-up" in said(app))
        await pilot.press("u")
        await until(pilot, lambda: "is looked for again" in said(app))
        await pilot.press("q")
        await until(pilot, lambda: "Not exported: 2 names still stand" in said(app))
        assert not out.exists()
        with pytest.raises(NamesLeft, match="2 names still stand in it"):
            study.publishing.export(name)
        await export(pilot)
        await until(pilot, lambda: isinstance(app.screen, NamesScreen) and app.screen.rows.current)
        assert isinstance(app.screen, NamesScreen)
        line = app.screen.current.line
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query("#editor"))
        assert editor.cursor_location[0] == line - 1
        await export(pilot)
        await until(pilot, lambda: isinstance(app.screen, NamesScreen) and app.screen.rows.current)
        await pilot.press("p")
        await until(pilot, lambda: "may stand in this write-up" in said(app))
        await pilot.press("p")
        await until(pilot, lambda: "No name is left" in said(app))
        await pilot.press("q")
        await until(pilot, out.exists)
    assert "Quillfeather said so" in out.read_text(encoding="utf-8")


async def test_a_quote_is_chosen_by_its_words_and_put_in_by_reference(study: Study) -> None:
    app = app_of(study, "P01")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        before = editor.text.count("[[quote ")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Insert a quote" in said(app))
        await pilot.press(*"ready", "enter")
        await until(pilot, lambda: editor.text.count("[[quote ") == before + 1)
        row = next(row for row in study.quotes() if row.participant == "P02")
        front, _, body = editor.text.partition("\n---\n")
        assert "[[" not in front
        assert body.strip().startswith(f"[[quote {row.id}]]")
        await pilot.press("escape")
        assert editor.has_focus
        await settled(pilot)


async def test_esc_steers_letters_do_things_and_i_writes_again(study: Study) -> None:
    app = app_of(study, "P01")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        text = editor.text
        await pilot.press("escape", "v")
        await until(pilot, lambda: not editor.display)
        await pilot.press("v", "escape", "i", "z")
        assert editor.text != text
        assert "z# [[portrait]]" in editor.text
        await settled(pilot)


async def test_a_write_up_changed_by_somebody_else_is_not_overwritten(study: Study) -> None:
    app = app_of(study, "P01")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        editor = app.screen.query_one("#editor", TextArea)
        await until(pilot, lambda: "portrait" in editor.text)
        file = study.folder / "writeups" / "reflection-P01.md"
        file.write_text("Theirs.", encoding="utf-8")
        await pilot.press(*"Ours. ", "ctrl+s")
        await until(pilot, lambda: "Somebody else changed the" in said(app))
        assert file.read_text(encoding="utf-8") == "Theirs."
        (kept,) = (study.folder / ".reflect" / "beside").iterdir()
        assert "Ours." in kept.read_text(encoding="utf-8")
        assert "Ours." in editor.text
        await pilot.press("f10")
        await until(pilot, lambda: "Leave all the same?" in said(app))
        await pilot.press("n")
        await until(pilot, lambda: "Leave all the same?" not in said(app))
        assert "Ours." in editor.text


async def test_a_write_up_leaves_in_the_form_and_for_the_readers_that_are_chosen(study: Study) -> None:
    app = app_of(study, "P02")
    exports = study.folder / "exports"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "portrait" in app.screen.query_one("#editor", TextArea).text)
        await pilot.press("f5")
        await until(pilot, lambda: "Export as what?" in said(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WriteupScreen))
        assert not list(exports.iterdir())
        await export(pilot, "Web", "Researchers")
        await until(pilot, (exports / "reflection-P02.html").exists)
        assert "Nobody asked me whether I was ready." in (exports / "reflection-P02.html").read_text("utf-8")
        await pilot.press("f5")
        await until(pilot, lambda: "Export as what?" in said(app))
        assert said(app).index("Web page") < said(app).index("Word document")
        await pilot.press("enter")
        await until(pilot, lambda: "Who is to read it?" in said(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Nobody asked" not in (exports / "reflection-P02.html").read_text("utf-8"))
        await until(pilot, lambda: "A participant's code stands in the file's name" in said(app))
        await pilot.press("f5")
        await until(pilot, lambda: "Export as what?" in said(app))
        await pilot.press(*"Word", "enter")
        await until(pilot, lambda: "Who is to read it?" in said(app))
        await pilot.press(*"One part", "enter")
        await until(pilot, lambda: "Which participant?" in said(app))
        await pilot.press(*"P02", "enter")
        await until(pilot, (exports / "reflection-P02.docx").exists)
        await settled(pilot)
    words = Document(str(exports / "reflection-P02.docx")).paragraphs
    assert "Nobody asked me whether I was ready." in [paragraph.text for paragraph in words]


async def test_what_somebody_changed_in_an_export_stays(study: Study) -> None:
    app = app_of(study, "P01")
    file = study.folder / "exports" / "reflection-P01.md"
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: "portrait" in app.screen.query_one("#editor", TextArea).text)
        await export(pilot)
        await until(pilot, file.exists)
        file.write_text("Theirs.", encoding="utf-8")
        await export(pilot)
        await until(pilot, lambda: "this one is reflection-P01-2.md" in said(app))
        assert file.read_text(encoding="utf-8") == "Theirs."
