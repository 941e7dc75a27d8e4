"""Answering `consent`: item by item, yes, no, or not asked; and how their words are attributed."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.binding import Binding, BindingType
from textual.message import Message

from reflect.domain.consent import ITEM_WORDS, Attribution, Consent, ConsentItem
from reflect.domain.guide import Question
from reflect.domain.ids import QuestionId
from reflect.tui.widgets.lines import Line, Lines, digits

_SIGNS = {True: "yes ", False: "no  ", None: "·   "}
_AFTER = {None: True, True: False, False: None}
_GIVEN = {1: True, 2: False, 0: None}
_ATTRIBUTIONS = tuple(Attribution)


class ConsentAnswer(Lines):
    """A line for each item. `1` is yes, `2` no, `0` not asked; the space bar or a click goes round."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *digits(),
        Binding("y", "digit(1)", "Yes", show=False),
        Binding("minus", "digit(0)", "Not asked", show=False),
    ]

    class Taken(Message):
        """The answers are others now; `consent` holds them all."""

        def __init__(self, question: QuestionId, consent: Consent) -> None:
            super().__init__()
            self.question = question
            self.consent = consent

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._question: Question | None = None
        self._items: tuple[ConsentItem, ...] = ()
        self._consent = Consent(date="")
        self.words = ITEM_WORDS
        """How the items are worded."""

    def show(self, question: Question, consent: Consent) -> None:
        """Show the items to go through and what was said so far."""
        self._question, self._items, self._consent = question, question.consent_items, consent
        lines: list[Line] = []
        for item in self._items:
            if item is ConsentItem.ATTRIBUTION:
                lines.append(Line(item.value, "", f"{self.words[item]}:", live=False))
                for n, attribution in enumerate(_ATTRIBUTIONS, 1):
                    dot = "(•)" if consent.attribution is attribution else "( )"
                    lines.append(Line(f"attribution:{n}", f"    {dot} {n} ", attribution.value))
            else:
                sign = _SIGNS[said(consent, item)]
                lines.append(Line(item.value, sign, self.words[item]))
        self.put(lines)

    def action_digit(self, number: int) -> None:
        """Answer the item under the cursor and go on to the next."""
        if self.locked or self.here is None:
            return
        if self.here.startswith("attribution:"):
            if number > len(_ATTRIBUTIONS):
                self.say(f"There is no {number} here: 1 to {len(_ATTRIBUTIONS)}, or 0 for not asked.")
                return
            given = _ATTRIBUTIONS[number - 1] if number else None
            self._post(msgspec.structs.replace(self._consent, attribution=given))
            self._pass_attributions()
        elif number in _GIVEN:
            self._post(answered(self._consent, ConsentItem(self.here), _GIVEN[number]))
            self.action_cursor_down()
        else:
            self.say(f"There is no {number} here: 1 is yes, 2 is no, 0 is not asked.")

    def picked(self, line_id: str) -> None:
        """Take the next answer of an item: yes, no, not asked; or this attribution."""
        self.go_to(line_id)
        if line_id.startswith("attribution:"):
            given: Attribution | None = _ATTRIBUTIONS[int(line_id.partition(":")[2]) - 1]
            if given is self._consent.attribution:
                given = None
            self._post(msgspec.structs.replace(self._consent, attribution=given))
        else:
            item = ConsentItem(line_id)
            self._post(answered(self._consent, item, _AFTER[said(self._consent, item)]))

    def _pass_attributions(self) -> None:
        after = self._items[self._items.index(ConsentItem.ATTRIBUTION) + 1 :]
        if after:
            self.go_to(after[0].value)

    def _post(self, consent: Consent) -> None:
        if self._question is not None:
            self.show(self._question, consent)
            self.post_message(self.Taken(self._question.id, consent))


def said(consent: Consent, item: ConsentItem) -> bool | None:
    """What was said to a yes-or-no item; None when it was not asked."""
    found: bool | None = getattr(consent, _field(item))
    return found


def answered(consent: Consent, item: ConsentItem, given: bool | None) -> Consent:  # noqa: FBT001
    """The consent with another answer to a yes-or-no item."""
    return msgspec.structs.replace(consent, **{_field(item): given})


def _field(item: ConsentItem) -> str:
    return item.value.replace("-", "_")
