"""What a group calls out, as it is typed: in the session from its first letter, a step once it is kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from reflect.domain import tagging
from reflect.domain.changes import Change, applied, drop, put
from reflect.domain.group import Cluster, ClusterId, Contribution, Rule, SeatId
from reflect.domain.ids import QuestionId
from reflect.domain.passages import passage_of, words_of
from reflect.services.desk_group import GroupOnDesk


class EntriesOnDesk(GroupOnDesk):
    """Entries typed quickly, the titles of pictures, and the order of rules."""

    def draft(
        self,
        question: str,
        words: str,
        *,
        entry: Contribution | None = None,
        seat: SeatId | None = None,
        about: str = "",
    ) -> Contribution | None:
        """Set an entry that is being typed; None while there are no words. Not a step of *undo*."""
        self._must_be_ours()
        there = self._record.contributions.get(entry.id) if entry is not None else None
        if not words.strip():
            if there is not None:
                quoted = any(q.passage == passage_of(there) for q in self._record.quotes.values())
                if quoted:
                    return self.write_entry(there, "")
                self._record = applied(self._record, [drop(self._record, "contributions", there.id)])
            return None
        if there is None:
            there = self._new_entry(question, about)
        return self.write_entry(msgspec.structs.replace(there, seat=seat), words)

    def keep_entry(self, entry: Contribution, *, beside: Contribution | None = None) -> Contribution:
        """Have an entry that was typed stand; `beside`, in one group with another that says the same.

        As one step of *undo*, which takes it out as if it had never been typed.
        """
        now = self._entry(entry.id)
        kept = msgspec.structs.replace(now, text=now.text.strip())
        changes: list[Change] = []
        if beside is not None:
            there = self._entry(beside.id)
            cluster = there.cluster if there.cluster in self._record.clusters else None
            if cluster is None:
                made = self._new_cluster(there)
                cluster = made.id
                moved = msgspec.structs.replace(there, cluster=cluster)
                changes += [put(self._record, "clusters", made), put(self._record, "contributions", moved)]
            kept = msgspec.structs.replace(kept, cluster=cluster)
        self._do("An entry", [Change(table="contributions", id=kept.id, after=kept), *changes])
        return kept

    def write_title(self, question: str, seat: SeatId, title: str, *, about: str = "") -> Contribution | None:
        """Set what somebody calls their picture, as it is typed; not a step of *undo*.

        None while there is nothing of an answer.
        """
        self._must_be_ours()
        there = self.said_from(question, seat, about=about)
        if there is None:
            if not title.strip():
                return None
            there = self._new_answer(QuestionId(question), seat, about)
        after = msgspec.structs.replace(there, title=title)
        if after == self._record.contributions.get(there.id):
            return after
        old = words_of(there) if there.id in self._record.contributions else ""
        moves = tagging.text_changed(
            self._record, passage_of(after), old, words_of(after), cuttings=self._cuttings
        )
        self._record = applied(self._record, [put(self._record, "contributions", after), *moves])
        return after

    def order_rules(self, order: Sequence[Rule]) -> None:
        """Put the rules in another order."""
        found = [msgspec.structs.replace(self._record.rules[r.id], order=n) for n, r in enumerate(order, 1)]
        self._do("Another order of rules", [put(self._record, "rules", each) for each in found])

    def _new_entry(self, question: str, about: str) -> Contribution:
        order = max((each.order for each in self.said(question)), default=0) + 1
        return Contribution(
            id=self._ids(), question=QuestionId(question), about=about, text="", order=order, at=self.now()
        )

    def _new_cluster(self, named: Contribution) -> Cluster:
        order = max((each.order for each in self.clusters(named.question)), default=0) + 1
        return Cluster(
            id=ClusterId(self._ids()),
            question=named.question,
            about=named.about,
            name=" ".join(named.text.split()),
            order=order,
        )
