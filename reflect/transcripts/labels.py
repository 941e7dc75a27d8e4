"""`Name: words`: when what stands before a colon is a speaker, and when it is only the way people write.

One line cannot tell: *And then she said: no.* A file can. Labels come back, stand at the beginning of most
lines, and look like names. What is not taken for a label stays among the words, where nothing is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

LONGEST_LABEL = 60

_LABEL = re.compile(
    r"(?P<lead>[ \t]*(?:>>+[ \t]*)?)(?P<open>\[?)(?P<label>[^\s:：\[\]][^:：\n\[\]]{0,59})(?P<close>\]?)"
    r"[ \t]*(?::(?=\s|$)|：)[ \t]*"
)
_PARTICLE = re.compile("de|del|della|der|den|di|da|do|dos|du|van|von|bin|ibn|al|el|la|le|of|the|and|&|y|e")
_NO_NAME = re.compile(
    "notes?|nb|ps|ie|eg|for example|example|date|time|duration|length|title|subject|topic|location|place"
    "|transcri(?:bed|pt)(?: by)?|record(?:ing|ed)|file|audio|project|version|status|summary|language|warning"
    "|https?|today|yesterday|next steps|action items"
)
_OPENING = re.compile(
    r"(?:and|but|because|then|well|yes|okay|ok)\b.*|(?:so|or|no)(?: (?-i:[a-z]).*)?", re.IGNORECASE
)
"""How sentences begin that are followed by a colon."""
_SENTENCE = re.compile(r"[?!;,\"“”]|\.(?:\s|$)")
_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Rev|St|Sr|Jr|[A-Z])\.")
_LOOKED_AT = 2 * LONGEST_LABEL
"""Code points in which the colon must stand, white space before the label included."""
_SHORTEST_SHARE = 0.1
_SHARE = 0.2
_MOSTLY = 0.5


class Labelled(NamedTuple):
    """A line with what may be a label, taken apart."""

    label: str
    before: str
    """Everything up to the words: the label with its colon and what leads to it."""
    words: str


def has_colon(text: str) -> bool:
    """Whether one stands anywhere, of either width: without it, nothing is labelled."""
    return ":" in text or "：" in text


def labelled(text: str) -> Labelled | None:
    """The line taken apart at its first colon, if what stands before it could be a label at all."""
    if not has_colon(text[:_LOOKED_AT]):
        return None
    found = _LABEL.match(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    return Labelled(found["label"].strip(), found[0], text[found.end() :])


def is_name_like(label: str) -> bool:
    """Whether this could be somebody's name or part: `Dr Imran Siddiq`, `Speaker 1`, `P03`, `田中`."""
    words = label.split()
    if not words or len(words) > 6 or len(label) > LONGEST_LABEL or _is_no_name(label):
        return False
    if _SENTENCE.search(_TITLE.sub("", label)):
        return False
    return all(_begins_a_name(word) for word in words) and any(sign.isalpha() for sign in label)


def _is_no_name(label: str) -> bool:
    return (_NO_NAME.fullmatch(label.lower()) or _OPENING.fullmatch(label)) is not None


def _begins_a_name(word: str) -> bool:
    first = next((sign for sign in word if sign.isalnum()), "")
    return not first or not first.islower() or _PARTICLE.fullmatch(word.lower()) is not None


def _may_be_a_label(label: str) -> bool:
    """Whether this could be a label if it comes back: names, and short words in small letters."""
    if _is_no_name(label) or _SENTENCE.search(_TITLE.sub("", label)):
        return False
    return is_name_like(label) or len(label.split()) <= 3


def speakers_among(
    lines: Sequence[str], known: Collection[str] = (), *, may_have_heading: bool = False
) -> frozenset[str]:
    """The labels that name speakers in a file of these lines (each a cue or a paragraph).

    With `may_have_heading`, the first lines may be the file's own (`Date: 3 March`): then a label that
    occurs once only is no speaker before one that comes back.
    """
    candidates = [found.label if found else "" for found in map(labelled, lines)]
    counts = Counter(label for label in candidates if label)
    if not counts:
        return frozenset()
    share = sum(counts.values()) / len(lines)
    back = {label for label, count in counts.items() if count > 1 and _may_be_a_label(label)}
    if share < _MOSTLY:
        back = {label for label in back if is_name_like(label) or counts[label] > 2}
    sure = back | (set(known) & counts.keys())
    if sure:
        enough = share >= _SHARE or (len(sure) > 1 and share >= _SHORTEST_SHARE) or bool(set(known) & sure)
        if not enough:
            return frozenset()
        first = min(candidates.index(label) for label in sure) if may_have_heading else 0
        later = {label for label in set(candidates[first:]) if label and is_name_like(label)}
        return frozenset(sure | later)
    names = {label for label in counts if is_name_like(label)}
    return frozenset(names) if share >= _MOSTLY and names else frozenset()


def split_label(text: str, speakers: Collection[str]) -> Labelled | None:
    """The line taken apart when it begins with the label of one of the speakers."""
    found = labelled(text)
    return found if found is not None and found.label in speakers else None
