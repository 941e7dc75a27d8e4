"""A study, opened: people, guides, sessions and quotes, as the lists show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.errors import GuideInvalid, InvalidInput, NotAStudy, NotFound
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, a_study, interviewed


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


def test_a_new_study_has_the_eight_points_the_roles_and_our_guides(study: Study) -> None:
    assert [point.number for point in study.codebook().points] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {row.id for row in study.guide_shelf.rows()} >= {
        "provider",
        "public-agency",
        "commissioner",
        "lived-experience",
    }
    assert [role.id for role in study.roles()][:2] == ["provider", "public-agency"]


def test_a_guide_that_is_used_is_copied_and_a_session_keeps_the_words_it_was_run_with(study: Study) -> None:
    desk = interviewed(study, "Yes.")
    copy = study.folder / "guides" / "provider.md"
    text = copy.read_text(encoding="utf-8")
    assert desk.record.session.guide_text == text
    copy.write_text(text.replace("title: ", "title: Changed ", 1), encoding="utf-8")
    assert study.guide_shelf.guide("provider").title.startswith("Changed")
    assert not study.open_session(desk.record.session.id).guide.title.startswith("Changed")


def test_the_list_of_sessions_counts_what_was_answered_and_quoted(study: Study) -> None:
    desk = interviewed(study, "One person. One.")
    desk.toggle(answer_passage(ANSWER), 0, 11, PointId("LP4"))
    desk.save()
    (row,) = study.sessions()
    assert (row.participant, row.role, row.answered, row.quotes) == ("P01", "provider", 1, 1)
    assert row.questions >= 12
    (quote,) = study.quotes()
    assert (quote.text, quote.points, quote.participant, quote.session) == (
        "One person.",
        ("LP4",),
        "P01",
        row.id,
    )


def test_an_unknown_name_is_answered_with_the_nearest_right_one(study: Study) -> None:
    with pytest.raises(NotFound, match="Did you mean P01"):
        study.participant("P1")
    with pytest.raises(NotFound, match="Did you mean provider"):
        study.guide_shelf.guide("provder")
    desk = interviewed(study, "Yes.")
    with pytest.raises(NotFound, match=desk.record.session.id):
        study.open_session(desk.record.session.id + "x")


def test_a_broken_guide_in_the_study_is_named_with_its_lines_and_others_still_work(study: Study) -> None:
    (study.folder / "guides" / "mine.md").write_text(
        "---\nid: mine\ntitle: Mine\nversion: 1\n---\n\n## A {#a kind=opne}\n\n## B {#a}\n", encoding="utf-8"
    )
    problems = study.guide_shelf.problems()
    assert any("mine.md:7" in problem and "open" in problem for problem in problems)
    assert any("mine.md:9" in problem for problem in problems)
    assert {row.id for row in study.guide_shelf.rows()} >= {"provider"}
    with pytest.raises(GuideInvalid):
        study.guide_shelf.guide("mine")


def test_a_person_with_sessions_cannot_be_removed_and_a_code_is_given_once(study: Study) -> None:
    interviewed(study, "Yes.").close()
    with pytest.raises(InvalidInput, match="1 session"):
        study.edits.remove_participant("P01")
    with pytest.raises(InvalidInput, match="P02 is free"):
        study.edits.add_participant(a_person("p01"))
    study.edits.add_participant(a_person("P02"))
    study.edits.remove_participant("P02")
    assert [person.code for person in study.people()] == ["P01"]


def test_a_removed_session_lies_in_the_bin(study: Study) -> None:
    desk = interviewed(study, "Yes.")
    desk.close()
    study.remove_session(desk.record.session.id)
    assert not study.sessions()
    (binned,) = (study.folder / ".reflect" / "bin" / "sessions").glob("*.json")
    assert "Yes." in binned.read_text(encoding="utf-8")


def test_names_stand_in_the_people_file_and_nowhere_else(study: Study) -> None:
    interviewed(study, "Yes.").close()
    study.drafts.keep_reflection("P01")
    files = [path for path in study.folder.rglob("*") if path.is_file()]
    holding = {path.name for path in files if b"Quillfeather" in path.read_bytes()}
    assert holding == {"people.json"}
    assert not any("quillfeather" in str(path).lower() for path in files)


def test_a_damaged_session_is_told_and_the_others_are_listed(study: Study) -> None:
    interviewed(study, "Yes.").close()
    (study.folder / "sessions" / "2026-03-04-P01-provider-broken.json").write_text("{ not", encoding="utf-8")
    assert len(study.sessions()) == 1
    assert any("broken" in notice for notice in study.take_notices())
    assert study.take_notices() == []


def test_a_folder_that_is_no_study_is_refused_in_words(tmp_path: Path) -> None:
    a_study(tmp_path / "wenmarsh")
    with pytest.raises(NotAStudy, match="wenmarsh"):
        Study.open(tmp_path / "wenmarch")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidInput, match="not empty"):
        a_study(tmp_path / "full")
