"""Searching a study: hits are what reading every text would find, each where it stands."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.ids import PointId, RoleId, SessionId
from reflect.domain.passages import passages
from reflect.domain.recovery import as_fields
from reflect.domain.search_query import Kind
from reflect.domain.session import Memo, MemoTarget
from reflect.domain.words import folded_words
from reflect.errors import InvalidInput, ReflectError
from reflect.services.demo import build_demo
from reflect.services.guide_shelf import parsed
from reflect.services.searching import Hit, Order
from reflect.services.study import Study
from reflect.store import index_query, index_search
from reflect.store.sealed import encode
from reflect.store.session_file import read_session
from tests.services.indexing import holding
from tests.services.studies import ANSWER, a_person, a_study, interviewed

SOUGHT = ["trust", "budget", "the", "we", "table", "open", "nobody", "and", "they", "council", "it"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The demo, which no test here changes."""
    folder = tmp_path_factory.mktemp("finding") / "demo"
    build_demo(folder, researcher="ana", groups=False).close()
    return Study.open(folder, researcher="ana")


def all_hits(study: Study, query: str, order: Order | None = Order.READING) -> list[Hit]:
    """Every hit, a small page at a time."""
    found: list[Hit] = []
    after = ""
    while True:
        page = study.finder.search(query, order=order, limit=7, after=after)
        found += page.hits
        after = page.next
        if not after:
            return found


def texts(hits: list[Hit]) -> set[tuple[str, str]]:
    return {(hit.session, hit.passage) for hit in hits}


def text_of(study: Study, hit: Hit) -> str:
    """The text that a hit stands in, from the study's files."""
    record = study.session_record(hit.session)
    kind, _, name = hit.passage.partition(":")
    if kind == "memo":
        return record.memos[name].text
    found = {p.id: p.text for p in passages(record, parsed(record.session.guide_text))}
    return found[hit.passage]


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(SOUGHT), min_size=1, max_size=3, unique=True))
def test_a_search_finds_exactly_the_texts_that_hold_all_the_words(study: Study, words: list[str]) -> None:
    hits = all_hits(study, " ".join(words))
    assert len(texts(hits)) == len(hits)
    assert texts(hits) == holding(study, *words)
    assert texts(all_hits(study, " ".join(words), Order.BEST)) == texts(hits)


@pytest.mark.parametrize("query", ["trust", "the budget", "opened", "kind:memo the", "point:4 the", "peopl*"])
def test_every_hit_says_exactly_where_it_stands(study: Study, query: str) -> None:
    hits = all_hits(study, query)
    assert hits
    for hit in hits:
        text = text_of(study, hit)
        assert text[hit.start : hit.end] == hit.text
        assert hit.before + hit.text + hit.after in text
        assert study.session_record(hit.session).session.started == hit.started


def test_reading_order_is_that_of_sessions_and_of_passages_in_them(study: Study) -> None:
    hits = all_hits(study, "the kind:answer")
    order = []
    for record, guide in study.records():
        order += [(record.session.id, passage.id) for passage in passages(record, guide)]
    places = [order.index((hit.session, hit.passage)) for hit in hits]
    assert places == sorted(places)


def test_the_best_come_first(study: Study) -> None:
    hits = all_hits(study, "budget", Order.BEST)
    density = [
        folded_words(text_of(study, hit)).count("budget") / len(folded_words(text_of(study, hit)))
        for hit in hits
    ]
    assert density[0] >= max(density) / 2
    assert density[0] > density[-1]


@pytest.mark.parametrize("order", list(Order))
def test_pages_put_together_are_the_whole_list(study: Study, order: Order) -> None:
    whole = study.finder.search("the", order=order, limit=10_000)
    assert list(whole.hits) == all_hits(study, "the", order)
    assert not whole.next


def test_a_phrase_is_found_only_as_it_stands(study: Study) -> None:
    every = all_hits(study, '"we had"')
    assert every
    assert all(hit.text.lower().split() == ["we", "had"] for hit in every)
    assert texts(every) < texts(all_hits(study, "we had"))


def test_what_is_left_out_is_not_there(study: Study) -> None:
    both, without = texts(all_hits(study, "we money")), texts(all_hits(study, "we -money"))
    assert without
    assert both | without == texts(all_hits(study, "we"))
    assert both & without == set()
    assert not texts(all_hits(study, "kind:memo -the")) & texts(all_hits(study, "kind:memo the"))


def test_a_beginning_finds_every_ending(study: Study) -> None:
    whole = {word for _, _, text in _texts(study) for word in folded_words(text) if word.startswith("open")}
    assert len(whole) > 1
    assert texts(all_hits(study, "open*")) == set().union(*(holding(study, word) for word in whole))


def test_quotes_are_searched_when_they_are_asked_for(study: Study) -> None:
    hits = all_hits(study, "kind:quote")
    assert {hit.quote for hit in hits} == {row.id for row in study.quotes()}
    assert all(hit.kind is Kind.QUOTE for hit in hits)
    rows = {row.id: row for row in study.quotes()}
    for hit in hits:
        assert hit.quote is not None
        row = rows[hit.quote]
        assert (hit.session, hit.passage, hit.start, hit.end) == (
            row.session,
            row.passage,
            row.start,
            row.end,
        )
        assert (hit.points, hit.contradicts, hit.by) == (row.points, row.contradicts, row.by)


def test_learning_points_narrow_to_their_quotes(study: Study) -> None:
    four = {row.id for row in study.quotes() if "LP4" in row.points}
    for query in ("point:4", "point:LP4", 'point:"Recognise difference"', "point:4 kind:quote"):
        assert {hit.quote for hit in all_hits(study, query)} == four
    either = {row.id for row in study.quotes() if {"LP4", "LP2"} & set(row.points)}
    both = {row.id for row in study.quotes() if {"LP4", "LP2"} <= set(row.points)}
    assert {hit.quote for hit in all_hits(study, "point:4,2")} == either
    assert {hit.quote for hit in all_hits(study, "point:4 point:2")} == both
    not_four = {row.id for row in study.quotes()} - four
    assert {hit.quote for hit in all_hits(study, "kind:quote -point:4")} == not_four


def test_contradicting_quotes_can_be_asked_for(study: Study) -> None:
    against = {row.id for row in study.quotes() if row.contradicts}
    assert against
    assert {hit.quote for hit in all_hits(study, "contradicts")} == against
    point = next(row.contradicts[0] for row in study.quotes() if row.contradicts)
    those = {row.id for row in study.quotes() if point in row.contradicts}
    assert {hit.quote for hit in all_hits(study, f"point:{point} contradicts")} == those
    others = {row.id for row in study.quotes() if point in row.points and point not in row.contradicts}
    assert {hit.quote for hit in all_hits(study, f"point:{point} -contradicts")} == others


def test_passages_with_a_learning_point_are_found_by_their_kind(study: Study) -> None:
    rows = [row for row in study.quotes() if "LP4" in row.points and row.passage.startswith("answer:")]
    hits = all_hits(study, "kind:answer,comment point:4")
    assert texts(hits) == {(row.session, row.passage) for row in rows}
    assert all("LP4" in hit.points for hit in hits)


def test_roles_people_guides_and_sessions_narrow(study: Study) -> None:
    everyone = {person.code: person.role for person in study.people()}
    for hit in all_hits(study, "role:provider the"):
        assert hit.participant is not None
        assert everyone[hit.participant] == hit.role == "provider"
    assert {hit.participant for hit in all_hits(study, "person:P03")} == {"P03"}
    assert {hit.participant for hit in all_hits(study, "person:p03,P02 the")} == {"P02", "P03"}
    rows = {row.id: row for row in study.sessions()}
    assert {rows[hit.session].guide for hit in all_hits(study, "guide:lived-experience")} == {
        "lived-experience"
    }
    assert {rows[hit.session].guide for hit in all_hits(study, "kind:answer -guide:provider")}.isdisjoint(
        {"provider"}
    )
    session = study.sessions()[0].id
    assert {hit.session for hit in all_hits(study, f"session:{session[:6]}")} == {session}
    without = {hit.role for hit in all_hits(study, "the -role:provider")}
    assert "provider" not in without
    assert without


def test_questions_narrow_by_id_and_by_number(study: Study) -> None:
    answered = all_hits(study, "question:safe-space")
    assert {hit.passage for hit in answered} == {"answer:safe-space"}
    assert len(answered) > 1
    assert {hit.passage for hit in all_hits(study, "question:2 guide:provider")} == {
        "answer:" + _second(study)
    }
    assert "answer:safe-space" not in {
        hit.passage for hit in all_hits(study, "kind:answer -question:safe-space")
    }


def test_untagged_passages_are_those_the_list_of_sessions_counts(study: Study) -> None:
    hits = all_hits(study, "untagged -kind:memo")
    for row in study.sessions():
        assert sum(hit.session == row.id for hit in hits) == row.untagged
    tagged = {(row.session, row.passage) for row in study.quotes()}
    assert texts(all_hits(study, "-untagged kind:answer,comment,note")) == tagged


def test_authors_narrow_to_their_quotes_and_memos(study: Study) -> None:
    hits = all_hits(study, "by:ana")
    assert {hit.kind for hit in hits} == {Kind.QUOTE, Kind.MEMO}
    assert {hit.by for hit in hits} == {"ana"}
    assert all(hit.quote for hit in hits if hit.kind is Kind.MEMO)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("point:44", "no learning point 44"),
        ("role:provder", "Did you mean provider"),
        ("person:P99", "no participant “P99”"),
        ("guide:provdier", "Did you mean provider"),
        ("by:nobody", "no quote or memo by “nobody”"),
        ("session:zzz", "no session “zzz”"),
        ('"trust', "not closed"),
    ],
)
def test_a_value_that_nothing_has_is_answered_with_what_there_is(
    study: Study, query: str, message: str
) -> None:
    with pytest.raises(ReflectError, match=message):
        study.finder.search(query)


@settings(max_examples=150, deadline=None)
@given(
    query=st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(
                [*'"*- )^{+\0信\ud800', "trust", "NEAR(", "AND", "OR", "NOT", "words :", "the*", "point:4",
                 "untagged", "kind:memo", "-kind:note", "question:2"]
            ),
            max_size=12,
        ).map(" ".join),
    ),
    order=st.sampled_from([None, *Order]),
)  # fmt: skip
def test_nothing_anybody_types_is_an_error_of_the_database(
    study: Study, query: str, order: Order | None
) -> None:
    try:
        page = study.finder.search(query, order=order, limit=3, fresh=False)
    except ReflectError:
        return
    assert len(page.hits) <= 3


def test_a_beginning_that_too_many_words_have_is_refused(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_query, "MOST_ENDINGS", 5)
    with pytest.raises(InvalidInput, match="More than 5 words begin with “t”"):
        study.finder.search("t*")


def test_the_best_of_more_than_can_be_weighed_are_the_best_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    for said in ("once the trust", "trust " * 2, "trust", "trust " * 5, "no trust in it", "trust and trust"):
        interviewed(study, said + " and some" * 20).close()
    everything = [hit.session for hit in study.finder.search("trust").hits]
    monkeypatch.setattr(index_search, "MOST_RANKED", 3)
    some = study.finder.search("trust")
    assert some.capped
    assert len(some.hits) == 3
    assert some.hits[0].session == everything[0]
    assert len(study.finder.search("trust", order=Order.READING).hits) == 6
    study.close()


def test_scripts_without_spaces_are_found_by_any_part_of_them(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, "我们之间的信任 came late. ความเชื่อมั่น and café, שָׁלוֹם 🙂").close()
    for query in ("信任", "信", '"信任 came"', "เชื่อ", "CAFE", "שלום", "之间*"):
        (hit,) = study.finder.search(query).hits
        assert hit.session == study.sessions()[0].id
    assert not study.finder.search("任信").hits
    (hit,) = study.finder.search("เชื่อ").hits
    assert hit.text == "เชื่อ"
    study.close()


def test_a_quote_whose_words_are_gone_is_found_by_them(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    desk = interviewed(study, "Trust came with the budget.")
    desk.toggle(f"answer:{ANSWER}", 0, 5, PointId("LP1"))
    desk.write(ANSWER, "Something else entirely.")
    desk.close()
    (hit,) = study.finder.search("trust").hits
    (row,) = study.quotes()
    assert row.source_changed
    assert (hit.kind, hit.quote, hit.passage, hit.text) == (Kind.QUOTE, row.id, f"quote:{row.id}", "Trust")
    study.close()


def test_memos_on_the_study_and_on_learning_points_are_found(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    memo = Memo(
        id="m1", target=MemoTarget.POINT, target_id="LP4", text="Difference, not deficit.", by="bea", at="x"
    )
    study._study_file.memos.put(memo)
    (hit,) = study.finder.search("deficit").hits
    assert (hit.session, hit.passage, hit.points, hit.by) == ("", "memo:m1", ("LP4",), "bea")
    assert [found.passage for found in study.finder.search("by:bea").hits] == ["memo:m1"]
    study.close()


def test_a_role_that_changes_is_known_at_once(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, "Trust.").close()
    assert len(study.finder.search("role:provider trust").hits) == 1
    person = study.participant("P01")
    study.edits.save_participant(msgspec.structs.replace(person, role=RoleId("commissioner")))
    assert not study.finder.search("role:provider trust").hits
    assert study.finder.search("role:commissioner trust").hits[0].role == "commissioner"
    study.close()


def test_hundreds_of_sessions_that_began_within_seconds_are_all_there(tmp_path: Path) -> None:
    """As after an import of many files at once, whose ids come in any order."""
    study = a_study(tmp_path / "study")
    study.edits.add_participant(a_person())
    interviewed(study, "Housing.").close()
    first = read_session(next((study.folder / "sessions").glob("*.json")), study.folder)
    chance = random.Random(7)  # noqa: S311 - the same ids in every run
    ids = ["".join(chance.choices("23456789abcdefghjkmnpqrstvwxyz", k=10)) for _ in range(400)]
    ids += [f"same{n:03}" for n in range(100)]
    began = {session_id: f"2026-03-01T10:00:0{chance.randrange(3)}+00:00" for session_id in ids}
    for n, session_id in enumerate(ids):
        session = msgspec.structs.replace(first.session, id=SessionId(session_id), started=began[session_id])
        record = msgspec.structs.replace(first, session=session)
        path = study.folder / "sessions" / f"2026-03-01-P{n:03}-provider-{session_id}.json"
        path.write_bytes(encode(as_fields(record), uid=session_id, generation=1, parent=""))
    assert {row.id for row in study.sessions()} == {*ids, first.session.id}
    read = [hit.session for hit in study.finder.search("housing", order=Order.READING, limit=1000).hits]
    there = [session for session in read if session != first.session.id]
    assert there == sorted(ids, key=lambda session_id: (began[session_id], session_id))
    study.close()


def test_sessions_that_came_out_of_order_are_read_in_order(tmp_path: Path) -> None:
    study = a_study(tmp_path / "study")
    for code in ("P01", "P02", "P03"):
        study.edits.add_participant(a_person(code))
        interviewed(study, "Trust.", code=code).close()
        study.sessions()  # each gets its number as it comes
    path = min((study.folder / "sessions").glob("*P03*"))
    early = path.read_text().replace('"started":"2026-03-04', '"started":"2020-01-01')
    path.write_text(early)
    assert [hit.participant for hit in all_hits(study, "trust")] == ["P03", "P01", "P02"]
    study.close()


def _second(study: Study) -> str:
    guide = study.guide_shelf.guide("provider")
    return [question.id for question in guide.questions()][1]


def _texts(study: Study) -> list[tuple[str, str, str]]:
    from tests.services.indexing import texts_by_reading

    return list(texts_by_reading(study))
