"""The rounds of self-assessment: opened, closed, who is asked, who has answered, who is to be reminded."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from reflect.domain.guide import GuideKind
from reflect.domain.ids import Clock
from reflect.errors import InvalidInput
from reflect.services.identity import system_clock
from reflect.services.rounds import Answering, RoundStanding, Standing
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.dates import day
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column


class OpenRound(Command):
    """Open a round: its name, the guide that it runs, and who is asked. Only one is open at a time."""

    name, label, footer, key = "open_round", "Open a round", "open a round", "a"


class CloseRound(Command):
    """Close this round, or open it again. What was answered stays either way."""

    name, label, footer, key = "close_round", "Close, or open again", "close or open", "c"


class WhoIsAsked(Command):
    """Choose who is asked to answer in this round."""

    name, label, footer, key = "who_is_asked", "Who is asked", "who is asked", "e"


class RemoveRound(Command):
    """Take away a round in which nobody has answered."""

    name, label, footer, key = "remove_round", "Remove the round", "remove", "x,delete"


class Undo(Command):
    """Take back what was done last."""

    name, label, footer, key = "undo", "Undo", "undo", "u,ctrl+z"


class RoundsScreen(ListScreen[RoundStanding]):
    """Every round; below the list, who has answered in it and who has not."""

    SCOPE = "rounds"
    TITLE = "Rounds of self-assessment"
    VERBS = (OpenRound, CloseRound, WhoIsAsked, RemoveRound, Undo, Leave)
    NEEDS_ROW = (CloseRound, WhoIsAsked, RemoveRound)
    EMPTY = "There is no round yet: press a to open the first."
    COLUMNS = (
        Column("Round", 20, grow=1),
        Column("Opened", 12),
        Column("Closed", 12),
        Column("Answered", 12, right=True),
    )

    def __init__(self, study: Study, *, clock: Clock = system_clock) -> None:
        super().__init__()
        self._study = study
        self._clock = clock

    def gather(self) -> Sequence[RoundStanding]:
        """Fetch them, the last first."""
        self._study.finder.refresh()
        rounds = self._study.rounds
        return [rounds.standing(each.id, fresh=False) for each in reversed(rounds.all())]

    def key(self, row: RoundStanding) -> str:
        """The round's id."""
        return row.round.id

    def cells(self, row: RoundStanding) -> Sequence[Cell]:
        """Name, days, and how many of those asked have answered."""
        closed = day(row.round.closed) if row.round.closed else "open"
        asked = f"{row.answered} of {len(row.expected)}" if row.expected else str(_answers(row))
        return row.round.name, day(row.round.opened), closed, asked

    def whole(self, row: RoundStanding) -> Content:
        """Who has answered, who has begun, and whom to remind."""
        where = row.round
        points = "1 learning point" if len(where.points) == 1 else f"{len(where.points)} learning points"
        parts = [Content(f"{where.name}: {points}, from {where.low} to {where.high}, guide {where.guide}.")]
        for state, words in ((Answering.ANSWERED, "Answered"), (Answering.BEGUN, "Begun")):
            there = [each.code for each in row.people if each.state is state]
            parts += [Content(f"{words}: {', '.join(there)}.")] if there else []
        parts += [Content(others)] if (others := _others(row)) else []
        if row.reminders:
            names = ", ".join(_reminded(each) for each in row.reminders)
            parts.append(Content.assemble(("To remind: ", "bold"), f"{names}."))
        elif row.expected:
            parts.append(Content("Everybody who was asked has answered."))
        else:
            parts.append(Content("Nobody in particular is asked yet: e chooses who."))
        if row.gone:
            parts.append(Content(f"Not reminded: {row.gone} who withdrew or do not take part."))
        return Content("\n").join(parts)

    # -- opening and closing -----------------------------------------------------------------------------

    def do_open_round(self) -> None:
        """Ask for name, guide and people."""
        self.follow(self._open())

    async def _open(self) -> str:
        there = await self.apart(lambda: self._study.rounds.open_one)
        if there is not None:
            raise InvalidInput(f"The round {there.name} is still open", remedy="Close it first, with c.")
        guides = [
            g for g in await self.apart(self._study.guide_shelf.rows) if g.kind == GuideKind.ASSESSMENT.value
        ]
        if not guides:
            raise InvalidInput(
                "This study has no guide for a self-assessment",
                remedy="Put one into its folder guides/, with `kind: assessment` and scale questions.",
            )
        guide: str | None = guides[0].id
        if len(guides) > 1:
            choices = [Choice(each.id, each.title, f"{each.questions} questions") for each in guides]
            guide = await self.app.push_screen_wait(Pick("Which guide does the round run?", choices))
        if guide is None:
            return ""
        now = self._clock()
        name = await self.app.push_screen_wait(
            AskLine("Open a round", said="What is it called?", initial=f"{_season(now.month)} {now.year}")
        )
        if name is None:
            return ""
        asked = await self._pick_people("Who is asked to answer?")
        made = await self.apart(self._study.rounds.open, name, guide, expected=asked or ())
        return f"The round {made.name} is open. u takes it back."

    def do_close_round(self) -> None:
        """Close it, or open it again."""
        self.follow(self._close(self.current))

    async def _close(self, row: RoundStanding) -> str:
        rounds, where = self._study.rounds, row.round
        if where.closed is not None:
            await self.apart(rounds.reopen, where.id)
            return f"The round {where.name} is open again. u takes it back."
        missing = len(row.reminders)
        if missing:
            who = "1 person who was asked has" if missing == 1 else f"{missing} people who were asked have"
            asked = Confirm(f"Close the round {where.name}?", yes="Close", detail=f"{who} not answered yet.")
            if not await self.app.push_screen_wait(asked):
                return ""
        await self.apart(rounds.close, where.id)
        return f"The round {where.name} is closed. u takes it back."

    def do_who_is_asked(self) -> None:
        """Choose people."""
        self.follow(self._expect(self.current))

    async def _expect(self, row: RoundStanding) -> str:
        asked = await self._pick_people(f"Who is asked in {row.round.name}?", row.round.expected)
        if asked is None:
            return ""
        await self.apart(self._study.rounds.expect, row.round.id, asked)
        return f"{len(asked)} {'person is' if len(asked) == 1 else 'people are'} asked. u takes it back."

    async def _pick_people(self, title: str, marked: Sequence[str] = ()) -> tuple[str, ...] | None:
        def fetch() -> list[Choice]:
            return [
                Choice(person.code, person.code, self._study.role_name(person.role))
                for person in self._study.people()
                if person.consent is None or person.consent.withdrawn is None
            ]

        people = await self.apart(fetch)
        if not people:
            return ()
        return await self.app.push_screen_wait(PickMany(title, people, marked=marked, may_be_none=True))

    def do_remove_round(self) -> None:
        """Ask, then take it away."""
        self.follow(self._remove(self.current))

    async def _remove(self, row: RoundStanding) -> str:
        name = row.round.name
        asked = Confirm(f"Remove the round {name}?", yes="Remove", detail="u takes it back.")
        if not await self.app.push_screen_wait(asked):
            return ""
        await self.apart(self._study.rounds.remove, row.round.id)
        return f"The round {name} is removed. u takes it back."

    def do_undo(self) -> None:
        """Take the last step back."""
        self.follow(self._undo())

    async def _undo(self) -> str:
        label = await self.apart(self._study.steps.undo)
        return f"Undone: {label}" if label else "There is nothing to undo."


def _answers(row: RoundStanding) -> int:
    return sum(each.state is Answering.ANSWERED for each in row.people) + row.unnamed + len(row.for_roles)


def _others(row: RoundStanding) -> str:
    parts = []
    if row.for_roles:
        parts.append(f"for {', '.join(row.for_roles)} as a whole")
    if row.unnamed:
        parts.append(
            "1 person without a code" if row.unnamed == 1 else f"{row.unnamed} people without a code"
        )
    if row.groups:
        parts.append("1 group" if row.groups == 1 else f"{row.groups} groups")
    return f"Also answered: {'; '.join(parts)}." if parts else ""


def _reminded(each: Standing) -> str:
    return f"{each.code} (does not want to be contacted)" if each.may_be_contacted is False else each.code


def _season(month: int) -> str:
    return ("Winter", "Spring", "Summer", "Autumn")[month % 12 // 3]
