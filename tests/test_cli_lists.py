"""The command line: people, sessions and quotes, in tables and in JSON."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import msgspec
import pytest

from reflect.cli import table
from reflect.domain.consent import Attribution, Consent
from reflect.domain.ids import ParticipantCode, RoleId
from reflect.domain.people import Participant
from reflect.services.study import Study
from tests.command_line import PROGRAM, fine, rows

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")
ODD_WORDS = "שלום 👩‍👩‍👧 é, “so”\u200f said [[no]] \\ | *really* 你好"


def test_people_are_listed_by_their_codes_and_nothing_that_names_them(demo: Path) -> None:
    table, data = fine("people", demo).stdout, fine("people", demo, "--json").stdout
    for output in (table, data):
        for word in ("Marian", "Okafor", "Siddiq", "Mounter", "Lantern", "chief executive"):
            assert word not in output
    first = json.loads(data)[0]
    assert (first["code"], first["role"], first["sessions"], first["quotes"]) == ("P01", "provider", 1, 12)
    assert first["consent"]["attribution"] == "named"
    assert first.keys().isdisjoint({"name", "post", "organisation"})
    assert "anonymous, sees quotes first" in table


def test_people_are_named_only_when_asked(demo: Path) -> None:
    assert "Marian Okafor" in fine("people", demo, "--names").stdout
    first = rows("people", demo, "--names")[0]
    assert (first["name"], first["organisation"]) == ("Marian Okafor", "Lantern Row")


def test_consent_is_said_in_words(tmp_path: Path) -> None:
    study = Study.create(tmp_path / "study", "T")
    given = Consent(take_part=True, quoted=False, attribution=Attribution.ROLE_ONLY, date="2026-01-02")
    no = msgspec.structs.replace(given, take_part=False)
    withdrawn = msgspec.structs.replace(given, withdrawn="2026-02-03")
    for number, consents in enumerate([(), (given,), (no,), (given, withdrawn)], 1):
        code = ParticipantCode(f"P{number}")
        study.edits.add_participant(Participant(code=code, role=RoleId("provider"), consents=consents))
    study.close()
    lines = fine("people", tmp_path / "study").stdout.splitlines()[1:]
    ends = ("none taken", "not to be quoted, role only", "does not take part", "withdrawn on 2026-02-03")
    for line, end in zip(lines, ends, strict=True):
        assert line.endswith(f"  {end}")
    assert rows("people", tmp_path / "study")[0]["consent"] is None


def test_sessions_are_listed_newest_first(demo: Path) -> None:
    found = rows("sessions", demo)
    assert [row["participant"] for row in found] == ["P06", "P05", "P04", "P02", "P03", "P01"]
    assert {"id", "kind", "guide", "participant", "quotes"} <= found[0].keys()
    assert found[0]["kind"] == "interview"
    lines = fine("sessions", demo).stdout.splitlines()
    assert len(lines) == 7
    assert lines[1].startswith(f"{found[0]['id']}  2026-03-19 11:00  P06")


def test_quotes_are_listed_in_full_and_can_be_chosen(demo: Path) -> None:
    everything = rows("quotes", demo)
    assert len(everything) == 72
    assert {"id", "text", "points", "participant", "session"} <= everything[0].keys()
    by_number, by_id = rows("quotes", demo, "--point", "2"), rows("quotes", demo, "--point", "lp2")
    assert by_number == by_id == [row for row in everything if "LP2" in row["points"]]
    hers = rows("quotes", demo, "--participant", "p03", "--point", "2")
    assert hers == [row for row in by_number if row["participant"] == "P03"]
    lines = fine("quotes", demo).stdout.splitlines()
    assert len(lines) == 73
    for line, row in zip(lines[1:], everything, strict=True):
        assert line.endswith(" ".join(row["text"].split()))
    assert any("  -1 3 " in line for line in lines), "a point that is spoken against"


def test_words_in_any_script_come_out_as_they_were_said(tmp_path: Path) -> None:
    study = Study.create(tmp_path / "study", "T")
    study.edits.add_participant(Participant(code=ParticipantCode("P1"), role=RoleId("provider")))
    desk = study.start_session("provider", "P1")
    desk.write("centre", ODD_WORDS + "\x1b[31m")
    quote = desk.quote("answer:centre", 0, len(ODD_WORDS) + 5)
    desk.close()
    study.close()
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [str(PROGRAM), "quotes", str(tmp_path / "study")]
    data = subprocess.run([*command, "--json"], capture_output=True, check=True, env=plain)
    assert json.loads(data.stdout.decode("utf-8"))[0]["text"] == quote.words
    table = subprocess.run(command, capture_output=True, check=True, env=plain).stdout.decode("utf-8")
    assert ODD_WORDS in table
    assert "\x1b" not in table, "nothing said can steer the terminal"


def test_a_study_with_nothing_in_it_has_empty_lists(tmp_path: Path) -> None:
    fine("new", tmp_path / "study", "--title", "T")
    for command in ("people", "sessions", "quotes"):
        assert rows(command, tmp_path / "study") == []
        assert len(fine(command, tmp_path / "study").stdout.splitlines()) == 1


def test_columns_stand_under_each_other_whatever_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    table.print_table(["a", "b"], [["你好", "1"], ["é", "2"], ["abcd", "3"]])
    assert capsys.readouterr().out == "a     b\n你好  1\né     2\nabcd  3\n"
    assert table.clipped("你好吗", 5) == "你好…"
    assert table.clipped("short", 5) == "short"
