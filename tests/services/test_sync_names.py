"""Names stay on each laptop unless the team decides otherwise; what was agreed to arrives all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.consent import Attribution
from reflect.errors import NamesStand
from reflect.services.checking import check_whole
from reflect.services.sharing_names import ARRIVED, OFF, ON
from reflect.store.check import Kind
from reflect.store.paths import StudyPaths
from reflect.store.sealed import decode
from tests.services.studies import a_person, agreed
from tests.services.teams import (
    NAME,
    answered,
    change,
    cloned,
    consent_changed,
    git,
    objects_of,
    person_in,
    shared,
    study_in,
)

pytest_plugins = ["tests.services.teams"]
pytestmark = pytest.mark.usefixtures("own_git")
SECRETS = (b"Quillfeather", b"Rosalind", b"Marsh Lanterns", b"director", b"prefers mornings")


def noted(folder: Path, code: str = "P01") -> None:
    study = study_in(folder)
    study.edits.save_participant(change(study.participant(code), notes="prefers mornings"))


def held_by(repository: Path) -> list[bytes]:
    """Which of what nobody should read stands in a repository."""
    everything = objects_of(repository)
    assert b"people-shared.json" in everything
    return [word for word in SECRETS if word in everything]


def test_names_are_in_no_object_of_what_is_shared(ana: Path, bea: Path, remote: Path) -> None:
    noted(ana)
    consent_changed(ana, recorded=True)
    study = study_in(ana)
    study.edits.remove_participant("P02")
    name = study.drafts.keep_reflection("P01")
    study.publishing.export(name)
    (ana / "people (Ana's conflicted copy 2026-03-05).json").write_bytes((ana / "people.json").read_bytes())
    for folder in (ana, bea, ana):
        shared(folder)
    assert held_by(remote) == []
    assert person_in(ana).name.endswith(NAME)
    assert person_in(bea).name == ""


def test_a_plain_git_add_does_not_let_names_out(ana: Path, bea: Path, remote: Path) -> None:
    for stray in ("people.json~", "people copy.json", "exports/portrait.md"):
        (ana / stray).write_text(NAME)
    git(ana, "add", "-A")
    git(ana, "commit", "--quiet", "--allow-empty", "-m", "by hand")
    git(ana, "push", "--quiet")
    assert held_by(remote) == []


def test_each_laptop_keeps_the_names_it_knows(ana: Path, bea: Path) -> None:
    study = study_in(bea)
    study.edits.save_participant(change(study.participant("P02"), name="Bea's own note of who it is"))
    study.edits.add_participant(a_person("P03", agreed(Attribution.ANONYMOUS)))
    consent_changed(bea, "P02", recorded=True)
    consent_changed(ana, "P02", contacted=True)
    for folder in (bea, ana, bea):
        shared(folder)
    assert person_in(bea, "P02").name == "Bea's own note of who it is"
    assert person_in(ana, "P02").name.endswith(NAME)
    assert person_in(bea, "P03").name.endswith(NAME)
    assert person_in(ana, "P03").name == ""
    for code in ("P01", "P02", "P03"):
        assert person_in(ana, code).consents == person_in(bea, code).consents
    consent = person_in(ana, "P02").consent
    assert consent is not None
    assert (consent.recorded, consent.contacted) == (True, True)
    assert check_whole(ana) == check_whole(bea) == []


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_withdrawal_holds_as_soon_as_the_study_is_opened(ana: Path, bea: Path, *, by_hand: bool) -> None:
    """Also when it came by a plain `git pull`, and the other changed the same consent meanwhile."""
    consent_changed(ana, withdrawn="2026-03-05")
    consent_changed(bea, shared=True)
    shared(ana)
    if by_hand:
        git(bea, "pull", "--quiet", "--no-rebase", "--no-edit")
    else:
        shared(bea)
    study = study_in(bea)
    assert study.take_notices() == []
    consent = study.participant("P01").consent
    assert consent is not None
    assert (consent.withdrawn, consent.shared) == ("2026-03-05", True)
    consent_changed(bea, withdrawn=None)
    shared(bea)
    shared(ana)
    consent = person_in(ana).consent
    assert consent is not None
    assert consent.withdrawn is None


def test_whoever_was_removed_elsewhere_lies_in_the_bin_with_their_name(ana: Path, bea: Path) -> None:
    study = study_in(bea)
    study.edits.save_participant(change(study.participant("P02"), name="Somebody"))
    study_in(ana).edits.remove_participant("P02")
    shared(ana)
    shared(bea)
    study = study_in(bea)
    assert [person.code for person in study.people()] == ["P01"]
    (item,) = study.bin.items()
    study.bin.restore(item.id)
    assert person_in(bea, "P02").name == "Somebody"
    shared(bea)
    shared(ana)
    assert person_in(ana, "P02").name.endswith(NAME)
    assert study_in(ana).bin.items() == ()


def test_a_role_both_changed_is_kept_twice_and_settled_for_both(ana: Path, bea: Path) -> None:
    for folder, role in ((ana, "commissioner"), (bea, "other")):
        study = study_in(folder)
        study.edits.save_participant(change(study.participant("P02"), role=role))
    shared(ana)
    shared(bea)
    shared(ana)
    study = study_in(bea)
    (row,) = study.clashes.rows()
    study.clashes.settle(row, "commissioner")
    shared(bea)
    shared(ana)
    for folder in (ana, bea):
        assert study_in(folder).clashes.rows() == ()
        assert person_in(folder, "P02").role == "commissioner"


def test_the_first_time_it_is_said_why_names_are_left_out(ana: Path, remote: Path) -> None:
    assert OFF in shared(ana, remote=str(remote)).notices
    assert shared(ana).notices == ()


def test_a_history_with_names_in_it_is_not_sent(ana: Path, remote: Path) -> None:
    """Ana kept her study in git by herself, names and all, before she began to share it."""
    git(ana, "init", "--quiet", "--initial-branch=main")
    git(ana, "add", "-A")
    git(ana, "commit", "--quiet", "-m", "by hand")
    noted(ana)
    git(ana, "commit", "--quiet", "-am", "by hand again")
    old = git(ana, "rev-parse", "HEAD")
    done = shared(ana, remote=str(remote))
    assert done.sent
    assert any("Earlier commits here hold names" in notice for notice in done.notices)
    assert held_by(remote) == []
    kept = git(ana, "for-each-ref", "--format=%(refname)", "refs/reflect")
    assert git(ana, "rev-parse", f"{kept}^") == old
    assert git(ana, "ls-files", "people.json") == ""
    assert person_in(ana).name.endswith(NAME)


def test_names_that_were_sent_before_are_said_to_stay_there(ana: Path, remote: Path) -> None:
    shared(ana, remote=str(remote), share_names=True)
    assert any(word in objects_of(remote) for word in SECRETS)
    done = shared(ana, share_names=False)
    assert OFF in done.notices
    assert any("people.json will not be shared any more" in notice for notice in done.notices)
    assert git(remote, "ls-tree", "--name-only", "main").split() == [
        ".gitattributes", ".gitignore", "guides", "people-shared.json", "sessions", "study.json",
    ]  # fmt: skip


def test_sharing_names_is_for_the_whole_team_but_nobodys_go_unasked(ana: Path, bea: Path) -> None:
    study = study_in(bea)
    study.edits.add_participant(change(a_person("P03"), name="Ines Underhill"))
    consent_changed(bea, withdrawn="2026-03-05")
    done = shared(ana, share_names=True)
    assert ON in done.notices
    assert git(ana, "ls-files", "people.json", "people-shared.json") == "people.json"
    done = shared(bea)
    assert ARRIVED in done.notices
    assert person_in(bea).name.endswith(NAME)
    assert "Underhill" not in git(bea, "show", "HEAD:people.json")
    shared(ana)
    assert person_in(ana).consents[-1].withdrawn == "2026-03-05"
    assert ARRIVED not in shared(bea).notices
    shared(ana)
    for folder in (ana, bea):
        assert person_in(folder, "P03").name == "Ines Underhill"
        assert person_in(folder).consents[-1].withdrawn == "2026-03-05"
        assert not (folder / "people-shared.json").exists()
        assert check_whole(folder) == []


def test_leaving_names_out_again_reaches_the_other_before_it_commits(
    ana: Path, remote: Path, tmp_path: Path
) -> None:
    shared(ana, remote=str(remote), share_names=True)
    bea = cloned(remote, tmp_path / "bea")
    study = study_in(bea)
    study.edits.add_participant(change(a_person("P03"), name="Ines Underhill"))
    consent_changed(bea, withdrawn="2026-03-05")
    shared(ana, share_names=False)
    shared(bea)
    shared(ana)
    assert b"Underhill" not in objects_of(remote)
    assert person_in(bea, "P03").name == "Ines Underhill"
    assert person_in(bea).name.endswith(NAME)
    assert person_in(ana, "P03").name == ""
    assert person_in(ana).consents[-1].withdrawn == "2026-03-05"
    assert git(bea, "ls-files", "people.json") == ""


def test_what_was_committed_offline_with_names_is_sent_without_them(
    ana: Path, remote: Path, tmp_path: Path
) -> None:
    shared(ana, remote=str(remote), share_names=True)
    bea = cloned(remote, tmp_path / "bea")
    away = remote.rename(remote.with_name("away"))
    study = study_in(bea)
    study.edits.add_participant(change(a_person("P03"), name="Ines Underhill"))
    assert shared(bea).unreachable
    assert "Underhill" in git(bea, "show", "HEAD:people.json")
    away.rename(remote)
    shared(ana, share_names=False)
    shared(bea)
    assert b"Underhill" not in objects_of(remote)
    shared(ana)
    assert person_in(ana, "P03").consents == person_in(bea, "P03").consents


def test_a_plain_pull_that_takes_the_people_away_gives_them_back_at_opening(
    ana: Path, remote: Path, tmp_path: Path
) -> None:
    shared(ana, remote=str(remote), share_names=True)
    bea = cloned(remote, tmp_path / "bea")
    consent_changed(bea, recorded=True)
    shared(bea)
    shared(ana)
    consent_changed(ana, withdrawn="2026-03-05")
    shared(ana, share_names=False)
    git(bea, "pull", "--quiet")
    assert not (bea / "people.json").exists()
    person = person_in(bea)
    assert person.name.endswith(NAME)
    assert person.consents[-1].withdrawn == "2026-03-05"


# -- names in texts ------------------------------------------------------------------------------------


def test_the_first_time_names_in_texts_need_a_yes(ana: Path, remote: Path) -> None:
    answered(ana, "Then Rosalind said they had one person for the whole district.")
    study = study_in(ana)
    name = study.drafts.keep_reflection("P01")
    study.writeup_desk.save(name, "# Dr Quillfeather's year\n")
    (ana / "writeups" / "rosalind.md").write_text("Nothing else.\n")
    with pytest.raises(NamesStand) as raised:
        shared(ana, remote=str(remote))
    assert [file.partition("/")[0] for file in raised.value.files] == [
        "sessions",
        "writeups",
        "a file in writeups that is called so",
    ]
    assert raised.value.files[0].endswith(".json (responses/went-well)")
    assert raised.value.files[1].endswith("reflection-P01.md (line 1)")
    assert not any(word.decode().casefold() in str(raised.value).casefold() for word in SECRETS)
    assert git(remote, "for-each-ref") == ""
    assert git(ana, "log", "-1", "--format=%s").endswith("2 write-ups; guide provider")
    done = shared(ana, names_seen=True)
    assert done.sent
    assert any("stands in 3 files that were sent:" in notice for notice in done.notices)
    said = " ".join(done.in_words()).casefold()
    assert not any(word.decode().casefold() in said for word in SECRETS)
    answered(ana, "And Rosalind laughed.")
    done = shared(ana)
    assert any("stands in 1 file that was sent:" in notice for notice in done.notices)


def test_a_name_that_was_taken_out_before_it_was_sent_is_in_no_earlier_version(
    ana: Path, remote: Path
) -> None:
    """As one does who was told that it stands there, or who had no connection for a while."""
    answered(ana, "Then Rosalind said so.")
    with pytest.raises(NamesStand):
        shared(ana, remote=str(remote))
    answered(ana, "Then [P01] said so.")
    assert shared(ana).sent
    away = remote.rename(remote.with_name("away"))
    for words in ("Rosalind laughed.", "[P01] laughed."):
        answered(ana, words)
        assert shared(ana).unreachable
    git(ana, "commit", "--quiet", "--allow-empty", "-m", "Asked Rosalind once more")
    away.rename(remote)
    assert shared(ana).sent
    assert held_by(remote) == []
    assert git(remote, "log", "--format=%s", "main").splitlines() == [
        "Ana: 1 session", git(remote, "log", "-1", "--format=%s", "main~1"),
    ]  # fmt: skip


def test_a_name_that_was_let_through_changes_nothing_of_the_history(ana: Path, bea: Path) -> None:
    """It stands in what is sent, so that earlier commits hold no more than that; nor is Ana taken for P01."""
    study = study_in(ana)
    study.edits.save_participant(change(study.participant("P01"), name="Ana Quillfeather"))
    for folder, words in ((ana, "Then Quillfeather said so."), (bea, "And more.")):
        answered(folder, words)
        shared(folder)
    for words in ("Then Quillfeather said so, and that.", "Then Quillfeather said so, and more."):
        answered(ana, words)
        done = shared(ana)
        assert not any("Earlier commits" in notice for notice in done.notices)
    assert len(git(ana, "log", "-1", "--merges", "--format=%P").split()) == 2
    assert git(ana, "for-each-ref", "refs/reflect") == ""


def test_who_did_something_is_not_taken_for_a_participant(ana: Path, remote: Path) -> None:
    study = study_in(ana)
    study.edits.save_participant(change(study.participant("P01"), name="Ana Will"))
    answered(ana, "It will do. She was anaesthetised.", tag="LP1")
    assert shared(ana, remote=str(remote)).sent


# -- what is on the disk -------------------------------------------------------------------------------


def test_check_looks_after_the_shared_list_too(ana: Path, bea: Path) -> None:
    shared_list = ana / "people-shared.json"
    assert decode(shared_list.read_bytes()).tables["participants"]["P01"].keys() == {
        "code", "role", "consents", "added",
    }  # fmt: skip
    whole = shared_list.read_bytes()
    shared_list.write_bytes(whole.replace(b'"role":"provider"', b'"name":"X","role":"nobody"', 1))
    assert {finding.kind for finding in check_whole(ana)} == {Kind.SEAL, Kind.RECORD}
    shared_list.write_bytes(whole[:-9])
    assert [finding.place.partition(":")[0] for finding in check_whole(ana)] == ["people-shared.json"]
    (bea / "people.json").unlink()
    assert check_whole(bea) == []
    StudyPaths(bea).previous(bea / "people.json").unlink(missing_ok=True)
    assert [person.code for person in study_in(bea).people()] == ["P01", "P02"]


def test_a_shared_list_that_cannot_be_read_is_said_and_the_study_opens(ana: Path, bea: Path) -> None:
    path = bea / "people-shared.json"
    path.write_bytes(b"<<<<<<< ours\n" + path.read_bytes())
    study = study_in(bea)
    (notice,) = study.take_notices()
    assert "Export nothing until it is" in notice
    assert len(study.people()) == 2


def test_a_copy_without_names_is_merged_into_one_with_names(ana: Path, bea: Path) -> None:
    """`reflect merge` with a clone in which nobody has opened the study yet."""
    from reflect.services.identity import system_clock
    from reflect.services.merge_studies import merge_studies

    consent_changed(bea, withdrawn="2026-03-05")
    shared(bea)
    (bea / "people.json").unlink()
    items = merge_studies(ana, bea, clock=system_clock)
    assert ("taken", "people-shared.json") in [(item.what, item.file) for item in items]
    person = person_in(ana)
    assert person.consents[-1].withdrawn == "2026-03-05"
    assert person.name.endswith(NAME)


def removed_data(folder: Path) -> list[str]:
    """The sessions of which the check says that they hold words of a removed person.

    Not the earlier states of `people.json`: the two laptops share one state folder here.
    """
    found = [found.place for found in check_whole(folder) if found.kind is Kind.REMOVED]
    return [place for place in found if "sessions/" in place]


@pytest.mark.parametrize("edited_meanwhile", [False, True])
def test_what_was_removed_on_one_laptop_is_not_brought_back_by_another(
    ana: Path, bea: Path, remote: Path, *, edited_meanwhile: bool
) -> None:
    answered(ana, "We met at the site office every week until it worked.")
    shared(ana)
    shared(bea)
    study = study_in(ana)
    study.withdrawals.remove("P01", typed="P01")
    study.close()
    if edited_meanwhile:
        answered(bea, "We met at the site office every week until it worked. Mostly.")
    shared(ana)
    shared(bea)
    shared(ana)
    for folder in (ana, bea):
        assert "P01" not in [person.code for person in study_in(folder).people()]
    assert not [path for path in (ana / "sessions").iterdir() if "P01" in path.name]
    assert removed_data(ana) == []
    # The other laptop holds what it had, in its bin or still in place, and says so until it is removed there.
    assert removed_data(bea)
    there = study_in(bea)
    there.withdrawals.remove("P01", typed="P01")
    there.close()
    assert removed_data(bea) == []
    for folder in (bea, ana, bea):
        shared(folder)
    for folder in (ana, bea):
        assert removed_data(folder) == []
        assert not [path for path in (folder / "sessions").iterdir() if "P01" in path.name]
