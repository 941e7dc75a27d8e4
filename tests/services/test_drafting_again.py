"""Drafting again: what is new comes to the end, once; no word changes; what was taken out stays out."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.domain.ids import PointId, QuoteId
from reflect.domain.passages import answer_passage
from reflect.errors import InvalidInput, NotFound
from reflect.services.merge_studies import merge_studies
from reflect.services.study import Study
from reflect.writeups.remarks import RemarkKind
from reflect.writeups.unplaced import HEADING, Candidate, addition, typed_references
from tests.services.studies import ANSWER, a_person, a_study, interviewed, ticking

WORDS = "We met at the mill. Nobody rang. The rota hung by the kettle. Trust came late. It stayed."
SPANS = [(0, 19), (20, 32), (33, 61), (62, 78), (79, 88)]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """One interview with the first two of its sentences tagged."""
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("REFLECT_STATE_DIR", str(tmp_path / "state"))
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, WORDS)
    desk.close()
    tag(study, 0, "LP1")
    tag(study, 1, "LP2")
    return study


def tag(study: Study, sentence: int, point: str) -> QuoteId:
    """Give a sentence of the interview a learning point; the quote's id."""
    before = {row.id for row in study.quotes()}
    desk = study.open_session(study.sessions()[0].id)
    desk.toggle(answer_passage(ANSWER), *SPANS[sentence], PointId(point))
    desk.save()
    desk.close()
    new = {row.id for row in study.quotes()} - before
    there = (row.id for row in study.quotes() if row.text == WORDS[slice(*SPANS[sentence])])
    return new.pop() if new else next(there, QuoteId(""))  # the same point a second time takes it off


def again(study: Study, name: str) -> tuple[QuoteId, ...]:
    """Draft a write-up again into its file, as the screen does with its editor; what came."""
    text = study.writeup_shelf.text(name)
    found = study.drafts.again(name, text)
    study.writeup_desk.save(name, text + found.addition(text))
    study.drafts.repeats.note(name, found.considered)
    return found.new


def test_what_was_tagged_since_comes_once_under_its_point(study: Study) -> None:
    name = study.drafts.keep_reflection("P01")
    before = study.writeup_shelf.text(name)
    assert again(study, name) == ()
    assert study.writeup_shelf.text(name) == before
    third, fourth = tag(study, 2, "LP4"), tag(study, 3, "LP1")
    assert set(again(study, name)) == {third, fourth}
    now = study.writeup_shelf.text(name)
    codebook = study.codebook()
    added = now.removeprefix(before)
    assert now.startswith(before)
    assert added.startswith(f"\n{HEADING}\n")
    for point, quote in (("LP4", third), ("LP1", fourth)):
        known = codebook.get(point)
        assert known is not None
        assert f"### {known.name}\n\n[[quote {quote}]]\n" in added
    assert again(study, name) == ()
    fifth = tag(study, 4, "LP1")
    assert again(study, name) == (fifth,)
    remarks = study.rendering.render(study.writeup_shelf.text(name), preview=True, writeup=name).remarks
    line = study.writeup_shelf.text(name).split("\n").index(HEADING) + 1
    assert [remark.line for remark in remarks if "not placed yet" in remark.text] == [line]
    assert study.writeup_shelf.text(name).count(HEADING) == 1
    assert study.writeup_shelf.text(name).startswith(now)


def test_a_quote_that_was_taken_out_or_is_there_by_a_short_id_does_not_come_back(study: Study) -> None:
    name = study.drafts.keep_reflection("P01")
    out = typed_references(study.writeup_shelf.text(name))[0]
    kept = study.writeup_shelf.text(name).replace(f"[[quote {out}]]", "Nothing to quote here.")
    third = tag(study, 2, "LP1")
    study.writeup_desk.save(name, f"{kept}\nBy hand: [[ Quote {third} ]].\n")
    assert again(study, name) == ()
    assert f"[[quote {out}]]" not in study.writeup_shelf.text(name)


def test_of_a_write_up_from_before_every_quote_that_is_not_in_it_is_new_once(study: Study) -> None:
    name = study.writeup_shelf.keep("old", "---\nkind: theme\npoint: LP1\n---\n\n# Old\n")
    assert len(again(study, name)) == 1
    study.writeup_desk.save(name, "---\nkind: theme\npoint: LP1\n---\n\n# Old\n")
    assert again(study, name) == ()


@pytest.mark.parametrize(
    ("front", "error"),
    [
        ("", InvalidInput),
        ("---\nkind: letter\n---\n", InvalidInput),
        ("---\nkind: theme\n---\n", InvalidInput),
        ("---\nkind: theme\npoint: LP77\n---\n", NotFound),
        ("---\nkind: reflection\nparticipant: P77\n---\n", NotFound),
    ],
)
def test_what_a_text_was_drafted_from_has_to_be_known(
    study: Study, front: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        study.drafts.again("x", f"{front}\nWords.\n")


lines = st.lists(
    st.sampled_from(
        [
            "Words.",
            "",
            "# A head",
            "## Unplaced",
            "### Point",
            "<!-- open",
            "-->",
            "```",
            "[[quote q2]]",
            "> said",
            "---",
        ]
    ),
    max_size=14,
)
quotes = st.lists(st.integers(3, 9).map(lambda n: Candidate(QuoteId(f"q{n}"), f"Point {n % 3}")), max_size=6)


@given(lines, quotes, quotes)
@settings(max_examples=200)
def test_every_line_of_a_person_stays_and_each_new_quote_comes_once(
    typed: list[str], first: list[Candidate], second: list[Candidate]
) -> None:
    text = "\n".join(typed)
    for new in (first, [candidate for candidate in second if candidate not in first]):
        now = text + addition(text, new)
        assert now.startswith(text)
        whole = text.removesuffix("\n").split("\n") if text else []
        assert now.split("\n")[: len(whole)] == whole
        came = typed_references(now)[len(typed_references(text)) :]
        assert sorted(came) == sorted({candidate.quote for candidate in new})
        text = now


edits = st.lists(st.tuples(st.sampled_from(["out", "in", "words", "tag"]), st.integers(0, 40)), max_size=6)


@given(edits)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_edited_between_two_drafts_stays_word_for_word(
    study: Study, done: list[tuple[str, int]]
) -> None:
    name = study.drafts.keep_reflection("P01")
    considered = set(study.drafts.repeats.of(name).quotes)
    rows = study.writeup_shelf.text(name).split("\n")
    for what, at in done:
        at %= len(rows)
        if what == "out":
            del rows[at]
        elif what == "in":
            rows.insert(at, f"[[quote {study.quotes()[at % len(study.quotes())].id}]]")
        elif what == "words":
            rows.insert(at, "What I heard was a beginning.")
        else:
            tag(study, at % 5, f"LP{at % 8 + 1}")
        rows = rows or [""]
    rows = ["---", "kind: reflection", "participant: P01", "---", *[row for row in rows if row != "---"]]
    text = "\n".join(rows)
    study.writeup_desk.save(name, text)
    there = set(typed_references(text))
    new = set(again(study, name))
    now = study.writeup_shelf.text(name)
    assert now.startswith(text)
    assert new == {row.id for row in study.quotes()} - considered - there
    assert sorted(typed_references(now)) == sorted([*typed_references(text), *new])
    assert again(study, name) == ()


def test_two_researchers_considered_both_lists(study: Study, tmp_path: Path) -> None:
    name = study.drafts.keep_reflection("P01")
    study.close()
    other = tmp_path / "other"
    shutil.copytree(study.folder, other)
    one, two = Study.open(study.folder), Study.open(other)
    mine, theirs = tag(one, 2, "LP1"), tag(two, 3, "LP1")
    again(one, name)
    again(two, name)
    two.close()
    one.close()
    merge_studies(study.folder, other, clock=ticking())
    merged = Study.open(study.folder)
    assert {mine, theirs} <= merged.drafts.repeats.of(name).quotes
    assert {row.where for row in merged.clashes.rows()} == {"text"}  # both wrote at its end
    assert again(merged, name) == ()


def test_what_changed_since_is_remarked_with_its_line(study: Study) -> None:
    name = study.drafts.keep_theme("LP1")
    text = study.writeup_shelf.text(name)
    quote = QuoteId(typed_references(text)[0])
    line = text.split("\n").index(f"[[quote {quote}]]") + 1

    def kinds() -> set[RemarkKind]:
        found = study.rendering.render(text, preview=True, writeup=name).remarks
        return {remark.kind for remark in found if remark.line == line and remark.quote == quote}

    assert kinds() == set()
    desk = study.open_session(study.sessions()[0].id)
    desk.toggle(answer_passage(ANSWER), *SPANS[0], PointId("LP2"))
    desk.toggle(answer_passage(ANSWER), *SPANS[0], PointId("LP1"))
    desk.save()
    desk.close()
    assert kinds() == {RemarkKind.UNTAGGED}
    desk = study.open_session(study.sessions()[0].id)
    desk.write(ANSWER, WORDS.replace("We met at the mill. ", ""))
    desk.save()
    desk.close()
    assert kinds() == {RemarkKind.UNTAGGED, RemarkKind.SOURCE_CHANGED}
    wrong = f"{text}\n[[quote zzzz]]\n"
    last = study.rendering.render(wrong, preview=True, writeup=name).remarks[-1]
    assert (last.line, last.kind) == (text.count("\n") + 2, RemarkKind.PROBLEM)


def test_a_briefing_is_drafted_again_too_and_passes_over_who_may_not_be_quoted(study: Study) -> None:
    name = study.drafts.keep_briefing()
    assert again(study, name) == ()
    third = tag(study, 2, "LP1")
    person = study.participant("P01")
    mute = msgspec.structs.replace(person.consents[-1], quoted=False)
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, mute)))
    assert again(study, name) == ()
    study.edits.save_participant(person)
    assert again(study, name) == (third,)
    assert again(study, name) == ()
    without = study.writeup_shelf.text(name).replace(f"[[quote {third}]]", "")
    text = f"{without}\n[[quote {third} unattributed]]\n"
    study.drafts.repeats.note_draft("other", text)
    assert study.drafts.again("new", text).new.count(third) == 0
