"""Putting entries together: mark some, put them under a name, part them again; nothing is lost by it."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reflect.domain.group import Cluster, ClusterId, Contribution, SeatId
from reflect.domain.guide import Question
from reflect.domain.room import answers_to
from reflect.services.desk import SessionDesk
from reflect.services.finishing import entry_form
from reflect.services.forms import OpenForm
from reflect.services.study import Study
from reflect.tui.command import Command
from reflect.tui.desk_screen import ON_A_DESK
from reflect.tui.room_sitting import RoomSitting
from reflect.tui.screens.desk_page import DeskPage, Leave, PageCommand, Redo, Undo
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.widgets.lines import Line
from reflect.tui.widgets.moving_lines import MovingLines

_CLUSTER, _ENTRY, _REST = "cluster:", "entry:", "rest:"


class Mark(PageCommand):
    """Mark the entry under the cursor, or take its mark away; on a name, the whole group. So does a click."""

    name, label, footer, keys_shown = "mark", "Mark", "mark", "Space"


class PutTogether(PageCommand):
    """Put what is marked together: with the group the cursor stands in, or under a new name.

    Without a mark, the entry under the cursor.
    """

    name, label, footer, key = "gather", "Put together", "put together", "enter"


class IntoGroup(PageCommand):
    """Move what is marked into a group that you choose by its name."""

    name, label, footer, key = "into", "Move into a group", "move to", "m"


class Rename(PageCommand):
    """Give the group another name."""

    name, label, footer, key = "rename", "Rename the group", "name", "n"


class Part(PageCommand):
    """Take what is marked, or the entry under the cursor, out of its group again; on a name, all of it."""

    name, label, footer, key = "part", "Part again", "part", "p"


class Higher(PageCommand):
    """Move the group up, or an entry into the group above."""

    name, label, footer, key = "higher", "Move up", "up", "plus,ctrl+up,left_square_bracket"


class Lower(PageCommand):
    """Move the group down, or an entry into the group below."""

    name, label, footer, key = "lower", "Move down", "down", "minus,ctrl+down,right_square_bracket"


class Change(PageCommand):
    """Change an entry's words: a slip of the finger."""

    name, label, footer, key = "change", "Change the words", "change", "e"


class WhoSaid(PageCommand):
    """Say who said an entry: a seat, or nobody in particular."""

    name, label, footer, key = "who", "Who said it", "who said it", "w"


class TakeOut(PageCommand):
    """Take an entry out; it lies in the bin, and u brings it back."""

    name, label, footer, key = "take_out", "Take it out", "take out", "delete,x"


_ON_ENTRY = (Change, WhoSaid, TakeOut)


class GatheringScreen(DeskPage):
    """The entries of one question, in their groups."""

    SCOPE = "gathering"
    VERBS = (
        PutTogether,
        Mark,
        Rename,
        Part,
        IntoGroup,
        Undo,
        Leave,
        Higher,
        Lower,
        Change,
        WhoSaid,
        TakeOut,
        Redo,
        *ON_A_DESK,
    )
    CSS_PATH = ["desk_page.tcss", "gathering.tcss"]

    def __init__(self, study: Study, desk: SessionDesk, sitting: RoomSitting, question: Question) -> None:
        super().__init__(study, desk)
        self._sitting = sitting
        self._question = question
        self._about = sitting.about
        self._marked: set[str] = set()

    def compose_page(self) -> ComposeResult:
        """How many, and the lines."""
        yield Static(id="head", markup=False)
        yield MovingLines(id="lines")

    def on_mount(self) -> None:
        """Show the entries."""
        self.show_title(f"Together: {self._question.heading}")
        self.lines.focus()
        self.show_anew()

    @property
    def lines(self) -> MovingLines:
        """The list."""
        return self.query_one(MovingLines)

    # -- what is listed --------------------------------------------------------------------------------

    def _clusters(self) -> tuple[Cluster, ...]:
        return self.desk.clusters(self._question.id, about=self._about)

    def _entries(self) -> list[Contribution]:
        every = answers_to(self.desk.record, self._question.id, self._about)
        return [each for each in every if each.text.strip()]

    def show_anew(self) -> None:
        """Show the groups and what is in none."""
        entries, clusters = self._entries(), self._clusters()
        self._marked &= {each.id for each in entries}
        known = {cluster.id for cluster in clusters}
        lines = []
        for cluster in clusters:
            theirs = [each for each in entries if each.cluster == cluster.id]
            lines.append(
                Line(f"{_CLUSTER}{cluster.id}", "▾ ", f"{cluster.name}  {len(theirs)}", style="bold")
            )
            lines += [self._line(each, "  ") for each in theirs]
        loose = [each for each in entries if each.cluster not in known]
        if clusters and loose:
            lines.append(Line(_REST, "▾ ", f"in no group yet  {len(loose)}", style="$text-muted"))
        lines += [self._line(each, "  " if clusters else "") for each in loose]
        self.lines.put(lines)
        marks = f" · {len(self._marked)} marked" if self._marked else ""
        groups = "1 group" if len(clusters) == 1 else f"{len(clusters)} groups"
        count = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
        self.query_one("#head", Static).update(Content(f"{count} in {groups}{marks}"))
        self.show_versions()
        self.refresh_keys()

    def _line(self, entry: Contribution, indent: str) -> Line:
        sign = "☑" if entry.id in self._marked else "☐"
        seat = self._sitting.seat_of(entry)
        words = entry.text + (f" ({seat.order})" if seat else "")
        return Line(f"{_ENTRY}{entry.id}", f"{indent}{sign} {entry.order:>2} ", words)

    @property
    def _here(self) -> str:
        return self.lines.here or ""

    def _entry_here(self) -> Contribution | None:
        kind, _, key = self._here.partition(":")
        return self.desk.record.contributions.get(key) if f"{kind}:" == _ENTRY else None

    def _cluster_here(self) -> Cluster | None:
        """The group the cursor stands in."""
        kind, _, key = self._here.partition(":")
        if f"{kind}:" == _CLUSTER:
            return self.desk.record.clusters.get(ClusterId(key))
        entry = self._entry_here()
        return self.desk.record.clusters.get(entry.cluster) if entry is not None and entry.cluster else None

    def _chosen(self) -> list[Contribution]:
        """What is marked; without a mark, the entry under the cursor, or all in the group one is at."""
        entries = self._entries()
        if self._marked:
            return [each for each in entries if each.id in self._marked]
        entry, cluster = self._entry_here(), self._cluster_here()
        if entry is not None:
            return [entry]
        return [each for each in entries if cluster is not None and each.cluster == cluster.id]

    def can(self, verb: type[Command]) -> bool:
        """What is done to an entry, or to a group, needs one."""
        if not super().can(verb):
            return False
        if verb in _ON_ENTRY:
            return self._entry_here() is not None
        if verb is Rename:
            return self._cluster_here() is not None
        if verb is IntoGroup:
            return bool(self._clusters())
        return True

    # -- commands --------------------------------------------------------------------------------------

    def on_moving_lines_chosen(self) -> None:
        """The space bar or a click."""
        self.do_mark()

    def on_moving_lines_moved(self) -> None:
        """What can be done depends on the line."""
        self.refresh_keys()

    def do_mark(self) -> None:
        """Mark, or take the mark away; then go on to the next line."""
        entry, cluster = self._entry_here(), self._cluster_here()
        if entry is not None:
            self._marked ^= {entry.id}
        elif cluster is not None:
            theirs = {each.id for each in self._entries() if each.cluster == cluster.id}
            self._marked = self._marked - theirs if theirs <= self._marked else self._marked | theirs
        self.show_anew()
        if entry is not None:
            self.lines.action_cursor_down()

    @work(exclusive=True)
    async def do_gather(self) -> None:
        """Into the group one stands in, or under a new name."""
        entries, into = self._chosen(), self._cluster_here()
        if not entries:
            self.say("Mark entries with the space bar first.")
            return
        moving = [each for each in entries if into is None or each.cluster != into.id]
        if into is not None and moving:
            self.attempt(self._gather, moving, into.name, into.id)
            return
        count = "one entry" if len(entries) == 1 else f"{len(entries)} entries"
        name = await self.app.push_screen_wait(
            AskLine("A name for the group", said=f"For {count}.", initial=entries[0].text)
        )
        if name is not None:
            self.attempt(self._gather, entries, name, None)

    def _gather(self, entries: list[Contribution], name: str, into: ClusterId | None) -> None:
        cluster = self.desk.gather(entries, name, into=into)
        self._marked.clear()
        self.did(f"Together under “{cluster.name}”.")
        self.lines.go_to(f"{_CLUSTER}{cluster.id}")

    @work(exclusive=True)
    async def do_into(self) -> None:
        """Ask into which group."""
        entries = self._chosen()
        if not entries:
            return
        choices = [Choice(cluster.id, cluster.name) for cluster in self._clusters()]
        picked = await self.app.push_screen_wait(Pick("Into which group?", choices))
        if picked is not None:
            self.attempt(self._gather, entries, "", ClusterId(picked))

    @work(exclusive=True)
    async def do_rename(self) -> None:
        """Ask for another name."""
        cluster = self._cluster_here()
        if cluster is None:
            return
        name = await self.app.push_screen_wait(AskLine("The group’s name", initial=cluster.name))
        if name is not None:
            self.attempt(self._rename, cluster, name)

    def _rename(self, cluster: Cluster, name: str) -> None:
        self.desk.name_cluster(cluster.id, name)
        self.did(f"Now “{name}”.")

    def do_part(self) -> None:
        """Out of their groups."""
        entries = [each for each in self._chosen() if each.cluster is not None]
        if not entries:
            self.say("This is in no group.")
            return
        self.desk.part(entries)
        self._marked.clear()
        self.did("Parted again.")

    def do_higher(self) -> None:
        """Up."""
        self._shift(-1)

    def do_lower(self) -> None:
        """Down."""
        self._shift(1)

    def _shift(self, step: int) -> None:
        """Move a group in the order, or an entry into the group next to its own."""
        clusters, entry, cluster = self._clusters(), self._entry_here(), self._cluster_here()
        ids = [each.id for each in clusters]
        if entry is None and cluster is not None:
            place = ids.index(cluster.id)
            to = max(0, min(place + step, len(ids) - 1))
            if to != place:
                ids.insert(to, ids.pop(place))
                self.desk.order_clusters(ids)
                self.did(f"“{cluster.name}” is number {to + 1}.")
        elif entry is not None and ids:
            place = ids.index(cluster.id) if cluster is not None else len(ids)
            to = place + step
            if 0 <= to < len(ids):
                self.desk.gather([entry], "", into=ids[to])
                self.did(f"Moved to “{clusters[to].name}”.")
            elif cluster is not None and to == len(ids):
                self.desk.part([entry])
                self.did("In no group.")

    @work(exclusive=True)
    async def do_change(self) -> None:
        """Ask for other words."""
        entry = self._entry_here()
        if entry is None:
            return
        opened = self.study.forms.open(entry_form(self.desk, entry))
        words = await self.app.push_screen_wait(AskLine("The entry’s words", initial=entry.text, form=opened))
        if words is not None:
            self.attempt(self._change, entry, words, opened)

    def _change(self, entry: Contribution, words: str, opened: OpenForm) -> None:
        self.desk.write_entry(entry, words)
        self.did("Changed.")
        self.over(opened)

    @work(exclusive=True)
    async def do_who(self) -> None:
        """Ask who said it."""
        entry = self._entry_here()
        if entry is None:
            return
        nobody = Choice("", "nobody in particular")
        choices = [Choice(seat.id, self._sitting.seat_name(seat)) for seat in self.desk.seats()]
        picked = await self.app.push_screen_wait(
            Pick("Who said it?", [*choices, nobody], start=entry.seat or "")
        )
        if picked is not None:
            seat = next((each.id for each in self.desk.seats() if each.id == picked), None)
            self.attempt(self._attribute, entry, seat)

    def _attribute(self, entry: Contribution, seat: SeatId | None) -> None:
        self.desk.attribute(entry, seat=seat)
        self.did("Noted.")

    def do_take_out(self) -> None:
        """To the bin."""
        entry = self._entry_here()
        if entry is not None:
            self.desk.take_out(entry)
            self.did("Taken out; u brings it back.")
