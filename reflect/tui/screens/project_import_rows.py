"""What is found in a project of another program, row by row: a part after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from reflect.domain.amounts import many as counted
from reflect.services import refi_words as words
from reflect.services.refi_given import ProjectAsked
from reflect.services.refi_in import ProjectPlan
from reflect.tui.widgets.rows import clean

Part = Literal["file", "case", "code", "text", "lost", "note", "wrong"]


class FoundRow(NamedTuple):
    """One thing to know or to change."""

    part: Part
    id: str
    mark: str
    said: str
    whole: str = ""
    """More, for the lines below."""
    name: str = ""
    """Of a code or a case, what the file calls it."""

    @property
    def in_full(self) -> str:
        """All of it: what is cut in the list, and the rest."""
        said = self.said.strip()
        end = "" if said.endswith((".", "?", "!")) else "."
        return clean(f"{said}{end}\n{self.whole}" if self.whole else said)


def found_rows(plan: ProjectPlan, how: ProjectAsked, *, keeps: bool) -> list[FoundRow]:
    """All of them. `keeps` is whether the texts are kept as they were."""
    return [
        *_file(plan, how, keeps=keeps),
        *_people(plan, how),
        *(_code(plan, how, code) for code in words.code_lines(plan)),
        *_texts(plan),
        *(FoundRow("lost", f"{n}", "not kept", what, "A study cannot hold it.") for n, what in _lost(plan)),
        *(FoundRow("note", f"{n}", "note", said) for n, said in enumerate(plan.remarks)),
    ]


def wrong_rows(error: str) -> list[FoundRow]:
    """Why a file cannot come in, a line each."""
    lines = [line for line in error.split("\n") if line.strip()]
    return [FoundRow("wrong", f"{n}", "wrong" if not n else "", line) for n, line in enumerate(lines)]


def _file(plan: ProjectPlan, how: ProjectAsked, *, keeps: bool) -> Iterator[FoundRow]:
    yield FoundRow("file", "origin", "file", words.written_by(plan.project.origin))
    yield FoundRow(
        "file",
        "much",
        "brings",
        words.what_comes(len(plan.texts), plan.quotes, plan.tags, plan.memos),
        "Each text becomes a session; what was coded becomes quotes with tags, and notes become memos.",
    )
    if plan.chosen is not None:
        yield FoundRow(
            "file",
            "places",
            "places",
            words.positions(str(plan.chosen.reading), plan.chosen.exact, plan.chosen.of),
            "Programs count places in a text differently and do not say how. Every way was tried; this one "
            "puts most selections on whole words. Where few fit, look at the quotes before you trust them.",
        )
    only = "only those that something is coded with" if how.used_codes else "all of them"
    known = words.codes(plan.points.known, len(plan.points.new))
    yield FoundRow(
        "file", "used", "codes", f"{known} ({only})", "Enter or o: all codes, or only those in use."
    )
    kept = "kept as they are" if keeps else "not kept"
    yield FoundRow(
        "file",
        "original",
        "texts",
        f"the texts as they stand in the file are {kept}",
        "Enter: whether each text is kept in the study beside its session, names and all, from now on.",
    )


def _people(plan: ProjectPlan, how: ProjectAsked) -> Iterator[FoundRow]:
    if plan.project.cases:
        more = "Enter: which variable says it, or one role for all who are new."
        yield FoundRow("case", "roles", "role", _role(plan, how), more)
    for case in plan.project.cases:
        name = case.name or "(a case without a name)"
        has = f"{counted(len(case.sources), 'text')}, {counted(len(case.selections), 'stretch', 'stretches')}"
        yield FoundRow(
            "case",
            case.guid,
            "person",
            f"{name} → {words.case_becomes(plan, case.guid)}",
            f"{has} of text. Enter: who it is, which is remembered by name. Whoever is new has not "
            "consented to anything yet.",
            case.name,
        )


def _role(plan: ProjectPlan, how: ProjectAsked) -> str:
    if how.role_variable:
        return f"said by the variable “{how.role_variable}”"
    names = {value.guid: value.name for value in plan.project.variables}
    own = next((name for name in names.values() if name.casefold() == "role"), "")
    if own:
        return f"said by the variable “{own}”"
    if plan.people.without_role:
        return f"nothing says it of {len(plan.people.without_role)}: they come as “other”"
    return "known of everybody"


def _code(plan: ProjectPlan, how: ProjectAsked, code: words.CodeLine) -> FoundRow:
    becomes = words.code_becomes(plan, code.guid, how.points.get(code.guid, ""))
    said = " ".join(code.description.split())
    more = f" It says: {said}" if said else ""
    return FoundRow(
        "code",
        code.guid,
        "code",
        f"{'  ' * min(code.depth, 4)}{code.name} → {becomes}",
        f"Enter: another learning point, or one of its own. x: leave it out.{more}",
        code.name,
    )


def _texts(plan: ProjectPlan) -> Iterator[FoundRow]:
    for text in plan.texts:
        whose = f"of {text.plan.participant}" if text.plan.participant else "of nobody in particular"
        turns = counted(len(text.plan.transcript.turns), "turn")
        selections = counted(len(text.source.selections), "selection")
        replaced = sum(name.taken for name in text.plan.names)
        names = f", {counted(replaced, 'name')} replaced" if replaced else ""
        first = " ".join(text.source.text.split())[:160]
        yield FoundRow(
            "text",
            text.source.guid,
            "text",
            f"{text.source.name or '(without a name)'}: {whose}, {turns}, {selections}{names}",
            f"It begins: “{first}”",
        )


def _lost(plan: ProjectPlan) -> Iterator[tuple[int, str]]:
    yield from enumerate(plan.left_out)
