"""What a group does in a session: who sits where, what each of them says, and what is made of it together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from reflect.domain import tagging
from reflect.domain.bin import into_bin
from reflect.domain.changes import Change, applied, drop, put
from reflect.domain.edits import Edits, shifted
from reflect.domain.group import (
    Cluster,
    ClusterId,
    Contribution,
    GroupConsent,
    Rule,
    RuleReview,
    Seat,
    SeatId,
)
from reflect.domain.guide import Question
from reflect.domain.ids import OptionId, ParticipantCode, QuestionId, QuoteId, RoleId
from reflect.domain.passages import passage_of, said_by_question, words_of
from reflect.errors import InvalidInput, NotFound
from reflect.services.desk_steps import DeskSteps

Row = TypeVar("Row", Seat, Contribution, Cluster)


class GroupOnDesk(DeskSteps):
    """Seats, contributions, groups of entries, and rules of engagement."""

    # -- the room --------------------------------------------------------------------------------------

    def seats(self) -> tuple[Seat, ...]:
        """Everybody in the room, those who have gone too, by number."""
        return tuple(sorted(self._record.seats.values(), key=lambda seat: (seat.order, seat.id)))

    def sit(self, *, participant: ParticipantCode | None = None, role: RoleId | None = None) -> Seat:
        """Give somebody a seat. Raises InvalidInput when that participant has one."""
        if participant is not None and any(seat.participant == participant for seat in self.seats()):
            raise InvalidInput(f"{participant} has a seat already")
        order = max((seat.order for seat in self.seats()), default=0) + 1
        seat = Seat(
            id=SeatId(self._ids()),
            order=order,
            participant=participant,
            role=None if participant else role,
            joined=self.now(),
        )
        self._do("A seat", [put(self._record, "seats", seat)])
        return seat

    def leave_seat(self, seat: SeatId, *, back: bool = False) -> None:
        """Note that somebody went before the end, or came back; what they said stays."""
        there = self._seat(seat)
        changed = msgspec.structs.replace(there, left=None if back else self.now())
        self._do("Coming back" if back else "Leaving early", [put(self._record, "seats", changed)])

    def clear_seat(self, seat: SeatId) -> None:
        """Take a seat away again. Raises InvalidInput when something was said from it."""
        self._seat(seat)
        if any(said.seat == seat for said in self._record.contributions.values()):
            raise InvalidInput(
                "Something was said from this seat", remedy="Mark it as left early: what was said stays."
            )
        self._do("Taking a seat away", [drop(self._record, "seats", seat)])

    def agree(self, agreed: GroupConsent | None) -> None:
        """Set what the group agreed to about the words of those who have no code."""
        session = msgspec.structs.replace(self._record.session, agreed=agreed)
        self._do("What the group agreed to", [put(self._record, "session", session)])

    # -- what each says ----------------------------------------------------------------------------------

    def said(self, question: str, *, about: str | None = None) -> list[Contribution]:
        """What was contributed to a question, in the order it came; `about`: only to one thing."""
        every = said_by_question(self._record).get(QuestionId(question), [])
        return [each for each in every if about is None or each.about == about]

    def said_from(self, question: str, seat: SeatId, *, about: str = "") -> Contribution | None:
        """What one seat answered to a question that each answers once."""
        return next((each for each in self.said(question, about=about) if each.seat == seat), None)

    def contribute(
        self,
        question: str,
        text: str,
        *,
        seat: SeatId | None = None,
        role: RoleId | None = None,
        about: str = "",
    ) -> Contribution:
        """Add an entry; whose it is may stay open. Raises InvalidInput when there are no words."""
        if not text.strip():
            raise InvalidInput("There are no words in it")
        if seat is not None:
            self._seat(seat)
        order = max((each.order for each in self.said(question)), default=0) + 1
        entry = Contribution(
            id=self._ids(),
            question=QuestionId(question),
            about=about,
            seat=seat,
            role=role,
            text=text.strip(),
            order=order,
            at=self.now(),
        )
        self._do("An entry", [put(self._record, "contributions", entry)])
        return entry

    def answer_from(
        self,
        question: Question,
        seat: SeatId,
        *,
        about: str = "",
        choices: Sequence[OptionId] | None = None,
        ranking: Sequence[OptionId] | None = None,
        rating: int | None = None,
        cannot_say: bool = False,
    ) -> Contribution:
        """Set what one seat chose, ranked or rated; the reason it gave stays.

        Raises:
            InvalidInput: more than the question takes, or a number that is not on its scale.

        """
        before = self.said_from(question.id, seat, about=about) or self._new_answer(question.id, seat, about)
        after = before
        if choices is not None:
            most = question.bounds[1]
            if most is not None and len(set(choices)) > most:
                raise InvalidInput(f"{len(set(choices))} were chosen, and {most} is the most")
            after = msgspec.structs.replace(after, choices=tuple(dict.fromkeys(choices)))
        elif ranking is not None:
            after = msgspec.structs.replace(after, ranking=tuple(dict.fromkeys(ranking)))
        else:
            low, high = question.bounds
            if rating is not None and not low <= rating <= (low if high is None else high):
                raise InvalidInput(f"{rating} is not on the scale: it goes from {low} to {high}")
            after = msgspec.structs.replace(after, rating=rating, cannot_say=cannot_say)
        self._do("An answer", [put(self._record, "contributions", after)])
        return after

    def write_from(
        self, question: str, seat: SeatId, text: str, revisions: Sequence[Edits] = (), *, about: str = ""
    ) -> Contribution | None:
        """Set the words of one seat's answer or reason as they are typed; not a step of *undo*.

        None while there is nothing of it: an answer without words or choice is none.
        """
        self._must_be_ours()
        there = self.said_from(question, seat, about=about)
        if there is None:
            if not text.strip():
                return None
            there = self._new_answer(QuestionId(question), seat, about)
        return self.write_entry(there, text, revisions)

    def write_entry(
        self, entry: Contribution, text: str, revisions: Sequence[Edits] = ()
    ) -> Contribution | None:
        """Set an entry's words as they are typed; quotes stay on theirs. Not a step of *undo*."""
        self._must_be_ours()
        now = self._record.contributions.get(entry.id)
        after = msgspec.structs.replace(now or entry, text=text)
        if after == now:
            return now
        old, new = words_of(now) if now is not None else "", words_of(after)
        at = len(after.title) + 1 if after.title else 0
        moves = tagging.text_changed(
            self._record,
            passage_of(after),
            old,
            new,
            [shifted(edits, at) for edits in revisions],
            cuttings=self._cuttings,
        )
        self._record = applied(self._record, [put(self._record, "contributions", after), *moves])
        return after

    def call(self, entry: Contribution, title: str) -> Contribution:
        """Set what somebody calls the picture they chose."""
        now = self._entry(entry.id)
        after = msgspec.structs.replace(now, title=" ".join(title.split()))
        self._do("A title", self._with_words(now, after))
        return after

    def attribute(
        self, entry: Contribution, *, seat: SeatId | None = None, role: RoleId | None = None
    ) -> None:
        """Set who said an entry: a seat, only a role, or nobody in particular."""
        now = self._entry(entry.id)
        changed = msgspec.structs.replace(now, seat=seat, role=None if seat else role)
        self._do("Who said it", [put(self._record, "contributions", changed)])

    def back_up(self, entry: Contribution, evidence: Sequence[QuoteId]) -> None:
        """Set the quotes that bear a rating out."""
        now = self._entry(entry.id)
        changed = msgspec.structs.replace(now, evidence=tuple(dict.fromkeys(evidence)))
        self._do("Evidence", [put(self._record, "contributions", changed)])

    def take_out(self, entry: Contribution) -> None:
        """Move an entry to the bin; quotes of it stay, marked *source changed*, until it is back."""
        now = self._entry(entry.id)
        gone = into_bin(self._record, contributions=[now], by=self.by, at=self.now())
        moves = tagging.text_changed(
            self._record, passage_of(now), words_of(now), "", cuttings=self._cuttings
        )
        self._do("Taking an entry out", [*gone, *moves])

    def reveal(self, question: str, *, shown: bool = True) -> None:
        """Show all what each answered alone, or cover it again."""
        response = msgspec.structs.replace(self.response(question), shown=shown)
        self._do("Showing the answers" if shown else "Covering", [put(self._record, "responses", response)])

    # -- entries together --------------------------------------------------------------------------------

    def clusters(self, question: str, *, about: str | None = None) -> tuple[Cluster, ...]:
        """The groups of entries of a question, in their order."""
        found = [
            each
            for each in self._record.clusters.values()
            if each.question == question and (about is None or each.about == about)
        ]
        return tuple(sorted(found, key=lambda each: (each.order, each.id)))

    def gather(self, entries: Sequence[Contribution], name: str, *, into: ClusterId | None = None) -> Cluster:
        """Move entries into a group, or into a new one of that name. Raises NotFound for no such group."""
        if not entries:
            raise InvalidInput("There is nothing to put together")
        question, about = entries[0].question, entries[0].about
        changes: list[Change] = []
        if into is None:
            order = max((each.order for each in self.clusters(question)), default=0) + 1
            cluster = Cluster(
                id=ClusterId(self._ids()), question=question, about=about, name=name, order=order
            )
            changes.append(put(self._record, "clusters", cluster))
        else:
            cluster = self._cluster(into)
        for each in entries:
            moved = msgspec.structs.replace(self._entry(each.id), cluster=cluster.id)
            changes.append(put(self._record, "contributions", moved))
        self._do("Putting entries together", changes)
        return cluster

    def part(self, entries: Sequence[Contribution]) -> None:
        """Take entries out of the groups they are in; a group that is empty then goes."""
        loose = [msgspec.structs.replace(self._entry(each.id), cluster=None) for each in entries]
        ids = {each.id for each in loose}
        full = {c.cluster for c in self._record.contributions.values() if c.id not in ids}
        left = {self._entry(each.id).cluster for each in entries}
        empty = [key for key in left if key is not None and key in self._record.clusters and key not in full]
        changes = [put(self._record, "contributions", each) for each in loose]
        self._do(
            "Parting entries", [*changes, *(drop(self._record, "clusters", key) for key in sorted(empty))]
        )

    def name_cluster(self, cluster: ClusterId, name: str) -> None:
        """Give a group of entries another name."""
        named = msgspec.structs.replace(self._cluster(cluster), name=" ".join(name.split()))
        self._do("A group's name", [put(self._record, "clusters", named)])

    def order_clusters(self, order: Sequence[ClusterId]) -> None:
        """Put groups of entries in another order."""
        found = [
            msgspec.structs.replace(self._cluster(key), order=place) for place, key in enumerate(order, 1)
        ]
        self._do("Another order", [put(self._record, "clusters", each) for each in found])

    # -- rules of engagement -----------------------------------------------------------------------------

    def rules(self) -> tuple[Rule, ...]:
        """The rules, in their order."""
        return tuple(sorted(self._record.rules.values(), key=lambda rule: (rule.order, rule.id)))

    def word_rule(
        self, text: str, *, heading: str = "", about: str = "", proposal: str = "", rule: Rule | None = None
    ) -> Rule:
        """Add a rule, or word one anew: what was adopted has to be adopted again then.

        Raises InvalidInput when there are no words.
        """
        words = " ".join(text.split())
        if not words:
            raise InvalidInput("A rule needs words")
        if rule is None:
            order = max((each.order for each in self.rules()), default=0) + 1
            after = Rule(
                id=self._ids(), heading=heading, text=words, about=about, proposal=proposal, order=order
            )
        else:
            now = self._record.rules[rule.id]
            same = now.text == words
            after = msgspec.structs.replace(
                now,
                text=words,
                heading=heading or now.heading,
                about=about or now.about,
                adopted=now.adopted if same else None,
                adopted_by=now.adopted_by if same else "",
            )
        self._do("A rule", [put(self._record, "rules", after)])
        return after

    def adopt(self, rules: Sequence[Rule], *, on: str, by: str) -> None:
        """Note that the group adopted these rules: the day and who."""
        adopted = [
            msgspec.structs.replace(self._record.rules[r.id], adopted=on, adopted_by=by) for r in rules
        ]
        self._do("Adopting the rules", [put(self._record, "rules", each) for each in adopted])

    def review(self, rule: Rule, found: RuleReview) -> None:
        """Add what was found when a rule was looked at again."""
        now = self._record.rules[rule.id]
        reviewed = msgspec.structs.replace(now, reviews=(*now.reviews, found))
        self._do("Looking at a rule again", [put(self._record, "rules", reviewed)])

    def drop_rule(self, rule: Rule) -> None:
        """Take a rule away."""
        self._do("Taking a rule away", [drop(self._record, "rules", rule.id)])

    # -- looking things up -------------------------------------------------------------------------------

    def _new_answer(self, question: QuestionId, seat: SeatId, about: str) -> Contribution:
        self._seat(seat)
        order = max((each.order for each in self.said(question)), default=0) + 1
        return Contribution(
            id=self._ids(), question=question, about=about, seat=seat, order=order, at=self.now()
        )

    def _with_words(self, now: Contribution, after: Contribution) -> list[Change]:
        moves = tagging.text_changed(
            self._record, passage_of(after), words_of(now), words_of(after), cuttings=self._cuttings
        )
        return [put(self._record, "contributions", after), *moves]

    def _seat(self, seat: SeatId) -> Seat:
        return _there(self._record.seats.get(seat), "seat")

    def _entry(self, entry: str) -> Contribution:
        return _there(self._record.contributions.get(entry), "entry")

    def _cluster(self, cluster: ClusterId) -> Cluster:
        return _there(self._record.clusters.get(cluster), "group of entries")


def _there(found: Row | None, kind: str) -> Row:
    if found is None:
        raise NotFound(f"This {kind} is not there any more", remedy="Somebody may have removed it.")
    return found
