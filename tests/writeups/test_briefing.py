"""A drafted briefing is the whole document, by reference, and tells of nobody who may not be told of."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.consent import Attribution
from reflect.domain.ids import PointId, QuoteId
from reflect.domain.session import Approval, SessionKind, Tag
from reflect.errors import InvalidInput
from reflect.writeups.briefing import FOR, QUOTES_OF_ONE, BriefingData, draft_briefing
from reflect.writeups.manuscript import read_manuscript
from reflect.writeups.references import references_in
from reflect.writeups.render import render
from tests.writeups.told import member, sitting, told

ONE = sitting(1, ("P01", "Mine about the start.", ("LP1",)), ("P01", "Mine, against.", ("!LP2", "LP1")))
THEME = "---\nkind: theme\npoint: LP1\n---\n\n# Start\n\nOurs. [[quote q10aaaaa]]\n\n<!-- to myself -->\n"
OURS = (
    "---\nkind: reflection\nparticipant: P01\n---\n\n# [[portrait]]\n\nShe said it.\n\n## Thought\n\nMore.\n"
)


def shape(draft: str) -> list[str]:
    return [line.text for line in read_manuscript(draft).lines if line.text]


def headings(draft: str) -> list[str]:
    return [line for line in shape(draft) if line.startswith("#")]


def seen(data: BriefingData) -> str:
    """What the public reads of its draft."""
    found = {each.found.quote.id: each.found for each in data.said}
    people = {person.code: person for person in data.people}
    made = render(draft_briefing(data), found, rules=data.rules, people=people)
    assert made.problems == ()
    return made.markdown


def test_it_is_the_whole_document_in_its_order() -> None:
    draft = draft_briefing(told([member("P01")], ONE))
    assert headings(draft) == [
        "# A \\*study\\*",
        "## Introduction and context",
        "## Reflections",
        "### [[portrait P01]]",
        "#### Start upstream",
        "## Key learning",
        "### Start upstream",
        "### Be realistic \\| now",
        "## Annex A: How it was done",
        "### Who took part, and when",
        "### What was asked",
        "### How it was tagged",
        "## Annex B: What a report should say",
    ]
    assert draft.startswith("---\nkind: briefing\ntitle: A *study*\ncreated: 2026-11-26\n---\n")
    assert "[[contents]]" in shape(draft)
    assert references_in(draft).problems == ()
    assert "| 1 | Interviewer | Who held" in draft
    assert not [line for line in shape(draft) if "Who held" in line]


def test_its_quotes_say_nothing_of_who_said_them() -> None:
    draft = draft_briefing(told([member("P01")], ONE))
    assert all(r.unattributed or r.portrait for r in references_in(draft).found)


def test_a_study_without_anything_in_it_gives_a_document_to_begin_with() -> None:
    draft = draft_briefing(told([]))
    assert headings(draft)[:3] == ["# A \\*study\\*", "## Introduction and context", "## Key learning"]
    assert "Nobody has been interviewed yet" in draft
    assert not [line for line in shape(draft) if "Nobody has" in line]


def test_what_is_written_already_is_put_in_lower_down_with_its_comments() -> None:
    draft = draft_briefing(told([member("P01")], ONE, writeups=[("mine", OURS), ("start", THEME)]))
    assert "### [[portrait P01]]\n\nShe said it.\n\n#### Thought" in draft
    assert "### Start\n\nOurs. [[quote q10aaaaa unattributed]]\n\n<!-- to myself -->" in draft
    assert "taken from your write-up “mine”" in draft
    assert draft.count("q10aaaaa") == 1
    assert "kind: theme" not in draft


def test_the_newest_of_several_is_put_in() -> None:
    newer = OURS.replace("She said it.", "She said it better.")
    draft = draft_briefing(told([member("P01")], ONE, writeups=[("newer", newer), ("older", OURS)]))
    assert "better" in draft
    assert "“older”" not in draft


def test_a_writeup_that_would_swallow_the_rest_is_left_and_its_writer_told() -> None:
    broken = f"{OURS}\n<!-- never closed"
    draft = draft_briefing(told([member("P01")], ONE, writeups=[("mine", broken)]))
    assert "Your own write-up was not taken (mine, line 14: the comment that begins here" in draft
    assert "never closed" not in " ".join(shape(draft))
    assert "[[quote q11aaaaa unattributed]]" in shape(draft)


def test_rules_and_progress_have_a_part_where_there_is_such_a_writeup() -> None:
    rules = "---\nkind: rules of engagement\n---\n\n# What we agreed\n\n- Say no when it is no.\n"
    progress = "---\nkind: progress\n---\n\nWe are half way.\n"
    draft = draft_briefing(told([member("P01")], ONE, writeups=[("r", rules), ("p", progress)]))
    assert "## Rules of engagement" in draft
    assert "### What we agreed\n\n- Say no when it is no." in draft
    assert "## Keeping track of progress" in draft
    assert "We are half way." in draft


def test_workshops_are_told_as_examples_and_never_under_somebody() -> None:
    workshop = sitting(2, ("P01", "In the room.", ("LP1",)), kind=SessionKind.WORKSHOP)
    data = told([member("P01", attribution=Attribution.NAMED)], ONE, workshop)
    draft = draft_briefing(data)
    process = draft[draft.index("## The process") : draft.index("## Reflections")]
    assert "[[quote q20aaaaa unattributed]]" in process
    assert "q20aaaaa" not in draft[draft.index("## Reflections") :]
    assert "## The process" not in draft_briefing(told([member("P01")], ONE))


@pytest.mark.parametrize(
    "gone",
    [{"withdrawn": "2026-05-01"}, {"take_part": False}, {"quoted": False}, {"quoted": None}],
    ids=str,
)
def test_of_who_may_not_be_quoted_there_is_no_trace_in_what_is_read(gone: dict[str, Any]) -> None:
    theirs = sitting(2, ("P02", "Theirs about it.", ("LP1",)))
    draft = draft_briefing(told([member("P01"), member("P02", **gone)], ONE, theirs))
    assert "P02" not in draft
    assert "q20aaaaa" not in draft


def test_what_was_declined_or_kept_out_is_not_drafted_with_and_what_waits_comes_last() -> None:
    people = [member("P01"), member("P02", sees_quotes_first=True)]
    declined = sitting(2, ("P01", "Never again this.", ("LP1",)), approval=Approval.DECLINED)
    waiting = sitting(3, ("P02", "Waits for a word.", ("LP1",)))
    draft = draft_briefing(told(people, ONE, declined, waiting))
    assert "q20aaaaa" not in draft
    assert "q30aaaaa" in draft
    assert "Waits" not in seen(told(people, ONE, waiting))


def test_words_under_somebodys_name_are_not_read_again_where_none_stands() -> None:
    many = sitting(2, *[("P01", f"Said about the start, number {n}.", ("LP1",)) for n in range(9)])
    draft = draft_briefing(told([member("P01")], many))
    placed = [r.wanted for r in references_in(draft).found if not r.portrait]
    assert len(placed) == len(set(placed)) == 1 + QUOTES_OF_ONE + FOR


def test_a_template_is_given_no_words_and_no_names() -> None:
    data = told([member("P01", attribution=Attribution.NAMED)], ONE, writeups=[("mine", OURS)])
    everything = (
        "{{ title }}{{ method }}{{ exercises }}{{ reflections }}{{ learning }}{{ filled }}{{ open }}"
        "{{ sittings }}{{ lengths }}{{ source }}{{ rules }}{{ progress }}"
    )
    said = draft_briefing(data, everything) + draft_briefing(told([member("P01")], ONE), everything)
    assert "She said it" not in said
    assert "Mine" not in said
    assert "Secret" not in said


def test_a_template_that_puts_a_text_where_it_cannot_stand_is_told_so() -> None:
    data = told([member("P01")], ONE, writeups=[("mine", OURS)])
    own = "{% for r in reflections %}## {{ r.text }}\n{% endfor %}"
    assert draft_briefing(data, own).startswith("## [[portrait P01]]\n\nShe said it.")
    with pytest.raises(InvalidInput, match="behind a heading's signs") as wrong:
        draft_briefing(data, "So: {{ reflections[0].text }}", name="ours.jinja")
    assert wrong.value.place == "ours.jinja"


CONSENTS = st.fixed_dictionaries(
    {
        "take_part": st.sampled_from([True, True, False, None]),
        "quoted": st.sampled_from([True, True, False]),
        "attribution": st.sampled_from([*Attribution, None]),
        "sees_quotes_first": st.booleans(),
        "withdrawn": st.sampled_from([None, None, "2026-05-01"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CONSENTS, min_size=1, max_size=6))
def test_no_word_or_name_that_was_not_agreed_to_is_ever_read(consents: list[dict[str, Any]]) -> None:
    people = [member(f"P{n:02d}", **consent) for n, consent in enumerate(consents)]
    sessions = [
        sitting(n, (p.code, f"Words of {p.code} here.", ("LP1",)), (p.code, f"More of {p.code}.", ("!LP2",)))
        for n, p in enumerate(people)
    ]
    said = seen(told(people, *sessions))
    for person in people:
        consent = person.consents[-1]
        free = consent.take_part is True and consent.quoted is True and consent.withdrawn is None
        if not free or consent.sees_quotes_first:
            assert f"of {person.code}" not in said
        else:
            assert f"of {person.code}" in said
    named = any(
        c["attribution"] is Attribution.NAMED and c["take_part"] and c["quoted"] and not c["withdrawn"]
        for c in consents
    )
    assert ("Secret Name" in said) <= named


def test_nothing_introduces_words_that_are_held_back() -> None:
    people = [member("P01"), member("P02", sees_quotes_first=True)]
    waiting = sitting(2, ("P02", "Waits for a word.", ("!LP1",)))
    data = told(people, ONE, waiting)
    assert "Not everybody saw it so" in draft_briefing(data)
    assert "Not everybody saw it so\n\n##" not in seen(data)
    workshop = sitting(3, ("P02", "Waits too.", ("LP1",)), kind=SessionKind.WORKSHOP)
    data = told(people, ONE, workshop)
    assert "## The process" in draft_briefing(data)
    assert "## The process" not in seen(data)


def test_no_words_are_read_twice_though_two_quotes_have_them() -> None:
    whole = sitting(1, ("P01", "I could not, and then I could.", ("LP1",)), ("P01", "So.", ("LP2",)))
    (first, second) = whole.quotes.values()
    part = msgspec.structs.replace(first, id=QuoteId("part1111"), end=11, words="I could not")
    tags = {
        **whole.tags,
        "t": Tag(id="t", quote=part.id, point=PointId("LP1"), at="2026-03-04"),
    }
    record = msgspec.structs.replace(whole, quotes={**whole.quotes, part.id: part}, tags=tags)
    draft = draft_briefing(told([member("P01")], record))
    reflections, learning = draft.split("## Key learning")
    for read in (reflections, learning):
        assert sum(f"quote {one.id} " in read for one in (first, part)) <= 1
    assert f"quote {second.id} " in reflections
