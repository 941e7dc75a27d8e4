"""Whose tags are looked at on the tag screen: everybody's, one's own, or those without a hint of others'."""

from __future__ import annotations

from textual import work

from reflect.domain.session import Quote, SessionRecord
from reflect.domain.side_by_side import Whose, initials, is_shared, researchers, seen
from reflect.errors import ReflectError
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.desk_screen import DeskScreen

WHOSE = {
    Whose.ALL: "",
    Whose.OWN: "only your tags",
    Whose.BLIND: "blind to others",
}
"""What the top line says of it."""
_SAID = {
    Whose.ALL: "Everybody's tags are shown.",
    Whose.OWN: "Only your own tags and quotes are marked in the text; the counts are everybody's.",
    Whose.BLIND: "Tags, quotes and memos of others are hidden, and not counted.",
}


class WhoseWork(DeskScreen):
    """A screen on a desk that may hide what others have done; the choice lasts while the session is open."""

    def __init__(self, study: Study, desk: SessionDesk) -> None:
        super().__init__(study, desk)
        self._seen: tuple[SessionRecord, Whose, SessionRecord] | None = None
        self._signs: tuple[SessionRecord, dict[str, str]] | None = None

    @property
    def seen(self) -> SessionRecord:
        """The record as it is looked at: to show and to find one's way in, never to edit."""
        record, whose = self.desk.record, self.desk.whose
        if self._seen is None or self._seen[0] is not record or self._seen[1] is not whose:
            self._seen = (record, whose, seen(record, whose, self.desk.by))
        return self._seen[2]

    @property
    def counted(self) -> SessionRecord:
        """The record whose quotes and tags are counted."""
        return self.seen if self.desk.whose is Whose.BLIND else self.desk.record

    @property
    def signs(self) -> dict[str, str]:
        """A letter or two for each researcher; none for a single one, or while one is blind to others.

        One is among them before one's own first tag: else that would mark the whole text anew.
        """
        record = self.desk.record
        if self.desk.whose is Whose.BLIND:
            return {}
        if self._signs is None or self._signs[0] is not record:
            names = {*researchers(record), *filter(None, [self.desk.by])}
            self._signs = (record, initials(names) if len(names) > 1 else {})
        return self._signs[1]

    def do_whose(self) -> None:
        """The next way of looking."""
        self.desk.whose = self.desk.whose.next
        self._remember_whose(self.desk.record.session.id, blind=self.desk.whose is Whose.BLIND)
        self.show_anew()
        self.tell_quietly(_SAID[self.desk.whose])

    @work(group="remember-whose")
    async def _remember_whose(self, session: str, *, blind: bool) -> None:
        """One stays blind in a session, in every list of the study, until one asks to see again."""
        try:
            await self.apart(self.study.blind.remember, session, blind=blind)
        except ReflectError as error:
            self.notify(str(error), severity="warning", markup=False)

    def is_whole(self, quote: Quote) -> bool:
        """Whether all that lies on a quote may be changed by what one is about to do; else it is said how.

        Nobody removes or reshapes others' work without seeing it. While one is blind to it, the desk sets
        one's own part apart instead, and nothing is said: that would be a hint.
        """
        if self.desk.whose is not Whose.OWN or not is_shared(self.desk.record, quote, self.desk.by):
            return True
        self.notify("Others have worked on this quote too: press o until all is shown first.", markup=False)
        return False
