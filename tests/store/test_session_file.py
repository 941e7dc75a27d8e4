import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tinydb import Query

from reflect.domain.ids import QuestionId, QuoteId, SessionId
from reflect.domain.session import Response, SessionRecord
from reflect.errors import (
    InvalidInput,
    NewerFormat,
    NotFound,
    ReadOnly,
    RecordInvalid,
    StoreError,
)
from reflect.store import sealed
from reflect.store.database import open_database
from reflect.store.kinds import SESSION_TABLES
from reflect.store.sealed import decode, encode
from reflect.store.session_file import SessionFile, read_session
from tests.store.builders import SENTENCE, FailingDisk, QuickDisk, a_session, clock, never, operation

change = msgspec.structs.replace


def opened(folder: Path, *, read_only: bool = False, files: QuickDisk | None = None) -> SessionFile:
    (folder / "sessions").mkdir(exist_ok=True)
    return SessionFile(at(folder), folder, read_only=read_only, files=files or QuickDisk(), clock=clock)


def at(folder: Path) -> Path:
    return folder / "sessions" / "2026-11-23-P03-provider-k3v9.json"


def answered(record: SessionRecord, text: str, question: str = "question-0") -> SessionRecord:
    key = QuestionId(question)
    return change(record, responses={**record.responses, key: change(record.responses[key], text=text)})


def edited(folder: Path, old: str, new: str) -> None:
    text = at(folder).read_text("utf-8")
    assert old in text
    at(folder).write_text(text.replace(old, new, 1), "utf-8")


def test_a_session_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    record = a_session()
    assert opened(tmp_path).save(record)
    assert opened(tmp_path).read() == record
    assert read_session(at(tmp_path), tmp_path) == record


@pytest.mark.parametrize("text", ["", "ä" * 10_000, "👩‍👩‍👧‍👦 سلام 한국어 བོད", "a\r\nb\u2028c\x00"])
def test_any_answer_survives(tmp_path: Path, text: str) -> None:
    record = answered(a_session(), text)
    opened(tmp_path).save(record)
    assert opened(tmp_path).read() == record


def test_saving_takes_one_write_however_much_changed(tmp_path: Path) -> None:
    files = FailingDisk()
    opened(tmp_path, files=files).save(a_session())
    assert files.done.count("write") == 1


def test_nothing_new_is_not_saved(tmp_path: Path) -> None:
    file = opened(tmp_path)
    record = a_session()
    file.save(record)
    assert not file.save(record)
    assert not file.save(answered(record, SENTENCE))
    assert file.generation == 1
    again = opened(tmp_path)
    assert not again.save(again.read())


def test_only_new_records_are_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = opened(tmp_path)
    record = a_session(answers=30, quotes=200)
    file.save(record)
    encoded: list[str] = []
    line = sealed.record_line

    def watched(table: str, key: str, fields: Mapping[str, object]) -> bytes:
        encoded.append(f"{table}/{key}")
        return line(table, key, fields)

    monkeypatch.setattr(sealed, "record_line", watched)
    record = answered(record, "Another answer.", "question-7")
    file.save(record)
    assert encoded == ["responses/question-7"]
    assert opened(tmp_path).read() == record


def test_removed_records_are_gone(tmp_path: Path) -> None:
    file = opened(tmp_path)
    record = a_session()
    file.save(record)
    file.save(change(record, quotes={}, tags={}))
    assert opened(tmp_path).read() == change(record, quotes={}, tags={})


def test_the_file_is_the_same_whichever_way_it_came_about(tmp_path: Path) -> None:
    file = opened(tmp_path)
    record = a_session()
    file.save(record)
    after = answered(record, "Changed.")
    file.save(after)
    found = decode(at(tmp_path).read_bytes())
    whole = sealed.with_header(sealed.body(sealed.encoded(found.tables)), found.header)
    assert at(tmp_path).read_bytes() == whole


def test_tinydb_queries_a_session(tmp_path: Path) -> None:
    opened(tmp_path).save(a_session())
    database = open_database(at(tmp_path), folder=tmp_path, read_only=True)
    assert database.tables() == set(SESSION_TABLES)
    found = database.table("tags").search(Query().point == "trust")
    assert len(found) == 4
    assert str(found[0].doc_id) == "q000/trust/Ada"


def test_a_failed_save_is_saved_the_next_time(tmp_path: Path) -> None:
    files = FailingDisk()
    file = opened(tmp_path, files=files)
    record = a_session()
    file.save(record)
    record = answered(record, "Changed.")
    for failing in ("write", "sync", "replace", "sync_folder"):
        files.fails = operation(failing)
        with pytest.raises(StoreError):
            file.save(record)
    files.fails = never
    files.done.clear()
    file.save(record)
    assert "sync_folder" in files.done
    assert opened(tmp_path).read() == record


def test_a_second_opener_reads_along_and_cannot_save(tmp_path: Path) -> None:
    first = opened(tmp_path)
    record = a_session()
    first.save(record)
    second = opened(tmp_path, read_only=True)
    assert second.read() == record
    first.save(answered(record, "Changed."))
    assert second.changed_on_disk()
    assert second.read() == answered(record, "Changed.")
    assert not second.changed_on_disk()
    with pytest.raises(ReadOnly):
        second.save(record)


def test_two_who_save_the_same_session_both_have_theirs_in_it(tmp_path: Path) -> None:
    record = a_session(quotes=0)
    opened(tmp_path).save(record)
    mine, theirs = opened(tmp_path), opened(tmp_path)
    theirs.save(answered(record, "Theirs.", "question-1"))
    mine.save(answered(record, "Mine."))
    merged = answered(answered(record, "Theirs.", "question-1"), "Mine.")
    came = mine.take_merge()
    assert came is not None
    assert opened(tmp_path).read() == came.record == merged
    assert came.report.taken == ("responses/question-1",)
    assert mine.take_merge() is None
    assert not mine.save(came.record)


def test_what_came_in_stays_though_the_next_saves_know_nothing_of_it(tmp_path: Path) -> None:
    record = a_session(quotes=0)
    opened(tmp_path).save(record)
    mine, theirs = opened(tmp_path), opened(tmp_path)
    theirs.save(answered(record, "Theirs.", "question-1"))
    for text in ("Mine.", "Mine. More.", "Mine. More. Most."):
        mine.save(answered(record, text))
    assert opened(tmp_path).read() == answered(answered(record, "Theirs.", "question-1"), "Mine. More. Most.")


def test_what_came_in_stays_when_the_save_that_brought_it_failed_after_it_arrived(tmp_path: Path) -> None:
    record = a_session(quotes=0)
    opened(tmp_path).save(record)
    files = FailingDisk()
    mine, theirs = opened(tmp_path, files=files), opened(tmp_path)
    theirs.save(answered(record, "Theirs.", "question-1"))
    for failing in ("write", "sync_folder"):
        files.fails = operation(failing)
        with pytest.raises(StoreError):
            mine.save(answered(record, "Mine."))
    files.fails = never
    mine.save(answered(record, "Mine."))
    assert opened(tmp_path).read() == answered(answered(record, "Theirs.", "question-1"), "Mine.")


def test_many_threads_saving_at_once_leave_one_whole_session(tmp_path: Path) -> None:
    file = opened(tmp_path)
    records = [answered(a_session(), f"Answer {n}.") for n in range(20)]
    threads = [threading.Thread(target=file.save, args=(record,)) for record in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened(tmp_path).read() in records
    assert file.generation == 20


def test_a_session_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such session"):
        opened(tmp_path).read()
    assert not at(tmp_path).exists()


def test_a_record_under_another_id_is_refused_and_nothing_saved(tmp_path: Path) -> None:
    record = a_session()
    wrong = change(record, responses={QuestionId("a"): Response(id=QuestionId("b"))})
    with pytest.raises(InvalidInput, match=r"responses/a.*filed under a"):
        opened(tmp_path).save(wrong)
    assert not at(tmp_path).exists()


def test_half_a_character_or_no_number_is_refused_and_the_file_is_as_it_was(tmp_path: Path) -> None:
    file = opened(tmp_path)
    record = a_session()
    file.save(record)
    for wrong in (
        answered(record, "\ud83d"),
        change(record, session=change(record.session, seconds=float("nan"))),
    ):
        with pytest.raises(InvalidInput):
            file.save(wrong)
    assert file.read() == record
    assert file.save(answered(record, "Well again."))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"start":3,', '"start":"3",', "quotes/q001: start should be a whole number, not text"),
        (
            '"kind":"field note"',
            '"kind":"feeling"',
            "notes/n1: kind cannot be 'feeling'; it is one of: field note, bookmark",
        ),
        ('"point":"trust",', "", "tags/q000/trust/Ada: The field point is missing"),
        ('"id":"q001"', '"id":"q999"', "quotes/q001: id should be q001, as the record is filed, not q999"),
        ('"text":"long silence"', '"text":null', "notes/n1: text should be text, not nothing"),
        (
            '"participant":"P03"',
            '"participant":3',
            "session/k3v9: participant should be text or nothing, not a whole number",
        ),
    ],
)
def test_a_record_spoilt_by_hand_is_named_with_its_field(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    opened(tmp_path).save(a_session())
    edited(tmp_path, old, new)
    with pytest.raises(RecordInvalid) as raised:
        opened(tmp_path).read()
    assert str(raised.value) == f"sessions/2026-11-23-P03-provider-k3v9.json: {words}."


def test_a_file_with_two_sessions_is_refused(tmp_path: Path) -> None:
    record = a_session()
    opened(tmp_path).save(record)
    tables = decode(at(tmp_path).read_bytes()).tables
    tables["session"]["other"] = {**tables["session"]["k3v9"], "id": SessionId("other")}
    at(tmp_path).write_bytes(encode(tables, uid="k3v9", generation=2, parent=""))
    with pytest.raises(RecordInvalid, match="this one has 2"):
        opened(tmp_path).read()


def test_tables_of_a_later_version_are_kept(tmp_path: Path) -> None:
    record = a_session()
    opened(tmp_path).save(record)
    tables = decode(at(tmp_path).read_bytes()).tables
    tables["drawings"] = {"b1": {"what": "a quote"}}
    at(tmp_path).write_bytes(encode(tables, uid="k3v9", generation=2, parent=""))
    file = opened(tmp_path)
    file.save(answered(file.read(), "Changed."))
    assert decode(at(tmp_path).read_bytes()).tables["drawings"] == {"b1": {"what": "a quote"}}


def test_records_of_a_later_format_that_make_no_sense_here_say_so(tmp_path: Path) -> None:
    opened(tmp_path).save(a_session())
    edited(tmp_path, '"format":1', '"format":2')
    assert opened(tmp_path).read() == a_session()
    edited(tmp_path, '"kind":"field note"', '"kind":"hologram"')
    with pytest.raises(NewerFormat):
        opened(tmp_path).read()


def test_a_hand_edit_that_is_fine_is_read(tmp_path: Path) -> None:
    opened(tmp_path).save(a_session())
    edited(tmp_path, "long silence", "a long silence")
    file = opened(tmp_path)
    assert file.read().notes["n1"].text == "a long silence"
    assert "edited with something other" in file.notices[0]


def test_quotes_keep_their_types_and_order_of_ids(tmp_path: Path) -> None:
    opened(tmp_path).save(a_session())
    record: Any = opened(tmp_path).read()
    assert list(record.quotes) == ["q000", "q001", "q002", "q003"]
    assert record.quotes[QuoteId("q001")] == a_session().quotes[QuoteId("q001")]
