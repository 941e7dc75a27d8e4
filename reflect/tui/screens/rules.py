"""Rules of engagement: worded from what was gathered, put in order, adopted, and looked at again later."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reflect.domain.group import Rule, RuleState
from reflect.domain.room import Proposal, proposals, rules_in_order
from reflect.services.finishing import review_form, rule_form
from reflect.tui.command import Command
from reflect.tui.dates import day
from reflect.tui.desk_screen import ON_A_DESK
from reflect.tui.screens.desk_page import DeskPage, Leave, PageCommand, Redo, Undo
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.widgets.lines import Line
from reflect.tui.widgets.moving_lines import MovingLines

_HEADING, _RULE, _PROPOSAL = "heading:", "rule:", "proposal:"
_EVERYBODY = "everyone in the room"
_SIGNS = {RuleState.KEPT: "✓", RuleState.SLIPPING: "▽", RuleState.CHANGE: "✎"}
_ASKED = {
    RuleState.KEPT: "we live by it",
    RuleState.SLIPPING: "it is forgotten now and then",
    RuleState.CHANGE: "it is not the right rule any more",
}


class WordIt(PageCommand):
    """Word the proposal under the cursor as a rule, short and in the group's words; or word a rule anew.

    A rule that reads otherwise has to be adopted again.
    """

    name, label, footer, key = "word", "Word it", "word it", "enter,e"


class AddRule(PageCommand):
    """Add a rule that nobody proposed before."""

    name, label, footer, key = "add", "Add a rule", "add", "a"


class Heading(PageCommand):
    """Put a rule under another heading."""

    name, label, footer, key = "heading", "Another heading", "heading", "h"


class Higher(PageCommand):
    """Move the rule up."""

    name, label, footer, key = "higher", "Move up", "up", "plus,ctrl+up,left_square_bracket"


class Lower(PageCommand):
    """Move the rule down."""

    name, label, footer, key = "lower", "Move down", "down", "minus,ctrl+down,right_square_bracket"


class Adopt(PageCommand):
    """Note that the group adopts all rules that are not adopted yet: today, and by whom."""

    name, label, footer, key = "adopt", "Adopt the rules", "adopt", "d"


class Review(PageCommand):
    """Look at the rule under the cursor again: kept, slipping or to be changed, with a note."""

    name, label, footer, key = "review", "Look at this rule again", "review", "v"


class ReviewAll(PageCommand):
    """Look at every adopted rule again, one after the other; Esc stops."""

    name, label, footer, key = "review_all", "Look at all rules again", "review all", "r"


class DropRule(PageCommand):
    """Take the rule away; u brings it back."""

    name, label, footer, key = "drop", "Take the rule away", "take away", "delete,x"


_OF_RULE = (Heading, Higher, Lower, Review, DropRule)


class RulesScreen(DeskPage):
    """The rules of one workshop."""

    SCOPE = "rules"
    VERBS = (
        WordIt,
        Adopt,
        Review,
        ReviewAll,
        AddRule,
        Heading,
        Undo,
        Leave,
        Higher,
        Lower,
        DropRule,
        Redo,
        *ON_A_DESK,
    )
    CSS_PATH = ["desk_page.tcss", "rules.tcss"]

    def compose_page(self) -> ComposeResult:
        """How it stands, the rules, and the whole of the one under the cursor."""
        yield Static(id="head", markup=False)
        yield MovingLines(id="lines")
        yield Static(id="whole", markup=False)

    def on_mount(self) -> None:
        """Show the rules."""
        self.show_title(f"Rules of engagement · {self.desk.guide.title}")
        self.lines.focus()
        self.show_anew()

    @property
    def lines(self) -> MovingLines:
        """The list."""
        return self.query_one(MovingLines)

    # -- what is listed --------------------------------------------------------------------------------

    def show_anew(self) -> None:
        """Show rules and proposals."""
        lines: list[Line] = []
        for heading, rules in rules_in_order(self.desk.record):
            if heading:
                lines.append(Line(f"{_HEADING}{heading}", "▾ ", heading, style="bold underline"))
            lines += [Line(f"{_RULE}{rule.id}", f"  {_sign(rule)} ", rule.text) for rule in rules]
        found = self._proposals()
        if found:
            lines.append(Line(_PROPOSAL, "▾ ", "proposed, not worded yet", style="$text-muted"))
        for each in found:
            about = f" ({each.about})" if each.about else ""
            lines.append(Line(f"{_PROPOSAL}{each.option.id}", "  ○ ", f"{each.option.text}{about}"))
        self.lines.put(lines)
        self.query_one("#head", Static).update(Content(self._stands(len(found))))
        self._show_whole()
        self.show_versions()
        self.refresh_keys()

    def _stands(self, left: int) -> str:
        rules = self.desk.rules()
        if not rules and not left:
            return "No rules yet: a adds one."
        adopted = sum(rule.adopted is not None for rule in rules)
        count = "1 rule" if len(rules) == 1 else f"{len(rules)} rules"
        return f"{count}, {adopted} adopted · {left} proposed"

    def on_moving_lines_moved(self) -> None:
        """Show the whole of another rule."""
        self._show_whole()
        self.refresh_keys()

    def _show_whole(self) -> None:
        rule = self._rule_here()
        whole = self.query_one("#whole", Static)
        whole.display = rule is not None
        if rule is None:
            return
        by = f" by {rule.adopted_by}" if rule.adopted_by else ""
        parts = [f"Adopted {day(rule.adopted)}{by}." if rule.adopted else "Not adopted yet: d adopts it."]
        parts += [f"For: {rule.about}."] if rule.about else []
        for each in rule.reviews[-3:]:
            who = f" ({each.by})" if each.by else ""
            parts.append(
                f"{day(each.on)}{who}: {_SIGNS[each.state]} {each.state.value}. {each.note}".rstrip()
            )
        whole.update(Content("\n".join(parts)))

    def _proposals(self) -> list[Proposal]:
        return proposals(self.desk.guide, self.desk.record)

    def _rule_here(self) -> Rule | None:
        here = self.lines.here or ""
        return self.desk.record.rules.get(here.removeprefix(_RULE)) if here.startswith(_RULE) else None

    def _proposal_here(self) -> Proposal | None:
        here = self.lines.here or ""
        return next((each for each in self._proposals() if here == f"{_PROPOSAL}{each.option.id}"), None)

    def _heading_here(self) -> str:
        here, rule = self.lines.here or "", self._rule_here()
        return here.removeprefix(_HEADING) if here.startswith(_HEADING) else rule.heading if rule else ""

    def can(self, verb: type[Command]) -> bool:
        """What is done to a rule needs one."""
        if not super().can(verb):
            return False
        if verb in _OF_RULE:
            return self._rule_here() is not None
        if verb is WordIt:
            return self._rule_here() is not None or self._proposal_here() is not None
        if verb is Adopt:
            return any(rule.adopted is None for rule in self.desk.rules())
        if verb is ReviewAll:
            return any(rule.adopted is not None for rule in self.desk.rules())
        return True

    # -- wording ---------------------------------------------------------------------------------------

    @work(exclusive=True)
    async def do_word(self) -> None:
        """Ask for the wording."""
        rule, proposal = self._rule_here(), self._proposal_here()
        if rule is not None:
            said = "Short, in the group’s words. Worded anew, it has to be adopted again."
            title = f"A rule under “{rule.heading}”" if rule.heading else "A rule"
            await self._word(title, said=said, initial=rule.text, rule=rule, heading=rule.heading)
        elif proposal is not None:
            entries = self._entries_of(proposal)
            heading = proposal.option.text if entries else ""
            said = f"Short, in the group’s words. What was said: {'; '.join(entries) or proposal.option.text}"
            initial = "" if entries else proposal.option.text
            title = f"A rule under “{heading}”" if heading else "A rule"
            await self._word(title, said=said, initial=initial, heading=heading, proposal=proposal)

    async def _word(
        self,
        title: str,
        *,
        said: str,
        initial: str = "",
        rule: Rule | None = None,
        heading: str = "",
        proposal: Proposal | None = None,
    ) -> None:
        before = set(self.desk.record.rules)
        form = rule_form(
            self.desk,
            rule,
            heading=heading,
            about=proposal.about if proposal else rule.about if rule else "",
            proposal=proposal.option.id if proposal else "",
        )
        if await self.fill_in(form, title=title, said=said, initial=initial):
            new = next((key for key in self.desk.record.rules if key not in before), rule.id if rule else "")
            self.lines.go_to(f"{_RULE}{new}")
            self.say("Worded.")

    def _entries_of(self, proposal: Proposal) -> list[str]:
        """What was said in the group of entries that is proposed; nothing for an entry by itself."""
        said = sorted(self.desk.record.contributions.values(), key=lambda each: (each.order, each.id))
        return [each.text for each in said if str(each.cluster) == proposal.option.id and each.text.strip()]

    @work(exclusive=True)
    async def do_add(self) -> None:
        """Ask for the heading and the wording."""
        heading = await self.app.push_screen_wait(
            AskLine("Under which heading?", said="Or none.", initial=self._heading_here(), needed=False)
        )
        if heading is not None:
            title = f"A rule under “{heading}”" if heading else "A rule"
            await self._word(title, said="Short, in the group’s words.", heading=heading)

    @work(exclusive=True)
    async def do_heading(self) -> None:
        """Ask for another heading."""
        rule = self._rule_here()
        if rule is None:
            return
        heading = await self.app.push_screen_wait(AskLine("Under which heading?", initial=rule.heading))
        if heading is not None:
            self.attempt(self._under, rule, heading)

    def _under(self, rule: Rule, heading: str) -> None:
        self.desk.word_rule(rule.text, heading=heading, rule=rule)
        self.did(f"Under “{heading}”.")

    def do_higher(self) -> None:
        """Up."""
        self._shift(-1)

    def do_lower(self) -> None:
        """Down."""
        self._shift(1)

    def _shift(self, step: int) -> None:
        rule = self._rule_here()
        if rule is None:
            return
        # As they stand on the screen: rules of one heading are together, whatever their numbers.
        order = [each for _, rules in rules_in_order(self.desk.record) for each in rules]
        place = next(n for n, each in enumerate(order) if each.id == rule.id)
        to = place + step
        if 0 <= to < len(order):
            order.insert(to, order.pop(place))
            self.desk.order_rules(order)
            self.did("Moved.")

    def do_drop(self) -> None:
        """Take it away."""
        rule = self._rule_here()
        if rule is not None:
            self.desk.drop_rule(rule)
            self.did("Taken away; u brings it back.")

    # -- adopting and reviewing ------------------------------------------------------------------------

    @property
    def _today(self) -> str:
        return self.desk.now()[: len("2026-11-23")]

    @work(exclusive=True)
    async def do_adopt(self) -> None:
        """Ask who adopts them."""
        waiting = [rule for rule in self.desk.rules() if rule.adopted is None]
        count = "One rule" if len(waiting) == 1 else f"{len(waiting)} rules"
        by = await self.app.push_screen_wait(
            AskLine("Who adopts the rules?", said=f"{count}, from today on.", initial=_EVERYBODY)
        )
        if by is not None:
            self.attempt(self._adopt, waiting, by)

    def _adopt(self, rules: list[Rule], by: str) -> None:
        self.desk.adopt(rules, on=self._today, by=by)
        self.did(f"Adopted today by {by}.")

    @work(exclusive=True)
    async def do_review(self) -> None:
        """Ask how it goes with this rule."""
        rule = self._rule_here()
        if rule is not None:
            await self._review([rule])

    @work(exclusive=True)
    async def do_review_all(self) -> None:
        """Ask of one rule after the other."""
        await self._review([rule for rule in self.desk.rules() if rule.adopted is not None])

    async def _review(self, rules: list[Rule]) -> None:
        last = [each.by for rule in self.desk.rules() for each in rule.reviews]
        by = await self.app.push_screen_wait(
            AskLine("Who looks at it?", initial=last[-1] if last else _EVERYBODY, needed=False)
        )
        if by is None:
            return
        done = 0
        for number, rule in enumerate(rules, 1):
            title = f"{number} of {len(rules)}: how is it going?" if len(rules) > 1 else "How is it going?"
            choices = [Choice(s.value, f"{_SIGNS[s]} {s.value}", _ASKED[s]) for s in RuleState]
            picked = await self.app.push_screen_wait(Pick(title, choices, said=rule.text))
            if picked is None:
                break
            form = review_form(self.desk, rule, RuleState(picked), on=self._today, by=by)
            before = self.desk.record
            await self.fill_in(form, title="A note, or none", said=rule.text)
            if self.desk.record is before:
                break
            done += 1
        if done:
            self.say("Looked at one rule." if done == 1 else f"Looked at {done} rules.")


def _sign(rule: Rule) -> str:
    if rule.reviews:
        return _SIGNS[rule.reviews[-1].state]
    return "●" if rule.adopted else "·"
