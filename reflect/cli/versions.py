"""Earlier versions of a write-up: listed, shown whole, or as what changed since."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import print_json, print_table
from reflect.errors import InvalidInput


@click.command(short_help="List earlier versions of a write-up, or show one.")
@folder_argument
@click.argument("writeup", metavar="WRITEUP")
@click.option("--show", type=int, metavar="N", help="Print version N as it was.")
@click.option("--diff", type=int, metavar="N", help="Print what came and went since version N, word by word.")
@json_option
def versions(folder: Path, writeup: str, show: int | None, diff: int | None, *, as_json: bool) -> None:
    """List the versions of a WRITEUP that are kept, the latest first; 1 is the latest.

    A version is kept at each draft and each export, before the first change of a day, and by hand under a
    name. The text is the researchers' own, with references in the place of quotes. What came since stands in
    [+ +], what went in [- -].
    """
    if show is not None and diff is not None:
        raise InvalidInput("It is either --show or --diff")
    with opened(folder) as study:
        now = study.writeup_shelf.text(writeup)
        kept = study.writeup_shelf.versions
        number = show if show is not None else diff
        found = kept.all(writeup) if number is None else ()
        text = "" if number is None else kept.text(writeup, kept.called(writeup, number))
    if number is None and as_json:
        print_json(found)
    elif number is None:
        headings = ["n", "kept", "by", "words", "quotes", "why"]
        print_table(
            headings,
            [
                [
                    str(n),
                    version.at[:16].replace("T", " "),
                    version.by or "–",
                    str(version.words),
                    str(version.quotes),
                    f"“{version.name}”" if version.name else version.why,
                ]
                for n, version in enumerate(found, 1)
            ],
        )
    elif show is not None:
        click.echo(text, nl=False)
    else:
        from reflect.domain.marked_changes import in_context, pieces, plain

        changed = plain(in_context(pieces(text, now)))
        click.echo(changed or "Nothing changed since.", err=not changed)
