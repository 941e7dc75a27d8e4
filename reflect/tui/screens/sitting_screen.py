"""Which screen a sitting is shown on: one person's, or a group's."""

from __future__ import annotations

from reflect.domain.guide import GuideMode
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.screens.session import SessionScreen
from reflect.tui.sitting import Page


def sitting_screen(
    study: Study, desk: SessionDesk, *, at: tuple[Page, int] | None = None, arriving: bool = False
) -> SessionScreen:
    """The screen of an open session; `arriving`, it begins, and a group is asked first who is in the room.

    So it is as long as nobody is there.
    """
    if desk.guide.mode is GuideMode.GROUP:
        from reflect.tui.screens.group_session import GroupSessionScreen  # an interview has no use for it

        record = desk.record
        nobody = not (record.seats or record.contributions or record.session.ended)
        return GroupSessionScreen(study, desk, at=at, arriving=arriving or nobody)
    return SessionScreen(study, desk, at=at)
