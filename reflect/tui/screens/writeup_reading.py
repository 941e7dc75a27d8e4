"""What the write-up screen makes of its text: the preview, the margin, the outline, for one audience."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual import work
from textual.timer import Timer
from textual.widgets import TextArea

from reflect.domain.gate import Audience
from reflect.domain.ids import ParticipantCode, QuoteId
from reflect.domain.writeup_reading import Said, Sign, section_at
from reflect.errors import ReflectError
from reflect.services.reading_over import DrawerQuote, ReadOver, drawer_of, read_over, said_of
from reflect.services.study import Study
from reflect.services.writeup_places import subject_of
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.writeup_saving import WriteupSaving
from reflect.tui.widgets.outline import Outline, OutlineRow
from reflect.tui.widgets.preview import Preview
from reflect.tui.widgets.preview_layout import Laid, PreviewLayout
from reflect.tui.widgets.status_line import StatusLine
from reflect.tui.widgets.top_line import TopLine
from reflect.tui.widgets.writeup_editor import WriteupEditor

PREVIEW_DELAY = 0.1
"""Seconds of quiet after a key before the preview follows."""
_FOLLOW_DELAY = 0.08
"""Seconds after which the preview follows a cursor that only moved."""
_WORST = (Sign.MEND, Sign.HELD_BACK, Sign.WAITS, Sign.CHANGED)


class WriteupReading(WriteupSaving):
    """Reads the text over after every pause, apart from the screen's thread, and shows what comes of it."""

    AUDIENCES: ClassVar[tuple[Audience, ...]] = (Audience.PUBLIC, Audience.PARTICIPANT, Audience.INTERNAL)

    def __init__(self, study: Study, name: str) -> None:
        super().__init__(study, name)
        self.audience = Audience.PUBLIC
        self.reader: ParticipantCode | None = None
        """Which participant reads it, for that audience."""
        self.last: ReadOver | None = None
        """The last reading; its lines are those of `last.text`."""
        self.quotes: tuple[DrawerQuote, ...] = ()
        """Every quote of the study, as the audience may see it."""
        self._said: dict[QuoteId, Said] = {}
        self._layout = PreviewLayout()
        self._laid: Laid | None = None
        self._reading = False
        self._round = 0
        """Counts the readings that were begun: an older one shows nothing any more."""
        self._read_timer: Timer | None = None
        self._follow_timer: Timer | None = None

    def do_write(self) -> None:
        """Put the cursor into the text."""
        raise NotImplementedError

    # -- reading it over ---------------------------------------------------------------------------------

    def text_changed(self, *, typed: bool) -> None:
        """Let the preview follow once typing pauses."""
        self._round += 1  # what is under way is of other letters
        self.read_soon(PREVIEW_DELAY if typed else 0)

    def read_soon(self, delay: float = 0) -> None:
        """Read it over after `delay` seconds without another call."""
        if self._read_timer is not None:
            self._read_timer.stop()
            self._read_timer = None
        if delay:
            self._read_timer = self.set_timer(delay, self._read_now)
        else:
            self.call_after_refresh(self._read_now)

    def _read_now(self) -> None:
        self._read_timer = None
        self._round += 1
        if not self._reading:
            self._read_on()

    @work(group="preview")
    async def _read_on(self) -> None:
        """Read it over until nothing newer is there to be read; never twice at once."""
        self._reading = True
        try:
            read = 0
            while read != self._round and self._loaded:
                read = self._round
                await self._read(self.text, read)
                if self._read_timer is not None:
                    break  # typed on: that comes when it pauses
        finally:
            self._reading = False

    async def _read(self, text: str, mine: int) -> None:
        preview = self.query_one(Preview)
        width = preview.scrollable_content_region.width or self.app.size.width // 2
        dark = self.app.current_theme.dark
        audience, reader = self.audience, self.reader
        try:
            if not self.quotes:
                await self._fetch_quotes()
            read = await self.apart(
                read_over,
                self.study,
                text,
                self._said,
                audience=audience,
                reader=reader,
                writeup=self.writeup,
            )
        except ReflectError as error:
            self.tell(error)
            return
        if mine != self._round:
            return
        self.last = read
        if isinstance(self.editor, WriteupEditor):
            self.editor.show_notes(text, read.margin, read.comments)
        self.show_top()
        self.read_through()
        laid = await self.apart(
            self._layout.lay_out,
            read.rendered.markdown,
            width,
            dark=dark,
            stale=lambda: mine != self._round,
        )
        if laid is not None and mine == self._round:
            first, self._laid = self._laid is None, laid
            preview.show(laid.lines)
            self._follow()
            if first:
                gc.freeze()  # a full collection of all that is loaded by now would hold a key up for 80 ms

    async def _fetch_quotes(self) -> None:
        """Fetch what the drawer and the margin tell of quotes; raises what reading the study raises."""
        audience, reader = self.audience, self.reader
        quotes = await self.apart(drawer_of, self.study, audience=audience, reader=reader)
        said = await self.apart(said_of, self.study, quotes)
        if (audience, reader) == (self.audience, self.reader):
            self.quotes, self._said = quotes, said
            gc.freeze()  # thousands of quotes, which a collection would go through for every preview

    @work(exclusive=True, group="quotes")
    async def fetch_quotes(self) -> None:
        """Fetch the quotes anew, and show them where they are shown."""
        try:
            await self._fetch_quotes()
        except ReflectError as error:
            self.tell(error)
            return
        self.quotes_fetched()

    def quotes_fetched(self) -> None:
        """The quotes are other ones, or other things are said of them."""

    def read_through(self) -> None:
        """Another reading is there: show what rests on it."""
        self._show_place()

    # -- where one is ------------------------------------------------------------------------------------

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Tell of the line the cursor is on, and let the preview follow."""
        if event.text_area.id != "editor":
            return
        self._show_place()
        if self._follow_timer is not None:
            self._follow_timer.stop()
        self._follow_timer = self.set_timer(_FOLLOW_DELAY, self._follow)

    @property
    def place(self) -> int | None:
        """The index of the section the cursor is in; None when nobody knows."""
        return section_at(self.last.sections, self.editor.cursor_location[0] + 1) if self.last else None

    def _show_place(self) -> None:
        editor, last = self.editor, self.last
        if last is None or not isinstance(editor, WriteupEditor):
            return
        at = self.place
        mark = editor.mark_at(editor.cursor_location[0])
        title = last.title_of(at) if at is not None else ""
        count = f"{last.words:,} words"
        if at is not None and last.sections[at].level:
            count = f"section {last.words_of(at):,} of {count}"
        self.query_one(StatusLine).tell(mark.story if mark else f"§ {title}" if title else "", count)
        outline = self.query_one("#outline", Outline)
        if outline.display:
            outline.show(
                [
                    OutlineRow(
                        str(section.line),
                        f"{'  ' * max(0, section.level - 1)}{last.title_of(n) or 'Before the first heading'}",
                        f"{last.words_of(n):>5}",
                        self._worst(n),
                        here=n == at,
                    )
                    for n, section in enumerate(last.sections)
                ]
            )

    def _worst(self, at: int) -> str:
        signs = self.last.signs_of(at) if self.last else {}
        return next((sign.value for sign in _WORST if signs.get(sign)), " ")

    def _follow(self) -> None:
        """Bring what is being written into sight in the preview, unless one reads there."""
        preview, last, laid = self.query_one(Preview), self.last, self._laid
        at = self.place
        if last is None or laid is None or at is None or preview.has_focus or not preview.display:
            return
        if len(last.sections) != len(last.shown):
            return
        here, there = last.sections[at], last.shown[at]
        share = (self.editor.cursor_location[0] + 1 - here.line) / max(1, here.past - here.line)
        preview.follow(laid.row_of(there.line - 1 + share * (there.past - there.line)))

    # -- for whom ----------------------------------------------------------------------------------------

    @property
    def audience_words(self) -> str:
        """Whose eyes the preview has."""
        return f"participant {self.reader}" if self.audience is Audience.PARTICIPANT else self.audience.value

    def show_top(self) -> None:
        """Say for whom it is shown, what is held back, and whether it is saved."""
        rendered = self.last.rendered if self.last else None
        parts = [self.writeup, f"audience: {self.audience_words}"]
        if rendered is not None:
            held = sum(rendered.held_back.values())
            parts.append(f"{held} held back" if held else "nothing held back")
            if rendered.problems:
                parts.append(f"{len(rendered.problems)} to mend (F8)")
        top = self.query_one(TopLine)
        top.set_title(" · ".join(parts))
        top.set_state(self.save_state.value, alarm=self.save_state.alarm)
        top.set_note(self.note)

    @work
    async def do_audience(self) -> None:
        """The next audience; asks which participant where the write-up is about nobody."""
        order = self.AUDIENCES
        audience = order[(order.index(self.audience) + 1) % len(order)]
        reader = None
        if audience is Audience.PARTICIPANT:
            reader = subject_of(self.text)
            known = {person.code for person in await self.apart(self.study.people)}
            if reader not in known:
                reader = await self._ask_reader(sorted(known))
            if reader is None:  # nobody to ask for, or nobody asked for
                audience = Audience.INTERNAL
        self.audience, self.reader = audience, reader
        self.show_top()
        self.read_soon()
        self.fetch_quotes()

    async def _ask_reader(self, codes: list[ParticipantCode]) -> ParticipantCode | None:
        choices = [
            Choice(code, f"{code}  {self.study.role_name(self.study.participant(code).role)}")
            for code in codes
        ]
        said = "As which participant would read it? Esc goes on to what the researchers see."
        picked = await self.app.push_screen_wait(Pick("Shown to", choices, said=said)) if codes else None
        return ParticipantCode(picked) if picked else None
