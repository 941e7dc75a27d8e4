"""What has changed between two versions of a guide, and what a guide names that a study does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reflect.domain.guide import OPTION_KINDS, Guide, Question, QuestionKind
from reflect.domain.ids import slug
from reflect.errors import nearest
from reflect.guides.tidy import tidied


def changed_questions(old: Guide, new: Guide) -> list[str]:
    """A warning for each question that is not the same in `new`: reworded, asked otherwise, added or gone.

    Answers are filed under a question's id, so those given to the old wording would stand beside those
    given to the new one.
    """
    before = {question.id: question for question in tidied(old).questions()}
    after = {question.id: question for question in tidied(new).questions()}
    warnings: list[str] = []
    several = [question for question in after.values() if question.becomes_several]
    for question_id, question in after.items():
        if question_id in before:
            warnings.extend(_changes(before[question_id], question))
        elif question not in several:
            warnings.append(f"“{question_id}” is new: {question.heading}")
    for question_id, question in before.items():
        if question_id not in after and not any(_may_be_of(each, question) for each in several):
            warnings.append(
                f"“{question_id}” is gone: {question.heading} (answers given to it stay under that id)"
            )
    return warnings


def _may_be_of(several: Question, one: Question) -> bool:
    """Whether one question of a session's text may have been written out of one that becomes several."""
    if several.every_point:
        return one.kind is several.kind and [slug(point) for point in one.points] == [one.id]
    return one.id.startswith(f"{several.id}-")


def unknown_references(guide: Guide, points: Iterable[str], roles: Iterable[str]) -> list[str]:
    """A sentence for each learning point or role that `guide` names and the study does not have."""
    points, roles = list(points), list(roles)
    unknown: list[str] = []
    if guide.role is not None and guide.role not in roles:
        unknown.append(
            _with_nearest(f"The guide is for the role {guide.role}, which is not known", guide.role, roles)
        )
    for question in guide.questions():
        unknown.extend(
            _with_nearest(
                f"“{question.id}” names the learning point {point}, which is not known", point, points
            )
            for point in question.points
            if point not in points
        )
    return unknown


def _with_nearest(sentence: str, wanted: str, known: list[str]) -> str:
    return f"{sentence}. {nearest(wanted, known)}".rstrip()


def _changes(old: Question, new: Question) -> Iterator[str]:
    otherwise = "give it a new id if answers to the two are not the same thing"
    if old.kind is not new.kind:
        yield f"“{new.id}” was {old.kind.value} and is now {new.kind.value}: {otherwise}"
    for what, was, now in (("heading", old.heading, new.heading), ("text", old.text, new.text)):
        if was != now:
            yield f"“{new.id}” has another {what}, “{_short(now)}” and not “{_short(was)}”: {otherwise}"
    if old.kind is not new.kind:
        return
    if new.kind is QuestionKind.SCALE:
        yield from _changed_scale(old, new)
    elif new.kind in OPTION_KINDS and not new.takes_options:
        yield from _changed_options(old, new)


def _changed_scale(old: Question, new: Question) -> Iterator[str]:
    if old.bounds != new.bounds:
        was, now = (f"{low} to {high}" for low, high in (old.bounds, new.bounds))
        yield f"“{new.id}” is now a scale from {now} and was one from {was}: its numbers cannot be compared"
    elif old.anchors != new.anchors:
        yield f"“{new.id}” words the numbers of its scale differently: they may not mean the same"


def _changed_options(old: Question, new: Question) -> Iterator[str]:
    before = {option.id: option.text for option in old.options}
    after = {option.id: option.text for option in new.options}
    for option_id, text in after.items():
        if option_id not in before:
            yield f"“{new.id}” has a new option “{option_id}”: {_short(text)}"
        elif before[option_id] != text:
            was = _short(before[option_id])
            yield f"“{new.id}” words its option “{option_id}” as “{_short(text)}” and not “{was}”"
    for option_id, text in before.items():
        if option_id not in after:
            yield f"“{new.id}” has lost its option “{option_id}”: {_short(text)}"


def _short(text: str, longest: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
