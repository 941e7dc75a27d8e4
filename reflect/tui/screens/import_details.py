"""The rows beside a transcript that is looked at before it is kept: who, guide, names, figures, remarks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from reflect.services.import_plan import Plan
from reflect.services.import_speakers import NOBODY
from reflect.tui.dates import day

Kind = Literal["speaker", "session", "guide", "name", "original", "told", "note"]
_LINES = 6


class Detail(NamedTuple):
    """One thing to know or to change."""

    kind: Kind
    id: str
    """Of a speaker the label, of a name its spelling."""
    mark: str
    words: str
    whole: str = ""
    """More, for the line below."""


def details(plan: Plan, *, keeps: bool) -> list[Detail]:
    """All of them. `keeps` is whether the original is kept."""
    return [
        *_speakers(plan),
        Detail(
            "session",
            "",
            "whose",
            plan.participant or "nobody's in particular (a group)",
            "Enter: whose session it is.",
        ),
        Detail("guide", "", "guide", _guide(plan), "Enter: which guide's questions the turns belong to."),
        *_names(plan),
        Detail(
            "original",
            "",
            "file",
            "kept as it is" if keeps else "not kept",
            "Enter: whether the file is kept in the study, names and all, from now on.",
        ),
        *_figures(plan),
    ]


def _speakers(plan: Plan) -> Iterator[Detail]:
    shown = plan.shown
    for one in plan.speakers:
        who = plan.who[one.label]
        label = one.label or "(no label)"
        now = who if who != NOBODY else "nobody's words yet"
        count = f"{one.turns} turn{'s' if one.turns != 1 else ''}, {one.words} words"
        called = f" It is shown as “{shown[one.label]}”." if shown[one.label] not in ("", label, who) else ""
        yield Detail(
            "speaker",
            one.label,
            "speaks",
            f"{label} → {now} ({count})",
            f"{label} begins: “{one.first_words}”{called} Enter: who it is.",
        )


def _guide(plan: Plan) -> str:
    if plan.guide is None:
        return "none"
    found = len(plan.alignment) - plan.unasked()
    return f"{plan.guide.title}: {found} of {len(plan.alignment)} questions found"


def _names(plan: Plan) -> Iterator[Detail]:
    for name in plan.names:
        times = f"{len(name.places)} ×" if len(name.places) > 1 else "once"
        nearly = f", nearly “{name.term}”" if name.near else ""
        said = "is replaced" if name.taken else "is left as it is"
        yield Detail(
            "name",
            name.words,
            "[x]" if name.taken else "[ ]",
            f"{name.words} → {name.now} ({times}{nearly})",
            f"“{name.words}”{nearly} {said}. Enter: replace it or leave it. e: another label.",
        )


def _figures(plan: Plan) -> Iterator[Detail]:
    account = plan.transcript.reconciliation
    made = f" by {plan.transcript.maker}" if plan.transcript.maker else ""
    yield Detail("told", "format", "format", f"{plan.transcript.format.value}{made}")
    if plan.day:
        yield Detail(
            "told", "day", "day", day(plan.day), "From the file's name, or when it was last changed."
        )
    yield Detail(
        "told",
        "cues",
        "account",
        f"{account.cues_in} in, {account.cues_out} out"
        + (f", {account.cues_empty} without words" if account.cues_empty else ""),
        f"Of {account.signs_in:,} characters {account.spoken:,} are speech, {account.labels:,} names of "
        f"speakers, {account.structure:,} the format's own, {account.aside:,} left aside; none is missing.",
    )
    for n, remark in enumerate(plan.transcript.remarks):
        yield Detail("note", f"remark {n}", "note", remark.text, remark.text)
    for n, aside in enumerate(account.asides):
        where = f"{plan.transcript.unit.value} {aside.first}: " if aside.first else ""
        words = f"{where}{aside.kind.value}: {' '.join(aside.text.split())}"
        yield Detail("note", f"aside {n}", "aside", words, f"Not taken for speech, {words}")
