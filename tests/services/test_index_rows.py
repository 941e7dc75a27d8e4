"""Lists come from the index, and are what reading every file would have given."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import ParticipantCode, PassageId, PointId, QuoteId, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import Memo, MemoTarget, Quote, SessionRecord, Tag, Turn, tag_id
from reflect.services.codebook_use import codebook_use, counted
from reflect.services.study import Study
from reflect.store.session_file import SessionFile
from tests.services.indexing import (
    quotes_by_reading,
    quotes_with_by_reading,
    sessions_by_reading,
    sessions_of_by_reading,
)
from tests.services.studies import ANSWER, a_person, a_study, interviewed

SAID = "We opened the books, and trust came slowly."
AT = "2026-03-04T10:00:00+00:00"


def agree(study: Study) -> None:
    """Everything that is listed is as reading all files gives it."""
    assert study.sessions() == sessions_by_reading(study)
    assert study.quotes() == quotes_by_reading(study)
    assert codebook_use(study).counts == counted(quotes_by_reading(study))
    used = {tag.point for _, record in study._sessions.as_stored() for tag in record.tags.values()}
    assert study.finder.points_used() == used
    for point in ("LP1", "LP2", "LP99"):
        assert study.finder.quotes_with(point) == quotes_with_by_reading(study, point)
        by_point = tuple(row for row in study.quotes() if point in row.points)
        assert study.quotes(point=point) == by_point
        assert study.finder.count_quotes(point=point) == len(by_point)
    for code in ("P01", "P02", "P03"):
        assert study.finder.sessions_of(code) == sessions_of_by_reading(study, code)
        assert study.finder.quotes(participant=code) == tuple(
            row for row in study.quotes() if row.participant == code
        )
    for role in ("provider", "commissioner"):
        assert study.finder.quotes(role=role) == tuple(row for row in study.quotes() if row.role == role)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person("P01"))
    study.edits.add_participant(a_person("P02", role="commissioner"))
    for code in ("P01", "P02", "P01"):
        interviewed(study, SAID, code=code).close()
    return study


def change(study: Study, path: Path, what: str, n: int) -> None:
    file = SessionFile(path, study.folder)
    file.save(CHANGES[what](file.read(), n))


def paths(study: Study) -> list[Path]:
    return sorted((study.folder / "sessions").glob("*.json"))


def with_quote(record: SessionRecord, number: int, start: int, point: str, by: str) -> SessionRecord:
    quote = Quote(
        id=QuoteId(f"q{number}"),
        passage=PassageId(f"answer:{ANSWER}"),
        start=start,
        end=start + 5,
        words=SAID[start : start + 5],
        by=by,
        at=AT,
    )
    tag = Tag(id=tag_id(quote.id, point, by), quote=quote.id, point=PointId(point), by=by, at=AT)
    return msgspec.structs.replace(
        record, quotes={**record.quotes, quote.id: quote}, tags={**record.tags, tag.id: tag}
    )


CHANGES: dict[str, Callable[[SessionRecord, int], SessionRecord]] = {
    "quote": lambda record, n: with_quote(record, n % 7, n % 20, f"LP{n % 3}", "ana"),
    "second tag": lambda record, n: with_quote(record, n % 7, n % 20, f"LP{n % 2}", "bea"),
    "quote of nothing": lambda record, n: msgspec.structs.replace(
        with_quote(record, n % 7, 0, "LP1", "ana"),
        responses={key: r for key, r in record.responses.items() if n % 2 or key != ANSWER},
    ),
    "no quotes": lambda record, _: msgspec.structs.replace(record, quotes={}),
    "no tags": lambda record, _: msgspec.structs.replace(record, tags={}),
    "memo": lambda record, n: msgspec.structs.replace(
        record,
        memos={
            f"m{n % 3}": Memo(
                id=f"m{n % 3}",
                target=MemoTarget.QUOTE if n % 2 else MemoTarget.SESSION,
                target_id=f"q{n % 7}",
                text=f"thought {n}",
                by="bea",
                at=AT,
            )
        },
    ),
    "turn": lambda record, n: msgspec.structs.replace(
        record,
        turns={
            **record.turns,
            f"t{n % 4}": Turn(
                id=f"t{n % 4}",
                order=-n,
                speaker="Somebody",
                text=f"said {n}",
                participant=ParticipantCode("P03") if n % 2 else None,
            ),
        },
    ),
    "other guide": lambda record, n: msgspec.structs.replace(
        record, session=msgspec.structs.replace(record.session, guide_text="no guide" if n % 2 else GUIDE)
    ),
    "other day": lambda record, n: msgspec.structs.replace(
        record,
        session=msgspec.structs.replace(record.session, started=f"2026-03-0{n % 9 + 1}T10:00:00+02:00"),
    ),
}
GUIDE = "---\nid: g\ntitle: G\nversion: 1\n---\n\n# A\n\n## Well? {#went-well}\n\nHow was it?\n"
AROUND = ("role", "codebook", "merge", "remove", "copy", "damage", "new", "nobody")


def around(study: Study, what: str, n: int) -> None:
    """Do something to the study that is not a change of one record."""
    found = paths(study)
    path = found[n % len(found)] if found else study.folder
    match what:
        case "role":
            role = RoleId("provider" if n % 2 else "commissioner")
            study.edits.save_participant(msgspec.structs.replace(study.participant("P01"), role=role))
        case "codebook":
            point = LearningPoint(id=PointId("LP1"), number=n % 20 + 1, name="P")
            study._study_file.points.put(point)
        case "merge":
            into = PointId("LP2") if n % 2 else None
            point = LearningPoint(id=PointId("LP1"), number=1, name="P", merged_into=into)
            study._study_file.points.put(point)
        case "remove" if len(found) > 1:
            path.rename(study.folder / path.name)
        case "copy" if found:
            shutil.copy(path, path.with_name(f"{path.stem} (Ana's conflicted copy 2026-11-23).json"))
        case "damage" if found:
            path.write_bytes(path.read_bytes()[: n % 200])
        case "new":
            interviewed(study, SAID, code="P02").close()
        case "nobody":
            study._people_file.participants.put(
                Participant(code=ParticipantCode("P03"), role=RoleId("provider"))
            )


STEPS = st.tuples(st.sampled_from((*CHANGES, *AROUND)), st.integers(0, 40))


@settings(max_examples=12, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_rows_are_the_same_whatever_is_done_to_the_files(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    study = a_study(tmp_path_factory.mktemp("edits") / "study")
    study.edits.add_participant(a_person("P01"))
    study.edits.add_participant(a_person("P02", role="commissioner"))
    for code in ("P01", "P02"):
        interviewed(study, SAID, code=code).close()
    agree(study)
    for what, n in steps:
        healthy = [path for path in paths(study) if " (" not in path.name]
        if what in CHANGES and healthy:
            change(study, healthy[n % len(healthy)], what, n)
        elif what in AROUND:
            around(study, what, n)
        if what == "damage":
            for path in paths(study):  # what cannot be read at all cannot be changed below
                if not path.read_bytes().startswith(b"{") or b'"session"' not in path.read_bytes():
                    study.sessions()
                    path.unlink()
        agree(study)
    again = Study.open(study.folder)
    agree(again)
    study.close()
    again.close()
