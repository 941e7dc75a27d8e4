"""Going to a place in a session: its tag screen, or the interview while that still goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from textual.app import App
from textual.screen import Screen

from reflect.domain.ids import PassageId, QuestionId, SessionId
from reflect.domain.passages import PassageKind, answer_passage
from reflect.domain.session import MemoTarget, SessionKind
from reflect.domain.side_by_side import told
from reflect.domain.tagging import untagged
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.searching import Hit
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.desk_screen import DeskScreen
from reflect.tui.sitting import Page


class Spot(NamedTuple):
    """A place in the words of a session."""

    passage: PassageId
    offset: int


async def go_to_hit(screen: Commands[Any], study: Study, hit: Hit, back: Callable[[], object]) -> None:
    """Open the session of a hit over `screen`, at the hit; `back` is called once one has come back.

    A session that is open below is gone on with, not opened a second time.
    """

    def there(desk: SessionDesk, live: bool) -> Screen[None]:  # noqa: FBT001 - what `_go` gives
        return _screen_at(study, desk, hit, live=live)

    await _go(screen, study, hit.session, there, back)


async def go_to_session(
    screen: Commands[Any],
    study: Study,
    session: SessionId,
    back: Callable[[], object],
    *,
    at_untagged: bool = False,
) -> None:
    """Open a session's tags over `screen`, at its first passage that nobody tagged if so asked.

    Not the interview, even while that goes on: it is looked at, and no clock should run. Otherwise as
    `go_to_hit`.
    """

    def there(desk: SessionDesk, _live: bool) -> Screen[None]:  # noqa: FBT001 - what `_go` gives
        from reflect.tui.screens.tag import TagScreen  # when one first needs it

        return TagScreen(study, desk, spot=_first_untagged(desk) if at_untagged else None)

    await _go(screen, study, session, there, back)


async def _go(
    screen: Commands[Any],
    study: Study,
    session: SessionId,
    make: Callable[[SessionDesk, bool], Screen[None]],
    back: Callable[[], object],
) -> None:
    """Show what `make` makes of a desk; it is told whether the session was not open yet."""
    below = _on_its_desk(screen.app, session)
    if below:
        desk = below[-1].desk
        below[-1].words_to_desk()
    else:
        desk = await screen.apart(study.open_session, session)
    there = make(desk, not below)

    async def left() -> None:
        if below:
            for each in below:
                each.show_anew()
        else:
            try:
                await screen.apart(desk.close)
            except ReflectError as error:
                screen.tell(error)
        back()

    def come_back(_: None) -> None:
        screen.run_worker(left(), group="clear")

    screen.app.push_screen(there, come_back)


def spot_of(desk: SessionDesk, hit: Hit) -> Spot | None:
    """Where the words of a hit stand on the desk: they may have been edited since they were indexed."""
    passage = desk.passage(hit.passage)
    if passage is None:
        return None
    start = hit.start
    if passage.text[start : hit.end] != hit.text:
        start = max(0, passage.text.find(hit.text))
    return Spot(passage.id, min(start, len(passage.text)))


def _first_untagged(desk: SessionDesk) -> Spot | None:
    """The beginning of the first passage without a tag, as far as one is shown others' tags."""
    record = told(desk.record, desk.whose, desk.by)
    for passage in untagged(record, desk.passages()):
        if passage.kind is not PassageKind.NOTE:
            return Spot(passage.id, 0)
    return None


def _on_its_desk(app: App[Any], session: SessionId) -> list[DeskScreen]:
    """The screens that have this session open, the lowest first."""
    return [
        each
        for each in app.screen_stack
        if isinstance(each, DeskScreen) and each.desk.record.session.id == session
    ]


def _screen_at(study: Study, desk: SessionDesk, hit: Hit, *, live: bool) -> Screen[None]:
    spot = spot_of(desk, hit)
    if live and spot is not None and (at := _answer_at(desk, spot)) is not None:
        from reflect.tui.screens.sitting_screen import sitting_screen  # when one first needs it

        return sitting_screen(study, desk, at=at)
    from reflect.tui.screens.tag import TagScreen  # likewise

    screen = TagScreen(study, desk, at=hit.quote or "", spot=spot)
    memo = desk.record.memos.get(hit.passage.partition(":")[2])
    if memo is not None and memo.target is MemoTarget.SESSION and memo.by == desk.by and not desk.read_only:
        screen.call_after_refresh(screen.do_session_memo)
    return screen


def _answer_at(desk: SessionDesk, spot: Spot) -> tuple[Page, int] | None:
    """The page of an interview that still goes on, and the place in what is written there."""
    session = desk.record.session
    if session.ended is not None or session.kind is SessionKind.TRANSCRIPT or desk.read_only:
        return None
    for question in desk.asked():
        if answer_passage(question) == spot.passage:
            passage, written = desk.passage(spot.passage), desk.response(QuestionId(question)).text
            above = len(passage.text) - len(written) if passage is not None else 0
            return Page(question), max(0, spot.offset - above)
    return None
