"""The bin: what is removed is in it, comes back from it whole, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.domain.codebook import LearningPoint
from reflect.domain.ids import PointId
from reflect.domain.passages import answer_passage
from reflect.domain.session import Approval, MemoTarget
from reflect.errors import InvalidInput, NotFound, ReadOnly
from reflect.services.checking import check_whole
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.store.filesystem import FileSystem
from tests.services.studies import ANSWER, a_person, a_study, interviewed

WORDS = "We'd been cross with them for months. One person for the whole district. One."
PASSAGE = answer_passage(ANSWER)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    study.edits.add_participant(a_person("P02"))
    return study


def again(study: Study) -> Study:
    """The same study after a restart."""
    return Study.open(study.folder, researcher="ana")


def listed(study: Study) -> list[tuple[str, str]]:
    return [(item.kind.value, item.id) for item in study.bin.items()]


def quoted(study: Study) -> tuple[SessionDesk, str]:
    """A session with a quote that has two tags, a memo and an approval."""
    desk = interviewed(study, WORDS)
    quote = desk.toggle(PASSAGE, 38, 72, PointId("LP4"))
    desk.toggle_on(quote, PointId("LP2"))
    desk.memo(MemoTarget.QUOTE, quote.id, "compare with P02")
    desk.approve(desk.record.quotes[quote.id], Approval.APPROVED)
    return desk, quote.id


def test_a_removed_quote_comes_back_after_a_restart_with_tags_and_memos(study: Study) -> None:
    desk, quote = quoted(study)
    before = desk.record
    desk.remove(desk.record.quotes[before.quotes[next(iter(before.quotes))].id])
    desk.close()
    assert not study.quotes()
    (item,) = again(study).bin.items()
    assert (item.kind, item.id, item.by) == ("quote", quote, "ana")
    assert item.what == "“One person for the whole district.” (LP2, LP4)"
    assert again(study).bin.restore(quote[:4]) == item.what
    after = study.session_record(before.session.id)
    assert (after.quotes, after.tags, after.memos, after.bin) == (
        before.quotes,
        before.tags,
        before.memos,
        {},
    )
    assert check_whole(study.folder) == []


def test_removing_a_quote_and_keeping_it_in_the_bin_is_one_save(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, quote = quoted(study)
    desk.save()
    replaced: list[Path] = []
    real = FileSystem.replace

    def watched(self: FileSystem, source: Path, target: Path) -> None:
        replaced.append(target)
        real(self, source, target)

    desk.remove(next(iter(desk.record.quotes.values())))
    monkeypatch.setattr(FileSystem, "replace", watched)
    desk.save()
    assert len([path for path in replaced if path.parent.name == "sessions" and path.suffix == ".json"]) <= 2
    path = next((study.folder / "sessions").iterdir())
    assert replaced.count(path) == 1
    assert quote in study.session_record(desk.record.session.id).bin


def test_undoing_the_removal_takes_the_quote_out_of_the_bin(study: Study) -> None:
    desk, _ = quoted(study)
    before = desk.record
    desk.remove(next(iter(desk.record.quotes.values())))
    assert len(desk.record.bin) == 1
    desk.undo()
    assert desk.record == before
    desk.redo()
    assert len(desk.record.bin) == 1


def test_a_quote_that_loses_its_last_tag_leaves_no_trace_unless_its_participant_spoke_of_it(
    study: Study,
) -> None:
    desk = interviewed(study, WORDS)
    quote = desk.toggle(PASSAGE, 38, 72, PointId("LP4"))
    desk.toggle_on(quote, PointId("LP4"))
    assert (desk.record.quotes, desk.record.bin) == ({}, {})
    quote = desk.toggle(PASSAGE, 38, 72, PointId("LP4"))
    desk.approve(quote, Approval.DECLINED)
    desk.toggle_on(desk.record.quotes[quote.id], PointId("LP4"))
    assert desk.record.quotes == {}
    assert [row.quotes[0].approval for row in desk.record.bin.values()] == [Approval.DECLINED]


def test_a_quote_comes_back_on_its_words_where_they_are_now(study: Study) -> None:
    desk, quote = quoted(study)
    desk.remove(next(iter(desk.record.quotes.values())))
    desk.write(ANSWER, f"Well. {WORDS}")
    desk.close()
    study.bin.restore(quote)
    back = study.session_record(desk.record.session.id).quotes
    assert [(q.start, q.end, q.source_changed) for q in back.values()] == [(44, 78, False)]


def test_the_same_quote_removed_twice_is_in_the_bin_twice_and_overwrites_nothing(study: Study) -> None:
    desk, quote = quoted(study)
    removed = next(iter(desk.record.quotes.values()))
    desk.remove(removed)
    kept = desk.record.bin[quote]
    desk.undo()
    desk._record = type(desk.record)(  # as a merge brings it: there, and in the bin
        **{name: getattr(desk.record, name) for name in desk.record.__struct_fields__}
        | {"bin": {quote: kept}}
    )
    desk.save()
    desk.close()
    with pytest.raises(InvalidInput, match="is there already"):
        study.bin.restore(quote)
    desk = study.open_session(desk.record.session.id)
    desk.remove(removed)
    desk.close()
    assert sorted(listed(study)) == [("quote", quote), ("quote", f"{quote}-2")]


def test_a_quote_of_a_session_that_is_open_waits(study: Study) -> None:
    desk, quote = quoted(study)
    desk.remove(next(iter(desk.record.quotes.values())))
    desk.save()
    with pytest.raises(ReadOnly, match="ana has it"):
        study.bin.restore(quote)
    done = study.bin.empty()
    assert (done.deleted, len(done.left)) == (0, 1)
    desk.close()
    assert study.bin.empty().deleted == 1


def test_a_tag_waits_in_the_bin_for_its_learning_point(study: Study) -> None:
    study.edits.save_point(LearningPoint(id=PointId("LP9"), number=9, name="Humour"))
    desk, quote = quoted(study)
    desk.toggle_on(next(iter(desk.record.quotes.values())), PointId("LP9"))
    desk.remove(next(iter(desk.record.quotes.values())))
    desk.close()
    study.edits.remove_point("LP9")
    study.bin.restore(quote)
    assert [row.points for row in study.quotes()] == [("LP2", "LP4")]
    tag = next(item for item in study.bin.items() if item.kind == "tag")
    with pytest.raises(InvalidInput, match="LP9 is not in this study"):
        study.bin.restore(tag.id)
    study.bin.restore("LP9")
    study.bin.restore(tag.id)
    assert [row.points for row in study.quotes()] == [("LP2", "LP4", "LP9")]
    assert study.bin.items() == ()


def test_sessions_write_ups_and_people_come_back(study: Study) -> None:
    desk = interviewed(study, WORDS)
    desk.close()
    name = study.drafts.keep_reflection("P01")
    text = study.writeup_shelf.text(name)
    study.remove_writeup(name)
    study.remove_session(desk.record.session.id)
    study.edits.remove_participant("P01")
    assert {kind for kind, _ in listed(again(study))} == {"session", "write-up", "participant"}
    assert "Quillfeather" not in str(study.bin.items())
    for item in again(study).bin.items():
        again(study).bin.restore(item.id)
    study = again(study)
    assert study.participant("P01").name == "Rosalind Quillfeather"
    assert study.session_record(desk.record.session.id) == desk.record
    assert study.writeup_shelf.text(name) == text
    assert study.bin.items() == ()


def test_nothing_is_overwritten_by_restoring(study: Study) -> None:
    first = study.drafts.keep_reflection("P01")
    study.remove_writeup(first)
    assert study.drafts.keep_reflection("P01") == first
    study.writeup_desk.save(first, "mine")
    assert study.bin.restore(first) == f"{first}-2"
    assert study.writeup_shelf.text(first) == "mine"
    study.edits.remove_participant("P02")
    study.edits.add_participant(a_person("p02"))
    with pytest.raises(InvalidInput, match="another P02"):
        study.bin.restore("P02")
    desk = interviewed(study, WORDS)
    desk.close()
    path = next((study.folder / "sessions").iterdir())
    data = path.read_bytes()
    study.remove_session(desk.record.session.id)
    path.write_bytes(data)
    with pytest.raises(InvalidInput, match="already"):
        study.bin.restore(desk.record.session.id)
    assert path.read_bytes() == data


def test_an_unknown_name_is_answered_with_what_there_is(study: Study) -> None:
    with pytest.raises(NotFound, match="The bin is empty"):
        study.bin.restore("x")
    study.edits.remove_participant("P01")
    study.edits.remove_participant("P02")
    with pytest.raises(NotFound, match="begins more than one"):
        study.bin.restore("P")
    with pytest.raises(NotFound, match="Did you mean P0"):
        study.bin.restore("P03")


def test_emptied_means_gone_but_what_is_in_use_stays(study: Study) -> None:
    desk, quote = quoted(study)
    desk.remove(next(iter(desk.record.quotes.values())))
    desk.close()
    other = interviewed(study, "Yes.", code="P01")
    other.close()
    study.remove_session(other.record.session.id)
    study.edits.remove_participant("P02")
    study.remove_writeup(study.drafts.keep_reflection("P01"))
    assert len(study.bin.items()) == 4
    assert study.bin.empty().deleted == 4
    assert again(study).bin.items() == ()
    assert study.session_record(desk.record.session.id).quotes == {}
    assert [person.code for person in study.people()] == ["P01"]
    assert check_whole(study.folder) == []
    assert quote
