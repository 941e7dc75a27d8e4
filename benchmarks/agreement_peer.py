"""Agreement on the same sentences in reflect and in NLTK (`nltk.metrics.agreement`): figures and times.

    python benchmarks/agreement_peer.py [--sessions N] [--keep FOLDER]

NLTK is installed with pip into an environment of its own in a temporary folder (or in FOLDER, to be used
again). It is given, for each learning point, which of three researchers gave it to which sentence, and works
out Cohen's κ (the mean of the pairs) and Krippendorff's α in a fresh process; reflect works out the same from
the study, and α of stretches besides. Without intervals, which NLTK does not have. The figures must be the
same.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from generate import Size, generate
from peer_programs import Command, environment

from reflect.analysis.coded_text import CodingUnit, coded_passages, researchers_of
from reflect.domain.passages import passages
from reflect.services.reading import StudyReader

_THEIRS = """
import json, sys
from nltk.metrics.agreement import AnnotationTask
found = {}
for point, labels in json.load(open(sys.argv[1], encoding="utf-8")).items():
    task = AnnotationTask(data=[tuple(each) for each in labels])
    found[point] = task.kappa(), task.alpha()
print(json.dumps(found))
"""
_AS_NEAR = 1e-6


def labels(folder: Path) -> dict[str, list[tuple[str, int, bool]]]:
    """Who gave each point to which sentence, of sentences that anybody tagged."""
    study = StudyReader.open(folder)
    records = study.records()
    study.close()
    names = sorted(set[str]().union(*(researchers_of(record) for record, _ in records)))
    units = [
        unit
        for record, guide in records
        if len(researchers_of(record)) > 1
        for each in coded_passages(record, passages(record, guide), names, CodingUnit.SENTENCE)
        for unit in each.units
        if any(unit.points)
    ]
    points = sorted(frozenset[str]().union(*(given for unit in units for given in unit.points if given)))
    return {
        point: [
            (name, number, point in given)
            for number, unit in enumerate(units)
            for name, given in zip(names, unit.points, strict=True)
            if given is not None
        ]
        for point in points
    }


def main(folder: Path, sessions: int) -> None:
    """Make a study, ask both, print what they say."""
    study = folder / "study"
    os.environ.update(
        {name: str(folder / name) for name in ("REFLECT_CACHE_DIR", "REFLECT_STATE_DIR", "REFLECT_CONFIG")}
    )
    if not study.exists():
        generate(study, Size(sessions, 60, 40, 200))
    reflect = str(Path(sys.executable).with_name("reflect"))
    Command([reflect, "sessions", str(study)], folder).run()
    given = folder / "labels.json"
    given.write_text(json.dumps(labels(study)), encoding="utf-8")
    python = str(environment(folder / "nltk", "nltk") / "python")
    theirs = Command([python, "-c", _THEIRS, str(given)], folder).run()
    ours = Command([reflect, "agreement", str(study), "--samples", "0", "--json"], folder).run()
    said = {row["point"]: row for row in json.loads(ours.printed)["rows"]}
    print(f"{'':12} κ: NLTK  reflect   α: NLTK  reflect")
    for point, (kappa, alpha) in sorted(json.loads(theirs.printed).items()):
        row = said[point]
        our_kappa, our_alpha = row["kappa"]["value"], row["alpha"]["value"]
        print(f"{point:12} {kappa:7.4f}  {our_kappa:7.4f}   {alpha:7.4f}  {our_alpha:7.4f}")
        if max(abs(kappa - our_kappa), abs(alpha - our_alpha)) > _AS_NEAR:
            message = f"{point}: the figures differ"
            raise SystemExit(message)
    print(f"NLTK {theirs.wall:.2f} s (CPU {theirs.cpu:.2f})   reflect {ours.wall:.2f} s (CPU {ours.cpu:.2f})")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--sessions", type=int, default=50)
    asked.add_argument("--keep", type=Path, help="a folder to keep NLTK and the study in")
    wanted = asked.parse_args()
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
        main(wanted.keep.resolve(), wanted.sessions)
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made), wanted.sessions)
