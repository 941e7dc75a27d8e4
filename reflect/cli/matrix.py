"""`reflect matrix`: how many quotes of each learning point stand in each session."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import looked_at
from reflect.cli.table import print_json, print_table


@click.command(short_help="Count quotes: learning points by sessions.")
@folder_argument
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV table instead, for a spreadsheet.")
def matrix(folder: Path, *, as_json: bool, as_csv: bool) -> None:
    """Count the quotes of each learning point in each session of the study in FOLDER.

    Learning points are rows, by number; sessions are columns, from the oldest.
    """
    with looked_at(folder) as study:
        sessions = study.finder.points_by_session()
        points: list[str] = [point.id for point in study.codebook().points]
        strays = sorted({point for counts in sessions.values() for point in counts}.difference(points))
        names: dict[str, tuple[str, str]] = {
            point.id: (str(point.number), point.name) for point in study.codebook().points
        }
        rows = [
            (point, *names.get(point, ("", point)), [counts.get(point, 0) for counts in sessions.values()])
            for point in (*points, *strays)
        ]
        if as_json:
            print_json(
                [
                    {
                        "point": point,
                        "number": int(number) if number else None,
                        "name": name,
                        "quotes": sum(counts),
                        "sessions": dict(zip(sessions, counts, strict=True)),
                    }
                    for point, number, name, counts in rows
                ]
            )
            return
        lines = [[number, name, str(sum(counts)), *map(str, counts)] for _, number, name, counts in rows]
        headings = ["no", "learning point", "quotes", *sessions]
        if as_csv:
            import csv
            import io

            written = io.StringIO()
            csv.writer(written, lineterminator="\n").writerows([headings, *lines])
            click.echo(written.getvalue(), nl=False)
            return
        print_table(headings, lines)
