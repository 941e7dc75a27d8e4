"""The same corpus in reflect and in two peers, in turn in one run: what each says, and how long it takes.

    python benchmarks/peer.py [--rounds N] [--keep FOLDER]

200 documents of 30 turns with 4,000 coded spans and 24 codes, of invented words. The peers are
qualitative-coding, a command line, and Taguette, whose exporter is run as a fresh process. They are installed
with pip into environments of their own in a temporary folder (or in FOLDER, to be used again). Whole commands
are run one after the other in pairs; the budget is the ratio of wall times, the median of the pairs. The same
ratio of what the processor worked (CPU) stands beside it: other work on the machine changes that less.

Then the answers: all of ours are held against what was coded, and the peers' are printed beside them.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import io
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from peer_corpus import CODES, DOCUMENTS, TURNS, Document, coded, corpus, together, words_coded
from peer_programs import Command, LineCoder, Taguette
from peer_study import code_it, empty_study

import reflect as reflect_package
from reflect.exchange.refi_read import read_project

FIVEFOLD, NO_SLOWER = 5.0, 1.0
LINES, HIGHLIGHTS = "qualitative-coding", "Taguette"


class Ours(NamedTuple):
    """The installed program, with one study of the corpus."""

    reflect: str
    study: Path

    def command(self, *argv: str) -> Command:
        """`reflect NAME STUDY …`."""
        return Command([self.reflect, argv[0], str(self.study), *argv[1:]], self.study.parent)


def compare(what: str, peer: str, theirs: Sequence[Command], ours: Sequence[Command], budget: float) -> None:
    """Run both in turn, and print the medians and the ratios, pair by pair."""
    pairs = [(their.run(), our.run()) for their, our in zip(theirs, ours, strict=True)]
    ratio = statistics.median(their.wall / our.wall for their, our in pairs)
    worked = statistics.median(their.cpu / our.cpu for their, our in pairs)
    their, our = (statistics.median(took.wall for took in column) for column in zip(*pairs, strict=True))
    verdict = "within" if ratio >= budget else "OVER"
    print(
        f"{what:30} {peer:18} {their:6.2f} s   reflect {our:5.2f} s   {ratio:5.1f} × (CPU {worked:4.1f} ×)"
        f"   budget {budget:.0f} ×   {verdict}",
        flush=True,
    )


def main(folder: Path, rounds: int) -> None:
    """Make the corpus, put it into all three, compare."""
    documents = corpus()
    texts = folder / "txt"
    shutil.rmtree(texts, ignore_errors=True)
    texts.mkdir(parents=True)
    for document in documents:
        (texts / f"{document.name}.txt").write_text(document.text(), encoding="utf-8")
    qc, taguette = LineCoder.installed(folder), Taguette.installed(folder, documents)
    # As pip does when it installs the peers: else every start of ours would compile what it loads.
    compileall.compile_dir(str(Path(reflect_package.__file__).parent), quiet=1)
    os.environ.update(
        REFLECT_CACHE_DIR=str(folder / "cache"),
        REFLECT_STATE_DIR=str(folder / "state"),
        REFLECT_CONFIG=str(folder / "none.toml"),
    )
    spans = sum(len(document.spans) for document in documents)
    print(
        f"{DOCUMENTS} documents of {TURNS} turns, {spans} coded spans, {len(CODES)} codes; {rounds} pairs; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    projects = [folder / f"qc{n}" for n in range(rounds)]
    studies = [folder / f"study{n}" for n in range(rounds)]
    for project in projects:
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir()
        qc.command(project, "init").run()
    for study in studies:
        shutil.rmtree(study, ignore_errors=True)
        empty_study(study)
    theirs = ("corpus", "import", str(texts), "-r", "-i", "verbatim")
    files = sorted(map(str, texts.glob("*.txt")))
    everyone = [Ours(str(Path(sys.executable).with_name("reflect")), study) for study in studies]
    compare(
        "import",
        LINES,
        [qc.command(project, *theirs) for project in projects],
        [each.command("import", *files) for each in everyone],
        FIVEFOLD,
    )
    project, ours = projects[0], everyone[0]
    qc.code(project, documents, folder / "lines.json")
    code_it(ours.study, documents)
    first = ours.command("sessions").run().wall
    _speeds(qc, project, taguette, ours, folder, rounds)
    print(f"the first list after the import, which makes the index: reflect {first:.2f} s")
    print(f"load {os.getloadavg()[0]:.1f}")
    _answers(qc, project, ours, documents)
    _files(documents, folder)


def _speeds(qc: LineCoder, project: Path, taguette: Taguette, ours: Ours, folder: Path, rounds: int) -> None:
    """Everything that is asked of a coded corpus, a line each."""
    into = ("--for", "internal", "--force", "-o")
    for what, their, our, budget in (
        (
            "all quotes of one code",
            ("codes", "find", CODES[0], "--json"),
            ("quotes", "--point", CODES[0], "--json"),
            FIVEFOLD,
        ),
        (
            "codes × documents",
            ("codes", "stats", "--by-document", "-o", "f.csv"),
            ("matrix", "--csv"),
            FIVEFOLD,
        ),
        ("code × code", ("codes", "crosstab", "-o", "c.csv"), _BESIDE, FIVEFOLD),
        (
            "export as QDPX",
            ("export", str(folder / "theirs.qdpx")),
            ("export", "qdpx", *into, str(folder / "ours.qdpx")),
            NO_SLOWER,
        ),
    ):
        theirs = qc.command(project, *their)
        compare(what, LINES, [theirs] * rounds, [ours.command(*our)] * rounds, budget)
    compare(
        "all quotes as CSV",
        HIGHLIGHTS,
        [taguette.export(folder / "theirs.csv")] * rounds,
        [ours.command("export", "quotes", *into, str(folder / "ours.csv"))] * rounds,
        NO_SLOWER,
    )


_BESIDE = ("matrix", "--rows", "points", "--cols", "points", "--overlap", "overlapping", "--csv")


def _answers(qc: LineCoder, project: Path, ours: Ours, documents: Sequence[Document]) -> None:
    """What they say; ours must be what was coded."""
    truth, pairs = coded(documents), together(documents)
    listed = json.loads(ours.command("quotes", "--point", CODES[0], "--json").run().printed)
    table = _csv(ours.command("matrix", "--csv").run().printed)
    _hold({row["learning point"]: int(row["quotes"]) for row in table} == truth, "codes × documents")
    _hold(len(listed) == truth[CODES[0]], "the quotes of one code")
    beside = {
        (row["learning point"], name.split(" ", 1)[1]): int(count)
        for row in _csv(ours.command(*_BESIDE).run().printed)
        for name, count in row.items()
        if re.match(r"\d+ ", name)
    }
    _hold(
        all(beside[one, two] == pairs[min(one, two), max(one, two)] for one, two in beside if one != two), "×"
    )
    lines = json.loads(qc.command(project, "codes", "find", CODES[0], "--json").run().printed)
    crossed = {row["code"]: row for row in _csv((project / "c.csv").read_text(encoding="utf-8"))}
    (one, two), most = pairs.most_common(1)[0]
    print(f"{'':34} coded   reflect   {LINES}")
    print(f"{CODES[0]:34} {truth[CODES[0]]:5}   {len(listed):7}   {len(lines)} lines")
    total = sum(int(row[code]) for code, row in crossed.items())
    print(
        f"{'all codes':34} {truth.total():5}   {sum(int(row['quotes']) for row in table):7}   {total} lines"
    )
    print(f"{one + ' with ' + two:34} {most:5}   {beside[one, two]:7}   {crossed[one][two]} lines")
    print(f"{'all pairs of codes':34} {pairs.total():5}   {_half(beside):7}   {_half(_cells(crossed))} lines")


def _cells(crossed: dict[str, dict[str, str]]) -> dict[tuple[str, str], int]:
    return {(one, two): int(row[two]) for one, row in crossed.items() for two in crossed}


def _half(cells: dict[tuple[str, str], int]) -> int:
    return sum(count for (one, two), count in cells.items() if one < two)


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _hold(holds: bool, what: str) -> None:  # noqa: FBT001 - it is the answer to a question
    if not holds:
        message = f"{what}: reflect's answer is not what was coded"
        raise SystemExit(message)


def _files(documents: Sequence[Document], folder: Path) -> None:
    """What is in the files that were written; ours must have every span at its words."""
    spoken = words_coded(documents)
    with (folder / "ours.qdpx").open("rb") as file:
        project = read_project(file, "ours.qdpx").project
    at_words = Counter(
        " ".join(source.text[one.start : one.end].split())
        for source in project.sources
        for one in source.selections
    )
    _hold(at_words == spoken, "QDPX")
    with zipfile.ZipFile(folder / "theirs.qdpx") as archive:
        theirs = sum(archive.read(n).count(b"<PlainTextSelection ") for n in archive.namelist())
    print(
        f"{'selections in the QDPX':34} {spoken.total():5}   {at_words.total():7}   {theirs} of whole lines"
    )
    rows = _csv((folder / "ours.csv").read_text(encoding="utf-8-sig"))
    _hold(Counter(" ".join(row["words"].split()) for row in rows) == spoken, "quotes as CSV")
    marked = _csv((folder / "theirs.csv").read_text(encoding="utf-8"))
    told = len({row["id"] for row in marked})
    print(
        f"{'rows of quotes in the CSV':34} {spoken.total():5}   {len(rows):7}   "
        f"{HIGHLIGHTS}: {len(marked)}, a row for each code, of {told} different highlights"
    )
    of_one = sum(row["tag"] == CODES[0] for row in marked)
    print(f"{CODES[0] + ', in ' + HIGHLIGHTS:34} {coded(documents)[CODES[0]]:5}   {'':7}   {of_one}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--keep", type=Path, help="a folder to keep the peers and the corpus in")
    given = asked.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        main(given.keep.resolve(), given.rounds)
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made), given.rounds)
