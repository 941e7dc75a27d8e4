"""The command that shares a study with a team, and the one that git calls to merge a file."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.group import WRONG
from reflect.cli.merged import merged_in_words, print_merged, without_names
from reflect.cli.names import folder_argument
from reflect.cli.table import print_json

UNREACHABLE = 5


@click.command(short_help="Share the study with your team, through git.")
@folder_argument
@click.option(
    "--remote",
    metavar="URL",
    default="",
    help="Where the team's repository lies: a folder all of you reach, or user@host:study.git. Needed once.",
)
@click.option("--create", is_flag=True, help="Make that repository first, in a folder this computer reaches.")
@click.option(
    "--share-names/--leave-names-out",
    default=None,
    help="Whether people's names go along, for the whole team; they are left out unless you say so.",
)
@click.option("--yes", is_flag=True, help="Send although participants' names stand in texts.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead of a table.")
@click.pass_context
def sync(
    ctx: click.Context,
    folder: Path,
    *,
    remote: str,
    create: bool,
    share_names: bool | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Commit what changed in the study in FOLDER, merge what others sent, and send yours.

    What both changed is merged record by record; where it was the same words, both versions are kept and
    listed. With --remote and a FOLDER that is not there yet, the team's study is brought into it. Offline,
    everything is committed, and the exit code is 5.
    """
    from reflect.services.identity import system_clock
    from reflect.services.preferences import preferences
    from reflect.services.synced import Wishes
    from reflect.services.syncing import join
    from reflect.services.syncing import sync as share

    if create and not remote:
        raise click.UsageError("--create needs --remote, which says where.")
    wishes = Wishes(remote=remote, create=create, share_names=share_names, names_seen=yes)
    bringing = remote and not create and _is_free(folder)
    done = (join if bringing else share)(
        folder, wishes, researcher=preferences().researcher, clock=system_clock
    )
    items = without_names(done.items)
    if as_json:
        import msgspec

        print_json(msgspec.structs.replace(done, items=tuple(items)))
    elif items:
        print_merged(items)
    if bringing:
        click.echo(f"The team's study is in {folder}. Open it with: reflect open {folder}", err=True)
    for line in done.in_words():
        click.echo(line, err=True)
    if done.unreachable and remote and not create:
        click.echo("To make a new repository in a folder that you all reach: --create", err=True)
    if items:
        click.echo(merged_in_words(items, nothing="Nothing came in"), err=True)
    if done.unreachable:
        ctx.exit(UNREACHABLE)
    if done.not_merged:
        ctx.exit(WRONG)


@click.command(hidden=True, short_help="Merge one file; git calls this.")
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("place", type=click.Path(path_type=Path))
def merge_driver(base: Path, ours: Path, theirs: Path, place: Path) -> None:
    """Merge THEIRS into OURS, two versions of the file at PLACE that come from BASE. For git, not for people.

    `reflect sync` tells git of it, so that a plain “git merge” or “git pull” merges records too.
    """
    from reflect.services.identity import system_clock
    from reflect.services.merge_driver import drive

    told = drive(base, ours, theirs, Path.cwd() / place, clock=system_clock)
    if told:
        click.echo(f"reflect: {told}.", err=True)


def _is_free(folder: Path) -> bool:
    """Whether nothing is there, so that a study can be brought there."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
