"""What a template is given is said in docs/templates.md, name by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from reflect.domain.codebook import Codebook
from reflect.domain.ids import ParticipantCode
from reflect.domain.people import DEFAULT_ROLES
from reflect.writeups import briefing, method, method_tagging, reflection, theme
from reflect.writeups.coreq import Item
from tests.writeups.told import POINTS, told

DOCS = (Path(__file__).parent.parent / "docs" / "templates.md").read_text("utf-8")
EMPTY = reflection.ReflectionData(
    participant=ParticipantCode("P01"), created="2026-11-26", codebook=Codebook()
)
THEME = theme.ThemeData(
    point=POINTS.points[0], created="2026-11-26", roles=DEFAULT_ROLES, quotes=(), memos=(), silent=()
)
RECORDS: dict[str, tuple[type[msgspec.Struct], ...]] = {
    "reflection": (
        reflection.PointDraft,
        reflection.Elsewhere,
        reflection.DraftMemo,
        reflection.DraftNote,
    ),
    "theme": (theme.RoleDraft, reflection.DraftMemo),
    "briefing": (
        briefing.ReflectionDraft,
        briefing.PartDraft,
        briefing.LearningDraft,
        briefing.ExerciseDraft,
        briefing.ChartDraft,
        method.Method,
        method.Group,
        method.GuideUsed,
        method.PointUsed,
        method.Lengths,
        method.Asked,
        method_tagging.Tagging,
        method_tagging.AgreementTold,
        method_tagging.RunTold,
        Item,
    ),
}
FILLED = {
    "reflection": lambda: reflection.draft_reflection(EMPTY),
    "theme": lambda: theme.draft_theme(THEME),
    "briefing": lambda: briefing.draft_briefing(told([])),
}


_NAME = re.compile(r"`([a-z_]+)`")


def section(kind: str) -> str:
    return DOCS.split(f"## `{kind}.md.jinja`")[1].split("\n## ")[0]


def documented(kind: str) -> set[str]:
    return set(_NAME.findall(section(kind)))


@pytest.mark.parametrize("kind", [*FILLED])
def test_every_name_that_a_template_is_given_is_documented_and_no_other(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    def noted(_own: str | None, _file: str, found: Mapping[str, object], *, name: str) -> str:
        given.update(found)
        return name

    for module in (reflection, theme, briefing):
        monkeypatch.setattr(module, "filled_by", noted)
    FILLED[kind]()
    fields = {field.name for record in RECORDS[kind] for field in msgspec.structs.fields(record)}
    names = documented(kind)
    assert given.keys() | fields <= names
    rows = re.findall(r"^\| ([^|]+) \|", section(kind), re.MULTILINE)
    assert {name for row in rows for name in _NAME.findall(row)} <= given.keys() | fields


def test_no_field_is_called_like_a_method_that_jinja_would_find_first() -> None:
    records = [record for each in RECORDS.values() for record in each]
    fields = {field.name for record in records for field in msgspec.structs.fields(record)}
    assert fields.isdisjoint(dir({}))
