"""Looking at transcripts before they are kept: the turns as they will be, and everything that can be changed.

Nothing of a file is in the study before *keep*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.ids import Clock, QuestionId
from reflect.errors import ReflectError
from reflect.services import import_plan
from reflect.services.import_plan import Plan
from reflect.services.importing import LOT, Asked, Importer, read_error
from reflect.services.study import Study
from reflect.tui.command import Command, Commands
from reflect.tui.screens.dialogs.choose_files import ChooseFiles
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.import_asking import Questions
from reflect.tui.screens.import_commands import (
    IMPORT_COMMANDS,
    KeepRest,
    NextQuestion,
    NoQuestion,
    PreviousQuestion,
    Relabel,
    Skip,
)
from reflect.tui.screens.import_details import Detail, details
from reflect.tui.screens.import_turns import TurnRow, turn_cells, turn_rows, whole_turn
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import Column, Rows, clean

_NARROW = 100
_LISTED = 6
"""So many refused files are named at the end."""


async def choose_and_import(screen: Commands[Any], study: Study, clock: Clock) -> None:
    """Ask for files, and show what they would bring: projects of other programs first, each by itself."""
    paths = await screen.app.push_screen_wait(ChooseFiles())
    if not paths:
        return
    projects = await screen.apart(_projects_in, paths)
    for path in projects:
        from reflect.tui.screens.project_import import ProjectImportScreen  # few have any

        said = await screen.app.push_screen_wait(ProjectImportScreen(study, path, clock=clock))
        if said:
            screen.notify(said, timeout=8, markup=False)
    rest = [path for path in paths if path not in projects]
    if rest:
        said = await screen.app.push_screen_wait(ImportScreen(study, rest, clock=clock))
        if said:
            screen.notify(said, timeout=8, markup=False)


def _projects_in(paths: Sequence[Path]) -> list[Path]:
    from reflect.services.refi_given import is_project

    return [path for path in paths if is_project(path)]


class ImportScreen(Commands[str]):
    """One file after another. The result says what came of all of them."""

    SCOPE = "import"
    VERBS = IMPORT_COMMANDS
    CSS_PATH = "importing.tcss"

    def __init__(self, study: Study, paths: Sequence[Path], *, clock: Clock) -> None:
        super().__init__()
        self._study = study
        self._ask = Questions(self, study, clock)
        self._paths = list(paths)
        self._at = 0
        self._asked = Asked()
        self._importer: Importer | None = None
        self._keeps = True
        self._plan: Plan | None = None
        self._numbers: dict[QuestionId, int] = {}
        self._kept = 0
        self._refused: list[str] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        """The file, its turns, what is known of it, and the whole of what the cursor is on."""
        yield Static(id="top", markup=False)
        with Container(id="both"):
            yield Rows[TurnRow](
                (
                    Column("Q", 2, right=True),
                    Column("Time", 7),
                    Column("Who", 11),
                    Column("Words", 20, grow=1),
                ),
                cells=self._turn_cells,
                key=lambda row: str(row.place),
                lines=2,
                empty="Reading…",
                id="turns",
            )
            yield Rows[Detail](
                (Column("", 7), Column("What comes in", 20, grow=1)),
                cells=lambda row: (row.mark, row.words),
                key=lambda row: f"{row.kind} {row.id}",
                lines=2,
                id="details",
            )
        yield Static(id="whole")
        yield KeyStrip()

    def on_mount(self) -> None:
        """Read the first file."""
        self._lay_out()
        self._turns.focus()
        self._read()

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self._lay_out()

    def _lay_out(self) -> None:
        self.query_one("#both").set_class(self.app.size.width < _NARROW, "narrow")
        self._show_top()

    # -- reading ---------------------------------------------------------------------------------------

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        """Plan the file one is at; those that cannot be read are noted and passed over."""
        while self._at < len(self._paths):
            self._show_top()
            path = self._paths[self._at]
            try:
                plan = await self.apart(self._planned, path)
            except ReflectError as error:
                self._refused.append(read_error(path, error))
                self._at += 1
                continue
            self._show(plan, first=True)
            return
        self._end()

    def _planned(self, path: Path) -> Plan:
        if self._importer is None:
            self._importer = self._study.importer()
            self._keeps = self._importer.keeps_originals
        return self._importer.plan(path, self._importer.ready(self._asked), self._asked)

    def _end(self) -> None:
        said = f"{_files(self._kept)} came in." if self._kept or not self._refused else "Nothing came in."
        if self._refused:
            said += "\n" + "\n".join(self._refused[:_LISTED])
            more = len(self._refused) - _LISTED
            said += f"\n… and {more} more were refused." if more > 0 else ""
        self.dismiss(said)

    # -- what is shown ---------------------------------------------------------------------------------

    @property
    def _turns(self) -> Rows[TurnRow]:
        return self.query_one("#turns", Rows)

    @property
    def _details(self) -> Rows[Detail]:
        return self.query_one("#details", Rows)

    def _show(self, plan: Plan, *, first: bool = False) -> None:
        """Show a plan, with the cursors where they were."""
        self._plan = plan
        guide = plan.guide
        self._numbers = {q.id: n for n, q in enumerate(guide.questions(), 1)} if guide else {}
        self._turns.show(turn_rows(plan), empty="")
        self._details.show(details(plan, keeps=self._keeps))
        if first:
            self._turns.action_edge(-1)
            self._details.action_edge(-1)
        for rows in (self._turns, self._details):
            rows.redraw()
        self._show_top()
        self._show_whole()
        self.refresh_keys()

    def _show_top(self) -> None:
        if not self.query("#top"):
            return
        path = self._paths[min(self._at, len(self._paths) - 1)]
        said = f"{self._at + 1} of {len(self._paths)} · " if len(self._paths) > 1 else ""
        plan = self._plan
        length = f" · {len(plan.transcript.turns)} turns, {plan.words} words" if plan else " · reading…"
        title = Content(clean(f"Import {said}{path.name}{length} · nothing is kept yet"))
        self.query_one("#top", Static).update(title.truncate(self.app.size.width - 2, ellipsis=True))

    def _turn_cells(self, row: TurnRow) -> Sequence[str | Content]:
        return turn_cells(row, self._numbers)

    def on_rows_moved(self) -> None:
        """Show the whole of another row."""
        self._show_whole()

    def on_descendant_focus(self) -> None:
        """Show the whole of what the cursor is on on this side."""
        self._show_whole()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """A double click changes."""
        event.rows.focus()
        self.action_run("act")

    def _show_whole(self) -> None:
        whole = self.query_one("#whole", Static)
        if self._details.has_focus:
            detail = self._details.current
            whole.update(Content("" if detail is None else clean(detail.whole or detail.words)))
        else:
            turn = self._turns.current
            whole.update(Content("") if turn is None else whole_turn(turn, self._plan))
        self.refresh_keys()

    # -- what can be done ------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """Questions need a guide, the rest more files, labels a name."""
        if verb in (NextQuestion, PreviousQuestion, NoQuestion):
            return self._plan is not None and self._plan.guide is not None
        if verb in (KeepRest, Skip):
            return self._at + 1 < len(self._paths)
        if verb is Relabel:
            detail = self._details.current
            return self._details.has_focus and detail is not None and detail.kind == "name"
        return True

    def steering_target(self) -> Widget | None:
        """The turns."""
        return self._turns

    def action_steer(self) -> None:
        """Esc leaves: nothing is written here."""
        self.do_leave()

    def do_leave(self) -> None:
        """Leave, with what was kept so far."""
        if not self._busy:
            self._end() if self._kept or self._refused else self.dismiss("")

    def do_other_side(self) -> None:
        """Go to the other list."""
        (self._turns if self._details.has_focus else self._details).focus()

    def do_act(self) -> None:
        """Change what the cursor is on."""
        if self._details.has_focus:
            detail = self._details.current
            if detail is not None:
                self._change(detail)
        elif self._plan is not None and self._plan.guide is not None:
            turn = self._turns.current
            if turn is not None:
                self._go(lambda plan: self._ask.question(plan, turn.place))
        else:
            self._go(self._with_guide)

    def _change(self, detail: Detail) -> None:
        match detail.kind:
            case "speaker":
                self._go(lambda plan: self._ask.who(plan, detail.id))
            case "session":
                self._go(self._ask.whose)
            case "guide":
                self._go(self._with_guide)
            case "name":
                self._go(lambda plan: self._switch_name(plan, detail.id))
            case "original":
                self._go(self._switch_original)
            case _:
                pass

    def do_who(self) -> None:
        """Ask who speaks in the turn."""
        turn = self._turns.current
        if turn is not None:
            self._go(lambda plan: self._ask.who(plan, turn.label))

    def do_next_question(self) -> None:
        """Let the next question begin here."""
        self._step_question(1)

    def do_previous_question(self) -> None:
        """Let the question before begin here."""
        self._step_question(-1)

    def do_no_question(self) -> None:
        """Let none begin here."""
        turn = self._turns.current
        if turn is not None:
            self._now(lambda plan: import_plan.with_question(plan, turn.place, None))

    def _step_question(self, step: int) -> None:
        turn, plan = self._turns.current, self._plan
        if turn is None or plan is None or plan.guide is None:
            return
        ids = [question.id for question in plan.guide.questions()]
        place = ids.index(turn.question) + step if turn.question in ids else 0 if step > 0 else -1
        if 0 <= place < len(ids):
            self._now(lambda plan: import_plan.with_question(plan, turn.place, ids[place]))

    def do_replace(self) -> None:
        """Ask for words and what shall stand there."""
        self._go(self._ask.replacement)

    def do_next_name(self) -> None:
        """Go to the next turn with a name in it."""
        turns, here = list(self._turns.items), self._turns.current
        at = here.place if here else -1
        named = [turn for turn in (*turns[at + 1 :], *turns[: at + 1]) if turn.replaced or turn.perhaps]
        if named:
            self._turns.go_to(str(named[0].place))
        else:
            self.notify("No name that is known stands in this transcript. r replaces others.", timeout=4)

    def do_relabel(self) -> None:
        """Ask for another label."""
        detail = self._details.current
        if detail is not None:
            self._go(lambda plan: self._ask.label(plan, detail.id))

    # -- changing the plan -----------------------------------------------------------------------------

    def _now(self, change: Callable[[Plan], Plan]) -> None:
        """Change the plan off the screen's thread."""

        async def changed(plan: Plan) -> Plan:
            return await self.apart(change, plan)

        self._go(changed)

    @work(group="default")
    async def _go(self, change: Callable[[Plan], Any]) -> None:
        """Go through something that may ask, and show the plan that comes of it. One at a time."""
        if self._busy or self._plan is None:
            return
        self._busy = True
        try:
            changed = await change(self._plan)
            if isinstance(changed, Plan):
                self._show(changed)
        except ReflectError as error:
            self.tell(error)
        finally:
            self._busy = False

    async def _with_guide(self, plan: Plan) -> Plan | None:
        """Ask for a guide, which the next files are set against as well."""
        changed = await self._ask.guide(plan)
        if changed is not None:
            self._asked = Asked(guide=changed.guide.id if changed.guide else "")
        return changed

    async def _switch_name(self, plan: Plan, words: str) -> Plan:
        name = next(name for name in plan.names if name.words == words)
        return import_plan.with_name(plan, words, taken=not name.taken, now=name.now)

    async def _switch_original(self, plan: Plan) -> Plan:
        self._keeps = not self._keeps
        await self.apart(self._keep_setting, self._keeps)
        return plan

    def _keep_setting(self, keeps: bool) -> None:  # noqa: FBT001 - called with `apart`
        import msgspec

        settings = msgspec.structs.replace(self._study.settings(), keep_originals=keeps)
        self._study.edits.save_settings(settings)

    # -- keeping ---------------------------------------------------------------------------------------

    def do_keep(self) -> None:
        """Keep this file and show the next."""
        self._go(self._keep_one)

    async def _keep_one(self, plan: Plan) -> None:
        importer = self._importer
        assert importer is not None  # noqa: S101 - there is a plan, so it was made
        arrived = await self.apart(importer.keep, [plan], keep_original=self._keeps)
        if arrived[0].refused:
            self.notify(arrived[0].refused, severity="error", timeout=12, markup=False)
            return
        self._kept += 1
        self._next()

    def _next(self) -> None:
        self._at += 1
        self._plan = None
        self._turns.show((), empty="Reading…")
        self._details.show(())
        self._read()

    def do_skip(self) -> None:
        """Leave this file out."""
        if not self._busy:
            self._refused.append(f"{self._paths[self._at].name}: left out.")
            self._next()

    def do_keep_rest(self) -> None:
        """Ask, then keep everything that is left."""
        self._go(self._keep_rest)

    async def _keep_rest(self, plan: Plan) -> None:
        left = len(self._paths) - self._at
        guide = plan.guide.title if plan.guide else "no guide"
        asked = Confirm(
            f"Keep {_files(left)} without looking at each?",
            yes="Keep them",
            no="Not yet",
            detail=f"All with {guide}. Speakers and names you have decided on are remembered; words of "
            "anybody else are nobody's until you say whose. What cannot be read is left out and listed.",
        )
        if not await self.app.push_screen_wait(asked):
            return
        importer = self._importer
        assert importer is not None  # noqa: S101 - there is a plan, so it was made
        plans, self._plan = [plan], None
        self._at += 1
        while plans or self._at < len(self._paths):
            while self._at < len(self._paths) and len(plans) < LOT:
                path = self._paths[self._at]
                self._show_top()
                try:
                    plans.append(await self.apart(self._planned_after, path, plans))
                except ReflectError as error:
                    self._refused.append(read_error(path, error))
                self._at += 1
            arrived = await self.apart(importer.keep, plans, keep_original=self._keeps)
            self._kept += sum(one.session is not None for one in arrived)
            self._refused += [one.refused for one in arrived if one.refused]
            plans = []
        self._end()

    def _planned_after(self, path: Path, before: Sequence[Plan]) -> Plan:
        """Plan a file with what was decided for the one before, though that is not kept yet."""
        importer = self._importer
        assert importer is not None  # noqa: S101 - called only once there is one
        ready = importer.ready(self._asked)
        return importer.plan(path, ready.after(before[-1]) if before else ready, self._asked)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
