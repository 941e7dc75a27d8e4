"""What stands behind a rating: the reason somebody gave, and the quotes that bear it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from reflect.domain.gate import Audience
from reflect.domain.ids import RoleId
from reflect.services.study import Study
from reflect.tui.screens.list_screen import Leave, ListScreen
from reflect.tui.widgets.rows import Cell, Column

if TYPE_CHECKING:
    from reflect.services.rounds import Behind


class Reason(NamedTuple):
    """One rating with its reason, or one quote."""

    id: str
    who: str
    value: str
    comment: str
    quotes: tuple[Behind, ...]


class BehindScreen(ListScreen[Reason]):
    """The ratings of a learning point in a round, or of one role there, with reasons and quotes.

    For the public, the quotes that it may read and nothing else.
    """

    SCOPE = "behind"
    VERBS = (Leave,)
    EMPTY = "Nobody gave a reason or a quote for it. Esc goes back."
    COLUMNS = (
        Column("Who", 12),
        Column("Rating", 9),
        Column("Why", 20, grow=1),
        Column("Quotes", 6, right=True),
    )

    def __init__(
        self, study: Study, *, point: str, round_id: str, role: RoleId | None, audience: Audience, title: str
    ) -> None:
        super().__init__()
        self._study = study
        self._point = point
        self._round = round_id
        self._role = role
        self._audience = audience
        self._title = title

    @property
    def heading(self) -> str:
        """The learning point, the role and the round."""
        return self._title

    def gather(self) -> Sequence[Reason]:
        """Fetch the ratings and the quotes behind them, through the consent gate."""
        rounds = self._study.rounds
        row = rounds.progress(audience=self._audience, fresh=False).of(self._point)
        here = row.of(self._round) if row is not None else None
        if here is None:
            return ()
        found = rounds.backing(here, audience=self._audience, role=self._role)
        if not found.ratings:
            return [
                Reason(quote.quote, quote.attribution, "", quote.words, (quote,))
                for quote in found.quotes.values()
            ]
        reasons = []
        for n, rating in enumerate(found.ratings):
            quotes = tuple(found.quotes[key] for key in rating.evidence if key in found.quotes)
            value = "can't say" if rating.value is None else str(rating.value)
            reasons.append(Reason(f"{n}", rating.who, value, rating.comment, quotes))
        return reasons

    def key(self, row: Reason) -> str:
        """Its place."""
        return row.id

    def cells(self, row: Reason) -> Sequence[Cell]:
        """Who, what, why, and how many quotes."""
        return row.who, row.value, " ".join(row.comment.split()) or "–", str(len(row.quotes) or "–")

    def whole(self, row: Reason) -> Content:
        """The reason in full, and the quotes."""
        parts = [Content(row.comment or "No reason was given.")] if row.value else []
        for quote in row.quotes:
            parts.append(Content.assemble(f"“{quote.words}”", (f" — {quote.attribution}", "dim")))
            if quote.warning:
                parts.append(Content(f"({quote.warning})").stylize("dim"))
        return Content("\n").join(parts)
