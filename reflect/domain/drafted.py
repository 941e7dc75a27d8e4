"""What the drafts of a write-up have considered: so that drafting again brings what is new, and only that.

A quote that was considered and stands nowhere in the text was taken out by somebody who meant it. Of its
words only a digest is kept, long enough to tell that they changed and too short to tell what they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256

import msgspec

from reflect.domain.ids import QuoteId
from reflect.domain.session import Quote

TABLE = "drafted"
_DIGITS = 6


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """What of a study one write-up has taken notice of."""

    id: str
    """The write-up's name."""
    considered: tuple[str, ...] = ()
    """Each quote's id, a slash, and a digest of its words as they were."""

    @property
    def quotes(self) -> frozenset[QuoteId]:
        """The quotes that were considered."""
        return frozenset(map(noted_quote, self.considered))

    def words_changed(self, quotes: Iterable[Quote]) -> set[QuoteId]:
        """Those that were considered and read otherwise now."""
        known, as_they_were = self.quotes, set(self.considered)
        return {quote.id for quote in quotes if quote.id in known and considered(quote) not in as_they_were}


def considered(quote: Quote) -> str:
    """A quote as it is noted."""
    return noted(quote.id, quote.words)


def noted(quote: str, words: str) -> str:
    """A quote with these words, as it is noted."""
    return f"{quote}/{sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}"


def noted_quote(entry: str) -> QuoteId:
    """The quote that was noted so."""
    return QuoteId(entry.rpartition("/")[0])


def with_considered(drafted: Drafted, quotes: Iterable[Quote]) -> Drafted:
    """The same after these were considered too, as they read now."""
    new = {quote.id: considered(quote) for quote in quotes}
    stays = [entry for entry in drafted.considered if noted_quote(entry) not in new]
    return msgspec.structs.replace(drafted, considered=tuple(sorted([*stays, *new.values()])))


def without_quotes(drafted: Drafted, quotes: Collection[str]) -> Drafted:
    """The same with nothing of these quotes."""
    stays = tuple(entry for entry in drafted.considered if noted_quote(entry) not in quotes)
    return msgspec.structs.replace(drafted, considered=stays)
