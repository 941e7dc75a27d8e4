"""Who has been asked about which quotes, and who still owes an answer: sheets out, sheets in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from textual.content import Content

from reflect.domain.amounts import many
from reflect.domain.ids import unused
from reflect.errors import InvalidInput, StoreError
from reflect.services.approving import Owing, Recorded, read_filled
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.dates import day
from reflect.tui.folders import shortened, typed_folder
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column

_WORD, _MARKDOWN = "docx", "md"


class WriteSheet(Command):
    """Write the sheet for this participant into `exports/`: each quote, its context, and boxes to tick."""

    name, label, footer, key = "write_sheet", "Write the sheet", "write the sheet", "enter"


class Sent(Command):
    """Put down that they were sent their sheet today; the quotes on it wait for their answer."""

    name, label, footer, key = "sent", "Put down as sent", "sent today", "s"


class ReadSheet(Command):
    """Take in a sheet that was filled in (Markdown): all of it, or nothing where something is not clear."""

    name, label, footer, key = "read_sheet", "Read a filled-in sheet", "read a sheet", "r"


class Deadline(Command):
    """Set by when participants are to answer, and what it means when they do not."""

    name, label, footer, key = "deadline", "Set the day to answer by", "days to answer", "d"


class Undo(Command):
    """Take back what was last put down here."""

    name, label, footer, key = "undo", "Undo", "undo", "u,ctrl+z"


class ApprovalsScreen(ListScreen[Owing]):
    """Everybody with quotes that may be used, and where each of these stands."""

    SCOPE = "approvals"
    TITLE = "What participants say of their quotes"
    VERBS = (WriteSheet, Sent, ReadSheet, Deadline, Undo, Leave)
    NEEDS_ROW = (WriteSheet, Sent)
    EMPTY = "There are no quotes yet that anybody could be asked about. q goes back."
    COLUMNS = (
        Column("Who", 8),
        Column("Owes", 10),
        Column("Not asked", 9, right=True),
        Column("Asked", 5, right=True),
        Column("Fine", 4, right=True),
        Column("Changed", 7, right=True),
        Column("Left out", 8, right=True),
        Column("Asked on", 12, drop=1),
    )

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study

    def gather(self) -> Sequence[Owing]:
        """Look at every quote; who owes an answer comes first."""
        rows = self._study.approvals.owing()
        return sorted(rows, key=lambda row: (not row.overdue, not row.asked, row.participant))

    def key(self, row: Owing) -> str:
        """Whose."""
        return row.participant

    def cells(self, row: Owing) -> Sequence[Cell]:
        """How many of their quotes stand where."""
        owes = "overdue" if row.overdue else "an answer" if row.asked else "–"
        numbers = (row.not_asked, row.asked, row.approved, row.amended, row.declined)
        return row.participant, owes, *map(str, numbers), day(row.asked_on) if row.asked_on else "–"

    def whole(self, row: Owing) -> Content:
        """What can be done for this participant now, and the rule of the study."""
        settings = self._study.settings()
        if settings.answer_within:
            means = "yes: they may appear" if settings.silence == "yes" else "no: they stay out"
            rule = f"After {_days(settings.answer_within)} without an answer, silence means {means}."
        else:
            rule = "There is no day by which they must answer: until they do, what waits stays out."
        if row.asked:
            told = f"{row.participant} was sent {many(row.asked, 'quote')} on {day(row.asked_on)}."
        elif row.not_asked:
            told = f"{row.participant} has not been asked about {many(row.not_asked, 'quote')}."
        else:
            told = f"{row.participant} has answered for everything."
        return Content.assemble((told, "$foreground"), f"\n{rule}")

    def open_row(self) -> None:
        """Write the sheet by double click."""
        self.action_run(WriteSheet.name)

    def can(self, verb: type[Command]) -> bool:
        """Sheets are for who has something to be asked about; undo for when something was put down."""
        row = self.rows.current
        if verb in (WriteSheet, Sent):
            return row is not None and bool(row.not_asked or row.asked)
        return bool(self._study.steps.can_undo) if verb is Undo else super().can(verb)

    # -- commands --------------------------------------------------------------------------------------

    def do_write_sheet(self) -> None:
        """Ask for the kind of file, write it, and say where it lies."""
        self.follow(self._write_sheet(self.current.participant))

    async def _write_sheet(self, code: str) -> str:
        kinds = [
            Choice(_MARKDOWN, "Markdown", "can be read back here once it is filled in (r)"),
            Choice(_WORD, "Word", "for people who would rather have that, and for paper; not read back"),
        ]
        kind = await self.app.push_screen_wait(Pick(f"A sheet for {code}, as", kinds))
        if kind is None:
            return ""
        path = await self.apart(self._written, code, kind)
        return f"Written to {shortened(str(path))}. s puts down that it was sent."

    def _written(self, code: str, kind: str) -> Path:
        asking = self._study.approvals
        data = asking.sheet_docx(code) if kind == _WORD else asking.sheet_markdown(code).encode()
        folder = self._study.folder / "exports"
        try:
            folder.mkdir(exist_ok=True)
            stem = unused(f"quotes-{code}", {path.stem for path in folder.iterdir()})
            path = folder / f"{stem}.{kind}"
            with path.open("xb") as opened:
                opened.write(data)
        except OSError as error:
            raise StoreError(f"This cannot be written ({error.strerror})", place="exports") from error
        return path

    def do_sent(self) -> None:
        """Put it down after asking."""
        self.follow(self._sent(self.current))

    async def _sent(self, row: Owing) -> str:
        count = row.not_asked + row.asked
        asked = Confirm(
            f"Was {row.participant} sent {many(count, 'quote')} today?",
            yes="Sent today",
            no="Not yet",
            detail="Until they answer, these quotes appear in nothing that leaves the study.",
        )
        if not await self.app.push_screen_wait(asked):
            return ""
        put = await self.apart(self._study.approvals.asked, row.participant)
        return f"{many(put, 'quote')} put down as asked today. u takes it back."

    def do_read_sheet(self) -> None:
        """Ask for the file, show what it says, and put it down."""
        self.follow(self._read_sheet())

    async def _read_sheet(self) -> str:
        said = await self.app.push_screen_wait(
            AskLine("Read a filled-in sheet", said="The Markdown file as it came back, such as ~/sheet.md")
        )
        path = typed_folder(said or "")
        if path is None:
            return ""
        text, name = await self.apart(read_filled, path), path.name
        found = await self.apart(self._study.approvals.record, text, name=name, leave_open=True, dry_run=True)
        left = f" {many(found.left, 'quote')} without a tick wait as before." if found.left else ""
        asked = Confirm(
            f"Put down what {found.participant} says?",
            yes="Put it down",
            no="Not yet",
            detail=f"{_in_words(found)}.{left}",
        )
        if not await self.app.push_screen_wait(asked):
            return ""
        await self.apart(self._study.approvals.record, text, name=name, leave_open=True)
        return f"{found.participant}: {_in_words(found)}. u takes it back."

    def do_deadline(self) -> None:
        """Ask for the days, and for what silence means."""
        self.follow(self._deadline())

    async def _deadline(self) -> str:
        settings = self._study.settings()
        said = await self.app.push_screen_wait(
            AskLine(
                "Days to answer in",
                said="0: for ever. Until somebody answers, their quotes stay out.",
                initial=str(settings.answer_within),
            )
        )
        if said is None:
            return ""
        if not said.isdecimal():
            raise InvalidInput(f"“{said}” is no number of days", remedy="Write it like 14; 0 means for ever.")
        silence = settings.silence
        if int(said):
            means = [
                Choice("no", "No: they stay out", "what most people expect when nothing was agreed"),
                Choice("yes", "Yes: they may appear", "only where the participants were told so"),
            ]
            picked = await self.app.push_screen_wait(
                Pick("No answer by then means", means, start=settings.silence)
            )
            if picked is None:
                return ""
            silence = picked
        changed = msgspec.structs.replace(settings, answer_within=int(said), silence=silence)
        await self.apart(self._study.edits.save_settings, changed)
        return "Kept." if int(said) else "Kept: there is no such day."

    def do_undo(self) -> None:
        """Take the last step back."""
        self.follow(self._undo())

    async def _undo(self) -> str:
        label = await self.apart(self._study.steps.undo)
        return f"Undone: {label}." if label else ""


def _in_words(found: Recorded) -> str:
    return f"{found.fine} fine, {found.changed} changed, {found.left_out} left out"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
