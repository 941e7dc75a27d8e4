"""What a text refers to is found through the index: it reads as if every session had been gone through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.ids import GuideId, ParticipantCode, PassageId, PointId, QuoteId, SessionId
from reflect.domain.session import Quote, Session, SessionKind, SessionRecord, Tag, Turn, tag_id
from reflect.errors import StoreError
from reflect.services import quotables
from reflect.services.finding import Finder
from reflect.services.study import Study
from reflect.store.study_folder import StudyFolder
from reflect.writeups.quotables import quotable_quotes
from reflect.writeups.render import render
from tests.services.studies import a_person, a_study, agreed

SAID = "We met at the mill on Tuesdays."
IDS = (
    ("abcd1111", "abcd1112", "abcd2222", "longlost"),
    ("abce1111", "wxyz0001", "abcd", "wxyz0002"),
    ("k3v9k3v9", "abcd1111", "wxyz00012"),
)
"""Ids that begin alike, as those of a large study do; one is in two sessions, one's passage is gone."""


def put(folder: Path, number: int, ids: tuple[str, ...], words: str = SAID) -> Path:
    """A transcript with a quote of each id."""
    who = ParticipantCode(f"P0{number % 2 + 1}")
    quotes = [
        Quote(
            id=QuoteId(each),
            passage=PassageId("turn:gone" if each == "longlost" else "turn:t1"),
            start=0,
            end=6,
            words=words[:6],
            by="ana",
            at="2026-03-02T10:00:00+00:00",
        )
        for each in ids
    ]
    tags = [
        Tag(id=tag_id(q.id, PointId("LP1"), "ana"), quote=q.id, point=PointId("LP1"), by="ana", at=q.at)
        for q in quotes
    ]
    record = SessionRecord(
        session=Session(
            id=SessionId(f"s{number}"),
            kind=SessionKind.TRANSCRIPT,
            guide=GuideId(""),
            guide_version="",
            guide_text="",
            started=f"2026-03-0{9 - number}T10:00:00+00:00",
        ),
        turns={"t1": Turn(id="t1", order=0, speaker=who, text=words, participant=who)},
        quotes={quote.id: quote for quote in quotes},
        tags={tag.id: tag for tag in tags},
    )
    store = StudyFolder.open(folder)
    path = store.session_path(record.session.id, started=record.session.started, participant=who, role=None)
    file = store.session(path)
    if path.exists():
        file.read()
    file.save(record)
    return path


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three transcripts, which no test here that shares it changes."""
    return made(tmp_path_factory.mktemp("quotables") / "study")


def made(folder: Path) -> Study:
    study = a_study(folder)
    study.edits.add_participant(a_person("P01", agreed()))
    study.edits.add_participant(a_person("P02", agreed(first=True)))
    for number, ids in enumerate(IDS):
        put(folder, number, ids)
    return study


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The same, to be changed."""
    monkeypatch.setenv("REFLECT_CACHE_DIR", str(tmp_path / "cache"))
    return made(tmp_path / "study")


def by_reading(study: Study, text: str) -> object:
    """A text rendered over every quote of every session, read anew."""
    people = {person.code: person for person in study.people()}
    found = {}
    for record, guide in study.records():
        found.update(quotable_quotes(record, guide, people))
    return render(text, found, rules=study.rendering.rules(), marks=True)


references = st.one_of(
    st.sampled_from([each for ids in IDS for each in ids]),
    st.sampled_from([each for ids in IDS for each in ids]).flatmap(
        lambda each: st.integers(1, len(each)).map(lambda n: each[:n])
    ),
    st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=10),
    st.sampled_from(["zzzzzz", "abcd11", "wxyz000", "\ud800abcd", "abcd\0", "abcd\U0010ffff", "ABCD1111"]),
)


@given(st.lists(references, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_text_reads_as_if_every_session_had_been_read(study: Study, wanted: list[str]) -> None:
    text = "\n\n".join(
        f"Then [[quote {each}]]" if n % 2 else f"[[quote {each}]]" for n, each in enumerate(wanted)
    )
    assert study.rendering.rendered(text, marks=True) == by_reading(study, text)


def test_the_quotes_are_those_of_all_sessions(study: Study) -> None:
    people = {person.code: person for person in study.people()}
    found = {}
    for record, guide in study.records():
        found.update(quotable_quotes(record, guide, people))
    assert list(study.quotables.every().items()) == list(found.items())
    assert study.quotables.of([QuoteId("wxyz0001"), QuoteId("none")]) == {
        QuoteId("wxyz0001"): found[QuoteId("wxyz0001")]
    }


def counted(study: Study, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions whose quotes are put together from now on."""
    seen: list[str] = []

    def counting(record: SessionRecord, *given: object) -> object:
        seen.append(record.session.id)
        return quotable_quotes(record, *given)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(quotables, "quotable_quotes", counting)
    return seen


def test_only_sessions_that_are_referred_to_are_read_and_only_once(
    own: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = counted(own, monkeypatch)
    for _ in range(2):
        own.rendering.render("[[quote wxyz0001]] and [[quote abcd]] and [[quote zzzz]]", preview=True)
    assert seen == ["s1"]
    own.rendering.rulings()
    assert sorted(seen) == ["s0", "s1", "s2"]
    own.rendering.rulings()
    assert sorted(seen) == ["s0", "s1", "s2"]


def test_what_changed_is_read_again_and_nothing_else(own: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    own.rendering.rulings()
    seen = counted(own, monkeypatch)
    put(own.folder, 0, (*IDS[0], "newcomer"), "Nobody told us anything at all.")
    text = "[[quote newc]] [[quote k3v9]]"
    assert "“Nobody”" in own.rendering.render(text, preview=False).markdown
    assert own.rendering.rendered(text, marks=True) == by_reading(own, text)
    assert seen == ["s0"]


@pytest.mark.parametrize(
    "change",
    [
        lambda study: study.edits.save_participant(
            msgspec.structs.replace(study.participant("P02"), consents=(agreed(),))
        ),
        lambda study: study.codebook_edits.merge(PointId("LP1"), PointId("LP2")),
    ],
    ids=["consent", "points"],
)
def test_what_people_agreed_to_and_what_points_became_is_seen_at_once(
    own: Study, change: Callable[[Study], object]
) -> None:
    own.rendering.rulings()
    change(own)
    people = {person.code: person for person in own.people()}
    for record, guide in own.records():
        for quote, found in quotable_quotes(record, guide, people).items():
            if quote != "abcd1111":  # in two sessions
                assert own.quotables.every()[quote] == found


def test_without_an_index_every_session_is_read(own: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_index(*_: object, **__: object) -> object:
        raise StoreError("There is no room for what lists and the search are made from")

    text = "[[quote wxyz0002]] [[quote abcd1]] [[quote zzzzz]]"
    expected = by_reading(own, text)
    monkeypatch.setattr(Finder, "ask", no_index)
    assert own.rendering.rendered(text, marks=True) == expected
    assert len(own.quotables.every()) == len({each for ids in IDS for each in ids})
