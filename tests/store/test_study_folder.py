import errno
from pathlib import Path

import msgspec
import pytest

from reflect.domain.codebook import LearningPoint
from reflect.domain.consent import Attribution, Consent
from reflect.domain.ids import ParticipantCode, PointId, RoleId, SessionId
from reflect.domain.people import DEFAULT_ROLES, Participant, Role
from reflect.errors import Damaged, InvalidInput, NotAStudy, RecordInvalid, StoreError
from reflect.store.sealed import decode
from reflect.store.study_folder import StudyFolder, is_session_name, session_name
from tests.store.builders import (
    NOW,
    FailingDisk,
    QuickDisk,
    a_session,
    a_study,
    clock,
    everything_in,
    number,
    operation,
)

change = msgspec.structs.replace

TRUST = LearningPoint(id=PointId("trust"), number=2, name="Trust")
MONEY = LearningPoint(id=PointId("money"), number=1, name="Money")
ANN = Participant(
    code=ParticipantCode("P01"),
    role=RoleId("provider"),
    name="Ann",
    consents=(Consent(quoted=True, attribution=Attribution.ROLE_ONLY, date="2026-11-23"),),
)


def test_a_new_study_has_everything_in_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "wenmarsh"
    a_study(folder)
    assert {p.name for p in folder.iterdir()} == {
        "study.json", "people.json", "sessions", "guides", "templates", "writeups", "exports",
        ".reflect", ".gitignore", ".gitattributes",
    }  # fmt: skip
    assert (folder / ".gitignore").read_text() == ".reflect/\n"
    study = StudyFolder.open(folder).study()
    settings = study.settings()
    assert (settings.uid, settings.title, settings.created, settings.role_only_least) == (
        "study1",
        "Wenmarsh",
        NOW,
        3,
    )
    assert study.role_list() == DEFAULT_ROLES
    assert study.notices == []
    assert StudyFolder.open(folder).people().participants.all() == {}
    assert decode((folder / "study.json").read_bytes()).header.generation == 1


@pytest.mark.parametrize("name", [".git", ".DS_Store"])
def test_a_folder_with_nothing_of_anyones_in_it_will_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert a_study(tmp_path).study().settings().title == "Wenmarsh"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(InvalidInput, match=r"not empty: thesis\.docx"):
        a_study(tmp_path)
    assert everything_in(tmp_path) == ["thesis.docx"]


def test_a_study_is_not_made_over_another_or_over_a_file(tmp_path: Path) -> None:
    a_study(tmp_path / "one")
    before = (tmp_path / "one/study.json").read_bytes()
    with pytest.raises(InvalidInput, match="a study in this folder already"):
        a_study(tmp_path / "one")
    assert (tmp_path / "one/study.json").read_bytes() == before
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="a file, not a folder"):
        a_study(tmp_path / "file")


def test_creating_fails_without_a_trace_at_whatever_operation(tmp_path: Path) -> None:
    watched = FailingDisk()
    a_study(tmp_path / "whole", files=watched)
    for at in range(len(watched.done)):
        folder = tmp_path / "new" / "study"
        files = FailingDisk(number(at), errno.EACCES)
        try:
            a_study(folder, files=files)
        except StoreError:
            assert everything_in(tmp_path / "new") == [] if (tmp_path / "new").exists() else True
            assert not folder.exists()
        else:
            assert StudyFolder.open(folder).study().settings().title == "Wenmarsh"
            folder.rename(tmp_path / f"made-{at}")


def test_creating_where_one_may_not_write_says_so(tmp_path: Path) -> None:
    files = FailingDisk(operation("make_folder"), errno.EACCES)
    with pytest.raises(StoreError, match=r"cannot be written.*permissions"):
        a_study(tmp_path / "new", files=files)


def test_an_attempt_cut_short_can_be_begun_again(tmp_path: Path) -> None:
    a_study(tmp_path)
    (tmp_path / "study.json").unlink()
    (tmp_path / "people.json").unlink()
    assert a_study(tmp_path).study().settings().uid == "study1"


def test_a_folder_above_a_study_names_it(tmp_path: Path) -> None:
    a_study(tmp_path / "wenmarsh")
    with pytest.raises(NotAStudy, match=r"holds studies.*Open wenmarsh\."):
        StudyFolder.open(tmp_path)
    a_study(tmp_path / "elm")
    with pytest.raises(NotAStudy, match="one of these: elm, wenmarsh"):
        StudyFolder.open(tmp_path)


def test_a_folder_inside_a_study_names_it(tmp_path: Path) -> None:
    a_study(tmp_path / "wenmarsh")
    with pytest.raises(NotAStudy, match=r"part of a study.*wenmarsh\."):
        StudyFolder.open(tmp_path / "wenmarsh" / "sessions")
    with pytest.raises(NotAStudy, match=r"no such folder.*study itself.*wenmarsh\."):
        StudyFolder.open(tmp_path / "wenmarsh" / "sesions")


def test_a_mistyped_folder_names_the_one_beside_it(tmp_path: Path) -> None:
    a_study(tmp_path / "wenmarsh")
    with pytest.raises(NotAStudy, match=r"no such folder\. Did you mean wenmarsh\?"):
        StudyFolder.open(tmp_path / "wenmarch")
    (tmp_path / "wenmarsh-old").mkdir()
    with pytest.raises(NotAStudy, match=r"not a study\. Did you mean wenmarsh\?"):
        StudyFolder.open(tmp_path / "wenmarsh-old")


def test_a_study_that_lost_its_file_says_where_to_get_it_back(tmp_path: Path) -> None:
    study = a_study(tmp_path).study()
    study.points.put(TRUST)
    (tmp_path / "study.json").unlink()
    with pytest.raises(NotAStudy, match=r"Copy \.reflect/previous/study\.json back"):
        StudyFolder.open(tmp_path)


def test_a_study_that_lost_its_people_says_so(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    assert study.people().notices == []
    (tmp_path / "people.json").unlink()
    assert "people.json is missing" in study.people().notices[0]


def test_the_codebook_stands_by_number_and_roles_of_its_own_come_last(tmp_path: Path) -> None:
    study = a_study(tmp_path).study()
    study.points.put(TRUST)
    study.points.put(MONEY)
    study.roles.put(Role(id=RoleId("elder"), name="Elder", described="an elder"))
    again = StudyFolder.open(tmp_path).study()
    assert again.codebook().points == (MONEY, TRUST)
    assert [role.id for role in again.role_list()] == [*(r.id for r in DEFAULT_ROLES), "elder"]
    again.points.remove("money")
    assert study.codebook().points == (TRUST,)


def test_people_come_back_with_their_consents(tmp_path: Path) -> None:
    folder = a_study(tmp_path)
    folder.people().participants.put(ANN)
    assert folder.people().participants.get("P01") == ANN
    assert folder.people().participants.get("P02") is None
    assert "Ann" not in (tmp_path / "study.json").read_text()


def test_two_handles_add_people_without_losing_any(tmp_path: Path) -> None:
    folder = a_study(tmp_path)
    one, two = folder.people(), folder.people()
    one.participants.put(ANN)
    two.participants.put(Participant(code=ParticipantCode("P02"), role=RoleId("other")))
    assert sorted(one.participants.all()) == ["P01", "P02"]


def test_a_record_somebody_else_changed_is_merged_with(tmp_path: Path) -> None:
    folder = a_study(tmp_path)
    one, two = folder.study(), folder.study()
    one.points.put(TRUST)
    two.points.put(change(TRUST, colour="teal"), was=TRUST)
    assert one.points.put(change(TRUST, description="Who trusts whom."), was=TRUST) == ()
    assert one.points.get("trust") == change(TRUST, colour="teal", description="Who trusts whom.")
    (clash,) = one.points.put(change(TRUST, colour="teal", description="Doubt."), was=TRUST)
    assert one.clashes.all() == two.clashes.all() == {clash.id: clash}
    assert (clash.kept, clash.other) == ("Who trusts whom.", "Doubt.")


def test_changes_made_together_are_saved_together_or_not_at_all(tmp_path: Path) -> None:
    study = a_study(tmp_path).study()

    def fails_in_the_middle() -> None:
        with study.together():
            study.points.put(TRUST)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_in_the_middle()
    assert study.codebook().points == ()


def test_settings_that_are_missing_or_wrong_are_said_so(tmp_path: Path) -> None:
    folder = a_study(tmp_path)
    path = tmp_path / "study.json"
    text = path.read_text()
    path.write_text(text.replace('"title":"Wenmarsh"', '"title":7'))
    with pytest.raises(
        RecordInvalid, match=r"^study.json: settings/study: title should be text, not a whole number\.$"
    ):
        folder.study().settings()
    path.write_text(text.replace('"settings"', '"setings"'))
    with pytest.raises(Damaged, match="settings are missing"):
        folder.study().settings()


def test_sessions_are_named_by_day_code_role_and_id(tmp_path: Path) -> None:
    folder = a_study(tmp_path)
    path = folder.session_path(
        SessionId("k3v9"), started=NOW, participant=ParticipantCode("P03"), role=RoleId("provider")
    )
    assert path == tmp_path / "sessions" / "2026-11-23-P03-provider-k3v9.json"
    folder.session(path).save(a_session())
    (tmp_path / "sessions" / "notes.txt").write_text("")
    assert folder.session_paths() == [path]
    assert folder.find_session("k3v9") == path
    assert folder.find_session("v9") is None


@pytest.mark.parametrize(
    ("code", "role", "name"),
    [
        ("P03", "public-agency", "2026-11-23-P03-public-agency-k3v9.json"),
        (None, None, "2026-11-23-group-k3v9.json"),
        ("P03", "長老", "2026-11-23-P03-k3v9.json"),
        ("P03", "../Con:*?", "2026-11-23-P03-con-k3v9.json"),
        ("P03", "x" * 300, f"2026-11-23-P03-{'x' * 24}-k3v9.json"),
    ],
)
def test_a_sessions_name_is_safe_everywhere(code: str | None, role: str | None, name: str) -> None:
    made = session_name(
        SessionId("k3v9"),
        started=NOW,
        participant=ParticipantCode(code) if code else None,
        role=RoleId(role) if role else None,
    )
    assert made == name
    assert is_session_name(made)


@pytest.mark.parametrize(
    ("session", "started", "code"),
    [
        ("../x", NOW, "P03"),
        ("K3", NOW, "P03"),
        ("k3", "yesterday", "P03"),
        ("k3", NOW, "Ann Miller"),
        ("k3", NOW, ""),
    ],
)
def test_what_cannot_stand_in_a_name_is_refused(session: str, started: str, code: str) -> None:
    with pytest.raises(InvalidInput):
        session_name(SessionId(session), started=started, participant=ParticipantCode(code), role=None)


def test_a_folder_that_cannot_be_looked_into_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_study(tmp_path)

    def refuse(_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(StoreError, match="cannot be read"):
        folder.session_paths()


def test_importing_and_naming_touches_no_disk(tmp_path: Path) -> None:
    StudyFolder(tmp_path / "nowhere", files=QuickDisk(), clock=clock)
    assert everything_in(tmp_path) == []
