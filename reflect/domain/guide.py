"""Guides: what an interview, a workshop exercise or a self-assessment asks, and in which order.

The file format is described in `docs/guides.md`; `reflect.guides` reads and writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from reflect.domain.consent import ConsentItem
from reflect.domain.ids import GuideId, OptionId, PointId, QuestionId, RoleId, SectionId


class QuestionKind(StrEnum):
    """How a question is answered."""

    OPEN = "open"
    LIST = "list"
    CHOOSE = "choose"
    RANK = "rank"
    SCALE = "scale"
    IMAGE = "image"
    RULES = "rules"
    CONSENT = "consent"


class GuideKind(StrEnum):
    """What running the guide makes."""

    INTERVIEW = "interview"
    WORKSHOP = "workshop"
    ASSESSMENT = "assessment"


class GuideMode(StrEnum):
    """Whether one person answers, or a group."""

    SINGLE = "single"
    GROUP = "group"


class Answers(StrEnum):
    """Whether what each of a group answers stays covered until it is shown to all."""

    ALONE = "alone"
    OPEN = "open"


OPTION_KINDS = frozenset({QuestionKind.CHOOSE, QuestionKind.RANK, QuestionKind.IMAGE})
"""The kinds that are answered by picking from options."""

ALONE_FIRST = OPTION_KINDS | {QuestionKind.SCALE}
"""The kinds that each of a group answers alone before all see the whole, where the guide does not say."""

GATHERING = frozenset({QuestionKind.LIST, QuestionKind.CHOOSE, QuestionKind.RANK})
"""The kinds whose answers a later question can take its options from."""


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be chosen or ranked."""

    id: OptionId
    text: str


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """The wording of one value of a scale."""

    value: int
    text: str


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """Asked only when `option` was chosen in the earlier `question` (for a scale: the number as text)."""

    question: QuestionId
    option: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The question from whose answers another takes its options, or what it is asked about."""

    question: QuestionId
    guide: GuideId | None = None
    """Another guide, in whose latest session they were given; None for the same session."""

    def __str__(self) -> str:
        return f"{self.guide}/{self.question}" if self.guide else self.question


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question: its heading, the words that are read out, and how it is answered."""

    id: QuestionId
    heading: str
    kind: QuestionKind = QuestionKind.OPEN
    text: str = ""
    """What the interviewer reads out; paragraphs are parted by an empty line."""
    probes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Notes to the interviewer, never read out."""
    options: tuple[Option, ...] = ()
    """What can be picked; for `list` and `rules`, entries and proposals to begin with."""
    anchors: tuple[Anchor, ...] = ()
    required: bool = False
    condition: Condition | None = None
    points: tuple[PointId, ...] = ()
    minutes: int | None = None
    least: int | None = None
    """`min=`: the lowest value of a scale, or the fewest entries; None where the guide does not say."""
    most: int | None = None
    """`max=`: the highest value of a scale, or the most entries; None where the guide does not say."""
    items: tuple[ConsentItem, ...] = ()
    """For `consent`: the items to go through; empty means all of them."""
    source: Source | None = None
    """`from=`: where the options come from (for `rules`: what is proposed)."""
    for_each: Source | None = None
    """`for-each=`: asked once for each thing that was settled on there."""
    every_point: bool = False
    """`points=each`: asked of every learning point of the study; written out when a session starts."""
    answers: Answers | None = None
    """`answers=`; None where the guide does not say."""

    @property
    def alone(self) -> bool:
        """Whether what each of a group answers stays covered until it is shown to all."""
        if self.answers is None:
            return self.kind in ALONE_FIRST
        return self.answers is Answers.ALONE

    @property
    def becomes_several(self) -> bool:
        """Whether it stands for several questions, written out when a session starts."""
        return self.every_point or (self.for_each is not None and self.for_each.guide is not None)

    @property
    def takes_options(self) -> bool:
        """Whether its options come from elsewhere: another question, or the gallery."""
        return self.source is not None or (self.kind is QuestionKind.IMAGE and not self.options)

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The fewest and the most (None: any number) values, choices or entries this question takes.

        For a scale, its two ends.
        """
        if self.kind is QuestionKind.SCALE:
            return (1 if self.least is None else self.least, 5 if self.most is None else self.most)
        if self.kind in (QuestionKind.CHOOSE, QuestionKind.IMAGE):
            least = 1 if self.least is None else self.least
            return (least, max(1, least) if self.most is None else self.most)
        return (0 if self.least is None else self.least, self.most)

    @property
    def consent_items(self) -> tuple[ConsentItem, ...]:
        """The consent items this question goes through, in the order they are asked."""
        return self.items or tuple(ConsentItem)


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a guide. Only a guide's first section may lack a heading (and then has no id)."""

    id: SectionId
    heading: str
    text: str = ""
    notes: tuple[str, ...] = ()
    minutes: int | None = None
    questions: tuple[Question, ...] = ()


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """One guide, as read from its file."""

    id: GuideId
    title: str
    version: str
    kind: GuideKind = GuideKind.INTERVIEW
    mode: GuideMode = GuideMode.SINGLE
    role: RoleId | None = None
    minutes: int | None = None
    language: str = ""
    author: str = ""
    source: str = ""
    licence: str = ""
    introduction: str = ""
    """Words for whoever uses the guide; paragraphs are parted by an empty line."""
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for section in self.sections:
            yield from section.questions

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((q for q in self.questions() if q.id == question_id), None)

    def section_of(self, question_id: str) -> Section | None:
        """The section that holds the question of that id, or None."""
        for section in self.sections:
            if any(q.id == question_id for q in section.questions):
                return section
        return None


NO_GUIDE = Guide(id=GuideId(""), title="No guide", version="")
"""What stands in the place of a guide for a transcript that is not set against any: it asks nothing."""


def asked_when(guide: Guide, chosen: Mapping[QuestionId, frozenset[str]]) -> list[QuestionId]:
    """The questions to ask, given what has been chosen so far, in order.

    `chosen` maps a question's id to the option ids (for a scale: the number as text) in its answer.
    A question whose condition rests on a question that is itself not asked is not asked either.
    """
    asked: list[QuestionId] = []
    seen: set[str] = set()
    for question in guide.questions():
        condition = question.condition
        holds = condition is None or (
            condition.question in seen and condition.option in chosen.get(condition.question, frozenset())
        )
        if holds:
            asked.append(question.id)
            seen.add(question.id)
    return asked
