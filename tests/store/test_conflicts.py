import time
from pathlib import Path

import msgspec
import pytest

from reflect.domain.ids import SessionId
from reflect.store.conflicts import conflict_copies, without_copies
from tests.store.builders import QuickDisk, a_session, a_study

NAME = "2026-11-23-P03-provider-k3v9"
COPIES = (
    f"{NAME} (Ana's conflicted copy 2026-11-23)",
    f"{NAME} (Anas in Konflikt stehende Kopie 2026-11-23)",
    f"{NAME} (conflicted copy 2026-11-23 101010)",
    f"{NAME}.sync-conflict-20261123-101010-ABCDEFG",
    f"{NAME}-LAPTOP",
    f"{NAME}-ana-macbook",
    f"{NAME} (1)",
    f"{NAME} copy",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = a_study(tmp_path)
    study.session(tmp_path / f"sessions/{NAME}.json").save(a_session())
    return tmp_path


def copied(folder: Path, copy: str, original: str = f"sessions/{NAME}.json") -> Path:
    path = (folder / original).with_name(f"{copy}{Path(original).suffix}")
    path.write_bytes((folder / original).read_bytes())
    return path


def names(folder: Path) -> list[tuple[str, str]]:
    return [(pair.copy.name, pair.original.name) for pair in conflict_copies(folder)]


@pytest.mark.parametrize("copy", [*COPIES, f"Kopie von {NAME}", "2026-11-23-mine"])
def test_a_copy_of_a_session_is_found_by_its_uid_whatever_it_is_called(folder: Path, copy: str) -> None:
    copied(folder, copy)
    assert names(folder) == [(f"{copy}.json", f"{NAME}.json")]


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_no_session_of_its_own(folder: Path, copy: str) -> None:
    copied(folder, copy)
    assert [path.stem for path in a_study_again(folder)] == [NAME]


def a_study_again(folder: Path) -> list[Path]:
    from reflect.store.study_folder import StudyFolder

    return StudyFolder.open(folder, files=QuickDisk()).session_paths()


def test_a_half_copied_copy_is_a_copy_by_its_name(folder: Path) -> None:
    path = copied(folder, COPIES[0])
    path.write_bytes(path.read_bytes()[:100])
    assert [found.stem for found in a_study_again(folder)] == [NAME]
    assert names(folder) == [(path.name, f"{NAME}.json")]


def test_a_copy_that_is_all_there_is_left_is_the_session(folder: Path) -> None:
    path = copied(folder, COPIES[0])
    (folder / f"sessions/{NAME}.json").unlink()
    assert a_study_again(folder) == [path]
    assert names(folder) == []


def test_a_session_whose_name_begins_like_another_is_a_session(folder: Path) -> None:
    from reflect.store.study_folder import StudyFolder

    record = a_session()
    other = msgspec.structs.replace(
        record, session=msgspec.structs.replace(record.session, id=SessionId("ab12"))
    )
    StudyFolder.open(folder).session(folder / f"sessions/{NAME}-ab12.json").save(other)
    assert len(a_study_again(folder)) == 2
    assert names(folder) == []


def test_copies_of_the_study_and_of_its_people_are_found(folder: Path) -> None:
    copied(folder, "study (Ana's conflicted copy 2026-11-23)", "study.json")
    copied(folder, "people-LAPTOP", "people.json")
    (folder / "notes.json").write_text("{}")
    assert names(folder) == [
        ("people-LAPTOP.json", "people.json"),
        ("study (Ana's conflicted copy 2026-11-23).json", "study.json"),
    ]


def test_copies_of_texts_are_found_by_their_names_only_when_those_say_enough(folder: Path) -> None:
    for name in ("reflection-P03", "reflection-P03-2", "reflection", "portrait"):
        (folder / f"writeups/{name}.md").write_text("# Portrait\n")
    for copy in (
        "portrait (conflicted copy 2026-11-23 101010)",
        "portrait-DESKTOP-7A",
        "portrait (1)",
        "x (1)",
    ):
        (folder / f"writeups/{copy}.md").write_text("# Portrait\n")
    assert [copy for copy, original in names(folder) if original == "portrait.md"] == [
        "portrait (1).md",
        "portrait (conflicted copy 2026-11-23 101010).md",
        "portrait-DESKTOP-7A.md",
    ]
    assert len(names(folder)) == 3


def test_ten_thousand_sessions_are_told_apart_by_their_names_alone(tmp_path: Path) -> None:
    paths = [tmp_path / f"2026-11-23-P{n % 90:02}-provider-{n:06x}.json" for n in range(10_000)]
    began = time.perf_counter()
    assert without_copies(paths) == paths
    assert time.perf_counter() - began < 1
