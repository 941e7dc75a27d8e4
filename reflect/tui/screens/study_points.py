"""What is done to learning points from the study screen: written, moved, merged, split, retired, removed.

Everything is a step of *undo*, so only what removes or moves the quotes of many sessions is asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from reflect.domain.amounts import many
from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import QuoteId
from reflect.services.codebook_use import PointCounts
from reflect.services.forms import POINTS, Form
from reflect.services.retagging import Moved
from reflect.tui.point_memo import write_point_memo
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.pick_many import PickMany
from reflect.tui.screens.dialogs.working import working
from reflect.tui.screens.panes.points import PointsPane
from reflect.tui.screens.study_care import StudyCare

NEW = "+"
_BACK = "u takes it back."


class StudyPoints(StudyCare):
    """The part of the study screen that edits the codebook."""

    @property
    def _current(self) -> Any:
        """What the cursor stands on."""
        raise NotImplementedError

    @property
    def _points(self) -> PointsPane:
        return self.query_one(PointsPane)

    def do_codebook_history(self) -> None:
        """Show what was done to all of them."""
        from reflect.tui.screens.codebook_history import CodebookHistoryScreen  # seldom needed

        self.app.push_screen(CodebookHistoryScreen(self._study))

    # -- one point -------------------------------------------------------------------------------------

    def do_add_point(self) -> None:
        """Open an empty form."""
        self.follow(self._write_point(None))

    def do_edit_point(self) -> None:
        """Open the learning point's form."""
        self.follow(self._write_point(self._current))

    async def _write_point(self, point: LearningPoint | None) -> None:
        edits = self._study.codebook_edits
        before = point if point is not None else await self.apart(edits.blank)
        await self._go_to_point(await self._form_of_point(before, partial(edits.save, was=point)))

    async def _form_of_point(
        self, point: LearningPoint, keep: Callable[[LearningPoint], LearningPoint], *, title: str = ""
    ) -> str | None:
        """Fill in the form of a point, safe all the while; its id when it was kept."""
        from reflect.tui.screens.point_form import PointScreen  # seldom needed

        named = f"Learning point {point.number}" if point.id else "A new learning point"
        form = Form(owner=POINTS, file="study.json", title=named, about={"form of": point.id})
        left = await self.apart(self._study.forms.left_of, form)
        codebook = await self.apart(self._study.codebook)
        opened = self._study.forms.open(form)
        return await self.app.push_screen_wait(
            PointScreen(point, codebook, keep, title=title, form=opened, left=left)
        )

    async def _go_to_point(self, point_id: str | None) -> None:
        if point_id is not None:
            self._points.show(await self.apart(self._points.gather, self._study))
            self._points.rows.go_to(point_id)

    def do_point_memo(self) -> None:
        """Open the memo on the learning point."""
        self.follow(self._memo_on_point(self._current))

    async def _memo_on_point(self, point: LearningPoint) -> None:
        if await write_point_memo(self, self._study, point):
            await self._go_to_point(point.id)

    def do_point_earlier(self) -> None:
        """Give it the number before."""
        self.follow(self._shift_point(self._current, -1))

    def do_point_later(self) -> None:
        """Give it the number after."""
        self.follow(self._shift_point(self._current, 1))

    async def _shift_point(self, point: LearningPoint, by: int) -> None:
        await self.apart(self._study.codebook_edits.shift, point.id, by)

    def do_retire_point(self) -> None:
        """Offer it no longer, or again."""
        self.follow(self._retire_point(self._current))

    async def _retire_point(self, point: LearningPoint) -> None:
        if point.retired:
            await self.apart(self._study.codebook_edits.bring_back, point.id)
            said = f"{_named(point)} is offered for tagging again."
        else:
            await self.apart(self._study.codebook_edits.retire, point.id)
            said = f"{_named(point)} is retired: not offered any more; its quotes keep it. {_BACK}"
        self.notify(said, markup=False)

    def do_remove_point(self) -> None:
        """Move it to the bin, or say what to do with its quotes."""
        self.follow(self._remove_point(self._current))

    async def _remove_point(self, point: LearningPoint) -> None:
        counts = self._points.found.of(point.id)
        if counts.quotes:
            choices = [Choice("merge", "Merge it into another", f"{_counted(counts)} go there")]
            if not point.retired:
                choices.append(
                    Choice("retire", "Retire it", "its quotes keep it; it is not offered any more")
                )
            said = f"{_counted(counts)} have it, so it cannot simply be removed."
            picked = await self.app.push_screen_wait(Pick(f"Remove {_named(point)}?", choices, said=said))
            if picked == "merge":
                await self._merge_point(point)
            elif picked == "retire":
                await self._retire_point(point)
            return
        asked = Confirm(f"Remove {_named(point)}?", yes="Remove", detail=f"No quote has it. {_BACK}")
        if await self.app.push_screen_wait(asked):
            await self.apart(self._study.codebook_edits.remove, point.id)
            self.notify(f"{_named(point)} lies in the bin. {_BACK}", markup=False)

    # -- merging ---------------------------------------------------------------------------------------

    def do_merge_point(self) -> None:
        """Ask into which."""
        self.follow(self._merge_point(self._current))

    async def _merge_point(self, point: LearningPoint) -> None:
        other = await self._pick_point(f"Merge {_named(point)} into", point)
        if other is None:
            return
        edits = self._study.codebook_edits
        planned = await self.apart(edits.merging, point.id, other.id)
        asked = Confirm(
            f"Merge {_named(point)} into {_named(other)}?", yes="Merge", detail=_plan(planned, other)
        )
        if not await self.app.push_screen_wait(asked):
            return
        done = await working(
            self, "Merging", lambda progress: edits.merge(point.id, other.id, progress=progress)
        )
        self._tell_moved(f"{_named(other)} has {many(done.quotes, 'quote')} of “{point.name}” now", done)
        await self._go_to_point(other.id)

    # -- splitting -------------------------------------------------------------------------------------

    def do_split_point(self) -> None:
        """Ask which quotes, and where they go."""
        self.follow(self._split_point(self._current))

    async def _split_point(self, point: LearningPoint) -> None:
        rows = [row for row in await self.apart(self._study.quotes) if point.id in row.points]
        if not rows:
            self.notify(f"No quote has {_named(point)}: there is nothing to split.", markup=False)
            return
        said = "Mark the quotes that are to get another learning point."
        quotes = [Choice(row.id, row.participant or "–", " ".join(row.text.split())) for row in rows]
        chosen = await self.app.push_screen_wait(PickMany(f"Split {_named(point)}", quotes, said=said))
        if chosen is None:
            return
        to = await self._pick_point(f"{many(len(chosen), 'quote').capitalize()} to", point, new=True)
        if to is None:
            return
        choices = [
            Choice(
                "instead", f"Instead of {_named(point)}", "their tags go over, and stay with who gave them"
            ),
            Choice("beside", f"Beside {_named(point)}", "they keep it, and you give them the other as well"),
        ]
        picked = await self.app.push_screen_wait(Pick("Instead, or beside?", choices))
        if picked is not None:
            await self._split_off(point, [QuoteId(quote) for quote in chosen], to, keep=picked == "beside")

    async def _split_off(
        self, point: LearningPoint, quotes: list[QuoteId], to: LearningPoint, *, keep: bool
    ) -> None:
        edits = self._study.codebook_edits
        done: list[Moved] = []

        def split(other: LearningPoint) -> LearningPoint:
            moved, given = edits.split(point.id, quotes, other, keep=keep)
            done.append(moved)
            return given

        if to.id:
            await working(self, "Splitting", lambda _: split(to))
            shown: str | None = to.id
        else:
            title = f"New, for {many(len(quotes), 'quote')} of “{point.name}”"
            shown = await self._form_of_point(to, split, title=title)
        for moved in done:
            self._tell_moved(
                f"{many(moved.quotes, 'quote').capitalize()} of “{point.name}” have it now", moved
            )
        await self._go_to_point(shown)

    # -- asking and telling ----------------------------------------------------------------------------

    async def _pick_point(self, title: str, but: LearningPoint, *, new: bool = False) -> LearningPoint | None:
        found = self._points.found
        offered = {point.id: point for point in found.codebook.offered if point.id != but.id}
        choices = [Choice(p.id, _named(p), _counted(found.of(p.id))) for p in offered.values()]
        if new:
            choices.append(Choice(NEW, "a new learning point…", "write down what it is about first"))
        picked = await self.app.push_screen_wait(Pick(title, choices))
        if picked == NEW:
            return await self.apart(self._study.codebook_edits.blank)
        return next((point for key, point in offered.items() if key == picked), None)

    def _tell_moved(self, said: str, done: Moved) -> None:
        """Say what came of it; what waits is said in the line above the footer too."""
        self.notify(f"{said}. {_BACK}", timeout=6, markup=False)
        for reason in done.waiting:
            self.notify(f"Not yet: {reason}", severity="warning", timeout=12, markup=False)


def _named(point: LearningPoint) -> str:
    return f"{point.number} {point.name}"


def _counted(counts: PointCounts) -> str:
    return (
        f"{many(counts.quotes, 'quote')} in {many(counts.sessions, 'session')}"
        if counts.quotes
        else "no quotes"
    )


def _plan(planned: Moved, other: LearningPoint) -> str:
    """What merging will do, before it is done."""
    gets = "get" if planned.quotes != 1 else "gets"
    where = f"{many(planned.quotes, 'quote')} in {many(planned.sessions, 'session')} {gets}"
    parts = [f"{where} {_named(other)} instead." if planned.quotes else "No quote has it, so none moves."]
    if planned.already:
        have = f"{many(planned.already, 'quote').capitalize()} {'has' if planned.already == 1 else 'have'}"
        parts.append(f"{have} both already, and will have it once.")
    if planned.against:
        of_them = (
            "1 of these contradicts" if planned.against == 1 else f"{planned.against} of these contradict"
        )
        parts.append(f"{of_them} only one of the two: that is kept as contradicting it.")
    if planned.waiting:
        open_now = len(planned.waiting)
        follow = "follows" if open_now == 1 else "follow"
        parts.append(f"{many(open_now, 'session').capitalize()} open elsewhere {follow} when opened next.")
    return " ".join([*parts, _BACK])
