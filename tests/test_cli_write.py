"""`reflect write`, as a person or a script runs it: for whom, by which template, into which file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import fine, run

pytest_plugins = ["tests.command_line"]
pytestmark = pytest.mark.usefixtures("own_place")

LET = ("--let-pass", "Wenmarsh Homes Together")
DRAFTS = {
    "reflection": ("reflection", "--participant", "P01"),
    "theme": ("theme", "--point", "4"),
    "briefing": ("briefing", *LET),
}


@pytest.mark.parametrize("kind", [*DRAFTS])
def test_a_draft_goes_into_a_file_and_over_none_unasked(demo: Path, tmp_path: Path, kind: str) -> None:
    made = tmp_path / "made.md"
    before = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()}
    fine("write", demo, *DRAFTS[kind], "-o", made)
    text = made.read_text("utf-8")
    assert "> " in text
    assert run("write", demo, *DRAFTS[kind], "-o", made).exit_code == 2
    fine("write", demo, *DRAFTS[kind], "-o", made, "--force")
    assert made.read_text("utf-8") == text
    assert {path: path.read_bytes() for path in before} == before


def test_a_name_in_the_briefing_keeps_it_back_until_somebody_lets_it_pass(demo: Path, tmp_path: Path) -> None:
    refused = run("write", demo, "briefing", "-o", tmp_path / "b.md")
    assert refused.exit_code == 2
    assert "“Wenmarsh Homes Together”" in refused.stderr
    assert not (tmp_path / "b.md").exists()


def test_how_a_role_of_few_is_called_is_said(demo: Path) -> None:
    told = fine("write", demo, "briefing", *LET).stderr
    assert "fewer than 3 people of the study have this role" in told
    assert "attributed to “an alliance member”" in told
    assert "quotes held back" in told


def test_who_reads_it_decides_what_is_read(demo: Path) -> None:
    public = fine("write", demo, "theme", "--point", "4").stdout
    assert "P06" not in public
    theirs = fine("write", demo, "theme", "--point", "4", "--for", "participant", "--reader", "p06").stdout
    assert len(theirs) > len(public)
    inside = fine("write", demo, "theme", "--point", "4", "--for", "internal")
    assert "— P06" in inside.stdout
    assert "it shows codes" in inside.stderr


def test_a_reflection_is_read_by_its_subject_unless_another_is_named(demo: Path) -> None:
    own = fine("write", demo, "reflection", "--participant", "P06", "--for", "participant").stdout
    other = fine(
        "write", demo, "reflection", "--participant", "P06", "--for", "participant", "--reader", "P01"
    ).stdout
    assert len(own) > len(other)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("theme", "--point", "4", "--for", "participant"), "--reader CODE"),
        (("briefing", "--reader", "P01"), "Only --for participant has a reader"),
        (("briefing", "--for", "participant", "--reader", "P99"), "There is no participant “P99”"),
        (("briefing", "--for", "anybody"), "anybody"),
        (("briefing", "--template", "none.jinja"), "none.jinja"),
        (("template", "letter"), "letter"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(demo: Path, given: tuple[str, ...], said: str) -> None:
    told = run("write", demo, *given)
    assert told.exit_code in (2, 3)
    assert said in told.stderr
    assert told.stdout == ""
    assert "Traceback" not in told.output


@pytest.mark.parametrize("kind", [*DRAFTS])
def test_a_template_of_ones_own_is_used_once_or_for_all(mine: Path, tmp_path: Path, kind: str) -> None:
    own = mine / "templates" / f"{kind}.md.jinja"
    fine("write", mine, "template", kind, "-o", own)
    own.write_text(own.read_text("utf-8") + "\n\n## By us\n\nWritten by us.\n", "utf-8")
    shown = fine("write", mine, "template", kind)
    assert "Written by us." in shown.stdout
    assert "the study's own" in shown.stderr
    assert fine("write", mine, *DRAFTS[kind]).stdout.endswith("\n\n## By us\n\nWritten by us.\n")
    other = tmp_path / "other.jinja"
    other.write_text("Only {{ title }}", "utf-8")
    assert fine("write", mine, *DRAFTS[kind], "--template", other).stdout.startswith("Only ")


@pytest.mark.parametrize("kind", [*DRAFTS])
@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("One\n{{ nothing.here }}", 2, "something there is not"),
        ("{% include '/etc/passwd' %}", 1, "cannot read other files"),
        ("\n\n{{ title.__class__ }}", 3, "may not reach"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_file_and_line(
    mine: Path, tmp_path: Path, kind: str, template: str, line: int, said: str
) -> None:
    other = tmp_path / "ours.jinja"
    other.write_text(template, "utf-8")
    told = run("write", mine, *DRAFTS[kind], "--template", other)
    assert told.exit_code == 2
    assert f"ours.jinja:{line}: " in told.stderr.replace("\n", "")
    assert said in told.stderr
    (mine / "templates" / f"{kind}.md.jinja").write_text(template, "utf-8")
    assert f"templates/{kind}.md.jinja:{line}: " in run("write", mine, *DRAFTS[kind]).stderr


def test_a_template_that_is_no_text_is_refused(mine: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.jinja"
    odd.write_bytes(b"\xff\xfe\x00")
    told = run("write", mine, "briefing", "--template", odd)
    assert told.exit_code == 2
    assert "no text in UTF-8" in told.stderr


def test_names_are_looked_for_in_words_that_stand_without_whose_they_are(demo: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.jinja"
    each = "{% for quote in point.quotes %}\n\n[[quote {{ quote }} unattributed]]{% endfor %}"
    own.write_text("{% for point in points %}" + each + "{% endfor %}", "utf-8")
    told = fine("write", demo, "reflection", "--participant", "P05", "--template", own)
    assert "Gillian" not in told.stdout
    assert "Perhaps a name, left as it is: quote" in told.stderr
    assert "“Will”" in told.stderr
