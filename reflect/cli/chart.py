"""`reflect chart`: charts of a study in the terminal, or as an SVG picture."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reflect.cli.agreement import drawing_samples
from reflect.cli.blinded import unblind_option, unseen_in
from reflect.cli.export_refi import audience_option
from reflect.cli.names import folder_argument, force_option, out_option
from reflect.cli.names_left import let_pass_option, refuse_names
from reflect.cli.output import put_out, ready
from reflect.cli.studies import opened
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from collections.abc import Mapping

    from reflect.domain.charts import AnyChart
    from reflect.services.charting import Charting

KINDS = ("points", "together", "saturation", "agreement")
_WIDTH = 80
"""Columns, where it is no terminal that is written to."""
_ENDS = (".svg", ".txt")
_ONLY_FOR = {
    "overlap": "together",
    "base": "saturation",
    "run": "saturation",
    "between": "agreement",
    "unit": "agreement",
    "uncoded": "agreement",
    "samples": "agreement",
}
"""The options of one kind of chart."""


@click.command(short_help="Draw points by role, points together, saturation, agreement.")
@folder_argument
@click.argument("kind", type=click.Choice(KINDS))
@audience_option
@click.option(
    "--overlap",
    type=click.Choice(["same", "overlapping", "passage"]),
    help="together: on the same quote (unless given), on words that overlap, or in a passage.",
)
@click.option("--base", type=click.IntRange(1), help="saturation: first sessions, as a base (4).")
@click.option("--run", type=click.IntRange(1), help="saturation: sessions taken together (2).")
@click.option("--between", metavar="A,B", help="agreement: only these researchers, with commas between.")
@click.option(
    "--unit",
    type=click.Choice(["character", "sentence", "passage"]),
    help="agreement: what is compared (sentence).",
)
@click.option(
    "--uncoded", type=click.Choice(["ignore", "count"]), help="agreement: text that nobody tagged (ignore)."
)
@click.option("--samples", type=click.IntRange(0), help="agreement: for the intervals (200).")
@unblind_option
@let_pass_option
@out_option
@force_option
def chart(
    folder: Path,
    kind: str,
    *,
    audience: str,
    unblind: bool,
    let_pass: tuple[str, ...],
    output: Path | None,
    force: bool,
    **given: str | int | None,
) -> None:
    """Draw a chart of the study in FOLDER: points, together, saturation or agreement.

    Without -o it is printed, with what it shows in words under it. A FILE that ends in .svg becomes a picture
    for paper and screens, legible in grey, with the same words in it; one that ends in .txt, what is printed.
    For the public only quotes count that anybody may read, small groups are not shown, nor what they could
    be worked out from, and researchers are not named. Who withdrew never counts.
    """
    from reflect.domain.gate import Audience
    from reflect.services.charting import Charting, chart_svg, chart_text

    options = {name: value for name, value in given.items() if value is not None}
    for name in options:
        if _ONLY_FOR[name] != kind:
            raise InvalidInput(f"--{name} is for the chart “{_ONLY_FOR[name]}”", remedy="Leave it out.")
    if output is not None:
        if output.suffix.lower() not in _ENDS:
            raise InvalidInput(
                "A chart is written as .svg or .txt", place=str(output), remedy="Let its name end so."
            )
        ready(output, force=force)
    reader = Audience(audience)
    with opened(folder) as study:
        hidden = unseen_in(study, unblind=unblind).sessions
        charting = Charting(study, study.rendering.rules(), audience=reader, hidden=hidden.__contains__)
        made = _made(charting, kind, options)
        refuse_names(charting.names_in(made, study.names_out, let_pass))
    picture = output is not None and output.suffix.lower() == ".svg"
    said = chart_svg(made) if picture else chart_text(made, _width(output))
    put_out(said, output, force=force)
    if reader is Audience.INTERNAL:
        click.echo("This is for the researchers: it is not cleared for publication.", err=True)
    else:
        click.echo("This is what the public may see; --for internal shows all of it.", err=True)


def _made(charting: Charting, kind: str, given: Mapping[str, str | int]) -> AnyChart:
    from reflect.analysis.agreement import SAMPLES
    from reflect.analysis.coded_text import CodingUnit
    from reflect.analysis.counts import Overlap
    from reflect.analysis.saturation import BASE, RUN
    from reflect.analysis.sums import Uncoded
    from reflect.domain.charts import ChartKind

    match ChartKind(kind):
        case ChartKind.POINTS:
            return charting.points()
        case ChartKind.TOGETHER:
            return charting.together(Overlap(str(given.get("overlap", Overlap.SAME))))
        case ChartKind.SATURATION:
            return charting.saturation(base=int(given.get("base", BASE)), run=int(given.get("run", RUN)))
        case ChartKind.AGREEMENT:
            names = [name.strip() for name in str(given.get("between", "")).split(",")]
            return charting.agreement(
                between=[name for name in names if name],
                unit=CodingUnit(str(given.get("unit", CodingUnit.SENTENCE))),
                uncoded=Uncoded(str(given.get("uncoded", Uncoded.IGNORE))),
                samples=int(given.get("samples", SAMPLES)),
                progress=drawing_samples,
            )


def _width(output: Path | None) -> int:
    if output is not None or not sys.stdout.isatty():
        return _WIDTH
    return shutil.get_terminal_size().columns
