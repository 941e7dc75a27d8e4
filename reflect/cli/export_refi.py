"""Commands that write a study for other programs of qualitative analysis, as REFI-QDA."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.names import Function, force_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out_bytes, ready
from reflect.cli.studies import opened
from reflect.cli.table import counted
from reflect.errors import InvalidInput

audience_option = click.option(
    "--for",
    "audience",
    type=click.Choice(["internal", "public"]),
    default="public",
    show_default=True,
    help="Who is to read it.",
)


def into_option(function: Function) -> Function:
    """Add `-o FILE`, which is needed: an archive is nothing for a terminal."""
    return click.option(
        "-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write."
    )(function)


@click.command(short_help="Write the study for NVivo, ATLAS.ti, MAXQDA, QualCoder …")
@audience_option
@click.option("--names", "with_names", is_flag=True, help="Call people by their names (--for internal).")
@let_pass_option
@into_option
@force_option
@click.pass_obj
def qdpx(
    folder: Path,
    *,
    audience: str,
    with_names: bool,
    let_pass: tuple[str, ...],
    output: Path,
    force: bool,
) -> None:
    """Write the study as a REFI-QDA project (.qdpx), which other programs of analysis open.

    For the public: the quotes that may be read, in one text, with their learning points. For researchers
    (--for internal): every session as a text, under codes, but what was taken back; with who tagged what and
    when, memos, stars and participants; names of people in texts give way to their codes, unless --names
    calls people by them. Nothing is written while other names stand in it that nobody let pass.
    """
    from reflect.domain.gate import Audience
    from reflect.exchange.refi_write import as_qdpx
    from reflect.services.refi_out import project_out
    from reflect.writeups.render import held_back_report

    readers = Audience(audience)
    if with_names and audience != "internal":
        raise InvalidInput("Names are for researchers only", remedy="Say --for internal with --names.")
    inside = readers is Audience.INTERNAL
    ready(output, force=force)
    with opened(folder) as study:
        made = project_out(
            study,
            study.rendering.rules(),
            study.names_out,
            audience=readers,
            with_names=with_names,
            let_pass=let_pass,
        )
    refuse_names(made.names, "Or write it with names, for researchers only: --names." if inside else "")
    put_out_bytes(as_qdpx(made.project, made.ours), output, force=force)
    sources = made.project.sources
    quotes = sum(len(source.selections) for source in sources)
    click.echo(
        f"{counted(len(sources), 'text')}, {counted(quotes, 'quote')}. "
        f"{held_back_report(made.held_back) or 'No quote was held back'}.",
        err=True,
    )
    if inside:
        click.echo("This is for the researchers: it is not cleared for publication.", err=True)


@click.command(short_help="Write the learning points as a REFI-QDA codebook.")
@audience_option
@let_pass_option
@into_option
@force_option
@click.pass_obj
def qdc(folder: Path, *, audience: str, let_pass: tuple[str, ...], output: Path, force: bool) -> None:
    """Write the learning points as a REFI-QDA codebook (.qdc), which other programs of analysis open.

    For the public without their examples, which may be somebody's words.
    """
    from reflect.domain.gate import Audience
    from reflect.exchange.refi_write import as_qdc
    from reflect.services.refi_out import codebook_out, names_in

    readers = Audience(audience)
    ready(output, force=force)
    with opened(folder) as study:
        project = codebook_out(study, readers)
        found = names_in(project, study.names_out, let_pass) if readers is Audience.PUBLIC else ()
    refuse_names(found)
    if not project.codes:
        raise InvalidInput("There is no learning point in this study", remedy="Add one first.")
    put_out_bytes(as_qdc(project), output, force=force)
