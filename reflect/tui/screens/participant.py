"""The participant form: who someone is, and what they agreed to, item by item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static, TextArea

from reflect.domain.consent import ITEM_WORDS, Attribution, ConsentItem, Given
from reflect.domain.people import Participant, Role
from reflect.services.forms import LeftForm, OpenForm
from reflect.tui.dates import day
from reflect.tui.screens.form import Form, FormScreen, line, problem
from reflect.tui.screens.participant_commands import PARTICIPANT_COMMANDS
from reflect.tui.screens.participant_entries import (
    NO,
    NOT_ASKED,
    NOT_NOTED,
    NOTHING_KNOWN,
    YES,
    Entries,
    Known,
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
    ("explained", "What was explained", "the information sheet, version 2, read aloud"),
)
_WITHDRAWN = ("withdrawn", "Withdrawn on", "year-month-day; empty while it holds")
_GIVEN = (*(Answer(g.value, g.value) for g in Given), Answer(NOT_NOTED, NOT_NOTED, "-"))


class Surroundings(NamedTuple):
    """What the form needs to know beside the participant."""

    roles: Sequence[Role]
    taken: frozenset[str]
    """The codes of all other participants, upper case."""
    researcher: str
    today: str
    """ISO 8601: `2026-11-23`."""
    known: Known = NOTHING_KNOWN
    """What can be kept out of quotes."""


class ParticipantScreen(FormScreen):
    """One participant to write down or change; the result is their code, or None when nothing was kept.

    `keep` makes the record durable; it runs off the screen's thread and may raise a ReflectError.
    """

    SCOPE = "participant"
    VERBS = PARTICIPANT_COMMANDS

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
        super().__init__(form=form, left=left)
        self._before = participant
        self._around = around
        self._keep = keep
        self._new = new
        self._first = entries_of(
            participant, today=around.today, researcher=around.researcher, known=around.known
        )
        self._start = gone_on_with(left.fields, self._first) if left is not None else self._first
        """What the form holds when it opens: what was typed and not kept before, or the record."""

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
            yield from line("code", "Code", self._start.code, "P03")
        else:
            with Horizontal(classes="line"):
                yield Label("Code")
                yield Label(self._before.code, id="code-fixed", markup=False)
        roles = [Answer(role.id, role.name) for role in self._around.roles]
        yield OneOf("Role", roles, self._start.role, label_width=24, id="role")
        yield problem("role")
        for field, label, hint in _LINES:
            yield from line(field, label, getattr(self._start, field), hint)
        yield Label("Notes", classes="hint")
        yield TextArea(self._start.notes, id="notes", tab_behavior="focus", highlight_cursor_line=False)

    def _consent(self) -> ComposeResult:
        yield Label("Consent", classes="heading")
        yield Label("Each by itself; what was not asked counts as no.", classes="hint")
        for item, words in ITEM_WORDS.items():
            answers = _ATTRIBUTIONS if item is ConsentItem.ATTRIBUTION else _YES_NO
            now = self._start.answers[item]
            yield OneOf(words, answers, now, label_width=_LABELS, id=f"item-{item.value}")
        yield Label("Not to be quoted on: a line each, with questions and points in brackets", classes="hint")
        yield Label("such as: my brother [went-well, 4]", classes="hint", markup=False)
        yield TextArea(self._start.kept_out, id="kept_out", tab_behavior="focus", highlight_cursor_line=False)
        yield problem("kept_out")
        yield OneOf("How it was given", _GIVEN, self._start.given, label_width=_LABELS, id="given")
        for field, label, hint in (*_CONSENT_LINES, _WITHDRAWN):
            yield from line(field, label, getattr(self._start, field), hint, classes="line consent")

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
        self.say_what_was_left()

    # -- what was entered ------------------------------------------------------------------------------

    def entries(self) -> Entries:
        """The form as it stands."""
        return Entries(
            code=self.typed("code").upper() if self._new else self._before.code,
            role=self.query_one("#role", OneOf).value,
            name=self.typed("name"),
            organisation=self.typed("organisation"),
            post=self.typed("post"),
            notes=self.query_one("#notes", TextArea).text,
            answers={item: self.query_one(f"#item-{item.value}", OneOf).value for item in ConsentItem},
            date=self.typed("date"),
            wording=self.typed("wording"),
            taken_by=self.typed("taken_by"),
            given=self.query_one("#given", OneOf).value,
            explained=self.typed("explained"),
            kept_out=self.query_one("#kept_out", TextArea).text,
            withdrawn=self.typed("withdrawn"),
        )

    def fields(self) -> dict[str, str] | None:
        """What stands in it, when that is not what it opened with."""
        entries = self.entries()
        return typed_fields(entries, self._first) if entries != self._start else None

    @property
    def changed(self) -> bool:
        """Whether leaving now would lose something."""
        return self.entries() != self._first

    @on(OneOf.Changed)
    def _answered(self, event: OneOf.Changed) -> None:
        """Another answer is another consent: given today, taken by whoever sits here."""
        self.hush()
        if event.one_of.id in ("role", "given"):
            self.mark(event.one_of.id, "")
            self.safe_soon()
            return
        if self._before.consents:
            self._date_again()
        self.safe_soon()

    def _date_again(self) -> None:
        date, by = self.query_one("#date", Input), self.query_one("#taken_by", Input)
        first, today, here = self._first, self._around.today, self._around.researcher
        other = self.entries().answers != first.answers
        if other and date.value == first.date and first.date != today:
            date.value, by.value = today, here
            self.say("An answer changed, so this is dated today. Correct the day below if it was another.")
        elif not other and date.value == today:
            date.value, by.value = first.date, first.taken_by

    @property
    def about(self) -> str:
        """Whose record it is."""
        return "The new participant" if self._new else f"The change to {self._before.code}"

    # -- commands --------------------------------------------------------------------------------------

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
            known=self._around.known,
        )
        if not self.fit(found, ("code", "role", "kept_out", "date", "withdrawn")):
            return

        def keep() -> str:
            self._keep(record(entries, self._before, self._around.known))
            return entries.code

        await self.keep(keep)
