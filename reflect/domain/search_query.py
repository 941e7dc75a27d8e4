"""What somebody looks for: words, "phrases", beginnings*, -without, and filters such as `role:provider`.

Pure: text in, a `Query` out. Whatever is typed, it is either a query or an `InvalidInput` that says what
would be right. What a filter's value stands for (the number of a learning point, the name of a role) is for
those who know the study.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

import msgspec

from reflect.domain.words import folded_words
from reflect.errors import InvalidInput, nearest

MOST_WORDS = 60
"""What one search takes: the index's own parser gives up at some length, and nobody types as much."""
LONGEST = 2_000
"""Characters."""


class Kind(StrEnum):
    """What can be found."""

    ANSWER = "answer"
    COMMENT = "comment"
    """What was said with a choice, a ranking or a rating."""
    TURN = "turn"
    NOTE = "note"
    QUOTE = "quote"
    MEMO = "memo"


class Filter(StrEnum):
    """What a search can be narrowed by."""

    ROLE = "role"
    POINT = "point"
    BY = "by"
    GUIDE = "guide"
    PERSON = "person"
    SESSION = "session"
    QUESTION = "question"
    KIND = "kind"
    UNTAGGED = "untagged"
    CONTRADICTS = "contradicts"


EXAMPLES: Final[dict[Filter, str]] = {
    Filter.ROLE: "role:provider",
    Filter.POINT: "point:4",
    Filter.BY: "by:ana",
    Filter.GUIDE: "guide:provider",
    Filter.PERSON: "person:P03",
    Filter.SESSION: "session:k3v9",
    Filter.QUESTION: "question:4",
    Filter.KIND: "kind:answer",
    Filter.UNTAGGED: "untagged",
    Filter.CONTRADICTS: "contradicts",
}
"""How each filter is written."""
FLAGS: Final = frozenset({Filter.UNTAGGED, Filter.CONTRADICTS})
"""The filters that stand by themselves, without a value."""


_MEANT: Final[dict[str, Filter]] = {
    "tag": Filter.POINT,
    "theme": Filter.POINT,
    "code": Filter.POINT,
    "participant": Filter.PERSON,
    "speaker": Filter.PERSON,
    "who": Filter.PERSON,
    "researcher": Filter.BY,
    "type": Filter.KIND,
}
"""What else one might call a filter."""


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A word, or several that must stand one after the other."""

    words: tuple[str, ...]
    """As `words.folded` gives them; at least one."""
    prefix: bool = False
    """Whether the last is only the beginning of a word."""
    without: bool = False
    """Whether it must not be there."""


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One filter."""

    filter: Filter
    values: tuple[str, ...] = ()
    """Any of these will do; empty for a flag."""
    without: bool = False


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: all of it must be so."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must be there."""
        return tuple(term for term in self.terms if not term.without)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        """The terms that must not be there."""
        return tuple(term for term in self.terms if term.without)

    def of(self, name: Filter) -> tuple[Condition, ...]:
        """The conditions of one filter."""
        return tuple(condition for condition in self.conditions if condition.filter is name)


_CLOSING = {'"': '"', "“": '”“"', "„": '“”"', "«": "»", "”": '”"'}
"""What ends a phrase, by what begins it: the quotation marks of several languages, as programs put them."""
_NAMED = re.compile(r"([^\W\d_]+):")
_STARS = "*＊"  # the second as Chinese and Japanese keyboards give it


def parse_query(text: str) -> Query:
    """Read a query.

    Raises:
        InvalidInput: it asks for nothing, or for what cannot be asked for; says what would be right.

    """
    if len(text) > LONGEST:
        raise InvalidInput(f"A search takes at most {LONGEST} characters", remedy="Look for fewer words.")
    reader = _Reader(text)
    query = reader.read()
    if sum(len(term.words) for term in query.terms) > MOST_WORDS:
        raise InvalidInput(f"A search takes at most {MOST_WORDS} words", remedy="Leave some of them out.")
    if query.wanted or any(not condition.without for condition in query.conditions):
        return query
    if query.terms or query.conditions:
        raise InvalidInput(
            "This says only what is to be left out",
            remedy="Add a word or a filter that says what to find, such as kind:answer.",
        )
    if text.strip():
        raise InvalidInput(f"“{text.strip()}” holds no word to look for", remedy="Type a word.")
    raise InvalidInput("There is nothing to look for", remedy='Type a word, a "phrase", or a filter.')


class _Reader:
    """The text, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._terms: list[Term] = []
        self._conditions: list[Condition] = []

    def read(self) -> Query:
        while self._skip_spaces():
            self._part()
        return Query(terms=tuple(self._terms), conditions=tuple(self._conditions))

    def _skip_spaces(self) -> bool:
        """Go to the next part; whether there is one."""
        while self._here.isspace():
            self._at += 1
        return bool(self._here)

    @property
    def _here(self) -> str:
        return self._text[self._at : self._at + 1]

    def _part(self) -> None:
        without = self._here == "-"
        if without:
            self._at += 1
            if not self._here or self._here.isspace():
                raise InvalidInput(
                    "A minus stands directly before what is to be left out",
                    remedy='Write -word, -"a phrase" or -role:provider.',
                )
        if self._here in _CLOSING:
            phrase = self._phrase()
            self._term(phrase, phrase, without=without, star=self._star())
            return
        named = _NAMED.match(self._text, self._at)
        if named and self._named(named, without=without):
            return
        self._bare(self._chunk(), without=without)

    def _chunk(self, stop: str = "") -> str:
        """What stands here up to a space or a quotation mark."""
        start = self._at
        while (
            self._here and not self._here.isspace() and self._here not in _CLOSING and self._here not in stop
        ):
            self._at += 1
        return self._text[start : self._at]

    def _phrase(self) -> str:
        """What stands between quotation marks."""
        closing, start = _CLOSING[self._here], self._at
        self._at += 1
        while self._here and self._here not in closing:
            self._at += 1
        if not self._here:
            begun = self._text[start : start + 40].strip()
            raise InvalidInput(
                f"The quotation mark before “{begun[1:]}” is not closed"
                if begun[1:]
                else "A quotation mark is not closed",
                remedy='Put one on either side of the phrase: "…".',
            )
        self._at += 1
        return self._text[start + 1 : self._at - 1]

    def _star(self) -> bool:
        """Whether a star stands here, which is then passed."""
        found = bool(self._here) and self._here in _STARS
        self._at += found
        return found

    def _bare(self, chunk: str, *, without: bool) -> None:
        name = chunk.casefold()
        if name in FLAGS:
            self._conditions.append(Condition(filter=Filter(name), without=without))
            return
        star = bool(chunk) and chunk[-1] in _STARS
        self._term(chunk[:-1] if star else chunk, chunk, without=without, star=star)

    def _term(self, words: str, typed: str, *, without: bool, star: bool) -> None:
        ends = words.rstrip()
        if ends and ends[-1] in _STARS and not star:  # "trust in*"
            words, star = ends[:-1], True
        if any(sign in words for sign in _STARS):
            raise InvalidInput(
                f"In “{typed}” a star stands where it cannot",
                remedy="It stands for any ending, after at least one letter: trust*.",
            )
        found = tuple(folded_words(words))
        if found:
            self._terms.append(Term(words=found, prefix=star, without=without))
        elif star:
            raise InvalidInput(
                "A star stands for the ending of a word", remedy="Write its beginning: trust*."
            )

    def _named(self, named: re.Match[str], *, without: bool) -> bool:
        """Read a filter, if this is one; a word with a colon behind it is not."""
        name, after = named[1].casefold(), self._text[named.end() : named.end() + 1]
        known = {f.value for f in Filter} - {f.value for f in FLAGS}
        blank = not after or after.isspace()
        if name in FLAGS:
            raise InvalidInput(f"{name} stands by itself", remedy=f"Write {name}, without a colon.")
        if name not in known:
            if blank:
                return False
            typed = self._text[self._at :].split()[0]
            meant = _MEANT.get(name)
            likely = f"Did you mean {meant.value}:?" if meant else nearest(name, sorted(known))
            raise InvalidInput(
                f"There is no filter “{name}:”",
                remedy=f'{likely} To look for the words as they are, put quotation marks around: "{typed}".',
            )
        wanted = Filter(name)
        if blank:
            raise InvalidInput(
                f"{name}: needs a value right behind it", remedy=f"Such as {EXAMPLES[wanted]}."
            )
        self._at = named.end()
        values = self._values(wanted)
        if wanted is Filter.KIND:
            values = [_kind(value) for value in values]
        self._conditions.append(Condition(filter=wanted, values=tuple(values), without=without))
        return True

    def _values(self, wanted: Filter) -> list[str]:
        values = []
        while True:
            value = self._phrase() if self._here in _CLOSING else self._chunk(",")
            value = value.strip()
            if not value:
                raise InvalidInput(
                    f"{wanted.value}: has an empty value", remedy=f"Write it like {EXAMPLES[wanted]}."
                )
            values.append("".join("�" if "\ud800" <= c <= "\udfff" else c for c in value))
            if self._here != ",":
                return values
            self._at += 1


def _kind(value: str) -> str:
    folded = value.casefold()
    kinds = [kind.value for kind in Kind]
    found = next((kind for kind in kinds if folded in (kind, f"{kind}s")), None)
    if found is None:
        raise InvalidInput(
            f"There is no kind “{value}”", remedy=nearest(value, kinds) or f"There are: {', '.join(kinds)}."
        )
    return found
