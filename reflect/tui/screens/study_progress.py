"""What is done on the tab of progress: looking behind ratings, another round or role, a new assessment."""

from __future__ import annotations

from functools import partial
from typing import Any

from reflect.domain.gate import Audience
from reflect.domain.guide import Guide, GuideMode
from reflect.domain.ids import RoleId
from reflect.errors import InvalidInput
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.panes.progress import ProgressPane
from reflect.tui.screens.study_care import StudyCare
from reflect.tui.screens.study_people import pick_person
from reflect.tui.screens.study_sessions import may_go_on

FOR_ROLE = "role:"
TOGETHER = "together:"
EVERY_ROLE = "*"


class StudyProgress(StudyCare):
    """The part of the study screen that shows how an alliance rates itself."""

    @property
    def _progress(self) -> ProgressPane:
        return self.query_one(ProgressPane)

    @property
    def _current(self) -> Any:
        """What the cursor stands on."""
        raise NotImplementedError

    def _at_desk(self, desk: SessionDesk, *, tag: bool, quote: str, arriving: bool = False) -> None:
        """Show a session."""
        raise NotImplementedError

    def do_look_behind(self) -> None:
        """Show the reasons and quotes behind the line."""
        from reflect.tui.screens.behind import BehindScreen  # when one first needs it

        pane, line = self._progress, self._current
        there = pane.shown_round
        if there is None or pane.worded is None:
            return
        who = f" · {line.label}" if not line.of_point else ""
        point = pane.worded.found.of(line.point)
        name = pane.worded.named(point) if point is not None else line.point
        role = line.role if line.role is not None else pane.role
        self.app.push_screen(
            BehindScreen(
                self._study,
                point=line.point,
                round_id=there.id,
                role=role,
                audience=pane.audience,
                title=f"{name}{who} · {there.name}",
            )
        )

    def do_rounds(self) -> None:
        """Show the rounds."""
        from reflect.tui.screens.rounds import RoundsScreen  # likewise

        self.app.push_screen(RoundsScreen(self._study, clock=self._clock))

    def do_which_round(self) -> None:
        """Ask for the round."""
        self.follow(self._pick_round())

    async def _pick_round(self) -> None:
        pane = self._progress
        choices = [Choice(each.id, each.name, f"opened {each.opened}") for each in reversed(pane.rounds)]
        picked = await self.app.push_screen_wait(Pick("Which round?", choices, start=pane.round))
        if picked is not None:
            pane.round, pane.over_rounds = picked, False

    def do_earlier_round(self) -> None:
        """Show the round before."""
        self._step(-1)

    def do_later_round(self) -> None:
        """Show the round after."""
        self._step(1)

    def _step(self, by: int) -> None:
        pane = self._progress
        if pane.step(by):
            pane.over_rounds = False
            pane.redraw()
            self.reload()
        else:
            self.notify("There is no round after this one." if by > 0 else "This is the first round.")

    def do_over_rounds(self) -> None:
        """Show a line over all rounds, or one round again."""
        pane = self._progress
        pane.over_rounds = not pane.over_rounds
        pane.redraw()

    def do_for_public(self) -> None:
        """Show what the public may see, or all of it again."""
        pane = self._progress
        public = pane.audience is Audience.PUBLIC
        pane.audience = Audience.INTERNAL if public else Audience.PUBLIC
        self.reload()

    def do_only_role(self) -> None:
        """Ask for a role."""
        self.follow(self._pick_role())

    async def _pick_role(self) -> None:
        pane = self._progress
        roles = await self.apart(self._study.roles)
        choices = [Choice(EVERY_ROLE, "every role"), *(Choice(role.id, role.name) for role in roles)]
        picked = await self.app.push_screen_wait(
            Pick("Only which role?", choices, start=pane.role or EVERY_ROLE)
        )
        if picked is not None:
            pane.role = None if picked == EVERY_ROLE else RoleId(picked)

    def do_assess(self) -> None:
        """Begin an assessment in the open round."""
        self.follow(self._assess())

    async def _assess(self) -> None:
        desk = await start_assessment(self, self._study)
        if desk is not None:
            self._at_desk(desk, tag=False, quote="", arriving=True)


async def start_assessment(screen: StudyCare, study: Study) -> SessionDesk | None:
    """Ask who answers in the open round, and begin: a participant, somebody for a role, or the group."""

    def fetch() -> tuple[str, Guide]:
        there = study.rounds.open_one
        if there is None:
            raise InvalidInput("No round is open", remedy="Press o, then a, to open one.")
        return there.id, study.guide_shelf.guide(there.guide)

    round_id, guide = await screen.apart(fetch)
    if guide.mode is GuideMode.GROUP:
        return await screen.apart(study.rounds.start, round_id)
    how = [
        Choice("person", "A participant", "answers for themselves"),
        Choice(FOR_ROLE, "For a whole role", "one session speaks for everybody in it"),
        Choice(TOGETHER, "A group, together", "each by themselves first, then what they agree on"),
    ]
    picked = await screen.app.push_screen_wait(Pick("Who answers?", how))
    if picked == "person":
        code = await pick_person(screen, study, screen.clock, title=f"{guide.title}: who answers?")
        if code is None or not await may_go_on(screen, study, screen.clock, guide.id, code):
            return None
        return await screen.apart(study.rounds.start, round_id, code=code)
    if picked == TOGETHER:
        return await screen.apart(partial(study.rounds.start, round_id, together=True))
    if picked == FOR_ROLE:
        roles = [Choice(role.id, role.name) for role in await screen.apart(study.roles)]
        role = await screen.app.push_screen_wait(Pick("For which role?", roles))
        return None if role is None else await screen.apart(study.rounds.start, round_id, role=RoleId(role))
    return None
