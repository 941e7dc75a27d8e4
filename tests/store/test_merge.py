"""Two who save the same files at once: nothing of either's is lost, and both come to the same."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from reflect import paths
from reflect.domain.ids import QuestionId
from reflect.domain.session import Memo, MemoTarget, SessionRecord
from reflect.errors import ChangedUnderneath, Damaged, RecordInvalid, StoreError
from reflect.store import history, sealed
from reflect.store.history import History
from reflect.store.lineage import before_next, common, lineage
from reflect.store.merge import merged_bytes, version_of
from reflect.store.paths import StudyPaths
from reflect.store.sealed import Header, decode, encode
from reflect.store.session_file import SessionFile
from reflect.store.storage import SealedStorage
from reflect.store.text_file import TextFile
from tests.store.builders import (
    NOW,
    FailingDisk,
    QuickDisk,
    a_session,
    a_study,
    clock,
    line_from,
    operation,
    python,
)

change = msgspec.structs.replace
NAME = "2026-11-23-P03-provider-k3v9.json"
PROCESSES = 4


def opened(folder: Path, *, files: QuickDisk | None = None) -> SessionFile:
    return SessionFile(folder / "sessions" / NAME, folder, files=files or QuickDisk(), clock=clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    a_study(tmp_path / "one")
    opened(tmp_path / "one").save(a_session(quotes=0))
    return tmp_path / "one"


def clone(folder: Path) -> Path:
    return Path(shutil.copytree(folder, folder.with_name("two")))


def memo(record: SessionRecord, key: str, text: str = "A thought.") -> SessionRecord:
    made = Memo(id=key, target=MemoTarget.SESSION, target_id="k3v9", text=text, at=NOW)
    return change(record, memos={**record.memos, key: made})


def answered(record: SessionRecord, text: str, question: str = "question-0") -> SessionRecord:
    key = QuestionId(question)
    return change(record, responses={**record.responses, key: change(record.responses[key], text=text)})


def synced(source: Path, target: Path) -> None:
    """What a syncing program does: the one file in the place of the other."""
    target.write_bytes(source.read_bytes())


def session_in(folder: Path) -> Path:
    return folder / "sessions" / NAME


# -- saving in turn ------------------------------------------------------------------------------------


@pytest.mark.parametrize("taking", [True, False])
def test_two_who_write_in_turn_lose_nothing(folder: Path, *, taking: bool) -> None:
    files = [opened(folder), opened(folder)]
    records = [file.read() for file in files]
    for n in range(12):
        one = n % 2
        records[one] = memo(records[one], f"m{n}")
        files[one].save(records[one])
        came = files[one].take_merge() if taking else None
        if came is not None:
            records[one] = came.record
    assert opened(folder).read().memos.keys() == {"m1", *(f"m{n}" for n in range(12))}


def test_clashing_answers_are_both_in_the_file_and_the_same_from_both_sides(tmp_path: Path) -> None:
    found = []
    for order in (("Mine.", "Theirs, and longer."), ("Theirs, and longer.", "Mine.")):
        place = tmp_path / order[0][:4]
        a_study(place)
        opened(place).save(a_session(quotes=0))
        files = [opened(place), opened(place)]
        for file, text in zip(files, order, strict=True):
            file.save(answered(a_session(quotes=0), text))
        found.append(opened(place).read())
    assert found[0] == found[1]
    (clash,) = found[0].clashes.values()
    assert (clash.kept, clash.other) == ("Theirs, and longer.", "Mine.")
    assert found[0].responses[QuestionId("question-0")].text == clash.kept


def test_what_one_removed_stays_removed(folder: Path) -> None:
    mine, theirs = opened(folder), opened(folder)
    record = mine.read()
    theirs.save(change(record, memos={}))
    mine.save(answered(record, "Mine."))
    assert opened(folder).read() == change(answered(record, "Mine."), memos={})


def test_a_file_damaged_meanwhile_is_kept_and_replaced(folder: Path) -> None:
    mine = opened(folder)
    record = mine.read()
    mine.save(answered(record, "Before."))
    damaged = session_in(folder).read_bytes()[:-200]
    session_in(folder).write_bytes(damaged)
    mine.save(answered(record, "Mine."))
    assert opened(folder).read() == answered(record, "Mine.")
    (kept,) = (folder / ".reflect" / "damaged").iterdir()
    assert kept.read_bytes() == damaged
    assert any("was damaged while it was open" in notice for notice in mine.notices)
    assert opened(folder).notices == []


def test_an_edit_by_hand_that_cannot_be_read_is_kept_and_not_merged(folder: Path) -> None:
    mine = opened(folder)
    record = mine.read()
    edited = session_in(folder).read_bytes().replace(b'"written":', b'"wrtiten":')
    session_in(folder).write_bytes(edited)
    mine.save(answered(record, "Mine."))
    assert opened(folder).read() == answered(record, "Mine.")
    (kept,) = (folder / ".reflect" / "damaged").iterdir()
    assert kept.read_bytes() == edited
    name = f"sessions/{session_in(folder).name}"
    with pytest.raises(RecordInvalid, match="The field written is missing"):
        version_of(edited, name=name)
    with pytest.raises(RecordInvalid):
        version_of(edited, name="sessions/2026 (1).json", of=name)
    assert mine.take_merge() is None


def test_a_generation_is_numbered_after_all_of_its_past(folder: Path) -> None:
    far, near = opened(folder), opened(folder)
    record = far.read()
    for number in range(5):
        far.save(answered(record, f"Far {number}."))
    near.save(answered(near.read(), "Near.", "question-1"))
    header = decode(session_in(folder).read_bytes()).header
    past = lineage(header)
    assert past.pop(header.seal[:12]) == header.generation > max(past.values())


def test_a_damaged_file_that_cannot_be_kept_is_not_replaced(folder: Path) -> None:
    mine = opened(folder)
    record = mine.read()
    damaged = session_in(folder).read_bytes()[:-200]
    session_in(folder).write_bytes(damaged)
    (folder / ".reflect" / "damaged").write_text("in the way")
    with pytest.raises(ChangedUnderneath):
        mine.save(answered(record, "Mine."))
    assert session_in(folder).read_bytes() == damaged


def test_an_unfinished_or_later_file_is_not_merged_with(folder: Path) -> None:
    record = opened(folder).read()
    tables = decode(session_in(folder).read_bytes()).tables
    later = sealed.with_header(
        sealed.body(sealed.encoded(tables)), Header(format=99, generation=9, uid="k3v9", parent="", seal="")
    )
    for theirs in (b"<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", later):
        mine = opened(folder)
        session_in(folder).write_bytes(theirs)
        with pytest.raises(ChangedUnderneath):
            mine.save(answered(record, "Mine."))
        assert session_in(folder).read_bytes() == theirs
        session_in(folder).unlink()
        mine.save(record)


ADDING = """
import sys
from pathlib import Path
from reflect.store.filesystem import FileSystem
from tests.store.builders import QuickDisk
from tests.store.test_merge import memo, opened

class Patient(QuickDisk):
    pause = FileSystem.pause

folder, name = Path(sys.argv[1]), sys.argv[2]
file = opened(folder, files=Patient())
record = file.read()
print("ready", flush=True)
sys.stdin.readline()
for n in range(10):
    record = memo(record, f"{name}-{n}")
    file.save(record)
    came = file.take_merge() if n % 3 else None
    if came is not None:
        record = came.record
print("done", flush=True)
"""


def test_many_processes_on_one_session_lose_no_record(folder: Path) -> None:
    names = [f"p{n}" for n in range(PROCESSES)]
    with ExitStack() as stack:
        running = [stack.enter_context(python(ADDING, folder, name)) for name in names]
        for process in running:
            assert line_from(process) == "ready"
        for process in running:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        for process in running:
            assert line_from(process) == "done"
    added = {f"{name}-{n}" for name in names for n in range(10)}
    assert opened(folder).read().memos.keys() == {"m1"} | added


# -- files that a syncing program replaced -------------------------------------------------------------


def test_a_version_that_does_not_come_from_ours_takes_nothing_of_ours_away(folder: Path) -> None:
    """Offline, both saved; then a syncing program put theirs in the place of ours."""
    other = clone(folder)
    mine, theirs = opened(folder), opened(other)
    record = mine.read()
    for n in range(3):
        record = memo(record, f"mine-{n}")
        mine.save(record)
    theirs.save(change(memo(theirs.read(), "theirs"), notes={}))
    synced(session_in(other), session_in(folder))
    mine.save(memo(record, "last"))
    found = opened(folder).read()
    assert found.memos.keys() == {"m1", "mine-0", "mine-1", "mine-2", "last", "theirs"}
    assert found.notes == {}


def test_a_copy_of_what_was_merged_already_brings_nothing_back(folder: Path) -> None:
    """The syncing program kept ours as a copy; by then it had been merged, and something of it removed."""
    other = clone(folder)
    mine, theirs = opened(folder), opened(other)
    record = memo(mine.read(), "mine")
    mine.save(record)
    copy = session_in(folder).read_bytes()
    theirs.save(memo(theirs.read(), "theirs"))
    synced(session_in(other), session_in(folder))
    mine.save(memo(record, "last"))
    came = mine.take_merge()
    assert came is not None
    mine.save(change(came.record, memos={}))
    place = f"sessions/{NAME}"
    storage = SealedStorage(session_in(folder), folder=folder, files=QuickDisk(), clock=clock)
    report = storage.merge_in(version_of(copy, name=place))
    assert (report.taken, report.merged, report.parent_known) == ((), (), True)
    assert opened(folder).read().memos == {}


def test_the_parent_is_found_however_often_each_has_saved_since(folder: Path) -> None:
    other = clone(folder)
    ends = []
    for place, many in ((folder, 150), (other, 90)):
        file = opened(place)
        record = change(file.read(), notes={}) if place == other else file.read()
        for n in range(many):
            record = memo(record, "m1", f"{place.name} {n}")
            file.save(record)
        ends.append(record)
    mine = opened(folder)
    synced(session_in(other), session_in(folder))
    mine.save(memo(ends[0], "last"))
    came = mine.take_merge()
    assert came is not None
    assert came.report.parent_known
    assert came.record.notes == {}


def test_a_file_edited_by_hand_is_merged_with_by_what_it_was_edited_from(folder: Path) -> None:
    mine = opened(folder)
    record = mine.read()
    text = session_in(folder).read_text("utf-8")
    session_in(folder).write_text(text.replace("long silence", "a long silence"), "utf-8")
    mine.save(memo(record, "mine"))
    found = opened(folder).read()
    assert found.notes["n1"].text == "a long silence"
    assert not found.clashes
    assert "mine" in found.memos


def test_who_merges_in_turn_comes_to_the_same_and_stops(folder: Path) -> None:
    other = clone(folder)
    opened(folder).save(memo(opened(folder).read(), "one"))
    opened(other).save(memo(opened(other).read(), "two"))
    one, two = session_in(folder).read_bytes(), session_in(other).read_bytes()
    base = session_in(folder).parent.parent / ".reflect/previous/sessions" / NAME
    merged = merged_bytes(one, two, base.read_bytes(), now=clock())
    assert merged == merged_bytes(two, one, base.read_bytes(), now=clock())._replace(report=merged.report)
    found = decode(merged.data)
    assert found.seal_holds
    assert found.tables["memos"].keys() == {"m1", "one", "two"}
    for side in (one, two):
        again = decode(merged_bytes(side, merged.data, None, now=clock()).data)
        assert again.tables == found.tables


def test_bytes_of_two_different_files_or_of_a_broken_one_are_refused() -> None:
    one, two = (encode({}, uid=uid, generation=1, parent="") for uid in ("a", "b"))
    with pytest.raises(StoreError, match="two different files"):
        merged_bytes(one, two, None, now=clock())
    with pytest.raises(Damaged):
        merged_bytes(one, one[:-3], None, now=clock())


# -- what is kept for it -------------------------------------------------------------------------------


def kept(folder: Path) -> list[Path]:
    return sorted((paths.state_folder() / "study1/generations/k3v9").iterdir())


def test_history_keeps_a_bounded_number_of_whole_generations_for_this_account_alone(folder: Path) -> None:
    file = opened(folder)
    record = file.read()
    for n in range(160):
        file.save(memo(record, "m", str(n)))
    found = kept(folder)
    assert 8 <= len(found) <= history.MOST
    assert all(decode(path.read_bytes()).seal_holds for path in found)
    numbers = [int(path.name[:8]) for path in found]
    assert {1, 64, 128, 144, 152, 160}.issubset(numbers)
    assert (paths.state_folder() / "study1/generations/k3v9").stat().st_mode & 0o077 == 0


def test_keeping_history_waits_for_no_disk_and_a_save_does_not_need_it(folder: Path) -> None:
    record = opened(folder).read()
    opened(folder).save(memo(record, "before"))  # which makes the folders
    shutil.rmtree(paths.state_folder())
    files = FailingDisk()
    file = opened(folder, files=files)
    files.done.clear()
    file.save(memo(record, "a"))
    assert kept(folder)
    assert files.done.count("sync") == 1
    assert files.done.count("sync_folder") == 1
    files.fails = operation("make_private_folder", "listed", "create_private")
    file.save(memo(record, "b"))
    assert opened(folder).read() == memo(record, "b")


def test_a_study_without_a_uid_has_no_history(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    file = opened(tmp_path)
    file.save(a_session())
    file.save(memo(a_session(), "a"))
    assert not (paths.state_folder() / "study1").exists()
    assert History(session_in(tmp_path), StudyPaths(tmp_path), QuickDisk()).find("00", "k3v9") is None


def test_the_past_in_a_header_stays_short_and_reaches_back() -> None:
    header = Header(format=1, generation=1, uid="x", parent="", seal=f"{1:064x}")
    for n in range(2, 2000):
        before = before_next(header, read=n == 100)
        header = Header(format=1, generation=n, uid="x", parent="", seal=f"{n:012x}{n:052x}", before=before)
    past = lineage(header)
    assert len(past) < 160
    assert {99, 320, 1600, 1920, 1960, 1998, 1999} <= set(past.values())
    other = {**past, "unknown": 5000}
    assert common(past, other)[0] == f"{1999:012x}"


# -- texts ---------------------------------------------------------------------------------------------

PORTRAIT = "# A portrait\n\nShe began alone. It was winter.\n\nThen others came.\n"


def text_in(folder: Path) -> TextFile:
    return TextFile(folder / "writeups/portrait.md", folder, files=QuickDisk(), clock=clock)


def test_two_who_write_different_sentences_of_a_write_up_both_have_theirs_in_it(folder: Path) -> None:
    text_in(folder).write(PORTRAIT)
    mine, theirs = text_in(folder), text_in(folder)
    mine.read()
    theirs.read()
    theirs.write(PORTRAIT.replace("winter", "spring"))
    both = PORTRAIT.replace("winter", "spring").replace("others", "many others")
    assert mine.write(PORTRAIT.replace("others", "many others")) == both
    assert (folder / "writeups/portrait.md").read_text() == both
    # The editor still holds what it held, and goes on.
    assert mine.write(PORTRAIT.replace("others", "very many others")) == both.replace("many", "very many")
    assert mine.take_merge() == both.replace("many", "very many")
    assert mine.take_merge() is None
    assert mine.write(PORTRAIT) == PORTRAIT


def test_two_who_write_the_same_sentence_keep_theirs_in_place_and_ours_beside(folder: Path) -> None:
    text_in(folder).write(PORTRAIT)
    mine, theirs = text_in(folder), text_in(folder)
    mine.read()
    theirs.read()
    theirs.write(PORTRAIT.replace("winter", "spring"))
    for ours in ("summer", "autumn"):
        with pytest.raises(ChangedUnderneath, match="beside"):
            mine.write(PORTRAIT.replace("winter", ours))
    assert (folder / "writeups/portrait.md").read_text() == PORTRAIT.replace("winter", "spring")
    (beside,) = (folder / ".reflect/beside").iterdir()
    assert beside.read_text() == PORTRAIT.replace("winter", "autumn")


def test_versions_of_a_text_are_kept_and_bounded(folder: Path) -> None:
    file = text_in(folder)
    for n in range(40):
        file.write(f"{PORTRAIT}{n}\n")
    assert len(list((folder / ".reflect/texts/writeups/portrait.md").iterdir())) == 20
