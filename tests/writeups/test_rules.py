"""Drafted rules of engagement: what the group adopted, under its headings, on one page."""

from __future__ import annotations

import msgspec

from reflect.domain.group import Rule, RuleReview, RuleState
from reflect.domain.session import SessionRecord
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.rules import draft_rules, rules_data
from tests.builders import a_record


def rule(
    key: str, text: str, heading: str = "", *, adopted: str | None = "2027-03-04", order: int = 1
) -> Rule:
    by = "everyone in the room" if adopted else ""
    return Rule(id=key, text=text, heading=heading, adopted=adopted, adopted_by=by, order=order)


def a_workshop(*rules: Rule, started: str = "2027-03-04T10:00:00+00:00") -> SessionRecord:
    record = a_record(participant=None)
    session = msgspec.structs.replace(record.session, started=started)
    return msgspec.structs.replace(record, session=session, rules={each.id: each for each in rules})


def seen(*records: SessionRecord) -> list[str]:
    """The draft as others would read it."""
    draft = draft_rules(rules_data(records, created="2027-04-01"))
    return [line.text for line in read_manuscript(draft).lines if line.text]


def test_rules_stand_under_their_headings_with_the_day_they_were_adopted_and_by_whom() -> None:
    found = seen(
        a_workshop(
            rule("r2", "Think aloud together.", "Having difficult conversations", order=2),
            rule("r1", "Say what you mean by *accountable*.", "Having difficult conversations", order=1),
            rule("r3", "Be careful what you promise.", "Living with ambiguity", order=3),
        )
    )
    assert found == [
        "# Rules of engagement",
        "Adopted on 2027-03-04 by everyone in the room.",
        "## Having difficult conversations",
        r"- Say what you mean by \*accountable\*.",
        "- Think aloud together.",
        "## Living with ambiguity",
        "- Be careful what you promise.",
    ]


def test_what_was_only_proposed_is_not_in_it_and_the_writer_is_told() -> None:
    record = a_workshop(rule("r1", "Be on time."), rule("r2", "Bring cake.", adopted=None, order=2))
    assert "- Bring cake." not in seen(record)
    draft = draft_rules(rules_data([record], created="2027-04-01"))
    assert "1 more was proposed and not adopted" in draft
    assert "Bring cake" not in draft


def test_the_rules_that_were_adopted_last_stand_and_earlier_ones_are_counted() -> None:
    old = a_workshop(rule("r1", "Old rule.", adopted="2026-03-04"), started="2026-03-04T10:00:00+00:00")
    new = a_workshop(rule("r1", "New rule."))
    assert seen(new, old) == seen(old, new)
    assert "- New rule." in seen(old, new)
    assert "- Old rule." not in seen(old, new)
    assert "1 was adopted in sessions before" in draft_rules(rules_data([old, new], created="2027-04-01"))


def test_how_it_goes_with_a_rule_stays_with_the_writer() -> None:
    review = RuleReview(
        on="2028-01-01", state=RuleState.SLIPPING, note="since the tender --> hm", by="the team"
    )
    record = a_workshop(msgspec.structs.replace(rule("r1", "Be on time."), reviews=(review,)))
    draft = draft_rules(rules_data([record], created="2028-02-01"))
    assert "2028-01-01, Be on time.: slipping, since the tender" in draft
    assert not any("slipping" in line or "hm" in line for line in seen(record))


def test_without_rules_the_draft_says_what_to_do() -> None:
    assert seen(a_workshop(rule("r1", "Proposed.", adopted=None))) == ["# Rules of engagement"]
    assert "adopt them in a workshop" in draft_rules(rules_data([], created="2027-04-01"))
