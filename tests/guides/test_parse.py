from __future__ import annotations

from reflect.domain.consent import ConsentItem
from reflect.domain.guide import Anchor, Condition, GuideKind, GuideMode, QuestionKind, asked_when
from reflect.guides.parse import parse_guide

from .writing import FRONT, guide, question

WHOLE = """\
---
id: provider
title: Looking back: what changed?
version: 1.0
kind: interview
role: provider
mode: group
minutes: 60
language: en
author: "Somebody"
---

Words before the first heading.

> A note to the interviewer.

# Opening {#opening minutes=5}

A paragraph that is
read out.

## Before we start {#consent kind=consent required items=take-part,quoted}

Thank you for making time.

Do you agree?

> Go slowly. Silence is
> an answer too.
>
> Wait.

> Another note.

# Working together

## A time it went well {#went-well points=LP2,LP5 minutes=8}

Tell me about a time.

- Who else was there?
- What did each of you
  do differently?

## How safe is it? {#safe-space kind=scale min=1 max=5 points="LP4, LP6"}

1. Nobody would risk it
5. We do it often, and well
3. It depends

- What makes you say that?

## Who was missing? {#missing kind=choose min=1 max=3}

1. People with lived experience {#lived}
2. Health services {#health}
3. Nobody at all

- Anybody else?

## What health would have changed {#health-changed if=missing:health}

## Put these in order {kind=rank}

- Trust
- Time
"""


def test_a_whole_guide_is_read() -> None:
    read = parse_guide(WHOLE, "provider.md")
    assert (read.id, read.title, read.version, read.kind) == (
        "provider",
        "Looking back: what changed?",
        "1.0",
        GuideKind.INTERVIEW,
    )
    assert (read.role, read.mode, read.minutes, read.language) == ("provider", GuideMode.GROUP, 60, "en")
    assert read.author == '"Somebody"'
    assert read.introduction == "Words before the first heading."
    assert read.notes == ("A note to the interviewer.",)
    opening, together = read.sections
    assert (opening.id, opening.heading, opening.minutes) == ("opening", "Opening", 5)
    assert opening.text == "A paragraph that is read out."
    assert (together.id, together.heading) == ("working-together", "Working together")


def test_what_stands_under_a_question_is_read_out_prompted_or_noted() -> None:
    consent, went_well, safe, missing, changed, order = parse_guide(WHOLE, "p.md").questions()
    assert consent.kind is QuestionKind.CONSENT
    assert consent.required
    assert consent.items == (ConsentItem.TAKE_PART, ConsentItem.QUOTED)
    assert consent.text == "Thank you for making time.\n\nDo you agree?"
    assert consent.notes == ("Go slowly. Silence is an answer too.\n\nWait.", "Another note.")
    assert went_well.probes == ("Who else was there?", "What did each of you do differently?")
    assert went_well.points == ("LP2", "LP5")
    assert went_well.minutes == 8
    assert safe.points == ("LP4", "LP6")
    assert [anchor.value for anchor in safe.anchors] == [1, 3, 5]
    assert safe.anchors[0] == Anchor(value=1, text="Nobody would risk it")
    assert safe.probes == ("What makes you say that?",)
    assert [(option.id, option.text) for option in missing.options] == [
        ("lived", "People with lived experience"),
        ("health", "Health services"),
        ("nobody-at-all", "Nobody at all"),
    ]
    assert missing.probes == ("Anybody else?",)
    assert missing.bounds == (1, 3)
    assert changed.condition == Condition(question=missing.id, option="health")
    assert [option.id for option in order.options] == ["trust", "time"]
    assert order.probes == ()


def test_questions_may_stand_before_the_first_section() -> None:
    read = guide("Hello.\n\n## First\n\n# Section\n\n## Second\n")
    assert read.introduction == "Hello."
    assert [(section.id, section.heading) for section in read.sections] == [("", ""), ("section", "Section")]
    assert [q.id for q in read.questions()] == ["first", "second"]


def test_a_section_may_hold_only_words_to_read_out() -> None:
    assert guide("# A break\n\nTen minutes.\n\n# On\n\n## Q\n").sections[0].text == "Ten minutes."


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    assert parse_guide("\ufeff" + WHOLE.replace("\n", "\r\n"), "p.md") == parse_guide(WHOLE, "p.md")


def test_a_condition_may_rest_on_a_number_of_a_scale() -> None:
    read = guide("## Safe? {#safe kind=scale min=0 max=10}\n\n## Why so low? {#low if=safe:0}\n")
    safe = read.sections[0].questions[0].id
    assert asked_when(read, {safe: frozenset({"0"})}) == ["safe", "low"]
    assert asked_when(read, {safe: frozenset({"7"})}) == ["safe"]


def test_a_persons_punctuation_is_left_alone() -> None:
    for words in (
        "*really* and **truly** `so`, [not](a-link) & <b>",
        '"Trust" is… — what?',
        "#1 to #3",
        "12:30 at the latest",
        "-5 degrees",
        "1.5 hours, or 3)",
        r"C:\temp\{x}",
        "Use {curly} braces",
        "it's 5 > 3",
        "a | b | c",
        "![picture](x.png) &amp; \\n",
        "+1 from me",
    ):
        assert question(f"## Q\n\n{words}\n").text == words
        assert question(f"## Q\n\n- {words}\n").probes == (words,)


def test_a_backslash_lets_a_line_begin_with_any_sign() -> None:
    for written, read in (
        (r"\# 1 priority", "# 1 priority"),
        (r"\- minus", "- minus"),
        (r"\+ plus", "+ plus"),
        (r"\* star", "* star"),
        (r"\*really*", "*really*"),
        (r"\> more", "> more"),
        (r"1\. of March", "1. of March"),
        (r"1\) of March", "1) of March"),
        (r"\---", "---"),
        (r"\===", "==="),
        (r"\\# two", r"\# two"),
        (r"1\\. two", r"1\. two"),
        (r"\other", r"\other"),
    ):
        assert question(f"## Q\n\n{written}\n").text == read
        assert question(f"## Q\n\nSee:\n{written}\n").text == f"See: {read}"
        assert question(f"## Q\n\n- {written}\n").probes == (read,)
        assert question(f"## Q\n\n> {written}\n").notes == (read,)


def test_a_heading_keeps_its_number_signs_and_its_escaped_braces() -> None:
    assert question("## #1 to #3 of C# {#x}\n").heading == "#1 to #3 of C#"
    assert question("## What is \\{x}? {#x}\n").heading == "What is {x}?"
    assert question("## What is {x} here? {#x}\n").heading == "What is {x} here?"
    assert question("## What is \\{#x}\n").heading == "What is {#x}"
    assert question('## A lone " mark {#x}\n').heading == 'A lone " mark'


def test_an_unbreakable_space_after_a_sign_counts_as_a_space() -> None:
    read = guide("#\u00a0Section\n\n##\u00a0Question\n\n-\u00a0Probe\n\n>\u00a0Note\n")
    assert read.sections[0].heading == "Section"
    assert read.sections[0].questions[0].probes == ("Probe",)
    assert read.sections[0].questions[0].notes == ("Note",)


def test_an_id_is_made_from_the_words_in_any_script() -> None:
    assert question("## Was läuft gut?\n").id == "was-läuft-gut"
    assert question("## 何が変わりましたか？\n").id == "何が変わりましたか"
    assert question("## ???\n").id == "question"
    assert question("## Q {#प्रश्न}\n").id == "प्रश्न"


def test_code_tables_and_rules_are_only_words() -> None:
    assert question("## Q\n\n```\nx\n```\n\n    indented\n").text == "``` x ```\n\nindented"


def test_front_matter_may_leave_optional_keys_empty() -> None:
    text = FRONT.replace("---\n", "---\nauthor:\nrole:\nkind:\n", 1) + "## Q\n"
    read = parse_guide(text, "g.md")
    assert (read.author, read.role, read.kind) == ("", None, GuideKind.INTERVIEW)
