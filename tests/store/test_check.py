from pathlib import Path

import msgspec
import pytest

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Participant
from reflect.errors import NotAStudy
from reflect.store.check import check_study
from reflect.store.sealed import decode, encode
from reflect.store.study_folder import StudyFolder
from tests.store.builders import a_session, a_study

NAME = "2026-11-23-P03-provider-k3v9.json"


@pytest.fixture
def study(tmp_path: Path) -> StudyFolder:
    """A study in which all is well."""
    folder = a_study(tmp_path / "study")
    folder.study().points.put(LearningPoint(id=PointId("trust"), number=1, name="Trust"))
    folder.people().participants.put(Participant(code=ParticipantCode("P03"), role=RoleId("provider")))
    folder.session(folder.paths.sessions / NAME).save(a_session())
    return folder


def told(study: StudyFolder) -> list[tuple[str, str]]:
    return [(finding.place, finding.what) for finding in check_study(study.folder)]


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_study_that_is_well_gives_nothing_to_say(study: StudyFolder) -> None:
    assert told(study) == []


def test_looking_changes_nothing(study: StudyFolder) -> None:
    (study.paths.sessions / NAME).write_bytes(b"{")
    before = {p: p.stat() for p in study.folder.rglob("*")}
    check_study(study.folder)
    assert {p: p.stat() for p in study.folder.rglob("*")} == before


def test_what_is_no_study_is_not_checked(tmp_path: Path) -> None:
    with pytest.raises(NotAStudy):
        check_study(tmp_path)


def test_a_broken_seal_is_found(study: StudyFolder) -> None:
    edited(study.paths.sessions / NAME, "long silence", "silence")
    assert told(study) == [(f"sessions/{NAME}", "The file was edited with something other than reflect")]


def test_a_damaged_file_is_found_with_its_line_and_the_way_out(study: StudyFolder) -> None:
    edited(study.paths.people, '"P03":{', '"P03":')
    (finding,) = check_study(study.folder)
    assert (finding.place, finding.what) == ("people.json:3", "Something here is not JSON")
    assert "generation before" in finding.remedy


def test_a_missing_file_is_found(study: StudyFolder) -> None:
    study.paths.people.unlink()
    assert told(study) == [("people.json", "The file or its folder is not there")]


def test_records_with_wrong_unknown_or_missing_fields_are_all_found(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    tables = decode(path.read_bytes()).tables
    tables["quotes"]["q000"]["start"] = "0"
    tables["quotes"]["q001"]["colour"] = "red"
    del tables["turns"]["t1"]["text"]
    tables["drawings"] = {}
    path.write_bytes(encode(tables, uid="k3v9", generation=2, parent=""))
    assert told(study) == [
        (f"sessions/{NAME}", "This version of reflect does not know the table drawings"),
        (f"sessions/{NAME}: quotes/q000", "start should be a whole number, not text"),
        (f"sessions/{NAME}: quotes/q001", "This version of reflect does not know the field colour"),
        (f"sessions/{NAME}: turns/t1", "The field text is missing"),
    ]


def test_tags_and_sessions_that_name_what_is_not_there_are_found(study: StudyFolder) -> None:
    record = a_session()
    record = msgspec.structs.replace(record, quotes={k: q for k, q in record.quotes.items() if k != "q002"})
    study.session(study.paths.sessions / NAME).save(record)
    study.study().points.remove("trust")
    study.people().participants.remove("P03")
    found = told(study)
    assert (f"sessions/{NAME}: tags/q002/trust/Ada", "It names the quote q002, which is not there") in found
    assert (f"sessions/{NAME}: session/k3v9", "It names the participant P03, which is not there") in found
    points = [what for _, what in found if "learning point trust" in what]
    assert len(points) == 4
    assert len(found) == 6


def test_copies_strangers_and_leftovers_are_found(study: StudyFolder) -> None:
    (study.paths.sessions / "notes.docx").write_text("")
    copy = study.paths.sessions / NAME.replace(".json", " (Ada's conflicted copy).json")
    copy.write_bytes((study.paths.sessions / NAME).read_bytes())
    for folder in (study.paths.temporary, study.paths.beside, study.paths.damaged):
        folder.mkdir(exist_ok=True)
        (folder / "x.json").write_text("")
    assert told(study) == [
        ("sessions/notes.docx", "This is not a session, and reflect does not look at it"),
        (f"sessions/{copy.name}", f"This is a copy of sessions/{NAME}, made by a syncing program or by hand"),
        (".reflect/tmp/x.json", "A save was cut short here"),
        (".reflect/beside/x.json", "This was kept when somebody else saved the same file"),
        (".reflect/damaged/x.json", "This was kept when the file was found damaged"),
    ]


def test_a_file_of_a_later_version_is_found(study: StudyFolder) -> None:
    edited(study.paths.sessions / NAME, '"format":1', '"format":2')
    assert told(study) == [(f"sessions/{NAME}", "The file was written by a later version of reflect")]
