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
    Analysis(
        "tables",
        "Tables",
        "how often what was said by whom, where, and together with what",
        _tables,
    ),
    Analysis(
        "framework",
        "Framework matrix",
        "each case on each learning point, summed up in your own words",
        _framework,
    ),
    Analysis(
        "coverage",
        "Coverage and saturation",
        "what each session added, and what is missing: words, questions, voices, roles",
        _coverage,
    ),
    Analysis(
        "agreement",
        "How far researchers agree",
        "κ and α of each learning point, with intervals: unit and untagged text by choice",
        _agreement,
    ),
    Analysis(
        "differences",
        "Where tags differ",
        "words that two researchers tagged differently, settled one by one",
        _differences,
    ),
    Analysis(
        "charts",
        "Charts",
        "points by role, points together, saturation, agreement: also as pictures",
        _charts,
    ),
    Analysis(
        "codebook-history",
        "History of the learning points",
        "what was added, changed, merged and split, by whom and when",
        _codebook_history,
    ),
    Analysis(
        "audit",
        "Who did what, and when",
        "sessions, tags, memos, approvals, the codebook, write-ups: the last first",
        _audit,
    ),
)
"""In the order in which they are listed."""
