"""`reflect agreement`: how far researchers agree on what they tagged, and where they do not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_csv, print_json, print_table
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from collections.abc import Iterable

    from reflect.analysis.agreement import Agreement
    from reflect.analysis.disagreements import Disagreement
    from reflect.domain.codebook import Codebook

_WORDS = 60


@click.command(short_help="How far researchers agree on their tags.")
@folder_argument
@click.option("--between", metavar="A,B", default="", help="Only these researchers, with commas between.")
@click.option("--session", "sessions", metavar="ID", multiple=True, help="Only this one; may be repeated.")
@click.option(
    "--unit",
    type=click.Choice(["character", "sentence", "passage"]),
    default="sentence",
    show_default=True,
    help="What is compared, one by one.",
)
@click.option(
    "--uncoded",
    type=click.Choice(["ignore", "count"]),
    default="ignore",
    show_default=True,
    help="What becomes of text that nobody tagged.",
)
@click.option(
    "--samples", type=click.IntRange(0), default=200, show_default=True, help="For the intervals; 0: none."
)
@click.option("--list", "as_list", is_flag=True, help="List where they differ instead of the figures.")
@unblind_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV table instead, for a spreadsheet.")
def agreement(
    folder: Path,
    *,
    between: str,
    sessions: tuple[str, ...],
    unit: str,
    uncoded: str,
    samples: int,
    as_list: bool,
    unblind: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Say how far the researchers of the study in FOLDER agree on what they tagged.

    For each learning point: how often it was given, the share of agreement, Cohen's kappa, Krippendorff's
    alpha, and alpha of the stretches that each chose. All points together comes first: there only the very
    same points are agreement. Text that nobody tagged is left out unless --uncoded count asks for it. With
    --list, where they differ is listed instead, side by side.
    """
    from reflect.analysis.coded_text import CodingUnit
    from reflect.analysis.sums import Uncoded
    from reflect.services.comparing import Comparing

    if as_json and as_csv:
        raise InvalidInput("--json and --csv do not go together: choose one")
    names = [name.strip() for name in between.split(",") if name.strip()]
    with opened(folder) as study:
        hidden = unseen_in(study, unblind=unblind).sessions
        comparing = Comparing(study, sessions=sessions, between=names, hidden=hidden.__contains__)
        codebook = study.codebook()
        if as_list:
            from reflect.cli.taken_back import left_out

            found = left_out(comparing.disagreements(), study.people())
            _print_list(found, codebook, as_json=as_json, as_csv=as_csv)
            return
        figures = comparing.agreement(
            unit=CodingUnit(unit), uncoded=Uncoded(uncoded), samples=samples, progress=drawing_samples
        )
    _print_figures(figures, codebook, as_json=as_json, as_csv=as_csv)


def drawing_samples(done: int, of: int) -> None:
    """A bar on standard error, for whoever watches."""
    if sys.stderr.isatty() and (done == of or done % 5 == 0):
        if done == of:
            click.echo("\r\x1b[K", err=True, nl=False)
        else:
            full = done * 20 // of
            click.echo(f"\rDrawing samples {'█' * full}{'░' * (20 - full)} {done}/{of}", err=True, nl=False)


class _Row(msgspec.Struct, kw_only=True):
    """A row of `--json`: figures as fractions, null where there is none."""

    point: str
    number: int | None
    name: str
    prevalence: float | None
    percent: object
    kappa: object
    alpha: object
    cu_alpha: object = msgspec.UNSET
    u_alpha: object = msgspec.UNSET


def _print_figures(found: Agreement, codebook: Codebook, *, as_json: bool, as_csv: bool) -> None:
    from reflect.services.agreement_words import (
        estimate_said,
        explained,
        named_rows,
        of_stretches,
        prevalence_said,
    )

    stretches, rows = of_stretches(found), named_rows(found, codebook)
    if as_json:
        print_json(
            {
                "researchers": found.researchers,
                "sessions": found.sessions,
                "unit": found.unit,
                "uncoded": found.uncoded,
                "units": found.units,
                "left_out": found.left_out,
                "drawn": found.drawn,
                "samples": found.samples,
                "rows": [
                    _Row(
                        point=row.point,
                        number=number,
                        name=name,
                        prevalence=row.prevalence,
                        percent=row.percent,
                        kappa=row.kappa,
                        alpha=row.alpha,
                        **{f"{stretches}_alpha": row.stretches},
                    )
                    for number, name, row in rows
                ],
            }
        )
        return
    if as_csv:
        figures = ("percent", "kappa", "alpha", f"{stretches}_alpha")
        ends = [f"{figure}{end}" for figure in figures for end in ("", "_low", "_high")]
        lines = [
            [
                str(number or ""),
                name,
                _number(row.prevalence, 6),
                *(
                    _number(value, 6)
                    for estimate in (row.percent, row.kappa, row.alpha, row.stretches)
                    for value in (estimate.value, estimate.low, estimate.high)
                ),
            ]
            for number, name, row in rows
        ]
        print_csv(["no", "learning point", "prevalence", *ends], lines)
        return
    print_table(
        ["no", "given", "agreed", "kappa", "alpha", f"{stretches}-alpha", "learning point"],
        [
            [
                str(number or ""),
                prevalence_said(row),
                estimate_said(row.percent, share=True),
                estimate_said(row.kappa),
                estimate_said(row.alpha),
                estimate_said(row.stretches),
                name,
            ]
            for number, name, row in rows
        ],
    )
    said = explained(found, count_them="--uncoded count counts them", alpha="alpha")
    click.echo("\n".join(said), err=True)


def _print_list(found: list[Disagreement], codebook: Codebook, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json([{"id": each.id, **msgspec.to_builtins(each)} for each in found])
        return
    lines = [
        [
            each.id,
            "; ".join(f"{side.researcher}: {_numbers(side.points, codebook)}" for side in each.sides),
            "–" if each.agreed is None else _numbers(each.agreed, codebook),
            each.words if as_csv or len(each.words) <= _WORDS else each.words[: _WORDS - 1] + "…",
        ]
        for each in found
    ]
    headings = ["where", "who gave what", "agreed", "words"]
    if as_csv:
        print_csv(headings, lines)
        return
    print_table(headings, lines)
    left = sum(each.agreed is None for each in found)
    click.echo(f"{counted(len(found), 'place')} where they differ, {left} not settled.", err=True)


def _numbers(points: Iterable[str], codebook: Codebook) -> str:
    known = {codebook.get(point) for point in points}
    numbers = [str(number) for number in sorted(point.number for point in known if point)]
    strays = [point for point in points if codebook.get(point) is None]
    return " ".join([*numbers, *strays]) or "nothing"


def _number(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}".rstrip("0").rstrip(".")
