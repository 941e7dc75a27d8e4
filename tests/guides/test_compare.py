from __future__ import annotations

from reflect.guides.compare import changed_questions, unknown_references
from reflect.guides.parse import parse_guide

from .writing import FRONT, guide

OTHERWISE = "give it a new id if answers to the two are not the same thing"


def test_a_guide_that_has_not_changed_gives_no_warning() -> None:
    body = "## A {#a}\n\nText\nwrapped.\n"
    assert changed_questions(guide(body), guide(body.replace("\nwrapped", " wrapped"))) == []


def test_a_question_reworded_under_its_id_is_warned_of() -> None:
    assert changed_questions(guide("## A? {#a}\n\nOld.\n"), guide("## B? {#a}\n\nNew.\n")) == [
        f"“a” has another heading, “B?” and not “A?”: {OTHERWISE}",
        f"“a” has another text, “New.” and not “Old.”: {OTHERWISE}",
    ]


def test_a_question_of_another_kind_under_its_id_is_warned_of() -> None:
    assert changed_questions(guide("## A {#a}\n"), guide("## A {#a kind=scale}\n")) == [
        f"“a” was open and is now scale: {OTHERWISE}"
    ]


def test_questions_added_and_gone_are_told() -> None:
    assert changed_questions(guide("## A {#a}\n"), guide("## B {#b}\n")) == [
        "“b” is new: B",
        "“a” is gone: A (answers given to it stay under that id)",
    ]


def test_a_scale_with_other_ends_or_other_words_is_warned_of() -> None:
    old = guide("## A {#a kind=scale}\n\n1. Never\n")
    assert changed_questions(old, guide("## A {#a kind=scale max=7}\n\n1. Never\n")) == [
        "“a” is now a scale from 1 to 7 and was one from 1 to 5: its numbers cannot be compared"
    ]
    assert changed_questions(old, guide("## A {#a kind=scale}\n\n1. Seldom\n")) == [
        "“a” words the numbers of its scale differently: they may not mean the same"
    ]


def test_options_reworded_added_and_gone_are_told() -> None:
    old = guide("## A {#a kind=choose}\n\n1. One {#x}\n2. Two {#y}\n")
    new = guide("## A {#a kind=choose}\n\n1. Eins {#x}\n2. Three {#z}\n")
    assert changed_questions(old, new) == [
        "“a” words its option “x” as “Eins” and not “One”",
        "“a” has a new option “z”: Three",
        "“a” has lost its option “y”: Two",
    ]


def test_learning_points_and_roles_the_study_does_not_have_are_named() -> None:
    text = FRONT.replace("---\n", "---\nrole: provder\n", 1) + "## A {#a points=LP1,LPX}\n"
    read = parse_guide(text, "g.md")
    assert unknown_references(read, ["LP1", "XYZ"], ["provider", "commissioner"]) == [
        "The guide is for the role provder, which is not known. Did you mean provider?",
        "“a” names the learning point LPX, which is not known. Did you mean LP1?",
    ]
    assert unknown_references(read, iter(["LP1", "LPX"]), iter(["provder"])) == []
    assert unknown_references(read, ["LP1", "LPX"], []) == [
        "The guide is for the role provder, which is not known."
    ]
