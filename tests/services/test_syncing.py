"""A team shares a study through git: everything arrives, and nothing is overwritten."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from reflect.domain.ids import QuestionId
from reflect.errors import GitFailed, InvalidInput, NotAStudy, StoreError
from reflect.services import syncing
from reflect.services.checking import check_whole
from reflect.services.study import Study
from reflect.services.synced import Wishes
from reflect.services.syncing import join
from reflect.services.taking_in import TakingIn
from reflect.store import sealed
from reflect.store.clone import Clone
from reflect.store.filesystem import FileSystem
from reflect.store.merge import merged_bytes
from reflect.store.paths import StudyPaths
from reflect.store.sealed import decode
from reflect.store.storage import SealedStorage
from reflect.store.team_repository import TeamRepository
from tests.services.studies import ANSWER, a_person, a_study, ticking
from tests.services.teams import (
    WORDS,
    answer_in,
    answered,
    change,
    consent_changed,
    contents,
    copied,
    git,
    person_in,
    session_file,
    shared,
    study_in,
)

pytest_plugins = ["tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_git")


def both_sync(one: Path, two: Path) -> None:
    """Until each has what the other has."""
    for folder in (one, two, one):
        shared(folder)


# -- what goes along -----------------------------------------------------------------------------------


def test_what_one_shares_the_other_gets(ana: Path, bea: Path) -> None:
    assert contents(ana).keys() == contents(bea).keys()
    assert answer_in(bea) == WORDS
    assert person_in(bea).consents == person_in(ana).consents
    assert check_whole(bea) == check_whole(ana) == []


def test_answers_tags_consents_and_write_ups_of_both_come_together(ana: Path, bea: Path) -> None:
    study = study_in(ana)
    name = study.drafts.keep_reflection("P01")
    both_sync(ana, bea)
    for folder, text, point in ((ana, f"Well. {WORDS}", "LP1"), (bea, f"{WORDS} At all.", "LP2")):
        answered(folder, text, tag=point)
        mine = study_in(folder)
        draft = mine.writeup_shelf.text(name)
        mine.writeup_desk.save(name, f"Before.\n\n{draft}" if folder == ana else f"{draft}\nAfter.\n")
    consent_changed(ana, recorded=True)
    consent_changed(bea, withdrawn="2026-03-05")
    both_sync(ana, bea)
    for folder in (ana, bea):
        record = session_file(folder).read()
        assert record.responses[QuestionId(ANSWER)].text == f"Well. {WORDS} At all."
        assert {tag.point for tag in record.tags.values()} == {"LP1", "LP2"}
        consent = person_in(folder).consent
        assert consent is not None
        assert (consent.recorded, consent.withdrawn) == (True, "2026-03-05")
        text = study_in(folder).writeup_shelf.text(name)
        assert text.startswith("Before.\n")
        assert text.endswith("After.\n")
        assert check_whole(folder) == []
    assert contents(ana) == contents(bea)


def test_nothing_new_makes_no_commit(ana: Path, bea: Path) -> None:
    both_sync(ana, bea)
    before = git(ana, "rev-parse", "HEAD")
    for folder in (ana, bea, ana):
        done = shared(folder)
        assert (done.committed, done.items, done.sent) == ((), (), False)
    assert git(bea, "rev-parse", "HEAD") == before


def test_clashing_words_are_both_kept_for_both_to_choose_from(ana: Path, bea: Path) -> None:
    answered(ana, "Ana's words.")
    answered(bea, "Bea's words, which are longer.")
    shared(ana)
    done = shared(bea)
    (clash,) = [item for item in done.items if item.what == "clash"]
    assert (clash.kept, clash.other) == ("Bea's words, which are longer.", "Ana's words.")
    shared(ana)
    for folder in (ana, bea):
        (row,) = study_in(folder).clashes.rows()
        assert {row.clash.kept, row.clash.other} == {"Ana's words.", "Bea's words, which are longer."}
    study = study_in(ana)
    study.clashes.settle(study.clashes.rows()[0], "Both of ours.")
    shared(ana)
    shared(bea)
    assert answer_in(bea) == "Both of ours."
    assert study_in(bea).clashes.rows() == ()


def test_of_a_write_up_that_clashes_each_laptop_keeps_what_does_not_stand_there(ana: Path, bea: Path) -> None:
    name = study_in(ana).drafts.keep_reflection("P01")
    both_sync(ana, bea)
    for folder, words in ((ana, "Short."), (bea, "Much longer than that.")):
        study = study_in(folder)
        study.writeup_shelf.text(name)
        study.writeup_desk.save(name, f"# {words}\n")
    shared(ana)
    done = shared(bea)
    assert [item.what for item in done.items] == ["clash"]
    (kept,) = StudyPaths(bea).beside.iterdir()
    assert kept.read_text() == "# Short.\n"
    assert any(f".reflect/beside/{kept.name}" in notice for notice in done.notices)
    (row,) = study_in(bea).clashes.rows()
    assert (row.now, row.clash.other) == ("# Much longer than that.\n", "# Short.\n")
    done = shared(ana)
    assert study_in(ana).writeup_shelf.text(name) == "# Much longer than that.\n"
    (kept,) = StudyPaths(ana).beside.iterdir()
    assert kept.read_text() == "# Short.\n"
    assert any(f".reflect/beside/{kept.name}" in notice for notice in done.notices)
    study = study_in(ana)
    (row,) = study.clashes.rows()
    study.clashes.settle(row, "# Short.\n")
    both_sync(ana, bea)
    assert study_in(bea).writeup_shelf.text(name) == "# Short.\n"


def test_commits_say_who_did_what_by_codes(ana: Path, bea: Path) -> None:
    answered(bea, f"{WORDS} At all.", tag="LP1")
    consent_changed(bea, recorded=True)
    study_in(bea).drafts.keep_reflection("P01")
    done = shared(bea)
    assert done.committed == ("Bea: 1 session, 1 quote tagged; consent of P01; write-up reflection-P01",)
    assert git(bea, "log", "-1", "--format=%an %ae %s").startswith("Bea bea@reflect.invalid Bea: 1 session")
    git(bea, "config", "user.name", "Beatrice B")
    git(bea, "config", "user.email", "b@example.org")
    answered(bea, "Other words.")
    shared(bea)
    assert git(bea, "log", "-1", "--format=%an %ae") == "Beatrice B b@example.org"


def test_only_what_is_the_studys_own_goes_along(ana: Path, bea: Path) -> None:
    for stray in ("addresses.xlsx", "recording.mp3", "sessions/notes.txt", "people copy.json", "a.zip"):
        (ana / stray).write_text("not to be shared")
    copy = next(path for path in (ana / "sessions").iterdir() if path.suffix == ".json")
    copy.with_name(f"{copy.stem} (Ana's conflicted copy 2026-03-05).json").write_bytes(copy.read_bytes())
    (ana / "kept.txt").write_text("given to git by hand")
    git(ana, "add", "kept.txt")
    shared(ana)
    shared(bea)
    assert (bea / "kept.txt").exists()
    shown = {name for name in contents(bea) if "/" not in name} | {
        path.name for path in (bea / "sessions").iterdir()
    }
    assert shown == {
        ".gitattributes", ".gitignore", "kept.txt", "people-shared.json", "study.json", copy.name,
    }  # fmt: skip


# -- deleting ------------------------------------------------------------------------------------------


def test_what_one_removed_goes_to_the_bin_of_the_other(ana: Path, bea: Path) -> None:
    study = study_in(ana)
    study.remove_session(study.sessions()[0].id)
    shared(ana)
    done = shared(bea)
    assert [item.what for item in done.items] == ["removed"]
    theirs = study_in(bea)
    assert theirs.sessions() == ()
    (item,) = theirs.bin.items()
    assert item.why == "removed elsewhere"
    theirs.bin.restore(item.id)
    assert answer_in(bea) == WORDS


def test_a_guide_one_removed_can_be_brought_back_by_the_other(ana: Path, bea: Path) -> None:
    guide = "guides/provider.md"
    text = (ana / guide).read_text()
    (ana / guide).unlink()
    shared(ana)
    shared(bea)
    assert not (bea / guide).exists()
    study = study_in(bea)
    (item,) = study.bin.items()
    assert item.kind.value == "guide"
    study.bin.restore(item.id)
    assert (bea / guide).read_text() == text


def test_a_folder_that_went_away_is_not_taken_for_removed(ana: Path, bea: Path) -> None:
    (ana / "sessions").rename(ana / "elsewhere")
    with pytest.raises(StoreError, match="all in it would count as removed"):
        shared(ana)
    shared(bea)
    assert answer_in(bea) == WORDS
    (ana / "elsewhere").rename(ana / "sessions")
    assert shared(ana).committed == ()


@pytest.mark.parametrize("edits_first", [True, False])
def test_an_edit_beats_a_delete(ana: Path, bea: Path, *, edits_first: bool) -> None:
    answered(bea, "Bea's words.")
    study = study_in(ana)
    study.remove_session(study.sessions()[0].id)
    for folder in (bea, ana, bea) if edits_first else (ana, bea, ana):
        shared(folder)
    assert answer_in(ana) == answer_in(bea) == "Bea's words."


def test_a_session_somebody_has_open_is_not_taken_from_under_them(ana: Path, bea: Path) -> None:
    desk = study_in(bea).open_session(session_file(bea).read().session.id)
    study = study_in(ana)
    study.remove_session(study.sessions()[0].id)
    shared(ana)
    shared(bea)
    desk.write(ANSWER, "Written on.")
    desk.close()
    assert answer_in(bea) == "Written on."
    both_sync(bea, ana)
    assert answer_in(ana) == "Written on."


def test_whom_a_session_names_comes_back(ana: Path, bea: Path) -> None:
    study_in(bea).start_session("provider", "P02").close()
    study_in(ana).edits.remove_participant("P02")
    both_sync(ana, bea)
    for folder in (ana, bea):
        assert person_in(folder, "P02").consent is not None
        assert check_whole(folder) == []
    assert person_in(ana, "P02").name


def test_a_learning_point_that_a_tag_names_comes_back(ana: Path, bea: Path) -> None:
    answered(bea, WORDS, tag="LP8")
    study = study_in(ana)
    study.edits.remove_point("LP8")
    both_sync(ana, bea)
    for folder in (ana, bea):
        assert "LP8" in {point.id for point in study_in(folder).codebook().points}
        assert check_whole(folder) == []


# -- somebody works meanwhile --------------------------------------------------------------------------


def test_an_open_desk_takes_up_what_came_in_and_keeps_what_was_typed(ana: Path, bea: Path) -> None:
    answered(bea, f"Well. {WORDS}", tag="LP2")
    shared(bea)
    study = study_in(ana)
    desk = study.open_session(session_file(ana).read().session.id)
    desk.write(ANSWER, f"{WORDS} At all.")
    shared(ana)
    assert answer_in(ana) == f"Well. {WORDS}"
    desk.write(ANSWER, f"{WORDS} At all. Truly.")
    desk.save()
    assert desk.take_up() is not None
    assert desk.response(ANSWER).text == f"Well. {WORDS} At all. Truly."
    desk.close()
    assert not session_file(ana).read().clashes
    both_sync(ana, bea)
    assert answer_in(bea) == f"Well. {WORDS} At all. Truly."
    assert contents(ana) == contents(bea)


def test_what_is_saved_in_the_middle_of_a_sync_is_neither_lost_nor_overwritten(
    ana: Path, bea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk saves after the merge was made and before its outcome is brought into the file."""
    answered(bea, f"Well. {WORDS}")
    shared(bea)
    taken = TakingIn.take

    def late(taking: TakingIn, changes: Any) -> None:
        answered(ana, f"{WORDS} At all.")
        taken(taking, changes)

    monkeypatch.setattr(TakingIn, "take", late)
    shared(ana)
    monkeypatch.undo()
    assert answer_in(ana) == f"Well. {WORDS} At all."
    both_sync(ana, bea)
    assert answer_in(bea) == f"Well. {WORDS} At all."


def test_a_write_up_that_is_being_written_on_takes_up_what_came_in(ana: Path, bea: Path) -> None:
    name = study_in(ana).drafts.keep_reflection("P01")
    both_sync(ana, bea)
    editor, theirs = study_in(ana), study_in(bea)
    draft = editor.writeup_desk.open(name).text
    theirs.writeup_shelf.text(name)
    theirs.writeup_desk.save(name, f"{draft}\nAfter.\n")
    shared(bea)
    shared(ana)
    mine = f"Before.\n\n{draft}"
    editor.writeup_desk.save(name, mine)
    assert editor.writeup_desk.take_up(name, mine) == f"Before.\n\n{draft}\nAfter.\n"


def test_somebody_sends_in_between(ana: Path, bea: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    push, times = TeamRepository.push, [0]

    def raced(team: TeamRepository, commit: str, branch: str) -> Any:
        if team.clone.folder == ana and times[0] < 2:
            times[0] += 1
            answered(bea, f"{WORDS} {times[0]}.", tag=f"LP{times[0]}")
            shared(bea)
        return push(team, commit, branch)

    monkeypatch.setattr(TeamRepository, "push", raced)
    consent_changed(ana, recorded=True)
    done = shared(ana)
    assert (times, done.sent) == ([2], True)
    shared(bea)
    assert contents(ana) == contents(bea)
    assert answer_in(ana) == f"{WORDS} 2."


def test_when_others_never_stop_sending_it_is_said_and_all_is_kept(
    ana: Path, bea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = TeamRepository.push

    def raced(team: TeamRepository, commit: str, branch: str) -> Any:
        if team.clone.folder == ana:
            answered(bea, f"{answer_in(bea)} More.")
            shared(bea)
        return push(team, commit, branch)

    monkeypatch.setattr(TeamRepository, "push", raced)
    monkeypatch.setattr(syncing, "_TRIES", 2)
    consent_changed(ana, recorded=True)
    with pytest.raises(GitFailed, match="Others keep sending"):
        shared(ana)
    monkeypatch.undo()
    assert shared(ana).sent


def test_only_one_sync_at_a_time(ana: Path) -> None:
    place = StudyPaths(ana).locks
    place.mkdir(exist_ok=True)
    handle = FileSystem().hold(place / "syncing")
    assert handle is not None
    with pytest.raises(GitFailed, match="being synced already"):
        shared(ana)
    FileSystem().let_go(handle)
    shared(ana)


CUT_SHORT = """
import os, sys
from pathlib import Path
from reflect.services.taking_in import TakingIn
from reflect.store.clone import Clone
from reflect.store.team_repository import TeamRepository
from tests.services.teams import shared

folder, where = Path(sys.argv[1]), sys.argv[2]
kind = next(kind for kind in (TakingIn, Clone, TeamRepository) if where in vars(kind))
def die(*given, **named):
    os._exit(9)
setattr(kind, where, die)
shared(folder)
"""


@pytest.mark.parametrize("where", ["take", "move_to", "reset_index", "push", "_text"])
def test_a_sync_that_is_killed_loses_nothing_and_the_next_one_goes_on(
    ana: Path, bea: Path, where: str
) -> None:
    name = study_in(ana).drafts.keep_reflection("P01")
    both_sync(ana, bea)
    answered(bea, f"Well. {WORDS}", tag="LP2")
    theirs = study_in(bea)
    theirs.writeup_desk.save(name, f"{theirs.writeup_shelf.text(name)}\nAfter.\n")
    consent_changed(bea, withdrawn="2026-03-05")
    shared(bea)
    answered(ana, f"{WORDS} At all.", tag="LP1")
    ended = subprocess.run(
        [sys.executable, "-c", CUT_SHORT, ana, where], cwd=Path(__file__).parents[2], check=False
    )
    assert ended.returncode == 9
    both_sync(ana, bea)
    for folder in (ana, bea):
        record = session_file(folder).read()
        assert record.responses[QuestionId(ANSWER)].text == f"Well. {WORDS} At all."
        assert {tag.point for tag in record.tags.values()} == {"LP1", "LP2"}
        assert not record.clashes
        assert person_in(folder).consents[-1].withdrawn == "2026-03-05"
        assert study_in(folder).writeup_shelf.text(name).endswith("\nAfter.\n")
    assert contents(ana) == contents(bea)


# -- the state of the repository -----------------------------------------------------------------------


def test_offline_all_is_committed_and_goes_along_later(ana: Path, bea: Path, remote: Path) -> None:
    away = remote.rename(remote.with_name("away"))
    answered(ana, "Written on the train.")
    done = shared(ana)
    assert done.committed == ("Ana: 1 session",)
    assert "no git repository in that place just now" in done.unreachable
    assert not done.sent
    assert "goes along the next time" in done.in_words()[-1]
    assert shared(ana).committed == ()
    away.rename(remote)
    assert shared(ana).sent
    shared(bea)
    assert answer_in(bea) == "Written on the train."


def test_without_a_remote_it_is_committed_here(ana: Path) -> None:
    done = shared(ana)
    assert len(done.committed) == 1
    assert (done.remote, done.sent, done.unreachable) == ("", False, "")
    assert "--remote" in done.in_words()[-1]


def test_both_had_a_copy_and_no_common_past(ana: Path, remote: Path) -> None:
    """The study went to Bea on a stick; each then began to sync by herself."""
    bea = copied(ana, "bea")
    answered(ana, f"Well. {WORDS}", tag="LP1")
    answered(bea, f"{WORDS} At all.", tag="LP2")
    study_in(bea).edits.add_participant(a_person("P03"))
    for folder in (ana, bea):
        shared(folder, remote=str(remote))
    both_sync(ana, bea)
    for folder in (ana, bea):
        record = session_file(folder).read()
        assert record.responses[QuestionId(ANSWER)].text == f"Well. {WORDS} At all."
        assert {tag.point for tag in record.tags.values()} == {"LP1", "LP2"}
        assert {person.code for person in study_in(folder).people()} == {"P01", "P02", "P03"}
    assert contents(ana) == contents(bea)
    assert person_in(bea).name


def test_another_study_and_what_is_none_are_refused(
    ana: Path, bea: Path, remote: Path, tmp_path: Path
) -> None:
    a_study(tmp_path / "cid", prefix="c").close()
    with pytest.raises(InvalidInput, match="another study"):
        shared(tmp_path / "cid", remote=str(remote))
    other = tmp_path / "site"
    other.mkdir()
    git(other, "init", "--quiet")
    (other / "README.md").write_text("A page.\n")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "Begin")
    with pytest.raises(InvalidInput, match="something else than a study"):
        shared(ana, remote=str(other))
    assert not (ana / "README.md").exists()
    with pytest.raises(InvalidInput, match="cannot lie in the study itself"):
        shared(ana, remote=str(ana / "writeups"))
    with pytest.raises(NotAStudy):
        shared(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["merge", "other"], "in the middle of a merge"),
        (["rebase", "other"], "in the middle of a rebase"),
        (["cherry-pick", "other"], "in the middle of a cherry-pick"),
    ],
)
def test_in_the_middle_of_something_of_gits_nothing_is_done(ana: Path, command: list[str], said: str) -> None:
    (ana / "kept.txt").write_text("one\n")
    shared(ana)
    git(ana, "add", "kept.txt")
    for branch, words in (("other", "two\n"), ("main", "three\n")):
        git(ana, "switch", "--quiet", *(["-c"] if branch == "other" else []), branch)
        (ana / "kept.txt").write_text(words)
        git(ana, "add", "kept.txt")
        git(ana, "commit", "--quiet", "-m", branch)
    git(ana, *command, fails=True)
    before = git(ana, "status", "--porcelain=v2", "--branch")
    with pytest.raises(GitFailed, match=said):
        shared(ana)
    assert git(ana, "status", "--porcelain=v2", "--branch") == before


def test_on_no_branch_nothing_is_done(ana: Path) -> None:
    shared(ana)
    git(ana, "checkout", "--quiet", "--detach")
    with pytest.raises(GitFailed, match="stands on no branch"):
        shared(ana)
    git(ana, "switch", "--quiet", "main")
    shared(ana)


def test_a_branch_without_an_upstream_finds_the_teams(ana: Path, remote: Path, tmp_path: Path) -> None:
    """Bea's git calls its branches otherwise, and she made her repository by hand."""
    shared(ana, remote=str(remote))
    bea = copied(ana, "bea")
    git(bea, "init", "--quiet", "--initial-branch=trunk")
    answered(bea, "Bea's words, which are longer than any.")
    shared(bea, remote=str(remote))
    assert git(remote, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert git(bea, "rev-parse", "--abbrev-ref", "trunk@{upstream}") == "origin/main"
    shared(ana)
    assert contents(ana) == contents(bea)
    git(remote, "branch", "second", "main")
    git(remote, "branch", "-m", "main", "first")
    git(ana, "config", "--remove-section", "branch.main")
    with pytest.raises(InvalidInput, match="first, second"):
        shared(ana)


def test_a_study_inside_a_larger_repository_is_not_sent_with_it(ana: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    done = shared(ana)
    assert len(done.committed) == 1
    assert git(ana, "rev-parse", "--show-toplevel") == str(ana.resolve())
    bea = copied(ana, "bea")
    git(tmp_path, "add", "-f", "bea/study.json")
    with pytest.raises(InvalidInput, match="part of a larger git repository"):
        shared(bea)
    assert not (bea / ".git").exists()


def test_a_clone_by_hand_opens_and_syncs(ana: Path, remote: Path, tmp_path: Path) -> None:
    shared(ana, remote=str(remote))
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(remote), "bea")
    bea = tmp_path / "bea"
    assert check_whole(bea) == []
    assert [person.code for person in study_in(bea).people()] == ["P01", "P02"]
    desk = study_in(bea).start_session("provider", "P02")
    desk.close()
    assert shared(bea).sent
    shared(ana)
    assert len(study_in(ana).sessions()) == 2


def test_a_working_folder_as_remote_is_refused_in_words(ana: Path, tmp_path: Path) -> None:
    shared(ana)
    git(tmp_path, "clone", "--quiet", str(ana), "bea")
    answered(ana, "More.")
    with pytest.raises(GitFailed, match="somebody's working folder"):
        shared(ana, remote=str(tmp_path / "bea"))


def test_the_repository_can_be_made_where_all_reach_it(ana: Path, tmp_path: Path) -> None:
    place = tmp_path / "drive"
    with pytest.raises(InvalidInput, match="not there"):
        shared(ana, remote=str(place / "study.git"), create=True)
    place.mkdir()
    assert shared(ana, remote=str(place / "study.git"), create=True).sent
    git(tmp_path, "clone", "--quiet", str(place / "study.git"), "bea")
    assert answer_in(tmp_path / "bea") == WORDS
    with pytest.raises(InvalidInput, match="lies there already"):
        shared(copied(ana, "cid"), remote=str(place / "study.git"), create=True)
    with pytest.raises(InvalidInput, match="from here"):
        shared(ana, remote="host:study.git", create=True)


def test_the_remote_can_move(ana: Path, bea: Path, remote: Path) -> None:
    new = remote.with_name("new.git")
    done = shared(ana, remote=str(new), create=True)
    assert done.sent
    assert any(f"synced with {new}" in notice for notice in done.notices)
    shared(bea, remote=str(new))
    answered(bea, "Through the new one.")
    both_sync(bea, ana)
    assert answer_in(ana) == "Through the new one."


def test_joining_needs_a_study_and_an_empty_folder(ana: Path, remote: Path, tmp_path: Path) -> None:
    wishes = Wishes(remote=str(remote))
    with pytest.raises(InvalidInput, match="no study in that repository yet"):
        join(tmp_path / "bea", wishes, researcher="Bea", clock=ticking())
    assert not (tmp_path / "bea").exists()
    shared(ana, remote=str(remote))
    with pytest.raises(InvalidInput, match="a study here already"):
        join(ana, wishes, researcher="Bea", clock=ticking())
    join(tmp_path / "bea", wishes, researcher="Bea", clock=ticking())
    assert Study.open(tmp_path / "bea").title == "Wenmarsh"


# -- what is damaged -----------------------------------------------------------------------------------


def broken(folder: Path) -> bytes:
    """The first session there, cut short by something."""
    path = session_file(folder).path
    data = path.read_bytes()[:-200]
    path.write_bytes(data)
    return data


def test_a_damaged_file_is_not_sent(ana: Path, bea: Path) -> None:
    consent_changed(ana, recorded=True)
    data = broken(ana)
    done = shared(ana)
    assert done.sent
    assert any("was not sent" in notice for notice in done.notices)
    shared(bea)
    assert answer_in(bea) == WORDS
    assert person_in(bea).consents[-1].recorded is True
    (path,) = (ana / "sessions").iterdir()
    assert path.read_bytes() == data


def test_a_damaged_file_of_theirs_is_not_taken(ana: Path, bea: Path) -> None:
    broken(bea)
    consent_changed(bea, recorded=True)
    shared(bea)
    git(bea, "add", "sessions")
    git(bea, "commit", "--quiet", "-m", "by hand")
    git(bea, "push", "--quiet")
    done = shared(ana)
    assert [(item.what, item.file.split("/")[0]) for item in done.items if item.kept] == [
        ("not merged", "sessions")
    ]
    assert answer_in(ana) == WORDS
    assert person_in(ana).consents[-1].recorded is True
    assert check_whole(ana) == []


def test_what_cannot_be_opened_is_not_pushed_even_when_it_was_committed_by_hand(ana: Path, bea: Path) -> None:
    broken(ana)
    git(ana, "add", "sessions")
    git(ana, "commit", "--quiet", "-m", "by hand")
    with pytest.raises(GitFailed, match="others could not open this file"):
        shared(ana)
    answered(ana, "Mended.")
    assert shared(ana).sent
    shared(bea)
    assert answer_in(bea) == "Mended."


def test_a_merge_whose_outcome_does_not_open_is_not_done(
    ana: Path, bea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The merge itself is made to go wrong: what it puts out is looked at before anything is touched."""
    from reflect.services import tree_merging

    answered(bea, f"Well. {WORDS}")
    shared(bea)
    answered(ana, f"{WORDS} At all.")
    merged = merged_bytes

    def wrong(*given: Any, **named: Any) -> Any:
        return merged(*given, **named)._replace(data=b'{"reflect":{}}\n')

    monkeypatch.setattr(tree_merging, "merged_bytes", wrong)
    with pytest.raises(GitFailed, match="so it was not done"):
        shared(ana)
    monkeypatch.undo()
    assert answer_in(ana) == f"{WORDS} At all."
    assert git(ana, "status", "--porcelain") == ""
    both_sync(ana, bea)
    assert answer_in(bea) == f"Well. {WORDS} At all."


def test_a_file_of_a_later_version_is_taken_but_not_merged(ana: Path, bea: Path) -> None:
    path = session_file(bea).path
    found = decode(path.read_bytes())
    later = change(found.header, format=99, generation=found.header.generation + 1)
    path.write_bytes(sealed.with_header(sealed.body(sealed.encoded(found.tables)), later))
    shared(bea)
    answered(ana, "Mine.")
    with pytest.raises(Exception, match="later version"):
        shared(ana)
    assert answer_in(ana) == "Mine."
    assert git(ana, "status", "--porcelain") == ""


# -- strange repositories ------------------------------------------------------------------------------


def test_two_clones_that_exchanged_unsent_merges_have_two_parents_in_common(
    ana: Path, bea: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Criss-cross: each merges the other's commit by itself, before either sends."""
    answered(ana, f"Well. {WORDS}", tag="LP1")
    answered(bea, f"{WORDS} At all.", tag="LP2")
    study_in(ana).drafts.keep_reflection("P01")
    for one, two in ((ana, bea), (bea, ana)):
        git(one, "remote", "add", "beside", str(two))
    for folder in (ana, bea):
        git(folder, "add", "-A")
        git(folder, "commit", "--quiet", "-m", "by hand")
    for folder in (ana, bea):
        git(folder, "fetch", "--quiet", "beside")
    for folder in (ana, bea):
        git(folder, "merge", "--quiet", "--no-edit", "beside/main")
    assert len(git(ana, "merge-base", "--all", "main", "beside/main").split()) == 1
    git(bea, "fetch", "--quiet", "beside")
    assert len(git(bea, "merge-base", "--all", "main", "beside/main").split()) == 2
    both_sync(ana, bea)
    for folder in (ana, bea):
        assert answer_in(folder) == f"Well. {WORDS} At all."
        assert not session_file(folder).read().clashes
    assert contents(ana) == contents(bea)


def test_a_hostile_repository_writes_nothing_outside_the_study(
    ana: Path, bea: Path, remote: Path, tmp_path: Path
) -> None:
    clone = Clone(bea)
    blob, link = clone.keep(b"bad"), clone.keep(b"/etc/passwd")
    entries = {
        "exports/../../outside.txt": f"100644 blob {blob}",
        "writeups/link.md": f"120000 blob {link}",
        ".reflect/previous/people.json": f"100644 blob {blob}",
    }
    tree = git(bea, "rev-parse", "HEAD^{tree}")
    for name, entry in entries.items():
        tree = nested(bea, tree, name.split("/"), entry)
    new = git(bea, "commit-tree", tree, "-p", "HEAD", "-m", "bad")
    git(bea, "push", "--quiet", "origin", f"{new}:refs/heads/main")
    before = sorted(path for path in tmp_path.rglob("*") if ".git" not in path.parts)
    shared(ana)
    after = sorted(path for path in tmp_path.rglob("*") if ".git" not in path.parts)
    assert [path for path in after if path not in before and not {"locks", "shared"} & {*path.parts}] == []
    assert (StudyPaths(ana).private / "previous" / "people.json").read_bytes() != b"bad"


def nested(folder: Path, tree: str, parts: list[str], entry: str) -> str:
    """A tree with one more file in it, whatever git thinks of its name."""
    lines = {line.split("\t")[1]: line for line in git(folder, "ls-tree", tree).splitlines()} if tree else {}
    first, *rest = parts
    if rest:
        inner = lines.get(first, "").split("\t")[0].split(" ")[-1] if first in lines else ""
        entry = f"040000 tree {nested(folder, inner, rest, entry)}"
    lines[first] = f"{entry}\t{first}"
    ended = subprocess.run(
        ["git", "mktree"], cwd=folder, input="\n".join(lines.values()) + "\n", text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    return ended.stdout.strip()


@contextmanager
def saving_all_the_while(folder: Path) -> Iterator[None]:
    """Somebody types and saves in the first session of a clone, as fast as it goes."""
    end = threading.Event()
    desk = study_in(folder).open_session(session_file(folder).read().session.id)

    def type_on() -> None:
        for number in range(10_000):
            if end.is_set():
                break
            desk.write(ANSWER, f"{WORDS} Typed {number}.")
            with suppress(StoreError):  # it stays on the screen, and is saved the next time
                desk.save()

    typist = threading.Thread(target=type_on)
    typist.start()
    try:
        yield
    finally:
        end.set()
        typist.join()
        desk.close()


def test_syncing_while_somebody_saves_all_the_while_loses_neither(ana: Path, bea: Path) -> None:
    answered(bea, WORDS, tag="LP2")
    with saving_all_the_while(ana):
        for number in range(3):
            record = session_file(bea)
            now = record.read()
            key = QuestionId("in-the-way")
            record.save(change(now, responses={**now.responses, key: change_of(now, key, f"Bea {number}.")}))
            shared(bea)
            shared(ana)
    both_sync(ana, bea)
    for folder in (ana, bea):
        record_now = session_file(folder).read()
        assert {tag.point for tag in record_now.tags.values()} == {"LP2"}
        assert record_now.responses[QuestionId("in-the-way")].text == "Bea 2."
        assert record_now.responses[QuestionId(ANSWER)].text.startswith(f"{WORDS} Typed")
    assert contents(ana) == contents(bea)


def change_of(record: Any, key: QuestionId, text: str) -> Any:
    from reflect.domain.session import Response

    return change(record.responses.get(key) or Response(id=key), text=text)


def test_the_storage_used_here_is_the_studys_own(ana: Path, bea: Path) -> None:
    """What came in has the same seal on both laptops, and is what git has."""
    answered(bea, "Sealed.")
    shared(bea)
    shared(ana)
    for folder in (ana, bea):
        storage = SealedStorage(session_file(folder).path, folder=folder)
        assert storage.notices == []
        assert git(folder, "status", "--porcelain") == ""
    assert session_file(ana).path.read_bytes() == session_file(bea).path.read_bytes()
