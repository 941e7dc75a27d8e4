"""`from reflect import Study`: for notebooks, and only to be looked at."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest

from reflect import Study
from reflect.errors import InvalidInput, NotAStudy
from reflect.services.study import Study as Whole
from reflect.store.paths import PEOPLE_SHARED
from tests.command_line import fine, rows
from tests.services.assessing import put_guide

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```",
    (Path(__file__).parent.parent / "docs" / "python.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def withdrawn(folder: Path, code: str) -> None:
    study = Whole.open(folder)
    person = study.participant(code)
    consent = msgspec.structs.replace(person.consents[-1], withdrawn="2026-11-25")
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, consent)))
    study.close()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_in_the_documentation_runs(
    example: str,
    mine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if "pandas" in example and find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    mine.rename(tmp_path / "my-study")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "docs/python.md", "exec"), {})  # noqa: S102 (our own documentation)
    assert capsys.readouterr().out.strip()


def test_there_are_three_examples_and_one_ends_in_a_dataframe() -> None:
    assert len(EXAMPLES) == 3
    assert "DataFrame" in EXAMPLES[-1]


def test_what_it_gives_is_what_the_commands_print_and_nothing_is_written(mine: Path) -> None:
    before = contents(mine)
    with Study(mine) as study:
        assert study.title
        sessions, people, points = study.sessions(), study.people(), study.points()
        inside, public = study.quotes(), study.quotes("public")
        cells, found, progress = study.matrix(), study.search("trust"), study.progress()
    assert contents(mine) == before
    assert {s.id for s in sessions} == {row["id"] for row in rows("sessions", mine)}
    assert [p.code for p in people] == [row["code"] for row in rows("people", mine)]
    assert [q.id for q in inside] == [row["id"] for row in rows("quotes", mine)]
    assert [p.number for p in points] == sorted(p.number for p in points) != []
    table = {row["id"]: row["cells"] for row in rows("matrix", mine, "--cols", "roles")["table"]}
    assert cells
    assert all(table[cell.row][cell.col] == cell.count for cell in cells)
    assert [hit.text for hit in found] == [row["text"] for row in rows("search", mine, "trust")]
    assert progress == []  # there is no round here
    told = fine("export", mine, "quotes", "--format", "jsonl").stdout.splitlines()
    assert [q.words for q in public] == [msgspec.json.decode(line)["words"] for line in told]
    assert {q.participant for q in public} == {None}
    assert set(public[0].as_dict()) == set(public[0].__struct_fields__)


def test_progress_is_what_the_command_prints(mine: Path) -> None:
    whole = Whole.open(mine)
    put_guide(whole)
    desk = whole.rounds.start(whole.rounds.open("Spring 2026", "self-check").id, code="P03")
    desk.rate("lp4", 4)
    desk.save()
    desk.close()
    whole.close()
    for audience in ("internal", "public"):
        with Study(mine) as study:
            found = study.progress(audience)
        printed = rows("progress", mine, "--all-rounds", "--for", audience)
        assert msgspec.json.decode(msgspec.json.encode(found)) == printed != []


def test_a_withdrawal_that_may_wait_among_a_teams_notes_lets_nothing_be_read(mine: Path) -> None:
    (mine / PEOPLE_SHARED).write_bytes((mine / "people.json").read_bytes())
    before = contents(mine)
    with pytest.raises(InvalidInput, match="withdrawn"):
        Study(mine)
    assert contents(mine) == before


def test_who_withdrew_is_in_nothing_that_it_gives(mine: Path) -> None:
    with Study(mine) as study:
        assert any(q.participant == "P01" for q in study.quotes())
    withdrawn(mine, "P01")
    with Study(mine) as study:
        everything = [
            *study.sessions(),
            *study.people(),
            *study.quotes(),
            *study.matrix("points", "participants"),
            *study.search("kind:answer what", limit=500),
        ]
        assert not [each for each in everything if "P01" in map(str, each.as_dict().values())]
        assert "Okafor" not in str([*everything, *study.quotes("public")])


def test_names_in_the_words_go_to_nobody_outside(mine: Path) -> None:
    study = Whole.open(mine)
    person = study.participant("P02")
    study.edits.save_participant(msgspec.structs.replace(person, name="Smalloutfits Outfits"))
    study.close()
    with Study(mine) as door:
        assert door.quotes()
        with pytest.raises(InvalidInput, match="outfits"):
            door.quotes("public")
        assert door.quotes("public", let_pass=["outfits"])


def test_what_is_no_study_or_audience_is_said(mine: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAStudy):
        Study(tmp_path / "nowhere")
    with Study(mine) as study, pytest.raises(InvalidInput, match="everyone"):
        study.quotes("everyone")
