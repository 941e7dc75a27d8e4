"""Studies in which two people wrote differently: what another laptop, which no lock reaches, leaves."""

from __future__ import annotations

from pathlib import Path

import msgspec

from reflect.domain.ids import QuestionId
from reflect.errors import ChangedUnderneath
from reflect.services.study import Study
from reflect.store.session_file import SessionFile
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER

change = msgspec.structs.replace
KEY = QuestionId(ANSWER)


def two_answers(study: Study, one: str, two: str) -> None:
    """The same answer of the study's first session, written by two people at once."""
    path = StudyFolder.open(study.folder).session_paths()[0]
    files = [SessionFile(path, study.folder) for _ in range(2)]
    records = [file.read() for file in files]
    for file, record, text in zip(files, records, (one, two), strict=True):
        answer = change(record.responses[KEY], text=text)
        file.save(change(record, responses={**record.responses, KEY: answer}))


def two_notes(study: Study, one: str, two: str) -> None:
    """The same participant's notes, likewise."""
    people = StudyFolder.open(study.folder).people().participants
    person = study.participant("P01")
    for text in (one, two):
        people.put(change(person, notes=text), was=person)


def two_write_ups(study: Study, name: str, one: str, two: str) -> Path:
    """The same write-up, by another program and here; gives where ours is kept."""
    study.writeup_desk.open(name)
    (study.folder / f"writeups/{name}.md").write_text(one, encoding="utf-8")
    try:
        study.writeup_desk.save(name, two)
    except ChangedUnderneath:
        (kept,) = (study.folder / ".reflect/beside").glob(f"{name}-*")
        return kept
    message = "the two could be merged"
    raise AssertionError(message)


def a_copy(study: Study, text: str, *, of: int = 0) -> Path:
    """A syncing program's copy of a session, in which its answer says something more."""
    path = StudyFolder.open(study.folder).session_paths()[of]
    data = path.read_bytes()
    file = SessionFile(path, study.folder)
    record = file.read()
    answer = change(record.responses[KEY], text=text)
    file.save(change(record, responses={**record.responses, KEY: answer}))
    copy = path.with_name(f"{path.stem} (Ana's conflicted copy 2026-11-23).json")
    copy.write_bytes(path.read_bytes())
    path.write_bytes(data)
    return copy
