"""Every way out of a study asks the consent gate, and says nothing that it holds back."""

from __future__ import annotations

import html
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from openpyxl import load_workbook

from reflect import Study as Door
from reflect.cli.export import export
from reflect.cli.write import write
from reflect.domain import gate
from reflect.domain.framework import CaseKind
from reflect.domain.gate import HeldBack, Quotable, Ruling
from reflect.domain.ids import ParticipantCode
from reflect.domain.passages import contribution_passage
from reflect.domain.session import MemoTarget
from reflect.errors import ReflectError
from reflect.services.copying import copied
from reflect.services.cross_table import crossed
from reflect.services.study import Study
from reflect.services.table_file import TableForm, put_table, table_text
from reflect.services.tabulating import Asked
from tests.builders import EVERY_KIND
from tests.command_line import fine
from tests.services.assessing import put_guide

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

P01 = "rang me, not an email, rang me, and said, what would it take?"
"""Words of P01's, in a quote of theirs."""


@pytest.fixture
def study(mine: Path) -> Path:
    return mine


def _written(folder: Path, name: str) -> str:
    with_names = Study.open(folder)
    try:
        for leak in with_names.publishing.names_in(name):
            with_names.names_out.let_pass(name, leak)
        path = with_names.publishing.export(name).path
    finally:
        with_names.close()
    return path.read_text("utf-8")


def _writeup(folder: Path, draft: Callable[[Study], str]) -> str:
    study = Study.open(folder)
    try:
        name = draft(study)
    finally:
        study.close()
    return _written(folder, name)


def _clipboard(folder: Path, *, attributed: bool) -> str:
    study = Study.open(folder)
    try:
        return copied(study, study.quotes(), attributed=attributed).text
    finally:
        study.close()


def _xlsx(folder: Path, audience: str) -> str:
    path = folder.parent / f"{audience}.xlsx"
    fine("export", folder, "quotes", "--for", audience, "-o", path)
    sheet = load_workbook(path).active
    assert sheet is not None
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def _docx(folder: Path) -> str:
    path = folder.parent / "sheet.docx"
    try:
        fine("approvals", folder, "--participant", "P01", "-o", path)
    except pytest.fail.Exception:
        return ""
    return zipfile.ZipFile(path).read("word/document.xml").decode()


def _printed(*command: str | Path) -> str:
    try:
        return fine(*command).stdout
    except pytest.fail.Exception:
        return ""  # there is nothing left to print


def _published(folder: Path, form: str, readers: str, *more: str) -> str:
    """A write-up with every word of P01's, in this form, from the command line."""
    study = Study.open(folder)
    try:
        study.writeup_shelf.keep("all", study.drafts.reflection("P01"))
    finally:
        study.close()
    path = folder.parent / f"{readers}.{form}"
    passed = [word for name in ("Okafor", "Marian", "Lantern Row", "Will") for word in ("--let-pass", name)]
    try:
        fine("export", folder, "writeup", "all", "--for", readers, *more, *passed, "-o", path)
    except pytest.fail.Exception:
        return ""
    if form != "docx":
        return html.unescape(path.read_text("utf-8"))
    with zipfile.ZipFile(path) as package:
        return html.unescape(package.read("word/document.xml").decode())


def _by_a_template(folder: Path) -> str:
    path = folder.parent / "all.jinja"
    path.write_text(
        "{% for r in roles %}{% for q in r.quotes + r.left %}\n\n[[quote {{ q }}]]{% endfor %}{% endfor %}"
    )
    return _printed("write", folder, "theme", "--point", "3", "--template", path)


def _assessed(folder: Path) -> Path:
    """A round in which P03 rates one learning point, and gives a quote of P01's as evidence."""
    study = Study.open(folder)
    try:
        put_guide(study)
        where = study.rounds.open("Spring 2026", "self-check")
        quote = next(row for row in study.quotes() if P01 in " ".join(row.text.split()))
        desk = study.rounds.start(where.id, code="P03")
        desk.rate("lp4", 4)
        desk.write("lp4", "They listen to us now, which nobody should read.")
        desk.back_up_answer("lp4", [quote.id])
        desk.save()
        desk.close()
    finally:
        study.close()
    return folder


def _progress(folder: Path, *words: str) -> str:
    said = _printed("write", _assessed(folder), "progress", *words)
    assert "which nobody should read" not in said
    return said


def _workshop(folder: Path, *words: str) -> str:
    """A workshop in which P01 says again what they said in an interview."""
    study = Study.open(folder)
    try:
        text = EVERY_KIND.replace("minutes: 60", "kind: workshop\nmode: group")
        (study.folder / "guides").mkdir(exist_ok=True)
        (study.folder / "guides" / "every-kind.md").write_text(text, "utf-8")
        desk = study.start_session("every-kind", None)
        seat = desk.sit(participant=ParticipantCode("P01"))
        entry = desk.contribute("went-well", f"They {P01}", seat=seat.id)
        desk.quote(contribution_passage(entry.id), 0, len(entry.text))
        desk.save()
        desk.close()
    finally:
        study.close()
    return _printed("write", folder, "workshop", "--session", desk.record.session.id, *words)


def _qdpx(folder: Path, readers: str, *more: str) -> str:
    """All that a REFI-QDA project says, its texts and what only reflect reads too."""
    path = folder.parent / f"{readers}.qdpx"
    fine("export", folder, "qdpx", "--for", readers, *more, "-o", path)
    with zipfile.ZipFile(path) as package:
        return html.unescape("\n".join(package.read(name).decode() for name in package.namelist()))


def _workbook(folder: Path, readers: str) -> str:
    path = folder.parent / f"all-{readers}.xlsx"
    fine("export", folder, "workbook", "--for", readers, *LET, "-o", path)
    rows = [row for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row)


def _sqlite(folder: Path, readers: str) -> str:
    path = folder.parent / f"{readers}.db"
    fine("export", folder, "sqlite", "--for", readers, *LET, "-o", path)
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump()).replace("''", "'")


def _from_python(folder: Path, readers: str) -> str:
    with Door(folder) as study:
        return "\n".join(str(quote.as_dict()) for quote in study.quotes(readers))


def _table(folder: Path) -> str:
    """A table of counts as its screen copies it, and the file it writes."""
    study = Study.open(folder)
    try:
        found = crossed(study, Asked(cols="participants"))
        copy = table_text(found, TableForm.MARKDOWN)
        return copy + put_table(folder, found, TableForm.CSV).read_text("utf-8")
    finally:
        study.close()


def _charted(folder: Path) -> Path:
    """Every cell of P01's and of their role, each with P01's words copied into its summary."""
    study = Study.open(folder)
    try:
        least = msgspec.structs.replace(study.settings(), role_only_least=1)
        study.edits.save_settings(least)
        person = study.participant("P01")
        if gate.taken_back(person) is None:
            rows = study.finder.quotes(participant="P01")
            point = next(row.points[0] for row in rows if P01 in " ".join(row.text.split()))
            for kind, case in ((CaseKind.PARTICIPANT, "P01"), (CaseKind.ROLE, person.role)):
                study.framework.write(study.framework.cell(kind, case, point), f"Okafor: They {P01}")
    finally:
        study.close()
    return folder


def _framework(folder: Path, form: str, *more: str) -> str:
    path = folder.parent / f"framework.{form}"
    passed = [word for name in ("Okafor", "Marian") for word in ("--let-pass", name)]
    fine("export", folder, "framework", *more, *passed, *LET, "-o", path, "--force")
    if form != "xlsx":
        return path.read_text("utf-8-sig")
    rows = [row for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row)


LET = ("--let-pass", "Wenmarsh Homes Together")
"""The demo is called after an organisation."""
WAYS: dict[str, Callable[[Path], str]] = {
    "write-up, a reflection": lambda f: _writeup(f, lambda study: study.drafts.keep_reflection("P01")),
    "write-up, a theme": lambda f: _writeup(f, lambda study: study.drafts.keep_theme("LP3")),
    "write-up, the briefing": lambda f: _writeup(f, lambda study: study.drafts.keep_briefing()),
    "write reflection": lambda f: _printed("write", f, "reflection", "--participant", "P01"),
    "write theme": lambda f: _printed("write", f, "theme", "--point", "3"),
    "write briefing": lambda f: _printed("write", f, "briefing", *LET),
    "write briefing, internal": lambda f: _printed("write", f, "briefing", "--for", "internal"),
    "write briefing, to P03": lambda f: _printed(
        "write", f, "briefing", "--for", "participant", "--reader", "P03", *LET
    ),
    "write reflection, to its subject": lambda f: _printed(
        "write", f, "reflection", "--participant", "P01", "--for", "participant"
    ),
    "write theme by a template": _by_a_template,
    "write progress": _progress,
    "write progress, internal": lambda f: _progress(f, "--for", "internal"),
    "write-up, progress": lambda f: _writeup(_assessed(f), lambda study: study.drafts.keep_progress()),
    "write workshop": _workshop,
    "write workshop, internal": lambda f: _workshop(f, "--for", "internal"),
    "export quotes md": lambda f: _printed("export", f, "quotes"),
    "export quotes csv": lambda f: _printed("export", f, "quotes", "--format", "csv"),
    "export quotes json": lambda f: _printed("export", f, "quotes", "--format", "json"),
    "export quotes jsonl": lambda f: _printed("export", f, "quotes", "--format", "jsonl"),
    "export quotes csv for Excel": lambda f: _printed("export", f, "quotes", "--excel"),
    "export quotes xlsx": lambda f: _xlsx(f, "public"),
    "export quotes md, internal": lambda f: _printed("export", f, "quotes", "--for", "internal"),
    "export quotes xlsx, internal": lambda f: _xlsx(f, "internal"),
    "export workbook": lambda f: _workbook(f, "public"),
    "export workbook, internal": lambda f: _workbook(f, "internal"),
    "export sqlite": lambda f: _sqlite(f, "public"),
    "export sqlite, internal": lambda f: _sqlite(f, "internal"),
    "export framework md": lambda f: _framework(_charted(f), "md"),
    "export framework csv": lambda f: _framework(_charted(f), "csv"),
    "export framework xlsx": lambda f: _framework(_charted(f), "xlsx"),
    "export framework md, internal": lambda f: _framework(_charted(f), "md", "--for", "internal"),
    "export framework xlsx, internal, roles": lambda f: _framework(
        _charted(f), "xlsx", "--for", "internal", "--by", "roles"
    ),
    "from Python": lambda f: _from_python(f, "public"),
    "from Python, internal": lambda f: _from_python(f, "internal"),
    "export writeup md": lambda f: _published(f, "md", "public"),
    "export writeup html": lambda f: _published(f, "html", "public"),
    "export writeup docx": lambda f: _published(f, "docx", "public"),
    "export writeup docx, participant": lambda f: _published(f, "docx", "participant", "--reader", "P01"),
    "export writeup html, internal": lambda f: _published(f, "html", "internal"),
    "export qdpx": lambda f: _qdpx(f, "public", *LET),
    "export qdpx, internal": lambda f: _qdpx(f, "internal"),
    "export qdpx, internal, with names": lambda f: _qdpx(f, "internal", "--names"),
    "clipboard": lambda f: _clipboard(f, attributed=False),
    "clipboard with names": lambda f: _clipboard(f, attributed=True),
    "sheet": lambda f: _printed("approvals", f, "--participant", "P01"),
    "sheet for Word": _docx,
}


def _charts(folder: Path, readers: str) -> str:
    """Every chart, as it is printed and as a picture."""
    said = ""
    for kind in ("points", "together", "saturation", "agreement"):
        path = folder.parent / f"{kind}-{readers}.svg"
        command = ("chart", folder, kind, "--for", readers, "--samples", "9")[
            : None if kind == "agreement" else 5
        ]
        said += _printed(*command) + _printed(*command, "-o", path)
        said += html.unescape(path.read_text("utf-8")) if path.exists() else ""
    return said


FIGURES: dict[str, Callable[[Path], str]] = {
    "matrix": lambda f: _printed("matrix", f, "--cols", "participants", "--of", "words", "--json"),
    "table on its screen": _table,
    "coverage": lambda f: _printed("coverage", f) + _printed("coverage", f, "--json"),
    "audit": lambda f: _printed("audit", f) + _printed("audit", f, "--json"),
    "codebook history": lambda f: _printed("codebook", "history", f, "--json"),
    "charts": lambda f: _charts(f, "public"),
    "charts, internal": lambda f: _charts(f, "internal"),
}
"""Figures and dates of the study: nobody's words and nobody's name are in them."""
LISTS: dict[str, Callable[[Path], str]] = {
    "quotes": lambda f: _printed("quotes", f, "--json"),
    "answers": lambda f: _printed("answers", f, "--question", "centre", "--json"),
    "search": lambda f: _printed("search", f, '"what would it take"', "--json"),
}
"""What researchers look at; words that were taken back are in none of it."""
THE_GROUPS = {"rules"}
"""What a group worded and adopted to be read by others; nobody's own words are in it."""
WHOLE = {"transcript"}
"""What is the researchers' whole record by its nature, and says so."""
CODES = {"qdc"}
"""What holds the learning points alone; that no example is in it for the public, its own tests say."""
OURS = {"template"}
"""What holds nothing of the study."""


def test_every_command_that_writes_is_walked() -> None:
    walked = {name.replace(",", "").split()[1] for name in WAYS if name.split()[0] in ("write", "export")}
    commands: set[str] = set()
    for group in (write, export):
        assert isinstance(group, click.Group)
        commands |= set(group.commands)
    assert walked | WHOLE | OURS | THE_GROUPS | CODES == commands


@pytest.mark.parametrize("way", [*WAYS])
def test_every_way_out_says_words_that_may_be_read(study: Path, way: str) -> None:
    assert P01.split(",")[0] in " ".join(WAYS[way](study).replace("\\", "").split())


@pytest.mark.parametrize("way", [*WAYS])
def test_no_way_out_says_a_word_that_the_gate_holds_back(
    study: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Study.open(study)
    words = [" ".join(row.text.split()) for row in opened.quotes()]
    opened.close()

    def nothing(*_: object, **__: object) -> Ruling:
        return Ruling(appears=False, reason=HeldBack.WITHDRAWN)

    monkeypatch.setattr(gate, "rule", nothing)
    try:
        said = " ".join(WAYS[way](study).replace("\\", "").split())
    except ReflectError:
        return
    assert not [each for each in words if each in said]


def withdrawn(folder: Path, code: str) -> None:
    study = Study.open(folder)
    person = study.participant(code)
    consent = msgspec.structs.replace(person.consents[-1], withdrawn="2026-11-25")
    study.edits.save_participant(msgspec.structs.replace(person, consents=(*person.consents, consent)))
    study.close()


@pytest.mark.parametrize("way", [*WAYS, *LISTS])
def test_words_of_who_withdrew_come_out_nowhere(study: Path, way: str) -> None:
    withdrawn(study, "P01")
    said = " ".join((WAYS | LISTS)[way](study).replace("\\", "").split())
    assert P01.partition(", rang")[0] not in said
    assert "Okafor" not in said


def test_what_was_made_of_who_withdrew_since_comes_out_nowhere(study: Path) -> None:
    _charted(study)
    withdrawn(study, "P01")
    ways = [WAYS[way](study) for way in WAYS if way.startswith("export framework")]
    listed = [_printed("framework", study, "--by", by, "--json") for by in ("participants", "roles")]
    with Door(study) as door:
        given = [str([cell.as_dict() for cell in door.framework(by)]) for by in ("participants", "roles")]
    for said in (*ways, *listed, *given):
        assert said
        assert P01.partition(", rang")[0] not in " ".join(said.split())
        assert "Okafor" not in said


@pytest.mark.parametrize("way", [*LISTS])
def test_lists_say_how_much_was_taken_back(study: Path, way: str) -> None:
    assert P01.split(",")[0] in json.dumps(json.loads(LISTS[way](study)), ensure_ascii=False)
    withdrawn(study, "P01")
    command = {
        "quotes": ("quotes", study),
        "answers": ("answers", study, "--question", "centre"),
        "search": ("search", study, '"what would it take"'),
    }[way]
    assert "withdrawn" in fine(*command).stderr


@pytest.mark.parametrize("way", [*FIGURES])
def test_figures_hold_nobodys_words_and_nobodys_name(study: Path, way: str) -> None:
    opened = Study.open(study)
    words = [" ".join(row.text.split()) for row in opened.quotes()]
    names = [name for person in opened.people() for name in (person.name, person.organisation) if name]
    opened.close()
    said = " ".join(FIGURES[way](study).split())
    assert said
    assert not [each for each in (*words, *names) if each in said]


def test_a_project_holds_no_memo_on_a_quote_that_it_does_not_hold(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Study.open(study)
    record = next(record for record, _ in opened.records() if record.session.participant == "P01")
    memos = [memo.text for memo in record.memos.values() if memo.target is MemoTarget.QUOTE]
    opened.close()
    assert memos
    everything = _qdpx(study, "internal", "--names")
    assert all(words in everything for words in memos)
    ruled = gate.rule

    def but_quotes(found: Quotable, *rest: Any, **more: Any) -> Ruling:
        if found.quote.id:
            return Ruling(appears=False, reason=HeldBack.WITHDRAWN)
        return ruled(found, *rest, **more)

    monkeypatch.setattr(gate, "rule", but_quotes)
    left = _qdpx(study, "internal", "--names", "--force")
    assert not [words for words in memos if words in left]
