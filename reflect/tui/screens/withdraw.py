"""Somebody withdraws: what holds their words is shown, and how far the withdrawal reaches is asked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reflect.domain.consent import Extent
from reflect.services.study import Study
from reflect.services.touched import Made, Touch
from reflect.tui.command import Command
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column, clean

_BECOMES = {
    Made.WRITEUP: "Quotes by reference go out no more once they withdrew; other words are yours to take out. "
    "Enter goes there.",
    Made.EXPORT: "It was written already, and nothing changes it: delete it, and tell who has it.",
    Made.RECORD: "Somebody else wrote or said it: it stays, and is yours to correct.",
    Made.UNREAD: "Look into this file yourself.",
}


class GoThere(Command):
    """Open the write-up under the cursor at this line."""

    name, label, footer, key = "go_there", "Open the write-up", "open", "enter"


class NotQuoted(Command):
    """Note that they withdrew today: nothing of theirs is quoted any more, nothing is lost. Asks first."""

    name, label, footer, key = "not_quoted", "Not quoted any more", "not quoted", "n"


class RemoveData(Command):
    """Remove everything they said, and who they are, for good. Their code has to be typed."""

    name, label, footer, key = "remove_data", "Remove their data", "remove data", "R"


class WithdrawScreen(ListScreen[Touch]):
    """Every place that holds the words or the name of one participant, and the two ways to withdraw."""

    SCOPE = "withdraw"
    VERBS = (GoThere, NotQuoted, RemoveData, Leave)
    NEEDS_ROW = (GoThere,)
    EMPTY = "Nothing that was made holds their words or name."
    COLUMNS = (
        Column("Where", 26, grow=1),
        Column("Line", 4, right=True),
        Column("What", 18, grow=1),
    )

    def __init__(self, study: Study, code: str) -> None:
        super().__init__()
        self._study = study
        self._code = code
        self._gone = False

    @property
    def heading(self) -> str:
        """Whose withdrawal it is."""
        return f"{self._code} withdraws: what holds their words or name"

    def gather(self) -> Sequence[Touch]:
        """Look through everything that was made."""
        return () if self._gone else self._study.withdrawals.touched(self._code)

    def key(self, row: Touch) -> str:
        """Where it stands."""
        return f"{row.file}/{row.line}/{row.why}/{row.text}"

    def cells(self, row: Touch) -> Sequence[Cell]:
        """The file, the line, and what of theirs stands there."""
        return clean(row.file), str(row.line) if row.line else "–", clean(row.why)

    def whole(self, row: Touch) -> Content:
        """The line itself, and what becomes of it."""
        text = f"“{clean(row.text)}”\n" if row.text else ""
        why = clean(row.why)
        return Content.assemble((f"{text}{why[:1].upper()}{why[1:]}. {_BECOMES[row.kind]}", "$foreground"))

    def open_row(self) -> None:
        """Open it by double click."""
        if self.can(GoThere):
            self.action_run(GoThere.name)

    def can(self, verb: type[Command]) -> bool:
        """Only write-ups open here; whose data are gone cannot withdraw again."""
        if verb is GoThere:
            row = self.rows.current
            return row is not None and bool(row.writeup)
        return super().can(verb) and not (self._gone and verb in (NotQuoted, RemoveData))

    def do_go_there(self) -> None:
        """Open the write-up at the line."""
        from reflect.tui.screens.writeup import WriteupScreen  # when one first needs it

        self.app.push_screen(WriteupScreen(self._study, self.current.writeup, at_line=self.current.line))

    def do_not_quoted(self) -> None:
        """Ask, and note it."""
        self.follow(self._not_quoted())

    async def _not_quoted(self) -> str:
        asked = Confirm(
            f"{self._code} is not to be quoted any more?",
            yes="Withdraw",
            detail="From now on nothing of theirs leaves the study; what they said stays in it. Their "
            "earlier consents stay noted. u on the study's screen takes it back.",
        )
        if not await self.app.push_screen_wait(asked):
            return ""
        await self.apart(self._study.withdrawals.withdraw, self._code, "", Extent.NOT_QUOTED)
        return f"{self._code} has withdrawn: nothing of theirs is quoted any more."

    def do_remove_data(self) -> None:
        """Have the code typed, and remove everything."""
        self.follow(self._remove_data())

    async def _remove_data(self) -> str:
        asked = AskLine(
            f"Remove everything {self._code} said, for good?",
            said="Their sessions, their words in sessions with others, earlier states of these, the bin, and "
            "who they are. It cannot be undone, nor can what was done before it. Write-ups, exports, "
            "backups, git and other laptops are not reached from here.\n"
            f"Type {self._code} to confirm.",
            needed=False,
            hint="Enter removes it for good · Esc leaves it",
        )
        typed = await self.app.push_screen_wait(asked)
        if not typed:
            return "Nothing was removed."
        done = await self.apart(self._study.withdrawals.remove, self._code, typed=typed)
        self._gone = True
        sessions = "1 session" if done.sessions == 1 else f"{done.sessions} sessions"
        others = f", and their words in {done.shared} with others" if done.shared else ""
        left = "".join(f" {words}." for words in done.left)
        return f"Removed: {sessions}{others}. That it was done stays noted in people.json.{left}"
