"""The command that brings in answers which people made in a form service."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import WRONG
from reflect.cli.names import folder_argument, guide_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_table
from reflect.errors import InvalidInput
from reflect.services.plain_table import flat

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.importing_answers import Plan

_FIRST = 40
"""So many letters of a heading are shown."""


@click.command(name="import-answers", short_help="Bring in answers made in a form service.")
@folder_argument
@click.argument("file", type=click.Path(path_type=Path))
@guide_option
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="COLUMN=WHAT",
    help="What a column is: a question's id, ID:comment, code, name, role, day, or - for nothing.",
)
@click.option("--new-people", metavar="ROLE", default="", help="Add people nobody knows yet, in this role.")
@click.option("--role", metavar="ROLE", default="", help="Everybody's role, where no column says it.")
@click.option(
    "--round",
    "round_id",
    metavar="ID",
    default="",
    help="The round of self-assessment it is of; the open one, unless given.",
)
@click.option("--anonymous", is_flag=True, help="Rows may be nobody's.")
@click.option("--partial", is_flag=True, help="Questions may be without a column.")
@click.option("--day-first/--month-first", default=None, help="How to read a date such as 3/4/2026.")
@click.option("--again", is_flag=True, help="Bring in rows once more that came in before.")
@click.option("--dry-run", is_flag=True, help="Only show what would come in; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before bringing it in.")
@click.pass_context
def import_answers(
    ctx: click.Context,
    folder: Path,
    file: Path,
    *,
    guide_id: str,
    columns: Sequence[str],
    new_people: str,
    role: str,
    round_id: str,
    anonymous: bool,
    partial: bool,
    day_first: bool | None,
    again: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Bring the answers in FILE into the study in FOLDER: CSV, one row a person, one column a question.

    Columns are matched by the questions' ids or wording, and shown before anything comes in. Every problem is
    named with its row and column; while there is one, nothing comes in and the exit code is 1. Rows that came
    in before are left out, so that the same form can be read again when there are more.
    """
    import msgspec

    from reflect.domain.ids import RoundId
    from reflect.services.form_rows import Asked

    asked = Asked(
        guide=guide_id,
        columns=dict(_pair(words) for words in columns),
        new_people=new_people,
        role=role,
        anonymous=anonymous,
        partial=partial,
        day_first=day_first,
        again=again,
    )
    with opened(folder) as study:
        where = study.rounds.round_of(study.starting.guide(guide_id), RoundId(round_id) if round_id else None)
        asked = msgspec.structs.replace(asked, round=where)
        importer = study.answers_importer()
        plan = importer.plan(file, asked)
        _show(plan)
        if plan.wrong:
            for line in plan.problems:
                click.echo(f"{plan.name}: {flat(line)}", err=True)
            click.echo(f"{counted(len(plan.wrong), 'problem')}: nothing came in.", err=True)
            ctx.exit(WRONG)
        if not plan.rows:
            click.echo("Nothing is new in it.", err=True)
        elif dry_run:
            click.echo(f"{_sessions(plan)} would come in. Nothing was changed.", err=True)
        else:
            if not yes and sys.stdin.isatty():
                click.confirm(f"Bring in {_sessions(plan)}?", abort=True, err=True)
            elif not yes:
                raise InvalidInput(
                    "Nobody can be asked here", remedy="Look at it with --dry-run, then say --yes."
                )
            importer.keep(plan)
            click.echo(f"{_sessions(plan)} came in.", err=True)


def _show(plan: Plan) -> None:
    """Which column is what, and whose rows there are."""
    from reflect.exchange.form_sheet import letters

    print_table(
        ["column", "heading", "what it is"],
        [[letters(c.at), flat(c.header)[:_FIRST] or "–", c.in_words] for c in plan.match.columns],
    )
    for line in _said(plan):
        click.echo(line, err=True)


def _said(plan: Plan) -> Iterator[str]:
    known = [row.participant for row in plan.rows if row.participant and row.newcomer is None]
    new = [row.newcomer for row in plan.rows if row.newcomer is not None]
    nobody = sum(row.participant is None for row in plan.rows)
    parts = [counted(len(known), "known person", "known people")] if known else []
    parts += [counted(len(new), "new person", "new people")] if new else []
    parts += (
        [counted(nobody, "row of nobody in particular", "rows of nobody in particular")] if nobody else []
    )
    yield f"{counted(len(plan.rows), 'row')} to come in{': ' if parts else ''}{', '.join(parts)}."
    if plan.already:
        yield f"Left out, since they came in before: {counted(len(plan.already), 'row')}."


def _sessions(plan: Plan) -> str:
    return counted(len(plan.rows), "session")


def _pair(words: str) -> tuple[str, str]:
    left, sign, right = words.rpartition("=")
    if not sign:
        raise InvalidInput("--column needs an equals sign", remedy='Write it like --column "Your name=name".')
    return left.strip(), right.strip()
