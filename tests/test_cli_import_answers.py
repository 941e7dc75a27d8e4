"""`reflect import-answers`, as a person runs it: all rows or none, and every problem with its place."""

from __future__ import annotations

from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from reflect.domain.ids import ParticipantCode, QuestionId
from reflect.errors import StoreError
from reflect.services.form_rows import Asked
from reflect.services.importing_answers import AnswersImporter
from reflect.services.study import Study
from tests.builders import EVERY_KIND
from tests.command_line import fine, run
from tests.services.studies import a_person, counting, ticking
from tests.store.builders import FailingDisk

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

HEADER = (
    "Code,A time it went well,What stood in the way,Three words,Who was missing?,safe,Why?,What comes first"
)
ASKED = ("--guide", "every-kind", "--partial")
ROW = 'P01,"Once, in spring.",Money,trust;tea,Nobody,4,We ask.,Trust;Money;Time'


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    fine("new", folder, "--title", "T")
    (folder / "guides" / "every-kind.md").write_text(EVERY_KIND, "utf-8")
    with closing(Study.open(folder)) as opened:
        opened.edits.add_participant(a_person())
    return folder


def form(study: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path = study.parent / "answers.csv"
    path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return path


def sessions(study: Path) -> int:
    return sum(path.suffix == ".json" for path in (study / "sessions").iterdir())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "cp1252"])
def test_rows_become_sessions_with_whatever_the_spreadsheet_saved(study: Path, encoding: str) -> None:
    done = fine(
        "import-answers",
        study,
        form(study, ROW, encoding=encoding),
        *ASKED,
        "--yes",
    )
    assert "answers safe" in done.stdout
    assert "comments on safe" in done.stdout
    with closing(Study.open(study)) as opened:
        (row,) = opened.sessions()
        record = opened.session_record(row.id)
    assert record.session.participant == "P01"
    assert record.responses["safe"].rating == 4  # type: ignore[index]  # a question's id
    assert record.responses["safe"].text == "We ask."  # type: ignore[index]
    assert fine("check", study).exit_code == 0


def test_nothing_comes_in_while_one_cell_is_wrong_and_all_are_named(study: Path) -> None:
    bad = "P09,,,,Somebody,7,,"
    done = run("import-answers", study, form(study, ROW, bad), *ASKED, "--yes")
    assert done.exit_code == 1
    for told in (
        "row 3, column A (Code)",
        "row 3, column E (Who was missing?): “Somebody” is none of the options",
        "row 3, column F (safe): 7 is not on the scale",
    ):
        assert told in done.stderr
    assert sessions(study) == 0


def test_a_missing_column_is_a_problem_unless_that_is_meant(study: Path) -> None:
    path = form(study, "P01,4", header="Code,safe")
    done = run("import-answers", study, path, "--guide", "every-kind", "--yes")
    assert done.exit_code == 1
    assert "no column answers “Three words” (words)" in done.stderr
    fine("import-answers", study, path, *ASKED, "--yes")
    assert sessions(study) == 1


def test_a_form_that_has_grown_is_read_again_and_only_what_is_new_comes_in(study: Path) -> None:
    arguments = (*ASKED, "--anonymous", "--yes")
    header = "Timestamp,Code,safe"
    fine("import-answers", study, form(study, "2026-03-01,P01,4", "2026-03-02,,4", header=header), *arguments)
    path = form(study, "2026-03-01,P01,4", "2026-03-01,,3", "2026-03-02,,4", header=header)
    done = fine("import-answers", study, path, *arguments)
    assert "came in before: 2 rows" in done.stderr
    assert sessions(study) == 3
    assert "Nothing is new" in fine("import-answers", study, path, *arguments).stderr


def test_names_become_codes_and_new_people_are_added_only_when_told(study: Path) -> None:
    header, rows = "Name,Role,safe", ("rosalind  quillfeather,,4", "Ada Lovage,Commissioner,3")
    path = form(study, *rows, header=header)
    done = run("import-answers", study, path, *ASKED, "--yes")
    assert done.exit_code == 1
    assert "row 3, column A (Name): nobody in the study has this name" in done.stderr
    fine(
        "import-answers",
        study,
        path,
        *ASKED,
        "--yes",
        "--new-people",
        "provider",
    )
    with closing(Study.open(study)) as opened:
        assert [(p.code, p.role) for p in opened.people()] == [("P01", "provider"), ("P02", "commissioner")]
        assert sorted(row.participant or "" for row in opened.sessions()) == ["P01", "P02"]
    assert "Ada" not in "".join(p.read_text("utf-8") for p in (study / "sessions").iterdir())


def test_a_date_that_can_be_read_two_ways_is_asked_about(study: Path) -> None:
    path = form(study, "3/4/2026,P01,4", header="Timestamp,Code,safe")
    arguments = (*ASKED, "--yes")
    done = run("import-answers", study, path, *arguments)
    assert "day or month first" in done.stderr
    fine("import-answers", study, path, *arguments, "--month-first")
    with closing(Study.open(study)) as opened:
        assert opened.sessions()[0].started.startswith("2026-03-04")


def test_a_dry_run_and_a_question_nobody_can_answer_change_nothing(study: Path) -> None:
    path = form(study, ROW)
    assert "would come in" in fine("import-answers", study, path, *ASKED, "--dry-run").stderr
    done = run("import-answers", study, path, *ASKED)
    assert done.exit_code == 2
    assert sessions(study) == 0


def test_of_a_file_of_which_one_row_cannot_be_written_nothing_comes_in(study: Path) -> None:
    path = form(study, "Ada Lovage,3", "Bea Sorrel,4", "Cy Teasel,5", header="Name,safe")
    with closing(Study.open(study)) as opened:
        importer = AnswersImporter(
            opened._store,
            opened._study_file,
            opened._people_file,
            opened.guide_shelf,
            opened.starting,
            clock=ticking(),
            ids=counting("row"),
            researcher="ana",
            files=FailingDisk(lambda _number, name: name == "replace" and next(replaced) == 2),
        )
        replaced = count(1)
        plan = importer.plan(path, Asked(guide="every-kind", partial=True, new_people="provider"))
        with pytest.raises(StoreError):
            importer.keep(plan)
        assert [person.code for person in opened.people()] == ["P01"]
    assert sessions(study) == 0


def test_an_assessment_asks_a_column_of_each_learning_point(study: Path) -> None:
    path = form(study, "P01,2,5", header="Code,Start upstream,Recognise difference")
    fine("import-answers", study, path, "--guide", "self-assessment", "--partial", "--yes")
    with closing(Study.open(study)) as opened:
        (row,) = opened.sessions()
        ratings = {key: each.rating for key, each in opened.session_record(row.id).responses.items()}
        assert {"lp1": 2, "lp4": 5}.items() <= ratings.items()
    assert "points=each" in (study / "guides" / "self-assessment.md").read_text("utf-8")


def test_a_picture_is_named_or_described_in_a_form(study: Path) -> None:
    path = form(
        study, "P01,A knot", "P02,A mill in the wind", header="Code,How does working together feel now?"
    )
    with closing(Study.open(study)) as opened:
        opened.edits.add_participant(a_person("P02"))
    fine("import-answers", study, path, "--guide", "workshop-image", "--partial", "--yes")
    with closing(Study.open(study)) as opened:
        found = {
            record.session.participant: record.responses[QuestionId("picture")]
            for record, _ in opened.records()
        }
    assert found[ParticipantCode("P01")].choices == ("knot",)
    assert (found[ParticipantCode("P02")].choices, found[ParticipantCode("P02")].text) == (
        (),
        "A mill in the wind",
    )
