"""Where a participant answers by themselves: the same widgets, told in words for somebody new to them."""

from __future__ import annotations

from textual.app import ComposeResult

from reflect.domain.consent import OWN_WORDS
from reflect.domain.guide import Question, QuestionKind
from reflect.tui.widgets.answer_choose import how_many
from reflect.tui.widgets.answer_consent import ConsentAnswer
from reflect.tui.widgets.answers import Answers
from reflect.tui.widgets.lines import Lines


class OwnAnswers(Answers):
    """Answers without the words that are for an interviewer; each line can be touched."""

    DEFAULT_CSS = """
    OwnAnswers { height: 1fr; }
    OwnAnswers > #how { height: auto; color: $text-muted; }
    OwnAnswers > Lines { max-height: 75%; }
    """

    def compose(self) -> ComposeResult:
        """The same, with consent in the first person."""
        for widget in super().compose():
            if isinstance(widget, ConsentAnswer):
                widget.words = OWN_WORDS
            yield widget

    def give_room(self, *, roomy: bool) -> None:
        """Make the lines high enough for a finger, where the screen is high enough for that."""
        for lines in self.query(Lines).results(Lines):
            lines.give_room(roomy=roomy)

    def how(self, question: Question | None) -> str:
        """What to do with the finger, the mouse or the keys."""
        if question is None:
            return ""
        match question.kind:
            case QuestionKind.IMAGE if any(option.id in self.pictures for option in question.options):
                return f"{how_many(question).capitalize()}: touch a picture, and once more to go on."
            case QuestionKind.CHOOSE | QuestionKind.IMAGE:
                return f"{how_many(question).capitalize()}: touch a line, or press its number."
            case QuestionKind.RANK:
                return (
                    "Touch the lines in your order, the most important first; touch one again to take it out."
                )
            case QuestionKind.SCALE:
                return "Touch a line, or press its number."
            case QuestionKind.LIST:
                return "Write one and press Enter, then the next. Touch one to change it."
            case QuestionKind.CONSENT:
                return "Touch a line: once for yes, again for no, once more to leave it open."
            case _:
                return ""

    def show_mode(self) -> None:
        """Say above the editor what may be written in it. Under a consent the record of it stands there."""
        question = self._question
        self.editor.display = not self.is_consent
        own = question is not None and question.kind is QuestionKind.OPEN
        title = "Your answer" if own else "Anything you want to add"
        if self.editor.border_title != title:
            self.editor.border_title = title
