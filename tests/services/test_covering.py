"""What the tagging covers for somebody who is blind to others: what it would be without their work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reflect.analysis.coverage import Coverage
from reflect.domain.ids import PointId
from reflect.domain.side_by_side import Unseen
from reflect.services.covering import coverage
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We met in spring. Nobody trusted anybody."


def covered(folder: Path, by: Sequence[str], *, blind: str = "") -> Coverage:
    """Two sessions tagged by some of ana and ben, as one of them sees it."""
    study = a_study(folder)
    sessions = []
    for code in ("P01", "P02"):
        study.edits.add_participant(a_person(code))
        desk = interviewed(study, WORDS, code=code)
        desk.reach("greatest-success", 4.0)
        desk.write("greatest-success", WORDS)
        desk.save()
        desk.close()
        sessions.append(desk.record.session.id)
    for n, session in enumerate(sessions):
        desk = study.open_session(session)
        if "ben" in by:
            desk.by = "ben"
            desk.toggle(f"answer:{ANSWER}", 0, 17, PointId(f"LP{n + 1}"))
        if "ana" in by:
            desk.by = "ana"
            desk.toggle(f"answer:{ANSWER}", 0, 17, PointId("LP4"))
            desk.toggle("answer:greatest-success", 0, 17, PointId("LP5"))
            desk.contradict(next(tag for tag in desk.record.tags.values() if tag.point == "LP5"))
        desk.save()
        desk.close()
    hidden = Unseen(frozenset(sessions), blind) if blind else Unseen()
    found = coverage(study, hidden=hidden)
    study.close()
    return found


def test_others_work_is_in_no_figure_of_who_is_blind_to_it(tmp_path: Path) -> None:
    alone = covered(tmp_path / "alone", ["ben"])
    assert covered(tmp_path / "both", ["ana", "ben"], blind="ben") == alone
    assert covered(tmp_path / "seen", ["ana", "ben"]) != alone
    assert [question.id for question in alone.questions] == ["greatest-success"]
    assert covered(tmp_path / "none", ["ana"], blind="ben").never_quoted == ("P01", "P02")
