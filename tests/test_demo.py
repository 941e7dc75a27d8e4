"""The demo study: made of the invented interviews, through the same doors as a researcher's own work."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from reflect import paths
from reflect.domain.framework import CaseKind
from reflect.domain.passages import passages
from reflect.domain.session import Approval, ResponseState, SessionKind
from reflect.errors import InvalidInput, StoreError
from reflect.guides.parse import parse_guide
from reflect.services.demo import build_demo, is_study
from reflect.services.drafting import Drafts
from reflect.services.framework_table import CellState
from reflect.services.rows import SessionRow
from reflect.services.study import Study
from reflect.store.check import check_study
from reflect.transcripts.sample import SampleTag, read_sample, read_tags

CODES = ["P01", "P02", "P03", "P04", "P05", "P06"]
SAMPLES = paths.shipped_transcripts()


def noon() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def make(folder: Path) -> Study:
    numbers = count(1)
    return build_demo(folder, clock=noon, ids=lambda: f"id{next(numbers):05d}")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFLECT_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        patch.setenv("REFLECT_CONFIG", str(tmp_path_factory.mktemp("config") / "config.toml"))
        made = make(tmp_path_factory.mktemp("demo") / "reflect-demo")
        yield made
        made.close()


def tags() -> list[SampleTag]:
    files = sorted(SAMPLES.glob("tags-*.csv"))
    return [tag for file in files for tag in read_tags(file.read_text(encoding="utf-8"), file.name)]


def people() -> list[dict[str, str]]:
    return list(csv.DictReader((SAMPLES / "people.csv").read_text(encoding="utf-8").splitlines()))


def interviews(study: Study) -> list[SessionRow]:
    return [row for row in study.sessions() if row.kind is SessionKind.INTERVIEW]


def words_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def files_of(study: Study) -> list[Path]:
    return [path for path in study.folder.rglob("*") if path.is_file()]


def test_the_framework_matrix_is_begun_in_words_of_their_own(study: Study) -> None:
    cells = [cell for kind in CaseKind for row in study.framework.matrix(kind).cells for cell in row]
    charted = [cell for cell in cells if cell.state is CellState.CHARTED]
    assert len(charted) == 3
    said = [row.text for row in study.quotes()]
    assert all(cell.quotes and cell.summary and cell.summary.text not in said for cell in charted)


def test_everyone_of_the_table_is_in_the_study_with_their_consent(study: Study) -> None:
    assert [person.code for person in study.people()] == CODES
    assert {person.role for person in study.people()} == {
        "provider", "public-agency", "commissioner", "lived-experience",
    }  # fmt: skip
    for person, row in zip(study.people(), people(), strict=True):
        consent = person.consent
        assert consent is not None
        assert (person.name, person.post, person.organisation) == (
            row["name"], row["post"], row["organisation"],
        )  # fmt: skip
        assert consent.attribution == row["attribution"]


def test_the_people_are_those_of_the_invented_world() -> None:
    world = (paths.shipped_transcripts().parent / "docs" / "world-of-the-samples.md").read_text("utf-8")
    for row in people():
        line = next(line for line in world.splitlines() if line.startswith(f"| {row['code']} "))
        assert row["name"] in line
        assert row["post"] in line
        assert row["organisation"] in line
        assert row["attribution"] in line
        assert ("sees quotes first" in line) is (row["sees_quotes_first"] == "yes")


def test_consent_was_taken_on_the_day_of_the_interview(study: Study) -> None:
    days = {row.participant: row.started[:10] for row in interviews(study)}
    assert {p.code: p.consent.date for p in study.people() if p.consent} == days


def test_every_interview_is_a_session_with_all_its_words(study: Study) -> None:
    rows = {row.participant: row for row in interviews(study)}
    assert sorted(str(code) for code in rows) == CODES
    for file in sorted(SAMPLES.glob("P*.md")):
        sample = read_sample(words_of(file), file.name)
        row = rows[study.participant(sample.front["participant"]).code]
        record = study.session_record(row.id)
        assert row.started.startswith(sample.front["date"])
        assert row.seconds == float(sample.front["minutes"]) * 60
        assert row.ended is not None
        for answer in sample.answers:
            response = record.responses[answer.question_id]
            assert response.text == answer.text
            kept = {*response.entries, *response.choices, *response.ranking, str(response.rating)}
            assert set(answer.values) <= kept
            assert response.state is ResponseState.ANSWERED
        noted = sorted(note.text for note in record.notes.values())
        assert noted == sorted(note.text for answer in sample.answers for note in answer.notes)


def test_the_clock_of_a_session_never_goes_back(study: Study) -> None:
    for row in study.sessions():
        record = study.session_record(row.id)
        guide = parse_guide(record.session.guide_text, "guide.md")
        order = [q.id for q in guide.questions() if q.id in record.responses]
        answered = [q for q in order if record.responses[q].state is ResponseState.ANSWERED]
        moments = [record.responses[q].first_at or 0.0 for q in answered]
        assert moments == sorted(moments)
        assert moments[-1] <= row.seconds
        for note in record.notes.values():
            assert note.question is not None
            first = record.responses[note.question].first_at
            assert first is not None
            assert first <= note.at <= row.seconds


def test_every_tag_lands_on_exactly_its_words(study: Study) -> None:
    by_words = {(quote.participant, quote.text): quote for quote in study.quotes()}
    for tag in tags():
        quote = by_words[tag.participant, tag.words]
        assert quote.passage == f"answer:{tag.question}"
        assert set(quote.points) == set(tag.points)
        assert set(quote.contradicts) == set(tag.contradicts)
        assert quote.memos == ((tag.memo,) if tag.memo else ())
        record = study.session_record(quote.session)
        guide = parse_guide(record.session.guide_text, "guide.md")
        passage = next(p for p in passages(record, guide) if p.id == quote.passage)
        assert passage.text[quote.start : quote.end] == tag.words
    answered = [quote for quote in study.quotes() if quote.passage.startswith("answer:")]
    assert len(answered) == len(tags())


def test_the_workshop_went_from_pictures_to_rules_that_were_adopted_and_looked_at_again(study: Study) -> None:
    rows = {str(row.guide): row for row in study.sessions() if row.kind is SessionKind.WORKSHOP}
    assert sorted(rows) == ["workshop-aspirations", "workshop-image", "workshop-rules", "workshop-three"]
    records = {guide: study.session_record(row.id) for guide, row in rows.items()}
    assert all(len(record.seats) == 8 for record in records.values())
    assert all(record.session.agreed and record.session.agreed.quoted for record in records.values())
    pictures = [c for c in records["workshop-image"].contributions.values() if c.question == "picture"]
    assert len({c.choices for c in pictures}) == len(pictures) == 8
    assert all(c.title and c.text for c in pictures)
    votes = [c for c in records["workshop-three"].contributions.values() if c.question == "three"]
    assert [len(vote.choices) for vote in votes] == [3] * 8
    rules = list(records["workshop-rules"].rules.values())
    assert len(rules) == 6
    assert all(rule.adopted == "2026-04-14" and len(rule.reviews) == 1 for rule in rules)


def test_three_rounds_were_answered_by_everybody_and_the_alliance_moved(study: Study) -> None:
    rounds = study.rounds.all()
    assert [each.name for each in rounds] == ["Spring 2026", "Summer 2026", "Autumn 2026"]
    for each in rounds:
        standing = study.rounds.standing(each.id)
        assert each.closed
        assert standing.answered == len(standing.expected) == 6


def test_the_whole_demo_is_found_well(study: Study) -> None:
    assert check_study(study.folder) == []


def test_there_is_enough_for_every_screen(study: Study) -> None:
    quotes = study.quotes()
    assert 60 <= len(quotes) <= 80
    points = {point.id for point in study.codebook().points}
    assert {point for quote in quotes for point in quote.points} == points
    assert {point for quote in quotes for point in quote.contradicts} == points
    assert any(quote.memos for quote in quotes)
    states = {
        response.state
        for row in study.sessions()
        for response in study.session_record(row.id).responses.values()
    }
    assert states >= set(ResponseState) - {ResponseState.NOT_REACHED}
    responses = [
        response for row in study.sessions() for response in study.session_record(row.id).responses.values()
    ]
    assert any(response.probes for response in responses)
    assert all(response.reason for response in responses if response.state is ResponseState.SKIPPED)
    assert all(r.covered_by for r in responses if r.state is ResponseState.ALREADY_COVERED)


def test_some_quotes_are_approved_some_declined_and_some_not_yet_asked_about(study: Study) -> None:
    said = {
        code: [quote.approval for quote in study.quotes() if quote.participant == code]
        for code in ("P04", "P06")
    }
    assert said["P04"].count(Approval.APPROVED) >= 4
    assert said["P06"].count(Approval.APPROVED) >= 3
    assert said["P06"].count(Approval.DECLINED) == 1
    assert Approval.NOT_ASKED in said["P04"]
    assert Approval.NOT_ASKED in said["P06"]


def test_the_reflection_is_half_written_and_every_reference_in_it_holds(study: Study) -> None:
    (row,) = study.writeups()
    assert (row.kind, row.participant) == ("reflection", "P03")
    text = study.writeup_shelf.text(row.name)
    rendered = study.rendering.render(text, preview=False)
    assert rendered.problems == ()
    assert rendered.held_back == {}
    assert "[[words" not in text
    assert "nobody prepared for it" in rendered.markdown
    assert "What people learnt to do together, they learnt by doing it." in rendered.markdown
    assert "<!-- Learning point 8." in text, "the rest is still the draft"
    headings = re.findall(r"^## .*$", text, re.MULTILINE)
    assert len(headings) == len(set(headings))


def test_a_reflection_shows_what_may_appear_and_counts_what_may_not(study: Study) -> None:
    rendered = study.rendering.render(study.drafts.reflection("P06"), preview=False)
    assert "That's a night out" in rendered.markdown
    assert "She argued with me." not in rendered.markdown
    assert sum(rendered.held_back.values()) == 12 - 4


def test_nothing_is_found_wrong_with_it(study: Study) -> None:
    assert check_study(study.folder) == []
    assert study.take_notices() == []


def test_nobody_is_named_but_in_the_people_file(study: Study) -> None:
    """But for what people call one another when they talk: those are their words, and the gate's affair."""
    names = [row["name"] for row in people()]
    parts = {part for name in names for part in re.findall(r"\w{3,}", name)}
    said = "".join(words_of(file) for file in SAMPLES.glob("P*.md"))
    for path in files_of(study):
        inside = path.relative_to(study.folder).as_posix()
        assert not any(part in inside for part in parts), inside
        if path.name == "people.json":
            continue
        speech = said if path.parent.name == "sessions" else ""
        text = words_of(path)
        assert not any(name in text for name in names), inside
        assert not any(part in text for part in parts if part not in speech), inside


def test_the_people_file_is_where_the_names_are(study: Study) -> None:
    text = words_of(study.folder / "people.json")
    assert all(row["name"] in text for row in people())


def test_the_same_clock_and_ids_make_the_same_study(study: Study, tmp_path: Path) -> None:
    again = make(tmp_path / "again")
    assert again.people() == study.people()
    assert again.sessions() == study.sessions()
    assert again.quotes() == study.quotes()
    (name,) = [row.name for row in again.writeups()]
    assert again.writeup_shelf.text(name) == study.writeup_shelf.text(name)


def there(folder: Path) -> list[str]:
    """What lies in a folder, but for what this machine remembers."""
    return sorted(path.name for path in folder.iterdir() if path.name != "state")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    make(folder)
    assert is_study(folder)
    assert there(tmp_path) == ["demo"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InvalidInput, match="not a study"):
        make(tmp_path)
    assert there(tmp_path) == ["letter.txt"]


def test_a_failure_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_drafts: Drafts, _code: str) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Drafts, "keep_reflection", fail)
    with pytest.raises(StoreError, match="full"):
        make(tmp_path / "a" / "demo")
    assert there(tmp_path) == []


def test_a_failure_while_moving_into_an_empty_folder_leaves_it_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "study.json" and target.parent == folder:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(StoreError, match="full"):
        make(folder)
    assert list(folder.iterdir()) == []
    assert there(tmp_path) == [folder.name]
