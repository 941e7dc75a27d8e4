"""Repair: what can be mended without guessing is, what cannot is listed, and nothing is lost by it."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import MemoTarget, SessionRecord
from reflect.errors import NotAStudy
from reflect.services.checking import check_whole
from reflect.services.repair import Repaired, repair_study
from reflect.services.study import Study
from reflect.store.check import Kind
from reflect.store.sealed import Unreadable, decode
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER, a_person, interviewed
from tests.services.studies import a_study as an_open_study
from tests.store.builders import SENTENCE, QuickDisk, a_session, a_study, clock, rewritten

NAME = "2026-11-23-P03-provider-k3v9.json"
GUIDE = "---\nid: g\ntitle: T\nversion: 1\n---\n\n# S {#s}\n\n## Q {#question-0}\n\nHow did it begin?\n"
FIRST = SENTENCE
WORDS = "We'd been cross with them for months. One person for the whole district. One."


@pytest.fixture
def study(tmp_path: Path) -> StudyFolder:
    """A small study in which all is well, with two generations of everything."""
    folder = a_study(tmp_path / "study")
    folder.study().points.put(LearningPoint(id=PointId("trust"), number=1, name="Trust"))
    folder.people().participants.put(Participant(code=ParticipantCode("P03"), role=RoleId("provider")))
    file = at(folder)
    file.save(small(FIRST))
    file.save(small(FIRST + " Or two."))
    return folder


def small(answer: str) -> SessionRecord:
    record = a_session(1, 1, answer=answer)
    return replace(record, session=replace(record.session, guide_text=GUIDE))


def at(study: StudyFolder) -> SessionFile:
    return SessionFile(study.paths.sessions / NAME, study.folder, files=QuickDisk(), clock=clock)


def repaired(folder: Path, *, dry_run: bool = False) -> Repaired:
    return repair_study(folder, dry_run=dry_run, researcher="ana", files=QuickDisk(), clock=clock)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def seen(folder: Path) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.place) for finding in check_whole(folder)]


def test_a_study_that_is_well_is_left_alone(study: StudyFolder) -> None:
    before = everything(study.folder)
    assert check_whole(study.folder) == []
    assert repaired(study.folder) == Repaired(mended=(), left=(), copies="")
    kept = {name for name in everything(study.folder) if "locks" not in name}
    assert kept == {name for name in before if "locks" not in name}
    assert {name: everything(study.folder)[name] for name in kept} == {name: before[name] for name in kept}


def test_cut_short_at_any_length_it_is_found_and_the_generation_before_is_back(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    whole = path.read_bytes()
    before = study.paths.previous(path).read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert seen(study.folder), f"silent at {length}"
        if length % 19 and length < len(whole) - 20:  # each length is looked at, some are repaired
            continue
        done = repaired(study.folder)
        assert len(done.mended) == 1
        assert done.left == ()
        copy = study.folder / done.copies / "sessions" / NAME
        assert copy.read_bytes() == whole[:length]
        if length == len(whole) - 1:  # only the last line end is gone: everything is there
            assert at(study).read() == small(FIRST + " Or two.")
        else:
            assert path.read_bytes() == before
        copy.unlink()


@pytest.mark.parametrize("seed", range(2))
def test_no_flipped_bit_is_silent_and_the_file_can_be_used_again(study: StudyFolder, seed: int) -> None:
    path = study.paths.sessions / NAME
    whole, generator = path.read_bytes(), random.Random(seed)  # noqa: S311 (the same ones each time)
    before = study.paths.previous(path).read_bytes()
    header = len(whole.partition(b"\n")[0])
    places = [*generator.sample(range(header), 60), *generator.sample(range(len(whole)), 140)]
    back = 0
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << generator.randrange(8)
        path.write_bytes(flipped)
        assert seen(study.folder), f"silent at byte {place}"
        done = repaired(study.folder)
        assert [(f.kind.value, f.place) for f in done.left] == seen(study.folder)
        try:
            readable = decode(bytes(flipped)).header.format == 1
        except Unreadable:
            readable = False
            assert path.read_bytes() == before
            back += 1
        if readable:  # nothing tells it from an edit by hand, so it is kept, sealed, and a copy put away
            assert decode(path.read_bytes()).seal_holds
            assert at(study).read().session.id == "k3v9"
        study.paths.previous(path).write_bytes(before)
    assert back > 20


def test_a_damaged_file_is_kept_and_what_was_done_is_said(study: StudyFolder) -> None:
    path = study.paths.people
    data = path.read_bytes().replace(b'"P03":{', b'"P03":')
    path.write_bytes(data)
    done = repaired(study.folder)
    (mended,) = done.mended
    assert mended.place == "people.json"
    assert mended.what == "It was damaged (Something here is not JSON, line 3)"
    assert mended.how.startswith("generation 1, the last one kept, is back")
    assert "newer" not in mended.how
    assert (study.folder / done.copies / "people.json").read_bytes() == data
    # The generation before knew nobody, so what rests on P03 is for a person to put right.
    assert [left.place for left in done.left] == [f"sessions/{NAME}: session/k3v9"]
    again = repaired(study.folder)
    assert (again.mended, again.left, again.copies) == ((), done.left, "")


def test_records_that_only_the_damaged_file_has_are_counted(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    # One answer was changed since, and it stands whole in the damaged file.
    assert "one record in it is whole and newer" in repaired(study.folder).mended[0].how
    assert SENTENCE.encode() in path.read_bytes()


def test_a_dry_run_says_the_same_and_changes_nothing(study: StudyFolder) -> None:
    study.paths.people.write_bytes(b"{")
    (study.paths.sessions / NAME).write_bytes(b"{")
    (study.paths.temporary / "x.json.tmp").write_text("")
    before = everything(study.folder)
    said = repaired(study.folder, dry_run=True)
    assert everything(study.folder) == before
    done = repaired(study.folder)
    assert len(said.mended) == 3
    assert (said.left, said.copies) == (done.left, "")
    assert [m.place for m in said.mended] == [m.place for m in done.mended]


def test_tags_wait_for_a_learning_point_that_went_with_the_damaged_file(study: StudyFolder) -> None:
    data = study.paths.study.read_bytes()
    study.paths.study.write_bytes(data[:-3])
    done = repaired(study.folder)
    assert [m.place for m in done.mended] == ["study.json"]
    assert [left.kind for left in done.left] == [Kind.REFERENCE]
    assert "add it again" in done.left[0].why
    assert repaired(study.folder).mended == ()
    study.study().points.put(LearningPoint(id=PointId("trust"), number=1, name="Trust"))
    assert check_whole(study.folder) == []
    study.study().points.remove("trust")
    (study.folder / done.copies / "study.json").unlink()
    assert [m.how for m in repaired(study.folder).mended] == ["moved to the bin"]


def test_a_study_whose_own_file_is_gone_is_a_study_again(study: StudyFolder, tmp_path: Path) -> None:
    study.paths.study.unlink()
    mended = repaired(study.folder).mended
    assert (mended[0].place, mended[0].what) == ("study.json", "It was gone")
    assert study.study().settings().title == "Wenmarsh"
    with pytest.raises(NotAStudy):
        repaired(tmp_path / "elsewhere")
    with pytest.raises(NotAStudy):
        repaired(tmp_path)


def test_an_edit_by_hand_is_sealed_as_it_is(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    edited = path.read_bytes().replace(b"long silence", b"a silence")
    path.write_bytes(edited)
    done = repaired(study.folder)
    assert done.left == ()
    assert (study.folder / done.copies / "sessions" / NAME).read_bytes() == edited
    assert at(study).read().notes["n1"].text == "a silence"
    assert decode(path.read_bytes()).seal_holds
    assert repaired(study.folder).mended == ()


def test_an_edit_by_hand_that_cannot_be_read_gives_way_and_is_kept(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    path.write_bytes(path.read_bytes().replace(b'"words":', b'"wrods":'))
    done = repaired(study.folder)
    assert "The field words is missing" in done.mended[0].what
    assert at(study).read() == small(FIRST)


def test_what_nothing_can_mend_is_left_with_the_reason(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    study.paths.previous(path).unlink()
    path.write_bytes(b"{")
    done = repaired(study.folder)
    assert done.mended == ()
    assert "No earlier generation" in done.left[0].why
    path.write_bytes(b'{\n<<<<<<< ours\n"a"\n=======\n')
    assert "finish the merge in git" in repaired(study.folder).left[0].why


def test_a_record_that_was_saved_wrong_is_left_to_a_person(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    tables = decode(path.read_bytes()).tables
    del tables["notes"]["n1"]["written"]
    rewritten(path, **tables)
    before = path.read_bytes()
    (left,) = repaired(study.folder).left
    assert (left.kind, left.what) == (Kind.RECORD, "The field written is missing")
    assert path.read_bytes() == before


def test_tags_and_memos_on_what_is_not_there_go_to_the_bin(study: StudyFolder) -> None:
    path = study.paths.sessions / NAME
    tables = decode(path.read_bytes()).tables
    tag = tables["tags"]["q000/trust/Ada"]
    tables["tags"]["q9/trust/Ada"] = {**tag, "id": "q9/trust/Ada", "quote": "q9"}
    tables["tags"]["q9/hope/Ada"] = {**tag, "id": "q9/hope/Ada", "quote": "q9", "point": "hope"}
    tables["memos"]["m2"] = {**tables["memos"]["m1"], "id": "m2", "target": "quote", "target_id": "q9"}
    rewritten(path, **tables)
    assert len(seen(study.folder)) == 4
    done = repaired(study.folder)
    assert (len(done.mended), done.left) == (3, ())
    record = at(study).read()
    assert set(record.tags) == {"q000/trust/Ada"}
    assert set(record.memos) == {"m1"}
    assert {key: row.why for key, row in record.bin.items()} == {
        "q9/trust/Ada": "the quote q9 is not there",
        "q9/hope/Ada": "the quote q9 is not there",
        "m2": "the quote q9 is not there",
    }
    assert repaired(study.folder).mended == ()


def test_quotes_go_back_to_their_words_or_are_marked(tmp_path: Path) -> None:
    open_study = an_open_study(tmp_path / "study")
    open_study.edits.add_participant(a_person())
    desk = interviewed(open_study, f"{WORDS} {WORDS[:37]}")
    passage = f"answer:{ANSWER}"
    once, twice, gone, out, fine = (
        desk.quote(passage, *span) for span in ((38, 72), (0, 37), (73, 77), (40, 60), (2, 30))
    )
    desk.memo(MemoTarget.QUOTE, once.id, "compare")
    desk.close()
    path = next((tmp_path / "study" / "sessions").iterdir())
    rows = decode(path.read_bytes()).tables["quotes"]
    rows[once.id] |= {"start": 30, "end": 64}
    rows[twice.id] |= {"start": 3, "end": 40}
    rows[gone.id] |= {"words": "Never said."}
    rows[out.id] |= {"start": -5, "end": 5000}
    rows[fine.id] |= {"source_changed": True}
    rewritten(path, quotes=rows)
    assert [kind for kind, _ in seen(tmp_path / "study")] == ["quote"] * 5
    done = repaired(tmp_path / "study")
    assert (len(done.mended), done.left) == (5, ())
    after = open_study.session_record(desk.record.session.id).quotes
    assert (after[once.id].start, after[once.id].end, after[once.id].source_changed) == (38, 72, False)
    assert after[twice.id].source_changed
    assert after[gone.id].source_changed
    assert (after[out.id].start, after[out.id].end, after[out.id].source_changed) == (40, 60, False)
    assert not after[fine.id].source_changed
    assert repaired(tmp_path / "study").mended == ()


def test_what_cut_short_saves_left_goes_to_the_bin_but_not_a_save_going_on(study: StudyFolder) -> None:
    old, new = (study.paths.temporary / f"{NAME}.4711.{code}.tmp" for code in ("0a1b2c3d", "0a1b2c3e"))
    old.write_text("half")
    new.write_text("half")
    os.utime(old, (time.time() - 3600,) * 2)
    assert seen(study.folder) == [("temporary file", f".reflect/tmp/{old.name}")]
    done = repaired(study.folder)
    assert (len(done.mended), done.left) == (1, ())
    assert new.exists()
    (binned,) = (study.paths.bin / ".reflect" / "tmp").iterdir()
    assert binned.read_text() == "half"


def test_a_session_that_is_open_elsewhere_is_left_alone(tmp_path: Path) -> None:
    open_study = an_open_study(tmp_path / "study")
    open_study.edits.add_participant(a_person())
    desk = interviewed(open_study, WORDS)
    path = next((tmp_path / "study" / "sessions").iterdir())
    path.write_bytes(path.read_bytes().replace(b"cross", b"angry"))
    edited = path.read_bytes()
    for dry_run in (True, False):
        done = repaired(tmp_path / "study", dry_run=dry_run)
        assert done.mended == ()
        assert "ana has it" in done.left[0].why
        assert path.read_bytes() == edited
    desk.close()


def test_words_that_never_reached_their_session_are_brought_into_it(tmp_path: Path) -> None:
    open_study = an_open_study(tmp_path / "study")
    open_study.edits.add_participant(a_person())
    desk = interviewed(open_study, "Before.")
    desk.close()
    desk = open_study.open_session(desk.record.session.id)
    desk.write(ANSWER, "Before. And then the lights went out.")
    desk.journal()
    left_by_a_crash(desk)
    assert ("journal", f"sessions/{next((tmp_path / 'study' / 'sessions').iterdir()).name}") in seen(
        tmp_path / "study"
    )
    said = repaired(tmp_path / "study", dry_run=True)
    assert (len(said.mended), said.left) == (1, ())
    done = repaired(tmp_path / "study")
    assert (len(done.mended), done.left) == (1, ())
    again = Study.open(tmp_path / "study").session_record(desk.record.session.id)
    assert again.responses[desk.response(ANSWER).id].text.endswith("the lights went out.")
    assert repaired(tmp_path / "study").mended == ()


def left_by_a_crash(desk: object) -> None:
    """Let go of lock and journal as the end of a process does: nothing is saved, nothing tidied."""
    desk._lock.release()  # type: ignore[attr-defined]
    desk._journal.close(saved=False)  # type: ignore[attr-defined]
