"""What it costs to merge two versions of a session, next to what the disk itself takes.

    python benchmarks/merge.py [--rounds 100] [--folder FOLDER]

Two people edit an hour-long session (30 answers, 200 quotes, 190 KB) at the same time: each writes in ten
answers (in two of them the same sentence), moves the quotes with the words, tags and adds quotes. The budget:
merging the two, from records to records, takes at most 50 ms, 99 of 100 times. Beside it: a save that finds
the file changed underneath, with all that belongs to it (their file read, the common parent found, merged,
written, kept), and a plain save, as ratios to a raw write, fsync, rename and folder fsync of as many bytes.
Ends with status 1 when the budget is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

import msgspec
from journal import Times, an_hour, raw_save

from reflect.domain import tagging
from reflect.domain.changes import applied, put
from reflect.domain.ids import PassageId, PointId, QuestionId, QuoteId
from reflect.domain.merging import as_tables, merge
from reflect.domain.passages import answer_passage
from reflect.domain.session import Quote, SessionRecord, Tag, tag_id
from reflect.store.study_folder import StudyFolder

BUDGET_MS = 50.0
_AT = "2026-11-23T10:15:30+00:00"


def edited(record: SessionRecord, by: str, questions: range, shared: range) -> SessionRecord:
    """The record after one of the two has worked on it."""
    for n in (*questions, *shared):
        key = QuestionId(f"q{n}")
        response = record.responses[key]
        at = 0 if n in shared else 95 * (n % 30)
        text = f"{response.text[:at]}{by} wrote this sentence. {response.text[at:]}"
        record = applied(record, [put(record, "responses", msgspec.structs.replace(response, text=text))])
        record = applied(record, tagging.text_changed(record, answer_passage(key), response.text, text))
    for n in range(20):
        quote = Quote(
            id=QuoteId(f"{by}{n}"),
            passage=PassageId(f"answer:q{n}"),
            start=10,
            end=30,
            words=record.responses[QuestionId(f"q{n}")].text[10:30],
            by=by,
            at=_AT,
        )
        tag = Tag(id=tag_id(quote.id, "LP1", by), quote=quote.id, point=PointId("LP1"), by=by, at=_AT)
        record = applied(record, [put(record, "quotes", quote), put(record, "tags", tag)])
    return record


def measured(folder: Path, rounds: int) -> Times:
    """Raw and ours, taking turns."""
    times = Times()
    os.environ["REFLECT_STATE_DIR"] = str(folder / "state")
    os.environ["REFLECT_CACHE_DIR"] = str(folder / "cache")
    study = StudyFolder.create(folder / "study", uid="bench", title="Benchmark", created=_AT)
    path = study.paths.sessions / "2026-11-23-P03-provider-k3v9.json"
    base = an_hour()
    study.session(path).save(base)
    size = path.stat().st_size
    mine = edited(base, "ana", range(8), range(20, 22))
    theirs = edited(base, "bea", range(8, 16), range(20, 22))
    sides = [as_tables(record) for record in (mine, theirs, base)]
    merged = merge(*sides, at=_AT)
    clashes = len(merged.report.clashes)
    sys.stdout.write(f"session of {size / 1000:.0f} KB, {clashes} clashes, {rounds} rounds in {folder}\n\n")
    whole = os.urandom(size)
    for number in range(rounds):
        times.of("raw: write, fsync, rename, fsync folder", lambda: raw_save(folder, whole))
        times.of("merge of two versions", partial(merge, *sides, at=_AT))
        both = msgspec.structs.replace(base.session, seconds=float(number))
        ours, others = study.session(path), study.session(path)
        ours.save(msgspec.structs.replace(base, session=both))
        others.read()
        ours.read()
        others.save(msgspec.structs.replace(theirs, session=both))
        times.of("save that merges", partial(ours.save, msgspec.structs.replace(mine, session=both)))
        went_on = msgspec.structs.replace(both, seconds=number + 0.5)
        times.of("next save", partial(ours.save, msgspec.structs.replace(mine, session=went_on)))
        came = ours.take_merge()
        if came is None or not came.report.parent_known:
            sys.exit("The common parent was not found")
        after = msgspec.structs.replace(came.record, session=both)
        ours.save(after)
        plain = msgspec.structs.replace(after, session=went_on)
        times.of("plain save", partial(ours.save, plain))
    return times


def main() -> int:
    """Measure, print, and say whether the budget holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        times = measured(Path(folder), given.rounds)
    raw = "raw: write, fsync, rename, fsync folder"
    table = [f"{'ms':44}{'half':>8}{'p99':>8}{'ratio, half':>12}{'p99':>8}"]
    table += [
        times.row(name, raw)
        for name in (raw, "merge of two versions", "save that merges", "next save", "plain save")
    ]
    sys.stdout.write("\n".join(table) + "\n")
    return int(times.at("merge of two versions", 0.99) > BUDGET_MS)


if __name__ == "__main__":
    sys.exit(main())
