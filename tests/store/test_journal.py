import errno
import os
import stat
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.domain.ids import QuestionId
from reflect.domain.recovery import RowChange, differences, recovered
from reflect.domain.session import Note, NoteKind, Response, SessionRecord
from reflect.errors import InvalidInput, StoreError
from reflect.store.filesystem import FileSystem
from reflect.store.journal import COMPACT_FROM, Journal, journals_in, read_journal
from reflect.store.journal_lines import Head, replayed
from tests.store.builders import (
    NOW,
    FailingDisk,
    QuickDisk,
    a_session,
    everything_in,
    number,
    number_from,
    operation,
)

BASE = a_session()
TYPED = "We began to trust each other. "


def a_head(base: str = "aa") -> Head:
    return Head(kind="session", id="k3v9", folder="/studies/one", file="sessions/x.json", base=base, at=NOW)


def a_journal(folder: Path, files: FileSystem | None = None, stem: str = "k3v9") -> Journal:
    journal = Journal(folder, stem, files=files or QuickDisk())
    journal.begin(a_head())
    return journal


def typed(record: SessionRecord, text: str, question: str = "question-0") -> SessionRecord:
    key = QuestionId(question)
    before = record.responses.get(key) or Response(id=key)
    answer = msgspec.structs.replace(before, text=text)
    return msgspec.structs.replace(record, responses={**record.responses, key: answer})


def kept(journal: Journal, *texts: str) -> SessionRecord:
    """Each text put down as it is typed; the record with the last."""
    last = BASE
    for text in texts:
        now = typed(last, text)
        journal.append(differences(BASE, last, now), at=NOW)
        last = now
    return last


def the_file(folder: Path) -> Path:
    (path,) = journals_in(folder)
    return path


def test_a_journal_makes_nothing_before_the_first_line(tmp_path: Path) -> None:
    assert a_journal(tmp_path / "journal").found(lambda _: True) == []
    assert list(tmp_path.iterdir()) == []


def test_what_was_put_down_is_found_by_the_next_who_opens_it(tmp_path: Path) -> None:
    first = a_journal(tmp_path)
    record = kept(first, "one", "one two")
    first.close()
    (found,) = a_journal(tmp_path).found(lambda head: head == a_head())
    assert found.at == NOW
    assert found.certain
    assert recovered(BASE, found.changes, at=NOW).record == record


def test_what_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    first, second = a_journal(tmp_path), a_journal(tmp_path)
    kept(first, "mine")
    assert read_journal(the_file(tmp_path)) is None
    assert second.found(lambda _: True) == []
    kept(second, "yours")
    assert [path.name for path in journals_in(tmp_path)] == ["k3v9-2.jsonl", "k3v9.jsonl"]


def test_what_another_clone_of_the_study_left_is_left_alone(tmp_path: Path) -> None:
    first = a_journal(tmp_path)
    kept(first, "of the other clone")
    first.close()
    second = a_journal(tmp_path)
    assert second.found(lambda _: False) == []
    kept(second, "of this one")
    assert len(journals_in(tmp_path)) == 2


def test_a_desk_that_is_forgotten_lets_go_of_its_journal(tmp_path: Path) -> None:
    forgotten = a_journal(tmp_path)
    kept(forgotten, "words")
    del forgotten
    assert len(a_journal(tmp_path).found(lambda _: True)) == 1


def test_a_line_cut_short_at_any_length_is_known_and_the_lines_before_it_hold(tmp_path: Path) -> None:
    kept(a_journal(tmp_path), "one", "one two", "one two “three” 👩‍👩‍👧")
    path = the_file(tmp_path)
    data = path.read_bytes()
    ends = [at + 1 for at, letter in enumerate(data) if letter == ord("\n")]
    assert len(ends) == 4
    last = None
    for length in range(len(data) + 1):
        found = replayed(path, data[:length])
        whole = sum(end - 1 <= length for end in ends) - 1  # a line that lacks only its end is whole
        words = ["one", "one two", "one two “three” 👩‍👩‍👧"][:whole]
        assert found.damaged == 0
        if whole < 0:
            assert found.head is None
            assert found.changes == ()
            continue
        record = recovered(BASE, found.changes, at=NOW).record
        assert record == (typed(BASE, words[-1]) if words else BASE)
        last = record
    assert last == typed(BASE, "one two “three” 👩‍👩‍👧")


def test_a_bit_that_flips_anywhere_is_noticed(tmp_path: Path) -> None:
    kept(a_journal(tmp_path), "one", "one two")
    path = the_file(tmp_path)
    data = path.read_bytes()
    right = replayed(path, data).changes
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << (at % 8)
        found = replayed(path, bytes(flipped))
        texts = [change.now["text"] for change in found.changes if change.now]
        assert texts in ([], ["one"], ["one two"])
        if found.changes == right and at != len(data) - 1:
            assert not found.certain


def test_a_damaged_line_does_not_take_those_after_it_along(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    record = kept(journal, "one", "one two", "one two three")
    path = the_file(tmp_path)
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"two", b"tow")
    found = replayed(path, b"\n".join(lines))
    assert (found.damaged, found.certain) == (1, False)
    assert recovered(BASE, found.changes, at=NOW).record == record


def test_noise_is_no_journal_and_no_error(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    for data in (b"", b"\0" * 4096, b"\n\n\n", b"{}\n", os.urandom(4096)):
        found = replayed(path, data)
        assert found.head is None
        assert found.changes == ()


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.integers(0, 4), st.text(max_size=20)),
        st.tuples(st.just("note"), st.integers(0, 2), st.text(max_size=5)),
        st.tuples(st.just("drop"), st.integers(0, 2), st.just("")),
        st.tuples(st.just("place"), st.integers(0, 9), st.just("")),
        st.tuples(st.sampled_from(["line", "checkpoint", "late", "whole", "gone"]), st.just(0), st.just("")),
    ),
    max_size=30,
)


def edited(record: SessionRecord, kind: str, number: int, text: str) -> SessionRecord:
    if kind == "type":
        return typed(record, text, f"question-{number}")
    if kind == "note":
        note = Note(id=f"n{number}", kind=NoteKind.FIELD, at=1.0, written=NOW, text=text)
        return msgspec.structs.replace(record, notes={**record.notes, note.id: note})
    if kind == "drop":
        notes = {key: note for key, note in record.notes.items() if key != f"n{number}"}
        return msgspec.structs.replace(record, notes=notes)
    return msgspec.structs.replace(record, session=msgspec.structs.replace(record.session, at_offset=number))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_whatever_is_done_the_file_with_the_journal_is_what_was_last_put_down(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    journal = a_journal(folder)
    saved = last = record = BASE
    """What the study has, what was put down, what is on the screen."""
    for kind, at, text in edits:
        if kind in ("line", "whole", "late"):
            journal.append(differences(saved, last, record), at=NOW)
            last = record
        if kind == "whole":
            journal.keep_whole(msgspec.to_builtins({"notes": record.notes}), at=NOW)
        elif kind == "checkpoint":
            saved = last = record
            journal.checkpointed(a_head("bb"), at=NOW)
        elif kind == "late":
            # The save began before a line that was put down while it ran.
            began, record = record, edited(record, "type", at, "while it was saved")
            journal.append(differences(saved, last, record), at=NOW)
            saved, last = began, record
            journal.checkpointed(a_head("bb"), differences(saved, saved, last), at=NOW)
        elif kind == "gone":
            for path in journals_in(folder):
                path.unlink()
        elif kind not in ("line", "whole"):
            record = edited(record, kind, at, text)
        if kind in ("line", "late", "checkpoint"):
            found = [replayed(path, path.read_bytes()) for path in journals_in(folder)]
            assert all(each.certain for each in found)
            changes = [change for each in found for change in each.changes]
            assert recovered(saved, changes, at=NOW).record == last
            # Killed in the middle of a save, the file may be as any line has it.
            for each in found:
                for at_line in range(len(each.path.read_bytes().splitlines())):
                    part = replayed(each.path, b"\n".join(each.path.read_bytes().splitlines()[: at_line + 1]))
                    in_between = recovered(saved, part.changes, at=NOW).record
                    assert recovered(in_between, each.changes, at=NOW, passed=each.passed).record == last


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no modes")
def test_nobody_else_on_this_computer_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "uid" / "journal"
    journal = a_journal(folder, FileSystem())
    kept(journal, "confidential")
    journal.keep_whole({}, at=NOW)
    journal.checkpointed(a_head(), at=NOW)
    kept(journal, "confidential too")
    assert stat.S_IMODE(the_file(folder).stat().st_mode) == 0o600
    assert {stat.S_IMODE(p.stat().st_mode) for p in (folder, folder.parent)} == {0o700}
    folder.chmod(0o755)
    journal.keep_whole({}, at=NOW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
def test_failing_at_any_one_operation_loses_nothing_that_was_put_down(tmp_path: Path, code: int) -> None:
    at = 0
    while True:
        folder = tmp_path / f"{code}-{at}"
        files = FailingDisk(code=code)
        journal = a_journal(folder, files)
        kept(journal, "one")
        done = len(files.done)
        files.fails = number(done + at)
        try:
            journal.append(differences(BASE, typed(BASE, "one"), typed(BASE, "one two")), at=NOW)
            acknowledged = "one two"
        except StoreError:
            acknowledged = "one"
        files.fails = number(-1)
        if len(files.done) <= done + at:
            break
        texts = [c.now["text"] for c in replayed(folder, the_file(folder).read_bytes()).changes if c.now]
        assert texts in ([acknowledged], ["one two"])
        # When the cause is gone, it goes on.
        journal.append(differences(BASE, BASE, typed(BASE, "one two three")), at=NOW)
        found = replayed(folder, the_file(folder).read_bytes())
        assert found.certain
        assert recovered(BASE, found.changes, at=NOW).record == typed(BASE, "one two three")
        assert [name for name in everything_in(folder) if name.endswith(".tmp")] == []
        at += 1
    assert at >= 4


def test_on_a_disk_that_dies_at_any_operation_of_a_first_line_nothing_wrong_is_left(tmp_path: Path) -> None:
    for at in range(12):
        folder = tmp_path / str(at)
        journal = a_journal(folder, FailingDisk(number_from(at), errno.ENOSPC))
        try:
            kept(journal, "one")
        except StoreError:
            for path in journals_in(folder):
                assert replayed(path, path.read_bytes()).certain
        else:
            assert at > 5


def test_a_checkpoint_that_cannot_be_noted_says_nothing_new_when_it_is_replayed(tmp_path: Path) -> None:
    for failing in ("extend", "cut", "write", "sync"):
        files = FailingDisk()
        journal = a_journal(tmp_path / failing, files)
        record = kept(journal, "one")
        files.fails = operation(failing)
        journal.checkpointed(a_head("bb"), at=NOW)
        files.fails = number(-1)
        for path in journals_in(tmp_path / failing):
            found = replayed(path, path.read_bytes())
            assert recovered(record, found.changes, at=NOW).record is record
        journal.append(differences(record, record, typed(record, "one two")), at=NOW)
        found = replayed(tmp_path, the_file(tmp_path / failing).read_bytes())
        assert found.head == a_head("bb")
        assert [change.now and change.now["text"] for change in found.changes] == ["one two"]


def test_a_state_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    journal = a_journal(tmp_path / "state" / "journal", FileSystem())
    with pytest.raises(StoreError, match="cannot be kept on this computer meanwhile"):
        kept(journal, "one")
    (tmp_path / "state").unlink()
    kept(journal, "one")
    assert len(journals_in(tmp_path / "state" / "journal")) == 1


def test_a_journal_that_somebody_removed_or_changed_is_written_anew(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    record = kept(journal, "one")
    for harm in (Path.unlink, lambda path: path.write_bytes(b"gone"), lambda path: path.write_bytes(b"")):
        harm(the_file(tmp_path))
        longer = typed(record, record.responses[QuestionId("question-0")].text + ", more")
        journal.append(differences(BASE, record, longer), at=NOW)
        record = longer
        found = replayed(tmp_path, the_file(tmp_path).read_bytes())
        assert found.certain
        assert recovered(BASE, found.changes, at=NOW).record == record


def test_it_never_grows_without_bound_while_the_study_is_away(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    answer = TYPED * 500
    biggest, last = 0, BASE
    for number_ in range(500):
        now = typed(last, f"{answer}{number_}")
        journal.append(differences(BASE, last, now), at=NOW)
        last = now
        biggest = max(biggest, the_file(tmp_path).stat().st_size)
    assert biggest < 1.1 * COMPACT_FROM + 2 * len(answer)
    found = replayed(tmp_path, the_file(tmp_path).read_bytes())
    assert recovered(BASE, found.changes, at=NOW).record == last


def test_half_a_character_is_told_and_what_was_put_down_stays(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    kept(journal, "one")
    with pytest.raises(InvalidInput, match="half of a character"):
        journal.append([RowChange(table="responses", id="x", now={"text": "\ud83d"})], at=NOW)
    kept(journal, "one two")
    assert replayed(tmp_path, the_file(tmp_path).read_bytes()).certain


def test_a_line_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    files = FailingDisk()
    journal = a_journal(tmp_path, files)
    kept(journal, "one")
    files.done.clear()
    journal.append(differences(BASE, typed(BASE, "one"), typed(BASE, "one two")), at=NOW)
    assert files.done == ["extend", "size", "write", "sync", "close"]


def test_what_a_line_that_was_cut_short_left_is_removed_and_one_being_written_is_not(tmp_path: Path) -> None:
    old, new, other = (
        tmp_path / name
        for name in ("k3v9.4711.0a1b2c3d.tmp", "k3v9.4711.0a1b2c3e.tmp", "m2.4711.0a1b2c3d.tmp")
    )
    for path in (old, new, other):
        path.write_text("half")
    for path in (old, other):
        os.utime(path, (time.time() - 3600,) * 2)
    a_journal(tmp_path).found(lambda _: True)
    assert sorted(tmp_path.iterdir()) == sorted([new, other])


def test_dropping_leaves_nothing_behind(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    kept(journal, "one")
    journal.checkpointed(a_head(), at=NOW)
    assert journal.empty
    journal.drop()
    assert list(tmp_path.iterdir()) == []
