"""The account of a file: every sign in it is speech, a label, grammar, or left aside with its reason.

Readers write down what they take away; what they hand out is counted afterwards, in the finished turns.
When the sums differ, words were lost or doubled on the way: the transcript is then refused, because a
fault of ours must never look like what somebody said.
"""

from __future__ import annotations

from collections.abc import Iterable

from reflect.errors import InvalidInput
from reflect.transcripts.records import Aside, AsideKind, ReadTurn, Reconciliation
from reflect.transcripts.stripping import WHITE, without

_SHORT = 200
"""Code points up to which splitting is quicker."""


def signs(text: str) -> int:
    """How many characters of a text are not white space."""
    if len(text) > _SHORT:
        text = without(text, WHITE)  # so that hardly anything is left to split
    return len("".join(text.split()))


class Ledger:
    """Where each sign of one file went."""

    def __init__(self, signs_in: int = 0, cues_in: int = 0) -> None:
        """Begin with what was counted in the file, before it is read."""
        self.signs_in = signs_in
        self.cues_in = cues_in
        self._cues_out = 0
        self._cues_empty = 0
        self._labels = 0
        self._structure = 0
        self._asides: list[Aside] = []

    def label(self, text: str) -> None:
        """Signs that say who speaks."""
        self._labels += signs(text)

    def structure(self, text: str) -> None:
        """Signs of the file's own grammar: times, numbers, markup."""
        self._structure += signs(text)

    def rewritten(self, written: str, meant: str) -> None:
        """Signs that stand for others: `&amp;` for `&`."""
        if written != meant:
            self._structure += signs(written) - signs(meant)

    def aside(self, kind: AsideKind, text: str, first: int, last: int | None = None) -> None:
        """Words that are not speech; empty ones are not kept."""
        if text.strip():
            self._asides.append(
                Aside(kind=kind, text=text, first=first, last=first if last is None else last)
            )

    def cue(self, *, empty: bool = False) -> None:
        """One cue read; `empty` when it has no words."""
        if empty:
            self._cues_empty += 1
        else:
            self._cues_out += 1

    def cues(self, number: int) -> None:
        """So many cues read that have words."""
        self._cues_out += number

    def closed(self, turns: Iterable[ReadTurn], name: str) -> Reconciliation:
        """The account, once the turns are finished.

        Raises `InvalidInput` when what came out is not what went in.
        """
        account = Reconciliation(
            cues_in=self.cues_in,
            cues_out=self._cues_out,
            cues_empty=self._cues_empty,
            signs_in=self.signs_in,
            spoken=sum(signs(turn.text) for turn in turns),
            labels=self._labels,
            structure=self._structure,
            aside=sum(signs(aside.text) for aside in self._asides),
            asides=tuple(sorted(self._asides, key=lambda aside: (aside.first == 0, aside.first))),
        )
        lost = account.speech_in - account.spoken
        missed = account.cues_in - account.cues_out - account.cues_empty
        if lost or missed:
            what = _difference(lost, "character") if lost else _difference(missed, "cue")
            raise InvalidInput(
                f"The words read do not add up to the words in the file: {what}; nothing was taken in",
                place=name,
                remedy="This is a fault of reflect: please report it. Another format of the same transcript "
                "may well be read.",
            )
        return account


def _difference(count: int, thing: str) -> str:
    plural = "" if abs(count) == 1 else "s"
    return f"{abs(count)} {thing}{plural} {'would be lost' if count > 0 else 'too many'}"
