"""A backup from elsewhere may be hostile: only what a backup of ours would hold reaches the disk."""

from __future__ import annotations

import os
import stat
import zipfile
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from reflect.errors import InvalidInput
from reflect.services.backing_up import restore
from reflect.store.archive import MANIFEST, Entry, Limits, Manifest, pack, why_unsafe
from tests.store.builders import NOW, a_study, everything_in


def entry(name: str, data: bytes) -> Entry:
    return Entry(path=name, size=len(data), sha256=sha256(data).hexdigest())


def zipped(path: Path, files: dict[str, bytes], manifest: Manifest | None = None) -> Path:
    """A zip with a manifest that agrees with it, unless another is given."""
    said = manifest or Manifest(
        format=1, made=NOW, files=tuple(entry(name, data) for name, data in files.items())
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        archive.writestr(MANIFEST, msgspec.json.encode(said))
    return path


def refused(path: Path, said: str, *, limits: Limits | None = None) -> None:
    folder = path.parent / "out" / "deeper"
    before = everything_in(path.parent)
    with pytest.raises(InvalidInput, match=said):
        restore(path, folder, limits=limits)
    assert everything_in(path.parent) == before


@pytest.mark.parametrize(
    "name",
    [
        "../escaped.txt",
        "sessions/../../escaped.txt",
        "/etc/escaped.txt",
        "C:/escaped.txt",
        "c:escaped.txt",
        "..\\escaped.txt",
        "a\x00b.txt",
        "./study.json",
        "a//b",
        "a/..",
    ],
)
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    assert why_unsafe(name)
    said = Manifest(format=1, made=NOW, files=(entry("study.json", b"{}"), entry(name, b"x")))
    refused(zipped(tmp_path / "b.zip", {"study.json": b"{}", name: b"x"}, said), "leads out of the folder")


def test_a_folder_that_climbs_out_is_refused(tmp_path: Path) -> None:
    said = Manifest(format=1, made=NOW, files=(entry("study.json", b"{}"),), folders=("../out",))
    refused(zipped(tmp_path / "b.zip", {"study.json": b"{}"}, said), "leads out of the folder")


@pytest.mark.parametrize("name", [".git/hooks/pre-commit", "sessions/.GIT/config"])
def test_what_git_could_run_is_refused(tmp_path: Path, name: str) -> None:
    refused(zipped(tmp_path / "b.zip", {"study.json": b"{}", name: b"x"}), "could run programs")


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", {"study.json": b"{}"})
    said = Manifest(format=1, made=NOW, files=(entry("study.json", b"{}"), entry("link", b"/etc/passwd")))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("study.json", b"{}")
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, b"/etc/passwd")
        archive.writestr(MANIFEST, msgspec.json.encode(said))
    refused(path, "which is a link")


def test_what_says_it_is_too_large_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", {"study.json": b"0" * 5000})
    refused(path, "the limit is 4999", limits=Limits(bytes=4999))
    many = zipped(tmp_path / "m.zip", {f"sessions/{n}": b"" for n in range(6)})
    refused(many, "6 files, and the limit is 4", limits=Limits(files=4))


def test_a_bomb_that_lies_about_its_size_is_stopped_at_what_it_said(tmp_path: Path) -> None:
    bomb = b"0" * 50_000_000
    said = Manifest(format=1, made=NOW, files=(entry("study.json", bomb[:100]),))
    path = zipped(tmp_path / "b.zip", {"study.json": bomb}, said)
    assert path.stat().st_size < 100_000
    refused(path, "not what was put in")


def test_a_list_of_files_that_is_itself_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b" " * 2_000_000)
    refused(path, "larger than any study's", limits=Limits(manifest=1_000_000))


def test_what_the_list_does_not_name_is_refused_and_what_it_names_twice(tmp_path: Path) -> None:
    said = Manifest(format=1, made=NOW, files=(entry("study.json", b"{}"),))
    refused(zipped(tmp_path / "a.zip", {"study.json": b"{}", "more": b""}, said), "do not agree")
    refused(zipped(tmp_path / "b.zip", {}, said), "do not agree")
    twice = Manifest(format=1, made=NOW, files=(entry("study.json", b"{}"),) * 2)
    refused(zipped(tmp_path / "c.zip", {"study.json": b"{}"}, twice), "do not agree")


def test_a_changed_byte_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    path = tmp_path / "b.zip"
    pack(study.folder, path, made=NOW, with_private=False, skip=path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        try:
            restore(path, tmp_path / "out")
        except InvalidInput:
            assert not (tmp_path / "out").exists()
        else:  # a byte that says nothing about the content: a time, an attribute
            restored = tmp_path / "out"
            assert {p.name: p.read_bytes() for p in restored.glob("*.json")} == {
                p.name: p.read_bytes() for p in study.folder.glob("*.json")
            }
            for inner in sorted(restored.rglob("*"), reverse=True):
                inner.rmdir() if inner.is_dir() else inner.unlink()
            restored.rmdir()


@pytest.mark.parametrize("length", [0, 1, 100, 400, 1000, -1, -30])
def test_what_was_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    study = a_study(tmp_path / "study")
    path = tmp_path / "b.zip"
    pack(study.folder, path, made=NOW, with_private=False, skip=path)
    path.write_bytes(path.read_bytes()[:length])
    refused(path, "not a zip file, or it is damaged")


def test_what_is_no_backup_is_refused_in_words(tmp_path: Path) -> None:
    text = tmp_path / "letter.zip"
    text.write_text("Dear all,")
    refused(text, "not a zip file")
    plain = tmp_path / "photos.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("photo.jpg", b"")
    refused(plain, "not a backup of a study.*reflect backup")
    by_hand = tmp_path / "hand.zip"
    with zipfile.ZipFile(by_hand, "w") as archive:
        archive.writestr("my-study/study.json", b"{}")
    refused(by_hand, "unpacked with that program")
    refused(zipped(tmp_path / "none.zip", {"notes.txt": b""}), "There is no study in it")
    later = Manifest(format=2, made=NOW, files=())
    refused(zipped(tmp_path / "later.zip", {}, later), "later version")


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_links_out_of_the_study_are_not_followed_into_the_backup(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    (tmp_path / "secret").write_text("mine")
    (study.folder / "exports" / "link").symlink_to(tmp_path / "secret")
    (study.folder / "exports" / "folder").symlink_to(tmp_path)
    packed = pack(study.folder, tmp_path / "b.zip", made=NOW, with_private=False, skip=tmp_path / "b.zip")
    assert sorted(packed.left_out) == ["exports/folder", "exports/link"]
    assert not any("link" in file.path for file in packed.manifest.files)
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
