"""What to try when a search found nothing."""

from __future__ import annotations

from reflect.domain.search_query import EXAMPLES, FLAGS, Condition, Query, Term

_MOST = 3
_LONG = 4
"""Letters of a word from which on it may be an ending of it that does not fit."""


def suggestions(query: Query) -> tuple[str, ...]:
    """Up to three ways to ask for more, in words; the likeliest first."""
    found: list[str] = []
    ending = next((term for term in query.wanted if len(term.words) == 1 and not term.prefix), None)
    if ending is not None:
        word = ending.words[0]
        found.append(f"{word[:-2] if len(word) > _LONG else word}* finds every word that begins so")
    phrase = next((term for term in query.wanted if len(term.words) > 1), None)
    if phrase is not None:
        found.append(f"{' '.join(phrase.words)} without quotation marks finds the words apart, too")
    if query.conditions:
        found.append(f"leave out {_written(query.conditions[-1])}")
    if query.unwanted:
        found.append(f"leave out -{_as_typed(query.unwanted[-1])}")
    if len(query.wanted) > 1:
        found.append("fewer words find more: all of them must stand in the same text")
    return tuple(found[:_MOST])


def _written(condition: Condition) -> str:
    without = "-" if condition.without else ""
    if condition.filter in FLAGS:
        return f"{without}{EXAMPLES[condition.filter]}"
    values = ",".join(f'"{value}"' if " " in value else value for value in condition.values)
    return f"{without}{condition.filter.value}:{values}"


def _as_typed(term: Term) -> str:
    words = " ".join(term.words)
    star = "*" if term.prefix else ""
    return f'"{words}"{star}' if len(term.words) > 1 else f"{words}{star}"
