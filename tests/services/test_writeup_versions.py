"""Versions of a write-up are kept by themselves when it matters, and shown word by word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.marked_changes import Mark, counted, in_context, pieces, plain
from reflect.errors import InvalidInput, NotFound
from reflect.services.study import Study
from reflect.services.writeup_versions import Why, WriteupVersions
from reflect.store import kept_versions
from tests.services.studies import a_person, a_study, counting, interviewed


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, "We met at the mill.").close()
    return study


def kept(study: Study, name: str) -> list[tuple[str, str]]:
    """Why each version was kept and what it says, the latest first."""
    versions = study.writeup_shelf.versions
    return [(version.why, versions.text(name, version)) for version in versions.all(name)]


def test_a_draft_an_export_and_the_state_before_a_days_first_change_are_kept(
    tmp_path: Path, study: Study
) -> None:
    name = study.drafts.keep_reflection("P01")
    draft = study.writeup_shelf.text(name)
    study.publishing.export(name)
    assert kept(study, name) == [(Why.DRAFTED, draft)]
    study.writeup_desk.save(name, f"{draft}One.\n")
    study.writeup_desk.save(name, f"{draft}One. Two.\n")
    study.publishing.export(name)
    assert kept(study, name) == [(Why.EXPORTED, f"{draft}One. Two.\n"), (Why.DRAFTED, draft)]
    study.close()
    day = iter(range(10_000))
    later = Study.open(
        study.folder,
        clock=lambda: datetime(2026, 3, 5, tzinfo=UTC) + timedelta(seconds=next(day)),
        ids=counting("x"),
        researcher="bea",
    )
    later.writeup_shelf.text(name)
    later.writeup_desk.save(name, f"{draft}Three.\n")
    later.writeup_desk.save(name, f"{draft}Four.\n")
    later.writeup_desk.save(name, f"{draft}Five.\n")
    assert kept(later, name)[0] == (Why.EXPORTED, f"{draft}One. Two.\n")
    later.publishing.export(name)
    version = later.writeup_shelf.versions.all(name)[0]
    assert (version.by, version.why, version.quotes) == ("bea", Why.EXPORTED, 0)
    assert version.at.startswith("2026-03-05")


def test_what_is_changed_elsewhere_is_kept_before_the_first_change_of_a_day(study: Study) -> None:
    name = study.writeup_shelf.keep("letter", "One.\n")
    shelf = study.folder / ".reflect" / "versions" / "writeups" / "letter.md"
    for path in shelf.iterdir():
        path.unlink()
    study.writeup_desk.save(name, "Two.\n")
    study.writeup_desk.save(name, "Three.\n")
    assert kept(study, name) == [(Why.SITTING, "One.\n")]


def test_the_same_text_is_kept_once_and_a_name_is_kept_all_the_same(study: Study) -> None:
    versions = study.writeup_shelf.versions
    name = study.writeup_shelf.keep("letter", "One.\n")
    assert versions.keep(name, "One.\n", Why.EXPORTED) is None
    named = versions.keep_by_hand(name, "One.\n", "  before sending\nto P03 ")
    assert named.name == "before sending to P03"
    home = study.folder / ".reflect" / "versions" / "writeups" / "letter.md"
    assert sorted(path.suffix for path in home.iterdir()) == [".json", ".json", ".md"]
    with pytest.raises(InvalidInput):
        versions.keep_by_hand(name, "One.\n", " ")
    assert versions.called(name, 1) == named
    with pytest.raises(NotFound, match="no version 3"):
        versions.called(name, 3)


def test_the_oldest_without_a_name_make_room_and_a_spoilt_one_is_not_shown(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_versions, "MOST", 3)
    versions = study.writeup_shelf.versions
    name = study.writeup_shelf.keep("letter", "0\n")
    versions.keep_by_hand(name, "0\n", "first")
    for n in range(1, 6):
        versions.keep(name, f"{n}\n", Why.EXPORTED)
    assert [versions.text(name, version) for version in versions.all(name)] == ["5\n", "4\n", "3\n", "0\n"]
    home = study.folder / ".reflect" / "versions" / "writeups" / "letter.md"
    last = versions.all(name)[0]
    (home / f"{last.text}.md").write_text("spoilt", encoding="utf-8")
    with pytest.raises(NotFound):
        versions.text(name, last)
    (home / f"{last.id}.json").write_text("{", encoding="utf-8")
    assert last not in versions.all(name)


def test_versions_follow_into_the_bin_and_back_and_go_when_it_is_emptied(study: Study) -> None:
    name = study.drafts.keep_reflection("P01")
    before = kept(study, name)
    considered = study.drafts.repeats.of(name)
    study.remove_writeup(name)
    study.steps.undo()
    assert kept(study, name) == before
    study.remove_writeup(name)
    study.bin.restore(study.bin.items()[0].id)
    assert (kept(study, name), study.drafts.repeats.of(name)) == (before, considered)
    study.remove_writeup(name)
    study.bin.empty()
    assert kept(study, name) == []
    assert study.drafts.repeats.of(name).considered == ()


def test_a_save_never_fails_for_want_of_its_version(study: Study) -> None:
    name = study.writeup_shelf.keep("letter", "One.\n")
    home = study.folder / ".reflect" / "versions"
    for path in sorted(home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    home.rmdir()
    home.write_text("in the way", encoding="utf-8")
    study.writeup_desk.save(name, "Two.\n")
    study.publishing.export(name)
    assert study.writeup_shelf.text(name) == "Two.\n"
    versions = WriteupVersions(study.folder, lambda: datetime(2026, 3, 4, tzinfo=UTC), by="ana")
    assert versions.all(name) == []


texts = st.lists(st.sampled_from(["one ", "two ", "three ", "\n", ". "]), max_size=40).map("".join)


@given(texts, texts)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(p.text for p in found if p.mark is not Mark.COME) == old
    assert "".join(p.text for p in found if p.mark is not Mark.GONE) == new
    short = in_context(found)
    changed = [p for p in found if p.mark in (Mark.COME, Mark.GONE)]
    assert [p for p in short if p.mark in (Mark.COME, Mark.GONE)] == changed
    assert bool(short) == (old != new)


def test_changes_stand_in_their_lines_and_what_is_far_from_them_is_left_out() -> None:
    old = "".join(f"line {n}\n" for n in range(12))
    new = old.replace("line 6\n", "line six\n")
    shown = plain(in_context(pieces(old, new)))
    assert shown == "… 5 lines …\nline 5\nline [-6-][+six+]\nline 7\n… 5 lines …"
    assert counted(pieces(old, new)) == (1, 1)
