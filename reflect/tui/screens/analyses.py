"""What a study's analysis can show: a row of the tab each, and the screen that it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.screen import Screen

from reflect.services.study import Study


class Analysis(NamedTuple):
    """One way to look at what was tagged."""

    id: str
    title: str
    about: str
    """What it answers, in one line."""
    opens: Callable[[Study], Screen[None]]
    """Makes its screen; imports it only then, since most are seldom looked at."""


def _tables(study: Study) -> Screen[None]:
    from reflect.tui.screens.tables import TablesScreen

    return TablesScreen(study)


def _agreement(study: Study) -> Screen[None]:
    from reflect.tui.screens.agreement import AgreementScreen

    return AgreementScreen(study)


def _differences(study: Study) -> Screen[None]:
    from reflect.tui.screens.differences import DifferencesScreen

    return DifferencesScreen(study)


def _coverage(study: Study) -> Screen[None]:
    from reflect.tui.screens.coverage import CoverageScreen

    return CoverageScreen(study)


def _audit(study: Study) -> Screen[None]:
    from reflect.tui.screens.audit import AuditScreen

    return AuditScreen(study)


def _codebook_history(study: Study) -> Screen[None]:
    from reflect.tui.screens.codebook_history import CodebookHistoryScreen

    return CodebookHistoryScreen(study)


def _charts(study: Study) -> Screen[None]:
    from reflect.tui.screens.charts import ChartsScreen

    return ChartsScreen(study)


def _framework(study: Study) -> Screen[None]:
    from reflect.tui.screens.framework import FrameworkScreen

    return FrameworkScreen(study)


ANALYSES: tuple[Analysis, ...] = (
    Analysis("tables", "Tables", "what was said by whom, where, with what", _tables),
    Analysis("charts", "Charts", "the same at a glance, also as pictures", _charts),
    Analysis("framework", "Framework matrix", "each case on each point, in your words", _framework),
    Analysis("coverage", "Coverage and saturation", "what each session added, what is missing", _coverage),
    Analysis("agreement", "How far researchers agree", "κ and α of each point, with intervals", _agreement),
    Analysis("differences", "Where tags differ", "two researchers’ tags, settled one by one", _differences),
    Analysis(
        "codebook-history",
        "History of the learning points",
        "added, changed, merged and split",
        _codebook_history,
    ),
    Analysis("audit", "Who did what, and when", "sessions, tags, approvals, write-ups", _audit),
)
"""In the order in which they are listed."""
