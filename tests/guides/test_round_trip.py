"""What is written reads as the same again, whatever people write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.domain.codebook import COLOURS, HIGHEST_NUMBER, Codebook, LearningPoint
from reflect.domain.consent import ConsentItem
from reflect.domain.guide import (
    GATHERING,
    OPTION_KINDS,
    Anchor,
    Answers,
    Condition,
    Guide,
    GuideKind,
    GuideMode,
    Option,
    Question,
    QuestionKind,
    Section,
    Source,
)
from reflect.domain.ids import GuideId, OptionId, PointId, QuestionId, RoleId, SectionId, slug
from reflect.errors import GuideInvalid
from reflect.guides.parse import parse_codebook, parse_guide
from reflect.guides.read import read_codebook, read_guide
from reflect.guides.text import escape_braces, escape_line, one_line, unescape_braces, unescape_line
from reflect.guides.tidy import tidied, tidied_codebook
from reflect.guides.write import codebook_markdown, guide_markdown

from .writing import CODEBOOK_FRONT, FRONT

GUIDES = Path(__file__).parents[2] / "interview_guides"
SPECIFICATION = Path(__file__).parents[2] / "docs" / "guides.md"
SHIPPED = sorted(GUIDES.glob("*.md"))

SIGNS = st.text(alphabet="#-+*>=`_~|\\{}\"'()[]<>!.:;,12 3\t\u00a0a&“”", min_size=1, max_size=12)
PHRASES = st.sampled_from(
    [
        "Looking back: what changed?",
        '"Trust" is… — what?',
        "*really*",
        "#1 to #3",
        "# one",
        "##two",
        "#Opening {#opening}",
        "12:30",
        "1. of March",
        "1) of March",
        "1\\. of March",
        "1234567890. long",
        "- dash",
        "-",
        "+ plus",
        "> more",
        ">more",
        "---",
        "***",
        "===",
        "- - -",
        "\\# one",
        "\\\\- two",
        "{#id}",
        "{#id kind=scale}",
        "a {b} c",
        "\\{x}",
        "ends in {",
        "ends in }",
        "ends in \\",
        "ends in #",
        'a lone " quote',
        "it's",
        "👩🏽‍🚀 été  日本語 العربية हिन्दी",
        "<!-- html -->",
        "[a]: http://example.org",
        "| a | b |",
        "```",
        "id: x",
        "two\nlines",
        "3. two\n2. lines",
        "\u3000indented",
        "\x1b[31mred",
        "line\u2028separator\x85and\x0bmore",
    ]
)
ANY = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20)
WORDS = st.one_of(PHRASES, SIGNS, ANY, st.tuples(PHRASES, ANY).map(" ".join)).filter(
    lambda words: one_line(words) != ""
)
FREE = st.one_of(st.just(""), WORDS)
TEXT = st.lists(WORDS, max_size=3).map("\n\n".join)
WORD_LIST = st.lists(WORDS, max_size=3).map(tuple)
IDS = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=8).map(slug).filter(bool)
MINUTES = st.none() | st.integers(1, 999)


def distinct_ids(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(IDS, min_size=count, max_size=count, unique=True)


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    ids = draw(distinct_ids(draw(st.integers(2, 4))))
    return tuple(Option(id=OptionId(option_id), text=draw(WORDS)) for option_id in ids)


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Question]) -> Condition | None:
    choices = [
        Condition(question=question.id, option=option.id)
        for question in earlier
        if question.kind in OPTION_KINDS and not question.becomes_several
        for option in question.options
    ]
    choices += [
        Condition(question=question.id, option=str(question.bounds[0]))
        for question in earlier
        if question.kind is QuestionKind.SCALE and not question.becomes_several
    ]
    return draw(st.none() | st.sampled_from(choices)) if choices else None


@st.composite
def sources(draw: st.DrawFn, earlier: list[Question], mode: GuideMode) -> Source | None:
    """Nothing, a question of another guide, or, in a group's guide, an earlier question to take from."""
    elsewhere = st.builds(Source, question=IDS.map(QuestionId), guide=IDS.map(GuideId))
    here = [
        Source(question=question.id)
        for question in earlier
        if question.kind in GATHERING and not question.becomes_several
    ]
    if mode is GuideMode.GROUP and here:
        return draw(st.none() | elsewhere | st.sampled_from(here))
    return draw(st.none() | elsewhere)


@st.composite
def questions(
    draw: st.DrawFn, question_id: str, earlier: list[Question], kind_of_guide: GuideKind, mode: GuideMode
) -> Question:
    kinds = [kind for kind in QuestionKind if mode is GuideMode.GROUP or kind is not QuestionKind.RULES]
    kind = draw(st.sampled_from(kinds))
    source = draw(sources(earlier, mode)) if kind in OPTION_KINDS | {QuestionKind.RULES} else None
    may_lack = kind in (QuestionKind.LIST, QuestionKind.IMAGE, QuestionKind.RULES)
    may_offer = source is None and (kind in OPTION_KINDS or may_lack)
    offered = draw(options()) if may_offer and not (may_lack and draw(st.booleans())) else ()
    from_the_gallery = kind is QuestionKind.IMAGE and source is None and not offered
    every_point = kind is QuestionKind.SCALE and kind_of_guide is GuideKind.ASSESSMENT and draw(st.booleans())
    least = most = None
    anchors: tuple[Anchor, ...] = ()
    if kind is QuestionKind.SCALE:
        least, most = draw(st.tuples(st.none() | st.integers(0, 4), st.none() | st.integers(5, 10)))
        low, high = (1 if least is None else least), most or 5
        values = draw(st.lists(st.integers(low, high), unique=True, max_size=4))
        anchors = tuple(Anchor(value=value, text=draw(WORDS)) for value in values)
    elif kind is QuestionKind.LIST or (kind in OPTION_KINDS and (offered or source)):
        least = draw(st.none() | st.integers(0, 2))
        most = draw(st.none() | st.integers(2, 9))
    return Question(
        id=QuestionId(question_id),
        heading=draw(WORDS),
        kind=kind,
        text=draw(TEXT),
        probes=() if from_the_gallery else draw(WORD_LIST),
        notes=tuple(draw(st.lists(TEXT, max_size=2))),
        options=offered,
        anchors=anchors,
        required=draw(st.booleans()),
        condition=draw(conditions(earlier)),
        points=()
        if every_point
        else tuple(PointId(point) for point in draw(st.lists(IDS, unique=True, max_size=2))),
        minutes=draw(MINUTES),
        least=least,
        most=most,
        items=tuple(draw(st.lists(st.sampled_from(ConsentItem), unique=True, max_size=3)))
        if kind is QuestionKind.CONSENT
        else (),
        source=source,
        for_each=None if every_point else draw(sources(earlier, mode)),
        every_point=every_point,
        answers=None
        if kind in (QuestionKind.CONSENT, QuestionKind.RULES)
        else draw(st.none() | st.sampled_from(Answers)),
    )


@st.composite
def guides(draw: st.DrawFn) -> Guide:
    layout = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3).filter(lambda counts: sum(counts) > 0))
    headless = draw(st.booleans()) and layout[0] > 0
    question_ids = iter(draw(distinct_ids(sum(layout))))
    section_ids = draw(distinct_ids(len(layout)))
    asked: list[Question] = []
    sections: list[Section] = []
    kind, mode = draw(st.sampled_from(GuideKind)), draw(st.sampled_from(GuideMode))
    for at, count in enumerate(layout):
        here = []
        for _ in range(count):
            here.append(draw(questions(next(question_ids), asked, kind, mode)))
            asked.append(here[-1])
        if headless and at == 0:
            sections.append(Section(id=SectionId(""), heading="", questions=tuple(here)))
        else:
            sections.append(
                Section(
                    id=SectionId(section_ids[at]),
                    heading=draw(WORDS),
                    text=draw(TEXT) if here else draw(WORDS),
                    notes=tuple(draw(st.lists(TEXT, max_size=2))),
                    minutes=draw(MINUTES),
                    questions=tuple(here),
                )
            )
    role = draw(st.none() | IDS)
    return Guide(
        id=GuideId(draw(IDS)),
        title=draw(WORDS),
        version=draw(WORDS),
        kind=kind,
        mode=mode,
        role=RoleId(role) if role else None,
        minutes=draw(MINUTES),
        language=draw(FREE),
        author=draw(FREE),
        source=draw(FREE),
        licence=draw(FREE),
        introduction=draw(TEXT),
        notes=tuple(draw(st.lists(TEXT, max_size=2))),
        sections=tuple(sections),
    )


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    count = draw(st.integers(1, 4))
    ids = draw(distinct_ids(count))
    numbers = draw(st.lists(st.integers(1, HIGHEST_NUMBER), min_size=count, max_size=count, unique=True))
    points = [
        LearningPoint(
            id=PointId(point_id),
            number=number,
            name=draw(WORDS),
            description=draw(TEXT),
            use_when=draw(WORD_LIST),
            not_when=draw(WORD_LIST),
            example=draw(TEXT),
            colour=draw(st.sampled_from(COLOURS)),
            anchors=tuple(
                Anchor(value=value, text=draw(WORDS))
                for value in draw(st.lists(st.integers(0, 10), unique=True, max_size=3))
            ),
            parent=PointId(draw(st.sampled_from(ids[:at]))) if at and draw(st.booleans()) else None,
            retired=draw(st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()))),
        )
        for at, (point_id, number) in enumerate(zip(ids, numbers, strict=True))
    ]
    return Codebook(tuple(points))


SLOW = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(guides())
def test_any_guide_written_and_read_is_the_same_guide(written: Guide) -> None:
    text = guide_markdown(written)
    read = parse_guide(text, "g.md")
    assert read == tidied(written)
    assert tidied(read) == read
    assert guide_markdown(read) == text


@SLOW
@given(codebooks(), FREE, TEXT)
def test_any_codebook_written_and_read_is_the_same_codebook(
    written: Codebook, source: str, introduction: str
) -> None:
    text = codebook_markdown(
        written, title="Points: all", version="1", source=source, introduction=introduction
    )
    assert parse_codebook(text, "c.md") == tidied_codebook(written)


@settings(max_examples=250, deadline=None)
@given(st.one_of(WORDS, SIGNS))
def test_every_escape_is_undone(words: str) -> None:
    assert unescape_line(escape_line(words)) == words
    assert unescape_braces(escape_braces(words)) == words


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([FRONT, FRONT + "## Q\n", ""]), st.lists(WORDS, max_size=8).map("\n".join))
def test_any_file_is_either_read_or_refused_with_problems_on_its_lines(front: str, body: str) -> None:
    text = front + body
    try:
        read = parse_guide(text, "g.md")
    except GuideInvalid as invalid:
        lines = [int(problem.split(":")[1]) for problem in invalid.problems]
        assert lines == sorted(lines)
        assert lines[0] >= 1
        assert lines[-1] <= text.replace("\r", "\n").count("\n") + 1
    else:
        assert parse_guide(guide_markdown(read), "g.md") == read


def test_the_guides_that_come_with_reflect_are_there() -> None:
    assert {path.stem for path in SHIPPED} >= {
        "provider",
        "public-agency",
        "commissioner",
        "lived-experience",
        "learning-points",
        "workshop-image",
        "workshop-aspirations",
        "workshop-three",
        "workshop-rules",
        "self-assessment",
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_guide_that_comes_with_reflect_reads_and_survives_writing(path: Path) -> None:
    if "\nkind: codebook\n" in path.read_text(encoding="utf-8"):
        codebook = read_codebook(path)
        assert parse_codebook(codebook_markdown(codebook, title="T", version="1"), "c.md") == codebook
        return
    guide = read_guide(path)
    assert parse_guide(guide_markdown(guide), "g.md") == guide
    assert guide.id == path.stem


def test_the_examples_of_the_specification_read_and_survive_writing() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8")
    first, group, second = (block.split("\n```", 1)[0] for block in text.split("```markdown\n")[1:])
    guide = parse_guide(first, "guides.md")
    assert parse_guide(guide_markdown(guide), "g.md") == guide
    in_a_room = parse_guide(FRONT.replace("version", "mode: group\nversion") + group, "guides.md")
    assert parse_guide(guide_markdown(in_a_room), "g.md") == in_a_room
    codebook = parse_codebook(CODEBOOK_FRONT + second, "guides.md")
    assert [point.name for point in codebook.points] == ["Start upstream"]
