"""Nothing typed is lost: the journal, a study that goes away and comes back, a process that is killed."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from reflect import paths
from reflect.domain.ids import PointId, QuestionId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Note, NoteKind, Response, SessionRecord
from reflect.errors import ChangedUnderneath, StoreError, TwoVersions
from reflect.services.desk import SessionDesk
from reflect.services.left_behind import discard, left_on_this_computer, save_left_behind
from reflect.services.study import Study
from reflect.store.journal import journals_in
from reflect.store.journal_lines import replayed
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER, a_person, a_study, counting, interviewed, ticking
from tests.store.builders import FailingDisk, never, operation

SAID = "We'd been cross with them for months."
MORE = f"{SAID} One person for the whole district."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    return study


def again(study: Study) -> Study:
    """The study as the next run of the program opens it."""
    return Study.open(study.folder, clock=ticking(), ids=counting("new"), researcher="ana")


def stopped(desk: SessionDesk) -> str:
    """The program has stopped without a word: what the desk held is gone, but for what was put down."""
    if desk._journal is not None:
        desk._journal.close(saved=False)
    if desk._lock is not None:
        desk._lock.release()
    return desk.record.session.id


def journals(study: Study) -> list[Path]:
    return journals_in(paths.state_folder() / study.uid / "journal")


def on_disk(study: Study, session: str) -> str:
    return again(study).session_record(session).responses[QuestionId(ANSWER)].text


# -- recovered -------------------------------------------------------------------------------------------


def test_what_was_typed_before_reflect_stopped_is_back_and_said(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    assert desk.journal()
    assert not desk.journal()
    assert on_disk(study, desk.record.session.id) == SAID
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record
    assert found.notices == ["Recovered 1 answer typed before reflect stopped (10:00)."]
    assert not found.dirty
    assert on_disk(study, desk.record.session.id) == MORE
    found.close()
    assert journals(study) == []


def test_tags_notes_and_memos_are_recovered_too(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.toggle(answer_passage(ANSWER), 0, 10, PointId("LP4"))
    desk.note("long silence", seconds=3, question=ANSWER)
    desk.keep_place(ANSWER, 12, 65.0)
    desk.journal()
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record
    assert found.notices == ["Recovered 3 changes typed before reflect stopped (10:00)."]


def test_a_place_alone_is_recovered_without_a_word(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.keep_place(ANSWER, 12, 65.0)
    desk.journal()
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record
    assert found.notices == []


def test_a_session_that_was_saved_and_closed_leaves_no_journal(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.journal()
    assert len(journals(study)) == 1
    desk.close()
    assert journals(study) == []
    found = again(study).open_session(desk.record.session.id)
    assert found.notices == []


def test_only_looking_at_a_session_writes_nothing_on_this_computer(study: Study) -> None:
    interviewed(study, SAID).close()
    (session,) = study.sessions()
    study.open_session(session.id).close()
    assert not (paths.state_folder() / study.uid / "journal").exists()


def test_stopped_between_the_save_and_the_journal_nothing_is_said_or_done_twice(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.note("once", seconds=1, question=None)
    desk.journal()
    (path,) = journals(study)
    kept = path.read_bytes()
    desk.save()
    path.write_bytes(kept)
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record
    assert found.notices == []
    assert journals(study) == []


def test_killed_between_save_and_journal_what_was_undone_meanwhile_stays_undone(study: Study) -> None:
    desk = interviewed(study, SAID)
    quote = desk.toggle(answer_passage(ANSWER), 0, 10, PointId("LP4"))
    desk.journal()
    desk.undo()
    desk.write(ANSWER, MORE)
    journal = desk._journal
    assert journal is not None
    journal.checkpointed = lambda *_: None  # type: ignore[method-assign]
    desk.save()
    desk.write(ANSWER, f"{MORE} And then")
    desk.journal()
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record
    assert quote.id not in found.record.quotes
    assert found.record.clashes == {}


def test_killed_in_a_save_during_which_the_first_line_was_put_down_nothing_clashes(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    journal, keeper = desk._journal, desk._keeper
    assert journal is not None
    saves = keeper.save

    def slow(record: SessionRecord) -> object:
        desk.write(ANSWER, "Quite other words.")
        desk.journal()
        return saves(record)

    keeper.save = slow  # type: ignore[method-assign]
    journal.checkpointed = lambda *_: None  # type: ignore[method-assign]
    desk.save()
    assert on_disk(study, desk.record.session.id) == MORE
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record
    assert found.record.clashes == {}


def test_what_is_typed_while_a_save_runs_stays_in_the_journal(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    keeper = desk._keeper
    saves = keeper.save

    def slow(record: SessionRecord) -> object:
        desk.write(ANSWER, f"{MORE} And then")
        desk.journal()
        return saves(record)

    keeper.save = slow  # type: ignore[method-assign]
    desk.save()
    assert desk.dirty
    assert on_disk(study, desk.record.session.id) == MORE
    found = again(study).open_session(stopped(desk))
    assert found.response(ANSWER).text == f"{MORE} And then"


def test_lines_and_saves_from_several_threads_never_put_an_older_word_after_a_newer(study: Study) -> None:
    desk = interviewed(study, SAID)
    done = threading.Event()

    def again_and_again(act: Callable[[], object]) -> None:
        while not done.is_set():
            act()

    with ThreadPoolExecutor() as threads:
        running = [
            threads.submit(again_and_again, act) for act in (desk.journal, desk.journal, desk.save, desk.save)
        ]
        for number in range(400):
            desk.write(ANSWER, f"{SAID} {number}")
            if not number % 50:
                desk.journal()
        desk.write(ANSWER, MORE)
        done.set()
        for each in running:
            each.result()
    desk.journal()
    found = again(study).open_session(stopped(desk))
    assert found.record == desk.record


# -- dropped only after the read-back --------------------------------------------------------------------


def test_the_journal_is_dropped_only_after_the_file_has_been_read_back(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.journal()
    file = desk._keeper
    assert isinstance(file, SessionFile)
    saves = file.save

    def lying(record: SessionRecord) -> bool:
        """A disk that takes the words and keeps something else."""
        saved = saves(record)
        whole = file.path.read_bytes()
        file.path.write_bytes(whole[:-100] + b"\0" * 100)
        return saved

    file.save = lying  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="does not hold what was saved"):
        desk.save()
    assert desk.dirty
    session = stopped(desk)
    found = again(study).open_session(session)
    assert found.response(ANSWER).text == MORE
    assert any("was damaged" in notice for notice in found.notices)


def replacing(desk: SessionDesk, replace: Callable[[SessionFile], object], times: int = 1) -> None:
    """Let somebody put another version there right after each of so many saves."""
    file = desk._keeper
    assert isinstance(file, SessionFile)
    saves, left = file.save, iter(range(times))

    def replaced(record: SessionRecord) -> bool:
        saved = saves(record)
        if next(left, None) is not None:
            replace(file)
        return saved

    file.save = replaced  # type: ignore[method-assign]


def test_a_save_that_somebody_built_upon_at_once_counts(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.journal()

    def built_upon(file: SessionFile) -> None:
        other = SessionFile(file.path, study.folder)
        other.save(noted(other.read(), "theirs"))

    replacing(desk, built_upon)
    assert desk.save()
    assert not desk.dirty
    assert desk.catch_up()
    desk.take_up()
    assert "theirs" in desk.record.notes
    record = again(study).session_record(stopped(desk))
    assert record.responses[QuestionId(ANSWER)].text == MORE
    assert "theirs" in record.notes
    (path,) = journals(study)
    assert not replayed(path, path.read_bytes()).changes


def test_a_save_that_is_replaced_by_a_version_that_does_not_know_it_is_saved_again(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    before = study._sessions.path(desk.record.session.id).read_bytes()
    replacing(desk, lambda file: file.path.write_bytes(before), times=3)
    assert desk.save()
    assert not desk.dirty
    assert on_disk(study, stopped(desk)) == MORE


def test_a_save_that_is_replaced_again_and_again_is_told_and_stays_in_the_journal(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.journal()
    before = study._sessions.path(desk.record.session.id).read_bytes()
    replacing(desk, lambda file: file.path.write_bytes(before), times=10**6)
    with pytest.raises(ChangedUnderneath):
        desk.save()
    assert desk.dirty
    (path,) = journals(study)
    assert replayed(path, path.read_bytes()).changes


def test_a_file_that_is_damaged_while_it_is_open_is_saved_again_and_kept(study: Study) -> None:
    desk = interviewed(study, SAID)
    path = study._sessions.path(desk.record.session.id)
    path.write_bytes(path.read_bytes()[:-200])
    desk.write(ANSWER, MORE)
    assert desk.save()
    assert on_disk(study, stopped(desk)) == MORE
    (kept,) = (study.folder / ".reflect" / "damaged").iterdir()
    assert kept.read_bytes()
    assert any("was damaged while it was open" in notice for notice in desk.take_notices())
    assert desk.take_notices() == []


# -- both kept -------------------------------------------------------------------------------------------


def noted(record: SessionRecord, text: str) -> SessionRecord:
    note = Note(id=text, kind=NoteKind.FIELD, at=1.0, written="2026-03-04T10:00:00+00:00", text=text)
    return msgspec.structs.replace(record, notes={**record.notes, text: note})


def written_elsewhere(study: Study, session: str, question: str, text: str) -> None:
    """Somebody on another laptop saves, and their file comes here."""
    path = study._sessions.path(session)
    file = SessionFile(path, study.folder)
    record = file.read()
    key = QuestionId(question)
    answer = msgspec.structs.replace(record.responses.get(key) or Response(id=key), text=text)
    file.save(msgspec.structs.replace(record, responses={**record.responses, key: answer}))


def test_what_somebody_else_did_elsewhere_in_the_session_is_kept_with_what_was_typed(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.note("ours", seconds=1, question=None)
    desk.journal()
    session = stopped(desk)
    written_elsewhere(study, session, "missed", "Theirs.")
    found = again(study).open_session(session)
    assert (found.response(ANSWER).text, found.response("missed").text) == (MORE, "Theirs.")
    assert [note.text for note in found.record.notes.values()] == ["ours"]
    assert found.notices == ["Recovered 1 answer and 1 other change typed before reflect stopped (10:00)."]


def test_where_somebody_else_wrote_in_the_same_answer_both_are_kept(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, "We'd been furious with them for months.")
    desk.journal()
    session = stopped(desk)
    written_elsewhere(study, session, ANSWER, "They'd been cross with us for years.")
    found = again(study).open_session(session)
    clash = next(iter(found.record.clashes.values()))
    assert {clash.kept, clash.other} == {
        "We'd been furious with them for months.",
        "They'd been cross with us for years.",
    }
    assert found.response(ANSWER).text == clash.kept
    assert any("in 1 place both versions are kept to choose from" in notice for notice in found.notices)
    assert again(study).session_record(session).clashes == found.record.clashes


def test_an_answer_that_somebody_else_removed_meanwhile_comes_back_with_what_was_typed(study: Study) -> None:
    desk = interviewed(study, SAID)
    note = desk.note("before", seconds=1, question=None)
    desk.save()
    desk._record = renoted(desk, note.id, "before, and after")
    desk.journal()
    session = stopped(desk)
    path = study._sessions.path(session)
    file = SessionFile(path, study.folder)
    file.save(msgspec.structs.replace(file.read(), notes={}))
    found = again(study).open_session(session)
    assert [n.text for n in found.record.notes.values()] == ["before, and after"]


def renoted(desk: SessionDesk, note: str, text: str) -> SessionRecord:
    changed = msgspec.structs.replace(desk.record.notes[note], text=text)
    return msgspec.structs.replace(desk.record, notes={**desk.record.notes, note: changed})


def test_a_damaged_line_of_the_journal_is_told_and_the_rest_recovered(study: Study) -> None:
    desk = interviewed(study, SAID)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        desk.write(ANSWER, text)
        desk.journal()
    (path,) = journals(study)
    lines = path.read_bytes().split(b"\n")
    lines[1] = lines[1].replace(b"One", b"0ne")
    path.write_bytes(b"\n".join(lines))
    found = again(study).open_session(stopped(desk))
    assert found.response(ANSWER).text == "One. Two. Three."
    assert "1 line of what was kept could not be read." in found.notices[0]


# -- the study goes away and comes back ------------------------------------------------------------------


def test_when_the_study_vanishes_words_are_kept_here_and_saved_when_it_is_back(study: Study) -> None:
    desk = interviewed(study, SAID)
    away = study.folder.rename(study.folder.with_name("away"))
    desk.write(ANSWER, MORE)
    assert desk.journal()
    with pytest.raises(StoreError, match="not there"):
        desk.save()
    desk.write(ANSWER, f"{MORE} One.")
    assert desk.journal()
    with pytest.raises(StoreError):
        desk.save()
    away.rename(study.folder)
    assert desk.save()
    assert on_disk(study, desk.record.session.id) == f"{MORE} One."
    desk.close()
    assert journals(study) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENODEV])
def test_when_the_study_fills_up_or_turns_read_only_words_are_kept_here(tmp_path: Path, code: int) -> None:
    a_study(tmp_path / "study").edits.add_participant(a_person())
    disk = FailingDisk(never, code)
    folder = StudyFolder.open(tmp_path / "study", files=disk)
    study = Study(folder, clock=ticking(), ids=counting(), researcher="ana")
    desk = interviewed(study, SAID)
    disk.fails = operation("create", "write", "make_folder")
    desk.write(ANSWER, MORE)
    assert desk.journal()
    with pytest.raises(StoreError):
        desk.save()
    assert desk.dirty
    found = again(study).open_session(stopped(desk))
    assert found.response(ANSWER).text == MORE


def test_save_elsewhere_writes_the_session_as_it_is_into_another_folder(study: Study, tmp_path: Path) -> None:
    desk = interviewed(study, SAID)
    base = SessionFile(study._sessions.path(desk.record.session.id), study.folder)
    away = study.folder.rename(study.folder.with_name("away"))
    desk.write(ANSWER, MORE)
    first = desk.save_elsewhere(tmp_path / "stick")
    second = desk.save_elsewhere(tmp_path / "stick")
    assert first != second
    copy = SessionFile(first, tmp_path / "stick")
    assert copy.read() == desk.record
    assert copy.notices == []
    assert copy.generation == base.generation + 1
    assert desk.dirty
    away.rename(study.folder)
    desk.close()
    assert on_disk(study, desk.record.session.id) == MORE


def test_save_elsewhere_says_when_that_folder_cannot_be_written_either(study: Study, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError):
        interviewed(study, SAID).save_elsewhere(tmp_path / "file")


def test_without_room_on_this_computer_the_journal_says_so_and_saving_still_works(study: Study) -> None:
    desk = interviewed(study, SAID)
    (paths.state_folder() / study.uid).mkdir(parents=True, exist_ok=True)
    (paths.state_folder() / study.uid / "journal").write_text("in the way")
    desk.write(ANSWER, MORE)
    with pytest.raises(StoreError, match="cannot be kept on this computer meanwhile"):
        desk.journal()
    assert desk.save()
    assert on_disk(study, desk.record.session.id) == MORE
    desk.close()


# -- what has no place to go back to ---------------------------------------------------------------------


def test_a_session_whose_study_never_comes_back_is_listed_and_saved_whole(
    study: Study, tmp_path: Path
) -> None:
    desk = interviewed(study, SAID)
    desk.note("long silence", seconds=3, question=ANSWER)
    desk.save()
    study.folder.rename(study.folder.with_name("away"))
    desk.write(ANSWER, MORE)
    desk.journal()
    with pytest.raises(StoreError):
        desk.save()
    desk.write("missed", "Typed after it went.")
    desk.journal()
    assert left_on_this_computer() == ()  # it is still being written
    stopped(desk)
    (left,) = left_on_this_computer()
    assert (left.kind, left.item, left.whole) == ("session", desk.record.session.id, True)
    copy = save_left_behind(left, tmp_path / "stick")
    assert SessionFile(copy, tmp_path / "stick").read() == desk.record
    discard(left)
    assert left_on_this_computer() == ()


def test_a_session_whose_file_was_removed_is_put_together_from_its_journal(
    study: Study, tmp_path: Path
) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.journal()
    session = stopped(desk)
    study._sessions.path(session).unlink()
    (left,) = study.left_behind()
    assert not left.whole
    record = SessionFile(save_left_behind(left, tmp_path / "stick"), tmp_path / "stick").read()
    assert record.session == desk.record.session
    assert record.responses[QuestionId(ANSWER)].text == MORE


def test_a_study_that_was_moved_takes_its_journals_along(study: Study) -> None:
    desk = interviewed(study, SAID)
    desk.write(ANSWER, MORE)
    desk.journal()
    session = stopped(desk)
    moved = study.folder.rename(study.folder.with_name("moved"))
    there = Study.open(moved, clock=ticking(), researcher="ana")
    assert there.left_behind() == ()
    assert there.open_session(session).response(ANSWER).text == MORE


def test_two_clones_of_a_study_on_one_computer_keep_their_journals_apart(study: Study) -> None:
    desk = interviewed(study, SAID)
    session = desk.record.session.id
    desk.close()
    clone = Path(shutil.copytree(study.folder, study.folder.with_name("clone")))
    ours, theirs = study.open_session(session), Study.open(clone, researcher="bea").open_session(session)
    ours.write(ANSWER, "ours")
    theirs.write(ANSWER, "theirs")
    assert ours.journal()
    assert theirs.journal()
    assert len(journals(study)) == 2
    stopped(ours)
    stopped(theirs)
    for folder, typed in ((clone, "theirs"), (study.folder, "ours")):
        desk = Study.open(folder, researcher="bea").open_session(session)
        assert desk.response(ANSWER).text == typed
        desk.close()
    assert journals(study) == []


# -- write-ups -------------------------------------------------------------------------------------------


def a_writeup(study: Study) -> str:
    interviewed(study, SAID).close()
    name = study.drafts.keep_reflection("P01")
    study.writeup_desk.open(name)
    return name


def test_what_was_typed_in_a_write_up_is_recovered(study: Study) -> None:
    name = a_writeup(study)
    study.writeup_desk.journal(name, "One.")
    study.writeup_desk.journal(name, "One. Two.")
    study.writeup_shelf._journals._open.clear()  # reflect stopped
    opened = again(study).writeup_desk.open(name)
    assert opened.text == "One. Two."
    assert opened.notices == ("Recovered what was typed here before reflect stopped (10:00).",)
    assert again(study).writeup_shelf.text(name) == "One. Two."
    assert journals(study) == []


def test_a_write_up_saved_while_it_was_typed_in_is_recovered_in_its_place(study: Study) -> None:
    name = a_writeup(study)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        study.writeup_desk.journal(name, text)
    study.writeup_shelf._journals._open.clear()  # killed after a save, before the journal let go of it
    (study.folder / "writeups" / f"{name}.md").write_text("One. Two.", encoding="utf-8")
    opened = again(study).writeup_desk.open(name)
    assert opened.text == "One. Two. Three."
    assert [path.stem for path in (study.folder / "writeups").iterdir()] == [name]


def test_a_saved_write_up_leaves_no_journal(study: Study) -> None:
    name = a_writeup(study)
    study.writeup_desk.journal(name, "One.")
    study.writeup_desk.save(name, "One.")
    assert journals(study) == []
    study.writeup_desk.journal(name, "One. Two.")
    study.writeup_desk.save(name, "One.")
    assert len(journals(study)) == 1


def left_typed(study: Study, typed: str, theirs: str) -> tuple[Study, str]:
    """Typed, then reflect stopped, and somebody else saved."""
    name = a_writeup(study)
    study.writeup_desk.save(name, "One. Two.")
    study.writeup_desk.journal(name, typed)
    study.writeup_shelf._journals._open.clear()
    (study.folder / "writeups" / f"{name}.md").write_text(theirs, encoding="utf-8")
    return again(study), name


def test_what_was_typed_in_a_write_up_and_what_others_wrote_meanwhile_are_brought_together(
    study: Study,
) -> None:
    fresh, name = left_typed(study, "One and a half. Two.", "One. Two. Three.")
    opened = fresh.writeup_desk.open(name)
    assert (opened.text, opened.saved) == ("One and a half. Two. Three.", True)
    assert "It was changed elsewhere meanwhile" in opened.notices[0]
    assert fresh.writeup_shelf.text(name) == "One and a half. Two. Three."
    assert journals(study) == []


def test_where_both_changed_the_same_sentences_of_a_write_up_nothing_is_overwritten(study: Study) -> None:
    fresh, name = left_typed(study, "Ours. Two.", "Theirs. Two. Three.")
    opened = fresh.writeup_desk.open(name)
    assert (opened.text, opened.saved) == ("Ours. Two.", False)
    with pytest.raises(TwoVersions):
        fresh.writeup_desk.save(name, opened.text)
    assert fresh.writeup_shelf.text(name) == "Theirs. Two. Three."
    fresh.writeup_desk.journal(name, "Ours again. Two.")
    fresh.writeup_shelf._journals._open.clear()  # stopped once more, and nobody had chosen
    once_more = again(fresh)
    assert once_more.writeup_desk.open(name).text == "Ours again. Two."
    clash = once_more.writeup_desk.clash(name, "Ours again. Two.")
    assert clash is not None
    assert (clash.kept, clash.other) == ("Theirs. Two. Three.", "Ours again. Two. Three.")
    once_more.writeup_desk.settle(name, "Both. Two. Three.")
    assert again(study).writeup_desk.open(name).text == "Both. Two. Three."
    assert journals(study) == []


def test_a_write_up_of_which_nobody_knows_what_it_was_made_from_gets_one_of_its_own_beside(
    study: Study,
) -> None:
    fresh, name = left_typed(study, "Ours.", "Theirs.")
    shutil.rmtree(study.folder / ".reflect" / "texts")
    opened = fresh.writeup_desk.open(name)
    assert opened.text == "Theirs."
    assert f"recovered as “{name}-recovered”" in opened.notices[0]
    assert fresh.writeup_shelf.text(f"{name}-recovered") == "Ours."
    assert journals(study) == []
    assert fresh.writeup_desk.open(name).notices == ()


def test_a_write_up_too_long_for_a_line_is_saved_instead(study: Study) -> None:
    name = a_writeup(study)
    study.writeup_desk.journal(name, "x" * 1_000_001)
    assert len(study.writeup_shelf.text(name)) == 1_000_001
    assert journals(study) == []


def test_a_write_up_is_kept_here_while_the_study_is_away(study: Study, tmp_path: Path) -> None:
    name = a_writeup(study)
    away = study.folder.rename(study.folder.with_name("away"))
    study.writeup_desk.journal(name, "Kept.")
    with pytest.raises(StoreError):
        study.writeup_desk.save(name, "Kept.")
    assert study.writeup_shelf.save_elsewhere(name, "Kept.", tmp_path / "stick").read_text() == "Kept."
    away.rename(study.folder)
    study.writeup_desk.save(name, "Kept.")
    assert journals(study) == []
