"""The screen that searches a study: one box, and what was found, each in the words around it."""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from reflect.domain.codebook import Codebook
from reflect.domain.search_hints import suggestions
from reflect.domain.search_query import Kind, parse_query
from reflect.errors import ReflectError
from reflect.services.searching import Hit, Hits, Order, Stopped
from reflect.services.study import Study
from reflect.tui.command import Command, Commands
from reflect.tui.dates import day
from reflect.tui.going_there import go_to_hit
from reflect.tui.screens import find_commands as verbs
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.rows import Cell, Column, Rows, clean

QUIET = 0.12
"""Seconds after a key before what is typed is looked for."""
PAGE = 50
"""Hits that are fetched at a time."""
NEAR = 15
"""Rows before the end of what was fetched at which the next ones are."""
LOOK = 0.5
"""Seconds between two looks at how far reading the study's files has got."""
AGAIN = 4
"""After how many of these looks what has come in is searched as well."""
MATCH = "bold reverse"
"""How the words that were looked for stand out: by more than a colour."""

_COLUMNS = (
    Column("Who", 5),
    Column("What", 8, drop=2),
    Column("Words", 30, grow=1),
    Column("Session", 11, drop=1),
)
_START = (
    'Type what you look for: words, a "phrase", the beginning of a word*, -without. role:provider, point:4, '
    "by:ana, untagged narrow it."
)


class FindScreen(Commands[None]):
    """Search while one types. Nothing is looked for on the screen's own thread, and the last query wins."""

    SCOPE = "find"
    VERBS = verbs.FIND_COMMANDS
    ESCAPE = "to the list"
    CSS_PATH = "find.tcss"

    def __init__(self, study: Study, words: str = "") -> None:
        super().__init__()
        self._study = study
        self._words = words
        """What is looked for to begin with."""
        self._typing: Timer | None = None
        self._order: Order | None = None
        """As one asked for it; None leaves it to the query."""
        self._found: Hits | None = None
        self._for = ""
        """What stood in the box when `_found` was looked for."""
        self._asked = ""
        """The query that `_found` answers."""
        self._hits: list[Hit] = []
        self._codebook = Codebook()
        self._roles: dict[str, str] = {}
        self._reading = ""
        self._wrong = ""
        self._begun = False

    def compose(self) -> ComposeResult:
        """The box, what is to be said of it, the list, and all that is known of the hit at the cursor."""
        yield Static(id="top", markup=False)
        hint = 'words, "phrases", prefixes*, -not, role:provider, point:4 …'
        yield Input(self._words, placeholder=hint, id="query")
        yield Static(id="said", markup=False)
        yield Rows[Hit](_COLUMNS, cells=self._cells, key=_key, lines=2, empty=_START)
        yield Static(id="whole")
        yield KeyStrip()

    def on_mount(self) -> None:
        """Begin in the box, or where there is something to look for, in the list."""
        self.query_one("#top", Static).update(f"Find in {clean(self._study.title)}")
        (self.rows if self._words else self.query_one(Input)).focus()
        self._say()

    def on_screen_resume(self) -> None:
        """Bring the index up to date: something may have been changed on another screen."""
        self._refresh()

    # -- looking -----------------------------------------------------------------------------------------

    @work(exclusive=True, group="refresh")
    async def _refresh(self) -> None:
        """Have the index read what changed; meanwhile what is known already can be searched."""
        finder, looks = self._study.finder, 0
        look = self.set_interval(LOOK, lambda: looked())

        def looked() -> None:
            nonlocal looks
            looks += 1
            read = finder.reading
            self._reading = "reading {} of {} sessions …".format(*read) if read else "reading what changed …"
            self._say()
            if looks % AGAIN == 0:
                self._search()

        try:
            self._codebook = await self.apart(self._study.codebook)
            self._roles = {role.id: role.name for role in await self.apart(self._study.roles)}
            changed = await self.apart(finder.refresh)
        except ReflectError as error:
            self.tell(error)
            return
        finally:
            look.stop()
            self._reading = ""
        self._say()
        if changed or not self._begun:
            self._search()
        self._begun = True

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        """Look soon: not for every letter of a word."""
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(QUIET, self._search)

    def _search(self) -> None:
        """Look for what stands in the box now; whatever was being looked for is let go."""
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        self._study.finder.stop()
        self._look_for(self.query_one(Input).value)

    @work(exclusive=True, group="search")
    async def _look_for(self, typed: str) -> None:
        if not typed.strip():
            self._show("", None, [], "")
            return
        again = typed == self._for and self._found is not None
        limit = max(PAGE, len(self._hits)) if again else PAGE
        asked = typed
        try:
            found = await self._page_of(asked, limit)
            if not found.hits and typed[-1].isalnum():
                with suppress(ReflectError):  # the last word may not be finished yet, or be a filter
                    begun = await self._page_of(f"{typed}*", limit)
                    found, asked = (begun, f"{typed}*") if begun.hits else (found, typed)
        except Stopped:
            return  # something else is looked for by now
        except ReflectError as error:
            self._show(typed, None, [], str(error))
            return
        self._asked = asked
        self._show(typed, found, list(found.hits), "")

    async def _page_of(self, asked: str, limit: int) -> Hits:
        return await self.apart(self._looked_up, asked, order=self._order, limit=limit)

    def _looked_up(self, asked: str, *, order: Order | None, limit: int, after: str = "") -> Hits:
        """A page of hits, without what others did in sessions that one tags blind."""
        study = self._study
        found = study.finder.search(asked, order=order, limit=limit, after=after, fresh=False)
        hits = study.blind.hits(study, found.hits)
        return replace(found, hits=tuple(hits))

    @work(exclusive=True, group="more")
    async def _fetch_more(self) -> None:
        """The next page of the same search."""
        found, typed, asked = self._found, self._for, self._asked
        if found is None or not found.next:
            return
        try:
            more = await self.apart(self._looked_up, asked, order=found.order, limit=PAGE, after=found.next)
        except Stopped:
            return
        except ReflectError as error:
            self.tell(error)
            return
        if found is self._found:  # another search may have been quicker
            self._show(typed, more, [*self._hits, *more.hits], "")

    # -- showing -----------------------------------------------------------------------------------------

    def _show(self, typed: str, found: Hits | None, hits: list[Hit], wrong: str) -> None:
        rows = next(iter(self.query(Rows)), None)
        if rows is None:  # the program is ending meanwhile
            return
        new = typed != self._for
        self._for, self._found, self._hits, self._wrong = typed, found, hits, wrong
        rows.show(hits, empty=self._empty())
        if new:
            rows.action_edge(-1)
        self._say()
        self._show_whole()

    def _empty(self) -> str:
        if self._wrong or not self._for.strip():
            return "" if self._wrong else _START
        tries = suggestions(parse_query(self._for))
        hint = f" You could try: {'; '.join(tries)}." if tries else ""
        known = " Not every session has been read yet." if self._reading else ""
        return f"Nothing found for {clean(self._for.strip())}.{hint}{known}"

    def _say(self) -> None:
        """How many there are, what is wrong with the query, and how far reading has got."""
        said = next(iter(self.query("#said").results(Static)), None)
        if said is None:
            return
        parts = [f"✗ {self._wrong}"] if self._wrong else self._counted()
        if self._reading:
            parts.append(f"{self._reading} what is known so far can be found")
        said.update(" · ".join(parts))
        said.set_class(bool(self._wrong), "wrong")

    def _counted(self) -> list[str]:
        found, count = self._found, len(self._hits)
        if found is None:
            return []
        if not count:
            return ["nothing found"]
        order = "best first" if found.order is Order.BEST else "in reading order"
        places = "1 place" if count == 1 else f"{count} places"
        whole = [] if self._asked == self._for else [f"words that begin with “{self._for.split()[-1]}”"]
        if found.next:
            return [f"the first {places}, more below", order, *whole]
        if found.capped:
            return [f"the best {places}; o lists all, as one reads them"]
        return [places, *([order] if count > 1 else []), *whole]

    def _cells(self, hit: Hit) -> tuple[Cell, ...]:
        return hit.participant or "–", _what(hit), in_context(hit), day(hit.started)

    def _show_whole(self) -> None:
        hit = self.rows.current
        whole = self.query_one("#whole", Static)
        whole.update(Content("") if hit is None else self._whole(hit))
        whole.display = hit is not None
        self.refresh_keys()

    def _whole(self, hit: Hit) -> Content:
        points = [point for point in map(self._codebook.get, hit.points) if point is not None]
        tagged = ", ".join(
            f"{'≠' if point.id in hit.contradicts else ''}{point.number} {point.name}" for point in points
        )
        facts = [
            hit.participant or "",
            self._roles.get(hit.role, hit.role) if hit.role else "",
            f"session of {day(hit.started)}" if hit.started else "of the whole study",
            f"{_what(hit)} by {hit.by}" if hit.by else _what(hit),
        ]
        lines = [" · ".join(fact for fact in facts if fact), *filter(None, [hit.heading, tagged])]
        return Content("\n".join(clean(line) for line in lines))

    @property
    def rows(self) -> Rows[Hit]:
        """What was found."""
        return self.query_one(Rows)

    def on_rows_moved(self) -> None:
        """Say what is known of the hit, and fetch more before one comes to the end."""
        self._show_whole()
        place = next((n for n, hit in enumerate(self._hits) if _key(hit) == self.rows.key), 0)
        if self._found is not None and self._found.next and place >= len(self._hits) - NEAR:
            self._fetch_more()

    # -- what can be done --------------------------------------------------------------------------------

    def can(self, verb: type[Command]) -> bool:
        """What is done to a hit needs one."""
        if verb is verbs.OpenHit:
            return not self.writing and self.rows.current is not None
        if verb is verbs.ToTheList:
            return self.writing
        return verb is not verbs.SwitchOrder or self._found is not None

    def steering_target(self) -> Widget | None:
        """The list."""
        return self.rows

    def action_steer(self) -> None:
        """Esc goes from the box to the list, and from the list back; from an empty box at once."""
        if self.writing and self.query_one(Input).value.strip():
            super().action_steer()
        else:
            self.do_leave()

    @on(Input.Submitted, "#query")
    def _submitted(self, event: Input.Submitted) -> None:
        """Enter looks at once, and goes to the list."""
        if event.value != self._for:
            self._search()
        self.rows.focus()

    def do_to_list(self) -> None:
        """From the box to the list."""
        self.rows.focus()

    def do_words(self) -> None:
        """Back to the box."""
        self.query_one(Input).focus()

    def do_how(self) -> None:
        """Show how to search."""
        from reflect.tui.screens.dialogs.query_help import QueryHelp  # when one first needs it

        self.app.push_screen(QueryHelp())

    def do_order(self) -> None:
        """The other order."""
        now = self._found.order if self._found is not None else Order.BEST
        self._order = Order.READING if now is Order.BEST else Order.BEST
        self._search()

    def on_rows_opened(self) -> None:
        """A double click opens."""
        self.do_open_hit()

    def do_open_hit(self) -> None:
        """Go where it stands."""
        hit = self.rows.current
        if hit is None:
            return
        if not hit.session:
            about = ", ".join(p.name for p in map(self._codebook.get, hit.points) if p is not None)
            self.notify(
                f"This memo belongs to the learning point {about}: it stands on the tab of learning points."
                if about
                else "This memo belongs to the whole study.",
                markup=False,
            )
            return
        self._go(hit)

    @work(exclusive=True, group="go")
    async def _go(self, hit: Hit) -> None:
        try:
            await go_to_hit(self, self._study, hit, self._refresh)
        except ReflectError as error:
            self.tell(error)

    def do_leave(self) -> None:
        """Go back."""
        self._study.finder.stop()
        self.dismiss()


def in_context(hit: Hit) -> Content:
    """The words around a hit on one line, with the hit standing out."""
    before, text, after = (" ".join(clean(part).split(" ")) for part in (hit.before, hit.text, hit.after))
    if hit.kind is Kind.QUOTE and not before and not after:
        return Content(text)
    start = "… " if before and hit.start > len(hit.before) else ""
    return Content.assemble(f"{start}{before}", (text, MATCH), after)


def _what(hit: Hit) -> str:
    return "said" if hit.kind is Kind.TURN else hit.kind.value


def _key(hit: Hit) -> str:
    return f"{hit.session} {hit.passage} {hit.kind} {hit.quote or ''} {hit.start}"
