"""Write-ups and guides of which two versions are kept: both are told, one is chosen, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.weaving import woven
from reflect.errors import ChangedUnderneath, NotFound
from reflect.services.clashes import ClashRow
from reflect.services.study import Study
from tests.services.studies import a_person, a_study, interviewed

TEXT = "# A title\n\nWe met in spring. Nobody came.\n\nThe end is open.\n"
OURS = TEXT.replace("spring", "winter").replace("open", "open, ours")
THEIRS = TEXT.replace("spring", "autumn").replace("title", "title of theirs")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, "Yes.").close()
    name = study.drafts.keep_reflection("P01")
    study.writeup_desk.save(name, TEXT)
    return study


def path_of(study: Study) -> Path:
    return study.folder / "writeups/reflection-P01.md"


def clashing(study: Study) -> ClashRow:
    """Somebody writes the same sentence with another program while it is open here."""
    study.writeup_desk.open("reflection-P01")
    path_of(study).write_text(THEIRS, encoding="utf-8")
    with pytest.raises(ChangedUnderneath):
        study.writeup_desk.save("reflection-P01", OURS)
    (row,) = study.clashes.rows()
    return row


def beside(study: Study) -> list[Path]:
    return sorted((study.folder / ".reflect/beside").iterdir())


def test_what_both_changed_elsewhere_is_in_both_versions(study: Study) -> None:
    row = clashing(study)
    assert (row.where, row.heading, row.clash.table) == ("text", "reflection-P01", "writeups")
    assert row.now == row.clash.kept
    for version, word in ((row.clash.kept, "autumn"), (row.clash.other, "winter")):
        assert f"We met in {word}." in version
        assert "title of theirs" in version
        assert "open, ours" in version


@pytest.mark.parametrize("which", ["kept", "other"])
def test_a_choice_is_written_and_undone_and_done_again(study: Study, which: str) -> None:
    row = clashing(study)
    chosen = getattr(row.clash, which)
    (kept,) = beside(study)
    data = kept.read_bytes()
    study.clashes.settle(row, chosen)
    assert (path_of(study).read_text("utf-8"), study.clashes.rows(), beside(study)) == (chosen, (), [])
    assert [(item.kind.value, item.by) for item in study.bin.items()] == [("version", "ana")]
    assert study.steps.undo() == "Choice between two versions"
    assert path_of(study).read_text("utf-8") == THEIRS
    assert kept.read_bytes() == data
    (again,) = study.clashes.rows()
    assert again.clash == row.clash
    study.steps.redo()
    assert (path_of(study).read_text("utf-8"), study.clashes.rows()) == (chosen, ())


def test_both_woven_together_hold_what_everybody_wrote(study: Study) -> None:
    row = clashing(study)
    both = woven(row.clash.kept, row.clash.other)
    for words in ("title of theirs", "in autumn.", "in winter.", "open, ours", "Nobody came."):
        assert both.count(words) == 1


def test_a_text_that_was_changed_meanwhile_is_not_overwritten_by_a_choice(study: Study) -> None:
    row = clashing(study)
    path_of(study).write_text("Something new.", encoding="utf-8")
    with pytest.raises(ChangedUnderneath, match="Look at both again"):
        study.clashes.settle(row, row.clash.other)
    assert path_of(study).read_text("utf-8") == "Something new."
    assert len(beside(study)) == 1


def test_a_choice_is_not_taken_back_over_what_was_written_since(study: Study) -> None:
    row = clashing(study)
    study.clashes.settle(row, row.clash.other)
    path_of(study).write_text("Written on.", encoding="utf-8")
    with pytest.raises(NotFound, match="cannot be taken back any more"):
        study.steps.undo()
    assert path_of(study).read_text("utf-8") == "Written on."


def test_the_version_of_a_write_up_that_is_gone_can_be_taken_or_let_go(study: Study) -> None:
    clashing(study)
    study.remove_writeup("reflection-P01")
    (row,) = study.clashes.rows()
    assert (row.now, row.clash.kept) == (None, "")
    study.clashes.settle(row, "")
    assert study.writeups() == ()
    study.steps.undo()
    (row,) = study.clashes.rows()
    study.clashes.settle(row, row.clash.other)
    assert [each.name for each in study.writeups()] == ["reflection-P01"]
    assert path_of(study).read_text("utf-8") == OURS
    study.steps.undo()
    assert study.writeups() == ()
    assert len(study.clashes.rows()) == 1


def test_of_a_guide_and_a_write_up_of_one_name_the_one_that_is_meant_is_found(study: Study) -> None:
    row = clashing(study)
    (study.folder / "guides/reflection-P01.md").write_text("# A guide\n\n## A question\n", encoding="utf-8")
    (again,) = study.clashes.rows()
    assert again.clash == row.clash
    guide = study.folder / "guides/another.md"
    guide.write_text("# Another guide\n\n## Why?\n", encoding="utf-8")
    (study.folder / ".reflect/beside/another-other.md").write_text("# Mine\n\n## Why?\n", encoding="utf-8")
    found = {each.heading: each.clash.table for each in study.clashes.rows()}
    assert found == {"reflection-P01": "writeups", "another": "guides"}


def test_a_copy_of_a_syncing_program_is_chosen_from_and_goes_to_the_bin(study: Study) -> None:
    copy = path_of(study).with_name("reflection-P01 (conflicted copy 2026-11-23 101010).md")
    copy.write_text(TEXT.replace("spring", "winter").replace("Nobody", "Everybody"), encoding="utf-8")
    path_of(study).write_text(TEXT.replace("spring", "autumn"), encoding="utf-8")
    (row,) = study.conflict_copies.rows()
    versions = study.two_texts.of_copy(row.original, row.copy)
    study.two_texts.settle(versions, versions.clash.other)
    assert "We met in winter." in path_of(study).read_text("utf-8")
    assert study.conflict_copies.rows() == ()
    assert [(item.kind.value, item.what) for item in study.bin.items()] == [("copy", copy.name)]
    study.bin.restore(study.bin.items()[0].id)
    assert [each.copy for each in study.conflict_copies.rows()] == [copy]


def test_a_version_that_is_no_text_is_left_to_the_check(study: Study) -> None:
    clashing(study)
    (kept,) = beside(study)
    kept.write_bytes(b"\xff\xfe caf\xe9")
    assert study.clashes.rows() == ()
