"""`reflect coverage`: what the tagging covers, and what each session added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import looked_at
from reflect.cli.table import print_json, print_table

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.coverage_words import Part


@click.command(short_help="What the tagging covers, and what is missing.")
@folder_argument
@click.option(
    "--base", type=click.IntRange(1), default=4, show_default=True, help="First sessions, as a base."
)
@click.option("--run", type=click.IntRange(1), default=2, show_default=True, help="Sessions taken together.")
@unblind_option
@json_option
def coverage(folder: Path, *, base: int, run: int, unblind: bool, as_json: bool) -> None:
    """Say what the tagging of the study in FOLDER covers: what each session added, and what is missing.

    New learning points session by session, and as a share of those of the first sessions (Guest, Namey and
    Chen 2020); how much was said in passages that nobody tagged; questions that never yielded a quote;
    points without a dissenting voice, or that rest on one; voices never quoted; roles not heard on a point.
    It prints figures and gives no verdict.
    """
    from reflect.services.coverage_words import Worded
    from reflect.services.covering import coverage as covered

    with looked_at(folder) as study:
        found = covered(study, base=base, run=run, hidden=unseen_in(study, unblind=unblind))
        codebook = study.codebook()
    if as_json:
        print_json(found)
        return
    worded = Worded(found, codebook, base=base)
    for part in worded.parts():
        if part.lines and part.id != "voices":
            _print(part)
        elif part.id != "voices":
            click.echo(f"{part.none}\n")
    click.echo(f"Voices never quoted: {', '.join(found.never_quoted) or 'none'}.")


def _print(part: Part) -> None:
    click.echo(part.title)
    print_table([heading.title for heading in part.headings], [line.cells for line in part.lines])
    click.echo()
