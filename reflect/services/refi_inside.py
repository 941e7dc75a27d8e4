"""A study as a REFI-QDA project for its researchers: all of it under codes, but what was taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

import msgspec

from reflect.domain import gate, tagging
from reflect.domain.gate import Audience, HeldBack, Quotable, Rules
from reflect.domain.guide import Guide
from reflect.domain.ids import ParticipantCode, PointId, QuoteId
from reflect.domain.passages import Passage, passages
from reflect.domain.people import Participant
from reflect.domain.session import Memo, MemoTarget, Quote, SessionRecord, Tag
from reflect.exchange.refi_codes import codes_of, retired_group
from reflect.exchange.refi_ids import Guids
from reflect.exchange.refi_records import (
    Case,
    Coding,
    Group,
    Note,
    Ours,
    PassageAt,
    PointOf,
    Project,
    Selection,
    SessionOf,
    Source,
    User,
    Value,
    Variable,
)
from reflect.exchange.refi_text import Laid, laid
from reflect.services.gone_names import GoneNames, Without
from reflect.services.refi_names import NamesAway
from reflect.services.refi_parts import NOBODY, STARRED, VARIABLES, StudyToGo
from reflect.writeups.quotables import quotables_in_order


class Inside:
    """The study as researchers may have it."""

    def __init__(self, study: StudyToGo, rules: Rules, away: NamesAway | None, gone: GoneNames) -> None:
        """`away` takes names out of texts; None: they stand, and people are called by theirs.

        `gone` are the names of who took their words back, which never stand.
        """
        self._gone = gone
        self._study = study
        self._rules = rules
        self._away = away
        self._with_names = away is None
        self._guids = Guids(study.uid)
        self._people = {person.code: person for person in study.people()}
        self._codebook = msgspec.structs.replace(
            study.codebook(), points=gone.out_of_points(study.codebook().points)
        )
        self._users: dict[str, str] = {}
        self._against: set[PointId] = set()
        self._notes: list[Note] = []
        self._on: dict[tuple[MemoTarget, str], list[str]] = {}
        self._starred: dict[str, str] = {}
        """The sources in which there are starred quotes, and when the first of them was made."""
        self.headings: set[str] = set()
        """What stands over the passages, and before them."""
        self._spoken: dict[ParticipantCode, list[str]] = {}
        """The selections of a participant's words in sessions that are not theirs alone."""
        self._of: dict[ParticipantCode, list[str]] = {}
        """A participant's own sources."""
        self._sessions: dict[str, SessionOf] = {}
        self.held_back: Counter[HeldBack] = Counter()

    def project(self) -> Project:
        """All of it."""
        memos = self._study.study_memos()
        self._remember(memos, [one.text for one in self._without_names([memo.text for memo in memos])])
        sources = [
            source for record, guide in self._study.records() for source in self._source(record, guide)
        ]
        if self._starred:
            text = "Quotes that a researcher starred, to come back to them."
            # With a time: QualCoder's reader ends on a note that has none.
            at = min(self._starred.values())
            self._notes.append(Note(guid=self._guids.of("note", STARRED), name=STARRED, text=text, at=at))
        cases = tuple(self._cases())
        on_point = {key: notes for (target, key), notes in self._on.items() if target is MemoTarget.POINT}
        used = {value.variable for case in cases for value in case.values}
        used |= {value.variable for source in sources for value in source.values}
        return Project(
            name=self._without_names([self._study.title])[0].text,
            users=tuple(User(guid=guid, name=name) for name, guid in sorted(self._users.items())),
            codes=codes_of(
                self._codebook.points, self._guids, against=self._against, notes=on_point, examples=True
            ),
            variables=tuple(
                Variable(guid=self._guids.of("variable", key), name=name, kind=kind)
                for key, (name, kind) in VARIABLES.items()
                if self._guids.of("variable", key) in used
            ),
            cases=cases,
            sources=tuple(sources),
            notes=tuple(self._notes),
            groups=(*retired_group(self._codebook.points, self._guids), *self._starred_group()),
            on_all=tuple(
                note
                for (target, _), notes in self._on.items()
                if target is MemoTarget.STUDY
                for note in notes
            ),
        )

    def ours(self) -> Ours:
        """What only reflect knows of it."""
        return Ours(
            points={
                self._guids.of("point", point.id): PointOf(id=point.id, number=point.number)
                for point in self._codebook.points
            },
            sessions=self._sessions,
        )

    def _source(self, record: SessionRecord, guide: Guide) -> Iterator[Source]:
        session = record.session
        person = self._people.get(session.participant) if session.participant is not None else None
        gone = gate.taken_back(person)
        if gone is not None:
            # What others said in it answers what is not to be read any more.
            self.held_back[gone] += len(record.quotes)
            return
        heard = [ruled for passage in passages(record, guide) for ruled in self._heard(record, passage)]
        stands: list[Quotable] = []
        elsewhere: list[tuple[Quotable, str]] = []
        texts = {passage.id: passage.text for passage in heard}
        for found, _ in quotables_in_order(record, guide, self._people):
            quote = found.quote
            ruling = gate.rule(found, self._rules, Audience.INTERNAL)
            if ruling.reason is not None:
                self.held_back[ruling.reason] += 1
                continue
            here = texts.get(quote.passage, "")[quote.start : quote.end] == ruling.words
            if here and not quote.source_changed:
                stands.append(found)
            else:
                elsewhere.append((found, ruling.words))
        if not heard and not elsewhere:
            return
        left = {found.quote.id for found in (*stands, *(found for found, _ in elsewhere))}
        memos = [
            memo
            for memo in record.memos.values()
            if memo.target is not MemoTarget.QUOTE or memo.target_id in left
        ]
        bare = self._without_names(
            [
                *(passage.text for passage in heard),
                *(words for _, words in elsewhere),
                *(memo.text for memo in memos),
            ]
        )
        of_passage = {passage.id: bare[n] for n, passage in enumerate(heard)}
        heard = [msgspec.structs.replace(p, text=of_passage[p.id].text) for p in heard]
        of_elsewhere = bare[len(heard) : len(heard) + len(elsewhere)]
        elsewhere = [(found, one.text) for (found, _), one in zip(elsewhere, of_elsewhere, strict=True)]
        self._remember(memos, [one.text for one in bare[len(heard) + len(elsewhere) :]])
        text = laid(heard, [words for _, words in elsewhere])
        self.headings |= {words for passage in heard for words in (passage.heading, passage.label)}
        guid = self._guids.of("session", session.id)
        tags = tagging.tags_by_quote(record)
        placed: list[tuple[Quotable, int, str]] = []
        for found in stands:
            quote, one = found.quote, of_passage[found.quote.passage]
            start, end = one.span(quote.start, quote.end)
            placed.append((found, text.places[quote.passage] + start, one.text[start:end]))
        for (found, words), start in zip(elsewhere, text.elsewhere, strict=True):
            placed.append((found, start, words))
        selections = [
            # Named by the words as they stand in the file, to the letter: by these positions are known.
            self._selection(
                found,
                text.text[start : start + len(words)],
                start,
                tags.get(found.quote.id, ()),
                own=session.participant,
            )
            for found, start, words in placed
        ]
        starred = [found.quote.at for found, _, _ in placed if found.quote.starred]
        if starred:
            self._starred[guid] = min(starred)
        if session.participant is not None:
            self._of.setdefault(session.participant, []).append(guid)
        self._sessions[guid] = self._session_of(record, heard, text, elsewhere)
        values = {"kind": session.kind.value, "date": session.started[:10], "guide": session.guide}
        yield Source(
            guid=guid,
            name=f"{session.started[:10]} {session.participant or 'group'} {session.id}",
            text=text.text,
            selections=tuple(selections),
            notes=tuple(self._on.get((MemoTarget.SESSION, session.id), ())),
            values=self._values(values),
            user=self._user(session.researcher),
            at=session.started,
        )

    def _without_names(self, texts: Sequence[str]) -> list[Without]:
        return self._gone.taken(texts) if self._away is None else self._away.taken(texts)

    def _heard(self, record: SessionRecord, passage: Passage) -> Iterator[Passage]:
        """The passage in the words that may be read; not at all when they were taken back."""
        whole = Quote(
            id=QuoteId(""), passage=passage.id, start=0, end=len(passage.text), words=passage.text, at=""
        )
        found = Quotable(
            quote=whole,
            passage_kind=passage.kind,
            speaker=self._people.get(passage.speaker) if passage.speaker is not None else None,
            session_kind=record.session.kind,
            question=passage.question,
        )
        ruling = gate.rule(found, self._rules, Audience.INTERNAL)
        if ruling.appears:
            yield msgspec.structs.replace(passage, text=ruling.words)

    def _selection(
        self,
        found: Quotable,
        words: str,
        start: int,
        tags: Sequence[Tag],
        *,
        own: ParticipantCode | None,
    ) -> Selection:
        quote = found.quote
        guid = self._guids.of("quote", quote.id)
        if found.speaker is not None and found.speaker.code != own:
            self._spoken.setdefault(found.speaker.code, []).append(guid)
        notes = list(self._on.get((MemoTarget.QUOTE, quote.id), ()))
        if quote.starred:
            notes.append(self._guids.of("note", STARRED))
        return Selection(
            guid=guid,
            start=start,
            end=start + len(words),
            name=words,
            codings=tuple(self._coding(tag) for tag in tags if self._codebook.get(tag.point) is not None),
            notes=tuple(notes),
            user=self._user(quote.by),
            at=quote.at,
        )

    def _coding(self, tag: Tag) -> Coding:
        point = self._codebook.standing_for(tag.point)
        if tag.contradicts:
            self._against.add(point)
        return Coding(
            guid=self._guids.of("tag", tag.id),
            code=self._guids.of("against" if tag.contradicts else "point", point),
            user=self._user(tag.by),
            at=tag.at,
        )

    def _session_of(
        self,
        record: SessionRecord,
        heard: Sequence[Passage],
        text: Laid,
        elsewhere: Sequence[tuple[Quotable, str]],
    ) -> SessionOf:
        session = record.session
        stood = [
            PassageAt(
                id=passage.id,
                start=text.places[passage.id],
                end=text.places[passage.id] + len(passage.text),
                label=passage.label,
                speaker=passage.speaker,
                asks=passage.asks,
                question=passage.question,
                seconds=passage.start,
            )
            for passage in heard
        ]
        stood += [
            PassageAt(id=found.quote.passage, start=start, end=start + len(words), elsewhere=True)
            for (found, words), start in zip(elsewhere, text.elsewhere, strict=True)
        ]
        return SessionOf(
            kind=session.kind.value,
            digest=sha256(text.text.encode()).hexdigest(),
            participant=session.participant,
            started=session.started,
            ended=session.ended,
            seconds=session.seconds,
            guide=session.guide,
            guide_version=session.guide_version,
            guide_text=session.guide_text,
            passages=tuple(stood),
        )

    def _remember(self, memos: Sequence[Memo], texts: Sequence[str]) -> None:
        """Make notes of memos, with these texts of theirs."""
        together = zip(memos, texts, strict=True)
        for memo, words in sorted(together, key=lambda pair: (pair[0].at, pair[0].id)):
            guid = self._guids.of("memo", memo.id)
            about = (
                self._codebook.standing_for(memo.target_id)
                if memo.target is MemoTarget.POINT
                else memo.target_id
            )
            self._on.setdefault((memo.target, about), []).append(guid)
            self._notes.append(
                Note(
                    guid=guid,
                    name=f"Memo on a {memo.target.value} ({memo.id})",
                    text=words,
                    user=self._user(memo.by),
                    at=memo.at,
                )
            )

    def _cases(self) -> Iterator[Case]:
        for person in self._people.values():
            if gate.taken_back(person) is not None:
                continue
            name = f"{person.code} {person.name}".strip() if self._with_names else person.code
            yield Case(
                guid=self._guids.of("participant", person.code),
                name=name,
                values=self._values(self._known_of(person)),
                sources=tuple(self._of.get(person.code, ())),
                selections=tuple(self._spoken.get(person.code, ())),
            )

    def _known_of(self, person: Participant) -> dict[str, str]:
        role, consent = self._rules.roles.get(person.role), person.consent
        known = {"role": role.name if role is not None else person.role}
        if self._with_names or gate.organisation_may_stand(person):
            known["organisation"] = person.organisation
        if self._with_names:
            known |= {"name": person.name, "post": person.post}
        if consent is not None:
            known["quoted"] = "" if consent.quoted is None else str(consent.quoted).lower()
            known["attribution"] = consent.attribution.value if consent.attribution is not None else ""
            known["consent"] = consent.date
        return known

    def _values(self, known: Mapping[str, str]) -> tuple[Value, ...]:
        return tuple(
            Value(variable=self._guids.of("variable", key), text=words)
            for key, words in known.items()
            if words
        )

    def _starred_group(self) -> tuple[Group, ...]:
        if not self._starred:
            return ()
        note = self._guids.of("note", STARRED)
        made = Group(
            guid=self._guids.of("set", STARRED), name=STARRED, sources=tuple(self._starred), notes=(note,)
        )
        return (made,)

    def _user(self, name: str) -> str:
        who = name or NOBODY
        return self._users.setdefault(who, self._guids.of("user", who))
