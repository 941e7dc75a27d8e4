"""Edits of a study's codebook, also those that touch the tags of many sessions: all are steps of *undo*.

Merging is safe against being cut short, and against what others do meanwhile, by the order in which it
writes: first `study.json`, where what is left of the merged point says which one stands for it, then the
sessions one by one. A tag of the merged point that is left anywhere is read as the other's from then on, and
moved when its session is next opened or repaired. So a session that somebody has open is left alone.

Splitting has nothing that would lead a tag to where it belongs, so it begins only when nobody has any of its
sessions open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from reflect.domain import codebook_edits as edits_of
from reflect.domain.clashes import Clash
from reflect.domain.codebook import HIGHEST_NUMBER, LearningPoint, codebook_of, free_colour, free_number
from reflect.domain.codebook_edits import Changed, Points
from reflect.domain.codebook_log import SPLIT, SPLIT_BACK, entry
from reflect.domain.ids import Clock, PointId, QuoteId
from reflect.domain.merging import merged_record
from reflect.domain.retagging import Move, also_given, moved, moves
from reflect.domain.session import MemoTarget, SessionRecord
from reflect.errors import InvalidInput, NotFound, ReflectError, nearest
from reflect.services.retagging import Done, Moved, Progress, Retagging, counted
from reflect.services.session_changes import SessionChanges
from reflect.services.steps import Step, Steps
from reflect.services.undoing import Edit, StudyEdits
from reflect.store.study_file import StudyFile
from reflect.store.study_folder import StudyFolder


class Settled(NamedTuple):
    """What came of finishing what merges had left."""

    points: tuple[PointId, ...] = ()
    """Which learning points came back from the bin."""
    sessions: tuple[Path, ...] = ()
    """In which sessions tags went to the point that stands."""
    waiting: tuple[str, ...] = ()
    """In which they could not, each with the reason."""


class _Split(NamedTuple):
    label: str
    point: LearningPoint
    to: LearningPoint
    act: Callable[[SessionRecord], list[Move]]


class CodebookEdits:
    """The edits of one open study's codebook. Safe to use from several threads; each may touch the disk."""

    def __init__(
        self,
        store: StudyFolder,
        study: StudyFile,
        *,
        edits: StudyEdits,
        changes: SessionChanges,
        stored: Callable[[Collection[PointId]], Iterator[tuple[Path, SessionRecord]]],
        used: Callable[[], Collection[PointId]],
        steps: Steps,
        clock: Clock,
        by: str,
    ) -> None:
        self._study = study
        self._edits = edits
        self._retagging = Retagging(store, changes, clock, by)
        self._stored = stored
        self._used = used
        self._steps = steps
        self._clock = clock
        self._by = by
        self.notices = self._retagging.notices
        """What the researcher should be told of what was undone, in words."""

    # -- single points ---------------------------------------------------------------------------------

    def blank(self) -> LearningPoint:
        """A new point to fill in, with the next number and the least used colour. It has no id yet.

        Raises InvalidInput when there are as many as there can be.
        """
        points = self._points()
        number = free_number(points)
        if number > HIGHEST_NUMBER:
            raise InvalidInput(
                f"A codebook has {HIGHEST_NUMBER} learning points at most",
                remedy="Merge or remove one first.",
            )
        return LearningPoint(id=PointId(""), number=number, name="", colour=free_colour(points))

    def save(self, point: LearningPoint, *, was: LearningPoint | None = None) -> LearningPoint:
        """Add a point (one without an id gets one), or put it in the place of the one with its id.

        If another has its number, the two exchange theirs. `was` is the point that was being changed: what
        somebody else made of that meanwhile stays, and where the two clash, both are kept to choose from.
        Returns it as it was saved. Raises InvalidInput when it may not be.
        """
        with self._steps.lock:
            points = self._points()
            clashes: list[Clash] = []
            if not point.id:
                point = msgspec.structs.replace(point, id=self._new_id(points, point.name))
            elif was is not None and point.id in points:
                point, clashes = merged_record(
                    point, points[point.id], was, table="points", key=point.id, at=self._now()
                )
            label = f"{'Changes to' if point.id in points else 'Adding'} learning point {point.number}"
            filed = [Edit(table="study clashes", id=clash.id, after=clash) for clash in clashes]
            self._edits.do(label, [*_edits(points, edits_of.put(points, point)), *filed])
            return point

    def take_in(self, taken: Iterable[LearningPoint], label: str) -> None:
        """Add points, or put them in the place of those with their ids, all in one step.

        Raises InvalidInput when one of them may not be; nothing is changed then.
        """
        with self._steps.lock:
            self._edits.do(label, _edits(self._points(), {point.id: point for point in taken}))

    def shift(self, point_id: str, by: int) -> None:
        """Exchange a point's number with the one after it (`by` 1) or before it (-1)."""
        with self._steps.lock:
            points = self._points()
            point = self._point(points, point_id)
            changed = edits_of.shifted(points, point.id, by)
            if changed:
                self._do(f"Number {changed[point.id].number} for “{point.name}”", points, changed)

    def retire(self, point_id: str) -> None:
        """Offer a point no longer for tagging; its quotes keep it."""
        with self._steps.lock:
            points = self._points()
            point = self._point(points, point_id)
            changed = edits_of.retired(points, point.id, day=self._today())
            self._do(f"Retiring learning point {point.number}", points, changed)

    def bring_back(self, point_id: str) -> None:
        """Offer a retired point again."""
        with self._steps.lock:
            points = self._points()
            point = self._point(points, point_id)
            changed = edits_of.brought_back(points, point.id)
            self._do(f"Bringing back learning point {point.number}", points, changed)

    def remove(self, point_id: str) -> None:
        """Move a point to the bin. Raises InvalidInput while quotes have it, or another stands under it."""
        self._edits.remove_point(point_id)

    # -- merging ---------------------------------------------------------------------------------------

    def merging(self, point_id: str, into: str) -> Moved:
        """What merging one point into another would move; changes nothing. Raises InvalidInput as `merge`."""
        points = self._points()
        point, other = self._point(points, point_id), self._point(points, into)
        edits_of.merged(points, point.id, other.id, day=self._today())
        made = {path: moves(record, {point.id: other.id}) for path, record in self._sessions(point.id)}
        found = counted(each for each in made.values() if each)
        holders = [self._retagging.holder(path) for path, each in made.items() if each]
        return msgspec.structs.replace(found, waiting=tuple(holder for holder in holders if holder))

    def merge(self, point_id: str, into: str, *, progress: Progress | None = None) -> Moved:
        """Give every tag of a point, and every memo on it, to another, which stands for it from now on.

        What stood under the point stands under the other. Sessions that cannot be changed now, such as those
        that somebody has open, follow when they are next opened; they are named in the result.

        Raises:
            InvalidInput: the two cannot be merged; nothing was changed.
            StoreError: the disk refused the change to the codebook; nothing was changed.

        """
        with self._steps.lock:
            step, found = self._merge(PointId(point_id), PointId(into), progress)
            self._steps.did(step)
            return found

    def _merge(self, point_id: PointId, into: PointId, progress: Progress | None) -> tuple[Step, Moved]:
        points = self._points()
        point, other = self._point(points, point_id), self._point(points, into)
        label = f"Merging learning point {point.number} into {other.number}"
        changed = edits_of.merged(points, point.id, other.id, day=self._today())
        where = codebook_of({**points, **changed}.values()).moved
        planned = {
            record.session.id: (path, going)
            for path, record in self._sessions(point.id)
            if (going := moves(record, {point.id: other.id}))
        }
        memos = [
            Edit(table="memos", id=m.id, before=m, after=msgspec.structs.replace(m, target_id=other.id))
            for m in self._study.memos.all().values()
            if m.target is MemoTarget.POINT and m.target_id == point.id
        ]
        made = self._edits.made(label, [*_edits(points, changed), *memos])

        paths = [path for path, _ in planned.values()]
        done, waiting = self._retagging.each(paths, lambda record: moves(record, where), progress)
        later = {session: going for session, (_, going) in planned.items() if session not in done}
        step = Step(label, partial(self._unmerge, label, made, (done, later), (point_id, into)))
        found = counted(done.values())
        return step, msgspec.structs.replace(found, waiting=waiting, memos=found.memos + len(memos))

    def _unmerge(
        self, label: str, made: Step, moved: tuple[Done, Done], pair: tuple[PointId, PointId]
    ) -> Step:
        done, later = moved
        paths = self._retagging.free(done)
        made.take_back()  # first, so that what goes back to the point finds it there
        self._retagging.take_back(paths, done)
        # These followed, if at all, when somebody opened them since.
        self._retagging.take_back(self._retagging.found(later), later)

        def again() -> Step:
            step, found = self._merge(*pair, None)
            self.notices += [f"This follows later: {reason}" for reason in found.waiting]
            return step

        return Step(label, again)

    # -- splitting -------------------------------------------------------------------------------------

    def split(
        self,
        point_id: str,
        quotes: Collection[QuoteId],
        to: LearningPoint,
        *,
        keep: bool = False,
        progress: Progress | None = None,
    ) -> tuple[Moved, LearningPoint]:
        """Give some of a point's quotes another point instead, or with `keep` beside it.

        `to` is added when it has no id yet. Instead: each tag stays with the researcher who gave it; beside:
        the other point is given by who does this. Returns what was moved, and the other point.

        Raises:
            InvalidInput: no quote of these has the point, or `to` cannot be.
            ReadOnly: somebody has one of their sessions open; nothing was changed.
            StoreError: the disk refused the change to the codebook; nothing was changed.

        """
        with self._steps.lock:
            points = self._points()
            point = self._point(points, point_id)
            new = not to.id
            if to.id == point.id or not (new or self._point(points, to.id).offered):
                raise InvalidInput("These quotes cannot go there", remedy="Choose another learning point.")
            if new:
                to = msgspec.structs.replace(to, id=self._new_id(points, to.name))
            act = partial(self._split_moves, point.id, to.id, frozenset(quotes), keep=keep)
            chosen = [record.session.id for _, record in self._sessions(point.id) if act(record)]
            if not chosen:
                has = f"has learning point {point.number} any more, or they have the other already"
                raise InvalidInput(f"None of these quotes {has}", remedy="Nothing was changed.")
            split = _Split(f"Splitting learning point {point.number}", point, to, act)
            paths = self._retagging.free(chosen)
            with self._study.together():
                made = (
                    self._edits.made(split.label, _edits(points, edits_of.put(points, to))) if new else None
                )
                self._log(SPLIT, point, to)
            done, waiting = self._retagging.each(paths.values(), act, progress)
            self._steps.did(Step(split.label, partial(self._unsplit, split, made, done)))
            return msgspec.structs.replace(counted(done.values()), waiting=waiting), to

    def _split_moves(
        self, point: PointId, to: PointId, quotes: frozenset[QuoteId], record: SessionRecord, *, keep: bool
    ) -> list[Move]:
        theirs = {tag.quote for tag in record.tags.values() if tag.point == point and tag.quote in quotes}
        if keep:
            return also_given(record, sorted(theirs), to, by=self._by, at=self._now())
        return moves(record, {point: to}, only=theirs)

    def _unsplit(self, split: _Split, made: Step | None, done: Done) -> Step:
        if split.point.id not in self._points():
            raise NotFound(f"“{split.point.name}” is not in the codebook any more")
        paths = self._retagging.free(done)
        self._retagging.take_back(paths, done)
        with self._study.together():
            self._study.log(
                entry(
                    SPLIT_BACK, split.point.id, split.to.name, split.point.name, by=self._by, at=self._now()
                )
            )
            again = self._unless_used(made, split.to)
        return Step(split.label, partial(self._split_again, split, made, again, done))

    def _split_again(self, split: _Split, made: Step | None, again: Step | None, done: Done) -> Step:
        paths = self._retagging.free(done)
        with self._study.together():
            put = again.take_back() if again is not None else made
            self._point(self._points(), split.to.id)
            self._log(SPLIT, split.point, split.to)
        now, waiting = self._retagging.each(paths.values(), split.act, None)
        self.notices += waiting
        return Step(split.label, partial(self._unsplit, split, put, now))

    def _unless_used(self, made: Step | None, to: LearningPoint) -> Step | None:
        """Take back that a point was added, but not from under what was done with it since."""
        if made is None:
            return None
        try:
            return made.take_back()
        except ReflectError as error:
            self.notices.append(f"“{to.name}” stays in the codebook: {error}")
            return None

    # -- finishing -------------------------------------------------------------------------------------

    def settle(self) -> Settled:
        """Finish what was left of merges, and bring back from the bin what quotes have after all.

        Both come about when a merge was cut short, and when others tagged at the same time. No step of
        *undo*. A session that somebody has open follows later. Raises StoreError when the disk refuses.
        """
        with self._steps.lock:
            back = self._points_back()
            where = self._study.codebook().moved
            stored = self._stored(where.keys()) if where else ()
            paths = {r.session.id: path for path, r in stored if moves(r, where)}
            done, waiting = self._retagging.each(paths.values(), lambda record: moves(record, where), None)
            return Settled(
                points=tuple(back), sessions=tuple(paths[session] for session in done), waiting=waiting
            )

    def _points_back(self) -> list[PointId]:
        points = self._points()
        lost = set(self._used()) - points.keys()
        back: list[PointId] = []
        for row in self._study.bin.all().values() if lost else ():
            ids = {point.id for point in row.points}
            if ids & lost and not ids & points.keys():
                self._edits.made("", self._edits.restoring(row))
                back += sorted(ids)
                names = "”, “".join(point.name for point in row.points)
                self.notices.append(f"“{names}” is in the codebook again: there are quotes with it.")
        return back

    def _sessions(self, point: PointId) -> Iterator[tuple[Path, SessionRecord]]:
        """The sessions in which a point is used, or one that was merged into it."""
        where = self._study.codebook().moved
        for path, record in self._stored([point, *(old for old, new in where.items() if new == point)]):
            yield path, moved(record, where)

    # -- the study's file ------------------------------------------------------------------------------

    def _points(self) -> dict[PointId, LearningPoint]:
        return {point.id: point for point in self._study.points.all().values()}

    def _new_id(self, points: Points, name: str) -> PointId:
        binned = (point.id for row in self._study.bin.all().values() for point in row.points)
        return edits_of.new_id(name, {key.casefold() for key in (*points, *binned)})

    def _point(self, points: Points, point_id: str) -> LearningPoint:
        found = codebook_of(points.values()).points
        point = next((point for point in found if point.id == point_id), None)
        if point is None:
            known = [point.id for point in found]
            raise NotFound(f"There is no learning point “{point_id}”", remedy=nearest(point_id, known))
        return point

    def _do(self, label: str, points: Points, changed: Changed) -> None:
        self._edits.do(label, _edits(points, changed))

    def _log(self, what: str, point: LearningPoint, to: LearningPoint) -> None:
        self._study.log(entry(what, point.id, point.name, to.name, by=self._by, at=self._now()))

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")

    def _today(self) -> str:
        return self._clock().date().isoformat()


def _edits(points: Points, changed: Changed) -> list[Edit]:
    return [
        Edit(table="points", id=key, before=points.get(key), after=after) for key, after in changed.items()
    ]
