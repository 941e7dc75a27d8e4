"""Withdrawal: noted with its day, shown with all it touches; and a removal leaves nothing but that it was."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reflect import paths
from reflect.domain.consent import Extent
from reflect.domain.ids import GuideId, ParticipantCode, PointId, SessionId
from reflect.domain.imported import Import, KnownName, KnownSpeaker, ReplacedPlace
from reflect.domain.passages import answer_passage, turn_passage
from reflect.domain.people import LetPass
from reflect.domain.session import MemoTarget, Session, SessionKind, SessionRecord, Turn
from reflect.errors import InvalidInput, NotFound, ReadOnly
from reflect.services.checking import check_whole
from reflect.services.forms import PEOPLE, Form
from reflect.services.merge_studies import merge_studies
from reflect.services.study import Study
from reflect.services.touched import Made
from reflect.services.withdrawing import Withdrawals
from reflect.store.bin import move_to_bin
from reflect.store.people_shared_file import SharedPeople
from reflect.store.study_folder import StudyFolder
from tests.services.studies import ANSWER, a_person, a_study, interviewed, ticking
from tests.store.builders import OPERATIONS, QuickDisk

HERS = "We had been “cross” for *months* before anybody sat down — and then Sam said they had one person."
ALSO_HERS = "The lanterns went out along the marsh road and nobody from the council ever rang us back."
HIS = "What changed it for me was the shared rota pinned up beside the kettle in the old library."
NAME = "Rosalind Quillfeather"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    """P01 interviewed alone and heard in a group with P02, with traces of her wherever there can be any."""
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(msgspec.structs.replace(a_person("P02"), name="Tobias Fennimore"))
    alone(study)
    together(study)
    traces(study)
    study.quotes()  # the index has it all
    yield study
    study.close()


def alone(study: Study) -> None:
    desk = interviewed(study, HERS)
    desk.toggle(answer_passage(ANSWER), 0, len(HERS), PointId("LP4"))
    for number in range(10):  # so that generations are kept
        desk.memo(MemoTarget.SESSION, desk.record.session.id, f"Thought {number}")
        desk.save()
    desk.close()
    binned = interviewed(study, ALSO_HERS)
    binned.close()
    study.remove_session(binned.record.session.id)


def together(study: Study) -> None:
    one, two = ParticipantCode("P01"), ParticipantCode("P02")
    turns = [(one, ALSO_HERS), (two, HIS), (None, "What do you both think?")]
    record = SessionRecord(
        session=Session(
            id=SessionId("group1"),
            kind=SessionKind.TRANSCRIPT,
            guide=GuideId(""),
            guide_version="",
            guide_text="",
            started="2026-03-02T10:00:00+00:00",
        ),
        turns={
            f"t{n}": Turn(id=f"t{n}", order=n, speaker=who or "Interviewer", text=text, participant=who)
            for n, (who, text) in enumerate(turns)
        },
    )
    store = StudyFolder.open(study.folder)
    store.session(study.folder / "sessions" / "2026-03-02-group-group1.json").save(record)
    desk = study.open_session("group1")
    desk.toggle(turn_passage("t0"), 0, len(ALSO_HERS), PointId("LP1"))
    desk.toggle(turn_passage("t1"), 0, len(HIS), PointId("LP1"))
    desk.toggle(turn_passage("t0"), 0, 40, PointId("LP2"))
    quotes = [q for q in desk.record.quotes.values() if q.passage == turn_passage("t0")]
    desk.memo(MemoTarget.QUOTE, quotes[0].id, "She would say so.")
    desk.remove(quotes[-1])
    desk.close()


def traces(study: Study) -> None:
    """What else there can be of her on this machine."""
    people = study._people_file
    session = next(row.id for row in study.sessions() if row.participant == "P01")
    people.put_all(
        {
            "speakers": [KnownSpeaker(id=NAME, who="P01"), KnownSpeaker(id="Tobias", who="P02")],
            "replacements": [KnownName(id="Quillfeather", now="P01"), KnownName(id="Leeds", now="[town]")],
            "let_pass": [LetPass(id="w/rosalind", writeup="w", words="Rosalind", by="ana", at="x")],
            "imports": [
                Import(id=session, file="rosalind.vtt", digest="", words_digest="", at=""),
                Import(
                    id=SessionId("group1"),
                    file="Rosalind and Tobias.vtt",
                    digest="",
                    words_digest="",
                    at="",
                    speakers={NAME: "P01", "Tobias": "P02"},
                    replaced=(
                        ReplacedPlace(turn="t0", start=3, was="Wenmarsh Lane", now="[street]"),
                        ReplacedPlace(turn="t1", start=3, was="Leeds", now="[town]"),
                    ),
                ),
            ],
        }
    )
    originals = study.folder / "originals"
    originals.mkdir()
    (originals / f"{session}.vtt").write_text(f"{NAME}: {HERS}")
    SharedPeople(study.folder, uid=study.uid, clock=ticking()).agree()
    file = next(p for p in (study.folder / "sessions").iterdir() if session in p.name)
    copy = file.with_stem(file.stem + " (conflicted copy 2026-11-23 101010)")
    copy.write_bytes(file.read_bytes())
    move_to_bin(copy, study.folder, clock=ticking())
    copy.write_bytes(file.read_bytes())
    damaged = study.folder / ".reflect" / "damaged" / file.name
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_text(HERS)
    form = study.forms.open(Form(owner=PEOPLE, file="people.json", title="P01", about={"code": "P01"}))
    form.put({"name": NAME})
    form.close()
    study.drafts.keep_reflection("P01")
    desk = study.writeup_desk
    mine = (
        f"---\ntitle: Mine\n---\nAs {NAME} put it: \\“We had been 'cross'\n"
        "for **months** before anybody sat down."
    )
    (study.folder / "writeups" / "mine.md").write_text(mine)
    desk.open("mine")
    desk.save("mine", mine + "\n\nMore.")
    exports = study.folder / "exports"
    (exports / "quotes.json").write_text(json.dumps([{"words": ALSO_HERS}], ensure_ascii=True))
    (exports / "other.md").write_text(HIS)
    (exports / "picture.png").write_bytes(b"\x89PNG")


def stretches(text: str) -> list[bytes]:
    words = re.sub("[“”*—]", " ", text).split()
    return [" ".join(words[n : n + 5]).encode() for n in range(len(words) - 4)]


HERS_IN_BYTES = [*stretches(HERS), *stretches(ALSO_HERS), b"Rosalind", b"Quillfeather"]


def left_of_her(*folders: Path) -> list[str]:
    """Every file that holds five words of hers in a row, or her name, as bytes or behind JSON's escapes."""
    found = []
    for folder in folders:
        for path in [p for p in folder.rglob("*") if p.is_file()]:
            raw = path.read_bytes()
            plain = re.sub(r"\\u20\w\w|[“”*—]", " ", raw.decode("utf-8", "replace"))
            plain = " ".join(plain.split())
            if any(part in raw or part in plain.encode() for part in HERS_IN_BYTES):
                found.append(str(path.relative_to(folder)))
    return sorted(found)


def everywhere(study: Study) -> list[str]:
    return left_of_her(study.folder, paths.state_folder(), paths.cache_folder())


def of(study: Study, files: QuickDisk | None = None, **more: Any) -> Withdrawals:
    disk = files or QuickDisk()
    store = StudyFolder.open(study.folder, files=disk, clock=ticking())
    return Withdrawals(
        store, study, uid=study.uid, clock=ticking(), by="ana", files=disk, let_go=study._let_go, **more
    )


def test_a_withdrawal_is_noted_with_its_day_and_nothing_of_before_is_overwritten(study: Study) -> None:
    before = study.participant("P01").consents
    study.withdrawals.withdraw("p01", "2026-03-03")
    after = study.participant("P01").consents
    assert after[: len(before)] == before
    assert (after[-1].withdrawn, after[-1].extent) == ("2026-03-03", Extent.NOT_QUOTED)
    study.withdrawals.withdraw("P01", "2026-03-03")
    assert study.participant("P01").consents == after
    study.steps.undo()
    assert study.participant("P01").consents == before


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "2999-01-01"])
def test_a_day_that_is_none_or_lies_ahead_changes_nothing(study: Study, day: str) -> None:
    before = (study.folder / "people.json").read_bytes()
    with pytest.raises(InvalidInput):
        study.withdrawals.withdraw("P01", day)
    with pytest.raises(NotFound):
        study.withdrawals.withdraw("P09")
    assert (study.folder / "people.json").read_bytes() == before


def test_everything_that_holds_their_words_or_name_is_shown_with_its_line(study: Study) -> None:
    found = study.withdrawals.touched("P01")
    places = {(touch.file, touch.line, touch.why) for touch in found}
    assert ("writeups/mine.md", 4, "their name") in places
    assert ("writeups/mine.md", 4, "their words") in places
    assert {t.why for t in found if t.file == "writeups/reflection-P01.md"} == {
        "it is about them",
        "a quote of theirs, by reference",
    }
    assert any(t.file == "exports/quotes.json" and t.why == "their words" for t in found)
    assert [t.file for t in found if t.kind is Made.UNREAD] == ["exports/picture.png"]
    assert not [t for t in found if t.file == "exports/other.md"]
    assert not [t for t in study.withdrawals.touched("P02") if t.file == "writeups/mine.md"]


def test_a_portrait_that_names_them_and_words_of_theirs_without_a_name_are_shown(study: Study) -> None:
    quote = next(row.id for row in study.quotes() if row.participant == "P01")
    text = f"# [[portrait p01]]\n\n[[portrait P02]]\n\n[[quote {quote} unattributed]]\n"
    study.writeup_shelf.keep("briefing", text)
    found = [t for t in study.withdrawals.touched("P01") if t.file == "writeups/briefing.md"]
    assert [(touch.line, touch.why) for touch in found] == [
        (1, "it is about them"),
        (5, "a quote of theirs, by reference"),
    ]


def test_what_others_wrote_of_them_is_shown_and_stays(study: Study) -> None:
    desk = study.open_session("group1")
    desk.memo(MemoTarget.SESSION, "group1", f"{NAME} said most of it.")
    desk.close()
    found = [touch for touch in study.withdrawals.touched("P01") if touch.kind is Made.RECORD]
    assert [(touch.file, touch.why) for touch in found] == [("session group1", "their name, in memo")]
    study.withdrawals.remove("P01", typed="P01")
    assert [memo.text for memo in study.session_record("group1").memos.values()] == [
        f"{NAME} said most of it."
    ]


def test_a_copy_with_words_of_somebody_removed_is_not_merged(study: Study, tmp_path: Path) -> None:
    other = another_laptop(study, tmp_path)
    study.withdrawals.remove("P01", typed="P01")
    name = "2026-03-02-group-group1"
    copy = study.folder / "sessions" / f"{name} (conflicted copy 2026-11-23 101010).json"
    copy.write_bytes((other / "sessions" / f"{name}.json").read_bytes())
    before = (study.folder / "sessions" / f"{name}.json").read_bytes()
    with pytest.raises(InvalidInput, match="were removed"):
        study.conflict_copies.merge(copy)
    assert (study.folder / "sessions" / f"{name}.json").read_bytes() == before
    study.withdrawals.remove("P01", typed="P01")
    study.conflict_copies.merge(copy)
    assert [turn.text for turn in study.session_record("group1").turns.values() if turn.participant] == [HIS]
    assert everywhere(study) == ["exports/quotes.json", "writeups/mine.md"]


def test_write_ups_with_their_words_are_marked_once_they_withdrew(study: Study) -> None:
    assert not any(row.withdrawn for row in study.writeups())
    study.withdrawals.withdraw("P01")
    assert {row.name for row in study.writeups() if row.withdrawn} == {"mine", "reflection-P01"}


def test_a_removal_leaves_nothing_of_them_but_what_the_researcher_owns(study: Study) -> None:
    assert len(everywhere(study)) > 12
    done = study.withdrawals.remove("P01", typed="P01")
    assert (done.sessions, done.shared, done.left) == (2, 1, ())
    assert everywhere(study) == [
        "exports/quotes.json",
        "writeups/mine.md",
    ]
    removal = study._people_file.removals.all()["P01"]
    assert (removal.state.value, removal.under, removal.by) == ("done", (), "ana")
    assert removal.sessions == 3
    with pytest.raises(NotFound):
        study.participant("P01")
    assert not study.steps.can_undo
    assert study.edits.next_code() == "P03"
    with pytest.raises(InvalidInput):
        study.edits.add_participant(a_person())
    assert not [f for f in check_whole(study.folder) if f.kind.value in ("removed data", "record", "seal")]


def test_nobody_else_loses_a_word(study: Study) -> None:
    before = study.session_record("group1")
    his = {key: quote for key, quote in before.quotes.items() if quote.passage == turn_passage("t1")}
    study.withdrawals.remove("P01", typed="P01")
    after = study.session_record("group1")
    assert after.turns == {key: turn for key, turn in before.turns.items() if key != "t0"}
    assert after.quotes == his
    assert {tag.quote for tag in after.tags.values()} == set(his)
    assert not after.bin
    assert not after.memos
    people = study._people_file
    assert list(people.participants.all()) == ["P02"]
    assert list(people.speakers.all()) == ["Tobias"]
    assert list(people.replacements.all()) == ["Leeds"]
    (kept,) = people.imports.all().values()
    assert (kept.id, kept.speakers, kept.file) == ("group1", {"Tobias": "P02"}, "")
    assert [place.was for place in kept.replaced] == ["Leeds"]
    assert [row.text for row in study.quotes()] == [HIS]


def test_nothing_goes_before_the_code_is_typed_and_while_somebody_has_a_session_open(study: Study) -> None:
    before = everywhere(study)
    with pytest.raises(InvalidInput):
        study.withdrawals.remove("P01", typed="P02")
    desk = study.open_session("group1")
    with pytest.raises(ReadOnly, match="ana"):
        study.withdrawals.remove("P01", typed="P01")
    desk.close()
    assert everywhere(study) == before
    assert not study._people_file.removals.all()


def test_words_of_others_that_are_only_in_a_journal_stop_a_removal(study: Study) -> None:
    desk = study.open_session("group1")
    desk.note("Tobias laughed.", seconds=1.0, question=None)
    assert desk.journal()
    assert desk._lock is not None
    assert desk._journal is not None
    desk._lock.release()
    desk._journal.close(saved=False)
    with pytest.raises(InvalidInput, match="typed"):
        study.withdrawals.remove("P01", typed="P01")


class Stopping(QuickDisk):
    """A disk that is gone from one operation on."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.stopped = False

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            self.stopped = True
            raise Killed


class Killed(BaseException):
    """The process ends here: nothing catches it."""


CHANGING = [name for name in OPERATIONS if name in ("remove", "replace", "create", "write", "link")]


def _stopping(name: str) -> Callable[..., Any]:
    def operation(self: Stopping, *given: Any) -> Any:
        self.count()
        return getattr(QuickDisk, name)(self, *given)

    return operation


for _name in CHANGING:
    setattr(Stopping, _name, _stopping(_name))


def test_a_removal_that_was_killed_anywhere_is_finished_by_running_it_again(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("study", "state", "cache"):
        shutil.copytree(tmp_path / place, tmp_path / "kept" / place, dirs_exist_ok=True)
    study.close()
    steps, after = 0, 0
    while True:
        for place in ("study", "state", "cache"):
            shutil.rmtree(tmp_path / place, ignore_errors=True)
            shutil.copytree(tmp_path / "kept" / place, tmp_path / place)
        opened = Study.open(tmp_path / "study", clock=ticking(), researcher="ana")
        disk = Stopping(after)
        with suppress(Killed):
            of(opened, disk).remove("P01", typed="P01")
        opened.close()
        again = Study.open(tmp_path / "study", clock=ticking(), researcher="ana")
        removal = again._people_file.removals.all().get(ParticipantCode("P01"))
        if disk.stopped and removal is not None and removal.state.value != "done":
            assert [f for f in check_whole(again.folder) if f.kind.value == "removed data"]
        again.withdrawals.remove("P01", typed="P01")
        assert everywhere(again) == ["exports/quotes.json", "writeups/mine.md"], after
        assert [row.text for row in again.quotes()] == [HIS]
        kept = again._people_file.imports.all()
        assert [r.was for r in kept["group1"].replaced] == ["Leeds"]
        again.close()
        steps += 1
        if not disk.stopped:
            break
        after += 1 if after < 8 else 4
    assert steps > 8


def another_laptop(study: Study, tmp_path: Path) -> Path:
    """A copy of the study that has not heard of any removal."""
    return Path(shutil.copytree(study.folder, tmp_path / "other"))


def test_another_laptop_does_not_bring_back_what_was_removed(study: Study, tmp_path: Path) -> None:
    other = another_laptop(study, tmp_path)
    theirs = Study.open(other, clock=ticking(), researcher="ben")
    theirs.edits.save_participant(msgspec.structs.replace(theirs.participant("P01"), notes=f"{NAME} rang."))
    desk = theirs.open_session("group1")
    desk.note("Tobias laughed.", seconds=1.0, question=None)
    desk.save()
    desk.close()
    theirs.close()
    study.withdrawals.remove("P01", typed="P01")
    items = merge_studies(study.folder, other, clock=ticking())
    assert [item.file for item in items if item.what == "removed here" and "P01" in item.file]
    assert [note.text for note in study.session_record("group1").notes.values()] == ["Tobias laughed."]
    assert [person.code for person in study.people()] == ["P02"]
    left = [file for file in left_of_her(study.folder) if not file.startswith((".reflect/texts", "exports"))]
    assert left == ["writeups/mine.md"]
    assert not [f for f in check_whole(study.folder) if f.kind.value == "removed data"]


def test_what_comes_back_past_reflect_is_named_by_the_check_and_goes_when_it_is_run_again(
    study: Study, tmp_path: Path
) -> None:
    other = another_laptop(study, tmp_path)
    study.withdrawals.remove("P01", typed="P01")
    back = next(path for path in (other / "sessions").iterdir() if "P01" in path.name)
    shutil.copy(back, study.folder / "sessions")
    (found,) = [f for f in check_whole(study.folder) if f.kind.value == "removed data"]
    assert back.name in found.place
    assert "--participant P01 --remove" in found.remedy
    study.withdrawals.remove("P01", typed="P01")
    assert not [f for f in check_whole(study.folder) if f.kind.value == "removed data"]
    assert study._people_file.removals.all()["P01"].sessions == 3


def test_a_laptop_that_shares_no_names_hears_of_it_and_keeps_none(study: Study, tmp_path: Path) -> None:
    other = another_laptop(study, tmp_path)
    study.withdrawals.remove("P01", typed="P01")
    shutil.copy(study.folder / "people-shared.json", other)
    theirs = Study.open(other, clock=ticking(), researcher="ben")
    assert [person.code for person in theirs.people()] == ["P02"]
    assert NAME.encode() not in (other / "people.json").read_bytes()
    assert [f.place for f in check_whole(other) if f.kind.value == "removed data"]
    theirs.withdrawals.remove("P01", typed="P01")
    assert not [f for f in check_whole(other) if f.kind.value == "removed data"]
    assert left_of_her(other) == ["exports/quotes.json", "writeups/mine.md"]
    theirs.close()


def test_what_write_ups_considered_of_hers_and_their_earlier_versions_go_too(study: Study) -> None:
    versions = study.writeup_shelf.versions
    mine = study.writeup_shelf.text("mine")
    assert [versions.text("mine", each) for each in versions.all("mine")] != []
    versions.keep_by_hand("mine", mine, f"before sending to {NAME}")
    versions.keep_by_hand("mine", "Nothing of hers.\n", "a letter")
    name = study.drafts.keep_theme("LP1")
    hers = study.withdrawals.theirs("P01").quotes
    considered = study.drafts.repeats.of(name)
    assert considered.quotes & hers
    assert considered.quotes - hers
    study.withdrawals.remove("P01", typed="P01")
    study._let_go()
    assert [each.name for each in versions.all("mine")] == ["a letter"]
    assert study.drafts.repeats.of(name).quotes == considered.quotes - hers
    digests = [entry.encode() for entry in considered.considered if entry.rpartition("/")[0] in hers]
    for folder in (study.folder, paths.state_folder()):
        for path in [p for p in folder.rglob("*") if p.is_file()]:
            assert not any(digest in path.read_bytes() for digest in digests), path
