"""What commands leave out where one tags without seeing what others did, and the option that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reflect.cli.table import counted
from reflect.domain.side_by_side import Unseen

if TYPE_CHECKING:
    from reflect.services.reading import StudyReader
    from reflect.services.study import Study

unblind_option = click.option(
    "--unblind", is_flag=True, help="Show what others did also in sessions that you tag blind."
)


def unseen_in(study: Study | StudyReader, *, unblind: bool) -> Unseen:
    """What one is not shown; says on standard error in how many sessions that is."""
    if unblind:
        return Unseen()
    sessions = study.blind.sessions_in(study)
    if sessions:
        there = counted(len(sessions), "session")
        click.echo(f"Left out: what others did in {there} that you tag blind; --unblind shows it.", err=True)
    return study.blind.unseen() if sessions else Unseen()
