"""A team shares a study through git: everything arrives, nothing is overwritten, names stay at home."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.services.checking import check_whole
from tests.services.studies import ANSWER
from tests.services.teams import (
    NAME,
    WORDS,
    answer_in,
    answered,
    consent_changed,
    contents,
    git,
    objects_of,
    person_in,
    shared,
    study_in,
)

pytest_plugins = ["tests.services.teams"]


def test_what_one_shares_the_other_gets(ana: Path, bea: Path, remote: Path) -> None:
    assert contents(ana).keys() == contents(bea).keys()
    assert answer_in(bea) == WORDS
    assert person_in(bea).consents == person_in(ana).consents
    assert check_whole(bea) == check_whole(ana) == []


def test_names_are_in_no_object_of_what_is_shared(ana: Path, bea: Path, remote: Path) -> None:
    consent_changed(ana, recorded=True)
    shared(ana)
    shared(bea)
    everything = objects_of(remote)
    assert b"people-shared.json" in everything
    for word in (b"Quillfeather", b"Rosalind", b"Marsh Lanterns", b"director"):
        assert word not in everything
    assert person_in(ana).name.endswith(NAME)
    assert person_in(bea).name == ""
