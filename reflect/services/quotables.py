"""Every quote of a study with what the gate must know of it; what has not changed is not read again.

A text asks for the few quotes that it refers to, which the index finds; only their sessions are read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from reflect.domain.codebook import Codebook
from reflect.domain.gate import Quotable
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, PointId, QuoteId
from reflect.domain.people import Participant
from reflect.domain.retagging import moved
from reflect.domain.session import SessionRecord
from reflect.errors import ReflectError, StoreError
from reflect.services.finding import Finder
from reflect.services.guide_shelf import parsed
from reflect.services.record_cache import ByFile
from reflect.store import index_quotes
from reflect.writeups.quotables import quotable_quotes
from reflect.writeups.references import SHORTEST_PREFIX

MOST_BYTES = 256_000_000
"""Of sessions whose quotes are kept: they are a small part of what a session holds."""


class Source(Protocol):
    """What this needs of a study."""

    @property
    def finder(self) -> Finder:
        """Its index."""

    def people(self) -> tuple[Participant, ...]:
        """Everyone."""

    def codebook(self) -> Codebook:
        """The learning points."""

    def records(self, *, of: str = "") -> Iterable[tuple[SessionRecord, Guide]]:
        """Every session, from the oldest."""


class Referred(NamedTuple):
    """What references are answered from."""

    quotes: Mapping[QuoteId, Quotable]
    """Those that are referred to, at least."""
    among: Callable[[str], Collection[QuoteId]]
    """The ids to look for a reference in: all that begin so, or where none does, every one."""


class _MadeFor(NamedTuple):
    """What quotables are made with, besides the session."""

    people: tuple[Participant, ...]
    moved: Mapping[PointId, PointId]


class Quotables:
    """The quotes of one study; safe to use from several threads.

    `read` gives the session in a file, as it stands there.
    """

    def __init__(self, source: Source, sessions: Path, read: Callable[[Path], SessionRecord]) -> None:
        self._source = source
        self._sessions = sessions
        self._read = read
        self._kept = _MadeFor((), {}), _none_kept()

    def every(self) -> dict[QuoteId, Quotable]:
        """Every quote of the study, from the oldest session to the newest."""
        try:
            files, _ = self._source.finder.ask(lambda handle, _: index_quotes.files_in_order(handle))
            return self._in_files(files)
        except StoreError:  # no index, or a file that went meanwhile
            return self._from_records()

    def of(self, quotes: Iterable[QuoteId]) -> dict[QuoteId, Quotable]:
        """Those of these quotes that are in the study."""
        wanted = set(quotes)
        try:
            files, _ = self._source.finder.ask(lambda h, _: index_quotes.files_of_quotes(h, wanted))
            found = self._in_files(files)
        except StoreError:
            found = self._from_records()
        return {quote: found[quote] for quote in found if quote in wanted}

    def referred_to(self, wanted: Collection[str]) -> Referred:
        """What references to these ids, or beginnings of ids, are answered from."""
        try:
            return self._through_index(wanted)
        except StoreError:
            quotes = self._from_records()
            return Referred(quotes, lambda _: quotes.keys())

    def ids(self) -> list[QuoteId]:
        """The id of every quote. Raises StoreError when there is no index."""
        found, _ = self._source.finder.ask(lambda handle, _: index_quotes.quote_ids(handle))
        return [QuoteId(quote) for quote in found]

    def clear(self) -> None:
        """Forget what was read."""
        self._kept = _MadeFor((), {}), _none_kept()

    def _through_index(self, wanted: Collection[str]) -> Referred:
        begin, _ = self._source.finder.ask(
            lambda handle, _: {each: _candidates(handle, each) for each in dict.fromkeys(wanted)}
        )
        files: dict[str, None] = {}
        meant: set[str] = set()
        for each, found in begin.items():
            ids = {at.quote for at in found}
            if each in ids or len(ids) == 1:
                one = each if each in ids else next(iter(ids))
                meant.add(one)
                files.update(dict.fromkeys(at.file for at in found if at.quote == one))
        # A quote that was copied into a second session is in the newer of the two.
        in_order = list(files)
        if len(files) > 1:
            every, _ = self._source.finder.ask(lambda h, _: index_quotes.files_in_order(h), fresh=False)
            in_order = [file for file in every if file in files]
        quotes = self._in_files(in_order)
        if not meant <= quotes.keys():  # something changed between the index and here
            raise StoreError("The index is not what the files are")
        unknown = any(not found for found in begin.values())
        everyone = self.ids() if unknown else []
        among = {each: {QuoteId(at.quote) for at in found} or everyone for each, found in begin.items()}
        return Referred(quotes, among.__getitem__)

    def _in_files(self, files: Iterable[str]) -> dict[QuoteId, Quotable]:
        """The quotes of these sessions; raises StoreError for one that is gone."""
        made_for, kept = self._now()
        people = {person.code: person for person in made_for.people}
        found: dict[QuoteId, Quotable] = {}
        for file in files:
            found.update(kept.get(self._sessions / file, lambda path: self._derived(path, people, made_for)))
        return found

    def _derived(
        self, path: Path, people: Mapping[ParticipantCode, Participant], made_for: _MadeFor
    ) -> dict[QuoteId, Quotable]:
        try:
            record = moved(self._read(path), made_for.moved)
            return quotable_quotes(record, parsed(record.session.guide_text), people)
        except ReflectError as error:
            raise StoreError(str(error)) from error

    def _now(self) -> tuple[_MadeFor, ByFile[dict[QuoteId, Quotable]]]:
        """What is kept; nothing of it once people are others, or learning points have been merged."""
        made_for = _MadeFor(self._source.people(), self._source.codebook().moved)
        kept = self._kept
        if kept[0] != made_for:
            self._kept = kept = made_for, _none_kept()
        return kept

    def _from_records(self) -> dict[QuoteId, Quotable]:
        people = {person.code: person for person in self._source.people()}
        found: dict[QuoteId, Quotable] = {}
        for record, guide in self._source.records():
            found.update(quotable_quotes(record, guide, people))
        return found


def _candidates(handle: index_quotes.Handle, wanted: str) -> list[index_quotes.QuoteAt]:
    try:
        wanted.encode("utf-8")
    except UnicodeEncodeError:  # half a character: no id has it
        return []
    if len(wanted) < SHORTEST_PREFIX:
        return index_quotes.named(handle, wanted)
    return index_quotes.beginning_so(handle, wanted)


def _none_kept() -> ByFile[dict[QuoteId, Quotable]]:
    return ByFile(most=MOST_BYTES)
