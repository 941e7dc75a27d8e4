"""REFI-QDA files that something happened to: bits, pieces, numbers, packing.

    python -m tests.exchange.mangled --times 20000

reads so many, and brings in those that can be read.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reflect.errors import ReflectError
from reflect.services.checking import check_whole
from reflect.services.importing import Asked
from reflect.services.refi_given import ProjectAsked
from reflect.services.study import Study
from tests.exchange.refi_projects import WRITERS, written_by
from tests.services.studies import a_study

ODD = (
    b"-1", b"0", b"99999999999999999999", b"1e9", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\xed\xa0\x80",
    b"&#0;", b"&#xD800;", b"&x;", b"<!DOCTYPE a>", b"]]>", b'"', b"<", b">", b"../../x", b"internal://",
    b"A" * 70_000, "\N{BALLOON}\u202e\u0301".encode(), b"\r\n", b" ",
)  # fmt: skip
"""What is put where it does not belong."""
_VALUE = re.compile(rb'(?<==")[^"]*(?=")')
_ELEMENT = re.compile(rb"<(\w+)[^<>]*/>|<(\w+)[^<>]*>[^<>]*</\2>")


def mangled(whole: bytes, pick: random.Random) -> bytes:
    """A file made of a good one by a few accidents."""
    if pick.random() < 0.25:
        return _bytes(whole, pick)
    with zipfile.ZipFile(BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    project = next(name for name in parts if name.lower().endswith(".qde"))
    target = project if pick.random() < 0.8 else pick.choice(list(parts))
    for _ in range(pick.randrange(1, 5)):
        parts[target] = pick.choice(_ACCIDENTS)(parts[target], pick)
    if pick.random() < 0.1:
        del parts[pick.choice(list(parts))]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", pick.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue() if pick.random() < 0.9 else _bytes(out.getvalue(), pick)


def _bytes(data: bytes, pick: random.Random) -> bytes:
    changed = bytearray(data or b" ")
    for _ in range(pick.randrange(1, 6)):
        changed[pick.randrange(len(changed))] ^= 1 << pick.randrange(8)
    return bytes(changed[: pick.randrange(len(changed))] if pick.random() < 0.3 else changed)


def _cut(data: bytes, pick: random.Random) -> bytes:
    start = pick.randrange(len(data) + 1)
    return data[:start] + data[start + pick.randrange(200) :]


def _put_in(data: bytes, pick: random.Random) -> bytes:
    at = pick.randrange(len(data) + 1)
    return data[:at] + pick.choice(ODD) + data[at:]


def _other_value(data: bytes, pick: random.Random) -> bytes:
    """Give an attribute the value of another, or an odd one."""
    values = [*_VALUE.finditer(data)]
    if not values:
        return data
    here = pick.choice(values)
    now = (
        pick.choice(values)[0]
        if pick.random() < 0.5
        else pick.choice(ODD).replace(b'"', b"").replace(b"<", b"")
    )
    return data[: here.start()] + now + data[here.end() :]


def _twice(data: bytes, pick: random.Random) -> bytes:
    """Put an element somewhere a second time: two of one GUID, cycles, things where none belong."""
    found = [*_ELEMENT.finditer(data)]
    if not found:
        return data
    one, other = pick.choice(found), pick.choice(found)
    return data[: other.start()] + one[0] + data[other.start() :]


def _nested(data: bytes, pick: random.Random) -> bytes:
    """Put an element into itself, many times."""
    found = [*_ELEMENT.finditer(data)]
    if not found:
        return data
    one = pick.choice(found)
    name = one[1] or one[2]
    deep = pick.choice([3, 60, 480, 5000])
    opened = b"<" + name + b' guid="%d" name="n">'
    inside = b"".join(opened % n for n in range(deep)) + b"</" + name + b">" * 1
    inside += (b"</" + name + b">") * (deep - 1)
    return data[: one.start()] + inside + data[one.end() :]


def _in_utf16(data: bytes, pick: random.Random) -> bytes:
    text = data.decode("utf-8", errors="replace")
    return text.encode(
        pick.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1"]), errors="replace"
    )


_ACCIDENTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _bytes, _cut, _put_in, _other_value, _other_value, _twice, _nested, _in_utf16,
)  # fmt: skip
GOOD = tuple(written_by(habits) for habits in WRITERS.values())


def read(study: Study, data: bytes, *, keep: bool = False) -> str:
    """Read a file, and bring it in if asked to; how that ended. Anything but a clear report is raised."""
    path = study.folder.parent / "p.qdpx"
    path.write_bytes(data)
    importer = study.importer().of_projects()
    try:
        plan = importer.plan_project(path, Asked(again=True), ProjectAsked())
        if not keep:
            return "could be read"
        importer.keep_project(plan)
    except ReflectError as error:
        return "refused" if str(error).strip() else "refused without a word"
    return "came in"


def main() -> int:
    """Read many, and print how they ended; each traceback once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    pick = random.Random(given.seed)  # noqa: S311 (not for secrets)
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        study = a_study(Path(folder) / "study")
        for n in range(given.times):
            data = mangled(pick.choice(GOOD), pick)
            try:
                ends[read(study, data, keep=n % 10 == 0)] += 1
            except Exception:  # noqa: BLE001 (what is looked for)
                last = traceback.format_exc()
                key = last.splitlines()[-1][:120] + last.splitlines()[-3][:120]
                if not ends[key]:
                    Path(f"/tmp/mangled-{len(ends)}.qdpx").write_bytes(data)  # noqa: S108
                    sys.stdout.write(last)
                ends[key] += 1
            if n % 10 == 0 and study.steps.can_undo:
                study.steps.undo()
        ends["findings of check"] = len(check_whole(study.folder))
        study.close()
    sys.stdout.write(f"seed {given.seed}: {dict(ends)}\n")
    return int(
        any(end not in ("refused", "came in", "could be read") and count for end, count in ends.items())
    )


if __name__ == "__main__":
    sys.exit(main())
