"""What a group can pick from, and what it is asked about, follows what it gathered and settled on."""

from __future__ import annotations

from reflect.domain.group import Cluster, ClusterId, Contribution
from reflect.domain.group_options import gathered, options_now, pages, settled
from reflect.domain.guide import Guide, Option
from reflect.domain.ids import GuideId, OptionId, QuestionId, SessionId
from reflect.domain.session import Response, Session, SessionKind, SessionRecord
from reflect.guides.parse import parse_guide

GUIDE = parse_guide(
    """---
id: room
title: A workshop
version: 1.0
kind: workshop
mode: group
---

## Hopes {#hopes kind=list}

## Three {#three kind=choose from=hopes min=1 max=3}

## Made real {#real kind=list for-each=three}

## Rules {#rules kind=rules from=real for-each=three}

## Own options {#own kind=choose}

1. One {#one}
""",
    "room.md",
)


def said(
    key: str, text: str, order: int, *, cluster: str = "", to: str = "hopes", about: str = ""
) -> Contribution:
    return Contribution(
        id=key,
        question=QuestionId(to),
        about=about,
        text=text,
        order=order,
        cluster=ClusterId(cluster) if cluster else None,
        at="2026-11-23T10:00:00+00:00",
    )


def record(*rows: Contribution | Cluster | Response) -> SessionRecord:
    return SessionRecord(
        session=Session(
            id=SessionId("s1"),
            kind=SessionKind.WORKSHOP,
            guide=GuideId("room"),
            guide_version="1.0",
            guide_text="",
            started="2026-11-23T10:00:00+00:00",
        ),
        contributions={row.id: row for row in rows if isinstance(row, Contribution)},
        clusters={row.id: row for row in rows if isinstance(row, Cluster)},
        responses={row.id: row for row in rows if isinstance(row, Response)},
    )


def cluster(key: str, name: str, order: int = 1) -> Cluster:
    return Cluster(id=ClusterId(key), question=QuestionId("hopes"), name=name, order=order)


def options(guide: Guide, question: str, rows: SessionRecord) -> list[tuple[str, str]]:
    found = guide.question(question)
    assert found is not None
    return pairs(options_now(guide, found, rows))


def pairs(found: tuple[Option, ...]) -> list[tuple[str, str]]:
    return [(option.id, option.text) for option in found]


def test_groups_of_entries_are_offered_by_name_and_then_what_is_in_no_group() -> None:
    rows = record(
        said("a", "lots of fun", 1, cluster="c1"),
        said("b", "resourced", 2),
        said("c", "fun!", 3, cluster="c1"),
        cluster("c1", "Fun"),
    )
    assert options(GUIDE, "three", rows) == [("c1", "Fun"), ("b", "resourced")]


def test_a_group_without_a_name_goes_by_the_first_thing_in_it() -> None:
    rows = record(said("a", "lots of\nfun", 1, cluster="c1"), cluster("c1", " "))
    assert options(GUIDE, "three", rows) == [("c1", "lots of fun")]


def test_an_entry_whose_group_is_gone_stands_by_itself() -> None:
    assert options(GUIDE, "three", record(said("a", "fun", 1, cluster="gone"))) == [("a", "fun")]


def test_what_one_person_listed_goes_by_its_words() -> None:
    rows = record(Response(id=QuestionId("hopes"), entries=("More fun", "", "more fun")))
    assert pairs(gathered("hopes", rows)) == [("more-fun", "More fun"), ("more-fun-2", "more fun")]


def test_a_question_with_options_of_its_own_offers_those() -> None:
    assert options(GUIDE, "own", record()) == [("one", "One")]


def test_what_was_settled_on_is_what_the_group_chose_together() -> None:
    rows = record(
        said("a", "fun", 1),
        said("b", "resourced", 2),
        Response(id=QuestionId("three"), choices=(OptionId("b"), OptionId("went"))),
    )
    assert pairs(settled(GUIDE, "three", rows)) == [("b", "resourced")]


def test_a_question_stands_once_for_each_thing_settled_on() -> None:
    rows = record(
        said("a", "fun", 1),
        said("b", "resourced", 2),
        Response(id=QuestionId("three"), choices=(OptionId("a"), OptionId("b"))),
    )
    found = [(page.question.id, page.about and page.about.text) for page in pages(GUIDE, rows)]
    assert found == [
        ("hopes", None),
        ("three", None),
        ("real", "fun"),
        ("real", "resourced"),
        ("rules", "fun"),
        ("rules", "resourced"),
        ("own", None),
    ]


def test_a_question_says_what_it_waits_for_while_nothing_is_settled_on() -> None:
    waiting = {page.question.id: page.waits_for for page in pages(GUIDE, record(said("a", "fun", 1)))}
    assert waiting == {"hopes": None, "three": None, "real": "three", "rules": "three", "own": None}


def test_what_is_proposed_for_one_thing_is_what_was_said_about_it() -> None:
    rows = record(
        said("a", "fun", 1),
        said("r1", "laugh at ourselves", 1, to="real", about="a"),
        said("r2", "share the budget", 2, to="real", about="b"),
        Response(id=QuestionId("three"), choices=(OptionId("a"),)),
    )
    rules = GUIDE.question("rules")
    assert rules is not None
    assert pairs(options_now(GUIDE, rules, rows, "a")) == [("r1", "laugh at ourselves")]
    assert pairs(options_now(GUIDE, rules, rows)) == [
        ("r1", "laugh at ourselves"),
        ("r2", "share the budget"),
    ]
