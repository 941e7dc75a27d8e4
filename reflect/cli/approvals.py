"""The command that asks participants about their quotes, and takes in what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from reflect.cli.names import folder_argument, force_option, json_option, out_option, participant_option
from reflect.cli.output import put_out, put_out_bytes, ready
from reflect.cli.studies import opened
from reflect.cli.table import counted, print_json, print_table
from reflect.errors import InvalidInput

if TYPE_CHECKING:  # slow to load, and `--version` must not wait for it
    from reflect.services.approving import Approvals, Recorded
    from reflect.services.study import Study


@click.command(short_help="Ask participants about their quotes.")
@folder_argument
@participant_option(required=False, help="Whose sheet to write.")
@out_option
@force_option
@click.option("--again", is_flag=True, help="Ask also about what they have answered for.")
@click.option("--sent", is_flag=True, help="Put down that they were sent their sheet.")
@click.option("--day", metavar="YYYY-MM-DD", default="", help="When it was sent, instead of today.")
@click.option("--read", "filled", type=click.Path(path_type=Path), help="A filled-in sheet to take in.")
@click.option("--leave-open", is_flag=True, help="Leave quotes without a tick as they are.")
@click.option("--dry-run", is_flag=True, help="Only say what would be put down; change nothing.")
@click.option("--within", type=click.IntRange(0), metavar="DAYS", help="Set how long they have; 0: for ever.")
@click.option("--silence", type=click.Choice(["no", "yes"]), help="Set what no answer in time means.")
@json_option
def approvals(
    folder: Path,
    *,
    participant: str | None,
    output: Path | None,
    force: bool,
    again: bool,
    sent: bool,
    day: str,
    filled: Path | None,
    leave_open: bool,
    dry_run: bool,
    within: int | None,
    silence: str | None,
    as_json: bool,
) -> None:
    """Ask participants of the study in FOLDER about their quotes, and take in what they say.

    Without options, list who has been asked about how many quotes and who still owes an answer. With
    --participant, write the sheet that is sent to one of them; --sent puts down that it was. --read takes a
    filled-in sheet in, all of it or nothing. What no answer means is set with --within and --silence: no,
    unless the study says otherwise.
    """
    if filled is not None and participant is not None:
        raise InvalidInput("--read and --participant do not go together: the sheet says whose it is")
    if (day or output or again) and participant is None:
        raise InvalidInput("--day, --again and -o need --participant")
    if output is not None:
        ready(output, force=force)
    with opened(folder) as study:
        if within is not None or silence is not None:
            _set(study, within, silence)
        if filled is not None:
            _say(_read(study.approvals, filled, leave_open=leave_open, dry_run=dry_run), dry_run=dry_run)
        elif participant is not None:
            _ask(study.approvals, participant, output, force=force, again=again, sent=sent, day=day)
        elif as_json:
            print_json(study.approvals.owing())
        elif within is None and silence is None:
            _list(study.approvals)


def _set(study: Study, within: int | None, silence: str | None) -> None:
    settings = study.settings()
    study.edits.save_settings(
        msgspec.structs.replace(
            settings,
            answer_within=settings.answer_within if within is None else within,
            silence=silence or settings.silence,
        )
    )
    now = study.settings()
    if now.answer_within:
        means = "yes: they may appear" if now.silence == "yes" else "no: they stay out"
        said = f"After {counted(now.answer_within, 'day')}, no answer means {means}."
    else:
        said = "There is no day by which they must answer: without an answer, quotes stay out."
    click.echo(said, err=True)


def _ask(
    asking: Approvals,
    code: str,
    output: Path | None,
    *,
    force: bool,
    again: bool,
    sent: bool,
    day: str,
) -> None:
    if output is not None or not sent:
        if output is not None and output.suffix.casefold() == ".docx":
            put_out_bytes(asking.sheet_docx(code, again=again), output, force=force)
        else:
            put_out(asking.sheet_markdown(code, again=again), output, force=force)
    if sent:
        count = asking.asked(code, day)
        click.echo(f"Put down as asked: {counted(count, 'quote')}.", err=True)


def _read(asking: Approvals, filled: Path, *, leave_open: bool, dry_run: bool) -> Recorded:
    from reflect.services.approving import read_filled

    return asking.record(read_filled(filled), name=filled.name, leave_open=leave_open, dry_run=dry_run)


def _say(found: Recorded, *, dry_run: bool) -> None:
    said = f"{found.participant}: {found.fine} fine, {found.changed} changed, {found.left_out} left out."
    if found.left:
        said += f" {counted(found.left, 'quote')} without an answer."
    click.echo(said + (" This was a dry run: nothing was changed." if dry_run else ""), err=True)


def _list(asking: Approvals) -> None:
    rows = asking.owing()
    print_table(
        ["who", "not asked", "asked", "fine", "changed", "left out", "asked on", "owes"],
        [
            [
                row.participant,
                *map(str, (row.not_asked, row.asked, row.approved, row.amended, row.declined)),
                row.asked_on or "–",
                "overdue" if row.overdue else ("an answer" if row.asked else "–"),
            ]
            for row in rows
        ],
    )
