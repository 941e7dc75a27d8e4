"""Studies of every earlier format open with the present code (tests/kept)."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from reflect.domain.ids import PointId, QuestionId
from reflect.domain.session import Approval, ResponseState, SessionRecord
from reflect.errors import ReadOnly, StoreError
from reflect.services.checking import check_whole
from reflect.services.repair import repair_study
from reflect.services.study import Study
from reflect.store import migrations
from reflect.store.check import Kind
from reflect.store.sealed import FORMAT, Tables, decode
from tests.services.studies import ANSWER, a_person

KEPT = Path(__file__).parent / "kept"
INTERVIEW, TURNS = "id0002", "id0009"


def kept(name: str, tmp_path: Path) -> Path:
    """A copy of a kept study, to be opened and changed."""
    folder = Path(shutil.copytree(KEPT / name, tmp_path / name))
    (folder / ".gitattributes").unlink()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def sealed(folder: Path) -> list[Path]:
    return [*folder.glob("*.json"), *(folder / "sessions").glob("*.json")]


def test_there_is_a_kept_study_of_every_format_there_has_been() -> None:
    assert {path.name for path in KEPT.iterdir() if path.is_dir()} == {
        f"format-{number}" for number in range(FORMAT + 1)
    }
    assert all(decode(path.read_bytes()).header.format == 1 for path in sealed(KEPT / "format-1"))


def test_format_1_is_well_and_looking_at_it_changes_nothing(tmp_path: Path) -> None:
    folder = kept("format-1", tmp_path)
    before = contents(folder)
    assert all(decode(path.read_bytes()).seal_holds for path in sealed(folder))
    assert check_whole(folder) == []
    study = Study.open(folder)
    assert len(study.sessions()) == 2
    assert study.take_notices() == []
    study.close()
    assert contents(folder) == before


def test_format_1_has_everything_that_was_in_it(tmp_path: Path) -> None:
    study = Study.open(kept("format-1", tmp_path), researcher="Ben")
    assert (study.title, study.uid) == ("Wenmarsh", "id0001")
    assert [(p.code, p.role, p.name) for p in study.people()] == [
        ("P01", "provider", "Rosalind Quillfeather"),
        ("P02", "lived-experience", "Rosalind Quillfeather"),
    ]
    assert [point.number for point in study.codebook().points] == list(range(1, 10))
    assert study.codebook().points[8].parent == "LP2"
    record = study.session_record(INTERVIEW)
    assert everything(record) == {"quotes": 1, "tags": 2, "memos": 2, "notes": 2, "bin": 1, "turns": 0}
    (quote,) = record.quotes.values()
    assert (quote.words, quote.start, quote.end) == ("We'd been cross with them for months.", 0, 37)
    assert quote.approval is Approval.APPROVED
    assert {tag.point for tag in record.tags.values() if tag.contradicts} == {"LP9"}
    assert record.responses[QuestionId(ANSWER)].text.endswith("One. — שלום 👩‍👩‍👧 e\u0301te\u0301")
    assert record.responses[QuestionId("missed")].state is ResponseState.SKIPPED
    turns = study.session_record(TURNS)
    assert everything(turns)["turns"] == 2
    assert [row.text for row in study.quotes()] == [quote.words, "With the bins."]
    assert f"[[quote {quote.id}]]" in study.writeup_shelf.text("reflection-P01")
    assert {item.kind.value for item in study.bin.items()} == {"participant", "quote"}


def test_format_1_can_be_worked_on(tmp_path: Path) -> None:
    study = Study.open(kept("format-1", tmp_path), researcher="Ben")
    for item in study.bin.items():
        study.bin.restore(item.id)
    desk = study.open_session(INTERVIEW)
    desk.write(ANSWER, f"Well. {desk.response(ANSWER).text}")
    desk.toggle("answer:" + ANSWER, 0, 5, PointId("LP1"))
    desk.close()
    study.edits.add_participant(a_person("P04"))
    assert everything(study.session_record(INTERVIEW))["quotes"] == 3
    assert check_whole(study.folder) == []


def everything(record: SessionRecord) -> dict[str, int]:
    return {name: len(getattr(record, name)) for name in ("quotes", "tags", "memos", "notes", "bin", "turns")}


@pytest.fixture
def way_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration from the faked format 0."""

    def from_nought(tables: Tables) -> Tables:
        found = dict(tables)
        quotations = found.pop("quotations", {})
        if "session" in found:
            found["quotes"] = {
                key: {("words" if field == "text" else field): value for field, value in row.items()}
                for key, row in quotations.items()
            }
        return found

    monkeypatch.setitem(migrations.MIGRATIONS, 0, from_nought)


@pytest.mark.usefixtures("way_up")
def test_an_older_format_is_read_as_it_is_and_only_a_save_brings_it_up(tmp_path: Path) -> None:
    folder = kept("format-0", tmp_path)
    before = contents(folder)
    assert Counter(finding.kind for finding in check_whole(folder)) == Counter()
    study = Study.open(folder, researcher="Ben")
    assert [row.text for row in study.quotes()] == ["With the bins."]
    assert contents(folder) == before
    desk = study.open_session(TURNS)
    quote = next(iter(desk.record.quotes.values()))
    desk.toggle_on(quote, PointId("LP2"))
    desk.close()
    (path,) = (folder / "sessions").iterdir()
    after = decode(path.read_bytes())
    assert (after.header.format, after.seal_holds) == (FORMAT, True)
    assert after.tables["quotes"][quote.id]["words"] == "With the bins."
    copies = list((folder / ".reflect" / "before-migration").iterdir())
    assert [copy.read_bytes() for copy in copies] == [before[f"sessions/{path.name}"]]
    assert copies[0].name.startswith(f"{path.stem}-format0-")
    assert decode((folder / "study.json").read_bytes()).header.format == 0
    assert check_whole(folder) == []


@pytest.mark.usefixtures("way_up")
def test_undoing_people_and_repairing_work_on_an_older_format_too(tmp_path: Path) -> None:
    folder = kept("format-0", tmp_path)
    study = Study.open(folder, researcher="Ben")
    study.edits.remove_participant("P01")
    study.steps.undo()
    assert len(study.people()) == 2
    (path,) = (folder / "sessions").iterdir()
    path.write_bytes(path.read_bytes().replace(b"Always the bins", b"ALWAYS the bins"))
    done = repair_study(folder)
    assert ([m.place for m in done.mended], done.left) == ([f"sessions/{path.name}"], ())
    assert decode(path.read_bytes()).header.format == FORMAT


def test_without_a_way_up_an_older_format_is_refused_in_words(tmp_path: Path) -> None:
    folder = kept("format-0", tmp_path)
    with pytest.raises(StoreError, match="format 0"):
        Study.open(folder)
    assert {finding.kind for finding in check_whole(folder)} == {Kind.DAMAGED}


def test_a_newer_format_can_be_read_and_not_changed(tmp_path: Path) -> None:
    folder = kept("format-1", tmp_path)
    for path in sealed(folder):
        path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":9'))
    before = contents(folder)
    study = Study.open(folder, researcher="Ben")
    assert len(study.quotes()) == 2
    assert any("later version" in notice for notice in study.take_notices())
    with pytest.raises(ReadOnly, match="later version"):
        study.edits.add_participant(a_person("P04"))
    with pytest.raises(ReadOnly, match="later version"):
        study.bin.restore("P03")
    desk = study.open_session(INTERVIEW)
    desk.write(ANSWER, "Changed.")
    with pytest.raises(ReadOnly, match="later version"):
        desk.save()
    assert {finding.kind for finding in check_whole(folder)} >= {Kind.LATER}
    assert repair_study(folder).mended == ()
    assert {name: data for name, data in contents(folder).items() if ".reflect" not in name} == before
