"""The clipboard is a way out: what may not leave is not copied, and no name its owner did not agree to."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.consent import Attribution
from reflect.domain.gate import UNATTRIBUTED, HeldBack
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.services.copying import copied
from reflect.services.study import Study
from tests.services.studies import ANSWER, a_person, a_study, agreed, interviewed


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """One who may be named, one who may not, and one who sees quotes first and has not."""
    study = a_study(tmp_path / "study")
    consents = {
        "P01": agreed(),
        "P02": agreed(Attribution.ANONYMOUS),
        "P03": agreed(first=True),
    }
    for code, consent in consents.items():
        study.edits.add_participant(a_person(code, consent))
        desk = interviewed(study, f"Words of {code}.", code=code)
        desk.toggle(answer_passage(ANSWER), 0, 13, PointId("LP4"))
        desk.close()
    return study


def test_only_what_may_leave_is_copied_and_the_rest_is_counted(study: Study) -> None:
    found = copied(study, study.quotes(), attributed=False)
    assert found.text == "Words of P01.\n\nWords of P02."
    assert found.quotes == 2
    assert found.held_back == {HeldBack.NOT_APPROVED: 1}
    assert found.report == "1 held back: 1 not yet approved"


def test_an_attribution_is_the_one_that_was_agreed_to(study: Study) -> None:
    found = copied(study, study.quotes(), attributed=True)
    named, anonymous = found.text.split("\n\n")
    assert named == "“Words of P01.”\n— Rosalind Quillfeather, director, Marsh Lanterns"
    assert anonymous == f"“Words of P02.”\n— {UNATTRIBUTED}"


def test_nothing_held_back_says_nothing(study: Study) -> None:
    assert copied(study, study.quotes()[:1], attributed=False).report == ""
