"""Who is who in a transcript: labels of the file to participants and interviewer. Pure.

A label that could be anybody (`Speaker 1`, `INT`) means another person in the next file, so it is never
remembered; a name is. Where nothing says whose words they are, they stay nobody's: a guess could put words
into the mouth of somebody who consented to other words being quoted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

import msgspec

from reflect.domain.ids import ParticipantCode
from reflect.domain.people import Participant
from reflect.domain.session import INTERVIEWER as INTERVIEWER_SHOWN
from reflect.transcripts.likeness import folded

INTERVIEWER = "interviewer"
NOBODY = ""
"""Words that belong to no participant, as far as anybody knows."""

_ANYBODY = re.compile(
    r"(?:speaker|spk|participant|respondent|interviewee|guest|person|voice|male|female|man|woman|"
    r"unknown(?:speaker)?|anonymous|speakerunknown|answer|all|various|group)?[a-z]?\d*"
)
_ASKS = re.compile(
    r"(?:interviewer|int|iv|interview|researcher|moderator|facilitator|host|interviewer\d|int\d|question)"
)
_BRACKETS = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]")
_NOT_LETTERS = re.compile(r"[\W_]+")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said about the speakers of the files being imported."""

    speakers: Mapping[str, str] = {}
    """Labels to codes, `interviewer` or nobody."""
    interviewer: str = ""
    """The label of who asks."""
    participant: ParticipantCode | None = None
    """Who was interviewed."""


def bare(label: str) -> str:
    """A label without what stands in brackets behind it: `Marian Okafor (SL)` is `Marian Okafor`."""
    return " ".join(_BRACKETS.sub(" ", label).split()) or label


def anybody(label: str) -> bool:
    """Whether a label says nothing of who it is outside its own file."""
    letters = _letters(label)
    return _ANYBODY.fullmatch(letters) is not None or _ASKS.fullmatch(letters) is not None


def whos_who(
    labels: Sequence[str],
    *,
    told: Told,
    remembered: Mapping[str, str],
    people: Sequence[Participant],
    likely: Collection[str] = (),
) -> dict[str, str]:
    """Each label's participant, `interviewer` or nobody.

    What was told counts first, then what the study remembers, then codes and names of people; then who asks
    (a label such as `INT`, or who asks the guide's questions: `likely`); and where one label is left beside
    the interviewer, it is the participant who was named.
    """
    names = {_letters(person.name): str(person.code) for person in people if person.name}
    codes = {person.code.casefold(): str(person.code) for person in people}
    known = {_letters(label): who for label, who in remembered.items()}
    said = {_letters(label): who for label, who in told.speakers.items()}
    if told.interviewer:
        said.setdefault(_letters(told.interviewer), INTERVIEWER)
    found: dict[str, str] = {}
    for label in labels:
        letters = _letters(label)
        for places in (said, known):
            if letters in places and label not in found:
                found[label] = places[letters]
        if label and label not in found:
            who = codes.get(label.casefold()) or names.get(letters) or names.get(_letters(bare(label)))
            if who:
                found[label] = who
    if INTERVIEWER not in found.values():
        asks = [label for label in labels if _ASKS.fullmatch(_letters(label))]
        asks += [label for label in labels if _letters(label) == "i"] if not asks else []
        found |= dict.fromkeys((label for label in asks or likely if label not in found), INTERVIEWER)
    left = [label for label in labels if label and label not in found]
    person = told.participant
    if person is not None and person not in found.values() and len(left) == 1:
        # Two labels of whom neither is known to ask: which of them is the participant, nobody has said.
        alone = len([label for label in labels if label]) == 1
        if alone or INTERVIEWER in found.values():
            found[left[0]] = person
    return {label: found.get(label, NOBODY) for label in labels}


def shown_names(who: Mapping[str, str], roles: Iterable[str] = ()) -> dict[str, str]:
    """What each label's speaker is called in the session, where no name may stand; `roles` are no names."""
    shown: dict[str, str] = {}
    plain = {label for label in who if anybody(label)} | (set(roles) & set(who))
    taken = {label for label in plain if who[label] == NOBODY}
    number = 0
    for label, is_who in who.items():
        if is_who == INTERVIEWER:
            shown[label] = INTERVIEWER_SHOWN
        elif is_who != NOBODY:
            shown[label] = is_who
        elif label in plain:
            shown[label] = label
        else:
            number = next(n for n in count(number + 1) if f"Speaker {n}" not in taken)
            shown[label] = f"Speaker {number}"
    return shown


def to_remember(who: Mapping[str, str], *, said: Iterable[str], roles: Collection[str]) -> dict[str, str]:
    """Of the labels a person decided on (`said`), those that mean the same in the next file."""
    role_words = {_letters(role) for role in roles}
    decided = {_letters(label) for label in said}
    return {
        label: is_who
        for label, is_who in who.items()
        if label and _letters(label) in decided and not anybody(label) and _letters(label) not in role_words
    }


def _letters(label: str) -> str:
    return _NOT_LETTERS.sub("", folded(label))
