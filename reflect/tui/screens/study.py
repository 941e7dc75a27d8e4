"""The study screen: sessions, people, learning points, quotes, write-ups, progress, analysis: a tab each."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from reflect.domain.ids import Clock
from reflect.domain.session import SessionKind
from reflect.errors import ReflectError
from reflect.services import preferences
from reflect.services.desk import SessionDesk
from reflect.services.identity import system_clock
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.screens import study_filters, study_people, study_sessions, study_sync, study_writeups
from reflect.tui.screens.exporting import export_writeup
from reflect.tui.screens.keeping_up import gathered
from reflect.tui.screens.panes.analysis import AnalysisPane
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.screens.panes.people import PeoplePane
from reflect.tui.screens.panes.points import PointsPane
from reflect.tui.screens.panes.progress import ProgressPane
from reflect.tui.screens.panes.quote_filter import QuoteFilter
from reflect.tui.screens.panes.quotes import QuotesPane
from reflect.tui.screens.panes.sessions import SessionsPane
from reflect.tui.screens.panes.writeups import WriteupsPane
from reflect.tui.screens.study_commands import OPENS, STUDY_COMMANDS, RulesOfSession, StudyCommand
from reflect.tui.screens.study_points import StudyPoints
from reflect.tui.screens.study_progress import StudyProgress
from reflect.tui.screens.study_quotes import StudyQuotes
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import clean
from reflect.tui.widgets.tab_strip import Tab, TabStrip

TABS = (
    Tab("sessions", "Sessions"),
    Tab("people", "People"),
    Tab("points", "Learning points", "Points"),
    Tab("quotes", "Quotes"),
    Tab("writeups", "Write-ups"),
    Tab("progress", "Progress"),
    Tab("analysis", "Analysis"),
)
_PANES: dict[str, type[Pane[Any]]] = {
    "sessions": SessionsPane,
    "people": PeoplePane,
    "points": PointsPane,
    "quotes": QuotesPane,
    "writeups": WriteupsPane,
    "progress": ProgressPane,
    "analysis": AnalysisPane,
}


class StudyScreen(StudyPoints, StudyQuotes, StudyProgress):
    """One open study. A tab is made when it is first shown, and fetched again whenever one comes back."""

    SCOPE = "study"
    VERBS = STUDY_COMMANDS
    ESCAPE = "back to the list"
    CSS_PATH = "study.tcss"
    BINDINGS = [
        Binding(str(number), f"tab('{tab.id}')", tab.title, show=False, id=f"study.tab.{tab.id}")
        for number, tab in enumerate(TABS, 1)
    ]

    def __init__(self, study: Study, *, clock: Clock = system_clock) -> None:
        super().__init__(study, clock=clock)
        self._names = False
        self._reading = ""

    def compose(self) -> ComposeResult:
        """The title, the tabs, and room for what they show."""
        yield Static(id="top", markup=False)
        yield TabStrip(TABS, id="tabs")
        yield Container(id="panes")
        yield Static(id="waiting", markup=False)
        yield KeyStrip()

    async def on_mount(self) -> None:
        """Start with the sessions, and remember that this study was open."""
        self._remember()
        await self._bring("sessions")

    @work(group="remember")
    async def _remember(self) -> None:
        now = self._clock().isoformat(timespec="seconds")
        await self.apart(preferences.remember_study, self._study.folder, self._study.title, now)

    def on_screen_resume(self) -> None:
        """Fetch again what the tab shows: another screen may have changed it."""
        self.reload()

    def reload(self) -> None:
        """Fetch again what the tab shows, and what waits."""
        self.look_due = True
        self._load()

    def on_resize(self) -> None:
        """Shorten the title to the width."""
        self.show_top()

    # -- tabs ------------------------------------------------------------------------------------------

    @property
    def tab(self) -> str:
        """The id of the tab in front."""
        return self.query_one(TabStrip).active

    async def _bring(self, tab: str) -> None:
        """Put a tab in front, made first if need be, and fetch what it shows."""
        self.query_one(TabStrip).active = tab
        for pane in self.query("#panes > Pane"):
            pane.display = pane.id == tab
        if not self.query(f"#{tab}"):
            await self.query_one("#panes").mount(_PANES[tab]())
        self._front.rows.focus()
        self.show_top()
        self.refresh_keys()
        self._load()

    @property
    def _front(self) -> Pane[Any]:
        return self.query_one(f"#{self.tab}", Pane)

    async def action_tab(self, tab: str) -> None:
        """Show a tab by its number."""
        await self._bring(tab)

    async def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """Show a tab by the mouse."""
        await self._bring(event.tab)

    def _beside(self, step: int) -> None:
        ids = [tab.id for tab in TABS]
        self.call_later(self._bring, ids[(ids.index(self.tab) + step) % len(ids)])

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        if not self.query(f"#{self.tab}"):
            return
        pane = self._front
        try:
            found = await gathered(self, pane, self._study, self._say_reading)
        except ReflectError as error:
            pane.cannot(error)
            return
        pane.show(found)
        self.refresh_keys()
        self.take_up()
        await self._load_more(pane, found)
        await self.apart(self._study.finder.tidy)

    async def _load_more(self, pane: Pane[Any], found: object) -> None:
        """Fetch what a long list leaves for later, while one reads its beginning."""
        with suppress(ReflectError):  # the beginning is there, and the next look tells what is wrong
            while (more := await self.apart(pane.more, self._study, found)) is not None:
                found = more
                pane.show(more)

    def on_unmount(self) -> None:
        """Do not keep the program from ending while a study is read for the first time."""
        self._study.finder.abandon()

    def _say_reading(self, words: str) -> None:
        if words != self._reading:
            self._reading = words
            self.show_top()

    def show_top(self) -> None:
        """Draw the title again, as wide as there is room."""
        title = Content(clean(self._study.title))
        said = "  ·  names shown" if self._names and self.tab == "people" else ""
        said += "  ·  read-only (i: why)" if self._read_only else ""
        said += f"  ·  {self._reading}" if self._reading else ""
        room = self.app.size.width - 2 - len(said)
        self.query_one("#top", Static).update(title.truncate(room, ellipsis=True) + said)

    # -- what can be done ------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """A tab's commands are there while it is in front; some need a row under the cursor."""
        if not issubclass(verb, StudyCommand) or not verb.tab:
            return super().can(verb)
        if verb.tab != self.tab or not self.query(f"#{self.tab}"):
            return False
        if verb is RulesOfSession:
            row = self._front.rows.current
            return row is not None and row.kind is SessionKind.WORKSHOP
        return not verb.needs_row or self._front.rows.current is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let a key mean one thing on one tab and another on the next."""
        if action != "run":
            return super().check_action(action, parameters)
        verb = self.NAMED.get(str(parameters[0]))
        return verb is not None and self.can(verb)

    def steering_target(self) -> Widget | None:
        """The list in front."""
        return self._front.rows

    def action_steer(self) -> None:
        """Esc goes from the words to the list, and from the list out of the study."""
        if self.writing:
            super().action_steer()
        elif self.tab != "quotes" or not self.query_one(QuotesPane).unmark():
            self.do_leave()

    def on_rows_opened(self) -> None:
        """A double click opens."""
        self.action_run(OPENS[self.tab])

    def on_rows_moved(self) -> None:
        """What can be done may depend on there being a row."""
        self.refresh_keys()

    @property
    def _current(self) -> Any:
        """What the cursor stands on; commands that need it are only run when there is something."""
        return self._front.rows.current

    # -- sessions --------------------------------------------------------------------------------------

    def do_resume(self) -> None:
        """Open the session."""
        # There is nothing to answer in a transcript: what one does with it is read and tag.
        self.follow(self._open(self._current.id, tag=self._current.kind is SessionKind.TRANSCRIPT))

    def do_tag(self) -> None:
        """Open the session's tags."""
        self.follow(self._open(self._current.id, tag=True))

    def do_rules(self) -> None:
        """Open the workshop's rules of engagement."""
        self.follow(self._rules(self._current.id))

    async def _rules(self, session: str) -> None:
        from reflect.tui.screens.rules import RulesScreen  # seldom needed

        desk = await self.apart(self._study.open_session, session)
        self._over(desk, RulesScreen(self._study, desk))

    def do_start(self) -> None:
        """Begin a session."""
        self.follow(self._start(None))

    async def _start(self, code: str | None) -> None:
        desk = await study_sessions.start_session(self, self._study, self._clock, code=code)
        if desk is not None:
            self._at_desk(desk, tag=False, quote="", arriving=True)

    async def _open(self, session: str, *, tag: bool = False, quote: str = "") -> None:
        desk = await self.apart(self._study.open_session, session)
        self._at_desk(desk, tag=tag, quote=quote)

    def _at_desk(self, desk: SessionDesk, *, tag: bool, quote: str, arriving: bool = False) -> None:
        """Show a session, and let others have it when one comes back."""
        screen: Screen[None]
        if tag:
            from reflect.tui.screens.tag import TagScreen  # when one first needs it

            screen = TagScreen(self._study, desk, at=quote)
        else:
            from reflect.tui.screens.sitting_screen import sitting_screen  # likewise

            screen = sitting_screen(self._study, desk, arriving=arriving)
        self._over(desk, screen)

    def _over(self, desk: SessionDesk, screen: Screen[None]) -> None:
        def back(_: None) -> None:
            self._clear(desk)

        self.app.push_screen(screen, back)

    @work(group="clear")
    async def _clear(self, desk: SessionDesk) -> None:
        try:
            await self.apart(desk.close)
        except ReflectError as error:
            self.tell(error)
        self._load()

    def do_import(self) -> None:
        """Choose transcripts and look at what they would bring."""
        from reflect.tui.screens.importing import choose_and_import  # seldom needed

        self.follow(choose_and_import(self, self._study, self._clock))

    def do_remove_session(self) -> None:
        """Move the session to the bin."""
        self.follow(study_sessions.remove_session(self, self._study, self._current))

    # -- people ----------------------------------------------------------------------------------------

    def do_edit_person(self) -> None:
        """Open the participant's form."""
        self.follow(self._person(self._current.code))

    def do_add_person(self) -> None:
        """Open an empty form."""
        self.follow(self._person(None))

    async def _person(self, code: str | None) -> None:
        kept = await study_people.write_down(self, self._study, code, self._clock)
        if kept is not None:
            rows = self._front.rows
            self._front.show(await self.apart(self._front.gather, self._study))
            rows.go_to(kept)

    def do_interview(self) -> None:
        """Begin a session with this participant."""
        self.follow(self._start(self._current.code))

    def do_approvals(self) -> None:
        """Show who owes an answer."""
        from reflect.tui.screens.approvals import ApprovalsScreen  # seldom needed

        self.app.push_screen(ApprovalsScreen(self._study))

    def do_names(self) -> None:
        """Show or hide names."""
        self._names = not self._names
        self.query_one(PeoplePane).show_names(shown=self._names)
        self.show_top()

    def do_withdraw(self) -> None:
        """Show what a withdrawal touches, and note it."""
        from reflect.tui.screens.withdraw import WithdrawScreen  # seldom needed

        self.app.push_screen(WithdrawScreen(self._study, self._current.code))

    def do_remove_person(self) -> None:
        """Remove the participant's record."""
        self.follow(study_people.remove_person(self, self._study, self._current))

    # -- learning points and quotes --------------------------------------------------------------------

    def do_show_point(self) -> None:
        """Describe the learning point."""
        self.query_one(PointsPane).toggle_description()

    def do_quotes_of_point(self) -> None:
        """Go to the quotes of this point."""
        self.follow(self._quotes_of(self._current.id))

    async def _quotes_of(self, point: str) -> None:
        await self._bring("quotes")
        self.query_one(QuotesPane).narrow_by(QuoteFilter(point=point))

    def do_open_quote(self) -> None:
        """Go to where it was said."""
        self.follow(self._open(self._current.session, tag=True, quote=self._current.id))

    def do_filter_words(self) -> None:
        """Type words."""
        self.query_one("#filter").focus()

    def do_filter_point(self) -> None:
        """Only one learning point."""
        self.follow(self._narrow(study_filters.ask_point))

    def do_filter_role(self) -> None:
        """Only one role."""
        self.follow(self._narrow(study_filters.ask_role))

    def do_filter_person(self) -> None:
        """Only one participant."""
        self.follow(self._narrow(study_filters.ask_person))

    async def _narrow(self, ask: study_filters.Ask) -> None:
        pane = self.query_one(QuotesPane)
        asked = await ask(self.app, pane.found, pane.asked)
        if asked is not None:
            pane.narrow_by(asked)

    def do_clear_filter(self) -> None:
        """Show all quotes."""
        self.query_one(QuotesPane).narrow_by(QuoteFilter())

    # -- write-ups -------------------------------------------------------------------------------------

    def do_open_writeup(self) -> None:
        """Write on."""
        self._write(self._current.name)

    def do_draft(self) -> None:
        """Draft a write-up and open it."""
        self.follow(self._draft())

    async def _draft(self) -> None:
        name = await study_writeups.draft(self, self._study, self._clock)
        if name is not None:
            self._write(name)

    def _write(self, name: str, *, at_line: int = 0) -> None:
        from reflect.tui.screens.writeup import WriteupScreen  # when one first needs it

        self.app.push_screen(WriteupScreen(self._study, name, at_line=at_line))

    def do_export(self) -> None:
        """Write the file for others."""
        self.follow(self._export(self._current.name))

    async def _export(self, name: str) -> None:
        line = await export_writeup(self, self._study, name)
        if line is not None:
            self._write(name, at_line=line)

    def do_remove_writeup(self) -> None:
        """Move the write-up to the bin."""
        self.follow(study_writeups.remove_writeup(self, self._study, self._current))

    # -- analysis --------------------------------------------------------------------------------------

    def do_open_analysis(self) -> None:
        """Show the analysis under the cursor."""
        self.app.push_screen(self._current.opens(self._study))

    # -- the team --------------------------------------------------------------------------------------

    def do_sync(self) -> None:
        """Share the study with its team."""
        self._sync()

    @work(group="sync")
    async def _sync(self) -> None:
        """Apart from the other commands, which would end it, and which one can go on with meanwhile."""
        try:
            await study_sync.sync_with_team(self, self._study, self._clock)
        except ReflectError as error:
            self.tell(error)
        self.reload()

    # -- moving on -------------------------------------------------------------------------------------

    def do_show_tab(self) -> None:
        """Show the next tab; the digits show each."""
        self._beside(1)

    def do_next_tab(self) -> None:
        """Show the tab to the right."""
        self._beside(1)

    def do_previous_tab(self) -> None:
        """Show the tab to the left."""
        self._beside(-1)

    def do_leave(self) -> None:
        """Close the study."""
        self.dismiss()
        # Closing may take a while when much is being read.
        self.app.run_worker(self._study.close, thread=True, group="close")
