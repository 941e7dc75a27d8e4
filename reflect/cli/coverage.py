"""`reflect coverage`: what the tagging covers, and what each session added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import looked_at
from reflect.cli.table import counted, print_json, print_table

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.analysis.coverage import Coverage, PointCover
    from reflect.domain.codebook import Codebook

_BAR = 20


@click.command(short_help="What the tagging covers, and what is missing.")
@folder_argument
@click.option(
    "--base", type=click.IntRange(1), default=4, show_default=True, help="First sessions, as a base."
)
@click.option("--run", type=click.IntRange(1), default=2, show_default=True, help="Sessions taken together.")
@json_option
def coverage(folder: Path, *, base: int, run: int, as_json: bool) -> None:
    """Say what the tagging of the study in FOLDER covers: what each session added, and what is missing.

    New learning points session by session, and as a share of those of the first sessions (Guest, Namey and
    Chen 2020); how much was said in passages that nobody tagged; questions that never yielded a quote;
    points without a dissenting voice, or that rest on one; voices never quoted; roles not heard on a point.
    It prints figures and gives no verdict.
    """
    from reflect.services.covering import coverage as covered

    with looked_at(folder) as study:
        found = covered(study, base=base, run=run)
        codebook = study.codebook()
    if as_json:
        print_json(found)
        return
    _print_added(found, codebook, base)
    _print_untagged(found)
    _print_points(found)
    _print_missing(found)


def _print_added(found: Coverage, codebook: Codebook, base: int) -> None:
    click.echo("What each session added")
    most = max((each.so_far for each in found.added), default=1)
    print_table(
        ["", "session", "points", "new", "child themes", "so far", "", "which are new"],
        [
            [
                str(n),
                each.session,
                str(each.points),
                str(len(each.new)),
                str(len(each.new_children)),
                str(each.so_far),
                "█" * round(each.so_far * _BAR / most),
                " ".join(_number(point, codebook) for point in each.new) or "–",
            ]
            for n, each in enumerate(found.added, 1)
        ],
    )
    if not found.runs:
        click.echo("There are too few tagged sessions for shares of the first ones.\n")
        return
    click.echo(f"\nNew points as a share of those of the first {counted(base, 'session')}")
    print_table(
        ["sessions", "new", "of", "share"],
        [
            [
                f"{run.first}" if run.first == run.last else f"{run.first} to {run.last}",
                str(run.new),
                str(run.base),
                "n/a" if run.share is None else f"{run.share:.0%}",
            ]
            for run in found.runs
        ],
    )
    click.echo()


def _print_untagged(found: Coverage) -> None:
    click.echo("Words in passages that nobody tagged")
    print_table(
        ["session", "passages", "untagged", "words", "untagged", "share"],
        [
            [
                each.session,
                *map(str, (each.passages, each.untagged, each.words, each.untagged_words)),
                f"{each.share:.0%} {'█' * round(each.share * _BAR)}",
            ]
            for each in found.sessions
            if each.passages
        ],
    )
    click.echo()


def _print_points(found: Coverage) -> None:
    click.echo("How learning points are borne out")
    print_table(
        ["no", "quotes", "voices", "against", "learning point", "what is missing"],
        [
            [
                str(point.number),
                *map(str, (point.quotes, point.voices, point.dissenting)),
                point.name,
                "; ".join(
                    said
                    for said, so in (
                        ("no quotes", not point.quotes),
                        ("rests on one voice", point.voices == 1),
                        ("no dissenting voice", point.quotes and not point.dissenting),
                        (f"not heard: {', '.join(point.roles_missing)}", _unheard(point)),
                    )
                    if so
                )
                or "–",
            ]
            for point in found.points
        ],
    )
    click.echo()


def _unheard(point: PointCover) -> bool:
    return bool(point.quotes and point.roles_missing)


def _print_missing(found: Coverage) -> None:
    if found.questions:
        click.echo("Questions that never yielded a quote")
        print_table(
            ["question", "answers", "what it asks"],
            [[each.id, str(each.passages), each.name] for each in found.questions],
        )
        click.echo()
    else:
        click.echo("Every question that was answered yielded a quote.")
    click.echo(f"Voices never quoted: {', '.join(found.never_quoted) or 'none'}.")


def _number(point: str, codebook: Codebook) -> str:
    known = codebook.get(point)
    return str(known.number) if known else point
