"""What is asked of a person who looks at a transcript before it is kept.

Each question gives the plan that follows from the answer, or None when it was left.
"""

from __future__ import annotations

from typing import Any

from reflect.domain.ids import Clock, ParticipantCode, QuestionId
from reflect.services import import_plan
from reflect.services.import_plan import Plan
from reflect.services.import_speakers import INTERVIEWER, NOBODY
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.study_people import pick_person

_NONE = "none"
_SOMEBODY = "somebody"


class Questions:
    """The questions, asked over one screen."""

    def __init__(self, screen: Commands[Any], study: Study, clock: Clock) -> None:
        self._screen = screen
        self._study = study
        self._clock = clock

    async def question(self, plan: Plan, turn: int) -> Plan | None:
        """Which of the guide's questions a turn asks."""
        if plan.guide is None:
            return None
        choices = [Choice(q.id, f"{n}  {q.heading}") for n, q in enumerate(plan.guide.questions(), 1)]
        choices.append(Choice("", "no question begins here", "the turn belongs to the one before"))
        start = plan.questions().get(turn, "")
        picked = await self._picked(Pick("Which question is asked here?", choices, start=start))
        if picked is None:
            return None
        asked = QuestionId(picked) if picked else None
        return await self._screen.apart(import_plan.with_question, plan, turn, asked)

    async def who(self, plan: Plan, label: str) -> Plan | None:
        """Who speaks under a label."""
        title = f"Who is “{label}”?" if label else "Whose are the words without a label?"
        choices = [
            Choice(_SOMEBODY, "a participant…", "their words can be tagged and quoted as they agreed to"),
            Choice(INTERVIEWER, "the interviewer", "asks the guide's questions"),
            Choice(_NONE, "nobody known", "their words are never quoted"),
        ]
        picked = await self._picked(Pick(title, choices))
        if picked is None:
            return None
        who = NOBODY if picked == _NONE else picked
        if picked == _SOMEBODY:
            code = await self._participant(title)
            if code is None:
                return None
            who, plan = code, await self._with_people(plan)
        return await self._screen.apart(import_plan.with_who, plan, label, who)

    async def whose(self, plan: Plan) -> Plan | None:
        """Whose session it is."""
        title = "Whose session is it?"
        choices = [
            Choice(_SOMEBODY, "a participant's…", "the session stands under their code"),
            Choice(_NONE, "nobody's in particular", "a group, or not known"),
        ]
        picked = await self._picked(Pick(title, choices))
        if picked is None:
            return None
        if picked == _NONE:
            return import_plan.with_participant(plan, None)
        code = await self._participant(title)
        if code is None:
            return None
        return import_plan.with_participant(await self._with_people(plan), ParticipantCode(code))

    async def guide(self, plan: Plan) -> Plan | None:
        """Which guide was asked."""
        rows = await self._screen.apart(self._study.guide_shelf.rows)
        choices = [Choice(row.id, row.title, f"{row.questions} questions") for row in rows]
        choices.append(Choice(_NONE, "no guide", "the turns belong to no questions"))
        start = plan.guide.id if plan.guide else ""
        picked = await self._picked(Pick("Which guide was asked?", choices, start=start))
        if picked is None:
            return None

        def changed() -> Plan:
            if picked == _NONE:
                return import_plan.with_guide(plan, None, "")
            text = self._study.guide_shelf.text(picked)
            return import_plan.with_guide(plan, self._study.guide_shelf.guide(picked), text)

        return await self._screen.apart(changed)

    async def replacement(self, plan: Plan) -> Plan | None:
        """Which words are replaced, and by what."""
        words = await self._picked(AskLine("Replace a name", said="Which words, as they stand in the text?"))
        if not words:
            return None
        if not any(words.casefold() in turn.text.casefold() for turn in plan.transcript.turns):
            self._screen.notify(f"“{words}” does not stand in this transcript.", timeout=4, markup=False)
            return None
        said = "Such as [colleague] or [town]. It is done in the next files too."
        now = await self._picked(AskLine(f"Instead of “{words}”", said=said, initial="[name]"))
        return await self._screen.apart(import_plan.with_new_name, plan, words, now) if now else None

    async def label(self, plan: Plan, words: str) -> Plan | None:
        """What stands in the place of a name."""
        name = next(name for name in plan.names if name.words == words)
        now = await self._picked(AskLine(f"Instead of “{words}”", initial=name.now))
        return import_plan.with_name(plan, words, taken=True, now=now) if now else None

    async def _picked(self, dialog: Pick | AskLine) -> str | None:
        return await self._screen.app.push_screen_wait(dialog)

    async def _participant(self, title: str) -> str | None:
        return await pick_person(self._screen, self._study, self._clock, title=title, someone_new=True)

    async def _with_people(self, plan: Plan) -> Plan:
        people = await self._screen.apart(self._study.people)
        return await self._screen.apart(import_plan.with_people, plan, people)
