"""A chart as it leaves the study: an SVG picture in `exports/`, or one among the write-ups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from reflect.domain.charts import AnyChart, ChartKind
from reflect.domain.gate import Audience
from reflect.services import charting
from reflect.services.charting import Charting, Hidden, chart_svg
from reflect.services.leaks import Leak
from reflect.services.names_out import NamesOut
from reflect.services.rendering import Rendering
from reflect.store.export_folder import ExportFolder
from reflect.writeups.escape import as_typed_inline


class Source(charting.Source, Protocol):
    """What this needs of a study."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def rendering(self) -> Rendering:
        """What the gate goes by."""

    @property
    def names_out(self) -> NamesOut:
        """Its names."""


class ChartOut(NamedTuple):
    """A chart, made and not yet written."""

    kind: ChartKind
    audience: Audience
    chart: AnyChart
    names: tuple[Leak, ...]
    """Names that stand in its words: not to be written before somebody lets them."""
    left_out: int
    """Sessions whose tags are not to be shown, and are not in it."""


def charted(
    study: Source,
    kind: ChartKind,
    audience: Audience,
    *,
    hidden: Hidden = lambda _session: False,
    let_pass: Sequence[str] = (),
) -> ChartOut:
    """A chart for its reader. Raises as `Charting.agreement`."""
    made = Charting(study, study.rendering.rules(), audience=audience, hidden=hidden)
    chart = made.chart(kind)
    names = [leak for leak in made.names_in(chart, study.names_out, let_pass) if not leak.near]
    return ChartOut(kind, audience, chart, tuple(names), len(made.left_out))


def put_into_exports(study: Source, made: ChartOut) -> Path:
    """Write it into `exports/`, never over a file that somebody has changed. Raises StoreError."""
    stem = f"chart-{made.kind.value}-{made.audience.value}"
    return ExportFolder(study.folder).put(stem, ".svg", chart_svg(made.chart).encode()).path


def put_beside_writeups(made: ChartOut, keep: Callable[[str, str], str]) -> str:
    """Keep it as a picture of write-ups; gives the lines that show it in one, with its words beneath.

    `keep` keeps a picture under a name like the one that it is given, and says where.
    """
    where = keep(f"chart-{made.kind.value}", chart_svg(made.chart))
    return markdown_of(made.chart, where)


def markdown_of(chart: AnyChart, where: str) -> str:
    """The lines of a write-up that show a picture of a chart and say what is in it."""
    return f"![{as_typed_inline(chart.title)}]({where})\n\n{as_typed_inline(chart.description)}\n"
