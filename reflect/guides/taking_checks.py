"""Checking that each `from=` and `for-each=` has something to take, and what only a group may ask."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.guide import GATHERING, OPTION_KINDS, GuideKind, GuideMode, QuestionKind, Source
from reflect.guides.problems import Problems, instead
from reflect.guides.questions import Drafted

_TAKE_OPTIONS = OPTION_KINDS | {QuestionKind.RULES}
_ARE_TAKEN = "choose, list or rank"
_GROUP = "write mode: group between the two lines of ---"


def check_taking(drafted: Sequence[Drafted], kind: str, mode: str, problems: Problems) -> None:
    """Note what takes its options from nowhere, and what does not go with the guide's kind and mode."""
    for at, draft in enumerate(drafted):
        question = draft.question
        if not draft.known_kind:
            continue
        for key, source in (("from", question.source), ("for-each", question.for_each)):
            if source is None:
                continue
            if key == "from" and question.kind not in _TAKE_OPTIONS:
                right = "take it out; choose, rank, image and rules questions take it"
                problems.add(draft.line, f"this {question.kind} question takes no from=", right)
            elif source.guide is None:
                _check_source(key, source, draft, drafted[:at], drafted[at:], problems)
                if mode != GuideMode.GROUP:
                    right = f"{_GROUP}, or name another guide too, as in {key}=GUIDE/{source.question}"
                    problems.add(draft.line, f"{key}= takes what a group said, and one person answers", right)
        if question.kind is QuestionKind.RULES and mode != GuideMode.GROUP:
            problems.add(draft.line, "rules of engagement are a group's, and one person answers", _GROUP)
        if question.every_point:
            _check_every_point(draft, kind, problems)


def _check_every_point(draft: Drafted, kind: str, problems: Problems) -> None:
    question = draft.question
    if question.kind is not QuestionKind.SCALE:
        right = "write kind=scale beside it, or name the points"
        problems.add(draft.line, "points=each goes with a scale only", right)
    elif kind != GuideKind.ASSESSMENT:
        right = "write kind: assessment between the two lines of ---, or name the points"
        problems.add(draft.line, "points=each belongs to an assessment", right)
    if question.for_each is not None:
        problems.add(draft.line, "for-each= and points=each cannot both be", "take one of the two out")


def _check_source(
    key: str,
    source: Source,
    draft: Drafted,
    before: Sequence[Drafted],
    after: Sequence[Drafted],
    problems: Problems,
) -> None:
    wanted = source.question
    earlier = {other.question.id: other for other in reversed(before)}
    if wanted in earlier:
        found = earlier[wanted]
        if found.question.becomes_several:
            wrong = f"{key}= points at “{wanted}”, which becomes several questions when a session starts"
            problems.add(draft.line, wrong, f"name another, or ask line {found.line} once")
        elif found.known_kind and found.question.kind not in GATHERING:
            wrong = f"{key}= points at “{wanted}”, which is {found.question.kind}"
            right = f"name a {_ARE_TAKEN} question, or change line {found.line} to one"
            problems.add(draft.line, wrong, right)
    elif wanted == draft.question.id:
        wrong = f"this question's {key}= points at the question itself"
        problems.add(draft.line, wrong, "name a question that is asked earlier")
    elif later := next((other for other in after if other.question.id == wanted), None):
        wrong = f"{key}= points at “{wanted}”, which comes later (line {later.line})"
        problems.add(draft.line, wrong, "move that question up, or name one that is asked earlier")
    else:
        ids = [str(other) for other, found in earlier.items() if found.question.kind in GATHERING]
        listed = f"the earlier questions it can name are {', '.join(reversed(ids))}"
        none = f"no earlier question is of the kind {_ARE_TAKEN}, so name another guide too: {key}=GUIDE/…"
        right = instead(wanted, ids, listed if ids else none)
        problems.add(draft.line, f"{key}= points at “{wanted}”, and no question has that id", right)
