"""Whatever people agreed to: no file that leaves a study holds a word they withheld, a name or a code.

What may be said is written out here by itself, and not asked of the gate. Every word, name and code stands
nowhere else, so that one that is found was let out.
"""

from __future__ import annotations

import csv
import html
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reflect.domain.consent import Attribution, Consent, Extent, KeptOut
from reflect.domain.framework import CaseKind
from reflect.domain.gate import Audience
from reflect.domain.ids import ParticipantCode, PointId, RoleId
from reflect.domain.passages import answer_passage, note_passage
from reflect.domain.people import Participant
from reflect.domain.session import Approval, Memo, MemoTarget
from reflect.errors import ReflectError
from reflect.exchange import quote_table
from reflect.exchange.refi_write import as_qdpx
from reflect.exchange.sqlite_file import as_sqlite
from reflect.exchange.workbook import as_xlsx
from reflect.services.charting import Charting, chart_svg, chart_text
from reflect.services.exporting import quotes_out
from reflect.services.framework_out import framework_out
from reflect.services.framework_out import tables as framework_tables
from reflect.services.publishing import Form, Readers
from reflect.services.refi_out import project_out
from reflect.services.study import Study
from reflect.services.tables_out import tables_out
from reflect.writeups import framework, quote_list
from tests.command_line import run
from tests.services.assessing import put_guide
from tests.services.studies import ANSWER, a_study, interviewed

NAMES = ("Ottoline Vexworth", "Bartimaeus Quorn", "Cressida Ploughwright")
PLACES = ("Hallowmere Trust", "Grindlewick House", "Sableferry Board")
POINTS = ("LP1", "LP4")
ROLES = ("provider", "commissioner", "lived-experience")


class Said(NamedTuple):
    """A quote: what was said, what they would rather have said, and what became of it."""

    words: str
    changed: str
    point: str
    approval: Approval


class Who(NamedTuple):
    code: str
    name: str
    place: str
    consent: Consent | None
    said: tuple[Said, ...]

    @property
    def quotable(self) -> bool:
        consent = self.consent
        if consent is None or consent.withdrawn is not None:
            return False
        return consent.take_part is True and consent.quoted is True

    @property
    def taken_back(self) -> bool:
        return self.consent is not None and (
            self.consent.withdrawn is not None or self.consent.take_part is False
        )

    def kept_out(self, said: Said) -> bool:
        return any(said.point in kept.points for kept in self.consent.kept_out) if self.consent else False

    def lets_out(self, said: Said, *, to_themselves: bool = False) -> bool:
        if not self.quotable or said.approval is Approval.DECLINED or self.kept_out(said):
            return False
        waits = self.consent is not None and self.consent.sees_quotes_first is True
        approved = said.approval in (Approval.APPROVED, Approval.AMENDED)
        return to_themselves or approved or (said.approval is Approval.NOT_ASKED and not waits)

    def reads(self, said: Said) -> str:
        return said.changed if said.approval is Approval.AMENDED else said.words


AGREED = Consent(take_part=True, quoted=True, attribution=Attribution.NAMED, date="2026-03-01")
NOT_ON_THIS = (KeptOut(about="my cockatoo", points=(PointId("LP4"),)),)
agreed = st.builds(
    Consent,
    take_part=st.just(value=True),
    quoted=st.just(value=True),
    attribution=st.sampled_from([None, *Attribution]),
    sees_quotes_first=st.booleans(),
    date=st.just("2026-03-01"),
    kept_out=st.sampled_from([(), NOT_ON_THIS]),
)
refused = st.sampled_from(
    [
        None,
        replace(AGREED, withdrawn="2026-03-02"),
        replace(AGREED, take_part=False),
        replace(AGREED, take_part=None),
        replace(AGREED, quoted=False),
        replace(AGREED, quoted=None),
    ]
)


def somebody(n: int, consent: Consent | None, *approvals: Approval) -> Who:
    """One of the three, who said a thing for each of these approvals, by turns on one point and the other."""
    said = tuple(
        Said(f"kestrel{n}{m} orchard{n}{m}", f"heron{n}{m} meadow{n}{m}", POINTS[m % 2], approval)
        for m, approval in enumerate(approvals)
    )
    return Who(f"QX{n}7", NAMES[n], PLACES[n], consent, said)


def three(*consents: Consent | None, said: Sequence[Approval]) -> list[Who]:
    return [somebody(n, consent, *said) for n, consent in enumerate(consents)]


people = st.tuples(
    *(st.tuples(agreed | agreed | refused, st.tuples(*[st.sampled_from(Approval)] * 3)) for _ in NAMES)
).map(lambda drawn: [somebody(n, consent, *said) for n, (consent, said) in enumerate(drawn)])


def built(folder: Path, everybody: list[Who]) -> Study:
    """A study in which they said it; a write-up that refers to every quote in each way, and drafts."""
    study = a_study(folder)
    for n, who in enumerate(everybody):
        study.edits.add_participant(
            Participant(
                code=ParticipantCode(who.code),
                role=RoleId(ROLES[n]),
                name=who.name,
                organisation=who.place,
                consents=(who.consent,) if who.consent else (),
            )
        )
        answer = ". ".join(said.words for said in who.said)
        desk = interviewed(study, answer, code=who.code)
        for said in who.said:
            start = answer.index(said.words)
            quote = desk.toggle(answer_passage(ANSWER), start, start + len(said.words), PointId(said.point))
            if said.approval is not Approval.NOT_ASKED:
                words = said.changed if said.approval is Approval.AMENDED else ""
                desk.approve(quote, said.approval, words=words)
            if n == 1 and said.point == "LP1":  # the first of these stands in no draft
                desk.memo(MemoTarget.QUOTE, quote.id, f"A memo, thrush{n}. {about_the_gone(everybody)}")
        desk.memo(MemoTarget.SESSION, desk.record.session.id, f"Asked again, wren{n}")
        note = desk.note(f"linnet{n} looked away", seconds=9.0, question=ANSWER)
        desk.toggle(note_passage(note.id), 0, 7, PointId("LP1"))
        desk.close()
    for target, key in ((MemoTarget.STUDY, ""), (MemoTarget.POINT, "LP1")):
        words = about_the_gone(everybody)
        study._study_file.memos.put(Memo(id=f"m{target}", target=target, target_id=key, text=words, at=""))
    point = study._study_file.points.get("LP1")
    assert point is not None
    study._study_file.points.put(replace(point, example=about_the_gone(everybody)))
    ids = [row.id for row in study.quotes()]
    alone = "\n\n".join(f"## Heading {n}\n\n[[quote {key}]]" for n, key in enumerate(ids))
    inline = "\n".join(f"- they said [[quote {key}]]" for key in ids)
    text = f"# All of it\n\n[[contents]]\n\n{alone}\n\n{inline}\n\n| a |\n|---|\n| [[quote {ids[0]}]] |\n"
    study.writeup_shelf.keep("everything", f"---\ntitle: {NAMES[1]} and QX17\nkind: briefing\n---\n\n{text}")
    whose = everybody[0].code
    study.writeup_shelf.keep("portrait", f"---\nparticipant: {whose}\n---\n\n# [[portrait]]\n\nWords.\n")
    study.drafts.keep_reflection(whose)
    study.drafts.keep_theme("LP4")
    put_guide(study)
    desk = study.rounds.start(study.rounds.open("Spring 2026", "self-check").id, role=RoleId("provider"))
    desk.rate("lp4", 3)
    desk.back_up_answer("lp4", [row.id for row in study.quotes()])
    desk.save()
    desk.close()
    study.drafts.keep_progress()
    study.drafts.keep_briefing()
    return study


def about_the_gone(everybody: Sequence[Who]) -> str:
    """What somebody wrote down of all who took their words back."""
    gone = [f"{who.name} ({who.code}, of {who.place}) said so." for who in everybody if who.taken_back]
    return " ".join(["So it was.", *gone])


def plain(data: bytes) -> str:
    """Everything that is written in a file, whatever its format, as one line."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as package:
            inside = b" ".join(
                package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))
            )
        text = re.sub(r"<[^<>]*>", "", inside.decode("utf-8"))
    else:
        text = data.decode("utf-8-sig")
    return " ".join(html.unescape(text).replace("\\", "").split())


def writeups_for(study: Study, readers: Readers) -> Iterator[tuple[str, str]]:
    for row in study.writeups():
        for form in (Form.MARKDOWN, Form.HTML, Form.WORD):
            made = study.publishing.made(row.name, form, readers, with_front_matter=True)
            yield f"{row.name} as {form.value} for {readers.audience.value}", plain(made.data)


def dumped(data: bytes) -> str:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        return "\n".join(database.iterdump())


def tables_for(study: Study, readers: Readers) -> Iterator[tuple[str, str]]:
    found = quotes_out(
        study, study.rendering.rules(), study.names_out, audience=readers.audience, reader=readers.code
    )
    fields = quote_table.used_fields(found.rows)
    held = {reason.value: count for reason, count in found.held_back.items()}
    where = f"quotes for {readers.audience.value}"
    assert list(csv.reader(quote_table.as_csv(found.rows, fields).splitlines()))
    yield f"{where}, csv", plain(quote_table.as_csv(found.rows, fields).encode())
    yield f"{where}, json", plain(quote_table.as_json(found.rows, held).encode())
    yield f"{where}, xlsx", plain(quote_table.as_xlsx(found.rows, fields))
    yield f"{where}, jsonl", plain(quote_table.as_jsonl(found.rows).encode())
    made = tables_out(study, study.rendering.rules(), study.names_out, audience=readers.audience).tables
    yield f"{where}, workbook", plain(as_xlsx(made))
    yield f"{where}, database", plain(dumped(as_sqlite(made)).encode())
    charting = Charting(study, study.rendering.rules(), audience=readers.audience)
    for chart in (charting.points(), charting.together(), charting.saturation()):
        yield f"charts for {readers.audience.value}", plain(chart_svg(chart).encode()) + chart_text(chart, 80)
    yield f"{where}, framework", framework_for(study, readers)
    yield f"{where}, md", plain(quote_list.as_markdown(found.rows, "Quotes").encode())
    if readers.audience is Audience.INTERNAL:
        rules = study.rendering.rules()
        for with_names in (True, False):
            project = project_out(
                study, rules, study.names_out, audience=Audience.INTERNAL, with_names=with_names
            )
            data = as_qdpx(project.project, project.ours)
            with zipfile.ZipFile(BytesIO(data)) as package:
                every = b" ".join(package.read(name) for name in package.namelist()).decode("utf-8")
            yield f"project, {'with names' if with_names else 'under codes'}", every


def framework_for(study: Study, readers: Readers) -> str:
    """The framework matrix in every form, of roles that are large enough for anybody."""
    outside = readers.audience is not Audience.INTERNAL
    made = framework_out(
        study,
        replace(study.rendering.rules(), smallest_group=1),
        study.names_out,
        study.quotables,
        study.withdrawals,
        kind=CaseKind.ROLE if outside else CaseKind.PARTICIPANT,
        audience=readers.audience,
    )
    forms = [framework.as_markdown(made.cells, "Matrix").encode(), as_xlsx(framework_tables(made))]
    return " ".join(plain(form) for form in forms)


def sheets_for(study: Study, code: str) -> Iterator[tuple[str, str]]:
    try:
        yield f"sheet for {code}", plain(study.approvals.sheet_markdown(code, again=True).encode())
        yield f"Word sheet for {code}", plain(study.approvals.sheet_docx(code, again=True))
    except ReflectError:
        return  # there is nothing that they could be asked about


def said_in(text: str, everybody: list[Who]) -> set[str]:
    sayings = [words for who in everybody for said in who.said for words in (said.words, said.changed)]
    # Not even half of one.
    return {words for words in sayings if any(word in text for word in words.split())}


def parts(name: str) -> tuple[str, ...]:
    return tuple(name.split())


def check_outside(
    where: str, text: str, everybody: list[Who], reader: str = "", *, asking: bool = False
) -> None:
    """What the public, or one participant, may find in a text; who is asked sees all that they said."""
    may_be_said = {
        who.reads(said)
        for who in everybody
        for said in who.said
        if who.lets_out(said, to_themselves=who.code == reader)
    }
    if asking:
        may_be_said |= {said.words for who in everybody for said in who.said if who.code == reader}
    assert said_in(text, everybody) <= may_be_said, where
    assert "cockatoo" not in text, where
    for who in everybody:
        check_named(where, text, who)
        if who.code != reader:
            assert who.code not in text, where


def check_named(where: str, text: str, who: Who) -> None:
    """Nobody is named, nor their organisation, who did not agree to it."""
    level = who.consent.attribution if who.consent and who.quotable else None
    if level is not Attribution.NAMED:
        assert not [part for part in parts(who.name) if part in text], where
    if level not in (Attribution.NAMED, Attribution.ROLE_AND_ORGANISATION):
        assert parts(who.place)[0] not in text, where


def check_inside(where: str, text: str, everybody: list[Who]) -> None:
    """What the researchers may find in a text."""
    for who in everybody:
        if who.taken_back:
            assert not said_in(text, [who]), where
            assert not [part for part in (*parts(who.name), who.place) if part in text], where
            n = NAMES.index(who.name)
            assert not [word for word in (f"linnet{n}", f"wren{n}") if word in text], where
            if where.startswith(("quotes for", "project")):
                assert who.code not in text, where
        if not where.endswith("with names"):
            check_named(where, text, who)


# What fails is small as it is; making it smaller would take minutes.
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(people)
@example(
    three(
        replace(AGREED, kept_out=NOT_ON_THIS),
        replace(AGREED, sees_quotes_first=True, attribution=Attribution.ROLE_AND_ORGANISATION),
        replace(AGREED, attribution=Attribution.ROLE_ONLY),
        said=[*Approval, *Approval],
    )
)
@example(
    three(
        replace(AGREED, withdrawn="2026-03-02"),
        replace(AGREED, quoted=False),
        replace(AGREED, take_part=False),
        said=[Approval.APPROVED, Approval.AMENDED],
    )
)
def test_no_export_holds_a_withheld_word_a_name_or_a_code(everybody: list[Who]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        study = built(folder, everybody)
        try:
            public = Readers(Audience.PUBLIC)
            for where, text in (*writeups_for(study, public), *tables_for(study, public)):
                check_outside(where, text, everybody)
                if where.startswith(("everything", "quotes")) and "framework" not in where:
                    wanted = {who.reads(s) for who in everybody for s in who.said if who.lets_out(s)}
                    assert said_in(text, everybody) == wanted, where
            for who in everybody[:1]:
                theirs = Readers(Audience.PARTICIPANT, ParticipantCode(who.code))
                for where, text in writeups_for(study, theirs):
                    check_outside(where, text, everybody, who.code)
                for where, text in sheets_for(study, who.code):
                    check_outside(where, text, everybody, who.code, asking=True)
            inside = Readers(Audience.INTERNAL)
            for where, text in (*writeups_for(study, inside), *tables_for(study, inside)):
                check_inside(where, text, everybody)
        finally:
            study.close()
        for command in (("quotes",), ("search", "kestrel*"), ("answers", "--question", ANSWER)):
            name, *rest = command
            told = run(name, folder, *rest, "--json")
            check_inside(name, f"{told.stdout} {told.stderr}", everybody)


@pytest.mark.parametrize("extent", [None, *Extent])
def test_who_agreed_to_everything_is_quoted_and_who_withdrew_since_is_not(
    tmp_path: Path, extent: Extent
) -> None:
    """So that the test above cannot pass for want of words."""
    gone = replace(AGREED, withdrawn="2026-03-02", extent=extent)
    everybody = three(AGREED, gone, AGREED, said=[Approval.NOT_ASKED, Approval.APPROVED])
    study = built(tmp_path / "study", everybody)
    try:
        for where, text in (*writeups_for(study, Readers()), *tables_for(study, Readers())):
            if where.startswith(("everything", "quotes", "theme")) and "framework" not in where:
                assert "kestrel01 orchard01" in text, where
                assert "Ottoline Vexworth" in text, where
                assert "kestrel21 orchard21" in text, where
            assert "kestrel1" not in text, where
            assert "Bartimaeus" not in text, where
    finally:
        study.close()
