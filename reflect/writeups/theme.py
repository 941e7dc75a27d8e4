"""Drafting a write-up of one learning point: what people in different roles say of it, for and against.

A draft holds references and no words, as in `reflection.py`. Quotes are chosen for range: every role, every
person before anybody a second time, those that speak against it too. The ones that are not chosen are named
in a comment, so that nobody has to look for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from reflect.domain.codebook import Codebook, LearningPoint
from reflect.domain.gate import Rules, role_may_stand
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, QuoteId, RoleId
from reflect.domain.people import Participant, Role
from reflect.domain.session import MemoTarget, SessionRecord
from reflect.domain.tagging import tags_by_quote
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.quotables import quotables_in_order
from reflect.writeups.reflection import DraftMemo, in_comment
from reflect.writeups.template import filled_by

TEMPLATE = "theme.md.jinja"
"""The template's file name: ours here under `templates/`, a study's own under its `templates/`."""
EACH = 2
"""So many quotes of one person are put in, for and against counted apart."""
SHORT, LONG = 40, 500
"""Code points: what is shorter says little by itself, what is longer is hard to read as a quotation."""


class ThemeQuote(msgspec.Struct, frozen=True, kw_only=True):
    """A quote as the draft needs it: no words, but how many there are."""

    id: QuoteId
    speaker: ParticipantCode
    role: RoleId
    length: int
    """Of its words, in code points."""
    points: int
    """How many learning points it has: one that has this alone says it most plainly."""
    starred: bool
    contradicts: bool
    role_told: bool = True
    """Whether readers may be told the role of who said it."""


class ThemeData(msgspec.Struct, frozen=True, kw_only=True):
    """What a write-up of a learning point is drafted from."""

    point: LearningPoint
    created: str
    """The day of the draft: ISO 8601."""
    roles: tuple[Role, ...]
    quotes: tuple[ThemeQuote, ...]
    """In the order of the sessions."""
    memos: tuple[DraftMemo, ...]
    silent: tuple[Role, ...]
    """Roles of people who took part and said nothing of it."""


class RoleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What people in one role say, as a template sees it."""

    name: str
    quotes: tuple[QuoteId, ...]
    left: tuple[QuoteId, ...]
    """Those that were not chosen."""


def theme_data(
    sessions: Sequence[tuple[SessionRecord, Guide]],
    point: LearningPoint,
    people: Mapping[ParticipantCode, Participant],
    roles: Sequence[Role],
    codebook: Codebook,
    *,
    rules: Rules,
    created: str,
) -> ThemeData:
    """What the write-up of a learning point is drafted from: its quotes whose speaker is known."""
    quotes: list[ThemeQuote] = []
    memos: list[DraftMemo] = []
    took_part: set[RoleId] = set()
    for record, guide in sessions:
        tags = tags_by_quote(record)
        tagged = {quote for quote, given in tags.items() if any(tag.point == point.id for tag in given)}
        for found, _ in quotables_in_order(record, guide, people):
            quote, speaker = found.quote, found.speaker
            if speaker is None:
                continue
            took_part.add(speaker.role)
            if quote.id in tagged:
                given = tags[quote.id]
                quotes.append(
                    ThemeQuote(
                        id=quote.id,
                        speaker=speaker.code,
                        role=speaker.role,
                        length=len(quote.words),
                        points=len({tag.point for tag in given}),
                        starred=quote.starred,
                        contradicts=any(tag.point == point.id and tag.contradicts for tag in given),
                        role_told=role_may_stand(found, rules),
                    )
                )
        for memo in sorted(record.memos.values(), key=lambda memo: (memo.at, memo.id)):
            on_quote = memo.target is MemoTarget.QUOTE and memo.target_id in tagged
            if on_quote or (memo.target is MemoTarget.POINT and memo.target_id == point.id):
                about = f"quote {memo.target_id}" if on_quote else "the learning point"
                memos.append(DraftMemo(about=about, text=memo.text))
    heard = {quote.role for quote in quotes}
    return ThemeData(
        point=codebook.get(point.id) or point,
        created=created,
        roles=tuple(roles),
        quotes=tuple(quotes),
        memos=tuple(memos),
        silent=tuple(role for role in roles if role.id in took_part - heard),
    )


def chosen(quotes: Sequence[ThemeQuote], *, each: int = EACH) -> tuple[list[QuoteId], list[QuoteId]]:
    """Quotes for range, and those that are left: everybody's best before anybody's second.

    Best is what is starred, then what has this learning point alone, then what is neither very short nor very
    long.
    """
    ranked: dict[ParticipantCode, list[ThemeQuote]] = {}
    for quote in quotes:
        ranked.setdefault(quote.speaker, []).append(quote)
    for own in ranked.values():
        own.sort(key=lambda q: (not q.starred, q.points, not SHORT <= q.length <= LONG, q.length))
    taken = [own[turn].id for turn in range(each) for own in ranked.values() if turn < len(own)]
    return taken, [quote.id for quote in quotes if quote.id not in taken]


def draft_theme(data: ThemeData, template: str | None = None, *, name: str = TEMPLATE) -> str:
    """The Markdown of a first draft, by the study's own `template` or, where it has none, by ours.

    `name` is the template's file, for messages. Raises `InvalidInput` when the template cannot be used.
    """
    return filled_by(template, TEMPLATE, _seen_by_template(data), name=name)


def _seen_by_template(data: ThemeData) -> Mapping[str, object]:
    point = data.point
    return {
        "point": point.id,
        "number": point.number,
        "name": _safe(point.name),
        "title": " ".join(point.name.split()),
        "created": data.created,
        "description": _safe(point.description),
        "use_when": [_safe(each) for each in point.use_when],
        "not_when": [_safe(each) for each in point.not_when],
        "roles": list(_by_role(data, contradicts=False)),
        "against": list(_by_role(data, contradicts=True)),
        "silent": [_safe(role.name) for role in data.silent],
        "roles_told": all(quote.role_told for quote in data.quotes),
        "people": len({quote.speaker for quote in data.quotes}),
        "quotes": len(data.quotes),
        "memos": [DraftMemo(about=memo.about, text=_safe(memo.text)) for memo in data.memos],
    }


def _by_role(data: ThemeData, *, contradicts: bool) -> Iterable[RoleDraft]:
    known = {role.id for role in data.roles}
    others = [
        Role(id=role, name=role, described=role)
        for role in dict.fromkeys(quote.role for quote in data.quotes)
        if role not in known
    ]
    for role in (*data.roles, *others):
        own = [q for q in data.quotes if q.role == role.id and q.contradicts is contradicts]
        if own:
            taken, left = chosen(own)
            yield RoleDraft(name=_safe(role.name), quotes=tuple(taken), left=tuple(left))


def _safe(text: str) -> str:
    """Words on one line that may stand in Markdown and cannot end a comment."""
    return in_comment(as_typed_inline(" ".join(text.split())))
