"""The participant form: who someone is, and what they agreed to, item by item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea
from textual.worker import Worker

from reflect.domain.consent import ITEM_WORDS, Attribution, ConsentItem
from reflect.domain.people import Participant, Role
from reflect.errors import InvalidInput, ReflectError
from reflect.services.forms import LeftForm, OpenForm
from reflect.tui.apart import PATIENCE
from reflect.tui.command import Commands
from reflect.tui.dates import day
from reflect.tui.form_keeping import FormKeeping
from reflect.tui.screens.participant_commands import PARTICIPANT_COMMANDS
from reflect.tui.screens.participant_entries import (
    NO,
    NOT_ASKED,
    YES,
    Entries,
    entries_of,
    gone_on_with,
    problems,
    record,
    summary,
    typed_fields,
)
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.one_of import Answer, OneOf

_LABELS = 40
_YES_NO = (Answer(YES, "yes", "y"), Answer(NO, "no", "n"), Answer(NOT_ASKED, "not asked", "-"))
_ATTRIBUTIONS = (*(Answer(a.value, a.value) for a in Attribution), Answer(NOT_ASKED, "not asked", "-"))
_LINES = (
    ("name", "Name", "kept in people.json, nowhere else"),
    ("organisation", "Organisation", ""),
    ("post", "Post", "what they do there"),
)
_CONSENT_LINES = (
    ("date", "Day it was given", "year-month-day"),
    ("wording", "Version of the wording", "1.0"),
    ("taken_by", "Taken by", "the researcher who asked"),
    ("withdrawn", "Withdrawn on", "year-month-day; empty while it holds"),
)


class Surroundings(NamedTuple):
    """What the form needs to know beside the participant."""

    roles: Sequence[Role]
    taken: frozenset[str]
    """The codes of all other participants, upper case."""
    researcher: str
    today: str
    """ISO 8601: `2026-11-23`."""


class Form(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields. It has no keys of its own: the arrows go from field to field, and the form follows."""


class ParticipantScreen(Commands[str | None]):
    """One participant to write down or change; the result is their code, or None when nothing was kept.

    `keep` makes the record durable; it runs off the screen's thread and may raise a ReflectError.
    """

    SCOPE = "participant"
    VERBS = PARTICIPANT_COMMANDS
    ESCAPE = "leave"
    CSS_PATH = "participant.tcss"
    BINDINGS = [
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Field before", show=False),
    ]

    def __init__(
        self,
        participant: Participant,
        around: Surroundings,
        keep: Callable[[Participant], None],
        *,
        new: bool,
        form: OpenForm | None = None,
        left: LeftForm | None = None,
    ) -> None:
        super().__init__()
        self._before = participant
        self._around = around
        self._keep = keep
        self._new = new
        self._first = entries_of(participant, today=around.today, researcher=around.researcher)
        self._warned = False
        self._left = left
        self._start = gone_on_with(left.fields, self._first) if left is not None else self._first
        """What the form holds when it opens: what was typed and not kept before, or the record."""
        self._keeping = FormKeeping(self, form, self.tell)

    # -- the form --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Who they are, what they agreed to, and what they agreed to before."""
        title = "New participant" if self._new else f"Participant {self._before.code}"
        yield Static(title, id="top", markup=False)
        with Form(id="form"):
            yield from self._who()
            yield from self._consent()
            yield from self._earlier()
        yield Static(id="said", markup=False)
        yield KeyStrip()

    def _who(self) -> ComposeResult:
        yield Label("Who they are", classes="heading", id="who")
        if self._new:
            yield from _line("code", "Code", self._start.code, "P03")
        else:
            with Horizontal(classes="line"):
                yield Label("Code")
                yield Label(self._before.code, id="code-fixed", markup=False)
        roles = [Answer(role.id, role.name) for role in self._around.roles]
        yield OneOf("Role", roles, self._start.role, label_width=24, id="role")
        yield _problem("role")
        for field, label, hint in _LINES:
            yield from _line(field, label, getattr(self._start, field), hint)
        yield Label("Notes", classes="hint")
        yield TextArea(self._start.notes, id="notes", tab_behavior="focus", highlight_cursor_line=False)

    def _consent(self) -> ComposeResult:
        yield Label("Consent", classes="heading")
        yield Label("Each by itself; what was not asked counts as no.", classes="hint")
        for item, words in ITEM_WORDS.items():
            answers = _ATTRIBUTIONS if item is ConsentItem.ATTRIBUTION else _YES_NO
            now = self._start.answers[item]
            yield OneOf(words, answers, now, label_width=_LABELS, id=f"item-{item.value}")
        for field, label, hint in _CONSENT_LINES:
            yield from _line(field, label, getattr(self._start, field), hint, classes="line consent")

    def _earlier(self) -> ComposeResult:
        earlier = self._before.consents
        if earlier:
            yield Label("Kept so far, the latest first", classes="heading")
        for consent in reversed(earlier):
            words = f"{day(consent.date)}: {summary(consent)}"
            if consent.wording:
                words += f" (wording {consent.wording})"
            yield Label(words, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Start where there is something to do."""
        self.query_one("#role" if self._new else "#name").focus()
        if self._left is not None:
            when = f"Typed before reflect stopped ({self._left.at}), and not kept yet"
            self._say(f"{when}: F2 keeps it, Esc lets it go.")

    def steering_target(self) -> Widget | None:
        """Nothing: Esc leaves this screen."""
        return None

    # -- what was entered ------------------------------------------------------------------------------

    def entries(self) -> Entries:
        """The form as it stands."""
        return Entries(
            code=self._typed("code").upper() if self._new else self._before.code,
            role=self.query_one("#role", OneOf).value,
            name=self._typed("name"),
            organisation=self._typed("organisation"),
            post=self._typed("post"),
            notes=self.query_one("#notes", TextArea).text,
            answers={item: self.query_one(f"#item-{item.value}", OneOf).value for item in ConsentItem},
            date=self._typed("date"),
            wording=self._typed("wording"),
            taken_by=self._typed("taken_by"),
            withdrawn=self._typed("withdrawn"),
        )

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value.strip()

    def _safe_soon(self) -> None:
        entries = self.entries()
        if entries != self._start:
            self._keeping.touch(typed_fields(entries, self._first))

    @on(TextArea.Changed)
    def _notes_changed(self) -> None:
        self._safe_soon()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hear whether what is typed is safe."""
        self._keeping.finished(event)

    @property
    def changed(self) -> bool:
        """Whether leaving now would lose something."""
        return self.entries() != self._first

    @on(OneOf.Changed)
    def _answered(self, event: OneOf.Changed) -> None:
        """Another answer is another consent: given today, taken by whoever sits here."""
        self._hush()
        if event.one_of.id == "role":
            self._mark("role", "")
            self._safe_soon()
            return
        if self._before.consents:
            self._date_again()
        self._safe_soon()

    def _date_again(self) -> None:
        date, by = self.query_one("#date", Input), self.query_one("#taken_by", Input)
        first, today, here = self._first, self._around.today, self._around.researcher
        other = self.entries().answers != first.answers
        if other and date.value == first.date and first.date != today:
            date.value, by.value = today, here
            self._say("An answer changed, so this is dated today. Correct the day below if it was another.")
        elif not other and date.value == today:
            date.value, by.value = first.date, first.taken_by

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        if event.input.id:
            self._mark(event.input.id, "")
        self._safe_soon()

    # -- commands --------------------------------------------------------------------------------------

    def action_steer(self) -> None:
        """Esc leaves."""
        self.do_leave()

    def do_leave(self) -> None:
        """Leave; a second time when something would be lost."""
        if self.changed and not self._warned:
            self._warned = True
            self._say("This is not kept yet: F2 keeps it, Esc once more lets it go.")
            return
        self._keeping.let_go(self._left)
        self.dismiss(None)

    def do_next_field(self) -> None:
        """Go on."""
        self.focus_next()

    def do_change(self) -> None:
        """Take the next answer where one stands on answers."""
        if isinstance(self.focused, OneOf):
            self.focused.action_step(1)

    @work(exclusive=True, group="keep")
    async def do_keep(self) -> None:
        """Keep the form, or say everything that is wrong with it."""
        entries = self.entries()
        found = problems(
            entries,
            self._before,
            taken=self._around.taken,
            roles={role.id for role in self._around.roles},
            today=self._around.today,
        )
        for field in ("code", "role", "date", "withdrawn"):
            self._mark(field, found.get(field, ""))
        if found:
            first = next(field for field in ("code", "role", "date", "withdrawn") if field in found)
            self.query_one(f"#{first}").focus()
            self._say("Not kept yet: " + " ".join(found.values()))
            return
        try:
            await self.apart(self._keep, record(entries, self._before))
        except ReflectError as error:
            self._say(str(error))
        else:
            self._keeping.let_go(self._left)
            self.dismiss(entries.code)

    def flush(self, *, patience: float = PATIENCE) -> None:
        """Make what is typed safe now: the program ends, and it is offered again."""
        self._keeping.flush(patience=patience)

    async def flush_apart(self) -> None:
        """An unfinished form is not kept by itself, so nobody leaves it by a slip."""
        self.flush()
        if self.changed:
            who = "The new participant" if self._new else f"The change to {self._before.code}"
            raise InvalidInput(f"{who} is not kept yet", remedy="F2 keeps it.")

    # -- saying things ---------------------------------------------------------------------------------

    def _say(self, words: str) -> None:
        said = self.query_one("#said", Static)
        said.update(words)
        said.display = bool(words)

    def _hush(self) -> None:
        self._warned = False
        self._say("")

    def _mark(self, field: str, words: str) -> None:
        for label in self.query(f"#{field}-problem").results(Label):
            label.update(words)
            label.display = bool(words)


def _line(field: str, label: str, value: str, hint: str, *, classes: str = "line") -> ComposeResult:
    with Horizontal(classes=classes):
        yield Label(label)
        yield Input(value, placeholder=hint, id=field, select_on_focus=False)
    yield _problem(field)


def _problem(field: str) -> Label:
    return Label("", id=f"{field}-problem", classes="problem", markup=False)
