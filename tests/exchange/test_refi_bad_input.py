"""Whatever happened to a REFI-QDA file: it is read, or refused in words, and nothing on the disk changes."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from reflect.errors import InvalidInput
from reflect.exchange import refi_xml
from reflect.services.checking import check_whole
from reflect.services.importing import Asked
from reflect.services.refi_given import ProjectAsked
from reflect.services.refi_in import ProjectPlan
from reflect.services.study import Study
from tests.exchange.mangled import GOOD, mangled, read
from tests.exchange.refi_projects import CODED, TEXT, WRITERS, archive, guid, project_xml, written_by
from tests.services.studies import a_study

QUALCODER = WRITERS["QualCoder"]
NAME = f"sources/{guid('text', QUALCODER)}.txt"
XML = project_xml(QUALCODER)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = a_study(tmp_path / "study")
    yield made
    made.close()


def planned(study: Study, data: bytes) -> ProjectPlan:
    path = study.folder.parent / "p.qdpx"
    path.write_bytes(data)
    return study.importer().of_projects().plan_project(path, Asked(), ProjectAsked())


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_that_something_happened_to_are_read_or_refused_and_change_nothing(study: Study) -> None:
    pick = random.Random()  # noqa: S311 (not for secrets)
    before = _files(study.folder)
    ends = {read(study, mangled(pick.choice(GOOD), pick)) for _ in range(150)}
    assert "refused" in ends
    assert ends <= {"refused", "could be read"}
    assert _files(study.folder) == before


def test_what_can_be_read_all_the_same_comes_in_whole(study: Study) -> None:
    pick = random.Random()  # noqa: S311 (not for secrets)
    for _ in range(40):
        read(study, mangled(pick.choice(GOOD), pick), keep=True)
    assert check_whole(study.folder) == []


def _project(xml: str, encoding: str = "utf-8") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("project.qde", xml.encode(encoding))
        made.writestr(NAME, TEXT.encode())
    return out.getvalue()


def _nested_codes(deep: int) -> str:
    opened = "".join(f'<Code guid="{n:032x}" name="n{n}" isCodable="true">' for n in range(deep))
    return XML.replace("</Codes>", f"{opened}{'</Code>' * deep}</Codes>")


def _linked() -> bytes:
    """An archive in which the text is a symbolic link out of it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("project.qde", XML)
        link = zipfile.ZipInfo(NAME)
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return out.getvalue()


def _claims_four_gigabytes() -> bytes:
    """An archive of a few hundred bytes whose directory says that the project has 4 GB."""
    data = bytearray(_project(XML))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 0xFFFFFFFE)
    return bytes(data)


def _packed_otherwise() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("project.qde", XML)
    return out.getvalue()


def _locked() -> bytes:
    data = bytearray(_project(XML))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFUSED = {
    "codes 600 deep": (_project(_nested_codes(600)), "too deep"),
    "a million laughs": (
        _project(XML.replace("?><Project", f'?><!DOCTYPE Project [<!ENTITY l0 "ha">{_LAUGHS}]><Project')),
        "document type",
    ),
    "a negative position": (_project(XML.replace('startPosition="', 'startPosition="-', 1)), "no place in"),
    "a position of a hundred digits": (
        _project(XML.replace('endPosition="', f'endPosition="{"9" * 100}', 1)),
        "no place in its text",
    ),
    "a position of ten thousand digits": (
        _project(XML.replace('endPosition="', f'endPosition="{"9" * 10_000}', 1)),
        "positions are no numbers",
    ),
    "a code within itself": (
        _project(XML.replace("</Codes>", f'<Code guid="{guid("Trust", QUALCODER)}" name="x">\n'
            f'<Code guid="{guid("Trust", QUALCODER)}" name="y"/></Code></Codes>')),
        "is that of another",
    ),
    "a text that is a link": (_linked(), "no place in its text"),
    "a text that is an archive": (archive(XML, {NAME: written_by(QUALCODER)}), "is not in UTF-8"),
    "a project in a folder": (archive(XML, {}, "inside/project.qde"), "holds no .qde file"),
    "a drive of Windows": (archive(XML, {"C:\\x.txt": b""}), "leads out of the archive"),
    "back strokes that climb out": (archive(XML, {"a\\..\\..\\x": b""}), "leads out of the archive"),
    "four gigabytes that are not there": (_claims_four_gigabytes(), "unpacks to far more"),
    "a packing of another kind": (_packed_otherwise(), "is damaged"),
    "a password": (_locked(), "locked with a password"),
    "Latin-1 that says it is UTF-8": (_project(XML.replace("Time", "Zeït"), "latin-1"), "not well-formed"),
    "an encoding that there is not": (
        _project(XML.replace('encoding="utf-8"', 'encoding="etf-8"')),
        "unknown encoding",
    ),
    "half a character in a name": (_project(XML.replace('name="Time"', 'name="&#xD800;"')), "invalid char"),
    "nothing at all": (b"", "not a zip archive"),
    "an empty project": (archive("", {}), "no well-formed XML"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_is_said_and_nothing_changes(study: Study, what: str) -> None:
    data, said = REFUSED[what]
    before = _files(study.folder)
    with pytest.raises(InvalidInput) as refused:
        planned(study, data)
    assert said in str(refused.value)
    assert "p.qdpx" in str(refused.value)
    assert _files(study.folder) == before


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_project_in_another_encoding_that_it_tells_is_read(study: Study, encoding: str) -> None:
    xml = XML.replace('encoding="utf-8"', 'encoding="utf-16"') if encoding == "utf-16" else XML
    plan = planned(study, _project(xml, encoding))
    assert plan.quotes == len(CODED) + 1


def test_more_elements_than_fit_into_memory_are_refused(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refi_xml, "MOST_ELEMENTS", 20)
    with pytest.raises(InvalidInput, match="more than 20 elements"):
        planned(study, _project(XML))


def test_codes_that_lie_deep_and_names_that_are_long_come_in(study: Study) -> None:
    xml = _nested_codes(120).replace('name="Time"', f'name="{"Long " * 20_000}"')
    plan = planned(study, _project(xml))
    study.importer().of_projects().keep_project(plan)
    assert len(study.codebook().points) == 8 + 123
    assert check_whole(study.folder) == []
