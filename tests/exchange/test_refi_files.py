"""REFI-QDA files: valid against the schemas, and read back as they were written, whatever the words are."""

from __future__ import annotations

import zipfile
from io import BytesIO

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.domain.codebook import COLOURS, LearningPoint
from reflect.domain.ids import PointId
from reflect.exchange.refi_codes import COLOUR_OF, described, description_of, nearest_colour
from reflect.exchange.refi_ids import Guids
from reflect.exchange.refi_positions import Places, RawSpan, Reading, choose, raw_text
from reflect.exchange.refi_read import read_codebook, read_project
from reflect.exchange.refi_records import (
    Case,
    Code,
    Coding,
    Group,
    Note,
    Project,
    Selection,
    Source,
    User,
    Value,
    Variable,
)
from reflect.exchange.refi_text import plain
from reflect.exchange.refi_write import as_qdc, as_qdpx
from tests.exchange.schemas import faults

GUIDS = Guids("a study")
ODD = st.text(st.sampled_from("ab \n\t<>&\"'é🎈\u0301\u2028\r\0\x0b\ud800]]>"), max_size=12)
LINE = st.text(st.sampled_from("ab <>&\"'é🎈\u0301"), min_size=1, max_size=8).map(
    lambda s: f"x{' '.join(s.split())}x"
)
PLAIN = st.text(st.sampled_from("ab c.\né🎈"), min_size=8, max_size=60)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    user = User(guid=GUIDS.of("user", "ana"), name=draw(LINE))
    codes = (
        Code(
            guid=GUIDS.of("point", "1"),
            name=draw(LINE),
            description=draw(ODD),
            colour="#1F6FB5",
            children=(Code(guid=GUIDS.of("point", "2"), name=draw(LINE), codable=False),),
        ),
    )
    note = Note(guid=GUIDS.of("memo", "1"), name=draw(LINE), text=draw(ODD), user=user.guid)
    text = draw(PLAIN)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    coding = Coding(
        guid=GUIDS.of("tag", "1"), code=codes[0].guid, user=user.guid, at="2026-01-02T03:04:05+00:00"
    )
    selection = Selection(
        guid=GUIDS.of("quote", "1"),
        start=start,
        end=end,
        name=text[start:end],
        codings=(coding,),
        notes=(note.guid,),
        user=user.guid,
        at="2026-01-02T03:04:05+00:00",
    )
    variable = Variable(guid=GUIDS.of("variable", "role"), name=draw(LINE))
    source = Source(
        guid=GUIDS.of("session", "1"), name=draw(LINE), text=text, selections=(selection,), notes=(note.guid,)
    )
    case = Case(
        guid=GUIDS.of("participant", "P01"),
        name=draw(LINE),
        values=(Value(variable=variable.guid, text=draw(LINE)),),
        sources=(source.guid,),
        selections=(selection.guid,),
    )
    group = Group(
        guid=GUIDS.of("set", "x"),
        name=draw(LINE),
        codes=(codes[0].guid,),
        sources=(source.guid,),
        notes=(note.guid,),
    )
    return Project(
        name=draw(ODD),
        users=(user,),
        codes=codes,
        variables=(variable,),
        cases=(case,),
        sources=(source,),
        notes=(note,),
        groups=(group,),
        on_all=(note.guid,),
    )


@settings(deadline=None, max_examples=60)
@given(projects())
def test_a_project_is_valid_and_read_back_as_it_was_whatever_its_words_are(project: Project) -> None:
    data = as_qdpx(project)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert faults(archive.read("project.qde")) == []
    read = read_project(BytesIO(data), "p.qdpx").project
    assert read.sources[0].text == project.sources[0].text
    assert read.sources[0].selections[0].codings == project.sources[0].selections[0].codings
    for field in ("users", "variables", "cases", "groups", "on_all"):
        assert getattr(read, field) == getattr(project, field)
    assert read.codes[0].children == project.codes[0].children
    assert read.codes[0].description == plain(project.codes[0].description).strip()
    assert read.notes[0].text == plain(project.notes[0].text)
    assert as_qdpx(project) == data


@settings(deadline=None, max_examples=30)
@given(projects())
def test_a_codebook_is_valid_and_read_back(project: Project) -> None:
    data = as_qdc(project)
    assert faults(data, "Codebook.xsd") == []
    read = read_codebook(data, "c.qdc").project
    assert [code.guid for code in read.codes[0].children] == [code.guid for code in project.codes[0].children]
    assert read.groups[0].codes == project.groups[0].codes


BOOL = st.booleans()
WORDS = st.lists(st.sampled_from(["trust", "café", "🎈🎈", "a", "budget,", "no."]), min_size=12, max_size=30)


@settings(deadline=None, max_examples=40)
@given(WORDS, st.builds(Reading, utf16=BOOL, crlf=BOOL, inclusive=BOOL, bom=BOOL))
def test_positions_are_read_as_they_were_counted_when_names_are_words(
    words: list[str], counted: Reading
) -> None:
    lines = [" ".join(words[at : at + 4]) for at in range(0, len(words), 4)]
    text = "\n".join(lines)
    raw = raw_text("\ufeff" + text.replace("\n", "\r\n"))

    def place(at: int) -> int:
        before = text[:at]
        number = len(before.encode("utf-16-le")) // 2 if counted.utf16 else at
        return number + (before.count("\n") if counted.crlf else 0) + counted.bom

    spans, at = [], 0
    for line in lines:
        for word in line.split(" "):
            start = text.index(word, at)
            at = start + len(word)
            last = place(at - 1) if counted.inclusive else place(at)
            spans.append((RawSpan(place(start), last, word), (start, at)))
    chosen = choose([(raw, [span for span, _ in spans])], "")
    places = Places(raw, chosen.reading)
    for span, where in spans:
        assert places.span(span) == where
    assert counted.bom == chosen.reading.bom


def test_positions_beyond_the_text_or_turned_round_are_no_place() -> None:
    places = Places(raw_text("abc"), Reading())
    assert places.span(RawSpan(0, 3, "")) == (0, 3)
    for wrong in ((0, 4), (-1, 2), (2, 1), (1, 1)):
        assert places.span(RawSpan(*wrong, "")) is None


SAID = st.text(st.sampled_from("ab :-."), max_size=12).map(str.strip)
ITEMS = st.lists(SAID.filter(bool), max_size=2).map(tuple)


@given(SAID, ITEMS, ITEMS, SAID, st.sampled_from([None, "2026-11-23"]))
def test_a_learning_points_description_tells_all_of_it_again(
    description: str, use: tuple[str, ...], never: tuple[str, ...], example: str, retired: str | None
) -> None:
    point = LearningPoint(
        id=PointId("x"),
        number=1,
        name="X",
        description=description,
        use_when=use,
        not_when=never,
        example=example,
        retired=retired,
    )
    bare = LearningPoint(id=point.id, number=1, name="X")
    told = described(description_of(point, example=True))
    assert msgspec.structs.replace(bare, **told) == point


def test_each_colour_of_the_palette_comes_back_and_others_become_the_nearest() -> None:
    assert [nearest_colour(COLOUR_OF[name]) for name in COLOURS] == list(COLOURS)
    assert nearest_colour("#f00") == "red"
    assert nearest_colour("none") == ""
