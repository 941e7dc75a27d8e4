"""Commands that make or open a study: demo, new, open, interview."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli import screens
from reflect.cli.names import folder_argument, guide_option, participant_option

DEMO_FOLDER = "reflect-demo"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=DEMO_FOLDER)
@click.option("--no-open", is_flag=True, help="Only make the study; show no screen.")
def demo(folder: Path, *, no_open: bool) -> None:
    """Make the demo study and open it.

    It is made in FOLDER (reflect-demo here, unless you say otherwise) from six invented interviews, with
    participants, consent, tagged quotes and a half-written reflection. A demo that is there already is opened
    as you left it.
    """
    from reflect.services.demo import build_demo, is_study

    if not no_open:
        screens.need_terminal("With --no-open the demo study is made and no screen is shown")
    if is_study(folder):
        click.echo(f"{folder} is a study already: nothing was changed in it.", err=True)
    else:
        build_demo(folder).close()
        click.echo(f"The demo study is in {folder}. Everyone in it is invented.", err=True)
    if not no_open:
        screens.open_and_show(folder)


@click.command()
@folder_argument
@click.option("--title", required=True, metavar="TEXT", help="What the study is called.")
def new(folder: Path, title: str) -> None:
    """Make a new, empty study in FOLDER."""
    from reflect.services.identity import system_clock
    from reflect.services.preferences import remember_study
    from reflect.services.study import Study

    study = Study.create(folder, title)
    remember_study(folder, study.title, system_clock().isoformat(timespec="seconds"))
    study.close()
    how = f"reflect open {_typed(folder)}"
    click.echo(f"The study “{title.strip()}” is in {folder}. Open it with: {how}", err=True)


@click.command(name="open")
@folder_argument
def open_study(folder: Path) -> None:
    """Open the study in FOLDER."""
    screens.open_and_show(folder)


@click.command(short_help="Begin an interview now.")
@folder_argument
@guide_option
@participant_option(required=True, help="Who is interviewed.")
def interview(folder: Path, guide_id: str, participant: str) -> None:
    """Begin an interview now: straight into a new session of the study in FOLDER."""
    from reflect.services.study import Study

    study = Study.open(folder)
    study.guide_shelf.guide(guide_id)
    study.participant(participant)
    screens.need_terminal("An interview is led on the screen")
    screens.show_session(study, study.start_session(guide_id, participant))


def _typed(folder: Path) -> str:
    """The folder as one would type it in a shell."""
    import shlex

    return shlex.quote(str(folder))
