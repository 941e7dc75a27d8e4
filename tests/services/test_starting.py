"""A session keeps a guide that is complete by itself, whatever it took from elsewhere when it began."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.guide import Guide, QuestionKind
from reflect.domain.writing_out import needs_writing_out
from reflect.errors import InvalidInput
from reflect.guides.parse import parse_guide
from reflect.services.desk import SessionDesk
from reflect.services.study import Study

from .studies import a_study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return a_study(tmp_path / "study")


def kept(desk: SessionDesk) -> Guide:
    """The guide in the text that the session keeps."""
    return parse_guide(desk.record.session.guide_text, "kept.md")


def files(study: Study) -> list[Path]:
    return sorted(path for path in study.folder.rglob("*") if ".reflect" not in path.parts)


def aspired(study: Study, *hopes: str) -> None:
    desk = study.start_session("workshop-aspirations", None)
    for hope in hopes:
        desk.contribute("aspirations", hope)
    desk.save()
    desk.close()


def chose_three(study: Study) -> None:
    desk = study.start_session("workshop-three", None)
    three = desk.guide.question("three")
    assert three is not None
    desk.choose("three", [option.id for option in three.options[:3]])
    desk.save()
    desk.close()


def test_a_guide_that_takes_nothing_is_kept_as_it_stands(study: Study) -> None:
    desk = study.start_session("workshop-aspirations", None)
    assert desk.record.session.guide_text == study.guide_shelf.text("workshop-aspirations")


def test_an_assessment_asks_about_each_learning_point_with_the_points_own_words(study: Study) -> None:
    desk = study.start_session("self-assessment", None)
    asked = [question for question in kept(desk).questions() if question.kind is QuestionKind.SCALE]
    points = study.codebook().points
    assert [question.points for question in asked] == [(point.id,) for point in points]
    assert [question.id for question in asked] == [f"lp{number}" for number in range(1, 9)]
    assert [question.heading for question in asked] == [point.name for point in points]
    assert [question.anchors for question in asked] == [point.anchors for point in points]
    assert asked[0].text.startswith(points[0].description)
    assert "points=each" not in desk.record.session.guide_text
    assert "points=each" in (study.folder / "guides" / "self-assessment.md").read_text(encoding="utf-8")


def test_a_point_without_words_of_its_own_or_with_those_of_another_scale_takes_the_guides(
    study: Study,
) -> None:
    first, second, *_ = study.codebook().points
    study.codebook_edits.save(replace(first, anchors=()))
    study.codebook_edits.save(
        replace(second, anchors=(replace(second.anchors[0], value=9), *second.anchors[1:]))
    )
    one, two, three, *_ = (q for q in study.starting.guide("self-assessment").questions() if q.anchors)
    assert one.anchors == two.anchors
    assert one.anchors[0].text == "Not at all, or only in words"
    assert three.anchors != one.anchors


def test_retired_points_are_not_asked_about(study: Study) -> None:
    point = study.codebook().points[0]
    study.codebook_edits.retire(point.id)
    guide = study.starting.guide("self-assessment")
    assert guide.question("lp1") is None
    assert guide.question("lp2") is not None


def test_three_are_chosen_from_what_was_gathered_in_the_latest_session(study: Study) -> None:
    aspired(study, "Old", "Older", "Oldest")
    aspired(study, "More fun", "Resourced", "Honest", "more fun")
    study.start_session("workshop-aspirations", None).close()  # and one in which nothing was said
    three = kept(study.start_session("workshop-three", None)).question("three")
    assert three is not None
    assert three.source is None
    assert [(option.id, option.text) for option in three.options] == [
        ("more-fun", "More fun"),
        ("resourced", "Resourced"),
        ("honest", "Honest"),
        ("more-fun-2", "more fun"),
    ]


def test_rules_are_made_for_what_the_group_settled_on(study: Study) -> None:
    aspired(study, "Fun", "Resourced", "Honest", "Quick")
    chose_three(study)
    guide = kept(study.start_session("workshop-rules", None))
    three = guide.question("three")
    assert three is not None
    assert [option.text for option in three.options] == ["Fun", "Resourced", "Honest"]
    assert not needs_writing_out(guide)


def test_without_an_earlier_session_it_is_said_what_to_run_first_and_nothing_is_written(study: Study) -> None:
    before = files(study)
    with pytest.raises(InvalidInput) as caught:
        study.start_session("workshop-three", None)
    assert "which has not been run yet" in str(caught.value)
    assert "Run “Workshop 2: what it should feel like” first" in str(caught.value)
    assert "take from=workshop-aspirations/aspirations out of “Which three matter most?”" in str(caught.value)
    assert files(study) == before


def test_where_nothing_was_settled_on_it_is_said_where_to_settle(study: Study) -> None:
    aspired(study)
    with pytest.raises(InvalidInput, match=r"nothing is yet\. Open that session and settle on something"):
        study.start_session("workshop-three", None)


def test_too_little_to_choose_from_is_said_in_words(study: Study) -> None:
    aspired(study, "Fun", "Resourced")
    with pytest.raises(InvalidInput, match="min=3, but there are 2 options"):
        study.start_session("workshop-three", None)


@pytest.mark.parametrize("guide", ["self-assessment", "workshop-image", "workshop-three"])
def test_what_was_written_out_is_not_taken_for_a_change_of_the_guide(study: Study, guide: str) -> None:
    aspired(study, "Fun", "Resourced", "Honest")
    desk = study.start_session(guide, None)
    aspired(study, "Quick", "Kind", "Slow")
    assert study.guide_shelf.changes_since(guide, desk.record.session.guide_text) == []
    file = study.folder / "guides" / f"{guide}.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("## How was this?", "## And how was this?"), "utf-8"
    )
    (change,) = study.guide_shelf.changes_since(guide, desk.record.session.guide_text)
    assert change.startswith("“how-was-it” has another heading")


def test_a_question_that_is_not_asked_for_each_any_more_is_a_change(study: Study) -> None:
    desk = study.start_session("self-assessment", None)
    file = study.folder / "guides" / "self-assessment.md"
    file.write_text(file.read_text(encoding="utf-8").replace("points=each", "points=LP1"), "utf-8")
    changes = study.guide_shelf.changes_since("self-assessment", desk.record.session.guide_text)
    assert "“each” is new: How far has the alliance got with this?" in changes
    assert len(changes) == 9


def own_guide(study: Study, body: str, front: str = "kind: workshop\nmode: group\n") -> None:
    text = f"---\nid: own\ntitle: Our own\nversion: 1\n{front}---\n\n{body}"
    (study.folder / "guides" / "own.md").write_text(text, encoding="utf-8")


def test_a_question_is_written_once_for_each_thing_settled_on_in_another_guide(study: Study) -> None:
    aspired(study, "Fun", "Resourced", "Honest")
    chose_three(study)
    own_guide(study, "## How is it now? {#now kind=scale for-each=workshop-three/three}\n", front="")
    found = kept(study.start_session("own", None))
    assert [(question.id, question.heading) for question in found.questions()] == [
        ("now-fun", "Fun: How is it now?"),
        ("now-resourced", "Resourced: How is it now?"),
        ("now-honest", "Honest: How is it now?"),
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("workshop-aspiration/aspirations", "Did you mean workshop-aspirations?"),
        ("workshop-aspirations/aspiration", "Did you mean aspirations?"),
    ],
)
def test_a_guide_or_question_that_is_not_there_is_named_with_the_nearest(
    study: Study, source: str, said: str
) -> None:
    aspired(study, "Fun")
    own_guide(study, f"## Which? {{#which kind=choose from={source}}}\n")
    with pytest.raises(InvalidInput) as caught:
        study.start_session("own", None)
    assert said in str(caught.value)


def test_every_workshop_begins_with_what_the_group_agrees_to(study: Study) -> None:
    for row in study.guide_shelf.rows():
        if row.kind == "workshop":
            first = next(iter(study.guide_shelf.guide(row.id).questions()))
            assert first.kind is QuestionKind.CONSENT
            assert first.notes
