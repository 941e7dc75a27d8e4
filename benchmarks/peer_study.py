"""The corpus as a study of reflect, with its codes as learning points and its spans as quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
from peer_corpus import CODES, Document

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import ParticipantCode, PassageId, PointId, QuoteId, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import Quote, Tag, tag_id
from reflect.services.study import Study
from reflect.store.session_file import SessionFile, read_session


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
