"""Commands that write Markdown: a reflection, a learning point, the record of a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import Commands
from reflect.cli.names import folder_argument, force_option, out_option, participant_option, session_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out, ready
from reflect.cli.studies import opened

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.rendering import RenderedWriteup


@click.group(cls=Commands, no_args_is_help=True, short_help="Write a reflection, a theme, a transcript.")
@folder_argument
@click.pass_context
def write(ctx: click.Context, folder: Path) -> None:
    """Write something from the study in FOLDER as Markdown."""
    ctx.obj = folder


@write.command(short_help="Draft a reflection as others may read it.")
@participant_option(required=True, help="Whose reflection.")
@let_pass_option
@out_option
@force_option
@click.pass_obj
def reflection(
    folder: Path, participant: str, output: Path | None, *, let_pass: tuple[str, ...], force: bool
) -> None:
    """Draft a participant's reflection as others may read it; the study is left as it is.

    Every quote passes the consent rules: one that may not appear stays out, and standard error says how many
    were held back and why. To work on the text, make the reflection in the study itself (reflect open).
    """
    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        draft = study.drafts.reflection(participant)
        refuse_names(study.rendering.names_in_text(draft, let_pass))
        rendered = study.rendering.render(draft, preview=False)
    put_out(rendered.markdown, output, force=force)
    _say(rendered)


def _say(rendered: RenderedWriteup) -> None:
    for remark in dict.fromkeys(remark.text for remark in rendered.remarks):
        click.echo(remark, err=True)
    click.echo(f"{rendered.report or 'No quote was held back'}.", err=True)


@write.command(short_help="Draft what is said on one learning point.")
@click.option("--point", required=True, metavar="ID|N", help="Which learning point.")
@let_pass_option
@out_option
@force_option
@click.pass_obj
def theme(folder: Path, point: str, output: Path | None, *, let_pass: tuple[str, ...], force: bool) -> None:
    """Draft a write-up of one learning point as others may read it; the study is left as it is.

    It shows what people in different roles say, for and against. Every quote passes the consent rules;
    standard error says how many were held back and why.
    """
    from reflect.services.finding import point_id

    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        draft = study.drafts.theme(point_id(study.codebook(), point))
        refuse_names(study.rendering.names_in_text(draft, let_pass))
        rendered = study.rendering.render(draft, preview=False)
    put_out(rendered.markdown, output, force=force)
    _say(rendered)


@write.command(short_help="Write the readable record of a session.")
@session_option(required=True, help="Which session; the beginning of its id will do.")
@out_option
@force_option
@click.pass_obj
def transcript(folder: Path, session: str, output: Path | None, *, force: bool) -> None:
    """Write the readable record of a session: questions, answers, notes, times.

    It is the researchers' record, whole, by the participant's code: the consent rules for publication are not
    applied to it.
    """
    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        text = study.transcript_markdown(session)
    put_out(text, output, force=force)
    click.echo("This is the whole record, for the researchers: it is not cleared for publication.", err=True)
