"""`kill -9` while a project of another program comes in: the study is as before, or has the whole of it."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from typing import Any

from reflect.exchange.refi_ids import Guids
from reflect.exchange.refi_records import Case, Code, Coding, Note, Project, Selection, Source
from reflect.exchange.refi_write import as_qdpx
from reflect.services.checking import check_whole
from reflect.services.importing import Asked
from reflect.services.refi_given import ProjectAsked
from reflect.services.study import Study
from tests.faults.outcome import Counting, Outcome
from tests.faults.processes import Process, Voice

TEXTS = 24
TAKES = 0.2
"""Seconds that bringing it in takes, until it has been seen how long."""
_MARK = Path(".reflect/importing.json")


def killed(folder: Path, pick: random.Random, times: int) -> Outcome:
    """Kill whoever brings a project in at a random moment, and open the study each time."""
    found = Counting("kill -9 while a project comes in")
    empty, study, file = folder / "empty", folder / "study", folder / "p.qdpx"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(as_qdpx(_project()))
    Study.create(empty, "Wenmarsh", researcher="ana").close()
    before = _content(empty)
    shutil.copytree(empty, study)
    takes = _brought_in(study, file)
    after = _content(study)
    whole = half = 0
    for _ in range(times):
        shutil.rmtree(study)
        shutil.copytree(empty, study)
        found.times += 1
        process = Process(bring_in, study, file)
        begins = process.wait_for("begins")
        moment = (begins.at if begins else 0.0) + pick.random() * 1.3 * takes
        while time.monotonic() < moment:
            pass  # sleeping would take longer than what is to be hit
        process.kill()
        half += (study / _MARK).exists()
        done = any(said.what == "done" for said in process.said)
        content = _content(study)
        whole += content == after
        found.lost += content not in ((after,) if done else (before, after))
        left = [each.place for each in check_whole(study) if not each.place.startswith(".reflect/tmp/")]
        found.expect(f"check finds {left[:2]} afterwards", not left)
        found.expect("it is still said to be under way", not (study / _MARK).exists())
    return found.outcome(f"{half} were in the middle of it; {whole} had come in whole")


def bring_in(voice: Voice, study: Path, file: Path) -> None:
    """Bring the project in once."""
    opened = Study.open(study, researcher="ana")
    importer = opened.importer().of_projects()
    plan = importer.plan_project(file, Asked(keep_original=True), ProjectAsked())
    voice.say("begins")
    importer.keep_project(plan, keep_original=True)
    voice.say("done")


def _brought_in(study: Path, file: Path) -> float:
    """Bring it in undisturbed; the seconds it took."""
    process = Process(bring_in, study, file)
    begins, done = process.wait_for("begins"), process.wait_for("done")
    process.end()
    return done.at - begins.at if begins and done else TAKES


def _content(folder: Path) -> dict[str, Any]:
    """All of a study that a project could have changed; ids and times of its own are left out."""
    study = Study.open(folder, researcher="ana")
    try:
        people = study._people_file
        return {
            "points": [(point.id, point.name, point.parent) for point in study.codebook().points],
            "log": len(study._study_file.codebook_log.all()),
            "roles": [role.id for role in study.roles()],
            "memos": sorted(memo.text for memo in study.study_memos()),
            "people": [(person.code, person.name) for person in study.people()],
            "speakers": sorted((known.id, known.who) for known in people.speakers.all().values()),
            "imports": len(people.imports.all()),
            "originals": len([*(folder / "originals").glob("*.txt")]),
            "sessions": sorted(
                (
                    [turn.text for turn in record.turns.values()],
                    sorted(quote.words for quote in record.quotes.values()),
                    len(record.tags),
                )
                for record, _ in study.records()
            ),
        }
    finally:
        study.close()


def _project() -> Project:
    """A project with a bit of everything."""
    guids = Guids("killed")
    codes = tuple(Code(guid=guids.of("code", f"{n}"), name=f"Theme {n}") for n in range(TEXTS))
    sources = tuple(_source(guids, n) for n in range(TEXTS))
    return Project(
        name="Killed",
        origin="another program",
        codes=codes,
        cases=tuple(
            Case(guid=guids.of("case", f"{n}"), name=f"Somebody Number{n}", sources=(sources[n].guid,))
            for n in range(TEXTS)
        ),
        sources=sources,
        notes=(Note(guid=guids.of("note", "1"), name="", text="Ask again"),),
    )


def _source(guids: Guids, n: int) -> Source:
    text = f"We met in room {n}, and nobody was in charge. " * 20
    coding = Coding(guid=guids.of("coding", f"{n}"), code=guids.of("code", f"{n}"))
    one = Selection(guid=guids.of("selection", f"{n}"), start=0, end=14, name=text[:14], codings=(coding,))
    return Source(guid=guids.of("source", f"{n}"), name=f"Talk {n}", text=text, selections=(one,))
