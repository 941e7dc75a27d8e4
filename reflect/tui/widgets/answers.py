"""Where answers are given: one widget for each kind of question, and the editor they all share.

All of them are there from the start and shown or hidden, so that going to another question is done before the
next key arrives: no letter is lost, and none is taken for a command.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.consent import Consent
from reflect.domain.guide import Question, QuestionKind
from reflect.domain.pictures import Picture
from reflect.domain.session import Response
from reflect.tui.widgets.answer_choose import ChooseAnswer, how_many
from reflect.tui.widgets.answer_consent import ConsentAnswer
from reflect.tui.widgets.answer_list import Entries, ListAnswer, how_to_list
from reflect.tui.widgets.answer_rank import RankAnswer, how_to_rank
from reflect.tui.widgets.answer_scale import ScaleAnswer, how_to_rate
from reflect.tui.widgets.editor import Editor
from reflect.tui.widgets.gallery import GalleryView
from reflect.tui.widgets.lines import Lines

_WIDGETS = {
    QuestionKind.LIST: "list",
    QuestionKind.CHOOSE: "choose",
    QuestionKind.IMAGE: "choose",
    QuestionKind.RANK: "rank",
    QuestionKind.SCALE: "scale",
    QuestionKind.CONSENT: "consent",
}


_GALLERY = "gallery"
"""Takes the place of `choose` where the options of an image question are pictures."""


class Answers(Vertical):
    """Shows one question's answer; words and choices go up as the widgets' own messages."""

    DEFAULT_CSS = """
    Answers { height: 1fr; }
    Answers > #how { height: auto; color: $text-muted; }
    Answers > Lines { max-height: 70%; }
    Answers > GalleryView { height: 80%; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._question: Question | None = None
        self._shown = False
        self._locked = False
        self.pictures: Mapping[str, Picture] = {}
        """The gallery's pictures, by what is kept as the choice; none until they have been read."""
        self.called = ""
        """What the words are called, where they are neither an answer nor a comment."""
        self.escape = "Esc steers"
        """What `Esc` does while one writes."""

    def compose(self) -> ComposeResult:
        """What to do, the widget of each kind, and the editor."""
        yield Static(id="how", markup=False)
        yield ChooseAnswer(id="choose")
        yield RankAnswer(id="rank")
        yield ScaleAnswer(id="scale")
        yield ListAnswer(id="list")
        yield GalleryView(id="gallery")
        yield ConsentAnswer(id="consent")
        yield Editor(id="editor")

    @property
    def editor(self) -> Editor:
        """The editor of answers, comments and the memo."""
        return self.query_one("#editor", Editor)

    @property
    def entries(self) -> ListAnswer:
        """The answer to a `list` question."""
        return self.query_one(ListAnswer)

    # -- showing ---------------------------------------------------------------------------------------

    def show(self, question: Question | None, response: Response, consent: Consent, *, locked: bool) -> None:
        """Show what is recorded beside the words; no question is the memo. The editor has its own `open`."""
        new = question is not self._question or not self._shown
        self._question, self._locked, self._shown = question, locked, True
        wanted = self._widget_of(question)
        late = wanted == _GALLERY and not new and self.query_one(ChooseAnswer).display
        on_the_names = late and self.query_one(ChooseAnswer).has_focus
        if new or late:
            for name in (*_WIDGETS.values(), _GALLERY):
                self.query_one(f"#{name}").display = name == wanted
            how = self.how(question)
            self.query_one("#how", Static).update(how)
            self.query_one("#how").display = bool(how)
        self.editor.read_only = locked
        for lines in self.query(Lines).results(Lines):
            lines.locked = locked
        if question is not None and wanted is not None:
            self._fill(question, response, consent, new=new)
        if on_the_names:  # the pictures came after somebody had come to their names
            self.screen.set_focus(self.picker)
        self.show_mode()

    def _widget_of(self, question: Question | None) -> str | None:
        """Which widget a question is answered with, besides the editor."""
        if question is None:
            return None
        if question.kind is QuestionKind.IMAGE and any(o.id in self.pictures for o in question.options):
            return _GALLERY
        return _WIDGETS.get(question.kind)

    def _fill(self, question: Question, response: Response, consent: Consent, *, new: bool) -> None:
        match question.kind:
            case QuestionKind.IMAGE if self._widget_of(question) == _GALLERY:
                gallery = self.query_one(GalleryView)
                gallery.show(question, response.choices, self.pictures, locked=self._locked)
            case QuestionKind.CHOOSE | QuestionKind.IMAGE:
                self.query_one(ChooseAnswer).show(question, response)
            case QuestionKind.RANK:
                self.query_one(RankAnswer).show(question, response)
            case QuestionKind.SCALE:
                self.query_one(ScaleAnswer).show(question, response)
            case QuestionKind.CONSENT:
                self.query_one(ConsentAnswer).show(question, consent)
            case QuestionKind.LIST if new or self.entries.entries != response.entries:
                self.entries.show(question, response, locked=self._locked, going_on=not new)
            case _:
                pass

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002
        """Show which mode one is in."""
        self.show_mode()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:  # noqa: ARG002
        """Show which mode one is in."""
        self.show_mode()

    def how(self, question: Question | None) -> str:
        """What to do, in words."""
        return _how(question)

    def show_mode(self) -> None:
        """Say above the editor what its text is and what the keys do."""
        editor = self.editor
        if self._question is None:
            what = "memo"
        elif self.called:
            what = self.called
        else:
            what = "answer" if self._question.kind is QuestionKind.OPEN else "comment"
        if self._locked:
            mode = "to read"
        elif self.screen.focused is editor:
            mode = f"✎ writing, {self.escape}"
        elif self._widget_of(self._question) == _GALLERY:
            mode = "Enter chooses, and then writes"
        else:
            mode = "steering, Enter writes" if self._writes_here else "Tab writes"
        title = f"{what} · {mode}"
        if editor.border_title != title:
            editor.border_title = title

    # -- the focus -------------------------------------------------------------------------------------

    @property
    def _writes_here(self) -> bool:
        return self._question is None or self._question.kind is not QuestionKind.LIST

    @property
    def writer(self) -> Widget:
        """What is written in: the editor, or the line for entries."""
        return self.editor if self._writes_here else self.entries.line

    @property
    def picker(self) -> Widget | None:
        """What is answered without writing, if the question is of such a kind."""
        name = self._widget_of(self._question)
        if name == _GALLERY:
            return self.query_one(GalleryView).grid
        if name == "list":
            entries = self.query_one(Entries)
            return entries if entries.display else None
        return self.query_one(f"#{name}", Lines) if name else None

    @property
    def is_consent(self) -> bool:
        """Whether this is where consent is taken."""
        return self._question is not None and self._question.kind is QuestionKind.CONSENT

    @property
    def picks_first(self) -> bool:
        """Whether one comes to this question to pick, not to write."""
        return self._question is not None and self._question.kind not in (
            QuestionKind.OPEN,
            QuestionKind.LIST,
        )


def _how(question: Question | None) -> str:
    if question is None:
        return ""
    match question.kind:
        case QuestionKind.CHOOSE | QuestionKind.IMAGE:
            return how_many(question)
        case QuestionKind.RANK:
            return how_to_rank(question)
        case QuestionKind.SCALE:
            return how_to_rate(question)
        case QuestionKind.LIST:
            offered = ", ".join(option.text for option in question.options)
            return f"{how_to_list(question)} · for instance: {offered}" if offered else how_to_list(question)
        case QuestionKind.CONSENT:
            return "1 yes · 2 no · 0 not asked; each by itself, kept as you go"
        case _:
            return ""
