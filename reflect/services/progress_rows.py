"""Progress in lines and sentences: what the tab, the command line and write-ups say of it, worded once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from reflect.analysis.dot_plot import (
    AGREED,
    ALL,
    FOR_ROLE,
    Strip,
    axis,
    cells,
    over_rounds,
    role_letters,
    strip,
)
from reflect.analysis.spread import Agreement, Spread, plain
from reflect.analysis.tables import (
    NO_ROLE,
    Breakdown,
    Change,
    InRound,
    Mark,
    MarkKind,
    PointProgress,
    Progress,
)
from reflect.domain.ids import PointId, RoleId, RoundId

AGREEMENT_WORDS = {
    Agreement.CLOSE: "close",
    Agreement.APART: "close, not all",
    Agreement.SOME: "some way apart",
    Agreement.WIDE: "wide: discuss",
}
UNKNOWN_LETTER, UNKNOWN_ROLE = "?", "role not known"
HIDDEN = "hidden in public"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the plots: a learning point, or what one role says of it."""

    key: str
    point: PointId
    role: RoleId | None = None
    """None for all roles together."""
    letter: str = ""
    label: str
    n: str = ""
    """How many answered: `4`, `4 +1?` with one who could not say."""
    strip: Strip | None = None
    said: str = ""
    """What stands there in place of a plot."""
    median: str = ""
    since: str = ""
    spread: str = ""
    about: tuple[str, ...] = ()
    """What is to be known of it, in sentences."""

    @property
    def of_point(self) -> bool:
        """Whether it is a learning point's own line."""
        return self.role is None

    def plot(self, width: int) -> str:
        """The plot in so many cells, or the words in its place."""
        return cells(self.strip, width) if self.strip is not None else self.said


class Worded:
    """A study's progress, put in words."""

    def __init__(self, found: Progress) -> None:
        self.found = found
        self._letters: Mapping[RoleId, str] = role_letters(found.roles)
        self._roles = {role.id: role.name for role in found.roles}
        self._rounds = {each.id: each.name for each in found.rounds}
        self._points = {each.point: each.name for each in found.points}

    def axis(self, width: int) -> str:
        """The numbers of the scale, each over its place."""
        low, high = self.scale
        return axis(low, high, width)

    @property
    def scale(self) -> tuple[int, int]:
        """The ends of the scale."""
        return (self.found.rounds[0].low, self.found.rounds[0].high) if self.found.rounds else (1, 5)

    def letter(self, role: RoleId) -> str:
        """The letter of a role."""
        return self._letters.get(role, UNKNOWN_LETTER)

    def role_name(self, role: RoleId) -> str:
        """What a role is called."""
        return self._roles.get(role, str(role) if role != NO_ROLE else UNKNOWN_ROLE)

    def round_name(self, round_id: RoundId) -> str:
        """What a round is called."""
        return self._rounds.get(round_id, str(round_id))

    # -- one round -------------------------------------------------------------------------------------

    def in_round(self, round_id: str, *, role: RoleId | None = None) -> list[Line]:
        """A line for each learning point, and under it one for each role; or of one role only."""
        found: list[Line] = []
        for point in self.found.points:
            here = point.of(round_id)
            if here is None or not (here.answered or here.asked or here.marks):
                continue
            found.append(self._point_line(point, here))
            found += [
                self._role_line(point, each) for each in here.roles if role is None or each.role == role
            ]
        return found

    def _point_line(self, point: PointProgress, here: InRound) -> Line:
        agreed = [(float(each.value), AGREED) for each in here.agreed if each.value is not None]
        said = ""
        if here.hidden:
            said = HIDDEN
        elif not here.asked:
            said = "not asked"
        elif not here.every.n and not agreed:
            said = "no answer of a person" if here.answered else "no answer yet"
        spread = AGREEMENT_WORDS[here.every.agreement] if here.every.agreement else ""
        return Line(
            key=str(point.point),
            point=point.point,
            label=self.named(point),
            n=_count(here.every),
            strip=None if said else strip(here.every, ALL, beside=agreed),
            said=said,
            median=plain(here.every.median) if here.every.n else "",
            since=change_short(here.since_last),
            spread="roles differ" if here.gap is not None else spread,
            about=tuple(self.about(here)),
        )

    def _role_line(self, point: PointProgress, each: Breakdown) -> Line:
        letter = self.letter(each.role)
        value = each.for_role.value if each.for_role is not None else None
        beside = [(float(value), FOR_ROLE)] if value is not None else []
        said = HIDDEN if each.hidden and not beside else ""
        if not said and not each.spread.n and not beside:
            said = "can't say"
        return Line(
            key=f"{point.point}/{each.role}",
            point=point.point,
            role=each.role,
            letter=letter,
            label=self.role_name(each.role),
            n=_count(each.spread),
            strip=None if said else strip(each.spread, letter, beside=beside),
            said=said,
            median=plain(each.spread.median) if each.spread.n else "",
            since=change_short(each.since_last),
            spread=AGREEMENT_WORDS[each.spread.agreement] if each.spread.agreement else "",
            about=tuple(self._about_role(each)),
        )

    # -- over the rounds -------------------------------------------------------------------------------

    def over_rounds(self, *, role: RoleId | None = None) -> list[Line]:
        """A line for each learning point with the medians of all rounds, or those of one role."""
        low, high = self.scale
        found: list[Line] = []
        for point in self.found.points:
            medians = [_median(each, role) for each in point.rounds]
            told = any(median is not None for median in medians)
            answered = any(each.answered for each in point.rounds)
            found.append(
                Line(
                    key=str(point.point),
                    point=point.point,
                    label=self.named(point),
                    strip=over_rounds(low, high, medians) if told else None,
                    said="" if told else (HIDDEN if answered and self.found.public else "no answer yet"),
                    median=" → ".join(plain(median) for median in medians) if told else "",
                    since=change_short(_last_change(point, role)),
                    about=tuple(self._about_rounds(point, role)),
                )
            )
        return found

    def _about_rounds(self, point: PointProgress, role: RoleId | None) -> Iterator[str]:
        for number, each in enumerate(point.rounds, 1):
            spread = _spread_of(each, role)
            name = f"{number} {self.round_name(each.round)}"
            marks = " ".join(self.mark_words(mark) for mark in each.marks)
            if spread is not None and spread.n:
                lower, upper = spread.quartiles or (0, 0)
                yield (
                    f"{name}: median {plain(spread.median)}, middle half {plain(lower)}–{plain(upper)}, "
                    f"{_people(spread.n)}. {marks}".rstrip()
                )
            elif marks or each.asked:
                hidden = each.hidden or (
                    role is not None and any(b.hidden for b in each.roles if b.role == role)
                )
                yield f"{name}: {HIDDEN if hidden else 'no answer'}. {marks}".rstrip()
        change = _change_since_first(point, role)
        if change is not None:
            yield self.change_words(change)

    # -- sentences -------------------------------------------------------------------------------------

    def named(self, point: PointProgress) -> str:
        """A learning point with its number, or what became of it."""
        if point.number is not None:
            return f"{point.number} {point.name}"
        if point.merged_into is not None:
            return f"{point.name} (merged into “{self._points.get(point.merged_into, point.merged_into)}”)"
        return f"{point.name} (no longer in the codebook)"

    def about(self, here: InRound) -> Iterator[str]:
        """What is to be known of a learning point in a round."""
        if here.hidden:
            yield "Hidden in public: fewer people answered than the study's smallest group."
        if here.every.answers:
            yield spread_words(here.every)
        if here.gap is not None:
            yield (
                f"Roles differ: {self._names(here.gap.lowest)} {plain(here.gap.low)}, "
                f"{self._names(here.gap.highest)} {plain(here.gap.high)}."
            )
        if here.wide:
            yield f"Wide within {self._names(here.wide)}: talk about it."
        for change in _each_once(here.since_last, here.since_first):
            yield self.change_words(change)
        for rating in here.agreed:
            value = "can't say" if rating.value is None else str(rating.value)
            yield f"Agreed by a group: {value}."
        for mark in here.marks:
            yield self.mark_words(mark)
        if any(each.hidden for each in here.roles):
            yield (
                "Roles with too few answers are hidden in public, and others with them where the rest would "
                "tell what they said."
            )

    def _about_role(self, each: Breakdown) -> Iterator[str]:
        if each.hidden:
            yield (
                "Hidden in public: too few answers, or what another role said could be worked out from it."
            )
        if each.spread.answers:
            yield spread_words(each.spread)
        if each.for_role is not None:
            value = "can't say" if each.for_role.value is None else str(each.for_role.value)
            yield f"Said for the whole role: {value}."
        for change in _each_once(each.since_last, each.since_first):
            yield self.change_words(change)

    def change_words(self, change: Change) -> str:
        """How ratings moved since another round, with what to mind."""
        since = f"Since {self.round_name(change.since)} (median {plain(change.then)})"
        if change.hidden:
            return f"{since}: who moved is not told in public, since too few stayed, joined or left."
        parts = []
        if change.matched:
            moved = f"{change.up} up, {change.same} the same, {change.down} down"
            parts.append(f"of {_people(change.matched)} who answered both times {moved}")
        else:
            parts.append("nobody is known to have answered both times")
        if change.joined or change.left:
            parts.append(f"{change.joined} joined and {change.left} left")
        if change.unmatched:
            parts.append(f"{change.unmatched} without a code cannot be matched")
        return f"{since}: {'; '.join(parts)}."

    def mark_words(self, mark: Mark) -> str:
        """What changed about a learning point between rounds."""
        others = ", ".join(f"“{self._point_name(point)}”" for point in mark.points)
        match mark.kind:
            case MarkKind.ADDED:
                return "Asked from this round on."
            case MarkKind.STANDS_FOR:
                return f"Asked as {others} then, which is merged into it."
            case MarkKind.TAKES_IN:
                return f"From this round on it holds {others} too."
            case MarkKind.NOT_ASKED:
                return (
                    f"Not asked: retired on {mark.retired}." if mark.retired else "Not asked in this round."
                )

    def _point_name(self, point: PointId) -> str:
        return self._points.get(point) or self.found.merged.get(point, str(point))

    def _names(self, roles: tuple[RoleId, ...]) -> str:
        return ", ".join(self.role_name(role) for role in roles)


def spread_words(spread: Spread) -> str:
    """A spread in a sentence."""
    cannot = f"{_people(spread.cannot_say)} can't say" if spread.cannot_say else ""
    if spread.quartiles is None or spread.range is None:
        return f"{cannot}." if cannot else "Nobody answered."
    lower, upper = spread.quartiles
    parts = [
        f"Median {plain(spread.median)}, middle half {plain(lower)}–{plain(upper)}",
        f"from {spread.range[0]} to {spread.range[1]}",
        _people(spread.n) + (f", and {cannot}" if cannot else ""),
    ]
    return "; ".join(parts) + "."


def change_short(change: Change | None) -> str:
    """How far the middle one of those who answered both times moved: `▲ +1 (5)` of five, `= 2▲ (5)`."""
    if change is None:
        return ""
    if change.hidden:
        return f"was {plain(change.then)}"
    if change.step is None:
        return f"was {plain(change.then)}, others"
    if change.step > 0:
        return f"▲ +{plain(change.step)} ({change.matched})"
    if change.step < 0:
        return f"▼ −{plain(-change.step)} ({change.matched})"
    moved = f"{change.up}▲" * bool(change.up) + f"{change.down}▼" * bool(change.down)
    return " ".join(part for part in ("=", moved, f"({change.matched})") if part)


def _count(spread: Spread) -> str:
    if not spread.answers:
        return ""
    return f"{spread.n} +{spread.cannot_say}?" if spread.cannot_say else str(spread.n)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _spread_of(here: InRound, role: RoleId | None) -> Spread | None:
    if role is None:
        return here.every
    return next((each.spread for each in here.roles if each.role == role), None)


def _median(here: InRound, role: RoleId | None) -> float | None:
    if role is None:
        return here.every.median
    return next((each.centre for each in here.roles if each.role == role and not each.hidden), None)


def _change_of(here: InRound, role: RoleId | None) -> tuple[Change | None, Change | None]:
    if role is None:
        return here.since_last, here.since_first
    return next(
        ((each.since_last, each.since_first) for each in here.roles if each.role == role), (None, None)
    )


def _last_change(point: PointProgress, role: RoleId | None) -> Change | None:
    answered = [each for each in point.rounds if each.answered]
    return _change_of(answered[-1], role)[0] if answered else None


def _change_since_first(point: PointProgress, role: RoleId | None) -> Change | None:
    answered = [each for each in point.rounds if each.answered]
    return _change_of(answered[-1], role)[1] if answered else None


def _each_once(*changes: Change | None) -> Iterator[Change]:
    seen: set[RoundId] = set()
    for change in changes:
        if change is not None and change.since not in seen:
            seen.add(change.since)
            yield change
