"""Drafting the rules of engagement: one page, the rules that a group adopted, under their headings.

What a group worded together and adopted is meant to be read by others, and stands in the draft as it was
worded; what was only proposed does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from reflect.domain.group import Rule
from reflect.domain.session import SessionRecord
from reflect.writeups.escape import as_typed_inline
from reflect.writeups.reflection import in_comment
from reflect.writeups.template import filled_by

TEMPLATE = "rules.md.jinja"
"""The template's file name: ours here under `templates/`, a study's own under its `templates/`."""
KIND = "rules of engagement"


class RulesData(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of engagement are drafted from."""

    created: str
    """The day of the draft: ISO 8601."""
    rules: tuple[Rule, ...] = ()
    """Those of the session in which rules were adopted last."""
    proposed: int = 0
    """How many of its rules are not adopted."""
    before: int = 0
    """How many rules were adopted in sessions before it."""


def rules_data(records: Iterable[SessionRecord], *, created: str) -> RulesData:
    """The rules that were adopted last, and how many others there are."""
    adopted = sorted(
        (
            (
                max(rule.adopted for rule in record.rules.values() if rule.adopted),
                record.session.started,
                record,
            )
            for record in records
            if any(rule.adopted for rule in record.rules.values())
        ),
        key=lambda found: found[:2],
    )
    if not adopted:
        return RulesData(created=created)
    last = sorted(adopted[-1][2].rules.values(), key=lambda rule: (rule.order, rule.id))
    return RulesData(
        created=created,
        rules=tuple(rule for rule in last if rule.adopted),
        proposed=sum(not rule.adopted for rule in last),
        before=sum(bool(rule.adopted) for _, _, record in adopted[:-1] for rule in record.rules.values()),
    )


def draft_rules(data: RulesData, template: str | None = None, *, name: str = TEMPLATE) -> str:
    """The Markdown of a first draft, by the study's own `template` or, where it has none, by ours.

    `name` is the template's file, for messages. Raises `InvalidInput` when the template cannot be used.
    """
    return filled_by(template, TEMPLATE, _seen_by_template(data), name=name)


def _seen_by_template(data: RulesData) -> Mapping[str, object]:
    groups: dict[str, list[dict[str, object]]] = {}
    for rule in data.rules:
        groups.setdefault(_safe(rule.heading), []).append(
            {
                "text": _safe(rule.text),
                "about": _safe(rule.about),
                "reviews": [
                    {"on": each.on, "state": each.state.value, "note": _safe(each.note), "by": _safe(each.by)}
                    for each in rule.reviews
                ],
            }
        )
    days = sorted({(rule.adopted or "", rule.adopted_by) for rule in data.rules})
    return {
        "created": data.created,
        "groups": [{"heading": heading, "rules": rules} for heading, rules in groups.items()],
        "adopted": [{"on": day, "by": _safe(by)} for day, by in days],
        "proposed": data.proposed,
        "before": data.before,
    }


def _safe(text: str) -> str:
    """Words on one line that may stand in Markdown and cannot end a comment."""
    return in_comment(as_typed_inline(" ".join(text.split())))
