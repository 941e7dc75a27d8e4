"""Importing transcripts: who is who, which names give way, what belongs to which question, what is kept."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.domain.ids import ParticipantCode, QuestionId
from reflect.domain.passages import passages
from reflect.domain.session import SessionKind, SessionRecord
from reflect.errors import InvalidInput, NotFound, ReadOnly
from reflect.services import import_plan
from reflect.services.answering import answers_to
from reflect.services.checking import check_whole
from reflect.services.import_plan import Plan
from reflect.services.import_speakers import INTERVIEWER, NOBODY, Told, anybody, shown_names, whos_who
from reflect.services.importing import Arrived, Asked, transcripts_in
from reflect.services.study import Study
from reflect.services.transcript_out import session_transcript
from reflect.store.filesystem import FileSystem
from reflect.store.new_sessions import UnderWay
from reflect.transcripts.reading import read_transcript
from reflect.transcripts.replacing import Replacement, restored
from tests.services.studies import a_person, a_study
from tests.transcripts.making import FIXTURES

TALK = """Ana: Tell me about a time when working together went well. What happened?

Rosalind Quillfeather: In January, Will, Marek Novak and I opened the hall in Stoke Averil. We will again.

Ana: What made that possible?

Rosalind Quillfeather: Trust. Rosalind from two doors down has the key, and Marsh Lanterns paid.
"""


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = a_study(tmp_path / "study")
    made.edits.add_participant(a_person())
    yield made
    made.close()


def put(tmp_path: Path, text: str = TALK, name: str = "talk.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def planned(study: Study, path: Path, **asked: object) -> Plan:
    said = Asked(**asked)  # type: ignore[arg-type]
    importer = study.importer()
    return importer.plan(path, importer.ready(said), said)


def kept(study: Study, plan: Plan, **how: bool) -> SessionRecord:
    (arrived,) = study.importer().keep([plan], **how)  # type: ignore[arg-type]
    assert arrived.session is not None, arrived.refused
    return study.session_record(arrived.session)


def said_by(record: SessionRecord) -> list[tuple[str, str | None]]:
    return [(turn.speaker, turn.participant) for turn in record.turns.values()]


# -- who is who ----------------------------------------------------------------------------------------


def test_a_label_that_is_a_participants_name_is_that_participant(study: Study, tmp_path: Path) -> None:
    record = kept(study, planned(study, put(tmp_path), interviewer="Ana"))
    assert said_by(record) == [("Interviewer", None), ("P01", "P01")] * 2
    assert record.session.participant == "P01"
    assert record.session.kind is SessionKind.TRANSCRIPT


def test_the_one_label_that_is_left_is_the_participant_who_was_named() -> None:
    labels = ["INT", "Somebody"]
    who = whos_who(labels, told=Told(participant=ParticipantCode("P07")), remembered={}, people=[])
    assert who == {"INT": INTERVIEWER, "Somebody": "P07"}


def test_of_two_labels_of_whom_nobody_is_known_to_ask_neither_is_guessed() -> None:
    labels = ["Kez", "Tom"]
    who = whos_who(labels, told=Told(participant=ParticipantCode("P07")), remembered={}, people=[])
    assert set(who.values()) == {NOBODY}


def test_what_was_said_counts_before_what_was_remembered_and_that_before_names() -> None:
    person = a_person()
    told = Told(speakers={"B": "P03"})
    remembered = {"B": "P02", "Rosalind Quillfeather": INTERVIEWER}
    labels = ["B", "Rosalind Quillfeather (Guest)", "rosalind quillfeather"]
    assert whos_who(labels, told=told, remembered=remembered, people=[person]) == {
        "B": "P03",
        "Rosalind Quillfeather (Guest)": "P01",
        "rosalind quillfeather": INTERVIEWER,
    }


def test_a_label_is_shown_only_when_it_could_be_anybody() -> None:
    who = {"Marek Novak": NOBODY, "Speaker 1": NOBODY, "SPEAKER_02": NOBODY, "Ana": INTERVIEWER, "": NOBODY}
    assert shown_names(who) == {
        "Marek Novak": "Speaker 2",
        "Speaker 1": "Speaker 1",
        "SPEAKER_02": "SPEAKER_02",
        "Ana": "Interviewer",
        "": "",
    }


@pytest.mark.parametrize(
    "label", ["Speaker 2", "SPEAKER_00", "S01", "B", "Interviewer", "INT", "Unknown", ""]
)
def test_labels_that_could_be_anybody_are_known_as_such(label: str) -> None:
    assert anybody(label)


@pytest.mark.parametrize("label", ["Ana", "Al", "Marian Okafor (SL)", "Guestling", "José"])
def test_names_are_not(label: str) -> None:
    assert not anybody(label)


def test_who_a_name_is_is_remembered_for_the_next_file_and_a_bare_number_is_not(
    study: Study, tmp_path: Path
) -> None:
    first = put(tmp_path, "Kez: It works.\n\nSpeaker 1: Does it?\n\nKez: Yes.\n\nSpeaker 1: Good.\n")
    kept(study, planned(study, first, speakers={"Kez": "P01", "Speaker 1": "interviewer"}))
    second = put(tmp_path, "Kez: Again.\n\nSpeaker 1: Now?\n\nKez: Yes.\n\nSpeaker 1: Oh.\n", "two.txt")
    assert planned(Study.open(study.folder), second).who == {"Kez": "P01", "Speaker 1": NOBODY}


def test_a_newcomer_gets_the_next_code_in_each_file(study: Study, tmp_path: Path) -> None:
    asked = Asked(participant="new:provider", interviewer="A")
    importer = study.importer()
    ready = importer.ready(asked)
    plans = []
    for n in range(3):
        plan = importer.plan(
            put(tmp_path, f"A: Go on.\n\nB: It is {n}.\n\nA: Ah.\n", f"{n}.txt"), ready, asked
        )
        plans.append(plan)
        ready = ready.after(plan)
    assert [arrived.refused for arrived in importer.keep(plans)] == [""] * 3
    assert [person.code for person in study.people()] == ["P01", "P02", "P03", "P04"]
    assert all(person.consent is None for person in study.people()[1:])
    assert {row.participant for row in study.sessions()} == {"P02", "P03", "P04"}


# -- names ---------------------------------------------------------------------------------------------


def test_no_name_of_anybody_known_stands_in_the_session(study: Study, tmp_path: Path) -> None:
    plan = planned(study, put(tmp_path), replace={"Marek Novak": "[colleague]", "Stoke Averil": "[town]"})
    record = kept(study, plan)
    path = next((study.folder / "sessions").iterdir())
    for name in ("Rosalind", "Quillfeather", "Marek", "Novak", "Averil", "Marsh Lanterns", "talk.txt"):
        assert name not in path.read_text("utf-8")
    texts = [turn.text for turn in record.turns.values()]
    assert texts[1] == "In January, Will, [colleague] and I opened the hall in [town]. We will again."
    assert texts[3] == "Trust. P01 from two doors down has the key, and [organisation] paid."


def test_every_replacement_can_be_taken_back(study: Study, tmp_path: Path) -> None:
    plan = planned(study, put(tmp_path), replace={"Marek Novak": "[colleague]"})
    record = kept(study, plan)
    people = json.loads((study.folder / "people.json").read_text("utf-8"))
    row = people["imports"][record.session.id]
    assert row["file"] == "talk.txt"
    for n, turn in enumerate(record.turns.values()):
        done = [
            Replacement(start=one["start"], was=one["was"], now=one["now"])
            for one in row["replaced"]
            if one["turn"] == turn.id
        ]
        assert restored(turn.text, done) == plan.transcript.turns[n].text


def test_a_first_name_that_is_also_a_common_word_is_left_until_somebody_says_so(
    study: Study, tmp_path: Path
) -> None:
    study.edits.add_participant(a_person("P02"))
    will = a_person("P03")
    study.edits.save_participant(type(will)(code=ParticipantCode("P03"), role=will.role, name="Will Ash"))
    plan = planned(study, put(tmp_path))
    (found,) = [name for name in plan.names if name.words == "Will"]
    assert not found.taken
    plan = import_plan.with_name(plan, "Will", taken=True, now="P03")
    record = kept(study, plan)
    assert "In January, P03, Marek Novak and I" in list(record.turns.values())[1].text


def test_what_was_replaced_once_is_replaced_in_the_next_file_and_what_was_left_is_left(
    study: Study, tmp_path: Path
) -> None:
    plan = planned(study, put(tmp_path), replace={"Stoke Averil": "[town]"})
    kept(study, import_plan.with_name(plan, "Marsh Lanterns", taken=False, now=""))
    again = put(tmp_path, "Ana: And?\n\nKez: Stoke Averil has Marsh Lanterns.\n\nAna: Oh.\n", "two.txt")
    plan = planned(Study.open(study.folder), again)
    assert [turn.text for turn, _ in plan.turns()][1] == "[town] has Marsh Lanterns."


def test_times_stay_on_their_words_when_a_name_before_them_is_replaced(study: Study) -> None:
    plan = planned(study, FIXTURES / "zoom.vtt", replace={"rota": "[list of who does what]"})
    record = kept(study, plan)
    turn = next(turn for turn in record.turns.values() if "[list" in turn.text)
    assert [turn.text[mark.offset :].split()[0] for mark in turn.marks] == ["The", "By", "And"]
    assert (turn.start, turn.end) == (16.5, 30.0)


# -- questions -----------------------------------------------------------------------------------------


def test_turns_belong_to_the_questions_that_the_interviewer_asked(study: Study, tmp_path: Path) -> None:
    record = kept(study, planned(study, put(tmp_path), guide="provider", interviewer="Ana"))
    guide = study.guide_shelf.guide("provider")
    turns = list(record.turns.values())
    assert turns[0].question == turns[1].question == "went-well"
    found = passages(record, guide)
    assert found[1].heading == guide.question("went-well").heading  # type: ignore[union-attr]
    assert (study.folder / "guides/provider.md").is_file()
    assert study.sessions()[0].answered >= 1


def test_a_correction_moves_the_boundary_and_the_rest_is_found_anew(study: Study, tmp_path: Path) -> None:
    plan = planned(study, put(tmp_path), guide="provider", interviewer="Ana")
    last = list(study.guide_shelf.guide("provider").questions())[-1].id
    plan = import_plan.with_question(plan, 2, last)
    assert plan.questions()[1] == "went-well"
    assert plan.questions()[2] == plan.questions()[3] == last
    plan = import_plan.with_question(plan, 2, None)
    assert last not in plan.questions().values()


def test_what_everybody_said_to_a_question_is_found_in_interviews_and_transcripts_alike(
    study: Study, tmp_path: Path
) -> None:
    from tests.services.studies import interviewed

    kept(study, planned(study, put(tmp_path), guide="provider", interviewer="Ana"))
    study.edits.add_participant(a_person("P02", role="commissioner"))
    interviewed(study, "The rota did.", code="P02").close()
    people = {person.code: person for person in study.people()}
    rows = list(answers_to(study.records(), "went-well", people))
    assert {(row.kind.value, row.participant) for row in rows} == {
        ("transcript", "P01"),
        ("interview", "P02"),
    }
    only = list(answers_to(study.records(), "went-well", people, role="commissioner"))
    assert [row.text for row in only] == ["The rota did."]
    number = [q.id for q in study.guide_shelf.guide("provider").questions()].index(
        QuestionId("went-well")
    ) + 1
    assert list(answers_to(study.records(), str(number), people)) == rows
    with pytest.raises(NotFound, match="went-well"):
        list(answers_to(study.records(), "went-wel", people))


def test_a_transcript_without_a_guide_is_listed_tagged_and_written_out(study: Study, tmp_path: Path) -> None:
    record = kept(study, planned(study, put(tmp_path), interviewer="Ana"))
    assert (record.session.guide, record.session.guide_text) == ("", "")
    (row,) = study.sessions()
    assert (row.questions, row.participant) == (0, "P01")
    desk = study.open_session(row.id)
    passage = desk.passages()[1]
    quote = desk.quote(passage.id, 0, 10)
    desk.toggle_on(quote, study.codebook().points[0].id)
    desk.save()
    desk.close()
    assert study.quotes()[0].participant == "P01"
    text = session_transcript(study, row.id)
    assert "**P01**" in text
    assert "Guide:" not in text
    assert check_whole(study.folder) == []


# -- keeping -------------------------------------------------------------------------------------------


def test_the_original_is_kept_byte_for_byte_under_the_sessions_id_and_out_of_git(
    study: Study, tmp_path: Path
) -> None:
    path = put(tmp_path, name="Rosalind Quillfeather 2026-02-03.txt")
    record = kept(study, planned(study, path))
    source = record.session.source
    assert source is not None
    assert source.original == f"originals/{record.session.id}.txt"
    assert (study.folder / source.original).read_bytes() == path.read_bytes()
    assert (study.folder / "originals/.gitignore").read_text("utf-8").splitlines()[-1] == "*"
    assert record.session.started.startswith("2026-02-03")


def test_no_original_is_kept_where_the_study_or_somebody_says_so(study: Study, tmp_path: Path) -> None:
    record = kept(study, planned(study, put(tmp_path)), keep_original=False)
    assert record.session.source is not None
    assert record.session.source.original == ""
    settings = study.settings()
    study.edits.save_settings(type(settings)(uid=settings.uid, title="T", created="", keep_originals=False))
    kept(study, planned(study, put(tmp_path, "A: One.\n\nB: Two.\n\nA: Three.\n", "b.txt")))
    assert not (study.folder / "originals").exists()


def test_the_same_file_or_the_same_words_are_refused_with_their_session(study: Study, tmp_path: Path) -> None:
    record = kept(study, planned(study, put(tmp_path)))
    for path in (put(tmp_path, name="copy.txt"), put(tmp_path, TALK.replace("\n", "\r\n"), "other.txt")):
        with pytest.raises(InvalidInput, match=record.session.id):
            planned(Study.open(study.folder), path)
    kept(study, planned(study, tmp_path / "copy.txt", again=True), again=True)
    assert len(study.sessions()) == 2


def test_what_a_colleague_imported_is_known_too(study: Study, tmp_path: Path) -> None:
    record = kept(study, planned(study, put(tmp_path)))
    people = study.folder / "people.json"
    study.close()
    data = json.loads(people.read_text("utf-8"))
    del data["imports"]
    people.write_text(json.dumps(data), "utf-8")
    with pytest.raises(InvalidInput, match=record.session.id):
        planned(Study.open(study.folder), tmp_path / "talk.txt")


def test_two_files_of_one_folder_that_say_the_same_come_in_once(study: Study, tmp_path: Path) -> None:
    plans = [planned(study, put(tmp_path)), planned(study, put(tmp_path, name="zwei.txt"))]
    first, second = study.importer().keep(plans)
    assert first.session
    assert second == Arrived(file="zwei.txt", refused="zwei.txt: It says the same as talk.txt.")


class Full(FileSystem):
    """A disk that is full for every file of a certain name."""

    def __init__(self, word: str) -> None:
        self.word = word

    def create(self, path: Path) -> int:
        if self.word in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().create(path)


@pytest.mark.parametrize("word", ["originals", ".json.tmp"])
def test_a_file_that_cannot_be_written_leaves_nothing_and_can_be_imported_again(
    study: Study, tmp_path: Path, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path) -> UnderWay:
        return UnderWay(folder, files=Full(word))

    kept(study, planned(study, put(tmp_path, "A: One.\n\nB: Two.\n\nA: Three.\n", "b.txt")))
    before = sorted(p for p in study.folder.rglob("*") if p.is_file() and ".reflect" not in p.parts)
    monkeypatch.setattr("reflect.services.importing.UnderWay", full)
    (arrived,) = study.importer().keep([planned(study, put(tmp_path))])
    assert arrived.session is None
    assert "The disk is full" in arrived.refused
    after = sorted(p for p in study.folder.rglob("*") if p.is_file() and ".reflect" not in p.parts)
    assert after == before
    assert len(json.loads((study.folder / "people.json").read_text("utf-8"))["imports"]) == 1
    monkeypatch.undo()
    kept(study, planned(study, tmp_path / "talk.txt"))
    assert check_whole(study.folder) == []


class Killed(BaseException):
    """The program, killed."""


def test_what_a_kill_left_behind_is_gone_after_the_next_import(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(FileSystem):
        def replace(self, source: Path, target: Path) -> None:
            if target.parent.name == "sessions":
                raise Killed
            super().replace(source, target)

        def remove(self, path: Path) -> None:
            raise Killed(path)

    monkeypatch.setattr("reflect.services.importing.UnderWay", lambda folder: UnderWay(folder, files=Dying()))
    with pytest.raises(Killed):
        study.importer().keep([planned(study, put(tmp_path))])
    monkeypatch.undo()
    assert study.sessions() == ()
    assert [p.suffix for p in (study.folder / "originals").iterdir() if p.suffix] == [".txt"]
    record = kept(study, planned(study, tmp_path / "talk.txt"))
    originals = [p.name for p in (study.folder / "originals").iterdir() if p.suffix]
    assert originals == [f"{record.session.id}.txt"]
    assert list(json.loads((study.folder / "people.json").read_text("utf-8"))["imports"]) == [
        record.session.id
    ]
    assert not (study.folder / ".reflect/importing.json").exists()


def test_emptying_the_bin_takes_the_original_and_the_names_of_a_removed_transcript_along(
    study: Study, tmp_path: Path
) -> None:
    gone = kept(study, planned(study, put(tmp_path)))
    stays = kept(study, planned(study, put(tmp_path, "A: One.\n\nB: Two.\n\nA: Three.\n", "b.txt")))
    study.remove_session(gone.session.id)
    assert (study.folder / "originals" / f"{gone.session.id}.txt").exists()
    study.steps.undo()
    study.remove_session(gone.session.id)
    study.bin.empty()
    originals = [p.stem for p in (study.folder / "originals").iterdir() if p.suffix == ".txt"]
    assert originals == [stays.session.id]
    imports = json.loads((study.folder / "people.json").read_text("utf-8"))["imports"]
    assert list(imports) == [stays.session.id]


def test_two_imports_into_one_study_do_not_run_at_once(study: Study, tmp_path: Path) -> None:
    plan = planned(study, put(tmp_path))
    with UnderWay(study.folder).alone(), pytest.raises(ReadOnly, match="Another reflect"):
        study.importer().keep([plan])
    assert study.sessions() == ()


def test_a_folder_gives_its_files_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.vtt", ".hidden", "~$open.docx"):
        put(tmp_path, name=name)
    (tmp_path / "deeper").mkdir()
    assert [p.name for p in transcripts_in([tmp_path, tmp_path / "a.vtt"])] == ["a.vtt", "b.txt"]


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_every_word_of_every_format_is_in_the_session(study: Study, path: Path) -> None:
    record = kept(study, planned(study, path))
    read = read_transcript(path.read_bytes(), name=path.name)
    assert len(record.turns) == len(read.turns)
    there = [turn.start for turn in record.turns.values()]
    assert there == [turn.start for turn in read.turns]
    same = [
        turn.text == was.text
        for turn, was in zip(record.turns.values(), read.turns, strict=True)
        if "[speaker" not in turn.text
    ]
    assert all(same)
    assert Study.open(study.folder).session_record(record.session.id) == record
