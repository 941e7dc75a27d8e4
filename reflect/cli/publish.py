"""`reflect export … writeup`: a write-up as others may have it, as Markdown, a web page, Word or PDF."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.names import force_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out_bytes, ready
from reflect.cli.studies import opened
from reflect.errors import InvalidInput

_ENDINGS = {"md": "md", "markdown": "md", "html": "html", "htm": "html", "docx": "docx", "pdf": "pdf"}


@click.command(short_help="Write a write-up for its readers.")
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "docx", "pdf"]),
    help="By the output file's ending, unless given; Markdown without either.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["public", "participant", "internal"]),
    default="public",
    show_default=True,
    help="Who is to read it.",
)
@click.option("--reader", metavar="CODE", help="Which participant, with --for participant.")
@click.option(
    "--front-matter", is_flag=True, help="Begin Markdown with title, date, kind, study and audience as YAML."
)
@let_pass_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write into this file, and not into the study's exports.",
)
@force_option
@click.pass_obj
def writeup(
    folder: Path,
    name: str,
    *,
    form: str | None,
    audience: str,
    reader: str | None,
    front_matter: bool,
    let_pass: tuple[str, ...],
    output: Path | None,
    force: bool,
) -> None:
    """Write the write-up NAME as --for may read it; standard error says what was held back and why.

    Nothing is written while a reference is wrong, a picture is not in the study's folder, or a name stands in
    it that nobody let pass. Without -o it goes into the study's exports; a file there that somebody has
    changed stays as it is, and the new one is numbered.
    """
    from reflect.domain.gate import Audience
    from reflect.services.publishing import Form, Readers

    kind = Form(form or _by_ending(output))
    if front_matter and kind is not Form.MARKDOWN:
        raise InvalidInput("--front-matter is for Markdown", remedy="Leave it out, or take --format md.")
    if reader is not None and audience != Audience.PARTICIPANT:
        raise InvalidInput("--reader goes with --for participant", remedy="Leave one of them out.")
    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        code = study.participant(reader).code if reader is not None else None
        readers = Readers(Audience(audience), code)
        found = study.publishing.names_in(name, readers, let_pass=let_pass)
        refuse_names(found)
        may_stand = [*let_pass, *(leak.words for leak in found)]
        made = study.publishing.made(name, kind, readers, with_front_matter=front_matter, let_pass=may_stand)
        notes = made.notes
        if output is None:
            kept = study.publishing.keep(made)
            notes = kept.notes
            click.echo(f"Written to {kept.path}.", err=True)
        else:
            put_out_bytes(made.data, output, force=force)
            study.publishing.gone(made)
    for line in (*dict.fromkeys(remark.text for remark in made.rendered.remarks), *notes):
        click.echo(f"{line.removesuffix('.')}.", err=True)
    click.echo(f"{made.rendered.report or 'No quote was held back'}.", err=True)


def _by_ending(output: Path | None) -> str:
    return _ENDINGS.get(output.suffix.casefold().removeprefix("."), "md") if output is not None else "md"
