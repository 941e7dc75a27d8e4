"""REFI-QDA files that come in: from each program, back from ourselves, and those that are wrong."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from reflect.domain.codebook import HIGHEST_NUMBER
from reflect.domain.ids import PointId
from reflect.domain.session import MemoTarget, SessionRecord
from reflect.errors import InvalidInput, ReadOnly, ReflectError, StoreError
from reflect.exchange.refi_records import Ours, PassageAt, SessionOf
from reflect.services.checking import check_whole
from reflect.services.importing import Asked
from reflect.services.refi_given import ProjectAsked, is_project
from reflect.services.refi_in import ProjectPlan
from reflect.services.refi_points import LEFT_OUT, NEW
from reflect.services.study import Study
from reflect.store.new_sessions import UnderWay
from reflect.transcripts.reading import read_transcript
from tests.exchange.refi_projects import CODED, TEXT, WRITERS, Habits, archive, guid, project_xml, written_by
from tests.services.studies import a_person, a_study

QUALCODER = WRITERS["QualCoder"]
NAME = f"sources/{guid('text', QUALCODER)}.txt"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = a_study(tmp_path / "study")
    yield made
    made.close()


def put(study: Study, data: bytes, name: str = "p.qdpx") -> Path:
    path = study.folder.parent / name
    path.write_bytes(data)
    return path


def planned(study: Study, path: Path, *, how: ProjectAsked | None = None, **asked: object) -> ProjectPlan:
    importer = study.importer().of_projects()
    return importer.plan_project(path, Asked(**asked), how or ProjectAsked())  # type: ignore[arg-type]


def brought_in(study: Study, path: Path, **asked: object) -> SessionRecord:
    importer = study.importer().of_projects()
    plan = importer.plan_project(path, Asked(**asked), ProjectAsked())  # type: ignore[arg-type]
    (session,) = importer.keep_project(plan)
    return study.session_record(session)


def on_disk(folder: Path) -> dict[str, str]:
    """Every file of the study but what only tells which files lie where."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".reflect" not in path.parts
    }


@pytest.mark.parametrize("writer", WRITERS)
def test_every_programs_quotes_stand_on_their_words_with_codes_people_and_memos(
    study: Study, writer: str
) -> None:
    habits = WRITERS[writer]
    path = put(study, written_by(habits))
    plan = planned(study, path)
    assert plan.chosen is not None
    assert plan.chosen.exact == plan.chosen.of == len(CODED) + 1
    record = brought_in(study, path)
    names = {point.id: point.name for point in study.codebook().points}
    tagged = {(record.quotes[tag.quote].words, names[tag.point], tag.by) for tag in record.tags.values()}
    assert tagged == {(words, code, "Ana") for words, code in CODED}
    for quote in record.quotes.values():
        turn = record.turns[quote.passage.removeprefix("turn:")]
        assert turn.text[quote.start : quote.end] == quote.words
    on_quotes = {
        record.quotes[memo.target_id].words: memo.text  # type: ignore[index]
        for memo in record.memos.values()
        if memo.target is MemoTarget.QUOTE
    }
    assert on_quotes == {"Trust": "Remark 1", "What changed?": "Ask again"}
    (person,) = study.people()
    assert record.session.participant == person.code
    assert {turn.speaker for turn in record.turns.values()} <= {person.code, "Interviewer", "Speaker 1"}
    role = study.role_name(person.role)
    assert role == "Carer"
    points = {point.name: point for point in study.codebook().points}
    assert points["Trust"].parent == points["Power"].id
    assert points["Power"].colour == "red"
    assert points["Trust"].description == "As lived"
    said = "\n".join(memo.text for memo in (*study.study_memos(), *record.memos.values()))
    assert "First wave" in said
    assert check_whole(study.folder) == []


def test_the_words_of_a_named_case_are_its_participants_and_the_name_stands_in_no_session(
    study: Study,
) -> None:
    record = brought_in(study, put(study, written_by(QUALCODER)))
    (person,) = study.people()
    assert person.name == "Anna"
    assert person.consents == ()
    first, asked, last = record.turns.values()
    assert (first.participant, asked.speaker, last.participant) == (person.code, "Interviewer", person.code)
    assert "Anna" not in (study.folder / "sessions").joinpath(
        next((study.folder / "sessions").glob("*.json")).name
    ).read_text("utf-8")


def test_a_case_is_who_was_told_and_that_is_remembered(study: Study) -> None:
    plan = planned(study, put(study, written_by(QUALCODER)), participant="new:provider")
    assert plan.people.without_role == ()
    study.importer().of_projects().keep_project(plan)
    (person,) = study.people()
    other = TEXT.replace("spring", "autumn")
    record = brought_in(study, put(study, written_by(QUALCODER, other), "second.qdpx"))
    assert record.session.participant == person.code
    assert len(study.people()) == 1


def test_codes_are_learning_points_of_their_name_and_others_come_as_new_ones(study: Study) -> None:
    named = study.codebook().points[3].name
    xml = project_xml(QUALCODER).replace('name="Power"', f'name="{named.upper()}"')
    plan = planned(study, put(study, archive(xml, {NAME: TEXT.encode()})))
    assert plan.points.known == 1
    assert [point.name for point in plan.points.new] == ["Trust", "Time"]


def test_what_a_study_cannot_hold_is_listed(study: Study) -> None:
    more = (
        f'<Graphs><Graph guid="{guid("g", QUALCODER)}"/></Graphs>'
        f'<Links><Link guid="{guid("x", QUALCODER)}" originGUID="{guid("s0", QUALCODER)}" '
        f'targetGUID="{guid("s1", QUALCODER)}"/></Links>'
    )
    xml = project_xml(QUALCODER, extra=more).replace(
        "</TextSource></Sources>",
        f'</TextSource><AudioSource guid="{guid("a", QUALCODER)}" path="internal://a.m4a"/>'
        f'<PictureSource guid="{guid("b", QUALCODER)}"><PictureSelection guid="{guid("d", QUALCODER)}" '
        'firstX="0" firstY="0" secondX="9" secondY="9"/></PictureSource></Sources>',
    )
    plan = planned(study, put(study, archive(xml, {NAME: TEXT.encode()})))
    assert set(plan.left_out) == {
        "1 graph",
        "1 link",
        "1 recording",
        "1 picture",
        "1 stretch of a picture, PDF or recording",
    }


def test_a_dry_run_changes_nothing(study: Study) -> None:
    path = put(study, written_by(QUALCODER))
    before = on_disk(study.folder)
    planned(study, path)
    assert on_disk(study.folder) == before


def test_the_same_words_come_in_once(study: Study) -> None:
    path = put(study, written_by(QUALCODER))
    brought_in(study, path)
    with pytest.raises(InvalidInput, match="in the study already"):
        planned(study, path)
    planned(study, path, again=True)


def _with_codes(count: int) -> bytes:
    many = "".join(
        f'<Code guid="{guid(f"m{n}", QUALCODER)}" name="Code {n}" isCodable="true"/>' for n in range(count)
    )
    return archive(project_xml(QUALCODER).replace("</Codes>", f"{many}</Codes>"), {NAME: TEXT.encode()})


def test_three_hundred_codes_come_in_after_the_points_that_have_keys_of_their_own(study: Study) -> None:
    before = {point.id: point.number for point in study.codebook().points}
    plan = planned(study, put(study, _with_codes(300)))
    study.importer().of_projects().keep_project(plan)
    points = study.codebook().points
    assert len(points) == len(before) + 303
    assert {point.id: point.number for point in points if point.id in before} == before
    assert [point.number for point in points] == list(range(1, len(points) + 1))
    assert check_whole(study.folder) == []


def test_only_used_codes_come_when_asked_and_a_codebook_that_is_too_large_is_refused(study: Study) -> None:
    path = put(study, _with_codes(HIGHEST_NUMBER))
    with pytest.raises(InvalidInput, match="--used-codes"):
        planned(study, path)
    plan = planned(study, path, how=ProjectAsked(used_codes=True))
    assert [point.name for point in plan.points.new] == ["Power", "Trust", "Time"]
    assert len(plan.left_out) == HIGHEST_NUMBER


def test_a_codebook_alone_comes_in_as_taguette_writes_it(study: Study) -> None:
    codes = "".join(
        f'<Code guid="51B2B2B7-27EB-4ECB-9D56-E75B0A0496C{n}" name="{name}" isCodable="true"/>'
        for n, name in enumerate(("people.power", "time"))
    )
    xml = (
        '<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0" '
        f'origin="Taguette 1.4.1"><Codes>{codes}</Codes><Sets></Sets></CodeBook>'
    )
    path = put(study, xml.encode(), "book.xml")
    assert is_project(path)
    plan = planned(study, path)
    study.importer().of_projects().keep_project(plan)
    assert {"people.power", "time"} <= {point.name for point in study.codebook().points}


def test_lines_of_qualitative_coding_become_quotes_of_the_lines(study: Study) -> None:
    habits = Habits(origin="qc 1.7.8")
    line = TEXT.split("\n")[0]
    selection = (
        f'<PlainTextSelection guid="{guid("l0", habits)}" name="line:0" startPosition="0" '
        f'endPosition="{len(line) + 1}"><Coding guid="{guid("lc", habits)}" '
        f'creatingUser="{guid("ana", habits)}">'
        f'<CodeRef targetGUID="{guid("Time", habits)}"/></Coding></PlainTextSelection>'
    )
    xml = project_xml(habits, inside="")
    start, end = xml.index("<PlainTextSelection"), xml.index("</TextSource>")
    path = put(
        study,
        archive(xml[:start] + selection + xml[end:], {f"sources/{guid('text', habits)}.txt": TEXT.encode()}),
    )
    record = brought_in(study, path)
    (quote,) = record.quotes.values()
    assert quote.words == line.removeprefix("Anna: ")


def test_whoever_takes_a_project_for_a_transcript_is_told_how_it_comes_in() -> None:
    with pytest.raises(InvalidInput, match=r"reflect import FOLDER FILE\.qdpx"):
        read_transcript(written_by(QUALCODER), name="p.qdpx")


# -- bad input -----------------------------------------------------------------------------------------------


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.qde", project_xml(QUALCODER))
        with made.open(NAME, "w") as part:
            for _ in range(30):
                part.write(bytes(1_000_000))
    return out.getvalue()


def _lies() -> bytes:
    """An archive whose text says that it is short."""
    data = bytearray(archive(project_xml(QUALCODER), {NAME: TEXT.encode() * 500}))
    real = (len(TEXT.encode()) * 500).to_bytes(4, "little")
    assert data.count(real) >= 1
    return bytes(data.replace(real, (10).to_bytes(4, "little")))


def _with(change: Callable[[str], str]) -> bytes:
    return archive(change(project_xml(QUALCODER)), {NAME: TEXT.encode()})


_ENTITY = '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_CODE = f'targetGUID="{guid("Time", QUALCODER)}"/></Coding>'
BAD: dict[str, tuple[bytes, str]] = {
    "no zip": (b"this is no archive", "not a zip archive"),
    "cut off": (written_by(QUALCODER)[:-60], "not a zip archive"),
    "no project": (archive("", {}, "readme.txt"), "holds no .qde file"),
    "two projects": (archive("", {"other.QDE": b""}), "holds 2 projects"),
    "entities": (_with(lambda xml: xml.replace("?><Project", f"?>{_ENTITY}<Project")), "document type"),
    "a path that climbs out": (
        archive(project_xml(QUALCODER), {"../../etc/cron.d/x": b"", NAME: TEXT.encode()}),
        "leads out of the archive",
    ),
    "an absolute path": (archive(project_xml(QUALCODER), {"/etc/x": b""}), "leads out of the archive"),
    "a bomb": (_bomb(), "unpacks to far more"),
    "an archive that lies about sizes": (_lies(), "damaged"),
    "no XML": (_with(lambda xml: xml[:-20]), "line 1"),
    "other XML": (archive("<a/>", {}), "not of REFI-QDA"),
    "a position past the end": (
        _with(lambda xml: xml.replace('startPosition="', 'startPosition="9')),
        "which is no place in its text",
    ),
    "a position that is no number": (
        _with(lambda xml: xml.replace('startPosition="', 'startPosition="x', 1)),
        "positions are no numbers",
    ),
    "a coding of a code that is not there": (
        _with(lambda xml: xml.replace(_CODE, f'targetGUID="{guid("gone", QUALCODER)}"/></Coding>')),
        "Coding: it gives the code",
    ),
    "one GUID twice": (
        _with(
            lambda xml: xml.replace(
                f'<Code guid="{guid("Time", QUALCODER)}"', f'\n<Code guid="{guid("Power", QUALCODER)}"'
            ).replace(_CODE, f'targetGUID="{guid("Power", QUALCODER)}"/></Coding>')
        ),
        "line 2, Code “Time”: its GUID",
    ),
    "a text that is not there": (archive(project_xml(QUALCODER), {}), "is not in the archive"),
    "a text outside": (
        _with(lambda xml: xml.replace("internal://", "absolute:///etc/")),
        "lies outside the archive",
    ),
    "a text in another encoding": (
        archive(project_xml(QUALCODER), {NAME: TEXT.encode("utf-16-le")}),
        "is not in UTF-8",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_its_place_and_nothing_comes_in(study: Study, what: str) -> None:
    data, said = BAD[what]
    path = put(study, data)
    before = on_disk(study.folder)
    with pytest.raises(InvalidInput) as refused:
        planned(study, path)
    assert said in str(refused.value)
    assert "p.qdpx" in str(refused.value)
    assert on_disk(study.folder) == before


def test_when_the_disk_refuses_a_session_the_study_is_as_it_was(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(study, put(study, written_by(QUALCODER)))
    points, people, memos = study.codebook(), study.people(), study.study_memos()

    def refuses(_: UnderWay, sessions: list[object], __: object) -> list[ReflectError | None]:
        return [StoreError("The disk is full") for _ in sessions]

    monkeypatch.setattr(UnderWay, "write", refuses)
    with pytest.raises(StoreError, match="disk is full"):
        study.importer().of_projects().keep_project(plan)
    assert (study.codebook(), study.people(), study.study_memos()) == (points, people, memos)
    assert study.sessions() == ()
    assert check_whole(study.folder) == []


def test_what_another_computer_is_bringing_in_is_left_alone_for_an_hour(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder that a program keeps alike on two computers, the lock of one is not seen by the other."""

    def dies(_: UnderWay, sessions: list[object], __: object) -> list[ReflectError | None]:
        raise KeyboardInterrupt

    points = study.codebook()
    plan = planned(study, put(study, written_by(QUALCODER)))
    with monkeypatch.context() as patch:
        patch.setattr(UnderWay, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            study.importer().of_projects().keep_project(plan)
    marker = study.folder / ".reflect/importing.json"
    coming = json.loads(marker.read_bytes())
    began = datetime.fromisoformat(coming["at"])
    marker.write_text(json.dumps(coming | {"host": "the-other-laptop"}), "utf-8")
    soon = Study.open(study.folder, clock=lambda: began + timedelta(minutes=5))
    assert soon.codebook() != points
    with pytest.raises(ReadOnly, match="the-other-laptop was importing"):
        soon.importer().of_projects().keep_project(plan)
    later = Study.open(study.folder, clock=lambda: began + timedelta(hours=2))
    assert later.codebook() == points
    assert not marker.exists()


def test_what_came_in_is_taken_back_as_one_step_and_brought_again(study: Study) -> None:
    edited = study.codebook().points
    before = (study.codebook(), study.people(), study.roles(), study.study_memos())
    brought_in(study, put(study, written_by(QUALCODER)))
    after = (study.codebook(), study.people(), study.roles(), study.study_memos())
    sessions = [row.id for row in study.sessions()]
    assert study.steps.can_undo == "Bringing in “p.qdpx”"
    study.steps.undo()
    assert (study.codebook(), study.people(), study.roles(), study.study_memos()) == before
    assert study.sessions() == ()
    assert study.codebook().points == edited
    study.steps.redo()
    assert (study.codebook(), study.people(), study.roles(), study.study_memos()) == after
    assert [row.id for row in study.sessions()] == sessions
    study.steps.undo()
    brought_in(study, put(study, written_by(QUALCODER)))
    assert check_whole(study.folder) == []


def test_what_somebody_has_open_since_is_not_taken_back_and_neither_is_the_rest(study: Study) -> None:
    record = brought_in(study, put(study, written_by(QUALCODER)))
    other = Study.open(study.folder, researcher="ben")
    desk = other.open_session(record.session.id)
    with pytest.raises(ReadOnly, match="is open"):
        study.steps.undo()
    assert len(study.people()) == len(study.sessions()) == 1
    desk.close()
    other.close()
    study.steps.undo()
    assert study.sessions() == ()


def _cut_short(study: Study, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring a file in, and die when all is written but not said to be."""
    with monkeypatch.context() as patch:
        patch.setattr(UnderWay, "end", _dies)
        with pytest.raises(KeyboardInterrupt):
            brought_in(study, path)


def _dies(_: UnderWay) -> None:
    raise KeyboardInterrupt


def test_what_a_cut_short_import_left_goes_when_the_study_is_opened_unless_somebody_worked_in_it(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(study, written_by(QUALCODER))
    _cut_short(study, path, monkeypatch)
    assert len(study.sessions()) == 1
    again = Study.open(study.folder, researcher="ben")
    assert ("Nothing of it is in the study" in "".join(again.take_notices()), again.sessions()) == (True, ())
    assert again.people() == ()
    again.close()
    _cut_short(study, path, monkeypatch)
    desk = study.open_session(study.sessions()[0].id)
    desk.memo(MemoTarget.SESSION, desk.record.session.id, "Mine")
    desk.close()
    again = Study.open(study.folder, researcher="ben")
    assert "somebody has worked in what had come" in "".join(again.take_notices())
    assert len(again.sessions()) == len(again.people()) == 1
    again.close()
    assert check_whole(study.folder) == []


def test_codes_and_cases_are_what_somebody_decides(study: Study) -> None:
    study.edits.add_participant(a_person("P44"))
    shown = study.codebook().points[0]
    how = ProjectAsked(
        points={guid("Power", QUALCODER).lower(): shown.id, guid("Time", QUALCODER).lower(): LEFT_OUT},
        who={guid("case", QUALCODER).lower(): "P44"},
    )
    plan = planned(study, put(study, written_by(QUALCODER)), how=how)
    assert [(point.name, point.parent) for point in plan.points.new] == [("Trust", shown.id)]
    assert plan.people.new == ()
    (session,) = study.importer().of_projects().keep_project(plan)
    record = study.session_record(session)
    assert record.session.participant == "P44"
    assert {tag.point for tag in record.tags.values()} == {shown.id, PointId("trust")}
    assert len(record.quotes) == len(CODED) + 1
    again = ProjectAsked(points={guid("Trust", QUALCODER).lower(): NEW})
    plan = planned(study, put(study, written_by(QUALCODER)), how=again, again=True)
    assert [point.name for point in plan.points.new] == ["Power", "Power: Trust", "Time"]


@pytest.mark.parametrize(
    ("name", "code", "called"), [("P07", "P07", ""), ("p07 Anna Weir", "P07", "Anna Weir")]
)
def test_a_case_that_is_called_by_a_code_keeps_it(study: Study, name: str, code: str, called: str) -> None:
    xml = project_xml(QUALCODER).replace('name="Anna"', f'name="{name}"')
    brought_in(study, put(study, archive(xml, {NAME: TEXT.replace("Anna:", "P07:").encode()})))
    (person,) = study.people()
    assert (person.code, person.name) == (code, called)
    assert {turn.speaker for record, _ in study.records() for turn in record.turns.values()} == {
        code,
        "Interviewer",
    }


def test_a_text_of_ours_that_came_through_qualcoder_is_its_participants_and_questions_are_nobodys(
    study: Study,
) -> None:
    text = "1 · What changed?\n\nNobody was in charge.\n\n2 · And now?\n\nTrust, we hope.\n"
    xml = project_xml(Habits(origin="QualCoder 3.8", named=False), TEXT).replace(
        'name="Talk"', 'name="2026-03-03 P07 k3v9"'
    )
    xml = xml.replace('name="Anna"', 'name="P07"').replace(
        f'<SourceRef targetGUID="{guid("text", Habits(origin=""))}"/>', ""
    )
    start, end = xml.index("<PlainTextSelection"), xml.index("</TextSource>")
    name = f"sources/{guid('text', Habits(origin=''))}.txt"
    record = brought_in(study, put(study, archive(xml[:start] + xml[end:], {name: text.encode()})))
    assert record.session.participant == "P07"
    assert [(turn.speaker, turn.participant) for turn in record.turns.values()] == [
        ("Interviewer", None),
        ("P07", "P07"),
        ("Interviewer", None),
        ("P07", "P07"),
    ]


def test_what_only_reflect_knows_counts_for_the_text_it_was_written_of_alone(study: Study) -> None:
    told = SessionOf(
        kind="interview", digest="of another text", passages=(PassageAt(id="turn:x", start=0, end=4),)
    )
    ours = Ours(sessions={guid("text", Habits(origin="")): told})
    habits = Habits(origin="reflect")
    files = {
        f"sources/{guid('text', habits)}.txt": TEXT.encode(),
        "reflect.json": msgspec.json.encode(ours),
    }
    record = brought_in(study, put(study, archive(project_xml(habits), files)))
    assert len(record.turns) == 3
