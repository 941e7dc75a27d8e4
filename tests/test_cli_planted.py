"""The command line on a study in which everything is wrong: each fault is named, and mended or left."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from reflect.domain.ids import PointId, QuestionId
from reflect.domain.session import MemoTarget
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.store.sealed import Tables, decode
from reflect.store.study_folder import StudyFolder
from tests.command_line import PROGRAM
from tests.services.studies import ANSWER, a_person, a_study, interviewed
from tests.store.builders import rewritten

WORDS = "We'd been cross with them for months. One person for the whole district."
PASSAGE = f"answer:{ANSWER}"


def reflect(*words: str | Path) -> tuple[int, Any]:
    """What the installed program ends with, and what it prints."""
    ended = subprocess.run([PROGRAM, *map(str, words), "--json"], capture_output=True, text=True, check=False)
    return ended.returncode, json.loads(ended.stdout or "[]")


def changed(path: Path, change: Callable[[Tables], None]) -> None:
    """Put something wrong into a file, under a seal that holds."""
    tables = decode(path.read_bytes()).tables
    change(tables)
    rewritten(path, **tables)


def stopped(desk: SessionDesk) -> None:
    """The program ends without a word."""
    desk._journal.close(saved=False)  # type: ignore[union-attr]
    desk._lock.release()  # type: ignore[union-attr]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study of four sessions, each saved more than once, a write-up and a memo."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person("P01"))
    study.edits.add_participant(a_person("P02"))
    for _ in range(4):
        desk = interviewed(study, WORDS)
        quote = desk.toggle(PASSAGE, 0, 37, PointId("LP4"))
        desk.memo(MemoTarget.QUOTE, quote.id, "Compare with the others.")
        desk.save()
        desk.close()
    study.drafts.keep_reflection("P01")
    study.edits.save_settings(replace(study.settings(), title="Wenmarsh alliance"))
    return study


def sessions(study: Study) -> list[Path]:
    """The four, without what else may lie there."""
    return sorted(path for path in (study.folder / "sessions").iterdir() if id_of(path).isalnum())


def id_of(session: Path) -> str:
    return session.stem.rpartition("-provider-")[2]


def sealed_with_faults(study: Study) -> dict[str, str]:
    """Faults in records under seals that hold; what is to be found, and the kind of it."""
    first, second, *_ = sessions(study)

    def in_first(tables: Tables) -> None:
        quote = next(iter(tables["quotes"].values()))
        tag, memo = next(iter(tables["tags"].values())), next(iter(tables["memos"].values()))
        tables["tags"]["t1"] = {**tag, "id": "t1", "point": "LP99"}
        tables["tags"]["t2"] = {**tag, "id": "t2", "quote": "nowhere"}
        tables["memos"]["m1"] = {**memo, "id": "m1", "target_id": "nowhere"}
        tables["memos"]["m2"] = {**memo, "id": "m2", "target": "learning point", "target_id": "LP99"}
        tables["quotes"]["outside"] = {**quote, "id": "outside", "start": 40, "end": 4000}
        tables["quotes"]["moved"] = {**quote, "id": "moved", "start": 3, "end": 40}
        tables["quotes"]["gone"] = {**quote, "id": "gone", "words": "Never said."}
        tables["quotes"]["elsewhere"] = {**quote, "id": "elsewhere", "passage": "answer:nothing"}
        tables["quotes"]["marked"] = {**quote, "id": "marked", "source_changed": True}

    def in_second(tables: Tables) -> None:
        next(iter(tables["session"].values()))["participant"] = "P77"
        tables["responses"][ANSWER]["state"] = "answerd"
        tables["notes"]["n1"] = {"id": "n1", "kind": "field note", "at": 1.0, "text": "", "colour": "red"}
        tables["drawings"] = {}

    changed(first, in_first)
    changed(second, in_second)
    changed(study.folder / "people.json", lambda t: t["participants"]["P02"].update(role="pilot"))
    changed(study.folder / "study.json", lambda t: t["points"]["LP2"].update(parent="LP88"))
    one, two = (f"sessions/{path.name}" for path in (first, second))
    return {
        **{f"{one}: tags/{key}": "reference" for key in ("t1", "t2")},
        **{f"{one}: memos/{key}": "reference" for key in ("m1", "m2")},
        **{f"{one}: quotes/{key}": "quote" for key in ("outside", "moved", "gone", "elsewhere", "marked")},
        f"{two}: session/{id_of(second)}": "reference",
        f"{two}: responses/{ANSWER}": "record",
        f"{two}: notes/n1": "record",
        two: "record",
        "people.json: participants/P02": "reference",
        "study.json: points/LP2": "reference",
    }


def lying_about(study: Study) -> dict[str, str]:
    """Files that should not be there, or not as they are; what is to be found, and the kind of it."""
    third = sessions(study)[2]
    third.write_bytes(third.read_bytes().replace(b"Compare with", b"Think of"))
    private = study.folder / ".reflect"
    copies = {
        third.with_name(f"{third.stem} (Ana's conflicted copy 2026-11-23).json"): third.read_bytes(),
        study.folder / "people.sync-conflict-20261123-101010-ABCDEFG.json": (
            study.folder / "people.json"
        ).read_bytes(),
        study.folder / "writeups" / "reflection-P01 (1).md": b"Mine.\n",
    }
    others = {
        study.folder / "sessions" / "notes.docx": b"",
        private / "tmp" / f"{third.name}.4711.0a1b2c3d.tmp": b"half",
        private / "locks" / "k3v9.4711.tmp": b"{",
        private / "beside" / "x.json": b"{}",
        private / "damaged" / "y.json": b"{",
        study.folder / "writeups" / "broken.md": b"Words\n\n[[quote nowhere]]\n",
        study.folder / "writeups" / "latin.md": b"caf\xe9\n",
        study.folder / "guides" / "broken.md": b"---\nid: b\n---\n\n## A {#a kind=opne}\n",
    }
    for path, data in {**copies, **others}.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (time.time() - 3600,) * 2)
    kinds = ("stranger", *["temporary file"] * 2, *["kept beside"] * 2)
    name = StudyFolder(study.folder).paths.name
    return {
        f"sessions/{third.name}": "broken seal",
        **{name(path): "copy" for path in copies},
        **{name(path): kind for path, kind in zip(others, kinds, strict=False)},
        "writeups/broken.md:3": "write-up",
        "writeups/latin.md:1": "write-up",
        "guides/broken.md:5": "guide",
    }


def typed_and_not_saved(study: Study) -> dict[str, str]:
    fourth = sessions(study)[3]
    desk = study.open_session(id_of(fourth))
    desk.write(ANSWER, f"{WORDS} And then the lights went out.")
    desk.journal()
    stopped(desk)
    return {f"sessions/{fourth.name}": "journal"}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_every_fault_is_named_and_mended_or_left_with_a_reason(study: Study) -> None:
    planted = sealed_with_faults(study) | lying_about(study) | typed_and_not_saved(study)
    before = contents(study.folder)
    code, found = reflect("check", study.folder)
    named = {each["place"]: each["kind"] for each in found}
    assert code == 1
    assert {place: named.get(place) for place in planted} == planted
    assert {place.partition(":")[0] for place in named.keys() - planted} <= {"guides/broken.md"}
    assert contents(study.folder) == before  # looking changes nothing

    code, done = reflect("repair", study.folder)
    assert code == 1
    mended = {each["place"] for each in done["mended"]}
    assert mended == {
        place
        for place, kind in planted.items()
        if kind in ("quote", "broken seal", "temporary file", "journal")
        or (kind == "reference" and ("tags/" in place or "memos/" in place))
    }
    left = {each["place"]: each["why"] for each in done["left"]}
    assert left.keys() == named.keys() - mended
    # A copy of everything that was replaced, as it was.
    copies = contents(study.folder / done["copies"])
    after = contents(study.folder)
    replaced = {name for name in before if after.get(name) != before[name] and ".reflect" not in name}
    assert replaced - {f"sessions/{sessions(study)[3].name}"} == copies.keys()  # the journal's was saved
    assert {name: before[name] for name in copies} == copies
    assert sorted(name for name in after if name.startswith(".reflect/bin/")) != []

    record = study.session_record(id_of(sessions(study)[0]))
    marks = {key: quote.source_changed for key, quote in record.quotes.items() if not key.startswith("id")}
    assert marks == {"outside": False, "moved": False, "gone": True, "elsewhere": True, "marked": False}
    assert {row.why for row in record.bin.values()} == {
        "the learning point LP99 is not there",
        "the quote nowhere is not there",
    }
    fourth = study.session_record(id_of(sessions(study)[3]))
    assert fourth.responses[QuestionId(ANSWER)].text.endswith("the lights went out.")

    code, again = reflect("check", study.folder)
    assert {each["place"] for each in again} == left.keys()


def test_damaged_missing_unfinished_and_later_files_are_named_and_brought_back_where_that_can_be(
    study: Study,
) -> None:
    first, second, third, fourth = sessions(study)
    before = (study.folder / ".reflect/previous/sessions" / first.name).read_bytes()
    first.write_bytes(first.read_bytes()[:700])
    second.write_bytes(second.read_bytes()[:700])
    (study.folder / ".reflect/previous/sessions" / second.name).unlink()
    third.write_bytes(b"<<<<<<< ours\n" + third.read_bytes() + b"=======\n>>>>>>> theirs\n")
    fourth.write_bytes(fourth.read_bytes().replace(b'"format":1', b'"format":9'))
    (study.folder / "people.json").unlink()
    (study.folder / "study.json").write_bytes(b"\0" * 4096)
    found = {each["place"].partition(":")[0]: each["kind"] for each in reflect("check", study.folder)[1]}
    assert found == {
        "writeups/reflection-P01.md": "write-up",  # what it quotes may be in one of the others
        **{f"sessions/{path.name}": "damaged file" for path in (first, second, third)},
        f"sessions/{fourth.name}": "later version",
        "people.json": "damaged file",
        "study.json": "damaged file",
    }
    code, done = reflect("repair", study.folder)
    assert code == 1
    assert {each["place"] for each in done["mended"]} == {
        f"sessions/{first.name}",
        "people.json",
        "study.json",
    }
    assert first.read_bytes() == before
    why = {each["place"].partition(":")[0]: each["why"] for each in done["left"]}
    assert "No earlier generation" in why[f"sessions/{second.name}"]
    assert "finish the merge in git" in why[f"sessions/{third.name}"]
    assert "Update reflect" in why[f"sessions/{fourth.name}"]
    assert contents(study.folder / done["copies"]).keys() == {f"sessions/{first.name}", "study.json"}
    assert reflect("repair", study.folder)[1]["mended"] == []
