"""Commands about the codebook of a study: list, export, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.group import Commands
from reflect.cli.names import folder_argument, force_option, json_option, out_option
from reflect.cli.output import put_out, ready
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from collections.abc import Sequence

    from reflect.services.codebook_files import PointChange


@click.group(cls=Commands, short_help="List, export and import learning points.")
def codebook() -> None:
    """List, export and import the learning points of a study."""


@codebook.command(name="list", short_help="List the learning points with their counts.")
@folder_argument
@json_option
def list_points(folder: Path, *, as_json: bool) -> None:
    """List the learning points of the study in FOLDER, with how many quotes and people each has."""
    from reflect.services.codebook_use import codebook_use

    with opened(folder) as study:
        used = codebook_use(study)
    rows = [(point, used.of(point.id)) for point in used.codebook.points]
    if as_json:
        print_json(
            [
                {
                    "id": point.id,
                    "number": point.number,
                    "name": point.name,
                    "colour": point.colour,
                    "parent": point.parent,
                    "retired": point.retired,
                    "description": point.description,
                    "use_when": point.use_when,
                    "not_when": point.not_when,
                    "example": point.example,
                    "anchors": {anchor.value: anchor.text for anchor in point.anchors},
                    "merged": [one.id for one in used.codebook.merged if used.codebook.get(one.id) == point],
                    **counts._asdict(),
                }
                for point, counts in rows
            ]
        )
        return
    print_table(
        ["number", "id", "quotes", "against", "sessions", "people", "colour", "under", "name"],
        [
            [
                str(point.number),
                point.id,
                str(counts.quotes),
                str(counts.contradicting),
                str(counts.sessions),
                str(counts.people),
                point.colour,
                point.parent or "–",
                f"{point.name} (retired)" if point.retired else point.name,
            ]
            for point, counts in rows
        ],
    )


@codebook.command(short_help="Say what was done to the learning points, and when.")
@folder_argument
@click.option("--point", metavar="N|ID", help="Only this learning point: its number or its id.")
@json_option
def history(folder: Path, *, point: str | None, as_json: bool) -> None:
    """Say what was done to the learning points of the study in FOLDER, by whom and when.

    Examples may be somebody's words: of them only the change is told.
    """
    from reflect.analysis.audit import without_examples
    from reflect.services.finding import point_id

    with opened(folder) as study:
        book = study.codebook()
        wanted = point_id(book, point) if point is not None else None
        log = [each for each in study.trail.codebook() if wanted in (None, book.standing_for(each.point))]
    found = without_examples(log)
    if as_json:
        print_json(found)
        return
    print_table(
        ["when", "who", "point", "what", "before and after"],
        [
            [
                entry.at[:16].replace("T", " "),
                entry.by or "–",
                entry.point,
                entry.what,
                " → ".join(word or "–" for word in (entry.before, entry.after)),
            ]
            for entry in found
        ],
    )


@codebook.command(short_help="Write the codebook as Markdown.")
@folder_argument
@out_option
@force_option
def export(folder: Path, output: Path | None, *, force: bool) -> None:
    """Write the codebook of the study in FOLDER as Markdown: to be read, changed and imported again."""
    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        text = study.codebook_file.markdown()
    put_out(text, output, force=force)


@codebook.command(name="import", short_help="Add and change learning points from Markdown.")
@folder_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change; change nothing.")
@json_option
def import_points(folder: Path, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Add and change learning points of the study in FOLDER as FILE says, a codebook in Markdown.

    A point of the file with the id of one that the study has takes its place, and its quotes stay with it.
    Points that are not in the file stay as they are. Every problem is named at once, and then nothing is
    changed.
    """
    with opened(folder) as study:
        found = study.codebook_file.take_in(file, dry_run=dry_run)
    if as_json:
        print_json(found)
    else:
        print_table(
            ["what", "number", "id", "fields", "name"],
            [
                [each.what, str(each.number), each.point, ", ".join(each.fields) or "–", each.name]
                for each in found
            ],
        )
    click.echo(_in_words(found, dry_run=dry_run), err=True)


def _in_words(found: Sequence[PointChange], *, dry_run: bool) -> str:
    new, changed = (sum(each.what == what for each in found) for what in ("new", "changed"))
    if not new and not changed:
        return "Nothing in it is new."
    said = " and ".join(
        part
        for part, count in ((counted(new, "learning point") + " added", new), (f"{changed} changed", changed))
        if count
    )
    return f"{said[0].upper()}{said[1:]}." + (" This was a dry run: nothing was changed." if dry_run else "")
