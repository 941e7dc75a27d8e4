"""Commands that write Markdown: a reflection, a learning point, a briefing, the record of a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from reflect.cli.group import Commands
from reflect.cli.names import (
    Function,
    folder_argument,
    force_option,
    out_option,
    participant_option,
    session_option,
)
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out, ready
from reflect.cli.studies import opened

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.rendering import RenderedWriteup
    from reflect.services.study import Study


@click.group(cls=Commands, no_args_is_help=True, short_help="Write a reflection, a theme, a briefing.")
@folder_argument
@click.pass_context
def write(ctx: click.Context, folder: Path) -> None:
    """Write something from the study in FOLDER as Markdown."""
    ctx.obj = folder


def _draft_options(function: Function) -> Function:
    """Add what all drafts share: for whom, by which template, which names may stand, and where to."""
    options = (
        click.option(
            "--for",
            "audience",
            type=click.Choice(["internal", "participant", "public"]),
            default="public",
            show_default=True,
            help="Who is to read it.",
        ),
        click.option("--reader", metavar="CODE", help="With --for participant: which participant."),
        click.option(
            "--template",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help="Draft by this template instead of the study's own or ours.",
        ),
        let_pass_option,
        out_option,
        force_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


class _Wanted(NamedTuple):
    """What was given with a draft."""

    audience: str
    reader: str | None
    let_pass: tuple[str, ...]
    output: Path | None
    force: bool


def _put_out(folder: Path, draft: Callable[[Study], str], wanted: _Wanted) -> None:
    """Draft it, show it to its reader, and say on standard error what was held back."""
    from reflect.domain.gate import Audience
    from reflect.errors import InvalidInput
    from reflect.services.rendering import for_its_writer

    audience = Audience(wanted.audience)
    if audience is Audience.PARTICIPANT and wanted.reader is None:
        raise InvalidInput("Which participant is to read it?", remedy="Say it: --reader CODE")
    if audience is not Audience.PARTICIPANT and wanted.reader is not None:
        raise InvalidInput("Only --for participant has a reader", remedy="Leave out --reader, or add that")
    if wanted.output is not None:
        ready(wanted.output, force=wanted.force)
    with opened(folder) as study:
        reader = study.participant(wanted.reader).code if wanted.reader is not None else None
        text = draft(study)
        made = study.rendering.rendered(text, audience=audience, reader=reader)
        if audience is not Audience.INTERNAL:
            refuse_names(study.rendering.names_still_in(text, made, wanted.let_pass))
    rendered = for_its_writer(made)
    put_out(rendered.markdown, wanted.output, force=wanted.force)
    _say(rendered)
    if audience is Audience.INTERNAL:
        click.echo("This is for the researchers: it shows codes, and words that may not be quoted.", err=True)


@write.command(short_help="Draft a reflection as others may read it.")
@participant_option(required=True, help="Whose reflection.")
@_draft_options
@click.pass_obj
def reflection(folder: Path, /, participant: str, template: Path | None, **given: Any) -> None:
    """Draft a participant's reflection as others may read it; the study is left as it is.

    Every quote passes the consent rules: one that may not appear stays out, and standard error says how many
    were held back and why. With --for participant it is as its own subject may read it, or --reader. To work
    on the text, make the reflection in the study itself (reflect open).
    """
    wanted = _Wanted(**given)
    if wanted.audience == "participant" and wanted.reader is None:
        wanted = wanted._replace(reader=participant)
    _put_out(folder, lambda study: study.drafts.reflection(participant, template), wanted)


def _say(rendered: RenderedWriteup) -> None:
    for remark in dict.fromkeys(remark.text for remark in rendered.remarks):
        click.echo(remark, err=True)
    click.echo(f"{rendered.report or 'No quote was held back'}.", err=True)


@write.command(short_help="Draft what is said on one learning point.")
@click.option("--point", required=True, metavar="ID|N", help="Which learning point.")
@_draft_options
@click.pass_obj
def theme(folder: Path, /, point: str, template: Path | None, **given: Any) -> None:
    """Draft a write-up of one learning point as others may read it; the study is left as it is.

    It shows what people in different roles say, for and against. Every quote passes the consent rules;
    standard error says how many were held back and why.
    """
    from reflect.services.finding import point_id

    _put_out(
        folder,
        lambda study: study.drafts.theme(point_id(study.codebook(), point), template),
        _Wanted(**given),
    )


@write.command(short_help="Draft the whole document that is handed over.")
@_draft_options
@click.pass_obj
def briefing(folder: Path, /, template: Path | None, **given: Any) -> None:
    """Draft the briefing as others may read it: context, reflections, key learning, how it was done.

    Reflections and themes that are written already are put in, the newest of each; for the others there is a
    short draft. Every quote passes the consent rules; standard error says how many were held back and why. To
    work on the text, make the briefing in the study itself (reflect open). The study is left as it is.
    """
    _put_out(folder, lambda study: study.drafts.briefing(template), _Wanted(**given))


@write.command(short_help="Draft what rounds of self-assessment come to.")
@_draft_options
@click.pass_obj
def progress(folder: Path, /, template: Path | None, **given: Any) -> None:
    """Draft a write-up of all rounds of self-assessment: plots, tables, and the quotes given as evidence.

    Its figures are those that the public may see, for whomever it is written. Every quote passes the consent
    rules. The study is left as it is.
    """
    _put_out(folder, lambda study: study.drafts.progress(template), _Wanted(**given))


@write.command(short_help="Draft the rules of engagement, on one page.")
@_draft_options
@click.pass_obj
def rules(folder: Path, /, template: Path | None, **given: Any) -> None:
    """Draft the rules of engagement that a group adopted last, under their headings.

    The study is left as it is.
    """
    _put_out(folder, lambda study: study.drafts.rules(template), _Wanted(**given))


@write.command(short_help="Draft the notes of a workshop.")
@session_option(required=True, help="Which workshop; the beginning of its session's id will do.")
@_draft_options
@click.pass_obj
def workshop(folder: Path, /, session: str, template: Path | None, **given: Any) -> None:
    """Draft the notes of a workshop: each exercise with what came of it and examples, nobody named.

    Every quote passes the consent rules, or what the group agreed to. The study is left as it is.
    """
    _put_out(folder, lambda study: study.drafts.workshop(session, template), _Wanted(**given))


@write.command(short_help="Show a template of ours, to start from.")
@click.argument(
    "kind", type=click.Choice(["reflection", "theme", "briefing", "progress", "rules", "workshop"])
)
@out_option
@force_option
@click.pass_obj
def template(folder: Path, kind: str, output: Path | None, *, force: bool) -> None:
    """Show the template that drafts of a KIND are made by: the study's own, or ours where it has none.

    A template in the study's folder templates/ is used for all its drafts of that kind. What it is given is
    said in docs/templates.md.
    """
    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        text, where = study.drafts.template(kind)
        place = study.drafts.own_template_file(kind)
    put_out(text, output, force=force)
    click.echo(f"This is {where}. Drafts here are made by {place}, if there is one.", err=True)


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
    from reflect.services.transcript_out import session_transcript

    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        text = session_transcript(study, session)
    put_out(text, output, force=force)
    click.echo("This is the whole record, for the researchers: it is not cleared for publication.", err=True)
