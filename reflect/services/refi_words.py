"""What is found in a REFI-QDA file and what becomes of it, in words: the same by command and on screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reflect.domain.amounts import many as counted
from reflect.domain.people import Participant
from reflect.services.refi_in import ProjectPlan
from reflect.services.refi_points import LEFT_OUT


def written_by(origin: str) -> str:
    """Which program wrote it."""
    return f"REFI-QDA by {origin or 'nobody known'}"


def what_comes(texts: int, quotes: int, tags: int, memos: int, *, come: str = "") -> str:
    """How much of everything there is."""
    becomes = come or ("becomes" if texts == 1 else "become")
    return (
        f"{counted(texts, 'text')} {becomes} {counted(texts, 'session')}: "
        f"{counted(quotes, 'quote')}, {counted(tags, 'tag')}, {counted(memos, 'memo')}"
    )


def positions(reading: str, exact: int, of: int) -> str:
    """How places in texts were read, and how well that fits."""
    share = 100 * exact / of if of else 100
    return f"{exact} of {of} places in texts fit exactly ({share:.0f} %), read as {reading}"


def codes(known: int, new: int) -> str:
    """How many codes the study has already, and how many are new."""
    return f"{counted(known, 'code')} of the codebook; new: {new}"


NO_CONSENT = "new participants, without any consent yet"
NEW_ROLES = "new roles"
NOT_KEPT = "not kept, since a study cannot hold it"


def code_becomes(plan: ProjectPlan, guid: str, decided: str = "") -> str:
    """What a code becomes: `learning point 4 Trust`, `new, 12 Time, under Power`."""
    if decided == LEFT_OUT:
        return "left out: what is coded with it comes without"
    meant = plan.points.meant.get(guid)
    if meant is None:
        return "left out: nothing has it"
    new = {point.id: point for point in plan.points.new}
    point = new.get(meant.point) or plan.codebook.get(meant.point)
    if point is None:
        return str(meant.point)
    if meant.contradicts:
        return f"speaks against {point.number} {point.name}"
    if meant.point not in new:
        return f"learning point {point.number} {point.name}"
    above = (new.get(point.parent) or plan.codebook.get(point.parent)) if point.parent else None
    return f"new, {point.number} {point.name}" + (f", under {above.name}" if above else "")


class CodeLine(NamedTuple):
    """A code as a list has it."""

    guid: str
    name: str
    description: str
    depth: int
    """How many codes it lies beneath."""


def code_lines(plan: ProjectPlan) -> Iterator[CodeLine]:
    """Every code, those beneath one after it."""
    waiting = [(code, 0) for code in reversed(plan.project.codes)]
    while waiting:
        code, depth = waiting.pop()
        yield CodeLine(code.guid, code.name or "(without a name)", code.description, depth)
        waiting += [(child, depth + 1) for child in reversed(code.children)]


def case_becomes(plan: ProjectPlan, guid: str) -> str:
    """Who a case is: `P03`, `somebody new, P04, Carer`."""
    who = plan.people.who.get(guid, "")
    person = new_person(plan, guid)
    if person is not None:
        unknown = " (nothing in the file says it)" if who in plan.people.without_role else ""
        return f"somebody new, {who}, {plan.role_name(person.role)}{unknown}"
    return {"": "nobody's words", "interviewer": "the interviewer"}.get(who, f"{who}, who is in the study")


def new_person(plan: ProjectPlan, guid: str) -> Participant | None:
    """The participant that a case adds; None when it adds none."""
    who = plan.people.who.get(guid, "")
    return next((person for person in plan.people.new if person.code == who), None)
