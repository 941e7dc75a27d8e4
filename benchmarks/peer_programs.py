"""The peers, each in an environment of its own, with the corpus in them as each can have it.

qualitative-coding codes whole lines and its commands cannot apply codes, so its own library does. Taguette is
a program in a browser; what its button *Export* calls is called from a script, on a database that its own
models made. Both are installed from PyPI with pip.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from peer_corpus import CODES, Document, coded_lines

_CODE_IT = """
import json, sys
from qualitative_coding.corpus import QCCorpus
corpus = QCCorpus("settings.yaml")
with corpus.session():
    for name, lines in json.load(open(sys.argv[1], encoding="utf-8")).items():
        coded = [{"line": line, "code_id": code} for line, code in lines]
        corpus.update_coded_lines(name, "ana", coded)
"""
_TAGUETTE = """
import asyncio, json, sys
from taguette import convert, database, extract
given = json.load(open(sys.argv[1], encoding="utf-8"))
db = database.connect("sqlite:///" + sys.argv[2])()
project = database.Project(name="Benchmark", description="")
db.add(project)
tags = {code: database.Tag(project=project, path=code, description="") for code in given["codes"]}
db.add_all(tags.values())
for name, paragraphs, spans in given["documents"]:
    markup = "\\n".join("<p>%s</p>" % each for each in paragraphs)
    contents = asyncio.run(convert.to_html(markup.encode(), "text/html", name + ".html", {}))
    document = database.Document(
        name=name, description="", filename=name + ".html", project=project,
        text_direction=database.TextDirection.LEFT_TO_RIGHT, contents=contents,
    )
    db.add(document)
    for number, (paragraph, start, end, codes) in enumerate(spans):
        before = sum(len(each.encode()) + 1 for each in paragraphs[:paragraph])
        first = len(paragraphs[paragraph][:start].encode())
        last = len(paragraphs[paragraph][:end].encode())
        # Of the paragraph alone, which is the same and far quicker; of a document's first, as it does it.
        snippet = extract.extract("<p>%s</p>" % paragraphs[paragraph], first, last)
        if number == 0:
            assert snippet == extract.extract(contents, before + first, before + last)
        highlight = database.Highlight(
            document=document, start_offset=before + first, end_offset=before + last, snippet=snippet,
        )
        highlight.tags = [tags[code] for code in codes]
        db.add(highlight)
db.commit()
"""
_EXPORT = """
import sys
from taguette import database, export
db = database.connect("sqlite:///" + sys.argv[1])()
project = db.query(database.Project).one()
with open(sys.argv[2], "w", encoding="utf-8", newline="") as file:
    export.highlights_csv(db, project.id, "", file)
"""


class Took(NamedTuple):
    """What a command took, in seconds, and what it printed."""

    wall: float
    cpu: float
    """Of the processor, for it and whatever it started."""
    printed: str


class Command(NamedTuple):
    """A command, where it runs, and what its environment has besides."""

    argv: list[str]
    cwd: Path
    path: Path | None = None

    def run(self) -> Took:
        """Run it to its end."""
        env = dict(os.environ)
        if self.path:
            env["PATH"] = f"{self.path}{os.pathsep}{env['PATH']}"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        ended = subprocess.run(
            self.argv, cwd=self.cwd, env=env, check=True, capture_output=True, text=True, encoding="utf-8"
        )
        wall = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Took(wall, cpu, ended.stdout)


class LineCoder(NamedTuple):
    """qualitative-coding, with `pandoc`, which it needs."""

    bin_folder: Path

    @classmethod
    def installed(cls, folder: Path) -> LineCoder:
        """It, put into `folder` unless it is there."""
        bin_folder = environment(folder / "peer", "qualitative-coding", "pypandoc_binary")
        if not (bin_folder / "pandoc").exists():
            found = next((folder / "peer").glob("lib/python*/site-packages/pypandoc/files/pandoc"))
            (bin_folder / "pandoc").symlink_to(found)
        return cls(bin_folder)

    def command(self, project: Path, *argv: str) -> Command:
        """One of its commands, in a project of it."""
        return Command([str(self.bin_folder / "qc"), *argv], project, self.bin_folder)

    def code(self, project: Path, documents: Sequence[Document], scratch: Path) -> None:
        """Code the imported documents."""
        lines = {f"{document.name}.txt": coded_lines(document) for document in documents}
        scratch.write_text(json.dumps(lines), encoding="utf-8")
        python = str(self.bin_folder / "python")
        Command([python, "-c", _CODE_IT, str(scratch)], project, self.bin_folder).run()


class Taguette(NamedTuple):
    """Taguette, with a database of the whole corpus."""

    python: Path
    database: Path

    @classmethod
    def installed(cls, folder: Path, documents: Sequence[Document]) -> Taguette:
        """It, put into `folder` with the documents, unless it is there."""
        made = cls(environment(folder / "taguette", "taguette") / "python", folder / "taguette.db")
        if not made.database.exists():
            given = {
                "codes": CODES,
                "documents": [
                    (document.name, [said for _, said in document.turns], document.spans)
                    for document in documents
                ],
            }
            scratch = folder / "taguette.json"
            scratch.write_text(json.dumps(given), encoding="utf-8")
            half = folder / "taguette-half.db"
            half.unlink(missing_ok=True)
            Command([str(made.python), "-c", _TAGUETTE, str(scratch), str(half)], folder).run()
            half.rename(made.database)
        return made

    def export(self, into: Path) -> Command:
        """All highlights as CSV, by its own exporter, in a fresh process."""
        argv = [str(self.python), "-c", _EXPORT, str(self.database), str(into)]
        return Command(argv, self.database.parent)


def environment(folder: Path, *packages: str) -> Path:
    """Where the commands of an environment with these packages are."""
    bin_folder = folder / "bin"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(bin_folder / "pip"), "install", "--quiet", *packages], check=True)
        (folder / "ready").touch()
    return bin_folder
