"""What kinds of records stand in which table of which file, and whether those in a file are valid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

import msgspec

from reflect.domain.bin import BinnedFromStudy, BinnedPerson
from reflect.domain.clashes import Clash
from reflect.domain.codebook import LearningPoint
from reflect.domain.codebook_log import LogEntry
from reflect.domain.drafted import Drafted
from reflect.domain.framework import CellSummary
from reflect.domain.group import Cluster, Contribution, Rule, Seat
from reflect.domain.imported import Import, KnownName, KnownSpeaker
from reflect.domain.people import LetPass, Participant, Role, SharedPerson
from reflect.domain.removals import Removal
from reflect.domain.rounds import Round
from reflect.domain.session import Binned, Memo, Note, Quote, Response, Session, Tag, Turn
from reflect.errors import RecordInvalid
from reflect.store.paths import PEOPLE, PEOPLE_SHARED, SESSIONS, STUDY
from reflect.store.records import from_record
from reflect.store.sealed import Tables
from reflect.store.study_settings import StudySettings

Kinds = Mapping[str, type[msgspec.Struct]]
"""The tables of a file, and what their records are."""

SESSION_TABLES: Kinds = {
    "session": Session,
    "responses": Response,
    "turns": Turn,
    "notes": Note,
    "quotes": Quote,
    "tags": Tag,
    "memos": Memo,
    "seats": Seat,
    "contributions": Contribution,
    "clusters": Cluster,
    "rules": Rule,
    "bin": Binned,
    "clashes": Clash,
}
"""`session` holds one."""
STUDY_TABLES: Kinds = {
    "settings": StudySettings,
    "roles": Role,
    "points": LearningPoint,
    "codebook_log": LogEntry,
    "memos": Memo,
    "rounds": Round,
    "drafted": Drafted,
    "summaries": CellSummary,
    "bin": BinnedFromStudy,
    "clashes": Clash,
}
"""`settings` holds one."""
PEOPLE_TABLES: Kinds = {
    "participants": Participant,
    "bin": BinnedPerson,
    "clashes": Clash,
    "speakers": KnownSpeaker,
    "replacements": KnownName,
    "imports": Import,
    "let_pass": LetPass,
    "removals": Removal,
}
SHARED_TABLES: Kinds = {"participants": SharedPerson, "clashes": Clash, "removals": Removal}
"""Of the people without their names."""
_KEYS = {"settings": "", "participants": "code"}


def kinds_of(name: str) -> Kinds:
    """The tables of the file of that name in a study; none when it is no file of a study."""
    of_the_study = {STUDY: STUDY_TABLES, PEOPLE: PEOPLE_TABLES, PEOPLE_SHARED: SHARED_TABLES}
    session = PurePosixPath(name).parent == PurePosixPath(SESSIONS)
    return of_the_study.get(name, SESSION_TABLES if session else {})


def key_of(table: str) -> str:
    """The field that repeats a record's id; empty where none does."""
    return _KEYS.get(table, "id")


def problems_of_records(name: str, tables: Tables, kinds: Kinds) -> list[RecordInvalid]:
    """What keeps a file's records from being read, each with its place; unknown tables and fields do not."""
    wrong = []
    for table, rows in tables.items():
        kind = kinds.get(table)
        if kind is None:
            continue
        for key, record in rows.items():
            try:
                from_record(kind, record, file=name, table=table, record_id=key, key=key_of(table))
            except RecordInvalid as error:
                wrong.append(error)
    single = "session" if kinds is SESSION_TABLES else "settings" if kinds is STUDY_TABLES else ""
    if single and len(tables.get(single, {})) != 1:
        wrong.append(RecordInvalid(f"The table {single} does not hold exactly one record", place=name))
    return wrong
