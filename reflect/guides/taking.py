"""Reading `from=`, `for-each=` and `answers=` of a question."""

from __future__ import annotations

from reflect.domain.guide import Answers, QuestionKind, Source
from reflect.domain.ids import GuideId, QuestionId
from reflect.guides.attributes import Label
from reflect.guides.problems import Problems, instead
from reflect.guides.values import is_id

_NOT_ANSWERED_BY_EACH = (QuestionKind.CONSENT, QuestionKind.RULES)


def read_source(key: str, label: Label, problems: Problems) -> Source | None:
    """What `from=` or `for-each=` names: a question of this guide, or `GUIDE/QUESTION`."""
    if key not in label.values:
        return None
    written = label.values[key]
    guide, slash, question = (word.strip() for word in written.rpartition("/"))
    if not is_id(question) or (slash and not is_id(guide)):
        right = f"write a question's id, as in {key}=aspirations, or a guide's and a question's, as in "
        problems.add(label.line, f"{key}={written} names no question", f"{right}{key}=workshop-three/three")
        return None
    return Source(question=QuestionId(question), guide=GuideId(guide) if slash else None)


def read_answers(label: Label, kind: QuestionKind | None, problems: Problems) -> Answers | None:
    """What `answers=` says: whether what each answers stays covered until it is shown."""
    if "answers" not in label.values:
        return None
    written, words = label.values["answers"], [answers.value for answers in Answers]
    if written not in words:
        problems.add(
            label.line, f"answers is “{written}”", instead(written, words, f"write {' or '.join(words)}")
        )
        return None
    if kind in _NOT_ANSWERED_BY_EACH:
        problems.add(label.line, f"a {kind} question takes no answers", "take it out")
        return None
    return Answers(written)
