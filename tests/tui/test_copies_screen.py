"""Copies from a syncing program, by key presses: found on opening, merged, and the result told."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.services.study import Study
from reflect.tui.screens.copies import CopiesScreen
from reflect.tui.screens.dialogs.clash import ClashChoice
from tests.services.clashing import KEY, a_copy
from tests.services.studies import a_person, a_study, interviewed
from tests.tui.looking import settled
from tests.tui.study_screens import app_of, opened, over
from tests.tui.waiting import said, shown, until

WORDS = "We met in spring. Nobody trusted anybody."
TEXT = "# A title\n\nWe met in spring. Nobody came.\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02"))
    interviewed(study, WORDS).close()
    interviewed(study, WORDS, code="P02").close()
    study.writeup_desk.save(study.drafts.keep_reflection("P01"), TEXT)
    return study


def answers(study: Study) -> dict[str, str]:
    return {str(r.session.participant): r.responses[KEY].text for r, _ in study.records()}


def clashing_copy(study: Study) -> Path:
    path = study.folder / "writeups/reflection-P01.md"
    copy = path.with_name("reflection-P01 (conflicted copy 2026-11-23 101010).md")
    copy.write_text(TEXT.replace("spring", "winter"), encoding="utf-8")
    path.write_text(TEXT.replace("spring", "autumn"), encoding="utf-8")
    return copy


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_copy_is_offered_listed_and_merged_by_enter(study: Study, size: tuple[int, int]) -> None:
    copy = a_copy(study, f"{WORDS} At all.")
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        assert "1 copy from a syncing program: m merges it" in said(app)
        await over(pilot, "m", CopiesScreen)
        assert copy.name in said(app)
        assert "A second version of sessions/2026-03-04-P01-provider-" in said(app)
        await pilot.press("enter")
        await until(pilot, lambda: "1 change of theirs came in. The copy lies in the bin." in said(app))
        await until(pilot, lambda: "No copies are left" in said(app))
        await pilot.press("escape")
        await opened(pilot)
        assert "syncing" not in said(app)
    assert answers(study) == {"P01": f"{WORDS} At all.", "P02": WORDS}
    assert not copy.exists()
    assert [item.kind.value for item in study.bin.items()] == ["copy"]


async def test_all_are_merged_by_one_key_and_what_only_a_person_can_choose_stays(study: Study) -> None:
    a_copy(study, f"{WORDS} At all.")
    a_copy(study, f"{WORDS} Truly.", of=1)
    kept = clashing_copy(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "3 copies from a syncing program: m merges them" in said(app)
        await over(pilot, "m", CopiesScreen)
        await pilot.press("a")
        await until(pilot, lambda: "2 copies merged: 2 changes of theirs came in" in said(app))
        assert "only you can choose; Enter shows both versions" in said(app)
        await settled(pilot)
        assert answers(study) == {"P01": f"{WORDS} At all.", "P02": f"{WORDS} Truly."}
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        assert "We met in autumn" in said(app)
        assert "We met in winter" in said(app)
        await pilot.press("escape")
        await shown(pilot, CopiesScreen)
        assert kept.exists()
        await pilot.press("enter")
        await shown(pilot, ClashChoice)
        await pilot.press("b")
        await until(pilot, lambda: "what you chose is saved" in said(app))
        await pilot.press("q")
        await opened(pilot)
        await pilot.press("u")
        await until(pilot, lambda: "1 copy from a syncing program" in said(app) or kept.exists())
    assert kept.exists()
    assert "autumn" in study.writeup_shelf.text("reflection-P01")


async def test_where_copy_and_file_clash_both_are_kept_and_the_way_to_choose_is_said(study: Study) -> None:
    copy = a_copy(study, WORDS.replace("spring", "winter"))
    desk = study.open_session(next(row.id for row in study.sessions() if row.participant == "P01"))
    desk.write(str(KEY), WORDS.replace("spring", "autumn"))
    desk.close()
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "m", CopiesScreen)
        await pilot.press("enter")
        await until(pilot, lambda: "in 1 place both versions are kept for you to choose from" in said(app))
        assert "with v on the study's screen" in said(app)
        await pilot.press("escape")
        await opened(pilot)
        assert "1 place has two versions: v chooses" in said(app)
    assert not copy.exists()


async def test_a_copy_that_cannot_be_read_stays_where_it_is_and_it_is_said(study: Study) -> None:
    copy = a_copy(study, f"{WORDS} At all.")
    copy.write_bytes(copy.read_bytes()[:-60])
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await over(pilot, "m", CopiesScreen)
        await pilot.press("enter")
        await until(pilot, lambda: "cannot be read" in said(app) or "before it is complete" in said(app))
    assert copy.exists()
    assert answers(study)["P01"] == WORDS
