"""What is done to quotes from the study screen: sorted, chosen, tagged many at once, copied."""

from __future__ import annotations

from typing import Any

from textual import work

from reflect.domain.codebook import LearningPoint
from reflect.services import preferences
from reflect.services.quote_order import QuoteOrder
from reflect.services.quote_tagging import Retagged
from reflect.services.rows import QuoteRow
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.working import working
from reflect.tui.screens.panes.quotes import QuotesPane
from reflect.tui.screens.study_care import StudyCare

_ORDERS = {
    QuoteOrder.READING: "as one reads them, from the oldest session on",
    QuoteOrder.POINT: "by the number of the first learning point",
    QuoteOrder.PARTICIPANT: "by participant",
    QuoteOrder.MARKED: "the one that was marked last comes first",
    QuoteOrder.RESEARCHER: "by who marked them",
    QuoteOrder.APPROVAL: "approved first, then not asked, then to leave out",
}
_MOST_COPIED = 1_000
"""Quotes that are copied at once: more is no note, but an export."""


class StudyQuotes(StudyCare):
    """The part of the study screen that works on quotes."""

    @property
    def _current(self) -> Any:
        """What the cursor stands on."""
        raise NotImplementedError

    @property
    def _quotes(self) -> QuotesPane:
        return self.query_one(QuotesPane)

    # -- how they are listed ---------------------------------------------------------------------------

    def do_sort_quotes(self) -> None:
        """Ask for the order."""
        self.follow(self._sort())

    async def _sort(self) -> None:
        choices = [Choice(order, order.value.capitalize(), words) for order, words in _ORDERS.items()]
        picked = await self.app.push_screen_wait(Pick("Sort by", choices, start=self._quotes.order))
        if picked is not None:
            self._quotes.sort_by(QuoteOrder(picked))

    def do_quote_cards(self) -> None:
        """Turn to cards or back, and remember it."""
        self._remember_cards(as_cards=self._quotes.turn())

    @work(group="remember")
    async def _remember_cards(self, *, as_cards: bool) -> None:
        await self.apart(preferences.remember_cards, as_cards=as_cards)

    # -- choosing --------------------------------------------------------------------------------------

    def do_mark_quote(self) -> None:
        """Mark it, and go on to the next."""
        self._quotes.mark()

    def do_mark_all_quotes(self) -> None:
        """Mark all that are shown, or none."""
        self._quotes.mark_all()

    # -- tagging ---------------------------------------------------------------------------------------

    def do_tag_quotes(self) -> None:
        """Ask with what."""
        self.follow(self._tag_quotes())

    async def _tag_quotes(self) -> None:
        rows = self._quotes.chosen()
        codebook = await self.apart(self._study.codebook)
        choices = [
            Choice(p.id, f"{p.number} {p.name}", f"{_having(rows, p)} of {len(rows)} have it")
            for p in codebook.points
            if p.offered or _having(rows, p)
        ]
        said = _count(len(rows)).capitalize() + self._not_shown(rows)
        picked = await self.app.push_screen_wait(Pick("Tag with", choices, said=said))
        point = codebook.get(picked) if picked else None
        if point is None:
            return
        give = await self._gives(rows, point)
        if give is None:
            return
        quotes = [(row.session, row.id) for row in rows]
        tags = self._study.quote_tags
        act = tags.give if give else tags.take_off
        done = await working(self, "Tagging", lambda progress: act(quotes, point, progress))
        self._tell_tagged(done, point, give=give)

    async def _gives(self, rows: list[QuoteRow], point: LearningPoint) -> bool | None:
        """Whether to give it: plain when none has it; otherwise it is asked."""
        having = _having(rows, point)
        if not having:
            return True
        choices = [Choice("off", "Take it off", f"{_count(having)}: your own tags; those of others stay")]
        if point.offered:
            lacking = len(rows) - having
            words = f"{_count(lacking)} without it" if lacking else "your own tag beside those of others"
            choices.insert(0 if lacking else 1, Choice("give", "Give it", words))
        title = f"{point.number} {point.name}"
        picked = await self.app.push_screen_wait(Pick(title, choices))
        return None if picked is None else picked == "give"

    def _tell_tagged(self, done: Retagged, point: LearningPoint, *, give: bool) -> None:
        what = "got" if give else "lost"
        name = f"{point.number} {point.name}"
        if done.quotes:
            where = "1 session" if done.sessions == 1 else f"{done.sessions} sessions"
            words = f"{_count(done.quotes).capitalize()} in {where} {what} {name}. u takes it back."
            self.notify(words, timeout=6, markup=False)
        elif not done.waiting:
            had = "You had given it to all of them already." if give else "None of them had it from you."
            self.notify(had, markup=False)
        for reason in done.waiting:
            self.notify(f"Not changed: {reason}", severity="warning", timeout=12, markup=False)

    def _not_shown(self, rows: list[QuoteRow]) -> str:
        shown = {row.id for row in self._quotes.rows.items}
        hidden = sum(row.id not in shown for row in rows)
        return f", {hidden} of them not shown just now" if hidden else ""

    # -- copying ---------------------------------------------------------------------------------------

    def do_copy_quotes(self) -> None:
        """Ask how."""
        self.follow(self._copy_quotes())

    async def _copy_quotes(self) -> None:
        rows = self._quotes.chosen()
        if len(rows) > _MOST_COPIED:
            words = f"{len(rows)} quotes are too many for the clipboard: mark {_MOST_COPIED} at most."
            self.notify(words, severity="warning", markup=False)
            return
        choices = [
            Choice("words", "The words", "nothing else"),
            Choice("attributed", "The words and whose they are", "as the participant agreed to be named"),
        ]
        said = (
            f"{_count(len(rows)).capitalize()}{self._not_shown(rows)}. What consent holds back is left out."
        )
        picked = await self.app.push_screen_wait(Pick("Copy", choices, said=said))
        if picked is None:
            return
        from reflect.services.copying import copied  # seldom needed, and needs the write-ups
        from reflect.tui.clipboard import handed_over  # likewise

        found = await self.apart(copied, self._study, rows, attributed=picked == "attributed")
        parts = []
        if found.quotes:
            how = await handed_over(self, found.text)
            parts.append(f"{_count(found.quotes).capitalize()} {how}.")
        else:
            parts.append("Nothing copied.")
        if found.report:
            parts.append(f"{found.report}.")
        self.notify(" ".join(parts), timeout=8, markup=False)


def _having(rows: list[QuoteRow], point: LearningPoint) -> int:
    return sum(point.id in row.points for row in rows)


def _count(quotes: int) -> str:
    return "1 quote" if quotes == 1 else f"{quotes} quotes"
