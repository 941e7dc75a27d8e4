"""Commands that put a whole study into one file, and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from reflect.cli.names import folder_argument, force_option
from reflect.cli.table import counted


@click.command(short_help="Put the whole study into one zip file.")
@folder_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.zip", help="The backup."
)
@click.option(
    "--with-private",
    is_flag=True,
    help="Take along .reflect too: earlier generations, the bin, what was kept beside.",
)
@force_option
def backup(folder: Path, output: Path, *, with_private: bool, force: bool) -> None:
    """Put the whole study in FOLDER into one zip file, and verify it.

    After writing, every file is read from the zip again and compared, and the study in it is checked, before
    the backup gets its name. It holds people's names and is not encrypted.
    """
    from reflect.services.backing_up import back_up

    done = back_up(folder, output, with_private=with_private, force=force)
    click.echo(f"{counted(done.files, 'file')} ({_size(done.bytes)}) are in {output}, verified.", err=True)
    held = "people's names (people.json) and their words" if done.names else "people's words"
    click.echo(f"It holds {held}, and is not encrypted: keep it as safe as the study.", err=True)
    if done.private:
        click.echo(
            f"{counted(done.private, 'file')} of .reflect (earlier generations, the bin, what was put aside)"
            " are not in it: --with-private takes them along.",
            err=True,
        )
    for name in done.left_out:
        click.echo(f"Left out, being a link or having a name no zip should hold: {name}", err=True)
    if done.findings:
        click.echo(
            f"“reflect check” finds {counted(done.findings, 'thing')} in the study as it is.", err=True
        )


@click.command(short_help="Bring a study back from its backup.")
@click.argument("backup_file", metavar="FILE.zip", type=click.Path(path_type=Path))
@folder_argument
def restore(backup_file: Path, folder: Path) -> None:
    """Bring a study back from FILE.zip into FOLDER, which is empty or not there yet: all of it, or nothing.

    Every file is compared with what was put in. What is not a backup made by reflect, would write outside
    the folder, or holds more than 100,000 files or 16 GB, is refused.
    """
    from reflect.services.backing_up import restore as bring_back

    done = bring_back(backup_file, folder)
    made = done.made[:16].replace("T", " ")
    click.echo(f"{counted(done.files, 'file')} of the backup of {made} are in {folder}, verified.", err=True)
    if done.findings:
        click.echo(
            f"“reflect check” finds {counted(done.findings, 'thing')} in it, as in the backup.", err=True
        )


def _size(count: int) -> str:
    if count < 2**20:
        return f"{max(1, round(count / 2**10))} KB"
    return f"{count / 2**20:.1f} MB"
