"""Checking each `if=question:option` against the questions that are asked before it."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.domain.guide import OPTION_KINDS, QuestionKind
from reflect.guides.problems import Problems, instead
from reflect.guides.questions import Drafted
from reflect.guides.values import whole_number

_ANSWERED_BY_CHOICE = OPTION_KINDS | {QuestionKind.SCALE}


def check_conditions(drafted: Sequence[Drafted], problems: Problems) -> None:
    """Note every condition that points at nothing, at itself, forwards, or at no option."""
    for at, draft in enumerate(drafted):
        condition = draft.question.condition
        if condition is None:
            continue
        wanted = condition.question
        earlier = {other.question.id: other for other in reversed(drafted[:at])}
        if wanted in earlier:
            if earlier[wanted].known_kind:
                _check_option(draft, earlier[wanted], problems)
        elif wanted == draft.question.id:
            right = "name a question that is asked earlier"
            problems.add(draft.line, "this question's if= points at the question itself", right)
        elif later := next((other for other in drafted[at:] if other.question.id == wanted), None):
            right = "move that question up, or name one that is asked earlier"
            problems.add(
                draft.line, f"if= points at “{wanted}”, which comes later (line {later.line})", right
            )
        else:
            ids = [str(other) for other, found in earlier.items() if _answered_by_choice(found)]
            listed = f"the earlier questions it can name are {', '.join(reversed(ids))}"
            none = "no earlier question is of the kind choose, rank, image or scale, so take if= out"
            right = instead(wanted, ids, listed if ids else none)
            problems.add(draft.line, f"if= points at “{wanted}”, and no question has that id", right)


def _answered_by_choice(draft: Drafted) -> bool:
    return draft.question.kind in _ANSWERED_BY_CHOICE


def _check_option(draft: Drafted, earlier: Drafted, problems: Problems) -> None:
    condition, question = draft.question.condition, earlier.question
    if condition is None:
        return
    if question.becomes_several:
        wrong = f"if= points at “{question.id}”, which becomes several questions when a session starts"
        problems.add(draft.line, wrong, f"name another, or ask line {earlier.line} once")
    elif not _answered_by_choice(earlier):
        wrong = (
            f"if= points at “{question.id}”, which is {question.kind.value} and has nothing to choose from"
        )
        right = f"name a choose, rank, image or scale question, or change line {earlier.line} to one"
        problems.add(draft.line, wrong, right)
    elif question.kind is QuestionKind.SCALE:
        lowest, highest = question.bounds
        value = whole_number(condition.option, least=lowest)
        if value is None or str(value) != condition.option or value > (highest or lowest):
            wrong = f"the scale “{question.id}” has no “{condition.option}”"
            problems.add(draft.line, wrong, f"write a number from {lowest} to {highest}")
    elif question.options and condition.option not in {option.id for option in question.options}:
        ids = [str(option.id) for option in question.options]
        near = instead(condition.option, ids, "")
        right = " ".join(filter(None, [near, f"its options are {', '.join(ids)}"]))
        wrong = f"“{question.id}” has no option “{condition.option}”"
        problems.add(draft.line, wrong, right)
