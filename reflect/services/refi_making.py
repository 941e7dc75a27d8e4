"""Records made of a REFI-QDA project whose parts are planned: turns, quotes, tags, memos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from reflect.domain.ids import IdSource, ParticipantCode, PassageId, QuestionId, QuoteId, SessionId
from reflect.domain.passages import note_passage, turn_passage
from reflect.domain.session import Memo, MemoTarget, Note, NoteKind, Quote, SessionKind, Tag, Turn, tag_id
from reflect.exchange.refi_codes import RETIRED, every_code
from reflect.exchange.refi_records import ORIGIN, Coding, Project, Selection, SessionOf, Source
from reflect.services.import_plan import Plan
from reflect.services.importing import turns_of
from reflect.services.refi_cut import Piece, parts
from reflect.services.refi_parts import NOBODY as UNSIGNED
from reflect.services.refi_parts import STARRED, VARIABLES_OF_TEXTS
from reflect.services.refi_people import PeoplePlanned, nobody_in_particular
from reflect.services.refi_points import PointsPlanned
from reflect.services.refi_room import Room
from reflect.transcripts.replacing import Replacement, moved


class PlannedText(msgspec.Struct, frozen=True, kw_only=True):
    """A source on its way to a session."""

    source: Source
    ours: SessionOf | None
    """What only reflect knows of it."""
    pieces: tuple[Piece, ...]
    plan: Plan
    """Its turns as a transcript's, with what is replaced in them."""


class MadeSession(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of one session."""

    turns: dict[str, Turn] = {}
    notes: dict[str, Note] = {}
    room: Room
    quotes: dict[QuoteId, Quote] = {}
    tags: dict[str, Tag] = {}
    memos: dict[str, Memo] = {}


class _Stand(msgspec.Struct, frozen=True, kw_only=True):
    """A piece as it stands in the session."""

    passage: PassageId
    text: str
    done: tuple[Replacement, ...] = ()


class Making:
    """What makes the records of one project; what is to be said of them gathers in `told`."""

    def __init__(
        self, project: Project, points: PointsPlanned, people: PeoplePlanned, *, at: str, ids: IdSource
    ) -> None:
        """Begin. `at` is the moment that counts where the file tells none."""
        self._project = project
        self.origin = project.origin
        """The program that wrote the file."""
        self._points = points
        self._people = people
        self._at = at
        self._ids = ids
        self._is_ours = project.origin.startswith(ORIGIN)
        self._users = {user.guid: "" if user.name == UNSIGNED else user.name for user in project.users}
        self._notes = {note.guid: note for note in project.notes}
        self._starred = {note.guid for note in project.notes if self._is_ours and note.name == STARRED}
        self._referred: set[str] = set(self._starred)
        """Notes that something refers to."""
        self._spoken = {guid: case.guid for case in project.cases for guid in case.selections}
        self.told: Counter[str] = Counter()
        self.quotes = self.tags = self.memos = 0

    def user(self, guid: str) -> str:
        """A researcher's name; empty when the file does not say."""
        return self._users.get(guid, "")

    def session(self, text: PlannedText, session: SessionId) -> MadeSession:
        """The tables of the session that a text becomes."""
        turns, _ = turns_of(text.plan)
        room = Room()
        stands, notes = self._standing(text, turns, room)
        made = MadeSession(turns=turns, notes=notes, room=room)
        at_place: dict[tuple[str, int, int], QuoteId] = {}
        for selection in text.source.selections:
            if self._only_says_who(selection, text.ours):
                self._say_who(selection, text, stands, turns)
                continue
            for number, quote in enumerate(self._quotes(selection, text, stands)):
                place = (quote.passage, quote.start, quote.end)
                known = at_place.get(place) if text.ours is None else None
                key = known or quote.id
                at_place.setdefault(place, key)
                before = made.quotes.get(key)
                made.quotes[key] = before or quote
                if quote.starred and before is not None:
                    made.quotes[key] = msgspec.structs.replace(before, starred=True)
                self._tag(made, key, selection)
                if not number:
                    for memo in self._on_quote(key, selection):
                        made.memos[memo.id] = memo
        for memo in self._on_session(text.source, session, text.ours):
            made.memos[memo.id] = memo
        self.quotes += len(made.quotes)
        self.tags += len(made.tags)
        self.memos += len(made.memos)
        return made

    def on_the_study(self) -> list[Memo]:
        """The memos on learning points and on the study; to be asked for after all sessions."""
        found: list[Memo] = []
        for code in every_code(self._project.codes):
            meant = self._points.meant.get(code.guid)
            if meant is not None:
                found += self._of_notes(code.notes, MemoTarget.POINT, meant.point)
        found += self._of_notes(self._project.on_all, MemoTarget.STUDY, "")
        if self._project.description:
            found.append(self._memo(MemoTarget.STUDY, "", self._project.description))
        left = [guid for guid in self._notes if guid not in self._referred]
        found += self._of_notes(left, MemoTarget.STUDY, "")
        found += [self._memo(MemoTarget.STUDY, "", words) for words in self._sets()]
        self.memos += len(found)
        return found

    # -- passages ----------------------------------------------------------------------------------------

    def _standing(
        self, text: PlannedText, turns: dict[str, Turn], room: Room
    ) -> tuple[list[_Stand], dict[str, Note]]:
        """Each piece's passage; the turns get the questions they were about, `room` what a group said."""
        in_a_room = text.ours is not None and text.ours.kind == SessionKind.WORKSHOP
        replaced = iter(text.plan.turns())
        keys = iter(list(turns))
        stands: list[_Stand] = []
        notes: dict[str, Note] = {}
        for piece in text.pieces:
            if piece.is_note:
                words = text.source.text[piece.start : piece.end]
                note = Note(
                    id=self._ids(),
                    kind=NoteKind.FIELD,
                    at=piece.seconds or 0.0,
                    written=self._moment(text.source.at),
                    text=words,
                    question=QuestionId(piece.question) if piece.question else None,
                )
                notes[note.id] = note
                stands.append(_Stand(passage=note_passage(note.id), text=words))
                continue
            turn, done = next(replaced)
            key = next(keys)
            if in_a_room and piece.question is not None and piece.source in ("answer", "said"):
                passage = room.take(piece, turns.pop(key), at=self._moment(text.source.at))
                stands.append(_Stand(passage=passage, text=turn.text, done=done))
                continue
            if piece.question is not None:
                turns[key] = msgspec.structs.replace(turns[key], question=QuestionId(piece.question))
            stands.append(_Stand(passage=turn_passage(key), text=turn.text, done=done))
        return stands, notes

    def _only_says_who(self, selection: Selection, ours: SessionOf | None) -> bool:
        """Whether a selection only tells whose words it is, as a case has it."""
        bare = not (selection.codings or selection.notes or selection.description)
        return ours is None and bare and selection.guid in self._spoken

    def _say_who(
        self, selection: Selection, text: PlannedText, stands: Sequence[_Stand], turns: dict[str, Turn]
    ) -> None:
        """Give the turns that lie within a case's words to its participant, unless it is known who speaks."""
        who = self._people.who.get(self._spoken[selection.guid], "")
        if nobody_in_particular(who):
            return
        for part in parts(text.pieces, text.source.text, selection.start, selection.end):
            piece = text.pieces[part.piece]
            key = stands[part.piece].passage.partition(":")[2]
            turn = turns.get(key)
            most = 2 * (part.end - part.start) > piece.end - piece.start
            if turn is not None and most and not piece.speaker and turn.participant is None:
                turns[key] = msgspec.structs.replace(turn, participant=ParticipantCode(who), speaker=who)

    # -- quotes ------------------------------------------------------------------------------------------

    def _quotes(self, selection: Selection, text: PlannedText, stands: Sequence[_Stand]) -> Iterator[Quote]:
        """The quotes of a selection: one for each passage that it touches."""
        gone = self._elsewhere(selection, text.ours)
        if gone is not None:
            index = next((n for n, piece in enumerate(text.pieces) if piece.passage == gone), None)
            passage = stands[index].passage if index is not None else PassageId(gone)
            words = text.source.text[selection.start : selection.end]
            yield self._quote(selection, passage, 0, len(words), words, changed=True)
            return
        exact = text.ours is not None
        here = parts(text.pieces, text.source.text, selection.start, selection.end, exact=exact)
        if not here:
            self.told["selections lie on a heading or a speaker's name alone, and are left out"] += 1
        if len(here) > 1:
            self.told["selections go over more than one turn, and are a quote in each"] += 1
        for part in here:
            stand = stands[part.piece]
            start, end = moved(part.start, stand.done), moved(part.end, stand.done)
            start, end = min(start, len(stand.text)), min(max(end, start), len(stand.text))
            if start < end:
                words = stand.text[start:end]
                yield self._quote(selection, stand.passage, start, end, words)

    def _elsewhere(self, selection: Selection, ours: SessionOf | None) -> str | None:
        """The passage that a quote's words were in, of one whose words are not in it any more."""
        return next(
            (
                passage.id
                for passage in (ours.passages if ours is not None else ())
                if passage.elsewhere and passage.start <= selection.start and selection.end <= passage.end
            ),
            None,
        )

    def _quote(
        self,
        selection: Selection,
        passage: PassageId,
        start: int,
        end: int,
        words: str,
        *,
        changed: bool = False,
    ) -> Quote:
        first = selection.codings[0] if selection.codings else None
        return Quote(
            id=QuoteId(self._ids()),
            passage=passage,
            start=start,
            end=end,
            words=words,
            by=self.user(selection.user or (first.user if first is not None else "")),
            at=self._moment(selection.at or (first.at if first is not None else "")),
            source_changed=changed,
            starred=not self._starred.isdisjoint(selection.notes),
        )

    def _tag(self, made: MadeSession, quote: QuoteId, selection: Selection) -> None:
        for coding in selection.codings:
            meant = self._points.meant.get(coding.code)
            if meant is None:
                self.told["codings give a code that is left out"] += 1
                continue
            by = self.user(coding.user)
            key = tag_id(quote, meant.point, by)
            if key in made.tags:
                self.told["codings say the same twice"] += 1
                continue
            made.tags[key] = Tag(
                id=key,
                quote=quote,
                point=meant.point,
                by=by,
                at=self._moment(coding.at or selection.at),
                contradicts=meant.contradicts,
            )

    # -- memos -------------------------------------------------------------------------------------------

    def _on_quote(self, quote: QuoteId, selection: Selection) -> Iterator[Memo]:
        if selection.description:
            yield self._memo(
                MemoTarget.QUOTE, quote, selection.description, by=selection.user, at=selection.at
            )
        yield from self._of_notes(
            [note for note in selection.notes if note not in self._starred], MemoTarget.QUOTE, quote
        )

    def _on_session(self, source: Source, session: SessionId, ours: SessionOf | None) -> Iterator[Memo]:
        yield from self._of_notes(source.notes, MemoTarget.SESSION, session)
        if source.description:
            yield self._memo(MemoTarget.SESSION, session, source.description, by=source.user, at=source.at)
        if ours is not None:
            return
        names = {variable.guid: variable.name for variable in self._project.variables}
        values = [f"{names.get(value.variable, 'variable')}: {value.text}" for value in source.values]
        values = [said for said in values if not (self._is_ours and said.startswith(VARIABLES_OF_TEXTS))]
        if values:
            yield self._memo(MemoTarget.SESSION, session, "\n".join(values), by=source.user, at=source.at)
        if source.codings:
            codes = "; ".join(self._named(source.codings))
            words = f"The text as a whole was coded: {codes}"
            yield self._memo(MemoTarget.SESSION, session, words, by=source.user, at=source.at)
            self.told["codings of a whole text are in a memo on the session"] += len(source.codings)

    def _named(self, codings: Sequence[Coding]) -> Iterator[str]:
        names = {code.guid: code.name for code in every_code(self._project.codes)}
        for coding in codings:
            by = self.user(coding.user)
            yield names.get(coding.code, coding.code) + (f" ({by})" if by else "")

    def _of_notes(self, notes: Sequence[str], target: MemoTarget, about: str) -> list[Memo]:
        found: list[Memo] = []
        for guid in notes:
            note = self._notes.get(guid)
            if note is None:
                self.told["references to notes that are not in the file"] += 1
                continue
            self._referred.add(guid)
            words = note.text if self._is_ours else "\n\n".join(filter(None, (note.name, note.text)))
            if words:
                found.append(self._memo(target, about, words, by=note.user, at=note.at))
        return found

    def _memo(self, target: MemoTarget, about: str, words: str, *, by: str = "", at: str = "") -> Memo:
        return Memo(
            id=self._ids(),
            target=target,
            target_id=about,
            text=words,
            by=self.user(by),
            at=self._moment(at),
        )

    def _sets(self) -> Iterator[str]:
        """Each set of the file in words; those that we write ourselves stand in stars and retired points."""
        names: Mapping[str, str] = {
            **{code.guid: code.name for code in every_code(self._project.codes)},
            **{source.guid: source.name for source in self._project.sources},
            **{note.guid: note.name for note in self._project.notes},
        }
        for group in self._project.groups:
            if self._is_ours and group.name in (STARRED, RETIRED):
                continue
            members = [names.get(guid, guid) for guid in (*group.codes, *group.sources, *group.notes)]
            lines = [f"Set “{group.name}”", *([group.description] if group.description else [])]
            yield "\n".join([*lines, *(f"- {member}" for member in members)])

    def _moment(self, at: str) -> str:
        return moment(at, self._at)


def moment(at: str, otherwise: str) -> str:
    """A time of a file with its zone, UTC where it names none; `otherwise` where it is no time."""
    try:
        found = datetime.fromisoformat(at.strip())
    except ValueError:
        return otherwise
    return at.strip() if found.tzinfo else found.replace(tzinfo=UTC).isoformat()
