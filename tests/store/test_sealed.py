import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import InvalidInput, NewerFormat
from reflect.store.sealed import Unreadable, decode, encode
from tests.store.builders import TABLES

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
ANY_TABLES = st.dictionaries(
    TEXT.filter(lambda name: name != "reflect"),
    st.dictionaries(TEXT, st.dictionaries(TEXT, VALUES, max_size=4), max_size=4),
    max_size=4,
)


def written(tables: Any = TABLES) -> bytes:
    return encode(tables, uid="k3v9", generation=7, parent="abc")


@given(ANY_TABLES)
def test_whatever_is_written_comes_back_exactly(tables: Any) -> None:
    found = decode(written(tables))
    assert found.tables == tables
    assert found.seal_holds
    assert (found.header.uid, found.header.generation, found.header.parent) == ("k3v9", 7, "abc")


@given(ANY_TABLES)
def test_the_whole_is_json_with_one_line_a_record(tables: Any) -> None:
    data = written(tables)
    whole = json.loads(data)
    del whole["reflect"]
    assert whole == tables
    filled = sum(1 for rows in tables.values() if rows)
    lines = 2 + len(tables) + filled + sum(len(rows) for rows in tables.values())
    assert data.count(b"\n") == lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ä" * 10_000,
        "👩‍👩‍👧‍👦🇫🇮",
        "سلام",
        "한국어",
        '\u2028\u2029\x85\x00\x7f\\"\r\n\t',
        "བོད་ཡིག",
        "e\u0301",
    ],
)
def test_any_script_survives(text: str) -> None:
    tables = {"responses": {text: {text: text}}}
    assert decode(written(tables)).tables == tables


def test_the_order_of_tables_records_and_fields_makes_no_difference() -> None:
    backwards: Any = {
        table: {key: dict(reversed(list(record.items()))) for key, record in reversed(list(rows.items()))}
        for table, rows in reversed(list({**TABLES, "a": {}}.items()))
    }
    assert written(backwards) == written({**TABLES, "a": {}})


def test_changing_one_record_changes_its_line_and_the_header_only() -> None:
    before = written().splitlines()
    after = written({"quotes": {**TABLES["quotes"], "q2": {"words": "money", "start": 9}}}).splitlines()
    changed = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert len(changed) == 2
    assert changed[0] == 0


@pytest.mark.parametrize(
    "value",
    [
        "\ud83d",
        float("nan"),
        float("inf"),
        2**64,
        -(2**63) - 1,
        [{"deep": "\udc00"}],
        [float("-inf")],
        object(),
    ],
)
def test_what_would_not_come_back_is_refused_and_its_record_named(value: object) -> None:
    with pytest.raises(InvalidInput, match="quotes/q1"):
        written({"quotes": {"q1": {"words": value}}})


@pytest.mark.parametrize(
    "tables", [{"\ud83d": {}}, {"quotes": {"\ud83d": {}}}, {"quotes": {"q1": {"\ud83d": 1}}}]
)
def test_half_a_character_in_a_name_is_refused(tables: Any) -> None:
    with pytest.raises(InvalidInput, match="half of a character"):
        written(tables)


def test_half_a_character_in_the_uid_is_refused() -> None:
    with pytest.raises(InvalidInput, match="half of a character"):
        encode({}, uid="\ud83d", generation=1, parent="")


def test_the_headers_name_is_taken() -> None:
    with pytest.raises(InvalidInput, match="reflect"):
        written({"reflect": {}})


def test_a_hand_edit_breaks_the_seal_and_is_read() -> None:
    found = decode(written().replace(b"budget", b"BUDGET"))
    assert not found.seal_holds
    assert found.tables["quotes"]["q2"]["words"] == "BUDGET"


def test_an_editor_that_formats_the_file_anew_does_no_harm() -> None:
    found = decode(b"\xef\xbb\xbf" + json.dumps(json.loads(written()), indent=4).encode())
    assert not found.seal_holds
    assert found.tables == TABLES


def test_line_ends_changed_by_git_do_not_break_the_seal() -> None:
    found = decode(written().replace(b"\n", b"\r\n"))
    assert found.seal_holds
    assert found.tables == TABLES


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        (lambda _: b"", 1, "empty"),
        (lambda _: b"\0" * 512, 1, "empty"),
        (lambda data: data.replace(b'"q2":{', b'"q2":'), 4, "not JSON"),
        (lambda data: data.replace(b"budget", b"bud\xffget"), 4, "not text"),
        (lambda data: data[:-5], 4, "complete"),
        (lambda data: data.replace(b'"q2"', b'<<<<<<< ours\n"q2"'), 4, "merge"),
        (lambda data: data.replace(b'"q2"', b'"q1"'), 4, "q1 stands here twice"),
        (lambda data: data.replace(b'{"start":9,"words":"budget"}', b"9"), 4, "quotes/q2 is not a record"),
        (lambda data: data.replace(b'"generation":7', b'"generation":"7"'), 1, "header"),
        (lambda _: b'{"quotes":{}}', 1, "header is missing"),
        (lambda _: b"[]", 1, "header is missing"),
        (lambda data: data.replace(b'"quotes":{', b'"tags":[],\n"quotes":{'), 2, "tags holds no records"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(broken: Any, line: int, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as raised:
        decode(broken(written()), name="sessions/x.json")
    assert raised.value.line == line
    assert str(raised.value).startswith(f"sessions/x.json:{line}: ")


def test_half_a_character_written_by_hand_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        decode(written().replace(b"budget", b"\\ud83d"))


def test_a_later_format_of_another_shape_says_that_it_is_later() -> None:
    data = written().replace(b'"format":1', b'"format":9').replace(b'{"start":9,"words":"budget"}', b"9")
    with pytest.raises(NewerFormat, match="later version"):
        decode(data)
