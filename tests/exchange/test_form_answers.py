"""Answers from a form service: the table is read as it is, and every cell as its question wants it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reflect.domain.guide import Guide
from reflect.errors import InvalidInput
from reflect.exchange.form_answers import UnfitError, answer
from reflect.exchange.form_columns import Use, matched
from reflect.exchange.form_days import day_comes_first, moment
from reflect.exchange.form_sheet import Wrong, letters, read_sheet
from reflect.guides.parse import parse_guide
from tests.builders import EVERY_KIND

GUIDE: Guide = parse_guide(EVERY_KIND, "guide.md")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_though_the_words_hold_others(separator: str) -> None:
    text = f'Code{separator}A time\nP01{separator}"Tea, talk; time"\n'
    sheet, wrong = read_sheet(text, "a.csv")
    assert sheet.header == ("Code", "A time")
    assert sheet.rows[0].cells == ("P01", "Tea, talk; time")
    assert not wrong


def test_one_column_nothing_and_no_rows_are_refused_in_words() -> None:
    for text, match in (
        ("a\nb\n", "one column"),
        ("\n", "one column"),
        ("a,b\n", "no row"),
        ('a,"b\n', "CSV"),
    ):
        with pytest.raises(InvalidInput, match=match):
            read_sheet(text, "a.csv")


def test_rows_are_counted_as_a_spreadsheet_counts_them_and_a_slipped_one_is_named() -> None:
    sheet, wrong = read_sheet('a,b\n"one\ntwo",x\n\n,\nq,r,s\nonly\n', "a.csv")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("one\ntwo", "x")), (6, ("only", ""))]
    assert [each.told(sheet.header) for each in wrong] == [
        "row 5: there are 3 cells under 2 headings: the row has slipped"
    ]


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert Wrong(3, 1, "off").told(["a", "Trust"]) == "row 3, column B (Trust): off"


def test_columns_are_matched_by_id_heading_or_wording_and_reasons_go_with_their_question() -> None:
    header = (
        "Timestamp",
        "Your name",
        "1. A TIME it went well!",
        "What stood in the way?",
        "safe",
        "Please say why",
        "Who was missing? – comment",
        "Who was missing?",
        "E-mail",
    )
    match = matched(header, GUIDE, {})
    assert [(column.use, column.question) for column in match.columns] == [
        (Use.DAY, None),
        (Use.NAME, None),
        (Use.ANSWER, "went-well"),
        (Use.ANSWER, "in-the-way"),
        (Use.ANSWER, "safe"),
        (Use.COMMENT, "safe"),
        (Use.COMMENT, "missing"),
        (Use.ANSWER, "missing"),
        (Use.NOTHING, None),
    ]
    assert [question.id for question in match.missing] == ["words", "health-changed", "first"]


def test_two_columns_for_one_question_are_a_problem_and_what_was_told_goes_first() -> None:
    match = matched(("safe", "How safe is it?", "B"), GUIDE, {"c": "words", "How safe is it?": "-"})
    assert not match.wrong
    assert [column.question for column in match.columns] == ["safe", None, "words"]
    wrong = matched(("safe", "How safe is it?"), GUIDE, {}).wrong
    assert [each.column for each in wrong] == [1]
    with pytest.raises(InvalidInput, match="no column"):
        matched(("safe",), GUIDE, {"Sofe": "words"})
    with pytest.raises(InvalidInput, match="Did you mean words"):
        matched(("safe",), GUIDE, {"safe": "wordz"})


def read(key: str, cell: str, comment: str = "") -> object:
    question = GUIDE.question(key)
    assert question is not None
    found = answer(question, cell, comment)
    if found is None:
        return None
    return found.text or found.entries or found.choices or found.ranking or (found.rating, found.cannot_say)


@pytest.mark.parametrize(
    ("key", "cell", "wanted"),
    [
        ("went-well", " Once.\nTwice. ", "Once.\nTwice."),
        ("words", "trust; time\ntea", ("trust", "time", "tea")),
        ("missing", "Health services, People with lived experience", ("lived", "health")),
        ("missing", "3", ("nobody",)),
        ("first", "Time; trust; money", ("time", "trust", "money")),
        ("safe", "4", (4, False)),
        ("safe", "5 – We do it often", (5, False)),
        ("safe", "we do it often", (5, False)),
        ("safe", "3.0", (3, False)),
        ("safe", "Can't say", (None, True)),
        ("safe", "–", (None, True)),
        ("safe", "  ", None),
    ],
)
def test_a_cell_is_read_as_its_question_wants_it(key: str, cell: str, wanted: object) -> None:
    assert read(key, cell) == wanted


@pytest.mark.parametrize(
    ("key", "cell", "match"),
    [
        ("safe", "6", "6 is not on the scale: it goes from 1 to 5"),
        ("safe", "4.5", "no number from 1 to 5"),
        ("safe", "often", "no number"),
        ("words", "a;b;c;d", "4 entries, and 3 is the most"),
        ("missing", "1;2;3", "3 were chosen, and 2 is the most"),
        ("missing", "Health servces", "none of the options. Did you mean Health services"),
        ("first", "Time; time", "ranked twice"),
    ],
)
def test_what_does_not_fit_is_told(key: str, cell: str, match: str) -> None:
    with pytest.raises(UnfitError, match=match):
        read(key, cell)


def test_an_option_with_a_comma_is_one_option() -> None:
    text = EVERY_KIND.replace("2. Health services {#health}", "2. Health, housing and probation {#health}")
    question = parse_guide(text, "guide.md").question("missing")
    assert question is not None
    found = answer(question, "Health, housing and probation, Nobody")
    assert found is not None
    assert found.choices == ("health", "nobody")


def test_a_comment_without_an_answer_is_kept() -> None:
    assert read("safe", "", "I was away.") == "I was away."


@pytest.mark.parametrize(
    ("cells", "first"),
    [("13/4/2026 3/4/2026", "day"), ("3/14/2026", "month"), ("3/4/2026", ""), ("2026-04-03", "day")],
)
def test_whether_the_day_comes_first_shows_in_the_column_or_is_asked(cells: str, first: str) -> None:
    assert day_comes_first(cells.split()) is {"day": True, "month": False, "": None}[first]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2026-11-03", datetime(2026, 11, 3, tzinfo=UTC)),
        ("2026/11/03 9:05:30 pm GMT+1", datetime(2026, 11, 3, 21, 5, 30, tzinfo=UTC)),
        ("3/11/2026 14:20:01", datetime(2026, 11, 3, 14, 20, 1, tzinfo=UTC)),
        ("03.11.2026", datetime(2026, 11, 3, tzinfo=UTC)),
        ("31/2/2026", None),
        ("last week", None),
    ],
)
def test_days_are_read_as_form_services_write_them(cell: str, wanted: datetime | None) -> None:
    assert moment(cell, day_first=True, zone=UTC) == wanted
