"""Tables of quotes for other programs."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reflect.domain.going_out import OutRow
from reflect.exchange.quote_table import FIELDS, as_csv, as_json, as_xlsx, used_fields

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
ROWS = st.lists(
    st.builds(OutRow, words=WORDS, by=st.just("P01"), points=st.lists(WORDS, max_size=2).map(tuple)),
    max_size=5,
)


@given(ROWS)
def test_every_row_and_word_is_in_the_csv_and_no_cell_is_a_formula(rows: list[OutRow]) -> None:
    table = list(csv.reader(StringIO(as_csv(rows, FIELDS), newline="")))
    assert table[0] == list(FIELDS)
    assert [cells[0].removeprefix("'") for cells in table[1:]] == [
        row.words.removeprefix("'") for row in rows
    ]
    assert not [cell for cells in table[1:] for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


@given(ROWS)
def test_json_gives_back_what_was_put_in(rows: list[OutRow]) -> None:
    made = msgspec.json.decode(as_json(rows, {"withdrawn": 2}))
    assert msgspec.convert(made["quotes"], list[OutRow]) == rows
    assert made["held_back"] == {"withdrawn": 2}


def test_an_excel_cell_is_text_whatever_it_looks_like_and_odd_characters_do_not_break_the_file() -> None:
    words = ["=1+1", "@SUM(A1)", "a\x0bb", "+44", "Ünï 🎈"]
    rows = [OutRow(words=each, by="P01") for each in words]
    sheet = load_workbook(BytesIO(as_xlsx(rows, ["words", "by"]))).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [
        "=1+1",
        "@SUM(A1)",
        "a\N{REPLACEMENT CHARACTER}b",
        "+44",
        "Ünï 🎈",
    ]
    assert {cell.data_type for cell in cells} == {"s"}


def test_columns_without_anything_in_them_are_left_out() -> None:
    assert used_fields([]) == ["words", "by"]
    assert used_fields([OutRow(words="a", by="b", start=0)]) == ["words", "by", "start"]
