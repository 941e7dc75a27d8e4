"""The same corpus in reflect and in qualitative-coding, a command-line peer, in turn in one run.

    python benchmarks/peer.py [--rounds N] [--keep FOLDER]

200 documents of 30 turns with 4,000 coded spans and 24 codes, of invented words. The peer (PyPI:
qualitative-coding) is installed with pip into an environment of its own in a temporary folder (or in FOLDER,
to be used again). Measured as whole commands, one after the other in pairs: the import, all quotes of one
code as JSON, and the table of codes by documents as CSV, with a fifth of the peer's time as the budget; and
the export as a REFI-QDA project, which may take no longer than the peer's.

The peer codes whole lines and its commands cannot apply codes, so its own library does, before anything is
timed; the answers are compared by what was coded, and its lines are printed beside ours.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import io
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import venv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

import reflect as reflect_package
from reflect.cli.root import root
from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuoteId, RoleId, SessionId
from reflect.domain.people import Participant
from reflect.domain.recovery import as_fields
from reflect.domain.session import Quote, Session, SessionKind, SessionRecord, Tag, Turn, tag_id
from reflect.exchange.refi_read import read_project
from reflect.services.study import Study
from reflect.store.sealed import encode
from reflect.store.session_file import SessionFile, read_session
from reflect.store.study_folder import session_name

BUDGET = 5.0
DOCUMENTS, TURNS, SPANS = 200, 30, 20
THEMES = (
    "commissioning",
    "partnership",
    "lived-experience",
    "prevention",
    "data",
    "workforce",
    "housing",
    "legacy",
)
CODES = (*(f"{t}-{k}" for t in THEMES for k in ("point", "enabler", "barrier")),)
_WORDS = """
we the team service people night shelter council commissioner referral worker trust outreach panel funding
meeting really because when they said nobody knew until after that changed how support plan contract hostel
risk health drug alcohol tenancy move eviction rough sleeper alliance partner data system phone call morning
street café naïve £500 “honestly” it’s wasn’t
"""
_WIDTH = 80
GUIDE = "---\nid: talk\ntitle: Talk\nversion: 1\n---\n\n# Talk\n\n## Talk\n\nTell me.\n"
CODE_IT = """
import json, sys
from qualitative_coding.corpus import QCCorpus
corpus = QCCorpus("settings.yaml")
with corpus.session():
    for name, lines in json.load(open(sys.argv[1], encoding="utf-8")).items():
        coded = [{"line": line, "code_id": code} for line, code in lines]
        corpus.update_coded_lines(name, "ana", coded)
"""


class Span(NamedTuple):
    """A coded stretch of one turn."""

    turn: int
    start: int
    """Code points in what was said, the speaker's name not counted."""
    end: int
    codes: tuple[str, ...]


class Document(NamedTuple):
    """One interview."""

    name: str
    turns: tuple[tuple[str, str], ...]
    """Who spoke, and what was said."""
    spans: tuple[Span, ...]

    def text(self) -> str:
        """As a text file, wrapped as the peer wants it."""
        return "\n\n".join(_wrapped(f"{who}: {said}") for who, said in self.turns) + "\n"


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)


def corpus(seed: int = 7) -> list[Document]:
    """The documents; the same in every run."""
    chance = random.Random(seed)  # noqa: S311 - as above
    return [
        Document(
            f"interview_{number:03}", turns := tuple(_turns(number, chance)), tuple(_spans(turns, chance))
        )
        for number in range(DOCUMENTS)
    ]


def _turns(number: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    for n in range(TURNS):
        sentences = [
            " ".join(chance.choices(_WORDS.split(), k=chance.randint(8, 22))).capitalize() + "."
            for _ in range(2 if n % 2 == 0 else chance.randint(4, 7))
        ]
        yield ("Interviewer" if n % 2 == 0 else f"P{number % 40 + 1:02}"), " ".join(sentences)


def _spans(turns: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[Span]:
    for _ in range(SPANS):
        turn = chance.randrange(1, TURNS, 2)
        said = turns[turn][1]
        gaps = [0, *(at + 1 for at, letter in enumerate(said) if letter == " "), len(said) + 1]
        first = chance.randrange(len(gaps) - 9)
        last = min(len(gaps) - 1, first + chance.randint(8, 40))
        codes = chance.sample(CODES, 2 if chance.random() < 0.2 else 1)
        yield Span(turn, gaps[first], gaps[last] - 1, tuple(codes))


def coded_lines(document: Document) -> list[tuple[int, str]]:
    """The spans as the peer can have them: every line that one touches."""
    rows, line = set(), 0
    for n, (who, said) in enumerate(document.turns):
        lines = _wrapped(f"{who}: {said}").split("\n")
        at = 0
        for text in lines:
            for span in document.spans:
                begin, end = (
                    (span.start + len(who) + 2, span.end + len(who) + 2) if span.turn == n else (0, 0)
                )
                if at < end and at + len(text) > begin:
                    rows |= {(line, code) for code in span.codes}
            at += len(text) + 1
            line += 1
        line += 1
    return sorted(rows)


# -- reflect -------------------------------------------------------------------------------------------------


def empty_study(folder: Path) -> None:
    """A study with the codebook and the people, and no session yet."""
    study = Study.create(folder, "Benchmark", researcher="ana")
    study.close()
    file = Study.open(folder)._study_file  # noqa: SLF001 - a codebook of 24 points is not typed in
    with file.together():
        for point in file.points.all():
            file.points.remove(point)
        for n, code in enumerate(CODES, 1):
            file.points.put(LearningPoint(id=PointId(code), number=n, name=code))
    study = Study.open(folder)
    for n in range(1, 41):
        study.edits.add_participant(Participant(code=ParticipantCode(f"P{n:02}"), role=RoleId("provider")))
    study.close()


def put_in(folder: Path, documents: Sequence[Document]) -> None:
    """The documents as sessions, where there is no `reflect import` to do it."""
    for n, document in enumerate(documents):
        who = ParticipantCode(document.turns[1][0])
        record = SessionRecord(
            session=Session(
                id=SessionId(f"d{n:03}"),
                kind=SessionKind.TRANSCRIPT,
                guide=GuideId("talk"),
                guide_version="1",
                guide_text=GUIDE,
                participant=who,
                started=f"2026-01-01T{n // 60:02}:{n % 60:02}:00+00:00",
            ),
            turns={
                f"t{at:02}": Turn(
                    id=f"t{at:02}", order=at, speaker=who, text=said, participant=who if at % 2 else None
                )
                for at, (who, said) in enumerate(document.turns)
                for who in [ParticipantCode(who)]
            },
        )
        name = session_name(
            record.session.id, started=record.session.started, participant=who, role=RoleId("provider")
        )
        data = encode(as_fields(record), uid=record.session.id, generation=1, parent="")
        (folder / "sessions" / name).write_bytes(data)


def code_it(folder: Path, documents: Sequence[Document]) -> None:
    """Give every session its quotes and tags."""
    by_words = {"".join(said.split()): document for document in documents for said in [document.turns[1][1]]}
    for path in sorted((folder / "sessions").glob("*.json")):
        record = read_session(path, folder)
        turns = sorted(record.turns.values(), key=lambda turn: turn.order)
        document = by_words["".join(turns[1].text.split())]
        quotes, tags = {}, {}
        for n, span in enumerate(document.spans):
            said = document.turns[span.turn][1][span.start : span.end]
            # Where a line of the file ends with a sentence, its end may have been kept.
            found = re.search(r"\s+".join(map(re.escape, said.split())), turns[span.turn].text)
            if found is None:
                message = f"“{said}” did not come in"
                raise SystemExit(message)
            quote = Quote(
                id=QuoteId(f"{record.session.id}q{n:02}"),
                passage=PassageId(f"turn:{turns[span.turn].id}"),
                start=found.start(),
                end=found.end(),
                words=found[0],
                by="ana",
                at=record.session.started,
            )
            quotes[quote.id] = quote
            for code in span.codes:
                tag = Tag(
                    id=tag_id(quote.id, code, "ana"),
                    quote=quote.id,
                    point=PointId(code),
                    by="ana",
                    at=quote.at,
                )
                tags[tag.id] = tag
        SessionFile(path, folder).save(msgspec.structs.replace(record, quotes=quotes, tags=tags))


# -- the peer ------------------------------------------------------------------------------------------------


def installed(folder: Path) -> Path:
    """The peer's commands, in an environment of its own."""
    bin_folder = folder / "peer" / "bin"
    if not (bin_folder / "qc").exists():
        venv.create(folder / "peer", with_pip=True)
        pip = [str(bin_folder / "pip"), "install", "--quiet", "qualitative-coding", "pypandoc_binary"]
        subprocess.run(pip, check=True)
        found = next((folder / "peer").glob("lib/python*/site-packages/pypandoc/files/pandoc"))
        (bin_folder / "pandoc").symlink_to(found)
    return bin_folder


class Command(NamedTuple):
    """A command, where it runs, and what its environment has besides."""

    argv: list[str]
    cwd: Path
    path: Path | None = None

    def run(self) -> tuple[float, str]:
        """Seconds from its start to its end, and what it printed."""
        env = dict(os.environ)
        if self.path:
            env["PATH"] = f"{self.path}{os.pathsep}{env['PATH']}"
        began = time.perf_counter()
        ended = subprocess.run(
            self.argv, cwd=self.cwd, env=env, check=True, capture_output=True, text=True, encoding="utf-8"
        )
        return time.perf_counter() - began, ended.stdout


def compare(what: str, theirs: Sequence[Command], ours: Sequence[Command], budget: float = BUDGET) -> None:
    """Run both in turn, and print the medians and the ratio, pair by pair."""
    pairs = [(their.run()[0], our.run()[0]) for their, our in zip(theirs, ours, strict=True)]
    ratio = statistics.median(their / our for their, our in pairs)
    their, our = (statistics.median(column) for column in zip(*pairs, strict=True))
    verdict = "within" if ratio >= budget else "OVER"
    print(
        f"{what:34} peer {their:6.2f} s   reflect {our:6.2f} s   {ratio:5.1f} times faster   {verdict}",
        flush=True,
    )


def main(folder: Path, rounds: int) -> None:
    """Make the corpus, put it into both, and compare."""
    documents = corpus()
    texts = folder / "txt"
    shutil.rmtree(texts, ignore_errors=True)
    texts.mkdir(parents=True)
    for document in documents:
        (texts / f"{document.name}.txt").write_text(document.text(), encoding="utf-8")
    qc = installed(folder)
    # As pip does when it installs the peer: else every start of ours would compile what it loads.
    compileall.compile_dir(str(Path(reflect_package.__file__).parent), quiet=1)
    reflect = str(Path(sys.executable).with_name("reflect"))
    os.environ.update(
        REFLECT_CACHE_DIR=str(folder / "cache"),
        REFLECT_STATE_DIR=str(folder / "state"),
        REFLECT_CONFIG=str(folder / "none.toml"),
    )
    spans = sum(len(document.spans) for document in documents)
    print(f"{DOCUMENTS} documents of {TURNS} turns, {spans} coded spans, {len(CODES)} codes; {rounds} pairs")
    projects = [folder / f"qc{n}" for n in range(rounds)]
    studies = [folder / f"study{n}" for n in range(rounds)]
    for project in projects:
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir()
        Command([str(qc / "qc"), "init"], project, qc).run()
    for study in studies:
        shutil.rmtree(study, ignore_errors=True)
        empty_study(study)
    theirs = [str(qc / "qc"), "corpus", "import", str(texts), "-r", "-i", "verbatim"]
    imports = [Command(theirs, p, qc) for p in projects]
    if "import" in root.commands:
        files = sorted(map(str, texts.glob("*.txt")))
        compare("import", imports, [Command([reflect, "import", str(s), *files], s) for s in studies])
    else:
        print("import: there is no “reflect import” in this version; nothing to compare")
        imports[0].run()
        put_in(studies[0], documents)

    project, study = projects[0], studies[0]
    lines = folder / "lines.json"
    lines.write_text(json.dumps({f"{d.name}.txt": coded_lines(d) for d in documents}), encoding="utf-8")
    Command([str(qc / "python"), "-c", CODE_IT, str(lines)], project, qc).run()
    code_it(study, documents)
    code = CODES[0]
    find = Command([str(qc / "qc"), "codes", "find", code, "--json"], project, qc)
    quotes = Command([reflect, "quotes", str(study), "--point", code, "--json"], folder)
    stats = Command([str(qc / "qc"), "codes", "stats", "--by-document", "-o", "f.csv"], project, qc)
    matrix = Command([reflect, "matrix", str(study), "--csv"], folder)
    first = quotes.run()[0]
    compare("all quotes of one code", [find] * rounds, [quotes] * rounds)
    compare("table of codes by documents", [stats] * rounds, [matrix] * rounds)
    export = Command([str(qc / "qc"), "export", str(folder / "theirs.qdpx")], project, qc)
    into = ["-o", str(folder / "ours.qdpx"), "--force"]
    qdpx = Command([reflect, "export", str(study), "qdpx", "--for", "internal", *into], folder)
    compare("export as QDPX", [export] * rounds, [qdpx] * rounds, budget=1)
    print(f"the first list after the import, which makes the index: reflect {first:.2f} s")
    _check(documents, code, quotes, matrix, find)
    _check_project(documents, folder)


def _check(documents: Sequence[Document], code: str, quotes: Command, matrix: Command, find: Command) -> None:
    """That the answers are what was coded."""
    coded = Counter(code for document in documents for span in document.spans for code in span.codes)
    ours = json.loads(quotes.run()[1])
    table = list(csv.DictReader(io.StringIO(matrix.run()[1])))
    if len(ours) != coded[code] or {row["learning point"]: int(row["quotes"]) for row in table} != coded:
        message = "reflect's answers are not what was coded"
        raise SystemExit(message)
    lines = len(json.loads(find.run()[1]))
    print(
        f"answers: {coded[code]} spans have {code}; reflect lists {len(ours)} quotes, the peer {lines} lines"
    )


def _check_project(documents: Sequence[Document], folder: Path) -> None:
    """That ours has every span at its words."""
    with (folder / "ours.qdpx").open("rb") as file:
        project = read_project(file, "ours.qdpx").project
    coded = Counter(
        " ".join(document.turns[span.turn][1][span.start : span.end].split())
        for document in documents
        for span in document.spans
    )
    found = Counter(
        " ".join(source.text[one.start : one.end].split())
        for source in project.sources
        for one in source.selections
    )
    if coded != found:
        message = "the project does not hold what was coded"
        raise SystemExit(message)
    size = (folder / "theirs.qdpx").stat().st_size, (folder / "ours.qdpx").stat().st_size
    print(f"QDPX: all {found.total()} spans at their words; peer {size[0]:,} bytes, reflect {size[1]:,}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--keep", type=Path, help="a folder to keep the peer and the corpus in")
    given = asked.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        main(given.keep.resolve(), given.rounds)
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made), given.rounds)
