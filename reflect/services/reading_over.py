"""A write-up as its writer reads it over: what readers see, and what the margin, outline and drawer show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from reflect.domain import gate
from reflect.domain.gate import Audience, Ruling
from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.domain.writeup_reading import Comment, Mark, Said, Section, Sign
from reflect.services.rendering import RenderedWriteup
from reflect.services.rows import QuoteRow
from reflect.services.study import Study
from reflect.writeups.comments import comments_in
from reflect.writeups.manuscript import Line, read_manuscript
from reflect.writeups.margin import Notice, margin
from reflect.writeups.remarks import RemarkKind
from reflect.writeups.sections import rendered_sections, sections


class DrawerQuote(msgspec.Struct, frozen=True, kw_only=True):
    """A quote one may refer to, and what the gate says of it for one audience."""

    row: QuoteRow
    ruling: Ruling
    readable: bool
    """Whether the researchers may still read its words: not those of who withdrew."""


class ReadOver(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a text: all of it belongs to the same letters."""

    text: str
    rendered: RenderedWriteup
    margin: Mapping[int, Mark]
    """By the number of the line; the first is 1."""
    comments: tuple[Comment, ...]
    sections: tuple[Section, ...]
    """As they stand in the file."""
    shown: tuple[Section, ...]
    """As readers see them: the same, in the same order, with the words of quotes."""

    @property
    def words(self) -> int:
        """How many words readers see."""
        return sum(section.words for section in self.shown)

    def title_of(self, at: int) -> str:
        """The heading of a section as readers see it."""
        same = len(self.shown) == len(self.sections)
        return (self.shown if same else self.sections)[at].title

    def words_of(self, at: int) -> int:
        """How many of them stand in a section and what belongs under it."""
        if len(self.shown) != len(self.sections):
            return self.sections[at].words
        return sum(section.words for section in self.shown[at : self.past(at)])

    def past(self, at: int) -> int:
        """The index after a section and what belongs under it."""
        level = self.sections[at].level
        if level == 0:
            return at + 1
        later = range(at + 1, len(self.sections))
        return next((n for n in later if self.sections[n].level <= level), len(self.sections))

    def signs_of(self, at: int) -> Counter[Sign]:
        """How often each sign stands in a section and what belongs under it."""
        first, past = self.sections[at].line, self.sections[self.past(at) - 1].past
        found: Counter[Sign] = Counter(
            sign
            for line, mark in self.margin.items()
            if first <= line < past
            for sign in mark.signs
            if sign is not Sign.COMMENT  # it stands beside each of its lines
        )
        found[Sign.COMMENT] = sum(first <= comment.line < past for comment in self.comments)
        return found


def read_over(
    study: Study,
    text: str,
    said: Mapping[QuoteId, Said],
    *,
    writeup: str = "",
    audience: Audience,
    reader: ParticipantCode | None,
) -> ReadOver:
    """Read a text over as `audience` would see it; raises what reading the study raises."""
    rendered = study.rendering.render(text, preview=True, audience=audience, reader=reader, writeup=writeup)
    manuscript = read_manuscript(text)
    comments = comments_in(text, manuscript)
    return ReadOver(
        text=text,
        rendered=rendered,
        margin=margin(rendered.references, _notices(rendered), comments, said),
        comments=comments,
        sections=sections(_from_first_words(manuscript.lines)),
        shown=rendered_sections(rendered.markdown),
    )


def drawer_of(study: Study, *, audience: Audience, reader: ParticipantCode | None) -> tuple[DrawerQuote, ...]:
    """Every quote of the study with what the gate says of it; raises what reading the study raises."""
    rules = study.rendering.rules()
    quotables = study.rendering.quotables()
    found = []
    for row in study.quotes():
        quotable = quotables.get(row.id)
        if quotable is None:
            continue
        ruling = gate.rule(quotable, rules, audience, reader=reader)
        readable = gate.taken_back(quotable.speaker) is None and gate.taken_back(quotable.sitting) is None
        found.append(DrawerQuote(row=row, ruling=ruling, readable=readable))
    return tuple(found)


def said_of(study: Study, quotes: tuple[DrawerQuote, ...]) -> dict[QuoteId, Said]:
    """What the margin tells of each quote."""
    roles = {role.id: role.name for role in study.roles()}
    return {
        each.row.id: Said(
            who=" · ".join(
                part
                for part in (
                    each.row.participant or "",
                    roles.get(each.row.role, "") if each.row.role else "",
                )
                if part
            ),
            words=each.row.text if each.readable else "",
            approval=each.row.approval,
            changed=each.row.source_changed,
        )
        for each in quotes
    }


def _notices(rendered: RenderedWriteup) -> Iterator[Notice]:
    """The remarks with the sign that they put beside a line."""
    for remark in rendered.remarks:
        if remark.kind is not RemarkKind.AMENDED:  # the story of the reference tells that
            yield Notice(remark.line, _SIGNS.get(remark.kind, Sign.APPEARS), remark.text)


_SIGNS = {
    RemarkKind.PROBLEM: Sign.MEND,
    RemarkKind.WITHDRAWN: Sign.HELD_BACK,
    RemarkKind.DECLINED: Sign.HELD_BACK,
    RemarkKind.HELD_BACK: Sign.HELD_BACK,
    RemarkKind.SOURCE_CHANGED: Sign.CHANGED,
    RemarkKind.WORDS_CHANGED: Sign.CHANGED,
    RemarkKind.UNTAGGED: Sign.CHANGED,
}


def _from_first_words(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the empty ones at the beginning, which readers do not see."""
    return lines[next((at for at, line in enumerate(lines) if line.text.strip()), len(lines)) :]
