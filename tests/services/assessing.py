"""A study that assesses itself: a guide of three questions, people in their roles, rounds answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from reflect.domain.consent import Consent
from reflect.domain.ids import RoleId
from reflect.domain.rounds import Round
from reflect.services.study import Study
from tests.services.studies import a_person, a_study

ROLES = {"P": "provider", "A": "public-agency", "C": "commissioner"}
GUIDE = """\
---
id: self-check
title: Self-check
version: 1.0
kind: assessment
---

# Where we are

How far is our alliance with this?

## Start upstream {#lp1 kind=scale min=1 max=5 points=LP1}

1. Not yet
5. Always

## Recognise difference {#lp4 kind=scale min=1 max=5 points=LP4}

1. Not yet
5. Always

## Anything else? {#else}
"""
TOGETHER = GUIDE.replace("kind: assessment", "kind: assessment\nmode: group").replace(
    "id: self-check", "id: together"
)


def put_guide(study: Study, text: str = GUIDE, name: str = "self-check") -> None:
    """Have a guide in the study."""
    (study.folder / "guides").mkdir(exist_ok=True)
    (study.folder / "guides" / f"{name}.md").write_text(text, "utf-8")


def assessing(folder: Path, codes: str = "P1 P2 P3 P4 A1 A2 A3 C1") -> Study:
    """A study with the guide and people; the letter of a code is the role."""
    study = a_study(folder)
    put_guide(study)
    for code in codes.split():
        study.edits.add_participant(
            a_person(
                code,
                Consent(take_part=True, quoted=True, contacted=True, date="2026-03-01"),
                role=ROLES[code[0]],
            )
        )
    return study


def answer(
    study: Study,
    where: Round,
    code: str | None,
    answers: Mapping[str, int | None],
    *,
    role: str | None = None,
    comment: str = "",
) -> str:
    """A session in which these ratings are given; returns its id."""
    desk = study.rounds.start(where.id, code=code, role=RoleId(role) if role else None)
    for question, value in answers.items():
        desk.reach(question, 1.0)
        desk.rate(question, value, cannot_say=value is None)
        if comment:
            desk.write(question, comment)
    desk.save()
    session = desk.record.session.id
    desk.close()
    return session


def answers(study: Study, where: Round, table: str, question: str = "lp4") -> None:
    """`P1 3, A1 ?`: who says what of one learning point."""
    for each in table.split(","):
        code, value = each.split()
        answer(study, where, code, {question: None if value == "?" else int(value)})


def withdraw(study: Study, code: str) -> None:
    """Note that somebody withdrew."""
    person = study.participant(code)
    consent = msgspec.structs.replace(person.consents[-1], withdrawn="2026-03-05")
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, consent)))
