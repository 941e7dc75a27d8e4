"""Commands about rounds of self-assessment: list, open, close, reopen, reminders."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.group import Commands
from reflect.cli.names import folder_argument, json_option
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import NotFound

round_argument = click.argument("wanted", metavar="ROUND")
on_option = click.option(
    "--on", metavar="DAY", default="", help="The day, as 2027-03-04; today, unless given."
)


@click.group(cls=Commands, short_help="List, open and close rounds of self-assessment.")
def rounds() -> None:
    """List, open and close rounds of self-assessment, and see who has not answered yet."""


@rounds.command(name="list", short_help="List the rounds, the first opened first.")
@folder_argument
@json_option
def list_rounds(folder: Path, *, as_json: bool) -> None:
    """List the rounds of the study in FOLDER, with how many of those asked have answered."""
    with opened(folder) as study:
        found = [study.rounds.standing(each.id) for each in study.rounds.all()]
    if as_json:
        print_json(found)
        return
    print_table(
        ["id", "opened", "closed", "answered", "scale", "points", "guide", "name"],
        [
            [
                each.round.id,
                each.round.opened,
                each.round.closed or "–",
                f"{each.answered}/{len(each.expected)}",
                f"{each.round.low}–{each.round.high}",
                str(len(each.round.points)),
                each.round.guide,
                each.round.name,
            ]
            for each in found
        ],
    )


@rounds.command(name="open", short_help="Open a round.")
@folder_argument
@click.option("--name", required=True, metavar="NAME", help="What it is called: “Spring 2027”.")
@click.option("--guide", "guide_id", required=True, metavar="ID", help="The guide that its sessions run.")
@click.option(
    "--ask", "expected", multiple=True, metavar="CODE", help="Who is asked to answer; may be repeated."
)
@click.option("--ask-all", is_flag=True, help="Ask everybody who takes part.")
@on_option
def open_round(
    folder: Path, *, name: str, guide_id: str, expected: tuple[str, ...], ask_all: bool, on: str
) -> None:
    """Open a round in the study in FOLDER. Only one is open at a time.

    Its learning points are those that the guide asks about now, and its scale is that of the rounds before:
    another one is refused, since the two could never be compared.
    """
    from reflect.domain.gate import taken_back

    with opened(folder) as study:
        everybody = [person.code for person in study.people() if taken_back(person) is None]
        made = study.rounds.open(name, guide_id, on=_day(on), expected=everybody if ask_all else expected)
    points, people = (
        counted(len(made.points), "learning point"),
        counted(len(made.expected), "person", "people"),
    )
    click.echo(
        f"The round {made.id} is open: {points} from {made.low} to {made.high}, {people} asked.", err=True
    )


@rounds.command(short_help="Close a round.")
@folder_argument
@round_argument
@on_option
def close(folder: Path, wanted: str, *, on: str) -> None:
    """Close ROUND, by its id or name: what was answered stays, and nothing more is awaited."""
    with opened(folder) as study:
        made = study.rounds.close(wanted, on=_day(on))
    click.echo(f"The round {made.id} is closed.", err=True)


@rounds.command(short_help="Open a closed round again.")
@folder_argument
@round_argument
def reopen(folder: Path, wanted: str) -> None:
    """Open ROUND again, so that answers can be added."""
    with opened(folder) as study:
        made = study.rounds.reopen(wanted)
    click.echo(f"The round {made.id} is open again.", err=True)


@rounds.command(short_help="List who has not answered yet.")
@folder_argument
@click.argument("wanted", metavar="ROUND", required=False)
@json_option
@click.option("--names", is_flag=True, help="Show names too.")
def reminders(folder: Path, wanted: str | None, *, as_json: bool, names: bool) -> None:
    """List who was asked in ROUND (the open one, unless given) and has not answered, or not all of it.

    Who withdrew, or does not take part, is not among them. Names are shown only with --names.
    """
    with opened(folder) as study:
        there = study.rounds.get(wanted) if wanted is not None else study.rounds.open_one
        if there is None:
            raise NotFound("No round is open", remedy="Name one: reflect rounds reminders FOLDER ROUND")
        found = study.rounds.standing(there.id)
        called = {person.code: person.name for person in study.people()}
        roles = {role.id: role.name for role in study.roles()}
    if as_json:
        extra = [{"name": called.get(each.code, "")} if names else {} for each in found.reminders]
        print_json([{**_plain(each), **more} for each, more in zip(found.reminders, extra, strict=True)])
    else:
        print_table(
            ["code", "role", "state", "may be contacted", *(["name"] if names else [])],
            [
                [
                    each.code,
                    roles.get(each.role, each.role),
                    each.state.value,
                    {True: "yes", False: "no", None: "not asked"}[each.may_be_contacted],
                    *([called.get(each.code, "")] if names else []),
                ]
                for each in found.reminders
            ],
        )
    click.echo(f"{found.answered} of {len(found.expected)} asked have answered in {there.name}.", err=True)


def _plain(record: object) -> dict[str, object]:
    import msgspec

    made: dict[str, object] = msgspec.to_builtins(record)
    return made


def _day(said: str) -> str:
    """A day as it was given; raises click's own error when it is none."""
    from datetime import date

    try:
        return date.fromisoformat(said).isoformat() if said else ""
    except ValueError:
        raise click.BadParameter(f"“{said}” is no day; write it as 2027-03-04", param_hint="--on") from None
