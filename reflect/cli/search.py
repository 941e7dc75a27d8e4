"""`reflect search`: find words in everything that a study holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.lists import points_of
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import looked_at
from reflect.cli.table import print_json, print_table
from reflect.cli.taken_back import left_out

if TYPE_CHECKING:
    from reflect.services.searching import Hit

_BEFORE = 24
"""Characters before what was found: a terminal cuts the line at its right end."""
_LONG = 40


@click.command(short_help="Find words in answers, transcripts, notes, memos and quotes.")
@folder_argument
@click.argument("query")
@json_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    metavar="N",
    help="At most so many hits.",
)
@click.option(
    "--order",
    type=click.Choice(["best", "reading"]),
    help="The best first (usual where there are words to go by), or in reading order.",
)
@unblind_option
def search(folder: Path, query: str, *, as_json: bool, limit: int, order: str | None, unblind: bool) -> None:
    """Find what fits QUERY in the study in FOLDER: answers, transcripts, field notes, memos, quotes.

    QUERY, between single quotes, takes words, "phrases", beginnings*, -without, and the filters
    role:provider, person:P03, guide:provider, session:k3v9, question:4, kind:answer, point:4, by:ana,
    contradicts, untagged. All of it must be so. Put -- before a QUERY that begins with a minus.
    """
    from reflect.services.searching import Order

    with looked_at(folder) as study:
        found = study.finder.search(query, limit=limit, order=Order(order) if order else None)
        shown = list(found.hits)
        if unseen_in(study, unblind=unblind).sessions:
            shown = study.blind.hits(study, shown)
        hits = left_out(shown, study.people())
        if as_json:
            print_json(hits)
        elif hits:
            codebook = study.codebook()
            print_table(
                ["session", "who", "where", "points", "words"],
                [
                    [
                        hit.session or "–",
                        hit.participant or "–",
                        hit.passage,
                        points_of(hit, codebook),
                        _in_context(hit),
                    ]
                    for hit in hits
                ],
            )
        if not shown:
            click.echo("Nothing fits.", err=True)
        elif found.next:
            click.echo(f"These are the first {limit}; there are more: see --limit.", err=True)
        elif found.capped:
            click.echo("More fit than could be weighed: ask with --order reading for all of them.", err=True)


def _in_context(hit: Hit) -> str:
    """What was found with what stands around it, so that it is in sight on a narrow terminal too."""
    if len(hit.text) > _LONG:  # it speaks for itself
        return f"{hit.text}{hit.after}"
    before = hit.before[-_BEFORE:]
    if hit.start > len(before):
        before = f"… {before.partition(' ')[2] or before}"
    return f"{before}{hit.text}{hit.after}"
